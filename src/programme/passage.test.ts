// docs/spec/model.md M129: whether something passes a crossing at a moment.
import { describe, expect, it } from 'vitest';
import { instantAt } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { CrossingSide, HoursBand } from './kinds/crossing-sides.ts';
import { passageAt } from './passage.ts';
import type { Place } from './statement.ts';

const [north, south] = ['north', 'south'] as PartyId[];
const place = {} as Place;
const weekend: HoursBand[] = [
  { days: ['sat', 'sun'], from: '08:00', to: '13:00' },
  { days: ['sat'], from: '13:00', to: '21:00' },
];
const mode = 'passengers';
const side = (party: PartyId, more: Partial<CrossingSide> = {}): CrossingSide => ({
  party,
  opened: [{ mode, on: '2020-01-01', place }],
  passing: [{ mode, hours: weekend, sample: false, place }],
  closures: [],
  ...more,
});
const zones: Readonly<Record<string, string>> = {
  north: 'Asia/Hong_Kong',
  south: 'Asia/Hong_Kong',
};

/** 2026-11-28 is a Saturday. */
function ask(
  sides: readonly CrossingSide[],
  time: string,
  zoneOf = (party: string) => zones[party]!,
) {
  const instant = instantAt('Asia/Hong_Kong', time)!;
  return passageAt({ modes: [mode], sides }, mode, { instant, zoneOf });
}

describe('a crossing at a moment', () => {
  it('is open when every side is, until the end of its hours', () => {
    const found = ask([side(north), side(south)], '2026-11-28T12:59');
    expect(found).toMatchObject({ is: 'open', sides: [{ is: 'open', until: '21:00' }, {}] });
    expect(ask([side(north), side(south)], '2026-11-29T08:00')).toMatchObject({
      is: 'open',
      sides: [{ until: '13:00' }, {}],
    });
  });

  it('is open past midnight until the hours of the next day end, and without an end around the clock', () => {
    const all = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const open = (hours: HoursBand[]) =>
      side(north, { passing: [{ mode, hours, sample: false, place }] });
    const late: HoursBand = { days: [...all], from: '20:00', to: '24:00' };
    const early: HoursBand = { days: [...all], from: '00:00', to: '06:00' };
    const until = (hours: HoursBand[], time: string) => ask([open(hours)], time)?.sides[0];
    expect(until([late, early], '2026-11-28T21:00')).toMatchObject({ is: 'open', until: '06:00' });
    expect(until([late, early], '2026-11-29T05:59')).toMatchObject({ is: 'open', until: '06:00' });
    expect(until([late], '2026-11-28T21:00')).toMatchObject({ is: 'open', until: '24:00' });
    const always = until([{ days: [...all], from: '00:00', to: '24:00' }], '2026-11-28T21:00');
    expect(always).toEqual({ party: north, is: 'open', sample: false });
  });

  it('is closed when one side is, whatever the other says', () => {
    const closure = {
      ...{ modes: [mode], from: '2026-11-27', until: '2026-11-28', cause: 'weather' as const },
      ...{ why: { en: 'Typhoon' }, place },
    };
    const cases: readonly (readonly [Partial<CrossingSide>, string, string])[] = [
      [{ closures: [closure] }, '2026-11-28T12:00', 'closed'],
      [{ opened: [{ mode, on: '2026-11-29', place }] }, '2026-11-28T12:00', 'not-open-yet'],
      [{}, '2026-11-28T21:00', 'outside-hours'],
      [{}, '2026-11-28T07:59', 'outside-hours'],
      [{}, '2026-11-27T12:00', 'outside-hours'],
      [
        { passing: [{ mode, hours: [], sample: false, place }] },
        '2026-11-28T12:00',
        'outside-hours',
      ],
    ];
    for (const [more, time, is] of cases) {
      const unknown = side(south, { passing: [] });
      expect(ask([side(north, more), unknown], time)).toMatchObject({
        is: 'closed',
        sides: [{ is }, {}],
      });
    }
    expect(ask([side(north, { closures: [closure] }), side(south)], '2026-11-29T12:00')?.is).toBe(
      'open',
    );
  });

  it('is not known where a side has said too little', () => {
    const time = '2026-11-28T12:00';
    expect(ask([side(north), side(south, { passing: [] })], time)).toMatchObject({
      is: 'unknown',
      sides: [{ is: 'open' }, { is: 'hours-unknown' }],
    });
    expect(ask([side(north), side(south, { opened: [], passing: [] })], time)).toMatchObject({
      is: 'unknown',
      sides: [{}, { is: 'no-opening' }],
    });
    expect(ask([side(north), side(south, { opened: [] })], time)?.is).toBe('open');
    expect(ask([], time)?.is).toBe('unknown');
    expect(
      passageAt({ modes: [mode], sides: [] }, 'goods', {
        instant: '2026-11-28T04:00:00Z',
        zoneOf: () => 'UTC',
      }),
    ).toBeUndefined();
  });

  it('goes by the clock of each side', () => {
    const zoneOf = (party: string) => (party === 'north' ? 'Asia/Hong_Kong' : 'Asia/Tokyo');
    expect(ask([side(north), side(south)], '2026-11-28T20:30', zoneOf)).toMatchObject({
      is: 'closed',
      sides: [{ is: 'open' }, { is: 'outside-hours' }],
    });
  });
});
