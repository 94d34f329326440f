// The calendar text of Primavera P6, column `clndr_data`: a tree of nodes `(0||NAME(KEY|VALUE|…)(CHILDREN))`. Days of the
// week are numbered from Sunday, which is 1; exceptions count days from 1899-12-30; breaks of lines are DEL (0x7F).
import { type Bands, type Calendar, normalBands } from '../plan/calendar.ts';
import { type DayNumber, dateToDay, minutesPerDay } from '../plan/civil-time.ts';
import { yearMax, yearMin } from '../plan/limits.ts';
import { p6CalendarDepthMax } from './limits.ts';

/** What one calendar states by itself; days that it does not name are those of its base. */
export interface P6CalendarText {
  /** Bands by day of the week, Monday first. */
  readonly week: ReadonlyMap<number, Bands>;
  readonly exceptions: ReadonlyMap<DayNumber, Bands>;
  /** Parts that make no sense: the rest counts. */
  readonly faults: readonly string[];
}

interface Node {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
  readonly children: readonly Node[];
}

const dayZero = dateToDay('1899-12-30');
const [firstDay, lastDay] = [dateToDay(`${yearMin}-01-01`), dateToDay(`${yearMax}-12-31`)];
const officeHours: Bands = [{ from: 8 * 60, to: 16 * 60 }];

/** The week of a calendar that states none, and of one that is not there: Monday to Friday, 08:00 to 16:00. */
export const p6DefaultWeek: readonly Bands[] = [0, 1, 2, 3, 4, 5, 6].map((day) =>
  day < 5 ? officeHours : [],
);

/** Reads the text; never throws. Days out of the years that schedules may use are left out. */
export function readP6Calendar(text: string): P6CalendarText {
  const faults: string[] = [];
  const week = new Map<number, Bands>();
  const exceptions = new Map<DayNumber, Bands>();
  const root = parseNodes(text.replaceAll('\u007f', ' '), faults);
  const named = (nodes: readonly Node[], name: string): readonly Node[] =>
    nodes.flatMap((node) => (node.name === name ? [node] : named(node.children, name)));
  for (const day of named(root, 'daysofweek').flatMap((node) => node.children)) {
    const number = Number(day.name);
    if (Number.isInteger(number) && number >= 1 && number <= 7) {
      week.set((number + 5) % 7, bandsOf(day.children, faults));
    } else faults.push(`the day of the week ${day.name.slice(0, 20)}`);
  }
  for (const one of named(root, 'exceptions').flatMap((node) => node.children)) {
    const day = dayZero + Number(one.values.get('d') ?? Number.NaN);
    if (!Number.isInteger(day)) faults.push('an exception without a day');
    else if (day >= firstDay && day <= lastDay) exceptions.set(day, bandsOf(one.children, faults));
  }
  return { week, exceptions, faults };
}

/** Returns the calendar of a text over its base; a week without any work at all is the default one. */
export function toP6Calendar(
  id: string,
  own: P6CalendarText,
  base: Pick<Calendar, 'week' | 'exceptions'> | undefined,
): Calendar {
  const stated = p6DefaultWeek.map((_, day) => own.week.get(day) ?? base?.week[day] ?? []);
  const week = stated.every((bands) => bands.length === 0) ? p6DefaultWeek : stated;
  return { id, week, exceptions: new Map([...(base?.exceptions ?? []), ...own.exceptions]) };
}

/** Times of 24 hours or with AM and PM; 00:00 and 23:59 at the end of a band are midnight. */
function bandsOf(nodes: readonly Node[], faults: string[]): Bands {
  const bands = nodes.flatMap((node) => {
    const [start, finish] = [minuteOf(node.values.get('s')), minuteOf(node.values.get('f'))];
    if (start === undefined && finish === undefined && node.values.size === 0) return [];
    const to = finish === 0 || finish === minutesPerDay - 1 ? minutesPerDay : finish;
    if (start !== undefined && to !== undefined && start < to) return [{ from: start, to }];
    faults.push(`the hours ${node.values.get('s') ?? ''}-${node.values.get('f') ?? ''}`);
    return [];
  });
  return normalBands(bands);
}

function minuteOf(text: string | undefined): number | undefined {
  const match = /^(\d{1,2}):(\d\d)(?::\d\d)?\s*([ap])?\.?m?\.?$/i.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  const half = match[3]?.toLowerCase();
  if (minutes > 59 || hours > (half === undefined ? 24 : 12)) return undefined;
  const inDay = half === undefined ? hours : (hours % 12) + (half === 'p' ? 12 : 0);
  const minute = inDay * 60 + minutes;
  return minute > minutesPerDay ? undefined : minute;
}

/** Node by node, by hand: a text is as deep as whoever wrote it wants. Unclosed nodes end with the text. */
function parseNodes(text: string, faults: string[]): readonly Node[] {
  const root: { name: string; values: Map<string, string>; children: Node[] } = {
    name: '',
    values: new Map(),
    children: [],
  };
  const open = [root];
  const head = /\(\s*\d+\s*\|\|([^()|]*)\(([^()]*)\)\s*\(/y;
  let at = 0;
  while (at < text.length) {
    head.lastIndex = at;
    const match = text[at] === '(' ? head.exec(text) : null;
    if (match !== null) {
      const node = {
        name: match[1].trim().toLowerCase(),
        values: valuesOf(match[2]),
        children: [],
      };
      open[open.length - 1].children.push(node);
      open.push(node);
      if (open.length > p6CalendarDepthMax) {
        faults.push('nodes too deep');
        break;
      }
      at = head.lastIndex;
      continue;
    }
    // A node ends with the bracket of its children and its own.
    if (text[at] === ')' && open.length > 1) {
      const rest = /\)\s*\)/y;
      rest.lastIndex = at;
      const closing = rest.exec(text);
      if (closing !== null) {
        open.pop();
        at = rest.lastIndex;
        continue;
      }
    }
    at += 1;
  }
  if (open.length > 1) faults.push('brackets that are not closed');
  return root.children;
}

function valuesOf(text: string): Map<string, string> {
  const parts = text.split('|').map((part) => part.trim());
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) values.set(parts[i].toLowerCase(), parts[i + 1]);
  return values;
}
