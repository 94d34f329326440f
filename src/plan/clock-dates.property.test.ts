// Networks on the clock against the same networks by all rules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monday } from '../../test/support/schedules.ts';
import { isOnClock } from './clock-dates.ts';
import { computeByRules, computeDates } from './critical-path.ts';
import { compileNetwork } from './network.ts';
import { optionsOf } from './profile.ts';
import type { Activity, Link, Project } from './schedule.ts';

const link = fc.record({
  from: fc.nat(19),
  step: fc.integer({ min: 1, max: 5 }),
  type: fc.constantFrom<Link['type']>('FS', 'FS', 'SS', 'FF', 'SF'),
  lagMinutes: fc.integer({ min: -200, max: 200 }),
});

const projects = fc
  .record({
    durations: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 }),
    drawn: fc.array(link, { maxLength: 40, size: 'max' }),
  })
  .map(({ durations, drawn }): Project => {
    const activities = durations.map((durationMinutes, i): Activity => {
      return { id: `${i}`, code: `${i}`, type: 'task', durationMinutes };
    });
    const links = drawn
      .filter(({ from, step }) => from + step < durations.length)
      .map(({ from, step, ...rest }): Link => ({ ...rest, from: `${from}`, to: `${from + step}` }));
    return { id: '1', code: 'P', dataDate: monday, activities, links };
  });

const compile = (project: Project) => compileNetwork(project, [], optionsOf('p6', project.options));

describe('a network on the clock', () => {
  it('has the dates, the floats and the path that it has by all rules', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const network = compile(project);
        expect(isOnClock(network)).toBe(true);
        expect(computeDates(network)).toEqual(computeByRules(network));
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });

  it('has no milestone, no date of its own, nothing begun and no calendar', () => {
    const task: Activity = { id: 'A', code: 'A', type: 'task', durationMinutes: 5 };
    const isPlain = (activity: Partial<Activity>, more: Partial<Project> = {}) => {
      const own = { id: '1', code: 'P', dataDate: monday, links: [] };
      return isOnClock(compile({ ...own, activities: [{ ...task, ...activity }], ...more }));
    };
    expect(isPlain({})).toBe(true);
    expect(isPlain({ type: 'start-milestone', durationMinutes: 0 })).toBe(false);
    expect(isPlain({ durationMinutes: 0 })).toBe(false);
    expect(isPlain({ actualStart: monday })).toBe(false);
    expect(isPlain({ externalEarlyStart: monday })).toBe(false);
    expect(isPlain({}, { mustFinishBy: monday })).toBe(false);
    expect(isPlain({}, { activities: [] })).toBe(false);
    expect(isPlain({}, { options: { openEnds: 'own-finish' } })).toBe(false);
  });
});
