// docs/spec/model.md M145, M146: money in another currency, with rate, date and source or not at all.
import { describe, expect, it } from 'vitest';
import { type Money, parseMoney, printMoney } from '../base/money.ts';
import { conversionsOf, impliedRange } from './conversion.ts';
import type { ExchangeRateState } from './kinds/exchange-rate.ts';

let index = 0;
const source = { url: 'https://rates.invalid/', title: 'Rates', accessed: '2026-07-02' };
const rateOf = (base: string, quote: string, more: object) => {
  index++;
  const place = { origin: 'log.a.invalid', index, day: '2026-07-02' };
  const fields = { id: `HK-XR00${index}`, base, quote, source, place, ...more };
  return fields as unknown as ExchangeRateState;
};
const on = (from: string) => ({ period: { from } });
const moneyOf = (amount: string, currency: string): Money => {
  const money = parseMoney({ amount, currency });
  if (!money.ok) throw new Error('money');
  return money.value;
};
const implied = {
  base: { amount: '11180000000', roundedTo: '10000000' },
  quote: { amount: '75000000000' },
};

describe('a conversion', () => {
  it('comes with its rate, date and source, and is none without a rate', () => {
    const rate = rateOf('CNY', 'HKD', { ...on('2026-06'), rate: '1.0825' });
    expect(conversionsOf(moneyOf('200', 'CNY'), [rate], '2026-07-01')).toEqual([
      { money: moneyOf('216.5', 'HKD'), rate, dated: '2026-06-30' },
    ]);
    expect(conversionsOf(moneyOf('200', 'CNY'), [], '2026-07-01')).toEqual([]);
    expect(conversionsOf(moneyOf('200', 'USD'), [rate], '2026-07-01')).toEqual([]);
  });

  it('takes the newest rate dated by the day, and none dated later', () => {
    const rates = [
      rateOf('CNY', 'HKD', { ...on('2026-08-01'), rate: '4' }),
      rateOf('CNY', 'HKD', { ...on('2026-06'), rate: '2' }),
      rateOf('CNY', 'HKD', { period: { from: '2026', to: '2026-06-30' }, rate: '3' }),
      rateOf('CNY', 'HKD', { ...on('2026-05'), rate: '1' }),
    ];
    const at = (day: string) =>
      conversionsOf(moneyOf('1', 'CNY'), rates, day).map(({ money }) => printMoney(money).amount);
    expect(at('2026-05-30')).toEqual([]);
    expect(at('2026-06-29')).toEqual(['1']);
    expect(at('2026-06-30')).toEqual(['3']);
    expect(at('2026-08-01')).toEqual(['4']);
    expect(conversionsOf(moneyOf('1', 'CNY'), rates.toReversed(), '2026-07-01')).toHaveLength(1);
  });

  it('is exact and rounded once, half to even, to the digits of the currency', () => {
    const convert = (amount: string, base: string, quote: string, rate: string) =>
      conversionsOf(
        moneyOf(amount, base),
        [rateOf(base, quote, { ...on('2026-01'), rate })],
        '2026-12-31',
      ).map(({ money }) => printMoney(money).amount);
    expect(convert('0.01', 'CNY', 'HKD', '0.5')).toEqual(['0']);
    expect(convert('0.03', 'CNY', 'HKD', '0.5')).toEqual(['0.02']);
    expect(convert('-0.03', 'CNY', 'HKD', '0.5')).toEqual(['-0.02']);
    expect(convert('1', 'CNY', 'JPY', '21.5')).toEqual(['22']);
    expect(convert('3', 'JPY', 'BHD', '0.0024')).toEqual(['0.007']);
    expect(convert('123456789012345678.91', 'CNY', 'HKD', '1.000000000000000001')).toEqual([
      '123456789012345679.03',
    ]);
    expect(convert('7', 'JPY', 'CNY', '2')).toEqual(['14']);
  });

  it('turns no rate round, makes none of two, and uses none that is implied or of an unknown currency', () => {
    const rates = [
      rateOf('HKD', 'CNY', { ...on('2026-01'), rate: '0.9' }),
      rateOf('CNY', 'USD', { ...on('2026-01'), implied }),
      rateOf('CNY', 'ZZZ', { ...on('2026-01'), rate: '2' }),
      rateOf('CNY', 'EUR', { ...on('2026-01'), rate: '0.125' }),
      rateOf('EUR', 'GBP', { ...on('2026-01'), rate: '0.85' }),
    ];
    const found = conversionsOf(moneyOf('8', 'CNY'), rates, '2026-12-31');
    expect(found.map(({ money }) => money)).toEqual([moneyOf('1', 'EUR')]);
  });
});

describe('an implied rate', () => {
  it('has the range that the rounding of its amounts leaves', () => {
    expect(impliedRange(implied)).toEqual({ low: '6.705', high: '6.711' });
    const exact = { base: { amount: '4' }, quote: { amount: '3' } };
    expect(impliedRange(exact)).toEqual({ low: '0.75', high: '0.75' });
    const both = { base: implied.base, quote: { amount: '75000000000', roundedTo: '1000000000' } };
    expect(impliedRange(both)).toEqual({ low: '6.661', high: '6.756' });
  });

  it('has none where an amount may be nothing but rounding', () => {
    const wide = { base: { amount: '1', roundedTo: '2' }, quote: { amount: '5' } };
    expect(impliedRange(wide)).toBeUndefined();
    expect(impliedRange({ base: wide.quote, quote: wide.base })).toBeUndefined();
  });
});
