// The longest paths of many runs at once: one bit a run, set where a position lies on that run's path. The paths are
// those of longest-path.ts.
import { earlyBound } from './forward-pass.ts';
import { type LanePass, takePredecessors } from './lane-pass.ts';
import { laneCount } from './lane-plan.ts';
import { type LaneTime, laneFinish, laneWork } from './lane-time.ts';
import { fromStart, kind, status, toFinish } from './network.ts';
import { workBetween } from './working-time.ts';

/** Every lane. */
const allLanes = -1;

/** Writes the finish of the project, or of the target, in each lane; minutes from the plan's origin. */
export function finishLanes(
  { plan, lanes }: LanePass,
  target: number | undefined,
  into: Int32Array,
): void {
  if (target !== undefined) {
    const row = target * laneCount;
    into.set(lanes.finish.subarray(row, row + laneCount));
    return;
  }
  into.fill(plan.ends.length === 0 ? plan.network.dataDate - plan.origin : -1);
  for (let i = 0; i < plan.ends.length; i++) {
    const row = plan.ends[i] * laneCount;
    for (let lane = 0; lane < laneCount; lane++) {
      const finish = lanes.finish[row + lane];
      if (finish > into[lane]) into[lane] = finish;
    }
  }
}

/** Writes by position the lanes in which it lies on the longest path to the finish. */
export function markLanePaths(
  pass: LanePass,
  isOn: Int32Array,
  end: { readonly finish: Int32Array; readonly target: number | undefined },
): void {
  const { plan, lanes } = pass;
  const { target, finish } = end;
  isOn.fill(0);
  if (target === undefined) {
    for (const at of plan.ends) isOn[at] = lanesEqual(lanes.finish, at * laneCount, finish);
  } else if (isOpen(pass, target)) isOn[target] = allLanes;
  for (let at = target ?? plan.network.count - 1; at >= 0; at--) {
    if (isOn[at] !== 0) markDrivers(pass, isOn, at);
  }
}

function lanesEqual(dates: Int32Array, row: number, finish: Int32Array): number {
  let bits = 0;
  for (let lane = 0; lane < laneCount; lane++) {
    if (dates[row + lane] === finish[lane]) bits |= 1 << lane;
  }
  return bits;
}

function markDrivers(pass: LanePass, isOn: Int32Array, at: number): void {
  const { network } = pass.plan;
  const { first, other } = network.predecessors;
  const isPlain = network.isPlain[at] === 1;
  for (let link = first[at]; link < first[at + 1]; link++) {
    const from = other[link];
    const asked = isOn[at] & ~isOn[from];
    if (asked === 0 || !isOpen(pass, from)) continue;
    isOn[from] |= isPlain
      ? driving(pass, { link, at }, asked)
      : drivingByRule(pass, { link, at }, asked);
  }
}

interface LinkInto {
  readonly link: number;
  readonly at: number;
}

/** The lanes asked in which a link puts a plain position where it is. */
function driving({ plan, lanes }: LanePass, { link, at }: LinkInto, asked: number): number {
  const { network, times, origin } = plan;
  const { other, type, lag, time } = network.predecessors;
  const own = times[network.calendar[at]];
  const lagTime = times[time[link]];
  const dates = (type[link] & fromStart) === 0 ? lanes.finish : lanes.start;
  const row = other[link] * laneCount;
  const least = network.dataDate - origin;
  const isStart = (type[link] & toFinish) === 0;
  let bits = 0;
  for (let rest = asked; rest !== 0; rest &= rest - 1) {
    const lane = 31 - Math.clz32(rest & -rest);
    let bound = dates[row + lane];
    if (lag[link] !== 0) bound = afterLag(lagTime, bound, lag[link]);
    if (bound < least) continue;
    const i = at * laneCount + lane;
    const placed = isStart ? lanes.begun[i] : laneWork(own, lanes.finish[i]);
    if (laneWork(own, bound) === placed) bits |= 1 << lane;
  }
  return bits;
}

function afterLag(time: LaneTime, minute: number, lag: number): number {
  const work = laneWork(time, minute) + lag;
  return work <= 0 ? -1 : laneFinish(time, Math.min(work, time.total));
}

function drivingByRule(pass: LanePass, { link, at }: LinkInto, asked: number): number {
  const { plan, lanes, early } = pass;
  const { network, origin } = plan;
  const time = network.times[network.calendar[at]];
  const dates = (network.predecessors.type[link] & toFinish) === 0 ? lanes.start : lanes.finish;
  let bits = 0;
  for (let rest = asked; rest !== 0; rest &= rest - 1) {
    const lane = 31 - Math.clz32(rest & -rest);
    takePredecessors(pass, at, lane);
    const bound = earlyBound({ network, early }, link, at);
    if (bound < network.dataDate) continue;
    const placed = dates[at * laneCount + lane] + origin;
    if (workBetween(time, bound, placed) === 0) bits |= 1 << lane;
  }
  return bits;
}

function isOpen({ plan: { network } }: LanePass, at: number): boolean {
  return network.status[at] !== status.completed && network.kind[at] !== kind.span;
}

/** Returns how many lanes are set. */
export function countLanes(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
