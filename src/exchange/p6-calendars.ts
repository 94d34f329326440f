// The calendars of a P6 file: each over its base, and Monday to Friday, 08:00 to 16:00, for one that is not there.
import type { Calendar } from '../plan/calendar.ts';
import { type PlanIssue, planWarning } from '../plan/plan-issue.ts';
import { calendarDepthMax } from './limits.ts';
import { type P6CalendarText, p6DefaultWeek, toP6Calendar } from './p6-calendar.ts';

/** A calendar as the file has it. */
export interface P6Calendar {
  readonly id: string;
  /** Id of the calendar that it rests on; empty for none. */
  readonly base: string;
  readonly own: P6CalendarText;
  readonly line?: number;
}

/** The calendars of one file, and who needs one that it lacks. */
export interface P6Calendars {
  /** Returns the id of a calendar that is there: the one named, or the default one's. */
  idOf(named: string): string;
  /** Returns every calendar, with the default one where it was needed. */
  all(): readonly Calendar[];
}

/** No file's own id looks like this. */
const defaultId = 'comity:default';

/**
 * Returns the calendars ready for use. Warnings: exchange.p6-calendar (parts that make no sense and were left out),
 * exchange.p6-calendar-base (a base that is absent, or calendars that rest on each other).
 */
export function p6Calendars(given: readonly P6Calendar[], issues: PlanIssue[]): P6Calendars {
  const byId = new Map(given.map((calendar) => [calendar.id, calendar]));
  const made = new Map<string, Calendar>();
  const make = (calendar: P6Calendar, path: readonly string[]): Calendar => {
    const there = made.get(calendar.id);
    if (there !== undefined) return there;
    const where = { members: [calendar.id], line: calendar.line };
    const base = byId.get(calendar.base);
    const isLoop = path.includes(calendar.base) || path.length >= calendarDepthMax;
    if (calendar.base !== '' && (base === undefined || isLoop)) {
      const sentence = `the calendar ${calendar.base} is no base that can be followed`;
      issues.push(planWarning('exchange.p6-calendar-base', sentence, where));
    }
    if (calendar.own.faults.length > 0) {
      const sentence = `left out of a calendar: ${calendar.own.faults.slice(0, 5).join(', ')}`;
      issues.push(planWarning('exchange.p6-calendar', sentence, where));
    }
    const under = base === undefined || isLoop ? undefined : make(base, [...path, base.id]);
    const calendarMade = toP6Calendar(calendar.id, calendar.own, under);
    made.set(calendar.id, calendarMade);
    return calendarMade;
  };
  const calendars = given.map((calendar) => make(calendar, [calendar.id]));
  const absent = new Set<string>();
  return {
    idOf(named) {
      if (byId.has(named)) return named;
      if (!absent.has(named)) {
        const sentence = `no calendar ${named}: Monday to Friday, 08:00 to 16:00, is used`;
        issues.push(planWarning('exchange.p6-no-calendar', sentence));
      }
      absent.add(named);
      return defaultId;
    },
    all: () => {
      const standard = { id: defaultId, week: p6DefaultWeek, exceptions: new Map() };
      return absent.size === 0 ? calendars : [...calendars, standard];
    },
  };
}
