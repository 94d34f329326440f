// How long work may last: distributions as inverse functions of one number u between 0 and 1 (docs/spec/plan.md 11).
// The formulas behind them are in laws.ts and elementary.ts.
import { assert } from '../base/errors.ts';
import { fixed, type Law, type LogNormal, logNormal, pert, triangular } from './laws.ts';
import { durationMinutesMax, empiricalMax, experienceCases, sigmaPermilleMax } from './limits.ts';
import { findCurveFaults, type SurvivalCurve, survivalLaw } from './survival-law.ts';

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

/** Puts the remaining work in the place of each number: {@link inverseOf} of many at once, and faster. */
export type InverseOfMany = (values: Float64Array) => void;

/** Returns what {@link inverseOf} returns, for many numbers at once. */
export function inverseOfMany(given: Distribution): InverseOfMany {
  const { elapsedMinutes = 0, capMinutes = durationMinutesMax } = given;
  const { quantiles } = lawOf(given);
  const inverse = inverseOf(given);
  if (elapsedMinutes > 0 || quantiles === undefined) {
    return (values) => {
      for (let i = 0; i < values.length; i++) values[i] = inverse(values[i]);
    };
  }
  const cap = Math.min(capMinutes, durationMinutesMax);
  return (values) => {
    quantiles(values);
    for (let i = 0; i < values.length; i++) {
      values[i] = Math.min(cap, Math.max(0, Math.floor(values[i] + 0.5)));
    }
  };
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
