// Tiles and entry bundles: c2sp.org/tlog-tiles. Which files a tree of some size consists of, their
// paths and their bytes. Where they are stored is others' business.
import { bytesToUint, concat, uintToBytes } from '../base/bytes.ts';
import { assert, ComityError } from '../base/errors.ts';
import { entryBytesMax } from '../base/limits.ts';
import { type Issue, issue, ok, type Result } from '../base/result.ts';
import { hashBytes, parseDecimal, quote } from './fields.ts';
import { readerTilesMax, tileLevelMax } from './limits.ts';
import { type HashReader, readerLevelStep } from './merkle.ts';

//     tile (L, N) holds up to 256 hashes; hash i is the root over the entries
//         [ (N*256 + i) * 256^L, (N*256 + i + 1) * 256^L )       level 0: leaf hashes
//     tile/<L>/<N>[.p/<W>]        W times hash (32)
//     tile/entries/<N>[.p/<W>]    W times length (2, big-endian) | entry
//     <N> in groups of three digits, all but the last with an x: 1234067 -> x001/x234/067;
//     .p/<W> unless full

/** Hashes of a full tile, and entries of a full bundle. */
export const tileWidth = 256;

/** A tile of hashes, or a bundle of entries (whose level is 0). */
export interface Tile {
  readonly kind: 'tile' | 'entries';
  readonly level: number;
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
}

/** Returns `tile/<L>/<N>`, with `.p/<W>` when it is not full. */
export function tilePath(tile: Omit<Tile, 'kind'>): string {
  assert(tile.level >= 0 && tile.level <= tileLevelMax, `level of a tile, got ${tile.level}`);
  return `tile/${tile.level}/${printPlace(tile)}`;
}

/** Returns `tile/entries/<N>`, with `.p/<W>` when it is not full. */
export function bundlePath(bundle: Pick<Tile, 'index' | 'width'>): string {
  return `tile/entries/${printPlace(bundle)}`;
}

/**
 * Parses the path of a tile or bundle. Every accepted path prints again to itself. Issues:
 * record.tile.path (another shape), record.tile.level, record.tile.index, record.tile.width.
 * @param path Untrusted: comes from requests.
 */
export function parseTilePath(path: string): Result<Tile, readonly Issue[]> {
  const match = path.length > 80 ? null : /^tile\/([^/]*)\/([^.]*)(?:\.p\/([^/]*))?$/.exec(path);
  const at = `tile path ${quote(path)}`;
  if (match === null) {
    return issue(
      'record.tile.path',
      path.slice(0, 80),
      `${at}: expected tile/<level>/<index>[.p/<width>]`,
    );
  }
  const [, levelText, indexText, widthText] = match;
  const isBundle = levelText === 'entries';
  const level = isBundle ? 0 : parseDecimal(levelText);
  if (level === undefined || level > tileLevelMax) {
    const expected = `a level of 0 to ${tileLevelMax} or "entries"`;
    return issue('record.tile.level', path, `${at}: expected ${expected}, got ${quote(levelText)}`);
  }
  const index = parseIndex(indexText);
  if (index === undefined) {
    const expected = 'groups of three digits, all but the last with an x';
    return issue('record.tile.index', path, `${at}: expected ${expected}, got ${quote(indexText)}`);
  }
  const width = widthText === undefined ? tileWidth : parseDecimal(widthText);
  if (width === undefined || width === 0 || (widthText !== undefined && width >= tileWidth)) {
    return issue(
      'record.tile.width',
      path,
      `${at}: expected a width of 1 to 255, got ${quote(widthText ?? '')}`,
    );
  }
  return ok({ kind: isBundle ? 'entries' : 'tile', level, index, width });
}

/**
 * Returns the right edge of a tree: the last bundle and the last tile of every level, full or not.
 * All before them in their level are full. Nothing for a tree without leaves.
 */
export function tilesOf(size: number): Tile[] {
  return levelsOf(size).flatMap(({ kind, level, count }) => {
    const index = Math.floor((count - 1) / tileWidth);
    return [{ kind, level, index, width: count - index * tileWidth }];
  });
}

/**
 * Returns what a tree of `newSize` needs that one of `oldSize` did not: tiles and bundles that
 * became full, and the partial ones at the new right edge. Bundles first, then tiles level by
 * level, left to right.
 */
export function newTiles(oldSize: number, newSize: number): Tile[] {
  assert(oldSize <= newSize, `a tree grows, got ${oldSize} to ${newSize}`);
  const tiles: Tile[] = [];
  for (const { kind, level, count } of levelsOf(newSize)) {
    const before = Math.floor(oldSize / tileWidth ** level);
    if (before === count) continue;
    for (let index = Math.floor(before / tileWidth); index * tileWidth < count; index++) {
      tiles.push({ kind, level, index, width: Math.min(tileWidth, count - index * tileWidth) });
    }
  }
  return tiles;
}

/** Returns the bytes of a bundle of 1 to 256 entries of at most 65,535 bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  assert(entries.length <= tileWidth, `at most ${tileWidth} entries, got ${entries.length}`);
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    assert(entry.length <= entryBytesMax, `entry of at most ${entryBytesMax} bytes`);
    parts.push(uintToBytes(entry.length, 2), entry);
  }
  return concat(...parts);
}

/**
 * Parses a bundle of exactly `count` entries. Issues, with the entry as path:
 * record.bundle.truncated, record.bundle.trailing (bytes after the last entry).
 * @param bytes Untrusted: comes from logs. What the entries are worth, only their hashes tell.
 */
export function decodeBundle(
  bytes: Uint8Array,
  count: number,
): Result<Uint8Array[], readonly Issue[]> {
  assert(
    count >= 0 && count <= tileWidth,
    `a bundle has at most ${tileWidth} entries, got ${count}`,
  );
  const entries: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = at + 2 <= bytes.length ? bytesToUint(bytes.subarray(at, at + 2)) : undefined;
    const end = at + 2 + (length ?? 0);
    if (length === undefined || end > bytes.length) {
      const message = `expected ${count} entries, got ${i} and ${bytes.length - at} bytes`;
      return issue('record.bundle.truncated', `entry ${i}`, message);
    }
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  if (at === bytes.length) return ok(entries);
  const message = `expected ${count} entries and no more, got ${bytes.length - at} bytes more`;
  return issue('record.bundle.trailing', `entry ${count}`, message);
}

/**
 * Returns a reader of the hashes of a tree of that size. `read` gives the bytes at a path or
 * undefined; where a partial tile is gone, the full one is read and cut. What is read is not
 * verified: a tile may be forged (CVE-2026-56865 is a reader that believed otherwise), so every
 * proof made from it is verified against a root. The reader rejects with ComityError
 * record.tile.missing or record.tile.length.
 * @param read Untrusted: its bytes may come from a peer.
 */
export function tileHashReader(
  size: number,
  read: (path: string) => Promise<Uint8Array | undefined>,
): HashReader {
  const tiles = new Map<string, Promise<Uint8Array>>();
  return async (treeLevel, treeIndex) => {
    const level = treeLevel / readerLevelStep;
    assert(Number.isInteger(level), `a tree level that tiles hold, got ${treeLevel}`);
    const count = Math.floor(size / tileWidth ** level);
    assert(treeIndex < count, `hash ${treeIndex} of tile level ${level} lies in a tree of ${size}`);
    const index = Math.floor(treeIndex / tileWidth);
    const width = Math.min(tileWidth, count - index * tileWidth);
    const key = `${level}/${index}`;
    let tile = tiles.get(key);
    if (tile === undefined) {
      tile = readTile({ level, index, width }, read);
      tiles.set(key, tile);
      // Forget the oldest, and what failed: the next question asks again.
      if (tiles.size > readerTilesMax)
        for (const oldest of tiles.keys()) if (tiles.delete(oldest)) break;
      tile.catch(() => tiles.delete(key));
    }
    const from = (treeIndex - index * tileWidth) * hashBytes;
    return (await tile).slice(from, from + hashBytes);
  };
}

/**
 * Returns the bytes of a tile; where a partial one is gone, the full one is read and cut. Not verified. Rejects with
 * ComityError record.tile.missing or record.tile.length.
 */
export async function readTile(
  tile: Omit<Tile, 'kind'>,
  read: (path: string) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array> {
  const path = tilePath(tile);
  const length = tile.width * hashBytes;
  const bytes = await read(path);
  if (bytes !== undefined) {
    if (bytes.length === length) return bytes;
    throw new ComityError(
      'record.tile.length',
      `${path}: expected ${length} bytes, got ${bytes.length}`,
    );
  }
  const fullPath = tilePath({ ...tile, width: tileWidth });
  const full = tile.width === tileWidth ? undefined : await read(fullPath);
  if (full === undefined) throw new ComityError('record.tile.missing', `${path}: not there`);
  if (full.length === tileWidth * hashBytes) return full.slice(0, length);
  const expected = tileWidth * hashBytes;
  throw new ComityError(
    'record.tile.length',
    `${fullPath}: expected ${expected} bytes, got ${full.length}`,
  );
}

/** Entries and hashes per level: floor(size / 256^level), as long as there are any. */
function levelsOf(size: number): { kind: Tile['kind']; level: number; count: number }[] {
  assert(Number.isSafeInteger(size) && size >= 0, `size of a tree, got ${size}`);
  if (size === 0) return [];
  const levels: { kind: Tile['kind']; level: number; count: number }[] = [
    { kind: 'entries', level: 0, count: size },
  ];
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / tileWidth)) {
    levels.push({ kind: 'tile', level, count });
  }
  return levels;
}

function printPlace(place: Pick<Tile, 'index' | 'width'>): string {
  const { index, width } = place;
  assert(Number.isSafeInteger(index) && index >= 0, `index of a tile, got ${index}`);
  assert(width >= 1 && width <= tileWidth, `width of a tile, got ${width}`);
  let text = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    text = `x${String(rest % 1000).padStart(3, '0')}/${text}`;
  }
  return width === tileWidth ? text : `${text}.p/${width}`;
}

function parseIndex(text: string): number | undefined {
  if (!/^(x\d{3}\/)*\d{3}$/.test(text)) return undefined;
  const index = Number(text.replace(/[x/]/g, ''));
  if (!Number.isSafeInteger(index)) return undefined;
  // Refuses leading groups of zeros.
  return printPlace({ index, width: tileWidth }) === text ? index : undefined;
}
