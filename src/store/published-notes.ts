// The signed notes a log serves, `checkpoint` and `checkpoint.pending`: checked against their log, kept by name,
// and written as files last of all, once every tile they need is there.
import { join } from 'node:path';
import { fromBase64, utf8, utf8ToString } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { noteBytesMax } from '../record/limits.ts';
import { type Files, readWhole, replaceFile } from './files.ts';
import { hashBytes } from './hash-column.ts';
import type { NoteRecord } from './journal.ts';
import { previousSizesKept } from './limits.ts';
import type { CheckpointName } from './log-store.ts';

/** Both names, in the order they are written. */
const checkpointNames: readonly CheckpointName[] = ['checkpoint.pending', 'checkpoint'];

/** The notes of one log. */
export interface PublishedNotes {
  get(name: CheckpointName): NoteRecord | undefined;
  /** Takes a note that is durable in the journal. */
  set(note: NoteRecord): void;
  /** Returns the size up to which tiles are public: the larger of the two. */
  size(): number;
  /** Returns the sizes whose partial tiles stay: the two served and the ones before them. */
  keptSizes(): readonly number[];
  /** Returns the notes to write down so that {@link PublishedNotes.set}, in this order, leads to the same again. */
  kept(): readonly NoteRecord[];
}

/** Returns no notes yet. */
export function createPublishedNotes(): PublishedNotes {
  const notes = new Map<CheckpointName, NoteRecord>();
  let recent: readonly NoteRecord[] = [];
  return {
    get: (name) => notes.get(name),
    set(note) {
      notes.set(note.name, note);
      recent = [...recent.filter(({ size }) => size !== note.size), note];
      recent = recent.slice(-(checkpointNames.length + previousSizesKept));
    },
    size: () => Math.max(0, ...[...notes.values()].map((note) => note.size)),
    keptSizes: () => [...new Set([...notes.values(), ...recent].map((note) => note.size))],
    kept() {
      const served = [...notes.values()].filter((note) => !recent.includes(note));
      // Of two notes of one size the later one is the recent one; one without a recent size is older than all.
      const isOf = (size: number) => (note: NoteRecord) => note.size === size;
      const older = served.filter(({ size }) => !recent.some(isOf(size)));
      return [...older, ...recent.flatMap((note) => [...served.filter(isOf(note.size)), note])];
    },
  };
}

/**
 * Returns the root a note states. Rejects a note of another origin or size, one too long, and one that is no
 * checkpoint with `store.log.note-mismatch`. Signatures are the caller's to check.
 */
export function rootOfNote(of: {
  readonly note: string;
  readonly origin: Origin;
  readonly size: number;
}): Uint8Array {
  const lines = of.note.slice(0, 1_024).split('\n');
  const root = fromBase64(lines[2] ?? '');
  const fits = lines[0] === of.origin && lines[1] === String(of.size);
  if (fits && root?.length === hashBytes && utf8(of.note).length <= noteBytesMax) return root;
  const message = `expected a checkpoint of ${of.origin} at size ${of.size}, got ${JSON.stringify(lines.slice(0, 2))}`;
  throw new ComityError('store.log.note-mismatch', message);
}

/** Replaces the file of a note. Not durable by itself: the journal has the note. */
export async function writeNoteFile(files: Files, dir: string, note: NoteRecord): Promise<void> {
  const path = join(dir, note.name);
  await replaceFile(files, { path, bytes: utf8(note.note), kind: 'derived' });
}

/** Writes the note files again where they are missing or differ from what the journal has. */
export async function restoreNoteFiles(
  files: Files,
  dir: string,
  notes: PublishedNotes,
): Promise<void> {
  for (const name of checkpointNames) {
    const note = notes.get(name);
    if (note === undefined) continue;
    const found = await readNoteFile(files, dir, name);
    if (found !== note.note) await writeNoteFile(files, dir, note);
  }
}

/**
 * Makes sure that no file states a larger tree than the journal has: then the journal has lost what was already
 * published, and going on would fork the log. Rejects with `store.journal.short`.
 */
export async function requireJournalCovers(files: Files, dir: string, size: number): Promise<void> {
  for (const name of checkpointNames) {
    const note = (await readNoteFile(files, dir, name)) ?? '';
    const published = Number(/^[^\n]+\n(0|[1-9]\d{0,15})\n/.exec(note)?.[1] ?? 0);
    if (published <= size) continue;
    const message = `${dir}: ${name} states ${published} entries, the journal has ${size}`;
    throw new ComityError('store.journal.short', message);
  }
}

async function readNoteFile(
  files: Files,
  dir: string,
  name: CheckpointName,
): Promise<string | undefined> {
  const bytes = await readWhole(files, join(dir, name));
  return bytes === undefined ? undefined : utf8ToString(bytes);
}
