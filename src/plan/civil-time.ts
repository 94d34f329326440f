// Civil time as numbers: days and minutes since 1970-01-01T00:00 of no zone in particular. All plan arithmetic is
// on these integers; text is `YYYY-MM-DD` and `YYYY-MM-DDTHH:MM`.
import type { CivilDate } from '../base/dates.ts';
import { isCivilDate } from '../base/dates.ts';
import { yearMax, yearMin } from './limits.ts';

/** Days since 1970-01-01, which is day 0; negative before. */
export type DayNumber = number;
/** Minutes since 1970-01-01T00:00; negative before. The end of a day is the beginning of the next. */
export type Minute = number;

/** Minutes of a civil day. */
export const minutesPerDay = 1_440;

/** Returns the day number of a civil date that exists. */
export function dateToDay(date: CivilDate): DayNumber {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}

/** Dates of the days that schedules and clocks mostly ask for, by day number: 1970 to 2099, filled in as they are asked. */
const dates: CivilDate[] = [];
const datesMax = 47_482;

/** Returns the civil date of a day number. Years beyond 9999 have a sign and six digits, as in ISO 8601. */
export function dayToDate(day: DayNumber): CivilDate {
  const known = dates[day];
  if (known !== undefined) return known;
  const date = new Date(day * 86_400_000).toISOString().split('T')[0];
  if (Number.isInteger(day) && day >= 0 && day < datesMax) dates[day] = date;
  return date;
}

/** Returns 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Returns the day that a minute lies in; midnight belongs to the day that begins. */
export function dayOfMinute(minute: Minute): DayNumber {
  return Math.floor(minute / minutesPerDay);
}

/** Returns `YYYY-MM-DDTHH:MM`. */
export function minuteToText(minute: Minute): string {
  const day = dayOfMinute(minute);
  const inDay = minute - day * minutesPerDay;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${dayToDate(day)}T${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`;
}

/** Returns the minute of `YYYY-MM-DDTHH:MM` in the years that schedules may use, else undefined. */
export function textToMinute(text: string): Minute | undefined {
  const match = /^(\d{4})-\d\d-\d\dT([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null || !isCivilDate(text.slice(0, 10))) return undefined;
  const [, year, hours, minutes] = match.map(Number);
  if (year < yearMin || year > yearMax) return undefined;
  return dateToDay(text.slice(0, 10)) * minutesPerDay + hours * 60 + minutes;
}
