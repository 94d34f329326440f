// Hashes of an own log's tree up to what is recorded: from its tiles as far as they are published, from its leaves
// beyond. What a proof for the signer costs is the entries since the last checkpoint, not the whole log.
import type { Sha256 } from '../base/ports.ts';
import { type HashReader, readerLevelStep, rootOf } from '../record/merkle.ts';
import { tileHashReader } from '../record/tile.ts';
import type { HeldLog } from './logs.ts';

/** Returns a reader of the hashes of the recorded tree, which may be larger than the published one. */
export function recordedHashReader(sha256: Sha256, log: HeldLog): HashReader {
  const published = log.pending?.size ?? 0;
  const tiles = tileHashReader(published, (path) => log.store.resource(path));
  const read: HashReader = async (level, index) => {
    const isPublished = (index + 1) * 2 ** level <= published;
    if (level === 0) {
      const [leaf] = await log.store.leaves(index, index + 1);
      return leaf;
    }
    // Leaves are in memory: where a tile is missing after all, they tell the same.
    const found = isPublished ? await tiles(level, index).catch(() => undefined) : undefined;
    if (found !== undefined) return found;
    if (level === readerLevelStep) {
      const width = 2 ** level;
      return rootOf(sha256, await log.store.leaves(index * width, (index + 1) * width));
    }
    const count = 2 ** readerLevelStep;
    const below: Uint8Array[] = [];
    for (let i = 0; i < count; i++)
      below.push(await read(level - readerLevelStep, index * count + i));
    return rootOf(sha256, below);
  };
  return read;
}
