// One thread of a forecast or a comparison of policies: makes the model for itself, computes a range of runs and hands
// over the arrays. What it answers depends on its job alone (docs/spec/plan.md 13).
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../base/errors.ts';
import { type ForecastAsked, modelOf } from '../plan/forecast.ts';
import { laneCount } from '../plan/lane-plan.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import {
  mergeRankingRuns,
  type RankingAsked,
  rankingModelOf,
  type Scenario,
} from '../plan/policy.ts';
import { runScenarios } from '../plan/policy-runs.ts';
import { mergeRuns, type RunResults, simulate } from '../plan/runs.ts';
import type { RankingRuns } from '../plan/scenarios.ts';
import { type StatedSchedule, stateSchedule } from '../plan/sensitivity.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { threadPlacements } from './limits.ts';

/** What one thread is given. Functions cannot be handed over: the hash is its own. */
export type ThreadJob = { readonly from: number; readonly to: number } & (
  | {
      readonly kind: 'forecast';
      readonly asked: Omit<ForecastAsked, 'sha256'>;
      /** Whether this thread computes the schedule of stated durations too: one does. */
      readonly statesSchedule: boolean;
    }
  | {
      readonly kind: 'ranking';
      readonly asked: Omit<RankingAsked, 'sha256'>;
      readonly scenarios: readonly Scenario[];
    }
);

/** What a thread says: how many more runs are done, then once its answer. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly runs: number }
  | { readonly kind: 'forecast'; readonly results: RunResults; readonly stated?: StatedSchedule }
  | { readonly kind: 'ranking'; readonly runs: RankingRuns }
  | { readonly kind: 'issues'; readonly issues: readonly PlanIssue[] };

const port = present(parentPort, 'a thread of its own');
const say = (message: ThreadMessage) => port.postMessage(message);
const job: ThreadJob = workerData;
const { sha256 } = nodeCrypto;

if (job.kind === 'forecast') answerForecast(job);
else answerRanking(job);

function answerForecast(given: Extract<ThreadJob, { kind: 'forecast' }>): void {
  const model = modelOf({ ...given.asked, sha256 });
  const stated = given.statesSchedule ? stateSchedule(model) : undefined;
  if (stated?.ok === false) {
    say({ kind: 'issues', issues: stated.error });
    return;
  }
  const parts = inParts(model.network.count, (from, to) => simulate(model, from, to));
  const results = mergeRuns(parts);
  say({ kind: 'forecast', results, ...(stated === undefined ? {} : { stated: stated.value }) });
}

function answerRanking(given: Extract<ThreadJob, { kind: 'ranking' }>): void {
  const model = rankingModelOf({ ...given.asked, sha256 }, given.scenarios);
  const placed = model.scenarios.reduce((sum, one) => sum + one.cone.length, 0);
  const size = model.base.network.count + placed;
  const parts = inParts(size, (from, to) => runScenarios(model, from, to));
  say({ kind: 'ranking', runs: mergeRankingRuns(parts) });
}

/** Computes the range in parts of whole batches, each of about `threadPlacements`, and says when one is done. */
function inParts<Part>(placements: number, compute: (from: number, to: number) => Part) {
  const batches = Math.max(1, Math.floor(threadPlacements / (placements * laneCount)));
  const parts: Part[] = [];
  for (let from = job.from; from < job.to; from += batches * laneCount) {
    const to = Math.min(job.to, from + batches * laneCount);
    parts.push(compute(from, to));
    say({ kind: 'progress', runs: to - from });
  }
  return parts;
}
