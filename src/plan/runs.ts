// Many runs of a project: in lanes where its network allows, else one by one; the same numbers either way.
import type { Minute } from './civil-time.ts';
import { addDurations, createSums, type DurationSums, mergeSums } from './duration-sums.ts';
import {
  drawBatch,
  drawDurations,
  type ForecastModel,
  finishWithDurations,
} from './forecast-model.ts';
import { type LanePass, placeLanes } from './lane-pass.ts';
import { countLanes, finishLanes, markLanePaths } from './lane-path.ts';
import { laneCount } from './lane-plan.ts';
import { markLongestPath } from './longest-path.ts';
import { kind } from './network.ts';

/** What some runs gave. Counts and sums of ranges of runs may be added in any order. */
export interface RunResults {
  /** Finishes of the runs asked, in their order. */
  readonly finishes: Float64Array;
  /** By activity of the project: runs in which it lay on the longest path. */
  readonly criticalCounts: Uint32Array;
  /** Early finishes of every activity, run after run; empty unless kept. */
  readonly activityFinishes: Float64Array;
  readonly sums: DurationSums;
}

/** Arrays of results, and the batch that they are being filled from. */
interface Batch {
  readonly results: RunResults;
  /** Number of the batch. */
  readonly number: number;
  /** Lanes from one up to and without another. */
  readonly first: number;
  readonly end: number;
  /** Place of lane `first` among the results. */
  readonly run: number;
}

/** Computes the runs from one number up to and without another. Linear time in activities, links and runs. */
export function simulate(model: ForecastModel, from: number, to: number): RunResults {
  const { count } = model.network;
  const size = to - from;
  const results: RunResults = {
    finishes: new Float64Array(size),
    criticalCounts: new Uint32Array(count),
    activityFinishes: new Float64Array(model.keepsFinishes ? size * count : 0),
    sums: createSums(count),
  };
  const onPath = new Int32Array(count);
  for (let run = from; run < to; ) {
    const number = Math.floor(run / laneCount);
    const first = run - number * laneCount;
    const end = Math.min(laneCount, to - number * laneCount);
    const batch: Batch = { results, number, first, end, run: run - from };
    drawBatch(model, number);
    addDurations(results.sums, model, batch);
    if (!placeBatch(model, onPath, batch)) placeOneByOne(model, batch);
    run += end - first;
  }
  return results;
}

/** Computes a batch in lanes. Returns false where that is not possible; then nothing has been counted. */
function placeBatch(model: ForecastModel, onPath: Int32Array, batch: Batch): boolean {
  const { plan, lanes, early, target, settled, absent, network } = model;
  if (plan === undefined || settled !== undefined) return false;
  const pass: LanePass = { plan, lanes, early };
  lanes.isOutside[0] = 0;
  placeLanes(pass);
  if (lanes.isOutside[0] === 1) return false;
  const { results, first, end, run } = batch;
  finishLanes(pass, target, lanes.from);
  markLanePaths(pass, onPath, { finish: lanes.from, target });
  for (let lane = first; lane < end; lane++) {
    results.finishes[run + lane - first] = lanes.from[lane] + plan.origin;
  }
  const counted = (-1 >>> (laneCount - end)) & (-1 << first);
  for (let at = 0; at < network.count; at++) {
    // What does not exist is not critical, though links still lead through it.
    const bits = onPath[at] & counted & ~absent[at];
    if (bits !== 0) results.criticalCounts[network.order[at]] += countLanes(bits);
  }
  if (model.keepsFinishes) keepFinishes(model, plan.origin, batch);
  return true;
}

function keepFinishes({ network, lanes }: ForecastModel, origin: Minute, batch: Batch): void {
  const { results, first, end, run } = batch;
  for (let lane = first; lane < end; lane++) {
    const row = (run + lane - first) * network.count;
    for (let at = 0; at < network.count; at++) {
      if (network.kind[at] === kind.span) continue;
      results.activityFinishes[row + network.order[at]] =
        lanes.finish[at * laneCount + lane] + origin;
    }
  }
}

function placeOneByOne(model: ForecastModel, batch: Batch): void {
  const { network, early, target, absent, keepsFinishes } = model;
  const { count, order } = network;
  const { results } = batch;
  const isOn = new Uint8Array(count);
  for (let lane = batch.first; lane < batch.end; lane++) {
    const run = batch.run + lane - batch.first;
    drawDurations(model, batch.number * laneCount + lane);
    const finish = finishWithDurations(model);
    results.finishes[run] = finish;
    markLongestPath(model, isOn, { finish, target });
    for (let at = 0; at < count; at++) {
      results.criticalCounts[order[at]] += isOn[at] & ~(absent[at] >>> lane);
    }
    if (!keepsFinishes) continue;
    const row = run * count;
    for (let at = 0; at < count; at++) results.activityFinishes[row + order[at]] = early.finish[at];
  }
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
    sums: mergeSums(parts.map((part) => part.sums)),
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
