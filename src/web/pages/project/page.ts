// One project: when it is expected to open and what moved that last, both sides' schedule, approvals, what would help
// most, every date that was said, and how to compute all of it again.
import { html } from 'hono/html';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { historyOf } from '../../parts/history.ts';
import type { View } from '../../view.ts';
import { approvalsSection } from './approvals.ts';
import { baselinesSection } from './baselines.ts';
import { projectChanges } from './changes.ts';
import { checkSection } from './check.ts';
import { contractsSection } from './contracts.ts';
import {
  flowSection,
  histogramSection,
  rankingSection,
  scheduleSection,
  slipSection,
} from './drawings.ts';
import { earnedSection } from './earned.ts';
import { headOf, partSpine } from './head.ts';
import { issuesSection } from './issues.ts';
import { mechanismsSection } from './mechanisms.ts';
import { type ProjectModel, projectModel } from './model.ts';
import { moneySection } from './money.ts';
import { returnsSection } from './returns.ts';

/** The page `/projects/:id`. Refusal: web.project.unknown. */
export const projectPage: Page<ProjectModel> = {
  path: '/projects/:id',
  dated: true,
  model: projectModel,
  render: (model, view) => ({
    title: view.plain(model.project.state.title),
    sample: model.project.state.sample,
    body: bodyOf(view, model),
  }),
};

/** A section of the page: the id of its heading, the words of that, and all of it; `nothing` where there is none. */
interface Section {
  readonly id: string;
  readonly key: string;
  readonly content: Html;
}

function bodyOf(view: View, model: ProjectModel): Html {
  const all: readonly Section[] = [
    { id: 'schedule', key: 'project.schedule', content: scheduleSection(view, model) },
    { id: 'baseline', key: 'baseline.title', content: baselinesSection(view, model) },
    { id: 'issues', key: 'project.issues', content: issuesSection(view, model) },
    { id: 'approvals', key: 'project.approvals', content: approvalsSection(view, model) },
    { id: 'ranking', key: 'project.ranking', content: rankingSection(view, model) },
    { id: 'mechanisms', key: 'mechanism.title', content: mechanismsSection(view, model) },
    { id: 'finish', key: 'project.finish', content: histogramSection(view, model) },
    { id: 'slip', key: 'project.slip', content: slipSection(view, model) },
    { id: 'flow', key: 'project.flow', content: flowSection(view, model) },
    { id: 'money', key: 'money.title', content: moneySection(view, model) },
    { id: 'returns', key: 'returns.project.title', content: returnsSection(view, model) },
    { id: 'earned', key: 'earned.title', content: earnedSection(view, model) },
    { id: 'contracts', key: 'contracts.title', content: contractsSection(view, model) },
    { id: 'changes', key: 'changes.requests', content: projectChanges(view, model) },
    { id: 'check', key: 'check.title', content: checkSection(view, model) },
    { id: 'history', key: 'history.title', content: historySection(view, model) },
  ];
  const sections = all.filter(({ content }) => content !== nothing);
  return html`${headOf(view, model)}
    ${partSpine(view, model)}
    ${dayForm(view)}
    ${sections.length < 3 ? nothing : contents(view, sections)}
    ${sections.map(({ content }) => content)}`;
}

/** Where on the page what is: a long page is read in parts. */
function contents(view: View, sections: readonly Section[]): Html {
  return html`<nav class="contents" aria-labelledby="contents"><h2 id="contents">${view.text('project.contents')}</h2>
    <ul>${sections.map(({ id, key }) => html`<li><a href="#${id}">${view.text(key)}</a></li>`)}</ul></nav>`;
}

function historySection(view: View, { project }: ProjectModel): Html {
  return html`<section aria-labelledby="history">
    <h2 id="history">${view.text('history.title')}</h2>
    <p class="quiet">${view.text('history.lead')}</p>
    ${historyOf(view, project.history)}
  </section>`;
}
