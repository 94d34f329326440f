// Which bundles of one mirror may still lack payloads: each until it was looked through and found whole, since a
// peer or this node may have been killed between entries and payloads. The newest are looked through in every
// pull, older ones a few at a time and not too often: what a peer does not hold itself never comes.
import type { Clock } from '../base/ports.ts';
import { isDue } from './after.ts';
import { lateBundleMilliseconds, lateBundlesMax } from './limits.ts';

/** The bundles of one mirror that may lack payloads. Bundle n holds entries [256n, 256n + 256). */
export interface PayloadDues {
  /** Returns the bundles to look through in this pull when `last` is the newest: newest first, at most six. */
  due(last: number): readonly number[];
  /** Says what looking through a bundle came to. The newest stays due: it grows. */
  settle(bundle: number, state: 'whole' | 'lacking'): void;
}

/** Returns dues of a mirror in which nothing has been looked through yet. */
export function createPayloadDues(clock: Clock): PayloadDues {
  /** From when on each bundle may be looked through (again). */
  const waiting = new Map<number, number>();
  let newest = -1;
  return {
    due: (last) => {
      for (; newest < last; newest++) waiting.set(newest + 1, 0);
      const chosen = new Set([last, last - 1].filter((bundle) => bundle >= 0));
      const given = { now: clock(), most: lateBundleMilliseconds };
      const ripe = [...waiting].filter(([bundle, at]) => !chosen.has(bundle) && isDue(at, given));
      ripe.sort(([a], [b]) => b - a);
      for (const [bundle] of ripe.slice(0, lateBundlesMax)) chosen.add(bundle);
      return [...chosen];
    },
    settle: (bundle, state) => {
      if (state === 'lacking') waiting.set(bundle, clock() + lateBundleMilliseconds);
      else if (bundle < newest) waiting.delete(bundle);
    },
  };
}
