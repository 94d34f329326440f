// Civil time across a chart: dates to pixels, years and quarters or months as ticks, short names for both.
// Chart dates are of no zone in particular, so that UTC arithmetic of d3 is exact.
import { type ScaleTime, scaleUtc } from 'd3-scale';
import { utcMonth, utcYear } from 'd3-time';
import { type CivilDate, lastDay } from '../../base/dates.ts';
import type { Language } from '../../text/languages.ts';
import type { View } from '../view.ts';
import { textWidth } from './text-fit.ts';

/** `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`. */
export type CivilTime = string;

/** Milliseconds to pixels. */
export type TimeScale = ScaleTime<number, number>;

const dayMilliseconds = 86_400_000;

/** Returns the first moment of a civil time, in milliseconds. */
export function startOf(time: CivilTime): number {
  if (time.includes('T')) return Date.parse(`${time}:00Z`);
  const first = time.length === 4 ? `${time}-01-01` : time.length === 7 ? `${time}-01` : time;
  return Date.parse(`${first}T00:00:00Z`);
}

/** Returns the moment at which a civil time is over: of a day, month or year its last midnight. */
export function endOf(time: CivilTime): number {
  if (time.includes('T')) return Date.parse(`${time}:00Z`);
  return startOf(lastDay(time)) + dayMilliseconds;
}

/** Returns the civil date on which something that ends at that time was still going on: midnight belongs to the day before. */
export function dateOf(time: CivilTime): CivilDate {
  if (!time.includes('T')) return time;
  const moment = Date.parse(`${time}:00Z`);
  return new Date(time.endsWith('T00:00') ? moment - 1 : moment).toISOString().slice(0, 10);
}

/** Returns a scale over whole quarters that hold all of the times, in milliseconds. */
export function timeScale(
  times: readonly number[],
  range: readonly [from: number, to: number],
): TimeScale {
  const first = quarterOf(new Date(Math.min(...times)));
  const last = new Date(Math.max(...times));
  const floor = quarterOf(last);
  const end = floor.getTime() === last.getTime() ? last : utcMonth.offset(floor, 3);
  return scaleUtc()
    .domain([first, end.getTime() > first.getTime() ? end : utcMonth.offset(first, 3)])
    .range(range);
}

function quarterOf(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1));
}

/** A mark on the axis. `label` is missing where it would not fit. */
export interface TimeTick {
  readonly at: number;
  readonly grade: 'year' | 'quarter' | 'month';
  readonly label?: string;
}

/** Returns years (the first may have begun before), and months where their names fit, else quarters, named if these fit. */
export function timeTicks(view: View, scale: TimeScale, sizePx: number): readonly TimeTick[] {
  const [from, to] = scale.domain();
  const [left, right] = scale.range();
  const pixelsPerDay = (right - left) / ((to.getTime() - from.getTime()) / dayMilliseconds);
  const years = [from, ...utcYear.range(utcYear.ceil(new Date(from.getTime() + 1)), to)];
  const months = smallTicks(scale, { step: 1, name: (date) => monthName(view, date), sizePx });
  const small = months.isNamed
    ? months
    : smallTicks(scale, { step: 3, name: (date) => quarterName(view, date), sizePx });
  return [
    ...years.map((date, i) =>
      yearTick(view, {
        at: scale(date),
        next: scale(years[i + 1] ?? to),
        date,
        pixelsPerDay,
        sizePx,
      }),
    ),
    ...small.ticks,
  ];
}

/** Every month or every third, with names if the widest fits between two. */
function smallTicks(
  scale: TimeScale,
  kind: {
    readonly step: 1 | 3;
    readonly name: (date: Date) => string;
    readonly sizePx: number;
  },
): { readonly ticks: readonly TimeTick[]; readonly isNamed: boolean } {
  const { step, name, sizePx } = kind;
  const [from, to] = scale.domain();
  const dates = utcMonth
    .range(utcMonth.ceil(from), to)
    .filter((date) => date.getUTCMonth() % step === 0);
  const room = scale(utcMonth.offset(from, step)) - scale(from) - 8;
  const isNamed = dates.every((date) => textWidth(name(date), sizePx) <= room);
  const grade = step === 1 ? ('month' as const) : ('quarter' as const);
  const ticks = dates.map((date) => ({
    at: scale(date),
    grade,
    ...(isNamed ? { label: name(date) } : {}),
  }));
  return { ticks, isNamed };
}

/** A year of which too little is shown has no label; crowded years are labelled every second or fifth. */
function yearTick(
  view: View,
  tick: {
    readonly at: number;
    readonly date: Date;
    readonly next: number;
    readonly pixelsPerDay: number;
    readonly sizePx: number;
  },
): TimeTick {
  const label = yearName(view, tick.date);
  const needed = textWidth(label, tick.sizePx) + 8;
  const every = [1, 2, 5, 10].find((years) => tick.pixelsPerDay * 365 * years >= needed) ?? 20;
  const isRound = every === 1 || tick.date.getUTCFullYear() % every === 0;
  const shown = isRound && (every > 1 || tick.next - tick.at >= needed);
  return { at: tick.at, grade: 'year', ...(shown ? { label } : {}) };
}

function yearName({ language }: View, date: Date): string {
  return formatWith(language, { year: 'numeric' }, date);
}

function monthName({ language }: View, date: Date): string {
  return formatWith(language, { month: 'short' }, date);
}

function quarterName(view: View, date: Date): string {
  return view.text('chart.quarter', { quarter: Math.floor(date.getUTCMonth() / 3) + 1 });
}

/** Returns a date in little room: `Mar 2027`, `2027年3月`; of a quarter `Q1 2027`. */
export function shortDate(view: View, time: CivilTime): string {
  const date = dateOf(time);
  if (date.length === 4) return yearName(view, new Date(startOf(date)));
  return formatWith(view.language, { year: 'numeric', month: 'short' }, new Date(startOf(date)));
}

/** Returns the name of the month or quarter that begins at a moment: `March 2027`, `Q1 2027`. */
export function periodName(view: View, at: number, unit: 'month' | 'quarter'): string {
  const date = new Date(at);
  if (unit === 'month') {
    return formatWith(view.language, { year: 'numeric', month: 'long' }, date);
  }
  const quarter = Math.floor(date.getUTCMonth() / 3) + 1;
  return view.text('chart.quarter.year', { quarter, year: String(date.getUTCFullYear()) });
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters are kept: making one costs more than using it. */
function formatWith(language: Language, options: Intl.DateTimeFormatOptions, date: Date): string {
  const key = `${language.lang} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  const format = known ?? new Intl.DateTimeFormat(language.lang, { ...options, timeZone: 'UTC' });
  formatters.set(key, format);
  return format.format(date);
}
