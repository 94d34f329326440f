// Folding subjects again from their statements, and carrying what they contribute to other subjects (seeds).
import { civilDateIn } from '../base/dates.ts';
import { assert } from '../base/errors.ts';
import type { Origin, PartyId } from '../base/ids.ts';
import { foldSubject } from '../programme/fold.ts';
import type { FoldContext, Seed } from '../programme/kind.ts';
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

// Seeds of seeds stop here: an agreement creates commitments, which create nothing.
const seedRoundsMax = 4;

/** Folds the subjects again, and those which they seed, until nothing changes. */
export async function refold(
  sql: Sql,
  setting: ProjectionSetting,
  subjects: readonly Subject[],
): Promise<void> {
  const clocks = await clocksOf(sql, setting);
  let round = subjects;
  for (let rounds = 0; round.length > 0; rounds++) {
    assert(rounds < seedRoundsMax, `seeds settle within ${seedRoundsMax} rounds`);
    const next = new Map<string, Subject>();
    for (const subject of round) {
      for (const seeded of await refoldOne(sql, setting, subject, clocks)) {
        next.set(`${seeded.fold} ${seeded.kind} ${seeded.id}`, seeded);
      }
    }
    round = [...next.values()];
  }
}

async function refoldOne(
  sql: Sql,
  setting: ProjectionSetting,
  subject: Subject,
  clocks: ReadonlyMap<PartyId, string>,
): Promise<readonly Subject[]> {
  const { programme } = setting;
  const key = [programme, subject.fold, subject.kind, subject.id];
  const rows = await sql.query(
    `select origin, index, party, leaf, at, day, body from statement
     where programme = $1 and fold = $2 and kind = $3 and subject = $4 order by origin, index`,
    key,
  );
  const seed = await seedOf(sql, key);
  const folded = foldRows(setting, subject, rows, { clocks, seed });
  if (folded.state === undefined) {
    await sql.query(
      'delete from state where programme = $1 and fold = $2 and kind = $3 and id = $4',
      key,
    );
  } else {
    await sql.query(
      `insert into state (programme, fold, kind, id, body, invalid, pending, open_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (programme, fold, kind, id) do update set body = excluded.body,
         invalid = excluded.invalid, pending = excluded.pending, open_until = excluded.open_until`,
      [
        ...key,
        JSON.stringify(folded.state),
        folded.invalid,
        folded.pending,
        openUntilOf(folded.state),
      ],
    );
  }
  return replaceSeeds(sql, setting, subject, folded.seeds);
}

/** Folds statement rows of one subject. Shared by the projection and by questions about another day. */
export function foldRows(
  setting: ProjectionSetting,
  subject: Subject,
  rows: readonly Row[],
  given: { readonly clocks: ReadonlyMap<PartyId, string>; readonly seed: unknown },
): Folded {
  const zoneOf = new Map(setting.logs().map((log) => [log.party, log.zone]));
  const context: FoldContext = {
    sha256: setting.sha256,
    clockOf: given.clocks,
    zoneOf,
    markOf: setting.marks(),
    seed: given.seed,
  };
  const statements = rows.map(rowToPlaced);
  return foldSubject({ kind: subject.kind, id: subject.id, statements, context });
}

/** Returns a statement row as a placed statement. */
export function rowToPlaced(row: Row): Placed<StatementHead> {
  const place: Place = {
    origin: String(row.origin) as Origin,
    party: String(row.party) as PartyId,
    index: Number(row.index),
    leaf: String(row.leaf),
    at: String(row.at),
    day: String(row.day),
  };
  return { statement: JSON.parse(String(row.body)) as StatementHead, place };
}

/** Returns what other subjects contribute to one, from its key `[programme, fold, kind, id]`. */
export async function seedOf(sql: Sql, key: readonly unknown[]): Promise<unknown> {
  const rows = await sql.query(
    `select body from seed where programme = $1 and fold = $2 and kind = $3 and id = $4
     order by from_kind, from_id limit 1`,
    key,
  );
  return rows.length === 0 ? undefined : JSON.parse(String(rows[0].body));
}

/** Returns the subjects whose seed was added, changed or taken away. */
async function replaceSeeds(
  sql: Sql,
  setting: ProjectionSetting,
  from: Subject,
  seeds: readonly Seed[],
): Promise<readonly Subject[]> {
  const key = [setting.programme, from.fold, from.kind, from.id];
  const before = await sql.query(
    `select kind, id, body from seed where programme = $1 and fold = $2 and from_kind = $3 and from_id = $4`,
    key,
  );
  if (before.length === 0 && seeds.length === 0) return [];
  const old = new Map(before.map((row) => [`${row.kind} ${row.id}`, String(row.body)]));
  const fresh = new Map(
    seeds.map((seed) => [`${seed.kind} ${seed.id}`, JSON.stringify(seed.data)]),
  );
  const changed = new Set<string>();
  for (const [name, body] of fresh) if (old.get(name) !== body) changed.add(name);
  for (const name of old.keys()) if (!fresh.has(name)) changed.add(name);
  if (changed.size === 0) return [];
  await sql.query(
    'delete from seed where programme = $1 and fold = $2 and from_kind = $3 and from_id = $4',
    key,
  );
  for (const [name, body] of fresh) {
    const [kind, id] = name.split(' ');
    await sql.query(
      `insert into seed (programme, fold, kind, id, from_kind, from_id, body) values ($1, $2, $3, $4, $5, $6, $7)`,
      [setting.programme, from.fold, kind, id, from.kind, from.id, body],
    );
  }
  return [...changed].map((name) => {
    const [kind, id] = name.split(' ');
    return { fold: from.fold, kind, id };
  });
}

/** Returns the latest `at` of each party's log that has been applied. */
export async function clocksOf(
  sql: Sql,
  setting: ProjectionSetting,
): Promise<ReadonlyMap<PartyId, string>> {
  const rows = await sql.query('select origin, clock from log_position where programme = $1', [
    setting.programme,
  ]);
  const partyOf = new Map<string, PartyId>();
  for (const log of setting.logs())
    if (log.visibility === 'shared') partyOf.set(log.origin, log.party);
  const clocks = new Map<PartyId, string>();
  for (const row of rows) {
    const party = partyOf.get(String(row.origin));
    if (party !== undefined) clocks.set(party, String(row.clock));
  }
  return clocks;
}

/** Returns subjects with an open text whose last day some log may have passed. */
export async function subjectsPastTheirDay(
  sql: Sql,
  setting: ProjectionSetting,
): Promise<readonly Subject[]> {
  const clocks = await clocksOf(sql, setting);
  let today = '';
  for (const log of setting.logs()) {
    const clock = clocks.get(log.party);
    if (clock === undefined || clock === '') continue;
    const day = civilDateIn(log.zone, clock);
    if (day > today) today = day;
  }
  const rows = await sql.query(
    'select fold, kind, id from state where programme = $1 and open_until < $2',
    [setting.programme, today],
  );
  return rows.map((row) => ({
    fold: row.fold as Fold,
    kind: String(row.kind),
    id: String(row.id),
  }));
}

/** Returns the earliest last day of the open texts of a joint record, else null. */
function openUntilOf(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('texts' in state)) return null;
  const texts = state.texts as readonly { readonly state?: string; readonly openUntil?: string }[];
  let earliest: string | null = null;
  for (const text of texts) {
    if (text.state !== 'open' || text.openUntil === undefined) continue;
    if (earliest === null || text.openUntil < earliest) earliest = text.openUntil;
  }
  return earliest;
}
