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
