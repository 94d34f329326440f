// Records that a command is decided on beside its subject: those that it names, and the money of projects among them.
import type { KnownRecord } from '../programme/kind.ts';
import { kindOfId } from '../programme/kinds.ts';
import type { Fold } from '../programme/statement.ts';
import type { Row } from '../projection/database.ts';
import type { ProjectionSetting } from '../projection/setting.ts';

/** Returns of the ids those that are records in the fold, with their states. */
export async function recordsOf(
  projection: ProjectionSetting,
  fold: Fold,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownRecord>> {
  const asked = ids.flatMap((id) => {
    const kind = kindOfId(id)?.name;
    return kind === undefined ? [] : [{ id, kind }];
  });
  if (asked.length === 0) return new Map();
  const rows = await projection.db.query(
    // Not "exists": that may be answered by reading all that is public into memory.
    `select s.id, s.kind, s.body, coalesce((select true from state p where p.programme = $1 and p.fold = 'public'
       and p.kind = s.kind and p.id = s.id limit 1), false) as open
     from jsonb_to_recordset($3::jsonb) as k(kind text, id text)
     cross join lateral (select id, kind, body from state t where t.programme = $1 and t.fold = $2
       and t.kind = k.kind and t.id = k.id offset 0) s`,
    [projection.programme, fold, JSON.stringify(asked)],
  );
  return toKnown(rows);
}

function toKnown(rows: readonly Row[]): ReadonlyMap<string, KnownRecord> {
  return new Map(
    rows.map((row) => {
      const state = JSON.parse(String(row.body)) as unknown;
      const isPublic = row.open === undefined ? {} : { isPublic: row.open === true };
      return [String(row.id), { kind: String(row.kind), state, ...isPublic }];
    }),
  );
}

/** Returns money on record of the projects among the ids. */
export async function moneyOf(
  projection: ProjectionSetting,
  fold: Fold,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await projection.db.query(
    `select id, kind, body from state
     where programme = $1 and fold = $2 and kind in ('investment', 'contract')
       and body::jsonb ->> 'project' in (select jsonb_array_elements_text($3::jsonb))`,
    [projection.programme, fold, JSON.stringify(ids)],
  );
  return toKnown(rows);
}
