// What follows any one of its predecessors, on schedules small enough to be computed by hand.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { link, schedule, scheduled, task } from '../../test/support/schedules.ts';
import { minuteToText } from './civil-time.ts';
import { scheduleFile } from './critical-path.ts';
import { forecastProject } from './forecast.ts';
import { compareScenarios } from './policy.ts';
import type { Activity } from './schedule.ts';

const any = { joins: 'any' } as const;

/** Two routes to one decision, of five days and of two; then two days of work. */
function routes(long: number, short: number, more: Partial<Activity> = {}) {
  return schedule(
    [task('LONG', long), task('SHORT', short), task('WORK', 16, { ...any, ...more })],
    [link('LONG FS WORK'), link('SHORT FS WORK')],
  );
}

const text = (minute: number) => minuteToText(minute).slice(5);
const hours = (minutes: number | undefined) => (minutes === undefined ? undefined : minutes / 60);

describe('an activity that follows any one of its predecessors', () => {
  it('begins after the one that lets it be earliest', () => {
    const { WORK } = scheduled(routes(40, 16), 'comity');
    expect(text(WORK!.earlyStart)).toBe('06-03T08:00');
    const started = { actualStart: schedule([]).projects[0]!.dataDate, remainingMinutes: 960 };
    expect(text(scheduled(routes(40, 16, started), 'comity').WORK!.earlyStart)).toBe('06-03T08:00');
  });

  it('presses only on a predecessor without which it would be late', () => {
    const { LONG, SHORT, WORK } = scheduled(routes(24, 16), 'comity');
    expect(hours(SHORT!.totalFloatMinutes)).toBe(0);
    expect(SHORT!.isCritical).toBe(true);
    // LONG may last until the project ends: nothing waits for it.
    expect(hours(LONG!.totalFloatMinutes)).toBe(8);
    expect(hours(LONG!.freeFloatMinutes)).toBe(8);
    expect([LONG!.isCritical, WORK!.isCritical]).toEqual([false, true]);
  });

  it('presses on neither where each of two would do', () => {
    const { LONG, SHORT } = scheduled(routes(16, 16), 'comity');
    expect([LONG, SHORT].map((one) => hours(one!.totalFloatMinutes))).toEqual([16, 16]);
    expect([LONG, SHORT].map((one) => hours(one!.freeFloatMinutes))).toEqual([16, 16]);
    expect([LONG, SHORT].map((one) => one!.isOnLongestPath)).toEqual([true, true]);
  });

  it('takes links of every kind by themselves, with their lags', () => {
    const of = schedule(
      [task('A', 40), task('B', 24), task('C', 8, any)],
      [link('A SS C 32'), link('B FF C 8')],
    );
    // By A it would begin on Friday, by B it ends on Thursday evening.
    const { C } = scheduled(of, 'comity');
    expect([text(C!.earlyStart), text(C!.earlyFinish)]).toEqual(['06-04T08:00', '06-04T17:00']);
  });

  it('is refused where it spans others, and by the rules of Microsoft Project: schedule.alternative', () => {
    const span = schedule([task('A', 8, { ...any, type: 'level-of-effort' })]);
    const codes = (given: typeof span, profile: 'comity' | 'msproject') => {
      const result = scheduleFile(given, profile);
      return result.ok ? [] : result.error.map(({ code, members }) => `${code} ${members}`);
    };
    expect(codes(span, 'comity')).toEqual(['schedule.alternative A']);
    expect(codes(routes(8, 8), 'msproject')).toEqual(['schedule.alternative WORK']);
    expect(codes(routes(8, 8), 'comity')).toEqual([]);
  });
});

describe('a forecast with a choice of routes', () => {
  // Without a target the slower route, which still is work, would end the project.
  const common = { profile: 'comity', sha256: testCrypto.sha256, seed: 3, target: 'C' } as const;
  const asked = { ...common, runs: 2_000 };
  const either = { type: 'empirical', values: [480, 2_400] } as const;
  const of = schedule(
    [
      task('A', 8, { distribution: either }),
      task('B', 8, { distribution: either }),
      task('C', 8, any),
    ],
    [link('A FS C'), link('B FS C')],
  );

  it('takes the quicker one in every run', () => {
    const result = forecastProject({ ...asked, schedule: of, days: [] });
    const shares = new Map(
      result.ok ? result.value.histogram.map((one) => [one.day, one.runs]) : [],
    );
    // Tuesday in three runs of four, the Monday after where both are long.
    expect(shares.size).toBe(2);
    expect(Math.min(...shares.values()) / asked.runs).toBeCloseTo(0.25, 1);
  });

  it('gains from a policy on either where both were long', () => {
    const change = { type: 'limit', minutes: 480 } as const;
    const policies = [{ name: 'A', activities: ['A'], change }];
    const scenarios = [{ name: 'A', policies }];
    const result = compareScenarios({ ...asked, schedule: of, policies }, scenarios);
    // Tuesday instead of Monday after the weekend, six days, in a quarter of the runs.
    const days = (result.ok ? result.value[0]!.meanMinutes : 0) / 1_440;
    expect(days).toBeGreaterThan(1.3);
    expect(days).toBeLessThan(1.7);
  });
});
