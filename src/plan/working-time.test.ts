// Working time against counting minute by minute, with fixed seeds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysCalendar, type Bands, bandsOn, type Calendar, normalBands } from './calendar.ts';
import { minutesPerDay, minuteToText, textToMinute } from './civil-time.ts';
import {
  compileCalendar,
  finishOf,
  nextStart,
  previousFinish,
  startOf,
  workBefore,
  workBetween,
} from './working-time.ts';

const morning = { from: 8 * 60, to: 12 * 60 };
const office: Bands = [morning, { from: 13 * 60, to: 17 * 60 }];
const weekdays = [office, office, office, office, office, [], []];

function at(text: string): number {
  return textToMinute(text) ?? Number.NaN;
}

const bands = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 96 })), {
    maxLength: 3,
  })
  .map((pairs) =>
    normalBands(pairs.map(([a, b]) => ({ from: Math.min(a, b) * 15, to: Math.max(a, b) * 15 }))),
  );

const calendars: fc.Arbitrary<Calendar> = fc
  .tuple(
    fc.array(bands, { minLength: 7, maxLength: 7 }),
    fc.array(fc.tuple(fc.integer({ min: -8, max: 30 }), bands), { maxLength: 6 }),
  )
  .map(([week, exceptions]) => ({ id: 'c', week, exceptions: new Map(exceptions) }))
  .filter((calendar) => calendar.week.some((day) => day.length > 0));

/** Minutes of the quarter hours -20 days to +45 days that are worked, one by one. */
function workedQuarters(calendar: Calendar): readonly boolean[] {
  return Array.from({ length: 65 * 96 }, (_, i) => {
    const minute = (i - 20 * 96) * 15;
    const day = Math.floor(minute / minutesPerDay);
    const inDay = minute - day * minutesPerDay;
    return bandsOn(calendar, day).some((band) => band.from <= inDay && inDay < band.to);
  });
}

describe('working time', () => {
  it('agrees with counting quarter by quarter, forward and back', () => {
    fc.assert(
      fc.property(calendars, (calendar) => {
        const time = compileCalendar(calendar);
        const worked = workedQuarters(calendar);
        const base = workBefore(time, -20 * minutesPerDay);
        let work = base;
        let lastFinish: number | undefined;
        const starts: number[] = [];
        // One comparison a minute, one expectation a calendar: expectations are slow.
        const wrong: string[] = [];
        const check = (what: string, got: number, wanted: number) => {
          if (got !== wanted) wrong.push(`${what}: ${got}, not ${wanted}`);
        };
        for (const [i, isWorked] of worked.entries()) {
          const minute = (i - 20 * 96) * 15;
          check('before', workBefore(time, minute), work);
          if (lastFinish !== undefined) check('finish', finishOf(time, work), lastFinish);
          if (isWorked) {
            check('start', startOf(time, work), minute);
            for (const start of [minute, ...starts]) check('next', nextStart(time, start), minute);
            starts.length = 0;
            work += 15;
            lastFinish = minute + 15;
            check('previous', previousFinish(time, lastFinish), lastFinish);
          } else starts.push(minute);
        }
        expect(wrong).toEqual([]);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  it('has two answers at a pause: the end of the band and the start of the next', () => {
    const time = compileCalendar({ id: 'a', week: weekdays, exceptions: new Map() });
    const work = workBefore(time, at('2026-01-09T17:00'));
    expect(work).toBe(workBefore(time, at('2026-01-12T08:00')));
    expect(minuteToText(finishOf(time, work))).toBe('2026-01-09T17:00');
    expect(minuteToText(startOf(time, work))).toBe('2026-01-12T08:00');
    expect(workBetween(time, at('2026-01-12T08:00'), at('2026-01-09T12:00'))).toBe(-240);
  });

  it('crosses midnight without a pause', () => {
    const night: Bands = [
      { from: 0, to: 6 * 60 },
      { from: 20 * 60, to: 24 * 60 },
    ];
    const week = [night, night, night, night, night, night, night];
    const time = compileCalendar({ id: 'n', week, exceptions: new Map([[5, []]]) });
    const begun = at('2026-01-09T20:00');
    expect(minuteToText(finishOf(time, workBefore(time, begun) + 600))).toBe('2026-01-10T06:00');
    expect(minuteToText(finishOf(time, workBefore(time, begun) + 240))).toBe('2026-01-10T00:00');
    expect(minuteToText(startOf(time, workBefore(time, begun) + 240))).toBe('2026-01-10T00:00');
  });

  it('without pauses is the clock', () => {
    const time = compileCalendar(alwaysCalendar);
    expect([finishOf(time, 77), startOf(time, 77), workBefore(time, 77)]).toEqual([77, 77, 77]);
  });

  it('refuses a week without work as a fault of the caller', () => {
    const week = [[], [], [], [], [], [], []];
    expect(() => compileCalendar({ id: 'e', week, exceptions: new Map() })).toThrow('works');
  });
});
