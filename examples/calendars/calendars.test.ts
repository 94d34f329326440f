// The calendars of both sides against the lists they were taken from, day by day, and against figures of their own
// (docs/spec/clocks.md K10).
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { dateToDay, dayToDate, weekdayOf } from '../../src/plan/civil-time.ts';
import { dayKind } from '../../src/plan/clock-calendar.ts';
import { findRuleIssues } from '../../src/plan/clock-rule.ts';
import { calendarIds, readCalendars, readClocks, readJsonFile } from './read.ts';

const calendars = readCalendars();
const shared = new URL('../../../shared/data/calendars/', import.meta.url);
const isAlone = !existsSync(shared);
const years = Array.from({ length: 10 }, (_, i) => 2018 + i);
const yearRecords = (id: string) => readJsonFile(`${id}.json`).years as readonly JsonObject[];

function daysOf(from: number, to: number): readonly string[] {
  const first = dateToDay(`${from}-01-01`);
  const last = dateToDay(`${to}-12-31`);
  return Array.from({ length: last - first + 1 }, (_, i) => dayToDate(first + i));
}
const countsOn = (id: string, day: string) => dayKind(calendars[id]!, dateToDay(day)).counts;
const isWeekday = (day: string) => weekdayOf(dateToDay(day)) < 5;

describe.each(['cn-working-days', 'hk-general-holidays'])('the calendar %s', (id) => {
  it('has every year from 2018 to 2027 once', () => {
    expect(yearRecords(id).map(({ year }) => year)).toEqual(years);
  });

  it(`${id} says for each year who said so, or by what rule`, () => {
    for (const { year, status, sources, rule } of yearRecords(id)) {
      expect((sources as readonly JsonObject[]).length, String(year)).toBeGreaterThan(0);
      expect(rule === undefined, String(year)).toBe(status === 'announced');
    }
  });
});

describe('the years', () => {
  it('are announced but where nobody has yet, or nobody has compared', () => {
    const statuses = (id: string) => yearRecords(id).map(({ status }) => status);
    const announced = (count: number) => Array(count).fill('announced');
    expect(statuses('cn-working-days')).toEqual([...announced(9), 'projected']);
    expect(statuses('hk-general-holidays')).toEqual([
      ...Array(6).fill('computed'),
      ...announced(3),
      'projected',
    ]);
  });

  it('have as many working days as were counted elsewhere, and differ as often', () => {
    const figures = [2024, 2025, 2026].map((year) => {
      const days = daysOf(year, year);
      const on = (id: string) => days.filter((day) => countsOn(id, day)).length;
      const differing = days.filter(
        (day) => countsOn('cn-working-days', day) !== countsOn('hk-office-days', day),
      );
      return [on('cn-working-days'), on('hk-office-days'), differing.length];
    });
    expect(figures).toEqual([
      [251, 247, 28],
      [248, 246, 20],
      [248, 247, 23],
    ]);
  });

  it('give Hong Kong 17 general holidays besides Sundays, and its offices no Saturday', () => {
    for (const { year, off } of yearRecords('hk-general-holidays')) {
      const holidays = (off as readonly { from: string; to: string }[]).reduce(
        (sum, { from, to }) => sum + dateToDay(to) - dateToDay(from) + 1,
        0,
      );
      expect(holidays, String(year)).toBe(17);
    }
    const saturdays = daysOf(2018, 2027).filter((day) => weekdayOf(dateToDay(day)) === 5);
    expect(saturdays.some((day) => countsOn('hk-office-days', day))).toBe(false);
    expect(saturdays.filter((day) => countsOn('hk-general-holidays', day)).length).toBeGreaterThan(
      450,
    );
  });

  it('project 2027 in the Mainland from the statutory days, moved from weekends', () => {
    const statutory = [
      '01-01',
      ...['02-05', '02-06', '02-07', '02-08'],
      '04-05',
      ...['05-01', '05-02'],
      '06-09',
      '09-15',
      ...['10-01', '10-02', '10-03'],
    ].map((day) => `2027-${day}`);
    const off = new Set(statutory);
    for (const day of statutory.filter((one) => !isWeekday(one))) {
      let next = day;
      while (off.has(next) || !isWeekday(next)) next = dayToDate(dateToDay(next) + 1);
      off.add(next);
    }
    for (const day of daysOf(2027, 2027)) {
      expect(countsOn('cn-working-days', day), day).toBe(isWeekday(day) && !off.has(day));
    }
  });

  it('take from weekdays in 2025 and 2026 as many days as the same rule projects', () => {
    for (const year of [2025, 2026, 2027]) {
      const days = daysOf(year, year);
      const worked = days.filter((day) => countsOn('cn-working-days', day)).length;
      expect(days.filter(isWeekday).length - worked, String(year)).toBe(13);
    }
  });
});

describe('the rules of clocks', () => {
  it.each(['prc-licensing-law', 'hong-kong'])(
    '%s can be counted, on calendars that exist',
    (name) => {
      const { format, procedures } = readClocks(name);
      expect(format).toBe('comity-clocks/1');
      for (const rule of Object.values(procedures).flat()) {
        expect(findRuleIssues(rule), rule.clock).toEqual([]);
        expect(rule.legalBasis.length, rule.clock).toBeGreaterThan(0);
        for (const id of [rule.dayCalendar, rule.rollCalendar].filter((one) => one !== undefined)) {
          expect(calendarIds, rule.clock).toContain(id);
        }
      }
    },
  );
});

describe.skipIf(isAlone)('the lists that the calendars were taken from', () => {
  it('agree with the Mainland notices on each day (skipped where ../shared/data is not)', () => {
    const listed = new Map<string, boolean>();
    for (const year of years.slice(0, 9)) {
      const text = readFileSync(new URL(`cn-${year}.json`, shared), 'utf8');
      const { days } = JSON.parse(text) as { days: { date: string; isOffDay: boolean }[] };
      for (const { date, isOffDay } of days) listed.set(date, !isOffDay);
    }
    for (const day of daysOf(2018, 2026)) {
      expect(countsOn('cn-working-days', day), day).toBe(listed.get(day) ?? isWeekday(day));
    }
  });

  it('agree with the Hong Kong lists on each day (skipped where ../shared/data is not)', () => {
    const holidays = new Set<string>();
    for (const name of ['hk-computed.csv', 'hk-general-holidays.csv']) {
      for (const line of readFileSync(new URL(name, shared), 'utf8').split('\n')) {
        const [, year, list = ''] = /^(\d{4}),(?:\w+,)?([\d ]+)$/.exec(line.trim()) ?? [];
        for (const day of list.split(' ').filter(Boolean)) {
          holidays.add(`${year}-${day.slice(0, 2)}-${day.slice(2)}`);
        }
      }
    }
    for (const day of daysOf(2018, 2027)) {
      const isSunday = weekdayOf(dateToDay(day)) === 6;
      expect(countsOn('hk-general-holidays', day), day).toBe(!isSunday && !holidays.has(day));
      const isOffice = isWeekday(day) && !holidays.has(day);
      expect(countsOn('hk-office-days', day), day).toBe(isOffice);
    }
  });
});
