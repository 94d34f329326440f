// Levels of effort and summaries, after both passes (docs/spec/plan.md 6): they span what they are linked to and drive
// nothing.
import type { Minute } from './civil-time.ts';
import {
  fromStart,
  kind,
  type Network,
  ruleOf,
  type SpanLink,
  status,
  toFinish,
} from './network.ts';
import type { EarlyDates } from './passes.ts';
import { nextStart, previousFinish } from './working-time.ts';

/** Dates of all activities, by position. */
export interface AllDates {
  readonly early: EarlyDates;
  readonly late: { readonly start: Float64Array; readonly finish: Float64Array };
  readonly projectFinish: Minute;
}

/** Fills in the dates of spans from those of the others. */
export function placeSpans(network: Network, dates: AllDates): void {
  const before = new Map<number, SpanLink[]>();
  const after = new Map<number, SpanLink[]>();
  for (const link of network.spanLinks) {
    add(before, link.to, link);
    add(after, link.from, link);
  }
  for (let at = 0; at < network.count; at++) {
    if (network.kind[at] !== kind.span) continue;
    const isOpen = (other: number) =>
      network.kind[other] !== kind.span && network.status[other] !== status.completed;
    const links = {
      before: (before.get(at) ?? []).filter((link) => isOpen(link.from)),
      after: (after.get(at) ?? []).filter((link) => isOpen(link.to)),
    };
    if (network.status[at] === status.completed) placeEnded(network, dates, at);
    else placeSpan({ network, dates, links }, at);
  }
}

function placeEnded(network: Network, dates: AllDates, at: number): void {
  dates.early.start[at] = dates.early.finish[at] = network.dataDate;
  dates.late.start[at] = dates.late.finish[at] = dates.projectFinish;
}

function placeSpan(
  given: {
    readonly network: Network;
    readonly dates: AllDates;
    readonly links: { readonly before: readonly SpanLink[]; readonly after: readonly SpanLink[] };
  },
  at: number,
): void {
  const { network, dates, links } = given;
  const { early, late } = dates;
  const time = network.times[network.calendar[at]];
  const isFromStart = (link: SpanLink) => (link.type & fromStart) !== 0;
  const isFinishToFinish = (link: SpanLink) => link.type === toFinish;
  const starts = links.before.map((link) => pick(early, isFromStart(link), link.from));
  if (network.status[at] === status.inProgress) starts.push(network.dataDate);
  const floor = ruleOf(network, at)?.startFloor ?? Number.NEGATIVE_INFINITY;
  const own = Math.max(network.dataDate, floor);
  early.start[at] = nextStart(time, starts.length === 0 ? own : Math.min(...starts));
  const finishes = [
    ...links.before.filter(isFinishToFinish).map((link) => early.finish[link.from]),
    ...links.after.map((link) => pick(early, !isFinishToFinish(link), link.to)),
  ];
  early.finish[at] =
    finishes.length === 0 ? early.start[at] : previousFinish(time, Math.max(...finishes));
  const lateStarts = links.before.map((link) => pick(late, isFromStart(link), link.from));
  late.start[at] =
    lateStarts.length === 0 ? early.start[at] : nextStart(time, Math.min(...lateStarts));
  const lateFinishes = links.after.map((link) => pick(late, !isFinishToFinish(link), link.to));
  late.finish[at] =
    lateFinishes.length === 0
      ? dates.projectFinish
      : previousFinish(time, Math.max(...lateFinishes));
}

function pick(
  dates: { readonly start: Float64Array; readonly finish: Float64Array },
  isStart: boolean,
  at: number,
): Minute {
  return isStart ? dates.start[at] : dates.finish[at];
}

function add(links: Map<number, SpanLink[]>, at: number, link: SpanLink): void {
  const known = links.get(at);
  if (known === undefined) links.set(at, [link]);
  else known.push(link);
}
