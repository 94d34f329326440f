// Tables of the projection. Every key starts with the programme, then the fold, so that any table can be
// distributed by programme (docs/decisions/0022). Dropped and rebuilt at will: nothing here is the truth.
import type { Database } from './database.ts';

// Raised whenever a table or the meaning of a row changes: an older projection is dropped and rebuilt.
const schemaVersion = 4;

// One statement a call, as distributed databases demand of migrations.
const statements: readonly string[] = [
  `create table projection_version (version integer primary key)`,
  // How far each log has been applied, and the greatest `at` seen: the clock by which open texts expire.
  `create table log_position (
    programme text not null, origin text not null, applied bigint not null, clock text not null,
    primary key (programme, origin))`,
  // The marks and zones that folds were made with: when they change, every subject is folded again.
  `create table fold_context (programme text primary key, body text not null)`,
  // One row per entry: what it is, and what is held of it in each fold. latest: the greatest `at` of its log
  // up to and including it, because a clock may go back.
  `create table entry (
    programme text not null, origin text not null, index bigint not null, party text not null,
    leaf text not null, at text not null, latest text not null,
    public_slot text, programme_slot text, internal_slot text, invalid text,
    primary key (programme, origin, index))`,
  // One row per statement and fold: a fold reads the rows of its subject in (origin, index) order.
  // open_until: the last day of the text that it proposes.
  `create table statement (
    programme text not null, fold text not null, kind text not null, subject text not null,
    origin text not null, index bigint not null, party text not null, leaf text not null, at text not null,
    latest text not null, day text not null, open_until text, body text not null,
    primary key (programme, origin, index, fold))`,
  // What one subject contributes to another, for instance an agreement to the commitments it creates.
  `create table seed (
    programme text not null, fold text not null, kind text not null, id text not null,
    from_kind text not null, from_id text not null, body text not null,
    primary key (programme, fold, kind, id, from_kind, from_id))`,
  `create index seed_from on seed (programme, fold, from_kind, from_id)`,
  // The folded state of a subject. shown: its history, where that is not simply its statements (some are
  // rectified, retracted or unreadable).
  `create table state (
    programme text not null, fold text not null, kind text not null, id text not null,
    body text not null, invalid integer not null, pending integer not null, shown text,
    primary key (programme, fold, kind, id))`,
];

/** Indexes that are made after the rows where many come at once. */
const laterIndexes: readonly { readonly name: string; readonly on: string }[] = [
  { name: 'entry_leaf', on: 'entry (programme, leaf)' },
  { name: 'statement_subject', on: 'statement (programme, fold, kind, subject)' },
  // Neither begins like the others: nothing is analysed here, and the planner would take one for another.
  { name: 'statement_recent', on: 'statement (at)' },
  {
    name: 'statement_open_until',
    on: 'statement (open_until) where open_until is not null',
  },
];

/** Tables whose rows must be the same after a rebuild, with their keys. */
export const comparedTables: readonly { readonly table: string; readonly key: string }[] = [
  { table: 'log_position', key: 'programme, origin' },
  { table: 'fold_context', key: 'programme' },
  { table: 'entry', key: 'programme, origin, index' },
  { table: 'statement', key: 'programme, origin, index, fold' },
  { table: 'seed', key: 'programme, fold, kind, id, from_kind, from_id' },
  { table: 'state', key: 'programme, fold, kind, id' },
];

/** Creates the tables. Those of another version are dropped first: the logs have all that was in them. */
export async function createTables(db: Database): Promise<void> {
  for (const name of ['projection_version', ...comparedTables.map(({ table }) => table)]) {
    await db.query(`drop table if exists ${name}`);
  }
  for (const statement of statements) await db.query(statement);
  await endFilling(db);
}

/**
 * Empties every table to be filled with whole logs. Until {@link endFilling} they count as not there ({@link hasTables}):
 * who is stopped between begins anew.
 */
export async function beginFilling(db: Database): Promise<void> {
  await db.query('delete from projection_version');
  await emptyTables(db);
  for (const { name } of laterIndexes) await db.query(`drop index if exists ${name}`);
}

/** Makes the indexes that were left out while the rows came. */
export async function makeIndexes(db: Database): Promise<void> {
  for (const { name, on } of laterIndexes)
    await db.query(`create index if not exists ${name} on ${on}`);
}

/** Says that the tables can be gone on with. */
export async function endFilling(db: Database): Promise<void> {
  await makeIndexes(db);
  await db.query('insert into projection_version (version) values ($1)', [schemaVersion]);
}

/** Returns whether the tables are there in this version; false also when the database is empty. */
export async function hasTables(db: Database): Promise<boolean> {
  const [found] = await db.query(`select to_regclass('projection_version') is not null as there`);
  if (found?.there !== true) return false;
  const rows = await db.query('select version from projection_version');
  return rows.length === 1 && rows[0].version === schemaVersion;
}

/** Empties every table, for a rebuild. Truncated: rows that were only deleted would slow down what follows. */
export async function emptyTables(db: Database): Promise<void> {
  for (const { table } of comparedTables) await db.query(`truncate ${table}`);
}
