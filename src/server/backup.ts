// `comity backup`: a copy of a node that is a prefix of what it goes on recording meanwhile. Logs are read through
// their stores, whatever these are made of; everything else in the data folder is copied as it lies. What a backup
// before holds already is not written again.
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { instantOf } from '../base/dates.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { Scope } from '../programme/statement.ts';
import { printVerifierKey } from '../record/key.ts';
import { encodeBundle, tileWidth } from '../record/tile.ts';
import { type BackupFolder, openBackupFolder } from '../store/backup-folder.ts';
import { temporarySuffix } from '../store/files.ts';
import { lockFolder } from '../store/folder.ts';
import { ringFile } from '../store/key-ring.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import {
  type BackedUpLog,
  type BackupManifest,
  manifestJson,
  readManifest,
} from './backup-manifest.ts';
import { stateDirOf } from './config.ts';
import { type HeldLog, originHash } from './logs.ts';
import type { Node } from './node.ts';
import { encodePayloadBundle, payloadSlots } from './payload-bundle.ts';
import { version } from './version.ts';

/** What to back up, and where to. */
export interface BackupWish {
  /** Absolute. Empty, missing, or holding an earlier backup of this node. */
  readonly dir: string;
  /** Whether private keys go with it. */
  readonly keys: boolean;
  /** Whether mirrors of other parties' logs go with it. */
  readonly mirrors: boolean;
}

/** What a backup came to. */
export interface BackupReport {
  readonly dir: string;
  readonly made: string;
  readonly logs: readonly {
    readonly origin: string;
    readonly kind: string;
    readonly size: number;
  }[];
  readonly files: number;
  readonly bytes: number;
  /** Of these, what an earlier backup in the folder did not hold. */
  readonly newFiles: number;
  readonly newBytes: number;
  readonly keys: boolean;
}

type Source = Pick<Node, 'config' | 'dataDir' | 'logs' | 'clock'>;
const scopes: readonly Scope[] = ['public', 'programme', 'internal'];
/** Logs are read through their stores; the projection is built from them; the rest is of one process. */
const notCopied = /^(log|private|mirrors|projection|LOCK|socket)([.-].*)?$/;

/**
 * Backs up a node into a folder; appends go on meanwhile. Refusals: server.backup.database, server.backup.inside,
 * server.backup.not-empty, server.backup.other-node. Failures: store.folder.unwritable (a full disk; what was there before stays whole),
 * store.folder.locked, and those of reading.
 */
export async function backupNode(
  node: Source,
  wish: BackupWish,
): Promise<Result<BackupReport, Refusal>> {
  const dir = resolve(wish.dir);
  // What was cosigned and all blobs lie in that database too; it has means of its own.
  if (node.config.logStore === 'postgres') return refuse('server.backup.database', {});
  if (await liesWithin(node, dir)) return refuse('server.backup.inside', { dir });
  const names = await readdir(dir).catch(() => [] as string[]);
  const folder = openBackupFolder(dir, { sha256: nodeCrypto.sha256 });
  const before = await readManifest(folder);
  const mine = /^(files|manifest\.json(\.tmp)?|LOCK.*)$/;
  if (before === undefined && names.some((name) => !mine.test(name)))
    return refuse('server.backup.not-empty', { dir });
  const { programme } = node.config;
  const name = node.config.own?.origin ?? node.config.witnessName;
  if (before !== undefined && (before.node !== name || before.programme !== programme))
    return refuse('server.backup.other-node', { dir, node: before.node });
  await using _lock = await lockFolder(dir);
  const copy = new Copy(folder);
  await copyDataFolder(copy, node.dataDir);
  if (wish.keys) await copyKeys(copy, stateDirOf(node.dataDir, node.config));
  const logs: BackedUpLog[] = [];
  for (const log of node.logs.all()) {
    if (log.peer !== undefined && !wish.mirrors) continue;
    logs.push(await copyLog(copy, log));
  }
  // After the logs: whatever an entry names was here before it was recorded.
  await copyFolder(copy, { dataDir: node.dataDir, at: 'blobs' });
  const made = instantOf(node.clock());
  const manifest: BackupManifest = {
    ...{ format: 'comity-backup/1', made, version, programme, node: name },
    logs,
    files: copy.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
  await folder.commit(manifestJson(manifest), new Set(copy.files.map((file) => file.sha256)));
  return ok({
    dir,
    made,
    logs: logs.map(({ origin, kind, size }) => ({ origin, kind, size })),
    files: copy.files.length,
    bytes: copy.files.reduce((sum, file) => sum + file.bytes, 0),
    ...copy.fresh(),
    keys: wish.keys,
  });
}

/** Takes files in, and counts what had to be written. */
class Copy {
  readonly #folder: BackupFolder;
  readonly files: BackupManifest['files'] = [];
  #newFiles = 0;
  #newBytes = 0;

  constructor(folder: BackupFolder) {
    this.#folder = folder;
  }

  fresh(): Pick<BackupReport, 'newFiles' | 'newBytes'> {
    return { newFiles: this.#newFiles, newBytes: this.#newBytes };
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const { sha256, written } = await this.#folder.put(bytes);
    this.files.push({ path, bytes: bytes.length, sha256 });
    if (!written) return;
    this.#newFiles += 1;
    this.#newBytes += bytes.length;
  }
}

/** The notes first: they never state more than is recorded when the size is read after them. */
async function copyLog(copy: Copy, log: HeldLog): Promise<BackedUpLog> {
  const { store, identity } = log;
  const notes: { checkpoint?: string; 'checkpoint.pending'?: string } = {};
  for (const name of ['checkpoint', 'checkpoint.pending'] as const) {
    const note = await store.checkpoint(name);
    if (note !== undefined) notes[name] = note;
  }
  const { size, root } = store.head();
  const base = `logs/${originHash(nodeCrypto, identity.origin)}`;
  for (let bundle = 0; bundle * tileWidth < size; bundle++) {
    const from = bundle * tileWidth;
    const entries = await store.entries(from, Math.min(from + tileWidth, size));
    await copy.put(`${base}/entries/${bundle}`, encodeBundle(entries));
    for (const scope of scopes) {
      const slots = await payloadSlots(store, { bundle, size, scope });
      if (slots.every((slot) => slot.status === 'not-held')) continue;
      await copy.put(`${base}/payloads/${scope}/${bundle}`, encodePayloadBundle(slots));
    }
  }
  const kind =
    log.peer !== undefined ? 'mirror' : identity.visibility === 'private' ? 'private' : 'own';
  const [vkey, ...laterVkeys] = log.keys().map(({ key }) => printVerifierKey(key));
  const later = laterVkeys.length === 0 ? {} : { laterVkeys };
  return { origin: identity.origin, kind, vkey, ...later, size, root: toHex(root), notes };
}

async function copyDataFolder(copy: Copy, dataDir: string): Promise<void> {
  for (const one of await readdir(dataDir, { withFileTypes: true })) {
    if (notCopied.test(one.name) || one.name === 'blobs') continue;
    if (one.isDirectory()) await copyFolder(copy, { dataDir, at: one.name });
    else if (one.isFile()) await copyFile(copy, { dataDir, path: join(dataDir, one.name) });
  }
}

async function copyFolder(
  copy: Copy,
  of: { readonly dataDir: string; readonly at: string },
): Promise<void> {
  const path = join(of.dataDir, of.at);
  let found: Dirent[];
  try {
    found = await readdir(path, { withFileTypes: true, recursive: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw unreadable(path, error);
  }
  for (const one of found) {
    if (!one.isFile()) continue;
    await copyFile(copy, { dataDir: of.dataDir, path: join(one.parentPath, one.name) });
  }
}

/** A file that grows is copied as far as it had grown; one that is being replaced, as the old or the new. */
async function copyFile(
  copy: Copy,
  of: { readonly dataDir: string; readonly path: string },
): Promise<void> {
  if (of.path.endsWith(temporarySuffix)) return;
  try {
    const bytes = await readFile(of.path);
    await copy.put(`node/${relative(of.dataDir, of.path).split(sep).join('/')}`, bytes);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    if (error instanceof ComityError) throw error;
    throw unreadable(of.path, error);
  }
}

/** What was signed last is never among them: an old one would let the node sign a second past. */
async function copyKeys(copy: Copy, stateDir: string): Promise<void> {
  for (const name of await readdir(stateDir)) {
    if (!name.endsWith('.key') && name !== ringFile) continue;
    const path = join(stateDir, name);
    try {
      await copy.put(`keys/${name}`, await readFile(path));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue;
      if (error instanceof ComityError) throw error;
      throw unreadable(path, error);
    }
  }
}

/** A backup inside what it copies would copy itself; one around it would take the node for its own files. */
async function liesWithin(node: Source, dir: string): Promise<boolean> {
  const [data, to] = [await realOf(node.dataDir), await realOf(dir)];
  return `${to}${sep}`.startsWith(`${data}${sep}`) || `${data}${sep}`.startsWith(`${to}${sep}`);
}

async function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

function unreadable(path: string, error: unknown): ComityError {
  return new ComityError(
    'store.folder.unreadable',
    `${path} cannot be read: ${messageOf(error)}`,
    error,
  );
}
