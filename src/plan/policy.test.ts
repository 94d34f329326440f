// Policies: what changes of rules are worth on small networks computed by hand, and over the same runs.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { link, monday, schedule, task } from '../../test/support/schedules.ts';
import { dateToDay } from './civil-time.ts';
import type { Distribution } from './distribution.ts';
import { type ForecastAsked, forecastProject } from './forecast.ts';
import { policiesMax, policyFinishesMax, policyMembersMax } from './limits.ts';
import {
  compareScenarios,
  concludeRanking,
  mergeRankingRuns,
  type Policy,
  type PolicyChange,
  type RankingAsked,
  rankingModelOf,
  rankPolicies,
  scenariosOf,
} from './policy.ts';
import { pairScenarios, rankPairs } from './policy-pairs.ts';
import { runScenarios } from './policy-runs.ts';
import type { Activity, Schedule } from './schedule.ts';

const { sha256 } = testCrypto;

/** Work at all hours, so that a duration is a time on the clock. */
function hours(id: string, count: number, more: Partial<Activity> = {}): Activity {
  return { id, code: id, type: 'task', durationMinutes: count * 60, ...more };
}

function policy(name: string, activities: readonly string[], change: PolicyChange): Policy {
  return { name, activities, change };
}

const recognise = (...ids: string[]) => policy(ids.join('+'), ids, { type: 'recognised' });

function asked(of: Schedule, policies: readonly Policy[], more: Partial<RankingAsked> = {}) {
  const whole: RankingAsked = {
    schedule: of,
    profile: 'comity',
    runs: 4,
    seed: 1,
    sha256,
    policies,
    ...more,
  };
  return whole;
}

function rank(of: Schedule, policies: readonly Policy[], more: Partial<RankingAsked> = {}) {
  const result = rankPolicies(asked(of, policies, more));
  if (!result.ok) expect.fail(result.error.map((one) => one.code).join());
  return result.value;
}

function minutes(of: Schedule, policies: readonly Policy[], more: Partial<RankingAsked> = {}) {
  return Object.fromEntries(rank(of, policies, more).map((one) => [one.policy, one.meanMinutes]));
}

// Two approvals of 10 and 10 hours side by side, then works of 5.
const approvals = schedule(
  [hours('A', 10), hours('B', 10), hours('W', 5)],
  [link('A FS W'), link('B FS W')],
);

const wide: Distribution = { type: 'triangular', low: 600, mode: 1_200, high: 6_000 };
const tall: Distribution = { type: 'log-normal', median: 1_500, sigmaPermille: 600 };
const uncertain = schedule(
  [
    task('A', 20, { distribution: wide }),
    task('B', 20, { distribution: tall }),
    task('C', 8),
    task('D', 6, { distribution: { ...wide, elapsedMinutes: 900 } }),
    task('E', 30),
    task('S', 0, { type: 'level-of-effort' }),
  ],
  [
    link('A FS C'),
    link('B SS C 2'),
    link('C FS D'),
    link('B FF D 1'),
    link('A FS E'),
    link('D FS S'),
  ],
);

describe('a policy', () => {
  it('is worth nothing for one of two equal approvals side by side, and something for both', () => {
    expect(
      minutes(approvals, [recognise('A'), recognise('B'), recognise('A', 'B'), recognise('W')]),
    ).toEqual({ A: 0, B: 0, 'A+B': 600, W: 300 });
  });

  it('is tried with each other, over the same runs: what the two are worth beyond each by itself', () => {
    const policies = [recognise('A'), recognise('B'), recognise('W')];
    const result = rankPairs(asked(approvals, policies));
    if (!result.ok) expect.fail(result.error.map((one) => one.code).join());
    expect(result.value.alone).toEqual(rank(approvals, policies));
    expect(
      result.value.pairs.map((one) => [
        ...one.policies,
        one.meanMinutes,
        one.surplusMinutes,
        one.standardErrorMinutes,
      ]),
    ).toEqual([
      ['A', 'B', 600, 600, 0],
      ['W', 'A', 300, 0, 0],
      ['W', 'B', 300, 0, 0],
    ]);
    // The same as both under one name.
    const [best] = result.value.pairs;
    const both = rank(approvals, [recognise('A', 'B')])[0]!;
    expect([best?.p50, best?.p80, best?.p80ShiftMinutes]).toEqual([
      both.p50,
      both.p80,
      both.p80ShiftMinutes,
    ]);
    const one = rankPairs(asked(approvals, [recognise('A')]));
    expect(one.ok && one.value.pairs).toEqual([]);
  });

  it('is tried with others up to the twentieth of the ranking, and no more runs times pairs than are held', () => {
    const many = Array.from({ length: 22 }, (_, i) =>
      policy(`p${i}`, ['W'], { type: 'faster', percent: 1 + i }),
    );
    const result = rankPairs(asked(approvals, many));
    if (!result.ok) expect.fail(result.error.map((one) => one.code).join());
    expect(result.value.pairs).toHaveLength(190);
    const named = new Set(result.value.pairs.flatMap((pair) => pair.policies));
    expect([named.has('p2'), named.has('p1'), named.has('p0')]).toEqual([true, false, false]);
    const pairs = pairScenarios(asked(approvals, many), result.value.alone);
    const runs = Math.floor(policyFinishesMax / pairs.length) + 1;
    const refused = compareScenarios(asked(approvals, many, { runs }), pairs);
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toContain('policy.too-many');
  });

  it('limits the whole work, what was worked before included', () => {
    const begun = hours('A', 10, { actualStart: monday - 120, remainingMinutes: 480 });
    const aged: Distribution = { type: 'fixed', minutes: 900, elapsedMinutes: 300 };
    const of = (activity: Activity) => schedule([activity]);
    const limit = (count: number) => policy('limit', ['A'], { type: 'limit', minutes: count });
    // Not begun, 10 hours.
    expect(minutes(of(hours('A', 10)), [limit(420)])).toEqual({ limit: 180 });
    expect(minutes(of(hours('A', 10)), [limit(601)])).toEqual({ limit: 0 });
    // Two hours worked, eight remain: seven in all leave five.
    expect(minutes(of(begun), [limit(420)])).toEqual({ limit: 180 });
    expect(minutes(of(begun), [limit(60)])).toEqual({ limit: 480 });
    // 300 of 900 minutes are over, as the distribution has it: 700 in all leave 400 of 600.
    const drawn = hours('A', 10, { distribution: aged });
    expect(minutes(of(drawn), [limit(700)])).toEqual({ limit: 200 });
  });

  it('takes a share off what remains, rounded to the nearer minute', () => {
    const faster = (percent: number) => policy(`${percent}`, ['A'], { type: 'faster', percent });
    const of = schedule([{ ...hours('A', 0), durationMinutes: 101 }]);
    // floor(101 * 50 / 100 + 0.5) = 51, floor(101 * 67 / 100 + 0.5) = 68.
    expect(minutes(of, [faster(50), faster(33), faster(100)])).toEqual({
      50: 50,
      33: 33,
      100: 101,
    });
  });

  it('lets work go side by side by removing the links named, and no other', () => {
    const chain = schedule(
      [hours('A', 10), hours('B', 4), hours('W', 5)],
      [link('A FS B'), link('B FS W'), link('A FS W')],
    );
    const parallel = policy('p', ['A', 'B'], {
      type: 'parallel',
      links: [{ from: 'A', to: 'B' }],
    });
    // 10 + 4 + 5 become 10 + 5.
    expect(minutes(chain, [parallel])).toEqual({ p: 240 });
  });

  it('is worth the drag of an activity when nothing is uncertain and the activity is recognised', () => {
    const fixed = schedule(
      uncertain.projects[0]!.activities.map(({ distribution: _, ...one }) => one),
      uncertain.projects[0]!.links,
    );
    const question: ForecastAsked = { ...asked(fixed, []), days: [] };
    const forecast = forecastProject(question);
    const drags = forecast.ok ? forecast.value.activities : [];
    const on = drags.filter((one) => one.dragMinutes !== 0);
    expect(on.length).toBeGreaterThan(1);
    const found = minutes(
      fixed,
      on.map((one) => recognise(one.activity.id)),
    );
    for (const { activity, dragMinutes } of on) expect(found[activity.id]).toBe(dragMinutes);
  });

  it('is compared over the same runs: what differs is what two forecasts have run by run', () => {
    const policies = [
      recognise('A'),
      policy('limit', ['B', 'D'], { type: 'limit', minutes: 1_000 }),
      policy('faster', ['A', 'B'], { type: 'faster', percent: 30 }),
      policy('parallel', [], { type: 'parallel', links: [{ from: 'A', to: 'C' }] }),
    ];
    for (const target of [undefined, 'D']) {
      const effects = rank(uncertain, policies, { runs: 300, target });
      expect(effects.map((one) => one.meanMinutes)).not.toContain(0);
      for (const one of policies) {
        const question = { ...asked(uncertain, []), runs: 300, days: [], target, inForce: [one] };
        const forecast = forecastProject(question);
        const effect = effects.find(({ policy: name }) => name === one.name);
        expect(forecast.ok && [forecast.value.p50, forecast.value.p80]).toEqual([
          effect!.p50,
          effect!.p80,
        ]);
      }
    }
  });

  it('stands beside policies that are followed already', () => {
    const found = minutes(approvals, [recognise('A')], { inForce: [recognise('B')] });
    expect(found).toEqual({ A: 600 });
  });

  it('does nothing to what is completed', () => {
    const done = { actualStart: monday - 600, actualFinish: monday };
    const of = schedule([hours('A', 10, done), hours('W', 5)], [link('A FS W')]);
    expect(minutes(of, [recognise('A')])).toEqual({ A: 0 });
    expect(minutes(of, [recognise('W')], { target: 'A' })).toEqual({ W: 0 });
  });
});

describe('a ranking', () => {
  it('has the most useful first, ties by name, with shift, error and the probability of a day', () => {
    const day = dateToDay('2026-06-01');
    const policies = [recognise('B'), recognise('A', 'B'), recognise('A')];
    expect(rank(approvals, policies, { day })).toEqual([
      {
        policy: 'A+B',
        meanMinutes: 600,
        standardErrorMinutes: 0,
        p50: monday + 300,
        p80: monday + 300,
        p80ShiftMinutes: 600,
        probability: 1,
      },
      ...['A', 'B'].map((name) => ({
        policy: name,
        meanMinutes: 0,
        standardErrorMinutes: 0,
        p50: monday + 900,
        p80: monday + 900,
        p80ShiftMinutes: 0,
        probability: 1,
      })),
    ]);
  });

  it('has the standard error of paired differences', () => {
    const alone = schedule([hours('A', 1, { distribution: wide })]);
    const [effect] = rank(alone, [recognise('A')], { runs: 4_000 });
    // The difference is the duration: mean 2600, variance (a² + b² + c² - ab - ac - bc) / 18.
    const variance = (600 ** 2 + 1_200 ** 2 + 6_000 ** 2 - 720_000 - 3_600_000 - 7_200_000) / 18;
    expect(Math.abs(effect!.meanMinutes - 2_600)).toBeLessThan(60);
    expect(effect!.standardErrorMinutes).toBeCloseTo(Math.sqrt(variance / 4_000), -1);
  });

  it('does not depend on how runs are shared out', () => {
    const question = asked(uncertain, [recognise('A'), recognise('B')], { runs: 50 });
    const scenarios = scenariosOf(question);
    const model = () => rankingModelOf(question, scenarios);
    const first = model();
    const late = runScenarios(first, 21, 50);
    const parts = [runScenarios(first, 0, 7), runScenarios(model(), 7, 21), late];
    const merged = concludeRanking(question, scenarios, mergeRankingRuns(parts));
    expect(merged).toEqual(rank(uncertain, question.policies, { runs: 50 }));
  });

  it('has all its problems told at once', () => {
    const codes = (policies: readonly Policy[], more: Partial<RankingAsked> = {}) => {
      const result = rankPolicies(asked(approvals, policies, more));
      return result.ok ? [] : result.error.map((one) => one.code).sort();
    };
    const wrong = [
      policy('a', ['A', 'Q'], { type: 'limit', minutes: -1 }),
      policy('a', ['A'], { type: 'faster', percent: 0 }),
      policy('c', [], { type: 'parallel', links: [{ from: 'W', to: 'A' }] }),
    ];
    expect(codes(wrong, { runs: 0, target: 'Q' })).toEqual([
      'forecast.runs',
      'forecast.target-unknown',
      'policy.limit',
      'policy.name-twice',
      'policy.percent',
      'policy.unknown-activity',
      'policy.unknown-link',
    ]);
    const many = Array.from({ length: policiesMax + 1 }, (_, i) => ({
      ...recognise('A'),
      name: `${i}`,
    }));
    expect(codes(many)).toEqual(['policy.too-many']);
    expect(codes(many.slice(0, 100), { runs: policyFinishesMax / 100 + 1 })).toEqual([
      'policy.too-many',
    ]);
    const large = Array.from({ length: policyMembersMax + 1 }, () => 'A');
    expect(codes([policy('l', large, { type: 'recognised' })])).toEqual(['policy.too-large']);
  });
});
