// Everybody who takes part in a run, and the operator of each node: starts it again after it has stopped, puts back
// what a disk has damaged, heals a log that contradicts its witnesses. Checks each node whenever it comes up.
import { toHex } from '../../src/base/bytes.ts';
import { codeOf, messageOf } from '../../src/base/errors.ts';
import type { HeldLog } from '../../src/server/logs.ts';
import { originHash } from '../../src/server/logs.ts';
import { openLastSigned } from '../../src/store/last-signed.ts';
import type { DiskCopy } from '../support/simulated-disk.ts';
import { simulatedCrypto } from './crypto.ts';
import { Machine } from './machine.ts';
import { Network } from './network.ts';
import {
  folders,
  healSimulatedNode,
  type NodeWorld,
  openSimulatedNode,
  type SimulatedNode,
} from './node.ts';
import type { Participant } from './parties.ts';
import { type Dice, dice, type Timeline } from './timeline.ts';
import { type Acknowledged, readTree, Truth } from './truth.ts';

/** A copy of a data folder, and how many entries its log had acknowledged by then. */
interface Backup {
  readonly copy: DiskCopy;
  readonly acknowledged: number;
  readonly signed: number;
}

/** One node with its machine and its operator. */
export interface Resident {
  readonly who: Participant;
  readonly machine: Machine;
  readonly backups: Backup[];
  /** Notes that its node has kept for good, by origin. */
  readonly kept: Map<string, number[]>;
  node: SimulatedNode | undefined;
  /** When the operator acts next. */
  restartAt: number;
  state: 'down' | 'opening' | 'up' | 'healing';
  /** Whether a backup or a repair has taken entries, so that places may have moved. */
  isRestored: boolean;
  /** Whether a tree was signed that nobody may have any more: its log ends, and it signs nothing again. */
  mayBeLost: boolean;
  /** Whether bytes of its disk were changed. */
  isDamaged: boolean;
  /** Whether its clock has been right since its node came up. */
  isClockSteady: boolean;
  /** How the machine stops when a planned fault of its disk comes true. */
  haltsBy: 'kill' | 'power';
  /** Since when its signer is held for a reason that needs an operator. */
  heldSince: number | undefined;
}

/** What a town is made of. */
export interface TownSetting {
  readonly seed: number;
  readonly time: Timeline;
  readonly honest: readonly Participant[];
  /** Somebody who is trusted and has no node of ours. */
  readonly cheat: Participant | undefined;
}

const operatorMilliseconds = 500;

/** The town of one run. */
export class Town {
  readonly time: Timeline;
  readonly truth: Truth;
  readonly network: Network;
  readonly residents: readonly Resident[];
  readonly everybody: readonly Participant[];
  readonly #dice: Dice;

  constructor(setting: TownSetting) {
    const { seed, time, honest, cheat } = setting;
    this.time = time;
    this.truth = new Truth((line) => time.trace(line));
    this.network = new Network(time, dice(seed, 'network'));
    this.#dice = dice(seed, 'operators');
    this.everybody = [...honest, ...(cheat === undefined ? [] : [cheat])];
    this.residents = honest.map((who) => {
      const resident: Resident = {
        who,
        machine: new Machine(who.name, time, dice(seed, `disk of ${who.name}`)),
        ...{ backups: [], kept: new Map(), node: undefined, restartAt: 0, state: 'down' },
        ...{
          isRestored: false,
          mayBeLost: false,
          isDamaged: false,
          haltsBy: 'kill',
          isClockSteady: true,
          heldSince: undefined,
        },
      };
      resident.machine.onHalted = () => this.stop(resident, resident.haltsBy);
      this.network.listen(who.name, (ask) => {
        const { node } = resident;
        return resident.machine.isUp && node !== undefined ? node.serve(ask) : undefined;
      });
      return resident;
    });
    this.#operate();
  }

  resident(name: string): Resident | undefined {
    return this.residents.find(({ who }) => who.name === name);
  }

  /** Stops a process: killed, or with the power. */
  stop(resident: Resident, how: 'kill' | 'power'): void {
    if (how === 'kill') resident.machine.kill();
    else resident.machine.cutPower();
    this.#stopped(resident, how);
  }

  #stopped(resident: Resident, how: string): void {
    this.time.trace(`${resident.who.name} stopped: ${how}`);
    resident.node = undefined;
    resident.state = 'down';
    resident.heldSince = undefined;
    resident.restartAt = this.time.now + this.#dice.between(1_000, 4_000);
  }

  backUp(resident: Resident): void {
    const { who, machine, backups } = resident;
    const acknowledged = this.truth.acknowledged.get(who.origin)?.length ?? 0;
    const signed = this.truth.signedSize(who.origin);
    backups.push({ copy: machine.disk.copyOf(folders.data), acknowledged, signed });
  }

  /** Puts a backup in the place of the data folder. What nobody else has may be lost. */
  async restore(resident: Resident): Promise<void> {
    const { who, machine, backups } = resident;
    const backup = this.#dice.oneOf(backups);
    if (machine.isUp) this.stop(resident, 'kill');
    await machine.disk.putBack(folders.data, backup.copy);
    await this.#takeAway(resident, backup);
    this.time.trace(`${who.name} restored to ${backup.acknowledged} acknowledged entries`);
  }

  async #takeAway(
    resident: Resident,
    left: Pick<Backup, 'acknowledged' | 'signed'>,
  ): Promise<void> {
    const { who } = resident;
    resident.isRestored = true;
    resident.kept.clear();
    const elsewhere = this.#mirroredLeaves(who, this.residents);
    // What was noted before it was signed counts as signed: the node cannot know better.
    const noted = (await openLastSigned(folders.state, resident.machine.disk).get(who.origin))
      ?.size;
    const signed = Math.max(this.truth.signedSize(who.origin), noted ?? 0);
    if (signed > Math.max(left.signed, elsewhere.size)) resident.mayBeLost = true;
    const taken = (this.truth.acknowledged.get(who.origin) ?? []).slice(left.acknowledged);
    for (const entry of taken) if (!elsewhere.has(entry.leaf)) entry.isExcused = true;
    for (const entry of taken) entry.payloads = await this.#payloadsElsewhere(who, entry);
    const internal = this.truth.acknowledged.get(`${who.origin}/private`) ?? [];
    for (const entry of internal) entry.isExcused = true;
  }

  /** Those payloads of an entry that another party holds at this moment. Its mirror may have the entry without them. */
  async #payloadsElsewhere(
    who: Participant,
    { index, payloads }: Acknowledged,
  ): Promise<Acknowledged['payloads']> {
    const held: Record<string, string> = {};
    for (const [scope, text] of Object.entries(payloads))
      for (const { node } of this.residents.filter((one) => one.who !== who)) {
        const store = node?.logs.byOrigin(who.origin)?.store;
        if (store === undefined || store.head().size <= index) continue;
        const slot = await store
          .payload(index, scope as 'public' | 'programme')
          .catch(() => undefined);
        if (slot?.status === 'held') held[scope] = text;
      }
    return held;
  }

  /** Leaves of a log that others hold at this moment. */
  #mirroredLeaves(who: Participant, by: readonly Resident[]): ReadonlySet<string> {
    const signed = this.truth.signed.get(who.origin)?.leaves ?? [];
    const sizes = by.map(({ node }) => node?.logs.byOrigin(who.origin)?.store.head().size ?? 0);
    return new Set(signed.slice(0, Math.max(0, ...sizes)));
  }

  #operate(): void {
    for (const resident of this.residents) this.#operateOne(resident);
    this.time.after(operatorMilliseconds, () => this.#operate());
  }

  #operateOne(resident: Resident): void {
    const { node, state } = resident;
    if (state === 'down' && this.time.now >= resident.restartAt) this.#start(resident);
    if (state !== 'up' || node === undefined) return;
    const reason = node.publisher?.signing().reason;
    const isEnded = node.refusedHere().some(({ code }) => code === 'store.log.closed');
    if (isEnded || reason?.startsWith('store.') === true) {
      this.stop(resident, 'kill');
      return;
    }
    const needsHealing = [
      'server.signing.behind',
      'server.signing.contradicted',
      'server.signing.state',
    ];
    if (reason === undefined || !needsHealing.includes(reason)) {
      resident.heldSince = undefined;
      return;
    }
    resident.heldSince ??= this.time.now;
    if (this.time.now - resident.heldSince < 3_000) return;
    if (!resident.isRestored)
      this.truth.violate('P2', `${resident.who.name} contradicts itself: ${reason}`);
    this.#heal(resident);
  }

  #heal(resident: Resident): void {
    this.stop(resident, 'kill');
    resident.state = 'healing';
    healSimulatedNode(this.#worldOf(resident)).then(
      ({ restored, followed }) => {
        this.time.trace(`${resident.who.name} healed: ${restored} and ${followed}`);
        this.stop(resident, 'kill');
      },
      (error: unknown) => {
        this.time.trace(`${resident.who.name} not healed: ${codeOf(error)}`);
        this.stop(resident, 'kill');
      },
    );
  }

  #worldOf(resident: Resident): NodeWorld {
    const { who, machine, kept } = resident;
    const others = this.everybody.filter((other) => other !== who);
    return {
      ...{ who, others, network: this.network },
      process: machine.begin(),
      onSign: (message) => void this.#onSign(resident, new TextDecoder().decode(message)),
      onKept: (origin, note) => {
        const size = readTree(note)?.size ?? 0;
        kept.set(origin, [...(kept.get(origin) ?? []), size]);
      },
    };
  }

  async #onSign({ who, node }: Resident, text: string): Promise<void> {
    const tree = readTree(text);
    const log = node?.logs.own;
    if (tree === undefined || log === undefined) return;
    this.time.trace(`${who.name} signs ${tree.size} ${toHex(tree.root).slice(0, 16)}`);
    const leaves = await log.store.leaves(0, Math.min(tree.size, log.store.head().size));
    this.truth.sign(tree, leaves.map(toHex));
  }

  #start(resident: Resident): void {
    resident.state = 'opening';
    resident.isClockSteady = resident.machine.clockOffset === 0;
    const world = this.#worldOf(resident);
    openSimulatedNode(world).then(
      async (node) => {
        resident.node = node;
        resident.state = 'up';
        this.time.trace(`${resident.who.name} up with ${node.logs.own?.store.head().size ?? 0}`);
        await this.checkOpened(resident, node);
      },
      (error: unknown) => void this.#repair(resident, error),
    );
  }

  /** A node that does not open: the operator takes away the log that its disk has damaged. */
  async #repair(resident: Resident, error: unknown): Promise<void> {
    const { who, machine, isDamaged } = resident;
    const [code, message] = [codeOf(error), messageOf(error)];
    this.time.trace(`${who.name} does not open: ${code}`);
    this.stop(resident, 'kill');
    // A planned fault that came true while it opened: it is started again.
    if (code === 'store.folder.unwritable' || code === 'store.log.closed') return;
    const folder = /\/data\/(?:log|private|mirrors\/[0-9a-f]{64})(?=[/ :])/.exec(message)?.[0];
    if (!isDamaged || folder === undefined) {
      this.truth.violate('P1', `${who.name} does not open: ${code} ${message.slice(0, 200)}`);
      return;
    }
    await machine.disk.remove(folder);
    await machine.disk.syncFolder(folder.slice(0, folder.lastIndexOf('/')));
    if (folder === `${folders.data}/log`)
      await this.#takeAway(resident, { acknowledged: 0, signed: 0 });
    else if (folder === `${folders.data}/private`)
      for (const entry of this.truth.acknowledged.get(`${who.origin}/private`) ?? [])
        entry.isExcused = true;
  }

  /** What must hold each time a node has come up, whatever stopped it. */
  async checkOpened(resident: Resident, node: SimulatedNode): Promise<void> {
    const { who } = resident;
    for (const log of node.logs.all()) await this.#checkHeld(resident, log);
    for (const other of this.everybody) {
      const answered = this.truth.answered.get(`${who.name} ${other.origin}`);
      if (answered === undefined) continue;
      const note = await node.desk.newest(originHash(simulatedCrypto, other.origin));
      const size = readTree(note ?? '')?.size ?? 0;
      if (size < answered.size)
        this.truth.violate(
          'W',
          `${who.name} cosigned ${other.name} ${answered.size}, knows ${size}`,
        );
    }
    for (const [origin, sizes] of resident.kept) {
      const log = node.logs.byOrigin(origin);
      if (log === undefined || resident.isDamaged) continue;
      for (const size of sizes) {
        const first = await node.cosignedFileOf(log).firstHolding(size - 1);
        if ((first?.size ?? Number.POSITIVE_INFINITY) > size)
          this.truth.violate('P10', `${who.name} lost the cosigned note of ${origin} at ${size}`);
      }
    }
    await this.checkFraming(resident, node);
  }

  async #checkHeld(resident: Resident, log: HeldLog): Promise<void> {
    const { origin } = log.identity;
    const leaves = (await log.store.leaves(0, log.store.head().size)).map(toHex);
    const isOwn = origin.startsWith(resident.who.origin);
    if (isOwn && !resident.isRestored) this.truth.checkLog(origin, leaves, 'by-index');
    const signed = this.truth.signed.get(origin)?.leaves;
    if (isOwn || signed === undefined) return;
    if (leaves.length > signed.length || leaves.some((leaf, i) => leaf !== signed[i]))
      this.truth.violate('P1', `${resident.who.name} mirrors what ${origin} never signed`);
  }

  /** No honest log is ever said to contradict itself. */
  async checkFraming({ who }: Resident, node: SimulatedNode): Promise<void> {
    const honest = new Set(this.residents.map((one) => one.who.origin as string));
    for (const alarm of node.alarms.all())
      if (honest.has(alarm.origin) && alarm.state !== 'reported')
        this.truth.violate('P3', `${who.name} accuses ${alarm.origin}: ${alarm.code}`);
    for (const origin of honest) {
      const files = await node.evidence.list(originHash(simulatedCrypto, origin));
      if (files.length > 0) this.truth.violate('P3', `${who.name} has evidence on ${origin}`);
    }
  }

  /** A log that was taken back to a backup and is signed again holds all that somebody had. */
  async checkRestored(resident: Resident): Promise<void> {
    const { node, who } = resident;
    const log = node?.logs.own;
    if (!resident.isRestored || log === undefined || node === undefined) return;
    if (node.publisher?.signing().allowed !== true) return;
    const leaves = (await log.store.leaves(0, log.store.head().size)).map(toHex);
    this.truth.checkLog(who.origin, leaves, 'by-order');
    const entries = this.truth.acknowledged.get(who.origin) ?? [];
    const left = entries.filter((entry) => leaves.includes(entry.leaf));
    const moved = left.map((entry) => ({
      ...entry,
      index: leaves.indexOf(entry.leaf),
      isExcused: false,
    }));
    this.truth.acknowledged.set(who.origin, moved);
    resident.isRestored = false;
    this.time.trace(`${who.name} is whole again with ${leaves.length}`);
  }
}
