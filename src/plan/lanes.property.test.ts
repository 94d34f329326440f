// Runs in lanes against the same runs one by one, on generated projects with every feature that the rules of P6 know.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { generatedCalendars, p6Projects } from '../../test/support/generated-plans.ts';
import type { Distribution } from './distribution.ts';
import { compileModel, type ForecastModel } from './forecast-model.ts';
import { compileLanes, type LanePlan } from './lane-plan.ts';
import { type DurationChange, linkKey } from './network-change.ts';
import { runScenarios } from './policy-runs.ts';
import { simulate } from './runs.ts';
import { compileScenarios } from './scenarios.ts';
import type { Activity, Project } from './schedule.ts';

const { sha256 } = testCrypto;

/** Every open task is drawn: short, of no length in some runs, long; some may not exist. */
function drawn(project: Project, kinds: readonly number[]): Project {
  const distributions: readonly (Distribution | undefined)[] = [
    undefined,
    { type: 'triangular', low: 0, mode: 300, high: 5_000 },
    { type: 'empirical', values: [0, 30, 270, 480, 481] },
    { type: 'log-normal', median: 900, sigmaPermille: 900 },
  ];
  const activities = project.activities.map((activity, i): Activity => {
    const kind = kinds[i % kinds.length]!;
    const distribution = distributions[kind % 4];
    if (activity.type !== 'task' || distribution === undefined) return activity;
    const uncertainty = kind >= 4 ? { uncertainty: { existsPermille: 500 } } : {};
    return { ...activity, distribution, ...uncertainty };
  });
  return { ...project, activities };
}

function resultsOf(model: ForecastModel, from = 0) {
  const { finishes, criticalCounts, activityFinishes } = simulate(model, from, from + 45);
  return {
    finishes: [...finishes],
    criticalCounts: [...criticalCounts],
    activityFinishes: [...activityFinishes],
  };
}

describe('runs in lanes', () => {
  const modelOf = (project: Project, target: string | undefined) =>
    compileModel(project, generatedCalendars, {
      ...{ profile: 'comity', sha256, seed: 5, target, keepsFinishes: true },
    });

  it('have the dates and the paths of runs placed one by one', () => {
    let inLanes = 0;
    fc.assert(
      fc.property(
        p6Projects,
        fc.array(fc.nat(7), { minLength: 1, maxLength: 12 }),
        fc.option(fc.nat(11)),
        (project, kinds, chosen) => {
          const of = drawn(project, kinds);
          const targets = of.activities.filter((one) => one.type !== 'level-of-effort');
          const target = chosen === null ? undefined : targets[chosen]?.id;
          const model = modelOf(of, target);
          const lanes = resultsOf({ ...model, plan: compileLanes(model.network) }, 3);
          inLanes += model.lanes.isOutside[0] === 0 && model.settled === undefined ? 1 : 0;
          expect(lanes).toEqual(resultsOf({ ...model, plan: undefined }, 3));
        },
      ),
      { seed: 7, numRuns: 500 },
    );
    // Else the comparison would be with itself.
    expect(inLanes).toBeGreaterThan(350);
  });

  it('have the finishes of scenarios placed one by one', () => {
    const half: DurationChange = (remaining) => Math.floor(remaining / 2);
    let moved = 0;
    fc.assert(
      fc.property(
        p6Projects,
        fc.array(fc.nat(7), { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(11), fc.nat(35)), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (project, kinds, chosen, hasTarget) => {
          const of = drawn(project, kinds);
          const { activities, links } = of;
          const last = activities.findLast((one) => one.type !== 'level-of-effort');
          const scenarios = chosen.map(([activity, link]) => {
            const one = links[link];
            const id = activities[activity % activities.length]!.id;
            const removed = new Set(one === undefined ? [] : [linkKey(one.from, one.to)]);
            return { durations: new Map([[id, [half]]]), removed };
          });
          const model = modelOf(of, hasTarget ? last?.id : undefined);
          const finishes = (plan: LanePlan | undefined) => {
            const compiled = compileScenarios({ ...model, plan }, of, scenarios);
            const { base, changed } = runScenarios(compiled, 3, 48);
            return [base, ...changed].map((one) => [...one]);
          };
          const lanes = finishes(compileLanes(model.network));
          expect(lanes).toEqual(finishes(undefined));
          const [base, ...changed] = lanes;
          const isMoved = changed.some((one) => one.some((finish, i) => finish !== base![i]));
          moved += isMoved && model.lanes.isOutside[0] === 0 ? 1 : 0;
        },
      ),
      { seed: 7, numRuns: 500 },
    );
    expect(moved).toBeGreaterThan(100);
  });

  it('leave dates beyond their tables to be placed one by one', () => {
    const far = (id: string): Activity => {
      const distribution = { type: 'log-normal', median: 3_000_000, sigmaPermille: 2_000 } as const;
      return { id, code: id, type: 'task', durationMinutes: 60, calendar: 'six', distribution };
    };
    const link = { from: 'A', to: 'B', type: 'FS', lagMinutes: 0 } as const;
    const of = { id: '1', code: 'P', dataDate: 29_000_000 };
    const project: Project = { ...of, activities: [far('A'), far('B')], links: [link] };
    const model = modelOf(project, undefined);
    expect(model.plan).toBeDefined();
    const lanes = resultsOf(model);
    expect(model.lanes.isOutside[0]).toBe(1);
    expect(lanes).toEqual(resultsOf({ ...model, plan: undefined }));
  });
});
