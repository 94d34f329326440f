// Forecasts and comparisons of policies on several threads: ranges of runs, put together in the order of runs, so that
// the answer is the same on any number of threads (docs/spec/plan.md 13). The plan itself stays pure and single.
import { Worker } from 'node:worker_threads';
import { ComityError, messageOf } from '../base/errors.ts';
import { err, ok, type Result } from '../base/result.ts';
import {
  concludeForecast,
  type Forecast,
  type ForecastAsked,
  findForecastErrors,
} from '../plan/forecast.ts';
import { laneCount } from '../plan/lane-plan.ts';
import { cutIssues, type PlanIssue } from '../plan/plan-issue.ts';
import {
  concludeRanking,
  findRankingErrors,
  mergeRankingRuns,
  type PolicyEffect,
  type RankingAsked,
  type Scenario,
  scenariosOf,
} from '../plan/policy.ts';
import { mergeRuns } from '../plan/runs.ts';
import type { ThreadJob, ThreadMessage } from './forecast-worker.ts';
import { forecastSecondsMax, forecastThreadsMax } from './limits.ts';

/** How long threads may take, who may stop them, and who wants to know how far they are. */
export interface ThreadWatch {
  /** Runs done so far, of how many. */
  readonly onProgress?: (done: number, of: number) => void;
  readonly stop?: AbortSignal;
  /** Else `forecastSecondsMax`. */
  readonly secondsMax?: number;
}

/**
 * Forecasts as {@link forecastProject} does, on 1 to `forecastThreadsMax` threads. Errors: the same. Failures:
 * server.forecast.timeout, server.forecast.stopped, server.forecast.thread (a thread ended without an answer).
 */
export async function forecastOnThreads(
  asked: ForecastAsked,
  threads: number,
  watch: ThreadWatch = {},
): Promise<Result<Forecast, readonly PlanIssue[]>> {
  const errors = findForecastErrors(asked);
  if (errors.length > 0) return err(cutIssues(errors));
  const { sha256: _, ...plain } = asked;
  const jobs = rangesOf(asked.runs, threads).map((range, i): ThreadJob => {
    return { kind: 'forecast', asked: plain, statesSchedule: i === 0, ...range };
  });
  const answers = await answersOf(jobs, watch);
  const issues = answers.flatMap((one) => (one.kind === 'issues' ? one.issues : []));
  if (issues.length > 0) return err(issues);
  const forecasts = answers.flatMap((one) => (one.kind === 'forecast' ? [one] : []));
  const [stated] = forecasts.flatMap((one) => one.stated ?? []);
  return concludeForecast(asked, stated, mergeRuns(forecasts.map((one) => one.results)));
}

/** Ranks policies as {@link rankPolicies} does, on threads. Errors: the same. Failures: those of a forecast. */
export async function rankOnThreads(
  asked: RankingAsked,
  threads: number,
  watch: ThreadWatch = {},
): Promise<Result<readonly PolicyEffect[], readonly PlanIssue[]>> {
  return compareOnThreads({ ...asked, scenarios: scenariosOf(asked) }, threads, watch);
}

/** Compares scenarios, each of policies tried together; `policies` are those of all scenarios. */
export async function compareOnThreads(
  given: RankingAsked & { readonly scenarios: readonly Scenario[] },
  threads: number,
  watch: ThreadWatch = {},
): Promise<Result<readonly PolicyEffect[], readonly PlanIssue[]>> {
  const { scenarios, sha256, ...plain } = given;
  const errors = findRankingErrors(given, scenarios.length);
  if (errors.length > 0) return err(cutIssues(errors));
  const jobs = rangesOf(given.runs, threads).map((range): ThreadJob => {
    return { kind: 'ranking', asked: plain, scenarios, ...range };
  });
  const answers = await answersOf(jobs, watch);
  const parts = answers.flatMap((one) => (one.kind === 'ranking' ? [one.runs] : []));
  return ok(concludeRanking(given, scenarios, mergeRankingRuns(parts)));
}

/** Ranges of runs that lanes hold together, about equally many for each thread. */
function rangesOf(runs: number, threads: number) {
  const batches = Math.ceil(runs / laneCount);
  const count = Math.max(1, Math.min(threads, forecastThreadsMax, batches));
  return Array.from({ length: count }, (_, i) => ({
    from: Math.floor((i * batches) / count) * laneCount,
    to: Math.min(runs, Math.floor(((i + 1) * batches) / count) * laneCount),
  }));
}

type ThreadAnswer = Exclude<ThreadMessage, { kind: 'progress' }>;

/** The answers of all jobs, in their order. One that fails ends all. */
async function answersOf(
  jobs: readonly ThreadJob[],
  watch: ThreadWatch,
): Promise<readonly ThreadAnswer[]> {
  const { secondsMax = forecastSecondsMax, stop, onProgress } = watch;
  const of = jobs.reduce((sum, job) => sum + job.to - job.from, 0);
  let done = 0;
  const onRuns = (runs: number) => {
    done += runs;
    onProgress?.(done, of);
  };
  const workers: Worker[] = [];
  const ended = Promise.withResolvers<never>();
  const onStop = () => {
    ended.reject(new ComityError('server.forecast.stopped', 'the forecast was stopped'));
  };
  const sentence = `the forecast took more than ${secondsMax} seconds`;
  const timer = setTimeout(
    () => ended.reject(new ComityError('server.forecast.timeout', sentence)),
    secondsMax * 1_000,
  );
  if (stop?.aborted === true) onStop();
  stop?.addEventListener('abort', onStop);
  try {
    const answers = jobs.map((job) => {
      const worker = new Worker(entry, { workerData: job });
      workers.push(worker);
      return answerOf(worker, onRuns);
    });
    return await Promise.race([ended.promise, Promise.all(answers)]);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', onStop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const entry = new URL('./forecast-worker.ts', import.meta.url);

function answerOf(worker: Worker, onRuns: (runs: number) => void): Promise<ThreadAnswer> {
  const fail = (why: string) => new ComityError('server.forecast.thread', why);
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'progress') onRuns(message.runs);
      else resolve(message);
    });
    worker.once('error', (error) => reject(fail(`a thread of the forecast: ${messageOf(error)}`)));
    worker.once('exit', (code) => reject(fail(`a thread of the forecast ended with ${code}`)));
  });
}
