// given(entries).when(command).then(...): what the logs hold, what somebody asks for, and what comes of it.
// Three parties with their marks and zones unless a cast is given; leaf hashes are of the statement and its place, not of an envelope.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { toHex, utf8 } from '../../src/base/bytes.ts';
import type { Mark, Origin, PartyId, ProgrammeId, RecordId } from '../../src/base/ids.ts';
import { canonicalJson, type Json } from '../../src/base/json.ts';
import type { Refusal, Result } from '../../src/base/result.ts';
import { decide, kindCreated, type Request } from '../../src/programme/decide.ts';
import { type FoldedSubject, foldSubject } from '../../src/programme/fold.ts';
import type { Actor, Draft, FoldContext } from '../../src/programme/kind.ts';
import { kindNamed } from '../../src/programme/kinds.ts';
import {
  dayOf,
  type Place,
  type Placed,
  type StatementHead,
} from '../../src/programme/statement.ts';

export const hk = 'hong-kong' as PartyId;
export const sz = 'shenzhen' as PartyId;
export const mo = 'macao' as PartyId;

/** Who may write, by party, and what the charter says of them. */
export interface Cast {
  readonly people: Readonly<
    Record<string, { readonly mark: string; readonly zone: string; readonly actor: string }>
  >;
  /** Parties of the charter; another may have a log too. */
  readonly parties: readonly PartyId[];
  readonly languages: readonly string[];
}

const people: Cast['people'] = {
  [hk]: { mark: 'HK', zone: 'Asia/Hong_Kong', actor: 'hk3f9a2c7d' },
  [sz]: { mark: 'SZ', zone: 'Asia/Shanghai', actor: 'sz5e0d1b7a' },
  [mo]: { mark: 'MO', zone: 'Asia/Macau', actor: 'mo77c1e0d2' },
};
const usual: Cast = { people, parties: [hk, sz], languages: ['en', 'zh-Hant', 'zh-Hans'] };

export const sha256 = (data: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(data).digest());

/** A statement in a log: of the last entry when several are given, `at` runs on by a minute. */
export interface Entry {
  readonly party: PartyId;
  readonly at: string;
  readonly statement: StatementHead;
}

/** Returns an entry with the head filled in: schema of the kind, the party's officer, sample not set. */
export function entry(
  party: PartyId,
  statement: { readonly kind: string; readonly about: string; readonly act: string } & Record<
    string,
    unknown
  >,
  at = '2019-04-02T02:00:00Z',
): Entry {
  const { kind, ...fields } = statement;
  const head = { schema: `${kind}/1`, by: people[party].actor };
  return { party, at, statement: { ...head, ...fields } as StatementHead };
}

/** A command and who gives it. */
export interface Asked {
  readonly by: PartyId;
  readonly kind: string;
  readonly about?: string;
  readonly command: Json;
  readonly at?: string;
  readonly bound?: Request['bound'];
  readonly isTaken?: (id: RecordId) => boolean;
  readonly known?: Actor['known'];
  readonly entries?: Actor['entries'];
  /** Whether nothing but what publications name is public. */
  readonly unpublished?: boolean;
  /** What the charter says of publication. */
  readonly publication?: Actor['publication'];
}

type Expected =
  | { readonly refused: string; readonly params?: Refusal['params'] }
  | readonly object[];

/** What came of a command. */
export interface Outcome {
  readonly result: Result<readonly Draft[], Refusal>;
  /** Checks the refusal's code and parameters, or the statements (as parts) in their order. */
  then(expected: Expected): Outcome;
  /** Returns what the logs hold afterwards. */
  recorded(): Given;
}

/** What the logs hold. */
export interface Given {
  readonly cast: Cast;
  readonly entries: readonly Entry[];
  readonly placed: readonly Placed<StatementHead>[];
  when(asked: Asked): Outcome;
  fold(kind: string, id: string, context?: Partial<FoldContext>): FoldedSubject;
  state<State>(kind: string, id: string): State;
}

export function given(entries: readonly Entry[], cast: Cast = usual): Given {
  return held(entries, place(entries, cast), cast);
}

/** What was placed before stays where it is: a long story would otherwise hash all of it again at every step. */
function after({ entries, placed, cast }: Given, added: readonly Entry[]): Given {
  return held([...entries, ...added], place(added, cast, placed), cast);
}

function held(
  entries: readonly Entry[],
  placed: readonly Placed<StatementHead>[],
  cast: Cast,
): Given {
  const self: Given = {
    cast,
    entries,
    placed,
    fold: (kind, id, context = {}) => foldOne(placed, { kind, id, context, cast }),
    state: <State>(kind: string, id: string) => {
      const { state } = foldOne(placed, { kind, id, context: {}, cast });
      expect(state, `${kind} ${id} folds`).toBeDefined();
      return state as State;
    },
    when: (asked) => ask(self, asked),
  };
  return self;
}

/** Returns the leaf hash of the newest statement with that act. */
export function leafOf(held: Given, act: string): string {
  const found = held.placed.findLast(({ statement }) => statement.act === act);
  return found!.place.leaf;
}

export function place(
  entries: readonly Entry[],
  cast: Cast = usual,
  before: readonly Placed<StatementHead>[] = [],
): readonly Placed<StatementHead>[] {
  const counts = new Map<PartyId, number>();
  for (const { place: where } of before) counts.set(where.party, where.index + 1);
  const added = entries.map(({ party, at, statement }) => {
    const index = counts.get(party) ?? 0;
    counts.set(party, index + 1);
    const origin = `log.${party}.invalid/joint` as Origin;
    const leaf = toHex(
      sha256(utf8(`${origin} ${index} ${canonicalJson(statement as unknown as Json)}`)),
    );
    const where: Place = {
      origin,
      party,
      index,
      leaf,
      at,
      day: dayOf(statement, at, cast.people[party].zone),
    };
    return { statement, place: where };
  });
  return [...before, ...added];
}

export function contextOf(
  placed: readonly Placed<StatementHead>[],
  cast: Cast = usual,
): FoldContext {
  const clockOf = new Map<PartyId, string>();
  for (const { place: where } of placed) {
    if (where.at > (clockOf.get(where.party) ?? '')) clockOf.set(where.party, where.at);
  }
  const zoneOf = new Map(
    Object.entries(cast.people).map(([party, { zone }]) => [party as PartyId, zone]),
  );
  const markOf = new Map(
    Object.entries(cast.people).map(([party, { mark }]) => [party as PartyId, mark as Mark]),
  );
  return { sha256, clockOf, zoneOf, markOf };
}

function foldOne(
  placed: readonly Placed<StatementHead>[],
  subject: {
    readonly kind: string;
    readonly id: string;
    readonly context: Partial<FoldContext>;
    readonly cast: Cast;
  },
): FoldedSubject {
  const { kind, id, cast } = subject;
  const seed = kind === 'commitment' ? seedOf(placed, id, cast) : undefined;
  const statements = placed
    .filter(({ statement }) => statement.about === id && statement.schema.startsWith(`${kind}/`))
    .sort((a, b) =>
      a.place.origin === b.place.origin
        ? a.place.index - b.place.index
        : a.place.origin < b.place.origin
          ? -1
          : 1,
    );
  const context = { ...contextOf(placed, cast), seed, ...subject.context };
  return foldSubject({ kind, id, statements, context });
}

function seedOf(placed: readonly Placed<StatementHead>[], id: string, cast: Cast): unknown {
  const agreements = new Set(
    placed
      .filter(({ statement }) => statement.schema === 'agreement/1')
      .map(({ statement }) => statement.about),
  );
  for (const about of agreements) {
    const { seeds } = foldOne(placed, { kind: 'agreement', id: about, context: {}, cast });
    const seed = seeds.find((one) => one.id === id);
    if (seed !== undefined) return seed.data;
  }
  return undefined;
}

function ask(held: Given, asked: Asked): Outcome {
  const { by, kind, about, command } = asked;
  const at = asked.at ?? held.entries.at(-1)?.at ?? '2019-04-02T02:00:00Z';
  const folded = about === undefined ? undefined : held.fold(kind, about);
  const state = folded?.state;
  const request: Request = {
    kind,
    state,
    command,
    ...(asked.bound === undefined ? {} : { bound: asked.bound }),
    ...(folded === undefined ? {} : { history: folded.shown }),
    ...(asked.unpublished === true ? { unpublished: unpublishedOf(held, about) } : {}),
  };
  const actor = actorFor(held, { by, at, kind: kindCreated(request) });
  const result = decide(
    {
      ...actor,
      ...(asked.isTaken === undefined ? {} : { isTaken: asked.isTaken }),
      ...(asked.known === undefined ? {} : { known: asked.known }),
      ...(asked.entries === undefined ? {} : { entries: asked.entries }),
      ...(asked.publication === undefined ? {} : { publication: asked.publication }),
    },
    request,
  );
  const outcome: Outcome = {
    result,
    then: (expected) => {
      check(result, expected);
      return outcome;
    },
    recorded: () => {
      expect(result.ok, JSON.stringify(result)).toBe(true);
      const drafts = result.ok ? result.value : [];
      const added = drafts.map((draft) => ({ party: by, at, statement: payloadOf(draft) }));
      return after(held, added);
    },
  };
  return outcome;
}

function actorFor(
  held: Given,
  asked: { readonly by: PartyId; readonly at: string; readonly kind: string },
): Actor {
  const { people, parties, languages } = held.cast;
  const { mark, zone, actor } = people[asked.by];
  const letters = kindNamed(asked.kind)?.letters ?? '';
  const stem = `${mark}-${letters}`;
  const ids = new Set(held.entries.map(({ statement }) => statement.about));
  let number = 1;
  while (ids.has(`${stem}${String(number).padStart(3, '0')}`)) number++;
  return {
    programme: 'joint' as ProgrammeId,
    party: asked.by,
    mark: mark as Mark,
    zone,
    actor,
    now: asked.at,
    nextId: `${stem}${String(number).padStart(3, '0')}` as RecordId,
    sha256,
    parties: parties.map((party) => ({ party, mark: people[party].mark as Mark })),
    languages,
  };
}

function payloadOf(draft: Draft): StatementHead {
  const { internal, programme, public: open } = draft.payloads;
  return (programme ?? open ?? internal)!;
}

function check(result: Result<readonly Draft[], Refusal>, expected: Expected): void {
  if ('refused' in expected) {
    expect(result.ok ? 'accepted' : result.error.code).toBe(expected.refused);
    if (expected.params !== undefined && !result.ok) {
      expect(result.error.params).toMatchObject(expected.params);
    }
    return;
  }
  expect(result.ok, JSON.stringify(result)).toBe(true);
  const drafts = result.ok ? result.value : [];
  expect(drafts.map(payloadOf)).toMatchObject(expected);
}

function unpublishedOf({ placed }: Given, about: string | undefined) {
  const own = placed.filter(({ statement }) => statement.about === about);
  const published = own.filter(({ statement }) => statement.act === 'publish');
  const shown = new Set(published.map(({ statement }) => String(statement.of)));
  return own.filter(({ statement, place: { leaf } }) => {
    return statement.act !== 'publish' && !shown.has(leaf);
  });
}
