// The tables of logs on PostgreSQL (docs/decisions/0033): every key starts with the log, one statement a call, no
// triggers, so that Citus can spread them by log (docs/decisions/0022). Bytes are columns of bytea, never text.

/** Version of the tables. One that is newer is refused. */
export const logTablesFormat = 1;

/**
 * Statements that make the tables where they are missing, in order; each is one call.
 *
 *   log         size and root recorded, who sequences, the fencing epoch of that, and how many payloads came or went late
 *   entry       the envelope's exact bytes, by index; nobody may change or delete a row
 *   payload     salt and bytes, by index and scope; an erased one leaves only its mark in `erased`
 *   late        which entries' payloads those were, in order, so that readers can look at them again
 *   tile        the hashes of each tile of the published tree, the last of each level as wide as it is by now
 *   checkpoint  the two signed notes
 *   cosigned    every cosigned note there was
 *   witness     what this node cosigned last of other logs
 *   blob        what statements name, in chunks
 */
export const logTables: readonly string[] = [
  'create table if not exists log_format (format integer primary key)',
  `create table if not exists log (
     log text primary key, epoch bigint not null, sequencer text not null,
     size bigint not null, root bytea not null, changes bigint not null)`,
  `create table if not exists entry (
     log text not null, index bigint not null, bytes bytea not null, primary key (log, index))`,
  `create table if not exists payload (
     log text not null, index bigint not null, scope text not null, salt bytea not null,
     bytes bytea not null, primary key (log, index, scope))`,
  `create table if not exists erased (
     log text not null, index bigint not null, scope text not null, primary key (log, index, scope))`,
  `create table if not exists late (
     log text not null, change bigint not null, index bigint not null, primary key (log, change))`,
  `create table if not exists tile (
     log text not null, level integer not null, index bigint not null, hashes bytea not null,
     primary key (log, level, index))`,
  `create table if not exists checkpoint (
     log text not null, name text not null, size bigint not null, note text not null,
     primary key (log, name))`,
  `create table if not exists cosigned (
     log text not null, size bigint not null, nth integer not null, note text not null,
     primary key (log, size, nth))`,
  `create table if not exists witness (
     log text primary key, size bigint not null, root bytea not null, note text not null)`,
  `create table if not exists blob (
     log text not null, hash text not null, chunk integer not null, bytes bytea not null,
     primary key (log, hash, chunk))`,
  // A slip of ours must not rewrite what was recorded: the owner itself has no right to. A superuser is not held by it.
  'revoke update, delete, truncate on entry from current_user',
];
