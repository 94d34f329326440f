// Where a rotated journal begins: the tree over the entries that left it, whose bundles and tiles are their only copy
// from then on (docs/decisions/0031). Pure: what is read from files is checked against hashes from here.
import { bytesToUint, concat, equalBytes, uintToBytes } from '../base/bytes.ts';
import { assert } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { type CompactRange, emptyRange, rangeRoot, rootOf } from '../record/merkle.ts';
import { tileWidth } from '../record/tile.ts';
import { hashBytes } from './hash-column.ts';

//   size (8) | root (32) | per tile level from 1 on, as long as it has hashes: those of its last tile, if not full
//
// A full tile of level L has its root in level L + 1, so the few hashes here lead down to every entry; and they fold
// to the root.

/** The tree of the first `size` entries, a multiple of 256. */
export interface LogBase {
  readonly size: number;
  readonly root: Uint8Array;
  /** Of level L, at L - 1, the hashes of the last tile, one after another; none when that tile is full. */
  readonly edges: readonly Uint8Array[];
}

/** Returns the base of no entries: that of a journal that was never rotated. */
export function emptyBase(sha256: Sha256): LogBase {
  return { size: 0, root: rangeRoot(sha256, emptyRange), edges: [] };
}

/** Returns how many hashes each tile level of a tree of that size has, from level 1 on. */
export function upperCounts(size: number): readonly number[] {
  const counts: number[] = [];
  for (let count = Math.floor(size / tileWidth); count > 0; ) {
    counts.push(count);
    count = Math.floor(count / tileWidth);
  }
  return counts;
}

/** Returns the bytes of a base. */
export function encodeBase(base: LogBase): Uint8Array {
  return concat(uintToBytes(base.size, 8), base.root, ...base.edges);
}

/** Returns the base, or undefined for bytes that are none or do not fold to the root they state. */
export function decodeBase(sha256: Sha256, bytes: Uint8Array): LogBase | undefined {
  const size = bytesToUint(bytes.subarray(0, 8));
  if (size === undefined || size % tileWidth !== 0) return undefined;
  const root = bytes.slice(8, 8 + hashBytes);
  let at = 8 + hashBytes;
  const edges = upperCounts(size).map((count) => {
    const from = at;
    at += (count % tileWidth) * hashBytes;
    return bytes.slice(from, at);
  });
  if (at !== bytes.length) return undefined;
  const base = { size, root, edges };
  return equalBytes(rangeRoot(sha256, rangeOfBase(sha256, base)), root) ? base : undefined;
}

/** Returns the range to go on from: the binary places of the size are those of the edges, left to right. */
export function rangeOfBase(sha256: Sha256, base: LogBase): CompactRange {
  const hashes: Uint8Array[] = [];
  for (const edge of base.edges.toReversed()) {
    const row = splitHashes(edge);
    assert(row.length < tileWidth, `an edge of ${row.length} hashes`);
    for (let length = tileWidth / 2, at = 0; length >= 1; length /= 2) {
      if (row.length - at < length) continue;
      hashes.push(rootOf(sha256, row.slice(at, at + length)));
      at += length;
    }
  }
  return { size: base.size, hashes };
}

/** Returns the hashes that stand one after another. */
export function splitHashes(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: bytes.length / hashBytes }, (_, i) =>
    bytes.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
}
