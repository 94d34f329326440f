// Blobs: files that statements name by their SHA-256, `<dir>/<hash>`, beside the logs (docs/decisions/0024). Written
// whole and durably before anything names them; read back only as what their name says.
import { join } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { assert, ComityError, codeOf, messageOf } from '../base/errors.ts';
import { blobBytesMax } from '../base/limits.ts';
import type { Sha256 } from '../base/ports.ts';
import {
  type Files,
  nodeFiles,
  type OpenFile,
  parentOf,
  syncNameOf,
  temporarySuffix,
} from './files.ts';
import { writeDurably } from './folder.ts';
import { createSerial } from './serial.ts';

/** The blobs of a node: as files here, or as rows (postgres-blobs.ts). */
export interface BlobFiles {
  /**
   * Keeps the bytes and returns their hash; durable on return, also when they were here before. Rejects with
   * `store.blob.size` (none, or more than 16 MiB) and `store.folder.unwritable`; then they are not kept.
   */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * Returns the bytes of a hash, or undefined when they are not here. Rejects with `store.blob.changed` when the file
   * has other bytes, and `store.folder.unreadable`.
   */
  get(hash: string): Promise<Uint8Array | undefined>;
  /**
   * Returns whether the bytes are here and durable; reads them once in a process. A changed file counts as missing:
   * it can be put again. Rejects with `store.folder.unwritable` and `store.folder.unreadable`.
   */
  has(hash: string): Promise<boolean>;
  /**
   * Removes a file, also one that is not here; durable on return. Rejects with `store.folder.unwritable`. Who calls
   * knows that no statement names it any more.
   */
  remove(hash: string): Promise<void>;
  /** Returns the hashes of all files, sorted, changed ones included. */
  list(): Promise<readonly string[]>;
}

/** Returns the blobs of a folder; it is made with the first of them. */
export function openBlobFiles(
  dir: string,
  setting: { readonly sha256: Sha256; readonly files?: Files },
): BlobFiles {
  const { sha256, files = nodeFiles } = setting;
  const serial = createSerial();
  /** Durable, and read back as they should be, since this process began. */
  const sound = new Set<string>();
  let settled: Promise<void> | undefined;
  const settleOnce = () => {
    settled ??= settle(files, dir);
    settled.catch(() => {
      settled = undefined;
    });
    return settled;
  };
  const get = async (hash: string) => {
    const path = join(dir, requireHash(hash));
    const bytes = await readLimited(files, path);
    if (bytes === undefined || toHex(sha256(bytes)) === hash) return bytes;
    sound.delete(hash);
    throw new ComityError('store.blob.changed', `${path}: its bytes are not what its name says`);
  };
  const has = async (hash: string) => {
    if (sound.has(requireHash(hash))) return true;
    await settleOnce();
    try {
      if ((await get(hash)) === undefined) return false;
    } catch (error) {
      if (codeOf(error) === 'store.blob.changed') return false;
      throw error;
    }
    sound.add(hash);
    return true;
  };
  const put = async (bytes: Uint8Array) => {
    if (bytes.length === 0 || bytes.length > blobBytesMax) {
      const message = `a blob of ${bytes.length} bytes; expected 1 to ${blobBytesMax}`;
      throw new ComityError('store.blob.size', message);
    }
    const hash = toHex(sha256(bytes));
    if (await has(hash)) return hash;
    await makeFolder(files, dir);
    const path = join(dir, hash);
    try {
      await writeDurably(path, bytes, { files });
    } catch (error) {
      // Seen under its name but not durable, it would count as kept; half written, it would fill the disk.
      for (const left of [path, `${path}${temporarySuffix}`]) {
        await files.remove(left).catch(() => undefined);
      }
      throw error;
    }
    sound.add(hash);
    return hash;
  };
  const remove = async (hash: string) => {
    sound.delete(hash);
    await removeFile(files, join(dir, requireHash(hash)));
  };
  return {
    get,
    has: (hash) => serial(() => has(hash)),
    put: (bytes) => serial(() => put(bytes)),
    remove: (hash) => serial(() => remove(hash)),
    async list() {
      return (await files.list(dir)).filter((name) => /^[0-9a-f]{64}$/.test(name));
    },
  };
}

async function removeFile(files: Files, path: string): Promise<void> {
  try {
    for (const left of [path, `${path}${temporarySuffix}`]) await files.remove(left);
    await files.syncFolder(parentOf(path));
  } catch (error) {
    // Without the folder there is nothing to remove.
    if (codeOf(error) === 'ENOENT') return;
    throw new ComityError('store.folder.unwritable', `${path}: ${messageOf(error)}`, error);
  }
}

/** A process that was killed may have left half of a file, or a name that is seen and not yet durable. */
async function settle(files: Files, dir: string): Promise<void> {
  try {
    const names = await files.list(dir);
    if (names.length === 0) return;
    for (const name of names)
      if (name.endsWith(temporarySuffix)) await files.remove(join(dir, name));
    await files.syncFolder(dir);
  } catch (error) {
    const message = `${dir} cannot be written: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}

async function makeFolder(files: Files, dir: string): Promise<void> {
  try {
    await files.makeFolder(dir);
    await syncNameOf(files, dir);
  } catch (error) {
    const message = `${dir} cannot be made: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}

/** Reads a file that may have grown: one byte beyond the limit is enough to see that it has changed. */
async function readLimited(files: Files, path: string): Promise<Uint8Array | undefined> {
  let file: OpenFile;
  try {
    file = await files.open(path, 'read');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw unreadable(path, error);
  }
  try {
    return await file.read(0, Math.min(await file.size(), blobBytesMax + 1));
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

function unreadable(path: string, error: unknown): ComityError {
  const message = `${path} cannot be read: ${messageOf(error)}`;
  return new ComityError('store.folder.unreadable', message, error);
}

function requireHash(hash: string): string {
  assert(/^[0-9a-f]{64}$/.test(hash), `a hex SHA-256, got ${JSON.stringify(hash.slice(0, 80))}`);
  return hash;
}
