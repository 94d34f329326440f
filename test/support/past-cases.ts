// Past cases for tests: a published series with its open cases, and drawn ones.
import { exponential, inverseNormal } from '../../src/plan/elementary.ts';
import type { ObservedDuration } from '../../src/plan/kaplan-meier.ts';
import { streamOf, uniform } from '../../src/plan/random.ts';
import { testCrypto } from './crypto.ts';

/** Weeks of remission under 6-MP (Freireich and others 1963, Blood 21), as in every textbook; + is still in remission. */
export const remissions: readonly ObservedDuration[] =
  '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
    .split(' ')
    .map((one) => ({ minutes: Number.parseInt(one, 10), isOpen: one.endsWith('+') }));

/** Returns log-normal cases, those above a limit still open at it; the same for the same name. */
export function drawCases(
  name: string,
  count: number,
  law: { readonly median: number; readonly sigma: number; readonly limit?: number },
): readonly ObservedDuration[] {
  const stream = streamOf(testCrypto.sha256, name);
  return Array.from({ length: count }, (_, i) => {
    const z = inverseNormal(uniform(1, i, stream));
    const minutes = Math.round(law.median * exponential(law.sigma * z));
    const limit = law.limit ?? Number.POSITIVE_INFINITY;
    return { minutes: Math.min(minutes, limit), isOpen: minutes > limit };
  });
}
