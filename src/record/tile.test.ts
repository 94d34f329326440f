// Tiles and bundles: docs/spec/record.md R11, docs/spec/record.md R12, docs/spec/record.md R13.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { codesOf, leavesOf, referenceTree } from '../../test/support/tree.ts';
import { equalBytes } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  emptyRange,
  inclusionProof,
  leafHash,
  rangeRoot,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import {
  bundlePath,
  decodeBundle,
  encodeBundle,
  newTiles,
  parseTilePath,
  type Tile,
  tileHashReader,
  tilePath,
  tilesOf,
  tileWidth,
} from './tile.ts';

const { sha256 } = testCrypto;
const pathOf = (tile: Tile) => (tile.kind === 'entries' ? bundlePath(tile) : tilePath(tile));

describe('tilePath and bundlePath', () => {
  it('write groups of three digits, and the width only when the tile is not full', () => {
    expect(tilePath({ level: 0, index: 0, width: 256 })).toBe('tile/0/000');
    expect(tilePath({ level: 1, index: 273, width: 17 })).toBe('tile/1/273.p/17');
    expect(bundlePath({ index: 1_234_067, width: 256 })).toBe('tile/entries/x001/x234/067');
    expect(bundlePath({ index: 999_999, width: 1 })).toBe('tile/entries/x999/999.p/1');
    expect(tilePath({ level: 63, index: 1_000, width: 255 })).toBe('tile/63/x001/000.p/255');
  });
});

describe('parseTilePath', () => {
  it('reads what was printed, up to indices beyond 2^40', () => {
    for (const index of [0, 1, 999, 1_000, 1_234_067, 2 ** 40 + 1, Math.floor(2 ** 53 / 256)]) {
      for (const width of [1, 255, 256]) {
        const tile: Tile = { kind: 'tile', level: 2, index, width };
        expect(parseTilePath(tilePath(tile))).toEqual({ ok: true, value: tile });
        const bundle: Tile = { kind: 'entries', level: 0, index, width };
        expect(parseTilePath(bundlePath(bundle))).toEqual({ ok: true, value: bundle });
      }
    }
  });

  it.each([
    ['record.tile.path', ''],
    ['record.tile.path', 'tile/0'],
    ['record.tile.path', '/tile/0/000'],
    ['record.tile.path', 'tile/0/000.p'],
    ['record.tile.path', 'tile/0/000.p/1/2'],
    ['record.tile.path', 'tile/0/../000'],
    ['record.tile.path', `tile/0/${'x000/'.repeat(40)}000`],
    ['record.tile.level', 'tile/64/000'],
    ['record.tile.level', 'tile/00/000'],
    ['record.tile.level', 'tile/data/000'],
    ['record.tile.index', 'tile/0/x01'],
    ['record.tile.index', 'tile/0/0'],
    ['record.tile.index', 'tile/0/1000'],
    ['record.tile.index', 'tile/0/x001'],
    ['record.tile.index', 'tile/0/001/002'],
    ['record.tile.index', 'tile/0/x000/001'],
    ['record.tile.index', 'tile/0/x999/x999/x999/x999/x999/999'],
    ['record.tile.width', 'tile/0/000.p/0'],
    ['record.tile.width', 'tile/0/000.p/256'],
    ['record.tile.width', 'tile/0/000.p/01'],
    ['record.tile.width', 'tile/0/000.p/'],
  ])('answers %s to %j', (code, path) => {
    expect(codesOf(parseTilePath(path))).toEqual([code]);
  });
});

describe('tilesOf', () => {
  it('is the right edge: the last bundle and the last tile of every level', () => {
    expect(tilesOf(0)).toEqual([]);
    expect(tilesOf(256).map(pathOf)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect(tilesOf(70_000).map(pathOf)).toEqual([
      'tile/entries/273.p/112',
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ]);
  });
});

describe('newTiles', () => {
  it('are all tiles of a tree when there was none before', () => {
    const paths = newTiles(0, 70_000).map(pathOf);
    expect(paths.length).toBe(274 + 274 + 2 + 1);
    expect(paths).toContain('tile/1/000');
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('of every step together are what the whole tree needs, and nothing that it does not', () => {
    const sizes = [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000];
    const written = new Set<string>();
    for (const [i, size] of sizes.slice(1).entries()) {
      for (const tile of newTiles(sizes[i], size)) written.add(pathOf(tile));
      for (const tile of newTiles(0, size)) expect(written.has(pathOf(tile)), `${size}`).toBe(true);
    }
    for (const path of written) {
      const tile = parseTilePath(path);
      const span = tile.ok ? 256 ** tile.value.level : 0;
      const end = tile.ok ? (tile.value.index * tileWidth + tile.value.width) * span : 0;
      expect(end).toBeLessThanOrEqual(70_000);
    }
  });

  it('are none when the tree did not grow, and only changed levels otherwise', () => {
    expect(newTiles(300, 300)).toEqual([]);
    expect(newTiles(300, 301).map(pathOf)).toEqual(['tile/entries/001.p/45', 'tile/0/001.p/45']);
  });
});

describe('tileHashReader', () => {
  const tree = referenceTree(leavesOf(1_000));

  it('reads partial tiles, and cuts the full one where the partial one is gone', async () => {
    const asked: string[] = [];
    const sweptReader = tileHashReader(700, async (path) => {
      asked.push(path);
      return path.includes('.p/') ? undefined : tree.readTile(path);
    });
    expect(await sweptReader(0, 600)).toEqual(tree.root(600, 601));
    expect(asked).toEqual(['tile/0/002.p/188', 'tile/0/002']);
    const reader = tileHashReader(700, tree.readTile);
    expect(await treeRoot(sha256, 700, reader)).toEqual(tree.root(0, 700));
  });

  it('asks for each tile once, and again after a failure', async () => {
    let asked = 0;
    let isThere = false;
    const reader = tileHashReader(300, async (path) => {
      asked += 1;
      return isThere ? tree.readTile(path) : undefined;
    });
    await expect(reader(0, 0)).rejects.toSatisfy((e) => codeOf(e) === 'record.tile.missing');
    isThere = true;
    await Promise.all([reader(0, 0), reader(0, 1), reader(0, 2)]);
    expect(asked).toBe(2);
  });

  it('rejects tiles of another length', async () => {
    const short = tileHashReader(300, async () => new Uint8Array(31));
    await expect(short(0, 0)).rejects.toSatisfy((e) => codeOf(e) === 'record.tile.length');
    const long = tileHashReader(300, async (p) =>
      p.includes('.p') ? undefined : new Uint8Array(9),
    );
    await expect(long(0, 299)).rejects.toSatisfy((e) => codeOf(e) === 'record.tile.length');
  });
});

/** Reads tiles of which one has one bit of one hash flipped. */
function forging(tree: ReturnType<typeof referenceTree>, path: string, hashAt: number) {
  return async (asked: string) => {
    const bytes = await tree.readTile(asked);
    if (asked === path && bytes !== undefined) bytes[hashAt * 32] ^= 1;
    return bytes;
  };
}

describe('forged tiles', () => {
  it('give no proof of a forged leaf at size 768 (CVE-2026-56865)', async () => {
    const size = 768;
    const entries = Array.from({ length: size }, (_, i) => new TextEncoder().encode(`${i}`));
    const leaves = entries.map((entry) => leafHash(sha256, entry));
    const tree = referenceTree(leaves);
    const root = tree.root(0, size);
    const forgedLeaf = leafHash(sha256, new TextEncoder().encode('forged'));
    for (const index of [5, 255, 256, 511, 512, 767]) {
      const path = tilePath({ level: 0, index: Math.floor(index / 256), width: 256 });
      const reader = tileHashReader(size, async (asked) => {
        const bytes = await tree.readTile(asked);
        if (asked === path) bytes?.set(forgedLeaf, (index % 256) * 32);
        return bytes;
      });
      const proof = await inclusionProof(sha256, { index, size }, reader);
      expect(verifyInclusion(sha256, { index, size, leaf: forgedLeaf, root, proof })).toBe(false);
      const forged = leaves.with(index, forgedLeaf);
      let range: CompactRange = emptyRange;
      for (const leaf of forged) range = appendLeaf(sha256, range, leaf);
      expect(rangeRoot(sha256, range)).not.toEqual(root);
    }
  });

  it('give no proof that verifies wherever a flipped hash was used', async () => {
    const leaves = leavesOf(70_000);
    const tree = referenceTree(leaves);
    const isHonest = (found: readonly Uint8Array[], honest: readonly Uint8Array[]) =>
      found.length === honest.length && found.every((hash, i) => equalBytes(hash, honest[i]));
    let refused = 0;
    for (const size of [257, 300, 512, 768, 1_000, 65_536, 70_000]) {
      const root = tree.root(0, size);
      for (const tile of tilesOf(size).filter(({ kind }) => kind === 'tile')) {
        for (const hashAt of [0, tile.width - 1]) {
          const reader = tileHashReader(size, forging(tree, tilePath(tile), hashAt));
          const span = 256 ** tile.level;
          const flippedAt = (tile.index * 256 + hashAt) * span;
          // A leaf beside what the flipped hash stands for, and a smaller tree that ends there.
          const index = flippedAt >= span ? flippedAt - 1 : Math.min(span, size - 1);
          const proof = await inclusionProof(sha256, { index, size }, reader);
          const claim = { index, size, leaf: leaves[index], root, proof };
          const at = `${tilePath(tile)} hash ${hashAt} at ${size}`;
          const isUnused = isHonest(proof, tree.path(index, size));
          expect(verifyInclusion(sha256, claim), at).toBe(isUnused);
          const from = Math.max(1, flippedAt);
          const growth = await consistencyProof(sha256, { from, to: size }, reader);
          const grown = {
            from,
            fromRoot: tree.root(0, from),
            to: size,
            toRoot: root,
            proof: growth,
          };
          const isUnusedByGrowth = isHonest(growth, tree.proof(from, size));
          expect(verifyConsistency(sha256, grown), at).toBe(isUnusedByGrowth);
          refused += Number(!isUnused) + Number(!isUnusedByGrowth);
        }
      }
    }
    expect(refused).toBeGreaterThan(30);
  });
});

describe('encodeBundle and decodeBundle', () => {
  it('take 256 entries of 0 to 65,535 bytes and give them back', () => {
    const entries = Array.from({ length: 256 }, (_, i) =>
      new Uint8Array(i === 7 ? 65_535 : i % 3).fill(i),
    );
    expect(decodeBundle(encodeBundle(entries), 256)).toEqual({ ok: true, value: entries });
    expect(decodeBundle(new Uint8Array(0), 0)).toEqual({ ok: true, value: [] });
  });

  it('take no entry of 65,536 bytes and no 257 entries', () => {
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow('65535');
    expect(() => encodeBundle(Array(257).fill(new Uint8Array(0)))).toThrow('256');
    expect(() => decodeBundle(new Uint8Array(0), 257)).toThrow('256');
  });

  it('refuse a bundle that is cut anywhere, and one that goes on', () => {
    const bytes = encodeBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(4)]);
    for (let length = 0; length < bytes.length; length++) {
      const codes = codesOf(decodeBundle(bytes.slice(0, length), 3));
      expect(codes).toEqual(['record.bundle.truncated']);
    }
    const longer = new Uint8Array([...bytes, 0]);
    expect(codesOf(decodeBundle(longer, 3))).toEqual(['record.bundle.trailing']);
  });
});
