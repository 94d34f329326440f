// Distributions: inverse functions at known points, and faults told all at once.
import { describe, expect, it } from 'vitest';
import {
  type Distribution,
  exponential,
  findDistributionFaults,
  inverseNormal,
  inverseOf,
  logarithm,
} from './distribution.ts';

const points = Array.from({ length: 4_000 }, (_, i) => (i + 0.5) / 4_000);
const meanOf = (given: Distribution) =>
  points.map(inverseOf(given)).reduce((sum, one) => sum + one, 0) / points.length;

describe('a distribution', () => {
  it('has the mean of its formula within a thousandth', () => {
    const shape = { low: 1_000, mode: 4_000, high: 13_000 };
    expect(meanOf({ type: 'fixed', minutes: 77 })).toBe(77);
    expect(meanOf({ type: 'triangular', ...shape }) / 6_000).toBeCloseTo(1, 3);
    expect(meanOf({ type: 'pert', ...shape }) / 5_000).toBeCloseTo(1, 3);
    const wide: Distribution = { type: 'log-normal', median: 10_000, sigmaPermille: 500 };
    expect(meanOf(wide) / (10_000 * Math.exp(0.125))).toBeCloseTo(1, 2);
    expect(inverseOf(wide)(0.5)).toBe(10_000);
    expect(meanOf({ type: 'empirical', values: [30, 10, 20, 40] })).toBe(25);
  });

  it('never gives less for a greater number, and stays between its ends', () => {
    for (const type of ['triangular', 'pert'] as const) {
      for (const mode of [100, 500, 900]) {
        const drawn = points.map(inverseOf({ type, low: 100, mode, high: 900 }));
        expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
        expect(drawn.every((one) => one >= 100 && one <= 900)).toBe(true);
      }
    }
    expect(inverseOf({ type: 'pert', low: 5, mode: 5, high: 5 })(0.3)).toBe(5);
    expect(inverseOf({ type: 'triangular', low: 5, mode: 5, high: 5 })(0.3)).toBe(5);
  });

  it('has all its faults told at once', () => {
    const faults = (given: Distribution) => findDistributionFaults(given).length;
    expect(faults({ type: 'triangular', low: 9, mode: -1, high: 2.5 })).toBe(3);
    expect(faults({ type: 'log-normal', median: -1, sigmaPermille: 5_001 })).toBe(2);
    expect(faults({ type: 'empirical', values: [] })).toBe(1);
    expect(faults({ type: 'empirical', values: [1, -1] })).toBe(1);
    expect(faults({ type: 'fixed', minutes: Number.NaN })).toBe(1);
    expect(faults({ type: 'pert', low: 1, mode: 2, high: 3 })).toBe(0);
  });
});

describe('arithmetic of its own', () => {
  it('agrees with the machine’s logarithm and exponential, and with tables of the normal', () => {
    for (const value of [2 ** -33, 0.01, 0.75, 1, 1.5, 10, 1e6]) {
      expect(logarithm(value)).toBeCloseTo(Math.log(value), 13);
    }
    for (const value of [-31, -1, -0.3, 0, 0.3, 1, 20]) {
      expect(exponential(value) / Math.exp(value)).toBeCloseTo(1, 13);
    }
    expect(inverseNormal(0.975)).toBeCloseTo(1.959964, 6);
    expect(inverseNormal(0.001)).toBeCloseTo(-3.090232, 6);
    expect(inverseNormal(0.999)).toBeCloseTo(3.090232, 6);
    expect(inverseNormal(0.5)).toBe(0);
  });
});
