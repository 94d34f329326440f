// Rows of TASK and TASKPRED as activities and links.
import type { Minute } from '../plan/civil-time.ts';
import { type PlanIssue, planWarning } from '../plan/plan-issue.ts';
import type { Activity, Constraint, Link } from '../plan/schedule.ts';
import type { SpansOf } from './p6-breakdown.ts';
import type { P6Calendars } from './p6-calendars.ts';
import {
  type DecimalSign,
  type P6Cells,
  type P6Row,
  p6Cells,
  sameWord,
  wordOf,
} from './p6-rows.ts';
import { activityTypes, constraintTypes, linkTypes } from './p6-words.ts';
import { plainName } from './plain-name.ts';
import { type RecordedDates, stated } from './recorded.ts';

/** What reading rows of one file needs beside them. */
export interface P6Around {
  readonly cells: P6Cells;
  readonly calendars: P6Calendars;
  /** Calendar of the only resource of each resource-dependent activity. */
  readonly resourceCalendars: ReadonlyMap<string, string>;
  /** What each WBS summary spans. */
  readonly spansOf: SpansOf;
  readonly issues: PlanIssue[];
}

/**
 * Returns the activity of a row. Completed is what its status says, started what has an actual start.
 * Issues: exchange.p6-word, exchange.p6-completed (no actual dates: the data date stands for them; or in the wrong order), exchange.p6-constraint
 * (a constraint without its date: it is left out).
 */
export function activityOf(row: P6Row, dataDate: Minute, around: P6Around): Activity {
  const { cells, calendars, issues } = around;
  const id = row.text('task_id');
  const type = wordOf(row, { column: 'task_type', words: activityTypes, issues }) ?? 'task';
  const name = plainName(row.text('task_name'));
  const isDependent = sameWord(row.text('task_type'), 'TT_Rsrc');
  const named =
    (isDependent ? around.resourceCalendars.get(id) : undefined) ?? row.text('clndr_id');
  const duration = cells.minutes(row, 'target_drtn_hr_cnt') ?? 0;
  const spans = around.spansOf(id);
  return {
    id,
    code: row.text('task_code'),
    ...(name === undefined ? {} : { name }),
    type,
    calendar: calendars.idOf(named),
    durationMinutes: duration,
    remainingMinutes: cells.minutes(row, 'remain_drtn_hr_cnt') ?? duration,
    ...progressOf(row, dataDate, around),
    ...timesOf(row, cells),
    constraints: constraintsOf(row, cells, issues),
    ...(spans === undefined || spans.length === 0 ? {} : { spans }),
    line: row.line,
  };
}

function progressOf(
  row: P6Row,
  dataDate: Minute,
  { cells, issues }: P6Around,
): Pick<Activity, 'actualStart' | 'actualFinish'> {
  const actualStart = cells.time(row, 'act_start_date');
  if (!sameWord(row.text('status_code'), 'TK_Complete')) {
    return actualStart === undefined ? {} : { actualStart };
  }
  const actualFinish = cells.time(row, 'act_end_date');
  if (actualStart === undefined || actualFinish === undefined) {
    const where = { members: [row.text('task_id')], ...row.at('status_code') };
    const sentence = 'completed work without its actual dates';
    issues.push(planWarning('exchange.p6-completed', sentence, where));
  }
  const end = actualFinish ?? actualStart ?? dataDate;
  if (actualStart !== undefined && actualStart > end) {
    const where = { members: [row.text('task_id')], ...row.at('act_start_date') };
    const sentence = 'completed work started after it ended: it starts when it ended';
    issues.push(planWarning('exchange.p6-completed', sentence, where));
  }
  return { actualStart: Math.min(actualStart ?? end, end), actualFinish: end };
}

const timeColumns = {
  resume: 'resume_date',
  expectedFinish: 'expect_end_date',
  externalEarlyStart: 'external_early_start_date',
  externalLateFinish: 'external_late_end_date',
} as const;

function timesOf(row: P6Row, cells: P6Cells): Partial<Record<keyof typeof timeColumns, Minute>> {
  const found = Object.entries(timeColumns).flatMap(([field, column]) => {
    const time = cells.time(row, column);
    return time === undefined ? [] : [[field, time] as const];
  });
  return Object.fromEntries(found);
}

function constraintsOf(row: P6Row, cells: P6Cells, issues: PlanIssue[]): readonly Constraint[] {
  return ['', '2'].flatMap((suffix) => {
    const words = constraintTypes;
    const type = wordOf(row, { column: `cstr_type${suffix}`, words, issues });
    if (type === undefined) return [];
    const at = cells.time(row, `cstr_date${suffix}`);
    if (row.text(`cstr_date${suffix}`) === '' && type !== 'as-late-as-possible') {
      const where = { members: [row.text('task_id')], ...row.at(`cstr_type${suffix}`) };
      const sentence = 'a constraint without its date is left out';
      issues.push(planWarning('exchange.p6-constraint', sentence, where));
      return [];
    }
    return [{ type, ...(at === undefined ? {} : { at }) }];
  });
}

/**
 * Returns what P6 computed for the activity of a row. Of started work its dates are those of what remains. Cells that
 * make no sense say nothing here.
 */
export function recordedOf(row: P6Row, decimal: DecimalSign): RecordedDates {
  const cells = p6Cells(decimal, []);
  const first = (...columns: readonly string[]) =>
    columns.map((column) => cells.time(row, column)).find((time) => time !== undefined);
  const isBegun = row.text('act_start_date') !== '';
  const late = (column: string) => (isBegun ? first(`rem_${column}`, column) : first(column));
  const path = row.text('driving_path_flag').toUpperCase();
  const found = {
    earlyStart: first('early_start_date'),
    earlyFinish: first('early_end_date'),
    lateStart: late('late_start_date'),
    lateFinish: late('late_end_date'),
    totalFloatMinutes: cells.minutes(row, 'total_float_hr_cnt'),
    freeFloatMinutes: cells.minutes(row, 'free_float_hr_cnt'),
    longestPath: path === 'Y' || path === 'N' ? path === 'Y' : undefined,
  };
  return stated(found);
}

/** Returns the link of a row. Issues: exchange.p6-word. */
export function linkOf(row: P6Row, around: P6Around, lagOn: string | undefined): Link {
  const { cells, issues } = around;
  const type = wordOf(row, { column: 'pred_type', words: linkTypes, issues }) ?? 'FS';
  return {
    from: row.text('pred_task_id'),
    to: row.text('task_id'),
    type,
    lagMinutes: cells.minutes(row, 'lag_hr_cnt') ?? 0,
    ...(lagOn === undefined ? {} : { lagCalendar: { calendar: lagOn } }),
    line: row.line,
  };
}
