// Projects of Primavera P6 from rows with P6's columns, whichever file they come from: each is scheduled by itself with
// its own data date and options.
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import type { StatedOptions } from '../plan/profile.ts';
import type { Link, Project } from '../plan/schedule.ts';
import type { ReadSchedule } from './format.ts';
import { activityOf, linkOf, type P6Around, recordedOf } from './p6-activities.ts';
import { spansByBreakdown } from './p6-breakdown.ts';
import { type P6Calendar, p6Calendars } from './p6-calendars.ts';
import { type DecimalSign, type P6Row, p6Cells, sameWord } from './p6-rows.ts';
import { p6LagCalendar, p6Options } from './p6-words.ts';
import { plainName } from './plain-name.ts';

/** Tables that projects are made of. */
export type P6Table =
  | 'PROJECT'
  | 'SCHEDOPTIONS'
  | 'PROJWBS'
  | 'TASK'
  | 'TASKPRED'
  | 'RSRC'
  | 'TASKRSRC';

/** A file in P6's terms. */
export interface P6File {
  readonly rowsOf: (table: P6Table) => readonly P6Row[];
  readonly calendars: readonly P6Calendar[];
  /** Returns the name of a project, empty for none. */
  readonly nameOf: (project: string) => string;
  readonly decimal: DecimalSign;
}

/** The file as all projects need it. */
interface P6Reading extends P6Around, Pick<P6File, 'nameOf'> {
  /** The project of each activity. */
  readonly projectOf: ReadonlyMap<string, string>;
  /** Links between projects of the file, as they are found. */
  readonly between: Link[];
}

/**
 * Returns the schedule of a file. Issues, each with its line: exchange.p6-data-date, exchange.p6-link,
 * exchange.p6-external-link, exchange.p6-project-link, exchange.p6-actual-dates, and those of cells, calendars, activities and links.
 */
export function readP6Projects(file: P6File, issues: PlanIssue[]): ReadSchedule {
  const { rowsOf } = file;
  const calendars = p6Calendars(file.calendars, issues);
  const projectOf = new Map(
    rowsOf('TASK').map((row) => [row.text('task_id'), row.text('proj_id')]),
  );
  const reading: P6Reading = {
    nameOf: file.nameOf,
    projectOf,
    between: [],
    cells: p6Cells(file.decimal, issues),
    calendars,
    resourceCalendars: resourceCalendars(rowsOf('RSRC'), rowsOf('TASKRSRC')),
    spansOf: spansByBreakdown(rowsOf('TASK'), rowsOf('PROJWBS'), issues),
    issues,
  };
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
  tellLost(links.get(undefined) ?? [], new Set(projects.map((one) => one.id)), issues);
  const recorded = new Map(
    projects.map(({ id }) => {
      const rows = tasks.get(id) ?? [];
      return [id, new Map(rows.map((row) => [row.text('task_id'), recordedOf(row, file.decimal)]))];
    }),
  );
  const read = new Set(projects.map((one) => one.id));
  // Those of a project that is left out itself lead nowhere.
  const isRead = (id: string) => read.has(projectOf.get(id) ?? '');
  const between = reading.between.filter(({ from, to }) => isRead(from) && isRead(to));
  return { schedule: { calendars: calendars.all(), projects }, issues, between, recorded };
}

/** Links into what the file does not hold: of another project they are left out, of one of its own they are wrong. */
function tellLost(
  rows: readonly P6Row[],
  projects: ReadonlySet<string>,
  issues: PlanIssue[],
): void {
  const isOwn = (row: P6Row) => row.text('proj_id') === '' || projects.has(row.text('proj_id'));
  for (const row of rows.filter(isOwn)) {
    const sentence = `a link leads to ${row.text('task_id')}, which is not there`;
    issues.push(planError('exchange.p6-link', sentence, row.at('task_id')));
  }
  tellExternal(
    rows.filter((row) => !isOwn(row)),
    issues,
  );
}

function tellExternal(rows: readonly P6Row[], issues: PlanIssue[]): void {
  if (rows.length === 0) return;
  const members = rows.map((row) => `${row.text('pred_task_id')} -> ${row.text('task_id')}`);
  const where = { members, ...rows[0].at('pred_task_id') };
  const sentence = 'links to other projects are left out';
  issues.push(planWarning('exchange.p6-external-link', sentence, where));
}

/** Of activities whose resources all work on one calendar. */
function resourceCalendars(
  resources: readonly P6Row[],
  assignments: readonly P6Row[],
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
  readonly row: P6Row;
  readonly tasks: readonly P6Row[];
  readonly links: readonly P6Row[];
  readonly options: P6Row | undefined;
}

function toProject({ row, tasks, links, options }: ProjectRows, reading: P6Reading): Project {
  const { cells, calendars, issues } = reading;
  const id = row.text('proj_id');
  const where = { members: [id], ...row.at('last_recalc_date') };
  const dataDate = cells.time(row, 'last_recalc_date') ?? cells.time(row, 'plan_start_date');
  if (dataDate === undefined) {
    issues.push(planError('exchange.p6-data-date', 'a project has no data date', where));
  }
  const [override, retained] = ['sched_progress_override', 'sched_retained_logic'];
  if ([override, retained].every((column) => sameWord(options?.text(column) ?? '', 'N'))) {
    const sentence = 'progress by actual dates is computed as retained logic';
    issues.push(planWarning('exchange.p6-actual-dates', sentence, where));
  }
  const isOnProject = p6LagCalendar(options?.text(lagColumn) ?? '') === 'project';
  const lagOn = isOnProject ? calendars.idOf(row.text('clndr_id')) : undefined;
  const mustFinishBy = cells.time(row, 'plan_end_date');
  const name = plainName(reading.nameOf(id));
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
  project: P6Row,
  options: P6Row | undefined,
  { cells }: P6Reading,
): StatedOptions {
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

/** Links to other projects are left out and told: exchange.p6-external-link, exchange.p6-project-link. */
function linksOf(
  rows: readonly P6Row[],
  given: { readonly id: string; readonly lagOn: string | undefined; readonly reading: P6Reading },
): readonly Link[] {
  const { id, lagOn, reading } = given;
  const isOutside = (row: P6Row) => {
    const project = reading.projectOf.get(row.text('pred_task_id')) ?? row.text('pred_proj_id');
    return project !== '' && project !== id;
  };
  const outside = rows.filter(isOutside);
  const [inFile, others] = [true, false].map((wanted) =>
    outside.filter((row) => reading.projectOf.has(row.text('pred_task_id')) === wanted),
  );
  tellExternal(others, reading.issues);
  if (inFile.length > 0) {
    const links = inFile.map((row) => linkOf(row, reading, lagOn));
    reading.between.push(...links);
    const members = links.map(({ from, to }) => `${from} -> ${to}`);
    const where = { members, ...inFile[0].at('pred_task_id') };
    const sentence =
      'links between the projects of the file are left out where each is scheduled alone';
    reading.issues.push(planWarning('exchange.p6-project-link', sentence, where));
  }
  return rows.filter((row) => !isOutside(row)).map((row) => linkOf(row, reading, lagOn));
}
