// One project: when it is expected to open and what moved that last, both sides' schedule, approvals, what would help
// most, every date that was said, and how to compute all of it again.
import { html } from 'hono/html';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { historyOf } from '../../parts/history.ts';
import type { View } from '../../view.ts';
import { approvalsSection } from './approvals.ts';
import { checkSection } from './check.ts';
import {
  flowSection,
  histogramSection,
  rankingSection,
  scheduleSection,
  slipSection,
} from './drawings.ts';
import { headOf, partSpine } from './head.ts';
import { issuesSection } from './issues.ts';
import { type ProjectModel, projectModel } from './model.ts';
import { moneySection } from './money.ts';

/** The page `/projects/:id`. Refusal: web.project.unknown. */
export const projectPage: Page<ProjectModel> = {
  path: '/projects/:id',
  dated: true,
  model: projectModel,
  render: (model, view) => ({
    title: view.plain(model.project.state.title),
    sample: model.project.state.sample,
    body: html`${headOf(view, model)}
      ${partSpine(view, model)}
      ${dayForm(view)}
      ${planSections(view, model)}
      ${slipSection(view, model)}
      ${flowSection(view, model)}
      ${moneySection(view, model)}
      ${checkSection(view, model)}
      <section aria-labelledby="history">
        <h2 id="history">${view.text('history.title')}</h2>
        <p class="quiet">${view.text('history.lead')}</p>
        ${historyOf(view, model.project.history)}
      </section>`,
  }),
};

function planSections(view: View, model: ProjectModel): Html {
  if (model.plan === undefined) return nothing;
  return html`${scheduleSection(view, model)}
    ${issuesSection(view, model)}
    ${approvalsSection(view, model)}
    ${rankingSection(view, model)}
    ${histogramSection(view, model)}`;
}
