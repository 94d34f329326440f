// Whether the projection's tables can be gone on with: they are of this version, and made from the logs that lie
// here. Rows can outlive files: a data folder restored from a backup is older than a database on a server.
import { toHex } from '../base/bytes.ts';
import { createTables, hasTables } from '../projection/schema.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import type { LogStore } from '../store/log-store.ts';

/** The logs that lie here. */
interface LogsHere {
  byOrigin(origin: string): { readonly store: Pick<LogStore, 'head' | 'leaves'> } | undefined;
}

/**
 * Makes the tables anew unless they can be gone on with; returns whether they are new. Cost: two small queries and one
 * leaf for each log.
 */
export async function ensureTables(
  projection: ProjectionSetting,
  logs: LogsHere,
): Promise<'kept' | 'new'> {
  const { db } = projection;
  if ((await hasTables(db)) && (await areOfTheseLogs(projection, logs))) return 'kept';
  await createTables(db);
  return 'new';
}

/** Leaves are made with salts: the last one applied is in no other past of the log. */
async function areOfTheseLogs(projection: ProjectionSetting, logs: LogsHere): Promise<boolean> {
  const rows = await projection.db.query(
    `select p.origin, p.applied, e.leaf from log_position p
     left join entry e on e.programme = p.programme and e.origin = p.origin and e.index = p.applied - 1
     where p.programme = $1 and p.applied > 0`,
    [projection.programme],
  );
  for (const row of rows) {
    const log = logs.byOrigin(String(row.origin));
    if (log === undefined) continue;
    const applied = Number(row.applied);
    if (applied > log.store.head().size) return false;
    const [leaf] = await log.store.leaves(applied - 1, applied);
    if (toHex(leaf) !== row.leaf) return false;
  }
  return true;
}
