// The engine against the rules written down a second time (test/support/slow-plan.ts), on generated schedules with
// every feature in them, fixed seeds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monday, week } from '../../test/support/schedules.ts';
import { slowSchedule } from '../../test/support/slow-plan.ts';
import type { Calendar } from './calendar.ts';
import { dateToDay } from './civil-time.ts';
import { scheduleFile } from './critical-path.ts';
import { optionsOf, type ProfileName, type ScheduleOptions } from './profile.ts';
import type { Activity, Constraint, Link, Project } from './schedule.ts';

const early = [
  { from: 7 * 60, to: 11 * 60 + 30 },
  { from: 12 * 60, to: 15 * 60 },
];
const night = [
  { from: 0, to: 4 * 60 },
  { from: 20 * 60, to: 24 * 60 },
];
const calendars: readonly Calendar[] = [
  week,
  {
    id: 'six',
    week: [early, early, early, early, early, early, []],
    exceptions: new Map([
      [dateToDay('2026-06-02'), []],
      [dateToDay('2026-06-07'), early],
      [dateToDay('2026-06-18'), [{ from: 600, to: 690 }]],
      [dateToDay('2026-05-28'), []],
    ]),
  },
  { id: 'night', week: [night, night, [], night, night, night, night], exceptions: new Map() },
];

const halfHours = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * 30);
const date = halfHours(-4 * 48, 20 * 48).map((n) => monday + n);
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 9, nil: undefined });

const constraint: fc.Arbitrary<Constraint> = fc.record({
  type: fc.constantFrom(
    'start-no-earlier-than',
    'start-no-later-than',
    'start-on',
    'finish-no-earlier-than',
    'finish-no-later-than',
    'finish-on',
    'mandatory-start',
    'mandatory-finish',
    'as-late-as-possible',
  ),
  // Band ends are where the rules differ most.
  at: fc.oneof(
    date,
    fc.constantFrom(9, 33, 57, 105).map((hours) => monday + hours * 60),
  ),
});

const activity = fc.record({
  type: fc.constantFrom<Activity['type']>(
    'task',
    'task',
    'task',
    'task',
    'task',
    'task',
    'start-milestone',
    'finish-milestone',
    'level-of-effort',
  ),
  calendar: fc.constantFrom('week', 'week', 'six', 'night', undefined),
  durationMinutes: fc.oneof({ weight: 9, arbitrary: halfHours(1, 60) }, fc.constant(0)),
  progress: fc.constantFrom('open', 'open', 'open', 'started', 'completed'),
  actual: fc.tuple(halfHours(1, 400), halfHours(0, 200)),
  remaining: halfHours(0, 40),
  constraints: fc.option(fc.array(constraint, { minLength: 1, maxLength: 2 }), {
    freq: 3,
    nil: undefined,
  }),
  resume: rarely(date),
  expectedFinish: rarely(date),
  externalEarlyStart: rarely(date),
  externalLateFinish: rarely(date),
});

const link = fc.record({
  from: fc.nat(),
  step: fc.integer({ min: 1, max: 6 }),
  type: fc.constantFrom<Link['type']>('FS', 'FS', 'SS', 'FF', 'SF'),
  lagMinutes: fc.oneof(fc.constant(0), halfHours(-16, 48)),
  lagCalendar: fc.constantFrom<Link['lagCalendar'][]>(
    undefined,
    undefined,
    'predecessor',
    'successor',
    '24h',
    { calendar: 'night' },
  ),
});

const options: fc.Arbitrary<Partial<ScheduleOptions>> = fc.record({
  progress: fc.constantFrom('retained-logic', 'retained-logic', 'progress-override'),
  totalFloat: fc.constantFrom('finish', 'start', 'smaller'),
  expectedFinish: fc.constantFrom('used', 'ignored'),
  startLag: fc.constantFrom('early-start', 'data-date'),
  openEnds: fc.constantFrom('project-finish', 'own-finish'),
});

const projects: fc.Arbitrary<Project> = fc
  .record({
    drafts: fc.array(activity, { minLength: 1, maxLength: 12 }),
    drawn: fc.array(link, { maxLength: 24 }),
    options,
    mustFinishBy: rarely(date),
  })
  .map(({ drafts, drawn, ...more }) => {
    const activities = drafts.map(({ progress, actual, remaining, ...draft }, i): Activity => {
      const [before, length] = actual;
      const actualStart = monday - before;
      const done = { actualStart, actualFinish: Math.min(monday, actualStart + length) };
      const begun = { actualStart, remainingMinutes: remaining };
      const own = progress === 'open' ? {} : progress === 'started' ? begun : done;
      return known({ ...draft, ...own, id: `${i}`, code: `${i}` });
    });
    const links = drawn.flatMap(({ from, step, ...rest }): Link[] => {
      const index = from % activities.length;
      const to = index + step;
      return to < activities.length ? [known({ ...rest, from: `${index}`, to: `${to}` })] : [];
    });
    return known({ id: '1', code: 'P', dataDate: monday, activities, links, ...more });
  });

function known<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

function differences(project: Project, profile: ProfileName): readonly string[] {
  const result = scheduleFile({ calendars, projects: [project] }, profile);
  if (!result.ok) return result.error.map((issue) => issue.message);
  const slow = slowSchedule(project, calendars, optionsOf(profile, project.options));
  return result.value.projects[0]!.activities.flatMap((one) => {
    const other = slow.get(one.activity.id);
    if (other === undefined) return [];
    const pairs = {
      ES: [one.earlyStart, other.start],
      EF: [one.earlyFinish, other.finish],
      LS: [one.lateStart, other.lateStart],
      LF: [one.lateFinish, other.lateFinish],
      TF: [one.totalFloatMinutes, other.totalFloat],
      FF: [one.freeFloatMinutes, other.freeFloat],
      LP: [one.isOnLongestPath, other.isOnLongestPath],
    };
    return Object.entries(pairs)
      .filter(([, [a, b]]) => a !== b)
      .map(([cell, [a, b]]) => `${one.activity.id} ${cell}: ${a}, by the rules ${b}`);
  });
}

describe('the engine', () => {
  it.each(['p6', 'comity'] as const)(
    'agrees with the rules of profile %s in every cell of generated schedules',
    (profile) => {
      fc.assert(
        fc.property(projects, (project) => {
          expect(differences(project, profile)).toEqual([]);
        }),
        { seed: 7, numRuns: 1_500 },
      );
    },
  );
});
