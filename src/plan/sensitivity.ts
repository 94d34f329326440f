// The schedule that draws nothing, and drag: by how much earlier it would end if an activity took no time
// (docs/spec/plan.md 11). Exact: one forward pass for each activity of its longest path.
import type { Minute } from './civil-time.ts';
import { type ForecastModel, finishPlaced, finishWithDurations } from './forecast-model.ts';
import { placeEarly } from './forward-pass.ts';
import { markLongestPath } from './longest-path.ts';
import { kind } from './network.ts';

/** The schedule with stated durations. */
export interface StatedSchedule {
  readonly finish: Minute;
  /** By activity of the project, minutes on the clock; 0 off the longest path. */
  readonly drags: Float64Array;
}

/** Returns the schedule with stated durations, and every drag. Cost: placements of {@link dragPlacements}. */
export function stateSchedule(model: ForecastModel): StatedSchedule {
  const { network, stated } = model;
  const { finish, path } = walkStated(model);
  const drags = new Float64Array(network.count);
  // Last position first: what lies before it still stands as it was without the change.
  for (const at of path) {
    network.remaining[at] = 0;
    placeEarly(model, at);
    network.remaining[at] = stated[at];
    drags[network.order[at]] = finish - finishPlaced(model);
  }
  return { finish, drags };
}

/** Returns how many activities are placed to compute every drag. */
export function dragPlacements(model: ForecastModel): number {
  const { path } = walkStated(model);
  return path.reduce((sum, at) => sum + model.network.count - at, 0);
}

/** Work on the longest path, last position first. */
function walkStated(model: ForecastModel): { finish: Minute; path: readonly number[] } {
  const { network, stated, target, settled } = model;
  network.remaining.set(stated);
  const finish = finishWithDurations(model);
  if (settled !== undefined) return { finish, path: [] };
  const isOn = new Uint8Array(network.count);
  markLongestPath(model, isOn, { finish, target });
  const path: number[] = [];
  for (let at = network.count - 1; at >= 0; at--) {
    if (isOn[at] === 1 && network.kind[at] === kind.task && stated[at] > 0) path.push(at);
  }
  return { finish, path };
}
