// The tree against the recursive definitions of RFC 6962: docs/spec/record.md R7, docs/spec/record.md R8,
// docs/spec/record.md R9, docs/spec/record.md R10.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { leavesOf, referenceTree } from '../../test/support/tree.ts';
import { toHex } from '../base/bytes.ts';
import { proofHashesMax } from './limits.ts';
import {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  emptyRange,
  emptyRoot,
  type HashReader,
  inclusionProof,
  leafHash,
  nodeHash,
  rangeRoot,
  readRange,
  rootOf,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

const { sha256 } = testCrypto;
const seed = 20261123;
const leaves = leavesOf(65_545);
const tree = referenceTree(leaves);
const hex = (hashes: readonly Uint8Array[]) => hashes.map(toHex);
const sizes0To300 = Array.from({ length: 301 }, (_, size) => size);
const sizesAroundTile = Array.from({ length: 16 }, (_, i) => 65_530 + i);

/** All indices of small trees; of larger ones the edges, the middle and the split with its neighbours. */
function placesIn(size: number): number[] {
  if (size <= 40) return Array.from({ length: size }, (_, i) => i);
  const split = 2 ** Math.floor(Math.log2(size - 1));
  const places = [0, 1, size - 1, size - 2, Math.floor(size / 2), Math.floor(size / 3)];
  return [...new Set([...places, split - 1, split, split + 1])].filter((place) => place < size);
}

async function requireInclusion(size: number, index: number): Promise<void> {
  const proof = await inclusionProof(sha256, { index, size }, tree.reader);
  expect(hex(proof), `${index} in ${size}`).toEqual(hex(tree.path(index, size)));
  const claim = { index, size, leaf: leaves[index], root: tree.root(0, size), proof };
  expect(verifyInclusion(sha256, claim)).toBe(true);
}

async function requireConsistency(from: number, to: number): Promise<void> {
  const proof = await consistencyProof(sha256, { from, to }, tree.reader);
  expect(hex(proof), `${from} to ${to}`).toEqual(from === 0 ? [] : hex(tree.proof(from, to)));
  const [fromRoot, toRoot] = [tree.root(0, from), tree.root(0, to)];
  expect(verifyConsistency(sha256, { from, fromRoot, to, toRoot, proof })).toBe(true);
}

describe('hashes', () => {
  it('tells leaves from nodes: an entry that spells two hashes is not their node', () => {
    const [left, right] = leaves;
    const entry = new Uint8Array([...left, ...right]);
    expect(leafHash(sha256, entry)).not.toEqual(nodeHash(sha256, left, right));
  });
});

describe('readRange', () => {
  it('gives the range that appending gives', async () => {
    let range: CompactRange = emptyRange;
    for (const size of sizes0To300) {
      expect(await readRange(sha256, size, tree.reader)).toEqual(range);
      range = appendLeaf(sha256, range, leaves[size]);
    }
  });
});

describe('rangeRoot, rootOf and treeRoot', () => {
  it('agree with the definition at every size from 0 to 300', async () => {
    let range: CompactRange = emptyRange;
    for (const size of sizes0To300) {
      const expected = toHex(tree.root(0, size));
      expect(toHex(rangeRoot(sha256, range)), `${size}`).toBe(expected);
      expect(toHex(rootOf(sha256, leaves.slice(0, size))), `${size}`).toBe(expected);
      expect(toHex(await treeRoot(sha256, size, tree.reader)), `${size}`).toBe(expected);
      range = appendLeaf(sha256, range, leaves[size]);
    }
  });

  it('agree with the definition where the third tile level begins', async () => {
    let range: CompactRange = emptyRange;
    for (const leaf of leaves.slice(0, sizesAroundTile[0])) range = appendLeaf(sha256, range, leaf);
    for (const size of sizesAroundTile) {
      const expected = toHex(tree.root(0, size));
      expect(range.size).toBe(size);
      expect(toHex(rangeRoot(sha256, range))).toBe(expected);
      expect(toHex(await treeRoot(sha256, size, tree.reader))).toBe(expected);
      range = appendLeaf(sha256, range, leaves[size] ?? leaves[0]);
    }
  });

  it('keeps one hash per one-bit of the size', () => {
    let range: CompactRange = emptyRange;
    for (let size = 0; size < 300; size++) {
      expect(range.hashes.length).toBe(size.toString(2).replaceAll('0', '').length);
      range = appendLeaf(sha256, range, leaves[size]);
    }
  });
});

describe('inclusionProof', () => {
  it('is the path of RFC 6962 at every size from 0 to 300', async () => {
    for (const size of sizes0To300) {
      for (const index of placesIn(size)) await requireInclusion(size, index);
    }
  });

  it('is the path of RFC 6962 where the third tile level begins', async () => {
    for (const size of sizesAroundTile) {
      for (const index of [0, 255, 256, 32_768, 65_279, size - 1])
        await requireInclusion(size, index);
    }
  });
});

describe('consistencyProof', () => {
  it('is the proof of RFC 6962 between sizes from 0 to 300', async () => {
    for (const to of sizes0To300) {
      for (const from of [...placesIn(to), to]) await requireConsistency(from, to);
    }
  });

  it('is the proof of RFC 6962 where the third tile level begins', async () => {
    for (const to of sizesAroundTile) {
      for (const from of [1, 255, 256, 257, 65_529, to - 1, to]) await requireConsistency(from, to);
    }
  });
});

/** A place in a tree, a proof for it, and one change to any of what is claimed. */
const spoiltInclusion = fc
  .integer({ min: 1, max: 300 })
  .chain((size) =>
    fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 }), fc.nat(), fc.nat(255)),
  );

describe('verifyInclusion', () => {
  it('refuses every claim of which one bit, hash, index or size was changed', () => {
    fc.assert(
      fc.property(spoiltInclusion, ([size, index, at, bit]) => {
        const proof = tree.path(index, size);
        const claim = { index, size, leaf: leaves[index], root: tree.root(0, size), proof };
        const flipped = (hash: Uint8Array) =>
          hash.map((byte, i) => (i === bit % 32 ? byte ^ 1 : byte));
        const other = (index + 1 + (at % 299)) % 300;
        const spoilt = [
          { ...claim, leaf: flipped(claim.leaf) },
          { ...claim, root: flipped(claim.root) },
          { ...claim, proof: [...proof, leaves[at % 300]] },
          { ...claim, proof: [leaves[at % 300], ...proof] },
          { ...claim, index: other },
          ...(proof.length === 0
            ? []
            : [
                {
                  ...claim,
                  proof: proof.map((h, i) => (i === at % proof.length ? flipped(h) : h)),
                },
                { ...claim, proof: proof.slice(1) },
                { ...claim, proof: proof.slice(0, -1) },
              ]),
        ];
        for (const each of spoilt) expect(verifyInclusion(sha256, each)).toBe(false);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('answers rubbish with no, and throws at nothing', () => {
    const claim = { index: 0, size: 1, leaf: leaves[0], root: leaves[0], proof: [] };
    expect(verifyInclusion(sha256, claim)).toBe(true);
    const rubbish = [
      ...[-1, 0.5, Number.NaN, 1, 2 ** 53].map((index) => ({ ...claim, index })),
      ...[-1, 0, 0.5, Number.NaN, Number.POSITIVE_INFINITY].map((size) => ({ ...claim, size })),
      { ...claim, leaf: new Uint8Array(31) },
      { ...claim, root: new Uint8Array(0) },
      { ...claim, size: 2, proof: [new Uint8Array(33)] },
    ];
    for (const each of rubbish) expect(verifyInclusion(sha256, each)).toBe(false);
  });

  it('reads at most 63 hashes', () => {
    const proof = Array(proofHashesMax + 1).fill(leaves[0]);
    const claim = {
      index: 0,
      size: Number.MAX_SAFE_INTEGER,
      leaf: leaves[0],
      root: leaves[0],
      proof,
    };
    expect(verifyInclusion(sha256, claim)).toBe(false);
  });
});

describe('verifyConsistency', () => {
  it('refuses every proof of which a hash, a root or a size was changed', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 299 }), fc.nat(), fc.nat(31));
    fc.assert(
      fc.property(sizes, ([from, at, byteAt]) => {
        const to = from + 1 + (at % (300 - from));
        const proof = tree.proof(from, to);
        const [fromRoot, toRoot] = [tree.root(0, from), tree.root(0, to)];
        const claim = { from, fromRoot, to, toRoot, proof };
        const flipped = (hash: Uint8Array) =>
          hash.map((byte, i) => (i === byteAt ? byte ^ 1 : byte));
        const spoilt = [
          { ...claim, fromRoot: flipped(fromRoot) },
          { ...claim, toRoot: flipped(toRoot) },
          { ...claim, proof: proof.map((h, i) => (i === at % proof.length ? flipped(h) : h)) },
          { ...claim, proof: proof.slice(1) },
          { ...claim, proof: proof.slice(0, -1) },
          { ...claim, proof: [...proof, leaves[0]] },
          { ...claim, from: to, to: from },
        ];
        for (const each of spoilt) expect(verifyConsistency(sha256, each)).toBe(false);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('refuses a history that differs in one leaf before the smaller size', async () => {
    for (const to of [2, 3, 7, 8, 64, 100, 257]) {
      for (const from of placesIn(to).filter((place) => place > 0)) {
        const forked = referenceTree(leaves.slice(0, to).with(0, leaves[1]));
        const proof = forked.proof(from, to);
        const fromRoot = tree.root(0, from);
        const toRoot = forked.root(0, to);
        expect(verifyConsistency(sha256, { from, fromRoot, to, toRoot, proof })).toBe(false);
      }
    }
  });

  it('wants no proof from nothing and between equal sizes, but the right roots', () => {
    const empty = emptyRoot(sha256);
    const [root] = leaves;
    const from0 = { from: 0, fromRoot: empty, to: 1, toRoot: root, proof: [] };
    expect(verifyConsistency(sha256, from0)).toBe(true);
    expect(verifyConsistency(sha256, { ...from0, fromRoot: root })).toBe(false);
    expect(verifyConsistency(sha256, { ...from0, proof: [root] })).toBe(false);
    const same = { from: 1, fromRoot: root, to: 1, toRoot: root, proof: [] };
    expect(verifyConsistency(sha256, same)).toBe(true);
    expect(verifyConsistency(sha256, { ...same, toRoot: empty })).toBe(false);
    expect(verifyConsistency(sha256, { ...same, proof: [root] })).toBe(false);
  });

  it('answers rubbish with no, and throws at nothing', () => {
    const [root] = leaves;
    const claim = { from: 1, fromRoot: root, to: 2, toRoot: root, proof: [root] };
    const rubbish = [
      { ...claim, proof: [] },
      { ...claim, proof: [new Uint8Array(3)] },
      ...[-1, 0.5, Number.NaN].map((from) => ({ ...claim, from })),
      ...[-1, 1.5, Number.NaN, 2 ** 60].map((to) => ({ ...claim, to })),
      { ...claim, fromRoot: new Uint8Array(3) },
    ];
    for (const each of rubbish) expect(verifyConsistency(sha256, each)).toBe(false);
  });
});

/** A tree whose leaves are all alike: its perfect subtrees of one level are too, so any size can be had. */
const levels: Uint8Array[] = [leaves[0]];
for (let level = 1; level < 54; level++)
  levels.push(nodeHash(sha256, levels[level - 1], levels[level - 1]));
const uniform: HashReader = async (level) => levels[level];

describe('sizes beyond 2^31', () => {
  const sizes = [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 + 5, 2 ** 40 + 12_345, 2 ** 53 - 1];

  it('have proofs of inclusion', async () => {
    for (const size of sizes) {
      const root = await treeRoot(sha256, size, uniform);
      for (const index of [0, 1, 2 ** 31 - 2, Math.floor(size / 2), size - 1]) {
        const proof = await inclusionProof(sha256, { index, size }, uniform);
        const claim = { index, size, leaf: leaves[0], root, proof };
        expect(verifyInclusion(sha256, claim), `${index} in ${size}`).toBe(true);
        expect(verifyInclusion(sha256, { ...claim, leaf: leaves[1] })).toBe(false);
      }
    }
  });

  it('have proofs of consistency', async () => {
    for (const [i, to] of sizes.entries()) {
      const toRoot = await treeRoot(sha256, to, uniform);
      for (const from of [1, 1_000_003, ...sizes.slice(0, i + 1)]) {
        const fromRoot = await treeRoot(sha256, from, uniform);
        const proof = await consistencyProof(sha256, { from, to }, uniform);
        const claim = { from, fromRoot, to, toRoot, proof };
        expect(verifyConsistency(sha256, claim), `${from} to ${to}`).toBe(true);
        expect(verifyConsistency(sha256, { ...claim, fromRoot: leaves[1] })).toBe(false);
      }
    }
  });

  it('grow by one leaf', async () => {
    const size = 2 ** 40 + 7;
    const bits = [...size.toString(2)].map(Number);
    const hashes = bits.flatMap((bit, i) => (bit === 1 ? [levels[bits.length - 1 - i]] : []));
    const grown = appendLeaf(sha256, { size, hashes }, leaves[0]);
    expect(grown.size).toBe(size + 1);
    expect(toHex(rangeRoot(sha256, grown))).toBe(toHex(await treeRoot(sha256, size + 1, uniform)));
  });
});
