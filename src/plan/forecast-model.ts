// A project made ready for many runs: durations drawn by run and activity, one forward pass each, arrays shared by all.
import type { Sha256 } from '../base/ports.ts';
import { projectFinish } from './backward-pass.ts';
import type { Calendar } from './calendar.ts';
import type { Minute } from './civil-time.ts';
import { type InverseDistribution, inverseOf } from './distribution.ts';
import { type EarlyDates, placeEarly } from './forward-pass.ts';
import { longestPath } from './longest-path.ts';
import { compileNetwork, type Network, status } from './network.ts';
import { optionsOf, type SupportedProfile } from './profile.ts';
import { type Stream, streamOf, uniform } from './random.ts';
import type { Project } from './schedule.ts';

/** One activity whose duration is drawn. */
interface Draw {
  readonly at: number;
  readonly inverse: InverseDistribution;
  readonly stream: Stream;
}

/** What runs share. Runs overwrite the remaining durations and the early dates, and depend on nothing left there. */
export interface ForecastModel {
  readonly network: Network;
  readonly early: EarlyDates;
  readonly draws: readonly Draw[];
  readonly seed: number;
  /** The finish when all work is completed. */
  readonly settled: Minute | undefined;
}

/** What some runs gave. Counts of ranges of runs may be added in any order. */
export interface RunResults {
  /** Finishes of the runs asked, in their order. */
  readonly finishes: Float64Array;
  /** By position: runs in which the activity lay on the longest path. */
  readonly criticalCounts: Uint32Array;
}

/** Returns a model of a project without errors. Streams are named `project code/activity code`. */
export function compileModel(
  project: Project,
  calendars: readonly Calendar[],
  given: { readonly profile: SupportedProfile; readonly seed: number; readonly sha256: Sha256 },
): ForecastModel {
  const options = optionsOf(given.profile, project.options);
  const network = compileNetwork(project, calendars, options);
  const draws: Draw[] = [];
  for (let at = 0; at < network.count; at++) {
    const { distribution, code } = project.activities[network.order[at]];
    if (distribution === undefined || network.status[at] === status.completed) continue;
    const stream = streamOf(given.sha256, `${project.code}/${code}`);
    draws.push({ at, inverse: inverseOf(distribution), stream });
  }
  const isSettled = network.count > 0 && network.status.every((one) => one === status.completed);
  const array = () => new Float64Array(network.count);
  return {
    network,
    early: { start: array(), finish: array(), remaining: array() },
    draws,
    seed: given.seed,
    settled: isSettled
      ? network.actualFinish.reduce((last, one) => Math.max(last, one), Number.NEGATIVE_INFINITY)
      : undefined,
  };
}

/** Computes the runs from one number up to and without another. Linear time in activities, links and runs. */
export function simulate(model: ForecastModel, from: number, to: number): RunResults {
  const { network } = model;
  const finishes = new Float64Array(to - from);
  const criticalCounts = new Uint32Array(network.count);
  for (let run = from; run < to; run++) {
    drawDurations(model, run);
    const finish = finishWithDurations(model);
    finishes[run - from] = finish;
    const isOn = longestPath(model, finish);
    for (let at = 0; at < network.count; at++) criticalCounts[at] += isOn[at];
  }
  return { finishes, criticalCounts };
}

/** Writes the durations of a run into the model; those without a distribution stay. */
export function drawDurations({ network, draws, seed }: ForecastModel, run: number): void {
  for (const { at, inverse, stream } of draws) {
    network.remaining[at] = inverse(uniform(seed, run, stream));
  }
}

/** Returns the finish with the durations that stand in the model. */
export function finishWithDurations(model: ForecastModel): Minute {
  placeEarly(model);
  return model.settled ?? projectFinish(model.network, model.early.finish);
}
