// Folding subjects again from their statements, and carrying what they contribute to other subjects (seeds).
// All subjects of a round are read, folded and written together: the number of queries does not grow with them.
import type { Instant } from '../base/dates.ts';
import { assert } from '../base/errors.ts';
import type { Origin, PartyId } from '../base/ids.ts';
import { foldSubject } from '../programme/fold.ts';
import type { FoldContext, Seed } from '../programme/kind.ts';
import { kindNamed } from '../programme/kinds.ts';
import type { Fold, Place, Placed, StatementHead } from '../programme/statement.ts';
import type { Row, Sql } from './database.ts';
import type { ProjectionSetting } from './setting.ts';

/** What a fold is of. */
export interface Subject {
  readonly fold: Fold;
  readonly kind: string;
  readonly id: string;
}

/** A subject's folded state, or undefined where its statements do not make one. */
export interface Folded {
  readonly state: unknown;
  readonly invalid: number;
  readonly pending: number;
  readonly seeds: readonly Seed[];
  /** Every statement, rectified and retracted ones marked as struck. */
  readonly shown: readonly Placed<StatementHead>[];
}

/** What a fold looks at. */
export interface Given {
  /** Statement rows of the subject, in (origin, index) order. */
  readonly rows: readonly Row[];
  readonly clocks: ReadonlyMap<PartyId, Instant>;
  readonly seed: unknown;
  /** Places of entries that statements name and that are no statements of the subject: their payload is gone. */
  readonly named: ReadonlyMap<string, Place>;
}

// Seeds of seeds stop here: an agreement creates commitments, which create nothing.
const seedRoundsMax = 4;
const subjectsAtOnce = 500;

/** Returns a subject's name in maps. */
export function keyOf(subject: Subject): string {
  return `${subject.fold} ${subject.kind} ${subject.id}`;
}

/** Folds the subjects again, and those which they seed, until nothing changes. */
export async function refold(
  sql: Sql,
  setting: ProjectionSetting,
  of: { readonly subjects: readonly Subject[]; readonly clocks: Given['clocks'] },
): Promise<void> {
  const { clocks } = of;
  let round = of.subjects;
  for (let rounds = 0; round.length > 0; rounds++) {
    assert(rounds < seedRoundsMax, `seeds settle within ${seedRoundsMax} rounds`);
    const next = new Map<string, Subject>();
    for (let at = 0; at < round.length; at += subjectsAtOnce) {
      const some = round.slice(at, at + subjectsAtOnce);
      for (const seeded of await refoldSome(sql, setting, { subjects: some, clocks }))
        next.set(keyOf(seeded), seeded);
    }
    round = [...next.values()];
  }
}

interface Outcome {
  readonly subject: Subject;
  readonly rows: readonly Row[];
  readonly seed: unknown;
  readonly folded: Folded;
}

async function refoldSome(
  sql: Sql,
  setting: ProjectionSetting,
  given: { readonly subjects: readonly Subject[]; readonly clocks: Given['clocks'] },
): Promise<readonly Subject[]> {
  const { subjects, clocks } = given;
  const which = [setting.programme, JSON.stringify(subjects)];
  // Lateral with an offset keeps the plan to one look into the index per subject: nothing here is analysed, and
  // a join would read the whole table.
  const rows = await sql.query(
    `select s.fold, s.kind, s.subject as id, s.origin, s.index, s.party, s.leaf, s.at, s.latest, s.day, s.body
     from jsonb_to_recordset($2::jsonb) as k(fold text, kind text, id text)
     cross join lateral (select * from statement t where t.programme = $1 and t.fold = k.fold
       and t.kind = k.kind and t.subject = k.id offset 0) s
     order by s.origin, s.index`,
    which,
  );
  const seeds = await seedsOf(sql, setting, subjects);
  const rowsOf = Map.groupBy(rows, (row) => `${row.fold} ${row.kind} ${row.id}`);
  const named = await namedPlaces(sql, setting, rows);
  const folds = new Map<string, Outcome>();
  const outcomes = subjects.map((subject): Outcome => {
    const own = rowsOf.get(keyOf(subject)) ?? [];
    const seed = seeds.get(keyOf(subject));
    const other = folds.get(`${subject.kind} ${subject.id}`);
    // Most statements say the same to the public as to the parties: one fold serves both.
    const isSame = other !== undefined && areSame(other.rows, own) && isEqual(other.seed, seed);
    const folded = isSame
      ? other.folded
      : foldRows(setting, subject, { rows: own, clocks, seed, named });
    const outcome = { subject, rows: own, seed, folded };
    folds.set(`${subject.kind} ${subject.id}`, outcome);
    return outcome;
  });
  await writeStates(sql, setting, outcomes);
  return replaceSeeds(sql, setting, outcomes);
}

function areSame(some: readonly Row[], others: readonly Row[]): boolean {
  return (
    some.length === others.length &&
    some.every((row, i) => row.leaf === others[i].leaf && row.body === others[i].body)
  );
}

function isEqual(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

async function writeStates(
  sql: Sql,
  setting: ProjectionSetting,
  outcomes: readonly Outcome[],
): Promise<void> {
  const { programme } = setting;
  const gone = outcomes.filter(({ folded }) => folded.state === undefined);
  if (gone.length > 0) {
    await sql.query(
      `delete from state s using jsonb_to_recordset($2::jsonb) as k(fold text, kind text, id text)
       where s.programme = $1 and s.fold = k.fold and s.kind = k.kind and s.id = k.id`,
      [programme, JSON.stringify(gone.map(({ subject }) => subject))],
    );
  }
  const states = outcomes
    .filter(({ folded }) => folded.state !== undefined)
    .map(({ subject, rows, folded }) => ({
      ...subject,
      body: JSON.stringify(folded.state),
      invalid: folded.invalid,
      pending: folded.pending,
      shown: isAsRecorded(folded.shown, rows) ? null : JSON.stringify(folded.shown),
    }));
  if (states.length === 0) return;
  await sql.query(
    `insert into state (programme, fold, kind, id, body, invalid, pending, shown)
     select $1, r.fold, r.kind, r.id, r.body, r.invalid, r.pending, r.shown
     from jsonb_to_recordset($2::jsonb) as r(fold text, kind text, id text, body text, invalid integer,
       pending integer, shown text)
     on conflict (programme, fold, kind, id) do update set body = excluded.body,
       invalid = excluded.invalid, pending = excluded.pending, shown = excluded.shown`,
    [programme, JSON.stringify(states)],
  );
}

/** Whether the history is simply the statements, so that it need not be kept beside them. */
function isAsRecorded(shown: readonly Placed<StatementHead>[], rows: readonly Row[]): boolean {
  return (
    shown.length === rows.length &&
    shown.every((line, i) => line.struck === undefined && line.place.leaf === rows[i].leaf)
  );
}

/** Folds statement rows of one subject. Shared by the projection and by questions about another day. */
export function foldRows(setting: ProjectionSetting, subject: Subject, given: Given): Folded {
  const context: FoldContext = {
    sha256: setting.sha256,
    clockOf: given.clocks,
    zoneOf: new Map(setting.logs().map((log) => [log.party, log.zone])),
    markOf: setting.marks(),
    placeOf: (leaf) => given.named.get(leaf),
    seed: given.seed,
  };
  const statements = given.rows.map(rowToPlaced);
  return foldSubject({ kind: subject.kind, id: subject.id, statements, context });
}

/** Returns a statement row as a placed statement. */
export function rowToPlaced(row: Row): Placed<StatementHead> {
  return { statement: JSON.parse(String(row.body)) as StatementHead, place: rowToPlace(row) };
}

function rowToPlace(row: Row): Place {
  const [at, latest] = [String(row.at), String(row.latest)];
  return {
    origin: String(row.origin) as Origin,
    party: String(row.party) as PartyId,
    index: Number(row.index),
    leaf: String(row.leaf),
    at,
    ...(latest > at ? { latest } : {}),
    day: String(row.day),
  };
}

const naming = /"act":"(?:rectify|retract|publish)"/;

/**
 * Returns the places of entries that a rectification, retraction or publication of the same log names and whose payload is
 * not among the rows. Only of the same log and before it: they are there whenever the naming entry is, so the
 * answer does not depend on which log arrived first.
 */
export async function namedPlaces(
  sql: Sql,
  setting: ProjectionSetting,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, Place>> {
  const held = new Set(rows.map((row) => String(row.leaf)));
  const names = rows
    .filter((row) => naming.test(String(row.body)))
    .map((row) => ({
      origin: String(row.origin),
      index: Number(row.index),
      leaf: String((JSON.parse(String(row.body)) as StatementHead).of),
    }))
    .filter(({ leaf }) => !held.has(leaf));
  if (names.length === 0) return new Map();
  const found = await sql.query(
    `select e.origin, e.index, e.party, e.leaf, e.at, e.latest, '' as day
     from jsonb_to_recordset($2::jsonb) as n(origin text, index bigint, leaf text)
     join entry e on e.programme = $1 and e.leaf = n.leaf and e.origin = n.origin and e.index < n.index
     order by e.index desc`,
    [setting.programme, JSON.stringify(names)],
  );
  return new Map(found.map((row) => [String(row.leaf), rowToPlace(row)]));
}

/** Returns what other subjects contribute to each of these, where any does: the first by kind and id counts. */
export async function seedsOf(
  sql: Sql,
  setting: ProjectionSetting,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<string, unknown>> {
  const asked = subjects.filter(({ kind }) => kindNamed(kind)?.isSeeded === true);
  if (asked.length === 0) return new Map();
  const rows = await sql.query(
    `select s.fold, s.kind, s.id, s.body
     from jsonb_to_recordset($2::jsonb) as k(fold text, kind text, id text)
     cross join lateral (select * from seed t where t.programme = $1 and t.fold = k.fold
       and t.kind = k.kind and t.id = k.id offset 0) s
     order by s.from_kind desc, s.from_id desc`,
    [setting.programme, JSON.stringify(asked)],
  );
  return new Map(
    rows.map((row) => [`${row.fold} ${row.kind} ${row.id}`, JSON.parse(String(row.body))]),
  );
}

/** Returns the subjects whose seed was added, changed or taken away. */
async function replaceSeeds(
  sql: Sql,
  setting: ProjectionSetting,
  outcomes: readonly Outcome[],
): Promise<readonly Subject[]> {
  const { programme } = setting;
  const seeding = outcomes.filter(({ subject }) => kindNamed(subject.kind)?.seeds !== undefined);
  if (seeding.length === 0) return [];
  const sources = seeding.map(({ subject }) => subject);
  const before = await sql.query(
    `select s.fold, s.kind, s.id, s.from_kind, s.from_id, s.body
     from jsonb_to_recordset($2::jsonb) as k(fold text, kind text, id text)
     cross join lateral (select * from seed t where t.programme = $1 and t.fold = k.fold
       and t.from_kind = k.kind and t.from_id = k.id offset 0) s`,
    [programme, JSON.stringify(sources)],
  );
  const after = seeding.flatMap(({ subject, folded }) =>
    folded.seeds.map(({ kind, id, data }) => {
      assert(kindNamed(kind)?.isSeeded === true, `${kind} is seeded, and says so`);
      const from = { from_kind: subject.kind, from_id: subject.id };
      return { fold: subject.fold, kind, id, ...from, body: JSON.stringify(data) };
    }),
  );
  const nameOf = (row: Row) =>
    JSON.stringify([row.fold, row.kind, row.id, row.from_kind, row.from_id]);
  const old = new Map(before.map((row) => [nameOf(row), row]));
  const fresh = new Map(after.map((row) => [nameOf(row), row as Row]));
  const gone = before.filter((row) => fresh.get(nameOf(row))?.body !== row.body);
  const added = after.filter((row) => old.get(nameOf(row))?.body !== row.body);
  if (gone.length > 0) {
    await sql.query(
      `delete from seed s using jsonb_to_recordset($2::jsonb)
         as k(fold text, kind text, id text, from_kind text, from_id text)
       where s.programme = $1 and s.fold = k.fold and s.kind = k.kind and s.id = k.id
         and s.from_kind = k.from_kind and s.from_id = k.from_id`,
      [programme, JSON.stringify(gone)],
    );
  }
  if (added.length > 0) {
    await sql.query(
      `insert into seed (programme, fold, kind, id, from_kind, from_id, body)
       select $1, r.fold, r.kind, r.id, r.from_kind, r.from_id, r.body from jsonb_to_recordset($2::jsonb)
         as r(fold text, kind text, id text, from_kind text, from_id text, body text)`,
      [programme, JSON.stringify(added)],
    );
  }
  const changed = [...gone, ...added].map((row): Subject => {
    return { fold: row.fold as Fold, kind: String(row.kind), id: String(row.id) };
  });
  return [...new Map(changed.map((subject) => [keyOf(subject), subject])).values()];
}

/** Returns the latest `at` of each party's shared log that has been applied, as {@link clocksAt} does. */
export async function clocksOf(
  sql: Sql,
  setting: ProjectionSetting,
): Promise<ReadonlyMap<PartyId, Instant>> {
  const rows = await sql.query('select origin, clock from log_position where programme = $1', [
    setting.programme,
  ]);
  return clocksAt(setting, new Map(rows.map((row) => [String(row.origin), String(row.clock)])));
}

/** Returns of each party the clock of its shared log, from those by origin; a log without any has none. */
export function clocksAt(
  setting: ProjectionSetting,
  clockOf: ReadonlyMap<string, Instant>,
): ReadonlyMap<PartyId, Instant> {
  return new Map(
    setting.logs().flatMap((log) => {
      const clock = clockOf.get(log.origin) ?? '';
      return log.visibility === 'private' || clock === '' ? [] : [[log.party, clock] as const];
    }),
  );
}
