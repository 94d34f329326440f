// Asks for bundles before they are needed, so that a pull waits for the network once and not once a bundle.
import { present } from '../base/errors.ts';
import { tileWidth } from '../record/tile.ts';
import type { NewEntry } from '../store/log-store.ts';
import { pullAheadMax, pullBytesMax } from './limits.ts';

/** The bundles of a pull, in order. */
export interface BundlesAhead {
  /** Returns the entries of the next bundle. */
  next(): Promise<readonly NewEntry[]>;
  /** Resolves when nothing is being asked for any more. */
  settle(): Promise<void>;
}

/**
 * Returns what gives the entries of one bundle after another, and fetches the next ones meanwhile: as many as make up a
 * round by the size of the last one, so that large bundles do not stand in memory together.
 */
export function bundlesAhead(
  { from, size }: { readonly from: number; readonly size: number },
  fetch: (from: number) => Promise<readonly NewEntry[]>,
): BundlesAhead {
  const coming: Promise<readonly NewEntry[]>[] = [];
  let next = from;
  let atOnce = 1;
  const fill = () => {
    while (coming.length < atOnce && next < size) {
      const bundle = fetch(next);
      // Who asks for it is told; one that nobody asks for any more has nobody to tell.
      bundle.catch(() => undefined);
      coming.push(bundle);
      next = Math.min(size, (Math.floor(next / tileWidth) + 1) * tileWidth);
    }
  };
  const take = async () => {
    fill();
    const entries = await present(coming.shift(), 'asked for only while bundles are left');
    const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 1);
    atOnce = Math.max(1, Math.min(pullAheadMax, Math.floor(pullBytesMax / bytes)));
    fill();
    return entries;
  };
  const settle = async () => void (await Promise.allSettled(coming));
  return { next: take, settle };
}

/** Returns the bytes of an entry and its payloads. */
export function bytesOf(entry: NewEntry): number {
  return entry.payloads.reduce((sum, payload) => sum + payload.bytes.length, entry.bytes.length);
}
