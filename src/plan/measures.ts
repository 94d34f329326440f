// How much the uncertainty of one activity bears on the finish: schedule sensitivity index and cruciality
// (docs/spec/plan.md 15; definitions as in Vanhoucke, PM Knowledge Center, "Schedule risk analysis"; cruciality is from
// Williams 1992, JORS 43). Durations are drawn again from their counters rather than kept: they would be most of the memory.
import { drawAgain } from './draws.ts';
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
  /** Whether correlations are asked too: they need every duration drawn again and sorted. */
  readonly crucialityAsked?: boolean | undefined;
}

/**
 * Returns measures by activity of the project. Sums are added in the order of runs on one thread, so that they are the
 * same however runs were shared out. Cost: one draw for each run of each drawn activity that was ever critical.
 */
export function measuresOf(model: ForecastModel, given: MeasuresGiven): readonly Measures[] {
  const { network, draws } = model;
  const { criticalCounts, finishes, crucialityAsked = false } = given;
  const correlates = crucialityAsked && draws.length * finishes.length <= activityFinishesMax;
  const all: Measures[] = Array.from({ length: network.count }, () => ({
    ssi: 0,
    cruciality: undefined,
  }));
  const durations = new Float64Array(finishes.length);
  const finish = { values: finishes, sd: deviation(finishes) };
  const finishRanks = correlates ? ranksOf(finishes) : finishes;
  for (const draw of draws) {
    const index = network.order[draw.at];
    const criticality = criticalCounts[index] / finishes.length;
    if (criticality === 0 && !correlates) continue;
    drawAgain(draw, model.seed, durations);
    const ssi = finish.sd === 0 ? 0 : (criticality * deviation(durations)) / finish.sd;
    const cruciality = correlates ? crucialityOf(durations, finishes, finishRanks) : undefined;
    all[index] = { ssi, cruciality };
  }
  return all;
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
