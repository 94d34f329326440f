// Primavera P6 XER files: several projects, each scheduled by itself with its own data date and options. Dates and
// floats that P6 computed are not read (docs/spec/plan.md 10).
import { ok, type Result } from '../base/result.ts';
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import type { ScheduleOptions } from '../plan/profile.ts';
import type { Link, Project } from '../plan/schedule.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';
import { readP6Calendar } from './p6-calendar.ts';
import { p6Calendars } from './p6-calendars.ts';
import { p6LagCalendar, p6Options } from './p6-words.ts';
import { plainName } from './plain-name.ts';
import { activityOf, linkOf, type XerAround } from './xer-activities.ts';
import { readXerTables, sameWord, type XerFile, type XerRow, xerCells } from './xer-tables.ts';

/** The reader of `.xer` files. */
export const xer: ScheduleFormat = {
  name: 'Primavera XER',
  profile: 'p6',
  encoding: 'any',
  recognises: (text) => text.startsWith('ERMHDR\t'),
  read: readXer,
};

/** Columns without which a table says nothing. */
const neededColumns: Readonly<Record<string, readonly string[]>> = {
  PROJECT: ['proj_id', 'last_recalc_date'],
  TASK: ['task_id', 'proj_id', 'task_code', 'status_code', 'target_drtn_hr_cnt'],
  TASKPRED: ['task_id', 'pred_task_id', 'pred_type'],
  CALENDAR: ['clndr_id', 'clndr_data'],
};

/** The file as all projects need it. */
interface XerReading extends XerAround {
  readonly rowsOf: (table: string) => readonly XerRow[];
  /** The project of each activity. */
  readonly projectOf: ReadonlyMap<string, string>;
}

/**
 * Issues, each with its line: exchange.xer-table, exchange.xer-column, exchange.xer-data-date, exchange.xer-link,
 * exchange.xer-external-link, exchange.xer-actual-dates, and those of tables, cells, calendars, activities and links.
 */
function readXer(text: string): Result<ReadSchedule, readonly PlanIssue[]> {
  const issues: PlanIssue[] = [];
  const file = readXerTables(text, issues);
  findMissing(file, issues);
  const reading = readingOf(file, issues);
  const { rowsOf, projectOf, calendars } = reading;
  const tasks = Map.groupBy(rowsOf('TASK'), (row) => row.text('proj_id'));
  const links = Map.groupBy(rowsOf('TASKPRED'), (row) => projectOf.get(row.text('task_id')));
  const options = new Map(rowsOf('SCHEDOPTIONS').map((row) => [row.text('proj_id'), row]));
  const projects = rowsOf('PROJECT').flatMap((row) => {
    const id = row.text('proj_id');
    const own = tasks.get(id) ?? [];
    // Folders of projects, and projects that links of others only point to.
    if (own.length === 0 && !sameWord(row.text('export_flag'), 'Y')) return [];
    const rows = { row, tasks: own, links: links.get(id) ?? [], options: options.get(id) };
    return [toProject(rows, reading)];
  });
  for (const row of links.get(undefined) ?? []) {
    const sentence = `a link leads to ${row.text('task_id')}, which is not there`;
    issues.push(planError('exchange.xer-link', sentence, { line: row.line }));
  }
  return ok({ schedule: { calendars: calendars.all(), projects }, issues });
}

function findMissing({ tables }: XerFile, issues: PlanIssue[]): void {
  if (!tables.has('PROJECT')) {
    issues.push(planError('exchange.xer-table', 'expected a table PROJECT'));
  }
  for (const [name, columns] of Object.entries(neededColumns)) {
    const table = tables.get(name);
    const absent = columns.filter((column) => table?.columns.has(column) === false);
    if (absent.length === 0) continue;
    const where = { members: absent, line: table?.line };
    issues.push(planError('exchange.xer-column', `the table ${name} lacks columns`, where));
  }
}

function readingOf(file: XerFile, issues: PlanIssue[]): XerReading {
  const rowsOf = (name: string) => file.tables.get(name)?.rows ?? [];
  const calendars = rowsOf('CALENDAR').map((row) => ({
    id: row.text('clndr_id'),
    base: row.text('base_clndr_id'),
    own: readP6Calendar(row.text('clndr_data')),
    line: row.line,
  }));
  return {
    rowsOf,
    projectOf: new Map(rowsOf('TASK').map((row) => [row.text('task_id'), row.text('proj_id')])),
    cells: xerCells(file, issues),
    calendars: p6Calendars(calendars, issues),
    resourceCalendars: resourceCalendars(rowsOf('RSRC'), rowsOf('TASKRSRC')),
    issues,
  };
}

/** Of activities whose resources all work on one calendar. */
function resourceCalendars(
  resources: readonly XerRow[],
  assignments: readonly XerRow[],
): ReadonlyMap<string, string> {
  const calendarOf = new Map(resources.map((row) => [row.text('rsrc_id'), row.text('clndr_id')]));
  const found = new Map<string, string>();
  for (const [task, rows] of Map.groupBy(assignments, (row) => row.text('task_id'))) {
    const [calendar, ...more] = new Set(rows.map((row) => calendarOf.get(row.text('rsrc_id'))));
    if (more.length === 0 && calendar !== undefined && calendar !== '') found.set(task, calendar);
  }
  return found;
}

interface ProjectRows {
  readonly row: XerRow;
  readonly tasks: readonly XerRow[];
  readonly links: readonly XerRow[];
  readonly options: XerRow | undefined;
}

function toProject({ row, tasks, links, options }: ProjectRows, reading: XerReading): Project {
  const { cells, calendars, issues } = reading;
  const id = row.text('proj_id');
  const where = { members: [id], line: row.line };
  const dataDate = cells.time(row, 'last_recalc_date') ?? cells.time(row, 'plan_start_date');
  if (dataDate === undefined) {
    issues.push(planError('exchange.xer-data-date', 'a project has no data date', where));
  }
  const [override, retained] = ['sched_progress_override', 'sched_retained_logic'];
  if ([override, retained].every((column) => sameWord(options?.text(column) ?? '', 'N'))) {
    const sentence = 'progress by actual dates is computed as retained logic';
    issues.push(planWarning('exchange.xer-actual-dates', sentence, where));
  }
  const isOnProject = p6LagCalendar(options?.text(lagColumn) ?? '') === 'project';
  const lagOn = isOnProject ? calendars.idOf(row.text('clndr_id')) : undefined;
  const mustFinishBy = cells.time(row, 'plan_end_date');
  const name = nameOf(id, reading);
  return {
    id,
    code: row.text('proj_short_name') || id,
    ...(name === undefined ? {} : { name }),
    dataDate: dataDate ?? 0,
    ...(mustFinishBy === undefined ? {} : { mustFinishBy }),
    options: optionsOf(row, options, reading),
    activities: tasks.map((task) => activityOf(task, dataDate ?? 0, reading)),
    links: linksOf(links, { id, lagOn, reading }),
  };
}

const lagColumn = 'sched_calendar_on_relationship_lag';

function optionsOf(
  project: XerRow,
  options: XerRow | undefined,
  { cells }: XerReading,
): Partial<ScheduleOptions> {
  const word = (column: string) => options?.text(column) ?? '';
  return p6Options({
    floatType: word('sched_float_type'),
    lagCalendar: word(lagColumn),
    expectedFinish: word('sched_use_expect_end_flag'),
    progressOverride: word('sched_progress_override'),
    lagFromEarlyStart: word('sched_lag_early_start_flag'),
    openEndsCritical: word('sched_open_critical_flag'),
    criticalPath: project.text('critical_path_type'),
    criticalMinutes: cells.minutes(project, 'critical_drtn_hr_cnt'),
  });
}

/** A project's name is that of the top of its work breakdown. */
function nameOf(id: string, { rowsOf }: XerReading): string | undefined {
  const top = rowsOf('PROJWBS').find(
    (row) => row.text('proj_id') === id && sameWord(row.text('proj_node_flag'), 'Y'),
  );
  return top === undefined ? undefined : plainName(top.text('wbs_name'));
}

/** Links to other projects are left out and told: exchange.xer-external-link. */
function linksOf(
  rows: readonly XerRow[],
  given: { readonly id: string; readonly lagOn: string | undefined; readonly reading: XerReading },
): readonly Link[] {
  const { id, lagOn, reading } = given;
  const isOutside = (row: XerRow) => {
    const project = reading.projectOf.get(row.text('pred_task_id')) ?? row.text('pred_proj_id');
    return project !== '' && project !== id;
  };
  const outside = rows.filter(isOutside);
  if (outside.length > 0) {
    const members = outside.map((row) => `${row.text('pred_task_id')} -> ${row.text('task_id')}`);
    const sentence = 'links to other projects are left out';
    const where = { members, line: outside[0].line };
    reading.issues.push(planWarning('exchange.xer-external-link', sentence, where));
  }
  return rows.filter((row) => !isOutside(row)).map((row) => linkOf(row, reading, lagOn));
}
