// Primavera P6 XER files: several projects, each scheduled by itself with its own data date and options. Dates and
// floats that P6 computed are not read (docs/spec/plan.md 10).
import { ok, type Result } from '../base/result.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';
import { readP6Calendar } from './p6-calendar.ts';
import { readP6Projects } from './p6-projects.ts';
import { type DecimalSign, type P6Row, sameWord } from './p6-rows.ts';
import { readXerTables, type XerFile } from './xer-tables.ts';

/** The reader of `.xer` files. */
export const xer: ScheduleFormat = {
  name: 'Primavera XER',
  profile: 'p6',
  encoding: 'any',
  // Some programs that pass such files on take the first line off.
  recognises: (text) => /^(ERMHDR|%T)\t/.test(text),
  read: readXer,
};

/** Columns without which a table says nothing. */
const neededColumns: Readonly<Record<string, readonly string[]>> = {
  PROJECT: ['proj_id', 'last_recalc_date'],
  TASK: ['task_id', 'proj_id', 'task_code', 'status_code', 'target_drtn_hr_cnt'],
  TASKPRED: ['task_id', 'pred_task_id', 'pred_type'],
  CALENDAR: ['clndr_id', 'clndr_data'],
};

/**
 * Issues, each with its line: exchange.xer-table, exchange.xer-column, those of {@link readXerTables} and of
 * {@link readP6Projects}.
 */
function readXer(text: string): Result<ReadSchedule, readonly PlanIssue[]> {
  const issues: PlanIssue[] = [];
  const file = readXerTables(text, issues);
  findMissing(file, issues);
  const rowsOf = (name: string) => file.tables.get(name)?.rows ?? [];
  const calendars = rowsOf('CALENDAR').map((row) => ({
    id: row.text('clndr_id'),
    base: row.text('base_clndr_id'),
    own: readP6Calendar(row.text('clndr_data')),
    line: row.line,
  }));
  // A project's name is that of the top of its work breakdown.
  const tops = rowsOf('PROJWBS').filter((row) => sameWord(row.text('proj_node_flag'), 'Y'));
  const names = new Map(tops.map((row) => [row.text('proj_id'), row.text('wbs_name')]));
  const nameOf = (project: string) => names.get(project) ?? '';
  return ok(readP6Projects({ rowsOf, calendars, nameOf, decimal: decimalSignOf(file) }, issues));
}

/** Numbers have the decimal sign of the currency that the file was written in. */
function decimalSignOf({ tables, currency }: XerFile): DecimalSign {
  const currencies: readonly P6Row[] = tables.get('CURRTYPE')?.rows ?? [];
  const own = currencies.find((row) => sameWord(row.text('curr_short_name'), currency));
  return (own ?? currencies[0])?.text('decimal_symbol') === ',' ? ',' : '.';
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
