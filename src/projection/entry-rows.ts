// What entries say, as rows: each entry's own, and a statement for each fold that may read it. Written together with the
// position of their log.
import { toHex } from '../base/bytes.ts';
import { parsePayload } from '../programme/fold.ts';
import { dayOf, type Fold, type Scope, type StatementHead } from '../programme/statement.ts';
import type { Sql } from './database.ts';
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

/** A row of `statement` less what its whole log shares. */
export interface StatementRow {
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

/** A row of `entry` less what its whole log shares. */
export interface EntryRow {
  readonly index: number;
  readonly leaf: string;
  readonly at: string;
  readonly latest: string;
  readonly public_slot: string | null;
  readonly programme_slot: string | null;
  readonly internal_slot: string | null;
  readonly invalid: string | null;
}

/** Rows of entries that follow one another in a log. */
export interface ReadRows {
  readonly entries: readonly EntryRow[];
  readonly statements: readonly StatementRow[];
  /** The greatest `at` of the log up to the last of them; '' of none. */
  readonly latest: string;
}

/** Reads entries of one log, in its order, into rows. @param before The greatest `at` of the log before them. */
export function readRows(
  log: LogIdentity,
  entries: readonly AppliedEntry[],
  before: string,
): ReadRows {
  let latest = before;
  const read = entries.map((entry) => {
    if (entry.at > latest) latest = entry.at;
    return readEntry(entry, log, latest);
  });
  return {
    entries: read.map(({ row }) => row),
    statements: read.flatMap(({ statements }) => statements),
    latest,
  };
}

/**
 * Writes rows in one statement with the position of their log, which never goes back. A row of an entry that is there is
 * replaced; its statements must have been removed before.
 */
export async function writeRows(
  sql: Sql,
  setting: ProjectionSetting,
  to: { readonly log: LogIdentity; readonly rows: ReadRows; readonly clock: string },
): Promise<void> {
  const { log, rows } = to;
  const applied = Math.max(...rows.entries.map(({ index }) => index)) + 1;
  await sql.query(
    `with entries as (
       insert into entry (programme, origin, index, party, leaf, at, latest, public_slot, programme_slot,
         internal_slot, invalid)
       select $1, $2, r.index, $3, r.leaf, r.at, r.latest, r.public_slot, r.programme_slot, r.internal_slot,
         r.invalid
       from jsonb_to_recordset($4::jsonb) as r(index bigint, leaf text, at text, latest text, public_slot text,
         programme_slot text, internal_slot text, invalid text)
       on conflict (programme, origin, index) do update set leaf = excluded.leaf, at = excluded.at,
         latest = excluded.latest, public_slot = excluded.public_slot, programme_slot = excluded.programme_slot,
         internal_slot = excluded.internal_slot, invalid = excluded.invalid
     ), statements as (
       insert into statement (programme, fold, kind, subject, origin, index, party, leaf, at, latest, day,
         open_until, body)
       select $1, r.fold, r.kind, r.subject, $2, r.index, $3, r.leaf, r.at, r.latest, r.day, r.open_until, r.body
       from jsonb_to_recordset($5::jsonb) as r(fold text, kind text, subject text, index bigint,
         leaf text, at text, latest text, day text, open_until text, body text)
     )
     insert into log_position (programme, origin, applied, clock) values ($1, $2, $6, $7)
     on conflict (programme, origin) do update set
       applied = greatest(log_position.applied, excluded.applied), clock = excluded.clock`,
    [
      ...[setting.programme, log.origin, log.party],
      ...[JSON.stringify(rows.entries), JSON.stringify(rows.statements), applied, to.clock],
    ],
  );
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
