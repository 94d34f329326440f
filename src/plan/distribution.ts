// How long work may last: distributions as inverse functions of one number between 0 and 1 (docs/spec/plan.md 11).
// Logarithm, exponential and inverse normal are made here from + - * / and square roots, the same on every machine.
import { assert } from '../base/errors.ts';
import { durationMinutesMax, empiricalMax, sigmaPermilleMax } from './limits.ts';

/** A distribution of remaining work, in whole minutes; PERT is a beta distribution with the weight 4 on the mode. */
export type Distribution =
  | { readonly type: 'fixed'; readonly minutes: number }
  | {
      readonly type: 'triangular' | 'pert';
      readonly low: number;
      readonly mode: number;
      readonly high: number;
    }
  | { readonly type: 'log-normal'; readonly median: number; readonly sigmaPermille: number }
  | { readonly type: 'empirical'; readonly values: readonly number[] };

/** From a number above 0 and below 1 to a duration; never falls as the number rises. */
export type InverseDistribution = (uniform: number) => number;

/** Returns every fault of a distribution as a sentence; empty when it can be sampled. */
export function findDistributionFaults(given: Distribution): readonly string[] {
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
    case 'log-normal': {
      const { median, sigmaPermille: sigma } = given;
      const isSigma = Number.isInteger(sigma) && sigma >= 0 && sigma <= sigmaPermilleMax;
      const sentence = `expected sigmaPermille from 0 to ${sigmaPermilleMax}, got ${sigma}`;
      return [...outOfRange({ median }), ...(isSigma ? [] : [sentence])];
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

function outOfRange(fields: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(fields)
    .filter(([, value]) => !Number.isInteger(value) || value < 0 || value > durationMinutesMax)
    .map(([name, value]) => `expected ${name} from 0 to ${durationMinutesMax}, got ${value}`);
}

/** Returns the inverse of a distribution without faults; durations are whole minutes, cut at `durationMinutesMax`. */
export function inverseOf(given: Distribution): InverseDistribution {
  assert(findDistributionFaults(given).length === 0, 'a distribution without faults');
  const exact = exactInverseOf(given);
  return (uniform) => Math.min(durationMinutesMax, Math.max(0, Math.floor(exact(uniform) + 0.5)));
}

function exactInverseOf(given: Distribution): InverseDistribution {
  switch (given.type) {
    case 'fixed':
      return () => given.minutes;
    case 'triangular':
      return triangular(given.low, given.mode, given.high);
    case 'pert':
      return pert(given.low, given.mode, given.high);
    case 'log-normal': {
      const sigma = given.sigmaPermille / 1000;
      return (uniform) => given.median * exponential(sigma * inverseNormal(uniform));
    }
    case 'empirical': {
      const sorted = [...given.values].sort((a, b) => a - b);
      return (uniform) => sorted[Math.floor(uniform * sorted.length)];
    }
  }
}

function triangular(low: number, mode: number, high: number): InverseDistribution {
  const range = high - low;
  if (range === 0) return () => low;
  const atMode = (mode - low) / range;
  return (uniform) =>
    uniform < atMode
      ? low + Math.sqrt(uniform * range * (mode - low))
      : high - Math.sqrt((1 - uniform) * range * (high - mode));
}

const pertSteps = 512;

/** The density is summed over 512 steps (Simpson's rule); within a step the sum counts as a straight line. */
function pert(low: number, mode: number, high: number): InverseDistribution {
  const range = high - low;
  if (range === 0) return () => low;
  const rise = (4 * (mode - low)) / range;
  const density = (x: number) => power(x, rise) * power(1 - x, 4 - rise);
  const sums = new Float64Array(pertSteps + 1);
  for (let step = 0; step < pertSteps; step++) {
    const ends = density(step / pertSteps) + density((step + 1) / pertSteps);
    sums[step + 1] = sums[step] + ends + 4 * density((step + 0.5) / pertSteps);
  }
  return (uniform) => {
    const wanted = uniform * sums[pertSteps];
    let [below, above] = [0, pertSteps];
    while (above - below > 1) {
      const middle = (below + above) >>> 1;
      if (sums[middle] <= wanted) below = middle;
      else above = middle;
    }
    const part = (wanted - sums[below]) / (sums[above] - sums[below]);
    return low + (range * (below + part)) / pertSteps;
  };
}

function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return base === 0 ? 0 : exponential(exponent * logarithm(base));
}

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

const ln2 = Math.LN2;

/** e to a power of at most a few hundred: the power less whole ln 2 as a series, doubled as often. */
export function exponential(power: number): number {
  const twos = Math.floor(power / ln2 + 0.5);
  const rest = power - twos * ln2;
  let sum = 1;
  for (let term = 17; term >= 1; term--) sum = 1 + (sum * rest) / term;
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
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
