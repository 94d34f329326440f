// Microsoft Project XML as written: read again it is the same schedule, and what it cannot hold is told.
import { describe, expect, it } from 'vitest';
import { link, minute, monday, schedule, task, week } from '../../test/support/schedules.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import type { Activity, Schedule } from '../plan/schedule.ts';
import { printComityJson } from './comity-json.ts';
import { readSchedule } from './formats.ts';
import { printMspdi } from './mspdi-writer.ts';

function read(text: string): Schedule {
  const result = readSchedule(new TextEncoder().encode(text));
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  expect(result.value.issues).toEqual([]);
  return result.value.schedule;
}

function datesOf(given: Schedule) {
  const result = scheduleFile(given, 'msproject');
  if (!result.ok) return expect.fail(JSON.stringify(result.error));
  return result.value.projects[0]!.activities.map(({ activity: _, ...dates }) => dates);
}

const at = (text: string) => minute(`2026-06-${text}`);
const must = (type: 'start-no-later-than' | 'mandatory-finish', text: string) => ({
  constraints: [{ type, at: at(text) }],
});
const nights = {
  ...week,
  id: 'nights & <days>',
  week: week.week.map(() => [{ from: 20 * 60, to: 24 * 60 }]),
  exceptions: new Map([[Math.floor(monday / 1_440) + 3, []]]),
};
const { calendar: _, ...always } = task('7', 30);
const whole: Schedule = {
  ...schedule(
    [
      task('1', 12, {
        name: 'Cut & cover <1>',
        actualStart: at('01T08:00') - 2_880,
        remainingMinutes: 60,
      }),
      task('2', 0, must('start-no-later-than', '03T17:00')),
      task('3', 20.5, { ...must('mandatory-finish', '09T12:00'), delayMinutes: 90 }),
      task('4', 8, { placed: { start: at('04T09:00'), finish: at('05T10:30') } }),
      task('5', 9, { calendar: nights.id, externalLateFinish: at('12T17:00') }),
      task('6', 8, { actualStart: monday - 2_880, actualFinish: monday - 1_440 }),
      always,
    ] satisfies readonly Activity[],
    [
      link('1 FS 2'),
      link('2 SS 3 4', { lagCalendar: 'successor' }),
      link('3 FF 5 -3', { lagCalendar: '24h' }),
      link('6 SF 7 1', { lagCalendar: 'successor' }),
    ],
    { options: { criticalMinutes: 30, openEnds: 'own-finish', conflicts: 'links-first' } },
  ),
  calendars: [week, nights],
};

describe('a schedule written as Microsoft Project XML', () => {
  it('has the same dates, and is the same once more', () => {
    const { text, issues } = printMspdi(whole, 'msproject');
    expect(issues).toEqual([]);
    const again = read(text);
    expect(datesOf(again)).toEqual(datesOf(whole));
    expect(printComityJson(read(printMspdi(again, 'msproject').text))).toBe(printComityJson(again));
    expect(again.projects[0]!.activities[0]!.name).toBe('Cut & cover <1>');
  });

  it('is scheduled back from the finish that it states', () => {
    const back = {
      ...schedule([task('1', 8), task('2', 8)]).projects[0]!,
      fromFinish: at('12T17:00'),
    };
    const given = { calendars: [week], projects: [back] };
    const again = read(printMspdi(given, 'msproject').text);
    expect(again.projects[0]!.fromFinish).toBe(at('12T17:00'));
    expect(datesOf(again)).toEqual(datesOf(given));
  });

  it('holds one project: exchange.one-project', () => {
    const { projects, calendars } = whole;
    const two = { calendars, projects: [...projects, ...projects] };
    expect(printMspdi(two, 'p6').issues.map((one) => one.code)).toEqual(['exchange.one-project']);
  });

  it('says what it has no place for', () => {
    const given = schedule(
      [
        task('A', 1, { distribution: { type: 'fixed', minutes: 60 }, resume: monday }),
        task('B', 1, {
          constraints: [{ type: 'start-on', at: monday }],
          names: { 'zh-Hans': '乙' },
        }),
        task('C', 1, { type: 'level-of-effort' }),
        task('D', 1, { calendar: 'nights', joins: 'any' }),
        task('E', 1, { pauseMinutes: 60 }),
      ],
      [link('A FS B 1', { lagCalendar: { calendar: 'nights' } }), link('B FS C'), link('A FS D 1')],
      { mustFinishBy: at('30T17:00') },
    );
    const written = printMspdi({ ...given, calendars: [week, { ...nights, id: 'nights' }] }, 'p6');
    expect(written.issues.map((one) => `${one.code}: ${one.members.join()}`)).toEqual([
      'exchange.lost-span: C',
      'exchange.lost-distribution: A',
      'exchange.lost-constraint: B',
      'exchange.lost-pause: E',
      'exchange.lost-dates: A,P',
      'exchange.lost-alternative: D',
      'exchange.lost-names: B',
      'exchange.lost-lag-calendar: A -> B,A -> D',
    ]);
    expect(read(written.text).projects[0]!.activities.map((one) => one.name)).toEqual([
      'A',
      'B',
      'D',
      'E',
    ]);
  });
});
