// Every approval case of every side: who has to act, until when, whose the days were.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { NetworkCase } from '../../../programme/joint-network.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import {
  authorityWords,
  caseStatus,
  caseTitle,
  daysWords,
  dueWords,
} from '../../parts/approvals.ts';
import type { View } from '../../view.ts';

interface ApprovalsModel {
  readonly cases: readonly NetworkCase[];
  readonly names: ReadonlyMap<string, LanguageMap>;
}

/** The page `/approvals`. */
export const approvalsPage: Page<ApprovalsModel> = {
  path: '/approvals',
  dated: true,
  model: async (site, visit) => {
    const [cases, organizations] = await Promise.all([
      site.plans.cases({ ...visit.when, day: visit.day }),
      site.queries.records('organization'),
    ]);
    return ok({ cases, names: new Map(organizations.map((one) => [one.id, one.state.name])) });
  },
  render: (model, view) => ({
    title: view.text('approvals.title'),
    sample: model.cases.length > 0 && model.cases.every(({ state }) => state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('approvals.title')}</h1>
        <p class="lead">${view.text('approvals.lead')}</p>
      </header>
      ${dayForm(view)}
      ${model.cases.length === 0 ? html`<p class="quiet">${view.text('approvals.none')}</p>` : nothing}
      <ul class="rows">${sorted(model.cases).map((one) => caseRow(view, model, one))}</ul>`,
  }),
};

const order = [
  'stopped',
  'referred',
  'open',
  'planned',
  'decided',
  'issued',
  'deemed',
  'withdrawn',
];

/** What waits for somebody first, then by id. */
function sorted(cases: readonly NetworkCase[]): readonly NetworkCase[] {
  const rank = ({ state }: NetworkCase) => order.indexOf(state.standing);
  return [...cases].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

function caseRow(view: View, model: ApprovalsModel, one: NetworkCase): Html {
  const authority = { party: one.owner, id: one.version?.authority };
  const { project } = one.state;
  return html`<li class="row">
    <p class="row-id">${one.id}</p>
    <div class="row-main">
      <h2>${caseTitle(view, one)}</h2>
      <p class="row-facts"><span>${authorityWords(view, authority, model.names)}</span>
        <span><a href="${view.href(`/projects/${project}`)}">${project}</a></span></p>
      <p>${dueWords(view, one)}</p>
      <p class="quiet">${daysWords(view, one)}</p>
    </div>
    <p class="row-status">${caseStatus(view, one)}</p>
  </li>`;
}
