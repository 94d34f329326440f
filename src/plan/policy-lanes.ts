// Scenarios over many runs at once: the base is placed in all lanes, then for every scenario what its changes really move
// is placed again and put back (docs/spec/plan.md 12). The numbers are those of policy-runs.ts one by one.
import type { ForecastModel } from './forecast-model.ts';
import { type LanePass, type Lanes, placeInLanes, placeLanes } from './lane-pass.ts';
import { finishLanes } from './lane-path.ts';
import { type LanePlan, laneCount } from './lane-plan.ts';
import { changeDuration } from './network-change.ts';
import type { CompiledScenario, RankingModel, RankingRuns, ScenarioLanes } from './scenarios.ts';

/** Lanes of a batch, and where their results stand. */
export interface LaneBatch {
  readonly number: number;
  /** Lanes from one up to and without another. */
  readonly first: number;
  readonly end: number;
  /** Place of lane `first` among the results. */
  readonly run: number;
}

/** Arrays that batches share. */
export interface LaneScratch {
  /** The base's dates and durations. */
  readonly kept: Pick<Lanes, 'start' | 'finish' | 'begun' | 'remaining'>;
  /** 1 for positions whose dates differ from the base's in any lane; 0 between scenarios. */
  readonly isMoved: Uint8Array;
  readonly finish: Int32Array;
  /** By lane, a position at which the base ends. */
  readonly last: Int32Array;
  readonly changed: Int32Array;
}

/** Returns scratch for a base. */
export function createScratch({ lanes, network }: ForecastModel): LaneScratch {
  const array = () => new Int32Array(lanes.finish.length);
  return {
    kept: { start: array(), finish: array(), begun: array(), remaining: array() },
    isMoved: new Uint8Array(network.count),
    finish: new Int32Array(laneCount),
    last: new Int32Array(laneCount),
    changed: new Int32Array(laneCount),
  };
}

interface LaneRuns {
  readonly runs: RankingRuns;
  readonly batch: LaneBatch;
  readonly scratch: LaneScratch;
}

/** Computes the drawn batch in lanes. Returns false where that is not possible; then what it has written does not count. */
export function runInLanes({ base, scenarios }: RankingModel, given: LaneRuns): boolean {
  const { plan, lanes, early, target } = base;
  const { runs, batch, scratch } = given;
  if (plan === undefined || base.settled !== undefined) return false;
  lanes.isOutside[0] = 0;
  placeLanes({ plan, lanes, early });
  finishLanes({ plan, lanes, early }, target, scratch.finish);
  const { kept, finish } = scratch;
  kept.start.set(lanes.start);
  kept.finish.set(lanes.finish);
  kept.begun.set(lanes.begun);
  kept.remaining.set(lanes.remaining);
  keepResults(runs.base, { finish, plan, batch });
  if (target === undefined) findLast(plan, lanes, scratch);
  for (let i = 0; i < scenarios.length && lanes.isOutside[0] === 0; i++) {
    const own = scenarios[i].lanes;
    if (own === undefined) return false;
    placeScenario({ plan: own.plan, lanes, early }, scenarios[i], scratch);
    finishScenario(base, own, scratch);
    keepResults(runs.changed[i], { finish: scratch.changed, plan, batch });
    restore(base, scenarios[i], scratch);
  }
  return lanes.isOutside[0] === 0;
}

function keepResults(
  into: Float64Array,
  of: { readonly finish: Int32Array; readonly plan: LanePlan; readonly batch: LaneBatch },
): void {
  const { first, end, run } = of.batch;
  for (let lane = first; lane < end; lane++) {
    into[run + lane - first] = of.finish[lane] + of.plan.origin;
  }
}

function findLast({ ends }: LanePlan, lanes: Lanes, { finish, last }: LaneScratch): void {
  for (const at of ends) {
    for (let lane = 0; lane < laneCount; lane++) {
      if (lanes.finish[at * laneCount + lane] === finish[lane]) last[lane] = at;
    }
  }
}

/** Changes durations, and places what they move; where nothing has moved, nothing behind it does. */
function placeScenario(pass: LanePass, scenario: CompiledScenario, scratch: LaneScratch): void {
  const { changed, cone, isChanged } = scenario;
  const { remaining } = pass.lanes;
  const { isMoved } = scratch;
  for (let i = 0; i < changed.length; i++) {
    const { at, changes, elapsed } = changed[i];
    for (let row = at * laneCount; row < (at + 1) * laneCount; row++) {
      remaining[row] = changeDuration(changes, remaining[row], elapsed);
    }
  }
  const { first, other } = pass.plan.network.predecessors;
  for (let i = 0; i < cone.length; i++) {
    const at = cone[i];
    let asks = isChanged[at] === 1;
    for (let link = first[at]; link < first[at + 1] && !asks; link++) {
      asks = isMoved[other[link]] === 1;
    }
    if (!asks) continue;
    placeInLanes(pass, at);
    isMoved[at] = differs(pass.lanes, scratch.kept, at) ? 1 : 0;
  }
}

function differs(lanes: Lanes, kept: LaneScratch['kept'], at: number): boolean {
  for (let i = at * laneCount; i < (at + 1) * laneCount; i++) {
    if (lanes.finish[i] !== kept.finish[i] || lanes.begun[i] !== kept.begun[i]) return true;
    if (lanes.start[i] !== kept.start[i]) return true;
  }
  return false;
}

/** Writes the finish of a scenario in each lane. */
function finishScenario(base: ForecastModel, own: ScenarioLanes, scratch: LaneScratch): void {
  const { lanes, target } = base;
  const { finish, last, isMoved, changed } = scratch;
  if (target !== undefined) {
    changed.set(lanes.finish.subarray(target * laneCount, (target + 1) * laneCount));
    return;
  }
  let isShorter = false;
  for (let lane = 0; lane < laneCount; lane++) {
    // What ended the project stands where it stood: only what has moved can end later.
    const stands = isMoved[last[lane]] === 0;
    changed[lane] = stands ? finish[lane] : -1;
    if (!stands) isShorter = true;
  }
  raise(changed, lanes, own.endsInside);
  if (isShorter) raise(changed, lanes, own.endsOutside);
}

function raise(latest: Int32Array, { finish }: Lanes, ends: Int32Array): void {
  for (let i = 0; i < ends.length; i++) {
    const row = ends[i] * laneCount;
    for (let lane = 0; lane < laneCount; lane++) {
      if (finish[row + lane] > latest[lane]) latest[lane] = finish[row + lane];
    }
  }
}

/** Puts the base's batch back. */
function restore(base: ForecastModel, scenario: CompiledScenario, scratch: LaneScratch): void {
  const { lanes } = base;
  const { kept, isMoved } = scratch;
  const { cone, changed } = scenario;
  for (let i = 0; i < cone.length; i++) {
    const at = cone[i];
    if (isMoved[at] === 0) continue;
    isMoved[at] = 0;
    for (let row = at * laneCount; row < (at + 1) * laneCount; row++) {
      lanes.start[row] = kept.start[row];
      lanes.finish[row] = kept.finish[row];
      lanes.begun[row] = kept.begun[row];
    }
  }
  for (let i = 0; i < changed.length; i++) {
    const row = changed[i].at * laneCount;
    lanes.remaining.set(kept.remaining.subarray(row, row + laneCount), row);
  }
}
