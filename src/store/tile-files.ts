// The tiles and entry bundles as files that any static web server can serve (c2sp.org/tlog-tiles). They are
// derived: written before the checkpoint that needs them, by rename, and made again at start when missing or
// damaged. Nothing is read back from them to answer anyone.
import { join } from 'node:path';
import { equalBytes } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import {
  bundlePath,
  encodeBundle,
  newTiles,
  type Tile,
  tilePath,
  tilesOf,
  tileWidth,
} from '../record/tile.ts';
import { type Files, parentOf, readWhole, replaceFile, temporarySuffix } from './files.ts';
import type { ReadBack, TreeLevels } from './tree-levels.ts';

/** Where tiles come from and go to. */
interface TileFilesSetting {
  readonly files: Files;
  /** The folder that holds `checkpoint` and `tile/`. */
  readonly dir: string;
  readonly levels: TreeLevels;
  readonly readBack: ReadBack;
  /** Returns the bytes of a bundle of the entries [from, to) without reading them. */
  readonly bundleBytes: (from: number, to: number) => number;
}

/** The tile files of one log. */
export interface TileFiles {
  /** Writes every tile that a tree of that size needs and that is not there yet. */
  write(size: number): Promise<void>;
  /**
   * Writes again what trees of these sizes, the largest first, need and what is missing or not right. Tiles are
   * always compared whole; bundles by `size`, or after a restart of the machine by `content`. Returns how many were written.
   */
  repair(sizes: readonly number[], depth: 'size' | 'content'): Promise<number>;
  /** Removes partial tiles whose full tile exists and that none of the sizes needs. */
  sweep(keptSizes: readonly number[]): Promise<void>;
}

/** Returns the tile files of a log, none of them looked at yet. */
export function createTileFiles(setting: TileFilesSetting): TileFiles {
  const { files, dir } = setting;
  let writtenSize = 0;
  /** Folders `tile/…/000.p` whose full tile exists. */
  const superseded = new Set<string>();

  const write = async (tile: Tile) => {
    const path = join(dir, pathOf(tile));
    await files.makeFolder(parentOf(path));
    await replaceFile(files, { path, bytes: await contentOf(setting, tile), kind: 'derived' });
    if (tile.width === tileWidth) superseded.add(`${pathOf(tile)}.p`);
  };

  return {
    async write(size) {
      // A smaller tree, confirmed late, finds its partial tiles unless they were swept.
      const wanted = size > writtenSize ? newTiles(writtenSize, size) : partialTiles(size);
      for (const tile of wanted) {
        if (size > writtenSize || !(await isThere(setting, tile))) await write(tile);
      }
      writtenSize = Math.max(writtenSize, size);
    },
    async repair([largest, ...smaller], depth) {
      let repaired = 0;
      const wanted = [...newTiles(0, largest), ...smaller.flatMap(partialTiles)];
      for (const tile of wanted) {
        if (await isRight(setting, tile, depth)) continue;
        await write(tile);
        repaired++;
      }
      for (const folder of await findSuperseded(setting, wanted)) superseded.add(folder);
      writtenSize = largest;
      return repaired;
    },
    async sweep(keptSizes) {
      const needed = new Set(keptSizes.flatMap(partialTiles).map((t) => parentOf(pathOf(t))));
      for (const folder of superseded) {
        if (needed.has(folder)) continue;
        await files.remove(join(dir, folder));
        superseded.delete(folder);
      }
    },
  };
}

function partialTiles(size: number): readonly Tile[] {
  return tilesOf(size).filter((tile) => tile.width < tileWidth);
}

function pathOf(tile: Tile): string {
  return tile.kind === 'entries' ? bundlePath(tile) : tilePath(tile);
}

async function contentOf(setting: TileFilesSetting, tile: Tile): Promise<Uint8Array> {
  if (tile.kind === 'tile') return setting.levels.tile(tile);
  const from = tile.index * tileWidth;
  return encodeBundle(await setting.readBack(from, from + tile.width));
}

async function isRight(
  setting: TileFilesSetting,
  tile: Tile,
  depth: 'size' | 'content',
): Promise<boolean> {
  if (tile.kind === 'entries' && depth === 'size') {
    const from = tile.index * tileWidth;
    return (await sizeOf(setting, tile)) === setting.bundleBytes(from, from + tile.width);
  }
  const found = await readWhole(setting.files, join(setting.dir, pathOf(tile)));
  return found !== undefined && equalBytes(found, await contentOf(setting, tile));
}

async function isThere(setting: TileFilesSetting, tile: Tile): Promise<boolean> {
  return (await sizeOf(setting, tile)) !== undefined;
}

async function sizeOf(setting: TileFilesSetting, tile: Tile): Promise<number | undefined> {
  try {
    const file = await setting.files.open(join(setting.dir, pathOf(tile)), 'read');
    try {
      return await file.size();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Returns the folders of partial tiles beside full ones, and removes what a crash left half-written there. */
async function findSuperseded(
  { files, dir }: TileFilesSetting,
  tiles: readonly Tile[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const full = tiles.filter((tile) => tile.width === tileWidth).map(pathOf);
  const fullPaths = new Set(full);
  for (const folder of new Set(full.map(parentOf))) {
    for (const name of await files.list(join(dir, folder))) {
      const path = `${folder}/${name}`;
      if (name.endsWith(temporarySuffix)) await files.remove(join(dir, path));
      if (name.endsWith('.p') && fullPaths.has(path.slice(0, -2))) found.push(path);
    }
  }
  return found;
}
