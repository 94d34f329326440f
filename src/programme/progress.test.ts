// docs/spec/model.md M143: baseline, target and what was achieved on a day.
import { describe, expect, it } from 'vitest';
import { hk, sz } from '../../test/support/given.ts';
import type { IndicatorState } from './kinds/indicator.ts';
import type { ObservationState } from './kinds/observation.ts';
import { progressOn } from './progress.ts';

const content = {
  ...{ title: { en: 'Wait' }, what: { en: 'Median' }, unit: { en: 'minutes' }, field: 'crossings' },
  good: 'less',
  baseline: { value: '30', on: '2024' },
  target: { value: '20', by: '2027' },
};
const base = { id: 'HK-IN001', sample: false, title: content.title, content };
const own = { ...base, basis: 'own', party: hk } as unknown as IndicatorState;
const joint = { ...base, basis: 'joint', joint: {} } as unknown as IndicatorState;

let index = 0;
const seen = (period: string, value: string, more: Partial<ObservationState> = {}) => {
  index++;
  const place = { origin: `log.${more.party ?? hk}.invalid`, index, day: '2026-02-01' };
  const id = `HK-OB00${index}`;
  const fields = { id, party: hk, sample: false, indicator: 'HK-IN001', period, value, place };
  return { ...fields, ...more } as unknown as ObservationState;
};
const percents = (progress: ReturnType<typeof progressOn>) =>
  progress.achieved.map(({ percent }) => percent);

describe('the progress of an indicator', () => {
  it('is the newest period that was over on the day, as a share of the way', () => {
    const all = [seen('2026', '24'), seen('2025', '27'), seen('2025-06', '29')];
    const on = (day: string) => progressOn(own, all, day);
    expect(on('2025-06-29')).toMatchObject({ achieved: [], rows: [], standing: 'none' });
    expect(percents(on('2025-06-30'))).toEqual([10n]);
    expect(percents(on('2025-12-31'))).toEqual([30n]);
    expect(percents(on('2026-12-31'))).toEqual([60n]);
    expect(on('2026-12-31')).toMatchObject({
      ...{ baseline: content.baseline, target: content.target, standing: 'on-the-way' },
      rows: ['2025-06', '2025', '2026'].map((period) => ({ observation: { period } })),
    });
  });

  it('is reached at the target, missed at its date, and unmeasured when nothing is that late', () => {
    const on = (value: string, period: string, day: string) =>
      progressOn(own, [seen(period, value)], day).standing;
    expect(on('20', '2026', '2027-01-01')).toBe('reached');
    expect(on('20.1', '2026', '2027-01-01')).toBe('on-the-way');
    expect(on('20.1', '2027', '2027-12-31')).toBe('missed');
    expect(on('20.1', '2026', '2027-12-31')).toBe('on-the-way');
    expect(on('20.1', '2026', '2028-01-01')).toBe('unmeasured');
    expect(progressOn(own, [], '2028-01-01').standing).toBe('unmeasured');
  });

  it('goes below nothing the wrong way, and beyond the whole', () => {
    const share = (value: string) => percents(progressOn(own, [seen('2025', value)], '2026-01-01'));
    expect([share('31'), share('15'), share('29.99')]).toEqual([[-10n], [150n], [0n]]);
  });

  it('is away where it is further from the target than at the baseline, until the target’s date', () => {
    const on = (value: string, period: string, day: string) =>
      progressOn(own, [seen(period, value)], day).standing;
    expect(on('30.1', '2026', '2027-01-01')).toBe('away');
    expect(on('30', '2026', '2027-01-01')).toBe('on-the-way');
    expect(on('30.1', '2027', '2027-12-31')).toBe('missed');
    expect(on('30.1', '2026', '2028-01-01')).toBe('unmeasured');
  });

  it('rests on the owner’s observations, on a joint indicator on those of every party', () => {
    const all = [seen('2025', '27'), seen('2026', '21', { party: sz })];
    const ownly = progressOn(own, all, '2027-01-01');
    expect(percents(ownly)).toEqual([30n]);
    expect(ownly.rows.map(({ counts }) => counts)).toEqual([true, false]);
    expect(percents(progressOn(joint, all, '2027-01-01'))).toEqual([90n]);
  });

  it('says that parties differ where they do, and chooses none', () => {
    const ours = seen('2026', '24');
    const differ = progressOn(joint, [ours, seen('2026', '25', { party: sz })], '2027-01-01');
    expect(differ).toMatchObject({ standing: 'differ' });
    expect(percents(differ)).toEqual([60n, 50n]);
    const agree = progressOn(joint, [ours, seen('2026', '24', { party: sz })], '2027-01-01');
    expect(agree).toMatchObject({ standing: 'on-the-way', achieved: [{}, {}] });
  });

  it('takes of one party’s values of a period the last stated, whatever their order', () => {
    const place = { ...seen('2025', '1').place, day: '2026-09-01' };
    const [first, again] = [seen('2025', '27'), seen('2025', '26', { place })];
    for (const all of [[first, again] as const, [again, first] as const]) {
      const progress = progressOn(own, all, '2026-12-31');
      expect(percents(progress)).toEqual([40n]);
      expect(progress.rows.map(({ counts }) => counts)).toEqual([false, true]);
    }
  });

  it('takes the longest of the periods that end on one day', () => {
    const all = [seen('2025', '27'), seen('2025-12', '21'), seen('2025-12-31', '20')];
    expect(percents(progressOn(own, all, '2026-12-31'))).toEqual([30n]);
  });

  it('passes over observations of others, and is sample if anything in it is', () => {
    const other = seen('2025', '20', { indicator: 'HK-IN002' });
    expect(progressOn(own, [other], '2026-12-31')).toMatchObject({
      standing: 'none',
      sample: false,
    });
    const marked = seen('2025', '25', { sample: true });
    expect(progressOn(own, [marked], '2026-12-31').sample).toBe(true);
  });

  it('has no share where a log says a target that is the baseline', () => {
    const flat = { ...own, content: { ...own.content, target: { value: '30', by: '2027' } } };
    const progress = progressOn(flat, [seen('2025', '27')], '2026-12-31');
    expect(percents(progress)).toEqual([undefined]);
    expect(progress.standing).toBe('on-the-way');
  });
});
