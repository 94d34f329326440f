// Amounts of money as each language writes them. Not by Intl: its short forms give 75B for Hong Kong and ¥ for yuan and
// yen alike. Digits are exact or rounded once, half to even; no float is ever made of an amount.
import { digitsOf, type Money, printMoney } from '../base/money.ts';
import type { Language } from './languages.ts';
import { type CurrencyName, moneyWords, moneyWordsElse } from './money.data.ts';

const significantDigits = 3;

/**
 * Returns an amount of a currency of the table (base/money.ts).
 * `short`, for tables: `CN¥75bn`, `750億元人民幣`, `750亿元`. `prose`, for sentences: `75 billion yuan`. Both have three
 * significant digits from the smallest unit upwards (a million; 萬, 万) and are exact below it.
 * `exact`, for tooltips: `CN¥75,000,000,000`, every digit.
 */
export function formatMoney(
  language: Language,
  money: Money,
  style: 'short' | 'prose' | 'exact',
): string {
  const words = moneyWords[language.tag] ?? moneyWordsElse;
  const sign = money.minor < 0n ? '\u2212' : '';
  const size = { ...money, minor: money.minor < 0n ? -money.minor : money.minor };
  const rounded = style === 'exact' ? undefined : inUnits(size, words.units);
  const number = grouped(rounded?.number ?? printMoney(size).amount);
  const name = words.currencies[money.currency];
  const isProse = style === 'prose';
  const word = rounded === undefined ? '' : isProse ? rounded.unit.prose : rounded.unit.short;
  const space = isProse && word !== '' ? words.space : '';
  return (
    sign +
    withCurrency(`${number}${space}${word}`, {
      name,
      code: money.currency,
      isProse,
      space: words.space,
    })
  );
}

/** Returns the number in the largest unit that it reaches once rounded; undefined below the smallest. */
function inUnits<Unit extends { readonly power: number }>(
  money: Money,
  units: readonly Unit[],
): { readonly number: string; readonly unit: Unit } | undefined {
  const digits = digitsOf(money.currency) ?? 0;
  const smallest = units.at(-1);
  if (smallest === undefined || money.minor < 10n ** BigInt(smallest.power + digits)) {
    return undefined;
  }
  // Rounding may carry into the next unit: 9,995萬 is 1億. So it comes first, and the unit after it.
  const rounded = roundSignificant(money.minor);
  const unit = units.find(({ power }) => rounded >= 10n ** BigInt(power + digits));
  if (unit === undefined) return undefined;
  return { number: shifted(rounded, unit.power + digits), unit };
}

/** Rounds half to even to three significant digits. */
function roundSignificant(value: bigint): bigint {
  const excess = value.toString().length - significantDigits;
  if (excess <= 0) return value;
  const step = 10n ** BigInt(excess);
  const [whole, rest] = [value / step, value % step];
  const isUp = rest * 2n > step || (rest * 2n === step && whole % 2n === 1n);
  return (isUp ? whole + 1n : whole) * step;
}

/** Returns value / 10^power as the shortest decimal. */
function shifted(value: bigint, power: number): string {
  const text = value.toString().padStart(power + 1, '0');
  const at = text.length - power;
  const fraction = text.slice(at).replace(/0+$/, '');
  return fraction === '' ? text.slice(0, at) : `${text.slice(0, at)}.${fraction}`;
}

/** All three languages group by threes with a comma. */
function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

function withCurrency(
  number: string,
  given: {
    readonly name: CurrencyName | undefined;
    readonly code: string;
    readonly isProse: boolean;
    readonly space: string;
  },
): string {
  const { name, code, isProse, space } = given;
  // A code that no table names stands before the number, apart: `CHF 75bn`.
  if (name === undefined) return `${code} ${number}`;
  if (isProse) return `${number}${space}${name.prose}`;
  return `${name.symbol ?? ''}${number}${name.suffix ?? ''}`;
}
