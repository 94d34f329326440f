// The forward pass of many runs at once: every position is placed in all lanes before the next, so that its links and
// its calendar are looked up once. The dates are those of forward-pass.ts, which places what is not plain.
import { minutesPerDay } from './civil-time.ts';
import { placeAt } from './forward-pass.ts';
import { type LanePlan, laneCount } from './lane-plan.ts';
import { type LaneTime, laneFinish, laneStart, laneWork } from './lane-time.ts';
import { fromStart, kind, toFinish } from './network.ts';
import type { EarlyDates } from './passes.ts';

/** Dates of `laneCount` runs: those of position p stand from p * laneCount on, in minutes from the plan's origin. */
export interface Lanes {
  /** Remaining durations, given. */
  readonly remaining: Int32Array;
  /** Of positions that need one. */
  readonly start: Int32Array;
  readonly finish: Int32Array;
  /** Work before the start, on the position's own calendar. */
  readonly begun: Int32Array;
  /** 1 when a date has left the tables: then none of these dates counts. A single value. */
  readonly isOutside: Uint8Array;
  /** Bounds of the position being placed. */
  readonly from: Int32Array;
  readonly until: Int32Array;
}

/** What lanes are placed with; the early dates are scratch for what is placed one by one. */
export interface LanePass {
  readonly plan: LanePlan;
  readonly lanes: Lanes;
  readonly early: EarlyDates;
}

/** Returns lanes of a network, nothing placed yet. */
export function createLanes(count: number): Lanes {
  const array = () => new Int32Array(count * laneCount);
  return {
    ...{ remaining: array(), start: array(), finish: array(), begun: array() },
    isOutside: new Uint8Array(1),
    from: new Int32Array(laneCount),
    until: new Int32Array(laneCount),
  };
}

/** Places every position. */
export function placeLanes(pass: LanePass): void {
  for (let at = 0; at < pass.plan.network.count; at++) placeInLanes(pass, at);
}

/** Places one position; its predecessors stand. */
export function placeInLanes(pass: LanePass, at: number): void {
  const { network } = pass.plan;
  if (network.kind[at] === kind.span) return;
  if (network.isPlain[at] === 0) placeOneByOne(pass, at);
  else if (gatherBounds(pass, at)) placeUntil(pass, at);
  else placeFrom(pass, at);
}

/** Below every minute of the tables, above the least number that is added to. */
const noBound = -1;

/** Fills in the bounds of a position; returns whether there are any on its finish. */
function gatherBounds({ plan, lanes }: LanePass, at: number): boolean {
  const { network, times } = plan;
  const { first, other, type, lag, time } = network.predecessors;
  const { from, until } = lanes;
  from.fill(network.dataDate - plan.origin);
  let hasUntil = false;
  const end = first[at + 1];
  for (let link = first[at]; link < end; link++) {
    const dates = (type[link] & fromStart) === 0 ? lanes.finish : lanes.start;
    const row = other[link] * laneCount;
    let into = from;
    if ((type[link] & toFinish) !== 0) {
      if (!hasUntil) until.fill(noBound);
      hasUntil = true;
      into = until;
    }
    if (lag[link] !== 0) {
      raiseAfterLag(lanes, { dates, row, into, time: times[time[link]], lag: lag[link] | 0 });
      continue;
    }
    for (let lane = 0; lane < laneCount; lane++) {
      const bound = dates[row + lane];
      if (bound > into[lane]) into[lane] = bound;
    }
  }
  return hasUntil;
}

function raiseAfterLag(
  { isOutside }: Lanes,
  link: {
    readonly dates: Int32Array;
    readonly row: number;
    readonly into: Int32Array;
    readonly time: LaneTime;
    readonly lag: number;
  },
): void {
  const { dates, row, into, time, lag } = link;
  for (let lane = 0; lane < laneCount; lane++) {
    let work = laneWork(time, dates[row + lane]) + lag;
    if (work > time.total) {
      isOutside[0] = 1;
      work = time.total;
    }
    // Before the tables is long before the data date: no bound.
    if (work <= 0) continue;
    const bound = laneFinish(time, work);
    if (bound > into[lane]) into[lane] = bound;
  }
}

/** Places a position that only its start holds. */
function placeFrom({ plan, lanes }: LanePass, at: number): void {
  const { remaining, finish, begun, isOutside, from } = lanes;
  const time = plan.times[plan.network.calendar[at]];
  const { dayBefore, rowOfDay, workIn, guide, shift, endWork, dayMinute, base, finishIn } = time;
  const { total } = time;
  const row = at * laneCount;
  for (let lane = 0; lane < laneCount; lane++) {
    const minute = from[lane];
    const day = (minute / minutesPerDay) | 0;
    const before = dayBefore[day] + workIn[rowOfDay[day] + minute - day * minutesPerDay];
    begun[row + lane] = before;
    const rest = remaining[row + lane];
    if (rest === 0) {
      finish[row + lane] = laneStart(time, withinStart(lanes, time, before));
      continue;
    }
    let work = before + rest;
    if (work > total) {
      isOutside[0] = 1;
      work = total;
    }
    let worked = guide[(work - 1) >> shift];
    while (endWork[worked] < work) worked += 1;
    finish[row + lane] = dayMinute[worked] + finishIn[base[worked] + work];
  }
  if (plan.needsStart[at] === 1) fillStarts(lanes, time, row);
}

/** Places a position that links into its finish hold as well. */
function placeUntil({ plan, lanes }: LanePass, at: number): void {
  const { remaining, finish, begun, isOutside, from, until } = lanes;
  const time = plan.times[plan.network.calendar[at]];
  const row = at * laneCount;
  for (let lane = 0; lane < laneCount; lane++) {
    const rest = remaining[row + lane];
    const bound = until[lane];
    let before = laneWork(time, from[lane]);
    if (rest === 0) {
      const start = laneStart(time, withinStart(lanes, time, before));
      const placed = bound > start ? bound : start;
      finish[row + lane] = placed;
      begun[row + lane] = laneWork(time, placed);
      continue;
    }
    const worked = bound === noBound ? 0 : laneWork(time, bound);
    if (worked - rest > before) before = worked - rest;
    begun[row + lane] = before;
    let work = before + rest;
    if (work > time.total) {
      isOutside[0] = 1;
      work = time.total;
    }
    const end = laneFinish(time, work);
    const isStretched = bound > end && worked === work;
    finish[row + lane] = isStretched ? laneStart(time, withinStart(lanes, time, worked)) : end;
  }
  if (plan.needsStart[at] === 1) fillStarts(lanes, time, row);
}

function fillStarts(lanes: Lanes, time: LaneTime, row: number): void {
  const { remaining, start, finish, begun } = lanes;
  for (let i = row; i < row + laneCount; i++) {
    start[i] = remaining[i] === 0 ? finish[i] : laneStart(time, withinStart(lanes, time, begun[i]));
  }
}

/** Returns work whose start the tables hold. */
function withinStart({ isOutside }: Lanes, { total }: LaneTime, work: number): number {
  if (work < total) return work;
  isOutside[0] = 1;
  return total - 1;
}

/** Places a position by the full rules, lane by lane. */
function placeOneByOne(pass: LanePass, at: number): void {
  const { plan, lanes, early } = pass;
  const { network, origin } = plan;
  const time = plan.times[network.calendar[at]];
  const stated = network.remaining[at];
  for (let lane = 0; lane < laneCount; lane++) {
    const i = at * laneCount + lane;
    takePredecessors(pass, at, lane);
    network.remaining[at] = lanes.remaining[i];
    placeAt({ network, early }, at);
    lanes.start[i] = within(pass, early.start[at] - origin);
    lanes.finish[i] = within(pass, early.finish[at] - origin);
    lanes.begun[i] = laneWork(time, lanes.start[i]);
  }
  network.remaining[at] = stated;
}

/** Fills in the early dates of a position's predecessors as they are in one lane. */
export function takePredecessors(pass: LanePass, at: number, lane: number): void {
  const { plan, lanes, early } = pass;
  const { first, other } = plan.network.predecessors;
  for (let link = first[at]; link < first[at + 1]; link++) {
    const from = other[link];
    early.finish[from] = lanes.finish[from * laneCount + lane] + plan.origin;
    early.start[from] = lanes.start[from * laneCount + lane] + plan.origin;
  }
}

function within({ plan, lanes }: LanePass, minute: number): number {
  if (minute >= 0 && minute <= plan.limit) return minute;
  lanes.isOutside[0] = 1;
  return minute < 0 ? 0 : plan.limit;
}
