// The entries that have left the journal: full bundles and level-0 tiles as files, each checked on every read against
// the hash of its 256 leaves, which is in memory and folds to the root of the journal's base. A damaged tile is made
// again from its bundle; a damaged bundle can only come back from a copy of the log, and is never shown.
import { join } from 'node:path';
import { concat, equalBytes } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { bundlePath, decodeBundle, tilePath, tileWidth } from '../record/tile.ts';
import { type Files, readWhole, replaceFile } from './files.ts';
import { hashBytes } from './hash-column.ts';
import { splitHashes } from './log-base.ts';

/** The files of one log's rotated entries. `root` is the hash of the 256 leaves, from level 1 of the tree. */
export interface LogPrefix {
  /** Returns the 256 entries of a bundle. Rejects with `store.bundle.damaged`. */
  entries(index: number, root: Uint8Array): Promise<readonly Uint8Array[]>;
  /** Returns 256 leaf hashes, one after another. Rejects with `store.bundle.damaged` when nothing gives them. */
  leaves(index: number, root: Uint8Array): Promise<Uint8Array>;
  /** Puts a bundle from a copy of the log in the place of one that is damaged; false when it is not the bundle. */
  mend(index: number, root: Uint8Array, bytes: Uint8Array): Promise<boolean>;
}

/** Returns what reads the files of a log's folder. */
export function createLogPrefix(setting: {
  readonly files: Files;
  readonly dir: string;
  readonly sha256: Sha256;
}): LogPrefix {
  const { files, dir, sha256 } = setting;
  const bundleAt = (index: number) => join(dir, bundlePath({ index, width: tileWidth }));
  const entries = async (index: number, root: Uint8Array) => {
    const bytes = await readWhole(files, bundleAt(index));
    const found = bytes && bundleEntries(sha256, bytes, root);
    if (found !== undefined) return found;
    const what = bytes === undefined ? 'is missing' : 'has changed since it was recorded';
    const range = `entries ${index * tileWidth} to ${(index + 1) * tileWidth - 1}`;
    const message =
      `${bundleAt(index)} ${what}: ${range} cannot be read here. Stop the node and run \`comity heal\`, ` +
      'which takes the bundle from a mirror, or put the file back from a backup';
    throw new ComityError('store.bundle.damaged', message);
  };
  return {
    entries,
    async leaves(index, root) {
      const path = join(dir, tilePath({ level: 0, index, width: tileWidth }));
      const found = await readWhole(files, path);
      if (found !== undefined && isFullTile(sha256, found, root)) return found;
      const hashes = (await entries(index, root)).map((entry) => leafHash(sha256, entry));
      const bytes = concat(...hashes);
      // Who reads need not wait for room on the disk: the next reader finds the tile as it is and tries again.
      await replaceFile(files, { path, bytes, kind: 'derived' }).catch(() => undefined);
      return bytes;
    },
    async mend(index, root, bytes) {
      if (bundleEntries(sha256, bytes, root) === undefined) return false;
      await replaceFile(files, { path: bundleAt(index), bytes, kind: 'durable' });
      return true;
    },
  };
}

/** Returns the entries of a full bundle whose leaves have that root, else undefined. */
export function bundleEntries(
  sha256: Sha256,
  bytes: Uint8Array,
  root: Uint8Array,
): readonly Uint8Array[] | undefined {
  const decoded = decodeBundle(bytes, tileWidth);
  if (!decoded.ok) return undefined;
  const leaves = decoded.value.map((entry) => leafHash(sha256, entry));
  return equalBytes(rootOf(sha256, leaves), root) ? decoded.value : undefined;
}

/** Returns whether the bytes are a full tile whose hashes have that root. */
export function isFullTile(sha256: Sha256, bytes: Uint8Array, root: Uint8Array): boolean {
  if (bytes.length !== tileWidth * hashBytes) return false;
  return equalBytes(rootOf(sha256, splitHashes(bytes)), root);
}
