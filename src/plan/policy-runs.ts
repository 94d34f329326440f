// The runs of a comparison: each run is drawn and placed once, then for every scenario only what its changes can move is
// placed again (docs/spec/plan.md 12). In lanes where the network allows, else one by one.
import {
  drawBatch,
  drawDurations,
  type ForecastModel,
  finishPlaced,
  finishWithDurations,
} from './forecast-model.ts';
import { placeAt } from './forward-pass.ts';
import { laneCount } from './lane-plan.ts';
import { kind, status } from './network.ts';
import { changeDuration } from './network-change.ts';
import type { EarlyDates } from './passes.ts';
import { createScratch, type LaneBatch, runInLanes } from './policy-lanes.ts';
import type { CompiledScenario, RankingModel, RankingRuns } from './scenarios.ts';

/** Computes the runs from one number up to and without another. Cost of a run: the project and every cone. */
export function runScenarios(model: RankingModel, from: number, to: number): RankingRuns {
  const runs: RankingRuns = {
    base: new Float64Array(to - from),
    changed: model.scenarios.map(() => new Float64Array(to - from)),
  };
  const scratch = createScratch(model.base);
  for (let run = from; run < to; ) {
    const number = Math.floor(run / laneCount);
    const first = run - number * laneCount;
    const end = Math.min(laneCount, to - number * laneCount);
    const batch = { number, first, end, run: run - from };
    drawBatch(model.base, number);
    if (!runInLanes(model, { runs, batch, scratch })) runOneByOne(model, runs, batch);
    run += end - first;
  }
  return runs;
}

function runOneByOne({ base, scenarios }: RankingModel, runs: RankingRuns, batch: LaneBatch): void {
  const array = () => new Float64Array(base.network.count);
  const kept = { start: array(), finish: array(), remaining: array() };
  for (let lane = batch.first; lane < batch.end; lane++) {
    const run = batch.run + lane - batch.first;
    drawDurations(base, batch.number * laneCount + lane);
    const finish = finishWithDurations(base);
    runs.base[run] = finish;
    kept.start.set(base.early.start);
    kept.finish.set(base.early.finish);
    kept.remaining.set(base.network.remaining);
    const last = lastOpen(base, finish);
    for (let i = 0; i < scenarios.length; i++) {
      runs.changed[i][run] = finishOfScenario(base, scenarios[i], { finish, last });
      restore(base, scenarios[i], kept);
    }
  }
}

/** A position at which the project ends; -1 where a target says what the finish is. */
function lastOpen({ network, early, target }: ForecastModel, finish: number): number {
  if (target !== undefined) return -1;
  for (let at = network.count - 1; at >= 0; at--) {
    if (early.finish[at] !== finish || network.kind[at] === kind.span) continue;
    if (network.status[at] !== status.completed) return at;
  }
  return -1;
}

function finishOfScenario(
  base: ForecastModel,
  scenario: CompiledScenario,
  ofBase: { readonly finish: number; readonly last: number },
): number {
  const { network, early } = base;
  const { changed, cone, isInCone } = scenario;
  if (base.settled !== undefined || cone.length === 0) return ofBase.finish;
  for (let i = 0; i < changed.length; i++) {
    const { at, changes, elapsed } = changed[i];
    network.remaining[at] = changeDuration(changes, network.remaining[at], elapsed);
  }
  const pass = { network: scenario.network, early };
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < cone.length; i++) {
    const at = cone[i];
    placeAt(pass, at);
    if (network.kind[at] === kind.span || network.status[at] === status.completed) continue;
    if (early.finish[at] > latest) latest = early.finish[at];
  }
  // What ended the project is as it was: only the cone can end later.
  if (ofBase.last !== -1 && isInCone[ofBase.last] === 0) return Math.max(ofBase.finish, latest);
  return finishPlaced(base);
}

/** Puts the base's run back. */
function restore(base: ForecastModel, { changed, cone }: CompiledScenario, run: EarlyDates): void {
  const { early, network } = base;
  for (let i = 0; i < cone.length; i++) {
    early.start[cone[i]] = run.start[cone[i]];
    early.finish[cone[i]] = run.finish[cone[i]];
  }
  for (let i = 0; i < changed.length; i++) {
    network.remaining[changed[i].at] = run.remaining[changed[i].at];
  }
}
