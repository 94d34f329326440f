// The log store: what a node needs of durable storage for one log. Its drivers, `files-log.ts`, `postgres-log.ts` and
// `memory-log.ts`, pass one contract suite (`log-store.contract.ts`). A mirror of a peer's log is the same thing.
import type { Origin } from '../base/ids.ts';
import type { Scope } from '../programme/statement.ts';

/** A payload on its way in: its bytes, and the salt its commitment was made with. */
export interface NewPayload {
  readonly scope: Scope;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
}

/** One entry to append: the envelope's exact bytes and the payloads it commits to. */
export interface NewEntry {
  readonly bytes: Uint8Array;
  readonly payloads: readonly NewPayload[];
}

/** What a store holds of one payload. The store does not know whether a commitment exists; the envelope does. */
export type PayloadSlot =
  | { readonly status: 'held'; readonly salt: Uint8Array; readonly bytes: Uint8Array }
  | { readonly status: 'not-held' }
  | { readonly status: 'erased' };

/** A tree: how many leaves, and the root over them (RFC 6962 section 2.1). */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Which signed note: the newest with every other party's cosignature, or the newest signed. */
export type CheckpointName = 'checkpoint' | 'checkpoint.pending';

/** Durable storage of one log. One writer at a time; readers see what was recorded. */
export interface LogStore {
  readonly origin: Origin;
  /** Returns the recorded tree: durable here, perhaps not yet published. */
  head(): TreeHead;
  /**
   * Appends entries, all or none, and resolves once payloads and journal are durable (fdatasync). Entries
   * of concurrent calls are grouped into one journal record; order of calls is order in the log.
   * Rejects with ComityError `store.log.closed` after a failed write: an fsync error is never retried.
   */
  append(
    entries: readonly NewEntry[],
  ): Promise<{ readonly firstIndex: number; readonly leaves: readonly Uint8Array[] }>;
  /** Returns the entries of [from, to), to ≤ size. Rejects with `store.log.unreadable`, `store.journal.corrupt`. */
  entries(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Returns the leaf hashes of [from, to), to ≤ size. */
  leaves(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Returns a tile or entry bundle by its path (`tile/0/000.p/5`), once published; else undefined. */
  resource(path: string): Promise<Uint8Array | undefined>;
  payload(index: number, scope: Scope): Promise<PayloadSlot>;
  /** Stores a payload that arrives after its entry (mirrors). The caller has checked the commitment. Durable on return. */
  putPayload(index: number, payload: NewPayload): Promise<void>;
  /**
   * Removes a payload and its salt for good, whether held or not: the slot stays erased, and a later
   * {@link LogStore.putPayload} does not bring it back. Durable on return; the tree is as before.
   */
  erasePayload(index: number, scope: Scope): Promise<void>;
  /** Replaces a signed note. Tiles up to its size are written before it becomes visible. */
  putCheckpoint(name: CheckpointName, note: string, size: number): Promise<void>;
  checkpoint(name: CheckpointName): Promise<string | undefined>;
  close(): Promise<void>;
}
