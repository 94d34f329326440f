// Placing activities as late as possible, after the backward pass (docs/spec/plan.md 5): they move towards their
// successors' early dates, and nothing else moves; under the rules of Microsoft Project their successors move as well.
import { lastStart } from './backward-pass.ts';
import type { Minute } from './civil-time.ts';
import { isNeeded } from './floats.ts';
import { placeLateEarlies } from './msproject-pass.ts';
import { fromStart, kind, type Network, ruleOf, status, toFinish } from './network.ts';
import type { EarlyDates, EarlyPass, LateDates } from './passes.ts';
import {
  finishOf,
  latestBefore,
  nextStart,
  previousFinish,
  startOf,
  type WorkingTime,
  workBefore,
} from './working-time.ts';

/** Returns early dates with as-late-as-possible activities moved; the same dates when there are none. */
export function placeLate(network: Network, early: EarlyDates, late: LateDates): EarlyDates {
  if (!network.rules.some((rule) => rule.isAsLateAsPossible)) return early;
  if (network.options.rules === 'msproject') return placeLateEarlies(network, early, late);
  const moved = { ...early, start: early.start.slice(), finish: early.finish.slice() };
  for (let at = network.count - 1; at >= 0; at--) {
    if (ruleOf(network, at)?.isAsLateAsPossible !== true) continue;
    if (network.kind[at] === kind.span) continue;
    const place = placeByNeeds({ network, early }, moved, { at, lateFinish: late.finish[at] });
    if (place.start <= moved.start[at]) continue;
    moved.start[at] = place.start;
    moved.finish[at] = place.finish;
  }
  return moved;
}

/** Primavera P6 moves work to what its successors' early dates allow. */
function placeByNeeds(
  pass: EarlyPass,
  moved: EarlyDates,
  { at, lateFinish }: { readonly at: number; readonly lateFinish: Minute },
) {
  const bounds = earliestNeeds(pass, moved, at);
  const isFree = bounds.start === Infinity && bounds.finish === Infinity;
  const finish = isFree ? lateFinish : bounds.finish;
  return latestPlace(pass.network, { at, start: bounds.start, finish }, moved.remaining[at]);
}

/** What the early dates of open successors, as moved so far, allow. */
function earliestNeeds(pass: EarlyPass, moved: EarlyDates, at: number) {
  const { network } = pass;
  const { first, other, type, lag, time } = network.successors;
  let start = Number.POSITIVE_INFINITY;
  let finish = Number.POSITIVE_INFINITY;
  for (let link = first[at]; link < first[at + 1]; link++) {
    const to = other[link];
    if (network.status[to] === status.completed) continue;
    if (network.status[to] !== status.notStarted) {
      if (network.options.progress === 'progress-override') continue;
    }
    if (!isNeeded(pass, link)) continue;
    const anchor = (type[link] & toFinish) === 0 ? moved.start[to] : moved.finish[to];
    const isStart = (type[link] & fromStart) !== 0;
    const bound = latestBefore({ time: network.times[time[link]], isStart }, anchor, lag[link]);
    if (isStart) start = Math.min(start, bound);
    else finish = Math.min(finish, bound);
  }
  return { start, finish };
}

function latestPlace(
  network: Network,
  bounds: { readonly at: number; readonly start: Minute; readonly finish: Minute },
  remaining: number,
) {
  const time = network.times[network.calendar[bounds.at]];
  if (remaining === 0) {
    const bound = Math.min(bounds.start, bounds.finish);
    const isFinish = network.kind[bounds.at] === kind.finishMilestone;
    const point = isFinish ? previousFinish(time, bound) : nextStart(time, bound);
    return { start: point, finish: point };
  }
  const byFinish = bounds.finish === Infinity ? undefined : workBefore(time, bounds.finish);
  const start = lastStart(time, bounds.start);
  if (byFinish !== undefined && startOf(time, byFinish - remaining) <= start) {
    return { start: startOf(time, byFinish - remaining), finish: finishOf(time, byFinish) };
  }
  return { start, finish: finishAfter(time, start, remaining) };
}

function finishAfter(time: WorkingTime, start: Minute, remaining: number): Minute {
  return finishOf(time, workBefore(time, start) + remaining);
}
