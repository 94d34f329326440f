// What projections need of a database: SQL of the common dialect (docs/decisions/0022), nothing more.
// Implementations: PGlite (store/pglite.ts) and a PostgreSQL server (store/postgres.ts).

/** One row, by column name. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Runs SQL. Parameters are `$1`, `$2`, …; never spliced into the text: texts, numbers, booleans, null, arrays of
 * numbers, and JSON as text. Rows hold the same: a bigint is a number while that is safe, else a bigint.
 */
export interface Sql {
  query(text: string, params?: readonly unknown[]): Promise<readonly Row[]>;
}

/** A database: queries, and transactions that hold all or nothing and run one after another. */
export interface Database extends Sql {
  transaction<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value>;
}
