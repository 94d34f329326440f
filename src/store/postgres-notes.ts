// Notes that are kept beside the logs on PostgreSQL (docs/decisions/0033): what a node has cosigned as a witness, so that
// a process that takes over cosigns only what grows from it, and every cosigned note of a log, so that all processes tell
// the same interval of an entry.
import type { Origin } from '../base/ids.ts';
import type { LogDatabase } from './postgres-log-database.ts';
import { bytesOf } from './postgres-pieces.ts';
import type { WitnessState } from './witness-state.ts';

// The first is checked and is good, but for damage.
const holdingMax = 16;
// Of a row beside its bytes: header, key, index entry, salt.
const rowBytes = 192;

/** Returns the witness state of a database. `compareAndSet` rejects with `store.log.standby` too. */
export function openPostgresWitnessState(database: LogDatabase): WitnessState {
  return {
    async get(origin: Origin) {
      const [row] = await database.query('select size, root, note from witness where log = $1', [
        origin,
      ]);
      if (row === undefined) return undefined;
      return { size: Number(row.size), root: bytesOf(row.root), note: String(row.note) };
    },
    compareAndSet(origin, expectedSize, tree) {
      const params = [origin, tree.size, Buffer.from(tree.root), tree.note];
      return database.write(async (sql) => {
        const there = await sql.query('select size from witness where log = $1 for update', [
          origin,
        ]);
        if (Number(there[0]?.size ?? 0) !== expectedSize) return false;
        await sql.query(
          `insert into witness (log, size, root, note) values ($1, $2, $3, $4) on conflict (log)
           do update set size = excluded.size, root = excluded.root, note = excluded.note`,
          params,
        );
        return true;
      });
    },
  };
}

/** The cosigned notes of one log, as text; whoever asks checks them. */
export interface CosignedRows {
  append(size: number, note: string): Promise<void>;
  /** Returns kept notes whose trees hold the entry, the first of them first, at most 16. */
  holding(index: number): Promise<readonly string[]>;
}

/** Returns the cosigned notes of one log. `append` rejects with `store.log.standby` too. */
export function openCosignedRows(database: LogDatabase, origin: Origin): CosignedRows {
  return {
    append: (size, note) =>
      database.write(async (sql) => {
        const [row] = await sql.query(
          'select coalesce(max(nth), 0) + 1 as nth from cosigned where log = $1 and size = $2',
          [origin, size],
        );
        await sql.query('insert into cosigned (log, size, nth, note) values ($1, $2, $3, $4)', [
          ...[origin, size, row.nth, note],
        ]);
      }),
    holding: async (index) => {
      const rows = await database.query(
        `select note from cosigned where log = $1 and size > $2 order by size, nth limit ${holdingMax}`,
        [origin, index],
      );
      return rows.map((row) => String(row.note));
    },
  };
}

/** Returns about how many bytes a log takes in its tables. Linear in its rows. */
export async function bytesOfLog(database: LogDatabase, origin: Origin): Promise<number> {
  const [row] = await database.query(
    `select (select coalesce(sum(octet_length(bytes) + ${rowBytes}), 0) from entry where log = $1)
       + (select coalesce(sum(octet_length(bytes) + ${rowBytes}), 0) from payload where log = $1)
       + (select coalesce(sum(octet_length(note) + ${rowBytes}), 0) from cosigned where log = $1)
       as bytes`,
    [origin],
  );
  return Number(row.bytes);
}
