// docs/spec/model.md M60: amounts are exact, and print as they were read.
import { describe, expect, it } from 'vitest';
import { seededChance } from '../../test/support/simulated-disk.ts';
import { currenciesByDigits, currenciesPublished } from './currencies.data.ts';
import { isCivilDate } from './dates.ts';
import { digitsOf, isAmount, type Money, parseMoney, printMoney, sumMoney } from './money.ts';

const codeOf = (amount: string, currency: string) => {
  const parsed = parseMoney({ amount, currency });
  return parsed.ok ? parsed.value.minor : parsed.error[0]?.code;
};

describe('the table of currencies', () => {
  it('is dated and names each code once', () => {
    expect(isCivilDate(currenciesPublished)).toBe(true);
    const codes = Object.values(currenciesByDigits).flatMap((line) => line.split(' '));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  });

  it('has the digits of the standard where Intl has others', () => {
    const expected = { CNY: 2, HKD: 2, MOP: 2, HUF: 2, IDR: 2, COP: 2, JPY: 0, KWD: 3, CLF: 4 };
    for (const [code, digits] of Object.entries(expected)) expect(digitsOf(code)).toBe(digits);
    expect(digitsOf('XAU')).toBeUndefined();
  });
});

describe('parseMoney', () => {
  it('reads minor units, whatever the currency has of them', () => {
    expect(codeOf('75000000000', 'CNY')).toBe(7_500_000_000_000n);
    expect(codeOf('-0.05', 'HKD')).toBe(-5n);
    expect(codeOf('11.5', 'KWD')).toBe(11_500n);
    expect(codeOf('12', 'JPY')).toBe(12n);
  });

  it('refuses every form but one', () => {
    for (const amount of ['', '-0', '01', '1.0', '1.', '.5', '+1', '1e9', '1,000', ' 1', '１']) {
      expect(isAmount(amount), amount).toBe(false);
      expect(codeOf(amount, 'CNY')).toBe('base.money.form');
    }
    expect(codeOf('9'.repeat(41), 'CNY')).toBe('base.money.form');
  });

  it('refuses unknown currencies, and more digits than the currency has', () => {
    expect(codeOf('1', 'XXX')).toBe('base.money.currency');
    expect(codeOf('0.5', 'JPY')).toBe('base.money.digits');
    expect(codeOf('0.005', 'CNY')).toBe('base.money.digits');
  });
});

describe('money', () => {
  const chance = seededChance(4217);
  const codes = Object.values(currenciesByDigits).flatMap((line) => line.split(' '));
  const draw = (): Money => {
    const digits = Math.floor(chance() * 30);
    const size = BigInt(Array.from({ length: digits }, () => Math.floor(chance() * 10)).join(''));
    const currency = codes[Math.floor(chance() * codes.length)]!;
    return { currency, minor: chance() < 0.5 ? -size : size };
  };

  it('comes back the same from wire form, with any currency and size', () => {
    for (let i = 0; i < 2_000; i++) {
      const money = draw();
      const wire = printMoney(money);
      expect(isAmount(wire.amount), wire.amount).toBe(true);
      expect(parseMoney(wire)).toEqual({ ok: true, value: money });
    }
  });

  it('sums exactly and in any order, each currency by itself', () => {
    expect(sumMoney([])).toEqual([]);
    for (let i = 0; i < 100; i++) {
      const amounts = Array.from({ length: 20 }, draw);
      const sums = sumMoney(amounts);
      expect(sumMoney(amounts.toReversed())).toEqual(sums);
      const negated = amounts.map(({ currency, minor }) => ({ currency, minor: -minor }));
      expect(sumMoney([...amounts, ...negated]).every(({ minor }) => minor === 0n)).toBe(true);
      expect(sums.map(({ currency }) => currency)).toEqual(
        [...new Set(amounts.map(({ currency }) => currency))].sort(),
      );
    }
    const tenths = Array.from({ length: 3 }, () => ({ currency: 'CNY', minor: 10n }));
    expect(sumMoney(tenths).map(printMoney)).toEqual([{ amount: '0.3', currency: 'CNY' }]);
  });
});
