// Working calendars: several bands a day, a weekly pattern, exceptions that replace a day (a holiday has no band, a
// make-up working day has bands on a weekend), intersection and union. Docs: docs/spec/plan.md 1.
import { type DayNumber, minutesPerDay, weekdayOf } from './civil-time.ts';

/** Working time of a day from one minute (included) to another (excluded), 0 to 1440 after midnight. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** The bands of one day: sorted, apart from each other, none empty. No band means no work. */
export type Bands = readonly Band[];

/** A calendar ready for use. */
export interface Calendar {
  readonly id: string;
  /** Seven days, Monday first. */
  readonly week: readonly Bands[];
  /** Days that differ from the week, by day number. */
  readonly exceptions: ReadonlyMap<DayNumber, Bands>;
  /** The last day whose holidays are announced; those of later days are expected only. Absent: nothing is said of it. */
  readonly announcedThrough?: DayNumber;
}

/** Bands of a day on which all of it is worked. */
export const wholeDay: Bands = [{ from: 0, to: minutesPerDay }];

/** The calendar of an activity that names none: every minute is worked. */
export const alwaysCalendar: Calendar = {
  id: '24h',
  week: [wholeDay, wholeDay, wholeDay, wholeDay, wholeDay, wholeDay, wholeDay],
  exceptions: new Map(),
};

/** Returns the mean working minutes of a weekday that has any; 0 where none has. */
export function meanDayMinutes({ week }: Calendar): number {
  const worked = week.map((bands) => bands.reduce((sum, { from, to }) => sum + to - from, 0));
  const days = worked.filter((minutes) => minutes > 0);
  return days.reduce((sum, minutes) => sum + minutes, 0) / Math.max(1, days.length);
}

/** Returns the bands of a day: its exception if there is one, else its weekday's. */
export function bandsOn(calendar: Calendar, day: DayNumber): Bands {
  return calendar.exceptions.get(day) ?? calendar.week[weekdayOf(day)];
}

/** Returns whether anything is worked on a day. */
export function isWorkingDay(calendar: Calendar, day: DayNumber): boolean {
  return bandsOn(calendar, day).length > 0;
}

/** Returns bands sorted, those that touch or overlap made one, empty ones left out. */
export function normalBands(bands: Bands): Bands {
  const sorted = bands.filter((band) => band.to > band.from).sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const band of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && band.from <= last.to) last.to = Math.max(last.to, band.to);
    else merged.push({ ...band });
  }
  return merged;
}

/** Returns the calendar that works when all of the given ones do: for a step at which every side must act. */
export function intersectCalendars(id: string, calendars: readonly Calendar[]): Calendar {
  return combine(id, calendars, intersectBands);
}

/** Returns the calendar that works when any of the given ones does: for a step that whichever side may do. */
export function uniteCalendars(id: string, calendars: readonly Calendar[]): Calendar {
  return combine(id, calendars, (a, b) => normalBands([...a, ...b]));
}

/** Combines day by day; a day that is an exception in one of them is one in the result. No calendars: no work. */
function combine(
  id: string,
  calendars: readonly Calendar[],
  both: (a: Bands, b: Bands) => Bands,
): Calendar {
  const reduce = (bands: readonly Bands[]) => (bands.length === 0 ? [] : bands.reduce(both));
  const days = new Set(calendars.flatMap((calendar) => [...calendar.exceptions.keys()]));
  const exceptions = new Map<DayNumber, Bands>();
  for (const day of [...days].sort((a, b) => a - b)) {
    exceptions.set(day, reduce(calendars.map((calendar) => bandsOn(calendar, day))));
  }
  const week = alwaysCalendar.week.map((_, weekday) =>
    reduce(calendars.map((calendar) => calendar.week[weekday])),
  );
  return { id, week, exceptions, ...announcedTogether(calendars) };
}

function intersectBands(a: Bands, b: Bands): Bands {
  const common: Band[] = [];
  for (const one of a) {
    for (const other of b) {
      const from = Math.max(one.from, other.from);
      const to = Math.min(one.to, other.to);
      if (to > from) common.push({ from, to });
    }
  }
  return common;
}

/** What rests on several calendars is announced as far as all of them are that say so. */
function announcedTogether(calendars: readonly Calendar[]): Pick<Calendar, 'announcedThrough'> {
  const days = calendars.flatMap(({ announcedThrough }) => announcedThrough ?? []);
  return days.length === 0 ? {} : { announcedThrough: Math.min(...days) };
}
