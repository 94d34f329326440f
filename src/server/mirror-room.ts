// How much of the disk the mirror of one peer takes: real bytes of its files, counted when first asked, then
// added up as entries come, and counted again every so often. A peer can fill its own share and no more.
import type { Dirent } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Crypto } from '../base/ports.ts';
import type { NewEntry } from '../store/log-store.ts';
import { freeBytesMin, mirrorEntriesMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';

/** Watches the room that mirrors take. */
export interface MirrorRoom {
  /** Failures: server.pull.disk (little is free), server.pull.quota (this mirror has had its share). */
  require(log: HeldLog): Promise<void>;
  /** Says what was just written to a mirror. */
  took(log: HeldLog, entries: readonly Pick<NewEntry, 'bytes' | 'payloads'>[]): void;
}

// Of an entry beside its own bytes: places in journal and bundle, hashes in tiles, frames.
const entryOverheadBytes = 128;

/** Returns the room of a data folder. */
export function createMirrorRoom(setting: {
  readonly dataDir: string;
  readonly crypto: Crypto;
  /** Bytes that the mirror of one peer may take. */
  readonly mirrorBytesMax: number;
  /** Bytes that a log takes, where it is no folder of the data folder. */
  readonly bytesOf?: (origin: Origin) => Promise<number>;
  /** Bytes free on the disk of a folder; asks the system unless a test says otherwise. */
  readonly freeBytes?: (dir: string) => Promise<number>;
}): MirrorRoom {
  const { dataDir, crypto, mirrorBytesMax, bytesOf, freeBytes = freeBytesAt } = setting;
  const counted = new Map<string, { bytes: number; since: number }>();
  const count = async (log: HeldLog) => {
    const inFiles = async () => {
      const hash = originHash(crypto, log.identity.origin);
      const mirror = await bytesIn(join(dataDir, 'mirrors', hash));
      return mirror + (await bytesAt(join(dataDir, 'cosigned', `${hash}.notes`)));
    };
    const bytes = await (bytesOf === undefined ? inFiles() : bytesOf(log.identity.origin));
    const entry = { bytes, since: 0 };
    counted.set(log.identity.origin, entry);
    return entry;
  };
  return {
    require: async (log) => {
      const { origin } = log.identity;
      if ((await freeBytes(dataDir)) < freeBytesMin) {
        const message = `less than ${freeBytesMin} bytes free; nothing more is taken from peers`;
        throw new ComityError('server.pull.disk', message);
      }
      let entry = counted.get(origin) ?? (await count(log));
      // Adding up is an estimate: it is checked after each sixteenth of the share, and before refusing.
      const isFull = () => entry.bytes + entry.since > mirrorBytesMax;
      if (entry.since > 0 && (isFull() || entry.since > mirrorBytesMax / 16))
        entry = await count(log);
      const { size } = log.store.head();
      if (!isFull() && size < mirrorEntriesMax) return;
      throw new ComityError(
        'server.pull.quota',
        `${origin}: its mirror holds ${size} entries in ${entry.bytes + entry.since} bytes; at most ` +
          `${mirrorEntriesMax} and ${mirrorBytesMax} (mirrorBytesMax)`,
      );
    },
    took: (log, entries) => {
      const entry = counted.get(log.identity.origin);
      if (entry === undefined) return;
      for (const { bytes, payloads } of entries) {
        entry.since += 2 * bytes.length + entryOverheadBytes;
        for (const payload of payloads) entry.since += payload.bytes.length + entryOverheadBytes;
      }
    },
  };
}

async function freeBytesAt(dir: string): Promise<number> {
  const disk = await statfs(dir);
  return disk.bavail * disk.bsize;
}

async function bytesIn(dir: string): Promise<number> {
  let found: Dirent[];
  try {
    found = await readdir(dir, { withFileTypes: true, recursive: true });
  } catch {
    return 0;
  }
  let sum = 0;
  for (const one of found) if (one.isFile()) sum += await bytesAt(join(one.parentPath, one.name));
  return sum;
}

/** A file that was moved meanwhile counts nothing. */
async function bytesAt(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
