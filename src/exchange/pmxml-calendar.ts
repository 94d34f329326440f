// Calendars of a Primavera PMXML file. The end of a band is its last minute there: 11:59 for 12:00.

import { isCivilDate } from '../base/dates.ts';
import { type Bands, normalBands } from '../plan/calendar.ts';
import { type DayNumber, dateToDay, minutesPerDay } from '../plan/civil-time.ts';
import { yearMax, yearMin } from '../plan/limits.ts';
import type { P6Calendar } from './p6-calendars.ts';
import { childOf, childrenOf, textOf, type XmlElement } from './xml-records.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Returns the calendar of an element `Calendar`. What makes no sense is left out and stands in `own.faults`. */
export function pmxmlCalendar(element: XmlElement): P6Calendar {
  const faults: string[] = [];
  const week = new Map<number, Bands>();
  for (const day of childrenOf(childOf(element, 'StandardWorkWeek'), 'StandardWorkHours')) {
    const name = textOf(day, 'DayOfWeek');
    const number = weekdays.indexOf(name.toLowerCase());
    if (number === -1) faults.push(`the day of the week ${name.slice(0, 20)}`);
    else week.set(number, bandsOf(day, faults));
  }
  const exceptions = new Map<DayNumber, Bands>();
  const list = childOf(element, 'HolidayOrExceptions');
  for (const one of childrenOf(list, 'HolidayOrException')) {
    const date = textOf(one, 'Date').slice(0, 10);
    const year = Number(date.slice(0, 4));
    if (!isCivilDate(date)) faults.push('an exception without a day');
    else if (year >= yearMin && year <= yearMax) {
      exceptions.set(dateToDay(date), bandsOf(one, faults));
    }
  }
  return {
    id: textOf(element, 'ObjectId'),
    base: textOf(element, 'BaseCalendarObjectId'),
    own: { week, exceptions, faults },
    line: element.line,
  };
}

function bandsOf(day: XmlElement, faults: string[]): Bands {
  const bands = childrenOf(day, 'WorkTime').flatMap((time) => {
    const [start, finish] = [textOf(time, 'Start'), textOf(time, 'Finish')];
    if (start === '' && finish === '') return [];
    const [from, last] = [minuteOf(start), minuteOf(finish)];
    const to = last === undefined ? undefined : endOf(last);
    if (from !== undefined && to !== undefined && from < to) return [{ from, to }];
    faults.push(`the hours ${start}-${finish}`.slice(0, 60));
    return [];
  });
  return normalBands(bands);
}

function minuteOf(text: string): number | undefined {
  const match = /^([01]\d|2[0-4]):([0-5]\d)(?::\d\d(?:\.\d+)?)?$/.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

/** P6 works in steps of a minute and people in steps of five: 11:59 is the last minute before 12:00, 17:00 is 17:00. */
function endOf(last: number): number {
  if (last === 0) return minutesPerDay;
  return last % 5 === 4 ? last + 1 : last;
}
