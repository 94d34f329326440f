// Conversion of money at a rate on record, for show only (docs/spec/model.md 8). Nothing is converted without a rate, its
// date and its source: they come with every result. Pure.
import { type CivilDate, lastDay } from '../base/dates.ts';
import { divideHalfEven, quotientOf, toUnits } from '../base/decimals.ts';
import { digitsOf, fractionDigitsOf, type Money } from '../base/money.ts';
import { byDay } from './days.ts';
import type { ExchangeRateState, ImpliedRate } from './kinds/exchange-rate.ts';

/** A rate that was given, not implied: only such a one converts. */
export type GivenRate = Extract<ExchangeRateState, { readonly rate: string }>;

/** An amount in another currency, with what it was converted by. */
export interface Conversion {
  readonly money: Money;
  readonly rate: GivenRate;
  /** The last day of the rate's period. */
  readonly dated: CivilDate;
}

/**
 * Returns an amount in every other currency for which there is a rate that was given, with the newest dated on the day or
 * before, by currency. Of rates with one date the last stated is taken. The product is exact and rounded once, half to even, to
 * the digits of the currency. No rate is turned round, and none is made of two.
 */
export function conversionsOf(
  money: Money,
  rates: readonly ExchangeRateState[],
  day: CivilDate,
): readonly Conversion[] {
  const newest = new Map<string, GivenRate>();
  const usable = rates.filter((one): one is GivenRate => 'rate' in one && dateOf(one) <= day);
  for (const rate of usable.sort(byDate)) {
    const fits = rate.base === money.currency && digitsOf(rate.quote) !== undefined;
    if (fits) newest.set(rate.quote, rate);
  }
  return [...newest.values()]
    .sort((a, b) => (a.quote < b.quote ? -1 : 1))
    .map((rate) => ({ money: convert(money, rate), rate, dated: dateOf(rate) }));
}

function convert({ currency, minor }: Money, { rate, quote }: GivenRate): Money {
  const [units = 0n] = toUnits([rate]);
  const product = minor * units;
  const digits = (digitsOf(currency) ?? 0) + fractionDigitsOf(rate) - (digitsOf(quote) ?? 0);
  if (digits <= 0) return { currency: quote, minor: product * 10n ** BigInt(-digits) };
  return { currency: quote, minor: divideHalfEven(product, 10n ** BigInt(digits)) };
}

function dateOf({ period }: ExchangeRateState): CivilDate {
  return lastDay(period.to ?? period.from);
}

function byDate(a: GivenRate, b: GivenRate): number {
  const [x, y] = [dateOf(a), dateOf(b)];
  return x === y ? byDay(a, b) : x < y ? -1 : 1;
}

/** Of a rate that two amounts imply: how low and how high it may be, as decimals of four significant digits. */
export interface ImpliedRange {
  readonly low: string;
  readonly high: string;
}

/** Returns the range in which the rate lies, given the steps of both amounts; undefined where one may be nothing but rounding. */
export function impliedRange({ base, quote }: ImpliedRate): ImpliedRange | undefined {
  const [b = 0n, q = 0n, bStep = 0n, qStep = 0n] = toUnits([
    ...[base.amount, quote.amount],
    ...[base.roundedTo ?? '0', quote.roundedTo ?? '0'],
  ]);
  // Twice everything, so that half a step is whole.
  const [baseLow, baseHigh] = [2n * b - bStep, 2n * b + bStep];
  const [quoteLow, quoteHigh] = [2n * q - qStep, 2n * q + qStep];
  if (baseLow <= 0n || quoteLow <= 0n) return undefined;
  return {
    low: quotientOf(quoteLow, baseHigh, significantDigits),
    high: quotientOf(quoteHigh, baseLow, significantDigits),
  };
}

const significantDigits = 4;
