// Calendars of a Microsoft Project XML file: days of the week over those of the base, alternative weeks, exceptions
// old (a day of type 0) and new (recurring ones).
import { type Bands, type Calendar, normalBands, wholeDay } from '../plan/calendar.ts';
import { type DayNumber, minutesPerDay, weekdayOf } from '../plan/civil-time.ts';
import { type PlanIssue, planWarning } from '../plan/plan-issue.ts';
import { calendarDepthMax, exceptionDaysMax } from './limits.ts';
import { periodOf, recurringDays } from './mspdi-recurrence.ts';
import { flagOf } from './mspdi-words.ts';
import { childOf, childrenOf, textOf, type XmlElement } from './xml-records.ts';

const usual: Bands = [
  { from: 8 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 17 * 60 },
];
/** What a calendar says, each kind by itself: those that rest on it pick from it kind by kind. */
interface Layers {
  readonly week: readonly Bands[];
  /** Days of working weeks. */
  readonly inWeeks: ReadonlyMap<DayNumber, Bands>;
  readonly exceptions: ReadonlyMap<DayNumber, Bands>;
}
const standard: Layers = {
  week: [usual, usual, usual, usual, usual, [], []],
  inWeeks: new Map(),
  exceptions: new Map(),
};

/**
 * Returns the calendars by UID, each over its base. Of a day counts the first of: its own exception, its base's, its own working
 * week, its own day of the week, its base's working week, its base's day of the week (as Project 2024 has it); one without a base has Project's standard week below it: Monday to
 * Friday, 08:00 to 12:00 and 13:00 to 17:00. Warning: exchange.mspdi-calendar (parts that were left out).
 */
export function mspdiCalendars(
  elements: readonly XmlElement[],
  issues: PlanIssue[],
): ReadonlyMap<string, Calendar> {
  const byId = new Map(elements.map((element) => [textOf(element, 'UID'), element]));
  const made = new Map<string, Layers>();
  const make = (id: string, path: readonly string[]): Layers | undefined => {
    const there = made.get(id);
    const element = byId.get(id);
    if (there !== undefined || element === undefined) return there;
    const baseId = textOf(element, 'BaseCalendarUID');
    const faults: string[] = [];
    const isLoop = path.includes(baseId) || path.length >= calendarDepthMax;
    if (isLoop) faults.push(`the base ${baseId}`);
    const base = (isLoop ? undefined : make(baseId, [...path, baseId])) ?? standard;
    const layers = overBase(element, base, faults);
    made.set(id, layers);
    if (faults.length > 0) {
      const sentence = `left out of a calendar: ${faults.slice(0, 5).join(', ')}`;
      issues.push(
        planWarning('exchange.mspdi-calendar', sentence, { members: [id], line: element.line }),
      );
    }
    return layers;
  };
  for (const id of byId.keys()) make(id, [id]);
  return new Map(
    [...made].map(([id, { week, inWeeks, exceptions }]) => {
      return [id, { id, week, exceptions: new Map([...inWeeks, ...exceptions]) }];
    }),
  );
}

function overBase(element: XmlElement, base: Layers, faults: string[]): Layers {
  const days = childrenOf(childOf(element, 'WeekDays'), 'WeekDay');
  const own = weekOf(days, faults);
  const week = base.week.map((bands, day) => own.get(day) ?? bands);
  const exceptions = new Map(base.exceptions);
  const inWeeks = new Map([...base.inWeeks].filter(([day]) => !own.has(weekdayOf(day))));
  const setIn = (
    days: Map<DayNumber, Bands>,
    list: readonly DayNumber[],
    bands: (day: DayNumber) => Bands | undefined,
  ) => {
    for (const day of list) {
      const worked = bands(day);
      if (exceptions.size + inWeeks.size >= exceptionDaysMax) return;
      if (worked !== undefined) days.set(day, worked);
    }
  };
  const set = (list: readonly DayNumber[], bands: () => Bands) => setIn(exceptions, list, bands);
  for (const other of childrenOf(childOf(element, 'WorkWeeks'), 'WorkWeek')) {
    const instead = weekOf(childrenOf(childOf(other, 'WeekDays'), 'WeekDay'), faults);
    setIn(inWeeks, daysIn(other, faults), (day) => instead.get(weekdayOf(day)));
  }
  for (const day of days.filter((one) => textOf(one, 'DayType') === '0')) {
    const bands = bandsOf(day, faults);
    set(daysIn(day, faults), () => bands);
  }
  for (const one of childrenOf(childOf(element, 'Exceptions'), 'Exception')) {
    const bands = bandsOf(one, faults);
    const range = periodOf(childOf(one, 'TimePeriod'));
    const recurring = range === undefined ? undefined : recurringDays(one, range);
    if (recurring === undefined) faults.push(`the exception ${textOf(one, 'Name').slice(0, 40)}`);
    set(recurring ?? [], () => bands);
  }
  if (exceptions.size + inWeeks.size >= exceptionDaysMax)
    faults.push(`exceptions beyond ${exceptionDaysMax} days`);
  const isEmpty = week.every((bands) => bands.length === 0);
  return { week: isEmpty ? standard.week : week, inWeeks, exceptions };
}

/** Days of the week, Monday first; DayType counts from Sunday, which is 1. */
function weekOf(days: readonly XmlElement[], faults: string[]): ReadonlyMap<number, Bands> {
  const week = new Map<number, Bands>();
  for (const day of days) {
    const type = textOf(day, 'DayType');
    if (type === '0') continue;
    if (/^[1-7]$/.test(type)) week.set((Number(type) + 5) % 7, bandsOf(day, faults));
    else faults.push(`the day of the week ${type.slice(0, 20)}`);
  }
  return week;
}

function daysIn(element: XmlElement, faults: string[]): readonly DayNumber[] {
  const range = periodOf(childOf(element, 'TimePeriod'));
  if (range === undefined) {
    faults.push('a time without its days');
    return [];
  }
  const length = Math.min(range.last - range.first + 1, exceptionDaysMax);
  return Array.from({ length }, (_, i) => range.first + i);
}

/** A working day without times has the usual ones; 00:00 at an end is midnight, from 00:00 to 00:00 the whole day. */
function bandsOf(day: XmlElement, faults: string[]): Bands {
  if (flagOf(day, 'DayWorking') === false) return [];
  const times = childrenOf(childOf(day, 'WorkingTimes'), 'WorkingTime');
  if (times.length === 0) return flagOf(day, 'DayWorking') === true ? usual : [];
  const bands = times.flatMap((time) => {
    const [start, finish] = [textOf(time, 'FromTime'), textOf(time, 'ToTime')];
    if (start === '' && finish === '') return [];
    const [from, to] = [minuteOf(start), minuteOf(finish)];
    if (from === 0 && to === 0) return wholeDay;
    const end = to === 0 ? minutesPerDay : to;
    if (from !== undefined && end !== undefined && from < end) return [{ from, to: end }];
    faults.push(`the hours ${start}-${finish}`.slice(0, 60));
    return [];
  });
  return normalBands(bands);
}

function minuteOf(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::\d\d)?$/.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}
