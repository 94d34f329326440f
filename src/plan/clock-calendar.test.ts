// Calendars of days: their files, exceptions, and the hours that an office lends them (docs/spec/clocks.md K10).
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../test/support/given.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { isWorkingDay } from './calendar.ts';
import { dateToDay } from './civil-time.ts';
import {
  type DayCalendar,
  type DayException,
  type DayStatus,
  dayKind,
  scheduleCalendar,
  weakerStatus,
  withExceptions,
} from './clock-calendar.ts';
import { calendarYearHash, readCalendarFile } from './clock-calendar-file.ts';

const sources = [{ title: 'a notice', announcedOn: '2025-11' }];
const year = sealed({
  year: 2026,
  status: 'announced',
  sources,
  off: [{ from: '2026-10-01', to: '2026-10-07', name: 'national-day' }],
  working: [{ from: '2026-10-10', to: '2026-10-10' }],
});
const file = {
  format: 'comity-calendar/1',
  id: 'office',
  rest: ['saturday', 'sunday'],
  years: [year],
};

function sealed(content: JsonObject): JsonObject {
  return { ...content, hash: calendarYearHash(sha256, content) };
}
function read(change: JsonObject = {}, bases = {}): DayCalendar {
  const result = readCalendarFile({ ...file, ...change }, sha256, bases);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
function issuesOf(value: Json): readonly string[] {
  const result = readCalendarFile(value, sha256);
  return result.ok ? [] : result.error.map(({ code, path }) => `${code} ${path}`);
}
const kindOn = (calendar: DayCalendar, date: string) => dayKind(calendar, dateToDay(date));

describe('a calendar of days', () => {
  const office = read();

  it('says of each day whether it counts and why', () => {
    expect(kindOn(office, '2026-09-30')).toEqual({
      counts: true,
      reason: 'working-day',
      status: 'announced',
    });
    expect(kindOn(office, '2026-10-03')).toEqual({
      counts: false,
      reason: 'holiday',
      name: 'national-day',
      status: 'announced',
    });
    expect(kindOn(office, '2026-10-10')).toMatchObject({ counts: true, reason: 'make-up-day' });
    expect(kindOn(office, '2026-10-11')).toMatchObject({ counts: false, reason: 'rest-day' });
  });

  it('knows only its week in other years, and says so', () => {
    const newYear = kindOn(office, '2031-01-01');
    expect(newYear).toEqual({ counts: true, reason: 'working-day', status: 'outside' });
    expect(weakerStatus('outside', 'projected')).toBe('outside');
    expect(weakerStatus('announced', 'computed')).toBe('computed');
  });

  it('takes exceptions of its own, up to the day asked, the last of a day', () => {
    const gale = { calendar: 'office', day: '2026-09-30', counts: false, name: 'gale-warning' };
    const lifted: DayException = { ...gale, counts: true, name: 'decree', sample: true };
    const on = (exceptions: readonly DayException[], asOf: string) =>
      kindOn(withExceptions(office, exceptions, asOf), '2026-09-30');
    expect(on([gale], '2026-09-30')).toMatchObject({ counts: false, name: 'gale-warning' });
    expect(on([gale], '2026-09-29').counts).toBe(true);
    expect(on([{ ...gale, calendar: 'other' }], '2026-09-30').counts).toBe(true);
    expect(on([gale, lifted], '2026-09-30')).toMatchObject({ counts: true, sample: true });
  });

  it('lends itself to schedules with the hours of an office', () => {
    const calendar = scheduleCalendar(office, [{ from: 540, to: 1080 }]);
    const works = (date: string) => isWorkingDay(calendar, dateToDay(date));
    expect(['2026-09-30', '2026-10-01', '2026-10-10', '2026-10-11'].map(works)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('is announced for schedules through the last year that is not projected only', () => {
    const through = (years: readonly (readonly [number, DayStatus])[]) =>
      scheduleCalendar({ ...office, years: new Map(years) }, []).announcedThrough;
    expect(through([])).toBeUndefined();
    expect(through([[2026, 'projected']])).toBeUndefined();
    expect(
      through([
        [2025, 'computed'],
        [2027, 'projected'],
        [2026, 'announced'],
      ]),
    ).toBe(dateToDay('2026-12-31'));
  });

  it('may have the years of another and a week of its own', () => {
    const all = read({ id: 'all', rest: ['sunday'], base: 'office', years: [] }, { office });
    expect(kindOn(all, '2026-10-03').reason).toBe('holiday');
    expect(kindOn(all, '2026-10-17')).toMatchObject({ counts: true, status: 'announced' });
  });
});

describe('a calendar file', () => {
  it('of another format is not read', () => {
    expect(issuesOf({ ...file, format: 'comity-calendar/2' })).toEqual([
      'clock.calendar-format format',
    ]);
    for (const value of [null, [], 'x', 1]) {
      expect(issuesOf(value)).toEqual(['clock.calendar-format format']);
    }
  });

  it('reads no year that is not what its hash says', () => {
    const changed = { ...year, off: [{ from: '2026-10-01', to: '2026-10-08' }] };
    expect(issuesOf({ ...file, years: [changed] })).toEqual(['clock.calendar-hash years.0.hash']);
    const without = { ...year, hash: undefined };
    expect(issuesOf({ ...file, years: [without] })).toEqual(['clock.calendar-hash years.0.hash']);
  });

  it('names everything that is wrong at once', () => {
    const bad = sealed({
      year: 2027,
      status: 'guessed',
      sources: [],
      off: [],
      working: [],
    });
    const worse = sealed({
      year: 2028,
      status: 'projected',
      sources: [{}, { title: 'a', announcedOn: 'soon' }],
      off: [{ from: '2028-01-02', to: '2028-01-01' }, 'x'],
      working: [{ from: '2028-02-30', to: '2028-02-30' }],
    });
    const noSource = sealed({ year: 2029, status: 'computed' });
    expect(
      issuesOf({
        ...file,
        id: '',
        rest: ['freitag'],
        base: 'none',
        years: [1, bad, worse, noSource],
      }),
    ).toEqual([
      'clock.calendar-field id',
      'clock.calendar-field rest.0',
      'clock.calendar-base base',
      'clock.calendar-field years.0',
      'clock.calendar-field years.1.status',
      'clock.calendar-field years.2.sources.0.title',
      'clock.calendar-day years.2.sources.1.announcedOn',
      'clock.calendar-day years.2.off.0',
      'clock.calendar-day years.2.off.1',
      'clock.calendar-day years.2.working.0',
      'clock.calendar-field years.3.sources',
    ]);
  });

  it('holds at most 20,000 days that differ from its week', () => {
    const long = sealed({
      year: 2026,
      status: 'projected',
      sources,
      off: [{ from: '1900-01-01', to: '2199-12-31' }],
    });
    expect(issuesOf({ ...file, years: [long] })).toEqual([
      'clock.calendar-too-large years.0.off.0',
    ]);
  });
});
