// What the program that wrote a file had computed, beside what is computed here: counted by field, and without effect.
import { describe, expect, it } from 'vitest';
import { scheduleFile } from '../plan/critical-path.ts';
import type { ProfileName } from '../plan/profile.ts';
import { readSchedule } from './formats.ts';
import { compareRecorded, type RecordedComparison } from './recorded.ts';

const week = [2, 3, 4, 5, 6].map(
  (day) => `(0||${day}()((0||0(s|08:00|f|12:00)()) (0||1(s|13:00|f|17:00)())))`,
);
const data = `(0||CalendarData()((0||DaysOfWeek()(${week.join('')}))))`;

/** One day of work from Monday, then another, of which P6 says what is given. */
function xer(recorded: string): string {
  const columns = `early_start_date early_end_date late_start_date late_end_date total_float_hr_cnt free_float_hr_cnt driving_path_flag`;
  const head = `task_id proj_id task_code clndr_id status_code target_drtn_hr_cnt ${columns}`;
  const own = (id: string, rest: string) => `%R\t${id}\t9\tT${id}\t1\tTK_NotStart\t8\t${rest}`;
  const lines = [
    'ERMHDR\t23.12',
    '%T\tCALENDAR',
    '%F\tclndr_id\tclndr_data',
    `%R\t1\t${data}`,
    '%T\tPROJECT',
    '%F\tproj_id\tproj_short_name\tlast_recalc_date',
    '%R\t9\tP\t2026-06-01 08:00',
    '%T\tTASK',
    `%F\t${head.replaceAll(' ', '\t')}`,
    own('1', '2026-06-01 08:00\t2026-06-01 17:00\t2026-06-01 08:00\t2026-06-01 17:00\t0\t0\tY'),
    own('2', recorded),
    '%T\tTASKPRED',
    '%F\ttask_id\tpred_task_id\tpred_type\tlag_hr_cnt',
    '%R\t2\t1\tPR_FS\t0',
    '%E',
  ];
  return lines.join('\r\n');
}

const right = '2026-06-02 08:00\t2026-06-02 17:00\t2026-06-02 08:00\t2026-06-02 17:00\t0\t0\tY';

function compared(text: string, profile: ProfileName): RecordedComparison {
  const read = readSchedule(new TextEncoder().encode(text));
  if (!read.ok) return expect.fail(JSON.stringify(read.error));
  const result = scheduleFile(read.value.schedule, profile);
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  return compareRecorded(read.value.recorded ?? new Map(), result.value.projects);
}

describe('dates as recorded', () => {
  it('are counted by field, and every cell that differs is named', () => {
    const same = compared(xer(right), 'p6');
    expect([same.activities, same.cells]).toEqual([
      { compared: 2, same: 2 },
      { compared: 12, same: 12 },
    ]);
    expect(same.differences).toEqual([]);
    const wrong = right.replace('06-02 17:00', '06-03 17:00').replace('\t0\t0\tY', '\t-8\t0\tN');
    const other = compared(xer(wrong), 'p6');
    expect([other.activities, other.cells]).toEqual([
      { compared: 2, same: 1 },
      { compared: 12, same: 10 },
    ]);
    expect(other.fields.earlyFinish).toEqual({ compared: 2, same: 1 });
    expect(other.fields.longestPath).toEqual({ compared: 2, same: 1 });
    expect(other.differences.map(({ id, field }) => `${id} ${field}`)).toEqual([
      '2 earlyFinish',
      '2 totalFloatMinutes',
      '2 longestPath',
    ]);
  });

  it('never reach the solver: whatever they say, the schedule is the same', () => {
    const scheduleOf = (text: string) => {
      const read = readSchedule(new TextEncoder().encode(text));
      return read.ok ? read.value.schedule : expect.fail(JSON.stringify(read.error));
    };
    const nonsense = 'soon\t2099-01-01 00:00\t1900-01-01 00:00\t\t1e9\tmuch\tmaybe';
    expect(scheduleOf(xer(nonsense))).toEqual(scheduleOf(xer(right)));
    const { activities, fields } = compared(xer(nonsense), 'p6');
    expect(activities).toEqual({ compared: 2, same: 1 });
    expect(fields.earlyStart).toEqual({ compared: 1, same: 1 });
  });

  it('of Microsoft Project have slack in tenths of a minute and say what is critical', () => {
    const task = `<Task><UID>1</UID><ID>1</ID><Duration>PT8H0M0S</Duration><EarlyStart>2026-06-01T08:00:00</EarlyStart><EarlyFinish>2026-06-01T17:00:00</EarlyFinish><LateStart>2026-06-01T08:00:00</LateStart><LateFinish>2026-06-01T17:00:00</LateFinish><TotalSlack>0</TotalSlack><FreeSlack>4800</FreeSlack><Critical>1</Critical></Task>`;
    const days = `<Calendar><UID>1</UID></Calendar>`;
    const text = `<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-06-01T08:00:00</StartDate><CalendarUID>1</CalendarUID><Calendars>${days}</Calendars><Tasks>${task}</Tasks></Project>`;
    const { cells, fields, differences } = compared(text, 'msproject');
    expect(cells).toEqual({ compared: 6, same: 5 });
    expect(fields.critical).toEqual({ compared: 1, same: 1 });
    expect(differences).toEqual([
      {
        project: 'Project',
        id: '1',
        code: '1',
        field: 'freeFloatMinutes',
        recorded: 480,
        computed: 0,
      },
    ]);
  });
});
