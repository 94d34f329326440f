// Decimals: exact numbers as text in the form of `isAmount` (money.ts). Computed with in bigint; no float is ever made of one.
import { assert } from './errors.ts';
import { fractionDigitsOf, isAmount } from './money.ts';

/** Returns the decimals as whole numbers of one unit, small enough for the finest of them. Each is in wire form. */
export function toUnits(decimals: readonly string[]): readonly bigint[] {
  const digits = Math.max(0, ...decimals.map(fractionDigitsOf));
  return decimals.map((text) => {
    assert(isAmount(text), `a decimal, got ${JSON.stringify(text.slice(0, 40))}`);
    return BigInt(text.replace('.', '') + '0'.repeat(digits - fractionDigitsOf(text)));
  });
}

/** Compares two decimals: negative, zero or positive. */
export function compareDecimals(a: string, b: string): number {
  const [x = 0n, y = 0n] = toUnits([a, b]);
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * Returns how much of the way from one decimal to another a third one has come, in whole percent, rounded down: 100 means
 * there or beyond, below 0 the other way. Undefined where there is no way.
 */
export function percentOfWay(from: string, to: string, at: string): bigint | undefined {
  const [start = 0n, end = 0n, here = 0n] = toUnits([from, to, at]);
  if (start === end) return undefined;
  const [way, done] = end < start ? [start - end, start - here] : [end - start, here - start];
  const percent = (100n * done) / way;
  return 100n * done < percent * way ? percent - 1n : percent;
}
