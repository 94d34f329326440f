// `comity restore`: checks a backup whole, and puts it into an empty folder. What was signed last is never part of
// it: a node that starts on an old backup asks its witnesses before it signs anything (startup.ts).
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ComityError } from '../base/errors.ts';
import { openBackupFolder } from '../store/backup-folder.ts';
import { nodeFiles, syncNameOf } from '../store/files.ts';
import { openFilesLog } from '../store/files-log.ts';
import { checkFormat, lockFolder, readText, writeDurably } from '../store/folder.ts';
import { keyUses, readRing, ringFile } from '../store/key-ring.ts';
import { hasKey } from '../store/key-store.ts';
import type { CheckpointName, NewEntry } from '../store/log-store.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { type BackupCheck, bundlesOf, checkBackup } from './backup-check.ts';
import { type BackedUpLog, type BackupManifest, readManifest } from './backup-manifest.ts';
import { type Config, readConfig, stateDirOf, writeConfig } from './config.ts';
import { pullBytesMax } from './limits.ts';
import { originHash } from './logs.ts';

/** What restoring came to. */
export interface Restored extends BackupCheck {
  /** Absent when the backup was only checked, or is not whole. */
  readonly restored?: {
    readonly dataDir: string;
    readonly stateDir: string;
    /** Keys that the state folder has now; the node needs all of them to start. */
    readonly keysThere: readonly string[];
    readonly keysMissing: readonly string[];
  };
}

/** Checks a backup; writes nothing. Failures: server.restore.absent, store.backup.manifest, server.backup.manifest. */
export async function verifyBackup(dir: string): Promise<Restored> {
  const { folder, manifest } = await openBackup(dir);
  return checkBackup(folder, manifest);
}

/**
 * Checks a backup and puts it into an empty folder, which is a node from the last step on. A backup in which
 * anything is wrong is not restored. Failures: those of {@link verifyBackup}, server.restore.not-empty, and those
 * of folder and store.
 * @param to.stateDir Where keys and last-signed state lie; without it, where the backed-up configuration says.
 */
export async function restoreNode(
  dir: string,
  to: { readonly dataDir: string; readonly stateDir?: string },
): Promise<Restored> {
  const { folder, manifest } = await openBackup(dir);
  const check = await checkBackup(folder, manifest);
  if (check.issues.length > 0) return check;
  const { dataDir } = to;
  if ((await readdir(dataDir).catch(() => [])).length > 0) {
    const message = `${dataDir} is not empty; restore into a folder that is, or is not there`;
    throw new ComityError('server.restore.not-empty', message);
  }
  await using _lock = await lockFolder(dataDir);
  await checkFormat(dataDir);
  for (const log of manifest.logs) await restoreLog({ folder, manifest }, log, dataDir);
  const ofNode = manifest.files.filter(({ path }) => path.startsWith('node/'));
  for (const { path, sha256 } of ofNode.toSorted(configurationLast)) {
    const place = join(dataDir, path.slice('node/'.length));
    const bytes = await folder.get(sha256);
    await mkdir(dirname(place), { recursive: true });
    await syncNameOf(nodeFiles, dirname(place));
    await writeDurably(place, bytes);
  }
  let config = readConfig(dataDir);
  if (to.stateDir !== undefined) {
    config = await writeConfig(dataDir, { ...config, stateDir: to.stateDir });
  }
  const stateDir = stateDirOf(dataDir, config);
  await restoreKeys({ folder, manifest }, stateDir);
  const keysThere: string[] = [];
  const needed = await neededKeys(stateDir, config);
  for (const name of needed) if (await hasKey(stateDir, name)) keysThere.push(name);
  const keysMissing = needed.filter((name) => !keysThere.includes(name));
  return { ...check, restored: { dataDir, stateDir, keysThere, keysMissing } };
}

interface Opened {
  readonly folder: ReturnType<typeof openBackupFolder>;
  readonly manifest: BackupManifest;
}

async function openBackup(dir: string): Promise<Opened> {
  const folder = openBackupFolder(dir, { sha256: nodeCrypto.sha256 });
  const manifest = await readManifest(folder);
  if (manifest !== undefined) return { folder, manifest };
  const message = `${dir} holds no backup: there is no manifest.json, which is written last`;
  throw new ComityError('server.restore.absent', message);
}

/** A folder without configuration is no node: what was interrupted is not taken for one. */
function configurationLast(a: { readonly path: string }, b: { readonly path: string }): number {
  return Number(a.path === 'node/comity.json') - Number(b.path === 'node/comity.json');
}

async function restoreLog(from: Opened, log: BackedUpLog, dataDir: string): Promise<void> {
  const { origin } = log;
  const places = {
    own: 'log',
    private: 'private',
    mirror: `mirrors/${originHash(nodeCrypto, origin)}`,
  };
  const dir = join(dataDir, places[log.kind]);
  const store = await openFilesLog({ dir, origin, sha256: nodeCrypto.sha256 });
  try {
    for await (const { entries, erased } of bundlesOf(from, log)) {
      for (const piece of inPieces(entries)) await store.append(piece);
      for (const { index, scope } of erased) await store.erasePayload(index, scope);
    }
    for (const name of ['checkpoint', 'checkpoint.pending'] as const) await putNote(name);
  } finally {
    await store.close();
  }

  async function putNote(name: CheckpointName): Promise<void> {
    const note = log.notes[name];
    if (note !== undefined) await store.putCheckpoint(name, note, Number(note.split('\n')[1]));
  }
}

/** One journal record each: a bundle of large payloads would be large in memory. */
function* inPieces(entries: readonly NewEntry[]): Generator<readonly NewEntry[]> {
  let piece: NewEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    piece.push(entry);
    bytes += entry.payloads.reduce((sum, one) => sum + one.bytes.length, entry.bytes.length);
    if (bytes < pullBytesMax) continue;
    yield piece;
    piece = [];
    bytes = 0;
  }
  if (piece.length > 0) yield piece;
}

/** The files of the keys that sign: the newest of each use. With a signer of its own that of the log lies there. */
async function neededKeys(stateDir: string, config: Config): Promise<readonly string[]> {
  const isHere = config.own !== undefined && config.signer === undefined;
  const uses = keyUses.filter((use) => use !== 'log' || isHere);
  const ring = (await readRing(stateDir, nodeCrypto.sha256)) ?? [];
  return uses.map((use) => ring.findLast((one) => one.use === use)?.file ?? use);
}

/** Keys that are there stay: none is ever replaced. */
async function restoreKeys(from: Opened, stateDir: string): Promise<void> {
  const ring = join(stateDir, ringFile);
  for (const { path, sha256 } of from.manifest.files) {
    if (path === `keys/${ringFile}` && (await readText(ring)) === undefined) {
      await mkdir(stateDir, { recursive: true, mode: 0o700 });
      await writeDurably(ring, await from.folder.get(sha256), { permissions: 0o600 });
    }
    const name = /^keys\/([a-z][a-z0-9-]{0,60})\.key$/.exec(path)?.[1];
    if (name === undefined || (await hasKey(stateDir, name))) continue;
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    const bytes = await from.folder.get(sha256);
    await writeDurably(join(stateDir, `${name}.key`), bytes, { permissions: 0o600 });
  }
}
