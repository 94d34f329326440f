// The list of agreements: who agreed to what, and how far each has come.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { AgreementView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import type { Html } from '../../html.ts';
import type { Page } from '../../page.ts';
import { partyMark } from '../../parts/mark.ts';
import { sampleMark } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { agreementStatus, shownText, statusOfAgreement } from '../agreement/standing.ts';
import { typeKeys } from '../agreement/words.ts';

/** The page `/agreements`. */
export const agreementsPage: Page<readonly AgreementView[]> = {
  path: '/agreements',
  dated: true,
  model: async (site, visit) => ok(await site.queries.agreements(visit.when)),
  render: (agreements, view) => ({
    title: view.text('agreements.title'),
    sample: agreements.length > 0 && agreements.every((agreement) => agreement.state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('agreements.title')}</h1>
        <p class="lead">${view.text('agreements.lead')}</p>
      </header>
      ${dayForm(view)}
      ${agreements.length === 0 ? html`<p class="quiet">${view.text('agreements.none')}</p>` : ''}
      <ul class="rows">${agreements.map((agreement) => agreementRow(view, agreement))}</ul>`,
  }),
};

function agreementRow(view: View, agreement: AgreementView): Html {
  const text = shownText(agreement);
  if (text === undefined) return html``;
  const { content, signatories } = text;
  return html`<li class="row">
    <p class="row-id">${agreement.id}</p>
    <div class="row-main">
      <h2><a href="${view.href(`/agreements/${agreement.id}`)}">${view.heading(content.title)}</a> ${sampleMark(view, agreement.state)}</h2>
      <p class="row-facts"><span>${view.text(typeKeys[content.type])}</span>
        <span class="marks">${signatories.map((signatory) => partyMark(view, signatory.party))}</span>
        <span>${view.text('agreements.commitments', { count: agreement.commitments.length })}</span></p>
    </div>
    <p class="row-status">${statusOfAgreement(view, agreementStatus(agreement))}</p>
  </li>`;
}
