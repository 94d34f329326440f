// The data folder: one process at a time (LOCK), a format that this release knows (FORMAT), and whole files
// written durably. FORMAT holds `comity-data 1` and a newline.
import { constants } from 'node:fs';
import { access, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { utf8, utf8ToString } from '../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import { type Files, nodeFiles, readWhole, replaceFile } from './files.ts';

/** The format of data folders that this release writes. Older ones are migrated, newer ones refused. */
const formatNumber = 1;
const takeoverTriesMax = 20;
/** Room for a few dead claims on a claim: `/LOCK.claim.claim.claim`. */
const lockPathLengthMax = 23;

/** A held lock. */
interface FolderLock extends AsyncDisposable {
  /** Frees the folder. Twice is no error. */
  release(): Promise<void>;
}

/** Who holds a lock: enough to tell a living process from a reused number. */
interface Holder {
  readonly pid: number;
  /** Start of the process in ticks since boot, from /proc; '' where there is no /proc. */
  readonly started: string;
  readonly boot: string;
}

/**
 * Locks a data folder for this process; makes the folder when missing. A lock whose process is gone is taken over.
 * Rejects with `store.folder.locked` (names the pid) and `store.folder.unwritable`.
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
  const path = join(dir, 'LOCK');
  const own = `${path}.${process.pid}.${process.hrtime.bigint()}`;
  const content = printHolder(await holderOf(process.pid));
  await requireWritable(dir, async () => {
    await makeFolders(resolve(dir));
    await writeNew(own, content);
  });
  try {
    await takeLock({ path, own, dir });
  } finally {
    await rm(own, { force: true });
  }
  let released = false;
  const release = async () => {
    if (released) return;
    released = true;
    if ((await readIfThere(path)) === content) await rm(path, { force: true });
  };
  return { release, [Symbol.asyncDispose]: release };
}

/**
 * Links our complete file to the lock's name: it appears with its content or not at all. Only who holds the claim
 * `LOCK.claim`, a lock of the same kind, may replace a dead holder's lock; so two cannot both believe they did.
 */
async function takeLock(lock: { path: string; own: string; dir: string }): Promise<void> {
  const { path, own, dir } = lock;
  for (let tries = 0; tries < takeoverTriesMax; tries++) {
    try {
      await link(own, path);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unwritable(dir, error);
    }
    const seen = await readIfThere(path);
    if (seen === undefined) continue;
    const holder = parseHolder(seen);
    const alive = holder !== undefined && (await isAlive(holder));
    if (alive || path.length > dir.length + lockPathLengthMax) throw locked(dir, holder?.pid ?? 0);
    const claim = `${path}.claim`;
    await takeLock({ path: claim, own, dir });
    try {
      // Another may have held the claim, and replaced the lock, since we looked.
      if ((await readIfThere(path)) === seen) {
        const again = `${own}.again`;
        await link(own, again);
        await rename(again, path);
        return;
      }
    } finally {
      await rm(claim, { force: true });
    }
  }
  throw locked(dir, 0);
}

/**
 * Makes sure that this release can read the folder; a folder without FORMAT is a new one and gets it.
 * Rejects with `store.format.newer`, `store.format.unknown` and `store.folder.unwritable`.
 */
export async function checkFormat(dir: string): Promise<void> {
  const path = join(dir, 'FORMAT');
  const text = await readIfThere(path);
  if (text === undefined) {
    await requireWritable(dir, () => mkdir(dir, { recursive: true }));
    await writeDurably(path, utf8(`comity-data ${formatNumber}\n`));
    return;
  }
  const match = /^comity-data ([1-9]\d{0,8})\n$/.exec(text);
  if (match === null) {
    const message = `${path}: expected "comity-data ${formatNumber}", got ${JSON.stringify(text.slice(0, 40))}`;
    throw new ComityError('store.format.unknown', message);
  }
  if (Number(match[1]) > formatNumber) {
    const message = `${path}: this release reads formats up to ${formatNumber}, the folder has ${match[1]}`;
    throw new ComityError('store.format.newer', message);
  }
}

/**
 * Replaces a file as a whole and resolves once it is on the medium: temporary file, fdatasync, rename, fsync of
 * the folder. Rejects with `store.folder.unwritable`; the old file is then still whole.
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  setting: { readonly files?: Files; readonly permissions?: number } = {},
): Promise<void> {
  const { files = nodeFiles, permissions } = setting;
  await requireWritable(path, () =>
    replaceFile(files, { path, bytes, kind: 'durable', permissions }),
  );
}

/** Returns the text of a file, or undefined when it is missing. Rejects with `store.folder.unreadable`. */
export async function readText(
  path: string,
  files: Files = nodeFiles,
): Promise<string | undefined> {
  try {
    const bytes = await readWhole(files, path);
    return bytes === undefined ? undefined : (utf8ToString(bytes) ?? '');
  } catch (error) {
    const message = `${path} cannot be read: ${messageOf(error)}`;
    throw new ComityError('store.folder.unreadable', message, error);
  }
}

/** Returns a holder for a living process; `started` is '' when it is gone or there is no /proc. */
async function holderOf(pid: number): Promise<Holder> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces and parentheses; `starttime` is the 20th field after it.
  const started = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return { pid, started, boot: await nodeFiles.bootId() };
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: the process is there and belongs to someone else.
    if (codeOf(error) !== 'EPERM') return false;
  }
  const now = await holderOf(holder.pid);
  if (holder.boot !== now.boot) return false;
  return holder.started === '' || now.started === '' || holder.started === now.started;
}

function printHolder(holder: Holder): string {
  return `${holder.pid} ${holder.started} ${holder.boot}\n`;
}

function parseHolder(text: string): Holder | undefined {
  const match = /^([1-9]\d*) (\d*) ([0-9a-f-]*)\n$/.exec(text);
  return match === null ? undefined : { pid: Number(match[1]), started: match[2], boot: match[3] };
}

function locked(dir: string, pid: number): ComityError {
  const message = `${dir} is in use by process ${pid}; one process at a time may open a data folder`;
  return new ComityError('store.folder.locked', message);
}

function unwritable(path: string, cause: unknown): ComityError {
  const message = `${path} cannot be written: ${messageOf(cause)}`;
  return new ComityError('store.folder.unwritable', message, cause);
}

async function requireWritable<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Node's own recursive mkdir never ends where a folder that is there takes no children, as in /proc. */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    const parent = dirname(path);
    const isMissing = codeOf(error) === 'ENOENT' && parent !== path && !(await isThere(parent));
    if (!isMissing) throw error;
    await makeFolders(parent);
    // Once only: a parent that was just made and takes no child will not take one later either.
    await mkdir(path).catch((again: unknown) => {
      if (codeOf(again) !== 'EEXIST') throw again;
    });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function writeNew(path: string, text: string): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const file = await open(path, O_CREAT | O_EXCL | O_WRONLY, 0o644);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ESRCH'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
