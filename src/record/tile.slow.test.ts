// Every tile of a tree with one hash changed: docs/spec/record.md R12. The sizes are those at which readers that trusted
// tiles were fooled (CVE-2026-56865), with their neighbours in kind.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { seededChance } from '../../test/support/simulated-disk.ts';
import { leavesOf, referenceTree } from '../../test/support/tree.ts';
import { equalBytes } from '../base/bytes.ts';
import { inclusionProof, treeRoot, verifyInclusion } from './merkle.ts';
import { newTiles, type Tile, tileHashReader, tilePath, tileWidth } from './tile.ts';

const { sha256 } = testCrypto;
const leaves = leavesOf(70_000);
const tree = referenceTree(leaves);
const chance = seededChance(12);
const honest = new Map<string, Promise<Uint8Array | undefined>>();

function readHonest(path: string) {
  const known = honest.get(path) ?? tree.readTile(path);
  honest.set(path, known);
  return known;
}

/** Tries what reads that hash of the tile: the proof of a leaf beside it, or the root where nothing lies beside. */
async function isRefused(size: number, tile: Tile, hashAt: number): Promise<boolean> {
  const path = tilePath(tile);
  const reader = tileHashReader(size, async (asked) => {
    const bytes = (await readHonest(asked))?.slice();
    if (asked === path && bytes !== undefined) bytes[hashAt * 32 + 7] ^= 0x10;
    return bytes;
  });
  const root = tree.root(0, size);
  const besideAt = tile.index * tileWidth + (hashAt % 2 === 0 ? hashAt + 1 : hashAt - 1);
  const index = besideAt * tileWidth ** tile.level;
  if (index >= size) return !equalBytes(await treeRoot(sha256, size, reader), root);
  const proof = await inclusionProof(sha256, { index, size }, reader);
  return !verifyInclusion(sha256, { index, size, leaf: leaves[index], root, proof });
}

describe('a tile with one changed hash', () => {
  it.each([257, 300, 512, 768, 1_000, 65_536, 70_000])(
    'is refused, whichever it is of a tree of %i',
    async (size) => {
      const tiles = newTiles(0, size).filter(({ kind }) => kind === 'tile');
      for (const tile of tiles) {
        const places = new Set([0, tile.width - 1, Math.floor(chance() * tile.width)]);
        for (const hashAt of places) {
          const isCaught = await isRefused(size, tile, hashAt);
          if (!isCaught) expect.fail(`${tilePath(tile)} hash ${hashAt} of a tree of ${size}`);
        }
      }
      expect(tiles.length).toBeGreaterThan(2);
    },
  );
});
