// By how much a project differs from its baseline: for each activity that both have, start and finish in calendar days, and the finish
// in working days of its calendar. Versions are compared in full by schedule-diff.ts; here one side is dates that stand already.
import { alwaysCalendar, type Calendar, meanDayMinutes } from './calendar.ts';
import { type DayNumber, dayOfMinute, type Minute } from './civil-time.ts';
import type { ScheduledActivity } from './critical-path.ts';
import type { Activity } from './schedule.ts';
import { finishOf, startOf } from './schedule-diff.ts';
import { compileCalendar, type WorkingTime, workBetween } from './working-time.ts';

/** Start and finish as people see them: actual where there is one. */
export interface Dates {
  readonly start: Minute;
  readonly finish: Minute;
}

/** An activity that baseline and present have; later is more, earlier is less than nothing. */
export interface Variance {
  readonly code: string;
  readonly baseline: Dates;
  readonly current: Dates;
  /** Calendar days. */
  readonly startDays: number;
  readonly finishDays: number;
  /** Mean working days of the calendar by which the activity is worked on now; a fraction. */
  readonly finishWorkingDays: number;
}

/** What differs, activity by activity. */
export interface Variances {
  /** In the order of the baseline. */
  readonly activities: readonly Variance[];
  /** Codes that only the present has. */
  readonly added: readonly string[];
  /** Activities that only the baseline has. */
  readonly removed: readonly Activity[];
}

/** An activity as it is dated now; its code is the one that the baseline would have. */
export interface CurrentActivity {
  readonly code: string;
  readonly dates: ScheduledActivity;
}

/**
 * Compares a baseline's activities with the present ones, by code. Total; of several with one code the first counts. Time: linear.
 * @param calendars Those that the present activities name; one that is not there always works.
 */
export function varianceOf(
  baseline: readonly ScheduledActivity[],
  current: readonly CurrentActivity[],
  calendars: readonly Calendar[],
): Variances {
  const there = new Map(current.toReversed().map(({ code, dates }) => [code, dates]));
  const was = baseline.map(({ activity }) => activity);
  const here = new Set(was.map(({ code }) => code));
  const byId = new Map(calendars.map((one) => [one.id, one]));
  const times = new Map<Calendar, WorkingTime>();
  const workingDays = (calendar: Calendar, from: Minute, to: Minute) => {
    // Only those that are used: a calendar that nobody works by may have no work.
    const time = times.get(calendar) ?? compileCalendar(calendar);
    times.set(calendar, time);
    return workBetween(time, from, to) / Math.max(1, meanDayMinutes(calendar));
  };
  return {
    activities: baseline.flatMap((before): readonly Variance[] => {
      const { code } = before.activity;
      const after = there.get(code);
      if (after === undefined) return [];
      const [first, now] = [datesOf(before), datesOf(after)];
      const calendar = byId.get(after.activity.calendar ?? '') ?? alwaysCalendar;
      return [
        {
          ...{ code, baseline: first, current: now },
          startDays: dayOfMinute(now.start) - dayOfMinute(first.start),
          finishDays: lastDayOf(now.finish) - lastDayOf(first.finish),
          finishWorkingDays: workingDays(calendar, first.finish, now.finish),
        },
      ];
    }),
    added: [...there.keys()].filter((code) => !here.has(code)).toReversed(),
    removed: was.filter(({ code }) => !there.has(code)),
  };
}

function datesOf(one: ScheduledActivity): Dates {
  return { start: startOf(one), finish: finishOf(one) };
}

/** What ends at midnight was still going on the day before. */
function lastDayOf(finish: Minute): DayNumber {
  return dayOfMinute(finish - 1);
}
