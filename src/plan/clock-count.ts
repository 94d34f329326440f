// Counting one period day by day (docs/spec/clocks.md 4): which days count and why, and on which the period ends. Knows
// nothing of events: day zero, limit and the spans that do not count are handed in.
import type { CivilDate } from '../base/dates.ts';
import { type DayNumber, dayToDate } from './civil-time.ts';
import { type DayCalendar, type DayReason, type DayStatus, dayKind } from './clock-calendar.ts';
import { periodDaysMax } from './clock-limits.ts';
import type { ClockRule } from './clock-rule.ts';

/** Days that do not count: after a stop up to its resumption, or while a referral lasts. */
export interface Span {
  readonly claim: 'applicant' | 'excluded';
  readonly from: DayNumber;
  /** Absent while it lasts. */
  readonly to?: DayNumber;
  /** Kind of the referral. */
  readonly kind?: string;
}

/** What is needed to count. */
export interface Period {
  readonly rule: ClockRule;
  readonly zero: DayNumber;
  /** Days or months added by extensions. */
  readonly extended: number;
  readonly spans: readonly Span[];
  /** The day that the rule's limitDate names. */
  readonly fixed?: DayNumber;
  readonly dayCalendar?: DayCalendar;
  readonly rollCalendar?: DayCalendar;
}

/** Why a day of a period is counted or not. */
export type PeriodReason =
  | DayReason
  | 'day-zero'
  | 'calendar-day'
  | 'stopped'
  | 'referred'
  | 'rolled-to'
  | 'fixed-date';

/** One day of a period. */
export interface PeriodDay {
  readonly day: CivilDate;
  /** Its number in the count; absent when it does not count. */
  readonly count?: number;
  readonly reason: PeriodReason;
  /** Code of the holiday or exception, or kind of the referral. */
  readonly name?: string;
  readonly status?: DayStatus;
  readonly sample?: true;
  /** The last day of the count cannot be the end: why, and the days after it that cannot be either. */
  readonly rolled?: DayReason;
  /** The period ends at the end of this day. */
  readonly due?: true;
}

/** A day while it is walked over. */
type Walked = Omit<PeriodDay, 'day'> & { readonly at: DayNumber };

/** Returns whether a span takes the day: (from, to], or [from, to) when the day of an event is itself counted. */
export function isInSpan(span: Span, day: DayNumber, dayZero: ClockRule['dayZero']): boolean {
  const { from, to } = span;
  if (dayZero === 'included') return day >= from && (to === undefined || day < to);
  return day > from && (to === undefined || day <= to);
}

/**
 * Returns the days of a period from its day zero to its end, in order; without an end, because a stop lasts or the
 * period is longer than a hundred years, up to `horizon` at most.
 */
export function periodDays(period: Period, horizon: DayNumber): readonly PeriodDay[] {
  const isEndless = dueOf(period) === undefined;
  const days: PeriodDay[] = [];
  for (const { at, ...told } of walk(period)) {
    if (isEndless && at > horizon) break;
    days.push({ day: dayToDate(at), ...told });
  }
  return period.rule.countBack === true ? days.reverse() : days;
}

/** Returns the last day of the period; undefined while a stop lasts, and beyond a hundred years. */
export function dueOf(period: Period): DayNumber | undefined {
  const open = openSpan(period);
  for (const { at, due } of walk(period)) {
    if (due === true) return at;
    const isLost = open !== undefined && isInSpan(open, at, period.rule.dayZero);
    if (isLost && period.rule.countBack !== true) return undefined;
  }
  return undefined;
}

/** Returns whether the calendar of the period counts a day, whatever stops it. */
export function calendarCounts(period: Period, day: DayNumber): boolean {
  const calendar = countingCalendar(period);
  return calendar === undefined || dayKind(calendar, day).counts;
}

/**
 * Returns how many days the period counts, extensions included; 0 for a fixed date. Months are turned into the days
 * they take from day zero, so that stops move their end by as many days.
 */
export function limitInDays(period: Period): number {
  const limit = limitOf(period);
  return period.rule.unit === 'month' ? addMonths(period.zero, limit) - period.zero : limit;
}

function limitOf({ rule, extended }: Period): number {
  return (rule.limit ?? 0) + extended;
}

function openSpan(period: Period): Span | undefined {
  return period.spans.find((span) => span.to === undefined);
}

function walk(period: Period): Generator<Walked> {
  if (period.fixed === undefined) return walkForward(period);
  return period.rule.countBack === true
    ? walkBack(period, period.fixed)
    : walkTo(period, period.fixed);
}

function* walkForward(period: Period): Generator<Walked> {
  const { rule, zero, spans } = period;
  const limit = limitInDays(period);
  const calendar = countingCalendar(period);
  if (rule.dayZero === 'excluded') yield { at: zero, reason: 'day-zero' };
  let count = 0;
  for (let day = rule.dayZero === 'excluded' ? zero + 1 : zero; ; day += 1) {
    if (day > zero + periodDaysMax) return;
    const span = spanOn(spans, day, rule.dayZero);
    if (span !== undefined) {
      yield spanDay(day, span);
      continue;
    }
    const told = calendarDay(calendar, day);
    if (calendar !== undefined && !dayKind(calendar, day).counts) {
      yield told;
      continue;
    }
    count += 1;
    if (count < limit) yield { ...told, count };
    else return yield* walkRoll(period, day, { ...told, count });
  }
}

/** The last day of the count, and those after it until one on which the period can end. */
function* walkRoll(period: Period, last: DayNumber, lastDay: Walked): Generator<Walked> {
  const calendar = period.rule.roll === 'none' ? undefined : period.rollCalendar;
  if (calendar === undefined || dayKind(calendar, last).counts) {
    yield { ...lastDay, due: true };
    return;
  }
  const { reason, name, status, sample } = dayKind(calendar, last);
  const why = {
    ...(name === undefined ? {} : { name }),
    ...(sample === undefined ? {} : { sample }),
  };
  yield { ...lastDay, ...why, status, rolled: reason };
  for (let day = last + 1; day <= period.zero + periodDaysMax; day += 1) {
    const kind = dayKind(calendar, day);
    const told = calendarDay(calendar, day);
    if (kind.counts) {
      yield { ...told, reason: 'rolled-to', due: true };
      return;
    }
    yield { ...told, rolled: kind.reason };
  }
}

/** "n days before": the day named is day zero and the count goes back from it. */
function* walkBack(period: Period, fixed: DayNumber): Generator<Walked> {
  const { rule } = period;
  const calendar = countingCalendar(period);
  const limit =
    rule.unit === 'month' ? fixed - addMonths(fixed, -limitOf(period)) : limitOf(period);
  if (rule.dayZero === 'excluded') yield { at: fixed, reason: 'day-zero' };
  let count = 0;
  for (let day = rule.dayZero === 'excluded' ? fixed - 1 : fixed; ; day -= 1) {
    if (day < fixed - periodDaysMax) return;
    const told = calendarDay(calendar, day);
    if (calendar !== undefined && !dayKind(calendar, day).counts) {
      yield told;
      continue;
    }
    count += 1;
    if (count < limit) {
      yield { ...told, count };
      continue;
    }
    yield { ...told, count, due: true };
    return;
  }
}

function* walkTo(period: Period, fixed: DayNumber): Generator<Walked> {
  const first = Math.max(Math.min(period.zero, fixed), fixed - periodDaysMax);
  for (let day = first; day < fixed; day += 1) {
    yield { at: day, reason: day === period.zero ? 'day-zero' : 'calendar-day' };
  }
  yield { at: fixed, reason: 'fixed-date', due: true };
}

function spanOn(
  spans: readonly Span[],
  day: DayNumber,
  dayZero: ClockRule['dayZero'],
): Span | undefined {
  const found = spans.filter((span) => isInSpan(span, day, dayZero));
  return found.find((span) => span.claim === 'applicant') ?? found[0];
}

function spanDay(day: DayNumber, span: Span): Walked {
  const reason = span.claim === 'applicant' ? 'stopped' : 'referred';
  const told = { at: day, reason } as const;
  return span.kind === undefined ? told : { ...told, name: span.kind };
}

function calendarDay(calendar: DayCalendar | undefined, day: DayNumber): Walked {
  if (calendar === undefined) return { at: day, reason: 'calendar-day' };
  const { counts: _counts, ...told } = dayKind(calendar, day);
  return { at: day, ...told };
}

/** Returns the calendar that counts: a short period, told by its enacted limit, counts only days on which it could end. */
export function countingCalendar({
  rule,
  dayCalendar,
  rollCalendar,
}: Period): DayCalendar | undefined {
  const { shortPeriod, limit } = rule;
  const isShort = shortPeriod !== undefined && limit !== undefined && limit <= shortPeriod.max;
  return isShort ? rollCalendar : dayCalendar;
}

/** The same day number some months on, or the last day of that month when it has no such day. */
function addMonths(day: DayNumber, months: number): DayNumber {
  const date = dayToDate(day);
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const inMonth = Math.min(Number(date.slice(8)), last);
  return Math.round(Date.UTC(year, month, inMonth) / 86_400_000);
}
