// The tiles and entry bundles as files that any static web server can serve (c2sp.org/tlog-tiles). They are written
// before the checkpoint that needs them, by rename, and made again at start when missing or damaged. What lies before
// the journal's base is synced first (settle) and then the only copy of its entries: log-prefix.ts reads it.
import { join } from 'node:path';
import { equalBytes } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import {
  bundlePath,
  encodeBundle,
  newTiles,
  type Tile,
  tilePath,
  tilesOf,
  tileWidth,
} from '../record/tile.ts';
import {
  type Files,
  type OpenFile,
  parentOf,
  readWhole,
  replaceFile,
  temporarySuffix,
} from './files.ts';
import { bundleEntries, isFullTile } from './log-prefix.ts';
import type { ReadBack, TreeLevels } from './tree-levels.ts';

/** Where tiles come from and go to. */
interface TileFilesSetting {
  readonly files: Files;
  /** The folder that holds `checkpoint` and `tile/`. */
  readonly dir: string;
  readonly levels: TreeLevels;
  readonly sha256: Sha256;
  readonly readBack: ReadBack;
  /** Returns the bytes of a bundle of the entries [from, to) without reading them. */
  readonly bundleBytes: (from: number, to: number) => number;
  /** Entries before it are in bundles only. */
  readonly baseSize: () => number;
}

/** The tile files of one log. */
export interface TileFiles {
  /** Writes every tile that a tree of that size needs and that is not there yet. */
  write(size: number): Promise<void>;
  /**
   * Writes again what trees of these sizes need from the base on and what is missing or not
   * right. Tiles are always compared whole; bundles by `size`, or after a restart of the machine by `content`. Returns
   * how many were written.
   */
  repair(sizes: readonly number[], depth: 'size' | 'content'): Promise<number>;
  /** Removes partial tiles whose full tile exists and that none of the sizes needs. */
  sweep(keptSizes: readonly number[]): Promise<void>;
  /**
   * Makes the full tiles and bundles from the base up to a size durable, with the names that lead to them, and checks
   * each once it is. Files below `rotatingSize` were to be synced before: a sync is never tried again, so they
   * are written anew.
   */
  settle(size: number, rotatingSize: number): Promise<void>;
}

/** Returns the tile files of a log, none of them looked at yet. */
export function createTileFiles(setting: TileFilesSetting): TileFiles {
  const { files, dir } = setting;
  let writtenSize = 0;
  /** Folders `tile/…/000.p` whose full tile exists. */
  const superseded = new Set<string>();

  /** Folders that were made or are there; those of partial tiles are removed and made again. */
  const made = new Set<string>();
  const write = async (tile: Tile) => {
    const path = join(dir, pathOf(tile));
    const folder = parentOf(path);
    if (!made.has(folder)) await files.makeFolder(folder);
    if (tile.width === tileWidth) made.add(folder);
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
    async repair(sizes, depth) {
      let repaired = 0;
      const largest = Math.max(...sizes);
      // Partial tiles of a level that has not grown since the base are not new, and were never synced.
      const wanted = [...newTiles(setting.baseSize(), largest), ...sizes.flatMap(partialTiles)];
      for (const tile of wanted) {
        if (await isRightOrLost(setting, tile, depth)) continue;
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
    async settle(size, rotatingSize) {
      const full = newTiles(setting.baseSize(), size).filter(({ width }) => width === tileWidth);
      for (let at = 0; at < full.length; at += settledAtOnce) {
        const some = full.slice(at, at + settledAtOnce);
        const done = some.map((tile) => settleTile(setting, tile, rotatingSize));
        for (const one of await Promise.allSettled(done)) {
          if (one.status === 'rejected') throw one.reason;
        }
      }
      const folders = new Set<string>();
      for (const tile of full) {
        for (let path = pathOf(tile); path.includes('/'); ) {
          path = parentOf(path);
          folders.add(path);
        }
      }
      // A folder's own name stands in the one above it.
      for (const folder of folders) await files.syncFolder(join(dir, folder));
      await files.syncFolder(dir);
    },
  };
}

/** Tiles and bundles that are synced at the same time. */
const settledAtOnce = 8;

/** Syncs a file and reads it back; one that may have failed to sync, or is not right, is written anew. */
async function settleTile(setting: TileFilesSetting, tile: Tile, rotatingSize: number) {
  const { files, dir } = setting;
  const path = join(dir, pathOf(tile));
  const isTried = tile.index * tileWidth ** (tile.level + 1) < rotatingSize;
  if (!isTried && (await isGenuine(setting, tile, await syncAndRead(files, path)))) return;
  await files.makeFolder(parentOf(path));
  await replaceFile(files, { path, bytes: await contentOf(setting, tile), kind: 'durable' });
  if (await isGenuine(setting, tile, await readWhole(files, path))) return;
  const message = `${path}: what was just written is not what is read`;
  throw new ComityError('store.bundle.unsettled', message);
}

/** Returns undefined when there is no such file. */
async function syncAndRead(files: Files, path: string): Promise<Uint8Array | undefined> {
  let file: OpenFile;
  try {
    file = await files.open(path, 'read');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    await file.datasync();
    return await file.read(0, await file.size());
  } finally {
    await file.close();
  }
}

/** By hash, not by comparing with the journal: this is what will be believed once the journal is gone. */
async function isGenuine(
  { sha256, levels }: TileFilesSetting,
  tile: Tile,
  bytes: Uint8Array | undefined,
): Promise<boolean> {
  if (bytes === undefined) return false;
  if (tile.level > 0) return equalBytes(bytes, await levels.tile(tile));
  const root = levels.bundleRoot(tile.index);
  if (tile.kind === 'entries') return bundleEntries(sha256, bytes, root) !== undefined;
  return isFullTile(sha256, bytes, root);
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

/** A partial bundle before the base whose full one is damaged cannot be made: it is neither shown nor missed. */
async function isRightOrLost(
  setting: TileFilesSetting,
  tile: Tile,
  depth: 'size' | 'content',
): Promise<boolean> {
  try {
    return await isRight(setting, tile, depth);
  } catch (error) {
    if (codeOf(error) === 'store.bundle.damaged') return true;
    throw error;
  }
}

async function isRight(
  setting: TileFilesSetting,
  tile: Tile,
  depth: 'size' | 'content',
): Promise<boolean> {
  const from = tile.index * tileWidth;
  if (tile.kind === 'entries' && depth === 'size' && from >= setting.baseSize()) {
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
  const full = tiles.map((tile) => pathOf({ ...tile, width: tileWidth }));
  for (const folder of new Set(full.map(parentOf))) {
    const names = await files.list(join(dir, folder));
    for (const name of names) {
      const path = `${folder}/${name}`;
      if (name.endsWith(temporarySuffix)) await files.remove(join(dir, path));
      if (name.endsWith('.p') && names.includes(name.slice(0, -2))) found.push(path);
    }
  }
  return found;
}
