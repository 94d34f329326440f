// The schedule that draws nothing, and drag: by how much earlier it would end if an activity took no time
// (docs/spec/plan.md 11). Exact: one forward pass for each activity of its longest path.
import { err, ok, type Result } from '../base/result.ts';
import type { Minute } from './civil-time.ts';
import { type ForecastModel, finishPlaced, finishWithDurations } from './forecast-model.ts';
import { placeEarly } from './forward-pass.ts';
import { dragPlacementsMax } from './limits.ts';
import { markLongestPath } from './longest-path.ts';
import { kind } from './network.ts';
import { type PlanIssue, planError } from './plan-issue.ts';

/** The schedule with stated durations. */
export interface StatedSchedule {
  readonly finish: Minute;
  /** By activity of the project, minutes on the clock; 0 off the longest path. */
  readonly drags: Float64Array;
}

/**
 * Returns the schedule with stated durations, and every drag. Error: forecast.drag-placements. Cost: for each activity of
 * the path, what lies behind it in topological order.
 */
export function stateSchedule(model: ForecastModel): Result<StatedSchedule, readonly PlanIssue[]> {
  const { network, stated } = model;
  const { finish, path } = walkStated(model);
  const placements = path.reduce((sum, at) => sum + network.count - at, 0);
  if (placements > dragPlacementsMax) {
    const sentence = `drags along the path take ${placements} placements, at most ${dragPlacementsMax}`;
    return err([planError('forecast.drag-placements', sentence)]);
  }
  const drags = new Float64Array(network.count);
  // Last position first: what lies before it still stands as it was without the change.
  for (const at of path) {
    network.remaining[at] = 0;
    placeEarly(model, at);
    network.remaining[at] = stated[at];
    drags[network.order[at]] = finish - finishPlaced(model);
  }
  return ok({ finish, drags });
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
