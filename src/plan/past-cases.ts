// From past cases of a class of procedures to a distribution of how long the next one takes (docs/spec/plan.md 16). Which
// method is used depends on how many cases have ended, and is told with that number.
import { err, ok, type Result } from '../base/result.ts';
import { type Distribution, findDistributionFaults } from './distribution.ts';
import { exponential } from './elementary.ts';
import { kaplanMeier, type ObservedDuration } from './kaplan-meier.ts';
import { durationMinutesMax, empiricalMax, pastCasesMax } from './limits.ts';
import { fitLogNormal, type LogNormalFit } from './log-normal-fit.ts';
import { type PlanIssue, planError } from './plan-issue.ts';

/** One past case and the class that it is of. */
export interface PastCase extends ObservedDuration {
  /** From the widest class to the narrowest, as in jurisdiction, procedure, authority, round. */
  readonly path: readonly string[];
}

/** What is asked. */
export interface DurationAsked {
  /** Of any class; minutes on the calendar of the authority, the applicant's time left out. */
  readonly cases: readonly PastCase[];
  readonly path: readonly string[];
  /** What people expect, in minutes: used where hardly a case has ended. */
  readonly threePoint?: { readonly low: number; readonly mode: number; readonly high: number };
  /** Worked already, and the most that the whole work lasts, as where silence approves. */
  readonly elapsedMinutes?: number;
  readonly capMinutes?: number;
}

/** What past cases say. */
export interface DurationEstimate {
  readonly distribution: Distribution;
  readonly method: 'kaplan-meier' | 'log-normal' | 'three-point';
  /** Cases of the class that have ended, and that are open. */
  readonly cases: number;
  readonly openCases: number;
  /** The class and those that it was drawn towards, narrowest first; empty for a three-point estimate. */
  readonly classes: readonly ClassFit[];
}

/** A class as it was fitted. */
export interface ClassFit {
  readonly path: readonly string[];
  readonly cases: number;
  readonly openCases: number;
  /** Weight of its own cases, 0 to 1; the rest is that of the next class. */
  readonly ownShare: number;
}

/** Cases that have ended from which on their own steps are used, as they are. */
const curveCasesMin = 30;
/** Cases that have ended from which on a log-normal is fitted. */
const fitCasesMin = 5;
/** Cases that what is known of the wider class counts as. */
const widerClassCases = 10;

/**
 * Returns the distribution for a class. With n of its cases ended: n >= 30 the Kaplan-Meier curve, its tail the class's
 * own log-normal; 5 <= n < 30 the log-normal by maximum likelihood, drawn towards the wider class; n < 5 the three points
 * given. The fit (mu, s) of n cases is drawn towards the wider class's (mu0, s0), itself drawn so, with k = 10 as
 * mu' = (k mu0 + n mu) / (k + n), s'^2 = (k s0^2 + n s^2 + k n / (k + n) (mu - mu0)^2) / (k + n): the posterior of normal
 * data under a conjugate prior of k observations (Gelman and others, Bayesian Data Analysis, 3rd ed., section 3.3).
 * Fitted numbers are rounded to 6 significant digits, sigma to thousandths.
 * Errors, all at once: durations.case, durations.too-many, durations.bounds; then durations.three-point-missing.
 */
export function estimateDuration(
  asked: DurationAsked,
): Result<DurationEstimate, readonly PlanIssue[]> {
  const { path, threePoint, elapsedMinutes, capMinutes } = asked;
  const faults = [...findCaseFaults(asked.cases), ...findThreePointFaults(asked)];
  if (faults.length > 0) return err(faults);
  const own = ofClass(asked.cases, path);
  const cases = own.filter(({ isOpen }) => !isOpen).length;
  const counts = { cases, openCases: own.length - cases };
  const bounds = {
    ...(elapsedMinutes === undefined ? {} : { elapsedMinutes }),
    ...(capMinutes === undefined ? {} : { capMinutes }),
  };
  if (cases < fitCasesMin) {
    if (threePoint === undefined) {
      const sentence = `expected three points, for ${cases} cases of the class have ended, fewer than ${fitCasesMin}`;
      return err([
        planError('durations.three-point-missing', sentence, { members: [path.join('/')] }),
      ]);
    }
    const distribution: Distribution = { type: 'triangular', ...threePoint, ...bounds };
    return ok({ distribution, method: 'three-point', ...counts, classes: [] });
  }
  if (cases < curveCasesMin) {
    const { fit, classes } = drawnFit(asked.cases, path);
    const distribution: Distribution = { type: 'log-normal', ...rounded(fit), cases, ...bounds };
    return ok({ distribution, method: 'log-normal', ...counts, classes });
  }
  const distribution: Distribution = { ...curveOf(own, cases), ...bounds };
  const classes = [{ path, ...counts, ownShare: 1 }];
  return ok({ distribution, method: 'kaplan-meier', ...counts, classes });
}

function findCaseFaults(cases: readonly PastCase[]): readonly PlanIssue[] {
  if (cases.length > pastCasesMax) {
    const sentence = `expected at most ${pastCasesMax} cases, got ${cases.length}`;
    return [planError('durations.too-many', sentence)];
  }
  const wrong = cases.filter(
    ({ minutes }) => !Number.isInteger(minutes) || minutes < 0 || minutes > durationMinutesMax,
  );
  return wrong.slice(0, 10).map(({ minutes, path }) => {
    const sentence = `expected whole minutes from 0 to ${durationMinutesMax}, got ${minutes}`;
    return planError('durations.case', sentence, { members: [path.join('/')] });
  });
}

/** Returns what is wrong with three points, age and cap, whether or not they are used: durations.bounds. */
export function findThreePointFaults(
  given: Pick<DurationAsked, 'threePoint' | 'elapsedMinutes' | 'capMinutes'>,
): readonly PlanIssue[] {
  const { threePoint = { low: 0, mode: 0, high: 0 }, elapsedMinutes = 0, capMinutes = 0 } = given;
  const law = { type: 'triangular', ...threePoint, elapsedMinutes, capMinutes } as const;
  return findDistributionFaults(law).map((sentence) => planError('durations.bounds', sentence));
}

function ofClass(cases: readonly PastCase[], path: readonly string[]): readonly PastCase[] {
  return cases.filter((one) => path.every((name, i) => one.path[i] === name));
}

/** The fit of a class, drawn towards the wider class wherever that one has an ended case. */
function drawnFit(
  cases: readonly PastCase[],
  path: readonly string[],
): { readonly fit: LogNormalFit; readonly classes: readonly ClassFit[] } {
  let found: LogNormalFit | undefined;
  const classes: ClassFit[] = [];
  for (let depth = 0; depth <= path.length; depth++) {
    const own = ofClass(cases, path.slice(0, depth));
    const fit = fitLogNormal(own);
    if (fit === undefined) continue;
    const ended = own.filter(({ isOpen }) => !isOpen).length;
    const wider = found;
    const ownShare = wider === undefined ? 1 : ended / (ended + widerClassCases);
    found = wider === undefined ? fit : drawTowards(fit, wider, ended);
    const counts = { cases: ended, openCases: own.length - ended };
    classes.unshift({ path: path.slice(0, depth), ...counts, ownShare });
  }
  return { fit: found ?? { mu: 0, sigma: 0 }, classes };
}

/** Returns a fit of n cases drawn towards that of the wider class; the formula stands at {@link estimateDuration}. */
export function drawTowards(own: LogNormalFit, wider: LogNormalFit, cases: number): LogNormalFit {
  const [n, k] = [cases, widerClassCases];
  const apart = own.mu - wider.mu;
  const squares = k * wider.sigma ** 2 + n * own.sigma ** 2 + ((k * n) / (k + n)) * apart ** 2;
  return { mu: (k * wider.mu + n * own.mu) / (k + n), sigma: Math.sqrt(squares / (k + n)) };
}

function rounded({ mu, sigma }: LogNormalFit) {
  const median = Math.min(durationMinutesMax, exponential(mu));
  return { median: toSixDigits(median), sigmaPermille: Math.floor(sigma * 1000 + 0.5) };
}

/** Whole minutes of at most six digits that count. */
function toSixDigits(minutes: number): number {
  let unit = 1;
  while (minutes / unit >= 1_000_000) unit *= 10;
  return Math.floor(minutes / unit + 0.5) * unit;
}

/** Steps that differ once written in millionths; of more than a file takes every other is left out. */
function curveOf(cases: readonly PastCase[], ended: number): Distribution {
  let steps = kaplanMeier(cases);
  while (steps.length > empiricalMax) {
    steps = steps.filter((_, i) => i % 2 === 1 || i === steps.length - 1);
  }
  const times: number[] = [];
  const survivalPpm: number[] = [];
  for (const { minutes, survival } of steps) {
    const share = Math.floor(survival * 1_000_000 + 0.5);
    if (share >= (survivalPpm.at(-1) ?? 1_000_000)) continue;
    times.push(minutes);
    survivalPpm.push(share);
  }
  const curve = { type: 'kaplan-meier', times, survivalPpm, cases: ended } as const;
  const fit = fitLogNormal(cases);
  return (survivalPpm.at(-1) ?? 0) === 0 || fit === undefined
    ? curve
    : { ...curve, tail: rounded(fit) };
}
