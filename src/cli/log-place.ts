// Where a log lies that is to be checked: a folder (of any tlog-tiles log, of a node, or a copy of one on a stick), or
// an address of http or https. Reads only, without locks and keys, and takes no more than a log may hold.
import { existsSync, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { utf8ToString } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import { createHttpClient } from '../server/http-client.ts';
import { bundleBytesMax, checkpointBytesMax } from '../server/limits.ts';

/** A log that can be read. */
export interface LogPlace extends Disposable {
  /** Folder or address, for messages. */
  readonly name: string;
  /** Returns the bytes at a path of the log, or undefined where there is nothing. */
  read(path: string): Promise<Uint8Array | undefined>;
}

const noteNames = ['checkpoint', 'checkpoint.pending'] as const;

/** Returns whether the words name an address rather than a file or folder. */
export function isAddress(words: string): boolean {
  return /^https?:\/\//i.test(words);
}

/**
 * Returns the logs of a folder: itself, else a node's own log and its mirrors, else none.
 */
export function logFoldersIn(dir: string): readonly string[] {
  if (hasNote(dir)) return [dir];
  const mirrors = join(dir, 'mirrors');
  const names = existsSync(mirrors) ? readdirSync(mirrors).sort() : [];
  return [join(dir, 'log'), ...names.map((name) => join(mirrors, name))].filter(hasNote);
}

function hasNote(dir: string): boolean {
  return noteNames.some((name) => existsSync(join(dir, name)));
}

/** Opens a folder. Failures of reading: cli.file.unreadable, cli.verify.too-long. */
export function openLogFolder(dir: string): LogPlace {
  return {
    name: dir,
    read: (path) => readFileOf(join(dir, path)),
    [Symbol.dispose]: () => undefined,
  };
}

async function readFileOf(path: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > bundleBytesMax) {
      const message = `${path}: expected at most ${bundleBytesMax} bytes, got ${size}`;
      throw new ComityError('cli.verify.too-long', message);
    }
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    if (error instanceof ComityError) throw error;
    throw new ComityError('cli.file.unreadable', `${path}: ${messageOf(error)}`, error);
  }
}

/**
 * Opens an address: the prefix of a log. Who types it may mean a private address. Failures of reading: those of the
 * client, cli.verify.http for an answer that is neither yes nor "not there".
 */
export function openLogAddress(address: string): LogPlace {
  const client = createHttpClient({ privateAddresses: true });
  const prefix = address.replace(/\/+$/, '');
  return {
    name: prefix,
    async read(path) {
      const url = `${prefix}/${path}`;
      const bytesMax = path.startsWith('tile/') ? bundleBytesMax : checkpointBytesMax;
      const { status, bytes } = await client.ask({ url, bytesMax });
      if (status === 200) return bytes;
      if (status === 404 || status === 410) return undefined;
      throw new ComityError('cli.verify.http', `${url}: expected 200 or 404, got ${status}`);
    },
    [Symbol.dispose]: () => client.close(),
  };
}

/** Returns the text of a note of the log. Failure: cli.verify.not-text. */
export async function readNote(
  place: LogPlace,
  name: (typeof noteNames)[number],
): Promise<string | undefined> {
  const bytes = await place.read(name);
  if (bytes === undefined) return undefined;
  const text = utf8ToString(bytes);
  if (text !== undefined) return text;
  throw new ComityError('cli.verify.not-text', `${place.name}/${name}: expected UTF-8`);
}
