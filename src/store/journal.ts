// The journal of a log: what was recorded, in order. A record is durable (fdatasync) before anyone is told of it.
// Records are frames (frame-file.ts) with magic `CMJ1`; their bodies:
import { bytesToUint, concat, uintToBytes, utf8, utf8ToString } from '../base/bytes.ts';
import { ComityError, present } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Files } from './files.ts';
import {
  encodeFrame,
  type Frame,
  type FrameFile,
  headerBytes,
  openFrameFile,
} from './frame-file.ts';
import { decodeBase, encodeBase, type LogBase } from './log-base.ts';
import type { CheckpointName, TreeHead } from './log-store.ts';

//   type 1  origin      origin as text; the first record of every journal
//   type 2  entries     old size (8) | count (4) | count × (length (2) | entry) | new size (8) | root (32)
//   type 3  note        1 checkpoint, 2 checkpoint.pending (1) | size (8) | signed note as text
//   type 4  boot        the machine's boot id, once the tile files had been compared with the journal in that boot
//   type 5  base        the tree that stands before the first entry (log-base.ts); the second record or nowhere
//   type 6  rotating    size (8): files up to there are about to be synced, to be the only copy afterwards

const magic = utf8('CMJ1');
const types = { origin: 1, entries: 2, note: 3, boot: 4, base: 5, rotating: 6 } as const;
const checkpointNames: readonly CheckpointName[] = ['checkpoint', 'checkpoint.pending'];

/** Entries that became durable together. */
export interface EntriesRecord {
  readonly kind: 'entries';
  readonly oldSize: number;
  readonly entries: readonly Uint8Array[];
  /** Where in the file each entry's length stands; the entry follows it. */
  readonly positions: readonly number[];
  readonly newSize: number;
  readonly root: Uint8Array;
}

/** A signed note that was served or is about to be. */
export interface NoteRecord {
  readonly kind: 'note';
  readonly name: CheckpointName;
  readonly size: number;
  readonly note: string;
}

/** Where a rotated journal begins. */
interface BaseRecord {
  readonly kind: 'base';
  readonly base: LogBase;
}

/** Files up to that size were going to be synced: should that have failed, they are written anew, never synced again. */
interface RotatingRecord {
  readonly kind: 'rotating';
  readonly size: number;
}

/** What a journal tells its reader, in order. */
export type JournalRecord = EntriesRecord | NoteRecord | BaseRecord | RotatingRecord;

/** An open journal. */
export interface Journal {
  /** Whether the machine has run without a break since {@link Journal.markBoot}: derived files are as written. */
  readonly sameBoot: boolean;
  /** Appends entries durably; returns where each entry's length stands. */
  appendEntries(record: NewEntriesRecord): Promise<readonly number[]>;
  appendNote(record: Omit<NoteRecord, 'kind'>): Promise<void>;
  /** Remembers that files up to that size are about to be synced. */
  markRotating(size: number): Promise<void>;
  /** Returns bytes of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Remembers this boot, once the derived files have been compared; does nothing when it is the last one. */
  markBoot(): Promise<void>;
  close(): Promise<void>;
}

/** Entries on their way into the journal, with the tree before and after. */
export interface NewEntriesRecord {
  readonly oldSize: number;
  readonly entries: readonly Uint8Array[];
  readonly after: TreeHead;
}

/** What {@link openJournal} needs. */
interface JournalSetting {
  readonly files: Files;
  readonly path: string;
  readonly origin: Origin;
  readonly sha256: Sha256;
  /** Called for each record in order; may throw to refuse the journal, which is then left as it is. */
  readonly visit: (record: JournalRecord) => void;
  /** Called before an unfinished last record is cut off; may throw to leave the file as it is. */
  readonly beforeCut: () => Promise<void>;
}

/**
 * Opens a journal, made when missing. Rejects with `store.journal.corrupt` (bytes changed, or records that do not
 * follow one another) and `store.journal.origin` (the journal of another log).
 */
export async function openJournal(setting: JournalSetting): Promise<Journal> {
  const { path, origin, sha256 } = setting;
  const bootId = await setting.files.bootId();
  let lastBoot: string | undefined;
  let recordCount = 0;
  const file = await openFrameFile({
    files: setting.files,
    path,
    magic,
    corruptCode: 'store.journal.corrupt',
    permissions: 0o600,
    beforeCut: setting.beforeCut,
    visit(frame) {
      if (recordCount === 0) requireOrigin(frame, origin, path);
      if (frame.type === types.boot) lastBoot = utf8ToString(frame.body);
      const record = decodeRecord(sha256, frame);
      const isMisplaced = frame.type === types.base && recordCount !== 1;
      recordCount++;
      if (record === undefined || isMisplaced)
        throw corruptRecord(path, `content at byte ${frame.at}`);
      if (record !== 'mark') setting.visit(record);
    },
  });
  try {
    if (recordCount === 0) await file.append(encodeFrame(magic, types.origin, utf8(origin)));
  } catch (error) {
    await file.close();
    throw error;
  }
  // Without a boot id every start might follow a power cut.
  return journal(file, { bootId, sameBoot: bootId !== '' && lastBoot === bootId });
}

/** Returns the ComityError for a record whose bytes are whole but whose content cannot be. */
export function corruptRecord(path: string, found: string): ComityError {
  const message = `${path}: found a record that does not follow the ones before it: ${found}`;
  return new ComityError('store.journal.corrupt', message);
}

function journal(file: FrameFile, boot: { bootId: string; sameBoot: boolean }): Journal {
  return {
    sameBoot: boot.sameBoot,
    async appendEntries(record) {
      const at = await file.append(entriesFrame(record));
      return entryPositions(at, record.entries);
    },
    async appendNote(record) {
      await file.append(noteFrame(record));
    },
    async markRotating(size) {
      await file.append(encodeFrame(magic, types.rotating, uintToBytes(size, 8)));
    },
    read: (position, length) => file.read(position, length),
    async markBoot() {
      if (boot.sameBoot) return;
      await file.append(encodeFrame(magic, types.boot, utf8(boot.bootId)));
    },
    close: () => file.close(),
  };
}

/** What a rotated journal holds from its first byte. */
interface RotatedJournal {
  readonly files: Files;
  readonly path: string;
  readonly origin: Origin;
  readonly base: LogBase;
  /** The entries after the base, in records that follow one another. */
  readonly entries: AsyncIterable<NewEntriesRecord>;
  readonly notes: readonly NoteRecord[];
}

/**
 * Writes a journal that begins at a base, and resolves once all its bytes are durable. Its name is not: the caller
 * renames it. A file that is there is replaced.
 */
export async function writeJournal(rotated: RotatedJournal): Promise<void> {
  const { files, path, origin } = rotated;
  await files.remove(path);
  const file = await files.open(path, 'create', 0o600);
  try {
    let at = 0;
    const write = async (frame: Uint8Array) => {
      await file.write(at, frame);
      at += frame.length;
    };
    await write(encodeFrame(magic, types.origin, utf8(origin)));
    await write(encodeFrame(magic, types.base, encodeBase(rotated.base)));
    for await (const record of rotated.entries) await write(entriesFrame(record));
    for (const note of rotated.notes) await write(noteFrame(note));
    const bootId = await files.bootId();
    if (bootId !== '') await write(encodeFrame(magic, types.boot, utf8(bootId)));
    await file.datasync();
  } finally {
    await file.close();
  }
}

function requireOrigin(first: Frame, origin: Origin, path: string): void {
  const found = first.type === types.origin ? utf8ToString(first.body) : undefined;
  if (found === origin) return;
  const message = `${path}: expected the journal of ${origin}, found that of ${found ?? 'no log'}`;
  throw new ComityError('store.journal.origin', message);
}

function noteFrame({ name, size, note }: Omit<NoteRecord, 'kind'>): Uint8Array {
  const which = uintToBytes(checkpointNames.indexOf(name) + 1, 1);
  return encodeFrame(magic, types.note, concat(which, uintToBytes(size, 8), utf8(note)));
}

function entriesFrame(record: NewEntriesRecord): Uint8Array {
  return encodeFrame(magic, types.entries, encodeEntries(record));
}

/** One array filled in place: this is the hot path of every append. */
function encodeEntries({ oldSize, entries, after }: NewEntriesRecord): Uint8Array {
  const entriesBytes = entries.reduce((sum, entry) => sum + 2 + entry.length, 0);
  const body = new Uint8Array(12 + entriesBytes + 40);
  body.set(uintToBytes(oldSize, 8), 0);
  body.set(uintToBytes(entries.length, 4), 8);
  let at = 12;
  for (const entry of entries) {
    body[at] = Math.floor(entry.length / 256);
    body[at + 1] = entry.length % 256;
    body.set(entry, at + 2);
    at += 2 + entry.length;
  }
  body.set(uintToBytes(after.size, 8), at);
  body.set(after.root, at + 8);
  return body;
}

function entryPositions(at: number, entries: readonly Uint8Array[]): readonly number[] {
  let position = at + headerBytes + 12;
  return entries.map((entry) => {
    const here = position;
    position += 2 + entry.length;
    return here;
  });
}

/** Returns the record, 'mark' for one that only marks a place, or undefined when the body makes no sense. */
function decodeRecord(sha256: Sha256, frame: Frame): JournalRecord | 'mark' | undefined {
  const { type, body } = frame;
  if (type === types.origin) return frame.at === 0 ? 'mark' : undefined;
  if (type === types.boot) return utf8ToString(body) === undefined ? undefined : 'mark';
  if (type === types.note) return decodeNote(body);
  if (type === types.base) {
    const base = decodeBase(sha256, body);
    return base && { kind: 'base', base };
  }
  if (type === types.rotating) {
    const size = body.length === 8 ? bytesToUint(body) : undefined;
    return size === undefined ? undefined : { kind: 'rotating', size };
  }
  return type === types.entries ? decodeEntries(frame) : undefined;
}

function decodeEntries({ body, at }: Frame): EntriesRecord | undefined {
  if (body.length < 52) return undefined;
  const oldSize = bytesToUint(body.subarray(0, 8));
  const count = present(bytesToUint(body.subarray(8, 12)), 'four bytes are an integer');
  const newSize = bytesToUint(body.subarray(-40, -32));
  if (oldSize === undefined || newSize !== oldSize + count) return undefined;
  const entries: Uint8Array[] = [];
  const entriesEnd = body.length - 40;
  let position = 12;
  for (let i = 0; i < count; i++) {
    if (position + 2 > entriesEnd) return undefined;
    const end = position + 2 + body[position] * 256 + body[position + 1];
    if (end > entriesEnd) return undefined;
    entries.push(body.subarray(position + 2, end));
    position = end;
  }
  if (position !== entriesEnd) return undefined;
  const positions = entryPositions(at, entries);
  return { kind: 'entries', oldSize, entries, positions, newSize, root: body.slice(-32) };
}

function decodeNote(body: Uint8Array): NoteRecord | undefined {
  const name = checkpointNames[body[0] - 1];
  const size = bytesToUint(body.subarray(1, 9));
  const note = utf8ToString(body.subarray(9));
  if (body.length < 9 || name === undefined || size === undefined) return undefined;
  return note === undefined ? undefined : { kind: 'note', name, size, note };
}
