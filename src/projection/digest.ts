// One digest over all rows of the projection, so that a rebuilt projection can be compared with one that grew,
// and two nodes' public folds with each other, without moving the rows.
import { concat, toHex, utf8 } from '../base/bytes.ts';
import { canonicalBytes, type Json } from '../base/json.ts';
import type { Row } from './database.ts';
import { comparedTables } from './schema.ts';
import type { ProjectionSetting } from './setting.ts';

/** Digests of the rows, hex. */
export interface ProjectionDigest {
  /** Every compared table, every row. */
  readonly all: string;
  /** Rows of the public fold only: the same on every node that holds the same logs. */
  readonly public: string;
  /** Rows in each table. */
  readonly rows: Readonly<Record<string, number>>;
}

const rowsAtOnce = 2_000;

/** Returns the digests of all rows of this programme in key order. Cost: linear in the rows, read in pieces. */
export async function projectionDigest(setting: ProjectionSetting): Promise<ProjectionDigest> {
  const start = setting.sha256(utf8('comity-projection/v1\n'));
  let all = start;
  let shown = start;
  const rows: Record<string, number> = {};
  for (const { table, key } of comparedTables) {
    rows[table] = 0;
    for (let offset = 0; ; offset += rowsAtOnce) {
      const piece = await setting.db.query(
        `select * from ${table} where programme = $1 order by ${key} limit ${rowsAtOnce} offset ${offset}`,
        [setting.programme],
      );
      for (const row of piece) {
        const next = utf8(`${table}\n`);
        const bytes = concat(next, canonicalBytes(toJson(row)));
        all = setting.sha256(concat(all, bytes));
        if (row.fold === 'public') shown = setting.sha256(concat(shown, bytes));
      }
      rows[table] += piece.length;
      if (piece.length < rowsAtOnce) break;
    }
  }
  return { all: toHex(all), public: toHex(shown), rows };
}

/** Numbers may come as bigint or text, as the driver likes: they are compared as text. */
function toJson(row: Row): Json {
  const members = Object.entries(row).map(([name, value]) => [
    name,
    value === null ? null : String(value),
  ]);
  return Object.fromEntries(members) as Json;
}
