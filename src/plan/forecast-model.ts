// A project made ready for many runs: durations are drawn by run and activity, for as many runs at once as there are
// lanes. All runs share their arrays, and nothing is allocated between one run and the next.
import type { Sha256 } from '../base/ports.ts';
import { projectFinish } from './backward-pass.ts';
import type { Calendar } from './calendar.ts';
import type { Minute } from './civil-time.ts';
import { inverseOfMany } from './distribution.ts';
import { type Draw, drawRuns } from './draws.ts';
import { placeEarly } from './forward-pass.ts';
import { createLanes, type Lanes } from './lane-pass.ts';
import { compileLanes, isWorthLanes, type LanePlan, laneCount } from './lane-plan.ts';
import { compileNetwork, type Network, status } from './network.ts';
import { type Changes, changeDuration, elapsedBy, withoutLinks } from './network-change.ts';
import type { EarlyDates } from './passes.ts';
import { optionsOf, type ProfileName } from './profile.ts';
import { blockRuns, streamOf } from './random.ts';
import type { Activity, Project } from './schedule.ts';
import { absentWork, compileUncertainty, type Uncertainty } from './uncertainty.ts';

/** What runs share. Runs overwrite the remaining durations and the early dates, and depend on nothing left there. */
export interface ForecastModel {
  readonly network: Network;
  readonly early: EarlyDates;
  readonly draws: readonly Draw[];
  /** By position, the lanes of the batch in which its work does not exist. */
  readonly absent: Int32Array;
  readonly seed: number;
  /** Remaining durations as the project states them, by position: those of the schedule that draws nothing. */
  readonly stated: Float64Array;
  /** Position whose early finish is the finish; undefined for the project's. */
  readonly target: number | undefined;
  /** The finish when the target, or without one all work, is completed. */
  readonly settled: Minute | undefined;
  readonly keepsFinishes: boolean;
  /** The batch that was drawn last, its durations and, where there is a plan, its dates. */
  readonly lanes: Lanes;
  /** Undefined where runs are placed one by one. */
  readonly plan: LanePlan | undefined;
  /** Number of the batch whose durations stand in the lanes, -1 at first; a single value. */
  readonly batch: Int32Array;
  /** Durations being drawn, and the words that they come from. */
  readonly drawn: Float64Array;
  readonly words: Uint32Array;
}

/** What a model is made with. */
export interface ModelGiven {
  readonly profile: ProfileName;
  readonly seed: number;
  readonly sha256: Sha256;
  /** Id of the activity whose finish is the finish. */
  readonly target?: string | undefined;
  /** What policies change. */
  readonly changes?: Changes | undefined;
  /** Whether runs keep the finishes of every activity. */
  readonly keepsFinishes?: boolean;
}

/** Returns a model of a project without errors. Streams are named `project code/activity code`. */
export function compileModel(
  project: Project,
  calendars: readonly Calendar[],
  given: ModelGiven,
): ForecastModel {
  const { changes, target: id } = given;
  const options = optionsOf(given.profile, project.options);
  const whole = compileNetwork(project, calendars, options);
  const network = changes === undefined ? whole : withoutLinks(whole, project, changes.removed);
  const exposureOf = (uncertainty: Uncertainty, { code, actualStart }: Activity) =>
    compileUncertainty(uncertainty, {
      ...{ project: project.code, activity: code, hasBegun: actualStart !== undefined },
      streamOf: (name) => streamOf(given.sha256, name),
    });
  const draws: Draw[] = [];
  for (let at = 0; at < network.count; at++) {
    const activity = project.activities[network.order[at]];
    if (network.status[at] === status.completed) continue;
    const elapsed = elapsedBy(activity, network, at);
    const own = changes?.durations.get(activity.id) ?? [];
    const change = (minutes: number) => changeDuration(own, minutes, elapsed);
    const stated = network.remaining[at];
    network.remaining[at] = change(stated);
    if (activity.distribution === undefined && activity.uncertainty === undefined) continue;
    draws.push({
      at,
      stream: streamOf(given.sha256, `${project.code}/${activity.code}`),
      inverse: inverseOfMany(activity.distribution ?? { type: 'fixed', minutes: stated }),
      uncertainty: activity.uncertainty && exposureOf(activity.uncertainty, activity),
      change: own.length === 0 ? undefined : change,
    });
  }
  const array = () => new Float64Array(network.count);
  const target = network.order.findIndex((index) => project.activities[index].id === id);
  return {
    network,
    early: { start: array(), finish: array(), remaining: array() },
    draws,
    absent: new Int32Array(network.count),
    seed: given.seed,
    stated: network.remaining.slice(),
    target: target === -1 ? undefined : target,
    settled: settledFinish(network, target),
    keepsFinishes: given.keepsFinishes === true,
    lanes: lanesOf(network),
    plan: isWorthLanes(network) ? compileLanes(network) : undefined,
    batch: Int32Array.of(-1),
    drawn: new Float64Array(laneCount),
    words: new Uint32Array(blockRuns),
  };
}

function settledFinish(network: Network, target: number): Minute | undefined {
  if (target !== -1) {
    return network.status[target] === status.completed ? network.actualFinish[target] : undefined;
  }
  if (network.count === 0 || network.status.some((one) => one !== status.completed)) {
    return undefined;
  }
  return network.actualFinish.reduce((last, one) => Math.max(last, one), Number.NEGATIVE_INFINITY);
}

/** Lanes with the durations that the project states. */
function lanesOf({ count, remaining }: Network): Lanes {
  const lanes = createLanes(count);
  for (let at = 0; at < count; at++) {
    lanes.remaining.fill(remaining[at], at * laneCount, (at + 1) * laneCount);
  }
  return lanes;
}

/** Writes the durations of a run into the network; those without a distribution stay. */
export function drawDurations(model: ForecastModel, run: number): void {
  const { network, draws, lanes } = model;
  const batch = Math.floor(run / laneCount);
  drawBatch(model, batch);
  const lane = run - batch * laneCount;
  for (let i = 0; i < draws.length; i++) {
    const { at } = draws[i];
    network.remaining[at] = lanes.remaining[at * laneCount + lane];
  }
}

/** Writes the durations of a batch of runs into the lanes, 0 for work that does not exist. */
export function drawBatch(model: ForecastModel, batch: number): void {
  const { draws, drawn, seed, words, lanes, absent } = model;
  if (model.batch[0] === batch) return;
  const first = (batch * laneCount) / blockRuns;
  for (let i = 0; i < draws.length; i++) {
    const { at } = draws[i];
    drawRuns(draws[i], { seed, block: first, words, into: drawn });
    absent[at] = keepLanes(drawn, lanes.remaining, at * laneCount);
  }
  model.batch[0] = batch;
}

/** Writes durations from a row on; returns the lanes in which the work does not exist. */
function keepLanes(drawn: Float64Array, into: Int32Array, row: number): number {
  let absent = 0;
  for (let lane = 0; lane < laneCount; lane++) {
    const minutes = drawn[lane];
    if (minutes === absentWork) absent |= 1 << lane;
    into[row + lane] = minutes === absentWork ? 0 : minutes;
  }
  return absent;
}

/** Returns the finish with the durations that stand in the model. */
export function finishWithDurations(model: ForecastModel): Minute {
  placeEarly(model);
  return model.settled ?? finishPlaced(model);
}

/** Returns the finish of early dates that stand in the model. */
export function finishPlaced({ network, early, target }: ForecastModel): Minute {
  return target === undefined ? projectFinish(network, early.finish) : early.finish[target];
}
