// What the address of the what-if page may say, and what it may not.
import { describe, expect, it } from 'vitest';
import { parseTrials } from './trials.ts';

describe('parseTrials', () => {
  it('gathers what is tried on each record, by record', () => {
    const query = {
      'limit.SZ-K002': '20',
      'faster.SZ-K001': ' 33 ',
      'recognised.SZ-K002': 'on',
      'answer.HK-R003': 'on',
    };
    expect(parseTrials(query)).toEqual({
      faults: [],
      trials: [
        { record: 'HK-R003', isAnswered: true },
        { record: 'SZ-K001', fasterPercent: 33 },
        { record: 'SZ-K002', limitDays: 20, isRecognised: true },
      ],
    });
  });

  it('takes empty fields, other fields and what is no record for nothing', () => {
    const query = {
      'faster.SZ-K001': '',
      'limit.nobody': 'x',
      lang: 'en',
      'colour.SZ-K001': 'red',
    };
    expect(parseTrials({ ...query, faster: '3' }).faults).toEqual([]);
    expect(parseTrials({ 'faster.SZ-K001': ' ', 'limit.nobody': 'x', lang: 'en' })).toEqual({
      trials: [],
      faults: [],
    });
  });

  it.each([
    ['faster.SZ-K001', '96', 95],
    ['faster.SZ-K001', '-1', 95],
    ['faster.SZ-K001', '3.5', 95],
    ['faster.SZ-K001', '1e1', 95],
    ['limit.SZ-K001', '2001', 2000],
    ['limit.SZ-K001', 'ten', 2000],
  ])('refuses %s=%s with web.what-if.not-a-number and the range', (name, value, max) => {
    const params = { value, max, record: 'SZ-K001' };
    const refusal = { code: 'web.what-if.not-a-number', params };
    expect(parseTrials({ [name]: value })).toEqual({
      trials: [],
      faults: [{ field: name, refusal }],
    });
  });

  it('quotes no more than forty characters of what came', () => {
    const refused = parseTrials({ 'limit.SZ-K001': '9'.repeat(500) });
    expect(refused.faults[0]?.refusal.params.value).toBe('9'.repeat(40));
  });

  it('tells everything that is wrong at once, and keeps what is right', () => {
    const query = { 'faster.SZ-K001': 'x', 'limit.SZ-K001': '5', 'limit.SZ-K002': '-3' };
    const { trials, faults } = parseTrials(query);
    expect(faults.map(({ field }) => field)).toEqual(['faster.SZ-K001', 'limit.SZ-K002']);
    expect(trials).toEqual([{ record: 'SZ-K001', limitDays: 5 }]);
  });
});
