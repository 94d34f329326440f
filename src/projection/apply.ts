// Entries become rows: each entry's payloads are parsed, its statements stored per fold, and every subject
// they touch is folded again from all its statements. A subject's state is therefore the same whatever the
// order in which logs, late payloads and erasures arrive, and a rebuild gives the same rows.
import { toHex } from '../base/bytes.ts';
import type { Origin, ProgrammeId } from '../base/ids.ts';
import { parsePayload } from '../programme/fold.ts';
import { dayOf, type Fold, type Scope, type StatementHead } from '../programme/statement.ts';
import type { Sql } from './database.ts';
import { refold, type Subject, subjectsPastTheirDay } from './refold.ts';
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
  readonly day: string;
  readonly body: string;
}

interface EntryRow {
  readonly index: number;
  readonly leaf: string;
  readonly at: string;
  readonly public_slot: string | null;
  readonly programme_slot: string | null;
  readonly internal_slot: string | null;
  readonly invalid: string | null;
}

/**
 * Applies entries of one log, in one transaction. Entries already applied are replaced, so that a payload
 * which arrived late or was erased is applied by applying its entry again. Cost: linear in the entries,
 * plus one fold per touched subject.
 */
export async function applyEntries(
  setting: ProjectionSetting,
  log: LogIdentity,
  entries: readonly AppliedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await setting.db.transaction(async (sql) => {
    const touched = await replaceStatements(sql, setting, log, entries);
    await advance(sql, setting.programme, log.origin, entries);
    for (const subject of await subjectsPastTheirDay(sql, setting))
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
     returning fold, kind, subject`,
    [programme, log.origin, indices],
  );
  for (const row of before) {
    const subject = { fold: row.fold as Fold, kind: String(row.kind), id: String(row.subject) };
    touched.set(keyOf(subject), subject);
  }
  const entryRows: EntryRow[] = [];
  const statementRows: StatementRow[] = [];
  for (const entry of entries) {
    const read = readEntry(entry, log);
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

async function insertEntries(
  sql: Sql,
  programme: ProgrammeId,
  log: LogIdentity,
  rows: readonly EntryRow[],
): Promise<void> {
  await sql.query(
    `insert into entry (programme, origin, index, party, leaf, at, public_slot, programme_slot, internal_slot, invalid)
     select $1, $2, r.index, $3, r.leaf, r.at, r.public_slot, r.programme_slot, r.internal_slot, r.invalid
     from jsonb_to_recordset($4::jsonb) as r(index bigint, leaf text, at text, public_slot text,
       programme_slot text, internal_slot text, invalid text)
     on conflict (programme, origin, index) do update set leaf = excluded.leaf, at = excluded.at,
       public_slot = excluded.public_slot, programme_slot = excluded.programme_slot,
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
    `insert into statement (programme, fold, kind, subject, origin, index, party, leaf, at, day, body)
     select $1, r.fold, r.kind, r.subject, $2, r.index, $3, r.leaf, r.at, r.day, r.body
     from jsonb_to_recordset($4::jsonb) as r(fold text, kind text, subject text, index bigint,
       leaf text, at text, day text, body text)`,
    [programme, log.origin, log.party, JSON.stringify(rows)],
  );
}

async function advance(
  sql: Sql,
  programme: ProgrammeId,
  origin: Origin,
  entries: readonly AppliedEntry[],
): Promise<void> {
  const applied = Math.max(...entries.map((entry) => entry.index)) + 1;
  const clock = entries.reduce((latest, entry) => (entry.at > latest ? entry.at : latest), '');
  await sql.query(
    `insert into log_position (programme, origin, applied, clock) values ($1, $2, $3, $4)
     on conflict (programme, origin) do update set
       applied = greatest(log_position.applied, excluded.applied),
       clock = greatest(log_position.clock, excluded.clock)`,
    [programme, origin, applied, clock],
  );
}

/** Reads one entry's payloads into an entry row and at most one statement per fold. */
function readEntry(
  entry: AppliedEntry,
  log: LogIdentity,
): { row: EntryRow; statements: StatementRow[] } {
  const leaf = toHex(entry.leaf);
  const statusOf = (scope: Scope) => entry.slots[scope]?.status ?? null;
  const read: Partial<Record<Scope, StatementHead>> = {};
  let invalid = entry.invalid ?? null;
  for (const scope of ['public', 'programme', 'internal'] as const) {
    const slot = entry.slots[scope];
    if (slot?.status !== 'held') continue;
    const parsed = parsePayload(slot.bytes, scope);
    if (parsed.ok) read[scope] = parsed.value;
    else invalid ??= parsed.error[0]?.code ?? 'programme.payload.invalid';
  }
  if (
    read.public !== undefined &&
    read.programme !== undefined &&
    !sameHead(read.public, read.programme)
  ) {
    invalid ??= 'programme.payload.heads-differ';
  }
  const row: EntryRow = {
    index: entry.index,
    leaf,
    at: entry.at,
    public_slot: statusOf('public'),
    programme_slot: statusOf('programme'),
    internal_slot: statusOf('internal'),
    invalid,
  };
  if (invalid !== null) return { row, statements: [] };
  const statements: StatementRow[] = [];
  const add = (fold: Fold, statement: StatementHead | undefined) => {
    if (statement === undefined) return;
    const kind = statement.schema.slice(0, statement.schema.indexOf('/'));
    const day = dayOf(statement, entry.at, log.zone);
    const body = JSON.stringify(statement);
    statements.push({
      fold,
      kind,
      subject: statement.about,
      index: entry.index,
      leaf,
      at: entry.at,
      day,
      body,
    });
  };
  if (log.visibility === 'private') {
    add('internal', read.internal);
  } else {
    add('public', read.public);
    add('programme', read.programme ?? read.public);
  }
  return { row, statements };
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

function keyOf(subject: Subject): string {
  return `${subject.fold} ${subject.kind} ${subject.id}`;
}

/** Returns how far a log has been applied: the count of entries. */
export async function appliedSize(setting: ProjectionSetting, origin: Origin): Promise<number> {
  const rows = await setting.db.query(
    'select applied from log_position where programme = $1 and origin = $2',
    [setting.programme, origin],
  );
  return rows.length === 0 ? 0 : Number(rows[0].applied);
}
