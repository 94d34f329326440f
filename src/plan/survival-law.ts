// A Kaplan-Meier curve as a law of durations: its steps, and beyond the last of them a log-normal tail
// (docs/spec/plan.md 16).
import type { Law } from './laws.ts';

/** The curve as it stands in a file. */
export interface SurvivalCurve {
  /** Minutes at which cases ended, ascending. */
  readonly times: readonly number[];
  /** Millionths of all work that last longer than each, descending. */
  readonly survivalPpm: readonly number[];
}

/** Survival of the tail at the last step below which the tail says nothing: work then goes on by its age alone. */
const tailLeast = 1e-12;

/**
 * Returns the law of a curve. What lasts beyond the last step follows the tail, given that it lasts so long:
 * S(t) = S(last) S_tail(t) / S_tail(last); by its age alone, S(t) = S(last) last / t, where the tail has ended by then.
 * @param tail Undefined only where the curve ends at 0.
 */
export function survivalLaw({ times, survivalPpm }: SurvivalCurve, tail: Law | undefined): Law {
  const last = times[times.length - 1];
  const left = survivalPpm[times.length - 1] / million;
  const tailLeft = tail?.exceeded(last) ?? 0;
  return {
    quantile: (uniform) => {
      const wanted = 1 - uniform;
      if (wanted < left) {
        const share = wanted / left;
        if (tail === undefined || tailLeft < tailLeast) return last / share;
        return Math.max(last, tail.quantile(Math.min(belowOne, 1 - share * tailLeft)));
      }
      return times[firstAtMost(survivalPpm, wanted)];
    },
    exceeded: (minutes) => {
      if (minutes > last) {
        if (tail === undefined || tailLeft < tailLeast) return (left * last) / minutes;
        return (left * tail.exceeded(minutes)) / tailLeft;
      }
      const steps = countUpTo(times, minutes);
      return steps === 0 ? 1 : survivalPpm[steps - 1] / million;
    },
  };
}

const million = 1_000_000;
/** The greatest number below 1: a quantile of 1 may be infinite. */
const belowOne = 1 - 2 ** -53;

/** Index of the first step at or below a share; there is one. */
function firstAtMost(survivalPpm: readonly number[], share: number): number {
  let [from, to] = [0, survivalPpm.length - 1];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (survivalPpm[middle] / million <= share) to = middle;
    else from = middle + 1;
  }
  return from;
}

function countUpTo(times: readonly number[], minutes: number): number {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (times[middle] <= minutes) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Returns every fault of a curve as a sentence. */
export function findCurveFaults(
  { times, survivalPpm }: SurvivalCurve,
  has: { readonly tail: boolean; readonly stepsMax: number },
): readonly string[] {
  const faults: string[] = [];
  const { length } = times;
  if (length < 1 || length > has.stepsMax || survivalPpm.length !== length) {
    const got = `${length} and ${survivalPpm.length}`;
    faults.push(`expected 1 to ${has.stepsMax} times and as many survivalPpm, got ${got}`);
  }
  if (times.some((one, i) => i > 0 && one <= times[i - 1])) {
    faults.push('expected times in ascending order, each once');
  }
  const isShare = (one: number) => Number.isInteger(one) && one >= 0 && one < million;
  const falls = (one: number, i: number) => i === 0 || one < survivalPpm[i - 1];
  if (!survivalPpm.every((one, i) => isShare(one) && falls(one, i))) {
    faults.push(`expected survivalPpm to fall, whole numbers from ${million - 1} to 0`);
  }
  if (!has.tail && (survivalPpm[length - 1] ?? 0) > 0) {
    faults.push('expected a tail, for not all cases of the curve have ended');
  }
  return faults;
}
