// docs/spec/model.md M35, M36: calendars as records, what they build on, and days that turned out otherwise.
import { describe, expect, it } from 'vitest';
import { readJsonFile } from '../../../examples/calendars/read.ts';
import { entry, given, hk, sha256, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { bandsOn } from '../../plan/calendar.ts';
import { dateToDay } from '../../plan/civil-time.ts';
import { dayKind } from '../../plan/clock-calendar.ts';
import { type CalendarState, exceptionsOf, resolveCalendar } from './calendar.ts';

const kind = 'calendar';
const holidays = readJsonFile('hk-general-holidays.json');
const office = readJsonFile('hk-office-days.json');
const name = { en: 'General holidays' };
const hours = [
  { from: '09:00', to: '13:00' },
  { from: '14:00', to: '17:45' },
];
const state = { act: 'state', name, file: holidays, hours };
const onHolidays = { ...state, file: office, base: 'HK-CA001' };
const ask = (command: object, about?: string) => ({
  by: hk,
  kind,
  command: command as Json,
  ...(about === undefined ? {} : { about }),
});
const gale = { act: 'except', day: '2026-09-25', counts: false, name: 'gale-warning' };

const both = given([])
  .when(ask(state))
  .recorded()
  .when(ask(onHolidays))
  .recorded()
  .when(ask(gale, 'HK-CA001'))
  .recorded();
const statesOf = (held: typeof both) =>
  new Map(['HK-CA001', 'HK-CA002'].map((id) => [id, held.state<CalendarState>(kind, id)]));

describe('a calendar', () => {
  it('is as its party stated it last, and keeps the days that turned out otherwise', () => {
    const hoursNow = [{ from: '08:30', to: '24:00' }];
    const held = both.when(ask({ ...state, hours: hoursNow }, 'HK-CA001')).recorded();
    expect(held.state(kind, 'HK-CA001')).toMatchObject({
      party: hk,
      sample: false,
      name,
      file: holidays,
      hours: hoursNow,
      exceptions: [{ day: '2026-09-25', counts: false, name: 'gale-warning', sample: false }],
    });
    expect(held.state<CalendarState>(kind, 'HK-CA001').stated.index).toBe(3);
  });

  it('builds on the days of another with a week of its own', () => {
    const found = resolveCalendar(statesOf(both), 'HK-CA002', sha256);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    const { days, working } = found.value;
    expect([days.id, working.id]).toEqual(['HK-CA002', 'HK-CA002']);
    // National day, a Saturday, an ordinary Friday.
    const kinds = ['2026-10-01', '2026-10-03', '2026-10-02'].map((day) =>
      dayKind(days, dateToDay(day)),
    );
    expect(kinds.map(({ counts, reason }) => [counts, reason])).toEqual([
      [false, 'holiday'],
      [false, 'rest-day'],
      [true, 'working-day'],
    ]);
    expect(bandsOn(working, dateToDay('2026-10-02'))).toEqual([
      { from: 540, to: 780 },
      { from: 840, to: 1065 },
    ]);
  });

  it('has the exceptions of what it builds on: clocks are handed them, schedules have them', () => {
    const states = statesOf(both);
    const exception = { day: '2026-09-25', counts: false, name: 'gale-warning' };
    expect(exceptionsOf(states)).toEqual([
      { calendar: 'HK-CA001', ...exception },
      { calendar: 'HK-CA002', ...exception },
    ]);
    const found = resolveCalendar(states, 'HK-CA002', sha256);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    const friday = dateToDay('2026-09-25');
    expect(bandsOn(found.value.working, friday)).toEqual([]);
    expect(dayKind(found.value.days, friday).counts).toBe(true);
  });

  it('lets its own exception hold against that of its base', () => {
    const open = { ...gale, counts: true, name: 'duty-day' };
    const states = statesOf(both.when(ask(open, 'HK-CA002')).recorded());
    const found = resolveCalendar(states, 'HK-CA002', sha256);
    expect(found.ok && bandsOn(found.value.working, dateToDay('2026-09-25'))).toHaveLength(2);
  });

  it('marks exceptions that were made up', () => {
    const states = statesOf(both.when(ask({ ...gale, sample: true }, 'HK-CA002')).recorded());
    expect(exceptionsOf(states).map((one) => [one.calendar, one.sample])).toEqual([
      ['HK-CA001', undefined],
      ['HK-CA002', undefined],
      ['HK-CA002', true],
    ]);
  });

  it('is written by its owner only', () => {
    const foreign = entry(sz, { kind, about: 'HK-CA001', ...gale });
    expect(given([...both.entries, foreign]).fold(kind, 'HK-CA001')).toMatchObject({ invalid: 1 });
  });
});

describe('resolveCalendar', () => {
  const codesOf = (states: ReadonlyMap<string, CalendarState>, id: string) => {
    const found = resolveCalendar(states, id, sha256);
    return found.ok ? [] : found.error.map(({ code, path }) => [code, path]);
  };

  it('says which calendar is not known, or never ends', () => {
    const states = statesOf(both);
    expect(codesOf(states, 'HK-CA009')).toEqual([['programme.calendar.unknown', 'HK-CA009']]);
    const alone = new Map([...states].slice(1));
    expect(codesOf(alone, 'HK-CA002')).toEqual([['programme.calendar.unknown', 'HK-CA001']]);
    const first = states.get('HK-CA001') as CalendarState;
    const loop = new Map([...states, ['HK-CA001', { ...first, base: 'HK-CA002' }]] as const);
    expect(codesOf(loop, 'HK-CA002')).toEqual([['programme.calendar.base-loop', 'HK-CA002']]);
    expect(exceptionsOf(loop)).toEqual([]);
  });

  it('says what cannot be read in a file that somebody recorded all the same', () => {
    const broken = { ...holidays, rest: ['sunnyday'] };
    const about = 'HK-CA001';
    const held = given([entry(hk, { kind, about, ...state, file: broken })]);
    const states = new Map([[about, held.state<CalendarState>(kind, about)]]);
    expect(codesOf(states, about)).toEqual([['clock.calendar-field', 'HK-CA001.file.rest.0']]);
  });
});

describe('decide on a calendar', () => {
  it('refuses a file that cannot be read, and says where', () => {
    given([])
      .when(ask({ ...state, file: { ...holidays, rest: ['sunnyday'] } }))
      .then({
        refused: 'programme.calendar.unreadable-file',
        params: { path: 'rest.0', cause: 'clock.calendar-field' },
      });
    both
      .when(ask({ ...onHolidays, file: { ...office, rest: ['x'] } }, 'HK-CA002'))
      .then({ refused: 'programme.calendar.unreadable-file' });
  });

  it('refuses a base without its record, a record without a base, and itself as base', () => {
    given([])
      .when(ask({ ...state, file: office }))
      .then({
        refused: 'programme.calendar.base-unclear',
        params: { file: 'hk-general-holidays' },
      });
    given([])
      .when(ask({ ...state, base: 'HK-CA001' }))
      .then({ refused: 'programme.calendar.base-unclear' });
    both
      .when(ask({ ...state, file: office, base: 'HK-CA001' }, 'HK-CA001'))
      .then({ refused: 'programme.calendar.own-base', params: { id: 'HK-CA001' } });
  });

  it('refuses an exception to a calendar that there is not, and hours out of order', () => {
    given([]).when(ask(gale)).then({ refused: 'programme.record.missing', params: { kind } });
    for (const bands of [[hours[1], hours[0]], [{ from: '10:00', to: '09:00' }], []]) {
      given([])
        .when(ask({ ...state, hours: bands }))
        .then({ refused: 'programme.command.malformed', params: { path: 'hours' } });
    }
  });
});
