// The tree against the recursive definitions of RFC 6962 at every size from 0 to 1,100 and from 65,530 to 65,545, made
// from tiles and verified. Of each size the places where something can go wrong and three drawn ones are tried;
// COMITY_PAIRS=all tries every pair. Spec: docs/spec/record.md R27.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { seededChance } from '../../test/support/simulated-disk.ts';
import { leavesOf, referenceTree } from '../../test/support/tree.ts';
import { equalBytes } from '../base/bytes.ts';
import {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  emptyRange,
  inclusionProof,
  rangeRoot,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import { tileHashReader } from './tile.ts';

const { sha256 } = testCrypto;
const isAll = process.env.COMITY_PAIRS === 'all';
const drawnPlaces = 3;
const small = Array.from({ length: 1_101 }, (_, size) => size);
const large = Array.from({ length: 16 }, (_, i) => 65_530 + i);
const leaves = leavesOf(65_545);
const tree = referenceTree(leaves);
const chance = seededChance(27);
const tiles = new Map<string, Promise<Uint8Array | undefined>>();

function readTile(path: string) {
  const known = tiles.get(path) ?? tree.readTile(path);
  tiles.set(path, known);
  return known;
}

/** Places below a size: both ends, the split, the last edge of a tile, with neighbours, and drawn ones. */
function placesBelow(size: number): number[] {
  if (isAll && size <= 1_100) return Array.from({ length: size }, (_, i) => i);
  const split = 2 ** Math.floor(Math.log2(Math.max(1, size - 1)));
  const edge = size - (size % 256);
  const near = [0, size - 1, split - 1, split, split + 1, edge - 1, edge, edge + 1];
  const drawn = Array.from({ length: drawnPlaces }, () => Math.floor(chance() * size));
  return [...new Set([...near, ...drawn])].filter((at) => at >= 0 && at < size);
}

const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
  a.length === b.length && a.every((hash, i) => equalBytes(hash, b[i]));

/** Returns how many proofs were tried, or throws at the first that is not as defined. */
async function tryAll(sizes: readonly number[]): Promise<number> {
  let tried = 0;
  for (const size of sizes) {
    const reader = tileHashReader(size, readTile);
    const root = tree.root(0, size);
    for (const at of placesBelow(size)) {
      const proof = await inclusionProof(sha256, { index: at, size }, reader);
      const isPath = same(proof, tree.path(at, size));
      const claim = { index: at, size, leaf: leaves[at], root, proof };
      const grown = await consistencyProof(sha256, { from: at, to: size }, reader);
      const isGrowth = same(grown, at === 0 ? [] : tree.proof(at, size));
      const growth = { from: at, fromRoot: tree.root(0, at), to: size, toRoot: root, proof: grown };
      const isRight = verifyInclusion(sha256, claim) && verifyConsistency(sha256, growth);
      const isElsewhere = verifyInclusion(sha256, { ...claim, index: at + 1 });
      if (!isPath || !isGrowth || !isRight || isElsewhere) expect.fail(`${at} in ${size}`);
      tried += 1;
    }
    expect(
      verifyConsistency(sha256, { from: size, fromRoot: root, to: size, toRoot: root, proof: [] }),
    ).toBe(true);
  }
  return tried;
}

describe('RFC 6962', () => {
  it('roots are as defined at every size from 0 to 1,100, appended one by one and level by level', () => {
    let range: CompactRange = emptyRange;
    for (const size of small) {
      const root = tree.root(0, size);
      if (!equalBytes(rangeRoot(sha256, range), root)) expect.fail(`range of ${size}`);
      if (!equalBytes(rootOf(sha256, leaves.slice(0, size)), root)) expect.fail(`level of ${size}`);
      range = appendLeaf(sha256, range, leaves[size]);
    }
    expect(range.size).toBe(1_101);
  });

  it('proofs of inclusion and growth are made and verify at every size from 0 to 1,100', async () => {
    expect(await tryAll(small)).toBeGreaterThan(small.length * drawnPlaces);
  }, 600_000);

  it('proofs of inclusion and growth are made and verify at every size from 65,530 to 65,545', async () => {
    expect(await tryAll(large)).toBeGreaterThan(large.length * drawnPlaces);
  });
});
