// One session with a PostgreSQL server (docs/decisions/0025): everything that is checked before a row is written,
// the lock that keeps another process out, and connections that see one schema and nothing else.
import { Client, type ClientConfig, DatabaseError, Pool } from 'pg';
import { utf8 } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import { connectionsMax } from './limits.ts';
import { nodeCrypto } from './node-crypto.ts';
import { configOfAddress, isLoginRefused } from './postgres-address.ts';

/** Where a projection lives. */
export interface PostgresSetting {
  /** `postgres://USER@HOST:PORT/DATABASE`; what it leaves out comes from PGPASSWORD, ~/.pgpass and their like. */
  readonly url: string;
  /** The projection's own schema: small letters, digits and underscores. Made when missing. */
  readonly schema: string;
  /** Which data folder the rows were made from: rows with another mark are dropped. */
  readonly mark: string;
  /** A call that takes longer is given up. */
  readonly watchdogMilliseconds: number;
}

/** An open session: as long as it is alive, no other process of Comity writes to the schema. */
export interface Session {
  readonly pool: Pool;
  isAlive(): boolean;
  /** Ends every connection; what is still running on one is rolled back. */
  end(): Promise<void>;
}

const versionMin = 15;
// The server may need a moment to notice that the process which held the lock is gone.
const lockMilliseconds = 2_000;
const lockTriesMilliseconds = 100;
// U+6DF1, the first character of Shenzhen.
const han = String.fromCodePoint(0x6df1);
const howToMake = `make it with CREATE DATABASE name TEMPLATE template0 ENCODING UTF8 LOCALE 'C.UTF-8'`;

/**
 * Connects, checks, locks and prepares the schema. `onLost` is called once if the session ends by itself.
 * Failures: store.projection.url, .unreachable, .login, .version, .encoding, .locale, .in-use, .schema.
 */
export async function openSession(setting: PostgresSetting, onLost: () => void): Promise<Session> {
  const config = configOf(setting);
  // The keeper holds the lock and does nothing else: it lives and dies with the session.
  const keeper = new Client(config);
  const state = { alive: true };
  const lose = () => {
    if (!state.alive) return;
    state.alive = false;
    onLost();
  };
  keeper.on('error', lose);
  keeper.on('end', lose);
  // For messages: where, and never a password.
  const name = `${keeper.host}:${keeper.port}/${keeper.database ?? ''}`;
  try {
    await connect(keeper, name);
    await prepareConnection(keeper, setting);
    await checkServer(keeper, name);
    await lock(keeper, name, setting.schema);
    await prepareSchema(keeper, name, setting);
  } catch (error) {
    state.alive = false;
    await keeper.end().catch(() => undefined);
    if (error instanceof ComityError) throw error;
    throw unreachable(name, error);
  }
  const pool = new Pool({
    ...config,
    max: connectionsMax,
    connectionTimeoutMillis: setting.watchdogMilliseconds,
    onConnect: (client) => prepareConnection(client, setting),
  });
  // An idle connection that ends: the keeper's tells whether the server is gone.
  pool.on('error', () => undefined);
  const end = async () => {
    state.alive = false;
    await Promise.allSettled([keeper.end(), pool.end()]);
  };
  return { pool, isAlive: () => state.alive, end };
}

function configOf(setting: PostgresSetting): ClientConfig {
  const config = configOfAddress(setting.url);
  if (config !== undefined) return config;
  // There is no cause: it may hold the password as well.
  throw new ComityError(
    'store.projection.url',
    'COMITY_DATABASE_URL is no address of a database: expected postgres://USER@HOST:PORT/DATABASE, special characters of a password percent-encoded',
  );
}

async function connect(keeper: Client, name: string): Promise<void> {
  try {
    await keeper.connect();
  } catch (error) {
    if (isLoginRefused(error)) {
      const message = `PostgreSQL at ${name} does not let this user in: ${messageOf(error)}`;
      throw new ComityError('store.projection.login', message, error);
    }
    throw unreachable(name, error);
  }
}

function unreachable(name: string, error: unknown): ComityError {
  const why = messageOf(error) || codeOf(error);
  const message = `no PostgreSQL answers at ${name}: ${why}`;
  return new ComityError('store.projection.unreachable', message, error);
}

/** Only the projection's own schema is seen, and a connection whose other end is gone ends within a minute. */
async function prepareConnection(
  client: Pick<Client, 'query'>,
  setting: PostgresSetting,
): Promise<void> {
  const settings: Readonly<Record<string, string>> = {
    search_path: setting.schema,
    statement_timeout: String(setting.watchdogMilliseconds),
    idle_in_transaction_session_timeout: String(setting.watchdogMilliseconds),
    tcp_keepalives_idle: '15',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '6',
    timezone: 'UTC',
  };
  await client.query('select set_config(key, value, false) from jsonb_each_text($1::jsonb)', [
    JSON.stringify(settings),
  ]);
}

async function checkServer(keeper: Client, name: string): Promise<void> {
  const { rows } = await keeper.query<{
    readonly version: number;
    readonly encoding: string;
    readonly ctype: string;
  }>(
    `select current_setting('server_version_num')::integer / 10000 as version,
       pg_encoding_to_char(encoding) as encoding, datctype as ctype
     from pg_database where datname = current_database()`,
  );
  const { version, encoding, ctype } = rows[0];
  if (version < versionMin) {
    const message = `PostgreSQL at ${name} is version ${version}, expected ${versionMin} or newer`;
    throw new ComityError('store.projection.version', message);
  }
  if (encoding !== 'UTF8') {
    const message = `the database ${name} has encoding ${encoding}, expected UTF8: ${howToMake}`;
    throw new ComityError('store.projection.encoding', message);
  }
  // Rows are ordered by code point on every node, and a Han character must count as a letter: asked, not read
  // from names, because providers of locales differ between versions.
  const asked = await keeper.query<{ readonly ordered: string; readonly letters: boolean }>(
    `select string_agg(t, '' order by t) as ordered, bool_or(t ~ '^[[:alpha:]]$' and t = $2) as letters
     from unnest($1::text[]) as u(t)`,
    [['a', 'é', 'B', han, '_', 'Z'], han],
  );
  const { ordered, letters } = asked.rows[0];
  const isByByte = ordered === `BZ_aé${han}`;
  if (isByByte && letters && ctype !== 'C' && ctype !== 'POSIX') return;
  const fault = isByByte
    ? `has LC_CTYPE ${ctype}, in which no Chinese character is a letter`
    : 'orders texts by the rules of a language, expected by code point';
  throw new ComityError('store.projection.locale', `the database ${name} ${fault}: ${howToMake}`);
}

/** The lock is the server's and lasts as long as the connection, however the process ends. */
async function lock(keeper: Client, name: string, schema: string): Promise<void> {
  const digest = nodeCrypto.sha256(utf8(`comity-projection-lock/1\n${schema}`));
  const key = new DataView(digest.buffer, digest.byteOffset).getBigInt64(0).toString();
  const until = Date.now() + lockMilliseconds;
  for (;;) {
    const { rows } = await keeper.query('select pg_try_advisory_lock($1::bigint) as held', [key]);
    if (rows[0].held === true) return;
    if (Date.now() > until) {
      throw new ComityError(
        'store.projection.in-use',
        `another process works on the schema ${schema} of ${name}`,
      );
    }
    await new Promise((done) => setTimeout(done, lockTriesMilliseconds));
  }
}

async function prepareSchema(
  keeper: Client,
  name: string,
  { schema, mark }: PostgresSetting,
): Promise<void> {
  try {
    const there = await keeper.query('select 1 from pg_namespace where nspname = $1', [schema]);
    if (there.rows.length === 0)
      await keeper.query(`create schema ${keeper.escapeIdentifier(schema)}`);
    const marks = await keeper.query(`select to_regclass('folder_mark') is not null as there`);
    const held = marks.rows[0].there ? await keeper.query('select mark from folder_mark') : marks;
    if (held.rows.length === 1 && held.rows[0].mark === mark) return;
    await dropTables(keeper, schema);
    await keeper.query('create table folder_mark (mark text primary key)');
    await keeper.query('insert into folder_mark (mark) values ($1)', [mark]);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const message = `the user ${keeper.user} cannot use the schema ${schema} in ${name}: ${messageOf(error)}`;
    throw new ComityError('store.projection.schema', message, error);
  }
}

/** The mark goes first: what is interrupted here begins anew. */
async function dropTables(keeper: Client, schema: string): Promise<void> {
  await keeper.query('drop table if exists folder_mark');
  const { rows } = await keeper.query('select tablename from pg_tables where schemaname = $1', [
    schema,
  ]);
  for (const { tablename } of rows)
    await keeper.query(`drop table if exists ${keeper.escapeIdentifier(tablename)} cascade`);
}
