// Keeps the projection up with the logs: reads entries and payloads, applies them in order, tells who waits.
import { ComityError, messageOf } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import type { Scope } from '../programme/statement.ts';
import { type AppliedEntry, appliedSize, applyEntries, type Slot } from '../projection/apply.ts';
import { createTables, emptyTables, hasTables } from '../projection/schema.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { parseEnvelope } from '../record/envelope.ts';
import { leafHash } from '../record/merkle.ts';
import { applyEntriesMax } from './limits.ts';
import type { HeldLog, Logs } from './logs.ts';

/** Applies logs to the projection. */
export interface Projector {
  /** Says that a log has grown. */
  kick(): void;
  /** Resolves when that many entries of the log are applied. Rejects when the projection has failed. */
  waitFor(origin: string, size: number): Promise<void>;
  /** Applies entries again whose payloads arrived late or were erased. */
  reapply(origin: string, indices: readonly number[]): Promise<void>;
  /** Empties the tables and applies everything anew. */
  rebuild(): Promise<void>;
  state(): { readonly ready: boolean; readonly error?: string };
  close(): Promise<void>;
}

interface Waiter {
  readonly origin: string;
  readonly size: number;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** Makes the tables if they are not there in this version, and begins to apply. */
export async function startProjector(world: {
  readonly logs: Logs;
  readonly crypto: Crypto;
  readonly projection: ProjectionSetting;
  /** Called after each applied batch. */
  readonly onApplied: () => Promise<void>;
}): Promise<Projector> {
  const { projection, logs } = world;
  if (!(await hasTables(projection.db))) await createTables(projection.db);
  const applied = new Map<string, number>();
  let waiters: Waiter[] = [];
  let error: string | undefined;
  let closed = false;
  let again = false;
  let running: Promise<void> | undefined;

  const release = () => {
    const ready = waiters.filter((waiter) => (applied.get(waiter.origin) ?? 0) >= waiter.size);
    waiters = waiters.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) waiter.done();
  };
  const applyLog = async (log: HeldLog) => {
    const { origin } = log.identity;
    let from = applied.get(origin) ?? (await appliedSize(projection, origin));
    applied.set(origin, from);
    while (!closed && from < log.store.head().size) {
      const to = Math.min(from + applyEntriesMax, log.store.head().size);
      await applyEntries(
        projection,
        log.identity,
        await readEntries(world.crypto, log, { from, to }),
      );
      applied.set(origin, to);
      from = to;
      await world.onApplied();
      release();
    }
  };
  const run = async () => {
    while (again && !closed) {
      again = false;
      for (const log of logs.all()) await applyLog(log);
      release();
    }
  };
  const kick = () => {
    again = true;
    running ??= run()
      .then(() => {
        error = undefined;
      })
      .catch((caught: unknown) => {
        // The record goes on without its projection; pages say so (docs/decisions/0013).
        error = messageOf(caught);
        for (const waiter of waiters) waiter.fail(caught);
        waiters = [];
      })
      .finally(() => {
        running = undefined;
        if (again && !closed && error === undefined) kick();
      });
  };
  const quiet = async () => {
    while (running !== undefined) await running;
  };
  kick();
  return {
    kick,
    waitFor: (origin, size) => {
      if ((applied.get(origin) ?? 0) >= size) return Promise.resolve();
      if (closed)
        return Promise.reject(new ComityError('server.projection.closed', 'the node is stopping'));
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiters.push({ origin, size, done: resolve, fail: reject });
      kick();
      return promise;
    },
    reapply: async (origin, indices) => {
      await quiet();
      const log = logs.byOrigin(origin);
      if (log === undefined) return;
      for (const index of indices) {
        if (index >= (applied.get(origin) ?? 0)) continue;
        const entries = await readEntries(world.crypto, log, { from: index, to: index + 1 });
        await applyEntries(projection, log.identity, entries);
      }
      await world.onApplied();
    },
    rebuild: async () => {
      await quiet();
      await emptyTables(projection.db);
      applied.clear();
      for (const log of logs.all()) applied.set(log.identity.origin, 0);
      kick();
      await quiet();
      if (error !== undefined) throw new ComityError('server.projection.rebuild', error);
    },
    state: () => (error === undefined ? { ready: true } : { ready: false, error }),
    close: async () => {
      closed = true;
      await quiet();
    },
  };
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
