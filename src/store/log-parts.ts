// The parts of a files log, opened in order: journal, payloads, tiles; and what reads entries back from them. files-log.ts
// puts them to work.
import { join } from 'node:path';
import { equalBytes } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import { tileWidth } from '../record/tile.ts';
import { readEntries } from './entry-places.ts';
import { type Files, syncNameOf } from './files.ts';
import { rotateEntriesMin } from './limits.ts';
import { createLogPrefix, type LogPrefix } from './log-prefix.ts';
import { type LogState, type LogTail, recoverJournal } from './log-recovery.ts';
import { openPayloadSegments, type PayloadSegments } from './payload-segments.ts';
import { restoreNoteFiles, rootOfNote } from './published-notes.ts';
import { finishSwap } from './swap-folder.ts';
import { createTileFiles, type TileFiles } from './tile-files.ts';

/** What {@link openParts} needs. */
interface PartsSetting {
  readonly dir: string;
  readonly origin: Origin;
  readonly sha256: Sha256;
  readonly files: Files;
  readonly rotateEntries?: number;
}

/** A log that is open. */
export interface OpenLog {
  readonly origin: Origin;
  readonly sha256: Sha256;
  readonly files: Files;
  readonly dir: string;
  readonly journalPath: string;
  readonly rotateEntries: number;
  readonly prefix: LogPrefix;
  // tidy-allow readonly-fields: replaced by a rotation, by the log that owns it
  tail: LogTail;
  readonly state: LogState;
  readonly payloads: PayloadSegments;
  readonly tiles: TileFiles;
}

/** Opens a log's parts, its folder made when missing, and makes missing or wrong tiles and notes again. */
export async function openParts(setting: PartsSetting): Promise<OpenLog> {
  const { files, dir, origin, sha256 } = setting;
  await finishSwap(files, dir);
  const privateDir = join(dir, 'private');
  await files.makeFolder(dir);
  await files.makeFolder(privateDir, 0o700);
  await syncNameOf(files, dir);
  await files.syncFolder(dir);
  const journalPath = join(privateDir, 'journal');
  const prefix = createLogPrefix({ files, dir, sha256 });
  const recovery = { files, dir, journalPath, origin, sha256, prefix };
  const { tail, state } = await recoverJournal(recovery);
  try {
    const payloadsDir = join(privateDir, 'payloads');
    const payloads = await openPayloadSegments({ files, dir: payloadsDir, size: state.head.size });
    await files.syncFolder(privateDir);
    const { rotateEntries = rotateEntriesMin } = setting;
    const tiles = createTileFiles({
      files,
      dir,
      sha256,
      levels: state.levels,
      readBack: (from, to) => readBack(log, from, to),
      bundleBytes: (from, to) => log.tail.places.bundleBytes(from, to),
      baseSize: () => log.tail.places.base,
    });
    const parts = { origin, sha256, files, dir, journalPath, rotateEntries, prefix };
    const log: OpenLog = { ...parts, tail, state, payloads, tiles };
    await restorePublished(log);
    return log;
  } catch (error) {
    await tail.journal.close();
    throw error;
  }
}

/** Returns entries of one bundle as the medium has them; the leaves of those before the base have been checked. */
export async function readBack(
  log: OpenLog,
  from: number,
  to: number,
): Promise<readonly Uint8Array[]> {
  const { tail, state, prefix } = log;
  const { base } = tail.places;
  if (from >= base) return readEntries(tail.journal, tail.places, { from, to });
  const index = Math.floor(from / tileWidth);
  const bundle = await prefix.entries(index, state.levels.bundleRoot(index));
  return bundle.slice(from - index * tileWidth, to - index * tileWidth);
}

/** Makes tiles and note files again; a note whose root is not that of the journal's tree stops the log. */
async function restorePublished({ origin, files, dir, tail, state, tiles }: OpenLog) {
  const { notes, levels, base } = state;
  const { journal } = tail;
  const served = (['checkpoint', 'checkpoint.pending'] as const).flatMap((name) => {
    const note = notes.get(name);
    return note === undefined ? [] : [note];
  });
  for (const { note, size } of served.toSorted((a, b) => a.size - b.size)) {
    // A smaller one was compared when it was put, before the journal was rotated beyond it.
    if (size < base.size) continue;
    const root = rootOfNote({ note, origin, size });
    requireSameRoot(await levels.check(size, 'just-read'), { root, size });
  }
  const sizes = notes.keptSizes();
  if (sizes.length > 0) await tiles.repair(sizes, journal.sameBoot ? 'size' : 'content');
  await restoreNoteFiles(files, dir, notes);
  await journal.markBoot();
}

/** Throws `store.log.root-mismatch` unless the root is the one that a note states. */
export function requireSameRoot(
  computed: Uint8Array,
  stated: { readonly root: Uint8Array; readonly size: number },
): void {
  if (equalBytes(computed, stated.root)) return;
  const message = `the note states another root at size ${stated.size} than the tiles give`;
  throw new ComityError('store.log.root-mismatch', message);
}
