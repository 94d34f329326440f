// Total and free float, in working minutes of the activity's own calendar (docs/spec/plan.md 7).
import { needed } from './alternatives.ts';
import type { Minute } from './civil-time.ts';
import { placeByAll } from './forward-pass.ts';
import { slackDatesOfProject } from './msproject-pass.ts';
import { fromStart, kind, type Network, ruleOf, status, toFinish } from './network.ts';
import type { EarlyDates, EarlyPass } from './passes.ts';
import type { AllDates } from './spans.ts';
import { afterLag, type WorkingTime, workBefore, workBetween } from './working-time.ts';

/** Returns total float by position; negative where a date cannot be kept, NaN for completed work. */
export function totalFloats(network: Network, dates: AllDates): Float64Array {
  const { early, late } = dates;
  const { totalFloat } = network.options;
  const floats = new Float64Array(network.count).fill(Number.NaN);
  for (let at = 0; at < network.count; at++) {
    if (network.status[at] === status.completed) continue;
    const time = network.times[network.calendar[at]];
    const own =
      network.options.rules === 'msproject'
        ? slackDatesOfProject({ network, early }, at)
        : { start: early.start[at], finish: early.finish[at] };
    const byFinish = between(time, own.finish, late.finish[at]);
    if (totalFloat === 'finish') floats[at] = byFinish;
    else {
      const byStart = between(time, own.start, late.start[at]);
      floats[at] = totalFloat === 'start' ? byStart : Math.min(byStart, byFinish);
    }
  }
  return floats;
}

/** Work from one minute to another; on a critical path they are the same. */
function between(time: WorkingTime, from: Minute, to: Minute): number {
  return from === to ? 0 : workBetween(time, from, to);
}

/**
 * Returns free float by position: how far nothing else moves; never negative, NaN for completed work.
 * @param first Early dates before late placement.
 */
export function freeFloats(network: Network, dates: AllDates, first: EarlyDates): Float64Array {
  const floats = new Float64Array(network.count).fill(Number.NaN);
  for (let at = 0; at < network.count; at++) {
    if (network.status[at] === status.completed) continue;
    floats[at] = isForcedToZero(network, at) ? 0 : freeFloat({ network, early: first }, dates, at);
  }
  return floats;
}

/** What ends by its expected finish has no free float, even when that is too early to act. */
function isForcedToZero(network: Network, at: number): boolean {
  if (network.options.expectedFinish === 'ignored' || network.kind[at] !== kind.task) return false;
  return ruleOf(network, at)?.expectedFinish !== undefined;
}

function freeFloat(pass: EarlyPass, dates: AllDates, at: number): number {
  const { network } = pass;
  const { early, projectFinish } = dates;
  const { first, other, type, lag, time } = network.successors;
  const own = network.times[network.calendar[at]];
  let least = Number.POSITIVE_INFINITY;
  const ownFinish = early.finish[at];
  const finishWork = workBefore(own, ownFinish);
  const end = first[at + 1];
  for (let link = first[at]; link < end; link++) {
    const to = other[link];
    if (network.status[to] !== status.notStarted && !countsForFreeFloat(network, link, at))
      continue;
    if (!isNeeded(pass, link)) continue;
    const kindOfLink = type[link];
    let bound = (kindOfLink & fromStart) === 0 ? ownFinish : early.start[at];
    if (lag[link] !== 0) bound = afterLag(network.times[time[link]], bound, lag[link]);
    const needed = (kindOfLink & toFinish) === 0 ? early.start[to] : early.finish[to];
    // Most links leave from the finish without lag.
    const before = bound === ownFinish ? finishWork : workBefore(own, bound);
    const room = needed === bound ? 0 : workBefore(own, needed) - before;
    if (room < least) least = room;
    if (least <= 0) return 0;
  }
  if (least === Number.POSITIVE_INFINITY) {
    least = workBefore(own, projectFinish) - finishWork;
  }
  return Math.max(0, least);
}

/** Whether what follows any predecessor would move with this one, early dates as they are before late placement. */
export function isNeeded(pass: EarlyPass, link: number): boolean {
  const { network, early } = pass;
  const { other, index } = network.successors;
  const to = other[link];
  if (network.followsAny[to] === 0) return true;
  const place = { start: early.start[to], finish: early.finish[to], place: placeByAll };
  return needed(pass, to, place).has(index[link]);
}

/** Whether a link into started work keeps its predecessor from moving. */
function countsForFreeFloat(network: Network, link: number, at: number): boolean {
  const to = network.successors.other[link];
  const theirs = network.status[to];
  if (theirs === status.completed) return false;
  if (network.options.progress === 'progress-override') return false;
  return network.successors.type[link] !== fromStart || network.status[at] === status.notStarted;
}
