// Decision times under the list of approvals: how long each authority's procedures took, as figures anybody can check.
import { html } from 'hono/html';
import { pastCasesMin } from '../../../programme/case-work.ts';
import { type DecisionTimes, decisionTimes } from '../../../programme/decision-times.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import { type Html, nothing } from '../../html.ts';
import { sampleMark } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** Returns the table of procedures with a matter on the day shown, or nothing. */
export function timesSection(
  view: View,
  cases: readonly NetworkCase[],
  names: ReadonlyMap<string, LanguageMap>,
): Html {
  const all = decisionTimes(cases, { day: view.day });
  if (all.length === 0) return nothing;
  return html`<section aria-labelledby="times">
    <h2 id="times">${view.text('approvals.times')}</h2>
    <p class="quiet">${view.text('approvals.times.lead', { min: String(pastCasesMin) })}</p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="times"><table class="listed">
      <caption class="hidden">${view.text('approvals.times')}</caption>
      <thead><tr>
        <th scope="col">${view.text('approvals.times.procedure')}</th>
        <th scope="col" class="number">${view.text('approvals.times.decided')}</th>
        <th scope="col" class="number">${view.text('approvals.times.open')}</th>
        <th scope="col" class="number">${view.text('approvals.times.median')}</th>
        <th scope="col" class="number">${view.text('approvals.times.p90')}</th>
        <th scope="col" class="number">${view.text('approvals.times.applicant')}</th>
        <th scope="col" class="number">${view.text('approvals.times.excluded')}</th>
      </tr></thead>
      <tbody>${all.map((one) => timesRow(view, one, names))}</tbody>
    </table></div>
  </section>`;
}

function timesRow(
  view: View,
  { procedure, sample, all }: DecisionTimes,
  names: ReadonlyMap<string, LanguageMap>,
): Html {
  const name = names.get(procedure);
  const cell = (value: number | undefined) =>
    html`<td class="number">${value === undefined ? '–' : String(value)}</td>`;
  return html`<tr>
    <th scope="row">${procedure} ${name === undefined ? nothing : view.words(name)} ${sampleMark(view, { sample })}</th>
    ${[all.decided, all.open, all.authority?.median, all.authority?.p90, all.applicant, all.excluded].map(cell)}
  </tr>`;
}
