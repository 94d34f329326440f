// The projection's database on a PostgreSQL server (docs/decisions/0025): the same port as PGlite's, over a small
// pool. A lost connection loses nothing: the next call connects again, and the truth is in files.
import { DatabaseError, type PoolClient } from 'pg';
import { assert, ComityError, messageOf } from '../base/errors.ts';
import type { Row, Sql } from '../projection/database.ts';
import { openSession, type PostgresSetting, type Session } from './postgres-session.ts';
import type { ProjectionDatabase } from './projection-database.ts';

/** Connects, and prepares the schema. Failures: those of `openSession`. */
export async function openPostgres(setting: PostgresSetting): Promise<ProjectionDatabase> {
  const database = new PostgresDatabase(setting);
  await database.connect();
  return database;
}

// The server went (08, 57P), has no room (53), gave up on us (25P03), is a standby now (25006), or somebody dropped
// schema or tables under a running node (3F000, 42P01). After each of them a new session begins from the start.
const lostStates = /^(?:08|53|57P|25P03|25006|3F000|42P01)/;
const timedOutState = '57014';

class PostgresDatabase implements ProjectionDatabase {
  readonly #setting: PostgresSetting;
  #session: Promise<Session> | undefined;
  /** The last transaction: the next begins when it has ended. */
  #last: Promise<unknown> = Promise.resolve();
  #told: () => void = () => undefined;
  #closed = false;

  constructor(setting: PostgresSetting) {
    this.#setting = setting;
  }

  /** Returns the session; begins one where there is none. Many callers wait for the same. */
  connect(): Promise<Session> {
    if (this.#closed) return Promise.reject(lost('the node is stopping'));
    if (this.#session !== undefined) return this.#session;
    const begun = openSession(this.#setting, () => this.#drop(begun));
    begun.catch(() => {
      if (this.#session === begun) this.#session = undefined;
    });
    this.#session = begun;
    return begun;
  }

  query(text: string, params: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#onClient((client) => ask(client, text, params));
  }

  /**
   * Transactions run one after another, as on PGlite: a fold reads what it then writes, and two at once would
   * each miss the other's rows.
   */
  transaction<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value> {
    const next = this.#last.then(() => this.#transact(work));
    this.#last = next.catch(() => undefined);
    return next;
  }

  whenLost(told: () => void): void {
    this.#told = told;
  }

  async scrub(): Promise<'by-operator'> {
    return 'by-operator';
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
    const session = await this.#session?.catch(() => undefined);
    this.#session = undefined;
    await session?.end();
  }

  #transact<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value> {
    return this.#onClient(async (client, session) => {
      await ask(client, 'begin');
      try {
        const value = await work({ query: (text, params) => ask(client, text, params) });
        // Without the lock another process may be writing: what was done here must not come after it.
        if (!session.isAlive()) throw lost('the connection that held the lock has ended');
        const { command } = await run(client, 'commit');
        assert(command === 'COMMIT', 'work does not go on after a statement that failed');
        return value;
      } catch (error) {
        await ask(client, 'rollback');
        throw error;
      }
    });
  }

  /** Runs work on a connection of the pool under the watchdog. A connection that failed is not used again. */
  async #onClient<Value>(
    work: (client: PoolClient, session: Session) => Promise<Value>,
  ): Promise<Value> {
    const begun = this.connect();
    const session = await begun;
    const client = await session.pool.connect().catch((error: unknown) => {
      this.#drop(begun);
      throw lost(messageOf(error));
    });
    // Told here as well as to the call that waits: without a listener it would end the process.
    const ignore = () => undefined;
    client.on('error', ignore);
    let broken = false;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const { watchdogMilliseconds } = this.#setting;
    const giveUp = () => reject(hung(watchdogMilliseconds));
    const timer = setTimeout(giveUp, watchdogMilliseconds);
    try {
      return await Promise.race([work(client, session), late]);
    } catch (error) {
      broken = error instanceof ComityError && error.code.startsWith('store.projection.');
      if (broken) this.#drop(begun);
      throw error;
    } finally {
      clearTimeout(timer);
      client.off('error', ignore);
      client.release(broken);
    }
  }

  /** Ends a session that is no good any more, once, and says so. */
  #drop(begun: Promise<Session>): void {
    if (this.#session !== begun) return;
    this.#session = undefined;
    void begun.then((session) => session.end()).catch(() => undefined);
    if (!this.#closed) this.#told();
  }
}

async function ask(
  client: PoolClient,
  text: string,
  params: readonly unknown[] = [],
): Promise<readonly Row[]> {
  return (await run(client, text, params)).rows;
}

async function run(client: PoolClient, text: string, params: readonly unknown[] = []) {
  try {
    return await client.query<Row>(text, [...params]);
  } catch (error) {
    if (error instanceof DatabaseError) {
      if (error.code === timedOutState) throw hung(undefined);
      throw lostStates.test(error.code ?? '') ? lost(error.message) : error;
    }
    // A parameter that cannot be written is our own fault; all else is the connection's.
    throw error instanceof TypeError || error instanceof RangeError
      ? error
      : lost(messageOf(error));
  }
}

function lost(why: string): ComityError {
  return new ComityError('store.projection.lost', `the database of the pages was lost: ${why}`);
}

function hung(milliseconds: number | undefined): ComityError {
  const time = milliseconds === undefined ? 'in time' : `in ${milliseconds} ms`;
  return new ComityError('store.projection.hung', `no answer ${time}`);
}
