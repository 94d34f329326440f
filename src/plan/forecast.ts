// A forecast of one project: many runs with drawn durations; quantiles of the finish, probabilities of dates, how often
// each activity is critical and its drag (docs/spec/plan.md 11). The same inputs and seed give the same bytes.
import { toHex } from '../base/bytes.ts';
import { canonicalBytes, type Json } from '../base/json.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, ok, type Result } from '../base/result.ts';
import { dateToDay, type Minute, minutesPerDay } from './civil-time.ts';
import { findDistributionFaults } from './distribution.ts';
import { compileModel, simulate } from './forecast-model.ts';
import { forecastRunsMax, printedYearMax } from './limits.ts';
import { cutIssues, type PlanIssue, planError } from './plan-issue.ts';
import type { SupportedProfile } from './profile.ts';
import { seedMax } from './random.ts';
import type { Activity, Schedule } from './schedule.ts';
import { expectedDrags } from './sensitivity.ts';
import { findScheduleErrors } from './validation.ts';

/** What is asked. */
export interface ForecastAsked {
  readonly schedule: Schedule;
  readonly profile: SupportedProfile;
  /** 1 to `forecastRunsMax`. */
  readonly runs: number;
  /** 0 to 2^53 - 1. */
  readonly seed: number;
  /** Civil days, as day numbers. */
  readonly days: readonly number[];
  readonly sha256: Sha256;
}

/** How one activity bears on the finish. */
export interface ActivityForecast {
  readonly activity: Activity;
  /** Share of runs, 0 to 1, in which it lay on the longest path; 0 for completed work. */
  readonly criticality: number;
  /** Mean minutes by which the finish would be earlier without it; undefined beyond `dragActivitiesMax` activities. */
  readonly dragMinutes: number | undefined;
}

/** What came out. Quantiles are finishes that runs had: with n runs in order, P is the one numbered ceil(P n / 100). */
export interface Forecast {
  readonly p10: Minute;
  readonly p50: Minute;
  readonly p80: Minute;
  readonly p90: Minute;
  /** For each day asked, the share of runs finished by its end. */
  readonly probabilities: readonly number[];
  /** In the order of the project. */
  readonly activities: readonly ActivityForecast[];
  /** Runs by day of their finish, days without any left out. */
  readonly histogram: readonly { readonly day: number; readonly runs: number }[];
  /** First runs that drags are means of. */
  readonly dragRuns: number;
  /** Activities whose duration was drawn. */
  readonly drawnCount: number;
}

/**
 * Forecasts the only project of a file. Errors, all at once: those of {@link findScheduleErrors}, forecast.projects,
 * forecast.no-activities, forecast.distribution, forecast.not-a-task, forecast.runs, forecast.seed; then
 * schedule.out-of-range.
 */
export function forecastProject(asked: ForecastAsked): Result<Forecast, readonly PlanIssue[]> {
  const { schedule, runs } = asked;
  const errors = [...findScheduleErrors(schedule), ...findForecastErrors(asked)];
  if (errors.length > 0) return err(cutIssues(errors));
  const project = schedule.projects[0];
  const model = compileModel(project, schedule.calendars, asked);
  const { finishes, criticalCounts } = simulate(model, 0, runs);
  const sorted = finishes.slice().sort();
  if (sorted[runs - 1] >= (dateToDay(`${printedYearMax}-12-31`) + 1) * minutesPerDay) {
    const sentence = `a finish lies after the year ${printedYearMax}`;
    return err([planError('schedule.out-of-range', sentence, { members: [project.code] })]);
  }
  const drags = expectedDrags(model, finishes, criticalCounts);
  const activities = new Array<ActivityForecast>(project.activities.length);
  for (const [at, index] of model.network.order.entries()) {
    const activity = project.activities[index];
    const criticality = criticalCounts[at] / runs;
    activities[index] = { activity, criticality, dragMinutes: drags.minutes[at] };
  }
  return ok({
    p10: quantile(sorted, 10),
    p50: quantile(sorted, 50),
    p80: quantile(sorted, 80),
    p90: quantile(sorted, 90),
    probabilities: asked.days.map((day) => shareBy(sorted, day)),
    activities,
    histogram: histogramOf(sorted),
    dragRuns: drags.runs,
    drawnCount: model.draws.length,
  });
}

function findForecastErrors({ schedule, runs, seed }: ForecastAsked): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const { projects } = schedule;
  if (projects.length !== 1) {
    const members = projects.map((project) => project.code);
    issues.push(planError('forecast.projects', 'expected one project in the file', { members }));
  }
  for (const { code, activities } of projects) {
    if (activities.length === 0) {
      const sentence = 'a project has no activities';
      issues.push(planError('forecast.no-activities', sentence, { members: [code] }));
    }
    for (const activity of activities) issues.push(...findActivityErrors(activity));
  }
  if (!Number.isInteger(runs) || runs < 1 || runs > forecastRunsMax) {
    const sentence = `expected 1 to ${forecastRunsMax} runs, got ${runs}`;
    issues.push(planError('forecast.runs', sentence));
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    issues.push(planError('forecast.seed', `expected a seed from 0 to ${seedMax}, got ${seed}`));
  }
  return issues;
}

function findActivityErrors({ id, type, distribution }: Activity): readonly PlanIssue[] {
  if (distribution === undefined) return [];
  const members = [id];
  const issues = findDistributionFaults(distribution).map((sentence) =>
    planError('forecast.distribution', sentence, { members }),
  );
  if (type === 'task') return issues;
  const sentence = 'only a task may have a distribution';
  return [...issues, planError('forecast.not-a-task', sentence, { members })];
}

function quantile(sorted: Float64Array, percent: number): Minute {
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1];
}

function shareBy(sorted: Float64Array, day: number): number {
  const end = (day + 1) * minutesPerDay;
  return sorted.reduce((count, finish) => (finish <= end ? count + 1 : count), 0) / sorted.length;
}

/** A finish at 24:00 belongs to the day that ends, as it does in probabilities. */
function histogramOf(sorted: Float64Array): Forecast['histogram'] {
  const runsByDay = new Map<number, number>();
  for (const finish of sorted) {
    const day = Math.ceil(finish / minutesPerDay) - 1;
    runsByDay.set(day, (runsByDay.get(day) ?? 0) + 1);
  }
  return [...runsByDay].map(([day, runs]) => ({ day, runs }));
}

/** Returns what two forecasts must share to be comparable: SHA-256, in hexadecimal, of the inputs as canonical JSON. */
export function inputsHash(sha256: Sha256, inputs: Json): string {
  return toHex(sha256(canonicalBytes(inputs)));
}
