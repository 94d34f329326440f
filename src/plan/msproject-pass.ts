// The rules of Microsoft Project (docs/spec/plan.md 3a): started work keeps its actual dates, a leveling delay counts on
// the clock, constraints pull as well as hold, manual dates stay, and completed work presses on its predecessors.
import type { Minute } from './civil-time.ts';
import type { DateRule } from './date-rule.ts';
import { fromStart, kind, type Network, ruleOf, status, toFinish } from './network.ts';
import type { EarlyDates, EarlyPass, LateDates, LatePass } from './passes.ts';
import {
  afterLag,
  finishOf,
  latestBefore,
  nextStart,
  previousFinish,
  startOf,
  type WorkingTime,
  workBefore,
  workBetween,
} from './working-time.ts';

/** Returns the bound that a predecessor link puts on an activity: its date and the whole lag, whatever its status. */
export function earlyBoundOfProject({ network, early }: EarlyPass, link: number): Minute {
  const { other, type, lag, time } = network.predecessors;
  const from = other[link];
  const anchor = (type[link] & fromStart) === 0 ? early.finish[from] : early.start[from];
  return afterLag(network.times[time[link]], anchor, lag[link]);
}

/** Fills in the early dates of one position; those of its predecessors stand. */
export function placeAsProject(pass: EarlyPass, at: number): void {
  const { network, early } = pass;
  const { actualStart, actualFinish } = network;
  const time = network.times[network.calendar[at]];
  const rule = ruleOf(network, at);
  if (rule?.placed !== undefined) {
    early.start[at] = rule.placed.start;
    early.finish[at] = rule.placed.finish;
    return;
  }
  const work = early.remaining[at];
  if (network.status[at] === status.notStarted) {
    early.start[at] = startFor(pass, at);
    early.finish[at] = finishFor(pass, at);
    return;
  }
  early.start[at] = actualStart[at];
  early.finish[at] =
    network.status[at] === status.completed
      ? actualFinish[at]
      : endAfter(time, actualStart[at], work);
}

/** What ends by a link ends on its bound as it is, also where no work is; else with its last work. */
function finishFor(pass: EarlyPass, at: number): Minute {
  const { network, early } = pass;
  const { first, type } = network.predecessors;
  const time = network.times[network.calendar[at]];
  const end = endAfter(time, early.start[at], early.remaining[at]);
  let bound = Number.NEGATIVE_INFINITY;
  for (let link = first[at]; link < first[at + 1]; link++) {
    if ((type[link] & toFinish) !== 0) bound = Math.max(bound, earlyBoundOfProject(pass, link));
  }
  return bound > end && workBetween(time, end, bound) === 0 ? bound : end;
}

function startFor(pass: EarlyPass, at: number): Minute {
  const { network, early } = pass;
  const { first } = network.predecessors;
  const time = network.times[network.calendar[at]];
  const rule = ruleOf(network, at);
  const work = early.remaining[at];
  const isLinked = first[at] < first[at + 1];
  // Only what follows other work may start before the project.
  let start = (isLinked ? startByLinks(pass, at) : network.dataDate) + (rule?.delay ?? 0);
  // A milestone after other work stands where that ends, also at the end of a day.
  if (work > 0 || !isLinked) start = nextStart(time, start);
  if (rule === undefined) return start;
  const held = constrained(time, start, { rule, work });
  if (network.options.conflicts === 'links-first') return Math.max(start, held);
  return isLinked ? held : Math.max(held, nextStart(time, network.dataDate));
}

/** The greatest start bound of the links into a position; -Infinity where there is none. */
function startByLinks(pass: EarlyPass, at: number): Minute {
  const { network, early } = pass;
  const { first, type } = network.predecessors;
  const time = network.times[network.calendar[at]];
  let start = Number.NEGATIVE_INFINITY;
  for (let link = first[at]; link < first[at + 1]; link++) {
    const bound = earlyBoundOfProject(pass, link);
    const isFinish = (type[link] & toFinish) !== 0;
    start = Math.max(start, isFinish ? startBefore(time, bound, early.remaining[at]) : bound);
  }
  return start;
}

/**
 * Returns the dates that total slack counts from: those of unstarted work, or the later ones that its links ask for, where a
 * constraint pulls it before them (docs/spec/plan.md 3a).
 */
export function slackDatesOfProject(
  pass: EarlyPass,
  at: number,
): { readonly start: Minute; readonly finish: Minute } {
  const { network, early } = pass;
  const [start, finish] = [early.start[at], early.finish[at]];
  const rule = ruleOf(network, at);
  const isOpen = network.status[at] === status.notStarted;
  if (rule === undefined || rule.placed !== undefined || !isOpen) return { start, finish };
  const byLinks = startByLinks(pass, at);
  if (byLinks <= start) return { start, finish };
  const time = network.times[network.calendar[at]];
  return { start: byLinks, finish: endAfter(time, byLinks, early.remaining[at]) };
}

/**
 * Returns early dates with as-late-as-possible work at its late dates, and what follows it after that: Project takes all its
 * slack, not only what is free (docs/spec/plan.md 3a).
 */
export function placeLateEarlies(network: Network, early: EarlyDates, late: LateDates): EarlyDates {
  const moved = { ...early, start: early.start.slice(), finish: early.finish.slice() };
  for (let at = 0; at < network.count; at++) {
    if (network.kind[at] === kind.span) continue;
    placeAsProject({ network, early: moved }, at);
    const rule = ruleOf(network, at);
    if (rule?.isAsLateAsPossible !== true || rule.placed !== undefined) continue;
    if (late.start[at] <= moved.start[at]) continue;
    moved.start[at] = late.start[at];
    moved.finish[at] = late.finish[at];
  }
  return moved;
}

/** The order is that of docs/spec/plan.md 3a. */
function constrained(
  time: WorkingTime,
  from: Minute,
  { rule, work }: { readonly rule: DateRule; readonly work: number },
): Minute {
  const snapped = (minute: Minute) => (work > 0 ? nextStart(time, minute) : minute);
  let start = from;
  if (rule.startFloor > start) start = snapped(rule.startFloor);
  if (rule.startCeiling < start) start = snapped(rule.startCeiling);
  if (rule.mandatoryStart !== undefined) start = rule.mandatoryStart;
  if (rule.mandatoryFinish !== undefined) start = startBefore(time, rule.mandatoryFinish, work);
  if (endAfter(time, start, work) < rule.finishFloor) {
    start = startBefore(time, rule.finishFloor, work);
  }
  if (endAfter(time, start, work) > rule.finishNoLater) {
    start = startBefore(time, rule.finishNoLater, work);
  }
  return start;
}

function endAfter(time: WorkingTime, start: Minute, work: number): Minute {
  return work === 0 ? start : finishOf(time, workBefore(time, start) + work);
}

function startBefore(time: WorkingTime, finish: Minute, work: number): Minute {
  return work === 0 ? finish : startOf(time, workBefore(time, finish) - work);
}

/** Fills in the late dates of one position; those of its successors stand. */
export function placeLateAsProject(pass: LatePass, at: number): void {
  const { network, early, late } = pass;
  if (network.status[at] === status.completed) {
    late.start[at] = early.start[at];
    late.finish[at] = early.finish[at];
    return;
  }
  const time = network.times[network.calendar[at]];
  const rule = ruleOf(network, at);
  const work = early.remaining[at];
  let { start, finish } = boundsOf(pass, at);
  start = Math.min(start, rule?.startCeiling ?? Number.POSITIVE_INFINITY);
  finish = Math.min(finish, rule?.finishCeiling ?? Number.POSITIVE_INFINITY);
  if (work === 0) late.start[at] = late.finish[at] = Math.min(start, finish);
  else {
    if (start < Number.POSITIVE_INFINITY) finish = Math.min(finish, endAfter(time, start, work));
    // Dates given by hand are not moved to where work is, late ones neither.
    late.finish[at] = rule?.placed === undefined ? previousFinish(time, finish) : finish;
    late.start[at] = startBefore(time, finish, work);
  }
  if (rule?.mandatoryFinish !== undefined) {
    late.finish[at] = rule.mandatoryFinish;
    late.start[at] = startBefore(time, rule.mandatoryFinish, work);
  } else if (rule?.mandatoryStart !== undefined) {
    late.start[at] = rule.mandatoryStart;
    late.finish[at] = endAfter(time, rule.mandatoryStart, work);
  }
  if (network.status[at] === status.inProgress) late.start[at] = network.actualStart[at];
}

/**
 * The least bounds of successors, and the project's finish; of what has no successor its own finish, where each such end has
 * a critical path of its own.
 */
function boundsOf({ network, early, late, horizon }: LatePass, at: number) {
  const { first, other, type, lag, time } = network.successors;
  const isOwnEnd =
    network.options.openEnds === 'own-finish' &&
    network.fromFinish === undefined &&
    first[at] === first[at + 1];
  const isPlaced = ruleOf(network, at)?.placed !== undefined;
  let start = Number.POSITIVE_INFINITY;
  let finish = isOwnEnd ? early.finish[at] : horizon;
  for (let link = first[at]; link < first[at + 1]; link++) {
    const to = other[link];
    const isStart = (type[link] & fromStart) !== 0;
    const anchor = (type[link] & toFinish) === 0 ? late.start[to] : late.finish[to];
    const on = { time: network.times[time[link]], isStart: isStart || isPlaced };
    const bound = latestBefore(on, anchor, lag[link]);
    if (isStart) start = Math.min(start, bound);
    else finish = Math.min(finish, bound);
  }
  return { start, finish };
}
