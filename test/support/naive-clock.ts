// A second, slower way to count a period, written from docs/spec/clocks.md 4 alone: it steps through dates as text and
// knows nothing of the engine. For tests that compare the two.

/** What is counted, in the words of the specification. */
export interface NaivePeriod {
  readonly zero: string;
  readonly isZeroIncluded: boolean;
  readonly limit: number;
  /** Whether the day calendar counts the day. */
  readonly counts: (day: string) => boolean;
  /** Whether the period can end on the day; absent when it does not roll. */
  readonly canEnd?: (day: string) => boolean;
  /** First and last dates of stops and referrals; no last date while they go on. */
  readonly stops: readonly { readonly from: string; readonly to?: string }[];
}

/** Returns the day after. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** Returns the due date and the days that count, or undefined when five years of days do not fill the period. */
export function naiveDue(
  period: NaivePeriod,
): { readonly due: string; readonly counted: readonly string[] } | undefined {
  const { zero, isZeroIncluded, limit, counts, canEnd, stops } = period;
  const counted: string[] = [];
  let day = zero;
  for (let steps = 0; steps < 5 * 366; steps += 1) {
    const hasBegun = isZeroIncluded || steps > 0;
    const isStopped = stops.some(({ from, to }) => {
      if (isZeroIncluded) return from <= day && (to === undefined || day < to);
      return from < day && (to === undefined || day <= to);
    });
    if (hasBegun && counts(day) && !isStopped) counted.push(day);
    if (counted.length === limit) {
      while (canEnd !== undefined && !canEnd(day)) day = dayAfter(day);
      return { due: day, counted };
    }
    day = dayAfter(day);
  }
  return undefined;
}
