// Rotation: entries whose bundles and tiles are durable leave the journal, so that nothing is stored twice for ever and
// a start reads little (record.md 4.1 step 7, docs/decisions/0031). The new journal is whole and synced before it takes
// the old one's name, so that a stop at any call leaves one of the two.
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { commandEntriesMax } from '../base/limits.ts';
import type { Sha256 } from '../base/ports.ts';
import { appendLeaf, leafHash, rangeRoot } from '../record/merkle.ts';
import { tileWidth } from '../record/tile.ts';
import { EntryPlaces, readEntries } from './entry-places.ts';
import { type Files, parentOf } from './files.ts';
import {
  type JournalRecord,
  type NewEntriesRecord,
  type NoteRecord,
  openJournal,
  writeJournal,
} from './journal.ts';
import { type LogBase, rangeOfBase } from './log-base.ts';
import type { LogState, LogTail } from './log-recovery.ts';

/** What is added to the journal's name while the new one is written. */
const newSuffix = '.new';

/** What {@link switchJournal} needs. */
interface Switch {
  readonly files: Files;
  readonly path: string;
  readonly origin: Origin;
  readonly sha256: Sha256;
  readonly state: LogState;
  readonly old: LogTail;
  readonly base: LogBase;
}

/** Returns the size that a rotation would begin the journal at: the full bundles of what is published. */
export function rotatedSize(publishedSize: number): number {
  return publishedSize - (publishedSize % tileWidth);
}

/**
 * Writes a journal of the entries from the base on, reads it back, and puts it in the old one's place; resolves once
 * that is durable. Nothing is appended meanwhile. Rejects with `store.journal.rotation` when what is read back is not
 * what is known of the log; the old journal then stays.
 */
export async function switchJournal(change: Switch): Promise<LogTail> {
  const { files, path, origin, state, base } = change;
  const fresh = `${path}${newSuffix}`;
  const notes = state.notes.kept();
  await writeJournal({ files, path: fresh, origin, base, entries: tailRecords(change), notes });
  const tail = await openChecked(change, fresh);
  try {
    await files.rename(fresh, path);
    await files.syncFolder(parentOf(path));
  } catch (error) {
    await tail.journal.close();
    throw error;
  }
  return tail;
}

/** The entries from the base to the head, as the old journal has them, each record with the root after it. */
async function* tailRecords({
  sha256,
  state,
  old,
  base,
}: Switch): AsyncGenerator<NewEntriesRecord> {
  const { leaves } = state.levels;
  const { size } = state.head;
  let range = rangeOfBase(sha256, base);
  while (range.size < size) {
    const oldSize = range.size;
    const to = Math.min(oldSize + commandEntriesMax, size);
    const entries: Uint8Array[] = [];
    for (let from = oldSize; from < to; from += tileWidth) {
      const piece = { from, to: Math.min(from + tileWidth, to) };
      entries.push(...(await readEntries(old.journal, old.places, piece)));
    }
    for (const leaf of leaves.list(oldSize, to)) range = appendLeaf(sha256, range, leaf);
    yield { oldSize, entries, after: { size: to, root: rangeRoot(sha256, range) } };
  }
}

async function openChecked(change: Switch, path: string): Promise<LogTail> {
  const { files, origin, sha256, state, base } = change;
  const { leaves } = state.levels;
  const places = new EntryPlaces(base.size);
  let size = base.size;
  const notes: NoteRecord[] = [];
  const visit = (record: JournalRecord) => {
    if (record.kind === 'note') notes.push(record);
    if (record.kind !== 'entries') return;
    for (const [i, entry] of record.entries.entries()) {
      if (!leaves.has(size + i, leafHash(sha256, entry))) throw unlike(path, size + i);
      places.push(record.positions[i], entry.length);
    }
    size = record.newSize;
  };
  // What was just written ends where it should: there is nothing to cut.
  const beforeCut = async () => {
    throw unlike(path, size);
  };
  const journal = await openJournal({ files, path, origin, sha256, beforeCut, visit });
  if (size === state.head.size && notes.length === state.notes.kept().length) {
    return { journal, places };
  }
  await journal.close();
  throw unlike(path, size);
}

function unlike(path: string, index: number): ComityError {
  const message = `${path}: what was just written is not what is read at entry ${index}`;
  return new ComityError('store.journal.rotation', message);
}
