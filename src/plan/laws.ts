// Laws of durations as inverse functions, one number at a time and many at once: fixed, triangular, PERT, log-normal.
import { exponential, inverseNormal, logarithm } from './elementary.ts';

/** A distribution without its bounds. */
export interface Law {
  /** F^-1. */
  readonly quantile: (uniform: number) => number;
  /** Puts F^-1 of each number in its place; the same as one at a time, and faster. */
  readonly quantiles?: (values: Float64Array) => unknown;
  /** Share of works that last longer than some minutes. */
  readonly exceeded: (minutes: number) => number;
}

/** A log-normal distribution: its median, and the standard deviation of the natural logarithm in thousandths. */
export interface LogNormal {
  readonly median: number;
  readonly sigmaPermille: number;
}

/** Always the same. */
export function fixed(all: number): Law {
  return {
    quantile: () => all,
    quantiles: (values) => values.fill(all),
    exceeded: (minutes) => (minutes < all ? 1 : 0),
  };
}

/** The inverse is two square roots. */
export function triangular(low: number, mode: number, high: number): Law {
  const range = high - low;
  if (range === 0) return fixed(low);
  const atMode = (mode - low) / range;
  const rise = range * (mode - low);
  const fall = range * (high - mode);
  return {
    quantile: (uniform) =>
      uniform < atMode ? low + Math.sqrt(uniform * rise) : high - Math.sqrt((1 - uniform) * fall),
    quantiles: (values) => {
      for (let i = 0; i < values.length; i++) {
        const uniform = values[i];
        if (uniform < atMode) values[i] = low + Math.sqrt(uniform * rise);
        else values[i] = high - Math.sqrt((1 - uniform) * fall);
      }
    },
    exceeded: (minutes) => {
      if (minutes < low) return 1;
      if (minutes < mode) return 1 - (minutes - low) ** 2 / rise;
      return minutes < high ? (high - minutes) ** 2 / fall : 0;
    },
  };
}

/** A beta distribution with the weight 4 on the mode; within a step the sum of its density is a straight line. */
export function pert(low: number, mode: number, high: number): Law {
  const range = high - low;
  if (range === 0) return fixed(low);
  const table = pertTable((4 * (mode - low)) / range);
  const { sums, guide } = table;
  const all = sums[pertSteps];
  return {
    quantile: (uniform) => low + (range * pertPlace(table, uniform)) / pertSteps,
    quantiles: (values) => {
      for (let i = 0; i < values.length; i++) {
        // What pertPlace does, with the tables at hand.
        const wanted = values[i] * all;
        let below = guide[(values[i] * pertSteps) | 0];
        while (below < pertSteps - 1 && sums[below + 1] <= wanted) below += 1;
        const part = (wanted - sums[below]) / (sums[below + 1] - sums[below]);
        values[i] = low + (range * (below + part)) / pertSteps;
      }
    },
    exceeded: (minutes) => {
      const place = ((minutes - low) * pertSteps) / range;
      if (place <= 0 || place >= pertSteps) return place <= 0 ? 1 : 0;
      const below = Math.floor(place);
      const sum = sums[below] + (place - below) * (sums[below + 1] - sums[below]);
      return (all - sum) / all;
    },
  };
}

const pertSteps = 512;
const halfSteps = 2 * pertSteps;
/** ln(i / 1024), the first and the last left aside. */
const logarithms = Float64Array.from({ length: halfSteps + 1 }, (_, i) =>
  i === 0 ? 0 : logarithm(i / halfSteps),
);

interface PertTable {
  /** Of the density, from its low end to each step. */
  readonly sums: Float64Array;
  readonly guide: Uint16Array;
}

/** Steps from the low end at which a share of all work lies. */
function pertPlace({ sums, guide }: PertTable, share: number): number {
  const wanted = share * sums[pertSteps];
  let below = guide[Math.floor(share * pertSteps)];
  while (below < pertSteps - 1 && sums[below + 1] <= wanted) below += 1;
  return below + (wanted - sums[below]) / (sums[below + 1] - sums[below]);
}

/** Tables of the last shapes asked: most activities of a plan share a few, and what is shared stays near. */
const pertTables = new Map<number, PertTable>();
const pertTablesMax = 64;

function pertTable(rise: number): PertTable {
  const known = pertTables.get(rise);
  if (known !== undefined) return known;
  const sums = pertSums(rise);
  const table = { sums, guide: guideOf(sums) };
  if (pertTables.size >= pertTablesMax) pertTables.clear();
  pertTables.set(rise, table);
  return table;
}

/** The density x^rise (1 - x)^(4 - rise) summed over 512 steps by Simpson's rule, times a constant. */
function pertSums(rise: number): Float64Array {
  const density = (i: number) => {
    if (i === 0) return rise === 0 ? 1 : 0;
    if (i === halfSteps) return rise === 4 ? 1 : 0;
    return exponential(rise * logarithms[i] + (4 - rise) * logarithms[halfSteps - i]);
  };
  const sums = new Float64Array(pertSteps + 1);
  let from = density(0);
  for (let step = 0; step < pertSteps; step++) {
    const to = density(2 * step + 2);
    sums[step + 1] = sums[step] + from + 4 * density(2 * step + 1) + to;
    from = to;
  }
  return sums;
}

/** For each 512th of 1 the last step whose sum lies at or below that part of all: a step not after the one sought. */
function guideOf(sums: Float64Array): Uint16Array {
  const guide = new Uint16Array(pertSteps);
  let step = 0;
  for (let part = 0; part < pertSteps; part++) {
    const wanted = (part / pertSteps) * sums[pertSteps];
    while (step + 1 < pertSteps && sums[step + 1] <= wanted) step += 1;
    guide[part] = step;
  }
  return guide;
}

/** S(t) is the number whose inverse normal is -ln(t / median) / sigma, found by halving. */
export function logNormal({ median, sigmaPermille }: LogNormal): Law {
  const sigma = sigmaPermille / 1000;
  if (median === 0 || sigma === 0) return fixed(median);
  return {
    quantile: (uniform) => median * exponential(sigma * inverseNormal(uniform)),
    quantiles: (values) => {
      for (let i = 0; i < values.length; i++) values[i] = sigma * inverseNormal(values[i]);
      for (let i = 0; i < values.length; i++) values[i] = median * exponential(values[i]);
    },
    exceeded: (minutes) => {
      if (minutes <= 0) return 1;
      const wanted = -logarithm(minutes / median) / sigma;
      let [below, above] = [0, 1];
      for (let halving = 0; halving < halvings; halving++) {
        const middle = (below + above) / 2;
        // No number lies between any more; above it may be 1, whose inverse is infinite.
        if (middle === below || middle === above) break;
        if (inverseNormal(middle) < wanted) below = middle;
        else above = middle;
      }
      return below;
    },
  };
}

const halvings = 60;
