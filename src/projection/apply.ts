// Entries become rows: each entry's payloads are parsed, its statements stored per fold, and every subject
// they touch is folded again from all its statements. A subject's state is therefore the same whatever the
// order in which logs, late payloads and erasures arrive, and a rebuild gives the same rows.
import { civilDateIn, type Instant } from '../base/dates.ts';
import type { Origin } from '../base/ids.ts';
import type { Fold } from '../programme/statement.ts';
import type { Row, Sql } from './database.ts';
import { type AppliedEntry, readRows, writeRows } from './entry-rows.ts';
import { clocksAt, keyOf, refold, type Subject } from './refold.ts';
import type { LogIdentity, ProjectionSetting } from './setting.ts';

/**
 * Applies entries of one log, in one transaction; of a log in its order. Entries already applied are replaced,
 * so that a payload which arrived late or was erased is applied by applying its entry again. Cost: linear in
 * the entries, plus one fold per touched subject; for one new entry five queries.
 */
export async function applyEntries(
  setting: ProjectionSetting,
  log: LogIdentity,
  entries: readonly AppliedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await setting.db.transaction(async (sql) => {
    const before = await readBefore(sql, setting, log, entries);
    const old = before.clocks.get(log.origin) ?? '';
    const clock = entries.reduce((latest, { at }) => (at > latest ? at : latest), old);
    const rows = readRows(log, entries, before.latest);
    const replaced = await removeStatements(sql, setting, { log, entries, before });
    await writeRows(sql, setting, { log, rows, clock });
    const said = rows.statements.map(({ fold, kind, subject: id }) => ({ fold, kind, id }));
    const passed = await passedTexts(sql, setting, { log, old, clock });
    const all = await ifContextChanged(sql, setting, before.context);
    const touched = [...replaced, ...said, ...passed, ...all];
    const clocks = clocksAt(setting, new Map([...before.clocks, [log.origin, clock]]));
    const subjects = new Map(touched.map((subject) => [keyOf(subject), subject]));
    await refold(sql, setting, { subjects: [...subjects.values()], clocks });
  });
}

/** How far everything has come before a batch. */
interface Before {
  /** Entries of the log that have been applied. */
  readonly applied: number;
  /** The greatest `at` of the log before the batch. */
  readonly latest: string;
  /** Of each log by its origin. */
  readonly clocks: ReadonlyMap<string, Instant>;
  /** Marks and zones of the folds; undefined before the first. */
  readonly context: string | undefined;
}

async function readBefore(
  sql: Sql,
  { programme }: ProjectionSetting,
  { origin }: LogIdentity,
  entries: readonly AppliedEntry[],
): Promise<Before> {
  const [row = {}] = await sql.query(
    `select (select body from fold_context where programme = $1) as context,
       (select latest from entry where programme = $1 and origin = $2 and index < $3
        order by index desc limit 1) as latest,
       (select json_agg(json_build_object('origin', origin, 'applied', applied, 'clock', clock))::text
        from log_position where programme = $1) as positions`,
    [programme, origin, Math.min(...entries.map(({ index }) => index))],
  );
  const positions = JSON.parse(String(row.positions ?? '[]')) as readonly {
    readonly origin: string;
    readonly applied: number;
    readonly clock: Instant;
  }[];
  return {
    applied: positions.find((one) => one.origin === origin)?.applied ?? 0,
    latest: String(row.latest ?? ''),
    clocks: new Map(positions.map((one) => [one.origin, one.clock])),
    context: row.context === null ? undefined : String(row.context),
  };
}

/** Entries that come for the first time have said nothing yet. */
async function removeStatements(
  sql: Sql,
  { programme }: ProjectionSetting,
  of: {
    readonly log: LogIdentity;
    readonly entries: readonly AppliedEntry[];
    readonly before: Before;
  },
): Promise<readonly Subject[]> {
  const again = of.entries.map(({ index }) => index).filter((index) => index < of.before.applied);
  if (again.length === 0) return [];
  const rows = await sql.query(
    `delete from statement where programme = $1 and origin = $2 and index = any($3::bigint[])
     returning fold, kind, subject as id`,
    [programme, of.log.origin, again],
  );
  return rows.map(toSubject);
}

/**
 * Returns the subjects with a text whose last day a log passes now: it may be dead. A private log's clock counts for
 * nothing.
 */
async function passedTexts(
  sql: Sql,
  { programme }: ProjectionSetting,
  by: { readonly log: LogIdentity; readonly old: string; readonly clock: string },
): Promise<readonly Subject[]> {
  const { zone, visibility } = by.log;
  if (visibility === 'private' || by.clock === '') return [];
  const [from, to] = [by.old === '' ? '' : civilDateIn(zone, by.old), civilDateIn(zone, by.clock)];
  if (from === to) return [];
  const rows = await sql.query(
    `select distinct fold, kind, subject as id from statement
     where programme = $1 and open_until >= $2 and open_until < $3`,
    [programme, from, to],
  );
  return rows.map(toSubject);
}

/** Marks and zones enter every fold. They change when a party becomes known: then every subject is due. */
async function ifContextChanged(
  sql: Sql,
  setting: ProjectionSetting,
  before: string | undefined,
): Promise<readonly Subject[]> {
  const { programme } = setting;
  if (before === contextOf(setting)) return [];
  await writeContext(sql, setting);
  if (before === undefined) return [];
  const rows = await sql.query(
    `select fold, kind, subject as id from statement where programme = $1
     union select fold, kind, id from seed where programme = $1`,
    [programme],
  );
  return rows.map(toSubject);
}

function contextOf(setting: ProjectionSetting): string {
  const zones = setting.logs().map((log) => [log.party, log.zone]);
  return JSON.stringify({ marks: [...setting.marks()].sort(), zones: zones.sort() });
}

/** Writes down with which marks and zones folds are made from now on. */
export async function writeContext(sql: Sql, setting: ProjectionSetting): Promise<void> {
  await sql.query(
    `insert into fold_context (programme, body) values ($1, $2)
     on conflict (programme) do update set body = excluded.body`,
    [setting.programme, contextOf(setting)],
  );
}

/** Returns the subject that a row names. */
export function toSubject(row: Row): Subject {
  return { fold: row.fold as Fold, kind: String(row.kind), id: String(row.id) };
}

/** Returns how far a log has been applied: the count of entries. */
export async function appliedSize(setting: ProjectionSetting, origin: Origin): Promise<number> {
  const rows = await setting.db.query(
    'select applied from log_position where programme = $1 and origin = $2',
    [setting.programme, origin],
  );
  return rows.length === 0 ? 0 : Number(rows[0].applied);
}
