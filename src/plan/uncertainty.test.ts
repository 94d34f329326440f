// Shared causes, risks, rounds and work that may not exist: shares and sums that can be worked out, numbers that nothing
// else changes, and every fault at once.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { link, schedule } from '../../test/support/schedules.ts';
import { minutesPerDay } from './civil-time.ts';
import { forecastProject } from './forecast.ts';
import { compileModel, drawDurations, type ModelGiven } from './forecast-model.ts';
import { rankPolicies } from './policy.ts';
import { simulate } from './runs.ts';
import type { Activity } from './schedule.ts';
import { findUncertaintyFaults, type Uncertainty } from './uncertainty.ts';

const { sha256 } = testCrypto;
const given: ModelGiven = { profile: 'comity', sha256, seed: 11 };
const runs = 4_000;

/** Work at all hours, so that a duration is a time on the clock. */
function work(id: string, minutes: number, uncertainty?: Uncertainty): Activity {
  const plain = { id, code: id, type: 'task', durationMinutes: minutes } as const;
  return uncertainty === undefined ? plain : { ...plain, uncertainty };
}

function projectOf(activities: readonly Activity[], links: readonly string[] = []) {
  return schedule(
    [...activities],
    links.map((one) => link(one)),
  );
}

/** Minutes that each run takes. */
function lengths(activities: readonly Activity[], links: readonly string[] = []) {
  const of = projectOf(activities, links);
  const project = of.projects[0]!;
  const { finishes } = simulate(compileModel(project, of.calendars, given), 0, runs);
  return [...finishes].map((finish) => finish - project.dataDate);
}

function shares(values: readonly number[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1 / values.length;
  return counts;
}

const halfOrMore = { type: 'empirical', values: [500, 1_500] } as const;

describe('a cause that several activities share', () => {
  it('makes all of them short or long together', () => {
    const exposed = (id: string, driver: string) =>
      work(id, 1_000, { drivers: [{ id: driver, factor: halfOrMore }] });
    const together = shares(lengths([exposed('A', 'x'), exposed('B', 'x')], ['A FS B']));
    expect(Object.keys(together)).toEqual(['1000', '3000']);
    expect(together['1000']).toBeCloseTo(0.5, 1);
    const apart = shares(lengths([exposed('A', 'x'), exposed('B', 'y')], ['A FS B']));
    expect(apart['2000']).toBeCloseTo(0.5, 1);
  });

  it('may bear on each with a factor of its own, and is multiplied with others', () => {
    const strong = { type: 'empirical', values: [500, 3_000] } as const;
    const activities = [
      work('A', 1_000, { drivers: [{ id: 'x', factor: halfOrMore }] }),
      work('B', 1_000, { drivers: [{ id: 'x', factor: strong }] }),
    ];
    expect(Object.keys(shares(lengths(activities, ['A FS B'])))).toEqual(['1000', '4500']);
    const both = [
      { id: 'x', factor: halfOrMore },
      { id: 'y', factor: { type: 'fixed', minutes: 1_001 } },
    ] as const;
    expect(Object.keys(shares(lengths([work('A', 1_000, { drivers: both })])))).toEqual([
      '501',
      '1502',
    ]);
  });
});

describe('a risk', () => {
  it('adds its work in its share of runs, and chance decides each by itself', () => {
    const risks = [
      { id: 'r', permille: 300, added: { type: 'fixed', minutes: 10 } },
      { id: 's', permille: 500, added: { type: 'fixed', minutes: 100 } },
    ] as const;
    const found = shares(lengths([work('A', 1_000, { risks })]));
    expect(Object.keys(found)).toEqual(['1000', '1010', '1100', '1110']);
    expect(found['1000']).toBeCloseTo(0.35, 1);
    expect(found['1110']).toBeCloseTo(0.15, 1);
    expect((found['1010'] ?? 0) + (found['1110'] ?? 0)).toBeCloseTo(0.3, 1);
  });

  it('adds work that has nothing to do with whether it came true', () => {
    const risks = [
      { id: 'r', permille: 300, added: { type: 'empirical', values: [1, 2] } },
    ] as const;
    const found = shares(lengths([work('A', 0, { risks })]));
    expect(found['1']).toBeCloseTo(0.15, 1);
    expect(found['2']).toBeCloseTo(0.15, 1);
  });

  it('is not multiplied by a shared cause', () => {
    const risks = [{ id: 'r', permille: 1_000, added: { type: 'fixed', minutes: 7 } }] as const;
    const drivers = [{ id: 'x', factor: { type: 'fixed', minutes: 2_000 } }] as const;
    expect(new Set(lengths([work('A', 100, { risks, drivers })]))).toEqual(new Set([207]));
  });
});

describe('rework', () => {
  const rework = { permille: 500, roundsMax: 3, round: { type: 'fixed', minutes: 10 } } as const;

  it('comes again with the same chance each time, up to its cap', () => {
    const found = shares(lengths([work('A', 100, { rework })]));
    expect(Object.keys(found)).toEqual(['100', '110', '120', '130']);
    expect(found['100']).toBeCloseTo(0.5, 1);
    expect(found['110']).toBeCloseTo(0.25, 1);
    expect(found['120']).toBeCloseTo(0.125, 1);
    // The cap holds all that would go on.
    expect(found['130']).toBeCloseTo(0.125, 1);
    const always = { ...rework, permille: 1_000 };
    expect(new Set(lengths([work('A', 100, { rework: always })]))).toEqual(new Set([130]));
  });

  it('draws each round anew', () => {
    const round = { type: 'empirical', values: [10, 20] } as const;
    const found = shares(
      lengths([work('A', 0, { rework: { permille: 1_000, roundsMax: 2, round } })]),
    );
    expect(found['30']).toBeCloseTo(0.5, 1);
    expect(Object.keys(found)).toEqual(['20', '30', '40']);
  });
});

describe('work that may not exist', () => {
  it('takes no time where it does not, and is then not critical', () => {
    const asked = {
      ...given,
      runs,
      days: [],
      schedule: projectOf([work('A', 50, { existsPermille: 300 })]),
    };
    const result = forecastProject(asked);
    const { activities } = result.ok ? result.value : expect.fail();
    const found = shares(lengths([work('A', 50, { existsPermille: 300 })]));
    expect(Object.keys(found)).toEqual(['0', '50']);
    expect(found['50']).toBeCloseTo(0.3, 1);
    expect(activities[0]?.criticality).toBeCloseTo(found['50'] ?? 0, 12);
  });

  it('is no more critical under a policy', () => {
    const of = projectOf([work('A', 50, { existsPermille: 300 })]);
    const policy = { name: 'none', activities: ['A'], change: { type: 'recognised' } } as const;
    const result = forecastProject({ ...given, runs, days: [], schedule: of, inForce: [policy] });
    const { activities } = result.ok ? result.value : expect.fail();
    expect(activities[0]?.criticality).toBeCloseTo(0.3, 1);
  });

  it('lets what waits for it begin at once', () => {
    const found = lengths([work('A', 50, { existsPermille: 500 }), work('B', 10)], ['A FS B']);
    expect(Object.keys(shares(found))).toEqual(['10', '60']);
  });

  it('exists once it has begun', () => {
    const { dataDate } = projectOf([]).projects[0]!;
    const begun = { actualStart: dataDate - minutesPerDay, remainingMinutes: 50 };
    const found = lengths([{ ...work('A', 90, { existsPermille: 1 }), ...begun }]);
    expect(new Set(found)).toEqual(new Set([50]));
  });
});

describe('what is drawn of an uncertainty', () => {
  const everything: Uncertainty = {
    existsPermille: 800,
    drivers: [{ id: 'x', factor: { type: 'triangular', low: 800, mode: 1_000, high: 2_000 } }],
    risks: [{ id: 'r', permille: 300, added: { type: 'pert', low: 10, mode: 50, high: 900 } }],
    rework: {
      permille: 400,
      roundsMax: 4,
      round: { type: 'triangular', low: 5, mode: 9, high: 99 },
    },
  };
  const durations = (activities: readonly Activity[], id: string) => {
    const of = projectOf(activities);
    const model = compileModel(of.projects[0]!, of.calendars, given);
    const at = model.network.order.findIndex((index) => activities[index]?.id === id);
    return Array.from({ length: 200 }, (_, run) => {
      drawDurations(model, run);
      return model.network.remaining[at];
    });
  };

  it('is changed by no other activity, and by no other part of its own', () => {
    const a = work('A', 1_000, everything);
    const alone = durations([a], 'A');
    expect(new Set(alone).size).toBeGreaterThan(100);
    expect(durations([work('Z', 5, everything), work('B', 7), a], 'A')).toEqual(alone);
    const more = { id: 'new', permille: 0, added: halfOrMore };
    const risks = [more, ...(everything.risks ?? [])];
    expect(durations([work('A', 1_000, { ...everything, risks })], 'A')).toEqual(alone);
  });

  it('does not depend on how runs are shared out', () => {
    const of = projectOf([work('A', 1_000, everything), work('B', 900, everything)], ['A SS B']);
    const model = () => compileModel(of.projects[0]!, of.calendars, given);
    const whole = simulate(model(), 0, 101);
    const shared = model();
    const parts = [simulate(shared, 64, 101), simulate(model(), 0, 20), simulate(shared, 20, 64)];
    const finishes = [parts[1]!, parts[2]!, parts[0]!].flatMap((one) => [...one.finishes]);
    expect(finishes).toEqual([...whole.finishes]);
    const counts = [0, 1].map((i) => parts.reduce((sum, one) => sum + one.criticalCounts[i]!, 0));
    expect(counts).toEqual([...whole.criticalCounts]);
  });

  it('is what a policy acts on, over the same runs', () => {
    const of = projectOf([work('A', 1_000, everything)]);
    const asked = { ...given, schedule: of, runs: 500 };
    const policies = [{ name: 'none', activities: ['A'], change: { type: 'recognised' } }] as const;
    const ranked = rankPolicies({ ...asked, policies });
    const effect = ranked.ok ? ranked.value[0] : undefined;
    const mean = lengths([work('A', 1_000, everything)]).slice(0, 500);
    const wanted = mean.reduce((sum, one) => sum + one, 0) / 500;
    expect(Math.abs((effect?.meanMinutes ?? 0) - wanted)).toBeLessThanOrEqual(0.5);
  });
});

describe('an uncertainty', () => {
  it('has all its faults told at once', () => {
    const bad = { type: 'fixed', minutes: -1 } as const;
    const fine = { type: 'fixed', minutes: 1 } as const;
    const faults = findUncertaintyFaults({
      existsPermille: 1_001,
      drivers: [
        { id: 'x', factor: bad },
        { id: 'x', factor: fine },
      ],
      risks: [{ id: 'r', permille: -1, added: bad }],
      rework: { permille: 0.5, roundsMax: 0, round: bad },
    });
    expect(faults).toHaveLength(8);
    expect(findUncertaintyFaults({})).toEqual([]);
    const many = Array.from({ length: 101 }, (_, i) => ({ id: `${i}`, factor: fine }));
    expect(findUncertaintyFaults({ drivers: many })).toHaveLength(1);
    const milestone = {
      ...work('A', 0, { existsPermille: 2_000 }),
      type: 'finish-milestone',
    } as const;
    const result = forecastProject({ ...given, runs, days: [], schedule: projectOf([milestone]) });
    expect(result.ok ? [] : result.error.map((one) => one.code)).toEqual([
      'forecast.uncertainty',
      'forecast.not-a-task',
    ]);
  });
});
