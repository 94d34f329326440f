// Decimals: compared and divided exactly, whatever their digits.
import { describe, expect, it } from 'vitest';
import { compareDecimals, percentOfWay, toUnits } from './decimals.ts';

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
});
