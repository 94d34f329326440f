// Decimals: compared and divided exactly, whatever their digits.
import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  divideHalfEven,
  fromUnits,
  percentOfWay,
  quotientOf,
  toUnits,
} from './decimals.ts';

describe('decimals', () => {
  it('become whole numbers of one unit', () => {
    expect(toUnits(['1.25', '-3', '0.1'])).toEqual([125n, -300n, 10n]);
    expect(() => toUnits(['1e3'])).toThrow('a decimal, got "1e3"');
  });

  it('are compared exactly', () => {
    expect(compareDecimals('0.1', '0.10000000000000000000000001')).toBe(-1);
    expect(compareDecimals('12345678901234567890.1', '12345678901234567890')).toBe(1);
    expect(compareDecimals('-2', '-2')).toBe(0);
  });

  it('are so much of the way, in whole percent rounded down', () => {
    expect(percentOfWay('10', '20', '15')).toBe(50n);
    expect(percentOfWay('20', '10', '12.5')).toBe(75n);
    expect(percentOfWay('0', '3', '2')).toBe(66n);
    expect(percentOfWay('0', '1', '0.99999999999999999999')).toBe(99n);
    expect(percentOfWay('0', '1', '1')).toBe(100n);
    expect(percentOfWay('0', '3', '-0.01')).toBe(-1n);
    expect(percentOfWay('20', '10', '30')).toBe(-100n);
    expect(percentOfWay('7', '7', '8')).toBeUndefined();
  });

  it('come back from whole numbers of a unit', () => {
    expect([fromUnits(-125n, 2), fromUnits(5n, 3), fromUnits(1200n, 2)]).toEqual([
      ...['-1.25', '0.005', '12'],
    ]);
    expect([fromUnits(12n, -2), fromUnits(0n, 2)]).toEqual(['1200', '0']);
  });

  it('are rounded half to even, below nothing too', () => {
    const halves = [5n, 15n, 25n, -5n, -15n, -25n, 14n, 16n, -16n];
    expect(halves.map((one) => divideHalfEven(one, 10n))).toEqual([
      ...[0n, 2n, 2n, 0n, -2n, -2n, 1n, 2n, -2n],
    ]);
    expect(() => divideHalfEven(1n, 0n)).toThrow('a positive divisor');
  });

  it('divide to so many significant digits', () => {
    expect(quotientOf(75_000n, 11_180n, 4)).toBe('6.708');
    expect(quotientOf(1n, 3n, 4)).toBe('0.3333');
    expect(quotientOf(99_999n, 10n, 4)).toBe('10000');
    expect(quotientOf(123_456_789n, 1n, 4)).toBe('123500000');
    expect(quotientOf(1n, 800n, 4)).toBe('0.00125');
  });
});
