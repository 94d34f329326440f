// Money in three languages: units, edges between them, and currencies that could be mistaken for each other.
import { describe, expect, it } from 'vitest';
import { seededChance } from '../../test/support/simulated-disk.ts';
import { type Money, parseMoney } from '../base/money.ts';
import { languageOfTag } from './languages.ts';
import { formatMoney } from './money.ts';

const en = languageOfTag('en')!;
const hant = languageOfTag('zh-Hant')!;
const hans = languageOfTag('zh-Hans')!;

function money(amount: string, currency = 'CNY'): Money {
  const parsed = parseMoney({ amount, currency });
  return parsed.ok ? parsed.value : { currency: 'unreadable', minor: 0n };
}
const short = (amount: string, currency?: string) =>
  [en, hant, hans].map((language) => formatMoney(language, money(amount, currency), 'short'));
const prose = (amount: string, currency?: string) =>
  [en, hant, hans].map((language) => formatMoney(language, money(amount, currency), 'prose'));

describe('formatMoney', () => {
  it('counts in thousand millions in English, in 億 and 萬 on one side and 亿 and 万 on the other', () => {
    expect(short('75000000000')).toEqual(['CN¥75bn', '750億元人民幣', '750亿元']);
    expect(short('1000000000000')).toEqual(['CN¥1tn', '1萬億元人民幣', '1万亿元']);
    expect(short('100000000')).toEqual(['CN¥100m', '1億元人民幣', '1亿元']);
    expect(short('10000')).toEqual(['CN¥10,000', '1萬元人民幣', '1万元']);
    expect(short('9999')).toEqual(['CN¥9,999', '9,999元人民幣', '9,999元']);
    expect(short('12500000', 'PLN')).toEqual([
      'PLN\u00a012.5m',
      '1,250萬波蘭茲羅提',
      '1,250万波兰兹罗提',
    ]);
    expect(short('0')).toEqual(['CN¥0', '0元人民幣', '0元']);
  });

  it('writes words in sentences', () => {
    expect(prose('75000000000')).toEqual(['75 billion yuan', '750億元人民幣', '750亿元']);
    expect(prose('7500000000', 'HKD')).toEqual([
      '7.5 billion Hong Kong dollars',
      '75億港元',
      '75亿港元',
    ]);
    expect(prose('950', 'HKD')[0]).toBe('950 Hong Kong dollars');
    expect(prose('11180000000', 'USD')).toEqual([
      '11.2 billion US dollars',
      '112億美元',
      '112亿美元',
    ]);
  });

  it('goes up a unit where rounding carries over its edge', () => {
    expect(short('99999999')).toEqual(['CN¥100m', '1億元人民幣', '1亿元']);
    expect(short('99950000')).toEqual(['CN¥100m', '1億元人民幣', '1亿元']);
    expect(short('99940000')).toEqual(['CN¥99.9m', '9,990萬元人民幣', '9,990万元']);
    expect(short('999500000')[0]).toBe('CN¥1bn');
    expect(short('999499999')[0]).toBe('CN¥999m');
    expect(short('999999999999')).toEqual(['CN¥1tn', '1萬億元人民幣', '1万亿元']);
    expect(short('999999.99')[0]).toBe('CN¥999,999.99');
  });

  it('rounds a half to the even digit', () => {
    expect(short('1125000000')[0]).toBe('CN¥1.12bn');
    expect(short('1135000000')[0]).toBe('CN¥1.14bn');
    expect(short('1125000000.01')[0]).toBe('CN¥1.13bn');
  });

  it('keeps amounts below nothing, and currencies without small coins', () => {
    expect(short('-75000000000')).toEqual(['−CN¥75bn', '−750億元人民幣', '−750亿元']);
    expect(short('-0.5')[0]).toBe('−CN¥0.5');
    expect(short('12345', 'JPY')).toEqual(['JP¥12,345', '1.23萬日圓', '1.23万日元']);
    expect(short('75000000', 'KWD')).toEqual(['KWD 75m', 'KWD 7,500萬', 'KWD 7,500万']);
    expect(prose('75000000', 'CHF')).toEqual(['CHF 75 million', 'CHF 7,500萬', 'CHF 7,500万']);
  });

  it('shows every digit where asked to be exact', () => {
    expect(formatMoney(en, money('75000000000'), 'exact')).toBe('CN¥75,000,000,000');
    expect(formatMoney(hant, money('-11180000000.05', 'USD'), 'exact')).toBe(
      '−11,180,000,000.05美元',
    );
    expect(formatMoney(hans, money('123.4'), 'exact')).toBe('123.4元');
  });

  it('is never further off than half of its third digit', () => {
    const chance = seededChance(8);
    const powers: Readonly<Record<string, number>> = { '': 0, m: 6, bn: 9, tn: 12 };
    for (let i = 0; i < 2_000; i++) {
      const digits = 1 + Math.floor(chance() * 14);
      const value = Math.floor(chance() * 10 ** digits);
      const [, number = '', unit = ''] =
        /^CN¥([\d.,]+)(m|bn|tn|)$/.exec(short(String(value))[0] ?? '') ?? [];
      const shown = Number(number.replaceAll(',', '')) * 10 ** (powers[unit] ?? Number.NaN);
      expect(Math.abs(shown - value), String(value)).toBeLessThanOrEqual(value * 0.005 + 1e-3);
    }
  });
});
