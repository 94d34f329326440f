// The journal of a log: what was recorded, in order. A record is durable (fdatasync) before anyone is told of it.
// Records are frames (frame-file.ts) with magic `CMJ1`; their bodies:
import { bytesToUint, concat, uintToBytes, utf8, utf8ToString } from '../base/bytes.ts';
import { ComityError, present } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Files } from './files.ts';
import {
  encodeFrame,
  type Frame,
  type FrameFile,
  headerBytes,
  openFrameFile,
} from './frame-file.ts';
import type { CheckpointName, TreeHead } from './log-store.ts';

//   type 1  origin      origin as text; the first record of every journal
//   type 2  entries     old size (8) | count (4) | count × (length (2) | entry) | new size (8) | root (32)
//   type 3  note        1 checkpoint, 2 checkpoint.pending (1) | size (8) | signed note as text
//   type 4  boot        the machine's boot id, once the tile files had been compared with the journal in that boot

const magic = utf8('CMJ1');
const types = { origin: 1, entries: 2, note: 3, boot: 4 } as const;
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

/** What a journal tells its reader, in order. */
export type JournalRecord = EntriesRecord | NoteRecord;

/** An open journal. */
export interface Journal {
  /** Whether the machine has run without a break since {@link Journal.markBoot}: derived files are as written. */
  readonly sameBoot: boolean;
  /** Appends entries durably; returns where each entry's length stands. */
  appendEntries(record: NewEntriesRecord): Promise<readonly number[]>;
  appendNote(record: Omit<NoteRecord, 'kind'>): Promise<void>;
  /** Returns bytes of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Remembers this boot, once the derived files have been compared; does nothing when it is the last one. */
  markBoot(): Promise<void>;
  close(): Promise<void>;
}

/** Entries on their way into the journal, with the tree before and after. */
interface NewEntriesRecord {
  readonly oldSize: number;
  readonly entries: readonly Uint8Array[];
  readonly after: TreeHead;
}

/** What {@link openJournal} needs. */
interface JournalSetting {
  readonly files: Files;
  readonly path: string;
  readonly origin: Origin;
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
  const { path, origin } = setting;
  const bootId = await setting.files.bootId();
  let lastBoot: string | undefined;
  let empty = true;
  const file = await openFrameFile({
    files: setting.files,
    path,
    magic,
    corruptCode: 'store.journal.corrupt',
    permissions: 0o600,
    beforeCut: setting.beforeCut,
    visit(frame) {
      if (empty) requireOrigin(frame, origin, path);
      empty = false;
      if (frame.type === types.boot) lastBoot = utf8ToString(frame.body);
      const record = decodeRecord(frame);
      if (record === undefined) throw corruptRecord(path, `content at byte ${frame.at}`);
      if (record !== 'mark') setting.visit(record);
    },
  });
  try {
    if (empty) await file.append(encodeFrame(magic, types.origin, utf8(origin)));
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
      const at = await file.append(encodeFrame(magic, types.entries, encodeEntries(record)));
      return entryPositions(at, record.entries);
    },
    async appendNote({ name, size, note }) {
      const which = uintToBytes(checkpointNames.indexOf(name) + 1, 1);
      const body = concat(which, uintToBytes(size, 8), utf8(note));
      await file.append(encodeFrame(magic, types.note, body));
    },
    read: (position, length) => file.read(position, length),
    async markBoot() {
      if (boot.sameBoot) return;
      await file.append(encodeFrame(magic, types.boot, utf8(boot.bootId)));
    },
    close: () => file.close(),
  };
}

function requireOrigin(first: Frame, origin: Origin, path: string): void {
  const found = first.type === types.origin ? utf8ToString(first.body) : undefined;
  if (found === origin) return;
  const message = `${path}: expected the journal of ${origin}, found that of ${found ?? 'no log'}`;
  throw new ComityError('store.journal.origin', message);
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
function decodeRecord(frame: Frame): JournalRecord | 'mark' | undefined {
  const { type, body } = frame;
  if (type === types.origin) return frame.at === 0 ? 'mark' : undefined;
  if (type === types.boot) return utf8ToString(body) === undefined ? undefined : 'mark';
  if (type === types.note) return decodeNote(body);
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
