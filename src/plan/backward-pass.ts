// The backward pass: late dates (docs/spec/plan.md 4). Lags are taken off on the same calendar as in the forward pass.
import { needed } from './alternatives.ts';
import type { Minute } from './civil-time.ts';
import type { DateRule } from './date-rule.ts';
import { placeByAll, remainingLag } from './forward-pass.ts';
import { placeLateAsProject } from './msproject-pass.ts';
import { fromStart, kind, type Network, ruleOf, status, toFinish } from './network.ts';
import type { EarlyPass, LateDates, LatePass } from './passes.ts';
import {
  finishOf,
  latestBefore,
  nextStart,
  previousFinish,
  startOf,
  type WorkingTime,
  workBefore,
  workBetween,
} from './working-time.ts';

/** The least bounds that successors and own dates put on start and finish; Infinity where there is none. */
interface LateBounds {
  readonly start: Minute;
  readonly finish: Minute;
}

/**
 * Returns the finish of a project: the latest early finish of open work, the data date where there is none. Under the
 * rules of Microsoft Project completed work counts as well.
 */
export function projectFinish(network: Network, finish: Float64Array): Minute {
  const countsEnded = network.options.rules === 'msproject';
  let last = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < network.count; at++) {
    if (network.kind[at] === kind.span) continue;
    if (network.status[at] === status.completed && !countsEnded) continue;
    if (finish[at] > last) last = finish[at];
  }
  return last === Number.NEGATIVE_INFINITY ? network.dataDate : last;
}

/** Returns the late dates. Linear time. */
export function backwardPass(pass: EarlyPass): LateDates {
  const { network, early } = pass;
  const late = {
    start: new Float64Array(network.count),
    finish: new Float64Array(network.count),
  };
  const horizon = network.mustFinishBy ?? projectFinish(network, early.finish);
  const latePass = { network, early, late, horizon };
  for (let at = network.count - 1; at >= 0; at--) {
    if (network.kind[at] === kind.span) continue;
    if (network.options.rules === 'msproject') placeLateAsProject(latePass, at);
    else if (network.status[at] === status.completed) placeCompleted(latePass, at);
    else placeOpen(latePass, at);
  }
  return late;
}

/** A completed activity is a point at its least bound, whatever its calendar. */
function placeCompleted(pass: LatePass, at: number): void {
  const bounds = successorBounds(pass, at);
  const ceiling = ruleOf(pass.network, at)?.finishCeiling ?? Number.POSITIVE_INFINITY;
  const least = Math.min(bounds.start, bounds.finish, ceiling);
  const point = least === Number.POSITIVE_INFINITY ? pass.horizon : least;
  pass.late.start[at] = pass.late.finish[at] = point;
}

function placeOpen(pass: LatePass, at: number): void {
  const { network, early, late } = pass;
  const found = successorBounds(pass, at);
  let { start, finish } = found;
  if (finish === Number.POSITIVE_INFINITY) {
    const isOpenEnd = start === Number.POSITIVE_INFINITY;
    const ownEnd = isOpenEnd && network.options.openEnds === 'own-finish';
    finish = ownEnd ? early.finish[at] : pass.horizon;
  }
  const rule = ruleOf(network, at);
  if (rule !== undefined) {
    start = Math.min(start, rule.startCeiling);
    finish = Math.min(finish, rule.finishCeiling);
  }
  const time = network.times[network.calendar[at]];
  const remaining = early.remaining[at];
  if (remaining === 0) {
    const bound = Math.min(start, finish);
    const isStart = network.kind[at] === kind.startMilestone && nextStart(time, bound) === bound;
    late.start[at] = late.finish[at] = isStart ? bound : previousFinish(time, bound);
  } else {
    const done = workBefore(time, finish);
    late.finish[at] = finishOf(time, done);
    late.start[at] = startOf(time, done - remaining);
    const latest = lastStart(time, start);
    if (latest < late.start[at]) {
      late.start[at] = latest;
      late.finish[at] = finishOf(time, workBefore(time, latest) + remaining);
    }
  }
  if (rule !== undefined) overrule(pass, at, rule);
}

/** The mandatory constraints fix the late dates as they fix the early ones. */
function overrule(pass: LatePass, at: number, rule: DateRule): void {
  const { network, early, late } = pass;
  const time = network.times[network.calendar[at]];
  const remaining = early.remaining[at];
  const { mandatoryStart, mandatoryFinish } = rule;
  if (mandatoryFinish !== undefined) {
    late.finish[at] = late.start[at] = mandatoryFinish;
    if (remaining > 0) {
      late.start[at] = startOf(time, workBefore(time, mandatoryFinish) - remaining);
    }
  } else if (mandatoryStart !== undefined) {
    late.start[at] = late.finish[at] = mandatoryStart;
    if (remaining > 0) {
      late.finish[at] = finishOf(time, workBefore(time, mandatoryStart) + remaining);
    }
  }
}

/** Returns a start bound as it stands when work follows it, else the end of the work before it. Infinity stays. */
export function lastStart(time: WorkingTime, bound: Minute): Minute {
  if (bound === Number.POSITIVE_INFINITY) return bound;
  return nextStart(time, bound) === bound ? bound : previousFinish(time, bound);
}

function successorBounds(pass: LatePass, at: number): LateBounds {
  const { network, late } = pass;
  const { first, type, other } = network.successors;
  let start = Number.POSITIVE_INFINITY;
  let finish = Number.POSITIVE_INFINITY;
  const isOverride = network.options.progress === 'progress-override';
  const end = first[at + 1];
  for (let link = first[at]; link < end; link++) {
    const to = other[link];
    if (isOverride && network.status[to] !== status.notStarted) continue;
    if (network.followsAny[to] === 1 && !isNeededLate(pass, link, to)) continue;
    const kindOfLink = type[link];
    let bound = (kindOfLink & toFinish) === 0 ? late.start[to] : late.finish[to];
    const isStart = (kindOfLink & fromStart) !== 0;
    if (network.successors.lag[link] !== 0) {
      const time = network.times[network.successors.time[link]];
      bound = latestBefore({ time, isStart }, bound, lateLag(network, link, at));
    }
    if (isStart) {
      if (bound < start) start = bound;
    } else if (bound < finish) finish = bound;
  }
  return { start, finish };
}

/** Whether what follows any predecessor needs this one to keep its late dates. */
function isNeededLate(pass: LatePass, link: number, to: number): boolean {
  const { network, late } = pass;
  const dates = { start: late.start[to], finish: late.finish[to], place: placeByAll };
  return needed(pass, to, dates).has(network.successors.index[link]);
}

/** Lags out of completed work count from its actual date, start-to-start lags of started work count down. */
function lateLag(network: Network, link: number, at: number): number {
  const { type, lag, time, other } = network.successors;
  if (lag[link] === 0 || network.status[at] === status.notStarted) return lag[link];
  const isStart = (type[link] & fromStart) !== 0;
  const isCompleted = network.status[at] === status.completed;
  if (isCompleted && network.status[other[link]] === status.completed) return 0;
  if (!isCompleted && type[link] !== fromStart) return lag[link];
  const since = isCompleted && !isStart ? network.actualFinish[at] : network.actualStart[at];
  return remainingLag(lag[link], workBetween(network.times[time[link]], since, network.dataDate));
}
