// What keeps a schedule from being computed: every problem at once, with its members (docs/spec/plan.md 2).
import { findCycles } from './cycles.ts';
import { activitiesMax, durationMinutesMax, linksMax } from './limits.ts';
import { type PlanIssue, planError } from './plan-issue.ts';
import type { ProfileName } from './profile.ts';
import type { Activity, Link, Project, Schedule } from './schedule.ts';

/**
 * Returns the errors of a whole file: calendar.duplicate, calendar.no-work, schedule.too-large,
 * schedule.duplicate-project and those of {@link findProjectErrors}.
 */
export function findScheduleErrors(schedule: Schedule): readonly PlanIssue[] {
  const { calendars, projects } = schedule;
  const issues: PlanIssue[] = [];
  for (const id of duplicatesOf(calendars.map((one) => one.id))) {
    issues.push(planError('calendar.duplicate', 'two calendars have one id', { members: [id] }));
  }
  for (const calendar of calendars) {
    if (calendar.week.some((bands) => bands.length > 0)) continue;
    const sentence = 'a calendar has no work in its week';
    issues.push(planError('calendar.no-work', sentence, { members: [calendar.id] }));
  }
  for (const code of duplicatesOf(projects.map((one) => one.code))) {
    const sentence = 'two projects have one code';
    issues.push(planError('schedule.duplicate-project', sentence, { members: [code] }));
  }
  const known = new Set(calendars.map((calendar) => calendar.id));
  // Lists may be longer than a call takes arguments: none is pushed as such.
  return [
    ...issues,
    ...findSizeErrors(projects),
    ...projects.flatMap((project) => findProjectErrors(project, known)),
  ];
}

function findSizeErrors(projects: readonly Project[]): readonly PlanIssue[] {
  const activities = projects.reduce((sum, project) => sum + project.activities.length, 0);
  const links = projects.reduce((sum, project) => sum + project.links.length, 0);
  const issues: PlanIssue[] = [];
  if (activities > activitiesMax) {
    const sentence = `expected at most ${activitiesMax} activities, got ${activities}`;
    issues.push(planError('schedule.too-large', sentence));
  }
  if (links > linksMax) {
    const sentence = `expected at most ${linksMax} links, got ${links}`;
    issues.push(planError('schedule.too-many-links', sentence));
  }
  return issues;
}

/**
 * Returns the errors of one project: network.duplicate-id, network.duplicate-code, network.negative-duration,
 * network.duration-range, network.no-calendar, network.constraint-date, network.dangling-span, network.dangling-link, network.lag-range,
 * network.cycle, progress.no-start, progress.order, progress.no-remaining, schedule.alternative.
 */
function findProjectErrors(project: Project, calendars: ReadonlySet<string>): readonly PlanIssue[] {
  const { activities, links } = project;
  const duplicates = (code: string, what: string, keys: readonly string[]) =>
    duplicatesOf(keys).map((key) =>
      planError(code, `two activities have one ${what}`, { members: [key] }),
    );
  const ids = activities.map((one) => one.id);
  const duplicateIds = duplicates('network.duplicate-id', 'id', ids);
  const codes = duplicatesOf(ids).length > 0 ? [] : activities.map((one) => one.code);
  return [
    ...duplicateIds,
    ...duplicates('network.duplicate-code', 'code', codes),
    ...activities.flatMap((activity) => findActivityErrors(activity, calendars)),
    ...findSpanErrors(activities, new Set(ids)),
    ...findLinkErrors(project, calendars),
    ...findCycleErrors(activities, links),
  ];
}

function findActivityErrors(
  activity: Activity,
  calendars: ReadonlySet<string>,
): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const where = { members: [activity.id], line: activity.line };
  const add = (code: string, sentence: string) => issues.push(planError(code, sentence, where));
  const { calendar, durationMinutes, remainingMinutes = 0, actualStart, actualFinish } = activity;
  if (calendar !== undefined && !calendars.has(calendar)) {
    add('network.no-calendar', `an activity names the calendar ${calendar}, which is not there`);
  }
  const shortest = Math.min(durationMinutes, remainingMinutes);
  if (shortest < 0) add('network.negative-duration', `a duration is ${shortest} minutes`);
  else if (!isDuration(durationMinutes) || !isDuration(remainingMinutes)) {
    add(
      'network.duration-range',
      `a duration is no whole number up to ${durationMinutesMax} minutes`,
    );
  }
  if (actualFinish !== undefined && actualStart === undefined) {
    add('progress.no-start', 'an activity finished without having started');
  } else if (
    actualFinish !== undefined &&
    actualStart !== undefined &&
    actualFinish < actualStart
  ) {
    add('progress.order', 'an activity finished before it started');
  } else if (actualStart !== undefined && actualFinish === undefined) {
    if (activity.remainingMinutes === undefined && activity.type === 'task') {
      add('progress.no-remaining', 'an activity has started and states no remaining duration');
    }
  }
  if (activity.joins === 'any' && isSpan(activity)) {
    add('schedule.alternative', 'what spans others cannot follow any one predecessor');
  }
  for (const { type, at } of activity.constraints ?? []) {
    if (at === undefined && type !== 'as-late-as-possible') {
      add('network.constraint-date', `a constraint ${type} has no date`);
    }
  }
  return issues;
}

function findSpanErrors(
  activities: readonly Activity[],
  known: ReadonlySet<string>,
): readonly PlanIssue[] {
  return activities.flatMap(({ id, line, spans = [] }) => {
    const absent = spans.filter((one) => !known.has(one));
    if (absent.length === 0) return [];
    const sentence = `an activity spans ${absent.slice(0, 5).join(' and ')}, which is not there`;
    return [planError('network.dangling-span', sentence, { members: [id], line })];
  });
}

/** Returns what a profile has no rules for: schedule.alternative. */
export function findProfileErrors(schedule: Schedule, profile: ProfileName): readonly PlanIssue[] {
  if (profile !== 'msproject') return [];
  const sentence = 'Microsoft Project has no rules for what follows any one predecessor';
  return schedule.projects.flatMap(({ activities }) =>
    activities
      .filter((one) => one.joins === 'any')
      .map(({ id, line }) => planError('schedule.alternative', sentence, { members: [id], line })),
  );
}

function isDuration(minutes: number): boolean {
  return Number.isInteger(minutes) && Math.abs(minutes) <= durationMinutesMax;
}

function findLinkErrors(project: Project, calendars: ReadonlySet<string>): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const ids = new Set(project.activities.map((activity) => activity.id));
  for (const link of project.links) {
    const where = { members: [`${link.from} -> ${link.to}`], line: link.line };
    const absent = [link.from, link.to].filter((id) => !ids.has(id));
    if (absent.length > 0) {
      const sentence = `a link names ${absent.join(' and ')}, which is not there`;
      issues.push(planError('network.dangling-link', sentence, where));
    }
    if (!isDuration(link.lagMinutes)) {
      const sentence = `a lag is no whole number up to ${durationMinutesMax} minutes`;
      issues.push(planError('network.lag-range', sentence, where));
    }
    const { lagCalendar } = link;
    if (typeof lagCalendar === 'object' && !calendars.has(lagCalendar.calendar)) {
      const sentence = `a link names the calendar ${lagCalendar.calendar}, which is not there`;
      issues.push(planError('network.no-lag-calendar', sentence, where));
    }
  }
  return issues;
}

/** Levels of effort and summaries drive nothing, so they close no cycle. */
function findCycleErrors(
  activities: readonly Activity[],
  links: readonly Link[],
): readonly PlanIssue[] {
  const indexById = new Map(activities.map((activity, i) => [activity.id, i]));
  const from: number[] = [];
  const to: number[] = [];
  for (const link of links) {
    const [a, b] = [indexById.get(link.from), indexById.get(link.to)];
    if (a === undefined || b === undefined) continue;
    if (isSpan(activities[a]) || isSpan(activities[b])) continue;
    from.push(a);
    to.push(b);
  }
  const graph = {
    nodeCount: activities.length,
    from: Int32Array.from(from),
    to: Int32Array.from(to),
  };
  return findCycles(graph).map((members) => {
    const ids = members.map((i) => activities[i].id);
    const sentence =
      ids.length === 1
        ? 'an activity waits for itself'
        : `${ids.length} activities wait for each other`;
    return planError('network.cycle', sentence, {
      members: ids,
    });
  });
}

/** Returns whether the activity spans others: a level of effort or a summary. */
export function isSpan(activity: Activity): boolean {
  return activity.type === 'level-of-effort' || activity.type === 'summary';
}

/** Returns the keys that stand more than once. */
export function duplicatesOf(keys: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return [...twice];
}
