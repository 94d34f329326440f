// The money of a project, each amount in the currency in which it was stated. Currencies are never added up silently, and
// converted only by rates on record, shown with their day and source.

import { html } from 'hono/html';
import { parseMoney } from '../../../base/money.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import { type Html, nothing } from '../../html.ts';
import { amountTable } from '../../parts/money.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { conversionLines, impliedRates, type Rates } from './conversions.ts';
import type { ProjectModel } from './model.ts';

/** Returns the table of amounts, or nothing where none is on record. */
export function moneySection(view: View, { investments, rates: all }: ProjectModel): Html {
  if (investments.length === 0) return nothing;
  const currencies = new Set(investments.flatMap(({ state }) => currenciesOf(state)));
  const rates = all.filter(({ base }) => currencies.has(base));
  const marks = sampleMarks(view, [...investments.map((one) => one.state), ...rates]);
  const conversions = new Map(
    investments.map(({ id, state }) => [id, convertedOf(view, state, { rates, marks })]),
  );
  return html`<section aria-labelledby="money">
    <h2 id="money">${view.text('money.title')} ${marks.all}</h2>
    ${amountTable(view, investments, { marks, caption: view.text('money.caption'), conversions })}
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
