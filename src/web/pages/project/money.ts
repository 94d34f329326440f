// The money of a project, each amount in the currency in which it was stated. Currencies are never added up silently.
import { html } from 'hono/html';
import { type Html, nothing } from '../../html.ts';
import { amountTable } from '../../parts/money.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** Returns the table of amounts, or nothing where none is on record. */
export function moneySection(view: View, { investments }: ProjectModel): Html {
  if (investments.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    investments.map((one) => one.state),
  );
  return html`<section aria-labelledby="money">
    <h2 id="money">${view.text('money.title')} ${marks.all}</h2>
    ${amountTable(view, investments, { marks, caption: view.text('money.caption') })}
  </section>`;
}
