// A project made ready for many runs: durations drawn by run and activity, some runs at a time, one forward pass each.
// All runs share their arrays, and nothing is allocated between one run and the next.
import type { Sha256 } from '../base/ports.ts';
import { projectFinish } from './backward-pass.ts';
import type { Calendar } from './calendar.ts';
import type { Minute } from './civil-time.ts';
import { inverseOf } from './distribution.ts';
import { type Draw, drawBlock } from './draws.ts';
import { placeEarly } from './forward-pass.ts';
import { markLongestPath } from './longest-path.ts';
import { compileNetwork, type Network, status } from './network.ts';
import { type Changes, changeDuration, elapsedBy, withoutLinks } from './network-change.ts';
import type { EarlyDates } from './passes.ts';
import { optionsOf, type ProfileName } from './profile.ts';
import { blockRuns, streamOf } from './random.ts';
import type { Activity, Project } from './schedule.ts';
import { absentWork, compileUncertainty, type Uncertainty } from './uncertainty.ts';

/** What runs share. Runs overwrite the remaining durations and the early dates, and depend on nothing left there. */
export interface ForecastModel {
  readonly network: Network;
  readonly early: EarlyDates;
  readonly draws: readonly Draw[];
  /** Those of work that may not exist. */
  readonly absentable: readonly Draw[];
  /** By position, 1 for work that does not exist in the run that was drawn last. */
  readonly absent: Uint8Array;
  readonly seed: number;
  /** Remaining durations as the project states them, by position: those of the schedule that draws nothing. */
  readonly stated: Float64Array;
  /** Position whose early finish is the finish; undefined for the project's. */
  readonly target: number | undefined;
  /** The finish when the target, or without one all work, is completed. */
  readonly settled: Minute | undefined;
  readonly keepsFinishes: boolean;
  /** Durations of the batch that `batch` numbers, of each draw `batchRuns`. */
  readonly drawn: Float64Array;
  /** Number of the batch in `drawn`, -1 at first; a single value. */
  readonly batch: Int32Array;
  /** The words of the block being drawn. */
  readonly words: Uint32Array;
}

/** What some runs gave. Counts of ranges of runs may be added in any order. */
export interface RunResults {
  /** Finishes of the runs asked, in their order. */
  readonly finishes: Float64Array;
  /** By activity of the project: runs in which it lay on the longest path. */
  readonly criticalCounts: Uint32Array;
  /** Early finishes of every activity, run after run; empty unless kept. */
  readonly activityFinishes: Float64Array;
}

/** What a model is made with. */
export interface ModelGiven {
  readonly profile: ProfileName;
  readonly seed: number;
  readonly sha256: Sha256;
  /** Id of the activity whose finish is the finish. */
  readonly target?: string | undefined;
  /** What policies change. */
  readonly changes?: Changes | undefined;
  /** Whether runs keep the finishes of every activity. */
  readonly keepsFinishes?: boolean;
}

/** Returns a model of a project without errors. Streams are named `project code/activity code`. */
export function compileModel(
  project: Project,
  calendars: readonly Calendar[],
  given: ModelGiven,
): ForecastModel {
  const { changes, target: id } = given;
  const options = optionsOf(given.profile, project.options);
  const whole = compileNetwork(project, calendars, options);
  const network = changes === undefined ? whole : withoutLinks(whole, project, changes.removed);
  const exposureOf = (uncertainty: Uncertainty, { code, actualStart }: Activity) =>
    compileUncertainty(uncertainty, {
      ...{ project: project.code, activity: code, hasBegun: actualStart !== undefined },
      streamOf: (name) => streamOf(given.sha256, name),
    });
  const draws: Draw[] = [];
  for (let at = 0; at < network.count; at++) {
    const activity = project.activities[network.order[at]];
    if (network.status[at] === status.completed) continue;
    const elapsed = elapsedBy(activity, network, at);
    const own = changes?.durations.get(activity.id) ?? [];
    const change = (minutes: number) => changeDuration(own, minutes, elapsed);
    const stated = network.remaining[at];
    network.remaining[at] = change(stated);
    if (activity.distribution === undefined && activity.uncertainty === undefined) continue;
    draws.push({
      at,
      stream: streamOf(given.sha256, `${project.code}/${activity.code}`),
      inverse: inverseOf(activity.distribution ?? { type: 'fixed', minutes: stated }),
      uncertainty: activity.uncertainty && exposureOf(activity.uncertainty, activity),
      change: own.length === 0 ? undefined : change,
    });
  }
  const array = () => new Float64Array(network.count);
  const target = network.order.findIndex((index) => project.activities[index].id === id);
  return {
    network,
    early: { start: array(), finish: array(), remaining: array() },
    draws,
    absentable: draws.filter(({ uncertainty }) => (uncertainty?.exists ?? 1) < 1),
    absent: new Uint8Array(network.count),
    seed: given.seed,
    stated: network.remaining.slice(),
    target: target === -1 ? undefined : target,
    settled: settledFinish(network, target),
    keepsFinishes: given.keepsFinishes === true,
    drawn: new Float64Array(draws.length * batchRuns),
    batch: Int32Array.of(-1),
    words: new Uint32Array(blockRuns),
  };
}

function settledFinish(network: Network, target: number): Minute | undefined {
  if (target !== -1) {
    return network.status[target] === status.completed ? network.actualFinish[target] : undefined;
  }
  if (network.count === 0 || network.status.some((one) => one !== status.completed)) {
    return undefined;
  }
  return network.actualFinish.reduce((last, one) => Math.max(last, one), Number.NEGATIVE_INFINITY);
}

/** Computes the runs from one number up to and without another. Linear time in activities, links and runs. */
export function simulate(model: ForecastModel, from: number, to: number): RunResults {
  const { network, early, target, keepsFinishes } = model;
  const { count, order } = network;
  const size = to - from;
  const finishes = new Float64Array(size);
  const criticalCounts = new Uint32Array(count);
  const activityFinishes = new Float64Array(keepsFinishes ? size * count : 0);
  const isOn = new Uint8Array(count);
  const end = { finish: 0, target };
  for (let run = 0; run < size; run++) {
    drawDurations(model, from + run);
    end.finish = finishWithDurations(model);
    finishes[run] = end.finish;
    markLongestPath(model, isOn, end);
    // What does not exist is not critical, though links still lead through it.
    for (const { at } of model.absentable) isOn[at] &= 1 - model.absent[at];
    for (let at = 0; at < count; at++) criticalCounts[order[at]] += isOn[at];
    if (!keepsFinishes) continue;
    for (let at = 0; at < count; at++) activityFinishes[run * count + order[at]] = early.finish[at];
  }
  return { finishes, criticalCounts, activityFinishes };
}

/** Returns the results of consecutive ranges of runs, given in order, as those of one range. */
export function mergeRuns(parts: readonly RunResults[]): RunResults {
  const criticalCounts = parts[0].criticalCounts.slice();
  for (const part of parts.slice(1)) {
    for (const [i, count] of part.criticalCounts.entries()) criticalCounts[i] += count;
  }
  return {
    finishes: joined(parts.map((part) => part.finishes)),
    criticalCounts,
    activityFinishes: joined(parts.map((part) => part.activityFinishes)),
  };
}

/** Returns arrays one after another. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(part, from);
    from += part.length;
  }
  return all;
}

/** Runs drawn at once, in whole blocks: what a distribution needs is then fetched once for all of them. */
const batchRuns = 4 * blockRuns;

/** Writes the durations of a run into the model; those without a distribution stay. */
export function drawDurations(model: ForecastModel, run: number): void {
  const { network, draws, drawn } = model;
  const batch = Math.floor(run / batchRuns);
  if (model.batch[0] !== batch) drawBatch(model, batch);
  const inBatch = run - batch * batchRuns;
  for (let i = 0; i < draws.length; i++) {
    network.remaining[draws[i].at] = drawn[i * batchRuns + inBatch];
  }
  for (const { at } of model.absentable) {
    const isAbsent = network.remaining[at] === absentWork;
    model.absent[at] = isAbsent ? 1 : 0;
    if (isAbsent) network.remaining[at] = 0;
  }
}

function drawBatch(model: ForecastModel, batch: number): void {
  const { draws, drawn, seed, words } = model;
  for (let i = 0; i < draws.length; i++) {
    for (let from = 0; from < batchRuns; from += blockRuns) {
      const block = (batch * batchRuns + from) / blockRuns;
      drawBlock(draws[i], { seed, block, words, into: drawn, index: i * batchRuns + from });
    }
  }
  model.batch[0] = batch;
}

/** Returns the finish with the durations that stand in the model. */
export function finishWithDurations(model: ForecastModel): Minute {
  placeEarly(model);
  return model.settled ?? finishPlaced(model);
}

/** Returns the finish of early dates that stand in the model. */
export function finishPlaced({ network, early, target }: ForecastModel): Minute {
  return target === undefined ? projectFinish(network, early.finish) : early.finish[target];
}
