// Tasks of a Microsoft Project XML file as activities and links: summary tasks are taken apart into their leaves, and
// what is inactive or of another project is left out, but for what tasks here follow.
import { textToMinute } from '../plan/civil-time.ts';
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import type { Activity, Constraint, Link } from '../plan/schedule.ts';
import type { PausesOf } from './mspdi-splits.ts';
import { constraintTypes, flagOf, linkTypes, minutesOfDuration } from './mspdi-words.ts';
import { plainName } from './plain-name.ts';
import { type RecordedDates, stated } from './recorded.ts';
import { childrenOf, placeOf, textOf, type XmlElement } from './xml-records.ts';

/** A task with what it is for the network. */
export interface MspdiTask {
  readonly id: string;
  readonly element: XmlElement;
  /** Ids of the leaves that a summary task stands for; of a leaf, and of a summary task placed by hand, itself alone. */
  readonly leaves: readonly string[];
  /** A summary task placed by hand: it has dates of its own, beside those of what stands below it. */
  readonly isPlacedSummary: boolean;
  /** Summary tasks above it, the outermost first. */
  readonly above: readonly XmlElement[];
}

/**
 * Returns the tasks that count, in the order of the file; UID 0 is the project. A summary task is what the next task stands
 * below, by their levels: an inserted project whose tasks are elsewhere is work like other work.
 */
export function mspdiTasks(elements: readonly XmlElement[]): ReadonlyMap<string, MspdiTask> {
  const kept = elements.filter(
    (one) =>
      textOf(one, 'UID') !== '0' && flagOf(one, 'IsNull') !== true && textOf(one, 'UID') !== '',
  );
  const tasks = new Map<string, MspdiTask>();
  const path: {
    readonly level: number;
    readonly leaves: string[];
    readonly element: XmlElement;
    readonly isPlaced: boolean;
  }[] = [];
  const levels = kept.map(levelOf);
  for (const [i, element] of kept.entries()) {
    const level = levels[i];
    while (path.length > 0 && path[path.length - 1].level >= level) path.pop();
    const id = textOf(element, 'UID');
    const above = path.map((one) => one.element);
    const isSummary = (levels[i + 1] ?? 0) > level;
    const isPlaced = isSummary && isPlacedByHand(element);
    const leaves: string[] = isSummary && !isPlaced ? [] : [id];
    // What stands below a summary task placed by hand is nothing to those above it: they see its own dates.
    const from = path.findLastIndex((one) => one.isPlaced) + 1;
    const heard = isSummary && !isPlaced ? [] : path.slice(from);
    if (isActive(element)) for (const one of heard) one.leaves.push(id);
    tasks.set(id, { id, element, leaves, isPlacedSummary: isPlaced, above });
    if (isSummary) path.push({ level, leaves: isPlaced ? [] : leaves, element, isPlaced });
  }
  return tasks;
}

/** Of a task that states no level: how many numbers its outline number has. */
function levelOf(element: XmlElement): number {
  const stated = Number(textOf(element, 'OutlineLevel') || Number.NaN);
  if (Number.isFinite(stated)) return stated;
  return textOf(element, 'OutlineNumber').split('.').length;
}

/** Whether a task counts: not inactive, and of this project. */
export function isActive(element: XmlElement): boolean {
  return flagOf(element, 'Active') !== false && !isExternal(element);
}

/** Whether a task is only shown here: it belongs to another project. */
function isExternal(element: XmlElement): boolean {
  return flagOf(element, 'ExternalTask') === true;
}

/** Returns the tasks of other projects that tasks of this one follow and that state their dates; nothing here moves them. */
export function tasksFromOutside(tasks: ReadonlyMap<string, MspdiTask>): readonly MspdiTask[] {
  const followed = new Set(
    [...tasks.values()]
      .filter(({ element }) => isActive(element))
      .flatMap(({ element }) => childrenOf(element, 'PredecessorLink'))
      .map((link) => textOf(link, 'PredecessorUID')),
  );
  const hasDates = (element: XmlElement) =>
    ['Start', 'Finish'].every((name) => timeOf(element, name, []) !== undefined);
  return [...tasks.values()].filter(
    ({ id, element }) => isExternal(element) && followed.has(id) && hasDates(element),
  );
}

/** Whether a task states dates that were given by hand. */
function isPlacedByHand(element: XmlElement): boolean {
  const has = (...names: readonly string[]) =>
    names.some((name) => timeOf(element, name, []) !== undefined);
  return (
    flagOf(element, 'Manual') === true &&
    has('ManualStart', 'Start') &&
    has('ManualFinish', 'Finish')
  );
}

/** Whether a task is a leaf of the network. */
export function isLeaf({ element, leaves, id }: MspdiTask): boolean {
  return leaves.length === 1 && leaves[0] === id && isActive(element);
}

/** Formats of durations and lags that count on the clock. */
function isElapsed(format: string): boolean {
  const number = Number(format);
  const isEven = number % 2 === 0;
  return (
    isEven &&
    ((number >= 4 && number <= 12) ||
      number === 20 ||
      (number >= 36 && number <= 44) ||
      number === 52)
  );
}

/**
 * Returns the activity of a leaf. Issues: exchange.mspdi-time, exchange.mspdi-duration, exchange.mspdi-constraint,
 * exchange.mspdi-manual (placed by hand without dates: it is scheduled).
 */
export function activityOf(
  task: MspdiTask,
  on: { readonly calendar: string | undefined; readonly pauses: PausesOf },
  issues: PlanIssue[],
): Activity {
  const { element, id } = task;
  const time = (name: string, of = element) => timeOf(of, name, issues);
  const name = plainName(textOf(element, 'Name'));
  const stated = minutesIn(element, 'Duration', issues) ?? 0;
  // That of a summary task placed by hand is the one of what stands below it.
  const byHand = task.isPlacedSummary ? minutesIn(element, 'ManualDuration', issues) : undefined;
  const durationMinutes = byHand ?? stated;
  const actualStart = time('ActualStart');
  const actualFinish = time('ActualFinish');
  const deadline = time('Deadline');
  const delay = Math.round(Number(textOf(element, 'LevelingDelay') || '0') / 10);
  const placed = placedOf(task, issues);
  const calendar = isElapsed(textOf(element, 'DurationFormat')) ? undefined : on.calendar;
  const pauseMinutes = on.pauses(element, { calendar, durationMinutes });
  return {
    id,
    code: textOf(element, 'ID') || id,
    ...(name === undefined ? {} : { name }),
    type: 'task',
    ...(calendar === undefined ? {} : { calendar }),
    durationMinutes,
    remainingMinutes: minutesIn(element, 'RemainingDuration', issues) ?? durationMinutes,
    ...(actualStart === undefined ? {} : { actualStart }),
    ...(actualFinish === undefined
      ? {}
      : { actualStart: actualStart ?? actualFinish, actualFinish }),
    ...(deadline === undefined ? {} : { externalLateFinish: deadline }),
    ...(delay > 0 ? { delayMinutes: delay } : {}),
    ...(pauseMinutes > 0 ? { pauseMinutes } : {}),
    ...(placed === undefined ? {} : { placed }),
    constraints: [
      ...(isExternal(element) || task.isPlacedSummary ? [] : constraintOf(element, issues)),
      ...floorOf(task),
      // What a summary task must keep, all that it stands for must; Project knows two such dates.
      ...task.above.flatMap((one) =>
        ['4', '7'].includes(textOf(one, 'ConstraintType')) ? constraintOf(one, issues) : [],
      ),
    ],
    line: element.line,
  };
}

/** Returns what Project computed for a task; slack is in tenths of a minute. */
export function recordedOf({ element }: MspdiTask): RecordedDates {
  const time = (name: string) => timeOf(element, name, []);
  const slack = (name: string) => {
    const text = textOf(element, name);
    return /^-?\d{1,12}$/.test(text) ? Math.round(Number(text) / 10) : undefined;
  };
  return stated({
    earlyStart: time('EarlyStart'),
    earlyFinish: time('EarlyFinish'),
    lateStart: time('LateStart'),
    lateFinish: time('LateFinish'),
    totalFloatMinutes: slack('TotalSlack'),
    freeFloatMinutes: slack('FreeSlack'),
    critical: flagOf(element, 'Critical'),
  });
}

/** What is as soon as possible starts no earlier than the nearest summary task above it that is placed by hand. */
function floorOf({ element, above }: MspdiTask): readonly Constraint[] {
  if (!['', '0'].includes(textOf(element, 'ConstraintType'))) return [];
  const nearest = above.findLast(isPlacedByHand);
  if (nearest === undefined) return [];
  const at = timeOf(nearest, 'ManualStart', []) ?? timeOf(nearest, 'Start', []);
  return at === undefined ? [] : [{ type: 'start-no-earlier-than', at }];
}

function placedOf({ element, id }: MspdiTask, issues: PlanIssue[]): Activity['placed'] {
  if (flagOf(element, 'Manual') !== true && !isExternal(element)) return undefined;
  const either = (...names: readonly string[]) =>
    names.map((name) => timeOf(element, name, issues)).find((one) => one !== undefined);
  const start = either('ManualStart', 'Start');
  const finish = either('ManualFinish', 'Finish');
  if (start !== undefined && finish !== undefined) return { start, finish };
  const where = { members: [id], line: element.line };
  issues.push(
    planWarning('exchange.mspdi-manual', 'a manual task without dates is scheduled', where),
  );
  return undefined;
}

function constraintOf(element: XmlElement, issues: PlanIssue[]): readonly Constraint[] {
  const text = textOf(element, 'ConstraintType') || '0';
  if (!/^[0-7]$/.test(text)) {
    const sentence = `ConstraintType has the unknown value ${text.slice(0, 20)}`;
    issues.push(
      planError('exchange.mspdi-constraint', sentence, placeOf(element, 'ConstraintType')),
    );
    return [];
  }
  const type = constraintTypes[Number(text)];
  const at = timeOf(element, 'ConstraintDate', issues);
  if (type === undefined) return [];
  return [{ type, ...(at === undefined || type === 'as-late-as-possible' ? {} : { at }) }];
}

/** Returns a time without its seconds; 'NA' and an empty element are none. */
export function timeOf(element: XmlElement, name: string, issues: PlanIssue[]): number | undefined {
  const text = textOf(element, name);
  if (text === '' || text === 'NA') return undefined;
  const minute = textToMinute(text.slice(0, 16));
  if (minute === undefined) {
    const sentence = `expected a time in ${name}, got ${text.slice(0, 40)}`;
    issues.push(planError('exchange.mspdi-time', sentence, placeOf(element, name)));
  }
  return minute;
}

/** Returns a duration `PT8H30M0S` in minutes, rounded. */
function minutesIn(element: XmlElement, name: string, issues: PlanIssue[]): number | undefined {
  const text = textOf(element, name);
  if (text === '') return undefined;
  const minutes = minutesOfDuration(text);
  if (minutes === undefined) {
    const sentence = `expected ${name} as PT8H0M0S, got ${text.slice(0, 40)}`;
    issues.push(planError('exchange.mspdi-duration', sentence, placeOf(element, name)));
  }
  return minutes;
}

/**
 * Returns the links into a task, summary tasks at either end taken apart into their leaves. Issues: exchange.mspdi-link
 * (an unknown type or predecessor); `outside` gets the links that are left out.
 */
export function linksInto(
  task: MspdiTask,
  tasks: ReadonlyMap<string, MspdiTask>,
  given: {
    readonly issues: PlanIssue[];
    readonly outside: string[];
    /** Ids of the tasks of other projects that are kept. */
    readonly kept: ReadonlySet<string>;
  },
): readonly Link[] {
  const { issues, outside, kept } = given;
  return childrenOf(task.element, 'PredecessorLink').flatMap((element) => {
    const from = textOf(element, 'PredecessorUID');
    const before = tasks.get(from);
    const type = linkTypes[textOf(element, 'Type') || '1'];
    const { line } = element;
    const place = placeOf(element, type === undefined ? 'Type' : 'PredecessorUID');
    const isLost = flagOf(element, 'CrossProject') === true && !kept.has(from);
    if (isLost || before?.element === undefined) {
      if (isLost) outside.push(`${from} -> ${task.id}`);
      else issues.push(planError('exchange.mspdi-link', `no task ${from} for a link`, place));
      return [];
    }
    if (type === undefined) {
      const sentence = `a link has the unknown type ${textOf(element, 'Type').slice(0, 20)}`;
      issues.push(planError('exchange.mspdi-link', sentence, place));
      return [];
    }
    if (!isActive(before.element) && !kept.has(from)) return [];
    const lag = lagOf(element, before);
    const leaves = type[0] === 'S' ? firstLeaves(before, tasks) : before.leaves;
    return leaves.flatMap((one) =>
      task.leaves.map((other) => ({ from: one, to: other, type, ...lag, line })),
    );
  });
}

/**
 * A summary task starts with its earliest leaf: those that wait for another of its leaves cannot be it. Where several
 * remain a link waits for them all.
 */
function firstLeaves(
  { leaves }: MspdiTask,
  tasks: ReadonlyMap<string, MspdiTask>,
): readonly string[] {
  const own = new Set(leaves);
  const first = leaves.filter((leaf) => {
    const links = childrenOf(tasks.get(leaf)?.element, 'PredecessorLink');
    return !links.some((link) => {
      const isForward = ['1', '3'].includes(textOf(link, 'Type') || '1');
      const lag = Number(textOf(link, 'LinkLag') || '0');
      return isForward && lag >= 0 && own.has(textOf(link, 'PredecessorUID'));
    });
  });
  return first.length === 0 ? leaves : first;
}

/** Tenths of a minute, or a percentage of the predecessor's duration. */
function lagOf(element: XmlElement, before: MspdiTask): Pick<Link, 'lagMinutes' | 'lagCalendar'> {
  const format = textOf(element, 'LagFormat');
  const lag = Number(textOf(element, 'LinkLag') || '0');
  const isShare = ['19', '20', '51', '52'].includes(format);
  const duration = minutesIn(before.element, 'Duration', []) ?? 0;
  const lagMinutes = Math.round(isShare ? (duration * lag) / 100 : lag / 10);
  return { lagMinutes, lagCalendar: isElapsed(format) ? '24h' : 'successor' };
}
