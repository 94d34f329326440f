// What a journal says when it is read from its first record: the tree, where the entries stand, and the notes. A
// rotated journal begins with a base (log-base.ts): what lies before it is not read here.
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
import { HashColumn } from './hash-column.ts';
import {
  corruptRecord,
  type EntriesRecord,
  type Journal,
  type JournalRecord,
  openJournal,
} from './journal.ts';
import { emptyBase, type LogBase, rangeOfBase } from './log-base.ts';
import type { LogPrefix } from './log-prefix.ts';
import type { TreeHead } from './log-store.ts';
import {
  createPublishedNotes,
  type PublishedNotes,
  requireJournalCovers,
} from './published-notes.ts';
import { createTreeLevels, type TreeLevels } from './tree-levels.ts';
import { loadUpperLevels } from './upper-levels.ts';

/** A stored root is compared at least every so many entries, and at the end: each comparison costs log n hashes. */
const rootEveryEntries = 4_096;

/** The journal and where in it each entry stands; one thing, because a rotation replaces both. */
export interface LogTail {
  readonly journal: Journal;
  readonly places: EntryPlaces;
}

/** What is known of a log in memory. `range` and `head` move with every append. */
export interface LogState {
  readonly levels: TreeLevels;
  readonly notes: PublishedNotes;
  /** Entries before it are in bundles only; what it was when the journal was opened. */
  readonly base: LogBase;
  /** Up to this size a rotation began to sync files and did not end. */
  readonly rotatingSize: number;
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
  /** Reads what lies before the journal's base. */
  readonly prefix: LogPrefix;
}

/**
 * Opens a journal and recomputes everything from its bytes; of what lies before its base, the hashes from tile level
 * 1 on are read and checked. Rejects with the codes of {@link openJournal} and with `store.journal.root` (a stored
 * root is not that of the entries before it), `store.journal.short` and `store.bundle.damaged`.
 */
export async function recoverJournal(
  setting: RecoverySetting,
): Promise<{ readonly tail: LogTail; readonly state: LogState }> {
  const { files, dir, journalPath: path, origin, sha256, prefix } = setting;
  const replay = new Replay(setting);
  const covers = () => {
    replay.requireRoot();
    return requireJournalCovers(files, dir, replay.range.size);
  };
  const journal = await openJournal({
    files,
    path,
    origin,
    sha256,
    beforeCut: covers,
    visit: (record) => replay.take(record),
  });
  try {
    await covers();
    const { base, leaves, places, notes, rotatingSize, range, root } = replay;
    const upper = await loadUpperLevels({ files, dir, sha256 }, base);
    const levels = createTreeLevels(sha256, { base, leaves, upper, leavesBefore: prefix.leaves });
    const head = { size: range.size, root };
    return { tail: { journal, places }, state: { levels, notes, base, rotatingSize, range, head } };
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** The records of a journal, taken one after another. */
class Replay {
  readonly notes = createPublishedNotes();
  readonly #setting: RecoverySetting;
  #rootCheckedSize = 0;
  base: LogBase;
  leaves = new HashColumn();
  places = new EntryPlaces();
  range: CompactRange = emptyRange;
  root: Uint8Array;
  rotatingSize = 0;

  constructor(setting: RecoverySetting) {
    this.#setting = setting;
    this.base = emptyBase(setting.sha256);
    this.root = this.base.root;
  }

  take(record: JournalRecord): void {
    const { sha256, journalPath: path } = this.#setting;
    switch (record.kind) {
      case 'base':
        this.base = record.base;
        this.leaves = new HashColumn(record.base.size);
        this.places = new EntryPlaces(record.base.size);
        this.range = rangeOfBase(sha256, record.base);
        this.root = record.base.root;
        this.#rootCheckedSize = record.base.size;
        return;
      case 'rotating':
        this.rotatingSize = record.size;
        return;
      case 'note':
        if (record.size > this.range.size)
          throw corruptRecord(path, `note of ${record.size} entries`);
        this.notes.set(record);
        return;
      case 'entries':
        if (record.oldSize !== this.range.size) throw corruptRecord(path, `size ${record.oldSize}`);
        this.#append(record);
    }
  }

  requireRoot(): void {
    if (!equalBytes(rangeRoot(this.#setting.sha256, this.range), this.root)) {
      const { journalPath } = this.#setting;
      const message = `${journalPath}: the root stored at size ${this.range.size} is not that of the entries`;
      throw new ComityError('store.journal.root', message);
    }
    this.#rootCheckedSize = this.range.size;
  }

  #append(record: EntriesRecord): void {
    const { sha256 } = this.#setting;
    for (const [i, entry] of record.entries.entries()) {
      const leaf = leafHash(sha256, entry);
      this.leaves.push(leaf);
      this.range = appendLeaf(sha256, this.range, leaf);
      this.places.push(record.positions[i], entry.length);
    }
    this.root = record.root;
    if (this.range.size - this.#rootCheckedSize >= rootEveryEntries) this.requireRoot();
  }
}
