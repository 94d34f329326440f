// The hashes of a tree by tile level: level 0 the leaves, level L the roots of full tiles of level L-1
// (c2sp.org/tlog-tiles). Every tile is a piece of one level. The root folded from here is the second, independent
// computation beside the compact range: one of the two is wrong before a wrong root is ever signed.
import { assert, ComityError, Fault } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { leafHash, rangeRoot, rootOf, treeRoot } from '../record/merkle.ts';
import { parseTilePath, tileHashReader, tileWidth } from '../record/tile.ts';
import { HashColumn, hashBytes } from './hash-column.ts';
import { emptyBase, type LogBase, rangeOfBase, upperCounts } from './log-base.ts';
import type { LogPrefix } from './log-prefix.ts';

/** The levels of one log. Level 0 grows with what is recorded, the others with what was checked. */
export interface TreeLevels {
  readonly leaves: HashColumn;
  /**
   * Reads the entries up to `size` back, compares their hashes with the leaves, completes the upper levels and
   * returns the root folded from tiles. Rejects with `store.log.root-mismatch` when a leaf differs; the levels
   * are then as before. 'just-read' is for a start, when the leaves were made from the medium a moment ago.
   */
  check(size: number, readBack: ReadBack | 'just-read'): Promise<Uint8Array>;
  /** Returns the hashes of a tile within the checked size. Rejects with `store.bundle.damaged`. */
  tile(tile: TilePlace): Promise<Uint8Array>;
  /** Returns the hash of a full bundle's 256 leaves, within the checked size. */
  bundleRoot(index: number): Uint8Array;
  /** Returns the base of a journal that begins at a checked size, a multiple of 256. */
  base(size: number): LogBase;
}

/** What {@link createTreeLevels} begins with. */
interface LevelsSetting {
  /** What stands before the leaves: nothing, or a rotated log's base. */
  readonly base: LogBase;
  /** The leaves from the base on. */
  readonly leaves: HashColumn;
  /** The levels from 1 on, of the base's size. */
  readonly upper: readonly HashColumn[];
  /** Returns the leaves of a full bundle that lies before the base. */
  readonly leavesBefore: LogPrefix['leaves'];
}

/** Which tile: level, index in the level, and how many hashes of it. */
export interface TilePlace {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Returns the entries of [from, to) as the medium has them, at most 256. */
export type ReadBack = (from: number, to: number) => Promise<readonly Uint8Array[]>;

/** Returns the levels of a log: leaves from the base on, the others whole. */
export function createTreeLevels(sha256: Sha256, setting: LevelsSetting): TreeLevels {
  const { leaves } = setting;
  const levels: HashColumn[] = [leaves, ...setting.upper];
  let checked = setting.base.size;

  const bundleRoot = (index: number) => levels[1].bytes(index, index + 1);

  const tile = async ({ level, index, width }: TilePlace) => {
    const from = index * tileWidth;
    if (level > 0 || from >= leaves.base) return levels[level].bytes(from, from + width);
    const full = await setting.leavesBefore(index, bundleRoot(index));
    return full.subarray(0, width * hashBytes);
  };

  const readTile = async (path: string) => {
    const parsed = parseTilePath(path);
    if (!parsed.ok || parsed.value.kind !== 'tile') return undefined;
    const { level, index, width } = parsed.value;
    if (index * tileWidth + width > (levels[level]?.count ?? 0)) return undefined;
    return tile(parsed.value);
  };

  return {
    leaves,
    tile,
    bundleRoot,
    base(size) {
      assert(size <= checked && size % tileWidth === 0, `a base of ${size} entries`);
      const edges = upperCounts(size).map((count, above) =>
        levels[above + 1].bytes(count - (count % tileWidth), count),
      );
      const base = { size, root: new Uint8Array(0), edges };
      return { ...base, root: rangeRoot(sha256, rangeOfBase(sha256, base)) };
    },
    async check(size, readBack) {
      assert(size <= leaves.count, `a tree of ${size} lies within the ${leaves.count} recorded`);
      for (let from = checked; from < size && readBack !== 'just-read'; ) {
        const to = Math.min(size, (Math.floor(from / tileWidth) + 1) * tileWidth);
        requireSameLeaves(sha256, leaves, { from, entries: await readBack(from, to) });
        from = to;
      }
      if (size > checked) {
        growLevels(sha256, levels, size);
        checked = size;
      }
      return treeRoot(sha256, size, tileHashReader(size, readTile));
    },
  };
}

/** Returns the levels of a log of which nothing is let go, with no leaves yet. */
export function createWholeLevels(sha256: Sha256): TreeLevels {
  return createTreeLevels(sha256, {
    base: emptyBase(sha256),
    leaves: new HashColumn(),
    upper: [],
    leavesBefore: (index) => Promise.reject(new Fault(`tile ${index} lies before the leaves`)),
  });
}

function requireSameLeaves(
  sha256: Sha256,
  leaves: HashColumn,
  found: { from: number; entries: readonly Uint8Array[] },
): void {
  for (const [i, entry] of found.entries.entries()) {
    const index = found.from + i;
    if (leaves.has(index, leafHash(sha256, entry))) continue;
    const message = `entry ${index} as read back has another hash than the one recorded`;
    throw new ComityError('store.log.root-mismatch', message);
  }
}

/** Level L of a tree of size s has floor(s / 256^L) hashes; the topmost level has at most 255. */
function growLevels(sha256: Sha256, levels: HashColumn[], size: number): void {
  let count = size;
  for (let level = 1; count >= tileWidth; level++) {
    count = Math.floor(count / tileWidth);
    if (levels.length === level) levels.push(new HashColumn());
    const below = levels[level - 1];
    const column = levels[level];
    while (column.count < count) {
      const from = column.count * tileWidth;
      column.push(rootOf(sha256, below.list(from, from + tileWidth)));
    }
  }
}
