// What may be tried on a network: other remaining durations, fewer links. Never a seed, a run or a stream, so that with
// and without a change are the same runs (docs/spec/plan.md 12).
import { type LinkTable, type Network, status } from './network.ts';
import type { Activity, Project } from './schedule.ts';
import { workBetween } from './working-time.ts';

/** How one remaining duration changes; both are whole minutes of work. */
export type DurationChange = (remaining: number, elapsed: number) => number;

/** What one or several policies change together. */
export interface Changes {
  /** By id of the activity, applied one after another. */
  readonly durations: ReadonlyMap<string, readonly DurationChange[]>;
  /** Links that are left out, as {@link linkKey} has them. */
  readonly removed: ReadonlySet<string>;
}

/** Returns what names the links from one activity to another. */
export function linkKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

/** Returns a remaining duration after all its changes. */
export function changeDuration(
  changes: readonly DurationChange[],
  remaining: number,
  elapsed: number,
): number {
  let minutes = remaining;
  for (let i = 0; i < changes.length; i++) minutes = changes[i](minutes, elapsed);
  return minutes;
}

/** Returns what was worked: as the distribution states it, else the working time since the start of started work. */
export function elapsedBy(activity: Activity, network: Network, at: number): number {
  const stated = activity.distribution?.elapsedMinutes;
  if (stated !== undefined || network.status[at] !== status.inProgress) return stated ?? 0;
  const time = network.times[network.calendar[at]];
  return Math.max(0, workBetween(time, network.actualStart[at], network.dataDate));
}

/** Returns the network without some links, positions unchanged. */
export function withoutLinks(
  network: Network,
  project: Project,
  removed: ReadonlySet<string>,
): Network {
  if (removed.size === 0) return network;
  const idAt = (at: number) => project.activities[network.order[at]].id;
  const { predecessors, successors } = network;
  const isRemoved = (from: number, to: number) => removed.has(linkKey(idAt(from), idAt(to)));
  return {
    ...network,
    predecessors: filterLinks(predecessors, (own, other) => !isRemoved(other, own)),
    successors: filterLinks(successors, (own, other) => !isRemoved(own, other)),
  };
}

function filterLinks(table: LinkTable, keeps: (own: number, other: number) => boolean): LinkTable {
  const first = new Int32Array(table.first.length);
  const kept: number[] = [];
  for (let own = 0; own + 1 < first.length; own++) {
    for (let link = table.first[own]; link < table.first[own + 1]; link++) {
      if (keeps(own, table.other[link])) kept.push(link);
    }
    first[own + 1] = kept.length;
  }
  return {
    first,
    other: Int32Array.from(kept, (link) => table.other[link]),
    type: Uint8Array.from(kept, (link) => table.type[link]),
    lag: Float64Array.from(kept, (link) => table.lag[link]),
    time: Int32Array.from(kept, (link) => table.time[link]),
    index: Int32Array.from(kept, (link) => table.index[link]),
  };
}
