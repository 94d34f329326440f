// How long work may last: distributions as inverse functions of one number u between 0 and 1 (docs/spec/plan.md 11).
// Logarithm, exponential and inverse normal are made here from + - * / and square roots, the same on every machine.
import { assert } from '../base/errors.ts';
import { durationMinutesMax, empiricalMax, experienceCases, sigmaPermilleMax } from './limits.ts';
import { findCurveFaults, type Law, type SurvivalCurve, survivalLaw } from './survival-law.ts';

/** What is known of work that has begun, or that the law ends; whole minutes on the same calendar as the durations. */
interface DurationBounds {
  /** Worked already: the distribution is that of the whole work, given that it lasts longer than this. */
  readonly elapsedMinutes?: number;
  /** The whole work lasts at most this, whatever is drawn. */
  readonly capMinutes?: number;
}

/** A distribution of work, in whole minutes; PERT is a beta distribution with the weight 4 on the mode. */
export type Distribution = DurationBounds &
  (
    | { readonly type: 'fixed'; readonly minutes: number }
    | {
        readonly type: 'triangular' | 'pert';
        readonly low: number;
        readonly mode: number;
        readonly high: number;
      }
    | (LogNormal & {
        readonly type: 'log-normal';
        /** Past cases that it was fitted to. */
        readonly cases?: number;
      })
    | (SurvivalCurve & {
        readonly type: 'kaplan-meier';
        /** Past cases that have ended. */
        readonly cases: number;
        /** What lasts beyond the last step; needed where the curve does not end at 0. */
        readonly tail?: LogNormal;
      })
    | { readonly type: 'empirical'; readonly values: readonly number[] }
  );

/** A log-normal distribution: its median, and the standard deviation of the natural logarithm in thousandths. */
interface LogNormal {
  readonly median: number;
  readonly sigmaPermille: number;
}

const ln2 = Math.LN2;
const seriesTerms = 14;
/** 1 / n!, what the series of the exponential multiplies powers with. */
const seriesShares = Float64Array.from({ length: seriesTerms + 1 }, (_, term) => {
  let product = 1;
  for (let factor = 2; factor <= term; factor++) product *= factor;
  return 1 / product;
});

/** From a number above 0 and below 1 to a duration; never falls as the number rises. */
export type InverseDistribution = (uniform: number) => number;

/** Returns every fault of a distribution as a sentence; empty when it can be sampled. */
export function findDistributionFaults(given: Distribution): readonly string[] {
  const { elapsedMinutes = 0, capMinutes = 0 } = given;
  return [...findLawFaults(given), ...outOfRange({ elapsedMinutes, capMinutes })];
}

function findLawFaults(given: Distribution): readonly string[] {
  switch (given.type) {
    case 'fixed':
      return outOfRange({ minutes: given.minutes });
    case 'triangular':
    case 'pert': {
      const { low, mode, high } = given;
      const inOrder = low <= mode && mode <= high;
      const order = `expected low <= mode <= high, got ${low}, ${mode}, ${high}`;
      return [...outOfRange({ low, mode, high }), ...(inOrder ? [] : [order])];
    }
    case 'log-normal':
      return [...findLogNormalFaults(given), ...findCountFaults(given.cases)];
    case 'kaplan-meier': {
      const { tail: rest, times, cases } = given;
      const wrong = times.filter((value) => outOfRange({ value }).length > 0).slice(0, 1);
      return [
        ...findCurveFaults(given, { tail: rest !== undefined, stepsMax: empiricalMax }),
        ...wrong.flatMap((value) => outOfRange({ value })),
        ...findCountFaults(cases),
        ...(rest === undefined ? [] : findLogNormalFaults(rest)),
      ];
    }
    case 'empirical': {
      const { length } = given.values;
      const sentence = `expected 1 to ${empiricalMax} values, got ${length}`;
      const wrong = given.values.filter((value) => outOfRange({ value }).length > 0).slice(0, 1);
      return [
        ...(length >= 1 && length <= empiricalMax ? [] : [sentence]),
        ...wrong.flatMap((value) => outOfRange({ value })),
      ];
    }
  }
}

function findLogNormalFaults({ median, sigmaPermille: sigma }: LogNormal): readonly string[] {
  const isSigma = Number.isInteger(sigma) && sigma >= 0 && sigma <= sigmaPermilleMax;
  const sentence = `expected sigmaPermille from 0 to ${sigmaPermilleMax}, got ${sigma}`;
  return [...outOfRange({ median }), ...(isSigma ? [] : [sentence])];
}

function findCountFaults(cases = 1): readonly string[] {
  if (Number.isSafeInteger(cases) && cases >= 1) return [];
  return [`expected cases from 1 on, got ${cases}`];
}

function outOfRange(fields: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(fields)
    .filter(([, value]) => !Number.isInteger(value) || value < 0 || value > durationMinutesMax)
    .map(([name, value]) => `expected ${name} from 0 to ${durationMinutesMax}, got ${value}`);
}

/**
 * Returns the remaining work as a function of u, without faults: F^-1(u), or after `elapsedMinutes` a what remains of
 * F^-1(1 - u S(a)), where S = 1 - F; beyond experience (see {@link isBeyondExperience}) of a / u. Whole minutes, at least
 * 0; the whole work is cut at `capMinutes` and at `durationMinutesMax`.
 */
export function inverseOf(given: Distribution): InverseDistribution {
  assert(findDistributionFaults(given).length === 0, 'a distribution without faults');
  const { elapsedMinutes: elapsed = 0, capMinutes = durationMinutesMax } = given;
  const cap = Math.min(capMinutes, durationMinutesMax);
  const { quantile, exceeded } = lawOf(given);
  if (elapsed === 0) {
    return (uniform) => Math.min(cap, Math.max(0, Math.floor(quantile(uniform) + 0.5)));
  }
  const share = exceeded(elapsed);
  const total: InverseDistribution = isBeyondExperience(given)
    ? (uniform) => elapsed / uniform
    : (uniform) => quantile(Math.min(belowOne, 1 - uniform * share));
  return (uniform) => Math.max(0, Math.min(cap, Math.floor(total(uniform) + 0.5)) - elapsed);
}

/** The greatest number below 1: a quantile of 1 may be infinite. */
const belowOne = 1 - 2 ** -53;

/** Returns the remaining work at u = 0.5: what a schedule that draws nothing reckons with. */
export function medianOf(given: Distribution): number {
  return inverseOf(given)(0.5);
}

/**
 * Returns whether work has lasted so long that its distribution has next to nothing left to say: S(elapsed) < 1 / (2 n),
 * where n is the number of past cases, or `experienceCases` where a formula stands for them that names none.
 */
export function isBeyondExperience(given: Distribution): boolean {
  const { elapsedMinutes = 0 } = given;
  const cases = casesOf(given);
  return elapsedMinutes > 0 && lawOf(given).exceeded(elapsedMinutes) < 1 / (2 * cases);
}

function casesOf(given: Distribution): number {
  if (given.type === 'empirical') return given.values.length;
  return ('cases' in given ? given.cases : undefined) ?? experienceCases;
}

function lawOf(given: Distribution): Law {
  switch (given.type) {
    case 'fixed':
      return fixed(given.minutes);
    case 'triangular':
      return triangular(given.low, given.mode, given.high);
    case 'pert':
      return pert(given.low, given.mode, given.high);
    case 'log-normal':
      return logNormal(given);
    case 'kaplan-meier':
      return survivalLaw(given, given.tail && logNormal(given.tail));
    case 'empirical': {
      const sorted = [...given.values].sort((a, b) => a - b);
      const { length } = sorted;
      return {
        quantile: (uniform) => sorted[Math.min(length - 1, Math.floor(uniform * length))],
        exceeded: (minutes) => sorted.filter((value) => value > minutes).length / length,
      };
    }
  }
}

function fixed(all: number): Law {
  return { quantile: () => all, exceeded: (minutes) => (minutes < all ? 1 : 0) };
}

function triangular(low: number, mode: number, high: number): Law {
  const range = high - low;
  if (range === 0) return fixed(low);
  const atMode = (mode - low) / range;
  const rise = range * (mode - low);
  const fall = range * (high - mode);
  return {
    quantile: (uniform) =>
      uniform < atMode ? low + Math.sqrt(uniform * rise) : high - Math.sqrt((1 - uniform) * fall),
    exceeded: (minutes) => {
      if (minutes < low) return 1;
      if (minutes < mode) return 1 - (minutes - low) ** 2 / rise;
      return minutes < high ? (high - minutes) ** 2 / fall : 0;
    },
  };
}

/** Within a step the sum of the density counts as a straight line. */
function pert(low: number, mode: number, high: number): Law {
  const range = high - low;
  if (range === 0) return fixed(low);
  const sums = pertSums((4 * (mode - low)) / range);
  const all = sums[pertSteps];
  const guide = guideOf(sums);
  return {
    quantile: (uniform) => {
      const wanted = uniform * all;
      let below = guide[Math.floor(uniform * pertSteps)];
      while (below < pertSteps - 1 && sums[below + 1] <= wanted) below += 1;
      const part = (wanted - sums[below]) / (sums[below + 1] - sums[below]);
      return low + (range * (below + part)) / pertSteps;
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
function logNormal({ median, sigmaPermille }: LogNormal): Law {
  const sigma = sigmaPermille / 1000;
  if (median === 0 || sigma === 0) return fixed(median);
  return {
    quantile: (uniform) => median * exponential(sigma * inverseNormal(uniform)),
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

/** Natural logarithm of a positive number: halved into [0.75, 1.5], then 2 artanh((x - 1) / (x + 1)) as a series. */
export function logarithm(value: number): number {
  let [rest, twos] = [value, 0];
  for (; rest > 1.5; twos++) rest /= 2;
  for (; rest < 0.75; twos--) rest *= 2;
  const ratio = (rest - 1) / (rest + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let term = 27; term >= 1; term -= 2) sum = sum * square + 1 / term;
  return 2 * ratio * sum + twos * ln2;
}

/** e to a power of at most a few hundred: the power less whole ln 2 as a series, doubled as often. */
export function exponential(power: number): number {
  const twos = Math.floor(power / ln2 + 0.5);
  const rest = power - twos * ln2;
  let sum = 0;
  for (let term = seriesTerms; term >= 0; term--) sum = sum * rest + seriesShares[term];
  for (let i = 0; i < twos; i++) sum *= 2;
  for (let i = 0; i > twos; i--) sum /= 2;
  return sum;
}

const middleTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const middleBottom = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  1,
];
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const tailBottom = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
];
const tail = 0.02425;

/** Inverse of the standard normal distribution by Acklam's rational functions, relative error below 1.2e-9. */
export function inverseNormal(uniform: number): number {
  if (uniform > 1 - tail) return -inverseNormal(1 - uniform);
  if (uniform < tail) {
    const far = Math.sqrt(-2 * logarithm(uniform));
    return polynomial(tailTop, far) / polynomial(tailBottom, far);
  }
  const offset = uniform - 0.5;
  const square = offset * offset;
  return (offset * polynomial(middleTop, square)) / polynomial(middleBottom, square);
}

function polynomial(coefficients: readonly number[], at: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * at + coefficients[i];
  return sum;
}
