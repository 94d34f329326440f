// The Merkle tree: RFC 6962 section 2.1, with verification as in RFC 9162 sections 2.1.3.2 and
// 2.1.4.2. Sizes exceed 2^31: plain arithmetic only, no bit operators. Tiles and storage are
// elsewhere (tile.ts).
import { equalBytes } from '../base/bytes.ts';
import { assert, present } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { hashBytes } from './fields.ts';
import { proofHashesMax } from './limits.ts';

// A tree of n > 1 leaves splits at k, the largest power of two below n. `level` counts from the
// leaves; the subtree (level, index) covers [index * 2^level, (index + 1) * 2^level). Size 5:
//
//                     root
//                    /    \
//                 (2,0)    4
//                 /   \
//             (1,0)   (1,1)
//              / \     / \
//             0   1   2   3

/**
 * The roots of the perfect subtrees of a tree, left to right: what is needed to append and to know
 * the root.
 */
export interface CompactRange {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * Reads the root of a perfect subtree: index-th of 2^level leaves. The functions here ask only for
 * levels that are multiples of 8, which are those that tiles hold, and compute what lies between.
 */
export type HashReader = (level: number, index: number) => Promise<Uint8Array>;

/** Levels of a tree that one tile spans (c2sp.org/tlog-tiles): readers are asked for multiples. */
export const readerLevelStep = 8;

const leafPrefix = 0x00;
const nodePrefix = 0x01;

/** The range of no leaves. */
export const emptyRange: CompactRange = { size: 0, hashes: [] };

/** Returns the root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** Returns the hash of a leaf: SHA-256( 0x00 | entry ). */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + entry.length);
  data[0] = leafPrefix;
  data.set(entry, 1);
  return sha256(data);
}

/** Returns the hash of an inner node: SHA-256( 0x01 | left | right ). */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  // 0x01 || left || right, in one buffer: this runs by the million.
  const data = new Uint8Array(1 + 2 * hashBytes);
  data[0] = nodePrefix;
  data.set(left, 1);
  data.set(right, 1 + hashBytes);
  return sha256(data);
}

/**
 * Returns the range with one more leaf hash. Merges once for every trailing one-bit of the size.
 */
export function appendLeaf(sha256: Sha256, range: CompactRange, leaf: Uint8Array): CompactRange {
  const hashes = [...range.hashes];
  let hash = leaf;
  for (let rest = range.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    hash = nodeHash(
      sha256,
      present(hashes.pop(), 'a range has a hash per one-bit of its size'),
      hash,
    );
  }
  hashes.push(hash);
  return { size: range.size + 1, hashes };
}

/** Returns the root over a range; that of no leaves is {@link emptyRoot}. */
export function rangeRoot(sha256: Sha256, range: CompactRange): Uint8Array {
  if (range.hashes.length === 0) return emptyRoot(sha256);
  return range.hashes.reduceRight((right, left) => nodeHash(sha256, left, right));
}

/**
 * Returns the root over leaf hashes, level by level: a second computation beside {@link rangeRoot},
 * which shares no step with it. An odd last hash moves up as it is, which gives the same tree as
 * splitting from the top.
 */
export function rootOf(sha256: Sha256, leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot(sha256);
  let level = leaves;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      above.push(i + 1 < level.length ? nodeHash(sha256, level[i], level[i + 1]) : level[i]);
    }
    level = above;
  }
  return level[0];
}

/**
 * Returns the root of a tree of that size, read through its perfect subtrees. Not verified against
 * anything.
 */
export async function treeRoot(
  sha256: Sha256,
  size: number,
  reader: HashReader,
): Promise<Uint8Array> {
  assert(Number.isSafeInteger(size) && size >= 0, `size of a tree, got ${size}`);
  return size === 0 ? emptyRoot(sha256) : readSpan(sha256, { from: 0, to: size }, reader);
}

/**
 * Returns the range of a tree of that size, read through its perfect subtrees: to go on from
 * without reading the leaves. Not verified: compare its {@link rangeRoot}.
 */
export async function readRange(
  sha256: Sha256,
  size: number,
  reader: HashReader,
): Promise<CompactRange> {
  return { size, hashes: await readSubtrees(sha256, { from: 0, to: size }, reader) };
}

/**
 * Returns the inclusion proof of a leaf (RFC 6962 section 2.1.1), leaf's sibling first, root's
 * child last. As good as the reader: verify it with {@link verifyInclusion} before it is used.
 */
export async function inclusionProof(
  sha256: Sha256,
  place: { readonly index: number; readonly size: number },
  reader: HashReader,
): Promise<Uint8Array[]> {
  const { index, size } = place;
  assert(index >= 0 && index < size, `leaf ${index} lies in a tree of ${size}`);
  const spans: Span[] = [];
  let span: Span = { from: 0, to: size };
  while (span.to - span.from > 1) {
    const [left, right] = halves(span);
    const goesLeft = index < left.to;
    spans.push(goesLeft ? right : left);
    span = goesLeft ? left : right;
  }
  return readSpans(sha256, spans.reverse(), reader);
}

/**
 * Returns the consistency proof between two sizes of a log (RFC 6962 section 2.1.2); empty when
 * `from` is 0 or both are equal. As good as the reader: verify it with {@link verifyConsistency}
 * before it is used.
 */
export async function consistencyProof(
  sha256: Sha256,
  sizes: { readonly from: number; readonly to: number },
  reader: HashReader,
): Promise<Uint8Array[]> {
  const { from, to } = sizes;
  assert(from >= 0 && from <= to, `a tree grows, got ${from} to ${to}`);
  if (from === 0 || from === to) return [];
  const spans: Span[] = [];
  let span: Span = { from: 0, to };
  // Down to the subtree that ends where the smaller tree ends.
  while (span.to !== from) {
    const [left, right] = halves(span);
    const goesLeft = from <= left.to;
    spans.push(goesLeft ? right : left);
    span = goesLeft ? left : right;
  }
  // When that subtree is the whole smaller tree, the verifier has its root already.
  if (span.from > 0) spans.push(span);
  return readSpans(sha256, spans.reverse(), reader);
}

/**
 * Returns whether the leaf hash stands at that index of the tree with that root (RFC 9162 section
 * 2.1.3.2). Never throws: sizes and hashes out of range are simply not proven.
 * @param claim Untrusted.
 */
export function verifyInclusion(
  sha256: Sha256,
  claim: {
    readonly index: number;
    readonly size: number;
    readonly leaf: Uint8Array;
    readonly root: Uint8Array;
    readonly proof: readonly Uint8Array[];
  },
): boolean {
  const { index, size, leaf, root, proof } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (!areHashes([leaf, root]) || !isProof(proof)) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sha256, sibling, hash);
      // A node at the right edge without a sibling stands in for its parent.
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(sha256, hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(hash, root);
}

/**
 * Returns whether the tree `to` begins with the tree `from` (RFC 9162 section 2.1.4.2). From 0, and
 * between equal sizes, the proof is empty and the roots are the empty one, or equal. Never throws.
 * @param claim Untrusted.
 */
export function verifyConsistency(
  sha256: Sha256,
  claim: {
    readonly from: number;
    readonly fromRoot: Uint8Array;
    readonly to: number;
    readonly toRoot: Uint8Array;
    readonly proof: readonly Uint8Array[];
  },
): boolean {
  const { from, fromRoot, to, toRoot, proof } = claim;
  if (!isSize(from) || !isSize(to) || from > to) return false;
  if (!areHashes([fromRoot, toRoot]) || !isProof(proof)) return false;
  if (from === to) return proof.length === 0 && equalBytes(fromRoot, toRoot);
  if (from === 0) return proof.length === 0 && equalBytes(fromRoot, emptyRoot(sha256));
  if (proof.length === 0) return false;
  let node = from - 1;
  let last = to - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // A smaller tree of 2^n leaves is a node of the larger one: its root opens the proof.
  const [start, ...rest] = node === 0 ? [fromRoot, ...proof] : proof;
  let fromHash = start;
  let toHash = start;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      fromHash = nodeHash(sha256, sibling, fromHash);
      toHash = nodeHash(sha256, sibling, toHash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      toHash = nodeHash(sha256, toHash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(fromHash, fromRoot) && equalBytes(toHash, toRoot);
}

/** The leaves [from, to) of a tree. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Splits a span of more than one leaf at the largest power of two below its length. */
function halves(span: Span): readonly [Span, Span] {
  const length = span.to - span.from;
  let k = 1;
  while (k * 2 < length) k *= 2;
  return [
    { from: span.from, to: span.from + k },
    { from: span.from + k, to: span.to },
  ];
}

/**
 * The hashes of a proof do not depend on each other, and their tiles may come from afar: read them
 * at once.
 */
function readSpans(
  sha256: Sha256,
  spans: readonly Span[],
  reader: HashReader,
): Promise<Uint8Array[]> {
  return Promise.all(spans.map((span) => readSpan(sha256, span, reader)));
}

/** Returns the root over a span that begins where a subtree of its length may begin. */
async function readSpan(sha256: Sha256, span: Span, reader: HashReader): Promise<Uint8Array> {
  const hashes = await readSubtrees(sha256, span, reader);
  return hashes.reduceRight((right, left) => nodeHash(sha256, left, right));
}

/** Returns the roots of the perfect subtrees that make up such a span, left to right. */
function readSubtrees(sha256: Sha256, span: Span, reader: HashReader): Promise<Uint8Array[]> {
  const subtrees: Promise<Uint8Array>[] = [];
  let from = span.from;
  while (from < span.to) {
    let level = 0;
    let length = 1;
    while (from + length * 2 <= span.to) {
      length *= 2;
      level += 1;
    }
    subtrees.push(readSubtree(sha256, { level, index: from / length }, reader));
    from += length;
  }
  return Promise.all(subtrees);
}

/**
 * Returns the root of a perfect subtree from the hashes of the next level below that a tile holds.
 */
async function readSubtree(
  sha256: Sha256,
  at: { readonly level: number; readonly index: number },
  reader: HashReader,
): Promise<Uint8Array> {
  const between = at.level % readerLevelStep;
  const count = 2 ** between;
  const hashes: Promise<Uint8Array>[] = [];
  for (let i = 0; i < count; i++) hashes.push(reader(at.level - between, at.index * count + i));
  return rootOf(sha256, await Promise.all(hashes));
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === hashBytes);
}

function isProof(proof: readonly Uint8Array[]): boolean {
  return proof.length <= proofHashesMax && areHashes(proof);
}
