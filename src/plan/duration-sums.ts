// Sums of drawn durations and of their squares over many runs, whole numbers in parts that stay exact: they may be added
// in any order, so that what follows from them does not depend on how runs were shared out.
import type { ForecastModel } from './forecast-model.ts';
import { laneCount } from './lane-plan.ts';

/** Sums by activity of the project, of what is drawn. With d = high * 2^13 + low the square is in three parts. */
export interface DurationSums {
  readonly durations: Float64Array;
  readonly highHigh: Float64Array;
  readonly highLow: Float64Array;
  readonly lowLow: Float64Array;
}

const lowBits = 13;
const lowMask = 2 ** lowBits - 1;

/** Returns sums of no run. */
export function createSums(count: number): DurationSums {
  const array = () => new Float64Array(count);
  return { durations: array(), highHigh: array(), highLow: array(), lowLow: array() };
}

/** Adds the durations that stand in some lanes of a model. */
export function addDurations(
  sums: DurationSums,
  { draws, lanes, network }: ForecastModel,
  of: { readonly first: number; readonly end: number },
): void {
  for (let i = 0; i < draws.length; i++) {
    const { at } = draws[i];
    addLanes(sums, network.order[at], {
      durations: lanes.remaining,
      from: at * laneCount + of.first,
      to: at * laneCount + of.end,
    });
  }
}

function addLanes(
  sums: DurationSums,
  index: number,
  lanes: { readonly durations: Int32Array; readonly from: number; readonly to: number },
): void {
  const { durations, from, to } = lanes;
  let [sum, highHigh, highLow, lowLow] = [0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const high = durations[i] >> lowBits;
    const low = durations[i] & lowMask;
    sum += durations[i];
    highHigh += high * high;
    highLow += high * low;
    lowLow += low * low;
  }
  sums.durations[index] += sum;
  sums.highHigh[index] += highHigh;
  sums.highLow[index] += highLow;
  sums.lowLow[index] += lowLow;
}

/** Returns the sums of all runs. */
export function mergeSums(parts: readonly DurationSums[]): DurationSums {
  const all = createSums(parts[0].durations.length);
  for (const name of ['durations', 'highHigh', 'highLow', 'lowLow'] as const) {
    for (const part of parts) {
      for (const [i, sum] of part[name].entries()) all[name][i] += sum;
    }
  }
  return all;
}

/** Returns the standard deviation of the durations of an activity over all runs, divided by their number. */
export function deviationOf(sums: DurationSums, index: number, runs: number): number {
  const part = (values: Float64Array, bits: number) => BigInt(values[index]) << BigInt(bits);
  const squares =
    part(sums.highHigh, 2 * lowBits) + part(sums.highLow, lowBits + 1) + part(sums.lowLow, 0);
  const sum = BigInt(sums.durations[index]);
  return Math.sqrt(Number(BigInt(runs) * squares - sum * sum)) / runs;
}
