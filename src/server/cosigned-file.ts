// Every cosigned checkpoint of a log, kept for ever in one append-only file, so that the interval in which
// an entry was recorded can be told again after any rebuild. Notes follow one another; a line `=====` ends each.
// Memory holds where each note lies and of what size it is, not the notes.
import { codeOf } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { type DatedKey, openLogNote } from '../record/log-keys.ts';
import { type Files, nodeFiles, type OpenFile, parentOf, syncNameOf } from '../store/files.ts';
import type { CosignedRows } from '../store/postgres-notes.ts';

const separator = '=====\n';
const readBytes = 1024 * 1024;

/** The cosigned notes of one log. */
export interface CosignedFile {
  /** Appends a note, durable on return. One that is not of this log is passed over. */
  append(note: string): Promise<void>;
  /** Returns the first kept note whose tree holds the entry, checked under the log's key. */
  firstHolding(index: number): Promise<SignedCheckpoint | undefined>;
}

interface Places {
  /** Ascending by place, and by size but for damage. */
  readonly notes: { readonly size: number; readonly from: number; readonly bytes: number }[];
  end: number;
}

/** What the file needs. */
interface CosignedWorld {
  readonly crypto: Crypto;
  /** The log's keys, oldest first. */
  readonly keys: () => readonly DatedKey[];
  /** The disk; the machine's own unless something else is handed in. */
  readonly files?: Files;
}

/** Opens the file, which need not be there yet. Notes that do not verify are passed over. */
export function openCosignedFile(path: string, world: CosignedWorld): CosignedFile {
  const { files = nodeFiles } = world;
  let opening: Promise<Places> | undefined;
  let appending: Promise<unknown> = Promise.resolve();
  let isNamed = false;
  const places = () => {
    opening ??= findPlaces(files, path);
    return opening;
  };
  const append = async (note: string) => {
    const opened = await openLogNote(world.crypto, world.keys(), { text: note, source: 'kept' });
    if (!opened.ok) return;
    const there = await places();
    await files.makeFolder(parentOf(path));
    const file = await files.open(path, 'write');
    try {
      const size = await file.size();
      // What a power cut left unfinished is closed off, or it would swallow this note.
      const lead = size === there.end ? '' : `\n${separator}`;
      const from = size + lead.length;
      const bytes = Buffer.byteLength(note);
      await file.write(size, Buffer.from(lead + note + separator));
      await file.datasync();
      // Another process may have been killed between making the file and syncing its name.
      if (!isNamed) await syncNames(files, path);
      isNamed = true;
      there.notes.push({ size: opened.value.size, from, bytes });
      there.end = from + bytes + separator.length;
    } finally {
      await file.close();
    }
  };
  return {
    append: (note) => {
      const run = appending.then(() => append(note));
      appending = run.catch(() => undefined);
      return run;
    },
    firstHolding: async (index) => {
      const { notes } = await places();
      for (const place of notes) {
        if (place.size <= index) continue;
        const text = await readAt(files, path, place);
        const note = await openLogNote(world.crypto, world.keys(), { text, source: 'kept' });
        if (note.ok && note.value.size === place.size) return note.value;
      }
      return undefined;
    },
  };
}

async function syncNames(files: Files, path: string): Promise<void> {
  await files.syncFolder(parentOf(path));
  await syncNameOf(files, parentOf(path));
}

async function readAt(
  files: Files,
  path: string,
  place: { readonly from: number; readonly bytes: number },
): Promise<string> {
  const file = await files.open(path, 'read');
  try {
    return Buffer.from(await file.read(place.from, place.bytes)).toString('utf8');
  } finally {
    await file.close();
  }
}

/** Reads the file once, by pieces, and notes where each note lies. */
async function findPlaces(files: Files, path: string): Promise<Places> {
  const found: Places = { notes: [], end: 0 };
  let file: OpenFile;
  try {
    file = await files.open(path, 'read');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return found;
    throw error;
  }
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (let at = 0; ; ) {
      const piece = await file.read(at, readBytes);
      if (piece.length === 0) return found;
      at += piece.length;
      rest = Buffer.concat([rest, piece]);
      rest = takeNotes(rest, found);
      // No note is so long: damage, of which only the last part is kept to find the next separator in.
      if (rest.length > readBytes) {
        found.end += rest.length - separator.length;
        rest = rest.subarray(-separator.length);
      }
    }
  } finally {
    await file.close();
  }
}

function takeNotes(bytes: Buffer, found: Places): Buffer {
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(separator, at);
    if (end === -1) return bytes.subarray(at);
    const [, size = ''] = bytes.toString('utf8', at, Math.min(end, at + 400)).split('\n');
    const length = end - at;
    if (/^(0|[1-9]\d{0,15})$/.test(size))
      found.notes.push({ size: Number(size), from: found.end, bytes: length });
    found.end += length + separator.length;
    at = end + separator.length;
  }
}

/** Returns the same kept as rows beside the log. Notes that do not verify are passed over. */
export function cosignedInRows(
  rows: CosignedRows,
  world: Pick<CosignedWorld, 'crypto' | 'keys'>,
): CosignedFile {
  return {
    append: async (note) => {
      const opened = await openLogNote(world.crypto, world.keys(), { text: note, source: 'kept' });
      if (opened.ok) await rows.append(opened.value.size, note);
    },
    firstHolding: async (index) => {
      for (const note of await rows.holding(index)) {
        const opened = await openLogNote(world.crypto, world.keys(), {
          text: note,
          source: 'kept',
        });
        if (opened.ok && opened.value.size > index) return opened.value;
      }
      return undefined;
    },
  };
}
