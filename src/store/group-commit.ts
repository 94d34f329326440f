// Group commit: a call is written at once when nothing is being written; what arrives during an fdatasync is the
// next group. A group is all or nothing; a call is never split, and calls keep their order.
import { ComityError } from '../base/errors.ts';
import { groupBytesMax, groupEntriesMax, waitingEntriesMax } from './limits.ts';
import type { NewEntry } from './log-store.ts';

/** One call of `append`, waiting. */
interface Waiting {
  readonly entries: readonly NewEntry[];
  readonly bytes: number;
  readonly resolve: (firstIndex: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes one group durably and returns the index of its first entry. */
type WriteGroup = (entries: readonly NewEntry[]) => Promise<number>;

/** Takes a call; resolves with the index of its first entry once it is durable. */
export type Submit = (entries: readonly NewEntry[]) => Promise<number>;

/**
 * Returns what takes the calls. A failed group rejects its calls; those behind it are tried and rejected by `write`
 * itself, which remembers. Rejects with `store.log.busy` when too many entries wait already.
 */
export function createGroupCommit(write: WriteGroup): Submit {
  const waiting: Waiting[] = [];
  let waitingEntries = 0;
  let writing = false;

  const writeAll = async () => {
    writing = true;
    while (waiting.length > 0) {
      const group = takeGroup(waiting);
      const entries = group.flatMap((call) => call.entries);
      waitingEntries -= entries.length;
      try {
        let index = await write(entries);
        for (const call of group) {
          call.resolve(index);
          index += call.entries.length;
        }
      } catch (error) {
        for (const call of group) call.reject(error);
      }
    }
    writing = false;
  };

  return (entries) =>
    new Promise((resolve, reject) => {
      if (waitingEntries + entries.length > waitingEntriesMax) {
        const message = `${waitingEntries} entries wait for the disk; at most ${waitingEntriesMax} may`;
        reject(new ComityError('store.log.busy', message));
        return;
      }
      const bytes = entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
      waiting.push({ entries, bytes, resolve, reject });
      waitingEntries += entries.length;
      if (!writing) {
        writing = true;
        // Calls of the same turn belong to one group.
        queueMicrotask(() => void writeAll());
      }
    });
}

/** Takes calls from the front up to the limits of a group; the first always. */
function takeGroup(waiting: Waiting[]): readonly Waiting[] {
  let count = 0;
  let entries = 0;
  let bytes = 0;
  for (const call of waiting) {
    entries += call.entries.length;
    bytes += call.bytes;
    if (count > 0 && (entries > groupEntriesMax || bytes > groupBytesMax)) break;
    count++;
  }
  return waiting.splice(0, count);
}
