// The database of a node's logs as one process sees it (docs/decisions/0033): reading over a small pool, writing over
// the one connection that holds the sequencer's lock, and a watch that keeps it, or waits to take it over.
import { DatabaseError, Pool } from 'pg';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Row, Sql } from '../projection/database.ts';
import { connectionsMax } from './limits.ts';
import {
  type LogDatabaseSetting,
  type LogSession,
  logClientConfig,
  openLogSession,
  prepareLogConnection,
  silentMillisecondsOf,
} from './postgres-log-session.ts';
import { createSerial, type Serial } from './serial.ts';

/** What this process is to the logs. */
export type LogRole =
  | { readonly kind: 'sequencer' }
  | {
      readonly kind: 'standby';
      /** The process that sequences, as it called itself; '' while none is known. */
      readonly sequencer: string;
      /** Why this process could not take over, by code. */
      readonly trouble?: string;
    };

/** What another process has done to a log meanwhile. */
export interface Followed {
  /** Whether it has recorded entries or published a note. */
  readonly hasGrown: boolean;
  /** Entries, whose payloads came late or were erased. */
  readonly late: readonly number[];
}

/** A log of the database, told of what the watch finds. */
export interface FollowingLog {
  readonly origin: Origin;
  /** Reads what another process has recorded meanwhile. */
  follow(): Promise<Followed>;
  /** Becomes the log's sequencer: raises its epoch, over the connection that holds the lock. */
  lead(sql: Sql): Promise<void>;
}

/** The database of the logs of one node. */
export interface LogDatabase extends Sql {
  /**
   * Runs a transaction over the sequencer's connection, one after another. The first that fails ends the connection, and
   * with it the lock: this process may write again when it has taken over anew, from what the tables then hold.
   * Rejects with `store.log.standby` where another process sequences, and with what the work or the server threw.
   */
  write<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value>;
  role(): LogRole;
  /** Adds a log: it is read, and led when this process is the sequencer. */
  add(log: FollowingLog): Promise<void>;
  /**
   * Calls back after the role has changed and after logs were changed by another's hand, with the entries whose payloads
   * came late or were erased, by log; the first time with all such there ever were. One listener.
   */
  onChange(listener: (late: ReadonlyMap<Origin, readonly number[]>) => void): void;
  close(): Promise<void>;
}

const watchMilliseconds = 250;
const retryMilliseconds = 1_000;
// A process that was just killed may hold the lock for a moment.
const openMilliseconds = 1_000;
const readMilliseconds = 60_000;

/**
 * Connects, and waits up to a second to become the sequencer; else this process stands by, reads, and takes over when the
 * other has gone. Failures: those of `openLogSession`.
 */
export async function openLogDatabase(setting: LogDatabaseSetting): Promise<LogDatabase> {
  const database = new PostgresLogDatabase(setting);
  await database.open();
  return database;
}

class PostgresLogDatabase implements LogDatabase {
  readonly #setting: LogDatabaseSetting;
  readonly #pool: Pool;
  readonly #logs: FollowingLog[] = [];
  /** Entries of which nobody has been told yet. */
  readonly #late = new Map<Origin, number[]>();
  #listener: ((late: ReadonlyMap<Origin, readonly number[]>) => void) | undefined;
  /** Everything that uses the sequencer's connection. */
  readonly #writing: Serial = createSerial();
  /** Everything that changes the role, or reads for those that stand by. */
  readonly #watching: Serial = createSerial();
  #session: LogSession | undefined;
  #role: LogRole = { kind: 'standby', sequencer: '' };
  #usedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(setting: LogDatabaseSetting) {
    this.#setting = setting;
    this.#pool = new Pool({
      ...logClientConfig(setting),
      max: connectionsMax,
      query_timeout: readMilliseconds,
      onConnect: (client) => prepareLogConnection(client, setting, 0),
    });
    // An idle connection that ends: the next call makes another.
    this.#pool.on('error', () => undefined);
  }

  async open(): Promise<void> {
    try {
      const until = Date.now() + openMilliseconds;
      do {
        await this.#look();
        if (this.#role.kind === 'sequencer' || this.#setting.part === 'reads') break;
        await new Promise((done) => setTimeout(done, watchMilliseconds / 2));
      } while (Date.now() < until);
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#watchLater(watchMilliseconds);
  }

  async query(text: string, params: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.#pool.query<Row>(text, [...params])).rows;
  }

  write<Value>(work: (sql: Sql) => Promise<Value>): Promise<Value> {
    return this.#writing(async () => {
      const session = this.#session;
      if (session === undefined || this.#role.kind !== 'sequencer') throw this.#standbyError();
      try {
        await session.query('begin');
        const value = await work(session);
        await session.query('commit');
        this.#usedAt = Date.now();
        return value;
      } catch (error) {
        this.#lose(session, error);
        throw error;
      }
    });
  }

  role(): LogRole {
    return this.#role;
  }

  add(log: FollowingLog): Promise<void> {
    return this.#watching(async () => {
      await this.#follow(log);
      const session = this.#session;
      if (this.#role.kind === 'sequencer' && session !== undefined) {
        await this.#writing(() => log.lead(session));
      }
      this.#logs.push(log);
    });
  }

  onChange(listener: (late: ReadonlyMap<Origin, readonly number[]>) => void): void {
    this.#listener = listener;
    this.#tell();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#watching(async () => undefined);
    await this.#writing(async () => {
      await this.#session?.end();
      this.#session = undefined;
      this.#role = { kind: 'standby', sequencer: '' };
    });
    await this.#pool.end();
  }

  #watchLater(milliseconds: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#watching(() => this.#look()).then(
        () => this.#watchLater(watchMilliseconds),
        (error: unknown) => {
          this.#session?.end();
          this.#session = undefined;
          this.#stand({ kind: 'standby', sequencer: '', trouble: codeOf(error) });
          this.#watchLater(retryMilliseconds);
        },
      );
    }, milliseconds);
  }

  /** One look: keeps the lock, takes it, or reads what its holder has recorded. */
  async #look(): Promise<void> {
    if (this.#closed) return;
    const session = await this.#connect();
    if (this.#role.kind === 'sequencer') return this.#keep(session);
    const mayLead = this.#setting.part !== 'reads';
    if (mayLead && (await session.tryLock())) return this.#takeOver(session);
    this.#usedAt = Date.now();
    const [row] = await this.query('select sequencer from log order by epoch desc limit 1');
    const changed = await this.#followAll();
    this.#stand({ kind: 'standby', sequencer: String(row?.sequencer ?? '') });
    if (changed) this.#tell();
  }

  async #connect(): Promise<LogSession> {
    if (this.#session?.isAlive()) return this.#session;
    const opened: { session?: LogSession } = {};
    const lost = (cause: unknown) => {
      if (opened.session !== undefined) this.#lose(opened.session, cause);
    };
    opened.session = await openLogSession(this.#setting, lost);
    this.#session = opened.session;
    return opened.session;
  }

  /** Says something now and then: the server takes a silent sequencer for gone. */
  async #keep(session: LogSession): Promise<void> {
    if (Date.now() - this.#usedAt < silentMillisecondsOf(this.#setting) / 4) return;
    await this.#writing(() => session.query('select 1')).catch((error: unknown) => {
      this.#lose(session, error);
    });
    this.#usedAt = Date.now();
  }

  /** Whoever held the lock is gone, with all that it had not committed: what the tables hold is what counts. */
  async #takeOver(session: LogSession): Promise<void> {
    await this.#followAll();
    for (const log of this.#logs) await log.lead(session);
    this.#usedAt = Date.now();
    if (session.isAlive()) this.#stand({ kind: 'sequencer' });
  }

  async #followAll(): Promise<boolean> {
    let changed = false;
    for (const log of this.#logs) changed = (await this.#follow(log)) || changed;
    return changed;
  }

  async #follow(log: FollowingLog): Promise<boolean> {
    const { hasGrown, late } = await log.follow();
    if (late.length > 0)
      this.#late.set(log.origin, [...(this.#late.get(log.origin) ?? []), ...late]);
    return hasGrown || late.length > 0;
  }

  /** Ends a connection that is no good any more, and with it the lock. */
  #lose(session: LogSession, cause: unknown): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    void session.end();
    const trouble = cause instanceof DatabaseError ? messageOf(cause) : codeOf(cause);
    this.#stand({ kind: 'standby', sequencer: '', trouble });
  }

  #stand(role: LogRole): void {
    const before = this.#role;
    this.#role = role;
    if (before.kind !== role.kind) this.#tell();
  }

  #tell(): void {
    if (this.#closed || this.#listener === undefined) return;
    const late = new Map(this.#late);
    this.#late.clear();
    this.#listener(late);
  }

  #standbyError(): ComityError {
    const name = this.#role.kind === 'standby' ? this.#role.sequencer : '';
    const who = name === '' ? 'no process at the moment' : name;
    const message = `this process does not sequence the logs: ${who} does`;
    return new ComityError('store.log.standby', message);
  }
}
