// Working time of a calendar as arithmetic: work before a minute, and back from an amount of work to a minute.
// The way back has two answers at a pause (Friday 17:00 or Monday 08:00?), so there are two inverse maps.
// Days that exceptions span are tabulated; outside them weeks repeat. All constant time but for bands in a day.
import { assert } from '../base/errors.ts';
import { type Bands, bandsOn, type Calendar } from './calendar.ts';
import { type DayNumber, type Minute, minutesPerDay, weekdayOf } from './civil-time.ts';

/** Distinct kinds of day, each a run of bands in the flat arrays. */
interface DayShapes {
  readonly first: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Minutes worked in the day before each band. */
  readonly before: Int32Array;
}

/** A calendar compiled for arithmetic. Work is counted from a fixed point that means nothing by itself. */
export interface WorkingTime {
  /** Every minute is worked: all maps are the identity. */
  readonly isAlways: boolean;
  readonly weekMinutes: number;
  /** Work of a week before each weekday, eight values. */
  readonly beforeWeekday: Float64Array;
  /** The tabulated days: from this one, as many as `shapeOfDay` has. */
  readonly firstDay: number;
  readonly beforeDay: Float64Array;
  readonly shapeOfDay: Int32Array;
  /** For each amount of work, in steps of `stepMinutes`, a tabulated day at or before it. */
  readonly dayOfStep: Int32Array;
  readonly stepMinutes: number;
  /** What the tabulated days add to the weekly pattern for all days after them. */
  readonly shift: number;
  /** Shapes 0 to 6 are those of the week. */
  readonly shapes: DayShapes;
}

/**
 * Compiles a calendar. Its week must hold work. Cost: the days from its first to its last exception, and those of the
 * span, which are only looked up faster than others.
 */
export function compileCalendar(
  calendar: Calendar,
  span?: { readonly from: DayNumber; readonly to: DayNumber },
): WorkingTime {
  const isPlain = isAlways(calendar);
  const exceptions = [...calendar.exceptions.keys()];
  const days = span === undefined || isPlain ? exceptions : [...exceptions, span.from, span.to];
  const [firstDay, lastDay] = days.length === 0 ? [0, -1] : rangeOf(days);
  const dayCount = lastDay - firstDay + 1;
  const beforeWeekday = new Float64Array(8);
  for (const [i, bands] of calendar.week.entries()) {
    beforeWeekday[i + 1] = beforeWeekday[i] + minutesOf(bands);
  }
  const weekMinutes = beforeWeekday[7];
  assert(weekMinutes > 0, `calendar ${calendar.id} works in its week`);
  const kinds: Bands[] = [...calendar.week];
  const kindOf = new Map(calendar.week.map((bands, i) => [bands, i]));
  const beforeDay = new Float64Array(dayCount + 1);
  const shapeOfDay = new Int32Array(dayCount);
  beforeDay[0] = patternBefore(beforeWeekday, firstDay);
  for (let i = 0; i < dayCount; i++) {
    const bands = bandsOn(calendar, firstDay + i);
    let kind = kindOf.get(bands);
    if (kind === undefined) {
      kind = kinds.push(bands) - 1;
      kindOf.set(bands, kind);
    }
    shapeOfDay[i] = kind;
    beforeDay[i + 1] = beforeDay[i] + minutesOf(bands);
  }
  return {
    isAlways: isPlain,
    weekMinutes,
    beforeWeekday,
    firstDay,
    beforeDay,
    shapeOfDay,
    ...stepsOf(beforeDay),
    shift: beforeDay[dayCount] - patternBefore(beforeWeekday, firstDay + dayCount),
    shapes: flatten(kinds),
  };
}

function isAlways({ week, exceptions }: Calendar): boolean {
  return exceptions.size === 0 && week.every((bands) => minutesOf(bands) === minutesPerDay);
}

function rangeOf(days: readonly DayNumber[]): readonly [DayNumber, DayNumber] {
  return days.reduce(
    ([least, most], day) => [Math.min(least, day), Math.max(most, day)],
    [days[0], days[0]],
  );
}

/** Returns which shape the bands of a day have. */
export function shapeOn(time: WorkingTime, day: DayNumber): number {
  const index = day - time.firstDay;
  return index >= 0 && index < time.shapeOfDay.length ? time.shapeOfDay[index] : weekdayOf(day);
}

/** Returns the bands of a shape. */
export function bandsOfShape({ shapes }: WorkingTime, shape: number): Bands {
  const { first, from, to } = shapes;
  const places = Array.from(
    { length: first[shape + 1] - first[shape] },
    (_, i) => first[shape] + i,
  );
  return places.map((band) => ({ from: from[band], to: to[band] }));
}

/** Returns the work before a minute (S2's cum). */
export function workBefore(time: WorkingTime, minute: Minute): number {
  if (time.isAlways) return minute;
  const day = Math.floor(minute / minutesPerDay);
  const index = day - time.firstDay;
  const inDay = minute - day * minutesPerDay;
  if (index >= 0 && index < time.shapeOfDay.length) {
    return time.beforeDay[index] + workInDay(time.shapes, time.shapeOfDay[index], inDay);
  }
  const pattern = patternBefore(time.beforeWeekday, day);
  const before = index < 0 ? pattern : pattern + time.shift;
  return before + workInDay(time.shapes, weekdayOf(day), inDay);
}

/** Returns the earliest minute before which that much is worked: the end of a band rather than the next start (fin). */
export function finishOf(time: WorkingTime, work: number): Minute {
  if (time.isAlways) return work;
  const { beforeDay, shapes } = time;
  const last = time.shapeOfDay.length;
  if (work > beforeDay[0] && work <= beforeDay[last]) {
    let index = time.dayOfStep[Math.floor((work - beforeDay[0]) / time.stepMinutes)];
    while (beforeDay[index] >= work) index -= 1;
    while (beforeDay[index + 1] < work) index += 1;
    const rest = work - beforeDay[index];
    return (
      (time.firstDay + index) * minutesPerDay + finishInDay(shapes, time.shapeOfDay[index], rest)
    );
  }
  const plain = work <= beforeDay[0] ? work : work - time.shift;
  const week = Math.ceil(plain / time.weekMinutes) - 1;
  const inWeek = plain - week * time.weekMinutes;
  let weekday = 0;
  while (time.beforeWeekday[weekday + 1] < inWeek) weekday += 1;
  const rest = inWeek - time.beforeWeekday[weekday];
  return (week * 7 - 3 + weekday) * minutesPerDay + finishInDay(shapes, weekday, rest);
}

/** Returns the latest minute before which no more than that is worked: the start of a band (sta). */
export function startOf(time: WorkingTime, work: number): Minute {
  if (time.isAlways) return work;
  const { beforeDay, shapes } = time;
  const last = time.shapeOfDay.length;
  if (work >= beforeDay[0] && work < beforeDay[last]) {
    let index = time.dayOfStep[Math.floor((work - beforeDay[0]) / time.stepMinutes)];
    while (beforeDay[index + 1] <= work) index += 1;
    const rest = work - beforeDay[index];
    return (
      (time.firstDay + index) * minutesPerDay + startInDay(shapes, time.shapeOfDay[index], rest)
    );
  }
  const plain = work < beforeDay[0] ? work : work - time.shift;
  const week = Math.floor(plain / time.weekMinutes);
  const inWeek = plain - week * time.weekMinutes;
  let weekday = 0;
  while (time.beforeWeekday[weekday + 1] <= inWeek) weekday += 1;
  const rest = inWeek - time.beforeWeekday[weekday];
  return (week * 7 - 3 + weekday) * minutesPerDay + startInDay(shapes, weekday, rest);
}

/** Returns the minute itself when work follows it, else the next start of a band (nxt). */
export function nextStart(time: WorkingTime, minute: Minute): Minute {
  if (time.isAlways) return minute;
  const day = Math.floor(minute / minutesPerDay);
  const inDay = minute - day * minutesPerDay;
  const shape = shapeOn(time, day);
  const { first, from, to } = time.shapes;
  // Mostly a band of the day ends later: no other day need be looked for.
  for (let band = first[shape]; band < first[shape + 1]; band++) {
    if (to[band] > inDay) return from[band] > inDay ? day * minutesPerDay + from[band] : minute;
  }
  return startOf(time, workBefore(time, minute));
}

/** Returns the minute itself when work precedes it, else the last end of a band (prv). */
export function previousFinish(time: WorkingTime, minute: Minute): Minute {
  return finishOf(time, workBefore(time, minute));
}

/** Returns the work from one minute to another, negative when the other is earlier. */
export function workBetween(time: WorkingTime, from: Minute, to: Minute): number {
  return workBefore(time, to) - workBefore(time, from);
}

/** Returns a minute moved on by a lag; without lag the minute itself, worked or not. */
export function afterLag(time: WorkingTime, minute: Minute, lag: number): Minute {
  return lag === 0 ? minute : finishOf(time, workBefore(time, minute) + lag);
}

/** Returns a minute moved back by a lag: the start of a band for bounds on a start, the end of one for a finish. */
export function latestBefore(
  on: { readonly time: WorkingTime; readonly isStart: boolean },
  minute: Minute,
  lag: number,
): Minute {
  if (lag === 0) return minute;
  const work = workBefore(on.time, minute) - lag;
  return on.isStart ? startOf(on.time, work) : finishOf(on.time, work);
}

function minutesOf(bands: Bands): number {
  return bands.reduce((sum, band) => sum + band.to - band.from, 0);
}

/** Work before a day if weeks only repeated. Day -3 is a Monday. */
function patternBefore(beforeWeekday: Float64Array, day: number): number {
  const week = Math.floor((day + 3) / 7);
  return week * beforeWeekday[7] + beforeWeekday[day + 3 - week * 7];
}

function workInDay(shapes: DayShapes, shape: number, inDay: number): number {
  const end = shapes.first[shape + 1];
  let work = 0;
  for (let band = shapes.first[shape]; band < end && shapes.from[band] < inDay; band++) {
    work = shapes.before[band] + Math.min(inDay, shapes.to[band]) - shapes.from[band];
  }
  return work;
}

function finishInDay(shapes: DayShapes, shape: number, rest: number): number {
  let band = shapes.first[shape];
  while (shapes.before[band] + shapes.to[band] - shapes.from[band] < rest) band += 1;
  return shapes.from[band] + rest - shapes.before[band];
}

function startInDay(shapes: DayShapes, shape: number, rest: number): number {
  let band = shapes.first[shape];
  while (shapes.before[band] + shapes.to[band] - shapes.from[band] <= rest) band += 1;
  return shapes.from[band] + rest - shapes.before[band];
}

function flatten(kinds: readonly Bands[]): DayShapes {
  const first = new Int32Array(kinds.length + 1);
  for (const [i, bands] of kinds.entries()) first[i + 1] = first[i] + bands.length;
  const all = kinds.flat();
  const before = new Int32Array(all.length);
  let at = 0;
  for (const bands of kinds) {
    let work = 0;
    for (const band of bands) {
      before[at++] = work;
      work += band.to - band.from;
    }
  }
  const from = Int32Array.from(all, (band) => band.from);
  return { first, from, to: Int32Array.from(all, (band) => band.to), before };
}

/** Steps that an average day of work has in the table from work to days: most steps then lie within one day. */
const stepsOfDay = 6;

/** The table from work to days. */
function stepsOf(beforeDay: Float64Array): Pick<WorkingTime, 'dayOfStep' | 'stepMinutes'> {
  const dayCount = beforeDay.length - 1;
  const total = beforeDay[dayCount] - beforeDay[0];
  const stepMinutes = Math.max(1, Math.ceil(total / Math.max(1, dayCount * stepsOfDay)));
  const dayOfStep = new Int32Array(Math.floor(total / stepMinutes) + 1);
  let day = 0;
  for (let step = 0; step < dayOfStep.length; step++) {
    const work = beforeDay[0] + step * stepMinutes;
    while (day + 1 < dayCount && beforeDay[day + 1] <= work) day += 1;
    dayOfStep[step] = day;
  }
  return { dayOfStep, stepMinutes };
}
