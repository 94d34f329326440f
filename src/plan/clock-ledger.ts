// Whose day each day was: from receipt to the day asked every calendar day is the applicant's, excluded, the
// authority's or not counted, claimed in this order over all clocks of a case (docs/spec/clocks.md 6).
import type { CivilDate } from '../base/dates.ts';
import { type DayNumber, dayToDate } from './civil-time.ts';
import { type ClockSetting, isLacking, periodOf, type Run } from './clock-acts.ts';
import { dayKind } from './clock-calendar.ts';
import { calendarCounts, countingCalendar, isInSpan } from './clock-count.ts';
import type { Step } from './clock-event.ts';
import { periodDaysMax } from './clock-limits.ts';
import type { Machine } from './clock-run.ts';

/** Whose a day was. */
export type Claim = 'applicant' | 'excluded' | 'authority' | 'not-counted';

/** One day of a case. */
export interface LedgerDay {
  readonly day: CivilDate;
  readonly claim: Claim;
  /** The clock that claims it. */
  readonly clock?: string;
  /** Why it is not counted: day-zero, no-clock, rest-day, holiday or exception. */
  readonly reason?: string;
}

/** Days by whose they were; their sum is the number of days from receipt to the day asked, both included. */
export interface DaySums {
  readonly authority: number;
  readonly applicant: number;
  readonly excluded: number;
  readonly notCounted: number;
}

/** A clock with what it was run on. */
interface Ran {
  readonly setting: ClockSetting;
  readonly machine: Machine;
}

/** One run of one clock, with the last day on which it can claim anything. */
interface Stretch {
  readonly setting: ClockSetting;
  readonly run: Run;
  readonly last: DayNumber;
  /** The day until which the applicant had the papers back. */
  readonly backUntil?: DayNumber;
}

/** Returns the days from the first receipt to the day asked, a hundred years at most; none without a receipt. */
export function ledgerOf(at: {
  readonly clocks: readonly Ran[];
  readonly steps: readonly Step[];
  readonly asOf: DayNumber;
}): readonly LedgerDay[] {
  const received = at.steps.find(({ event }) => event.code === 'received')?.day;
  if (received === undefined) return [];
  const stretches = at.clocks.flatMap((ran) => stretchesOf(ran, at.asOf));
  // Nothing is claimed of the days after it.
  const end = Math.max(
    received,
    ...stretches.map(({ last, backUntil }) => Math.max(last, backUntil ?? last)),
  );
  const days: LedgerDay[] = [];
  for (let day = received; day <= Math.min(at.asOf, received + periodDaysMax); day += 1) {
    days.push(day <= end ? ledgerDay(stretches, day, received) : noClock(day));
  }
  return days;
}

function noClock(day: DayNumber): LedgerDay {
  return { day: dayToDate(day), claim: 'not-counted', reason: 'no-clock' };
}

/** Returns how many days were whose. */
export function sumsOf(ledger: readonly LedgerDay[]): DaySums {
  const counts = { authority: 0, applicant: 0, excluded: 0, 'not-counted': 0 };
  for (const { claim } of ledger) counts[claim] += 1;
  const { 'not-counted': notCounted, ...others } = counts;
  return { ...others, notCounted };
}

function stretchesOf({ setting, machine }: Ran, asOf: DayNumber): readonly Stretch[] {
  if (setting.rule.runsAgainst === 'applicant' || isLacking(setting)) return [];
  return machine.runs.map((run, i) => {
    const isLast = i === machine.runs.length - 1;
    // Silence ends a period with its last day; `ended` is the day after.
    const hasExpired = isLast && machine.phase === 'deemed';
    const last = Math.min((run.ended ?? asOf) - (hasExpired ? 1 : 0), asOf);
    if (isLast && machine.phase === 'returned') return { setting, run, last, backUntil: asOf };
    return run.answered === undefined
      ? { setting, run, last }
      : { setting, run, last, backUntil: run.answered };
  });
}

function ledgerDay(stretches: readonly Stretch[], day: DayNumber, received: DayNumber): LedgerDay {
  const date = dayToDate(day);
  for (const claim of ['applicant', 'excluded', 'authority'] as const) {
    const found = stretches.find((stretch) => claims(stretch, claim, day));
    if (found !== undefined) return { day: date, claim, clock: found.setting.rule.clock };
  }
  const running = stretches.find(({ run, last }) => day > run.started && day <= last);
  if (running === undefined) {
    return day === received
      ? { day: date, claim: 'not-counted', reason: 'day-zero' }
      : noClock(day);
  }
  const calendar = countingCalendar(periodOf(running.setting, running.run));
  const reason = calendar === undefined ? 'no-clock' : dayKind(calendar, day).reason;
  return { day: date, claim: 'not-counted', reason };
}

function claims(stretch: Stretch, claim: Exclude<Claim, 'not-counted'>, day: DayNumber): boolean {
  const { setting, run, last, backUntil } = stretch;
  const { dayZero } = setting.rule;
  if (claim === 'authority') {
    const hasBegun = dayZero === 'included' ? day >= run.started : day > run.started;
    return hasBegun && day <= last && calendarCounts(periodOf(setting, run), day);
  }
  const isBack = backUntil !== undefined && day > last && day <= backUntil;
  if (claim === 'applicant' && isBack) return true;
  return (
    day <= last && run.spans.some((span) => span.claim === claim && isInSpan(span, day, dayZero))
  );
}
