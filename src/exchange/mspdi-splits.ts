// Split tasks of a Microsoft Project XML file: the work within which a task rests. Project has no field for it; it stands in the
// time-phased work of an assignment, or shows when started work goes on later than where it stopped.
import { alwaysCalendar, type Calendar } from '../plan/calendar.ts';
import { type Minute, textToMinute } from '../plan/civil-time.ts';
import { compileCalendar, type WorkingTime, workBetween } from '../plan/working-time.ts';
import { minutesOfDuration } from './mspdi-words.ts';
import { childrenOf, textOf, type XmlElement } from './xml-records.ts';

/** Working minutes within a task in which nothing is worked, by id of the task. */
export type PausesOf = (
  task: XmlElement,
  given: { readonly calendar: string | undefined; readonly durationMinutes: number },
) => number;

interface Interval {
  readonly from: Minute;
  readonly to: Minute;
  readonly work: number;
}

/**
 * Returns how long tasks rest. Of several assignments the first counts that says when it works and works evenly: contours say
 * nothing of rests. Linear in the time-phased entries.
 */
export function pausesOf(
  assignments: readonly XmlElement[],
  calendars: ReadonlyMap<string, Calendar>,
): PausesOf {
  const times = new Map<string | undefined, WorkingTime>();
  const timeOf = (id: string | undefined) => {
    const there = times.get(id) ?? compileCalendar(calendars.get(id ?? '') ?? alwaysCalendar);
    times.set(id, there);
    return there;
  };
  const byTask = Map.groupBy(assignments, (one) => textOf(one, 'TaskUID'));
  return (task, { calendar, durationMinutes }) => {
    const own = byTask.get(textOf(task, 'UID')) ?? [];
    for (const assignment of own) {
      const intervals = intervalsOf(assignment);
      if (intervals.length < 2 || !['', '0'].includes(textOf(assignment, 'WorkContour'))) continue;
      return restWithin(timeOf(calendar), intervals, unitsOf(assignment));
    }
    return restSinceStop(task, timeOf(calendar), durationMinutes);
  };
}

/** Planned and done work of an assignment, in order of time, from the first that has any to the last. */
function intervalsOf(assignment: XmlElement): readonly Interval[] {
  const all = childrenOf(assignment, 'TimephasedData').flatMap((one): readonly Interval[] => {
    if (!['1', '2'].includes(textOf(one, 'Type'))) return [];
    const [from, to] = ['Start', 'Finish'].map((name) =>
      textToMinute(textOf(one, name).slice(0, 16)),
    );
    const work = minutesOfDuration(textOf(one, 'Value'));
    return from === undefined || to === undefined || work === undefined || to < from
      ? []
      : [{ from, to, work }];
  });
  const sorted = all.sort((a, b) => a.from - b.from || a.to - b.to);
  const first = sorted.findIndex(({ work }) => work > 0);
  return first < 0 ? [] : sorted.slice(first, sorted.findLastIndex(({ work }) => work > 0) + 1);
}

/** There is a rest where an interval within working time has no work, or where two of them leave one out. */
function restWithin(time: WorkingTime, intervals: readonly Interval[], units: number): number {
  let rest = 0;
  let idle = 0;
  let until = intervals[0]?.from ?? 0;
  for (const { from, to, work } of intervals) {
    if (from > until) rest += workBetween(time, until, from);
    const room = workBetween(time, Math.max(from, until), to);
    if (work === 0) rest += room;
    else idle += Math.max(0, room - Math.round(work / units));
    until = Math.max(until, to);
  }
  // The day on which a task stops is worked in part.
  return rest === 0 ? 0 : rest + idle;
}

/** Started work that goes on later than it stopped: what lies between is a rest. */
function restSinceStop(task: XmlElement, time: WorkingTime, durationMinutes: number): number {
  if (textOf(task, 'ActualFinish') !== '' || textOf(task, 'ActualStart') === '') return 0;
  const [stop, resume] = ['Stop', 'Resume'].map((name) =>
    textToMinute(textOf(task, name).slice(0, 16)),
  );
  if (stop === undefined || resume === undefined || resume <= stop) return 0;
  const start = textToMinute(textOf(task, 'ActualStart').slice(0, 16));
  const remaining = minutesOfDuration(textOf(task, 'RemainingDuration'));
  if (start === undefined || remaining === undefined || stop < start) return 0;
  return Math.max(0, workBetween(time, start, resume) - Math.max(0, durationMinutes - remaining));
}

/** A share of a whole resource; 1 where a file states none that makes sense. */
function unitsOf(assignment: XmlElement): number {
  const units = Number(textOf(assignment, 'Units') || '1');
  return Number.isFinite(units) && units > 0 ? units : 1;
}
