// Calendars of Microsoft Project that rest on others: which of their weeks, working weeks and exceptions a day has.
import { describe, expect, it } from 'vitest';
import { bandsOn } from '../plan/calendar.ts';
import { dateToDay } from '../plan/civil-time.ts';
import { printBands } from './comity-json-calendars.ts';
import { readSchedule } from './formats.ts';

const hours = (band: string) => {
  const [from, to] = band.split('-');
  return `<WorkingTimes><WorkingTime><FromTime>${from}:00</FromTime><ToTime>${to}:00</ToTime></WorkingTime></WorkingTimes>`;
};
const working = (band: string) =>
  `<DayWorking>${band === '' ? 0 : 1}</DayWorking>${band === '' ? '' : hours(band)}`;
/** Days of the week by DayType, from Sunday, which is 1. */
const days = (given: Readonly<Record<number, string>>) =>
  `<WeekDays>${Object.entries(given)
    .map(([type, band]) => `<WeekDay><DayType>${type}</DayType>${working(band)}</WeekDay>`)
    .join('')}</WeekDays>`;
const period = (from: string, to: string) =>
  `<TimePeriod><FromDate>2026-06-${from}T00:00:00</FromDate><ToDate>2026-06-${to}T23:59:00</ToDate></TimePeriod>`;
const workWeek = (from: string, to: string, given: Readonly<Record<number, string>>) =>
  `<WorkWeeks><WorkWeek>${period(from, to)}${days(given)}</WorkWeek></WorkWeeks>`;
const exception = (on: string, band: string) =>
  `<Exceptions><Exception>${period(on, on)}<Type>1</Type>${working(band)}</Exception></Exceptions>`;
const calendar = (uid: number, base: number, ...parts: readonly string[]) =>
  `<Calendar><UID>${uid}</UID><BaseCalendarUID>${base}</BaseCalendarUID>${parts.join('')}</Calendar>`;

/** Bands of a day of June 2026 by UID of the calendar. */
function dayOf(calendars: readonly string[], uid: string, day: string): string {
  const text = `<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-06-01T08:00:00</StartDate><Calendars>${calendars.join('')}</Calendars></Project>`;
  const read = readSchedule(new TextEncoder().encode(text));
  if (!read.ok) return expect.fail(JSON.stringify(read.error));
  const found = read.value.schedule.calendars.find((one) => one.id === uid)!;
  return printBands(bandsOn(found, dateToDay(`2026-06-${day}`))).join(' ');
}

describe('a calendar of Microsoft Project', () => {
  it('has of a day the first of: own and base exceptions, own week of work, own day, the base’s', () => {
    const office = { 2: '08:00-16:00', 3: '08:00-16:00', 4: '08:00-16:00', 5: '08:00-16:00' };
    const base = calendar(
      1,
      -1,
      days({ 1: '', ...office, 6: '', 7: '' }),
      exception('10', ''),
      workWeek('08', '12', { 2: '06:00-10:00', 4: '06:00-10:00', 5: '06:00-10:00' }),
    );
    // Monday by itself, Tuesday in a week of work, Wednesday too, on which the base has its exception.
    const own = calendar(
      2,
      1,
      days({ 2: '20:00-22:00', 3: '20:00-22:00' }),
      exception('15', '12:00-13:00'),
      workWeek('08', '12', { 3: '01:00-02:00', 4: '01:00-02:00' }),
    );
    const at = (day: string) => dayOf([base, own], '2', day);
    expect([at('08'), at('09'), at('10'), at('11')]).toEqual([
      '20:00-22:00',
      '01:00-02:00',
      '',
      '06:00-10:00',
    ]);
    expect([at('15'), at('16'), at('17'), at('22')]).toEqual([
      '12:00-13:00',
      '20:00-22:00',
      '08:00-16:00',
      '20:00-22:00',
    ]);
  });
});
