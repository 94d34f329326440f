// What the plan worker computes: the dates and the forecast of a joint network, the same with changes, and what each
// change is worth. A function of its task alone; errors are answers.
import { err, ok, type Result } from '../base/result.ts';
import { type ScheduledActivity, scheduleFile } from '../plan/critical-path.ts';
import { type Forecast, forecastProject } from '../plan/forecast.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import type { Policy } from '../plan/policy.ts';
import { type PairRanking, rankPairs } from '../plan/policy-pairs.ts';
import type { Schedule } from '../plan/schedule.ts';
import { nodeCrypto } from '../store/node-crypto.ts';

/** What is asked of the worker. */
export type PlanTask =
  | { readonly kind: 'dates'; readonly schedule: Schedule }
  | (PlanRuns &
      (
        | { readonly kind: 'forecast' }
        | { readonly kind: 'what-if'; readonly changes: readonly Policy[] }
        | { readonly kind: 'rank'; readonly policies: readonly Policy[] }
      ));

/** On what, and how often. */
export interface PlanRuns {
  readonly schedule: Schedule;
  readonly target?: string;
  readonly runs: number;
  readonly seed: number;
}

/** What comes of a task, by its kind. */
export interface PlanAnswers {
  /** Of the only project. */
  readonly dates: readonly ScheduledActivity[];
  readonly forecast: {
    readonly activities: readonly ScheduledActivity[];
    readonly forecast: Forecast;
    /** Ids of activities whose dates rest on days that nobody has announced yet. */
    readonly provisional: readonly string[];
  };
  readonly 'what-if': Forecast;
  readonly rank: PairRanking;
}

/** A result of some task. */
export type PlanAnswer = Result<PlanAnswers[PlanTask['kind']], readonly PlanIssue[]>;

/** Computes a task. Errors: those of `scheduleFile`, `forecastProject` and `rankPairs`. */
export function workPlan(task: PlanTask): PlanAnswer {
  if (task.kind === 'dates') return datesOf(task.schedule);
  const { schedule, target, runs, seed } = task;
  const asked = {
    schedule,
    target,
    runs,
    seed,
    profile: 'comity',
    sha256: nodeCrypto.sha256,
  } as const;
  switch (task.kind) {
    case 'forecast': {
      const dates = scheduleFile(schedule, 'comity');
      if (!dates.ok) return dates;
      const forecast = forecastProject({ ...asked, days: [] });
      if (!forecast.ok) return err(forecast.error);
      const { projects, warnings } = dates.value;
      const provisional = warnings
        .filter(({ code }) => code === 'calendar.provisional')
        .flatMap(({ members }) => members);
      return ok({
        activities: projects[0]?.activities ?? [],
        forecast: forecast.value,
        provisional: [...new Set(provisional)],
      });
    }
    case 'what-if':
      return forecastProject({ ...asked, days: [], inForce: task.changes });
    case 'rank':
      return rankPairs({ ...asked, policies: task.policies });
  }
}

function datesOf(schedule: Schedule): Result<PlanAnswers['dates'], readonly PlanIssue[]> {
  const computed = scheduleFile(schedule, 'comity');
  return computed.ok ? ok(computed.value.projects[0]?.activities ?? []) : computed;
}
