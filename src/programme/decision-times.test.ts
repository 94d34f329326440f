// docs/spec/clocks.md K40, K41: how long procedures take, as figures.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseOn, type Events } from '../../test/support/network.ts';
import { decisionTimes, type TimesOfMatters } from './decision-times.ts';

const day = '2026-06-30';
const to = { en: 'Panel' };
const why = { en: 'Drawings are missing' };

/** Received on a Monday in March, decided on the same weekday some weeks later; open without weeks. */
function matter(week: number, weeks?: number, between: Events = []) {
  const date = (days: number) =>
    new Date(Date.UTC(2026, 2, 9 + 7 * week + days)).toISOString().slice(0, 10);
  const end: Events =
    weeks === undefined ? [] : [[date(7 * weeks), 'decide', { outcome: 'approved' }]];
  return caseOn([[date(0), 'open'], ...between, ...end], { on: day });
}

const timesOf = (cases: Parameters<typeof decisionTimes>[0], since?: string) =>
  decisionTimes(cases, { day, since })[0]!;

/** Days of the authority, counted one by one: its week has five, and 5 March 2026 was before all of these. */
function lasted({ state }: ReturnType<typeof matter>, weeks: number): number {
  const end = state.events.find(({ code }) => code === 'decided');
  if (end !== undefined) return 5 * weeks;
  const from = Date.parse(state.events[0]!.happened);
  let count = 0;
  for (let at = from + 86_400_000; at < Date.parse(day); at += 86_400_000) {
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) count += 1;
  }
  return Math.max(1, count);
}

/**
 * The first day by which a share has ended, after Efron (1967): each matter weighs the same, and one that is still open
 * leaves its weight in equal parts to all that lasted longer.
 */
function handedOn(all: readonly { days: number; isOpen: boolean }[], share: number) {
  const sorted = [...all].sort((a, b) => a.days - b.days || Number(a.isOpen) - Number(b.isOpen));
  const weights = sorted.map(() => 1 / sorted.length);
  let sum = 0;
  for (const [i, { days, isOpen }] of sorted.entries()) {
    const later = sorted.length - 1 - i;
    if (isOpen) for (let j = i + 1; j < sorted.length; j++) weights[j]! += weights[i]! / later;
    else sum += weights[i]!;
    if (!isOpen && sum >= share - 1e-9) return days;
  }
  return undefined;
}

describe('decision times', () => {
  it('are median and P90 in days of the authority, refusals too, and never of fewer than five', () => {
    const four = [1, 2, 3, 4].map((weeks, i) => matter(i, weeks));
    expect(timesOf(four).all).toEqual({ decided: 4, open: 0 });
    const five = [...four, matter(0, 10)];
    expect(timesOf(five).all).toEqual({
      ...{ decided: 5, open: 0, applicant: 0, excluded: 0 },
      authority: { median: 15, p90: 50 },
    });
    expect(decisionTimes([caseOn([], { on: day })], { day })).toEqual([]);
  });

  it('count open matters as lasting longer', () => {
    const decided = [1, 2, 3, 4, 5].map((weeks) => matter(0, weeks));
    const open = [matter(0), matter(0), matter(0), matter(0)];
    const { all } = timesOf([...decided, ...open]);
    // Nine at risk, and a half of them have been decided only after the fifth; a tenth never.
    expect(all).toMatchObject({ decided: 5, open: 4, authority: { median: 25 } });
    expect(all.authority).not.toHaveProperty('p90');
  });

  it('have the days of the applicant and of referrals apart', () => {
    const asked: Events = [
      ['2026-03-10', 'stop', { why }],
      ['2026-03-20', 'resume'],
    ];
    const referred: Events = [
      ['2026-03-10', 'refer', { to, kind: 'hearing' }],
      ['2026-03-20', 'end-referral', { kind: 'hearing' }],
    ];
    const of = (between: Events) =>
      timesOf(Array.from({ length: 5 }, () => matter(0, 4, between))).all;
    expect(of(asked)).toMatchObject({ applicant: 10, excluded: 0, authority: { median: 12 } });
    expect(of(referred)).toMatchObject({ applicant: 0, excluded: 10, authority: { median: 12 } });
  });

  it('are apart before and since a day, by receipt', () => {
    const slow = Array.from({ length: 5 }, () => matter(0, 8));
    const quick = Array.from({ length: 5 }, () => matter(4, 2));
    const { before, after, all } = timesOf([...slow, ...quick], '2026-04-01');
    const medians = [before, after, all].map((one) => one?.authority?.median);
    expect(medians).toEqual([40, 10, 10]);
    expect(timesOf([...slow, ...quick])).not.toHaveProperty('before');
  });

  it('are those of handing the weight of an open matter on to all that lasted longer', () => {
    const one = fc.record({ weeks: fc.integer({ min: 1, max: 12 }), isOpen: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { minLength: 5, maxLength: 20 }), (drawn) => {
        // An open matter has lasted up to the day asked: one received that many weeks before it.
        const cases = drawn.map(({ weeks, isOpen }) =>
          isOpen ? matter(16 - weeks) : matter(0, weeks),
        );
        const days = drawn.map(({ weeks, isOpen }, i) => ({
          isOpen,
          days: lasted(cases[i]!, weeks),
        }));
        const ended = days.filter(({ isOpen }) => !isOpen).length;
        const { all } = timesOf(cases);
        expect(all).toMatchObject({ decided: ended, open: days.length - ended });
        const expected = { median: handedOn(days, 0.5), p90: handedOn(days, 0.9) };
        if (ended < 5) expect(all.authority).toBeUndefined();
        else expect({ median: undefined, p90: undefined, ...all.authority }).toEqual(expected);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('are those of sorting where nothing is open', () => {
    const week = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(fc.array(week, { minLength: 5, maxLength: 20 }), (weeks) => {
        const { authority }: TimesOfMatters = timesOf(weeks.map((one) => matter(0, one))).all;
        const days = weeks.map((one) => 5 * one).sort((a, b) => a - b);
        const at = (share: number) => days[Math.ceil(share * days.length - 1e-9) - 1];
        expect(authority).toEqual({ median: at(0.5), p90: at(0.9) });
      }),
      { seed: 7, numRuns: 25 },
    );
  });
});
