// A whole log, checked from its entries: every bundle, every leaf, every tile, the root, and that it grew from trees
// seen earlier. Nothing read from a tile decides anything: tiles are only compared with what the entries give
// (CVE-2026-56865 is a reader that believed them). One pass, in constant memory, whatever the size.
import { concat, equalBytes } from '../base/bytes.ts';
import { assert, codeOf, messageOf } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Issue } from '../base/result.ts';
import { logCheckIssuesMax, logCheckReadAhead } from './limits.ts';
import { emptyRoot, leafHash, nodeHash, rootOf } from './merkle.ts';
import { bundlePath, decodeBundle, readTile, tilePath, tileWidth } from './tile.ts';

//     entries ── bundle 0 ──> 256 leaves = tile/0/000 ──> its root = hash 0 of tile/1/000 ──> …
//                bundle 1 ──> 256 leaves = tile/0/001 ──> its root = hash 1 of tile/1/000
//     root of any size: the hashes pending at each level, folded from the right

/** A tree: how many leaves, and the root over them. */
export interface LogTree {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** What is to be checked. */
export interface LogCheckInput {
  /** Trees that the log serves, signature checked: all their tiles, partial ones too, must be there. */
  readonly served: readonly LogTree[];
  /** Trees seen earlier, under the same signature: the log must begin with them. */
  readonly earlier: readonly LogTree[];
  /** Untrusted: the bytes at a path of the log, or undefined where there is nothing. May reject. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Called for the entries of each bundle in order, before anything is known of them. */
  readonly onEntries?: (first: number, entries: readonly Uint8Array[]) => void | Promise<void>;
}

/** What was read and what was wrong. */
export interface LogCheck {
  /** Entries read; fewer than the tree has where a bundle was missing. */
  readonly entries: number;
  readonly bytes: number;
  /** Tiles compared. */
  readonly tiles: number;
  /**
   * record.log.bundle, record.log.tile, record.log.root, record.log.earlier-root (the log does not begin with a tree
   * that it signed before), record.log.shrunk (it is smaller than that tree), record.log.unreadable.
   */
  readonly issues: readonly Issue[];
}

/**
 * Checks a whole log. A missing or malformed bundle ends it; other faults are gathered, up to a limit. Never rejects
 * because of what is read. Cost: each entry and each tile is read once.
 */
export async function checkLog(sha256: Sha256, input: LogCheckInput): Promise<LogCheck> {
  const check = new Check(sha256, input);
  await check.run();
  return check.report();
}

class Check {
  readonly #sha256: Sha256;
  readonly #input: LogCheckInput;
  readonly #tower: Tower;
  readonly #issues: Issue[] = [];
  /** Trees to compare, by size: an audit hands in every note that was ever cosigned. */
  readonly #served: ReadonlyMap<number, readonly LogTree[]>;
  readonly #earlier: ReadonlyMap<number, readonly LogTree[]>;
  #bytes = 0;
  #tiles = 0;

  constructor(sha256: Sha256, input: LogCheckInput) {
    assert(input.served.length > 0, 'a log that serves a tree');
    this.#sha256 = sha256;
    this.#input = input;
    this.#tower = new Tower(sha256);
    this.#served = Map.groupBy(input.served, (tree) => tree.size);
    this.#earlier = Map.groupBy(input.earlier, (tree) => tree.size);
  }

  report(): LogCheck {
    const { size } = this.#tower;
    return { entries: size, bytes: this.#bytes, tiles: this.#tiles, issues: this.#issues };
  }

  async run(): Promise<void> {
    const { served, earlier } = this.#input;
    const size = Math.max(...served.map((tree) => tree.size));
    for (const tree of earlier) {
      if (tree.size <= size) continue;
      const message = `the log shows ${size} entries and has signed ${tree.size} before`;
      this.#add('record.log.shrunk', `size ${tree.size}`, message);
    }
    await this.#compareTrees();
    const count = Math.ceil(size / tileWidth);
    const ahead: Promise<readonly Uint8Array[] | Issue>[] = [];
    let asked = 0;
    for (let index = 0; index < count; index++) {
      while (asked < count && asked < index + logCheckReadAhead) {
        const width = Math.min(tileWidth, size - asked * tileWidth);
        ahead.push(this.#readBundle({ index: asked, width }));
        asked += 1;
      }
      const entries = await ahead.shift();
      assert(entries !== undefined, 'a bundle was asked for');
      if ('code' in entries) {
        this.#issues.push(entries);
        return;
      }
      await this.#take(index * tileWidth, entries);
      if (this.#issues.length >= logCheckIssuesMax) return;
    }
  }

  async #take(first: number, entries: readonly Uint8Array[]): Promise<void> {
    await this.#input.onEntries?.(first, entries);
    for (const [i, entry] of entries.entries()) {
      this.#bytes += entry.length;
      for (const full of this.#tower.push(leafHash(this.#sha256, entry))) {
        await this.#compareTile(full);
      }
      await this.#compareTrees();
      if (i + 1 < entries.length) await this.#compareBundle(first, { entries, count: i + 1 });
    }
  }

  /** A smaller tree that is served beside the largest has a bundle of its own at its edge. */
  async #compareBundle(
    first: number,
    { entries, count }: { readonly entries: readonly Uint8Array[]; readonly count: number },
  ): Promise<void> {
    const { size } = this.#tower;
    if (!this.#served.has(size)) return;
    const bundle = { index: first / tileWidth, width: count };
    const found = await this.#readBundle(bundle);
    if ('code' in found) this.#issues.push(found);
    else if (!found.every((entry, i) => equalBytes(entry, entries[i]))) {
      const path = bundlePath(bundle);
      this.#add('record.log.bundle', path, `${path} holds other entries than the bundle after it`);
    }
  }

  /** Looks at every tree of the size reached just now. */
  async #compareTrees(): Promise<void> {
    const { size } = this.#tower;
    const served = this.#served.get(size);
    const earlier = this.#earlier.get(size) ?? [];
    if (served === undefined && earlier.length === 0) return;
    const root = this.#tower.root();
    if (served !== undefined) {
      for (const partial of this.#tower.partial()) await this.#compareTile(partial);
    }
    if (served?.some((tree) => !equalBytes(tree.root, root)) === true) {
      const message = `the entries do not give the root of size ${size}`;
      this.#add('record.log.root', `size ${size}`, message);
    }
    if (earlier.some((tree) => !equalBytes(tree.root, root))) {
      const message = `the log does not begin with the tree of size ${size} that it signed before`;
      this.#add('record.log.earlier-root', `size ${size}`, message);
    }
  }

  async #compareTile(tile: TowerTile): Promise<void> {
    const { level, index, hashes } = tile;
    const path = tilePath({ level, index, width: hashes.length });
    try {
      const found = await readTile({ level, index, width: hashes.length }, this.#input.read);
      this.#tiles += 1;
      if (equalBytes(found, concat(...hashes))) return;
      this.#add('record.log.tile', path, `${path} is not what the entries give`);
    } catch (error) {
      const isOfLog = codeOf(error).startsWith('record.tile.');
      this.#add(isOfLog ? 'record.log.tile' : 'record.log.unreadable', path, messageOf(error));
    }
  }

  async #readBundle(bundle: {
    index: number;
    width: number;
  }): Promise<readonly Uint8Array[] | Issue> {
    const path = bundlePath(bundle);
    try {
      const bytes = await this.#input.read(path);
      const decoded =
        bytes === undefined ? await this.#cutFull(bundle) : decodeBundle(bytes, bundle.width);
      if (decoded === undefined)
        return { code: 'record.log.bundle', path, message: `${path}: not there` };
      if (decoded.ok) return decoded.value;
      const [found] = decoded.error;
      return { code: 'record.log.bundle', path, message: `${path}: ${found?.message ?? ''}` };
    } catch (error) {
      return { code: 'record.log.unreadable', path, message: messageOf(error) };
    }
  }

  /** A log that has grown may serve the full bundle in place of the partial one. */
  async #cutFull({ index, width }: { index: number; width: number }) {
    if (width === tileWidth) return undefined;
    const bytes = await this.#input.read(bundlePath({ index, width: tileWidth }));
    const full = bytes === undefined ? undefined : decodeBundle(bytes, tileWidth);
    return full?.ok === true ? { ...full, value: full.value.slice(0, width) } : full;
  }

  #add(code: string, path: string, message: string): void {
    this.#issues.push({ code, path, message });
  }
}

/** A tile as the entries give it. */
interface TowerTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
}

/** The right edge of a tree, level by level as tiles have it. */
class Tower {
  readonly #sha256: Sha256;
  readonly #levels: { readonly hashes: Uint8Array[]; index: number }[] = [];
  #size = 0;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf; returns the tiles that are full by it, lowest level first. */
  push(leaf: Uint8Array): readonly TowerTile[] {
    this.#size += 1;
    const full: TowerTile[] = [];
    let hash = leaf;
    for (let level = 0; ; level++) {
      this.#levels[level] ??= { hashes: [], index: 0 };
      const at = this.#levels[level];
      at.hashes.push(hash);
      if (at.hashes.length < tileWidth) return full;
      const hashes = at.hashes.splice(0);
      full.push({ level, index: at.index, hashes });
      at.index += 1;
      hash = rootOf(this.#sha256, hashes);
    }
  }

  /** Returns the tiles at the right edge that are not full. */
  partial(): readonly TowerTile[] {
    return this.#levels.flatMap(({ hashes, index }, level) =>
      hashes.length === 0 ? [] : [{ level, index, hashes: [...hashes] }],
    );
  }

  root(): Uint8Array {
    // From the highest level down, each level's hashes are perfect subtrees, left to right.
    const subtrees = this.#levels.toReversed().flatMap(({ hashes }) => this.#perfect(hashes));
    if (subtrees.length === 0) return emptyRoot(this.#sha256);
    return subtrees.reduceRight((right, left) => nodeHash(this.#sha256, left, right));
  }

  /** Splits fewer than 256 equal subtrees into runs of powers of two, largest first, and gives the root of each. */
  #perfect(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
    const roots: Uint8Array[] = [];
    let from = 0;
    for (let run = tileWidth / 2; run >= 1; run /= 2) {
      if (hashes.length - from < run) continue;
      roots.push(rootOf(this.#sha256, hashes.slice(from, from + run)));
      from += run;
    }
    return roots;
  }
}
