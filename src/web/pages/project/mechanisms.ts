// Ways to make approvals shorter that the parties have agreed or proposed for a project, each with what it changes.
import { html } from 'hono/html';
import type { MechanismState } from '../../../programme/kinds/mechanism.ts';
import { type Html, nothing } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { awaitedLine } from '../../parts/joint.ts';
import { type Look, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** Returns the list, or nothing where there is none. */
export function mechanismsSection(view: View, model: ProjectModel): Html {
  const { mechanisms } = model;
  if (mechanisms.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    mechanisms.map((one) => one.state),
  );
  return html`<section aria-labelledby="mechanisms">
    <h2 id="mechanisms">${view.text('mechanism.title')} ${marks.all}</h2>
    <ul class="cases">${mechanisms.map(({ id, state, history }) => {
      const line = history.at(-1);
      return html`<li class="case" id="${id}">
      <p class="case-head"><span class="record-id">${id}</span> ${standingOf(view, state)} ${marks.of(state)} ${line === undefined ? nothing : verifyLink(view, line)}</p>
      <p class="case-title">${view.words(state.title)}</p>
      ${state.content.summary === undefined ? nothing : html`<p>${view.words(state.content.summary)}</p>`}
      <ul class="plain">${state.content.changes.map((change) => html`<li>${changeWords(view, model, change)}</li>`)}</ul>
      ${awaitedLine(view, state.joint)}
      ${state.standing === 'agreed' ? inForceWords(view, model, state) : nothing}
    </li>`;
    })}</ul>
  </section>`;
}

const standings: Readonly<
  Record<MechanismState['standing'], { readonly look: Look; readonly key: string }>
> = {
  proposed: { look: 'progress', key: 'mechanism.standing.proposed' },
  agreed: { look: 'done', key: 'mechanism.standing.agreed' },
  declined: { look: 'planned', key: 'mechanism.standing.declined' },
  ended: { look: 'planned', key: 'mechanism.standing.ended' },
};

function standingOf(view: View, { standing }: MechanismState): Html {
  const { look, key } = standings[standing];
  return statusTag(look, view.text(key));
}

/** What is agreed takes effect by a version of each procedure that names it: whether there is one. */
function inForceWords(view: View, model: ProjectModel, { id, content }: MechanismState): Html {
  const procedures = [...new Set(content.changes.map((change) => change.procedure))];
  return html`<p>${view.text('mechanism.in-force')}</p>
    <ul class="plain">${procedures.map((one) => {
      const version = model.procedures.get(one)?.versions.find(({ mechanism }) => mechanism === id);
      const procedure = procedureName(view, model, one);
      return version === undefined
        ? html`<li>${view.html('mechanism.in-force.not', { procedure })}</li>`
        : html`<li>${view.html('mechanism.in-force.since', { procedure, day: view.date(version.validFrom) })} ${verifyLink(view, version)}</li>`;
    })}</ul>`;
}

/** A change names exactly one of the four. */
function changeWords(
  view: View,
  model: ProjectModel,
  change: MechanismState['content']['changes'][number],
): Html {
  const { limit, percent, parallelWith, recognises } = change;
  const procedure = procedureName(view, model, change.procedure);
  if (limit !== undefined) {
    return view.html('mechanism.change.limit', { procedure, count: limit });
  }
  if (percent !== undefined) return view.html('mechanism.change.percent', { procedure, percent });
  const other = procedureName(view, model, parallelWith ?? recognises ?? '');
  const key =
    parallelWith === undefined ? 'mechanism.change.recognises' : 'mechanism.change.parallel';
  return view.html(key, { procedure, other });
}

/** By the name of its newest version. */
function procedureName(view: View, { procedures }: ProjectModel, id: string): Html {
  const name = procedures.get(id)?.versions.at(-1)?.name;
  const number = html`<span class="record-id">${id}</span>`;
  return name === undefined ? number : html`${view.words(name)} ${number}`;
}
