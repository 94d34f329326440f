// An amount of money in words, with the exact figure in the data; about where the source says so.
import { html } from 'hono/html';
import { parseMoney } from '../../base/money.ts';
import type { StatedAmount } from '../../programme/amount.ts';
import { formatMoney } from '../../text/money.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

/** Returns the amount as a sentence has it; one finer than its currency, or of an unknown one, as it was stated. */
export function amountWords(view: View, amount: StatedAmount): Html {
  const money = parseMoney(amount);
  const text = money.ok
    ? formatMoney(view.language, money.value, 'prose')
    : `${amount.amount} ${amount.currency}`;
  const exact = money.ok ? formatMoney(view.language, money.value, 'exact') : text;
  const words = html`<data value="${amount.amount}" title="${exact}">${text}</data>`;
  return amount.approx === true ? view.html('money.approx', { amount: words }) : words;
}
