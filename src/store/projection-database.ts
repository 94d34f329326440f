// The projection's database as a node holds it: the port of projection/database.ts, with an end. Two drivers,
// PGlite in this process (pglite.ts) and a PostgreSQL server (postgres.ts), pass one contract suite
// (`projection-database.contract.ts`). Neither is the truth: both are told to begin anew at any time.
import type { Database } from '../projection/database.ts';

/** A database that can be closed, and that says when it no longer answers. */
export interface ProjectionDatabase extends Database {
  /** Calls `told` whenever the database was lost: what was read of it before may no longer hold. */
  whenLost(told: () => void): void;
  close(): Promise<void>;
}
