// Working time for many runs at once: tables of whole minutes from an origin on, so that work before a minute and the
// way back are a few lookups each. They hold some years; who finds a minute outside says so and computes it otherwise.
import type { Bands } from './calendar.ts';
import { type DayNumber, minutesPerDay } from './civil-time.ts';
import { bandsOfShape, shapeOn, type WorkingTime, workBefore } from './working-time.ts';

/** Where tables begin, and how far they reach. */
export interface LaneSpan {
  /** Minutes of tables are counted from its midnight. */
  readonly originDay: DayNumber;
  readonly days: number;
}

/** Tables of one calendar. Minutes and work are counted from the origin. */
export interface LaneTime {
  /** Work before each day, one day more than the span has. */
  readonly dayBefore: Int32Array;
  /** Where the minutes of a day stand in `workIn`. */
  readonly rowOfDay: Int32Array;
  /** Work of a day before each of its minutes. */
  readonly workIn: Int16Array;
  /** For work in steps of 2^shift, the first working day that ends after it. */
  readonly guide: Int32Array;
  readonly shift: number;
  /** By working day: work at its end, its midnight, and what added to work gives the place in `finishIn`, `startIn`. */
  readonly endWork: Int32Array;
  readonly dayMinute: Int32Array;
  readonly base: Int32Array;
  /** By work of a day, its earliest and its latest minute. */
  readonly finishIn: Int16Array;
  readonly startIn: Int16Array;
  /** Work of the whole span. */
  readonly total: number;
}

const finishRow = minutesPerDay + 1;

/** Makes the tables of a calendar; it must work in the span. */
export function compileLaneTime(time: WorkingTime, span: LaneSpan): LaneTime {
  const { originDay, days } = span;
  const shapes = new Map<string, number>();
  const bands: Bands[] = [];
  const known = new Map<number, number>();
  const shapeOf = (day: DayNumber) => {
    const own = shapeOn(time, day);
    const found = known.get(own);
    if (found !== undefined) return found;
    // Every exception has a shape of its own, though most are the same.
    const list = bandsOfShape(time, own);
    const key = list.map(({ from, to }) => `${from}-${to}`).join();
    const shape = shapes.get(key) ?? bands.push(list) - 1;
    shapes.set(key, shape);
    known.set(own, shape);
    return shape;
  };
  const origin = workBefore(time, originDay * minutesPerDay);
  const dayBefore = new Int32Array(days + 1);
  const rowOfDay = new Int32Array(days + 1);
  const working: { end: number; day: number; base: number }[] = [];
  for (let i = 0; i <= days; i++) {
    const shape = shapeOf(originDay + i);
    dayBefore[i] = workBefore(time, (originDay + i) * minutesPerDay) - origin;
    rowOfDay[i] = shape * minutesPerDay;
    if (i === 0 || dayBefore[i] === dayBefore[i - 1]) continue;
    const base = (rowOfDay[i - 1] / minutesPerDay) * finishRow - dayBefore[i - 1];
    working.push({ end: dayBefore[i], day: i - 1, base });
  }
  const endWork = Int32Array.from(working, ({ end }) => end);
  return {
    ...{ dayBefore, rowOfDay, endWork },
    ...tablesOf(bands),
    ...guideOf(endWork),
    dayMinute: Int32Array.from(working, ({ day }) => day * minutesPerDay),
    base: Int32Array.from(working, ({ base }) => base),
    total: dayBefore[days],
  };
}

function tablesOf(shapes: readonly Bands[]) {
  const workIn = new Int16Array(shapes.length * minutesPerDay);
  const finishIn = new Int16Array(shapes.length * finishRow);
  const startIn = new Int16Array(shapes.length * finishRow);
  for (const [shape, bands] of shapes.entries()) {
    let work = 0;
    for (const { from, to } of bands) {
      for (let minute = from; minute < to; minute++) {
        startIn[shape * finishRow + work] = minute;
        work += 1;
        finishIn[shape * finishRow + work] = minute + 1;
        if (minute + 1 < minutesPerDay) workIn[shape * minutesPerDay + minute + 1] = 1;
      }
    }
    // So far 1 where the minute before is worked.
    for (let minute = 1; minute < minutesPerDay; minute++) {
      const at = shape * minutesPerDay + minute;
      workIn[at] += workIn[at - 1];
    }
  }
  return { workIn, finishIn, startIn };
}

/** Steps no longer than the shortest working day: at most one day ends within a step. */
function guideOf(endWork: Int32Array) {
  const shortest = endWork.reduce(
    (least, end, i) => Math.min(least, end - (i === 0 ? 0 : endWork[i - 1])),
    minutesPerDay,
  );
  const shift = 31 - Math.clz32(Math.max(1, shortest));
  const total = endWork[endWork.length - 1];
  const guide = new Int32Array((total >> shift) + 1);
  let day = 0;
  for (let step = 0; step < guide.length; step++) {
    while (day + 1 < endWork.length && endWork[day] <= step << shift) day += 1;
    guide[step] = day;
  }
  return { guide, shift };
}

/** Returns the work before a minute from 0 to the end of the span. */
export function laneWork({ dayBefore, rowOfDay, workIn }: LaneTime, minute: number): number {
  const day = (minute / minutesPerDay) | 0;
  return dayBefore[day] + workIn[rowOfDay[day] + minute - day * minutesPerDay];
}

/** Returns the earliest minute before which that much is worked: work above 0, at most that of the span. */
export function laneFinish(time: LaneTime, work: number): number {
  const { endWork } = time;
  let day = time.guide[(work - 1) >> time.shift];
  while (endWork[day] < work) day += 1;
  return time.dayMinute[day] + time.finishIn[time.base[day] + work];
}

/** Returns the latest minute before which no more than that is worked: work from 0 on, less than that of the span. */
export function laneStart(time: LaneTime, work: number): number {
  const { endWork } = time;
  let day = time.guide[work >> time.shift];
  while (endWork[day] <= work) day += 1;
  return time.dayMinute[day] + time.startIn[time.base[day] + work];
}
