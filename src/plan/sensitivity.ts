// Expected drag: by how much earlier the project would end on average if an activity took no time (docs/spec/plan.md
// 11). With and without are the same runs, so chance does not come between them.
import { drawDurations, type ForecastModel, finishWithDurations } from './forecast-model.ts';
import { dragActivitiesMax, dragPlacementsMax } from './limits.ts';
import { kind } from './network.ts';

/** Mean drags by position, in whole minutes. */
export interface Drags {
  /** 0 where never critical or without work; undefined beyond the activities that are computed. */
  readonly minutes: readonly (number | undefined)[];
  /** First runs of the forecast that each mean is of; 0 where nothing had to be computed. */
  readonly runs: number;
}

/**
 * Returns the drag of the activities most often critical, at most `dragActivitiesMax` (equally often: earlier position
 * first), over as many first runs as `dragPlacementsMax` allows and at least one. Finishes are those of all runs.
 */
export function expectedDrags(
  model: ForecastModel,
  finishes: Float64Array,
  criticalCounts: Uint32Array,
): Drags {
  const { network } = model;
  const isWork = (at: number) => criticalCounts[at] > 0 && network.kind[at] === kind.task;
  const critical = Array.from({ length: network.count }, (_, at) => at)
    .filter(isWork)
    .sort((a, b) => criticalCounts[b] - criticalCounts[a] || a - b);
  const computed = critical.slice(0, dragActivitiesMax);
  const minutes = new Array<number | undefined>(network.count).fill(0);
  for (const at of critical.slice(dragActivitiesMax)) minutes[at] = undefined;
  if (computed.length === 0) return { minutes, runs: 0 };
  const affordable = Math.floor(dragPlacementsMax / (computed.length * network.count));
  const runs = Math.min(finishes.length, Math.max(1, affordable));
  const sums = new Float64Array(computed.length);
  for (let run = 0; run < runs; run++) {
    drawDurations(model, run);
    for (const [i, at] of computed.entries()) {
      const duration = network.remaining[at];
      network.remaining[at] = 0;
      sums[i] += finishes[run] - finishWithDurations(model);
      network.remaining[at] = duration;
    }
  }
  for (const [i, at] of computed.entries()) minutes[at] = Math.floor(sums[i] / runs + 0.5);
  return { minutes, runs };
}
