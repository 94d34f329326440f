// The list of projects: joint ones with their parts under them, and each side's own; when each is said to open.

import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { OwnProjectState, ProjectState } from '../../../programme/kinds/project.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import { isPart } from '../../../projection/plan-records.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { partyMark } from '../../parts/mark.ts';
import { sampleMark } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { newestForecast, openedWords, projectStatus } from '../project/standing.ts';

interface ProjectsModel {
  readonly projects: readonly RecordView<ProjectState>[];
  readonly forecasts: readonly RecordView<StateOf['forecast']>[];
}

/** The page `/projects`. */
export const projectsPage: Page<ProjectsModel> = {
  path: '/projects',
  dated: true,
  model: async (site, visit) => {
    const { queries } = site;
    const [projects, forecasts] = await Promise.all([
      queries.records('project', visit.when),
      queries.records('forecast', visit.when),
    ]);
    return ok({ projects, forecasts });
  },
  render: (model, view) => {
    const whole = model.projects.filter(({ state }) => !isPart(state));
    return {
      title: view.text('projects.title'),
      sample: whole.length > 0 && whole.every(({ state }) => state.sample),
      body: html`<header class="page-head">
          <h1>${view.text('projects.title')}</h1>
          <p class="lead">${view.text('projects.lead')}</p>
        </header>
        ${dayForm(view)}
        ${whole.length === 0 ? html`<p class="quiet">${view.text('projects.none')}</p>` : nothing}
        <ul class="rows">${whole.map((project) => projectRow(view, model, project))}</ul>`,
    };
  },
};

function projectRow(view: View, model: ProjectsModel, project: RecordView<ProjectState>): Html {
  const { id, state } = project;
  const own = partsOf(model, id);
  const parties = state.basis === 'own' ? [state.party] : own.map((part) => part.party);
  const basis = state.basis === 'own' ? 'projects.basis.own' : 'projects.basis.joint';
  return html`<li class="row">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h2><a href="${view.href(`/projects/${id}`)}">${view.words(state.title)}</a> ${sampleMark(view, state)}</h2>
      <p class="row-facts"><span>${view.text(basis)}</span>
        <span class="marks">${[...new Set(parties)].map((party) => partyMark(view, party))}</span>
        ${openingWords(view, model, project)}</p>
    </div>
    <p class="row-status">${projectStatus(view, state, own)}</p>
  </li>`;
}

function partsOf(model: ProjectsModel, id: string): readonly OwnProjectState[] {
  return model.projects.flatMap(({ state }) => {
    return isPart(state) && state.partOf?.project === id ? [state] : [];
  });
}

/** When it opened, else the newest recorded forecast. */
function openingWords(view: View, model: ProjectsModel, project: RecordView<ProjectState>): Html {
  const opened = openedWords(view, [project.state, ...partsOf(model, project.id)]);
  if (opened !== undefined) return html`<span>${opened}</span>`;
  const forecast = newestForecast(model.forecasts, project.id);
  if (forecast === undefined) return nothing;
  return html`<span>${view.html('projects.forecast', {
    p50: view.date(forecast.p50.slice(0, 10)),
    p80: view.date(forecast.p80.slice(0, 10)),
  })}</span>`;
}
