// Schedules that cannot be computed: every problem at once, with its members.
import { describe, expect, it } from 'vitest';
import { link, monday, schedule, task, week } from '../../test/support/schedules.ts';
import { scheduleFile } from './critical-path.ts';
import { findCycles } from './cycles.ts';
import { activitiesMax, durationMinutesMax, linksMax, planIssuesMax } from './limits.ts';
import type { Schedule } from './schedule.ts';
import { findScheduleErrors } from './validation.ts';

function codesOf(given: Schedule): readonly string[] {
  return findScheduleErrors(given).map((issue) => `${issue.code} ${issue.members.join(' ')}`);
}

describe('a bad schedule', () => {
  it('has all its problems told at once, each with its members', () => {
    const activities = [
      task('A', 8),
      task('B', 8),
      task('C', -8),
      task('D', 8, { calendar: 'none' }),
      task('D', 8, { code: 'D2' }),
      task('E', 8, { actualFinish: monday }),
      task('F', 8, { actualStart: monday, actualFinish: monday - 1 }),
      task('G', 8, { actualStart: monday }),
      task('H', 8, { constraints: [{ type: 'start-on' }] }),
      task('I', 0.001),
    ];
    const links = [
      link('A FS B'),
      link('B SS A'),
      link('C FF C'),
      link('A FS X'),
      link('A FS E', { lagCalendar: { calendar: 'moon' }, lagMinutes: 0.5 }),
    ];
    expect(codesOf(schedule(activities, links))).toEqual([
      'network.duplicate-id D',
      'network.negative-duration C',
      'network.no-calendar D',
      'progress.no-start E',
      'progress.order F',
      'progress.no-remaining G',
      'network.constraint-date H',
      'network.duration-range I',
      'network.dangling-link A -> X',
      'network.lag-range A -> E',
      'network.no-lag-calendar A -> E',
      'network.cycle A B',
      'network.cycle C',
    ]);
  });

  it('is not computed, and changes nothing', () => {
    const given = schedule([task('A', 8), task('B', 8)], [link('A FS B'), link('B FS A')]);
    const before = JSON.stringify(given);
    const result = scheduleFile(given, 'comity');
    expect(result.ok ? [] : result.error.map((issue) => issue.message)).toEqual([
      '2 activities wait for each other: A, B',
    ]);
    expect(JSON.stringify(given)).toBe(before);
  });

  it('may have two calendars of one id, one without work, and two projects of one code', () => {
    const empty = { id: 'week', week: week.week.map(() => []), exceptions: new Map() };
    const { projects } = schedule([task('A', 8), task('B', 8, { code: 'A' })]);
    const given = { calendars: [week, empty], projects: [...projects, ...projects] };
    expect(codesOf(given)).toEqual([
      'calendar.duplicate week',
      'calendar.no-work week',
      'schedule.duplicate-project P',
      'network.duplicate-code A',
      'network.duplicate-code A',
    ]);
  });

  it('may be too large; its other problems are told as well', () => {
    const one = task('A', 8);
    const many = Array.from({ length: 1_000_000 }, (_, i) => ({
      ...one,
      id: `${i}`,
      code: `${i}`,
    }));
    const given = schedule(many, [link('0 FS 1'), link('1 FS 0'), link('1 FS x')]);
    const codes = findScheduleErrors(given).map((issue) => issue.code);
    expect(codes).toEqual(['schedule.too-large', 'network.dangling-link', 'network.cycle']);
    expect(many.length).toBeGreaterThan(activitiesMax);
  });

  it('may have more problems than a call takes arguments; some of every kind are told', () => {
    const many = Array.from({ length: 300_000 }, (_, i) => ({
      ...task(`${i}`, -1),
      calendar: 'none',
    }));
    const given = schedule(many, [link('0 FS 1'), link('1 FS 0'), link('1 FS x')]);
    const result = scheduleFile(given, 'comity');
    const codes = result.ok ? [] : result.error.map((issue) => issue.code);
    expect(codes.length).toBe(planIssuesMax + 1);
    expect([...new Set(codes)]).toEqual([
      'schedule.too-large',
      'network.no-calendar',
      'network.negative-duration',
      'network.dangling-link',
      'network.cycle',
      'plan.issues-cut',
    ]);
    expect(result.ok ? '' : result.error.at(-1)?.message).toBe('599003 more problems of 600003');
  });

  it('may run out of the years that can be written', () => {
    const hours = durationMinutesMax / 60 - 1;
    const chain = Array.from({ length: 50 }, (_, i) => task(`${i}`, Math.floor(hours)));
    const links = chain.slice(1).map((_, i) => link(`${i} FS ${i + 1}`));
    const result = scheduleFile(schedule(chain, links), 'comity');
    expect(result.ok ? [] : result.error.map((issue) => issue.code)).toEqual([
      'schedule.out-of-range',
    ]);
  });

  it('may have too many links', () => {
    const links = new Array(linksMax + 1).fill(link('A FS B'));
    expect(codesOf(schedule([task('A', 8), task('B', 8)], links))).toEqual([
      'schedule.too-many-links ',
    ]);
  });

  it('with very many problems has the first of them listed and the rest counted', () => {
    const links = Array.from({ length: planIssuesMax + 5 }, (_, i) => link(`A FS ${i}`));
    const result = scheduleFile(schedule([task('A', 8)], links), 'p6');
    const issues = result.ok ? [] : result.error;
    expect([issues.length, issues.at(-1)?.code]).toEqual([planIssuesMax + 1, 'plan.issues-cut']);
  });
});

describe('cycles', () => {
  it('are found apart from each other, with all their members', () => {
    const from = Int32Array.from([0, 1, 2, 2, 3, 4, 5]);
    const to = Int32Array.from([1, 2, 0, 3, 4, 3, 5]);
    expect(findCycles({ nodeCount: 7, from, to })).toEqual([[0, 1, 2], [3, 4], [5]]);
  });

  it('of 300,000 members are found without recursion', () => {
    const nodeCount = 300_000;
    const from = Int32Array.from({ length: nodeCount }, (_, i) => i);
    const to = from.map((i) => (i + 1) % nodeCount);
    expect(findCycles({ nodeCount, from, to })[0]?.length).toBe(nodeCount);
  });
});
