// Civil time across a chart: ends of days, domains of whole quarters, ticks and their names.
import { describe, expect, it } from 'vitest';
import { chartView } from '../../../test/support/chart-view.ts';
import { languages } from '../../text/languages.ts';
import { textWidth } from './text-fit.ts';
import {
  dateOf,
  endOf,
  periodName,
  shortDate,
  startOf,
  timeScale,
  timeTicks,
} from './time-scale.ts';

const [en, hant, hans] = await Promise.all(languages.map((language) => chartView(language)));
const range = [0, 800] as const;

describe('a civil time', () => {
  it('begins with its first moment and is over with its last', () => {
    expect(endOf('2026-11-24') - startOf('2026-11-24')).toBe(86_400_000);
    expect(endOf('2026-02')).toBe(startOf('2026-03-01'));
    expect(endOf('2026')).toBe(startOf('2027'));
    expect(endOf('2026-11-24T18:00')).toBe(startOf('2026-11-24T18:00'));
  });

  it('that ends at midnight was last going on the day before', () => {
    expect(dateOf('2026-11-24T00:00')).toBe('2026-11-23');
    expect(dateOf('2026-11-24T09:00')).toBe('2026-11-24');
    expect(dateOf('2026-11')).toBe('2026-11');
  });
});

describe('timeScale', () => {
  it('covers whole quarters, also where there is one moment only', () => {
    const scale = timeScale([startOf('2026-02-14'), startOf('2027-08-02')], range);
    expect(scale.domain().map((date) => date.toISOString().slice(0, 10))).toEqual([
      '2026-01-01',
      '2027-10-01',
    ]);
    const one = timeScale([startOf('2026-01-01')], range);
    expect(one(startOf('2026-04-01'))).toBe(800);
  });
});

describe('timeTicks', () => {
  const labels = (from: string, to: string, view = en!) =>
    timeTicks(view, timeScale([startOf(from), startOf(to)], range), 11);

  it('name months of a year, quarters of a few years, and years of many', () => {
    const named = (from: string, to: string) =>
      new Set(labels(from, to).flatMap(({ grade, label }) => (label === undefined ? [] : grade)));
    expect(named('2026-01-01', '2026-12-31')).toEqual(new Set(['year', 'month']));
    expect(named('2024-01-01', '2029-12-31')).toEqual(new Set(['year', 'quarter']));
    expect(named('2018-01-01', '2030-12-31')).toEqual(new Set(['year']));
  });

  it('name the year in which the axis begins, unless the next would touch it', () => {
    const years = (from: string) =>
      labels(from, '2029-12-31').flatMap(({ grade, label }) =>
        grade === 'year' && label !== undefined ? [label] : [],
      );
    expect(years('2020-04-01')[0]).toBe('2020');
    expect(years('2020-11-01')[0]).toBe('2021');
  });

  it('never touch the name of the next year', () => {
    for (let month = 1; month <= 12; month++) {
      const from = `2019-${String(month).padStart(2, '0')}-01`;
      for (const to of ['2026-12-31', '2029-12-31', '2033-12-31', '2041-12-31']) {
        const years = labels(from, to).filter(({ grade, label }) => grade === 'year' && label);
        const ends = years.map(({ at, label }) => at + textWidth(label!, 11) + 6);
        const gaps = years.slice(1).map(({ at }, i) => at - ends[i]!);
        expect(Math.min(...gaps), `${from} ${to}`).toBeGreaterThan(0);
      }
    }
  });

  it('leave years out where they are crowded', () => {
    const shown = labels('1950-01-01', '2029-12-31').flatMap(({ label }) => label ?? []);
    expect(shown).toContain('1950');
    expect(shown).not.toContain('1951');
  });
});

describe('names of dates', () => {
  it('are short, and in the language of the reader', () => {
    expect([en, hant, hans].map((view) => shortDate(view!, '2027-03-14'))).toEqual([
      'Mar 2027',
      '2027年3月',
      '2027年3月',
    ]);
    const at = startOf('2027-04-01');
    expect([en, hant, hans].map((view) => periodName(view!, at, 'quarter'))).toEqual([
      'Q2 2027',
      '2027年第2季',
      '2027年2季度',
    ]);
    expect(periodName(en!, at, 'month')).toBe('April 2027');
  });
});
