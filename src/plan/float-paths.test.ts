// Float paths of small schedules, and what they share with the longest path.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedCalendars, p6Projects } from '../../test/support/generated-plans.ts';
import { link, schedule, task } from '../../test/support/schedules.ts';
import { scheduleFile } from './critical-path.ts';
import { type FloatPathsAsked, findFloatPaths } from './float-paths.ts';
import type { Schedule } from './schedule.ts';

function paths(of: Schedule, more: Partial<FloatPathsAsked> = {}) {
  const asked = { project: of.projects[0]!, calendars: of.calendars, profile: 'comity' as const };
  const result = findFloatPaths({ ...asked, count: 10, ...more });
  if (!result.ok) return result.error.map((one) => `${one.code} ${one.members}`);
  return result.value.map(({ number, floatMinutes, joins, activities }) => {
    const chain = activities.map((one) => one.id).join(' ');
    return `${number}: ${chain}${joins === undefined ? '' : ` into ${joins.id}`}, ${floatMinutes / 60} h`;
  });
}

describe('float paths', () => {
  const three = schedule(
    [task('A', 40), task('B', 24), task('C', 32), task('D', 8), task('E', 8)],
    ['A FS D', 'B FS D', 'C FS D', 'D FS E'].map((one) => link(one)),
  );

  it('begin with the chain that drives, then those that would drive next', () => {
    expect(paths(three)).toEqual(['1: A D E, 0 h', '2: C into D, 8 h', '3: B into D, 16 h']);
    expect(paths(three, { count: 2 })).toHaveLength(2);
  });

  it('go on through work with slack of its own, and lead to the activity asked', () => {
    const chain = schedule(
      [task('A', 40), task('B', 8), task('C', 8), task('D', 8), task('X', 80)],
      ['A FS D', 'B FS C', 'C FS D'].map((one) => link(one)),
    );
    expect(paths(chain, { target: 'D' })).toEqual(['1: A D, 0 h', '2: B C into D, 24 h']);
    expect(paths(chain)).toEqual(['1: X, 0 h']);
  });

  it('leave out completed work, and of what follows any one predecessor the others', () => {
    const started = Date.UTC(2026, 4, 1) / 60_000;
    const done = { actualStart: started, actualFinish: started + 60 };
    const of = schedule(
      [task('A', 8, done), task('B', 40), task('C', 8), task('D', 8, { joins: 'any' })],
      ['A FS C', 'B FS D', 'C FS D'].map((one) => link(one)),
    );
    expect(paths(of, { target: 'D' })).toEqual(['1: C D, 0 h']);
  });

  it('say what cannot be asked: paths.count, paths.target, paths.none', () => {
    expect(paths(three, { count: 0 })).toEqual(['paths.count ']);
    expect(paths(three, { target: 'Z' })).toEqual(['paths.target Z']);
    expect(paths(schedule([]))).toEqual(['paths.none ']);
  });

  it('have each activity on one path, floats in order, and float 0 on the longest path alone', () => {
    fc.assert(
      fc.property(p6Projects, (project) => {
        const calendars = generatedCalendars;
        const scheduled = scheduleFile({ calendars, projects: [project] }, 'comity');
        const found = findFloatPaths({ project, calendars, profile: 'comity', count: 1_000 });
        if (!scheduled.ok || !found.ok) return;
        const { activities } = scheduled.value.projects[0]!;
        const longest = new Set(
          activities.filter((one) => one.isOnLongestPath).map((one) => one.activity.id),
        );
        const ids = found.value.flatMap((one) => one.activities.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        const floats = found.value.map((one) => one.floatMinutes);
        expect(floats).toEqual([...floats].sort((a, b) => a - b));
        for (const { floatMinutes, activities: chain } of found.value) {
          if (floatMinutes === 0) expect(longest.has(chain.at(-1)!.id)).toBe(true);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
