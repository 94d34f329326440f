// The critical path of a network that no rule applies to: every minute is worked, nothing has begun or has dates of its
// own. The dates are those of the passes; only sums and comparisons are left of them (docs/spec/plan.md 8).
import { fromStart, kind, type Network, toFinish } from './network.ts';
import type { EarlyDates, LateDates } from './passes.ts';

/** What {@link clockDates} fills in, by position. */
export interface ClockDates {
  readonly early: EarlyDates;
  readonly late: LateDates;
  readonly projectFinish: number;
  readonly totalFloat: Float64Array;
  readonly freeFloat: Float64Array;
  readonly longestPath: Uint8Array;
}

/** Returns whether nothing but durations and links places the activities of a network; there are some. */
export function isOnClock(network: Network): boolean {
  const { count, options, times, calendar, predecessors } = network;
  if (count === 0 || options.rules !== 'p6' || network.mustFinishBy !== undefined) return false;
  if (options.openEnds !== 'project-finish') return false;
  for (let at = 0; at < count; at++) {
    if (network.isPlain[at] === 0 || network.kind[at] !== kind.task) return false;
    if (network.remaining[at] === 0 || !times[calendar[at]].isAlways) return false;
  }
  for (let link = 0; link < predecessors.time.length; link++) {
    if (!times[predecessors.time[link]].isAlways) return false;
  }
  return true;
}

/** Computes all dates of a network on the clock. Linear time. */
export function clockDates(network: Network): ClockDates {
  const array = () => new Float64Array(network.count);
  const early = { start: array(), finish: array(), remaining: network.remaining };
  const late = { start: array(), finish: array() };
  const floats = { totalFloat: array(), freeFloat: array() };
  const projectFinish = placeForward(network, early);
  placeBackward(network, { early, late, ...floats, projectFinish });
  return {
    early,
    late,
    ...floats,
    projectFinish,
    longestPath: markPath(network, early, projectFinish),
  };
}

/** Returns the latest finish. */
function placeForward(network: Network, { start, finish }: EarlyDates): number {
  const { count, dataDate, remaining } = network;
  const { first, other, type, lag } = network.predecessors;
  let last = dataDate;
  let link = 0;
  for (let at = 0; at < count; at++) {
    const duration = remaining[at];
    const end = first[at + 1];
    let begin = dataDate;
    for (; link < end; link++) {
      const from = other[link];
      const kindOfLink = type[link];
      let bound = ((kindOfLink & fromStart) === 0 ? finish[from] : start[from]) + lag[link];
      if ((kindOfLink & toFinish) !== 0) bound -= duration;
      if (bound > begin) begin = bound;
    }
    start[at] = begin;
    const done = begin + duration;
    finish[at] = done;
    if (done > last) last = done;
  }
  return last;
}

/** Late dates and floats in one sweep: both ask what follows. */
function placeBackward(network: Network, dates: Omit<ClockDates, 'longestPath'>): void {
  const { early, late, totalFloat, freeFloat, projectFinish } = dates;
  const { count, remaining } = network;
  const { first, other, type, lag } = network.successors;
  let link = other.length - 1;
  for (let at = count - 1; at >= 0; at--) {
    const duration = remaining[at];
    const begin = first[at];
    const [ownStart, ownFinish] = [early.start[at], early.finish[at]];
    let start = Number.POSITIVE_INFINITY;
    let finish = Number.POSITIVE_INFINITY;
    let least = link < begin ? projectFinish - ownFinish : Number.POSITIVE_INFINITY;
    for (; link >= begin; link--) {
      const to = other[link];
      const kindOfLink = type[link];
      const own = lag[link];
      const intoStart = (kindOfLink & toFinish) === 0;
      const latest = (intoStart ? late.start[to] : late.finish[to]) - own;
      const needed = (intoStart ? early.start[to] : early.finish[to]) - own;
      if ((kindOfLink & fromStart) === 0) {
        if (latest < finish) finish = latest;
        if (needed - ownFinish < least) least = needed - ownFinish;
      } else {
        if (latest < start) start = latest;
        if (needed - ownStart < least) least = needed - ownStart;
      }
    }
    // Where only its start is bound, the finish of the project bounds its finish.
    if (finish === Number.POSITIVE_INFINITY) finish = projectFinish;
    if (start + duration < finish) finish = start + duration;
    late.finish[at] = finish;
    late.start[at] = finish - duration;
    totalFloat[at] = finish - ownFinish;
    freeFloat[at] = least > 0 ? least : 0;
  }
}

function markPath(network: Network, { start, finish }: EarlyDates, last: number): Uint8Array {
  const { count } = network;
  const { first, other, type, lag } = network.predecessors;
  const isOn = new Uint8Array(count);
  for (let at = count - 1; at >= 0; at--) {
    if (finish[at] === last) isOn[at] = 1;
    if (isOn[at] === 0) continue;
    for (let link = first[at]; link < first[at + 1]; link++) {
      const from = other[link];
      const kindOfLink = type[link];
      const bound = ((kindOfLink & fromStart) === 0 ? finish[from] : start[from]) + lag[link];
      if (bound < network.dataDate) continue;
      if (bound === ((kindOfLink & toFinish) === 0 ? start[at] : finish[at])) isOn[from] = 1;
    }
  }
  return isOn;
}
