// Money: exact amounts of a currency (docs/spec/model.md 8). On the wire a decimal string and an ISO 4217 code, in
// memory minor units as a bigint; never a float. Conversion between currencies is not done here.
import { currenciesByDigits } from './currencies.data.ts';
import { assert } from './errors.ts';
import { type Issue, issue, ok, type Result } from './result.ts';

/** An amount as logs and files have it: `{amount: "75000000000", currency: "CNY"}`. */
export interface WireMoney {
  /** Decimal without exponent, superfluous zeros or a negative zero. */
  readonly amount: string;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** An amount in minor units of its currency. */
export interface Money {
  readonly currency: string;
  readonly minor: bigint;
}

/** Characters of an amount. */
const amountLengthMax = 40;

const digitsByCurrency: ReadonlyMap<string, number> = new Map(
  Object.entries(currenciesByDigits).flatMap(([digits, codes]) =>
    codes.split(' ').map((code) => [code, Number(digits)] as const),
  ),
);

/** Returns the digits of a currency's minor unit: 2 for CNY, 0 for JPY; undefined for a code not in the table. */
export function digitsOf(currency: string): number | undefined {
  return digitsByCurrency.get(currency);
}

/** Returns whether the text is an amount in wire form, of whatever currency. */
export function isAmount(text: string): boolean {
  if (text.length > amountLengthMax || text === '-0') return false;
  return /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(text);
}

/** Returns how many digits an amount in wire form has after its decimal point. */
export function fractionDigitsOf(amount: string): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}

/**
 * Parses wire form. Issues: base.money.form, base.money.currency (not in the table), base.money.digits (more than
 * the currency has: such an amount stays a decimal and is never summed as money).
 */
export function parseMoney(wire: WireMoney): Result<Money, readonly Issue[]> {
  const { amount, currency } = wire;
  if (!isAmount(amount)) {
    const got = JSON.stringify(amount.slice(0, amountLengthMax));
    return issue('base.money.form', 'amount', `expected a decimal such as 11.18, got ${got}`);
  }
  const digits = digitsOf(currency);
  if (digits === undefined) {
    const got = JSON.stringify(currency.slice(0, 20));
    return issue('base.money.currency', 'currency', `expected an ISO 4217 code, got ${got}`);
  }
  const there = fractionDigitsOf(amount);
  if (there > digits) {
    const message = `expected at most ${digits} digits after the point in ${currency}, got ${there}`;
    return issue('base.money.digits', 'amount', message);
  }
  const minor = BigInt(amount.replace('.', '') + '0'.repeat(digits - there));
  return ok({ currency, minor });
}

/** Returns wire form: the shortest decimal of the amount. The currency is one of the table. */
export function printMoney(money: Money): WireMoney {
  const { currency, minor } = money;
  const digits = digitsOf(currency);
  assert(digits !== undefined, `a currency of the table, got ${currency}`);
  const size = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const whole = size.slice(0, size.length - digits);
  const fraction = size.slice(size.length - digits).replace(/0+$/, '');
  const sign = minor < 0n ? '-' : '';
  return { amount: `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`, currency };
}

/** Returns the sum of each currency, sorted by code; none for no amounts. Currencies are never added together. */
export function sumMoney(amounts: readonly Money[]): readonly Money[] {
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of amounts) {
    sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  }
  const codes = [...sums.keys()].sort();
  return codes.map((currency) => ({ currency, minor: sums.get(currency) ?? 0n }));
}
