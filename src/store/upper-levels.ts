// The hashes of a rotated log's tiles from level 1 on, read at start: full tiles from their files, each checked against
// its hash one level up, the rest from the journal's base. One hash per 256 entries: few enough to be kept in memory.
import { join } from 'node:path';
import { concat } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { bundlePath, decodeBundle, tilePath, tileWidth } from '../record/tile.ts';
import { type Files, readWhole, replaceFile } from './files.ts';
import { HashColumn } from './hash-column.ts';
import { type LogBase, splitHashes, upperCounts } from './log-base.ts';
import { isFullTile } from './log-prefix.ts';

/** Where the tiles lie. */
interface TileSource {
  readonly files: Files;
  readonly dir: string;
  readonly sha256: Sha256;
}

/**
 * Returns the levels of a base, level 1 first. A missing or changed tile is made again from the one below it, at last
 * from bundles; when those are not right either it rejects with `store.bundle.damaged`. Linear in size / 256.
 */
export async function loadUpperLevels(
  source: TileSource,
  base: LogBase,
): Promise<readonly HashColumn[]> {
  const counts = upperCounts(base.size);
  const columns = counts.map(() => new HashColumn());
  // From the top: a level's hashes say what the tiles below them are.
  for (let above = counts.length - 1; above >= 0; above--) {
    const full = Math.floor(counts[above] / tileWidth);
    for (let index = 0; index < full; index++) {
      const [root] = columns[above + 1].list(index, index + 1);
      const tile = await fullTile(source, { level: above + 1, index, root });
      for (const hash of splitHashes(tile)) columns[above].push(hash);
    }
    for (const hash of splitHashes(base.edges[above])) columns[above].push(hash);
  }
  return columns;
}

interface WantedTile {
  readonly level: number;
  readonly index: number;
  readonly root: Uint8Array;
}

async function fullTile(source: TileSource, wanted: WantedTile): Promise<Uint8Array> {
  const { files, dir, sha256 } = source;
  const { level, index, root } = wanted;
  const path = join(dir, tilePath({ level, index, width: tileWidth }));
  const found = await readWhole(files, path);
  if (found !== undefined && isFullTile(sha256, found, root)) return found;
  const hashes: Uint8Array[] = [];
  for (let below = index * tileWidth; below < (index + 1) * tileWidth; below++) {
    hashes.push(await hashFromBelow(source, level - 1, below));
  }
  const made = concat(...hashes);
  if (!isFullTile(sha256, made, root)) {
    const message =
      `${path} has changed since it was recorded, and the tiles and bundles below it do not give it again. ` +
      'Put the folder tile/ of this log back from a backup or from a mirror of it';
    throw new ComityError('store.bundle.damaged', message);
  }
  await replaceFile(files, { path, bytes: made, kind: 'derived' }).catch(() => undefined);
  return made;
}

/** Returns the hash that the files below give a tile: unchecked, its neighbours and it are checked together. */
async function hashFromBelow(
  source: TileSource,
  level: number,
  index: number,
): Promise<Uint8Array> {
  const { files, dir, sha256 } = source;
  if (level > 0) {
    const tile = await readWhole(files, join(dir, tilePath({ level, index, width: tileWidth })));
    return rootOf(sha256, splitHashes(tile ?? new Uint8Array(0)));
  }
  const bundle = await readWhole(files, join(dir, bundlePath({ index, width: tileWidth })));
  const entries = decodeBundle(bundle ?? new Uint8Array(0), bundle === undefined ? 0 : tileWidth);
  const leaves = entries.ok ? entries.value.map((entry) => leafHash(sha256, entry)) : [];
  return rootOf(sha256, leaves);
}
