// A log-normal distribution fitted to past cases by maximum likelihood, open ones counting by their survival. With
// y = ln t, delta = mu / sigma and gamma = 1 / sigma the log-likelihood is concave (Olsen 1978, Econometrica 46), so that
// Newton's steps, halved where they overshoot, find its only maximum.
import { logarithm } from './elementary.ts';
import type { ObservedDuration } from './kaplan-meier.ts';
import { sigmaPermilleMax } from './limits.ts';
import { hazard, logNormalTail } from './normal.ts';

/** Mean and standard deviation of ln(minutes). */
export interface LogNormalFit {
  readonly mu: number;
  readonly sigma: number;
}

/** Logarithms of cases, less a middle that keeps sums small. */
interface Sample {
  readonly ended: readonly number[];
  readonly open: readonly number[];
}

const stepsMax = 100;
const halvingsMax = 60;

/**
 * Returns the fit, or undefined where no case has ended. Durations below a minute count as one. Where all that ended took
 * the same time and none has been open longer, sigma is 0; sigma is at most `sigmaPermilleMax` thousandths.
 */
export function fitLogNormal(cases: readonly ObservedDuration[]): LogNormalFit | undefined {
  const logs = (wanted: boolean) =>
    cases
      .filter(({ isOpen }) => isOpen === wanted)
      .map(({ minutes }) => logarithm(Math.max(1, minutes)));
  const [ended, open] = [logs(false), logs(true)];
  if (ended.length === 0) return undefined;
  const middle = sumOf(ended) / ended.length;
  const centred = { ended: ended.map((y) => y - middle), open: open.map((y) => y - middle) };
  const isSame = ended.every((y) => y === ended[0]);
  if (isSame && !open.some((y) => y > ended[0])) return { mu: ended[0], sigma: 0 };
  const { delta, gamma } = climb(centred);
  return { mu: middle + delta / gamma, sigma: Math.min(1 / gamma, sigmaPermilleMax / 1000) };
}

interface Place {
  readonly delta: number;
  readonly gamma: number;
}

function climb(sample: Sample): Place {
  const all = [...sample.ended, ...sample.open];
  const mean = sumOf(all) / all.length;
  const spread = Math.sqrt(sumOf(all.map((y) => (y - mean) * (y - mean))) / all.length);
  let at: Place = { delta: mean / spread, gamma: 1 / spread };
  let height = logLikelihood(sample, at);
  for (let step = 0; step < stepsMax; step++) {
    const way = newtonStep(sample, at);
    let share = 1;
    let next = at;
    let nextHeight = height;
    for (let halving = 0; halving < halvingsMax; halving++, share /= 2) {
      const tried = { delta: at.delta + share * way.delta, gamma: at.gamma + share * way.gamma };
      if (tried.gamma <= 0) continue;
      const triedHeight = logLikelihood(sample, tried);
      if (triedHeight <= height) continue;
      [next, nextHeight] = [tried, triedHeight];
      break;
    }
    if (next === at) return at;
    [at, height] = [next, nextHeight];
  }
  return at;
}

/** Without the terms that do not depend on the place. */
function logLikelihood({ ended, open }: Sample, { delta, gamma }: Place): number {
  let sum = ended.length * logarithm(gamma);
  for (const y of ended) sum -= (gamma * y - delta) ** 2 / 2;
  for (const y of open) sum += logNormalTail(gamma * y - delta);
  return sum;
}

/** The gradient divided by the negative of the second derivatives. */
function newtonStep({ ended, open }: Sample, { delta, gamma }: Place): Place {
  let [byDelta, byGamma, dd, dg, gg] = [0, 0, 0, 0, 0];
  for (const y of ended) {
    const w = gamma * y - delta;
    byDelta += w;
    byGamma += 1 / gamma - w * y;
    dd += 1;
    dg -= y;
    gg += 1 / (gamma * gamma) + y * y;
  }
  for (const y of open) {
    const w = gamma * y - delta;
    const rate = hazard(w);
    const bend = rate * (rate - w);
    byDelta += rate;
    byGamma -= rate * y;
    dd += bend;
    dg -= bend * y;
    gg += bend * y * y;
  }
  const determinant = dd * gg - dg * dg;
  return {
    delta: (gg * byDelta - dg * byGamma) / determinant,
    gamma: (dd * byGamma - dg * byDelta) / determinant,
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}
