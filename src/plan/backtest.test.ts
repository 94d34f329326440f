// Back-tests: scores worked out by hand, nothing later than the day looks in, and calibration where forecasts are right.
import { describe, expect, it } from 'vitest';
import { drawCases } from '../../test/support/past-cases.ts';
import { type BacktestAsked, backtest, type DatedCase } from './backtest.ts';
import { dateToDay, dayToDate } from './civil-time.ts';
import { backtestCasesMax } from './limits.ts';

const day = (date: string) => dateToDay(`2026-${date}`);

/** One case from `01-20 02-03`, of a class. */
function dated(text: string, path: readonly string[] = []): DatedCase {
  const [received = '', ended] = text.split(' ');
  return { path, received: day(received), ended: ended === undefined ? undefined : day(ended) };
}

function tested(asked: BacktestAsked) {
  const result = backtest(asked);
  return result.ok ? result.value : expect.fail(result.error.map((one) => one.code).join());
}

function codesOf(asked: BacktestAsked) {
  const result = backtest(asked);
  return result.ok ? [] : result.error.map((one) => one.code);
}

/** Ended by February, each after ten days: forecasts are of ten days and nothing else. */
const tens = ['01-02 01-12', '01-03 01-13', '01-04 01-14', '01-05 01-15', '01-06 01-16'];

describe('a back-test', () => {
  it('has the losses of a forecast that is certain, worked out by hand', () => {
    // Received 01-29, forecast on 02-01 to take ten days, took twelve: |error| 2, 0.5 * 2, 0.8 * 2.
    const late = [...tens, '01-29 02-10'].map((one) => dated(one));
    const { months, total } = tested({ cases: late, asOf: day('02-20') });
    expect(months.map((one) => dayToDate(one.day))).toEqual(['2026-02-01']);
    expect(total).toEqual({
      forecasts: 1,
      unforecast: 0,
      scored: 1,
      crpsDays: expect.closeTo(2, 9),
      pinball50Days: expect.closeTo(1, 9),
      pinball80Days: expect.closeTo(1.6, 9),
      settled: 1,
      coverage80: 0,
    });
    // Took eight: |error| 2, 0.5 * 2, 0.2 * 2.
    const early = [...tens, '01-29 02-06'].map((one) => dated(one));
    expect(tested({ cases: early, asOf: day('02-20') }).total).toMatchObject({
      crpsDays: expect.closeTo(2, 9),
      pinball50Days: expect.closeTo(1, 9),
      pinball80Days: expect.closeTo(0.4, 9),
      coverage80: 1,
    });
  });

  it('counts a case that is open beyond its P80 as late, and one before it not at all', () => {
    const open = [...tens, '01-29'].map((one) => dated(one));
    const late = tested({ cases: open, asOf: day('02-20') }).total;
    expect([late.forecasts, late.scored, late.settled, late.coverage80]).toEqual([1, 0, 1, 0]);
    const waiting = tested({ cases: open, asOf: day('02-05') }).total;
    expect([waiting.forecasts, waiting.settled, waiting.coverage80]).toEqual([1, 0, undefined]);
    expect(waiting.crpsDays).toBeUndefined();
  });

  it('forecasts from what was known on the day, and from nothing later', () => {
    const score = (other: string) => {
      const known = tens.map((one, i) => dated(one, ['k', i < 3 ? 'x' : 'y']));
      const own = [...'12345'].map((i) => dated(`01-0${i} 01-2${i}`, ['k', 'x']));
      const cases = [...known, ...own, dated('01-25 02-13', ['k', 'x']), dated(other, ['k', 'y'])];
      const { classes } = tested({ cases, asOf: day('02-27') });
      return classes.find(({ path }) => path[1] === 'x');
    };
    expect(score('01-20 02-02')?.scored).toBe(1);
    expect(score('01-20 02-25')).toEqual(score('01-20 02-02'));
    expect(score('01-20')).toEqual(score('01-20 02-02'));
    // What ended the day before is known.
    expect(score('01-20 01-31')).not.toEqual(score('01-20 02-02'));
  });

  it('leaves what happened after the day of knowledge aside', () => {
    const cases = [...tens, '01-29 02-10'].map((one) => dated(one));
    const before = tested({ cases, asOf: day('02-05') });
    expect(before.total.scored).toBe(0);
    expect(before).toEqual(
      tested({ cases: [...tens, '01-29'].map((one) => dated(one)), asOf: day('02-05') }),
    );
  });

  it('does not forecast a class of four ended cases, unless it has three points', () => {
    const cases = [...tens.slice(1), '01-29 02-10'].map((one) => dated(one));
    const asked = { cases, asOf: day('02-20') };
    expect(tested(asked).total).toMatchObject({ forecasts: 0, unforecast: 1, scored: 0 });
    const threePoint = { low: 14_400, mode: 14_400, high: 14_400 };
    expect(tested({ ...asked, threePoint }).total).toMatchObject({
      forecasts: 1,
      crpsDays: expect.closeTo(2, 9),
    });
  });

  it('finds eight in ten by P80 where cases are alike all along, and fewer once they become slow', () => {
    const cases = (slowFrom: number) =>
      drawCases('alike', 700, { median: 60, sigma: 0.5 }).map(({ minutes }, i): DatedCase => {
        const received = day('01-01') + 2 * i;
        const days = i < slowFrom ? minutes : 2 * minutes;
        return { path: ['a', `${i % 2}`], received, ended: received + days };
      });
    const asOf = day('01-01') + 1_800;
    const alike = tested({ cases: cases(700), asOf }).total;
    expect(alike.scored).toBeGreaterThan(1_000);
    expect(alike.coverage80).toBeGreaterThan(0.75);
    expect(alike.coverage80).toBeLessThan(0.85);
    const slow = tested({ cases: cases(350), asOf }).total;
    expect(slow.coverage80).toBeLessThan(0.75);
    expect(slow.crpsDays).toBeGreaterThan(alike.crpsDays ?? 0);
  });

  it('has all that is wrong with it told at once', () => {
    const asOf = day('02-20');
    const wrong = [dated('02-10 02-09'), dated('02-10'), { path: [], received: 0.5 }];
    const threePoint = { low: 2, mode: 1, high: 3 };
    expect(codesOf({ cases: wrong, asOf, threePoint })).toEqual([
      'backtest.case',
      'backtest.case',
      'durations.bounds',
    ]);
    expect(codesOf({ cases: Array(backtestCasesMax + 1).fill(dated('01-01')), asOf })).toEqual([
      'backtest.too-many',
    ]);
    expect(codesOf({ cases: [{ path: [], received: 0 }], asOf })).toEqual(['backtest.too-long']);
    expect(codesOf({ cases: [dated('02-10 02-12')], asOf })).toEqual(['backtest.nothing']);
    expect(codesOf({ cases: [], asOf })).toEqual(['backtest.nothing']);
  });
});
