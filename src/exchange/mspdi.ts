// Microsoft Project XML files (MSPDI, 2003 to 2021): one project; its own computed dates are not read.
import { err, ok, type Result } from '../base/result.ts';
import { type Calendar, intersectCalendars } from '../plan/calendar.ts';
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import type { Project } from '../plan/schedule.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';
import { mspdiCalendars } from './mspdi-calendar.ts';
import { pausesOf } from './mspdi-splits.ts';
import {
  activityOf,
  isActive,
  isLeaf,
  linksInto,
  type MspdiTask,
  mspdiTasks,
  recordedOf,
  tasksFromOutside,
  timeOf,
} from './mspdi-tasks.ts';
import { flagOf } from './mspdi-words.ts';
import { plainName } from './plain-name.ts';
import { readXmlRecords, textOf, type XmlElement } from './xml-records.ts';

/** The reader of Microsoft Project's XML files. */
export const mspdi: ScheduleFormat = {
  name: 'Microsoft Project XML',
  profile: 'msproject',
  encoding: 'xml',
  recognises: (text) => text.slice(0, 4_096).includes('schemas.microsoft.com/project'),
  read: readMspdi,
};

const records = new Set(['Project', 'Calendar', 'Task', 'Resource', 'Assignment']);

/**
 * Issues: exchange.mspdi-start (no start of the project), exchange.mspdi-from-finish (no finish to schedule it back from),
 * exchange.mspdi-outside, exchange.mspdi-external, exchange.mspdi-inactive, exchange.mspdi-ids, exchange.mspdi-no-common, those of {@link readXmlRecords}, of calendars,
 * tasks and links.
 */
function readMspdi(text: string): Result<ReadSchedule, readonly PlanIssue[]> {
  const issues: PlanIssue[] = [];
  const found = new Map<string, XmlElement[]>([...records].map((name) => [name, []]));
  const read = readXmlRecords(text, records, (element) => found.get(element.name)?.push(element));
  if (!read.ok) return err([read.error]);
  const listOf = (name: string) => found.get(name) ?? [];
  const [root] = listOf('Project').slice(-1);
  const calendars = mspdiCalendars(listOf('Calendar'), issues);
  const resources = resourceCalendars(listOf('Resource'), listOf('Assignment'));
  const tasks = mspdiTasks(listOf('Task'));
  const { common, all } = commonCalendars(calendars, issues);
  const around = { calendars, resources, common, all, issues, assignments: listOf('Assignment') };
  const project = toProject(root, tasks, around);
  const leaves = [...tasks.values()].filter((task) => isLeaf(task) && !task.isPlacedSummary);
  const own = new Map(leaves.map((task) => [task.id, recordedOf(task)]));
  const schedule = { calendars: all(), projects: [project] };
  return ok({ schedule, issues, recorded: new Map([[project.id, own]]) });
}

/** The calendar of the first work resource of each task, in the order of assignments. */
function resourceCalendars(
  resources: readonly XmlElement[],
  assignments: readonly XmlElement[],
): ReadonlyMap<string, string> {
  const work = resources.filter((one) => (textOf(one, 'Type') || '1') === '1');
  const calendarOf = new Map(work.map((one) => [textOf(one, 'UID'), textOf(one, 'CalendarUID')]));
  const found = new Map<string, string>();
  for (const assignment of assignments) {
    const task = textOf(assignment, 'TaskUID');
    const calendar = calendarOf.get(textOf(assignment, 'ResourceUID'));
    if (calendar !== undefined && !found.has(task)) found.set(task, calendar);
  }
  return found;
}

/** What a project is made of beside its tasks. */
interface Around {
  readonly calendars: ReadonlyMap<string, Calendar>;
  /** By task. */
  readonly resources: ReadonlyMap<string, string>;
  /** Returns the calendar on which both of two work. */
  readonly common: (task: string, resource: string) => string;
  /** Returns every calendar, those made so far too. */
  readonly all: () => readonly Calendar[];
  readonly assignments: readonly XmlElement[];
  readonly issues: PlanIssue[];
}

function toProject(
  root: XmlElement,
  tasks: ReadonlyMap<string, MspdiTask>,
  around: Around,
): Project {
  const { issues } = around;
  const fromFinish = finishToKeep(root, issues);
  const start = timeOf(root, 'StartDate', issues) ?? fromFinish;
  if (start === undefined) {
    issues.push(
      planError('exchange.mspdi-start', 'the project has no StartDate', { line: root.line }),
    );
  }
  const outside: string[] = [];
  const all = [...tasks.values()];
  const kept = new Set(tasksFromOutside(tasks).map((task) => task.id));
  const leaves = all.filter((task) => isLeaf(task) || kept.has(task.id));
  const on = leaves.map((task) => calendarFor(task, root, around));
  const pauses = pausesOf(around.assignments, new Map(around.all().map((one) => [one.id, one])));
  const activities = leaves.map((task, i) => activityOf(task, { calendar: on[i], pauses }, issues));
  const links = all
    .filter((task) => isActive(task.element))
    .flatMap((task) => linksInto(task, tasks, { issues, outside, kept }));
  const inactive = all
    .filter((task) => !isActive(task.element) && !kept.has(task.id))
    .map((task) => task.id);
  const sentence = 'tasks of other projects that tasks here follow stand where the file has them';
  tell(issues, 'exchange.mspdi-external', sentence, [...kept]);
  tell(issues, 'exchange.mspdi-inactive', 'inactive and external tasks are left out', inactive);
  tell(issues, 'exchange.mspdi-outside', 'links to other projects are left out', outside);
  const name = plainName(textOf(root, 'Title') || textOf(root, 'Name'));
  return {
    id: textOf(root, 'UID') || '0',
    code: plainName(textOf(root, 'Name') || textOf(root, 'Title')) ?? 'Project',
    ...(name === undefined ? {} : { name }),
    dataDate: start ?? 0,
    ...(fromFinish === undefined ? {} : { fromFinish }),
    options: {
      criticalMinutes: slackOf(root),
      ...(flagOf(root, 'MultipleCriticalPaths') === true ? { openEnds: 'own-finish' } : {}),
      ...(letsLinksGoFirst(root) ? { conflicts: 'links-first' } : {}),
    },
    activities: withOwnCodes(activities, issues),
    links,
  };
}

/**
 * Project 2007 and later, which state a SaveVersion from 12 on and an ExtendedCreationDate, write HonorConstraints 0 while «tasks
 * will always honor their constraint dates», as they do by default, and 1 where they do not. Project 2003 and other programs
 * write 1 and mean that they do.
 */
function letsLinksGoFirst(root: XmlElement): boolean {
  const isSince2007 = Number(textOf(root, 'SaveVersion')) >= 12;
  const isOfProject = isSince2007 && textOf(root, 'ExtendedCreationDate') !== '';
  return isOfProject && flagOf(root, 'HonorConstraints') === true;
}

/** The finish of a project that is scheduled back from it. */
function finishToKeep(root: XmlElement, issues: PlanIssue[]): number | undefined {
  if (flagOf(root, 'ScheduleFromStart') !== false) return undefined;
  const finish = timeOf(root, 'FinishDate', issues);
  if (finish !== undefined) return finish;
  const sentence =
    'a project that is scheduled from its finish has no FinishDate: its start counts';
  issues.push(planWarning('exchange.mspdi-from-finish', sentence, { line: root.line }));
  return undefined;
}

function tell(issues: PlanIssue[], code: string, sentence: string, members: readonly string[]) {
  if (members.length > 0) issues.push(planWarning(code, sentence, { members }));
}

/**
 * Work goes on when the task's own calendar and that of its first work resource both work, unless the task ignores its
 * resource; with one of the two, on that, else on the project's. A file without any calendar has none.
 */
function calendarFor({ element, id }: MspdiTask, root: XmlElement, around: Around) {
  const there = (name: string | undefined) =>
    name !== undefined && around.calendars.has(name) ? name : undefined;
  const own = there(textOf(element, 'CalendarUID'));
  const resource = there(around.resources.get(id));
  const ignores = flagOf(element, 'IgnoreResourceCalendar') === true;
  if (own !== undefined && resource !== undefined && own !== resource && !ignores) {
    return around.common(own, resource);
  }
  const project = there(textOf(root, 'CalendarUID'));
  return own ?? resource ?? project ?? around.calendars.keys().next().value;
}

/** The calendars on which both of two work, made when asked for; the first one where they never meet. */
function commonCalendars(calendars: ReadonlyMap<string, Calendar>, issues: PlanIssue[]) {
  const made = new Map<string, Calendar>();
  const common = (task: string, resource: string): string => {
    const id = `${task}+${resource}`;
    const there = made.get(id);
    if (there !== undefined) return there.id;
    const both = [task, resource].flatMap((one) => calendars.get(one) ?? []);
    const met = intersectCalendars(id, both);
    const isEmpty = met.week.every((bands) => bands.length === 0);
    if (isEmpty) {
      const sentence = 'a task and its resource never work at one time: the task’s calendar counts';
      issues.push(planWarning('exchange.mspdi-no-common', sentence, { members: [task, resource] }));
    }
    made.set(id, isEmpty ? { ...both[0], id } : met);
    return id;
  };
  return { common, all: () => [...calendars.values(), ...made.values()] };
}

/** Slack up to which a task is critical: days of so many minutes. */
function slackOf(root: XmlElement): number {
  const days = Number(textOf(root, 'CriticalSlackLimit') || '0');
  const minutes = Number(textOf(root, 'MinutesPerDay') || '480');
  return Number.isFinite(days * minutes) ? Math.round(days * minutes) : 0;
}

/** Row numbers are what users see; where they do not tell tasks apart the file's own keys do. */
function withOwnCodes(
  activities: Project['activities'],
  issues: PlanIssue[],
): Project['activities'] {
  if (new Set(activities.map((one) => one.code)).size === activities.length) return activities;
  const sentence = 'two tasks have one ID: their UID stands for it';
  issues.push(planWarning('exchange.mspdi-ids', sentence));
  return activities.map((one) => ({ ...one, code: one.id }));
}
