// Sensitivity measures: worked values, and what a forecast says of activities that do and do not matter.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { link, schedule } from '../../test/support/schedules.ts';
import type { Distribution } from './distribution.ts';
import { forecastProject } from './forecast.ts';
import { correlation, deviation, ranksOf } from './measures.ts';
import type { Activity } from './schedule.ts';

const numbers = (...values: number[]) => Float64Array.from(values);

function drawn(id: string, distribution: Distribution): Activity {
  return { id, code: id, type: 'task', durationMinutes: 0, distribution };
}

function activitiesOf(activities: readonly Activity[], links: readonly string[] = []) {
  const asked = { profile: 'comity', sha256: testCrypto.sha256, seed: 3, runs: 4_000 } as const;
  const plan = schedule(
    [...activities],
    links.map((one) => link(one)),
  );
  const result = forecastProject({ ...asked, schedule: plan, days: [], crucialityAsked: true });
  return result.ok ? result.value.activities : expect.fail();
}

describe('a correlation', () => {
  it('has the values of its formulas, Pearson’s and of ranks', () => {
    // Anscombe 1973, first set: r = 0.81642.
    const x = numbers(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5);
    const y = numbers(804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568);
    expect(correlation(x, y)).toBeCloseTo(0.81642, 5);
    expect(correlation(ranksOf(x), ranksOf(y))).toBeCloseTo(0.81818, 5);
    expect(correlation(x, numbers(...x).fill(1))).toBeUndefined();
    expect(deviation(numbers(2, 4, 4, 4, 5, 5, 7, 9))).toBe(2);
  });

  it('gives equal values the mean of their ranks', () => {
    expect([...ranksOf(numbers(50, 10, 50, 70, 10, 50))]).toEqual([4, 1.5, 4, 6, 1.5, 4]);
  });
});

describe('the measures of an activity', () => {
  const wide: Distribution = { type: 'triangular', low: 0, mode: 5_000, high: 10_000 };

  it('are 1 where it alone is the project, and 0 for what is fixed', () => {
    const [alone, fixed] = activitiesOf([
      drawn('A', wide),
      drawn('B', { type: 'fixed', minutes: 1 }),
    ]);
    expect(alone?.ssi).toBeCloseTo(1, 9);
    expect(alone?.cruciality?.pearson).toBeCloseTo(1, 9);
    expect(alone?.cruciality?.spearman).toBeCloseTo(1, 9);
    expect([fixed?.ssi, fixed?.cruciality]).toEqual([0, undefined]);
  });

  it('share the variance of a chain by its parts', () => {
    // Variances 1 : 9, so the shares of the deviation are 1 and 3 by the square root of 10.
    const narrow: Distribution = { type: 'triangular', low: 0, mode: 5_000, high: 10_000 };
    const broad: Distribution = { type: 'triangular', low: 0, mode: 15_000, high: 30_000 };
    const [a, b] = activitiesOf([drawn('A', narrow), drawn('B', broad)], ['A FS B']);
    expect(a?.ssi).toBeCloseTo(1 / Math.sqrt(10), 1);
    expect(b?.ssi).toBeCloseTo(3 / Math.sqrt(10), 1);
    expect(a?.cruciality?.pearson).toBeCloseTo(1 / Math.sqrt(10), 1);
    expect(b?.cruciality?.spearman).toBeCloseTo(3 / Math.sqrt(10), 1);
  });

  it('are criticality times the share of the deviation', () => {
    const [a] = activitiesOf([drawn('A', wide), drawn('B', wide)]);
    const finishSd = (a?.criticality ?? 0) / (a?.ssi ?? 1);
    expect(a?.criticality).toBeCloseTo(0.5, 1);
    // Two alike side by side: the greater of two varies less than one, by about 0.8 here.
    expect(finishSd).toBeGreaterThan(0.7);
    expect(finishSd).toBeLessThan(0.9);
  });
});
