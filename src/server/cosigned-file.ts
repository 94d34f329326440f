// Every cosigned checkpoint of a log, kept for ever in one append-only file, so that the interval in which
// an entry was recorded can be told again after any rebuild. Notes follow one another; a line `=====` ends each.
// Memory holds where each note lies and of what size it is, not the notes.
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { type DatedKey, openLogNote } from '../record/log-keys.ts';

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

/** Opens the file, which need not be there yet. Notes that do not verify are passed over. */
export function openCosignedFile(
  path: string,
  world: { readonly crypto: Crypto; readonly keys: () => readonly DatedKey[] },
): CosignedFile {
  let opening: Promise<Places> | undefined;
  let appending: Promise<unknown> = Promise.resolve();
  const places = () => {
    opening ??= findPlaces(path);
    return opening;
  };
  const append = async (note: string) => {
    const opened = await openLogNote(world.crypto, world.keys(), { text: note, source: 'kept' });
    if (!opened.ok) return;
    const there = await places();
    mkdirSync(dirname(path), { recursive: true });
    const file = await open(path, 'a');
    try {
      const { size } = await file.stat();
      // What a power cut left unfinished is closed off, or it would swallow this note.
      const lead = size === there.end ? '' : `\n${separator}`;
      const from = size + lead.length;
      const bytes = Buffer.byteLength(note);
      await file.write(lead + note + separator);
      await file.datasync();
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
        const text = await readAt(path, place);
        const note = await openLogNote(world.crypto, world.keys(), { text, source: 'kept' });
        if (note.ok && note.value.size === place.size) return note.value;
      }
      return undefined;
    },
  };
}

async function readAt(path: string, place: { from: number; bytes: number }): Promise<string> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(place.bytes);
    await file.read(bytes, 0, place.bytes, place.from);
    return bytes.toString('utf8');
  } finally {
    await file.close();
  }
}

/** Reads the file once, by pieces, and notes where each note lies. */
async function findPlaces(path: string): Promise<Places> {
  const found: Places = { notes: [], end: 0 };
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return found;
  try {
    const piece = Buffer.alloc(readBytes);
    let rest: Buffer = Buffer.alloc(0);
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(piece, 0, readBytes, at);
      if (bytesRead === 0) return found;
      at += bytesRead;
      rest = Buffer.concat([rest, piece.subarray(0, bytesRead)]);
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
