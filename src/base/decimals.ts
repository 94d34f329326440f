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

/** Returns whole numbers of a unit with so many digits as the shortest decimal. Digits below 0 stand for zeros. */
export function fromUnits(units: bigint, digits: number): string {
  if (digits <= 0) return String(units * 10n ** BigInt(-digits));
  const size = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const whole = size.slice(0, size.length - digits);
  const fraction = size.slice(size.length - digits).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Returns the quotient rounded to the nearest whole number, half to even. The divisor is positive. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, 'a positive divisor');
  const rest = ((dividend % divisor) + divisor) % divisor;
  const floor = (dividend - rest) / divisor;
  const isUp = rest * 2n > divisor || (rest * 2n === divisor && floor % 2n !== 0n);
  return isUp ? floor + 1n : floor;
}

/** Returns the quotient of two positive whole numbers to so many significant digits, half to even, as a decimal. */
export function quotientOf(dividend: bigint, divisor: bigint, significant: number): string {
  assert(dividend > 0n && divisor > 0n, 'positive numbers');
  // At least so many digits, and one too many where the first guess is.
  let digits = significant - (dividend.toString().length - divisor.toString().length);
  for (;;) {
    const [up, down] = digits < 0 ? [1n, 10n ** BigInt(-digits)] : [10n ** BigInt(digits), 1n];
    const units = divideHalfEven(dividend * up, divisor * down);
    if (units < 10n ** BigInt(significant)) return fromUnits(units, digits);
    digits--;
  }
}
