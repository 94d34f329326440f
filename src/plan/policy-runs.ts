// The runs of a comparison: each run is drawn and placed once, then for every scenario only what its changes can move is
// placed again (docs/spec/plan.md 12).
import {
  drawDurations,
  type ForecastModel,
  finishPlaced,
  finishWithDurations,
} from './forecast-model.ts';
import { placeAt } from './forward-pass.ts';
import { kind, type LinkTable, type Network, status } from './network.ts';
import {
  type Changes,
  changeDuration,
  type DurationChange,
  elapsedBy,
  withoutLinks,
} from './network-change.ts';
import type { EarlyDates } from './passes.ts';
import type { Project } from './schedule.ts';

/** One changed duration. */
interface ChangedWork {
  readonly at: number;
  readonly changes: readonly DurationChange[];
  readonly elapsed: number;
}

/** One scenario made ready. */
interface CompiledScenario {
  /** With the base's positions; its arrays are the base's own but for the links. */
  readonly network: Network;
  readonly changed: readonly ChangedWork[];
  /** Positions that a change can move and that can move the finish, in order. */
  readonly cone: Int32Array;
  readonly isInCone: Uint8Array;
}

/** A base and what is compared with it. */
export interface RankingModel {
  readonly base: ForecastModel;
  readonly scenarios: readonly CompiledScenario[];
}

/** Finishes of some runs. */
export interface RankingRuns {
  readonly base: Float64Array;
  /** By scenario. */
  readonly changed: readonly Float64Array[];
}

/** Makes scenarios ready, each of changes made together. */
export function compileScenarios(
  base: ForecastModel,
  project: Project,
  scenarios: readonly Changes[],
): RankingModel {
  const { network, target } = base;
  const positions = Array.from({ length: network.count }, (_, at) => at);
  const bearing = target === undefined ? undefined : reached(network.predecessors, [target]);
  return {
    base,
    scenarios: scenarios.map((changes) => {
      const changed = changedWork(network, project, changes);
      const own = withoutLinks(network, project, changes.removed);
      const loosened = positionsOfRemoved(network, own);
      const moved = reached(network.successors, [...changed.map((one) => one.at), ...loosened]);
      const isInCone = moved.map((one, at) => one & (bearing?.[at] ?? 1));
      const cone = Int32Array.from(positions.filter((at) => isInCone[at] === 1));
      return { network: own, changed, cone, isInCone };
    }),
  };
}

function changedWork(network: Network, project: Project, changes: Changes): readonly ChangedWork[] {
  const changed: ChangedWork[] = [];
  for (let at = 0; at < network.count; at++) {
    const activity = project.activities[network.order[at]];
    const own = changes.durations.get(activity.id);
    if (own === undefined || network.status[at] === status.completed) continue;
    changed.push({ at, changes: own, elapsed: elapsedBy(activity, network, at) });
  }
  return changed;
}

/** Positions into which fewer links lead than before. */
function positionsOfRemoved(before: Network, after: Network): readonly number[] {
  if (before === after) return [];
  const size = ({ first }: LinkTable, at: number) => first[at + 1] - first[at];
  const positions = Array.from({ length: before.count }, (_, at) => at);
  return positions.filter((at) => size(before.predecessors, at) > size(after.predecessors, at));
}

/** Returns 1 for the positions given and all that links lead to from there. */
function reached(links: LinkTable, from: readonly number[]): Uint8Array {
  const isReached = new Uint8Array(links.first.length - 1);
  const waiting = [...from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (isReached[at] === 1) continue;
    isReached[at] = 1;
    for (let link = links.first[at]; link < links.first[at + 1]; link++) {
      if (isReached[links.other[link]] === 0) waiting.push(links.other[link]);
    }
  }
  return isReached;
}

/** Computes the runs from one number up to and without another. Cost of a run: the project and every cone. */
export function runScenarios(model: RankingModel, from: number, to: number): RankingRuns {
  const { base, scenarios } = model;
  const finishes = new Float64Array(to - from);
  const changed = scenarios.map(() => new Float64Array(to - from));
  const array = () => new Float64Array(base.network.count);
  const kept = { start: array(), finish: array(), remaining: array() };
  for (let run = 0; run < to - from; run++) {
    drawDurations(base, from + run);
    finishes[run] = finishWithDurations(base);
    kept.start.set(base.early.start);
    kept.finish.set(base.early.finish);
    kept.remaining.set(base.network.remaining);
    const last = lastOpen(base, finishes[run]);
    for (let i = 0; i < scenarios.length; i++) {
      changed[i][run] = finishOfScenario(base, scenarios[i], { finish: finishes[run], last });
      restore(base, scenarios[i], kept);
    }
  }
  return { base: finishes, changed };
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
