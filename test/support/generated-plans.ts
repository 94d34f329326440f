// Generated projects with every feature that the rules know, for comparing the engine with the rules written down a
// second time. All times are multiples of half an hour.
import fc from 'fast-check';
import type { Calendar } from '../../src/plan/calendar.ts';
import { dateToDay } from '../../src/plan/civil-time.ts';
import type { ScheduleOptions } from '../../src/plan/profile.ts';
import type { Activity, Constraint, Link, Project } from '../../src/plan/schedule.ts';
import { monday, week } from './schedules.ts';

const early = [
  { from: 7 * 60, to: 11 * 60 + 30 },
  { from: 12 * 60, to: 15 * 60 },
];
const night = [
  { from: 0, to: 4 * 60 },
  { from: 20 * 60, to: 24 * 60 },
];

/** What generated activities work on. */
export const generatedCalendars: readonly Calendar[] = [
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
const anyDate = halfHours(-4 * 48, 20 * 48).map((n) => monday + n);
// Band ends are where the rules differ most.
const bandEnds = [9, 33, 57, 105, 4, 28].map((hours) => monday + hours * 60);
const date = fc.oneof(anyDate, fc.constantFrom(...bandEnds));
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 9, nil: undefined });
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3, nil: undefined });

const p6Constraints = [
  'start-no-earlier-than',
  'start-no-later-than',
  'start-on',
  'finish-no-earlier-than',
  'finish-no-later-than',
  'finish-on',
  'mandatory-start',
  'mandatory-finish',
  'as-late-as-possible',
] as const;
/** Project has no dates to start or finish on but those that it keeps. */
const projectConstraints = p6Constraints.filter((one) => !one.endsWith('-on'));

const constraintOf = (types: readonly Constraint['type'][]): fc.Arbitrary<Constraint> =>
  fc.record({ type: fc.constantFrom(...types), at: date });

const common = {
  calendar: fc.constantFrom('week', 'week', 'six', 'night', undefined),
  durationMinutes: fc.oneof({ weight: 9, arbitrary: halfHours(1, 60) }, fc.constant(0)),
  progress: fc.constantFrom('open', 'open', 'open', 'started', 'started', 'completed'),
  actual: fc.tuple(halfHours(1, 400), halfHours(0, 200)),
  remaining: halfHours(0, 40),
};

const constraintsOf = (types: readonly Constraint['type'][]) =>
  sometimes(fc.array(constraintOf(types), { minLength: 1, maxLength: 2 }));

const p6Activity = fc.record({
  ...common,
  joins: fc.constantFrom<Activity['joins'][]>(undefined, undefined, undefined, 'any'),
  type: fc.constantFrom<Activity['type']>(
    ...Array.from({ length: 8 }, () => 'task' as const),
    'start-milestone',
    'finish-milestone',
    'level-of-effort',
  ),
  constraints: constraintsOf(p6Constraints),
  resume: sometimes(date),
  expectedFinish: rarely(date),
  externalEarlyStart: rarely(date),
  externalLateFinish: rarely(date),
});

/** Milestones that must end no earlier, or on, the end of a band. */
const boundMilestone = fc.record({
  ...common,
  progress: fc.constantFrom('open', 'open', 'open', 'started'),
  type: fc.constant<Activity['type']>('finish-milestone'),
  constraints: fc
    .record({
      type: fc.constantFrom<Constraint['type'][]>('finish-no-earlier-than', 'finish-on'),
      at: fc.constantFrom(...bandEnds),
    })
    .map((one) => [one]),
});

const projectActivity = fc.record({
  ...common,
  type: fc.constant<Activity['type']>('task'),
  constraints: constraintsOf(projectConstraints),
  externalLateFinish: rarely(date),
  delayMinutes: rarely(halfHours(0, 100)),
  pauseMinutes: rarely(halfHours(1, 40)),
  placed: rarely(
    fc
      .tuple(anyDate, halfHours(0, 200))
      .map(([start, length]) => ({ start, finish: start + length })),
  ),
});

const link = fc.record({
  from: fc.nat(),
  step: fc.integer({ min: 1, max: 4 }),
  type: fc.constantFrom<Link['type']>('FS', 'FS', 'SS', 'SS', 'FF', 'SF'),
  lagMinutes: fc.oneof(fc.constant(0), halfHours(-16, -1), halfHours(1, 48), halfHours(1, 300)),
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
  lagCalendar: fc.constantFrom('predecessor', 'successor', '24h'),
  progress: fc.constantFrom('retained-logic', 'retained-logic', 'progress-override'),
  totalFloat: fc.constantFrom('finish', 'start', 'smaller'),
  expectedFinish: fc.constantFrom('used', 'used', 'ignored'),
  startLag: fc.constantFrom('early-start', 'data-date'),
  openEnds: fc.constantFrom('project-finish', 'own-finish'),
  conflicts: fc.constantFrom('dates-first', 'dates-first', 'links-first'),
  critical: fc.constantFrom('total-float', 'longest-path'),
  criticalMinutes: fc.constantFrom(0, 480),
});

type Draft = Omit<Activity, 'id' | 'code'> & {
  readonly progress: string;
  readonly actual: readonly [number, number];
  readonly remaining: number;
};

const projectsOf = (draft: fc.Arbitrary<Draft>): fc.Arbitrary<Project> =>
  fc
    .record({
      drafts: fc.array(draft, { minLength: 1, maxLength: 12 }),
      drawn: fc.array(link, { maxLength: 36, size: 'max' }),
      options,
      mustFinishBy: rarely(anyDate),
      fromFinish: rarely(anyDate),
    })
    .map(({ drafts, drawn, ...more }) => {
      const activities = drafts.map(({ progress, actual, remaining, ...own }, i): Activity => {
        const [before, length] = actual;
        const actualStart = monday - before;
        const done = { actualStart, actualFinish: Math.min(monday, actualStart + length) };
        const begun = { actualStart, remainingMinutes: remaining };
        const worked = progress === 'open' ? {} : progress === 'started' ? begun : done;
        return known({ ...joinless(own), ...worked, id: `${i}`, code: `${i}` });
      });
      const links = drawn.flatMap(({ from, step, ...rest }): Link[] => {
        const index = from % activities.length;
        const to = index + step;
        return to < activities.length ? [known({ ...rest, from: `${index}`, to: `${to}` })] : [];
      });
      return known({ id: '1', code: 'P', dataDate: monday, activities, links, ...more });
    });

/** Projects with all that Primavera P6 knows. */
export const p6Projects = projectsOf(
  fc.oneof({ weight: 11, arbitrary: p6Activity }, { weight: 1, arbitrary: boundMilestone }),
);

/** Projects with all that Microsoft Project knows of activities. */
export const microsoftProjects = projectsOf(projectActivity);

/** What spans others follows no one. */
function joinless<T extends { readonly type: Activity['type'] }>(own: T): T {
  return own.type === 'level-of-effort' ? { ...own, joins: undefined } : own;
}

function known<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

/** What the rules differ most in: how many of the activities have it, by name. */
export function featuresOf({ activities, links }: Project): Readonly<Record<string, number>> {
  const byId = new Map(activities.map((one) => [one.id, one]));
  const isDone = (one: Activity) => one.actualFinish !== undefined;
  const isBegun = (one: Activity) => one.actualStart !== undefined && !isDone(one);
  const outOf = (one: Activity) => links.filter((link) => link.from === one.id);
  const into = (one: Activity) => links.filter((link) => link.to === one.id);
  const tests: Readonly<Record<string, (one: Activity) => boolean>> = {
    'completed with lag': (one) => isDone(one) && outOf(one).some((link) => link.lagMinutes !== 0),
    'started with SS lag': (one) =>
      isBegun(one) && outOf(one).some((link) => link.type === 'SS' && link.lagMinutes > 0),
    'finish milestone under a finish constraint at the end of a band': (one) =>
      one.type === 'finish-milestone' &&
      (one.constraints ?? []).some(
        ({ type, at = 0 }) => /^finish-(no-earlier|on)/.test(type) && bandEnds.includes(at),
      ),
    'SS successors only': (one) =>
      outOf(one).length > 0 && outOf(one).every((link) => link.type === 'SS'),
    'level of effort': (one) => one.type === 'level-of-effort',
    resume: (one) => isBegun(one) && one.resume !== undefined,
    'external dates': (one) => (one.externalEarlyStart ?? one.externalLateFinish) !== undefined,
    lead: (one) => into(one).some((link) => link.lagMinutes < 0),
    'longer than a band': (one) => one.type === 'task' && one.durationMinutes > 4.5 * 60,
    'placed by hand': (one) => one.placed !== undefined,
    'follows any one of several': (one) =>
      one.joins === 'any' && new Set(into(one).map((link) => link.from)).size > 1,
    pause: (one) => (one.pauseMinutes ?? 0) > 0,
    delay: (one) => (one.delayMinutes ?? 0) > 0,
    'mandatory date': (one) => (one.constraints ?? []).some(({ type }) => /^mandatory/.test(type)),
    'no-later date': (one) => (one.constraints ?? []).some(({ type }) => /no-later/.test(type)),
    'as late as possible': (one) =>
      (one.constraints ?? []).some(({ type }) => type === 'as-late-as-possible'),
  };
  const counts = Object.entries(tests).map(([name, has]) => [
    name,
    activities.filter((one) => byId.has(one.id) && has(one)).length,
  ]);
  return Object.fromEntries(counts);
}
