// A network made ready for many runs at once: which positions are placed in lanes, which one by one, which may end it.
import { minutesPerDay } from './civil-time.ts';
import { compileLaneTime, type LaneTime } from './lane-time.ts';
import { tabulatedCalendarsMax, tabulatedDays } from './limits.ts';
import { fromStart, kind, type LinkTable, type Network, status } from './network.ts';

/** Runs that are placed at once: as many as a word has bits. */
export const laneCount = 32;

/** What lanes need to know of a network. */
export interface LanePlan {
  readonly network: Network;
  /** Minutes of lanes are counted from this one, and are less than `limit`. */
  readonly origin: number;
  readonly limit: number;
  readonly times: readonly LaneTime[];
  /** 1 by position whose start is asked: a link leaves from it, or it is placed one by one. */
  readonly needsStart: Uint8Array;
  /** Open work that nothing plain follows, in order: the latest of its finishes is the project's. */
  readonly ends: Int32Array;
}

/** Days before the data date that tables hold, for links that look back. */
const daysBefore = 366;
const days = daysBefore + 2 * tabulatedDays;

/** Returns whether lanes help: not where most positions are placed one by one, nor beyond the tabulated calendars. */
export function isWorthLanes({ count, isPlain, times }: Network): boolean {
  const plain = isPlain.reduce((sum, one) => sum + one, 0);
  return 2 * plain >= count && times.length <= tabulatedCalendarsMax;
}

/** Returns what lanes need of a network under the rules of P6. */
export function compileLanes(network: Network): LanePlan {
  const { count, isPlain, dataDate, times, successors } = network;
  const originDay = Math.floor(dataDate / minutesPerDay) - daysBefore;
  const positions = Array.from({ length: count }, (_, at) => at);
  return {
    network,
    origin: originDay * minutesPerDay,
    limit: days * minutesPerDay,
    times: times.map((time) => compileLaneTime(time, { originDay, days })),
    needsStart: Uint8Array.from(positions, (at) =>
      isPlain[at] === 0 || leavesFromStart(successors, at) ? 1 : 0,
    ),
    ends: Int32Array.from(positions.filter((at) => mayEnd(network, at))),
  };
}

/** Returns the same for a network with fewer links. */
export function withLinksOf(plan: LanePlan, network: Network): LanePlan {
  if (network === plan.network) return plan;
  const positions = Array.from({ length: network.count }, (_, at) => at);
  return {
    ...plan,
    network,
    ends: Int32Array.from(positions.filter((at) => mayEnd(network, at))),
  };
}

function leavesFromStart({ first, type }: LinkTable, at: number): boolean {
  return type.subarray(first[at], first[at + 1]).some((one) => (one & fromStart) !== 0);
}

/** What plain work follows without an overlap cannot be the last, or is as late as the last. */
function mayEnd(network: Network, at: number): boolean {
  if (network.kind[at] === kind.span || network.status[at] === status.completed) return false;
  const { first, other, type, lag } = network.successors;
  for (let link = first[at]; link < first[at + 1]; link++) {
    if (type[link] === 0 && lag[link] >= 0 && network.isPlain[other[link]] === 1) return false;
  }
  return true;
}
