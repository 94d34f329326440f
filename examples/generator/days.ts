// Days of a generated programme. Nothing is told of the time after its last day: an act is no later than its entry.
import type { CivilDate } from '../../src/base/dates.ts';
import { dateToDay, dayToDate } from '../../src/plan/civil-time.ts';

/** The last day of which a generated programme tells anything. */
export const lastDayTold: CivilDate = '2026-10-31';

/** Returns the date so many days later; earlier where they are negative. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return dayToDate(dateToDay(date) + days);
}
