// Calendars day by day.
import { describe, expect, it } from 'vitest';
import {
  alwaysCalendar,
  type Bands,
  bandsOn,
  type Calendar,
  intersectCalendars,
  isWorkingDay,
  normalBands,
  uniteCalendars,
  wholeDay,
} from './calendar.ts';
import {
  dateToDay,
  dayOfMinute,
  dayToDate,
  minuteToText,
  textToMinute,
  weekdayOf,
} from './civil-time.ts';

const office: Bands = [
  { from: 9 * 60, to: 12 * 60 },
  { from: 14 * 60, to: 18 * 60 },
];
const late: Bands = [{ from: 10 * 60, to: 19 * 60 }];

function weekly(id: string, bands: Bands, exceptions: readonly (readonly [string, Bands])[] = []) {
  return {
    id,
    week: [bands, bands, bands, bands, bands, [], []],
    exceptions: new Map(exceptions.map(([date, on]) => [dateToDay(date), on])),
  } satisfies Calendar;
}

describe('a calendar', () => {
  const calendar = weekly('a', office, [
    ['2026-10-01', []],
    ['2026-10-10', office],
  ]);
  it('works on weekdays and not at the weekend', () => {
    expect(isWorkingDay(calendar, dateToDay('2026-09-30'))).toBe(true);
    expect(isWorkingDay(calendar, dateToDay('2026-10-03'))).toBe(false);
  });
  it('rests on a holiday and works on a make-up Saturday', () => {
    expect(isWorkingDay(calendar, dateToDay('2026-10-01'))).toBe(false);
    expect(bandsOn(calendar, dateToDay('2026-10-10'))).toEqual(office);
  });
  it('that names nothing works all day and every day', () => {
    expect(bandsOn(alwaysCalendar, dateToDay('2026-10-04'))).toEqual(wholeDay);
  });
  it('has its bands sorted, and those that touch made one', () => {
    const bands = [
      { from: 600, to: 660 },
      { from: 540, to: 600 },
      { from: 700, to: 700 },
    ];
    expect(normalBands(bands)).toEqual([{ from: 540, to: 660 }]);
  });
});

describe('two calendars', () => {
  const a = weekly('a', office, [['2026-10-01', []]]);
  const b = weekly('b', late, [['2026-10-10', late]]);
  it('meet when both work', () => {
    const both = intersectCalendars('both', [a, b]);
    expect(bandsOn(both, dateToDay('2026-09-30'))).toEqual([
      { from: 600, to: 720 },
      { from: 840, to: 1080 },
    ]);
    expect(isWorkingDay(both, dateToDay('2026-10-01'))).toBe(false);
    expect(isWorkingDay(both, dateToDay('2026-10-10'))).toBe(false);
  });
  it('together work when either does', () => {
    const either = uniteCalendars('either', [a, b]);
    expect(bandsOn(either, dateToDay('2026-09-30'))).toEqual([{ from: 540, to: 1140 }]);
    expect(bandsOn(either, dateToDay('2026-10-01'))).toEqual(late);
    expect(bandsOn(either, dateToDay('2026-10-10'))).toEqual(late);
  });
  it('that are none never work', () => {
    expect(isWorkingDay(uniteCalendars('none', []), 0)).toBe(false);
  });
});

describe('civil time', () => {
  it('counts days from 1970 and weekdays from Monday', () => {
    expect(dateToDay('1970-01-01')).toBe(0);
    expect(dayToDate(-1)).toBe('1969-12-31');
    expect([weekdayOf(0), weekdayOf(-4), weekdayOf(dateToDay('2026-09-28'))]).toEqual([3, 6, 0]);
  });
  it('prints and reads minutes, and knows the day of each', () => {
    const minute = textToMinute('2026-09-28T08:30') ?? Number.NaN;
    expect(minuteToText(minute)).toBe('2026-09-28T08:30');
    expect(dayToDate(dayOfMinute(minute))).toBe('2026-09-28');
  });
  it('refuses days that are not there, the hour 24, seconds and years far away', () => {
    const bad = ['2026-02-30T08:00', '2026-02-03T24:00', '2026-02-03T08:00:00', '1899-12-31T08:00'];
    expect(bad.map(textToMinute)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
