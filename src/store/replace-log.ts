// Heals a log from a copy: writes a whole new log beside the old one, then swaps them and keeps the old
// (docs/spec/store.md S12). The caller has verified what it hands in, and has closed the old log.
import type { Origin } from '../base/ids.ts';
import { commandEntriesMax } from '../base/limits.ts';
import type { Sha256 } from '../base/ports.ts';
import { type Files, nodeFiles } from './files.ts';
import { openFilesLog } from './files-log.ts';
import type { CheckpointName, NewEntry, TreeHead } from './log-store.ts';
import { newFolderOf, swapFolder } from './swap-folder.ts';

/** A signed note for the new log. */
export interface ReplacementNote {
  readonly name: CheckpointName;
  readonly note: string;
  readonly size: number;
}

/** What {@link replaceLog} needs. */
interface ReplaceLogSetting {
  /** The log's folder; nobody has it open. */
  readonly dir: string;
  readonly origin: Origin;
  readonly sha256: Sha256;
  /** All entries from 0 on with the payloads that are held, in pieces of any length. */
  readonly entries: AsyncIterable<readonly NewEntry[]>;
  /** Notes that the new tree must agree with; none is swapped in when one does not. */
  readonly notes: readonly ReplacementNote[];
  readonly files?: Files;
}

/** What was swapped in, and where the old log is kept. */
interface ReplacedLog {
  readonly head: TreeHead;
  /** `<dir>.replaced-<n>`; undefined when there was no log before. */
  readonly kept: string | undefined;
}

/**
 * Writes a new log and puts it in the old one's place; the old one stays as `<dir>.replaced-<n>`. Interrupted at
 * any point, the next open finds the old log whole or the new one whole. Rejects as `append` and `putCheckpoint`
 * do, with `store.log.root-mismatch` when the entries do not give a note's root; the old log is then untouched.
 */
export async function replaceLog(setting: ReplaceLogSetting): Promise<ReplacedLog> {
  const { files = nodeFiles, dir, origin, sha256 } = setting;
  const fresh = newFolderOf(dir);
  await files.remove(fresh);
  const log = await openFilesLog({ dir: fresh, origin, sha256, files });
  try {
    for await (const piece of setting.entries) {
      for (let at = 0; at < piece.length; at += commandEntriesMax) {
        await log.append(piece.slice(at, at + commandEntriesMax));
      }
    }
    for (const { name, note, size } of setting.notes) await log.putCheckpoint(name, note, size);
  } finally {
    await log.close();
  }
  return { head: log.head(), kept: await swapFolder(files, dir) };
}
