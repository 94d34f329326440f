// Amounts as pages show them: each in the currency in which it was stated, with who said so.

import { html } from 'hono/html';
import { type Money, parseMoney } from '../../base/money.ts';
import type { StatedAmount } from '../../programme/amount.ts';
import type { StateOf } from '../../programme/kinds.ts';
import type { RecordView } from '../../projection/queries.ts';
import { formatMoney } from '../../text/money.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { verifyLink } from './history.ts';
import { partyMark } from './mark.ts';
import { recordLink } from './record-link.ts';
import { saidLine } from './sources.ts';
import type { SampleMarks } from './status.ts';

/** An amount on record. */
export type Investment = RecordView<StateOf['investment']>;

/** Keys of what an amount is for. */
export const amountKeys: Readonly<Record<StateOf['investment']['kind'], string>> = {
  required: 'money.kind.required',
  budget: 'money.kind.budget',
  committed: 'money.kind.committed',
  spent: 'money.kind.spent',
};

interface AmountTable {
  readonly marks: SampleMarks;
  readonly projects?: true;
  /** Amounts in other currencies, by id of what they are of: one more column where there are any. */
  readonly conversions?: ReadonlyMap<string, readonly Html[]>;
}

/** Returns a table of amounts with period and source; `caption` names it, `projects` adds the column of what it is for. */
export function amountTable(
  view: View,
  investments: readonly Investment[],
  given: AmountTable & { readonly caption: string },
): Html {
  const { caption } = given;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed">
      <caption>${caption}</caption>
      <thead><tr>
        <th scope="col">${view.text('money.column.kind')}</th>
        ${given.projects === undefined ? nothing : html`<th scope="col">${view.text('money.column.project')}</th>`}
        <th scope="col" class="number">${view.text('money.column.amount')}</th>
        ${hasConversions(given) ? html`<th scope="col">${view.text('money.column.converted')}</th>` : nothing}
        <th scope="col">${view.text('money.column.period')}</th>
        <th scope="col">${view.text('money.column.source')}</th>
      </tr></thead>
      <tbody>${investments.map((one) => amountRow(view, one, given))}</tbody>
    </table></div>`;
}

function hasConversions({ conversions }: AmountTable): boolean {
  return [...(conversions?.values() ?? [])].some((lines) => lines.length > 0);
}

function amountRow(view: View, { id, state }: Investment, given: AmountTable): Html {
  const { from, to } = state.period;
  const period =
    to === undefined || to === from
      ? view.date(from)
      : view.html('money.period', { from: view.date(from), to: view.date(to) });
  return html`<tr id="${id}">
    <th scope="row">${partyMark(view, state.party)} ${view.text(amountKeys[state.kind])} ${given.marks.of(state)}
      ${state.note === undefined ? nothing : html`<p class="quiet">${view.words(state.note)}</p>`}</th>
    ${given.projects === undefined ? nothing : html`<td>${recordLink(view, state.project)}</td>`}
    <td class="number">${amountWords(view, state.amount)}${state.alsoStated === undefined ? nothing : html`<br>${view.html('money.also-stated', { amount: amountWords(view, state.alsoStated) })}`}</td>
    ${hasConversions(given) ? html`<td>${given.conversions?.get(id) ?? nothing}</td>` : nothing}
    <td class="period">${period}</td>
    <td>${state.said === undefined ? nothing : saidLine(view, state.said)} ${verifyLink(view, state)}</td>
  </tr>`;
}

/**
 * Returns an amount as a sentence has it, or short for a table of many columns; the exact figure in the data, about where the
 * source says so; one finer than its currency, or of an unknown one, as it was stated.
 */
export function amountWords(
  view: View,
  amount: StatedAmount,
  style: 'prose' | 'short' = 'prose',
): Html {
  const money = parseMoney(amount);
  if (!money.ok) return approximately(view, amount, html`${amount.amount} ${amount.currency}`);
  const words = style === 'short' ? shortMoneyWords : moneyWords;
  return approximately(view, amount, words(view, money.value, amount.amount));
}

/** Returns money in prose; the exact figure, as `value` writes it, stands in the data. */
export function moneyWords(view: View, money: Money, value: string): Html {
  return moneyData(view, { money, value, style: 'prose' });
}

/** Returns money short, for a table of many columns, else like {@link moneyWords}. */
export function shortMoneyWords(view: View, money: Money, value: string): Html {
  return moneyData(view, { money, value, style: 'short' });
}

function moneyData(
  view: View,
  given: { readonly money: Money; readonly value: string; readonly style: 'prose' | 'short' },
): Html {
  const { money, value, style } = given;
  const text = formatMoney(view.language, money, style);
  const exact = formatMoney(view.language, money, 'exact');
  return html`<data value="${value}" title="${exact}">${text}</data>`;
}

/** Returns words for an amount, with `about` where `approx` says so. */
export function approximately(
  view: View,
  { approx }: { readonly approx?: true | undefined },
  amount: Html,
): Html {
  return approx === true ? view.html('money.approx', { amount }) : amount;
}
