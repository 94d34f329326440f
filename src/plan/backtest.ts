// What forecasts from past cases would have been worth: on the first of each month those then open are forecast from what
// was known then, and scored once their end is known (docs/spec/plan.md 17). Nothing later than the day looks in.
import { err, ok, type Result } from '../base/result.ts';
import { type DayNumber, dayToDate, minutesPerDay } from './civil-time.ts';
import { type Distribution, inverseOf } from './distribution.ts';
import { backtestCasesMax, backtestMonthsMax } from './limits.ts';
import {
  type DurationAsked,
  estimateDuration,
  findThreePointFaults,
  type PastCase,
} from './past-cases.ts';
import { type PlanIssue, planError } from './plan-issue.ts';

/** One case by its days. */
export interface DatedCase {
  /** From the widest class to the narrowest. */
  readonly path: readonly string[];
  readonly received: DayNumber;
  /** Undefined while it is open. */
  readonly ended?: DayNumber | undefined;
}

/** What is asked. */
export interface BacktestAsked {
  readonly cases: readonly DatedCase[];
  /** Day of which the cases are the knowledge; what happened later is left aside. */
  readonly asOf: DayNumber;
  /** For classes in which hardly a case has ended, in minutes; without it these are not forecast. */
  readonly threePoint?: DurationAsked['threePoint'];
}

/** How good some forecasts were. Days are civil days; all means are over the scored ones. */
export interface Score {
  /** Forecasts made, and cases that could not be forecast for want of ended ones. */
  readonly forecasts: number;
  readonly unforecast: number;
  /** Forecasts whose case has ended. */
  readonly scored: number;
  /** Continuous ranked probability score in days, 0 for a certain and right forecast; undefined without scored ones. */
  readonly crpsDays: number | undefined;
  /** Pinball loss at P50 and P80 in days: what a day too early or too late costs at that level. */
  readonly pinball50Days: number | undefined;
  readonly pinball80Days: number | undefined;
  /** Forecasts of which it is known whether the case ended by its P80: those ended, and those open beyond it. */
  readonly settled: number;
  /** Share of the settled that ended by P80; 0.8 is right. */
  readonly coverage80: number | undefined;
}

/** What came out. */
export interface Backtest {
  readonly months: readonly (Score & { readonly day: DayNumber })[];
  /** By class of the cases, in the order of their first case. */
  readonly classes: readonly (Score & { readonly path: readonly string[] })[];
  readonly total: Score;
}

/**
 * Scores forecasts of every first of a month after the first case was received, up to `asOf`. Durations are civil days
 * from receipt to end. A case that ended on the day itself is open that morning.
 * Errors, all at once: backtest.case, backtest.too-many, backtest.too-long, backtest.nothing, durations.bounds of the three
 * points. Cost: months times classes times cases.
 */
export function backtest(asked: BacktestAsked): Result<Backtest, readonly PlanIssue[]> {
  const faults = findFaults(asked);
  if (faults.length > 0) return err(faults);
  const scores: Outcome[] = [];
  for (const day of firstsOfMonths(asked)) scores.push(...outcomesOn(asked, day));
  if (scores.length === 0) {
    return err([planError('backtest.nothing', 'no case was open on the first of any month')]);
  }
  const paths = new Map(scores.map(({ path }) => [JSON.stringify(path), path]));
  const days = [...new Set(scores.map(({ day }) => day))];
  return ok({
    months: days.map((day) => ({ day, ...scoreOf(scores.filter((one) => one.day === day)) })),
    classes: [...paths].map(([key, path]) => {
      return { path, ...scoreOf(scores.filter((one) => JSON.stringify(one.path) === key)) };
    }),
    total: scoreOf(scores),
  });
}

function findFaults({ cases, asOf, threePoint }: BacktestAsked): readonly PlanIssue[] {
  if (cases.length > backtestCasesMax) {
    const sentence = `expected at most ${backtestCasesMax} cases, got ${cases.length}`;
    return [planError('backtest.too-many', sentence)];
  }
  const faults = cases.flatMap(({ received, ended = received }, i) => {
    if (Number.isInteger(received) && Number.isInteger(ended) && received <= ended) return [];
    const sentence = 'expected days of which the end is not before the receipt';
    return [planError('backtest.case', sentence, { members: [`${i + 1}`] })];
  });
  const first = cases.reduce((least, { received }) => Math.min(least, received), asOf);
  if (faults.length === 0 && asOf - first > backtestMonthsMax * 31) {
    const sentence = `expected at most ${backtestMonthsMax} months of cases`;
    return [planError('backtest.too-long', sentence)];
  }
  const points = threePoint === undefined ? {} : { threePoint };
  return [...faults.slice(0, 100), ...findThreePointFaults(points)];
}

function firstsOfMonths({ cases, asOf }: BacktestAsked): readonly DayNumber[] {
  const first = cases.reduce((least, { received }) => Math.min(least, received), asOf);
  const days: DayNumber[] = [];
  for (let day = first + 1; day <= asOf; day++) {
    if (dayToDate(day).endsWith('-01')) days.push(day);
  }
  return days;
}

/** One forecast and what became of it. */
interface Outcome {
  readonly day: DayNumber;
  readonly path: readonly string[];
  readonly scores:
    | undefined
    | { readonly isCovered: boolean | undefined; readonly loss: Loss | undefined };
}

interface Loss {
  readonly crps: number;
  readonly pinball50: number;
  readonly pinball80: number;
}

/** Outcomes of the cases that were open in the morning of a day. */
function outcomesOn(asked: BacktestAsked, day: DayNumber): readonly Outcome[] {
  const received = asked.cases.filter((one) => one.received < day);
  const known = received.map((one): PastCase => {
    const isOpen = (one.ended ?? day) >= day;
    return { path: one.path, isOpen, minutes: minutesOf(one, isOpen ? day : one.ended) };
  });
  const laws = new Map<string, Distribution | undefined>();
  const lawOf = (path: readonly string[]) => {
    const key = JSON.stringify(path);
    if (!laws.has(key)) {
      const { threePoint } = asked;
      const points = threePoint === undefined ? {} : { threePoint };
      const found = estimateDuration({ cases: known, path, ...points });
      laws.set(key, found.ok ? found.value.distribution : undefined);
    }
    return laws.get(key);
  };
  return received.flatMap((one, i): readonly Outcome[] => {
    if (!known[i].isOpen) return [];
    const { path } = one;
    const law = lawOf(path);
    if (law === undefined) return [{ day, path, scores: undefined }];
    const elapsed = known[i].minutes;
    const end = one.ended !== undefined && one.ended <= asked.asOf ? one.ended : undefined;
    const quantile = quantileAt({ ...law, elapsedMinutes: elapsed }, elapsed);
    const lasted = minutesOf(one, end ?? asked.asOf);
    const isWithin = lasted <= quantile(0.8);
    if (end !== undefined) {
      return [{ day, path, scores: { isCovered: isWithin, loss: lossOf(quantile, lasted) } }];
    }
    // Still open beyond its P80: known to be late. Before it: not known.
    return [{ day, path, scores: { isCovered: isWithin ? undefined : false, loss: undefined } }];
  });
}

function minutesOf({ received }: DatedCase, until: DayNumber = received): number {
  return (until - received) * minutesPerDay;
}

/** The whole duration by the share that has ended: the conditional inverse takes the share that lasts longer. */
function quantileAt(law: Distribution, elapsed: number): (share: number) => number {
  const inverse = inverseOf(law);
  return (share) => inverse(1 - share) + elapsed;
}

/** Levels at which quantiles are taken for the CRPS. */
const levels = 200;

/**
 * Losses in minutes. CRPS is twice the integral of the pinball loss over all levels (Laio and Tamea 2007, Hydrology and
 * Earth System Sciences 11), by the midpoints of 200 steps: the far tail beyond 399 in 400 has no weight.
 */
function lossOf(quantile: (share: number) => number, lasted: number): Loss {
  const pinball = (share: number) => {
    const off = lasted - quantile(share);
    return off >= 0 ? share * off : (share - 1) * off;
  };
  let sum = 0;
  for (let level = 0; level < levels; level++) sum += pinball((level + 0.5) / levels);
  return { crps: (2 * sum) / levels, pinball50: pinball(0.5), pinball80: pinball(0.8) };
}

function scoreOf(outcomes: readonly Outcome[]): Score {
  const made = outcomes.flatMap(({ scores }) => scores ?? []);
  const losses = made.flatMap(({ loss }) => loss ?? []);
  const settled = made.flatMap(({ isCovered }) => (isCovered === undefined ? [] : [isCovered]));
  const meanDays = (of: (loss: Loss) => number) => {
    if (losses.length === 0) return undefined;
    return losses.reduce((sum, loss) => sum + of(loss), 0) / losses.length / minutesPerDay;
  };
  return {
    forecasts: made.length,
    unforecast: outcomes.length - made.length,
    scored: losses.length,
    crpsDays: meanDays((loss) => loss.crps),
    pinball50Days: meanDays((loss) => loss.pinball50),
    pinball80Days: meanDays((loss) => loss.pinball80),
    settled: settled.length,
    coverage80: settled.length === 0 ? undefined : settled.filter(Boolean).length / settled.length,
  };
}
