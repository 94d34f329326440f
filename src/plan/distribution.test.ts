// Distributions: inverse functions at known points, and faults told all at once.
import { describe, expect, it } from 'vitest';
import {
  type Distribution,
  findDistributionFaults,
  inverseOf,
  inverseOfMany,
  isBeyondExperience,
  medianOf,
} from './distribution.ts';
import { exponential, inverseNormal, logarithm } from './elementary.ts';
import { durationMinutesMax } from './limits.ts';

const points = Array.from({ length: 4_000 }, (_, i) => (i + 0.5) / 4_000);
const meanOf = (given: Distribution) =>
  points.map(inverseOf(given)).reduce((sum, one) => sum + one, 0) / points.length;

describe('a distribution', () => {
  it('gives many numbers at once what it gives each of them', () => {
    const laws: readonly Distribution[] = [
      { type: 'fixed', minutes: 7 },
      { type: 'triangular', low: 10, mode: 40, high: 900 },
      { type: 'pert', low: 10, mode: 40, high: 900, capMinutes: 500 },
      { type: 'pert', low: 0, mode: 0, high: 900, elapsedMinutes: 100 },
      { type: 'log-normal', median: 2_000, sigmaPermille: 4_900 },
      { type: 'empirical', values: [3, 9, 27] },
    ];
    const numbers = [2 ** -33, 0.02, 0.024_25, 0.5, 0.999, 1 - 2 ** -33, ...points];
    for (const law of laws) {
      const many = Float64Array.from(numbers);
      inverseOfMany(law)(many);
      expect([...many]).toEqual(numbers.map(inverseOf(law)));
    }
  });

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
    expect(faults({ type: 'fixed', minutes: 1, elapsedMinutes: -1, capMinutes: 0.5 })).toBe(2);
    expect(faults({ type: 'pert', low: 1, mode: 2, high: 3 })).toBe(0);
    const curve = { type: 'kaplan-meier', cases: 9 } as const;
    expect(faults({ ...curve, times: [1, 2], survivalPpm: [500_000, 0] })).toBe(0);
    expect(faults({ ...curve, times: [1, 2], survivalPpm: [500_000, 1] })).toBe(1);
    expect(faults({ ...curve, times: [2, 2], survivalPpm: [500_000, 500_000] })).toBe(3);
    expect(faults({ ...curve, cases: 0, times: [], survivalPpm: [] })).toBe(2);
    expect(faults({ ...curve, times: [-1], survivalPpm: [0, 0] })).toBe(3);
    const tail = { median: 1, sigmaPermille: -1 };
    expect(faults({ ...curve, times: [1], survivalPpm: [1_000_000], tail })).toBe(2);
    expect(faults({ type: 'log-normal', median: 1, sigmaPermille: 1, cases: 0.5 })).toBe(1);
  });
});

describe('work that has lasted a while', () => {
  const laws: readonly Distribution[] = [
    { type: 'triangular', low: 1_000, mode: 4_000, high: 13_000 },
    { type: 'pert', low: 1_000, mode: 4_000, high: 13_000 },
    { type: 'log-normal', median: 5_000, sigmaPermille: 500 },
    { type: 'empirical', values: points.map((u) => Math.round(20_000 * u * u)) },
    {
      type: 'kaplan-meier',
      times: [400, 2_500, 5_000],
      survivalPpm: [900_000, 600_000, 300_000],
      cases: 40,
      tail: { median: 5_000, sigmaPermille: 500 },
    },
  ];

  it.each(laws)('of type $type goes on as the longer ones of all such work did', (law) => {
    // The mean of what remains is that of the cases that lasted longer, less the age.
    for (const elapsedMinutes of [500, 3_000, 6_000]) {
      const longer = points.map(inverseOf(law)).filter((one) => one > elapsedMinutes);
      const mean = longer.reduce((sum, one) => sum + one, 0) / longer.length - elapsedMinutes;
      expect(meanOf({ ...law, elapsedMinutes }) / mean).toBeCloseTo(1, 1);
      const rest = points.map(inverseOf({ ...law, elapsedMinutes }));
      expect(rest.every((one) => one >= 0)).toBe(true);
      // S(T) = u S(a): more for a smaller u.
      expect(rest).toEqual([...rest].sort((a, b) => b - a));
    }
  });

  it.each(laws)('of type $type has the distribution that rejecting shorter draws has', (law) => {
    for (const elapsedMinutes of [500, 3_000, 5_600]) {
      const kept = points
        .map(inverseOf(law))
        .filter((one) => one > elapsedMinutes)
        .sort((a, b) => a - b);
      const inverse = inverseOf({ ...law, elapsedMinutes });
      for (const percent of [5, 25, 50, 75, 95]) {
        // Survival form: u is the share that lasts longer.
        const drawn = inverse(1 - percent / 100) + elapsedMinutes;
        const shareBelow = kept.filter((one) => one <= drawn + 1).length / kept.length;
        const shareUnder = kept.filter((one) => one < drawn - 1).length / kept.length;
        expect(shareBelow).toBeGreaterThan(percent / 100 - 0.01);
        expect(shareUnder).toBeLessThan(percent / 100 + 0.01);
      }
    }
  });

  it('has what is left of F^-1(1 - u S(a)), and without age F^-1(u)', () => {
    // Triangular 0, 0, 100: S(t) = (1 - t/100)^2, so S(50) = 1/4 and T = 100 (1 - sqrt(u/4)).
    const law = { type: 'triangular', low: 0, mode: 0, high: 100 } as const;
    expect(inverseOf({ ...law, elapsedMinutes: 50 })(0.25)).toBe(25);
    expect(inverseOf({ ...law, elapsedMinutes: 50 })(0.64)).toBe(10);
    expect(inverseOf(law)(0.75)).toBe(50);
    expect(inverseOf({ ...law, elapsedMinutes: 0 })(0.75)).toBe(50);
    const past: Distribution = { type: 'empirical', values: [10, 20, 30, 40], elapsedMinutes: 20 };
    expect([0.1, 0.4, 0.6, 0.9].map(inverseOf(past))).toEqual([20, 20, 10, 10]);
  });

  it('ends no later than its cap, and never before now', () => {
    const law = { type: 'fixed', minutes: 1_000, elapsedMinutes: 400 } as const;
    expect(inverseOf(law)(0.5)).toBe(600);
    expect(inverseOf({ ...law, capMinutes: 700 })(0.5)).toBe(300);
    expect(inverseOf({ ...law, capMinutes: 300 })(0.5)).toBe(0);
    expect(inverseOf({ type: 'fixed', minutes: 1_000, capMinutes: 10 })(0.5)).toBe(10);
  });

  it('follows the tail of its curve beyond the last case, given that it lasts so long', () => {
    const tail = { median: 4_000, sigmaPermille: 400 };
    const curve = { type: 'kaplan-meier', times: [1_000], survivalPpm: [500_000] } as const;
    const law = { ...curve, cases: 100, tail };
    expect([0.1, 0.49].map(inverseOf(law))).toEqual([1_000, 1_000]);
    const whole = { type: 'log-normal', ...tail, elapsedMinutes: 1_000 } as const;
    // S(T) = S(last) S_tail(T) / S_tail(last): 0.8 of all is 0.4 of those beyond, 0.9 is 0.2 of them.
    expect(inverseOf(law)(0.8)).toBe(inverseOf(whole)(0.4) + 1_000);
    expect(inverseOf(law)(0.9)).toBe(inverseOf(whole)(0.2) + 1_000);
    expect(inverseOf({ ...law, elapsedMinutes: 1_000 })(0.4)).toBe(inverseOf(whole)(0.4));
    // A tail that has ended before the last case says nothing: age alone.
    const short = { ...law, tail: { median: 10, sigmaPermille: 100 } };
    expect(inverseOf(short)(0.75)).toBe(2_000);
    expect(inverseOf({ ...short, elapsedMinutes: 2_000 })(0.5)).toBe(2_000);
  });

  it('has all of a narrow log-normal before it while it is very young', () => {
    const law = { type: 'log-normal', median: 86_400, sigmaPermille: 475 } as const;
    const whole = inverseOf(law);
    // Survival form: 0.25 is the share that lasts longer.
    expect(inverseOf({ ...law, elapsedMinutes: 1_440 })(0.25)).toBe(whole(0.75) - 1_440);
    expect(inverseOf({ ...law, elapsedMinutes: 1 })(0.25)).toBe(whole(0.75) - 1);
  });

  it('is beyond experience by the number of cases that a curve or a fit was made from', () => {
    const fit = { type: 'log-normal', median: 1_000, sigmaPermille: 500 } as const;
    const old = { ...fit, elapsedMinutes: 3_000 };
    expect([isBeyondExperience(old), isBeyondExperience({ ...old, cases: 10 })]).toEqual([
      false,
      true,
    ]);
    const curve = { type: 'kaplan-meier', times: [10], survivalPpm: [0], cases: 30 } as const;
    expect(isBeyondExperience({ ...curve, elapsedMinutes: 10 })).toBe(true);
  });

  it('goes on by its age alone once it is beyond experience, up to the cap', () => {
    const law = { type: 'empirical', values: [100, 200], elapsedMinutes: 200 } as const;
    expect(isBeyondExperience(law)).toBe(true);
    expect(inverseOf(law)(0.5)).toBe(200);
    expect(inverseOf(law)(0.8)).toBe(50);
    expect(inverseOf(law)(2 ** -33)).toBe(durationMinutesMax - 200);
    expect(inverseOf({ ...law, capMinutes: 300 })(0.5)).toBe(100);
    expect(isBeyondExperience({ ...law, elapsedMinutes: 199 })).toBe(false);
    // S = (1 - t/100)^2 falls below 1 in 2000 at 97.76.
    const shape = { type: 'triangular', low: 0, mode: 0, high: 10_000 } as const;
    expect(isBeyondExperience({ ...shape, elapsedMinutes: 9_776 })).toBe(false);
    expect(isBeyondExperience({ ...shape, elapsedMinutes: 9_777 })).toBe(true);
    // 3.2905 standard deviations leave 1 in 2000.
    const wide = { type: 'log-normal', median: 10_000, sigmaPermille: 1_000 } as const;
    const edge = 10_000 * Math.exp(3.290527);
    expect(isBeyondExperience({ ...wide, elapsedMinutes: Math.floor(edge) - 1 })).toBe(false);
    expect(isBeyondExperience({ ...wide, elapsedMinutes: Math.ceil(edge) + 1 })).toBe(true);
    expect(isBeyondExperience(shape)).toBe(false);
  });

  it('has a median that is its answer to one half', () => {
    expect(medianOf({ type: 'log-normal', median: 777, sigmaPermille: 900 })).toBe(777);
    expect(medianOf({ type: 'triangular', low: 0, mode: 50, high: 100 })).toBe(50);
    expect(medianOf({ type: 'empirical', values: [5, 1, 3] })).toBe(3);
    expect(medianOf({ type: 'empirical', values: [5, 1, 3], elapsedMinutes: 2 })).toBe(3);
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
