// Counting one period: properties on any calendar, against a naive walk, and the edges of months and of counting back
// (docs/spec/clocks.md K1, docs/spec/clocks.md K2, docs/spec/clocks.md K3, docs/spec/clocks.md K4, docs/spec/clocks.md K5).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naiveDue } from '../../test/support/naive-clock.ts';
import { dateToDay, dayToDate, weekdayOf } from './civil-time.ts';
import type { DayCalendar } from './clock-calendar.ts';
import { dueOf, limitInDays, type Period, periodDays, type Span } from './clock-count.ts';
import type { ClockRule } from './clock-rule.ts';

const zero = dateToDay('2026-09-18');
const seeded = { seed: 20260918, numRuns: 500 };

function calendarOf(differing: readonly (readonly [number, boolean])[]): DayCalendar {
  const days = differing.map(([day, counts]) => {
    const reason = counts ? ('make-up-day' as const) : ('holiday' as const);
    return [zero + day, { counts, reason, status: 'announced' as const }] as const;
  });
  return { id: 'any', rest: new Set([5, 6]), days: new Map(days), years: new Map() };
}

const rule: ClockRule = {
  clock: 'any',
  unit: 'working',
  dayCalendar: 'any',
  startsAt: ['accepted'],
  endsAt: ['decided'],
  dayZero: 'excluded',
  limit: 20,
  roll: 'none',
  stops: 'suspend',
  excludedKinds: [],
  onExpiry: 'nothing',
  legalBasis: [],
  effective: { from: '2004-07-01' },
};
const inDays: ClockRule = { ...rule, unit: 'calendar', dayCalendar: undefined };

function periodOf(change: Partial<Period>): Period {
  const counted = { rule, zero, extended: 0, spans: [], ...change };
  const isWorking = counted.rule.dayCalendar !== undefined;
  return isWorking ? { dayCalendar: calendarOf([]), ...counted } : counted;
}
function due(change: Partial<Period>): string | undefined {
  const day = dueOf(periodOf(change));
  return day === undefined ? undefined : dayToDate(day);
}

const someDays = fc.array(fc.tuple(fc.integer({ min: -3, max: 120 }), fc.boolean()), {
  maxLength: 60,
});
const someSpans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 30 }))
    .map(
      ([from, days]): Span => ({ claim: 'applicant', from: zero + from, to: zero + from + days }),
    ),
  { maxLength: 4 },
);
const somePeriod = fc.record({
  calendar: someDays.map(calendarOf),
  spans: someSpans,
  limit: fc.integer({ min: 1, max: 45 }),
  extended: fc.integer({ min: 0, max: 15 }),
  dayZero: fc.constantFrom('excluded', 'included'),
  unit: fc.constantFrom('working', 'calendar'),
  isShort: fc.boolean(),
  rolls: fc.boolean(),
});

/** A period of any rule. */
function anyPeriod(of: typeof somePeriod extends fc.Arbitrary<infer P> ? P : never): Period {
  const { calendar, spans, limit, extended, dayZero, unit, isShort, rolls } = of;
  const isCalendar = unit === 'calendar';
  return {
    rule: {
      ...rule,
      unit,
      dayZero,
      limit,
      dayCalendar: isCalendar ? undefined : 'any',
      rollCalendar: isCalendar ? 'any' : undefined,
      roll: isCalendar && rolls ? 'next-working' : 'none',
      ...(isCalendar && isShort ? { shortPeriod: { max: 6 } } : {}),
    },
    zero,
    extended,
    spans,
    ...(isCalendar ? { rollCalendar: calendar } : { dayCalendar: calendar }),
  };
}

describe('a period', () => {
  it('agrees with a naive walk on any calendar, with any spans', () => {
    fc.assert(
      fc.property(somePeriod, (of) => {
        const period = anyPeriod(of);
        const { limit, dayZero, unit, roll, shortPeriod } = period.rule;
        const isOn = (date: string) => {
          const day = dateToDay(date);
          return of.calendar.days.get(day)?.counts ?? weekdayOf(day) < 5;
        };
        const isShort = shortPeriod !== undefined && limit! <= shortPeriod.max;
        const naive = naiveDue({
          zero: dayToDate(zero),
          isZeroIncluded: dayZero === 'included',
          limit: limit! + of.extended,
          counts: unit === 'working' || isShort ? isOn : () => true,
          ...(roll === 'next-working' ? { canEnd: isOn } : {}),
          stops: of.spans.map(({ from, to }) => ({ from: dayToDate(from), to: dayToDate(to!) })),
        });
        expect(dayToDate(dueOf(period)!)).toBe(naive!.due);
        const counted = periodDays(period, zero).filter(({ count }) => count !== undefined);
        expect(counted.map(({ day }) => day)).toEqual(naive!.counted);
      }),
      seeded,
    );
  });

  it('lists every day of a period once, in order, up to the due date', () => {
    fc.assert(
      fc.property(somePeriod, (of) => {
        const period = anyPeriod(of);
        const end = dueOf(period)!;
        const days = periodDays(period, zero);
        expect(days.map(({ day }) => dateToDay(day))).toEqual(
          Array.from({ length: end - zero + 1 }, (_, i) => zero + i),
        );
        expect(days.filter((day) => day.due)).toEqual([days.at(-1)]);
        const counts = days.flatMap(({ count }) => count ?? []);
        expect(counts).toEqual(Array.from({ length: limitInDays(period) }, (_, i) => i + 1));
      }),
      seeded,
    );
  });

  it('is never made shorter by one more day that does not count', () => {
    fc.assert(
      fc.property(somePeriod, fc.integer({ min: 0, max: 120 }), (of, day) => {
        const before = dueOf(anyPeriod(of))!;
        const days = new Map(of.calendar.days);
        days.set(zero + day, { counts: false, reason: 'exception', status: 'announced' });
        const after = dueOf(anyPeriod({ ...of, calendar: { ...of.calendar, days } }))!;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
      seeded,
    );
  });

  it('moves by exactly the days of a stop when every day counts and nothing rolls', () => {
    const limits = fc.record({
      limit: fc.integer({ min: 2, max: 90 }),
      stopped: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(limits, fc.integer({ min: 0, max: 89 }), ({ limit, stopped }, at) => {
        const period = periodOf({ rule: { ...inDays, limit } });
        const from = zero + Math.min(at, limit - 1);
        const span: Span = { claim: 'applicant', from, to: from + stopped };
        expect(dueOf({ ...period, spans: [span] })! - dueOf(period)!).toBe(stopped);
      }),
      seeded,
    );
  });

  it('never ends earlier for a stop', () => {
    fc.assert(
      fc.property(somePeriod, fc.nat(60), fc.nat(40), (of, at, days) => {
        const span: Span = { claim: 'excluded', from: zero + at, to: zero + at + days };
        const after = dueOf(anyPeriod({ ...of, spans: [...of.spans, span] }))!;
        expect(after).toBeGreaterThanOrEqual(dueOf(anyPeriod(of))!);
      }),
      seeded,
    );
  });

  it('moves by at least the days of an extension', () => {
    fc.assert(
      fc.property(somePeriod, fc.integer({ min: 1, max: 30 }), (of, days) => {
        const unrolled = { ...of, rolls: false };
        const after = dueOf(anyPeriod({ ...unrolled, extended: of.extended + days }))!;
        expect(after - dueOf(anyPeriod(unrolled))!).toBeGreaterThanOrEqual(days);
      }),
      seeded,
    );
  });

  it('has no end while a stop lasts, and one if the count was full before', () => {
    const at = (day: number): readonly Span[] => [{ claim: 'applicant', from: zero + day }];
    expect(due({ rule: { ...inDays, limit: 5 }, spans: at(4) })).toBeUndefined();
    expect(due({ rule: { ...inDays, limit: 5 }, spans: at(5) })).toBe('2026-09-23');
    const horizon = zero + 8;
    const open = periodDays(periodOf({ rule: { ...inDays, limit: 5 }, spans: at(4) }), horizon);
    expect(open.map(({ reason }) => reason).slice(4)).toEqual([
      'calendar-day',
      'stopped',
      'stopped',
      'stopped',
      'stopped',
    ]);
  });

  it('shows a day that two stops take as the applicant’s', () => {
    const spans: readonly Span[] = [
      { claim: 'excluded', from: zero, to: zero + 3, kind: 'hearing' },
      { claim: 'applicant', from: zero + 1, to: zero + 2 },
    ];
    const days = periodDays(periodOf({ rule: { ...inDays, limit: 1 }, spans }), zero);
    expect(days.map(({ reason }) => reason)).toEqual([
      'day-zero',
      'referred',
      'stopped',
      'referred',
      'calendar-day',
    ]);
    expect(days[1]!.name).toBe('hearing');
  });

  it('longer than a hundred years has no end', () => {
    expect(due({ rule: { ...inDays, limit: 36_525 } })).toBe('2126-09-19');
    expect(due({ rule: { ...inDays, limit: 36_526 } })).toBeUndefined();
    const never = { ...calendarOf([]), rest: new Set([0, 1, 2, 3, 4, 5, 6]) };
    expect(due({ dayCalendar: never })).toBeUndefined();
    expect(periodDays(periodOf({ dayCalendar: never }), zero + 2)).toHaveLength(3);
    const rolling: ClockRule = { ...inDays, roll: 'next-working', rollCalendar: 'any' };
    expect(due({ rule: rolling, rollCalendar: never })).toBeUndefined();
  });

  it('says why it rolled', () => {
    const rollCalendar = calendarOf([[3, false]]);
    const rolling: ClockRule = { ...inDays, limit: 1, roll: 'next-working', rollCalendar: 'any' };
    const period = periodOf({ rule: rolling, rollCalendar });
    expect(periodDays(period, zero)).toEqual([
      { day: '2026-09-18', reason: 'day-zero' },
      {
        day: '2026-09-19',
        reason: 'calendar-day',
        count: 1,
        status: 'outside',
        rolled: 'rest-day',
      },
      { day: '2026-09-20', reason: 'rest-day', status: 'outside', rolled: 'rest-day' },
      { day: '2026-09-21', reason: 'holiday', status: 'announced', rolled: 'holiday' },
      { day: '2026-09-22', reason: 'rolled-to', status: 'outside', due: true },
    ]);
  });
});

describe('months', () => {
  const monthly = (date: string, limit: number, change: Partial<ClockRule> = {}) => {
    const months: ClockRule = { ...inDays, unit: 'month', limit, ...change };
    return due({ rule: months, zero: dateToDay(date) });
  };

  it('end on the same day number, or on the last of a shorter month', () => {
    expect(monthly('2026-01-15', 1)).toBe('2026-02-15');
    expect(monthly('2026-01-31', 1)).toBe('2026-02-28');
    expect(monthly('2027-11-30', 3)).toBe('2028-02-29');
    expect(monthly('2026-12-31', 6)).toBe('2027-06-30');
  });

  it('end the day before where day zero counts', () => {
    expect(monthly('2026-01-01', 1, { dayZero: 'included' })).toBe('2026-01-31');
    expect(monthly('2026-01-15', 1, { dayZero: 'included' })).toBe('2026-02-14');
  });

  it('roll, and are moved by a stop by as many days', () => {
    const rolling = { roll: 'next-working', rollCalendar: 'any' } as const;
    const months: ClockRule = { ...inDays, unit: 'month', limit: 1, ...rolling };
    const period = { rule: months, zero: dateToDay('2026-07-15'), rollCalendar: calendarOf([]) };
    expect(due(period)).toBe('2026-08-17');
    const from = dateToDay('2026-07-20');
    expect(due({ ...period, spans: [{ claim: 'applicant', from, to: from + 4 }] })).toBe(
      '2026-08-19',
    );
  });
});

describe('counting back', () => {
  const back = (limit: number, change: Partial<ClockRule> = {}, more: Partial<Period> = {}) => {
    const before: ClockRule = { ...inDays, limit, limitDate: 'expiry', countBack: true, ...change };
    return due({ rule: before, fixed: dateToDay('2026-10-08'), ...more });
  };

  it('leaves the date itself out, or counts it', () => {
    expect(back(7)).toBe('2026-10-01');
    expect(back(7, { dayZero: 'included' })).toBe('2026-10-02');
  });

  it('skips days that do not count, and takes months', () => {
    const working = { unit: 'working', dayCalendar: 'any' } as const;
    expect(back(5, working)).toBe('2026-10-01');
    expect(back(1, { unit: 'month' })).toBe('2026-09-08');
  });

  it('ends at a hundred years', () => {
    const never = { ...calendarOf([]), rest: new Set([0, 1, 2, 3, 4, 5, 6]) };
    const working = { unit: 'working', dayCalendar: 'any' } as const;
    expect(back(5, working, { dayCalendar: never })).toBeUndefined();
  });
});
