// The compact range of a log as its node needs it to go on: from tiles as far as they are published, so that a start
// or a pull costs what is new and not what is there.
import { equalBytes } from '../base/bytes.ts';
import { assert, codeOf } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  rangeRoot,
  readRange,
} from '../record/merkle.ts';
import { tileHashReader } from '../record/tile.ts';
import type { TreeHead } from '../store/log-store.ts';
import type { HeldLog } from './logs.ts';

const leavesAtOnce = 4_096;

/** Returns the range of all that is recorded. Cost: what is recorded and not yet published. */
export async function rangeOfLog(
  sha256: Sha256,
  log: Pick<HeldLog, 'store' | 'pending' | 'confirmed'>,
): Promise<CompactRange> {
  const { store } = log;
  const { size, root } = store.head();
  const published = Math.max(log.pending?.size ?? 0, log.confirmed?.size ?? 0);
  let range = (await rangeFromTiles(sha256, store, published)) ?? emptyRange;
  for (let from = range.size; from < size; from += leavesAtOnce) {
    for (const leaf of await store.leaves(from, Math.min(from + leavesAtOnce, size)))
      range = appendLeaf(sha256, range, leaf);
  }
  assert(equalBytes(rangeRoot(sha256, range), root), 'tiles and leaves give the recorded root');
  return range;
}

/** Returns the range of a tree if the log begins with it and its tiles are published, else undefined. */
export async function rangeOfTree(
  sha256: Sha256,
  store: HeldLog['store'],
  tree: TreeHead,
): Promise<CompactRange | undefined> {
  if (tree.size > store.head().size) return undefined;
  const range = await rangeFromTiles(sha256, store, tree.size);
  return range && equalBytes(rangeRoot(sha256, range), tree.root) ? range : undefined;
}

/** Returns undefined where tiles are missing: nothing of that size is published. */
async function rangeFromTiles(
  sha256: Sha256,
  store: HeldLog['store'],
  size: number,
): Promise<CompactRange | undefined> {
  const reader = tileHashReader(size, (path) => store.resource(path));
  try {
    return await readRange(sha256, size, reader);
  } catch (error) {
    if (codeOf(error) !== 'record.tile.missing') throw error;
    return undefined;
  }
}
