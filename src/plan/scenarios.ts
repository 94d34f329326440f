// Policies tried together, made ready for many runs: what they change in a network, and all that this can move
// (docs/spec/plan.md 12).
import type { ForecastModel } from './forecast-model.ts';
import { type LanePlan, withLinksOf } from './lane-plan.ts';
import { type LinkTable, type Network, status } from './network.ts';
import { type Changes, type DurationChange, elapsedBy, withoutLinks } from './network-change.ts';
import type { Project } from './schedule.ts';

/** One changed duration. */
interface ChangedWork {
  readonly at: number;
  readonly changes: readonly DurationChange[];
  readonly elapsed: number;
}

/** What lanes need of a scenario. */
export interface ScenarioLanes {
  readonly plan: LanePlan;
  /** Of the positions that may end the project, those that its changes can move, and the others. */
  readonly endsInside: Int32Array;
  readonly endsOutside: Int32Array;
}

/** One scenario made ready. */
export interface CompiledScenario {
  /** With the base's positions; its arrays are the base's own but for the links. */
  readonly network: Network;
  readonly changed: readonly ChangedWork[];
  /** Positions that a change can move and that can move the finish, in order. */
  readonly cone: Int32Array;
  readonly isInCone: Uint8Array;
  /** 1 where a duration changes, or a link less leads in. */
  readonly isChanged: Uint8Array;
  /** What lanes need; undefined where the base has none. */
  readonly lanes: ScenarioLanes | undefined;
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
      const sources = [...changed.map((one) => one.at), ...loosened];
      const moved = reached(network.successors, sources);
      const isInCone = moved.map((one, at) => one & (bearing?.[at] ?? 1));
      const cone = Int32Array.from(positions.filter((at) => isInCone[at] === 1));
      const isChanged = new Uint8Array(network.count);
      for (const at of sources) isChanged[at] = 1;
      const lanes = base.plan && compileScenarioLanes(base.plan, own, isInCone);
      return { network: own, changed, cone, isInCone, isChanged, lanes };
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

/** Returns what lanes need of a scenario with these links. */
function compileScenarioLanes(
  base: LanePlan,
  network: Network,
  isInCone: Uint8Array,
): ScenarioLanes {
  const plan = withLinksOf(base, network);
  return {
    plan,
    endsInside: plan.ends.filter((at) => isInCone[at] === 1),
    endsOutside: plan.ends.filter((at) => isInCone[at] === 0),
  };
}
