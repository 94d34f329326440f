// What projections need of a database: SQL of the common dialect (docs/decisions/0022), nothing more.
// Implementations: PGlite (store/pglite.ts); PostgreSQL speaks the same statements.

/** One row, by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs SQL. Parameters are `$1`, `$2`, …; never spliced into the text. */
export interface Sql {
  query(text: string, params?: readonly unknown[]): Promise<readonly Row[]>;
}

/** A database: queries, and transactions that hold all or nothing. */
export interface Database extends Sql {
  transaction<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value>;
}
