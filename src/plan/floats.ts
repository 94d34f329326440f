// Total and free float, in working minutes of the activity's own calendar (docs/spec/plan.md 7).
import { fromStart, kind, type Network, ruleOf, status, toFinish } from './network.ts';
import type { AllDates } from './spans.ts';
import { afterLag, workBetween } from './working-time.ts';

/** Returns total float by position; negative where a date cannot be kept, NaN for completed work. */
export function totalFloats(network: Network, dates: AllDates): Float64Array {
  const { early, late } = dates;
  const floats = new Float64Array(network.count).fill(Number.NaN);
  for (let at = 0; at < network.count; at++) {
    if (network.status[at] === status.completed) continue;
    const time = network.times[network.calendar[at]];
    const byFinish = workBetween(time, early.finish[at], late.finish[at]);
    const { totalFloat } = network.options;
    if (totalFloat === 'finish') floats[at] = byFinish;
    else {
      const byStart = workBetween(time, early.start[at], late.start[at]);
      floats[at] = totalFloat === 'start' ? byStart : Math.min(byStart, byFinish);
    }
  }
  return floats;
}

/** Returns free float by position: how far nothing else moves; never negative, NaN for completed work. */
export function freeFloats(network: Network, dates: AllDates): Float64Array {
  const floats = new Float64Array(network.count).fill(Number.NaN);
  for (let at = 0; at < network.count; at++) {
    if (network.status[at] === status.completed) continue;
    floats[at] = isForcedToZero(network, at) ? 0 : freeFloat(network, dates, at);
  }
  return floats;
}

/** What ends by its expected finish has no free float, even when that is too early to act. */
function isForcedToZero(network: Network, at: number): boolean {
  if (network.options.expectedFinish === 'ignored' || network.kind[at] !== kind.task) return false;
  return ruleOf(network, at)?.expectedFinish !== undefined;
}

function freeFloat(network: Network, dates: AllDates, at: number): number {
  const { early, projectFinish } = dates;
  const { first, other, type, lag, time } = network.successors;
  const own = network.times[network.calendar[at]];
  let least = Number.POSITIVE_INFINITY;
  const end = first[at + 1];
  for (let link = first[at]; link < end; link++) {
    const to = other[link];
    if (network.status[to] !== status.notStarted && !countsForFreeFloat(network, link, at))
      continue;
    const kindOfLink = type[link];
    let bound = (kindOfLink & fromStart) === 0 ? early.finish[at] : early.start[at];
    if (lag[link] !== 0) bound = afterLag(network.times[time[link]], bound, lag[link]);
    const needed = (kindOfLink & toFinish) === 0 ? early.start[to] : early.finish[to];
    const room = workBetween(own, bound, needed);
    if (room < least) least = room;
  }
  if (least === Number.POSITIVE_INFINITY) {
    least = workBetween(own, early.finish[at], projectFinish);
  }
  return Math.max(0, least);
}

/** Whether a link into started work keeps its predecessor from moving. */
function countsForFreeFloat(network: Network, link: number, at: number): boolean {
  const to = network.successors.other[link];
  const theirs = network.status[to];
  if (theirs === status.completed) return false;
  if (network.options.progress === 'progress-override') return false;
  return network.successors.type[link] !== fromStart || network.status[at] === status.notStarted;
}
