// Primavera PMXML files (APIBusinessObjects): their records as rows with the columns and words of a XER file, so that
// both formats have one meaning.
import { err, ok, type Result } from '../base/result.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';
import { type P6Table, readP6Projects } from './p6-projects.ts';
import type { P6Row } from './p6-rows.ts';
import { pmxmlCalendar } from './pmxml-calendar.ts';
import { childOf, placeOf, readXmlRecords, textOf, type XmlElement } from './xml-records.ts';

/** The reader of P6's XML files. */
export const pmxml: ScheduleFormat = {
  name: 'Primavera PMXML',
  profile: 'p6',
  encoding: 'xml',
  recognises: (text) => /<(\w+:)?APIBusinessObjects[\s>]/.test(text.slice(0, 4_096)),
  read: readPmxml,
};

/** Where the columns of a table stand: the first of several names that says something. */
type Columns = Readonly<Record<string, string | readonly string[]>>;

const taskColumns: Columns = {
  task_id: 'ObjectId',
  task_code: 'Id',
  task_name: 'Name',
  wbs_id: 'WBSObjectId',
  clndr_id: 'CalendarObjectId',
  task_type: 'Type',
  status_code: 'Status',
  target_drtn_hr_cnt: 'PlannedDuration',
  remain_drtn_hr_cnt: 'RemainingDuration',
  act_start_date: 'ActualStartDate',
  act_end_date: 'ActualFinishDate',
  cstr_type: 'PrimaryConstraintType',
  cstr_date: 'PrimaryConstraintDate',
  cstr_type2: 'SecondaryConstraintType',
  cstr_date2: 'SecondaryConstraintDate',
  expect_end_date: 'ExpectedFinishDate',
  resume_date: 'ResumeDate',
  external_early_start_date: 'ExternalEarlyStartDate',
  external_late_end_date: 'ExternalLateFinishDate',
  early_start_date: 'EarlyStartDate',
  early_end_date: 'EarlyFinishDate',
  late_start_date: 'LateStartDate',
  late_end_date: 'LateFinishDate',
  rem_late_start_date: 'RemainingLateStartDate',
  rem_late_end_date: 'RemainingLateFinishDate',
  total_float_hr_cnt: 'TotalFloat',
  free_float_hr_cnt: 'FreeFloat',
  driving_path_flag: 'IsLongestPath',
};

const linkColumns: Columns = {
  task_id: 'SuccessorActivityObjectId',
  proj_id: 'SuccessorProjectObjectId',
  pred_task_id: 'PredecessorActivityObjectId',
  pred_proj_id: 'PredecessorProjectObjectId',
  pred_type: 'Type',
  lag_hr_cnt: 'Lag',
};

const projectColumns: Columns = {
  proj_id: 'ObjectId',
  proj_short_name: 'Id',
  last_recalc_date: 'DataDate',
  plan_start_date: 'PlannedStartDate',
  plan_end_date: 'MustFinishByDate',
  clndr_id: 'ActivityDefaultCalendarObjectId',
  critical_path_type: 'CriticalActivityPathType',
  critical_drtn_hr_cnt: ['CriticalActivityFloatLimit', 'CriticalActivityFloatThreshold'],
};

/** In `ScheduleOptions`, or in the project itself. */
const optionColumns: Columns = {
  sched_float_type: 'ComputeTotalFloatType',
  sched_calendar_on_relationship_lag: 'RelationshipLagCalendar',
  sched_use_expect_end_flag: 'UseExpectedFinishDates',
  sched_progress_override: 'OutOfSequenceScheduleType',
  sched_retained_logic: 'OutOfSequenceScheduleType',
  sched_lag_early_start_flag: 'StartToStartLagCalculationType',
  sched_open_critical_flag: 'MakeOpenEndedActivitiesCritical',
};

/** The words of a XER file for those of PMXML, by column; both in small letters. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  task_type: {
    'task dependent': 'tt_task',
    'resource dependent': 'tt_rsrc',
    'start milestone': 'tt_mile',
    'finish milestone': 'tt_finmile',
    'level of effort': 'tt_loe',
    'wbs summary': 'tt_wbs',
  },
  status_code: {
    'not started': 'tk_notstart',
    'in progress': 'tk_active',
    completed: 'tk_complete',
  },
  cstr_type: {
    'start on or after': 'cs_msoa',
    'finish on or after': 'cs_meoa',
    'start on or before': 'cs_msob',
    'finish on or before': 'cs_meob',
    'start on': 'cs_mso',
    'finish on': 'cs_meo',
    'as late as possible': 'cs_alap',
    'mandatory start': 'cs_mandstart',
    'mandatory finish': 'cs_mandfin',
  },
  pred_type: {
    'finish to start': 'pr_fs',
    'start to start': 'pr_ss',
    'finish to finish': 'pr_ff',
    'start to finish': 'pr_sf',
  },
  sched_float_type: {
    'start float = late start - early start': 'ft_sf',
    'finish float = late finish - early finish': 'ft_ff',
    'smallest of start float and finish float': 'ft_min',
  },
  critical_path_type: {
    'longest path': 'ct_drivpath',
    'critical float': 'ct_totfloat',
    'total float': 'ct_totfloat',
  },
  sched_progress_override: { 'progress override': 'y', 'retained logic': 'n', 'actual dates': 'n' },
  sched_retained_logic: { 'progress override': 'n', 'retained logic': 'y', 'actual dates': 'n' },
};
const flags: Readonly<Record<string, string>> = { '1': 'Y', true: 'Y', '0': 'N', false: 'N' };

/** Handed over one by one; what stands in others of them is nobody's here. */
const records = new Set([
  'Project',
  'ProjectList',
  'BaselineProject',
  'Calendar',
  'Activity',
  'Relationship',
  'Resource',
  'ResourceAssignment',
  'WBS',
]);

/** Projects in these are a table of contents and earlier versions. */
const notOwn: ReadonlySet<string> = new Set(['ProjectList', 'BaselineProject']);

/**
 * Issues: exchange.pmxml-project (no project), those of {@link readXmlRecords} and of {@link readP6Projects}. Baselines
 * are left out.
 */
function readPmxml(text: string): Result<ReadSchedule, readonly PlanIssue[]> {
  const issues: PlanIssue[] = [];
  const found = new Map<
    string,
    { readonly element: XmlElement; readonly project?: XmlElement }[]
  >();
  const read = readXmlRecords(text, records, (element, inside) => {
    if (inside.some((one) => notOwn.has(one.name))) return;
    const project = inside.find((one) => one.name === 'Project');
    const list = found.get(element.name);
    const one = project === undefined ? { element } : { element, project };
    if (list === undefined) found.set(element.name, [one]);
    else list.push(one);
  });
  if (!read.ok) return err([read.error]);
  const listOf = (name: string) => found.get(name) ?? [];
  const projects = listOf('Project').map(({ element }) => element);
  if (projects.length === 0) {
    issues.push(planError('exchange.pmxml-project', 'expected an element Project'));
  }
  const assignments = { task_id: 'ActivityObjectId', rsrc_id: 'ResourceObjectId' };
  const resources = { rsrc_id: 'ObjectId', clndr_id: 'CalendarObjectId' };
  const breakdown = { wbs_id: 'ObjectId', parent_wbs_id: 'ParentObjectId' };
  const rows: Readonly<Record<P6Table, readonly P6Row[]>> = {
    PROJECT: projects.map((element) => {
      const options = childOf(element, 'ScheduleOptions');
      const places = options === undefined ? [element] : [element, options];
      return rowOf(places, projectColumns, { export_flag: 'Y' });
    }),
    SCHEDOPTIONS: projects.map((element) => {
      const own = childOf(element, 'ScheduleOptions');
      const places = own === undefined ? [element] : [own, element];
      return rowOf(places, optionColumns, { proj_id: textOf(element, 'ObjectId') });
    }),
    TASK: listOf('Activity').map(({ element, project }) => {
      const id = textOf(project, 'ObjectId') || textOf(element, 'ProjectObjectId');
      return rowOf([element], taskColumns, { proj_id: id });
    }),
    TASKPRED: listOf('Relationship').map(({ element }) => rowOf([element], linkColumns)),
    PROJWBS: listOf('WBS').map(({ element }) => rowOf([element], breakdown)),
    RSRC: listOf('Resource').map(({ element }) => rowOf([element], resources)),
    TASKRSRC: listOf('ResourceAssignment').map(({ element }) => rowOf([element], assignments)),
  };
  const names = new Map(
    projects.map((element) => [textOf(element, 'ObjectId'), textOf(element, 'Name')]),
  );
  const file = {
    rowsOf: (table: P6Table) => rows[table],
    calendars: listOf('Calendar').map(({ element }) => pmxmlCalendar(element)),
    nameOf: (project: string) => names.get(project) ?? '',
    decimal: '.' as const,
  };
  return ok(readP6Projects(file, issues));
}

/** The first of the elements that says something counts; times have a T, and may have parts of a second and a zone. */
function rowOf(
  places: readonly XmlElement[],
  columns: Columns,
  given: Readonly<Record<string, string>> = {},
): P6Row {
  const [first] = places;
  /** The element and the name in which a column says something. */
  const found = (column: string) => {
    const names = columns[column];
    if (names === undefined) return undefined;
    const pairs = places.flatMap((element) => [names].flat().map((name) => ({ element, name })));
    return pairs.find(({ element, name }) => textOf(element, name) !== '') ?? pairs[0];
  };
  return {
    line: first.line,
    at(column) {
      const one = found(column);
      if (one === undefined) return { line: first.line, column: first.column };
      return placeOf(one.element, one.name);
    },
    text(column) {
      const one = found(column);
      if (one === undefined) return given[column] ?? '';
      const cell = textOf(one.element, one.name);
      const small = cell.toLowerCase();
      if (column.endsWith('_flag')) return flags[small] ?? cell;
      if (column.endsWith('_date')) return cell.replace(/(:\d\d)\.\d+|Z$/g, '$1');
      return words[column.replace(/2$/, '')]?.[small] ?? cell;
    },
  };
}
