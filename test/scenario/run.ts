// One run: a seed becomes a town, a schedule of faults and a day on which everything is put right; after it, all must
// come together again within sixty simulated seconds.
import { toHex } from '../../src/base/bytes.ts';
import { messageOf } from '../../src/base/errors.ts';
import type { HeldLog } from '../../src/server/logs.ts';
import { Cheat } from './cheat.ts';
import { Clerks } from './clerks.ts';
import { type FaultClass, Faults } from './faults.ts';
import { everybody, type Participant } from './parties.ts';
import { type Dice, dice, Timeline } from './timeline.ts';
import { Town } from './town.ts';

/** What came of a seed. */
export interface Outcome {
  readonly seed: number;
  readonly violations: readonly string[];
  /** Lines of the trace, and their SHA-256: the same for the same seed. */
  readonly steps: number;
  readonly digest: string;
  readonly faults: Readonly<Partial<Record<FaultClass, number>>>;
  readonly acknowledged: number;
  readonly simulatedMilliseconds: number;
}

/** How a seed is run. */
export interface RunSetting {
  readonly seed: number;
  /** Shown every line of the trace. */
  readonly show?: (line: string) => void;
  /** Instead of the length that the seed says: shorter runs are easier to read. */
  readonly troubleMilliseconds?: number;
}

/**
 * Until a fork is noticed by all: withheld tiles are a finding after a minute; else one round of comparing, thirty seconds,
 * until somebody finds it, and one until the rest ask for the evidence.
 */
const noticeMilliseconds: Readonly<Record<string, number>> = { withhold: 80_000 };
const twoRoundsMilliseconds = 65_000;
const healedMilliseconds = 60_000;
// Looking reads the disks of the nodes, which takes its time.
const lookMilliseconds = 10_000;

/** Runs a seed. */
export async function runSeed(setting: RunSetting): Promise<Outcome> {
  const { seed } = setting;
  const chance = dice(seed, 'run');
  const time = new Timeline(setting.show);
  const isCheated = chance.isBelow(0.25);
  const honest = residentsOf(chance, isCheated);
  const rogue = isCheated ? everybody.filter(({ name }) => name === 'centre') : [];
  const town = new Town({ seed, time, honest, cheat: rogue[0] });
  const cheats = rogue.map((who) => new Cheat(town, { seed, who }));
  const faults = new Faults(town, seed, chance.isBelow(0.05));
  const clerks = new Clerks(town, seed);
  town.network.onReply = (passing) => clerks.inspect(passing);
  const trouble = setting.troubleMilliseconds ?? chance.between(4_000, 15_000);
  await time.runUntil(1_500);
  for (const cheat of cheats) await cheat.begin(chance.between(1_000, trouble));
  clerks.begin();
  faults.begin();
  await time.runUntil(time.now + trouble);
  faults.end();
  clerks.isWorking = false;
  time.trace('everything is put right');
  await comeTogether(town);
  for (const cheat of cheats) {
    const patience = cheat.isFork
      ? (noticeMilliseconds[cheat.strategy] ?? twoRoundsMilliseconds)
      : 10_000;
    for (let waited = 0; waited < patience && !cheat.isNoticed(); waited += 2_000)
      await time.runUntil(time.now + 2_000);
    await time.settle(cheat.check(), lookMilliseconds);
    for (const { node, who } of town.residents)
      if (node === undefined) town.truth.violate('P5', `${who.name} is down`);
  }
  return {
    seed,
    violations: town.truth.violations,
    steps: time.steps,
    digest: time.digest(),
    faults: Object.fromEntries(faults.counts),
    acknowledged: clerks.recorded,
    simulatedMilliseconds: time.now,
  };
}

function residentsOf(chance: Dice, isCheated: boolean): readonly Participant[] {
  const parties = isCheated
    ? chance.oneOf([2, 2, 3])
    : chance.oneOf([2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5]);
  const archive = everybody.filter(({ kind }) => kind === 'witness');
  const withArchive = parties < 5 && chance.isBelow(0.3);
  return [...everybody.slice(0, parties), ...(withArchive ? archive : [])];
}

/** P5: within sixty seconds everybody holds every log whole, confirmed and with its payloads. */
async function comeTogether(town: Town): Promise<void> {
  const { time, truth, residents } = town;
  const until = time.now + healedMilliseconds;
  const look = async () => {
    for (const resident of residents) await town.checkRestored(resident);
    return whatIsApart(town);
  };
  let apart = 'nothing was looked at';
  while (time.now < until) {
    await time.runUntil(time.now + 1_000);
    apart = await time.settle(look(), lookMilliseconds).catch(messageOf);
    if (apart === '') break;
  }
  if (apart !== '') truth.violate('P5', `still apart after ${healedMilliseconds} ms: ${apart}`);
  for (const resident of residents)
    if (resident.node !== undefined)
      await time.settle(town.checkOpened(resident, resident.node), lookMilliseconds);
}

/** Returns what keeps the town from being of one mind, '' when nothing does. */
async function whatIsApart(town: Town): Promise<string> {
  for (const { who, node, mayBeLost } of town.residents) {
    if (node === undefined) return `${who.name} is down`;
    const { publisher } = node;
    if (publisher?.signing().allowed === false && !mayBeLost)
      return `${who.name} does not sign: ${publisher.signing().reason}`;
  }
  for (const owner of town.residents) {
    const own = owner.node?.logs.own;
    if (own === undefined || owner.node?.publisher?.signing().allowed !== true) continue;
    for (const reader of town.residents) {
      const held = reader.node?.logs.byOrigin(own.identity.origin);
      const apart = held === undefined ? 'is not held' : await howDifferent(town, { own, held });
      if (apart !== '') return `${own.identity.origin} at ${reader.who.name}: ${apart}`;
    }
  }
  return '';
}

async function howDifferent(
  town: Town,
  { own, held }: { readonly own: HeldLog; readonly held: HeldLog },
): Promise<string> {
  const { size, root } = own.store.head();
  const there = held.store.head();
  if (there.size !== size || toHex(there.root) !== toHex(root)) return `${there.size} of ${size}`;
  if ((held.confirmed?.size ?? 0) !== size)
    return `${held.confirmed?.size ?? 0} of ${size} confirmed`;
  for (const entry of town.truth.acknowledged.get(own.identity.origin) ?? []) {
    if (entry.isExcused) continue;
    for (const [scope, text] of Object.entries(entry.payloads)) {
      const slot = await held.store.payload(entry.index, scope as 'public' | 'programme');
      if (held.peer !== undefined && slot.status === 'not-held' && isWitness(town, held)) continue;
      if (slot.status !== 'held') return `${scope} of entry ${entry.index} is ${slot.status}`;
      if (!Buffer.from(slot.bytes).includes(JSON.stringify(text)))
        return `${scope} of entry ${entry.index} is another`;
    }
  }
  return '';
}

/** A node without a log of its own keeps no payloads. */
function isWitness(town: Town, held: HeldLog): boolean {
  const reader = town.residents.find(({ node }) => node?.logs.all().includes(held));
  return reader?.who.kind === 'witness';
}
