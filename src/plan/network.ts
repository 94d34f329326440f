// A project compiled for the passes: typed arrays in topological order, links by successor and by predecessor.
// A position is a place in that order. Levels of effort and summaries stand in it without links.
import { assert, present } from '../base/errors.ts';
import { alwaysCalendar, type Calendar } from './calendar.ts';
import { type DayNumber, type Minute, minutesPerDay } from './civil-time.ts';
import { type DateRule, dateRuleOf } from './date-rule.ts';
import { tabulatedCalendarsMax, tabulatedDays } from './limits.ts';
import type { ScheduleOptions } from './profile.ts';
import type { Activity, Link, LinkType, Project } from './schedule.ts';
import { isSpan } from './validation.ts';
import { compileCalendar, type WorkingTime } from './working-time.ts';

/** Whether work has begun and ended. */
export const status = { notStarted: 0, inProgress: 1, completed: 2 } as const;
/** How an activity is placed. */
export const kind = { task: 0, startMilestone: 1, finishMilestone: 2, span: 3 } as const;
/** Bit of a link type: it leaves from the predecessor's start. */
export const fromStart = 1;
/** Bit of a link type: it arrives at the successor's finish. */
export const toFinish = 2;

const linkTypes: Readonly<Record<LinkType, number>> = { FS: 0, SS: 1, FF: 2, SF: 3 };

/** Links of every position, one after another: those of position p are first[p] to first[p + 1]. */
export interface LinkTable {
  readonly first: Int32Array;
  /** Position at the other end. */
  readonly other: Int32Array;
  /** {@link fromStart} and {@link toFinish}. */
  readonly type: Uint8Array;
  /** Minutes of work on the calendar `time`. */
  readonly lag: Float64Array;
  readonly time: Int32Array;
  /** The link's place in the project, the same in both tables. */
  readonly index: Int32Array;
}

/** A link at one end of which stands a span. */
export interface SpanLink {
  readonly from: number;
  readonly to: number;
  readonly type: number;
}

/** A project compiled. */
export interface Network {
  readonly count: number;
  readonly dataDate: Minute;
  readonly mustFinishBy: Minute | undefined;
  /** Under `msproject`: the finish from which it is scheduled back. */
  readonly fromFinish: Minute | undefined;
  readonly options: ScheduleOptions;
  /** Index in the project's activities, by position. */
  readonly order: Int32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  /**
   * 1 for tasks and start milestones without dates of their own that have not started, nor any predecessor: most of a
   * network.
   */
  readonly isPlain: Uint8Array;
  /** Remaining duration in minutes of work, whatever the status; of started work the full one under `msproject`, pauses included. */
  readonly remaining: Float64Array;
  readonly actualStart: Float64Array;
  readonly actualFinish: Float64Array;
  readonly times: readonly WorkingTime[];
  readonly calendar: Int32Array;
  /** Index of `rules`, or -1. */
  readonly rule: Int32Array;
  readonly rules: readonly DateRule[];
  readonly predecessors: LinkTable;
  readonly successors: LinkTable;
  /** 1 for what follows any one of its predecessors. */
  readonly followsAny: Uint8Array;
  readonly spanLinks: readonly SpanLink[];
}

interface Ends {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Compiles a project in which validation has found no error. Linear time. */
export function compileNetwork(
  project: Project,
  calendars: readonly Calendar[],
  options: ScheduleOptions,
): Network {
  const { activities, links } = project;
  const indexById = new Map(activities.map((activity, i) => [activity.id, i]));
  const ends: Ends = {
    from: Int32Array.from(links, (link) => present(indexById.get(link.from), 'a known activity')),
    to: Int32Array.from(links, (link) => present(indexById.get(link.to), 'a known activity')),
  };
  const spans = Uint8Array.from(activities, (activity) => (isSpan(activity) ? 1 : 0));
  const driving = Uint8Array.from(links, (_, i) => 1 - (spans[ends.from[i]] | spans[ends.to[i]]));
  const order = topologicalOrder(activities.length, ends, driving);
  const placeOf = new Int32Array(order.length);
  for (const [position, index] of order.entries()) placeOf[index] = position;
  const timesById = compileTimes(calendars, Math.floor(project.dataDate / minutesPerDay));
  const timeOf = (id: string | undefined) =>
    present(timesById.indexById.get(id), 'a known calendar');
  const lag = { links, activities, options, timeOf };
  const input = { ends, driving, placeOf, lagTime: lagTimes(lag), links };
  const columns = columnsOf(
    Array.from(order, (index) => activities[index]),
    options,
  );
  const predecessors = linkTable(input, 'to');
  const followsAny = Uint8Array.from(order, (index) => (activities[index].joins === 'any' ? 1 : 0));
  return {
    count: order.length,
    dataDate: project.dataDate,
    mustFinishBy: project.mustFinishBy,
    fromFinish: options.rules === 'msproject' ? project.fromFinish : undefined,
    options,
    order,
    ...columns,
    followsAny,
    isPlain:
      options.rules === 'p6'
        ? plainPositions({ ...columns, followsAny }, predecessors)
        : new Uint8Array(order.length),
    times: timesById.times,
    calendar: Int32Array.from(order, (index) => timeOf(activities[index].calendar)),
    predecessors,
    successors: linkTable(input, 'from'),
    spanLinks: [
      ...links.flatMap((link, i) => {
        const [from, to] = [placeOf[ends.from[i]], placeOf[ends.to[i]]];
        return driving[i] === 1 ? [] : [{ from, to, type: linkTypes[link.type] }];
      }),
      ...spannedLinks(activities, (id) => placeOf[present(indexById.get(id), 'a known activity')]),
    ],
  };
}

/** What a summary spans stands with it as work that starts with it and that it ends with. */
function* spannedLinks(
  activities: readonly Activity[],
  placeOf: (id: string) => number,
): Generator<SpanLink> {
  for (const activity of activities) {
    if (!isSpan(activity)) continue;
    const own = placeOf(activity.id);
    for (const other of (activity.spans ?? []).map(placeOf)) {
      yield { from: other, to: own, type: linkTypes.SS };
      yield { from: own, to: other, type: linkTypes.FF };
    }
  }
}

/** Returns the dates that the activity at a position has to respect. */
export function ruleOf(network: Network, at: number): DateRule | undefined {
  return network.rule[at] === -1 ? undefined : network.rules[network.rule[at]];
}

function plainPositions(
  columns: Pick<Network, 'kind' | 'rule' | 'status' | 'followsAny'>,
  { first, other }: LinkTable,
): Uint8Array {
  const hasBegun = (at: number) => columns.status[at] !== status.notStarted;
  return columns.kind.map((own, at) => {
    if (own !== kind.task && own !== kind.startMilestone) return 0;
    if (columns.rule[at] !== -1 || columns.followsAny[at] === 1 || hasBegun(at)) return 0;
    return other.subarray(first[at], first[at + 1]).some(hasBegun) ? 0 : 1;
  });
}

function columnsOf(sorted: readonly Activity[], { rules: whose }: ScheduleOptions) {
  const rule = new Int32Array(sorted.length).fill(-1);
  const rules: DateRule[] = [];
  for (const [position, activity] of sorted.entries()) {
    const own = dateRuleOf(activity);
    if (own !== undefined) rule[position] = rules.push(own) - 1;
  }
  return {
    kind: Uint8Array.from(sorted, kindOf),
    status: Uint8Array.from(sorted, statusOf),
    remaining: Float64Array.from(sorted, whose === 'p6' ? remainingOf : workOf),
    actualStart: Float64Array.from(sorted, (one) => one.actualStart ?? Number.NaN),
    actualFinish: Float64Array.from(sorted, (one) => one.actualFinish ?? Number.NaN),
    rule,
    rules,
  };
}

function kindOf(activity: Activity): number {
  switch (activity.type) {
    case 'task':
      return kind.task;
    case 'start-milestone':
      return kind.startMilestone;
    case 'finish-milestone':
      return kind.finishMilestone;
    case 'level-of-effort':
    case 'summary':
      return kind.span;
  }
}

function statusOf(activity: Activity): number {
  if (activity.actualFinish !== undefined) return status.completed;
  return activity.actualStart === undefined ? status.notStarted : status.inProgress;
}

/** Milestones and completed work last no time. */
function remainingOf(activity: Activity): number {
  if (activity.type !== 'task' || activity.actualFinish !== undefined) return 0;
  return activity.remainingMinutes ?? activity.durationMinutes;
}

/** Under the rules of Microsoft Project started work has its full duration from its start, and pauses are worked through. */
function workOf(activity: Activity): number {
  const work =
    activity.actualStart === undefined ? remainingOf(activity) : activity.durationMinutes;
  const isWork = activity.type === 'task' && activity.actualFinish === undefined;
  return isWork ? work + (activity.pauseMinutes ?? 0) : work;
}

/** Index 0 is the calendar of those that name none. Most dates lie in the years after the data date. */
function compileTimes(calendars: readonly Calendar[], dataDay: DayNumber) {
  const span = { from: dataDay, to: dataDay + tabulatedDays };
  const times = [alwaysCalendar, ...calendars].map((calendar) =>
    compileCalendar(calendar, calendars.length > tabulatedCalendarsMax ? undefined : span),
  );
  const indexById = new Map<string | undefined, number>([[undefined, 0]]);
  for (const [i, calendar] of calendars.entries()) indexById.set(calendar.id, i + 1);
  return { times, indexById };
}

function lagTimes(given: {
  readonly links: readonly Link[];
  readonly activities: readonly Activity[];
  readonly options: ScheduleOptions;
  readonly timeOf: (id: string | undefined) => number;
}): Int32Array {
  const { links, activities, options, timeOf } = given;
  const calendarOf = new Map(activities.map((activity) => [activity.id, activity.calendar]));
  return Int32Array.from(links, (link) => {
    if (link.lagMinutes === 0) return 0;
    const on = link.lagCalendar ?? options.lagCalendar;
    if (typeof on === 'object') return timeOf(on.calendar);
    if (on === '24h') return 0;
    return timeOf(calendarOf.get(on === 'predecessor' ? link.from : link.to));
  });
}

/** Kahn 1962, first come first served: neighbours in the file stay close. */
function topologicalOrder(count: number, ends: Ends, driving: Uint8Array): Int32Array {
  const waiting = new Int32Array(count);
  const first = new Int32Array(count + 1);
  for (let link = 0; link < driving.length; link++) {
    if (driving[link] === 0) continue;
    waiting[ends.to[link]] += 1;
    first[ends.from[link] + 1] += 1;
  }
  for (let node = 0; node < count; node++) first[node + 1] += first[node];
  const next = first.slice();
  const target = new Int32Array(first[count]);
  for (let link = 0; link < driving.length; link++) {
    if (driving[link] === 1) target[next[ends.from[link]]++] = ends.to[link];
  }
  const order = new Int32Array(count);
  let size = 0;
  for (let node = 0; node < count; node++) if (waiting[node] === 0) order[size++] = node;
  for (let done = 0; done < size; done++) {
    const node = order[done];
    for (let i = first[node]; i < first[node + 1]; i++) {
      waiting[target[i]] -= 1;
      if (waiting[target[i]] === 0) order[size++] = target[i];
    }
  }
  assert(size === count, 'a network without cycles');
  return order;
}

function linkTable(
  given: {
    readonly ends: Ends;
    readonly driving: Uint8Array;
    readonly placeOf: Int32Array;
    readonly lagTime: Int32Array;
    readonly links: readonly Link[];
  },
  by: 'from' | 'to',
): LinkTable {
  const { ends, driving, placeOf, lagTime, links } = given;
  const [own, far] = by === 'from' ? [ends.from, ends.to] : [ends.to, ends.from];
  const first = new Int32Array(placeOf.length + 1);
  for (let i = 0; i < links.length; i++) first[placeOf[own[i]] + 1] += driving[i];
  for (let node = 0; node < placeOf.length; node++) first[node + 1] += first[node];
  const next = first.slice();
  const size = first[placeOf.length];
  const other = new Int32Array(size);
  const type = new Uint8Array(size);
  const lag = new Float64Array(size);
  const time = new Int32Array(size);
  const index = new Int32Array(size);
  for (const [i, link] of links.entries()) {
    if (driving[i] === 0) continue;
    const at = next[placeOf[own[i]]]++;
    index[at] = i;
    other[at] = placeOf[far[i]];
    type[at] = linkTypes[link.type];
    lag[at] = link.lagMinutes;
    time[at] = lagTime[i];
  }
  return { first, other, type, lag, time, index };
}
