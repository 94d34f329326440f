// docs/spec/joint-schedule.md N20, N21, N22, N23, N24: links across the boundary, and what keeps one from holding anything back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossLink } from '../../test/support/network.ts';
import { link, week } from '../../test/support/schedules.ts';
import type { Link } from '../plan/schedule.ts';
import { joinLinks } from './joint-links.ts';
import type { LinkState } from './kinds/link.ts';

const a = ['SZ-P001/A', 'SZ-P001/B', 'SZ-P001/C', 'SZ-P001/D'];
const b = ['HK-P001/A', 'HK-P001/B', 'HK-P001/C', 'HK-P001/D'];

interface Asked {
  readonly links: readonly LinkState[];
  readonly within?: readonly Link[];
  readonly spans?: readonly string[];
}

function join({ links, within = [], spans = [] }: Asked) {
  return joinLinks({
    links,
    within,
    activities: [...a, ...b],
    spans: new Set(spans),
    cases: new Map([['SZ-K001', 'SZ-P001/B']]),
    calendars: new Map([['SZ-CA001', week]]),
  });
}

const unscheduledOf = (joined: ReturnType<typeof join>) =>
  joined.unscheduled.map(({ link: { id }, why }) => `${id} ${why}`);

describe('a link across the boundary', () => {
  it('is scheduled once both sides have accepted it, with its lag on the calendar that it names', () => {
    const joined = join({
      links: [
        crossLink('SZ-L001', 'SZ-P001/A FS HK-P001/B'),
        crossLink('SZ-L002', 'SZ-K001 FF HK-P001/C', { lagMinutes: 60, calendar: 'SZ-CA001' }),
        crossLink('SZ-L003', 'SZ-P001/A SS HK-P001/D', { calendar: 'SZ-CA009' }),
      ],
    });
    expect(joined).toEqual({
      links: [
        { from: 'SZ-P001/A', to: 'HK-P001/B', type: 'FS', lagMinutes: 0 },
        {
          ...{ from: 'SZ-P001/B', to: 'HK-P001/C', type: 'FF', lagMinutes: 60 },
          lagCalendar: { calendar: 'SZ-CA001' },
        },
        { from: 'SZ-P001/A', to: 'HK-P001/D', type: 'SS', lagMinutes: 0 },
      ],
      unscheduled: [],
      issues: [],
    });
  });

  it('is drawn only while it is proposed, and not at all when it is declined or has ended', () => {
    const of = (standing: LinkState['standing'], id: string) =>
      crossLink(id, 'SZ-P001/A FS HK-P001/B', { standing });
    const joined = join({
      links: [of('proposed', 'SZ-L001'), of('declined', 'SZ-L002'), of('ended', 'SZ-L003')],
    });
    expect(joined.links).toEqual([]);
    expect(unscheduledOf(joined)).toEqual(['SZ-L001 proposed']);
    expect(joined.unscheduled[0]).toMatchObject({ from: 'SZ-P001/A', to: 'HK-P001/B' });
  });

  it('is told where one of its ends is not here: network.link-without-end', () => {
    const joined = join({
      links: [
        crossLink('SZ-L001', 'SZ-P001/Z FS HK-P001/B'),
        crossLink('SZ-L002', 'SZ-P001/A FS HK-K009', { standing: 'proposed' }),
        crossLink('SZ-L003', 'MO-P001/A FS MO-P001/B'),
      ],
    });
    expect(joined.links).toEqual([]);
    expect(unscheduledOf(joined)).toEqual(['SZ-L001 without-end', 'SZ-L002 without-end']);
    expect(joined.unscheduled[0]).not.toHaveProperty('from');
    expect(joined.unscheduled[1]).not.toHaveProperty('to');
    expect(joined.issues).toEqual([
      { code: 'network.link-without-end', members: ['SZ-L001'] },
      { code: 'network.link-without-end', members: ['SZ-L002'] },
    ]);
  });
});

describe('links that close a cycle', () => {
  const closing = [
    crossLink('SZ-L001', 'SZ-P001/A FS HK-P001/A'),
    crossLink('HK-L001', 'HK-P001/B FS SZ-P001/A'),
  ];
  const within = [link('HK-P001/A FS HK-P001/B'), link('HK-P001/B FS HK-P001/C')];

  it('are suspended, all of them, and no other: network.cycle', () => {
    const other = crossLink('SZ-L002', 'HK-P001/C FS SZ-P001/D');
    const joined = join({ links: [...closing, other], within });
    expect(unscheduledOf(joined)).toEqual(['HK-L001 cycle', 'SZ-L001 cycle']);
    expect(joined.links.map((one) => one.to)).toEqual(['SZ-P001/D']);
    expect(joined.issues).toEqual([{ code: 'network.cycle', members: ['HK-L001', 'SZ-L001'] }]);
  });

  it('are those of one cycle each, where there are two', () => {
    const second = [
      crossLink('SZ-L003', 'SZ-P001/C FS HK-P001/D'),
      crossLink('HK-L003', 'HK-P001/D FS SZ-P001/C'),
    ];
    const between = crossLink('SZ-L004', 'SZ-P001/A FS SZ-P001/C');
    const joined = join({ links: [...closing, ...second, between], within });
    expect(joined.links).toMatchObject([{ from: 'SZ-P001/A', to: 'SZ-P001/C' }]);
    expect(joined.unscheduled).toHaveLength(4);
  });

  it('may be one link whose case stands for the activity at its other end', () => {
    const joined = join({ links: [crossLink('SZ-L001', 'SZ-K001 FS SZ-P001/B')] });
    expect(unscheduledOf(joined)).toEqual(['SZ-L001 cycle']);
  });

  it('are none through what spans others and drives nothing', () => {
    const spanning = [link('HK-P001/A SS HK-P001/B'), link('HK-P001/B FF HK-P001/A')];
    const joined = join({
      links: [crossLink('SZ-L001', 'HK-P001/A FS HK-P001/B')],
      within: spanning,
      spans: ['HK-P001/B'],
    });
    expect(joined.links).toHaveLength(1);
    expect(joined.issues).toEqual([]);
  });

  it('are none while a link is only proposed', () => {
    const [first, second] = closing;
    const joined = join({ links: [first!, { ...second!, standing: 'proposed' }], within });
    expect(joined.links).toHaveLength(1);
    expect(unscheduledOf(joined)).toEqual(['HK-L001 proposed']);
  });
});

const ends = fc.constantFrom(...a, ...b);
const anyLink = fc.record({
  from: ends,
  to: ends,
  type: fc.constantFrom('FS', 'SS', 'FF', 'SF'),
  standing: fc.constantFrom<LinkState['standing']>('accepted', 'accepted', 'proposed', 'ended'),
});
const anyLinks = fc.array(anyLink, { maxLength: 12 }).map((all) =>
  all.map(({ from, to, type, standing }, i) => {
    return crossLink(`SZ-L${String(i + 1).padStart(3, '0')}`, `${from} ${type} ${to}`, {
      standing,
    });
  }),
);

/** Whether links can be put in an order, tried by taking away what nothing leads to. */
function isAcyclic(links: readonly Pick<Link, 'from' | 'to'>[]): boolean {
  let left = [...links];
  for (;;) {
    const kept = left.filter(({ from }) => left.some((one) => one.to === from));
    if (kept.length === left.length) return left.length === 0;
    left = kept;
  }
}

describe('links in whatever order', () => {
  it('come to the same', () => {
    const shuffled = anyLinks.chain((links) =>
      fc.tuple(fc.constant(links), fc.shuffledSubarray(links, { minLength: links.length })),
    );
    fc.assert(
      fc.property(shuffled, ([links, others]) => {
        expect(join({ links: others })).toEqual(join({ links }));
      }),
      { seed: 20_261, numRuns: 300 },
    );
  });

  it('never leave a cycle, and suspend no more than what lies in one', () => {
    const within = [link('SZ-P001/A FS SZ-P001/B'), link('HK-P001/A FS HK-P001/B')];
    fc.assert(
      fc.property(anyLinks, (links) => {
        const joined = join({ links, within });
        expect(isAcyclic([...within, ...joined.links])).toBe(true);
        for (const { link: one, why, from, to } of joined.unscheduled) {
          if (why !== 'cycle' || from === undefined || to === undefined) continue;
          const accepted = links.filter(({ standing }) => standing === 'accepted');
          const all = [...within, ...accepted.map(endsOf)];
          expect(one.standing).toBe('accepted');
          expect(reaches(all, to, from)).toBe(true);
        }
      }),
      { seed: 20_262, numRuns: 300 },
    );
  });
});

function endsOf({ from, to }: LinkState): Pick<Link, 'from' | 'to'> {
  const idOf = (end: LinkState['from']) => ('case' in end ? '' : `${end.project}/${end.code}`);
  return { from: idOf(from), to: idOf(to) };
}

function reaches(links: readonly Pick<Link, 'from' | 'to'>[], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const at of seen) for (const one of links) if (one.from === at) seen.add(one.to);
  return seen.has(to);
}
