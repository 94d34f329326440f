// What a journal says when it is read from its first record: the tree, where the entries stand, and the notes.
import { equalBytes } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  leafHash,
  rangeRoot,
} from '../record/merkle.ts';
import { EntryPlaces } from './entry-places.ts';
import type { Files } from './files.ts';
import { corruptRecord, type EntriesRecord, type Journal, openJournal } from './journal.ts';
import type { TreeHead } from './log-store.ts';
import {
  createPublishedNotes,
  type PublishedNotes,
  requireJournalCovers,
} from './published-notes.ts';
import { createTreeLevels, type TreeLevels } from './tree-levels.ts';

/** A stored root is compared at least every so many entries, and at the end: each comparison costs log n hashes. */
const rootEveryEntries = 4_096;

/** What is known of a log in memory. `range` and `head` move with every append. */
export interface LogState {
  readonly places: EntryPlaces;
  readonly levels: TreeLevels;
  readonly notes: PublishedNotes;
  // tidy-allow readonly-fields: moves with every append, by the log that owns it
  range: CompactRange;
  // tidy-allow readonly-fields: for the same reason as the field above
  head: TreeHead;
}

/** What {@link recoverJournal} needs. */
interface RecoverySetting {
  readonly files: Files;
  readonly dir: string;
  readonly journalPath: string;
  readonly origin: Origin;
  readonly sha256: Sha256;
}

/**
 * Opens a journal and recomputes everything from its bytes. Rejects with the codes of {@link openJournal} and
 * with `store.journal.root` (a stored root is not that of the entries before it) and `store.journal.short`.
 */
export async function recoverJournal(
  setting: RecoverySetting,
): Promise<{ readonly journal: Journal; readonly state: LogState }> {
  const { files, dir, journalPath: path, origin, sha256 } = setting;
  const state: LogState = {
    places: new EntryPlaces(),
    levels: createTreeLevels(sha256),
    notes: createPublishedNotes(),
    range: emptyRange,
    head: { size: 0, root: rangeRoot(sha256, emptyRange) },
  };
  let rootCheckedSize = 0;
  let last: EntriesRecord | undefined;
  const requireRoot = () => {
    if (last !== undefined) requireSameRoot(setting, state.range, last);
    rootCheckedSize = state.range.size;
  };
  const covers = async () => {
    requireRoot();
    await requireJournalCovers(files, dir, state.range.size);
  };
  const journal = await openJournal({
    files,
    path,
    origin,
    beforeCut: covers,
    visit(record) {
      if (record.kind === 'note') {
        if (record.size > state.range.size)
          throw corruptRecord(path, `note of ${record.size} entries`);
        state.notes.set(record);
        return;
      }
      if (record.oldSize !== state.range.size) throw corruptRecord(path, `size ${record.oldSize}`);
      replay(sha256, state, record);
      last = record;
      if (state.range.size - rootCheckedSize >= rootEveryEntries) requireRoot();
    },
  });
  try {
    await covers();
  } catch (error) {
    await journal.close();
    throw error;
  }
  state.head = { size: state.range.size, root: last?.root ?? state.head.root };
  return { journal, state };
}

function replay(sha256: Sha256, state: LogState, record: EntriesRecord): void {
  for (const [i, entry] of record.entries.entries()) {
    const leaf = leafHash(sha256, entry);
    state.levels.leaves.push(leaf);
    state.range = appendLeaf(sha256, state.range, leaf);
    state.places.push(record.positions[i], entry.length);
  }
}

function requireSameRoot(
  { sha256, journalPath }: RecoverySetting,
  range: CompactRange,
  record: EntriesRecord,
): void {
  if (equalBytes(rangeRoot(sha256, range), record.root)) return;
  const message = `${journalPath}: the root stored at size ${record.newSize} is not that of the entries`;
  throw new ComityError('store.journal.root', message);
}
