// The calendar texts of P6, and calendars that rest on each other.
import { describe, expect, it } from 'vitest';
import { bandsOn } from '../plan/calendar.ts';
import { dateToDay } from '../plan/civil-time.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { printBands, printWeek } from './comity-json-calendars.ts';
import { p6CalendarDepthMax } from './limits.ts';
import { readP6Calendar, toP6Calendar } from './p6-calendar.ts';
import { p6Calendars } from './p6-calendars.ts';

const weekOf = (days: string, rest = '') =>
  `(0||CalendarData()(\u007f\u007f(0||DaysOfWeek()(${days}))(0||Exceptions()(${rest}))))`;
const hours = (text: string) =>
  text
    .split(' ')
    .map((one, i) => `(0||${i}(s|${one.replace('-', '|f|')})())`)
    .join('');

function printed(text: string) {
  const own = readP6Calendar(text);
  const calendar = toP6Calendar('c', own, undefined);
  const exceptions = [...calendar.exceptions].map(([day, bands]) => [day, ...printBands(bands)]);
  return { week: printWeek(calendar.week), exceptions, faults: own.faults };
}

describe('a calendar of P6', () => {
  it('counts days from Sunday, which is 1, and has several bands a day', () => {
    const text = weekOf(
      `(0||1()())(0||2()(${hours('08:00-12:00 13:00-17:00')}))(0||7()(${hours('08:00-12:00')}))`,
    );
    expect(printed(text)).toEqual({
      week: { mon: ['08:00-12:00', '13:00-17:00'], sat: ['08:00-12:00'] },
      exceptions: [],
      faults: [],
    });
  });

  it('replaces days by exceptions, counted from 1899-12-30', () => {
    const may1 = dateToDay('2026-05-01');
    expect(may1 - dateToDay('1899-12-30')).toBe(46_143);
    const rest = `(0||0(d|46143)())(0||1(d|46151)(${hours('09:00-12:30')}))(0||2(d|9999999)())(0||3()())`;
    expect(printed(weekOf(`(0||2()(${hours('08:00-16:00')}))`, rest))).toEqual({
      week: { mon: ['08:00-16:00'] },
      exceptions: [[may1], [dateToDay('2026-05-09'), '09:00-12:30']],
      faults: ['an exception without a day'],
    });
  });

  it('has midnight as 00:00 or 23:59 at the end of a band, and may use AM and PM', () => {
    const day = (text: string) => printed(weekOf(`(0||2()(${text}))`)).week.mon;
    expect(day(hours('00:00-00:00'))).toEqual(['00:00-24:00']);
    expect(day(hours('20:00-23:59'))).toEqual(['20:00-24:00']);
    expect(day('(0||0(f|05:00 PM|s|08:00 AM)())')).toEqual(['08:00-17:00']);
    expect(day('(0||0(s|12:00 AM|f|12:00 PM)())')).toEqual(['00:00-12:00']);
  });

  it('is Monday to Friday, 08:00 to 16:00, when it states no work', () => {
    const usual = { mon: ['08:00-16:00'], fri: ['08:00-16:00'] };
    expect(printed('').week).toMatchObject(usual);
    expect(Object.keys(printed(weekOf('(0||2()())')).week)).toHaveLength(5);
  });

  it('goes on without what makes no sense, and says so', () => {
    const wrong = weekOf(`(0||9()())(0||2()(${hours('17:00-08:00 09:00-10:00 25:00-26:00')}))`);
    expect(printed(wrong)).toMatchObject({
      week: { mon: ['09:00-10:00'] },
      faults: ['the day of the week 9', 'the hours 17:00-08:00', 'the hours 25:00-26:00'],
    });
    expect(readP6Calendar(`(0||DaysOfWeek()((0||2()(${hours('08:00-09:00')})`).faults).toEqual([
      'brackets that are not closed',
    ]);
    expect(readP6Calendar('(0||a()('.repeat(p6CalendarDepthMax + 1)).faults[0]).toBe(
      'nodes too deep',
    );
  });
});

describe('the calendars of a P6 file', () => {
  const monday = readP6Calendar(weekOf(`(0||2()(${hours('08:00-12:00')}))`, '(0||0(d|46143)())'));
  const tuesday = readP6Calendar(weekOf(`(0||3()(${hours('09:00-10:00')}))`));

  it('rest on each other day by day, exceptions too', () => {
    const given = [
      { id: 'own', base: 'base', own: tuesday },
      { id: 'base', base: '', own: monday },
    ];
    const [own] = p6Calendars(given, []).all();
    expect(printWeek(own!.week)).toEqual({ mon: ['08:00-12:00'], tue: ['09:00-10:00'] });
    expect(bandsOn(own!, dateToDay('2026-05-01'))).toEqual([]);
  });

  it('are told when a base is absent, they rest on each other in a ring, or one is not there', () => {
    const issues: PlanIssue[] = [];
    const given = [
      { id: 'a', base: 'b', own: monday, line: 4 },
      { id: 'b', base: 'a', own: tuesday, line: 5 },
      { id: 'c', base: 'x', own: readP6Calendar(weekOf('(0||8()())')), line: 6 },
    ];
    const calendars = p6Calendars(given, issues);
    expect([calendars.idOf('a'), calendars.all().length]).toEqual(['a', 3]);
    expect(calendars.idOf('zz')).toBe(calendars.idOf('yy'));
    expect(printWeek(calendars.all()[3]!.week)).toMatchObject({ mon: ['08:00-16:00'] });
    expect(issues.map((one) => `${one.code} ${one.line ?? '-'}`)).toEqual([
      'exchange.p6-calendar-base 5',
      'exchange.p6-calendar-base 6',
      'exchange.p6-calendar 6',
      'exchange.p6-no-calendar -',
      'exchange.p6-no-calendar -',
    ]);
  });
});
