// Commands of a story decided in memory, one after another, without a log or a database: what the logs of a programme would
// hold. Costs no more for the last step than for the first, as `given` does: for programmes of a hundred thousand records.
import { toHex, utf8 } from '../../src/base/bytes.ts';
import { type Instant, instantOf } from '../../src/base/dates.ts';
import type { Mark, Origin, PartyId, ProgrammeId, RecordId } from '../../src/base/ids.ts';
import type { Json } from '../../src/base/json.ts';
import { decide } from '../../src/programme/decide.ts';
import { type FoldedSubject, foldSubject } from '../../src/programme/fold.ts';
import type { Draft, FoldContext, KnownRecord } from '../../src/programme/kind.ts';
import { recordIdsIn } from '../../src/programme/known.ts';
import { dayOf, type Placed, type StatementHead } from '../../src/programme/statement.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';

const { sha256 } = nodeCrypto;

/** A party that gives commands. */
export interface OfficeParty {
  readonly party: string;
  readonly mark: string;
  readonly zone: string;
  readonly operator: string;
}

/** A command, as a step of a story has it. */
export interface OfficeStep {
  readonly node: string;
  readonly kind: string;
  readonly about?: string;
  readonly command: Json;
  /** The record that it makes. */
  readonly expectId?: string;
}

/** One entry of a party's shared log. */
export interface OfficeEntry {
  readonly party: PartyId;
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly at: Instant;
  readonly payloads: Draft['payloads'];
}

/** Decides steps in their order; what one of them recorded, the next ones know. */
export interface Office {
  /** Returns the entries of a step. Throws what it was refused for. */
  give(step: OfficeStep): readonly OfficeEntry[];
  /** Returns how many records there are, and the statements that changed nothing for being invalid. */
  counts(): { readonly records: number; readonly invalid: number };
}

interface Subject extends KnownRecord {
  readonly placed: readonly Placed<StatementHead>[];
  readonly folded: FoldedSubject;
}

/** Returns the origin of a party's log. */
export function officeOrigin(party: string): Origin {
  return `log.${party}.invalid/generated` as Origin;
}

/** What is on record so far. */
interface Books {
  readonly parties: readonly OfficeParty[];
  readonly languages: readonly string[];
  readonly subjects: Map<string, Subject>;
  /** What another record contributes to one: an agreement to its commitments. */
  readonly seeds: Map<string, unknown>;
  /** Entries of each party. */
  readonly sizes: Map<string, number>;
  readonly context: FoldContext;
}

/** Returns an office of the parties, with nothing on record, in a programme of those languages. Entries are a second apart. */
export function openOffice(parties: readonly OfficeParty[], languages: readonly string[]): Office {
  const context: FoldContext = {
    sha256,
    clockOf: new Map(),
    zoneOf: new Map(parties.map(({ party, zone }) => [party as PartyId, zone])),
    markOf: new Map(parties.map(({ party, mark }) => [party as PartyId, mark as Mark])),
    placeOf: () => undefined,
  };
  const maps = { subjects: new Map(), seeds: new Map(), sizes: new Map() };
  const books: Books = { parties, languages, ...maps, context };
  let seconds = 0;
  return {
    give: (step) => {
      const by = parties.find(({ party }) => party === step.node);
      if (by === undefined) throw new TypeError(`${step.node} is no party`);
      const now = instantOf(Date.UTC(2026, 10, 1) + seconds++ * 1_000);
      return decideStep(books, step, { by, now }).map((draft) => record(books, draft, { by, now }));
    },
    counts: () => {
      const all = [...books.subjects.values()];
      const invalid = all.reduce((sum, { folded }) => sum + folded.invalid, 0);
      return { records: all.length, invalid };
    },
  };
}

interface Who {
  readonly by: OfficeParty;
  readonly now: Instant;
}

function decideStep(books: Books, step: OfficeStep, { by, now }: Who): readonly Draft[] {
  const { parties, languages, subjects } = books;
  const subject = step.about === undefined ? undefined : subjects.get(step.about);
  const ids = recordIdsIn(step.command, subject?.state);
  const decided = decide(
    {
      ...{ programme: 'generated' as ProgrammeId, party: by.party as PartyId, now, sha256 },
      ...{ mark: by.mark as Mark, zone: by.zone, actor: by.operator, languages },
      nextId: (step.expectId ?? '') as RecordId,
      parties: parties.map(({ party, mark }) => ({ party: party as PartyId, mark: mark as Mark })),
      isTaken: (id) => subjects.has(id),
      known: new Map(ids.flatMap((id) => (subjects.has(id) ? [[id, subjects.get(id)!]] : []))),
    },
    {
      ...{ kind: step.kind, state: subject?.state, command: step.command },
      ...(subject === undefined ? {} : { history: subject.folded.shown }),
    },
  );
  if (decided.ok) return decided.value;
  throw new TypeError(`${JSON.stringify(step)}: ${JSON.stringify(decided.error)}`);
}

function record(books: Books, { payloads }: Draft, { by, now: at }: Who): OfficeEntry {
  const { subjects, sizes } = books;
  const party = by.party as PartyId;
  const index = sizes.get(party) ?? 0;
  sizes.set(party, index + 1);
  const leaf = sha256(utf8(`${party} ${index}`));
  const statement = payloads.programme ?? payloads.public;
  if (statement === undefined) throw new TypeError('nothing for the shared log');
  const { about: id, schema } = statement;
  const before = subjects.get(id)?.placed ?? [];
  const own = before.findLast(({ place }) => place.party === party);
  const prev = own === undefined ? {} : { prev: own.place.leaf };
  const said = { ...statement, ...prev };
  const place = { origin: officeOrigin(party), party, index, at, leaf: toHex(leaf) };
  const placed = { statement: said, place: { ...place, day: dayOf(said, at, by.zone) } };
  fold(books, { kind: schema.slice(0, schema.indexOf('/')), id, placed: [...before, placed] });
  const slots = Object.entries(payloads).map(([scope, one]) => [scope, { ...one, ...prev }]);
  return { party, index, leaf, at, payloads: Object.fromEntries(slots) };
}

/** Folds a record again, and those to which it contributes something else than before. */
function fold(books: Books, of: Pick<Subject, 'kind' | 'placed'> & { readonly id: string }): void {
  const { subjects, seeds, context } = books;
  const { kind, id, placed } = of;
  const seed = seeds.get(id);
  const folded = foldSubject({ kind, id, statements: placed, context: { ...context, seed } });
  subjects.set(id, { kind, placed, folded, state: folded.state });
  for (const one of folded.seeds) {
    if (JSON.stringify(seeds.get(one.id)) === JSON.stringify(one.data)) continue;
    seeds.set(one.id, one.data);
    fold(books, { kind: one.kind, id: one.id, placed: subjects.get(one.id)?.placed ?? [] });
  }
}
