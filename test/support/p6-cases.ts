// The small cases computed by Primavera P6 and kept beside the repository: inputs from their XER file (inputs only,
// never P6's stored answers), answers from each case's comparison.csv. Not a reader of XER files in general.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Bands, type Calendar, normalBands } from '../../src/plan/calendar.ts';
import { dateToDay, textToMinute } from '../../src/plan/civil-time.ts';
import type { Activity, Constraint, Link, Schedule } from '../../src/plan/schedule.ts';

const folder = new URL('../../../shared/data/p6-cases/', import.meta.url);

/** Whether the cases are there. */
export const hasP6Cases = existsSync(folder);

/** What P6 says of one activity; empty where it says nothing. */
export interface P6Answer {
  readonly code: string;
  readonly dates: Readonly<Record<'ES' | 'EF' | 'LS' | 'LF', string>>;
  /** Days of eight hours. */
  readonly totalFloat: string;
  readonly freeFloat: string;
}

/** The cases by name, each with P6's answers. */
export function readP6Answers(): ReadonlyMap<string, readonly P6Answer[]> {
  const names = readdirSync(folder).filter((name) => /^\d\d-/.test(name));
  return new Map(
    names.map((name) => {
      const text = readFileSync(new URL(`${name}/comparison.csv`, folder), 'utf8');
      const [head, ...rows] = text.trim().split(/\r?\n/);
      const columns = head!.split(',');
      const answers = rows.map((row): P6Answer => {
        const cells = row.split(',');
        const cell = (column: string) => cells[columns.indexOf(column)] ?? '';
        const dates = {
          ES: cell('ES_p6'),
          EF: cell('EF_p6'),
          LS: cell('LS_p6'),
          LF: cell('LF_p6'),
        };
        const code = cell('activity_code');
        return { code, dates, totalFloat: cell('TF_p6'), freeFloat: cell('FF_p6') };
      });
      return [name, answers];
    }),
  );
}

/** The schedule of all cases: a project for each, whose name begins as the case's. */
export function readP6Schedule(): Schedule {
  const tables = readTables(readFileSync(new URL('cases-import.xer', folder), 'latin1'));
  const tasks = tables.get('TASK') ?? [];
  const links = tables.get('TASKPRED') ?? [];
  return {
    calendars: (tables.get('CALENDAR') ?? []).map(calendarOf),
    projects: (tables.get('PROJECT') ?? []).map((row) => {
      const own = tasks.filter((task) => task.proj_id === row.proj_id);
      const inside = links.filter((link) => link.proj_id === row.proj_id);
      const finishBy = minute(row.plan_end_date);
      return {
        id: row.proj_id!,
        code: row.proj_short_name!,
        dataDate: minute(row.last_recalc_date) ?? 0,
        ...(finishBy === undefined ? {} : { mustFinishBy: finishBy }),
        activities: own.map(activityOf),
        links: inside.map(linkOf),
      };
    }),
  };
}

type Row = Readonly<Record<string, string>>;

function readTables(text: string): ReadonlyMap<string, readonly Row[]> {
  const tables = new Map<string, Row[]>();
  let rows: Row[] = [];
  let fields: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [mark, ...cells] = line.split('\t');
    if (mark === '%T') {
      rows = [];
      tables.set(cells[0]!, rows);
    }
    if (mark === '%F') fields = cells;
    if (mark === '%R')
      rows.push(Object.fromEntries(fields.map((name, i) => [name, cells[i] ?? ''])));
  }
  return tables;
}

function minute(text: string | undefined): number | undefined {
  return text ? textToMinute(text.slice(0, 16).replace(' ', 'T')) : undefined;
}

const constraintTypes: Readonly<Record<string, Constraint['type']>> = {
  CS_MSOA: 'start-no-earlier-than',
  CS_MEOA: 'finish-no-earlier-than',
  CS_MSOB: 'start-no-later-than',
  CS_MEOB: 'finish-no-later-than',
  CS_MSO: 'start-on',
  CS_MEO: 'finish-on',
  CS_MANDSTART: 'mandatory-start',
  CS_MANDFIN: 'mandatory-finish',
  CS_ALAP: 'as-late-as-possible',
};

function activityOf(row: Row): Activity {
  const dated = (name: string, value: number | undefined) =>
    value === undefined ? {} : { [name]: value };
  const constraints = [
    [row.cstr_type, row.cstr_date],
    [row.cstr_type2, row.cstr_date2],
  ].flatMap(([type, date]) =>
    type ? [{ type: constraintTypes[type]!, ...dated('at', minute(date)) }] : [],
  );
  return {
    id: row.task_id!,
    code: row.task_code!,
    type: 'task',
    calendar: row.clndr_id!,
    durationMinutes: Math.round(Number(row.target_drtn_hr_cnt) * 60),
    remainingMinutes: Math.round(Number(row.remain_drtn_hr_cnt) * 60),
    ...dated('actualStart', minute(row.act_start_date)),
    ...dated('actualFinish', minute(row.act_end_date)),
    constraints,
  };
}

function linkOf(row: Row): Link {
  return {
    from: row.pred_task_id!,
    to: row.task_id!,
    type: row.pred_type!.slice(3) as Link['type'],
    lagMinutes: Math.round(Number(row.lag_hr_cnt) * 60),
  };
}

function calendarOf(row: Row): Calendar {
  const [week, exceptions] = row.clndr_data!.split('Exceptions');
  const days = [...week!.matchAll(/\(0\|\|([1-7])\(\)\(([\s\S]*?)(?=\(0\|\|[1-7]\(\)\(|$)/g)];
  const bySunday = new Map(days.map(([, day, text]) => [Number(day), bandsOf(text!)]));
  const holidays = [...exceptions!.matchAll(/\(d\|(\d+)\)\(([\s\S]*?)(?=\(d\||$)/g)];
  const dayZero = dateToDay('1899-12-30');
  return {
    id: row.clndr_id!,
    week: [2, 3, 4, 5, 6, 7, 1].map((day) => bySunday.get(day) ?? []),
    exceptions: new Map(holidays.map(([, day, text]) => [dayZero + Number(day), bandsOf(text!)])),
  };
}

function bandsOf(text: string): Bands {
  const inDay = (hours: string, minutes: string) => Number(hours) * 60 + Number(minutes);
  return normalBands(
    [...text.matchAll(/s\|(\d\d):(\d\d)\|f\|(\d\d):(\d\d)/g)].map(([, a, b, c, d]) => ({
      from: inDay(a!, b!),
      to: inDay(c!, d!),
    })),
  );
}
