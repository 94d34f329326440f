// The log store as files: a journal, payload segments beside it, and a C2SP tlog-tiles folder that any static web server
// can serve. One process at a time (folder.ts locks). Bundles are the truth before the journal's base, the journal after.
//
//   DIR/checkpoint  DIR/checkpoint.pending  DIR/tile/…           served
//   DIR/private/journal  DIR/private/payloads/000017.programme   readable by the node only
import { assert, ComityError, Fault, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Scope } from '../programme/statement.ts';
import { appendLeaf, leafHash, rangeRoot } from '../record/merkle.ts';
import { tileWidth } from '../record/tile.ts';
import { requireAcceptable, requireAcceptablePayload } from './append-rules.ts';
import { type Files, nodeFiles } from './files.ts';
import { createGroupCommit, type Submit } from './group-commit.ts';
import type { NoteRecord } from './journal.ts';
import { rotatedSize, switchJournal } from './journal-rotation.ts';
import { splitHashes } from './log-base.ts';
import { type OpenLog, openParts, readBack, requireSameRoot } from './log-parts.ts';
import type {
  CheckpointName,
  LogStore,
  NewEntry,
  NewPayload,
  PayloadSlot,
  TreeHead,
} from './log-store.ts';
import { rootOfNote, writeNoteFile } from './published-notes.ts';
import { readResource } from './resource.ts';
import { createSerial, type Serial } from './serial.ts';

/** What {@link openFilesLog} needs. */
interface FilesLogSetting {
  /** The log's own folder; made when missing. */
  readonly dir: string;
  readonly origin: Origin;
  readonly sha256: Sha256;
  /** The disk; the machine's own unless a test says otherwise. */
  readonly files?: Files;
  /** Published entries that the journal holds before it is rotated; 65,536 unless a test says otherwise. */
  readonly rotateEntries?: number;
}

/** A log store of files, with what only files need. */
export interface FilesLogStore extends LogStore {
  /**
   * Puts a full bundle from a copy of the log in the place of a damaged one, durably; false when the bytes are not
   * that bundle, or when the journal still has its entries.
   */
  mendBundle(index: number, bytes: Uint8Array): Promise<boolean>;
}

/**
 * Opens a log, made when missing: reads the journal, cuts off an unfinished last record, recomputes the tree, and
 * makes missing or wrong tiles and notes again. The caller holds the data folder's lock. Linear in the journal's
 * size; of the entries before its base the hashes of bundles are read, not the bundles.
 *
 * Rejects with `store.journal.corrupt`, `store.journal.root`, `store.journal.short`, `store.journal.origin`,
 * `store.bundle.damaged`, `store.payload.corrupt`, `store.log.root-mismatch` (a served note is not of this log) and
 * `store.folder.unwritable`. Nothing is mended by leaving entries out.
 */
export async function openFilesLog(setting: FilesLogSetting): Promise<FilesLogStore> {
  try {
    return new FilesLog(await openParts({ files: nodeFiles, ...setting }));
  } catch (error) {
    if (error instanceof ComityError) throw error;
    const message = `${setting.dir} cannot be opened: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}

class FilesLog implements FilesLogStore {
  readonly origin: Origin;
  readonly #log: OpenLog;
  readonly #submit: Submit;
  /** Everything that writes the journal. */
  readonly #writing: Serial = createSerial();
  /** Everything that writes tiles and notes. */
  readonly #publishing: Serial = createSerial();
  #ended: { readonly cause: unknown } | undefined;

  constructor(log: OpenLog) {
    this.origin = log.origin;
    this.#log = log;
    this.#submit = createGroupCommit((entries) => this.#writing(() => this.#record(entries)));
  }

  head(): TreeHead {
    return this.#log.state.head;
  }

  async append(
    entries: readonly NewEntry[],
  ): Promise<{ readonly firstIndex: number; readonly leaves: readonly Uint8Array[] }> {
    requireAcceptable(entries);
    this.#requireOpen();
    if (entries.length === 0) return { firstIndex: this.head().size, leaves: [] };
    const firstIndex = await this.#submit(entries);
    return { firstIndex, leaves: await this.leaves(firstIndex, firstIndex + entries.length) };
  }

  entries(from: number, to: number): Promise<readonly Uint8Array[]> {
    return this.#reading(() => this.#entries(from, to));
  }

  /** A journal that was replaced while it was read is no reason to fail: the new one has the same entries. */
  async #entries(from: number, to: number): Promise<readonly Uint8Array[]> {
    const { tail, state } = this.#log;
    assert(from <= to && to <= state.head.size, `entries ${from} to ${to} of ${state.head.size}`);
    try {
      return await this.#entriesOnce(from, to);
    } catch (error) {
      if (tail === this.#log.tail) throw error;
      return this.#entries(from, to);
    }
  }

  async #entriesOnce(from: number, to: number): Promise<readonly Uint8Array[]> {
    const { tail, state, sha256 } = this.#log;
    const all: Uint8Array[] = [];
    while (from + all.length < to) {
      const at = from + all.length;
      const end = Math.min(to, (Math.floor(at / tileWidth) + 1) * tileWidth);
      const found = await readBack(this.#log, at, end);
      // The bundles before the base have been checked as a whole.
      for (const [i, entry] of at < tail.places.base ? [] : found.entries()) {
        if (state.levels.leaves.has(at + i, leafHash(sha256, entry))) continue;
        const message = `entry ${at + i} has changed since it was recorded`;
        throw new ComityError('store.journal.corrupt', message);
      }
      all.push(...found);
    }
    return all;
  }

  async leaves(from: number, to: number): Promise<readonly Uint8Array[]> {
    const { levels } = this.#log.state;
    const before: Uint8Array[] = [];
    while (from + before.length < Math.min(to, levels.leaves.base)) {
      const at = from + before.length;
      const index = Math.floor(at / tileWidth);
      const tile = await this.#reading(() => levels.tile({ level: 0, index, width: tileWidth }));
      const wanted = splitHashes(tile).slice(at - index * tileWidth, to - index * tileWidth);
      before.push(...wanted);
    }
    const at = from + before.length;
    return at < to ? [...before, ...levels.leaves.list(at, to)] : before;
  }

  resource(path: string): Promise<Uint8Array | undefined> {
    const { notes, levels } = this.#log.state;
    const source = {
      publishedSize: notes.size(),
      tile: levels.tile,
      entries: (from: number, to: number) => this.entries(from, to),
    };
    return this.#reading(() => readResource(source, path));
  }

  async mendBundle(index: number, bytes: Uint8Array): Promise<boolean> {
    const { prefix, state, tail } = this.#log;
    if (index < 0 || (index + 1) * tileWidth > tail.places.base) return false;
    return this.#orEnd(() => prefix.mend(index, state.levels.bundleRoot(index), bytes));
  }

  async payload(index: number, scope: Scope): Promise<PayloadSlot> {
    if (index >= this.head().size) return { status: 'not-held' };
    return this.#reading(() => this.#log.payloads.read(index, scope));
  }

  async putPayload(index: number, payload: NewPayload): Promise<void> {
    requireAcceptablePayload(payload);
    this.#requireRecorded(index);
    await this.#orEnd(() => this.#log.payloads.put([{ index, payload }]));
  }

  async erasePayload(index: number, scope: Scope): Promise<void> {
    this.#requireRecorded(index);
    await this.#orEnd(() => this.#log.payloads.erase(index, scope));
  }

  async putCheckpoint(name: CheckpointName, note: string, size: number): Promise<void> {
    await this.#publishing(() => this.#publish({ kind: 'note', name, note, size }));
    // Nobody waits for a rotation but who writes next; a failure ends the log, and is told there.
    this.#publishing(() => this.#rotate()).catch(() => undefined);
  }

  async checkpoint(name: CheckpointName): Promise<string | undefined> {
    return this.#log.state.notes.get(name)?.note;
  }

  async close(): Promise<void> {
    await this.#publishing(() => this.#writing(() => this.#close()));
  }

  async #close(): Promise<void> {
    if (this.#ended?.cause === closedInOrder) return;
    this.#ended = { cause: closedInOrder };
    await this.#log.payloads.close();
    await this.#log.tail.journal.close();
  }

  /** Full tiles and bundles become durable and then the only copy; the journal begins after them. */
  async #rotate(): Promise<void> {
    const { state, tail: old, tiles, rotateEntries } = this.#log;
    const size = rotatedSize(state.notes.size());
    if (size - old.places.base < rotateEntries || this.#ended !== undefined) return;
    await this.#writing(() => this.#orEnd(() => old.journal.markRotating(size)));
    await this.#orEnd(() => tiles.settle(size, state.rotatingSize));
    await this.#writing(() => this.#orEnd(() => this.#switch(size)));
    await old.journal.close();
  }

  async #switch(size: number): Promise<void> {
    const { files, journalPath: path, origin, sha256, state, tail: old } = this.#log;
    const base = state.levels.base(size);
    this.#log.tail = await switchJournal({ files, path, origin, sha256, state, old, base });
    state.levels.leaves.dropBefore(size);
  }

  /** Payloads first, then the journal record that refers to them: durable from its fdatasync on. */
  async #record(entries: readonly NewEntry[]): Promise<number> {
    this.#requireOpen();
    const { sha256, state, tail, payloads } = this.#log;
    const oldSize = state.head.size;
    const leaves = entries.map((entry) => leafHash(sha256, entry.bytes));
    let range = state.range;
    for (const leaf of leaves) range = appendLeaf(sha256, range, leaf);
    const after = { size: oldSize + entries.length, root: rangeRoot(sha256, range) };
    const placed = entries.flatMap((entry, i) =>
      entry.payloads.map((payload) => ({ index: oldSize + i, payload })),
    );
    const bytes = entries.map((entry) => entry.bytes);
    const positions = await this.#orEnd(async () => {
      if (placed.length > 0) await payloads.put(placed);
      return tail.journal.appendEntries({ oldSize, entries: bytes, after });
    });
    for (const [i, leaf] of leaves.entries()) {
      state.levels.leaves.push(leaf);
      tail.places.push(positions[i], bytes[i].length);
    }
    state.range = range;
    state.head = after;
    return oldSize;
  }

  /** The second computation of the root, the journal, the tiles, the note's file, and only then the reader's view. */
  async #publish(note: NoteRecord): Promise<void> {
    this.#requireOpen();
    const { state, tiles, files, dir } = this.#log;
    const { name, size } = note;
    const root = rootOfNote({ note: note.note, origin: this.origin, size });
    assert(size <= state.head.size, `a note of ${size} entries covers recorded ones only`);
    const before = state.notes.get(name)?.size ?? 0;
    if (size < before) {
      const message = `${name} states ${before} entries and is not replaced by one of ${size}`;
      throw new ComityError('store.log.note-older', message);
    }
    const fromMedium = (from: number, to: number) => readBack(this.#log, from, to);
    requireSameRoot(await state.levels.check(size, fromMedium), { root, size });
    await this.#writing(() => this.#orEnd(() => this.#log.tail.journal.appendNote(note)));
    try {
      await tiles.write(size);
      await writeNoteFile(files, dir, note);
      state.notes.set(note);
      await tiles.sweep(state.notes.keptSizes());
    } catch (error) {
      const message = `${dir}: the tiles of size ${size} cannot be written: ${messageOf(error)}`;
      throw new ComityError('store.log.unpublished', message, error);
    }
  }

  async #reading<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ComityError || error instanceof Fault) throw error;
      const message = `${this.#log.dir} cannot be read: ${messageOf(error)}`;
      throw new ComityError('store.log.unreadable', message, error);
    }
  }

  /** Does work that writes; the first failure ends all writing until the log is opened again. */
  async #orEnd<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#requireOpen();
    try {
      return await work();
    } catch (cause) {
      this.#ended ??= { cause };
      throw this.#closedError();
    }
  }

  #requireOpen(): void {
    if (this.#ended !== undefined) throw this.#closedError();
  }

  #requireRecorded(index: number): void {
    const { size } = this.head();
    assert(index >= 0 && index < size, `entry ${index} of ${size}`);
  }

  #closedError(): ComityError {
    const cause = this.#ended?.cause;
    const why = cause === closedInOrder ? 'it was closed' : messageOf(cause);
    const message = `the log ${this.origin} takes no more writes until it is opened again: ${why}`;
    return new ComityError('store.log.closed', message, cause);
  }
}

const closedInOrder = Symbol('closed in order');
