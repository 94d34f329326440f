// An amount in other currencies, each with the rate, its date and its source; and the rates that a sentence implies.
import { html } from 'hono/html';
import { type Money, printMoney } from '../../../base/money.ts';
import { type Conversion, conversionsOf, impliedRange } from '../../../programme/conversion.ts';
import type { ExchangeRateState } from '../../../programme/kinds/exchange-rate.ts';
import { formatDecimal } from '../../../text/formats.ts';
import { formatMoney } from '../../../text/money.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { sourceLink } from '../../parts/sources.ts';
import type { SampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** What amounts of a section are converted by. */
export interface Rates {
  readonly rates: readonly ExchangeRateState[];
  readonly marks: SampleMarks;
}

/** An amount, and in which currencies its source has it already. */
export interface Convertible {
  readonly money: Money;
  readonly stated: readonly string[];
  readonly approx: boolean;
}

/** Returns an amount in every other currency for which a rate is on record, by the day shown: none, no line. */
export function conversionLines(view: View, one: Convertible, given: Rates): readonly Html[] {
  return conversionsOf(one.money, given.rates, view.day)
    .filter(({ money }) => !one.stated.includes(money.currency))
    .map((conversion) => conversionLine(view, conversion, { ...given, approx: one.approx }));
}

function conversionLine(
  view: View,
  { money, rate, dated }: Conversion,
  { approx, marks }: Rates & Pick<Convertible, 'approx'>,
): Html {
  const { language } = view;
  const { amount } = printMoney(money);
  const words = html`<data value="${amount}" title="${formatMoney(language, money, 'exact')}">${formatMoney(language, money, 'prose')}</data>`;
  const sentence = view.html('money.conversion', {
    amount: approx ? view.html('money.approx', { amount: words }) : words,
    rate: formatDecimal(language, rate.rate),
    base: rate.base,
    quote: rate.quote,
    day: view.date(dated),
  });
  return html`<p>${sentence} ${sourceLink(view, rate.source)} ${marks.of(rate)} ${verifyLink(view, rate)}</p>`;
}

/** Returns the rates that two amounts of one sentence imply, for the currencies shown: they convert nothing. */
export function impliedRates(
  view: View,
  given: Rates & { readonly currencies: ReadonlySet<string> },
): Html {
  const { rates, currencies, marks } = given;
  const lines = rates
    .filter(({ base, quote }) => currencies.has(base) && currencies.has(quote))
    .flatMap((rate) => impliedLine(view, rate, marks));
  return lines.length === 0 ? nothing : html`<ul class="reasons">${lines}</ul>`;
}

function impliedLine(view: View, rate: ExchangeRateState, marks: SampleMarks): readonly Html[] {
  const range = 'implied' in rate ? impliedRange(rate.implied) : undefined;
  if (range === undefined) return [];
  const { language } = view;
  const low = formatDecimal(language, range.low);
  const high = formatDecimal(language, range.high);
  const key = low === high ? 'money.implied.exact' : 'money.implied';
  const sentence = view.html(key, { low, high, base: rate.base, quote: rate.quote });
  return [
    html`<li id="${rate.id}">${sentence} ${sourceLink(view, rate.source)} ${marks.of(rate)} ${verifyLink(view, rate)}</li>`,
  ];
}
