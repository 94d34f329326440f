// The days of an exception in a Microsoft Project XML file that comes again: daily, weekly, monthly or yearly.
import { type DayNumber, dateToDay, dayToDate, weekdayOf } from '../plan/civil-time.ts';
import { exceptionDaysMax } from './limits.ts';
import { flagOf } from './mspdi-words.ts';
import { textOf, type XmlElement } from './xml-records.ts';

/** A rule as its elements state it; Type 1 is every day. */
interface Recurrence {
  readonly type: number;
  readonly period: number;
  /** Bits: 1 for Sunday, 2 for Monday … 64 for Saturday. */
  readonly daysOfWeek: number;
  readonly monthDay: number;
  /** 0 for January. */
  readonly month: number;
  /** 0 a day, 1 a weekday, 2 a day of the weekend, 3 to 9 Sunday to Saturday. */
  readonly monthItem: number;
  /** 0 to 3 the first to the fourth, 4 the last. */
  readonly monthPosition: number;
}

/**
 * Returns the days of an element `Exception` within its first and last day, in order; at most as many as it states
 * occurrences. Undefined for a type that is none of those that Project writes (1 to 7 and 9).
 */
export function recurringDays(
  element: XmlElement,
  range: { readonly first: DayNumber; readonly last: DayNumber },
): readonly DayNumber[] | undefined {
  const number = (name: string, otherwise: number) => {
    const text = textOf(element, name);
    return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
  };
  const rule: Recurrence = {
    type: number('Type', 1),
    period: Math.max(1, number('Period', 1)),
    daysOfWeek: number('DaysOfWeek', 0),
    monthDay: number('MonthDay', 1),
    month: number('Month', 0),
    monthItem: number('MonthItem', 0),
    monthPosition: number('MonthPosition', 0),
  };
  const isDay = dayTests[rule.type];
  if (isDay === undefined) return undefined;
  const isCounted = flagOf(element, 'EnteredByOccurrences') === true;
  const most = isCounted ? number('Occurrences', exceptionDaysMax) : exceptionDaysMax;
  const days: DayNumber[] = [];
  for (let day = range.first; day <= range.last && days.length < most; day++) {
    if (isDay(day, rule, range.first)) days.push(day);
  }
  return days;
}

type DayTest = (day: DayNumber, rule: Recurrence, first: DayNumber) => boolean;

const everyFewDays: DayTest = (day, { period }, first) => (day - first) % period === 0;
/** Weeks begin on Sunday. */
const everyFewWeeks: DayTest = (day, { period, daysOfWeek }, first) => {
  const weekOf = (one: DayNumber) => Math.floor((one + 4) / 7);
  const bit = 1 << ((weekdayOf(day) + 1) % 7);
  return (weekOf(day) - weekOf(first)) % period === 0 && (daysOfWeek & bit) !== 0;
};
const isMonthOfPeriod: DayTest = (day, { period }, first) =>
  (monthsOf(day) - monthsOf(first)) % period === 0;
const isDayOfMonth = (day: DayNumber, { monthDay }: Recurrence) => dayOfMonth(day) === monthDay;
const isMonth = (day: DayNumber, { month }: Recurrence) => monthsOf(day) % 12 === month;

const dayTests: Readonly<Record<number, DayTest>> = {
  1: everyFewDays,
  2: (day, rule) => isMonth(day, rule) && isDayOfMonth(day, rule),
  3: (day, rule) => isMonth(day, rule) && isAtPosition(day, rule),
  4: (day, rule, first) => isMonthOfPeriod(day, rule, first) && isDayOfMonth(day, rule),
  5: (day, rule, first) => isMonthOfPeriod(day, rule, first) && isAtPosition(day, rule),
  6: everyFewWeeks,
  7: everyFewDays,
  9: everyFewDays,
};

function isAtPosition(day: DayNumber, { monthItem, monthPosition }: Recurrence): boolean {
  const isItem = (one: DayNumber) => {
    const weekday = weekdayOf(one);
    if (monthItem === 0) return true;
    if (monthItem <= 2) return weekday < 5 === (monthItem === 1);
    return (weekday + 1) % 7 === monthItem - 3;
  };
  if (!isItem(day)) return false;
  const begin = day - dayOfMonth(day) + 1;
  let before = 0;
  for (let one = begin; one < day; one++) if (isItem(one)) before += 1;
  if (monthPosition < 4) return before === monthPosition;
  for (let one = day + 1; monthsOf(one) === monthsOf(day); one++) if (isItem(one)) return false;
  return true;
}

function dayOfMonth(day: DayNumber): number {
  return Number(dayToDate(day).slice(8, 10));
}

function monthsOf(day: DayNumber): number {
  const date = dayToDate(day);
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

/** Returns the days from one time to another as an element `TimePeriod` states them; undefined when it states none. */
export function periodOf(
  element: XmlElement | undefined,
): { readonly first: DayNumber; readonly last: DayNumber } | undefined {
  const [from, to] = ['FromDate', 'ToDate'].map((name) => textOf(element, name).slice(0, 10));
  const isDate = (text: string) => /^(19|20|21)\d\d-\d\d-\d\d$/.test(text);
  if (!isDate(from) || !isDate(to)) return undefined;
  const [first, last] = [dateToDay(from), dateToDay(to)];
  return Number.isNaN(first) || Number.isNaN(last) || last < first ? undefined : { first, last };
}
