// Durations from past cases: a published curve, fits against a grid, what is drawn towards what, how few are enough.
import { describe, expect, it } from 'vitest';
import { drawCases, remissions } from '../../test/support/past-cases.ts';
import { findDistributionFaults, inverseOf } from './distribution.ts';
import { kaplanMeier, type ObservedDuration } from './kaplan-meier.ts';
import { pastCasesMax } from './limits.ts';
import { fitLogNormal } from './log-normal-fit.ts';
import { hazard, logNormalTail, normalTail } from './normal.ts';
import { drawTowards, estimateDuration, type PastCase } from './past-cases.ts';

const points = Array.from({ length: 2_000 }, (_, i) => (i + 0.5) / 2_000);
const of = (path: readonly string[], cases: readonly ObservedDuration[]): readonly PastCase[] =>
  cases.map((one) => ({ ...one, path }));

function estimate(cases: readonly PastCase[], path: readonly string[] = [], more: object = {}) {
  const result = estimateDuration({ cases, path, ...more });
  return result.ok ? result.value : expect.fail(result.error[0]?.code);
}

function codesOf(cases: readonly PastCase[]) {
  const result = estimateDuration({ cases, path: [] });
  return result.ok ? [] : result.error.map((one) => one.code);
}

describe('the survival of past cases', () => {
  it('is that of the textbooks for a series with open cases', () => {
    // Cox and Oakes, Analysis of Survival Data, 1984, table 1.2.
    const steps = kaplanMeier(remissions);
    expect(steps.map(({ minutes, atRisk, ended }) => [minutes, atRisk, ended])).toEqual([
      [6, 21, 3],
      [7, 17, 1],
      [10, 15, 1],
      [13, 12, 1],
      [16, 11, 1],
      [22, 7, 1],
      [23, 6, 1],
    ]);
    expect(steps.map(({ survival }) => survival.toFixed(4))).toEqual([
      '0.8571',
      '0.8067',
      '0.7529',
      '0.6902',
      '0.6275',
      '0.5378',
      '0.4482',
    ]);
  });

  it('is the share that lasted longer where nothing is open, and none where nothing ended', () => {
    const ended = [30, 10, 20, 20].map((minutes) => ({ minutes, isOpen: false }));
    expect(kaplanMeier(ended).map((one) => one.survival)).toEqual([0.75, 0.25, 0]);
    expect(kaplanMeier([{ minutes: 5, isOpen: true }])).toEqual([]);
  });
});

describe('the normal tail', () => {
  it('has the values of the tables, far out too', () => {
    expect(normalTail(0)).toBe(0.5);
    expect(normalTail(1)).toBeCloseTo(0.15865525393145705, 13);
    expect(normalTail(-1.5)).toBeCloseTo(0.9331927987311419, 13);
    expect(normalTail(5) / 2.8665157187919391e-7).toBeCloseTo(1, 11);
    expect(normalTail(-3)).toBeCloseTo(0.9986501019683699, 13);
    expect(normalTail(2) / normalTail(2 - 1e-9)).toBeCloseTo(1, 7);
    expect(hazard(10)).toBeCloseTo(10.098093233962512, 9);
    expect(logNormalTail(40)).toBeCloseTo(-804.6084420137538, 8);
  });
});

describe('a log-normal fit', () => {
  it('is the mean and deviation of logarithms where nothing is open', () => {
    const fit = fitLogNormal([1, 10, 100].map((minutes) => ({ minutes, isOpen: false })));
    expect(fit?.mu).toBeCloseTo(Math.log(10), 10);
    expect(fit?.sigma).toBeCloseTo(Math.log(10) * Math.sqrt(2 / 3), 10);
  });

  it.each([
    ['the published series', remissions],
    ['few cases, most of them open', drawCases('few', 12, { median: 900, sigma: 0.8, limit: 500 })],
    ['many cases', drawCases('many', 400, { median: 9_000, sigma: 0.5, limit: 12_000 })],
  ])('has a likelihood that no place of a grid around it exceeds: %s', (_name, cases) => {
    const { mu, sigma } = fitLogNormal(cases) ?? expect.fail();
    // Written from the formula alone, with the machine's own logarithm.
    const height = (m: number, s: number) =>
      cases.reduce((sum, { minutes, isOpen }) => {
        const z = (Math.log(minutes) - m) / s;
        return sum + (isOpen ? logNormalTail(z) : (-z * z) / 2 - Math.log(s));
      }, 0);
    const best = height(mu, sigma);
    for (let i = -40; i <= 40; i++) {
      for (let j = -40; j <= 40; j++) {
        for (const scale of [0.02, 0.000_5]) {
          const tried = height(mu + i * scale, sigma * Math.exp(j * scale));
          expect(tried).toBeLessThanOrEqual(best + 1e-9);
        }
      }
    }
  });

  it('finds what cases were drawn from, though the slow ones are still open', () => {
    const cases = drawCases('truth', 5_000, { median: 10_000, sigma: 0.6, limit: 12_000 });
    const fit = fitLogNormal(cases);
    expect(Math.exp(fit?.mu ?? 0) / 10_000).toBeCloseTo(1, 1);
    expect(fit?.sigma).toBeCloseTo(0.6, 1);
    const blind = fitLogNormal(cases.filter((one) => !one.isOpen));
    expect(Math.exp(blind?.mu ?? 0)).toBeLessThan(8_000);
  });

  it('does not vary where all cases took the same time, and is none where none ended', () => {
    const same = { minutes: 50, isOpen: false };
    expect(fitLogNormal([same, same, { minutes: 9, isOpen: true }])?.sigma).toBe(0);
    expect(fitLogNormal([same, { minutes: 90, isOpen: true }])?.sigma).toBeGreaterThan(0.1);
    expect(fitLogNormal([{ minutes: 5, isOpen: true }])).toBeUndefined();
    expect(fitLogNormal([{ minutes: 0, isOpen: false }])).toEqual({ mu: 0, sigma: 0 });
  });
});

describe('an estimate from past cases', () => {
  const law = { median: 10_000, sigma: 0.5, limit: 20_000 };

  it('is their curve from thirty on, a log-normal from five on, and else the three points given', () => {
    const cases = drawCases('rule', 40, { ...law, limit: 1e9 });
    const threePoint = { low: 1, mode: 2, high: 9 };
    const with30 = estimate(of([], cases.slice(0, 30)));
    expect([with30.method, with30.cases, with30.openCases]).toEqual(['kaplan-meier', 30, 0]);
    const with29 = estimate(of([], cases.slice(0, 29)));
    expect([with29.method, with29.distribution]).toEqual([
      'log-normal',
      expect.objectContaining({ type: 'log-normal', cases: 29 }),
    ]);
    expect(estimate(of([], cases.slice(0, 5))).method).toBe('log-normal');
    const with4 = estimate(of([], cases.slice(0, 4)), [], { threePoint });
    expect(with4).toEqual({
      method: 'three-point',
      distribution: { type: 'triangular', ...threePoint },
      cases: 4,
      openCases: 0,
      classes: [],
    });
    expect(codesOf(of([], cases.slice(0, 4)))).toEqual(['durations.three-point-missing']);
  });

  it('does not count open cases as ended', () => {
    const open = cases30Open();
    expect(estimate(of([], open)).method).toBe('log-normal');
  });

  it('has the quantiles of its cases, and beyond the last of them the tail', () => {
    const cases = drawCases('curve', 400, law);
    const { distribution } = estimate(of([], cases));
    expect(findDistributionFaults(distribution)).toEqual([]);
    const all = drawCases('curve', 400, { ...law, limit: 1e9 }).map((one) => one.minutes);
    const sorted = [...all].sort((a, b) => a - b);
    const inverse = inverseOf(distribution);
    expect(inverse(0.5)).toBe(sorted[199]);
    expect(inverse(0.7999)).toBe(sorted[319]);
    expect(inverse(0.999)).toBeGreaterThan(20_000);
    expect(inverse(0.999)).toBeLessThan(100_000);
  });

  it('is drawn towards the wider class, the more so the fewer cases it has', () => {
    const wide = of(['x', 'slow'], drawCases('wide', 200, { median: 40_000, sigma: 0.5 }));
    const few = of(['x', 'fast'], drawCases('quick', 6, { median: 10_000, sigma: 0.5 }));
    const more = of(['x', 'fast'], drawCases('quick', 25, { median: 10_000, sigma: 0.5 }));
    const medianWith = (cases: readonly PastCase[]) =>
      inverseOf(estimate([...wide, ...cases], ['x', 'fast']).distribution)(0.5);
    const alone = Math.exp(fitLogNormal(few)?.mu ?? 0);
    expect(medianWith(few)).toBeGreaterThan(alone * 1.3);
    expect(medianWith(few)).toBeLessThan(40_000);
    expect(medianWith(more)).toBeLessThan(medianWith(few));
    const { classes } = estimate([...wide, ...few], ['x', 'fast']);
    expect(classes.map(({ path, cases, ownShare }) => [path.join(), cases, ownShare])).toEqual([
      ['x,fast', 6, 6 / 16],
      ['x', 206, 206 / 216],
      ['', 206, 1],
    ]);
  });

  it('is drawn by the formula of a conjugate prior', () => {
    // k = 10: mu' = (10 * 2 + 10 * 4) / 20; s'^2 = (10 * 4 + 10 * 1 + 5 * 4) / 20.
    const drawn = drawTowards({ mu: 4, sigma: 1 }, { mu: 2, sigma: 2 }, 10);
    expect([drawn.mu, drawn.sigma]).toEqual([3, Math.sqrt(3.5)]);
  });

  it('keeps the age and the cap of the case that is asked about', () => {
    const cases = of([], drawCases('age', 60, law));
    const bounds = { elapsedMinutes: 9_000, capMinutes: 15_000 };
    const { distribution } = estimate(cases, [], bounds);
    expect(distribution).toMatchObject(bounds);
    expect(Math.max(...points.map(inverseOf(distribution)))).toBe(6_000);
  });

  it('is refused for cases that are none or too many', () => {
    const bad = [-1, 0.5, Number.NaN].map((minutes) => ({ minutes, isOpen: false, path: [] }));
    expect(codesOf(bad)).toEqual(['durations.case', 'durations.case', 'durations.case']);
    const threePoint = { low: 9, mode: 2, high: 3 };
    const wrong = estimateDuration({ cases: [], path: [], threePoint, capMinutes: -1 });
    expect(wrong.ok ? [] : wrong.error.map((one) => one.code)).toEqual([
      'durations.bounds',
      'durations.bounds',
    ]);
    expect(codesOf(Array(pastCasesMax + 1).fill(bad[0]))).toEqual(['durations.too-many']);
  });

  function cases30Open(): readonly ObservedDuration[] {
    const ended = drawCases('open', 10, { ...law, limit: 1e9 });
    return [...ended, ...Array(60).fill({ minutes: 8_000, isOpen: true })];
  }
});
