// What people do while a run goes on: clerks record entries in their own log and remember what was acknowledged;
// strangers ask for what they may not have.
import type { Scope } from '../../src/programme/statement.ts';
import type { Ask } from '../../src/server/http-client.ts';
import { epoch } from './machine.ts';
import type { Passing } from './network.ts';
import { pathOf } from './network.ts';
import { programme } from './parties.ts';
import { type Dice, dice } from './timeline.ts';
import type { Resident, Town } from './town.ts';
import { readTree, textOf } from './truth.ts';

/** Words that stand in payloads of these scopes and nowhere else. */
export const marks = { internal: 'INTERNAL', programme: 'PROGRAMME' } as const;

/** The people of a town. */
export class Clerks {
  isWorking = true;
  recorded = 0;
  readonly #town: Town;
  readonly #dice: Dice;
  readonly #bulkShare: number;
  readonly #overheard: Ask[] = [];
  #count = 0;

  constructor(town: Town, seed: number) {
    this.#town = town;
    this.#dice = dice(seed, 'clerks');
    // Few runs record so much at once that a second bundle begins: they take long.
    this.#bulkShare = this.#dice.isBelow(0.04) ? 0.3 : 0;
  }

  begin(): void {
    for (const resident of this.#town.residents)
      if (resident.who.kind === 'party') this.#work(resident);
    this.#pry();
  }

  #work(resident: Resident): void {
    const { time } = this.#town;
    time.after(this.#dice.between(100, 4_000), () => {
      if (!this.isWorking) return;
      const count = this.#dice.isBelow(this.#bulkShare)
        ? this.#dice.between(100, 260)
        : this.#dice.between(1, 4);
      this.record(resident, count);
      this.#work(resident);
    });
  }

  /** Records some entries at a node, if it is there. */
  record(resident: Resident, count: number): void {
    const { node, who } = resident;
    if (node === undefined) return;
    const isInternal = this.#dice.isBelow(0.15);
    const payloads = Array.from({ length: count }, () => this.#payload(isInternal));
    const origin = isInternal ? `${who.origin}/private` : who.origin;
    node.record(payloads).then(
      ({ firstIndex, leaves }) => {
        this.recorded += leaves.length;
        const place = `${firstIndex}${isInternal ? ' of its private log' : ''}`;
        this.#town.time.trace(`${who.name} acknowledged ${leaves.length} at ${place}`);
        for (const [i, leaf] of leaves.entries())
          this.#town.truth.acknowledge(origin, {
            leaf,
            index: firstIndex + i,
            payloads: payloads[i] ?? {},
          });
      },
      () => undefined,
    );
  }

  #payload(isInternal: boolean): Partial<Record<Scope, string>> {
    const number = this.#count++;
    if (isInternal) return { internal: `${marks.internal} ${number}` };
    const both = this.#dice.isBelow(0.5);
    return {
      public: `word ${number}`,
      ...(both ? { programme: `${marks.programme} ${number}` } : {}),
    };
  }

  /** Somebody outside asks for confidential payloads, with requests of others as well, and for unpublished tiles. */
  #pry(): void {
    const { time, network, residents, truth } = this.#town;
    time.after(this.#dice.between(1_000, 4_000), () => {
      const client = network.clientOf('stranger');
      const { who } = this.#dice.oneOf(residents);
      const base = `${who.url}/log/${programme}`;
      const unpublished = truth.signedSize(who.origin) + 1;
      const asks: Ask[] = [
        { url: `${base}/payloads/0?scope=public`, bytesMax: 1e7 },
        { url: `${base}/payloads/0?scope=programme`, bytesMax: 1e7 },
        { url: `${base}/payloads/0?scope=internal`, bytesMax: 1e7 },
        { url: `${base}/tile/entries/${tileOf(unpublished)}`, bytesMax: 1e7 },
        { url: `${base}/tile/0/${tileOf(unpublished)}`, bytesMax: 1e7 },
        ...this.#overheard.splice(0, 1),
      ];
      for (const ask of asks) client.ask(ask).catch(() => undefined);
      this.#pry();
    });
  }

  /** Looks at every answer that leaves an honest node. */
  inspect({ from, to, ask, reply }: Passing): void {
    const { truth, everybody } = this.#town;
    const resident = this.#town.resident(to);
    const reader = everybody.find(({ name }) => name === from);
    // A sender whose clock is ahead signs for a time that no server remembers after a restart.
    const created = Number(/created=(\d+)/.exec(ask.headers?.['signature-input'] ?? '')?.[1]);
    const isTimely = created <= (epoch + this.#town.time.now) / 1_000;
    const isSigned = ask.headers?.signature !== undefined && reader !== undefined;
    if (isSigned && isTimely && this.#overheard.length < 8) this.#overheard.push(ask);
    if (resident === undefined || reply.status !== 200) return;
    const bytes = Buffer.from(reply.bytes.buffer, reply.bytes.byteOffset, reply.bytes.length);
    if (bytes.includes(marks.internal)) truth.violate('P7', `${to} shows internal payloads`);
    // After a restart only the clock tells a replayed request from a new one.
    const isRefusable = ask.headers?.signature === undefined || resident.isClockSteady;
    if (reader?.kind !== 'party' && isRefusable && bytes.includes(marks.programme))
      truth.violate('P7', `${to} shows programme payloads to ${from}`);
    const path = pathOf(ask.url);
    if (path === '/witness/add-checkpoint') this.#cosigned(to, ask);
    if (path.startsWith('/log/')) this.#served(resident, { path, reply: reply.bytes });
  }

  #cosigned(witness: string, ask: Ask): void {
    const { body = '' } = ask;
    const tree = readTree(body.slice(body.indexOf('\n\n') + 2));
    if (tree !== undefined) this.#town.truth.cosign(witness, tree);
  }

  #served(
    resident: Resident,
    { path, reply }: { readonly path: string; readonly reply: Uint8Array },
  ): void {
    const { truth } = this.#town;
    const { origin } = resident.who;
    if (path.endsWith('/checkpoint') || path.endsWith('/checkpoint.pending')) {
      const tree = readTree(textOf(reply));
      if (tree === undefined || !truth.isGenuine(tree))
        truth.violate('P2', `${resident.who.name} serves a note of a tree it never signed`);
      return;
    }
    const tile = /\/tile\/(?:entries|0)\/(\d{3})(?:\.p\/(\d+))?$/.exec(path);
    if (tile === null) return;
    const end = Number(tile[1]) * 256 + Number(tile[2] ?? 256);
    if (end > truth.signedSize(origin))
      truth.violate(
        'S6',
        `${resident.who.name} serves entries up to ${end}, which it has not published`,
      );
  }
}

/** Path of the tile that ends with that many entries. */
function tileOf(size: number): string {
  const index = Math.floor((size - 1) / 256);
  const width = size - index * 256;
  const name = String(index).padStart(3, '0');
  return width === 256 ? name : `${name}.p/${width}`;
}
