// The projection's database as a node holds it: the port of projection/database.ts, with an end. Two drivers,
// PGlite in this process (pglite.ts) and a PostgreSQL server (postgres.ts), pass one contract suite
// (`projection-database.contract.ts`). Neither is the truth: both are told to begin anew at any time.
import type { Database } from '../projection/database.ts';

/** A database that can be closed, and that says when it no longer answers. */
export interface ProjectionDatabase extends Database {
  /** Calls `told` whenever the database was lost: what was read of it before may no longer hold. */
  whenLost(told: () => void): void;
  /**
   * Leaves nothing of deleted rows in the database's files, write-ahead log included. `by-operator`: a server's files
   * are its operator's (docs/manual/operator.md). Rejects as queries do. Cost: all tables are written anew.
   */
  scrub(): Promise<'done' | 'by-operator'>;
  close(): Promise<void>;
}
