// A token bucket for each source of requests, so that one that floods is told to wait and nobody else notices.
import type { Clock } from '../base/ports.ts';
import { rateSourcesMax } from './limits.ts';

/** Counts requests by source. */
export interface RateLimit {
  /** Returns 0 when the source may be answered now, else after how many whole seconds it may ask again. */
  secondsToWait(source: string): number;
}

/** Returns a limit: `burst` requests at once, `perSecond` after that. Remembers 10,000 sources. */
export function createRateLimit(setting: {
  readonly clock: Clock;
  readonly burst: number;
  readonly perSecond: number;
}): RateLimit {
  const { clock, burst, perSecond } = setting;
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  return {
    secondsToWait: (source) => {
      const now = clock();
      const before = buckets.get(source) ?? { tokens: burst, at: now };
      // A clock that went back fills nothing.
      const filled = (Math.max(0, now - before.at) / 1_000) * perSecond;
      const tokens = Math.min(burst, before.tokens + filled);
      // Deleted and set anew: the map's order is that of the last request.
      buckets.delete(source);
      const [oldest] = buckets.keys();
      if (buckets.size >= rateSourcesMax && oldest !== undefined) buckets.delete(oldest);
      const isAllowed = tokens >= 1;
      buckets.set(source, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
      return isAllowed ? 0 : Math.ceil((1 - tokens) / perSecond);
    },
  };
}

/** Returns the source that an address belongs to: itself for IPv4, its /64 for IPv6. */
export function sourceOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [left = '', right = ''] = address.split('%')[0]?.split('::') ?? [];
  const groups = left === '' ? [] : left.split(':');
  const tail = right === '' ? [] : right.split(':');
  while (address.includes('::') && groups.length + tail.length < 8) groups.push('0');
  return [...groups, ...tail].slice(0, 4).join(':');
}
