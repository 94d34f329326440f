// A schedule as bars on a terminal: a line for each activity, told apart by shape, so that it reads without colors.
import { dayOfMinute, dayToDate, type Minute, minutesPerDay } from '../plan/civil-time.ts';
import type { ScheduledActivity, ScheduledProject } from '../plan/critical-path.ts';
import { finishOf, startOf } from '../plan/schedule-diff.ts';
import { padded, placesOf } from './table.ts';

/** The marks, for a legend. */
export const ganttMarks = {
  critical: '█',
  open: '▒',
  completed: '░',
  milestone: '◆',
  dataDate: '│',
} as const;

const labelPlacesMax = 32;
const barPlacesMin = 20;
/** A date and a space. */
const tickPlaces = 11;

/**
 * Returns the lines: a scale of dates, then a bar for each activity in the order given. Every activity has at least one
 * mark; the data date is drawn where no bar lies. Nothing for a project without activities.
 * @param places Width of the terminal, at least 40; less is taken for 40.
 */
export function ganttOf(scheduled: ScheduledProject, places: number): readonly string[] {
  const { activities, project } = scheduled;
  if (activities.length === 0) return [];
  const labels = activities.map(({ activity: { code, name } }) =>
    cut(name === undefined ? code : `${code} ${name}`, labelPlacesMax),
  );
  const labelPlaces = Math.max(...labels.map(placesOf));
  const columns = Math.max(barPlacesMin, Math.max(40, places) - labelPlaces - 2);
  const from = startOfDay(Math.min(project.dataDate, ...bounds(activities.map(startOf), 'least')));
  const to = Math.max(project.dataDate, ...bounds(activities.map(finishOf), 'greatest'));
  const perColumn = Math.max(1, (to - from) / columns);
  const columnOf = (minute: Minute) =>
    Math.min(columns - 1, Math.max(0, Math.floor((minute - from) / perColumn)));
  const indent = ' '.repeat(labelPlaces + 2);
  return [
    (
      indent + scale(columns, (column) => dayToDate(dayOfMinute(from + column * perColumn)))
    ).trimEnd(),
    ...activities.map((one, i) => {
      const bar = barOf(one, { columns, columnOf, dataDate: columnOf(project.dataDate) });
      return `${padded(labels[i], labelPlaces)}  ${bar}`.trimEnd();
    }),
  ];
}

/** One of many numbers, without spreading them all. */
function bounds(minutes: readonly Minute[], which: 'least' | 'greatest'): readonly [Minute] {
  const pick = which === 'least' ? Math.min : Math.max;
  return [minutes.reduce((found, minute) => pick(found, minute))];
}

function startOfDay(minute: Minute): Minute {
  return dayOfMinute(minute) * minutesPerDay;
}

function scale(columns: number, dateAt: (column: number) => string): string {
  let [line, last] = ['', ''];
  for (let at = 0; at + tickPlaces <= columns + 1; at += tickPlaces) {
    const date = dateAt(at);
    line += padded(date === last ? '' : date, tickPlaces);
    last = date;
  }
  return line;
}

function barOf(
  one: ScheduledActivity,
  given: {
    readonly columns: number;
    readonly columnOf: (minute: Minute) => number;
    readonly dataDate: number;
  },
): string {
  const { columns, columnOf, dataDate } = given;
  const cells = Array<string>(columns).fill(' ');
  cells[dataDate] = ganttMarks.dataDate;
  const [start, finish] = [columnOf(startOf(one)), columnOf(finishOf(one))];
  if (finishOf(one) === startOf(one)) {
    cells[start] = ganttMarks.milestone;
    return cells.join('');
  }
  // A bar that ends where a column begins does not reach into it.
  const isAtEdge = finish > start && columnOf(finishOf(one) - 1) < finish;
  for (let at = start; at <= (isAtEdge ? finish - 1 : finish); at++) {
    const isDone = one.status === 'completed' || (one.status === 'in-progress' && at < dataDate);
    const open = one.isCritical ? ganttMarks.critical : ganttMarks.open;
    cells[at] = isDone ? ganttMarks.completed : open;
  }
  return cells.join('');
}

/** Cuts a text to a number of places; Chinese characters take two. */
function cut(text: string, places: number): string {
  let [taken, width] = ['', 0];
  for (const character of text) {
    width += placesOf(character);
    if (width > places) return `${taken.trimEnd()}…`;
    taken += character;
  }
  return taken;
}
