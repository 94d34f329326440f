// How much the uncertainty of one activity bears on the finish: schedule sensitivity index and cruciality
// (docs/spec/plan.md 15; definitions as in Vanhoucke, PM Knowledge Center, "Schedule risk analysis"; cruciality is from
// Williams 1992, JORS 43). What is correlated is drawn again from its counters rather than kept: it would be most of the
// memory.
import { drawAgain } from './draws.ts';
import { type DurationSums, deviationOf } from './duration-sums.ts';
import type { ForecastModel } from './forecast-model.ts';
import { activityFinishesMax } from './limits.ts';

/** What is known of an activity beside its criticality. */
export interface Measures {
  /**
   * Criticality times sd(remaining duration, minutes of its calendar) / sd(finish, minutes on the clock); 0 for what is
   * not drawn or where every run ends at once.
   */
  readonly ssi: number;
  /** Undefined where not asked, where durations times runs are too many, and where one of the two does not vary. */
  readonly cruciality: Cruciality | undefined;
}

/** Absolute correlation of the duration with the finish, 0 to 1. */
export interface Cruciality {
  /** Of the minutes themselves. */
  readonly pearson: number;
  /** Of their ranks, equal ones sharing the mean of their ranks: takes any rising relation as whole. */
  readonly spearman: number;
}

/** What measures are taken of. */
export interface MeasuresGiven {
  /** Finishes of runs 0 and on, in their order. */
  readonly finishes: Float64Array;
  /** By activity of the project: runs in which it was critical. */
  readonly criticalCounts: Uint32Array;
  readonly sums: DurationSums;
  /** Where correlations are asked too: it draws every duration again, to be sorted. */
  readonly correlated?: ForecastModel | undefined;
}

/**
 * Returns measures by activity of the project, the same however runs were shared out. Cost: with cruciality, one draw and
 * one sort for each run of each drawn activity.
 */
export function measuresOf(given: MeasuresGiven): readonly Measures[] {
  const { criticalCounts, finishes, sums, correlated } = given;
  const runs = finishes.length;
  const finish = deviation(finishes);
  const found = correlated === undefined ? undefined : crucialities(correlated, finishes);
  return Array.from(criticalCounts, (count, index) => {
    const share = finish === 0 ? 0 : deviationOf(sums, index, runs) / finish;
    return { ssi: (count / runs) * share, cruciality: found?.get(index) };
  });
}

/** By index of the activity; none where there are too many. */
function crucialities(
  { draws, network, seed }: ForecastModel,
  finishes: Float64Array,
): ReadonlyMap<number, Cruciality | undefined> {
  const runs = finishes.length;
  if (draws.length * runs > activityFinishesMax) return new Map();
  const durations = new Float64Array(runs);
  const ranks = ranksOf(finishes);
  return new Map(
    draws.map((draw) => {
      drawAgain(draw, seed, durations);
      return [network.order[draw.at], crucialityOf(durations, finishes, ranks)];
    }),
  );
}

function crucialityOf(
  durations: Float64Array,
  finishes: Float64Array,
  finishRanks: Float64Array,
): Cruciality | undefined {
  const pearson = correlation(durations, finishes);
  if (pearson === undefined) return undefined;
  return {
    pearson: Math.abs(pearson),
    spearman: Math.abs(correlation(ranksOf(durations), finishRanks) ?? 0),
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Returns the standard deviation of all values given, divided by their number; 0 for one value. */
export function deviation(values: Float64Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) * (values[i] - mean);
  return Math.sqrt(sum / values.length);
}

/** Returns Pearson's coefficient, -1 to 1; undefined where one side does not vary. */
export function correlation(left: Float64Array, right: Float64Array): number | undefined {
  const [leftMean, rightMean] = [meanOf(left), meanOf(right)];
  let [both, leftSquares, rightSquares] = [0, 0, 0];
  for (let i = 0; i < left.length; i++) {
    const [a, b] = [left[i] - leftMean, right[i] - rightMean];
    both += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  }
  if (leftSquares === 0 || rightSquares === 0) return undefined;
  const value = both / Math.sqrt(leftSquares * rightSquares);
  return Math.max(-1, Math.min(1, value));
}

/** Values less than 2^32 above the least and indices below 2^20 share one number, so that plain sorting ranks. */
const indexRange = 2 ** 20;

/** Returns ranks from 1 on; equal values share the mean of their ranks. */
export function ranksOf(values: Float64Array): Float64Array {
  const least = values.reduce((low, one) => Math.min(low, one), Number.POSITIVE_INFINITY);
  const keys = values.map((value, i) => (value - least) * indexRange + i).sort();
  const ranks = new Float64Array(values.length);
  const valueAt = (place: number) => Math.floor(keys[place] / indexRange);
  for (let from = 0; from < keys.length; ) {
    let to = from + 1;
    while (to < keys.length && valueAt(to) === valueAt(from)) to += 1;
    for (let i = from; i < to; i++) ranks[keys[i] % indexRange] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
