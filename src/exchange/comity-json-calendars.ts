// Calendars of a Comity JSON schedule: those that rest on others (base, intersection, union) are worked out in place.
import { isCivilDate } from '../base/dates.ts';
import {
  type Bands,
  type Calendar,
  intersectCalendars,
  normalBands,
  uniteCalendars,
} from '../plan/calendar.ts';
import { type DayNumber, dateToDay, minutesPerDay } from '../plan/civil-time.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import type { ComityCalendar } from './comity-json-shape.ts';
import { calendarDepthMax, exceptionDaysMax } from './limits.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const idle: readonly Bands[] = weekdays.map(() => []);

/**
 * Returns the calendars ready for use. Issues: exchange.calendar-unknown, exchange.calendar-cycle,
 * exchange.calendar-mixed, exchange.calendar-band, exchange.calendar-date, exchange.calendar-days.
 * A calendar with an issue works as far as it was understood, so that the rest of the file can be checked.
 */
export function resolveCalendars(
  given: readonly ComityCalendar[],
  issues: PlanIssue[],
): readonly Calendar[] {
  const byId = new Map(given.map((calendar) => [calendar.id, calendar]));
  const done = new Map<string, Calendar>();
  const resolve = (calendar: ComityCalendar, path: readonly string[]): Calendar => {
    const known = done.get(calendar.id);
    if (known !== undefined) return known;
    const own = [...path, calendar.id];
    const add = (code: string, sentence: string) =>
      issues.push(planError(code, sentence, { members: [calendar.id] }));
    const parentsOf = (ids: readonly string[]): readonly Calendar[] =>
      ids.flatMap((id) => {
        const parent = byId.get(id);
        if (parent === undefined) {
          add('exchange.calendar-unknown', `a calendar rests on ${id}, which is not there`);
          return [];
        }
        if (own.includes(id) || own.length >= calendarDepthMax) {
          const sentence = `calendars rest on each other, or more than ${calendarDepthMax} deep`;
          issues.push(planError('exchange.calendar-cycle', sentence, { members: own }));
          return [];
        }
        return [resolve(parent, own)];
      });
    const made = makeCalendar(calendar, parentsOf, add);
    done.set(calendar.id, made);
    return made;
  };
  return given.map((calendar) => resolve(calendar, []));
}

type Add = (code: string, sentence: string) => void;

function makeCalendar(
  calendar: ComityCalendar,
  parentsOf: (ids: readonly string[]) => readonly Calendar[],
  add: Add,
): Calendar {
  const { id, base, intersection, union } = calendar;
  if ([base, intersection, union].filter((one) => one !== undefined).length > 1) {
    add('exchange.calendar-mixed', 'a calendar may have one of base, intersection and union');
  }
  const [parent] = intersection
    ? [intersectCalendars(id, parentsOf(intersection))]
    : union
      ? [uniteCalendars(id, parentsOf(union))]
      : parentsOf(base === undefined ? [] : [base]);
  const week = weekdays.map((day, i) => {
    const bands = calendar.week?.[day];
    return bands === undefined ? (parent?.week ?? idle)[i] : bandsOf(bands, add);
  });
  const exceptions = new Map(parent?.exceptions);
  for (const [day, bands] of exceptionsOf(calendar, add)) exceptions.set(day, bands);
  const announced = announcedOf(calendar, add) ?? parent?.announcedThrough;
  return {
    id,
    week,
    exceptions,
    ...(announced === undefined ? {} : { announcedThrough: announced }),
  };
}

function announcedOf({ announcedThrough }: ComityCalendar, add: Add): DayNumber | undefined {
  if (announcedThrough === undefined) return undefined;
  if (isCivilDate(announcedThrough)) return dateToDay(announcedThrough);
  add('exchange.calendar-date', `expected a day, got ${announcedThrough}`);
  return undefined;
}

function exceptionsOf(calendar: ComityCalendar, add: Add): ReadonlyMap<DayNumber, Bands> {
  const days = new Map<DayNumber, Bands>();
  for (const { from, to = from, bands } of calendar.exceptions ?? []) {
    if (!isCivilDate(from) || !isCivilDate(to) || to < from || from < '1900' || to >= '2200') {
      add('exchange.calendar-date', `expected days from 1900 to 2199, got ${from} to ${to}`);
      continue;
    }
    const [first, last] = [dateToDay(from), dateToDay(to)];
    if (days.size + last - first + 1 > exceptionDaysMax) {
      add('exchange.calendar-days', `expected at most ${exceptionDaysMax} days of exceptions`);
      break;
    }
    const worked = bandsOf(bands, add);
    for (let day = first; day <= last; day++) days.set(day, worked);
  }
  return days;
}

function bandsOf(texts: readonly string[], add: Add): Bands {
  const bands = texts.flatMap((text) => {
    const match = /^(\d\d):([0-5]\d)-(\d\d):([0-5]\d)$/.exec(text);
    const [from, to] = match
      ? [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])]
      : [0, 0];
    if (from < to && to <= minutesPerDay) return [{ from, to }];
    add('exchange.calendar-band', `expected HH:MM-HH:MM up to 24:00, got ${text.slice(0, 40)}`);
    return [];
  });
  return normalBands(bands);
}

/** Returns bands as they stand in a file: `08:00-12:00`. */
export function printBands(bands: Bands): string[] {
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return bands.map((band) => `${clock(band.from)}-${clock(band.to)}`);
}

/** Returns a week as it stands in a file; days without work are left out. */
export function printWeek(week: readonly Bands[]): Record<string, string[]> {
  const worked = weekdays.flatMap((day, i) =>
    week[i].length === 0 ? [] : [[day, printBands(week[i])] as const],
  );
  return Object.fromEntries(worked);
}
