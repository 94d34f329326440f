// What runs are asked of, and everything that keeps them from being computed, at once (docs/spec/plan.md 11).
import type { Sha256 } from '../base/ports.ts';
import { findDistributionFaults } from './distribution.ts';
import { forecastRunsMax } from './limits.ts';
import { type PlanIssue, planError } from './plan-issue.ts';
import type { ProfileName } from './profile.ts';
import { seedMax } from './random.ts';
import type { Activity, Project, Schedule } from './schedule.ts';
import { findUncertaintyFaults } from './uncertainty.ts';
import { findProfileErrors, findScheduleErrors, isSpan } from './validation.ts';

/** What every question about many runs begins with. */
export interface RunsAsked {
  /** Of one project. */
  readonly schedule: Schedule;
  readonly profile: ProfileName;
  /** 1 to `forecastRunsMax`. */
  readonly runs: number;
  /** 0 to 2^53 - 1. */
  readonly seed: number;
  /** Id of the activity whose early finish is the finish; none is the project's. */
  readonly target?: string | undefined;
  readonly sha256: Sha256;
}

/**
 * Returns the errors of a question: those of {@link findScheduleErrors} and {@link findProfileErrors}, forecast.projects, forecast.no-activities,
 * forecast.distribution, forecast.uncertainty, forecast.not-a-task, forecast.target-unknown, forecast.target-span, forecast.runs,
 * forecast.seed.
 */
export function findRunsErrors(asked: RunsAsked): readonly PlanIssue[] {
  const { schedule, runs, seed } = asked;
  const { projects } = schedule;
  const issues: PlanIssue[] = [];
  if (projects.length !== 1) {
    const members = projects.map((project) => project.code);
    issues.push(planError('forecast.projects', 'expected one project in the file', { members }));
  }
  for (const project of projects) {
    if (project.activities.length > 0) continue;
    const sentence = 'a project has no activities';
    issues.push(planError('forecast.no-activities', sentence, { members: [project.code] }));
  }
  if (!Number.isInteger(runs) || runs < 1 || runs > forecastRunsMax) {
    const sentence = `expected 1 to ${forecastRunsMax} runs, got ${runs}`;
    issues.push(planError('forecast.runs', sentence));
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    issues.push(planError('forecast.seed', `expected a seed from 0 to ${seedMax}, got ${seed}`));
  }
  return [
    ...findScheduleErrors(schedule),
    ...findProfileErrors(schedule, asked.profile),
    ...projects.flatMap((project) => project.activities.flatMap(findActivityErrors)),
    ...projects.slice(0, 1).flatMap((project) => findTargetErrors(project, asked.target)),
    ...issues,
  ];
}

/** Returns what keeps an activity from being drawn: forecast.distribution, forecast.uncertainty, forecast.not-a-task. */
export function findActivityErrors({
  id,
  type,
  distribution,
  uncertainty,
}: Activity): readonly PlanIssue[] {
  if (distribution === undefined && uncertainty === undefined) return [];
  const members = [id];
  const faults = distribution === undefined ? [] : findDistributionFaults(distribution);
  const others = uncertainty === undefined ? [] : findUncertaintyFaults(uncertainty);
  const issues = [
    ...faults.map((sentence) => planError('forecast.distribution', sentence, { members })),
    ...others.map((sentence) => planError('forecast.uncertainty', sentence, { members })),
  ];
  if (type === 'task') return issues;
  const sentence = 'only a task may have a distribution or an uncertainty';
  return [...issues, planError('forecast.not-a-task', sentence, { members })];
}

function findTargetErrors(project: Project, target: string | undefined): readonly PlanIssue[] {
  if (target === undefined) return [];
  const where = { members: [target] };
  const found = project.activities.find((activity) => activity.id === target);
  if (found === undefined) {
    const sentence = 'the activity whose finish is asked is not there';
    return [planError('forecast.target-unknown', sentence, where)];
  }
  if (!isSpan(found)) return [];
  const sentence = 'the activity whose finish is asked only spans others';
  return [planError('forecast.target-span', sentence, where)];
}
