// The tree of one log as a process holds it in memory, beside rows that any process may have written: leaves and upper
// levels, loaded from the tiles of the published tree, and grown from entries whose bytes are hashed here.
import { equalBytes } from '../base/bytes.ts';
import { assert, ComityError } from '../base/errors.ts';
import { entryBytesMax } from '../base/limits.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Sql } from '../projection/database.ts';
import {
  appendLeaf,
  type CompactRange,
  emptyRange,
  leafHash,
  rangeRoot,
  rootOf,
} from '../record/merkle.ts';
import { newTiles, tileWidth } from '../record/tile.ts';
import { hashBytes } from './hash-column.ts';
import type { TreeHead } from './log-store.ts';
import { bytesOf, piecesOf } from './postgres-pieces.ts';
import { createWholeLevels, type TreeLevels } from './tree-levels.ts';

/** Entries read with one query. */
const readEntriesMax = 256;
/** Tiles read with one query: 2 MiB. */
const readTilesMax = 256;

/** A log's tree in memory: `range` is the account of what was recorded, `levels` of what was checked. */
export interface LogTree {
  readonly levels: TreeLevels;
  readonly range: CompactRange;
}

/** Where a tree is read from. */
export interface TreeSource {
  readonly sql: Sql;
  readonly sha256: Sha256;
  readonly log: string;
}

/**
 * Returns the entries of [from, to) as the rows have them. Rejects with `store.log-database.corrupt` when one is missing or
 * longer than an entry may be.
 */
export async function readEntryRows(
  { sql, log }: TreeSource,
  range: { readonly from: number; readonly to: number },
): Promise<readonly Uint8Array[]> {
  const { from, to } = range;
  if (from === to) return [];
  const rows = await sql.query(
    `select index, case when octet_length(bytes) <= $4 then bytes end as bytes from entry
     where log = $1 and index >= $2 and index < $3 order by index`,
    [log, from, to, entryBytesMax],
  );
  for (let i = 0; i < to - from; i++) {
    if (rows[i]?.index === from + i && rows[i].bytes !== null) continue;
    throw corrupt(log, `entry ${from + i} is missing or longer than ${entryBytesMax} bytes`);
  }
  return rows.map((row) => bytesOf(row.bytes));
}

/** Returns entries piece by piece, at most 256 at once. */
export async function* readEntryPieces(
  source: TreeSource,
  range: { readonly from: number; readonly to: number },
): AsyncGenerator<readonly Uint8Array[]> {
  for (let at = range.from; at < range.to; at += readEntriesMax) {
    yield await readEntryRows(source, { from: at, to: Math.min(range.to, at + readEntriesMax) });
  }
}

/**
 * Returns the tree of a log whose published part has that root: from its tiles, or, where these do not give the root, from
 * all its entries; `tiles` says which. Rejects with `store.log-database.corrupt`.
 */
export async function loadTree(
  source: TreeSource,
  published: TreeHead,
): Promise<LogTree & { readonly tiles: 'sound' | 'wrong' }> {
  const { size, root } = published;
  const levels = createWholeLevels(source.sha256);
  if (await pushTiles(source, levels, size)) {
    if (equalBytes(await levels.check(size, 'just-read'), root)) {
      return { levels, range: await rangeOf(source.sha256, levels, size), tiles: 'sound' };
    }
  }
  const anew = createWholeLevels(source.sha256);
  const grown = await growTree(source, { levels: anew, range: emptyRange }, size);
  if (!equalBytes(await anew.check(size, 'just-read'), root)) {
    throw corrupt(source.log, `entries do not give the root of the note at ${size}`);
  }
  return { ...grown, tiles: 'wrong' };
}

/** Returns the tree grown to a size, from entries as the rows have them. */
export async function growTree(source: TreeSource, tree: LogTree, size: number): Promise<LogTree> {
  let { range } = tree;
  for await (const entries of readEntryPieces(source, { from: range.size, to: size })) {
    for (const entry of entries) {
      const leaf = leafHash(source.sha256, entry);
      // What an interrupted reading has pushed already is there.
      if (range.size === tree.levels.leaves.count) tree.levels.leaves.push(leaf);
      else if (!tree.levels.leaves.has(range.size, leaf)) {
        throw corrupt(source.log, `entry ${range.size} has changed since it was read`);
      }
      range = appendLeaf(source.sha256, range, leaf);
    }
  }
  return { levels: tree.levels, range };
}

/** Requires the tree to have the root that the log's row states. Rejects with `store.log-database.corrupt`. */
export function requireRoot(source: TreeSource, tree: LogTree, stated: TreeHead): void {
  const root = rangeRoot(source.sha256, tree.range);
  if (tree.range.size === stated.size && equalBytes(root, stated.root)) return;
  throw corrupt(source.log, `entries do not give the root recorded at ${stated.size}`);
}

/** Writes the tiles that a tree of a size needs and that one of another size, 0 for none, did not. */
export async function writeTiles(
  sql: Sql,
  log: string,
  grown: { readonly levels: TreeLevels; readonly from: number; readonly to: number },
): Promise<void> {
  const { levels, from, to } = grown;
  const tiles = newTiles(Math.min(from, to), to).filter((tile) => tile.kind === 'tile');
  for (let at = 0; at < tiles.length; at += readTilesMax) {
    const some = tiles.slice(at, at + readTilesMax);
    const hashes = piecesOf(await Promise.all(some.map((tile) => levels.tile(tile))));
    await sql.query(
      `insert into tile (log, level, index, hashes)
       select $1, t.level, t.index, substring($2::bytea from t.first for t.length)
       from unnest($3::integer[], $4::bigint[], $5::integer[], $6::integer[])
         as t(level, index, first, length)
       on conflict (log, level, index) do update set hashes = excluded.hashes`,
      [
        ...[log, hashes.bytes, some.map(({ level }) => level), some.map(({ index }) => index)],
        ...[hashes.firsts, hashes.lengths],
      ],
    );
  }
}

/** Returns the failure of rows that are not what was recorded. */
export function corrupt(log: string, what: string): ComityError {
  return new ComityError('store.log-database.corrupt', `${log}: ${what}`);
}

/** Pushes the leaves of a size from level 0. Returns whether all are there. */
async function pushTiles(source: TreeSource, levels: TreeLevels, size: number): Promise<boolean> {
  const tiles = Math.ceil(size / tileWidth);
  for (let at = 0; at < tiles; at += readTilesMax) {
    const rows = await source.sql.query(
      `select index, hashes from tile where log = $1 and level = 0 and index >= $2 and index < $3
       order by index`,
      [source.log, at, Math.min(tiles, at + readTilesMax)],
    );
    for (const [i, row] of rows.entries()) {
      const hashes = bytesOf(row.hashes);
      const width = Math.min(tileWidth, size - (at + i) * tileWidth);
      if (row.index !== at + i || hashes.length < width * hashBytes) return false;
      for (let k = 0; k < width; k++) {
        levels.leaves.push(hashes.subarray(k * hashBytes, (k + 1) * hashBytes));
      }
    }
  }
  return levels.leaves.count === size;
}

/** Returns the compact range of a checked size: one hash of a level, or the root of a few, for each one-bit. */
async function rangeOf(sha256: Sha256, levels: TreeLevels, size: number): Promise<CompactRange> {
  const hashes: Uint8Array[] = [];
  let from = 0;
  for (let bit = Math.floor(Math.log2(Math.max(1, size))); bit >= 0; bit--) {
    const span = 2 ** bit;
    if (from + span > size) continue;
    const level = Math.floor(bit / 8);
    const count = 2 ** (bit % 8);
    const index = from / tileWidth ** level;
    const within = index % tileWidth;
    const tile = { level, index: Math.floor(index / tileWidth), width: within + count };
    const bytes = (await levels.tile(tile)).subarray(within * hashBytes);
    const list = Array.from({ length: count }, (_, i) =>
      bytes.subarray(i * hashBytes, (i + 1) * hashBytes),
    );
    hashes.push(rootOf(sha256, list));
    from += span;
  }
  assert(from === size, `bits of ${size}`);
  return { size, hashes };
}
