// A backup as a folder: files named by their SHA-256, and one manifest that names them and is replaced last of all
// (docs/decisions/0034). Interrupted anywhere, what the manifest names is whole: the backup before, or this one.
//
//   DIR/manifest.json     canonical JSON with "sum", the hex SHA-256 of the same JSON without it, and a newline
//   DIR/files/<sha256>
import { join } from 'node:path';
import { equalBytes, toHex, utf8, utf8ToString } from '../base/bytes.ts';
import { ComityError, messageOf } from '../base/errors.ts';
import { canonicalJson, isJsonObject, type JsonObject, parseJson } from '../base/json.ts';
import type { Sha256 } from '../base/ports.ts';
import { type Files, nodeFiles, readWhole, syncNameOf } from './files.ts';
import { writeDurably } from './folder.ts';

/** The files of a backup, by hash, and its manifest. */
export interface BackupFolder {
  /** Keeps bytes under their SHA-256 and says whether they had to be written. Durable on return. */
  put(bytes: Uint8Array): Promise<{ readonly sha256: string; readonly written: boolean }>;
  /** Returns bytes by their hash. Rejects with `store.backup.missing` and `store.backup.changed`. */
  get(sha256: string): Promise<Uint8Array>;
  /** Returns the manifest without its sum, or undefined when there is none. Rejects with `store.backup.manifest`. */
  manifest(): Promise<JsonObject | undefined>;
  /** Replaces the manifest, durable on return; then removes every file that is not among the hashes named. */
  commit(manifest: JsonObject, named: ReadonlySet<string>): Promise<void>;
}

/**
 * Opens a folder of a backup; it is made with the first file. What cannot be written rejects with
 * `store.folder.unwritable`: the manifest is then the one before, and all that it names is there.
 */
export function openBackupFolder(
  dir: string,
  setting: { readonly sha256: Sha256; readonly files?: Files },
): BackupFolder {
  const { sha256, files = nodeFiles } = setting;
  const filesDir = join(dir, 'files');
  const manifestPath = join(dir, 'manifest.json');
  let made: Promise<void> | undefined;
  const makeOnce = () => {
    made ??= makeFolders(files, filesDir);
    return made;
  };
  return {
    async put(bytes) {
      const hash = toHex(sha256(bytes));
      const path = join(filesDir, hash);
      await makeOnce();
      const there = await readOrUndefined(files, path);
      // Compared whole: a file that has rotted is written anew, and not counted on.
      if (there !== undefined && equalBytes(there, bytes)) return { sha256: hash, written: false };
      await writeDurably(path, bytes, { files, permissions: 0o600 });
      return { sha256: hash, written: true };
    },
    async get(hash) {
      const path = join(filesDir, hash);
      const bytes = await readOrUndefined(files, path);
      if (bytes === undefined) throw new ComityError('store.backup.missing', `${path}: not there`);
      if (toHex(sha256(bytes)) === hash) return bytes;
      throw new ComityError(
        'store.backup.changed',
        `${path}: its bytes are not what its name says`,
      );
    },
    async manifest() {
      const bytes = await readOrUndefined(files, manifestPath);
      if (bytes === undefined) return undefined;
      const parsed = parseJson(utf8ToString(bytes) ?? '');
      if (parsed.ok && isJsonObject(parsed.value)) {
        const { sum, ...body } = parsed.value;
        if (sum === sumOf(sha256, body)) return body;
      }
      throw new ComityError('store.backup.manifest', `${manifestPath}: not a whole manifest`);
    },
    async commit(manifest, named) {
      await makeOnce();
      // A backup that was killed may have left names that are seen and not yet durable.
      await syncNames(files, filesDir);
      const text = canonicalJson({ ...manifest, sum: sumOf(sha256, manifest) });
      await writeDurably(manifestPath, utf8(`${text}\n`), { files, permissions: 0o600 });
      await sweep(files, filesDir, named);
    },
  };
}

function sumOf(sha256: Sha256, body: JsonObject): string {
  return toHex(sha256(utf8(canonicalJson(body))));
}

async function makeFolders(files: Files, filesDir: string): Promise<void> {
  try {
    await files.makeFolder(filesDir, 0o700);
    await syncNameOf(files, filesDir);
  } catch (error) {
    const message = `${filesDir} cannot be made: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}

async function syncNames(files: Files, filesDir: string): Promise<void> {
  try {
    await files.syncFolder(filesDir);
  } catch (error) {
    const message = `${filesDir} cannot be written: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}

/** What an erased text leaves behind goes with this, and the halves that a killed backup left. */
async function sweep(files: Files, filesDir: string, named: ReadonlySet<string>): Promise<void> {
  try {
    for (const name of await files.list(filesDir)) {
      if (!named.has(name)) await files.remove(join(filesDir, name));
    }
    await files.syncFolder(filesDir);
  } catch (error) {
    const message = `${filesDir} cannot be cleared of old files: ${messageOf(error)}`;
    throw new ComityError('store.folder.unwritable', message, error);
  }
}

async function readOrUndefined(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(files, path);
  } catch (error) {
    const message = `${path} cannot be read: ${messageOf(error)}`;
    throw new ComityError('store.folder.unreadable', message, error);
  }
}
