// Keeps the projection up with the logs: reads entries and payloads, applies them in order, tells who waits.
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import type { Scope } from '../programme/statement.ts';
import { appliedSize, applyEntries } from '../projection/apply.ts';
import type { AppliedEntry, Slot } from '../projection/entry-rows.ts';
import { fillTables } from '../projection/fill.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { parseEnvelope } from '../record/envelope.ts';
import { leafHash } from '../record/merkle.ts';
import { applyEntriesMax, fillEntriesMax, projectionRetryMilliseconds } from './limits.ts';
import type { HeldLog, Logs } from './logs.ts';
import { ensureTables } from './projection-tables.ts';

/** Applies logs to the projection. */
export interface Projector {
  /** Says that a log has grown. */
  kick(): void;
  /** Resolves when that many entries of the log are applied. Rejects when the projection has failed. */
  waitFor(origin: string, size: number): Promise<void>;
  /**
   * Resolves when what the logs hold now is applied: this node's own, or all. Whoever decides by rows waits for the own
   * ones, for after a start they may lag behind the journal. Rejects as {@link Projector.waitFor}.
   */
  caughtUp(which: 'own' | 'all'): Promise<void>;
  /** Applies entries again whose payloads arrived late or were erased. */
  reapply(origin: string, indices: readonly number[]): Promise<void>;
  /** Says that the database was lost: it is asked again until it answers, and then how far the logs are applied. */
  reconnect(): void;
  /** Empties the tables and applies everything anew. */
  rebuild(): Promise<void>;
  state(): { readonly ready: boolean; readonly error?: string };
  /** Whether rows are being made anew from the first entry on: what can be read is not yet all of it. */
  isFilling(): boolean;
  /** Returns a number that grows whenever rows have changed: before anybody is told that they have. */
  revision(): number;
  /** Calls back after each applied batch. */
  listen(listener: () => void): void;
  close(): Promise<void>;
}

interface Waiter {
  readonly origin: string;
  readonly size: number;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** What projecting needs. */
export interface ProjectorWorld {
  readonly logs: Logs;
  readonly crypto: Crypto;
  readonly projection: ProjectionSetting;
  /** Called after each applied batch. */
  readonly onApplied: () => Promise<void>;
}

/** Makes the tables unless they can be gone on with, and begins to apply. */
export async function startProjector(world: ProjectorWorld): Promise<Projector> {
  return new LogProjector(world, await ensureTables(world.projection, world.logs));
}

class LogProjector implements Projector {
  readonly #world: ProjectorWorld;
  /** Entries applied, by origin. */
  readonly #applied = new Map<string, number>();
  readonly #listeners: (() => void)[] = [];
  #revision = 0;
  #waiters: readonly Waiter[] = [];
  #error: string | undefined;
  #closed = false;
  #again = false;
  #hasLookedBack = false;
  /** Whether the tables are to be filled with all that the logs hold, before anything is applied. */
  #mustFill: boolean;
  /** Whether the database was lost since the tables were last looked at. */
  #wasLost = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(world: ProjectorWorld, tables: 'kept' | 'new') {
    this.#world = world;
    this.#mustFill = tables === 'new';
    this.kick();
  }

  revision(): number {
    return this.#revision;
  }

  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  kick(): void {
    this.#again = true;
    this.#running ??= this.#runOnce();
  }

  waitFor(origin: string, size: number): Promise<void> {
    if ((this.#applied.get(origin) ?? 0) >= size) return Promise.resolve();
    if (this.#closed)
      return Promise.reject(new ComityError('server.projection.closed', 'the node is stopping'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters = [...this.#waiters, { origin, size, done: resolve, fail: reject }];
    this.kick();
    return promise;
  }

  async caughtUp(which: 'own' | 'all'): Promise<void> {
    const { logs } = this.#world;
    const own = [logs.own, logs.private].filter((log) => log !== undefined);
    const waits = which === 'all' ? logs.all() : own;
    await Promise.all(waits.map((log) => this.waitFor(log.identity.origin, log.store.head().size)));
  }

  async reapply(origin: string, indices: readonly number[]): Promise<void> {
    await this.#quiet();
    const log = this.#world.logs.byOrigin(origin);
    if (log === undefined) return;
    await this.#applyAgain(
      log,
      indices.filter((index) => index < (this.#applied.get(origin) ?? 0)),
    );
    await this.#world.onApplied();
  }

  reconnect(): void {
    this.#wasLost = true;
    this.#error ??= 'store.projection.lost';
    this.#retryLater();
  }

  async rebuild(): Promise<void> {
    await this.#quiet();
    this.#mustFill = true;
    this.kick();
    await this.#quiet();
    if (this.#error !== undefined) throw new ComityError('server.projection.rebuild', this.#error);
  }

  state(): { readonly ready: boolean; readonly error?: string } {
    return this.#error === undefined
      ? { ready: !this.#mustFill }
      : { ready: false, error: this.#error };
  }

  isFilling(): boolean {
    return this.#mustFill;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#quiet();
    const stopping = new ComityError('server.projection.closed', 'the node is stopping');
    for (const waiter of this.#waiters) waiter.fail(stopping);
    this.#waiters = [];
  }

  async #quiet(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #runOnce(): Promise<void> {
    try {
      await this.#run();
      this.#error = undefined;
      this.#failures = 0;
    } catch (error) {
      // The record goes on without its projection; pages say so (docs/decisions/0013).
      this.#error = messageOf(error);
      if (codeOf(error).startsWith('store.projection.')) {
        // Everybody reads the status page: it has the code, whose message may name hosts.
        this.#error = codeOf(error);
        this.#wasLost = true;
        this.#retryLater();
      }
      for (const waiter of this.#waiters) waiter.fail(error);
      this.#waiters = [];
    } finally {
      this.#running = undefined;
      if (this.#again && !this.#closed && this.#error === undefined) this.kick();
    }
  }

  /** Tries again by itself, at growing distances; what others try between does not count. */
  #retryLater(): void {
    if (this.#closed || this.#retry !== undefined) return;
    const { first, most } = projectionRetryMilliseconds;
    const milliseconds = Math.min(most, first * 2 ** this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.kick();
    }, milliseconds);
  }

  /** Forgets what was read before: rows and tables may have gone with the connection. */
  async #resume(): Promise<void> {
    const { projection, logs } = this.#world;
    this.#wasLost = false;
    this.#applied.clear();
    this.#hasLookedBack = false;
    if ((await ensureTables(projection, logs)) === 'new') this.#mustFill = true;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      if (this.#wasLost) await this.#resume();
      if (this.#mustFill) await this.#fill();
      if (!this.#hasLookedBack) await this.#lookBack();
      for (const log of this.#world.logs.all()) await this.#applyLog(log);
      this.#release();
    }
  }

  /** Fills the tables with what the logs hold now; what they get meanwhile is applied afterwards. */
  async #fill(): Promise<void> {
    const { crypto, projection, logs } = this.#world;
    const sizes = logs.all().map((log) => ({ log, size: log.store.head().size }));
    async function* parts() {
      for (const { log, size } of sizes) {
        for (let from = 0; from < size; from += fillEntriesMax) {
          const to = Math.min(from + fillEntriesMax, size);
          yield { log: log.identity, entries: await readEntries(crypto, log, { from, to }) };
        }
      }
    }
    await fillTables(projection, parts(), () => {
      if (this.#closed) throw new ComityError('server.projection.closed', 'the node is stopping');
    });
    this.#applied.clear();
    for (const { log, size } of sizes) this.#applied.set(log.identity.origin, size);
    this.#revision += 1;
    this.#mustFill = false;
    this.#hasLookedBack = true;
    await this.#told();
  }

  /** Tells who listens that rows have come. */
  async #told(): Promise<void> {
    await this.#world.onApplied();
    for (const listener of this.#listeners) listener();
    this.#release();
  }

  /** A node killed between storing late payloads and applying them finds them here, at its next start. */
  async #lookBack(): Promise<void> {
    const { projection, logs } = this.#world;
    const lacking = await projection.db.query(
      `select origin, index, public_slot, programme_slot from entry where programme = $1
       and (public_slot = 'not-held' or programme_slot = 'not-held') order by origin, index`,
      [projection.programme],
    );
    const held = new Map<HeldLog, number[]>();
    for (const row of lacking) {
      const log = logs.byOrigin(String(row.origin));
      if (log === undefined || Number(row.index) >= log.store.head().size) continue;
      const index = Number(row.index);
      const scopes = (['public', 'programme'] as const).filter(
        (scope) => row[`${scope}_slot`] === 'not-held',
      );
      const slots = await Promise.all(scopes.map((scope) => log.store.payload(index, scope)));
      if (slots.every((slot) => slot.status === 'not-held')) continue;
      const indices = held.get(log) ?? [];
      indices.push(index);
      held.set(log, indices);
    }
    for (const [log, indices] of held) await this.#applyAgain(log, indices);
    this.#hasLookedBack = true;
  }

  /** Entries that follow one another are applied together. */
  async #applyAgain(log: HeldLog, indices: readonly number[]): Promise<void> {
    const { crypto, projection } = this.#world;
    const sorted = [...new Set(indices)].sort((a, b) => a - b);
    for (let i = 0; i < sorted.length; ) {
      const from = sorted[i];
      let to = from + 1;
      while (sorted[i + to - from] === to && to - from < applyEntriesMax) to += 1;
      await applyEntries(projection, log.identity, await readEntries(crypto, log, { from, to }));
      this.#revision += 1;
      i += to - from;
    }
  }

  async #applyLog(log: HeldLog): Promise<void> {
    const { crypto, projection } = this.#world;
    const { origin } = log.identity;
    let from = this.#applied.get(origin) ?? (await appliedSize(projection, origin));
    this.#applied.set(origin, from);
    while (!this.#closed && from < log.store.head().size) {
      const to = Math.min(from + applyEntriesMax, log.store.head().size);
      const entries = await readEntries(crypto, log, { from, to });
      await applyEntries(projection, log.identity, entries);
      this.#applied.set(origin, to);
      this.#revision += 1;
      from = to;
      await this.#told();
    }
  }

  #release(): void {
    const isReady = ({ origin, size }: Waiter) => (this.#applied.get(origin) ?? 0) >= size;
    const ready = this.#waiters.filter(isReady);
    this.#waiters = this.#waiters.filter((waiter) => !isReady(waiter));
    for (const waiter of ready) waiter.done();
  }
}

/** Reads entries with what is held of their payloads. */
export async function readEntries(
  crypto: Crypto,
  log: HeldLog,
  range: { readonly from: number; readonly to: number },
): Promise<readonly AppliedEntry[]> {
  const bytes = await log.store.entries(range.from, range.to);
  return Promise.all(
    bytes.map((entry, i) => readEntry(crypto, log, { index: range.from + i, bytes: entry })),
  );
}

async function readEntry(
  crypto: Crypto,
  log: HeldLog,
  entry: { readonly index: number; readonly bytes: Uint8Array },
): Promise<AppliedEntry> {
  const leaf = leafHash(crypto.sha256, entry.bytes);
  const envelope = parseEnvelope(entry.bytes, log.identity.visibility);
  if (!envelope.ok) {
    return {
      index: entry.index,
      leaf,
      at: '',
      slots: {},
      invalid: envelope.error[0]?.code ?? 'record.envelope',
    };
  }
  const slots: Partial<Record<Scope, Slot>> = {};
  for (const scope of Object.keys(envelope.value.commitments) as Scope[]) {
    slots[scope] = await log.store.payload(entry.index, scope);
  }
  return { index: entry.index, leaf, at: envelope.value.at, slots };
}
