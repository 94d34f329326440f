// The connection of a process to the database of its logs (docs/decisions/0033): everything that is checked before a
// row is read, the tables, and the lock that makes one process the sequencer. The lock, and all that is written, belong
// to this one connection: who has lost it can write nothing more.
import { Client, type ClientConfig, DatabaseError } from 'pg';
import { utf8 } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Row } from '../projection/database.ts';
import { nodeCrypto } from './node-crypto.ts';
import { configOfAddress, isLoginRefused } from './postgres-address.ts';
import { logTables, logTablesFormat } from './postgres-log-tables.ts';

/** Where the logs of a node live. */
export interface LogDatabaseSetting {
  /** `postgres://USER@HOST:PORT/DATABASE`; what it leaves out comes from PGPASSWORD, ~/.pgpass and their like. */
  readonly url: string;
  /** The node's own schema: small letters, digits and underscores. Made when missing. */
  readonly schema: string;
  /** How this process is called where another one refuses a command: host and process, for instance. */
  readonly process: string;
  /** A process that only reads never takes over. */
  readonly part?: 'reads';
  /** A sequencer that is silent for so long is taken for gone, by the server; 6,000 ms unless said. */
  readonly silentMilliseconds?: number;
}

/** An open connection. */
export interface LogSession {
  query(text: string, params?: readonly unknown[]): Promise<readonly Row[]>;
  /** Returns whether this connection now holds the lock of the sequencer. */
  tryLock(): Promise<boolean>;
  isAlive(): boolean;
  /** Ends the connection; what is still running on it is rolled back, and the lock is free. */
  end(): Promise<void>;
}

const versionMin = 15;
/** A sequencer that is silent for so long is taken for gone, unless a setting says otherwise. */
const silentMillisecondsUsual = 6_000;
const queryMilliseconds = 15_000;

/** Returns for how long a sequencer may be silent. */
export function silentMillisecondsOf(setting: LogDatabaseSetting): number {
  return setting.silentMilliseconds ?? silentMillisecondsUsual;
}

/**
 * Connects, checks, and makes the tables where they are missing. `onLost` is called once if the connection ends by itself.
 * Failures: store.log-database.url, .unreachable, .login, .version, .encoding, .durability, .schema, .format.
 */
export async function openLogSession(
  setting: LogDatabaseSetting,
  onLost: (cause: unknown) => void,
): Promise<LogSession> {
  const client = new Client({ ...logClientConfig(setting), query_timeout: queryMilliseconds });
  const state = { alive: true };
  const lose = (cause: unknown) => {
    if (!state.alive) return;
    state.alive = false;
    onLost(cause);
  };
  client.on('error', lose);
  client.on('end', () => lose('the connection has ended'));
  // For messages: where, and never a password.
  const name = `${client.host}:${client.port}/${client.database ?? ''}`;
  try {
    await client.connect();
    await prepareLogConnection(client, setting, silentMillisecondsOf(setting));
    await checkServer(client, name);
    await makeTables(client, name, setting.schema);
  } catch (error) {
    state.alive = false;
    await client.end().catch(() => undefined);
    throw failureOf(error, name);
  }
  const key = lockKeyOf('sequencer', setting.schema);
  const query = async (text: string, params: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...params])).rows;
  return {
    query,
    tryLock: async () =>
      (await query('select pg_try_advisory_lock($1::bigint) as held', [key]))[0].held === true,
    isAlive: () => state.alive,
    end: async () => {
      state.alive = false;
      await client.end().catch(() => undefined);
    },
  };
}

/** Returns what the driver needs to connect. Failure: store.log-database.url. */
export function logClientConfig(setting: LogDatabaseSetting): ClientConfig {
  const config = configOfAddress(setting.url);
  if (config !== undefined) return config;
  // There is no cause: it may hold the password as well.
  throw new ComityError(
    'store.log-database.url',
    'COMITY_LOG_DATABASE_URL is no address of a database: expected postgres://USER@HOST:PORT/DATABASE, special characters of a password percent-encoded',
  );
}

/**
 * Only the node's own schema is seen. The server ends a connection that is silent for too long: a sequencer that was
 * stopped, or whose machine has gone, does not keep its lock.
 */
export async function prepareLogConnection(
  client: Pick<Client, 'query'>,
  { schema }: LogDatabaseSetting,
  silentMilliseconds: number,
): Promise<void> {
  const settings: Readonly<Record<string, string>> = {
    search_path: schema,
    statement_timeout: String(queryMilliseconds),
    idle_session_timeout: String(silentMilliseconds),
    idle_in_transaction_session_timeout: String(silentMilliseconds || queryMilliseconds),
    tcp_keepalives_idle: '5',
    tcp_keepalives_interval: '2',
    tcp_keepalives_count: '3',
    timezone: 'UTC',
  };
  await client.query('select set_config(key, value, false) from jsonb_each_text($1::jsonb)', [
    JSON.stringify(settings),
  ]);
}

async function checkServer(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{
    readonly version: number;
    readonly encoding: string;
    readonly commits: string;
    readonly fsync: string;
    readonly pages: string;
  }>(
    `select current_setting('server_version_num')::integer / 10000 as version,
       pg_encoding_to_char(encoding) as encoding, current_setting('synchronous_commit') as commits,
       current_setting('fsync') as fsync, current_setting('full_page_writes') as pages
     from pg_database where datname = current_database()`,
  );
  const { version, encoding, commits, fsync, pages } = rows[0];
  if (version < versionMin) {
    const message = `PostgreSQL at ${name} is version ${version}, expected ${versionMin} or newer`;
    throw new ComityError('store.log-database.version', message);
  }
  if (encoding !== 'UTF8') {
    const message = `the database ${name} has encoding ${encoding}, expected UTF8`;
    throw new ComityError('store.log-database.encoding', message);
  }
  const loose = Object.entries({ synchronous_commit: commits, fsync, full_page_writes: pages })
    .filter(([, value]) => value === 'off')
    .map(([key]) => key);
  if (loose.length === 0) return;
  throw new ComityError(
    'store.log-database.durability',
    `PostgreSQL at ${name} has ${loose.join(', ')} off: what it answers is not durable, and a log needs that`,
  );
}

/** Two processes that start together make them once. */
async function makeTables(client: Client, name: string, schema: string): Promise<void> {
  const key = lockKeyOf('tables', schema);
  await client.query('select pg_advisory_lock($1::bigint)', [key]);
  try {
    const there = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
    if (there.rows.length === 0)
      await client.query(`create schema ${client.escapeIdentifier(schema)}`);
    const made = await client.query(`select to_regclass('log_format') is not null as there`);
    const { rows } = made.rows[0].there
      ? await client.query('select format from log_format order by format desc')
      : { rows: [] };
    if (rows.length > 0) return requireFormat(Number(rows[0].format), name, schema);
    for (const statement of logTables) await client.query(statement);
    await client.query('insert into log_format (format) values ($1) on conflict do nothing', [
      logTablesFormat,
    ]);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const message = `the user ${client.user} cannot use the schema ${schema} in ${name}: ${messageOf(error)}`;
    throw new ComityError('store.log-database.schema', message, error);
  } finally {
    await client.query('select pg_advisory_unlock($1::bigint)', [key]).catch(() => undefined);
  }
}

function requireFormat(format: number, name: string, schema: string): void {
  if (format === logTablesFormat) return;
  const message = `the schema ${schema} in ${name} has format ${format}, this version knows ${logTablesFormat}`;
  throw new ComityError('store.log-database.format', message);
}

function lockKeyOf(what: 'sequencer' | 'tables', schema: string): string {
  const digest = nodeCrypto.sha256(utf8(`comity-log-${what}/1\n${schema}`));
  return new DataView(digest.buffer, digest.byteOffset).getBigInt64(0).toString();
}

function failureOf(error: unknown, name: string): ComityError {
  if (error instanceof ComityError) return error;
  if (isLoginRefused(error)) {
    const message = `PostgreSQL at ${name} does not let this user in: ${messageOf(error)}`;
    return new ComityError('store.log-database.login', message, error);
  }
  const message = `no PostgreSQL answers at ${name}: ${messageOf(error) || codeOf(error)}`;
  return new ComityError('store.log-database.unreachable', message, error);
}
