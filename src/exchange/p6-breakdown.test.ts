// WBS summaries of P6 span their part of the work breakdown, whichever file they come from, and when written again.
import { describe, expect, it } from 'vitest';
import { link, minute, schedule, task } from '../../test/support/schedules.ts';
import { minuteToText } from '../plan/civil-time.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import type { Schedule } from '../plan/schedule.ts';
import { printComityJson } from './comity-json.ts';
import { readSchedule } from './formats.ts';
import { breakdownDepthMax, spannedMax } from './limits.ts';
import { spansByBreakdown } from './p6-breakdown.ts';
import type { P6Row } from './p6-rows.ts';
import { printXer } from './xer-writer.ts';

const rows = (name: string, columns: string, ...given: readonly string[]) => [
  `%T\t${name}`,
  `%F\t${columns.replaceAll(' ', '\t')}`,
  ...given.map((row) => `%R\t${row.replaceAll(',', '\t')}`),
];

/** Root 1, in it 2 and in that 3; 4 is elsewhere. Each task takes a day, B follows A. */
const xer = [
  'ERMHDR\t23.12\t2026-06-01\tProject',
  ...rows('PROJECT', 'proj_id proj_short_name last_recalc_date', '9,P,2026-06-01 08:00'),
  ...rows('CALENDAR', 'clndr_id clndr_data', '1,'),
  ...rows('PROJWBS', 'wbs_id parent_wbs_id proj_id', '1,,9', '2,1,9', '3,2,9', '4,1,9'),
  ...rows(
    'TASK',
    'task_id proj_id wbs_id clndr_id task_code task_type status_code target_drtn_hr_cnt',
    '10,9,2,1,S2,TT_WBS,TK_NotStart,0',
    '11,9,2,1,A,TT_Task,TK_NotStart,8',
    '12,9,3,1,B,TT_Task,TK_NotStart,8',
    '13,9,3,1,S3,TT_WBS,TK_NotStart,0',
    '14,9,4,1,C,TT_Task,TK_NotStart,32',
    '15,9,3,1,L,TT_LOE,TK_NotStart,0',
    '16,9,4,1,S4,TT_WBS,TK_NotStart,0',
  ),
  ...rows('TASKPRED', 'task_id pred_task_id pred_type lag_hr_cnt', '12,11,PR_FS,0'),
  '%E',
  '',
].join('\r\n');

function read(text: string) {
  const result = readSchedule(new TextEncoder().encode(text));
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  return result.value;
}

function datesOf(of: Schedule): readonly string[] {
  const result = scheduleFile(of, 'p6');
  if (!result.ok) return result.error.map((issue) => issue.code);
  return result.value.projects[0]!.activities.map((one) => {
    const dates = [one.earlyStart, one.earlyFinish, one.lateStart, one.lateFinish];
    const shown = dates.map((at) => minuteToText(at).slice(8).replace('T', ' '));
    return `${one.activity.code} ${shown.join(', ')} ${one.totalFloatMinutes! / 60}`;
  });
}

const wanted = [
  'S2 01 08:00, 02 16:00, 03 08:00, 04 16:00 16',
  'A 01 08:00, 01 16:00, 03 08:00, 03 16:00 16',
  'B 02 08:00, 02 16:00, 04 08:00, 04 16:00 16',
  'S3 02 08:00, 02 16:00, 04 08:00, 04 16:00 16',
  'C 01 08:00, 04 16:00, 01 08:00, 04 16:00 0',
  'L 01 08:00, 01 08:00, 01 08:00, 04 16:00 32',
  'S4 01 08:00, 04 16:00, 01 08:00, 04 16:00 0',
];

describe('a WBS summary of P6', () => {
  it('spans the work of its part of the breakdown, the parts below it too', () => {
    expect(datesOf(read(xer).schedule)).toEqual(wanted);
  });

  it('spans the same in PMXML', () => {
    const field = (name: string, text: string) => `<${name}>${text}</${name}>`;
    const types = { TT_WBS: 'WBS Summary', TT_Task: 'Task Dependent', TT_LOE: 'Level of Effort' };
    const activities = xer
      .split('\r\n')
      .filter((line) => /^%R\t1\d\t9/.test(line))
      .map((line) => line.split('\t').slice(1))
      .map(([id, , wbs, calendar, code, type, , duration]) =>
        [
          field('ObjectId', id!),
          field('WBSObjectId', wbs === '1' ? '' : wbs!),
          field('CalendarObjectId', calendar!),
          field('Id', code!),
          field('Type', types[type as keyof typeof types]),
          field('Status', 'Not Started'),
          field('PlannedDuration', duration!),
        ].join(''),
      )
      .map((one) => field('Activity', one))
      .join('');
    const element = (id: string, parent: string) =>
      field('WBS', field('ObjectId', id) + field('ParentObjectId', parent));
    const relation = field(
      'Relationship',
      field('PredecessorActivityObjectId', '11') + field('SuccessorActivityObjectId', '12'),
    );
    const head = ['ObjectId', 'Id', 'DataDate'].map((name, i) =>
      field(name, ['9', 'P', '2026-06-01T08:00:00'][i]!),
    );
    const calendar = field('Calendar', field('ObjectId', '1'));
    const wbs = element('2', '') + element('3', '2') + element('4', '');
    const project = field('Project', head.join('') + wbs + activities + relation);
    const text = field('APIBusinessObjects', calendar + project);
    expect(datesOf(read(text).schedule)).toEqual(wanted);
  });

  it('spans the same when it is written as XER or Comity JSON and read again', () => {
    const { schedule: first } = read(xer);
    const written = printXer(first, 'p6');
    expect(written.issues).toEqual([]);
    expect(datesOf(read(written.text).schedule)).toEqual(wanted);
    expect(datesOf(read(printComityJson(first)).schedule)).toEqual(wanted);
  });

  it('says where XER has no place for what it spans, and names what is not there', () => {
    const summary = { type: 'summary' as const };
    const one = task('S', 0, { ...summary, spans: ['A', 'B'] });
    const other = task('T', 0, { ...summary, spans: ['B', 'C'] });
    const crossing = schedule([task('A', 8), task('B', 8), task('C', 8), one, other]);
    expect(printXer(crossing, 'p6').issues.map(({ code, members }) => [code, ...members])).toEqual([
      ['exchange.lost-spans', 'T'],
    ]);
    expect(datesOf(schedule([task('S', 0, { ...summary, spans: ['X'] })]))).toEqual([
      'network.dangling-span',
    ]);
  });

  it('drives nothing, and spans what is open: completed work leaves it', () => {
    const done = {
      actualStart: minute('2026-05-29T08:00'),
      actualFinish: minute('2026-05-29T17:00'),
    };
    const given = [
      task('A', 8, done),
      task('B', 8),
      task('S', 0, { type: 'summary', spans: ['A', 'B'] }),
    ];
    expect(datesOf(schedule(given, [link('A FS B')]))[2]).toBe(
      'S 01 08:00, 01 17:00, 01 08:00, 01 17:00 0',
    );
  });

  it('spans no more than can be held', () => {
    const row = (cells: Readonly<Record<string, string>>): P6Row => ({
      line: 1,
      text: (column) => cells[column] ?? '',
      at: () => ({ line: 1, column: undefined }),
    });
    const depths = Array.from({ length: breakdownDepthMax }, (_, i) => i);
    const breakdown = depths.map((i) => row({ wbs_id: `w${i}`, parent_wbs_id: `w${i - 1}` }));
    const summaries = depths.map((i) =>
      row({ task_id: `s${i}`, wbs_id: `w${i}`, task_type: 'TT_WBS' }),
    );
    const deep = row({ task_id: 't', wbs_id: `w${breakdownDepthMax - 1}`, task_type: 'TT_Task' });
    const issues: PlanIssue[] = [];
    const few = spansByBreakdown([...summaries, deep], breakdown, issues);
    expect([few('s0'), few('s63'), few('t'), issues]).toEqual([['t'], ['t'], undefined, []]);
    const many = new Array<P6Row>(spannedMax / breakdownDepthMax + 1).fill(deep);
    const none = spansByBreakdown([...summaries, ...many], breakdown, issues);
    expect([none('s0'), issues.map((one) => one.code)]).toEqual([undefined, ['exchange.p6-spans']]);
  });
});
