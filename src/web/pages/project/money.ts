// The money of a project, each amount in the currency in which it was stated. Currencies are never added up silently.
import { html } from 'hono/html';
import { parseMoney } from '../../../base/money.ts';
import type { RecordView, StateOf } from '../../../projection/queries.ts';
import { type Html, nothing } from '../../html.ts';
import { amountWords } from '../../parts/amounts.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { saidLine } from '../../parts/sources.ts';
import { type SampleMarks, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { conversionLines, impliedRates, type Rates } from './conversions.ts';
import type { ProjectModel } from './model.ts';

const kindKeys: Readonly<Record<StateOf['investment']['kind'], string>> = {
  required: 'money.kind.required',
  budget: 'money.kind.budget',
  committed: 'money.kind.committed',
  spent: 'money.kind.spent',
};

/** Returns the table of amounts, or nothing where none is on record. */
export function moneySection(view: View, { investments, rates: all }: ProjectModel): Html {
  if (investments.length === 0) return nothing;
  const currencies = new Set(investments.flatMap(({ state }) => currenciesOf(state)));
  const rates = all.filter(({ base }) => currencies.has(base));
  const marks = sampleMarks(view, [...investments.map((one) => one.state), ...rates]);
  const rows = investments.map((one) => ({
    one,
    conversions: convertedOf(view, one.state, { rates, marks }),
  }));
  const hasConversions = rows.some(({ conversions }) => conversions.length > 0);
  return html`<section aria-labelledby="money">
    <h2 id="money">${view.text('money.title')} ${marks.all}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${view.text('money.caption')}"><table class="listed">
      <caption>${view.text('money.caption')}</caption>
      <thead><tr>
        <th scope="col">${view.text('money.column.kind')}</th>
        <th scope="col" class="number">${view.text('money.column.amount')}</th>
        ${hasConversions ? html`<th scope="col">${view.text('money.column.converted')}</th>` : nothing}
        <th scope="col">${view.text('money.column.period')}</th>
        <th scope="col">${view.text('money.column.source')}</th>
      </tr></thead>
      <tbody>${rows.map(({ one, conversions }) => amountRow(view, one, { marks, converted: hasConversions ? html`<td>${conversions}</td>` : nothing }))}</tbody>
    </table></div>
    ${impliedRates(view, { rates, currencies, marks })}
  </section>`;
}

/** In which currencies the source has an amount. */
function currenciesOf({ amount, alsoStated }: StateOf['investment']): readonly string[] {
  return [amount, ...(alsoStated === undefined ? [] : [alsoStated])].map((one) => one.currency);
}

function convertedOf(view: View, state: StateOf['investment'], given: Rates): readonly Html[] {
  const money = parseMoney(state.amount);
  if (!money.ok) return [];
  const approx = state.amount.approx === true;
  return conversionLines(view, { money: money.value, stated: currenciesOf(state), approx }, given);
}

function amountRow(
  view: View,
  { id, state }: RecordView<StateOf['investment']>,
  { marks, converted }: { readonly marks: SampleMarks; readonly converted: Html },
): Html {
  const { amount, alsoStated } = state;
  const { from, to } = state.period;
  const period =
    to === undefined || to === from
      ? view.date(from)
      : view.html('money.period', { from: view.date(from), to: view.date(to) });
  return html`<tr id="${id}">
    <th scope="row">${partyMark(view, state.party)} ${view.text(kindKeys[state.kind])} ${marks.of(state)}
      ${state.note === undefined ? nothing : html`<p class="quiet">${view.words(state.note)}</p>`}</th>
    <td class="number">${amountWords(view, amount)}${alsoStated === undefined ? nothing : html`<br>${view.html('money.also-stated', { amount: amountWords(view, alsoStated) })}`}</td>
    ${converted}
    <td class="period">${period}</td>
    <td>${state.said === undefined ? nothing : saidLine(view, state.said)} ${verifyLink(view, state)}</td>
  </tr>`;
}
