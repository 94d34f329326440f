// The forward pass: early dates (docs/spec/plan.md 3). Completed activities are points, in-progress ones begin with
// their remaining work, and retained logic or progress override says which links still hold.
import { placeByAny } from './alternatives.ts';
import type { Minute } from './civil-time.ts';
import type { DateRule } from './date-rule.ts';
import { earlyBoundOfProject, placeAsProject } from './msproject-pass.ts';
import { fromStart, kind, type Network, status, toFinish } from './network.ts';
import type { EarlyDates, EarlyPass } from './passes.ts';
import {
  afterLag,
  finishOf,
  nextStart,
  previousFinish,
  startOf,
  type WorkingTime,
  workBefore,
  workBetween,
} from './working-time.ts';

/** Returns the early dates. Linear time. */
export function forwardPass(network: Network): EarlyDates {
  const early: EarlyDates = {
    start: new Float64Array(network.count),
    finish: new Float64Array(network.count),
    remaining: new Float64Array(network.count),
  };
  placeEarly({ network, early });
  return early;
}

/**
 * Fills in early dates from a position on, whatever they held there before: many runs share their arrays. Linear time.
 */
export function placeEarly(pass: EarlyPass, from = 0): void {
  const { network, early } = pass;
  const { count, isPlain, remaining, dataDate, times, calendar } = network;
  const { first, other, type, lag, time: lagTime } = network.predecessors;
  const { start, finish } = early;
  for (let at = from; at < count; at++) {
    if (isPlain[at] === 0 || remaining[at] === 0) {
      placeAt(pass, at);
      continue;
    }
    // What placeAt would do, for most of a network with next to nothing asked.
    let begin = dataDate;
    let end = Number.NEGATIVE_INFINITY;
    for (let link = first[at]; link < first[at + 1]; link++) {
      const one = other[link];
      let bound = (type[link] & fromStart) === 0 ? finish[one] : start[one];
      if (lag[link] !== 0) bound = afterLag(times[lagTime[link]], bound, lag[link]);
      if ((type[link] & toFinish) === 0) {
        if (bound > begin) begin = bound;
      } else if (bound > end) end = bound;
    }
    early.remaining[at] = remaining[at];
    const time = times[calendar[at]];
    let begun = workBefore(time, begin);
    if (end === Number.NEGATIVE_INFINITY) {
      start[at] = nextStart(time, begin);
      finish[at] = finishOf(time, begun + remaining[at]);
      continue;
    }
    begun = Math.max(begun, workBefore(time, end) - remaining[at]);
    start[at] = startOf(time, begun);
    finish[at] = finishOf(time, begun + remaining[at]);
    if (end > finish[at] && workBetween(time, finish[at], end) === 0) {
      finish[at] = nextStart(time, end);
    }
  }
}

/** Fills in the early dates of one position; those of its predecessors stand. */
export function placeAt(pass: EarlyPass, at: number): void {
  const { network, early } = pass;
  early.remaining[at] = network.remaining[at];
  if (network.kind[at] === kind.span) return;
  if (network.followsAny[at] === 1) placeByAny(pass, at, placeByAll);
  else placeByAll(pass, at);
}

/** Places a position whose links hold it all. */
export function placeByAll(pass: EarlyPass, at: number): void {
  const { network, early } = pass;
  early.remaining[at] = network.remaining[at];
  if (network.options.rules === 'msproject') placeAsProject(pass, at);
  else if (network.status[at] === status.completed) placeCompleted(pass, at);
  else placeOpen(pass, at);
}

/** A completed activity is a point at the data date, or later when a predecessor is out of sequence. */
function placeCompleted(pass: EarlyPass, at: number): void {
  const { network, early } = pass;
  const { first } = network.predecessors;
  let point = network.dataDate;
  if (network.options.progress === 'retained-logic') {
    for (let link = first[at]; link < first[at + 1]; link++) {
      point = Math.max(point, earlyBound(pass, link, at));
    }
  }
  early.start[at] = early.finish[at] = point;
}

function placeOpen(pass: EarlyPass, at: number): void {
  const { network, early } = pass;
  const { first, type } = network.predecessors;
  let start = Number.NEGATIVE_INFINITY;
  let finish = Number.NEGATIVE_INFINITY;
  for (let link = first[at]; link < first[at + 1]; link++) {
    const bound = earlyBound(pass, link, at);
    if ((type[link] & toFinish) === 0) {
      if (bound > start) start = bound;
    } else if (bound > finish) finish = bound;
  }
  const index = network.rule[at];
  if (index !== -1 || network.kind[at] === kind.finishMilestone || early.remaining[at] === 0) {
    placeBy(pass, { at, start, linkFinish: finish, rule: network.rules[index] });
    return;
  }
  const time = network.times[network.calendar[at]];
  const from = start > network.dataDate ? start : network.dataDate;
  const begun = workBefore(time, from);
  if (finish === Number.NEGATIVE_INFINITY) {
    early.start[at] = nextStart(time, from);
    early.finish[at] = finishOf(time, begun + early.remaining[at]);
  } else placeWork({ time, early, at }, { begun, finish, linkFinish: finish });
}

/** Places work between what was worked before its start and its duration, not ending before its finish bounds. */
function placeWork(
  place: { readonly time: WorkingTime; readonly early: EarlyDates; readonly at: number },
  bounds: { readonly begun: number; readonly finish: Minute; readonly linkFinish: Minute },
): void {
  const { time, early, at } = place;
  let { begun } = bounds;
  if (bounds.finish !== Number.NEGATIVE_INFINITY) {
    begun = Math.max(begun, workBefore(time, bounds.finish) - early.remaining[at]);
  }
  early.start[at] = startOf(time, begun);
  early.finish[at] = finishOf(time, begun + early.remaining[at]);
  stretchToLink(place, bounds.linkFinish);
}

/** A finish link bound after the finish, with no own work between, takes the finish along; constraints do not. */
function stretchToLink(
  place: { readonly time: WorkingTime; readonly early: EarlyDates; readonly at: number },
  linkFinish: Minute,
): void {
  const { time, early, at } = place;
  if (linkFinish <= early.finish[at]) return;
  if (workBetween(time, early.finish[at], linkFinish) !== 0) return;
  early.finish[at] = nextStart(time, linkFinish);
}

interface Bounds {
  readonly at: number;
  readonly start: Minute;
  readonly linkFinish: Minute;
  /** Undefined where the activity has no dates of its own to respect. */
  readonly rule: DateRule | undefined;
}

/** The order of rules is that of docs/spec/plan.md 3. */
function placeBy(pass: EarlyPass, bounds: Bounds): void {
  const { network, early } = pass;
  const { at, linkFinish, rule } = bounds;
  const time = network.times[network.calendar[at]];
  const { dataDate } = network;
  const start = Math.max(bounds.start, rule?.startFloor ?? Number.NEGATIVE_INFINITY);
  const finish = Math.max(linkFinish, rule?.finishFloor ?? Number.NEGATIVE_INFINITY);
  const mandatory = rule?.mandatoryFinish ?? rule?.mandatoryStart;
  if (network.kind[at] === kind.finishMilestone) {
    const other = Math.max(start, finish);
    const placed = Math.max(nextStart(time, dataDate), keepAtBand(time, other));
    early.start[at] = early.finish[at] = mandatory ?? placed;
    return;
  }
  const begin = nextStart(time, Math.max(dataDate, start));
  useExpectedFinish(network, early, { at, begin, rule });
  const remaining = early.remaining[at];
  if (remaining === 0) {
    early.start[at] = early.finish[at] = mandatory ?? Math.max(begin, finish);
    return;
  }
  const place = { time, early, at };
  if (mandatory === undefined) {
    placeWork(place, { begun: workBefore(time, begin), finish, linkFinish });
    return;
  }
  early.start[at] = mandatory;
  if (rule?.mandatoryFinish !== undefined) {
    early.start[at] = startOf(time, workBefore(time, rule.mandatoryFinish) - remaining);
  }
  early.finish[at] = finishOf(time, workBefore(time, early.start[at]) + remaining);
  stretchToLink(place, linkFinish);
}

function useExpectedFinish(
  network: Network,
  early: EarlyDates,
  given: { readonly at: number; readonly begin: Minute; readonly rule: DateRule | undefined },
): void {
  const { at, begin } = given;
  const expected = given.rule?.expectedFinish;
  if (expected === undefined || network.options.expectedFinish === 'ignored') return;
  if (network.kind[at] !== kind.task || expected <= begin) return;
  early.remaining[at] = workBetween(network.times[network.calendar[at]], begin, expected);
}

/** A finish milestone may stand inside work, at the start or at the end of a band; else at the next start. */
function keepAtBand(time: WorkingTime, minute: Minute): Minute {
  if (minute === Number.NEGATIVE_INFINITY || previousFinish(time, minute) === minute) return minute;
  return nextStart(time, minute);
}

/** Returns the bound that a predecessor link puts on the activity `at`; -Infinity where it puts none. */
export function earlyBound(pass: EarlyPass, link: number, at: number): Minute {
  const { network, early } = pass;
  const { predecessors, options } = network;
  if (options.rules === 'msproject') return earlyBoundOfProject(pass, link);
  const from = predecessors.other[link];
  if (network.status[from] === status.completed) return boundOfCompleted(pass, link, at);
  const own = network.status[at];
  if (own !== status.notStarted && options.progress === 'progress-override') {
    return Number.NEGATIVE_INFINITY;
  }
  const type = predecessors.type[link];
  const lag = predecessors.lag[link];
  const anchor = (type & fromStart) === 0 ? early.finish[from] : early.start[from];
  if (network.status[from] === status.inProgress && countsDown(type, own)) {
    const time = network.times[predecessors.time[link]];
    const rest = remainingLag(lag, workBetween(time, network.actualStart[from], network.dataDate));
    return afterLag(time, options.startLag === 'data-date' ? network.dataDate : anchor, rest);
  }
  return lag === 0 ? anchor : afterLag(network.times[predecessors.time[link]], anchor, lag);
}

/** Start-to-start lags of started predecessors count down; into completed ones start-to-finish lags do too. */
function countsDown(type: number, own: number): boolean {
  return type === fromStart || (own === status.completed && (type & fromStart) !== 0);
}

/** A completed predecessor binds by its actual date, or by its own point when that lies after the data date. */
function boundOfCompleted(pass: EarlyPass, link: number, at: number): Minute {
  const { network, early } = pass;
  const { predecessors, dataDate } = network;
  const from = predecessors.other[link];
  const point = early.finish[from];
  if (network.status[at] === status.completed) return point;
  const isStart = (predecessors.type[link] & fromStart) !== 0;
  const actual = isStart ? network.actualStart[from] : network.actualFinish[from];
  const time = network.times[predecessors.time[link]];
  const bound = afterLag(time, actual, predecessors.lag[link]);
  if (point > dataDate) return Math.max(bound, point);
  return bound <= dataDate ? Number.NEGATIVE_INFINITY : bound;
}

/** Returns what is left of a lag after that much work; never negative. */
export function remainingLag(lag: number, worked: number): number {
  return Math.max(0, lag - Math.max(0, worked));
}
