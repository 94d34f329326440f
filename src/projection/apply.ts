// Entries become rows: each entry's payloads are parsed, its statements stored per fold, and every subject
// they touch is folded again from all its statements. A subject's state is therefore the same whatever the
// order in which logs, late payloads and erasures arrive, and a rebuild gives the same rows.
import { toHex } from '../base/bytes.ts';
import { civilDateIn } from '../base/dates.ts';
import type { Origin, ProgrammeId } from '../base/ids.ts';
import { parsePayload } from '../programme/fold.ts';
import { dayOf, type Fold, type Scope, type StatementHead } from '../programme/statement.ts';
import type { Row, Sql } from './database.ts';
import { keyOf, refold, type Subject } from './refold.ts';
import type { LogIdentity, ProjectionSetting } from './setting.ts';

/** What is held of one payload. */
export type Slot =
  | { readonly status: 'held'; readonly bytes: Uint8Array }
  | { readonly status: 'not-held' }
  | { readonly status: 'erased' };

/** One entry on its way into the projection. A scope is absent where the envelope commits to no payload. */
export interface AppliedEntry {
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly at: string;
  readonly slots: Partial<Readonly<Record<Scope, Slot>>>;
  /** Set when the envelope itself could not be read. */
  readonly invalid?: string;
}

interface StatementRow {
  readonly fold: Fold;
  readonly kind: string;
  readonly subject: string;
  readonly index: number;
  readonly leaf: string;
  readonly at: string;
  readonly latest: string;
  readonly day: string;
  readonly open_until: string | null;
  readonly body: string;
}

interface EntryRow {
  readonly index: number;
  readonly leaf: string;
  readonly at: string;
  readonly latest: string;
  readonly public_slot: string | null;
  readonly programme_slot: string | null;
  readonly internal_slot: string | null;
  readonly invalid: string | null;
}

/**
 * Applies entries of one log, in one transaction; of a log in its order. Entries already applied are replaced,
 * so that a payload which arrived late or was erased is applied by applying its entry again. Cost: linear in
 * the entries, plus one fold per touched subject.
 */
export async function applyEntries(
  setting: ProjectionSetting,
  log: LogIdentity,
  entries: readonly AppliedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await setting.db.transaction(async (sql) => {
    const touched = await replaceStatements(sql, setting, log, entries);
    const passed = await advance(sql, setting.programme, log, entries);
    for (const subject of [...passed, ...(await ifContextChanged(sql, setting))])
      touched.set(keyOf(subject), subject);
    await refold(sql, setting, [...touched.values()]);
  });
}

async function replaceStatements(
  sql: Sql,
  setting: ProjectionSetting,
  log: LogIdentity,
  entries: readonly AppliedEntry[],
): Promise<Map<string, Subject>> {
  const { programme } = setting;
  const touched = new Map<string, Subject>();
  const indices = entries.map((entry) => entry.index);
  const before = await sql.query(
    `delete from statement where programme = $1 and origin = $2 and index = any($3::bigint[])
     returning fold, kind, subject as id`,
    [programme, log.origin, indices],
  );
  for (const subject of before.map(toSubject)) touched.set(keyOf(subject), subject);
  const entryRows: EntryRow[] = [];
  const statementRows: StatementRow[] = [];
  let latest = await latestBefore(sql, [programme, log.origin, Math.min(...indices)]);
  for (const entry of entries) {
    if (entry.at > latest) latest = entry.at;
    const read = readEntry(entry, log, latest);
    entryRows.push(read.row);
    for (const row of read.statements) {
      statementRows.push(row);
      const subject = { fold: row.fold, kind: row.kind, id: row.subject };
      touched.set(keyOf(subject), subject);
    }
  }
  await insertEntries(sql, programme, log, entryRows);
  await insertStatements(sql, programme, log, statementRows);
  return touched;
}

/** Returns the greatest `at` of a log before an entry, from the key `[programme, origin, index]`. */
async function latestBefore(sql: Sql, key: readonly unknown[]): Promise<string> {
  const [row] = await sql.query(
    `select latest from entry where programme = $1 and origin = $2 and index < $3
     order by index desc limit 1`,
    key,
  );
  return row === undefined ? '' : String(row.latest);
}

async function insertEntries(
  sql: Sql,
  programme: ProgrammeId,
  log: LogIdentity,
  rows: readonly EntryRow[],
): Promise<void> {
  await sql.query(
    `insert into entry (programme, origin, index, party, leaf, at, latest, public_slot, programme_slot,
       internal_slot, invalid)
     select $1, $2, r.index, $3, r.leaf, r.at, r.latest, r.public_slot, r.programme_slot, r.internal_slot,
       r.invalid
     from jsonb_to_recordset($4::jsonb) as r(index bigint, leaf text, at text, latest text, public_slot text,
       programme_slot text, internal_slot text, invalid text)
     on conflict (programme, origin, index) do update set leaf = excluded.leaf, at = excluded.at,
       latest = excluded.latest, public_slot = excluded.public_slot, programme_slot = excluded.programme_slot,
       internal_slot = excluded.internal_slot, invalid = excluded.invalid`,
    [programme, log.origin, log.party, JSON.stringify(rows)],
  );
}

async function insertStatements(
  sql: Sql,
  programme: ProgrammeId,
  log: LogIdentity,
  rows: readonly StatementRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql.query(
    `insert into statement (programme, fold, kind, subject, origin, index, party, leaf, at, latest, day,
       open_until, body)
     select $1, r.fold, r.kind, r.subject, $2, r.index, $3, r.leaf, r.at, r.latest, r.day, r.open_until, r.body
     from jsonb_to_recordset($4::jsonb) as r(fold text, kind text, subject text, index bigint,
       leaf text, at text, latest text, day text, open_until text, body text)`,
    [programme, log.origin, log.party, JSON.stringify(rows)],
  );
}

/**
 * Moves the log's position and clock on. Returns the subjects with a text whose last day this passes: it may
 * be dead now. A private log's clock counts for nothing.
 */
async function advance(
  sql: Sql,
  programme: ProgrammeId,
  log: LogIdentity,
  entries: readonly AppliedEntry[],
): Promise<readonly Subject[]> {
  const { origin } = log;
  const applied = Math.max(...entries.map((entry) => entry.index)) + 1;
  const [before] = await sql.query(
    'select clock from log_position where programme = $1 and origin = $2',
    [programme, origin],
  );
  const old = String(before?.clock ?? '');
  const clock = entries.reduce((latest, entry) => (entry.at > latest ? entry.at : latest), old);
  await sql.query(
    `insert into log_position (programme, origin, applied, clock) values ($1, $2, $3, $4)
     on conflict (programme, origin) do update set
       applied = greatest(log_position.applied, excluded.applied), clock = excluded.clock`,
    [programme, origin, applied, clock],
  );
  if (log.visibility === 'private' || clock === '') return [];
  const rows = await sql.query(
    `select distinct fold, kind, subject as id from statement
     where programme = $1 and open_until >= $2 and open_until < $3`,
    [programme, old === '' ? '' : civilDateIn(log.zone, old), civilDateIn(log.zone, clock)],
  );
  return rows.map(toSubject);
}

/** Marks and zones enter every fold. They change when a party becomes known: then every subject is due. */
async function ifContextChanged(sql: Sql, setting: ProjectionSetting): Promise<readonly Subject[]> {
  const { programme } = setting;
  const zones = setting.logs().map((log) => [log.party, log.zone]);
  const body = JSON.stringify({ marks: [...setting.marks()].sort(), zones: zones.sort() });
  const [before] = await sql.query('select body from fold_context where programme = $1', [
    programme,
  ]);
  if (before?.body === body) return [];
  await sql.query(
    `insert into fold_context (programme, body) values ($1, $2)
     on conflict (programme) do update set body = excluded.body`,
    [programme, body],
  );
  if (before === undefined) return [];
  const rows = await sql.query(
    `select fold, kind, subject as id from statement where programme = $1
     union select fold, kind, id from seed where programme = $1`,
    [programme],
  );
  return rows.map(toSubject);
}

function toSubject(row: Row): Subject {
  return { fold: row.fold as Fold, kind: String(row.kind), id: String(row.id) };
}

/** Reads one entry's payloads into an entry row and at most one statement per fold. */
function readEntry(
  entry: AppliedEntry,
  log: LogIdentity,
  latest: string,
): { row: EntryRow; statements: StatementRow[] } {
  const { index, at } = entry;
  const leaf = toHex(entry.leaf);
  const { read, invalid } = readPayloads(entry);
  const statusOf = (scope: Scope) => entry.slots[scope]?.status ?? null;
  const slots = {
    public_slot: statusOf('public'),
    programme_slot: statusOf('programme'),
    internal_slot: statusOf('internal'),
  };
  const row: EntryRow = { index, leaf, at, latest, ...slots, invalid };
  const statements: StatementRow[] = [];
  const add = (fold: Fold, statement: StatementHead | undefined) => {
    if (statement === undefined) return;
    const kind = statement.schema.slice(0, statement.schema.indexOf('/'));
    const day = dayOf(statement, at, log.zone);
    const subject = { fold, kind, subject: statement.about, index, leaf, at, latest, day };
    const body = JSON.stringify(statement);
    statements.push({ ...subject, open_until: lastDayOfText(statement), body });
  };
  if (log.visibility === 'private') {
    if (invalid === null) add('internal', read.internal);
  } else {
    // What the public reads must not depend on payloads that not every node holds.
    if (entry.invalid === undefined) add('public', read.public);
    if (invalid === null) add('programme', read.programme ?? read.public);
  }
  return { row, statements };
}

function readPayloads(entry: AppliedEntry): {
  readonly read: Partial<Record<Scope, StatementHead>>;
  readonly invalid: string | null;
} {
  const read: Partial<Record<Scope, StatementHead>> = {};
  let invalid = entry.invalid ?? null;
  for (const scope of ['public', 'programme', 'internal'] as const) {
    const slot = entry.slots[scope];
    if (slot?.status !== 'held') continue;
    const parsed = parsePayload(slot.bytes, scope);
    if (parsed.ok) read[scope] = parsed.value;
    else invalid ??= parsed.error[0]?.code ?? 'programme.payload.invalid';
  }
  const { public: open, programme } = read;
  if (open !== undefined && programme !== undefined && !sameHead(open, programme)) {
    invalid ??= 'programme.payload.heads-differ';
  }
  return { read, invalid };
}

/** Returns the last day of a proposed text, also of one that is shown by publication; else null. */
function lastDayOfText(statement: StatementHead): string | null {
  const shown = statement.act === 'publish' ? statement.content : statement;
  const text = (shown as { readonly text?: unknown } | undefined)?.text;
  if (typeof text !== 'object' || text === null || !('openUntil' in text)) return null;
  return typeof text.openUntil === 'string' ? text.openUntil : null;
}

/** When an entry has both payloads, their heads must agree (docs/spec/model.md 5). */
function sameHead(a: StatementHead, b: StatementHead): boolean {
  return (
    a.schema === b.schema &&
    a.act === b.act &&
    a.by === b.by &&
    a.about === b.about &&
    a.prev === b.prev
  );
}

/** Returns how far a log has been applied: the count of entries. */
export async function appliedSize(setting: ProjectionSetting, origin: Origin): Promise<number> {
  const rows = await setting.db.query(
    'select applied from log_position where programme = $1 and origin = $2',
    [setting.programme, origin],
  );
  return rows.length === 0 ? 0 : Number(rows[0].applied);
}
