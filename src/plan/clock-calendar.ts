// Calendars of days for statutory clocks: which days a law counts, and why not the others. They know no hours;
// `scheduleCalendar` lends them those of an office. How files become such calendars: clock-calendar-file.ts.
import type { CivilDate } from '../base/dates.ts';
import type { Bands, Calendar } from './calendar.ts';
import { type DayNumber, dateToDay, weekdayOf } from './civil-time.ts';

/**
 * How far a year's days can be relied on: announced by who decides them, computed by a rule, projected before anybody
 * decided; `outside`: the calendar does not know the year and only its week is used.
 */
export type DayStatus = 'announced' | 'computed' | 'projected' | 'outside';

/** Why a day counts (working-day, make-up-day) or does not (rest-day, holiday); an exception may do either. */
export type DayReason = 'working-day' | 'make-up-day' | 'rest-day' | 'holiday' | 'exception';

/** What a calendar says of one day. */
export interface DayKind {
  readonly counts: boolean;
  readonly reason: DayReason;
  /** Code of the holiday or of the exception: `national-day`, `gale-warning`. Words are in locales. */
  readonly name?: string;
  readonly status: DayStatus;
  readonly sample?: true;
}

/** A calendar of days ready for use. */
export interface DayCalendar {
  readonly id: string;
  /** Weekdays that do not count, 0 for Monday to 6 for Sunday. */
  readonly rest: ReadonlySet<number>;
  /** Days that differ from the week. */
  readonly days: ReadonlyMap<DayNumber, DayKind>;
  readonly years: ReadonlyMap<number, DayStatus>;
}

/** A day that turned out otherwise than the calendar said: a gale warning, a decree of the day before. */
export interface DayException {
  /** Id of the calendar it is an exception of. */
  readonly calendar: string;
  readonly day: CivilDate;
  readonly counts: boolean;
  readonly name: string;
  readonly sample?: true;
}

/** Returns what the calendar says of a day. */
export function dayKind(calendar: DayCalendar, day: DayNumber): DayKind {
  const listed = calendar.days.get(day);
  if (listed !== undefined) return listed;
  const counts = !calendar.rest.has(weekdayOf(day));
  const status = calendar.years.get(new Date(day * 86_400_000).getUTCFullYear()) ?? 'outside';
  return { counts, reason: counts ? 'working-day' : 'rest-day', status };
}

/**
 * Returns the calendar with its exceptions up to a day: nobody can know a typhoon ahead, so how things stood on that
 * day is computed without later ones. Of two exceptions on one day the later in the list holds.
 */
export function withExceptions(
  calendar: DayCalendar,
  exceptions: readonly DayException[],
  asOf: CivilDate,
): DayCalendar {
  const own = exceptions.filter((one) => one.calendar === calendar.id && one.day <= asOf);
  if (own.length === 0) return calendar;
  const days = new Map(calendar.days);
  for (const { day, counts, name, sample } of own) {
    const kind: DayKind = { counts, reason: 'exception', name, status: 'announced' };
    days.set(dateToDay(day), sample === true ? { ...kind, sample } : kind);
  }
  return { ...calendar, days };
}

/**
 * Returns the calendar for schedules: on each day that counts these hours are worked. It is announced through the last year
 * that is not merely projected.
 */
export function scheduleCalendar(calendar: DayCalendar, hours: Bands): Calendar {
  const week = [0, 1, 2, 3, 4, 5, 6].map((weekday) => (calendar.rest.has(weekday) ? [] : hours));
  const exceptions = new Map<DayNumber, Bands>();
  for (const [day, { counts }] of [...calendar.days].sort(([a], [b]) => a - b)) {
    exceptions.set(day, counts ? hours : []);
  }
  const known = [...calendar.years].filter(([, status]) => status !== 'projected');
  if (known.length === 0) return { id: calendar.id, week, exceptions };
  const last = Math.max(...known.map(([year]) => year));
  return { id: calendar.id, week, exceptions, announcedThrough: dateToDay(`${last}-12-31`) };
}

const statuses: readonly DayStatus[] = ['announced', 'computed', 'projected', 'outside'];

/** Returns which of two is relied on less. */
export function weakerStatus(a: DayStatus, b: DayStatus): DayStatus {
  return statuses.indexOf(a) >= statuses.indexOf(b) ? a : b;
}
