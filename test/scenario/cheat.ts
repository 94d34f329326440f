// Somebody who is trusted and cheats: a party with genuine keys that rewrites its past, shows two pasts, withholds what
// it has signed, shows old notes, sends rubbish, and asks witnesses for what they must refuse. No code of a node runs here
// but the log in memory that it shows.
import { toHex, utf8 } from '../../src/base/bytes.ts';
import { canonicalBytes } from '../../src/base/json.ts';
import { printCheckpoint, signCheckpoint } from '../../src/record/checkpoint.ts';
import { commit } from '../../src/record/commitment.ts';
import { cosign } from '../../src/record/cosignature.ts';
import { printEnvelope } from '../../src/record/envelope.ts';
import { parseEvidence, verifyEvidence } from '../../src/record/evidence.ts';
import { consistencyProof } from '../../src/record/merkle.ts';
import { printNote, printSignature } from '../../src/record/note.ts';
import { tileHashReader } from '../../src/record/tile.ts';
import { parseAddCheckpoint, printAddCheckpoint } from '../../src/record/witness.ts';
import type { Ask } from '../../src/server/http-client.ts';
import { originHash } from '../../src/server/logs.ts';
import { encodePayloadBundle } from '../../src/server/payload-bundle.ts';
import type { LogStore, NewEntry } from '../../src/store/log-store.ts';
import { createMemoryLog } from '../../src/store/memory-log.ts';
import { simulatedCrypto } from './crypto.ts';
import { epoch } from './machine.ts';
import { pathOf, type Reply } from './network.ts';
import { type Participant, programme } from './parties.ts';
import { type Dice, dice } from './timeline.ts';
import type { Town } from './town.ts';
import { readTree } from './truth.ts';

/** Ways to cheat, each with whether two pasts are shown, which somebody can prove. */
export const strategies = {
  rewrite: true,
  'split-same-size': true,
  'split-growing': true,
  withhold: true,
  replay: false,
  rubbish: false,
  pester: false,
} as const;
export type Strategy = keyof typeof strategies;

const { sha256 } = simulatedCrypto;

/** One past of its log. */
interface Past {
  readonly store: LogStore;
  readonly entries: NewEntry[];
}

/** The cheating party of a run. */
export class Cheat {
  readonly who: Participant;
  readonly strategy: Strategy;
  readonly #town: Town;
  readonly #dice: Dice;
  readonly #cosigned = new Map<string, string>();
  readonly #main: Past;
  #other: Past | undefined;
  #old = '';
  #begun = false;
  #count = 0;
  /** Entries that both pasts begin with. */
  #kept = 0;

  constructor(town: Town, setting: { readonly seed: number; readonly who: Participant }) {
    this.#town = town;
    this.who = setting.who;
    this.#dice = dice(setting.seed, 'cheat');
    this.strategy = this.#dice.oneOf(Object.keys(strategies) as Strategy[]);
    this.#main = this.#newPast();
    town.network.listen(this.who.name, (ask, from) => this.#serve(ask, from));
  }

  /** Keeps an honest log first, and cheats from that instant on. */
  async begin(cheatsAt: number): Promise<void> {
    const { time } = this.#town;
    await this.#grow(this.#main, this.#dice.between(2, 9));
    await this.#publish(this.#main);
    time.after(cheatsAt, () => void this.#cheat());
    this.#live();
  }

  #live(): void {
    const { time } = this.#town;
    time.after(this.#dice.between(800, 3_000), () => {
      void this.#step();
      this.#live();
    });
  }

  async #step(): Promise<void> {
    if (this.#dice.isBelow(0.5)) await this.#grow(this.#main, this.#dice.between(1, 3));
    if (this.strategy === 'split-growing' && this.#other !== undefined && this.#dice.isBelow(0.5))
      await this.#grow(this.#other, this.#dice.between(1, 4));
    await this.#publish(this.#main);
    if (this.#other !== undefined) await this.#publish(this.#other);
    const asks = this.#town.residents.map(({ who }) => this.#askCosignature(who));
    await Promise.all(asks.map((ask) => ask.catch(() => undefined)));
  }

  async #cheat(): Promise<void> {
    this.#begun = true;
    this.#town.time.trace(`${this.who.name} cheats: ${this.strategy}`);
    this.#old = (await this.#main.store.checkpoint('checkpoint.pending')) ?? '';
    if (!strategies[this.strategy]) return;
    const { entries } = this.#main;
    const other = this.#newPast();
    this.#kept = this.#dice.between(0, entries.length - 1);
    await this.#append(other, entries.slice(0, this.#kept));
    const more = this.strategy === 'split-same-size' ? 0 : this.#dice.between(0, 4);
    await this.#grow(other, entries.length - this.#kept + more);
    this.#other = other;
    await this.#publish(other);
  }

  #newPast(): Past {
    return { store: createMemoryLog({ origin: this.who.origin, sha256 }), entries: [] };
  }

  #grow(past: Past, count: number): Promise<void> {
    const entries = Array.from({ length: count }, () => this.#entry());
    return this.#append(past, entries);
  }

  async #append(past: Past, entries: readonly NewEntry[]): Promise<void> {
    await past.store.append(entries);
    past.entries.push(...entries);
  }

  #entry(): NewEntry {
    const bytes = canonicalBytes({ about: 'X', text: `said ${this.#count++}` });
    const salt = new Uint8Array(32).fill(this.#count % 256);
    const commitments = { public: commit(sha256, salt, bytes) };
    const at = '2026-11-24T08:00:00Z' as never;
    return {
      bytes: printEnvelope({ v: 1, at, seen: [], commitments }),
      payloads: [{ scope: 'public', salt, bytes }],
    };
  }

  async #publish({ store }: Past): Promise<void> {
    const { size, root } = store.head();
    const { key, signer } = this.who.keys.log;
    const checkpoint = { origin: this.who.origin, size, root, extensions: [] };
    const line = await signCheckpoint(key, signer, checkpoint);
    const note = printNote({ text: printCheckpoint(checkpoint), signatures: [line] });
    await store.putCheckpoint('checkpoint.pending', note, size);
    this.#town.truth.forged.set(toHex(root), (await store.leaves(0, size)).map(toHex));
  }

  /** Which past somebody is shown. */
  #pastFor(name: string): Past {
    const other = this.#other;
    if (!this.#begun || other === undefined) return this.#main;
    if (this.strategy === 'rewrite' || this.strategy === 'withhold') return other;
    const number = this.#town.residents.findIndex(({ who }) => who.name === name);
    return number % 2 === 0 ? this.#main : other;
  }

  #serve(ask: Ask, from: string): Promise<Reply> {
    const path = pathOf(ask.url);
    return this.#answer(path, { ask, from }).then((body) => {
      const bytes = typeof body === 'string' ? utf8(body) : (body ?? new Uint8Array(0));
      const isSpoilt = this.#begun && this.strategy === 'rubbish' && this.#dice.isBelow(0.5);
      return {
        status: body === undefined ? 404 : 200,
        bytes: isSpoilt ? this.#spoilt(bytes) : bytes,
      };
    });
  }

  #spoilt(bytes: Uint8Array): Uint8Array {
    const kind = this.#dice.between(0, 3);
    if (kind === 0) return new Uint8Array(0);
    if (kind === 1) return bytes.slice(0, this.#dice.between(0, bytes.length));
    if (kind === 2) return new Uint8Array(Buffer.concat([bytes, bytes]));
    const changed = bytes.slice();
    if (changed.length > 0)
      changed[this.#dice.between(0, changed.length - 1)] ^= 1 << this.#dice.between(0, 7);
    return changed;
  }

  async #answer(
    path: string,
    { ask, from }: { readonly ask: Ask; readonly from: string },
  ): Promise<Uint8Array | string | undefined> {
    if (path === '/witness/add-checkpoint') return this.#cosign(ask.body ?? '');
    const hash = /^\/witness\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
    if (hash !== undefined) return this.#cosigned.get(hash);
    const base = `/log/${programme}/`;
    if (!path.startsWith(base)) return undefined;
    const { store } = this.#pastFor(from);
    const name = path.slice(base.length);
    if (name === 'checkpoint.pending') {
      const isOld = this.#begun && this.strategy === 'replay' && this.#dice.isBelow(0.5);
      return isOld ? this.#old : store.checkpoint('checkpoint.pending');
    }
    const bundle = /^payloads\/(\d+)\?scope=public$/.exec(name)?.[1];
    if (bundle !== undefined) return payloadsOf(store, Number(bundle));
    const withholds = this.#begun && this.strategy === 'withhold';
    return withholds ? undefined : store.resource(name);
  }

  /** As a witness it cosigns whatever it is given. */
  async #cosign(body: string): Promise<string | undefined> {
    const parsed = parseAddCheckpoint(body);
    if (!parsed.ok) return undefined;
    const checkpointText = `${parsed.value.note.split('\n\n')[0]}\n`;
    const { key, signer } = this.who.keys.witness;
    const timeSeconds = Math.floor((epoch + this.#town.time.now) / 1_000);
    const line = await cosign({ key, signer, timeSeconds, checkpointText });
    const origin = checkpointText.split('\n')[0] ?? '';
    this.#cosigned.set(originHash(simulatedCrypto, origin), parsed.value.note);
    return printSignature(line);
  }

  async #askCosignature(witness: Participant): Promise<void> {
    const { store } = this.#pastFor(witness.name);
    const note = (await store.checkpoint('checkpoint.pending')) ?? '';
    const size = readTree(note)?.size ?? 0;
    if (this.#begun && this.strategy === 'pester') return this.#pester(witness, note);
    const last = this.#town.truth.answered.get(`${witness.name} ${this.who.origin}`)?.size ?? 0;
    const reader = tileHashReader(size, (path) => store.resource(path));
    const sizes = { from: Math.min(last, size), to: size };
    const isPlain = last === 0 || last >= size;
    const proof = isPlain ? [] : await consistencyProof(sha256, sizes, reader);
    await this.#post(witness, printAddCheckpoint({ oldSize: last, proof, note }));
  }

  /** Wrong sizes, no proofs, smaller trees under genuine notes, and notes of others. */
  async #pester(witness: Participant, note: string): Promise<void> {
    const { truth, residents } = this.#town;
    const last = truth.answered.get(`${witness.name} ${this.who.origin}`)?.size ?? 0;
    const proof = [new Uint8Array(32).fill(this.#dice.between(0, 255))];
    const foreign = this.#dice.oneOf(residents).node?.logs.own?.pending;
    const old = [0, last, last + 1, Math.max(0, last - 1)];
    const bodies = old.flatMap((oldSize) =>
      [note, this.#old, foreign === undefined ? note : printNote(foreign.note)].flatMap((one) => [
        printAddCheckpoint({ oldSize, proof: [], note: one }),
        printAddCheckpoint({ oldSize, proof, note: one }),
      ]),
    );
    for (let i = 0; i < 4; i++) await this.#post(witness, this.#dice.oneOf(bodies));
  }

  async #post(witness: Participant, body: string): Promise<void> {
    const client = this.#town.network.clientOf(this.who.name);
    const url = `${witness.url}/witness/add-checkpoint`;
    await client.ask({ url, method: 'POST', body, bytesMax: 65_536 });
  }

  get isFork(): boolean {
    return strategies[this.strategy];
  }

  /** Whether everybody has an alarm by their own finding, proven and with its evidence where it can be. */
  isNoticed(): boolean {
    return this.#town.residents.every(({ node }) => {
      const alarm = node?.alarms.standing(this.who.origin);
      const isWritten = alarm?.state === 'proven' && alarm.evidence !== undefined;
      return isWritten || (this.strategy === 'withhold' && alarm !== undefined);
    });
  }

  /** P3: whoever can know that two pasts were shown has evidence that verifies by itself, or says what is not shown. */
  async check(): Promise<void> {
    const { truth, residents } = this.#town;
    const isFork = await this.#isShown();
    for (const { who, node } of residents) {
      const alarm = node?.alarms.standing(this.who.origin);
      const files = (await node?.evidence.list(originHash(simulatedCrypto, this.who.origin))) ?? [];
      if (!strategies[this.strategy] && files.length > 0)
        truth.violate('P3', `${who.name} has evidence against one who only did ${this.strategy}`);
      for (const number of files) {
        const text = await node?.evidence.read(
          originHash(simulatedCrypto, this.who.origin),
          number,
        );
        const parsed = parseEvidence(text ?? '');
        const verified =
          parsed.ok &&
          (await verifyEvidence(simulatedCrypto, this.who.keys.log.key, parsed.value)).ok;
        if (!verified) truth.violate('P3', `evidence ${number} of ${who.name} does not verify`);
      }
      // Who holds nothing that the withheld tree could contradict has nothing to say.
      const held = node?.logs.byOrigin(this.who.origin)?.store.head().size ?? 0;
      const isTouched = this.strategy !== 'withhold' || held > this.#kept;
      if (!isFork || !isTouched) continue;
      if (alarm === undefined)
        truth.violate(
          'P3',
          `${who.name} has not noticed that ${this.who.name} did ${this.strategy}`,
        );
      else if (this.strategy !== 'withhold' && files.length === 0)
        truth.violate(
          'P3',
          `${who.name} has no evidence that ${this.who.name} did ${this.strategy}`,
        );
    }
  }

  /** Whether two pasts can be known to have been shown: somebody holds the first beyond where they part. */
  async #isShown(): Promise<boolean> {
    const other = this.#other;
    const { residents, truth } = this.#town;
    const isTold = residents.some(({ who }) => this.#pastFor(who.name) === other);
    if (other === undefined || !isTold) return false;
    const [leaf] = await this.#main.store.leaves(this.#kept, this.#kept + 1);
    for (const { who, node } of residents) {
      const answered = truth.answered.get(`${who.name} ${this.who.origin}`);
      const tree = truth.forged.get(toHex(answered?.root ?? new Uint8Array(0))) ?? [];
      if (leaf !== undefined && tree[this.#kept] === toHex(leaf)) return true;
      const store = node?.logs.byOrigin(this.who.origin)?.store;
      if (store === undefined || store.head().size <= this.#kept || leaf === undefined) continue;
      const [held] = await store.leaves(this.#kept, this.#kept + 1);
      if (held !== undefined && toHex(held) === toHex(leaf)) return true;
    }
    return false;
  }
}

async function payloadsOf(store: LogStore, bundle: number): Promise<Uint8Array> {
  const { size } = store.head();
  const slots = [];
  for (let i = bundle * 256; i < Math.min(bundle * 256 + 256, size); i++)
    slots.push(await store.payload(i, 'public'));
  return encodePayloadBundle(slots);
}
