// The log store as files: a journal that is the truth, payload segments beside it, and a C2SP tlog-tiles folder
// derived from both, which any static web server can serve. One process at a time (folder.ts locks).
//
//   DIR/checkpoint  DIR/checkpoint.pending  DIR/tile/…           served; made again from the journal
//   DIR/private/journal  DIR/private/payloads/000017.programme   the truth; readable by the node only
import { join } from 'node:path';
import { equalBytes } from '../base/bytes.ts';
import { assert, ComityError, Fault, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Scope } from '../programme/statement.ts';
import { appendLeaf, leafHash, rangeRoot } from '../record/merkle.ts';
import { requireAcceptable, requireAcceptablePayload } from './append-rules.ts';
import { readEntries } from './entry-places.ts';
import { type Files, nodeFiles, syncNameOf } from './files.ts';
import { createGroupCommit, type Submit } from './group-commit.ts';
import type { Journal, NoteRecord } from './journal.ts';
import { type LogState, recoverJournal } from './log-recovery.ts';
import type {
  CheckpointName,
  LogStore,
  NewEntry,
  NewPayload,
  PayloadSlot,
  TreeHead,
} from './log-store.ts';
import { openPayloadSegments, type PayloadSegments } from './payload-segments.ts';
import { restoreNoteFiles, rootOfNote, writeNoteFile } from './published-notes.ts';
import { readResource } from './resource.ts';
import { createSerial, type Serial } from './serial.ts';
import { finishSwap } from './swap-folder.ts';
import { createTileFiles, type TileFiles } from './tile-files.ts';

/** Entries read from the journal with one call. */
const readEntriesMax = 256;

/** What {@link openFilesLog} needs. */
interface FilesLogSetting {
  /** The log's own folder; made when missing. */
  readonly dir: string;
  readonly origin: Origin;
  readonly sha256: Sha256;
  /** The disk; the machine's own unless a test says otherwise. */
  readonly files?: Files;
}

interface OpenLog {
  readonly origin: Origin;
  readonly sha256: Sha256;
  readonly files: Files;
  readonly dir: string;
  readonly journal: Journal;
  readonly state: LogState;
  readonly payloads: PayloadSegments;
  readonly tiles: TileFiles;
}

/**
 * Opens a log, made when missing: reads the journal, cuts off an unfinished last record, recomputes the tree, and
 * makes missing or wrong tiles and notes again. The caller holds the data folder's lock. Linear in the log's size.
 *
 * Rejects with `store.journal.corrupt`, `store.journal.root`, `store.journal.short`, `store.journal.origin`,
 * `store.payload.corrupt`, `store.log.root-mismatch` (a served note is not of this log) and
 * `store.folder.unwritable`. Nothing is mended by leaving entries out.
 */
export async function openFilesLog(setting: FilesLogSetting): Promise<LogStore> {
  try {
    return new FilesLog(await openParts({ files: nodeFiles, ...setting }));
  } catch (error) {
    if (error instanceof ComityError) throw error;
    const message = `${setting.dir} cannot be opened: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}

async function openParts(setting: FilesLogSetting & { readonly files: Files }): Promise<OpenLog> {
  const { files, dir, origin, sha256 } = setting;
  await finishSwap(files, dir);
  const privateDir = join(dir, 'private');
  await files.makeFolder(dir);
  await files.makeFolder(privateDir, 0o700);
  await syncNameOf(files, dir);
  await files.syncFolder(dir);
  const journalPath = join(privateDir, 'journal');
  const { journal, state } = await recoverJournal({ files, dir, journalPath, origin, sha256 });
  try {
    const payloadsDir = join(privateDir, 'payloads');
    const payloads = await openPayloadSegments({ files, dir: payloadsDir, size: state.head.size });
    await files.syncFolder(privateDir);
    const tiles = createTileFiles({
      files,
      dir,
      levels: state.levels,
      readBack: (from, to) => readEntries(journal, state.places, { from, to }),
      bundleBytes: (from, to) => state.places.bundleBytes(from, to),
    });
    const log: OpenLog = { origin, sha256, files, dir, journal, state, payloads, tiles };
    await restorePublished(log);
    return log;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Makes tiles and note files again; a note whose root is not that of the journal's tree stops the log. */
async function restorePublished({ origin, files, dir, journal, state, tiles }: OpenLog) {
  const { notes, levels } = state;
  const served = (['checkpoint', 'checkpoint.pending'] as const).flatMap((name) => {
    const note = notes.get(name);
    return note === undefined ? [] : [note];
  });
  for (const { note, size } of served.toSorted((a, b) => a.size - b.size)) {
    const root = rootOfNote({ note, origin, size });
    requireSameRoot(await levels.check(size, 'just-read'), { root, size });
  }
  const sizes = notes.keptSizes().toSorted((a, b) => b - a);
  if (sizes.length > 0) await tiles.repair(sizes, journal.sameBoot ? 'size' : 'content');
  await restoreNoteFiles(files, dir, notes);
  await journal.markBoot();
}

function requireSameRoot(
  computed: Uint8Array,
  stated: { readonly root: Uint8Array; readonly size: number },
): void {
  if (equalBytes(computed, stated.root)) return;
  const message = `the note states another root at size ${stated.size} than the tiles give`;
  throw new ComityError('store.log.root-mismatch', message);
}

class FilesLog implements LogStore {
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
    const { leaves } = this.#log.state.levels;
    return { firstIndex, leaves: leaves.list(firstIndex, firstIndex + entries.length) };
  }

  entries(from: number, to: number): Promise<readonly Uint8Array[]> {
    return this.#reading(() => this.#entries(from, to));
  }

  async #entries(from: number, to: number): Promise<readonly Uint8Array[]> {
    const { journal, state, sha256 } = this.#log;
    assert(from <= to && to <= state.head.size, `entries ${from} to ${to} of ${state.head.size}`);
    const all: Uint8Array[] = [];
    for (let at = from; at < to; at += readEntriesMax) {
      const range = { from: at, to: Math.min(to, at + readEntriesMax) };
      for (const entry of await readEntries(journal, state.places, range)) {
        if (!state.levels.leaves.has(from + all.length, leafHash(sha256, entry))) {
          const message = `entry ${from + all.length} has changed since it was recorded`;
          throw new ComityError('store.journal.corrupt', message);
        }
        all.push(entry);
      }
    }
    return all;
  }

  async leaves(from: number, to: number): Promise<readonly Uint8Array[]> {
    return this.#log.state.levels.leaves.list(from, to);
  }

  resource(path: string): Promise<Uint8Array | undefined> {
    const { notes, levels } = this.#log.state;
    const source = {
      publishedSize: notes.size(),
      tile: levels.tile,
      entries: (from: number, to: number) => this.entries(from, to),
    };
    return readResource(source, path);
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

  putCheckpoint(name: CheckpointName, note: string, size: number): Promise<void> {
    return this.#publishing(() => this.#publish({ kind: 'note', name, note, size }));
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
    await this.#log.journal.close();
  }

  /** Payloads first, then the journal record that refers to them: durable from its fdatasync on. */
  async #record(entries: readonly NewEntry[]): Promise<number> {
    this.#requireOpen();
    const { sha256, state, journal, payloads } = this.#log;
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
      return journal.appendEntries({ oldSize, entries: bytes, after });
    });
    for (const [i, leaf] of leaves.entries()) {
      state.levels.leaves.push(leaf);
      state.places.push(positions[i], bytes[i].length);
    }
    state.range = range;
    state.head = after;
    return oldSize;
  }

  /** The second computation of the root, the journal, the tiles, the note's file, and only then the reader's view. */
  async #publish(note: NoteRecord): Promise<void> {
    this.#requireOpen();
    const { state, journal, tiles, files, dir } = this.#log;
    const { name, size } = note;
    const root = rootOfNote({ note: note.note, origin: this.origin, size });
    assert(size <= state.head.size, `a note of ${size} entries covers recorded ones only`);
    const before = state.notes.get(name)?.size ?? 0;
    if (size < before) {
      const message = `${name} states ${before} entries and is not replaced by one of ${size}`;
      throw new ComityError('store.log.note-older', message);
    }
    const readBack = (from: number, to: number) => readEntries(journal, state.places, { from, to });
    requireSameRoot(await state.levels.check(size, readBack), { root, size });
    await this.#writing(() => this.#orEnd(() => journal.appendNote(note)));
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
