// Forecasts: the same numbers in any order of runs, the critical path where nothing is uncertain, cases with a formula.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { link, minute, monday, schedule, task } from '../../test/support/schedules.ts';
import { dateToDay } from './civil-time.ts';
import { scheduleFile } from './critical-path.ts';
import type { Distribution } from './distribution.ts';
import { forecastProject, inputsHash, modelOf } from './forecast.ts';
import { compileModel } from './forecast-model.ts';
import { activityFinishesMax, forecastRunsMax } from './limits.ts';
import type { Policy } from './policy.ts';
import { simulate } from './runs.ts';
import type { Activity, Schedule } from './schedule.ts';

const { sha256 } = testCrypto;
const given = { profile: 'comity', sha256 } as const;

function forecast(of: Schedule, more: { runs?: number; seed?: number; days?: number[] } = {}) {
  const result = forecastProject({
    ...given,
    schedule: of,
    runs: 2_000,
    seed: 1,
    days: [],
    ...more,
  });
  if (!result.ok) expect.fail(result.error.map((one) => one.code).join());
  return result.value;
}

function codes(of: Schedule, more: { runs?: number; seed?: number; target?: string } = {}) {
  const asked = { ...given, schedule: of, runs: 10, seed: 1, days: [], ...more };
  const result = forecastProject(asked);
  return result.ok ? [] : result.error.map((one) => one.code);
}

/** Work at all hours, so that a duration is a time on the clock. */
function drawn(id: string, distribution: Distribution): Activity {
  return { id, code: id, type: 'task', durationMinutes: 0, distribution };
}

const wide: Distribution = { type: 'triangular', low: 0, mode: 5_000, high: 10_000 };
const pair = schedule([drawn('A', wide), drawn('B', wide)]);
const example = schedule(
  [
    task('A', 40, { distribution: { type: 'pert', low: 1_200, mode: 2_400, high: 6_000 } }),
    task('B', 30, { distribution: { type: 'log-normal', median: 1_800, sigmaPermille: 400 } }),
    task('C', 8),
    task('D', 4, { distribution: { type: 'empirical', values: [60, 120, 900] } }),
  ],
  [link('A FS C'), link('B FS C 8'), link('C SS D')],
);

describe('a forecast', () => {
  it('is the same, byte for byte, for the same inputs and seed, and another for another seed', () => {
    const text = (seed: number) => JSON.stringify(forecast(example, { seed, runs: 500 }));
    expect(text(5)).toBe(text(5));
    expect(text(5)).not.toBe(text(6));
  });

  it('does not depend on the order of runs or on how they are shared out', () => {
    const project = example.projects[0]!;
    const model = () => compileModel(project, example.calendars, { ...given, seed: 9 });
    const whole = simulate(model(), 0, 101);
    const shared = model();
    const parts = [simulate(shared, 60, 101), simulate(shared, 0, 7), simulate(model(), 7, 60)];
    const finishes = [parts[1]!, parts[2]!, parts[0]!].flatMap((one) => [...one.finishes]);
    expect(finishes).toEqual([...whole.finishes]);
    const counts = [...whole.criticalCounts].map((_, at) =>
      parts.reduce((sum, one) => sum + one.criticalCounts[at]!, 0),
    );
    expect(counts).toEqual([...whole.criticalCounts]);
  });

  it('draws the same for an activity whatever other activities there are', () => {
    const alone = schedule([drawn('A', wide)]);
    const added = schedule([drawn('Z', { type: 'fixed', minutes: 0 }), drawn('A', wide)]);
    expect(forecast(added).p80).toBe(forecast(alone).p80);
  });

  it('has the finish of the critical path in every quantile where durations are fixed', () => {
    const fixed = schedule(
      [task('A', 8), task('B', 4), task('C', 1)],
      [link('A FS C'), link('B FS C')],
    );
    const path = scheduleFile(fixed, 'comity');
    const finish = path.ok ? path.value.projects[0]!.finish : 0;
    const day = dateToDay('2026-06-02');
    const { p10, p50, p80, p90, statedFinish, activities, ...rest } = forecast(fixed, {
      days: [day - 1, day],
    });
    expect([p10, p50, p80, p90, statedFinish]).toEqual(Array(5).fill(finish));
    expect(activities.map((one) => one.criticality)).toEqual([1, 0, 1]);
    expect(rest.probabilities).toEqual([0, 1]);
    expect(rest.histogram).toEqual([{ day, runs: 2_000 }]);
    // Without A the path is B and C, Monday 13:00 to 14:00; C without work stands on Tuesday 08:00.
    const without = [minute('2026-06-01T14:00'), finish, minute('2026-06-02T08:00')];
    expect(activities.map((one) => one.dragMinutes)).toEqual(without.map((one) => finish! - one!));
  });

  it('has the quantiles of the greater of two triangular durations within 1 in 100 of their range', () => {
    // P(max <= x) = F(x)^2, so its quantile p is the triangular quantile of sqrt(p); above the middle
    // that is 10000 - sqrt((1 - sqrt(p)) * 10000 * 5000).
    const { p50, p80, p90 } = forecast(pair, { runs: 20_000, seed: 3 });
    for (const [found, p] of [
      [p50, 0.5],
      [p80, 0.8],
      [p90, 0.9],
    ] as const) {
      const exact = 10_000 - Math.sqrt((1 - Math.sqrt(p)) * 10_000 * 5_000);
      expect(Math.abs(found - monday - exact)).toBeLessThan(100);
    }
  });

  it('shares the runs out among parallel activities, and gives each run to all of a chain', () => {
    const [a, b] = forecast(pair).activities.map((one) => one.criticality);
    expect(Math.abs(a! - 0.5)).toBeLessThan(0.05);
    // Both in the few runs with equal durations.
    expect(a! + b!).toBeGreaterThanOrEqual(1);
    expect(a! + b!).toBeLessThan(1.01);
    const chain = schedule([drawn('A', wide), drawn('B', wide)], [link('A FS B')]);
    expect(forecast(chain).activities.map((one) => one.criticality)).toEqual([1, 1]);
  });

  it('has as drag the minutes by which stated durations would end earlier without the activity', () => {
    // A (8 h) and B (6 h) side by side, then C (4 h), all hours worked: A 2 h, until B is what counts; C 4 h.
    const always = (id: string, hours: number, distribution?: Distribution): Activity => ({
      ...drawn(id, distribution ?? { type: 'fixed', minutes: hours * 60 }),
      durationMinutes: hours * 60,
    });
    const of = schedule(
      [always('A', 8, wide), always('B', 6), always('C', 4)],
      [link('A FS C'), link('B FS C')],
    );
    for (const seed of [1, 2]) {
      const { activities, statedFinish } = forecast(of, { runs: 50, seed });
      expect(statedFinish - monday).toBe(12 * 60);
      expect(activities.map((one) => one.dragMinutes)).toEqual([120, 0, 240]);
    }
  });

  it('has as drag what another forward pass finds, for every activity of the longest path', () => {
    const { activities, statedFinish } = forecast(example, { runs: 10 });
    const [project] = example.projects;
    expect(activities.some((one) => one.dragMinutes > 0)).toBe(true);
    for (const { activity, dragMinutes } of activities) {
      const changed = project!.activities.map((one) =>
        one.id === activity.id ? { ...one, durationMinutes: 0 } : one,
      );
      const without = scheduleFile(schedule(changed, project!.links), 'comity');
      const finish = without.ok ? without.value.projects[0]!.finish! : 0;
      expect([activity.id, dragMinutes]).toEqual([activity.id, statedFinish - finish]);
    }
  });

  it('of a target ends with it, and walks back from it alone', () => {
    const of = schedule(
      [task('A', 8), task('B', 4), task('C', 1), task('Z', 400)],
      [link('A FS C'), link('B FS C')],
    );
    const result = forecastProject({
      ...given,
      schedule: of,
      runs: 3,
      seed: 1,
      days: [],
      target: 'C',
    });
    const found = result.ok ? result.value : expect.fail();
    expect(found.p50).toBe(minute('2026-06-02T09:00'));
    expect(found.activities.map((one) => one.criticality)).toEqual([1, 0, 1, 0]);
    expect(found.activities.map((one) => one.dragMinutes > 0)).toEqual([true, false, true, false]);
    expect(forecast(of).activities.map((one) => one.criticality)).toEqual([0, 0, 0, 1]);
    const done = { actualStart: monday - 600, actualFinish: monday - 60 };
    const settled = schedule([task('A', 8, done), task('Z', 400)]);
    const past = forecastProject({
      ...given,
      schedule: settled,
      runs: 3,
      seed: 1,
      days: [],
      target: 'A',
    });
    expect(past.ok && past.value.p90).toBe(monday - 60);
  });

  it('has P50 and P80 of every finish, as far as activities have one', () => {
    const done = { actualStart: monday - 600, actualFinish: monday - 60 };
    const of = schedule(
      [
        drawn('A', wide),
        task('B', 1, done),
        drawn('C', { type: 'empirical', values: [60, 120, 180, 240, 300] }),
        task('S', 0, { type: 'summary' }),
      ],
      [link('A FS S')],
    );
    const { activities, p50, p80 } = forecast(of, { runs: 1_001 });
    const [a, b, c, span] = activities.map((one) => one.finishes);
    expect(a).toEqual({ p50, p80 });
    expect(b).toEqual({ p50: monday - 60, p80: monday - 60 });
    expect(c!.p50 - monday).toBe(180);
    expect([240, 300]).toContain(c!.p80 - monday);
    expect(span).toBeUndefined();
  });

  it('keeps no finishes of activities where they would be too many', () => {
    const many = Array.from({ length: 201 }, (_, i) => drawn(`${i}`, wide));
    const runs = Math.floor(activityFinishesMax / many.length) + 1;
    const model = modelOf({ ...given, schedule: schedule(many), runs, seed: 1, days: [] });
    expect(model.keepsFinishes).toBe(false);
    expect(simulate(model, 0, 2).activityFinishes.length).toBe(0);
  });

  it('follows the policies in force', () => {
    const recognised: Policy = { name: 'r', activities: ['A'], change: { type: 'recognised' } };
    const asked = { ...given, schedule: pair, runs: 100, seed: 1, days: [], inForce: [recognised] };
    const result = forecastProject(asked);
    const alone = forecast(schedule([drawn('B', wide)]), { runs: 100 });
    expect(result.ok && [result.value.p50, result.value.p80]).toEqual([alone.p50, alone.p80]);
  });

  it('names the activities that have lasted longer than their distribution knows', () => {
    const old: Distribution = { type: 'empirical', values: [600, 900], elapsedMinutes: 900 };
    const of = schedule([drawn('A', old), drawn('B', { ...old, elapsedMinutes: 899 })]);
    expect(forecast(of, { runs: 10 }).beyondExperience).toEqual(['A']);
  });

  it('never has an earlier P80 when a predecessor is added', () => {
    const ids = ['A', 'B', 'C', 'D', 'E'];
    const hours = fc.integer({ min: 0, max: 40 });
    const activity = fc.tuple(hours, hours, hours).map((three) => three.sort((x, y) => x - y));
    const pairs = ids.flatMap((to, i) => ids.slice(0, i).map((from) => `${from} FS ${to}`));
    fc.assert(
      fc.property(
        fc.array(activity, { minLength: 5, maxLength: 5 }),
        fc.subarray(pairs, { minLength: 1 }),
        (shapes, links) => {
          const activities = ids.map((id, i) => {
            const [low, mode, high] = shapes[i]!.map((one) => one * 60);
            return task(id, 0, {
              distribution: { type: 'triangular', low: low!, mode: mode!, high: high! },
            });
          });
          const p80 = (of: string[]) =>
            forecast(
              schedule(
                activities,
                of.map((one) => link(one)),
              ),
              { runs: 60 },
            ).p80;
          expect(p80(links)).toBeGreaterThanOrEqual(p80(links.slice(1)));
        },
      ),
      { seed: 12, numRuns: 60 },
    );
  });

  it('takes completed work as it is', () => {
    const done = { actualStart: monday - 600, actualFinish: monday - 60 };
    const { p10, p90, activities } = forecast(
      schedule([task('A', 8, { ...done, distribution: wide })]),
    );
    expect([p10, p90]).toEqual([monday - 60, monday - 60]);
    expect(activities[0]).toMatchObject({ criticality: 0, dragMinutes: 0 });
  });
});

describe('what is asked of a forecast', () => {
  it('has all its problems told at once', () => {
    const wrong = { type: 'triangular', low: 3, mode: 2, high: 1 } as const;
    const of = schedule([
      task('A', 1, { distribution: wrong }),
      task('B', 0, { type: 'finish-milestone', distribution: wide }),
      task('C', -1),
    ]);
    expect(codes(of, { runs: 0, seed: -1 }).sort()).toEqual([
      'forecast.distribution',
      'forecast.not-a-task',
      'forecast.runs',
      'forecast.seed',
      'network.negative-duration',
    ]);
    expect(codes(pair, { runs: forecastRunsMax + 1 })).toEqual(['forecast.runs']);
    expect(codes(pair, { target: 'Q' })).toEqual(['forecast.target-unknown']);
    const span = schedule([task('A', 1), task('S', 0, { type: 'summary' })]);
    expect(codes(span, { target: 'S' })).toEqual(['forecast.target-span']);
    expect(codes(schedule([]))).toEqual(['forecast.no-activities']);
    expect(codes({ ...pair, projects: [] })).toEqual(['forecast.projects']);
  });

  it('may not end after the last year that can be written', () => {
    const long = Array.from({ length: 60 }, (_, i) =>
      drawn(`${i}`, { type: 'fixed', minutes: 100_000_000 }),
    );
    const links = long.slice(1).map((_, i) => link(`${i} FS ${i + 1}`));
    expect(codes(schedule(long, links))).toEqual(['schedule.out-of-range']);
  });

  it('may not have a path so long that its drags would take hours', () => {
    const long = Array.from({ length: 64_000 }, (_, i) => task(`${i}`, 1));
    const links = long.slice(1).map((_, i) => link(`${i} FS ${i + 1}`));
    expect(codes(schedule(long, links), { runs: 1 })).toEqual(['forecast.drag-placements']);
  });

  it('is named by a hash of its canonical form', () => {
    expect(inputsHash(sha256, { b: 1, a: [] })).toBe(inputsHash(sha256, { a: [], b: 1 }));
    expect(inputsHash(sha256, {})).toBe(
      '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    );
  });
});
