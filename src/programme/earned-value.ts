// Earned value of a project or part, month by month: what was planned, what the reported progress is worth of the budget, and what was
// spent, in one currency. Terms and formulas: ISO 21508:2018. Pure; where a figure is missing what needs it is missing too.
import type { Money } from '../base/money.ts';

/** What is known of one month. */
export interface ProgressMonth {
  /** `2026-10`. */
  readonly month: string;
  /** Reported: of the whole work, 0 to 100. */
  readonly percent: number;
  /** From the beginning to the month's end, each currency by itself. */
  readonly spent: readonly Money[];
}

/** A month's values, all of them from the beginning to its end. */
export interface EarnedMonth {
  readonly month: string;
  /** Absent without a baseline that says it. */
  readonly planned?: Money;
  readonly earned: Money;
  /** Absent where nothing in the budget's currency was reported, or anything in another one. */
  readonly spent?: Money;
  /** Earned less planned: below 0 is behind the plan. */
  readonly scheduleVariance?: Money;
  /** Earned less spent: below 0 costs more than it is worth. */
  readonly costVariance?: Money;
  /** Earned by planned; absent where nothing was planned yet. */
  readonly schedulePerformance?: number;
  /** Earned by spent; absent where nothing was spent yet. */
  readonly costPerformance?: number;
  /** Budget by cost performance: what the whole comes to if the rest costs as the work so far. Absent where nothing is earned yet. */
  readonly atCompletion?: Money;
}

/**
 * Returns the values of each month, in order.
 * @param budget Budget at completion, above 0.
 * @param plannedBy Share from 0 to 1 of the work that was to be done by a month's end; absent without a baseline.
 */
export function earnedValue(
  budget: Money,
  months: readonly ProgressMonth[],
  plannedBy?: (month: string) => number,
): readonly EarnedMonth[] {
  const sorted = [...months].sort((a, b) => (a.month < b.month ? -1 : 1));
  return sorted.map((one) => valuesOf(budget, one, plannedBy?.(one.month)));
}

function valuesOf(budget: Money, { month, percent, spent: all }: ProgressMonth, share?: number) {
  const { currency } = budget;
  const money = (minor: bigint): Money => ({ currency, minor });
  const earned = money(partOf(budget.minor, BigInt(percent), 100n));
  const planned =
    share === undefined
      ? undefined
      : money(partOf(budget.minor, BigInt(Math.round(share * 1e9)), 1_000_000_000n));
  // A sum in another currency would be missing from the cost, and nobody would see it.
  const [only, ...others] = all;
  const spent = only?.currency === currency && others.length === 0 ? only : undefined;
  const costs = spent !== undefined && spent.minor > 0n ? spent.minor : undefined;
  return {
    month,
    earned,
    ...(planned === undefined
      ? {}
      : { planned, scheduleVariance: money(earned.minor - planned.minor) }),
    ...(planned === undefined || planned.minor <= 0n
      ? {}
      : { schedulePerformance: Number(earned.minor) / Number(planned.minor) }),
    ...(spent === undefined ? {} : { spent, costVariance: money(earned.minor - spent.minor) }),
    ...(costs === undefined ? {} : { costPerformance: Number(earned.minor) / Number(costs) }),
    ...(costs === undefined || earned.minor <= 0n
      ? {}
      : { atCompletion: money(partOf(budget.minor, costs, earned.minor)) }),
  };
}

/** Rounded to the minor unit, halves up; nothing is below 0. */
function partOf(whole: bigint, numerator: bigint, denominator: bigint): bigint {
  return (2n * whole * numerator + denominator) / (2n * denominator);
}

/** The share of a month between those that are given: before the first 0, after the last 1. */
export function shareBy(
  planned: readonly { readonly month: string; readonly share: number }[],
): (month: string) => number {
  const shares = new Map(planned.map(({ month, share }) => [month, share]));
  const first = planned[0]?.month ?? '';
  return (month) => shares.get(month) ?? (month < first ? 0 : 1);
}
