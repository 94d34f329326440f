// docs/spec/model.md M186: earned value by the terms of ISO 21508, exact in one currency, and absent where it cannot be said.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earnedValue, shareBy } from './earned-value.ts';

const cny = (minor: number) => ({ currency: 'CNY', minor: BigInt(minor) });
const budget = cny(100_000);
const month = (percent: number, ...spent: readonly ReturnType<typeof cny>[]) => ({
  ...{ month: '2026-10', percent, spent },
});

describe('earned value', () => {
  it('is the reported share of the budget, against what was planned and what was spent', () => {
    const [october] = earnedValue(budget, [month(40, cny(50_000))], () => 0.5);
    expect(october).toEqual({
      ...{ month: '2026-10', planned: cny(50_000), earned: cny(40_000), spent: cny(50_000) },
      ...{ scheduleVariance: cny(-10_000), costVariance: cny(-10_000) },
      ...{ schedulePerformance: 0.8, costPerformance: 0.8, atCompletion: cny(125_000) },
    });
    const [ahead] = earnedValue(budget, [month(60, cny(50_000))], () => 0.5);
    expect(ahead).toMatchObject({
      ...{ scheduleVariance: cny(10_000), costVariance: cny(10_000) },
      ...{ schedulePerformance: 1.2, costPerformance: 1.2, atCompletion: cny(83_333) },
    });
  });

  it('comes month by month in order, whatever the order of the returns', () => {
    const months = ['2026-11', '2026-09', '2026-10'].map((one) => ({ ...month(10), month: one }));
    expect(earnedValue(budget, months).map((one) => one.month)).toEqual([
      ...['2026-09', '2026-10', '2026-11'],
    ]);
  });

  it('says nothing of the plan without a baseline, of an index where nothing was planned or spent, and of a cost in other currencies', () => {
    expect(earnedValue(budget, [month(0)])).toEqual([{ month: '2026-10', earned: cny(0) }]);
    expect(earnedValue(budget, [month(5, cny(0))], () => 0)).toEqual([
      {
        ...{ month: '2026-10', earned: cny(5_000), planned: cny(0), spent: cny(0) },
        ...{ scheduleVariance: cny(5_000), costVariance: cny(5_000) },
      },
    ]);
    const hkd = { currency: 'HKD', minor: 1n };
    for (const spent of [[hkd], [cny(1), hkd]])
      expect(Object.keys(earnedValue(budget, [month(5, ...spent)])[0] ?? {})).toEqual([
        ...['month', 'earned'],
      ]);
    const [unearned] = earnedValue(budget, [month(0, cny(10))]);
    expect(unearned).toMatchObject({ costPerformance: 0, costVariance: cny(-10) });
    expect(unearned).not.toHaveProperty('atCompletion');
  });

  it('is exact to the minor unit for any budget, and all of it when all is done', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 30n }),
        fc.integer({ min: 0, max: 100 }),
        (minor, percent) => {
          const [one] = earnedValue({ currency: 'CNY', minor }, [month(percent)], () => 1);
          const twice = (one?.earned.minor ?? 0n) * 200n - minor * BigInt(percent) * 2n;
          expect(twice <= 100n && twice > -100n).toBe(true);
          expect(one?.planned?.minor).toBe(minor);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it('has nothing planned before the baseline begins, and all of it after it ends', () => {
    const planned = shareBy([
      { month: '2026-03', share: 0.25 },
      { month: '2026-04', share: 1 },
    ]);
    expect(['2026-02', '2026-03', '2026-04', '2027-01'].map(planned)).toEqual([0, 0.25, 1, 1]);
  });
});
