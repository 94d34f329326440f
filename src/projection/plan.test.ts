// docs/spec/joint-schedule.md N36, N37: the line of a project's forecasts, and what moved it last.
import { describe, expect, it } from 'vitest';
import { hk, sz } from '../../test/support/given.ts';
import { minute } from '../../test/support/schedules.ts';
import { forecastLine, movedLast, type ProjectPlan } from './plan.ts';

interface Made {
  readonly hash: string;
  readonly p50: string;
  readonly p80?: string;
  readonly leaves?: readonly string[];
}

const record = (leaf: string) => `SZ-K${leaf}`;
const headsOf = (leaves: readonly string[] = []) =>
  leaves.map((leaf) => ({ record: record(leaf), leaf }));
const dated = (day: string) => `${day}T17:00`;

function toMake({ hash, p50, p80 = '2027-01-01', leaves }: Made) {
  const heads = headsOf(leaves);
  return { inputsHash: hash, dataDate: '2026-03-02', p50: dated(p50), p80: dated(p80), heads };
}

/** A plan with forecasts on record, and one that is computed now. */
function planOf(makes: readonly Made[], now?: Made, others: readonly Made[] = []): ProjectPlan {
  const leaves = [...makes, ...others, ...(now === undefined ? [] : [now])].flatMap(
    (one) => one.leaves ?? [],
  );
  // A statement is recorded at the hour that its leaf says.
  const lines = new Map(
    leaves.map((leaf) => [
      leaf,
      { place: { leaf, at: `2026-03-02T${leaf}:00:00Z` }, statement: { about: record(leaf) } },
    ]),
  );
  const records = {
    ...{ lead: hk, dataDate: '2026-03-12', heads: headsOf(now?.leaves), lines },
    forecasts: [
      { id: 'SZ-FC001', state: { party: sz, makes: others.map(toMake) } },
      { id: 'HK-FC001', state: { party: hk, makes: makes.map(toMake) } },
    ],
  };
  const computed = now && {
    inputsHash: now.hash,
    forecast: { p50: minute(dated(now.p50)), p80: minute(dated(now.p80 ?? '2027-01-01')) },
  };
  return { records, problems: [], ...(computed === undefined ? {} : { computed }) } as never;
}

const daysOf = (plan: ProjectPlan) => {
  const found = movedLast(plan);
  return found && [found.p50Days, found.p80Days];
};
const becauseOf = (plan: ProjectPlan) => movedLast(plan)?.because.map((one) => one.place.leaf);

describe('the line of forecasts', () => {
  const first = { hash: 'a', p50: '2026-08-01' };

  it('is what the lead recorded, oldest first, and the present one where it differs', () => {
    const now = { hash: 'b', p50: '2026-08-09' };
    const plan = planOf([first], now, [{ hash: 'z', p50: '2029-01-01' }]);
    expect(forecastLine(plan).map((one) => [one.inputsHash, one.p50, 'make' in one])).toEqual([
      ['a', '2026-08-01T17:00', true],
      ['b', '2026-08-09T17:00', false],
    ]);
    expect(forecastLine(plan)[1]?.dataDate).toBe('2026-03-12');
    expect(forecastLine(planOf([first], first))).toHaveLength(1);
    expect(forecastLine(planOf([first]))).toHaveLength(1);
  });
});

describe('what moved a forecast last', () => {
  it('is the newest change of a day or more, later being positive', () => {
    const moved = planOf([
      { hash: 'a', p50: '2026-08-01', p80: '2026-09-01' },
      { hash: 'b', p50: '2026-08-11', p80: '2026-09-08' },
      { hash: 'c', p50: '2026-08-08', p80: '2026-09-08' },
      { hash: 'd', p50: '2026-08-08', p80: '2026-09-08' },
    ]);
    expect(daysOf(moved)).toEqual([-3, 0]);
    expect(movedLast(moved)).toMatchObject({ from: { inputsHash: 'b' }, to: { inputsHash: 'c' } });
    const earlier = planOf([
      { hash: 'a', p50: '2026-08-01', p80: '2026-09-01' },
      { hash: 'b', p50: '2026-08-01', p80: '2026-09-02' },
    ]);
    expect(daysOf(earlier)).toEqual([0, 1]);
  });

  it('may be what is computed now', () => {
    const now = { hash: 'b', p50: '2026-08-20' };
    const plan = planOf([{ hash: 'a', p50: '2026-08-01' }], now);
    expect(daysOf(plan)).toEqual([19, 0]);
    expect(movedLast(plan)?.to).not.toHaveProperty('make');
  });

  it('is nothing while no forecast has moved', () => {
    expect(movedLast(planOf([]))).toBeUndefined();
    expect(movedLast(planOf([{ hash: 'a', p50: '2026-08-01' }]))).toBeUndefined();
    const same = ['a', 'b'].map((hash) => ({ hash, p50: '2026-08-01' }));
    expect(movedLast(planOf(same))).toBeUndefined();
  });

  it('names the statements that were new, newest first', () => {
    const before = { hash: 'a', p50: '2026-08-01', leaves: ['01', '02', '05'] };
    const after = { hash: 'b', p50: '2026-08-09', leaves: ['01', '03', '04', '05'] };
    expect(becauseOf(planOf([before, after]))).toEqual(['04', '03']);
    const aged = { hash: 'b', p50: '2026-08-09', leaves: before.leaves };
    expect(becauseOf(planOf([before, aged]))).toEqual([]);
  });

  it('names no statement that is not held any more', () => {
    const plan = planOf([
      { hash: 'a', p50: '2026-08-01', leaves: ['01'] },
      { hash: 'b', p50: '2026-08-09', leaves: ['02', '03'] },
    ]);
    (plan.records.lines as Map<string, unknown>).delete('02');
    expect(becauseOf(plan)).toEqual(['03']);
  });
});
