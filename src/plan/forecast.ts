// A forecast of one project: many runs with drawn durations; quantiles of the finish, probabilities of dates, how often
// each activity is critical and its drag (docs/spec/plan.md 11). The same inputs and seed give the same bytes.
import { toHex } from '../base/bytes.ts';
import { canonicalBytes, type Json } from '../base/json.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, ok, type Result } from '../base/result.ts';
import { dateToDay, type Minute, minutesPerDay } from './civil-time.ts';
import { isBeyondExperience } from './distribution.ts';
import { compileModel, type ForecastModel } from './forecast-model.ts';
import { activityFinishesMax, printedYearMax } from './limits.ts';
import { type Measures, measuresOf } from './measures.ts';
import { cutIssues, type PlanIssue, planError } from './plan-issue.ts';
import { changesOf, findPolicyErrors, type Policy } from './policy.ts';
import { histogramOf, middleAndLate, quantile, shareBy } from './quantiles.ts';
import { type RunResults, simulate } from './runs.ts';
import { findRunsErrors, type RunsAsked } from './runs-asked.ts';
import type { Activity, Project } from './schedule.ts';
import { type StatedSchedule, stateSchedule } from './sensitivity.ts';
import { isSpan } from './validation.ts';

/** Number of the rules by which runs are drawn and placed: another number, other forecasts of the same inputs. */
export const forecastModelVersion = 2;

/** What is asked. */
export interface ForecastAsked extends RunsAsked {
  /** Civil days, as day numbers. */
  readonly days: readonly number[];
  /** Policies that are followed, one after another. */
  readonly inForce?: readonly Policy[] | undefined;
  /** Whether cruciality is asked too. */
  readonly crucialityAsked?: boolean | undefined;
}

/** How one activity bears on the finish. */
export interface ActivityForecast extends Measures {
  readonly activity: Activity;
  /** Share of runs, 0 to 1, in which it lay on the longest path; 0 for completed work. */
  readonly criticality: number;
  /**
   * Minutes by which the finish of stated durations would be earlier if the remaining duration were 0; 0 off the longest
   * path, below 0 where shorter work starts later.
   */
  readonly dragMinutes: number;
  /** Of its own finish; undefined beyond `activityFinishesMax` and for levels of effort and summaries. */
  readonly finishes: { readonly p50: Minute; readonly p80: Minute } | undefined;
}

/** What came out. Quantiles are finishes that runs had: with n runs in order, P is the one numbered ceil(P n / 100). */
export interface Forecast {
  readonly p10: Minute;
  readonly p50: Minute;
  readonly p80: Minute;
  readonly p90: Minute;
  /** P10, P20 and so on to P90. */
  readonly deciles: readonly Minute[];
  /** With the durations that the project states, none drawn. */
  readonly statedFinish: Minute;
  /** For each day asked, the share of runs finished by its end. */
  readonly probabilities: readonly number[];
  /** In the order of the project. */
  readonly activities: readonly ActivityForecast[];
  /** Runs by day of their finish, days without any left out. */
  readonly histogram: readonly { readonly day: number; readonly runs: number }[];
  /** Activities whose duration was drawn. */
  readonly drawnCount: number;
  /** Ids of open activities that have lasted longer than their distribution knows. */
  readonly beyondExperience: readonly string[];
}

/**
 * Forecasts the only project of a file. Errors, all at once: those of {@link findForecastErrors}; then
 * forecast.drag-placements; then schedule.out-of-range.
 */
export function forecastProject(asked: ForecastAsked): Result<Forecast, readonly PlanIssue[]> {
  const errors = findForecastErrors(asked);
  if (errors.length > 0) return err(cutIssues(errors));
  const model = modelOf(asked);
  const stated = stateSchedule(model);
  if (!stated.ok) return stated;
  return concludeForecast(asked, stated.value, simulate(model, 0, asked.runs));
}

/** Returns the errors of a question, all at once: those of {@link findRunsErrors} and {@link findPolicyErrors}. */
export function findForecastErrors(asked: ForecastAsked): readonly PlanIssue[] {
  const [project] = asked.schedule.projects;
  const policies = project === undefined ? [] : findPolicyErrors(project, asked.inForce ?? []);
  return [...findRunsErrors(asked), ...policies];
}

/** Returns the model of a question without errors. */
export function modelOf(asked: ForecastAsked): ForecastModel {
  const { schedule, inForce = [] } = asked;
  const [project] = schedule.projects;
  return compileModel(project, schedule.calendars, {
    ...asked,
    changes: inForce.length === 0 ? undefined : changesOf(inForce),
    keepsFinishes: asked.runs * project.activities.length <= activityFinishesMax,
  });
}

/** Returns what all runs of a question without errors tell. Error: schedule.out-of-range. */
export function concludeForecast(
  asked: ForecastAsked,
  stated: StatedSchedule,
  results: RunResults,
): Result<Forecast, readonly PlanIssue[]> {
  const [project] = asked.schedule.projects;
  const sorted = results.finishes.slice().sort();
  if (sorted[sorted.length - 1] >= (dateToDay(`${printedYearMax}-12-31`) + 1) * minutesPerDay) {
    const sentence = `a finish lies after the year ${printedYearMax}`;
    return err([planError('schedule.out-of-range', sentence, { members: [project.code] })]);
  }
  const drawn = project.activities.filter(isDrawn);
  const correlated = asked.crucialityAsked === true ? modelOf(asked) : undefined;
  const measures = measuresOf({ ...results, correlated });
  return ok({
    p10: quantile(sorted, 10),
    p50: quantile(sorted, 50),
    p80: quantile(sorted, 80),
    p90: quantile(sorted, 90),
    deciles: [10, 20, 30, 40, 50, 60, 70, 80, 90].map((percent) => quantile(sorted, percent)),
    statedFinish: stated.finish,
    probabilities: asked.days.map((day) => shareBy(sorted, day)),
    activities: activitiesOf(project, stated, results).map((one, i) => ({
      ...one,
      ...measures[i],
    })),
    histogram: histogramOf(sorted),
    drawnCount: drawn.length,
    beyondExperience: drawn.filter(isBeyond).map((activity) => activity.id),
  });
}

function isDrawn({ distribution, uncertainty, actualFinish }: Activity): boolean {
  return (distribution ?? uncertainty) !== undefined && actualFinish === undefined;
}

function isBeyond({ distribution }: Activity): boolean {
  return distribution !== undefined && isBeyondExperience(distribution);
}

function activitiesOf(
  project: Project,
  stated: StatedSchedule,
  { criticalCounts, finishes, activityFinishes }: RunResults,
): readonly Omit<ActivityForecast, keyof Measures>[] {
  const { activities } = project;
  const runs = finishes.length;
  const own = new Float64Array(runs);
  const finishesOf = (activity: Activity, index: number) => {
    const { actualFinish } = activity;
    if (activityFinishes.length === 0 || isSpan(activity)) return undefined;
    if (actualFinish !== undefined) return { p50: actualFinish, p80: actualFinish };
    for (let run = 0; run < runs; run++)
      own[run] = activityFinishes[run * activities.length + index];
    return middleAndLate(own);
  };
  return activities.map((activity, index) => ({
    activity,
    criticality: criticalCounts[index] / runs,
    dragMinutes: stated.drags[index],
    finishes: finishesOf(activity, index),
  }));
}

/** Returns what two forecasts must share to be comparable: SHA-256, in hexadecimal, of the inputs as canonical JSON. */
export function inputsHash(sha256: Sha256, inputs: Json): string {
  return toHex(sha256(canonicalBytes(inputs)));
}
