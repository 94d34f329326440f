// Which share of the planned work was to be done by the end of each month: the planned value of a schedule without costs by activity
// (ISO 21508:2018, planned value), where a minute of work on any activity weighs as much as on any other.
import { alwaysCalendar, type Calendar } from './calendar.ts';
import { dateToDay, dayOfMinute, dayToDate, minutesPerDay } from './civil-time.ts';
import type { ScheduledActivity } from './critical-path.ts';
import { finishOf, startOf } from './schedule-diff.ts';
import { compileCalendar, type WorkingTime, workBetween } from './working-time.ts';

/** A month, and the share of all work from 0 to 1 that was to be done by its end. */
export interface PlannedMonth {
  /** `2026-04`. */
  readonly month: string;
  readonly share: number;
}

/** Months looked at: fifty years. */
const monthsMax = 600;

/**
 * Returns the months from the first in which anything was planned to the last; none where there is no work. Milestones, levels of effort
 * and summaries carry no work of their own. Work is spread evenly over the working time between an activity's start and finish. Total;
 * of a schedule longer than fifty years the first fifty.
 * @param calendars Those that the activities name; one that is not there always works.
 */
export function plannedShares(
  baseline: readonly ScheduledActivity[],
  calendars: readonly Calendar[],
): readonly PlannedMonth[] {
  const byId = new Map(calendars.map((one) => [one.id, one]));
  const times = new Map<Calendar, WorkingTime>();
  const timeOf = (calendar: Calendar) => {
    const time = times.get(calendar) ?? compileCalendar(calendar);
    times.set(calendar, time);
    return time;
  };
  const work = baseline
    .filter(({ activity }) => activity.type === 'task')
    .map((one) => {
      const [from, to] = [startOf(one), finishOf(one)];
      const time = timeOf(byId.get(one.activity.calendar ?? '') ?? alwaysCalendar);
      return { from, to, time, minutes: workBetween(time, from, to) };
    })
    .filter(({ minutes }) => minutes > 0);
  const all = work.reduce((sum, { minutes }) => sum + minutes, 0);
  if (all === 0) return [];
  const first = monthOf(Math.min(...work.map(({ from }) => from)));
  const last = Math.max(...work.map(({ to }) => to));
  const months: PlannedMonth[] = [];
  for (let month = first; months.length < monthsMax; month = next(month)) {
    const end = dateToDay(`${next(month)}-01`) * minutesPerDay;
    const done = work.reduce((sum, one) => {
      const until = Math.min(one.to, end);
      return until <= one.from ? sum : sum + workBetween(one.time, one.from, until);
    }, 0);
    months.push({ month, share: end >= last ? 1 : done / all });
    if (end >= last) break;
  }
  return months;
}

function monthOf(minute: number): string {
  return dayToDate(dayOfMinute(minute)).slice(0, 7);
}

function next(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const [y, m] = number === 12 ? [year + 1, 1] : [year, number + 1];
  return `${y}-${String(m).padStart(2, '0')}`;
}
