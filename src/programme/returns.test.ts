// docs/spec/model.md M153: who has reported, who is late, by how much and since when anybody was asked.
import { describe, expect, it } from 'vitest';
import type { CharterState } from './kinds/charter.ts';
import type { ProjectState } from './kinds/project.ts';
import type { ReturnState } from './kinds/return.ts';
import {
  lastMonthBy,
  monthAfter,
  newestRow,
  type ReturnRecords,
  returnDue,
  returnLines,
  returnsDefault,
  returnsRule,
} from './returns.ts';

const project = (id: string, more: object = {}) =>
  ({
    id,
    party: 'shenzhen',
    basis: 'own',
    opening: { day: '2019-04-02' },
    ...more,
  }) as unknown as ProjectState;
const row = (of: string, reported: string, amount?: string) => ({
  ...{ project: of, status: 'implementation', reported },
  ...(amount === undefined ? {} : { spent: { amount, currency: 'CNY' } }),
});
const returned = (month: string, rows: readonly object[], missing: readonly object[] = []) =>
  ({ id: 'SZ-RT', party: 'shenzhen', month, rows, missing }) as unknown as ReturnState;
const linesOf = (records: ReturnRecords, day: string, rule = returnsDefault) =>
  returnLines(records, { month: '2026-10', day, rule });

describe('returns of a month', () => {
  it('are due on the tenth of the next month, or on the day of the charter', () => {
    expect(returnDue('2026-10', returnsDefault)).toBe('2026-11-10');
    expect(returnDue('2026-12', { dueDay: 5 })).toBe('2027-01-05');
    expect([monthAfter('2026-01', -1), lastMonthBy('2026-03-01')]).toEqual(['2025-12', '2026-02']);
    const text = {
      hash: 'a',
      content: { returns: { every: 'month', dueDay: 15, from: '2026-09' } },
    };
    const charter = { inForce: 'a', texts: [text] } as unknown as CharterState;
    expect(returnsRule(charter)).toEqual({ dueDay: 15, from: '2026-09' });
    expect(returnsRule({ ...charter, texts: [] })).toEqual(returnsDefault);
    expect(returnsRule(undefined)).toEqual(returnsDefault);
  });

  it('are late by the days after the due day: of the report, else so far', () => {
    const projects = ['SZ-P001', 'SZ-P002', 'SZ-P003', 'SZ-P004'].map((id) => project(id));
    const rows = [row('SZ-P001', '2026-11-10'), row('SZ-P002', '2026-11-13')];
    const returns = [returned('2026-10', rows, [{ project: 'SZ-P003', why: { en: 'Closed' } }])];
    const standings = (day: string) =>
      linesOf({ projects, returns }, day).map(({ standing, lateDays }) => [standing, lateDays]);
    expect(standings('2026-11-27')).toEqual([
      ['reported', 0],
      ['reported-late', 3],
      ['explained', 0],
      ['late', 17],
    ]);
    expect(standings('2026-11-10')[3]).toEqual(['awaited', 0]);
  });

  it('are asked from the charter’s month on, else from a party’s own first return', () => {
    const projects = [project('SZ-P001')];
    const standing = (returns: readonly ReturnState[], rule = returnsDefault) =>
      linesOf({ projects, returns }, '2026-11-27', rule)[0]?.standing;
    expect(standing([])).toBe('not-asked');
    expect(standing([returned('2026-11', [])])).toBe('not-asked');
    expect(standing([returned('2026-09', [])])).toBe('late');
    expect(standing([], { dueDay: 10, from: '2026-10' })).toBe('late');
    expect(standing([], { dueDay: 10, from: '2026-11' })).toBe('not-asked');
  });

  it('are expected of own projects and parts that were on record and not over at the month’s end', () => {
    const over = (day: string, status = 'completed') => ({ status: { status, day } });
    const projects = [
      project('SZ-P006', { partOf: { project: 'HK-P001', key: 'north' } }),
      project('SZ-P001', over('2026-10-31')),
      project('SZ-P002', over('2026-11-01')),
      project('SZ-P003', over('2026-01-01', 'implementation')),
      project('SZ-P004', { opening: { day: '2026-11-01' } }),
      project('SZ-P005', { basis: 'joint' }),
      project('SZ-P007', over('2026-02-01', 'cancelled')),
    ];
    const ids = linesOf({ projects, returns: [] }, '2026-11-27').map((one) => one.project.id);
    expect(ids).toEqual(['SZ-P002', 'SZ-P003', 'SZ-P006']);
    const returns = [returned('2026-10', [row('SZ-P007', '2026-11-02')])];
    expect(linesOf({ projects, returns }, '2026-11-27').map((one) => one.project.id)).toContain(
      'SZ-P007',
    );
  });

  it('add up what was spent by month, and know the newest row before', () => {
    const returns = [
      returned('2026-11', [row('SZ-P001', '2026-12-01', '8')]),
      returned('2026-09', [row('SZ-P001', '2026-10-01', '2.5')]),
      returned('2026-10', [row('SZ-P001', '2026-11-01', '4')]),
      returned('2026-08', [row('SZ-P001', '2026-09-01')]),
    ];
    const [line] = linesOf({ projects: [project('SZ-P001')], returns }, '2026-11-27');
    expect(line?.spentToDate).toEqual([{ currency: 'CNY', minor: 650n }]);
    expect(line?.before?.month).toBe('2026-09');
    expect(newestRow(returns, 'SZ-P001')?.of.month).toBe('2026-11');
    expect(newestRow(returns, 'SZ-P002')).toBeUndefined();
  });

  it('are sample where the project is, or any return on which lateness rests', () => {
    const sampleOf = (own: object, returns: readonly ReturnState[]) =>
      linesOf({ projects: [project('SZ-P001', own)], returns }, '2026-11-27')[0]?.sample;
    const invented = { ...returned('2026-09', []), sample: true };
    expect(sampleOf({ sample: false }, [returned('2026-09', [])])).toBe(false);
    expect(sampleOf({ sample: false }, [invented])).toBe(true);
    expect(sampleOf({ sample: true }, [])).toBe(true);
  });
});
