// The critical path of one project: both passes, late placement, spans, floats, criticality. Plain data in and out.
import { err, ok, type Result } from '../base/result.ts';
import { backwardPass, projectFinish } from './backward-pass.ts';
import { dateToDay, type Minute, minutesPerDay } from './civil-time.ts';
import { clockDates, isOnClock } from './clock-dates.ts';
import { freeFloats, totalFloats } from './floats.ts';
import { forwardPass } from './forward-pass.ts';
import { placeLate } from './late-placement.ts';
import { printedYearMax, printedYearMin } from './limits.ts';
import { longestPath } from './longest-path.ts';
import { compileNetwork, kind, type Network, ruleOf, status } from './network.ts';
import type { EarlyDates } from './passes.ts';
import { cutIssues, type PlanIssue, planError } from './plan-issue.ts';
import { optionsOf, type ProfileName } from './profile.ts';
import { findWarnings } from './progress.ts';
import { findProvisional } from './provisional.ts';
import type { Activity, Project, Schedule } from './schedule.ts';
import { type AllDates, placeSpans } from './spans.ts';
import { findProfileErrors, findScheduleErrors } from './validation.ts';

/** Status words as they appear in files and answers. */
export type ActivityStatus = 'not-started' | 'in-progress' | 'completed';

/** Computed dates of one activity. Of started work they are those of what remains, of completed work a point. */
export interface ScheduledActivity {
  readonly activity: Activity;
  readonly status: ActivityStatus;
  readonly earlyStart: Minute;
  readonly earlyFinish: Minute;
  readonly lateStart: Minute;
  readonly lateFinish: Minute;
  /** Undefined for completed work. */
  readonly totalFloatMinutes: number | undefined;
  /** Undefined for completed work. */
  readonly freeFloatMinutes: number | undefined;
  readonly isCritical: boolean;
  readonly isOnLongestPath: boolean;
}

/** One project with its dates; activities in the order given. */
export interface ScheduledProject {
  readonly project: Project;
  /** Latest early finish of open work, else the last actual finish; undefined without activities. */
  readonly finish: Minute | undefined;
  readonly activities: readonly ScheduledActivity[];
}

/** Everything that was computed, and what to know about it. */
export interface ScheduledFile {
  readonly projects: readonly ScheduledProject[];
  readonly warnings: readonly PlanIssue[];
}

/** Dates by position in a network (`network.order`). */
export interface ComputedDates extends AllDates {
  readonly totalFloat: Float64Array;
  readonly freeFloat: Float64Array;
  readonly longestPath: Uint8Array;
}

/**
 * Schedules every project of a file by itself. A file with any error is not scheduled at all.
 * Errors: those of {@link findScheduleErrors} and {@link findProfileErrors}, all at once; schedule.out-of-range. Linear time.
 */
export function scheduleFile(
  schedule: Schedule,
  profile: ProfileName,
): Result<ScheduledFile, readonly PlanIssue[]> {
  const errors = [...findScheduleErrors(schedule), ...findProfileErrors(schedule, profile)];
  if (errors.length > 0) return { ok: false, error: cutIssues(errors) };
  const projects = schedule.projects.map((project) => {
    const options = optionsOf(profile, project.options);
    const network = compileNetwork(project, schedule.calendars, options);
    return { network, dates: computeDates(network), project };
  });
  const outside = projects.filter(({ network, dates }) => !isPrintable(network, dates));
  if (outside.length > 0) {
    const sentence = `dates leave the years ${printedYearMin} to ${printedYearMax}`;
    const members = outside.map(({ project }) => project.code);
    return err([planError('schedule.out-of-range', sentence, { members })]);
  }
  return ok({
    projects: projects.map(({ network, dates, project }) => toProject(project, network, dates)),
    warnings: cutIssues(
      projects.flatMap(({ network, dates: { early }, project }) => [
        ...findWarnings(project, network),
        ...findProvisional(project, schedule.calendars, { network, early }),
      ]),
    ),
  });
}

/** Whether every date can be written as YYYY-MM-DDTHH:MM. */
function isPrintable(network: Network, { early, late }: ComputedDates): boolean {
  const first = dateToDay(`${printedYearMin}-01-01`) * minutesPerDay;
  const last = dateToDay(`${printedYearMax}-12-31`) * minutesPerDay;
  return [early.start, early.finish, late.start, late.finish].every((dates) => {
    for (let at = 0; at < network.count; at++) {
      if (dates[at] < first || dates[at] > last) return false;
    }
    return true;
  });
}

/** Computes all dates, floats and the longest path of a network. Linear time. */
export function computeDates(network: Network): ComputedDates {
  return isOnClock(network) ? clockDates(network) : computeByRules(network);
}

/** Computes the same by all rules, whether any applies or not. */
export function computeByRules(given: Network): ComputedDates {
  const network = given.fromFinish === undefined ? given : startedToFinish(given, given.fromFinish);
  const first = forwardPass(network);
  const late = backwardPass({ network, early: first });
  const early: EarlyDates = placeLate(network, first, late);
  // Scheduled back from its finish, most work stands where it is placed late.
  const finish = projectFinish(network, (given.fromFinish === undefined ? first : early).finish);
  const dates = { early, late, projectFinish: finish };
  placeSpans(network, dates);
  return {
    ...dates,
    totalFloat: totalFloats(network, dates),
    freeFloat: freeFloats(network, dates, first),
    longestPath: longestPath({ network, early: first }, finish),
  };
}

/**
 * Returns a network that starts as late as its open work allows, so that it ends by that finish; where all work is done, or given
 * by hand, it stays as it is (docs/spec/plan.md 3a).
 */
function startedToFinish(network: Network, finish: Minute): Network {
  const back = { ...network, mustFinishBy: finish };
  const late = backwardPass({ network: back, early: forwardPass(back) });
  let start = Number.POSITIVE_INFINITY;
  for (let at = 0; at < network.count; at++) {
    const isOpen = network.status[at] === status.notStarted && network.kind[at] !== kind.span;
    if (isOpen && ruleOf(network, at)?.placed === undefined)
      start = Math.min(start, late.start[at]);
  }
  return start === Number.POSITIVE_INFINITY ? back : { ...back, dataDate: start };
}

function toProject(project: Project, network: Network, dates: ComputedDates): ScheduledProject {
  const activities = new Array<ScheduledActivity>(network.count);
  for (let at = 0; at < network.count; at++) {
    const index = network.order[at];
    activities[index] = toActivity(project.activities[index], at, { network, dates });
  }
  return { project, finish: finishOfProject(project, network, dates), activities };
}

function toActivity(
  activity: Activity,
  at: number,
  given: { readonly network: Network; readonly dates: ComputedDates },
): ScheduledActivity {
  const { network, dates } = given;
  const isOpen = network.status[at] !== status.completed;
  const isOnLongestPath = dates.longestPath[at] === 1;
  const { critical, criticalMinutes } = network.options;
  const isTight = isOpen && dates.totalFloat[at] <= criticalMinutes;
  return {
    activity,
    status: statusWords[network.status[at]],
    earlyStart: dates.early.start[at],
    earlyFinish: dates.early.finish[at],
    lateStart: dates.late.start[at],
    lateFinish: dates.late.finish[at],
    totalFloatMinutes: isOpen ? dates.totalFloat[at] : undefined,
    freeFloatMinutes: isOpen ? dates.freeFloat[at] : undefined,
    isCritical: critical === 'longest-path' ? isOnLongestPath : isTight,
    isOnLongestPath,
  };
}

const statusWords: readonly ActivityStatus[] = ['not-started', 'in-progress', 'completed'];

function finishOfProject(project: Project, network: Network, dates: ComputedDates) {
  if (network.count === 0) return undefined;
  if (network.status.some((one) => one !== status.completed)) return dates.projectFinish;
  return project.activities.reduce(
    (last, { actualFinish }) => Math.max(last, actualFinish ?? last),
    Number.NEGATIVE_INFINITY,
  );
}
