// What is true in a run, kept apart from the nodes: what each log acknowledged and signed, what each witness answered.
// Everything that a run must never show is found here, and noted as a violation with the promise it breaks.
import { equalBytes, fromBase64, toHex, utf8ToString } from '../../src/base/bytes.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';

const { sha256 } = nodeCrypto;

/** A log's tree as it was signed. */
export interface Tree {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** An entry that a node has answered for, and what was recorded in it. */
export interface Acknowledged {
  readonly leaf: string;
  readonly index: number;
  payloads: Readonly<Record<string, string>>;
  /** A restored backup or a damaged disk took it, and nobody else had it. */
  isExcused: boolean;
}

/** Reads origin, size and root of a checkpoint or of a note. */
export function readTree(text: string): Tree | undefined {
  const [origin = '', size = '', root = ''] = text.split('\n', 3);
  const bytes = fromBase64(root);
  return /^\d+$/.test(size) && bytes !== undefined
    ? { origin, size: Number(size), root: bytes }
    : undefined;
}

/** RFC 6962 over a growing list, apart from src/record/merkle.ts on purpose. */
export class ReferenceLog {
  readonly leaves: string[] = [];
  readonly #roots = new Map<number, string>();
  readonly #peaks: { readonly height: number; readonly hash: Uint8Array }[] = [];

  push(leaf: string): void {
    this.leaves.push(leaf);
    let peak = { height: 0, hash: new Uint8Array(Buffer.from(leaf, 'hex')) as Uint8Array };
    for (;;) {
      const left = this.#peaks.at(-1);
      if (left === undefined || left.height !== peak.height) break;
      this.#peaks.pop();
      peak = { height: peak.height + 1, hash: nodeHash(left.hash, peak.hash) };
    }
    this.#peaks.push(peak);
  }

  root(): Uint8Array {
    const folded = this.#peaks
      .map((peak) => peak.hash)
      .reduceRight((right, left) => nodeHash(left, right), new Uint8Array(0));
    return folded;
  }

  /** Returns the root of the first `size` leaves, hex. */
  rootAt(size: number): string {
    if (size === 0) return toHex(sha256(new Uint8Array(0)));
    const known = this.#roots.get(size);
    if (known !== undefined) return known;
    const other = size === this.leaves.length ? this : referenceOf(this.leaves.slice(0, size));
    const root = toHex(other.root());
    this.#roots.set(size, root);
    return root;
  }
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (right.length === 0) return left;
  return sha256(new Uint8Array(Buffer.concat([Uint8Array.of(1), left, right])));
}

/** Returns the reference of some leaves, hex. */
export function referenceOf(leaves: readonly string[]): ReferenceLog {
  const log = new ReferenceLog();
  for (const leaf of leaves) log.push(leaf);
  return log;
}

/** The truth of one run. */
export class Truth {
  readonly violations: string[] = [];
  readonly acknowledged = new Map<string, Acknowledged[]>();
  /** Every leaf that was ever handed to a log of an honest party to record, acknowledged or not, is issued. */
  readonly signed = new Map<string, ReferenceLog>();
  /** The last tree that each witness answered for, by `witness origin`. */
  readonly answered = new Map<string, Tree>();
  /** Trees of the one who cheats: leaves by root, hex. */
  readonly forged = new Map<string, readonly string[]>();
  readonly #trace: (line: string) => void;

  constructor(trace: (line: string) => void) {
    this.#trace = trace;
  }

  violate(promise: string, what: string): void {
    const line = `${promise}: ${what}`;
    if (this.violations.includes(line)) return;
    this.violations.push(line);
    this.#trace(`VIOLATION ${line}`);
  }

  acknowledge(origin: string, entry: Omit<Acknowledged, 'isExcused'>): void {
    const entries = this.acknowledged.get(origin) ?? [];
    entries.push({ ...entry, isExcused: false });
    this.acknowledged.set(origin, entries);
  }

  /** P2: a signed tree grows from every tree signed before, and is the tree of the signer's own entries. */
  sign(tree: Tree, leaves: readonly string[]): void {
    const { origin, size } = tree;
    const log = this.signed.get(origin) ?? new ReferenceLog();
    this.signed.set(origin, log);
    if (leaves.length < size)
      this.violate('P2', `${origin} signs ${size} and has ${leaves.length}`);
    for (let i = 0; i < Math.min(size, leaves.length); i++) {
      if (i >= log.leaves.length) log.push(leaves[i] ?? '');
      else if (log.leaves[i] !== leaves[i]) {
        this.violate('P2', `${origin} signs another entry ${i} at size ${size}`);
        return;
      }
    }
    if (size <= log.leaves.length && log.rootAt(size) !== toHex(tree.root))
      this.violate('P2', `${origin} signs a root at ${size} that its entries do not give`);
  }

  /** The largest size that a log has signed. */
  signedSize(origin: string): number {
    return this.signed.get(origin)?.leaves.length ?? 0;
  }

  /** Whether the tree is one that the log did sign, or a part of it. */
  isGenuine(tree: Tree): boolean {
    const log = this.signed.get(tree.origin);
    if (tree.size === 0) return true;
    return (
      log !== undefined &&
      tree.size <= log.leaves.length &&
      log.rootAt(tree.size) === toHex(tree.root)
    );
  }

  /** W: a witness never answers for a smaller tree, or for one that does not grow from its last. */
  cosign(witness: string, tree: Tree): void {
    const key = `${witness} ${tree.origin}`;
    const last = this.answered.get(key);
    this.answered.set(key, tree);
    if (last === undefined) return;
    if (tree.size < last.size) this.violate('W', `${key} cosigned ${tree.size} after ${last.size}`);
    else if (!this.#grows(last, tree))
      this.violate('W', `${key} cosigned ${tree.size}, which does not grow from ${last.size}`);
  }

  #grows(older: Tree, newer: Tree): boolean {
    if (older.size === 0) return true;
    if (older.size === newer.size) return equalBytes(older.root, newer.root);
    if (this.signed.has(newer.origin)) return this.isGenuine(older) && this.isGenuine(newer);
    const leaves = this.forged.get(toHex(newer.root)) ?? [];
    return referenceOf(leaves.slice(0, older.size)).rootAt(older.size) === toHex(older.root);
  }

  /**
   * P1: what was acknowledged is in the log, in order and once; P5: nothing is there twice. Only for a log that its
   * node takes for whole.
   */
  checkLog(origin: string, leaves: readonly string[], how: 'by-index' | 'by-order'): void {
    if (new Set(leaves).size < leaves.length) this.violate('P5', `${origin} holds an entry twice`);
    let from = 0;
    for (const [n, entry] of (this.acknowledged.get(origin) ?? []).entries()) {
      if (entry.isExcused) continue;
      const at = how === 'by-index' ? entry.index : leaves.indexOf(entry.leaf, from);
      if (at >= 0 && leaves[at] === entry.leaf) from = at + 1;
      else this.violate('P1', `${origin} lost acknowledged entry ${n}`);
    }
  }
}

/** Returns the text of a reply, '' when it is none. */
export function textOf(bytes: Uint8Array): string {
  return utf8ToString(bytes) ?? '';
}
