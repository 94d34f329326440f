// Civil dates and instants.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  civilDateIn,
  civilTimeIn,
  daysBetween,
  instantAt,
  instantOf,
  instantToMilliseconds,
  isCivilDate,
  isPartialDate,
  isZone,
  lastDay,
  lastInstantOf,
} from './dates.ts';

describe('instants', () => {
  it('are cut to whole seconds and come back', () => {
    expect(instantOf(1_554_163_200_999)).toBe('2019-04-02T00:00:00Z');
    expect(instantToMilliseconds('2019-04-02T00:00:00Z')).toBe(1_554_163_200_000);
    for (const text of [
      '2019-04-02',
      '2019-02-30T00:00:00Z',
      '2019-04-02T24:00:00Z',
      '2019-04-02T00:00:00+08:00',
    ]) {
      expect(instantToMilliseconds(text)).toBeUndefined();
    }
  });
});

describe('isCivilDate and isPartialDate', () => {
  it('know the calendar', () => {
    expect(['2020-02-29', '2019-02-29', '2019-13-01', '2019-4-2'].map(isCivilDate)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(['2019', '2019-04', '2019-04-02', '2019-00', '19'].map(isPartialDate)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('lastDay', () => {
  it('is the day by which a month or a year is compared', () => {
    expect(['2020-02', '2019', '2019-12', '2019-04-02'].map(lastDay)).toEqual([
      '2020-02-29',
      '2019-12-31',
      '2019-12-31',
      '2019-04-02',
    ]);
  });
});

describe('civilDateIn', () => {
  it('counts days in the zone', () => {
    expect(civilDateIn('Asia/Hong_Kong', '2019-04-01T16:00:00Z')).toBe('2019-04-02');
    expect(civilDateIn('UTC', '2019-04-01T16:00:00Z')).toBe('2019-04-01');
  });
});

describe('lastInstantOf', () => {
  it('is the last second whose date is the day, in any zone, summer time included', () => {
    const zones = fc.constantFrom(
      'Asia/Hong_Kong',
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/St_Johns',
      'Pacific/Kiritimati',
      'UTC',
    );
    const days = fc
      .integer({ min: 0, max: 30_000 })
      .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(zones, days, (zone, day) => {
        const last = lastInstantOf(zone, day);
        expect(civilDateIn(zone, last) <= day).toBe(true);
        expect(civilDateIn(zone, instantOf(Date.parse(last) + 1_000)) > day).toBe(true);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('of a month is that of its last day', () => {
    expect(lastInstantOf('Asia/Shanghai', '2019-02')).toBe('2019-02-28T15:59:59Z');
  });
});

describe('isZone and daysBetween', () => {
  it('know zones and count days', () => {
    expect([isZone('Asia/Shanghai'), isZone('Asia/Nowhere'), isZone('')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(daysBetween('2020-02-28', '2020-03-01')).toBe(2);
    expect(daysBetween('2020-03-01', '2020-02-28')).toBe(-2);
  });
});

describe('civilTimeIn and instantAt', () => {
  it('are each other turned round, in any zone', () => {
    for (const zone of [
      'Asia/Hong_Kong',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Kiritimati',
      'UTC',
    ]) {
      for (const time of ['2026-11-27T22:30', '2024-02-29T00:00', '1999-12-31T23:59']) {
        const instant = instantAt(zone, time)!;
        expect([zone, civilTimeIn(zone, instant)]).toEqual([zone, time]);
      }
    }
    expect(instantAt('Asia/Hong_Kong', '2026-11-27T22:30')).toBe('2026-11-27T14:30:00Z');
  });

  it('take the earlier of two, and what comes after a gap', () => {
    // Clocks in Berlin went from 03:00 back to 02:00 on 2025-10-26, and from 02:00 on to 03:00 on 2025-03-30.
    expect(instantAt('Europe/Berlin', '2025-10-26T02:30')).toBe('2025-10-26T00:30:00Z');
    expect(instantAt('Europe/Berlin', '2025-03-30T02:30')).toBe('2025-03-30T01:00:00Z');
  });

  it('know nothing of what is no date and time', () => {
    for (const time of [
      '2026-11-27',
      '2026-02-30T10:00',
      '2026-11-27T24:00',
      '2026-11-27 10:00',
      'now',
    ]) {
      expect(instantAt('UTC', time)).toBeUndefined();
    }
  });
});
