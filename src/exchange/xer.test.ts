// XER files: what each column comes to, faults with their lines, encodings, and rubbish that must not stop the reader.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasP6Cases, readP6Cases } from '../../test/support/p6-cases.ts';
import { minuteToText } from '../plan/civil-time.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import { readSchedule } from './formats.ts';
import { xerCellsMax } from './limits.ts';

type Cells = Readonly<Record<string, string>>;
type Tables = Readonly<Record<string, readonly Cells[]>>;

const day = '(0||0(s|08:00|f|12:00)()) (0||1(s|13:00|f|17:00)())';
const week = [2, 3, 4, 5, 6].map((one) => `(0||${one}()(${day}))`).join('');
const monFri = `(0||CalendarData()((0||DaysOfWeek()((0||1()())${week}(0||7()()))) (0||Exceptions()())))`;
const calendar = { clndr_id: '1', clndr_data: monFri };
const project = {
  proj_id: '9',
  proj_short_name: 'P',
  clndr_id: '1',
  last_recalc_date: '2026-06-01 08:00',
};

function task(id: string, cells: Cells = {}): Cells {
  return {
    task_id: id,
    proj_id: '9',
    task_code: `T${id}`,
    clndr_id: '1',
    task_type: 'TT_Task',
    status_code: 'TK_NotStart',
    target_drtn_hr_cnt: '8',
    remain_drtn_hr_cnt: '8',
    ...cells,
  };
}

function link(from: string, to: string, cells: Cells = {}): Cells {
  return { task_id: to, pred_task_id: from, pred_type: 'PR_FS', lag_hr_cnt: '0', ...cells };
}

/** A file of the tables; columns are those of any row. */
function fileOf(tables: Tables): string {
  const lines = Object.entries(tables).flatMap(([name, rows]) => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const cells = rows.map((row) => columns.map((column) => row[column] ?? ''));
    const line = (mark: string, values: readonly string[]) => [mark, ...values].join('\t');
    return [line('%T', [name]), line('%F', columns), ...cells.map((row) => line('%R', row))];
  });
  return ['ERMHDR\t23.12\t2026-06-01\tProject\ta\tb\tc\td\tCNY', ...lines, '%E', ''].join('\r\n');
}

function readText(text: string | Uint8Array) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const read = readSchedule(bytes);
  if (!read.ok) return expect.fail(JSON.stringify(read.error));
  const issues = read.value.issues.map((one) => `${one.code} ${one.line ?? '-'}`);
  return { ...read.value, issues };
}

function readTables(tables: Tables) {
  return readText(fileOf({ PROJECT: [project], CALENDAR: [calendar], ...tables }));
}

/** Early and late dates of each activity of the first project. */
function datesOf(tables: Tables) {
  const { schedule, issues } = readTables(tables);
  const result = scheduleFile(schedule, 'p6');
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  const dates = result.value.projects[0]!.activities.map((one) => {
    const [es, ef] = [one.earlyStart, one.earlyFinish].map((at) => minuteToText(at).slice(5));
    return `${one.activity.code} ${es} ${ef} ${one.totalFloatMinutes}`;
  });
  return { dates, issues };
}

describe('a XER file', () => {
  it('is scheduled on its calendars, with lags on the predecessor’s', () => {
    const tables = {
      TASK: [task('1', { target_drtn_hr_cnt: '40', remain_drtn_hr_cnt: '40' }), task('2')],
      TASKPRED: [link('1', '2', { lag_hr_cnt: '4' })],
    };
    expect(datesOf(tables)).toEqual({
      dates: ['T1 06-01T08:00 06-05T17:00 0', 'T2 06-08T13:00 06-09T12:00 0'],
      issues: [],
    });
  });

  it('gives types, constraints, progress and dates of its own words', () => {
    const one = (cells: Cells) => readTables({ TASK: [task('1', cells)] }).schedule.projects[0]!;
    const only = (cells: Cells) => one(cells).activities[0]!;
    const types = ['TT_Task', 'tt_rsrc', 'TT_Mile', 'TT_FinMile', 'TT_LOE', 'TT_WBS'];
    expect(types.map((task_type) => only({ task_type }).type)).toEqual([
      'task',
      'task',
      'start-milestone',
      'finish-milestone',
      'level-of-effort',
      'summary',
    ]);
    const cstr = { cstr_type: 'CS_MANDFIN', cstr_date: '2026-06-03 17:00', cstr_type2: 'CS_ALAP' };
    expect(only(cstr).constraints).toEqual([
      { type: 'mandatory-finish', at: only({ resume_date: cstr.cstr_date }).resume },
      { type: 'as-late-as-possible' },
    ]);
    const begun = { act_start_date: '2026-05-28 08:00:59', act_end_date: '2026-05-29 17:00' };
    // Only its status says that work is completed.
    expect(only(begun).actualFinish).toBeUndefined();
    expect(minuteToText(only(begun).actualStart!)).toBe('2026-05-28T08:00');
    const done = only({ ...begun, status_code: 'TK_Complete' });
    expect(minuteToText(done.actualFinish!)).toBe('2026-05-29T17:00');
    const reversed = { act_start_date: begun.act_end_date, act_end_date: begun.act_start_date };
    const odd = only({ ...reversed, status_code: 'TK_Complete' });
    expect([odd.actualStart, odd.actualFinish]).toEqual([done.actualStart, done.actualStart]);
    const outer = { external_early_start_date: '2026-06-05', expect_end_date: '2026-07-01 12:30' };
    expect(minuteToText(only(outer).externalEarlyStart!)).toBe('2026-06-05T00:00');
    expect(minuteToText(only(outer).expectedFinish!)).toBe('2026-07-01T12:30');
    expect(only({ task_name: 'Road\u007fdeck\u202e 深港' }).name).toBe('Road deck 深港');
  });

  it('states its options, and those it leaves out are P6’s', () => {
    const optionsWith = (cells: Cells, own: Cells = {}) =>
      readTables({
        PROJECT: [{ ...project, ...own }],
        SCHEDOPTIONS: [{ proj_id: '9', ...cells }],
        TASK: [task('1')],
      }).schedule.projects[0]!.options;
    expect(optionsWith({})).toEqual({
      lagCalendar: 'predecessor',
      expectedFinish: 'used',
      progress: 'retained-logic',
      startLag: 'early-start',
      openEnds: 'project-finish',
      critical: 'total-float',
      criticalMinutes: 0,
    });
    const stated = {
      sched_float_type: 'FT_MIN',
      sched_calendar_on_relationship_lag: 'rcal_24Hour',
      sched_use_expect_end_flag: 'N',
      sched_progress_override: 'Y',
      sched_lag_early_start_flag: 'N',
      sched_open_critical_flag: 'Y',
    };
    const own = { critical_path_type: 'CT_DrivPath', critical_drtn_hr_cnt: '8' };
    expect(optionsWith(stated, own)).toEqual({
      totalFloat: 'smaller',
      lagCalendar: '24h',
      expectedFinish: 'ignored',
      progress: 'progress-override',
      startLag: 'data-date',
      openEnds: 'own-finish',
      critical: 'longest-path',
      criticalMinutes: 480,
    });
  });

  it('counts lags on the project’s calendar where it says so, and says what it does not follow', () => {
    const SCHEDOPTIONS = [
      {
        proj_id: '9',
        sched_calendar_on_relationship_lag: 'rcal_ProjDefault',
        sched_retained_logic: 'N',
        sched_progress_override: 'N',
      },
    ];
    const { schedule, issues } = readTables({
      SCHEDOPTIONS,
      TASK: [task('1'), task('2')],
      TASKPRED: [link('1', '2')],
    });
    expect(schedule.projects[0]!.links[0]!.lagCalendar).toEqual({ calendar: '1' });
    expect(issues).toEqual(['exchange.p6-actual-dates 4']);
  });

  it('holds projects that are scheduled alone; links between them are left out and told', () => {
    const second = { ...project, proj_id: '8', proj_short_name: 'Q' };
    const { schedule, issues, between } = readTables({
      PROJECT: [project, second, { proj_id: '7', proj_short_name: 'folder' }],
      TASK: [task('1'), task('2', { proj_id: '8' })],
      TASKPRED: [
        link('1', '2'),
        link('99', '2', { pred_proj_id: '55' }),
        link('98', '2', { pred_proj_id: '8' }),
      ],
    });
    expect(schedule.projects.map(({ code, links }) => [code, links.length])).toEqual([
      ['P', 0],
      ['Q', 1],
    ]);
    expect(issues).toEqual(['exchange.p6-external-link 17', 'exchange.p6-project-link 16']);
    expect(between?.map(({ from, to, type }) => [from, to, type])).toEqual([['1', '2', 'FS']]);
    const result = scheduleFile(schedule, 'p6');
    expect(result.ok ? [] : result.error.map((one) => one.code)).toEqual(['network.dangling-link']);
  });

  it('takes the calendar of the only resource of a resource-dependent activity', () => {
    const RSRC = [
      { rsrc_id: '5', clndr_id: '2' },
      { rsrc_id: '6', clndr_id: '1' },
    ];
    const CALENDAR = [calendar, { ...calendar, clndr_id: '2' }];
    const TASK = [task('1', { task_type: 'TT_Rsrc' }), task('2', { task_type: 'TT_Rsrc' })];
    const TASKRSRC = [
      { task_id: '1', rsrc_id: '5' },
      { task_id: '2', rsrc_id: '5' },
      { task_id: '2', rsrc_id: '6' },
    ];
    const { schedule } = readTables({ RSRC, CALENDAR, TASK, TASKRSRC });
    expect(schedule.projects[0]!.activities.map((one) => one.calendar)).toEqual(['2', '1']);
  });

  it('has its name from the top of its work breakdown', () => {
    const PROJWBS = [
      { proj_id: '9', proj_node_flag: 'N', wbs_name: 'Lot 1' },
      { proj_id: '9', proj_node_flag: 'Y', wbs_name: 'Crossing' },
    ];
    expect(readTables({ PROJWBS, TASK: [task('1')] }).schedule.projects[0]!.name).toBe('Crossing');
  });

  it('has numbers with the decimal sign of its currency', () => {
    const durations = (CURRTYPE: Tables[string], cell: string) =>
      readTables({ CURRTYPE, TASK: [task('1', { remain_drtn_hr_cnt: cell })] }).schedule
        .projects[0]!.activities[0]!.remainingMinutes;
    const comma = [
      { curr_short_name: 'USD', decimal_symbol: '.' },
      { curr_short_name: 'cny', decimal_symbol: ',' },
    ];
    expect(durations(comma, '1.007,5')).toBe(60_450);
    expect(durations([], '7,5')).toBe(450);
    expect(durations([], '1,007.5')).toBe(60_450);
    expect(durations([], '7.008')).toBe(420);
  });
});

describe('the text of a XER file', () => {
  const named = (bytes: readonly number[]) => {
    const text = fileOf({
      PROJECT: [project],
      CALENDAR: [calendar],
      TASK: [task('1', { task_name: '@' })],
    });
    const [before, after] = text.split('@').map((part) => new TextEncoder().encode(part));
    const whole = Uint8Array.from([...before!, ...bytes, ...after!]);
    return readText(whole).schedule.projects[0]!.activities[0]!.name;
  };

  it('is UTF-8 where it can be, else GBK where it looks Chinese, else Windows-1252', () => {
    expect(named([...new TextEncoder().encode('深圳 é')])).toBe('深圳 é');
    // 皇岗口岸 in GBK, and "Déblai à l’été" in Windows-1252.
    expect(named([0xbb, 0xca, 0xb8, 0xda, 0xbf, 0xda, 0xb0, 0xb6])).toBe('皇岗口岸');
    const french = [
      0x44, 0xe9, 0x62, 0x6c, 0x61, 0x69, 0x20, 0xe0, 0x20, 0x6c, 0x92, 0xe9, 0x74, 0xe9,
    ];
    expect(named(french)).toBe('Déblai à l’été');
    expect(named([0x35, 0x30, 0x80])).toBe('50€');
  });
});

describe('a XER file with faults', () => {
  it('has all of them told, each with its line, and nothing of it is computed', () => {
    const broken = {
      TASK: [
        task('1', { target_drtn_hr_cnt: 'eight', cstr_type: 'CS_NEW' }),
        task('2', { act_start_date: '2026-02-30 08:00' }),
        task('3', { status_code: 'TK_Complete' }),
      ],
      TASKPRED: [link('1', '2', { pred_type: 'PR_XX' }), link('1', '77')],
    };
    expect(readTables(broken).issues.sort()).toEqual([
      'exchange.p6-completed 12',
      'exchange.p6-link 16',
      'exchange.p6-number 10',
      'exchange.p6-time 11',
      'exchange.p6-word 10',
      'exchange.p6-word 15',
    ]);
  });

  it('without a table or column that it needs says which', () => {
    expect(readText('ERMHDR\t23\n%E\n').issues).toEqual(['exchange.xer-table -']);
    const { proj_id, ...rest } = project;
    expect(proj_id).toBe('9');
    const { task_code, ...unnamed } = task('1');
    expect(task_code).toBe('T1');
    const read = readSchedule(
      new TextEncoder().encode(fileOf({ PROJECT: [rest], TASK: [unnamed] })),
    );
    const issues = read.ok ? read.value.issues : [];
    expect(issues.map((one) => one.message)).toEqual([
      'the table PROJECT lacks columns: proj_id',
      'the table TASK lacks columns: task_code',
    ]);
    const { last_recalc_date, ...undated } = project;
    expect(last_recalc_date).toContain('2026');
    const tables = { PROJECT: [{ ...undated, last_recalc_date: '' }], TASK: [task('1')] };
    expect(readTables(tables).issues).toEqual(['exchange.p6-data-date 4']);
    const bare = readTables({ TASK: [task('1', { cstr_type: 'CS_MSO', cstr_type2: 'CS_ALAP' })] });
    expect(bare.issues).toEqual(['exchange.p6-constraint 10']);
    expect(bare.schedule.projects[0].activities[0].constraints).toHaveLength(1);
    expect(readText(fileOf({ PROJECT: [project] }).replace(/^.*\r\n/, '')).issues).toEqual([]);
  });

  it('may have texts of several lines, and tabs in texts that no date comes from', () => {
    const tables = {
      PROJECT: [project],
      CALENDAR: [{ clndr_id: '1', clndr_data: monFri }],
      TASK: [task('1', { task_name: 'Dig', rsrc_id: '' }), task('2')],
      TASKPRED: [link('1', '2')],
      TASKMEMO: [{ memo_id: '1', task_memo: 'one' }],
    };
    const whole = readTables(tables);
    const text = fileOf(tables);
    const inLines = text
      .replace('Dig', 'Dig\r\n\r\nthe pit')
      .replace('()(0||Exceptions', '()\r\n  (0||Exceptions')
      .replace(') (0||Exceptions', ')\r\n  (0||Exceptions')
      .replace('\tone', '\tone\ttwo');
    const read = readText(inLines);
    expect(read.issues).toEqual(['exchange.xer-row 20', 'exchange.xer-joined 8']);
    const [first, second] = read.schedule.projects[0].activities;
    expect(first.name).toBe('Dig the pit');
    expect(second.durationMinutes).toBe(480);
    expect(read.schedule.calendars).toEqual(whole.schedule.calendars);
  });

  it('may have rows that are too long, stand nowhere or are none', () => {
    const head = 'ERMHDR\t23\n%T\tPROJECT\n%F\tproj_id\tlast_recalc_date\n';
    expect(readText(`${head}%R\t1\t2026-06-01 08:00\tmore\n%E\n`).issues).toEqual([
      'exchange.xer-row 4',
    ]);
    expect(readText(`${head}%R\t1\t2026-06-01 08:00\t\t\n%E\n`).issues).toEqual([]);
    expect(readText('ERMHDR\t\n%R\t1\n%E\n').issues).toEqual([
      'exchange.xer-row 2',
      'exchange.xer-table -',
    ]);
    expect(readText(`${head}second line\n%T\tPROJECT\n%F\tproj_id\n%E\n`).issues).toEqual([
      'exchange.xer-columns 6',
      'exchange.xer-line 4',
      'exchange.xer-column 6',
    ]);
    const wide = `${head}%R${'\t'.repeat(xerCellsMax + 1)}\n`;
    expect(readText(wide).issues).toContain('exchange.xer-too-large 4');
  });

  it('may lack its end: within a line it is cut, after one rows may be missing', () => {
    const whole = fileOf({ PROJECT: [project], CALENDAR: [calendar], TASK: [task('1')] });
    expect(readText(whole).issues).toEqual([]);
    expect(readText(whole.replace('%E\r\n', '')).issues).toEqual(['exchange.xer-end 10']);
    expect(readText(whole.replace('\r\n%E\r\n', '')).issues).toEqual(['exchange.xer-cut 10']);
  });

  it('never makes the reader throw, whatever it holds', () => {
    const whole = hasP6Cases
      ? new TextDecoder().decode(readP6Cases())
      : fileOf({ TASK: [task('1')] });
    const lines = whole.split('\n');
    const piece = fc.oneof(
      fc.constantFrom(...lines),
      fc
        .tuple(fc.constantFrom('%T', '%F', '%R', '%E', ''), fc.array(fc.string({ unit: 'binary' })))
        .map(([mark, cells]) => [mark, ...cells].join('\t')),
      fc
        .constantFrom(...lines)
        .chain((line) =>
          fc
            .tuple(fc.nat(Math.max(line.length, 1)), fc.string({ unit: 'binary' }))
            .map(([at, text]) => line.slice(0, at) + text + line.slice(at + text.length)),
        ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const read = readSchedule(new TextEncoder().encode(['ERMHDR\t', ...pieces].join('\n')));
        if (read.ok) scheduleFile(read.value.schedule, 'p6');
      }),
      { seed: 3, numRuns: 400 },
    );
  });
});
