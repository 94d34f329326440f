// The file system as the store needs it: a small port, so that tests can hand in disks that fail, fill and lose
// power. Every promise of this folder about durability is a promise about the order of these calls.

import { constants } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open as openHandle,
  readdir,
  readFile,
  rename as renamePath,
  rm,
} from 'node:fs/promises';
import { codeOf } from '../base/errors.ts';

/** How a file is opened: for reading; for both, made when missing; for both, refused with EEXIST when there. */
export type OpenMode = 'read' | 'write' | 'create';

/** An open file, addressed by position. */
export interface OpenFile {
  /** Returns up to `length` bytes from `position`; fewer at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Writes all bytes, or rejects having written some. */
  write(position: number, bytes: Uint8Array): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Resolves once the data and the size are on the medium (fdatasync). Never retried after a rejection. */
  datasync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** The calls on names. Rejections carry the system's code (`ENOENT`, `ENOSPC`). */
export interface Files {
  open(path: string, mode: OpenMode, permissions?: number): Promise<OpenFile>;
  /** Replaces `to`. Visible at once, durable after {@link Files.syncFolder}. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a folder with all in it; a missing one is no error. */
  remove(path: string): Promise<void>;
  /** Returns the names in a folder, sorted; none when it is missing. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes a folder and the ones above it; one already there is no error. */
  makeFolder(path: string, permissions?: number): Promise<void>;
  /** Resolves once the names in the folder are on the medium (fsync). */
  syncFolder(path: string): Promise<void>;
  /** Returns what names this run of the machine, '' where the system has no such name. */
  bootId(): Promise<string>;
}

/** The machine's own file system. */
export const nodeFiles: Files = {
  async open(path, mode, permissions = 0o644) {
    return new NodeFile(await openHandle(path, openFlags(mode), permissions));
  },
  rename: (from, to) => renamePath(from, to),
  remove: (path) => rm(path, { recursive: true, force: true }),
  async list(folder) {
    try {
      return (await readdir(folder)).sort();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  },
  async makeFolder(path, permissions = 0o755) {
    await mkdir(path, { recursive: true, mode: permissions });
  },
  async syncFolder(path) {
    const folder = await openHandle(path, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async bootId() {
    try {
      return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    } catch {
      return '';
    }
  },
};

/** Returns all bytes of a file, or undefined when it is missing. */
export async function readWhole(files: Files, path: string): Promise<Uint8Array | undefined> {
  let file: OpenFile;
  try {
    file = await files.open(path, 'read');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
  try {
    return await file.read(0, await file.size());
  } finally {
    await file.close();
  }
}

/** How {@link replaceFile} writes. */
interface Replacement {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** `durable`: on the medium when it resolves. `derived`: whole or absent, but a power cut may lose it. */
  readonly kind: 'durable' | 'derived';
  readonly permissions?: number;
}

/** Replaces a file as a whole: temporary file beside it, then rename, so that no reader sees half of it. */
export async function replaceFile(files: Files, replacement: Replacement): Promise<void> {
  const { path, bytes, kind, permissions } = replacement;
  const temporary = `${path}${temporarySuffix}`;
  const file = await openTemporary(files, temporary, permissions);
  try {
    await file.write(0, bytes);
    if (kind === 'durable') await file.datasync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, path);
  if (kind === 'durable') await files.syncFolder(parentOf(path));
}

/** A crash may have left the temporary file of an earlier try. */
async function openTemporary(files: Files, path: string, permissions?: number): Promise<OpenFile> {
  try {
    return await files.open(path, 'create', permissions);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    await files.remove(path);
    return files.open(path, 'create', permissions);
  }
}

/**
 * Makes the folder's own name durable, and those of the folders above that may have been made with it. Folders
 * that this process may not read were not made by it.
 */
export async function syncNameOf(files: Files, folder: string): Promise<void> {
  for (let path = folder; path !== parentOf(path); ) {
    path = parentOf(path);
    try {
      await files.syncFolder(path);
    } catch (error) {
      if (!['EACCES', 'EPERM'].includes(codeOf(error))) throw error;
    }
  }
}

/** What {@link replaceFile} appends to a name while the file is incomplete. */
export const temporarySuffix = '.tmp';

/** Returns the folder a path lies in. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, Math.max(slash, 1));
}

function openFlags(mode: OpenMode): number {
  if (mode === 'read') return constants.O_RDONLY;
  if (mode === 'write') return constants.O_RDWR | constants.O_CREAT;
  return constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
}

class NodeFile implements OpenFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let got = 0;
    while (got < length) {
      const { bytesRead } = await this.#handle.read(bytes, got, length - got, position + got);
      if (bytesRead === 0) return bytes.subarray(0, got);
      got += bytesRead;
    }
    return bytes;
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    let put = 0;
    while (put < bytes.length) {
      const left = bytes.length - put;
      const { bytesWritten } = await this.#handle.write(bytes, put, left, position + put);
      put += bytesWritten;
    }
  }

  truncate(size: number): Promise<void> {
    return this.#handle.truncate(size);
  }

  datasync(): Promise<void> {
    return this.#handle.datasync();
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
