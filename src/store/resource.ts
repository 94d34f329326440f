// Tiles and bundles by path, for whoever reads a log over HTTP. The path is untrusted: it is parsed into numbers
// and never reaches the file system.
import { encodeBundle, parseTilePath, tileWidth } from '../record/tile.ts';
import type { TilePlace } from './tree-levels.ts';

/** What {@link readResource} reads from. */
interface ResourceSource {
  /** Entries under a signed note; nothing beyond is shown. */
  readonly publishedSize: number;
  /** Returns the hashes of a tile within the published size. */
  readonly tile: (tile: TilePlace) => Promise<Uint8Array>;
  readonly entries: (from: number, to: number) => Promise<readonly Uint8Array[]>;
}

/**
 * Returns a tile or bundle that a published tree implies, else undefined. A partial tile is found at every width
 * up to the published one.
 * @param path Untrusted: comes from a request.
 */
export async function readResource(
  source: ResourceSource,
  path: string,
): Promise<Uint8Array | undefined> {
  const parsed = parseTilePath(path);
  if (!parsed.ok) return undefined;
  const { kind, level, index, width } = parsed.value;
  const from = index * tileWidth;
  const hashesOfLevel = Math.floor(source.publishedSize / tileWidth ** level);
  if (from + width > hashesOfLevel) return undefined;
  if (kind === 'tile') return source.tile(parsed.value);
  return encodeBundle(await source.entries(from, from + width));
}
