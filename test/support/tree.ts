// Trees for tests of the record: the recursive definitions of RFC 6962 section 2.1 word for word, apart from
// src/record/merkle.ts on purpose, and readers over leaves held in memory.
import { createHash } from 'node:crypto';
import type { Origin } from '../../src/base/ids.ts';
import type { Signer } from '../../src/base/ports.ts';
import { printCheckpoint, signCheckpoint } from '../../src/record/checkpoint.ts';
import { noteKeyType, type VerifierKey, verifierKey } from '../../src/record/key.ts';
import type { HashReader } from '../../src/record/merkle.ts';
import { printNote } from '../../src/record/note.ts';
import { parseTilePath, tileWidth } from '../../src/record/tile.ts';
import { testCrypto, testSigner } from './crypto.ts';

function hash(...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHash('sha256');
  for (const part of parts) state.update(part);
  return new Uint8Array(state.digest());
}

/** Returns distinct leaf hashes: entry i is the decimal of i, after a word that makes another tree. */
export function leavesOf(count: number, word = ''): Uint8Array[] {
  const prefix = Uint8Array.of(0);
  return Array.from({ length: count }, (_, i) => hash(prefix, Buffer.from(`${word}${i}`)));
}

/** The definitions of RFC 6962 over some leaves. */
export interface ReferenceTree {
  /** MTH(D[from:to]). */
  root(from: number, to: number): Uint8Array;
  /** PATH(m, D[0:n]). */
  path(m: number, n: number): Uint8Array[];
  /** PROOF(m, D[0:n]). */
  proof(m: number, n: number): Uint8Array[];
  /** Roots of perfect subtrees, for levels that are multiples of 8. */
  readonly reader: HashReader;
  /** Tiles by path, full or partial, whatever the path asks for. */
  readonly readTile: (path: string) => Promise<Uint8Array | undefined>;
}

/** Returns the tree over leaf hashes. What was computed once is kept. */
export function referenceTree(leaves: readonly Uint8Array[]): ReferenceTree {
  const known = new Map<string, Uint8Array>();
  const root = (from: number, to: number): Uint8Array => {
    if (from === to) return hash();
    if (to - from === 1) return leaves[from];
    const key = `${from}-${to}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const k = splitOf(to - from);
    const value = hash(Uint8Array.of(1), root(from, from + k), root(from + k, to));
    known.set(key, value);
    return value;
  };
  const path = (m: number, from: number, to: number): Uint8Array[] => {
    if (to - from === 1) return [];
    const k = splitOf(to - from);
    if (m < k) return [...path(m, from, from + k), root(from + k, to)];
    return [...path(m - k, from + k, to), root(from, from + k)];
  };
  const subproof = (m: number, from: number, to: number, isWhole: boolean): Uint8Array[] => {
    if (m === to - from) return isWhole ? [] : [root(from, to)];
    const k = splitOf(to - from);
    if (m <= k) return [...subproof(m, from, from + k, isWhole), root(from + k, to)];
    return [...subproof(m - k, from + k, to, false), root(from, from + k)];
  };
  const subtree = (level: number, index: number) => {
    const length = 2 ** level;
    return root(index * length, (index + 1) * length);
  };
  return {
    root,
    path: (m, n) => path(m, 0, n),
    proof: (m, n) => subproof(m, 0, n, true),
    reader: async (level, index) => {
      if (level % 8 !== 0) throw new Error(`asked for level ${level}`);
      return subtree(level, index);
    },
    readTile: async (text) => {
      const tile = parseTilePath(text);
      if (!tile.ok || tile.value.kind !== 'tile') return undefined;
      const { level, index, width } = tile.value;
      const first = index * tileWidth;
      if ((first + width) * 256 ** level > leaves.length) return undefined;
      const hashes = Array.from({ length: width }, (_, i) => subtree(level * 8, first + i));
      return new Uint8Array(Buffer.concat(hashes));
    },
  };
}

/** The largest power of two smaller than n. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** A log that signs whatever it is told to. */
export interface TestLog {
  readonly origin: Origin;
  readonly key: VerifierKey;
  readonly signer: Signer;
  /** Returns a signed note. */
  note(size: number, root: Uint8Array, extensions?: readonly string[]): Promise<string>;
}

/** Returns a log with the key of a seed of equal bytes. */
export function testLog(name = 'a.example/comity', seed = 1): TestLog {
  const origin = name as Origin;
  const signer = testSigner(seed);
  const { publicKey } = signer;
  const key = verifierKey(testCrypto.sha256, { name, type: noteKeyType, publicKey });
  return {
    origin,
    key,
    signer,
    note: async (size, root, extensions = []) => {
      const checkpoint = { origin, size, root, extensions };
      const line = await signCheckpoint(key, signer, checkpoint);
      return printNote({ text: printCheckpoint(checkpoint), signatures: [line] });
    },
  };
}

/** Returns the codes of a result's issues, or [] when it is ok. */
export function codesOf(result: {
  readonly ok: boolean;
  readonly error?: readonly { readonly code: string }[];
}): string[] {
  return result.ok ? [] : (result.error ?? []).map((found) => found.code);
}
