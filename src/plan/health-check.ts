// The 14 points by which the United States Defense Contract Management Agency assesses a schedule ("Earned Value
// Management System Program Analysis Pamphlet", DCMA-EA PAM 200.1, October 2012, section 4): a share, a count or an index
// with its limit, and the activities or links concerned. No point proves a schedule good.
import { ok, type Result } from '../base/result.ts';
import { alwaysCalendar, type Calendar, meanDayMinutes } from './calendar.ts';
import type { Minute } from './civil-time.ts';
import { type ScheduledActivity, type ScheduledProject, scheduleFile } from './critical-path.ts';
import type { PlanIssue } from './plan-issue.ts';
import type { ProfileName } from './profile.ts';
import type { Activity, ConstraintType, Link } from './schedule.ts';
import { alone, finishOf, type ProjectVersion } from './schedule-diff.ts';
import { compileCalendar, type WorkingTime, workBetween } from './working-time.ts';

/** The points, in the pamphlet's order. */
export const healthPoints = [
  ...['logic', 'leads', 'lags', 'link-types', 'hard-constraints', 'high-float', 'negative-float'],
  ...['high-duration', 'invalid-dates', 'resources', 'missed-tasks', 'critical-path-test'],
  ...['critical-path-length-index', 'baseline-execution-index'],
] as const;
export type HealthPoint = (typeof healthPoints)[number];

/** What one point came to. */
export interface HealthFinding {
  readonly point: HealthPoint;
  /** `not-applicable`: there is nothing to count, or no baseline to count by. */
  readonly state: 'pass' | 'fail' | 'not-applicable';
  /** A share from 0 to 1, a count, or an index; undefined where not applicable. */
  readonly value: number | undefined;
  /** What the value must reach (`at-least`) or not exceed (`at-most`). */
  readonly limit: { readonly kind: 'at-most' | 'at-least'; readonly value: number };
  /** How many were looked at. */
  readonly of: number;
  /** Codes of activities, links as `A -> B FS`. */
  readonly members: readonly string[];
}

/** Working days from which a float or a duration is high; the days that the critical path test adds. */
const highDays = 44;
const testDays = 600;

const share = { kind: 'at-most', value: 0.05 } as const;
const none = { kind: 'at-most', value: 0 } as const;
const index = { kind: 'at-least', value: 0.95 } as const;
const hard: ReadonlySet<ConstraintType> = new Set([
  ...(['start-on', 'finish-on', 'start-no-later-than', 'finish-no-later-than'] as const),
  ...(['mandatory-start', 'mandatory-finish'] as const),
]);

/**
 * Assesses a project. Tasks are those with a duration; open ones are not completed. A working day is the mean working time
 * of a day with work in the week of the task's calendar.
 * Errors: those of {@link scheduleFile}, of the schedule or its baseline.
 * @param baseline An earlier version: its dates are the baseline dates, by code. Without it points 11 and 14 do not apply.
 */
export function checkHealth(
  version: ProjectVersion,
  profile: ProfileName,
  baseline?: ProjectVersion,
): Result<readonly HealthFinding[], readonly PlanIssue[]> {
  const computed = scheduleFile(alone(version), profile);
  if (!computed.ok) return computed;
  const before = baseline && scheduleFile(alone(baseline), profile);
  if (before !== undefined && !before.ok) return before;
  const world = worldOf(version, computed.value.projects[0], profile);
  return ok(
    [...ofLinks(world), ...ofTasks(world), ...ofBaseline(world, before?.value.projects[0])].sort(
      (a, b) => healthPoints.indexOf(a.point) - healthPoints.indexOf(b.point),
    ),
  );
}

interface World {
  readonly version: ProjectVersion;
  readonly profile: ProfileName;
  readonly scheduled: ScheduledProject;
  /** Tasks with a duration that are not completed. */
  readonly open: readonly ScheduledActivity[];
  readonly openLinks: readonly Link[];
  readonly codeOf: (id: string) => string;
  readonly timeOf: (activity: Activity) => WorkingTime;
  readonly dayMinutesOf: (activity: Activity) => number;
}

function worldOf(
  version: ProjectVersion,
  scheduled: ScheduledProject,
  profile: ProfileName,
): World {
  const { schedule, project } = version;
  const calendars = new Map(schedule.calendars.map((one) => [one.id, one]));
  const calendarOf = ({ calendar }: Activity) => calendars.get(calendar ?? '') ?? alwaysCalendar;
  const times = new Map<Calendar, WorkingTime>();
  const timeOf = (activity: Activity) => {
    const calendar = calendarOf(activity);
    const time = times.get(calendar) ?? compileCalendar(calendar);
    times.set(calendar, time);
    return time;
  };
  const codes = new Map(project.activities.map(({ id, code }) => [id, code]));
  const isTask = ({ activity }: ScheduledActivity) =>
    activity.type === 'task' && activity.durationMinutes > 0;
  const open = scheduled.activities.filter((one) => isTask(one) && one.status !== 'completed');
  const openIds = new Set(open.map(({ activity }) => activity.id));
  return {
    ...{ version, profile, scheduled, open, timeOf },
    openLinks: project.links.filter(({ from, to }) => openIds.has(from) || openIds.has(to)),
    codeOf: (id) => codes.get(id) ?? id,
    dayMinutesOf: (activity) => meanDayMinutes(calendarOf(activity)),
  };
}

type Asked = Pick<HealthFinding, 'point' | 'limit' | 'of' | 'members'>;

/** A share of what was looked at; a limit of 0 asks for none at all. */
function shareOf(asked: Asked): HealthFinding {
  const { limit, of, members } = asked;
  if (of === 0) return { ...asked, state: 'not-applicable', value: undefined };
  const value = limit.kind === 'at-least' ? 1 - members.length / of : members.length / of;
  return { ...asked, value, state: meets(value, limit) };
}

function meets(value: number, { kind, value: bound }: HealthFinding['limit']): 'pass' | 'fail' {
  return (kind === 'at-most' ? value <= bound : value >= bound) ? 'pass' : 'fail';
}

function notApplicable(point: HealthPoint, limit: HealthFinding['limit']): HealthFinding {
  return { point, limit, state: 'not-applicable', value: undefined, of: 0, members: [] };
}

function ofLinks({ openLinks, codeOf }: World): readonly HealthFinding[] {
  const named = (links: readonly Link[]) =>
    links.map(({ from, to, type }) => `${codeOf(from)} -> ${codeOf(to)} ${type}`);
  const point = (name: HealthPoint, limit: HealthFinding['limit'], found: readonly Link[]) =>
    shareOf({ point: name, limit, of: openLinks.length, members: named(found) });
  return [
    point(
      'leads',
      none,
      openLinks.filter(({ lagMinutes }) => lagMinutes < 0),
    ),
    point(
      'lags',
      share,
      openLinks.filter(({ lagMinutes }) => lagMinutes > 0),
    ),
    point(
      'link-types',
      { kind: 'at-least', value: 0.9 },
      openLinks.filter(({ type }) => type !== 'FS'),
    ),
  ];
}

function ofTasks(world: World): readonly HealthFinding[] {
  const { open, version, dayMinutesOf } = world;
  const { links, dataDate } = version.project;
  const [before, after] = [
    new Set(links.map(({ to }) => to)),
    new Set(links.map(({ from }) => from)),
  ];
  const point = (
    name: HealthPoint,
    limit: HealthFinding['limit'],
    is: (one: ScheduledActivity) => boolean,
  ) => {
    const members = open.filter(is).map(({ activity }) => activity.code);
    return shareOf({ point: name, limit, of: open.length, members });
  };
  const isHigh = (minutes: number, { activity }: ScheduledActivity) =>
    minutes > highDays * dayMinutesOf(activity);
  return [
    point('logic', share, ({ activity: { id } }) => !before.has(id) || !after.has(id)),
    point('hard-constraints', share, ({ activity: { constraints = [] } }) =>
      constraints.some(({ type }) => hard.has(type)),
    ),
    point('high-float', share, (one) => isHigh(one.totalFloatMinutes ?? 0, one)),
    point('negative-float', none, (one) => (one.totalFloatMinutes ?? 0) < 0),
    point('high-duration', share, (one) => isHigh(one.activity.durationMinutes, one)),
    invalidDates(world, dataDate),
    // A schedule here carries neither resources nor costs.
    notApplicable('resources', none),
    criticalPathTest(world),
    lengthIndex(world),
  ];
}

/** Remaining work before the data date, or an actual date after it. */
function invalidDates({ scheduled }: World, dataDate: Minute): HealthFinding {
  const isAfter = (date: Minute | undefined) => date !== undefined && date > dataDate;
  const spans = new Set(['level-of-effort', 'summary']);
  const looked = scheduled.activities.filter(({ activity }) => !spans.has(activity.type));
  const members = looked
    .filter(({ activity, status, earlyStart, earlyFinish }) => {
      if (isAfter(activity.actualStart) || isAfter(activity.actualFinish)) return true;
      if (status === 'completed') return false;
      return (status === 'not-started' && earlyStart < dataDate) || earlyFinish < dataDate;
    })
    .map(({ activity }) => activity.code);
  return shareOf({ point: 'invalid-dates', limit: none, of: looked.length, members });
}

/** A task of the longest path takes 600 days more: where the project does not follow, logic is broken behind it. */
function criticalPathTest(world: World): HealthFinding {
  const { open, version, scheduled, profile, timeOf, dayMinutesOf } = world;
  const limit = { kind: 'at-least', value: testDays } as const;
  const tested = open.find(({ isOnLongestPath }) => isOnLongestPath)?.activity;
  if (tested === undefined || scheduled.finish === undefined)
    return notApplicable('critical-path-test', limit);
  const added = testDays * dayMinutesOf(tested);
  const longer: Activity = {
    ...tested,
    durationMinutes: tested.durationMinutes + added,
    ...(tested.remainingMinutes === undefined
      ? {}
      : { remainingMinutes: tested.remainingMinutes + added }),
  };
  const activities = version.project.activities.map((one) => (one === tested ? longer : one));
  const project = { ...version.project, activities };
  const computed = scheduleFile(alone({ ...version, project }), profile);
  if (!computed.ok) return notApplicable('critical-path-test', limit);
  const finish = computed.value.projects[0].finish ?? scheduled.finish;
  const moved = workBetween(timeOf(tested), scheduled.finish, finish);
  const value = moved / dayMinutesOf(tested);
  // Between calendars the finish may lie a part of a day nearer.
  const state = value > testDays - 1 ? 'pass' : 'fail';
  return { point: 'critical-path-test', limit, state, value, of: 1, members: [tested.code] };
}

/** (Length of the critical path + float to the date that must be met) / length, in days of the last task's calendar. */
function lengthIndex({ open, version, scheduled, timeOf }: World): HealthFinding {
  const { dataDate, mustFinishBy } = version.project;
  const last = open.filter(({ isOnLongestPath }) => isOnLongestPath).at(-1);
  if (last === undefined || scheduled.finish === undefined || mustFinishBy === undefined)
    return notApplicable('critical-path-length-index', index);
  const time = timeOf(last.activity);
  const length = workBetween(time, dataDate, scheduled.finish);
  if (length <= 0) return notApplicable('critical-path-length-index', index);
  const value = (length + workBetween(time, scheduled.finish, mustFinishBy)) / length;
  const state = meets(value, index);
  const point = 'critical-path-length-index';
  return { point, limit: index, state, value, of: 1, members: [last.activity.code] };
}

/** Tasks that the baseline has ended by the data date: how many of them end late, and how many tasks have ended. */
function ofBaseline(
  { scheduled, version }: World,
  baseline: ScheduledProject | undefined,
): readonly HealthFinding[] {
  if (baseline === undefined)
    return [notApplicable('missed-tasks', share), notApplicable('baseline-execution-index', index)];
  const { dataDate } = version.project;
  const isTask = ({ activity }: ScheduledActivity) =>
    activity.type === 'task' && activity.durationMinutes > 0;
  const planned = new Map(
    baseline.activities.filter(isTask).map((one) => [one.activity.code, finishOf(one)]),
  );
  const tasks = scheduled.activities.filter(isTask);
  const due = tasks.filter(({ activity }) => {
    const finish = planned.get(activity.code);
    return finish !== undefined && finish <= dataDate;
  });
  const missed = due.filter(
    (one) => one.status !== 'completed' || finishOf(one) > (planned.get(one.activity.code) ?? 0),
  );
  const codes = (some: readonly ScheduledActivity[]) => some.map(({ activity }) => activity.code);
  const completed = tasks.filter(({ status }) => status === 'completed').length;
  const open = due.filter(({ status }) => status !== 'completed');
  const of = due.length;
  const value = of === 0 ? undefined : completed / of;
  return [
    shareOf({ point: 'missed-tasks', limit: share, of, members: codes(missed) }),
    {
      point: 'baseline-execution-index',
      limit: index,
      of,
      members: codes(open),
      value,
      state: value === undefined ? 'not-applicable' : meets(value, index),
    },
  ];
}
