// The fields of the programme with how much of the record names each, and the actions: lines of the programme above its projects,
// those that their source counts and does not name among them.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { ActionState } from '../../../programme/kinds/action.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { fieldName, fieldRecord } from '../../parts/fields.ts';
import { verifyLink } from '../../parts/history.ts';
import { awaitedLine } from '../../parts/joint.ts';
import { partyMark } from '../../parts/mark.ts';
import { recordLink, recordLinks } from '../../parts/record-link.ts';
import { sourceLink } from '../../parts/sources.ts';
import { type SampleMarks, sampleMark, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { type FieldItem, type FieldsModel, fieldKinds, fieldsModel } from './model.ts';
import { kindKeys } from './words.ts';

/** The page `/fields`. */
export const fieldsPage: Page<FieldsModel> = {
  path: '/fields',
  dated: true,
  model: async (site, visit) => ok(await fieldsModel(site, visit)),
  render: (model, view) => {
    const all = [...model.items.values()].flat();
    return {
      title: view.text('fields.title'),
      sample: all.length > 0 && all.every(({ sample }) => sample),
      body: html`<header class="page-head">
        <h1>${view.text('fields.title')}</h1>
        <p class="lead">${view.text('fields.lead')}</p>
      </header>
      ${dayForm(view)}
      ${model.fields.length === 0 ? html`<p class="quiet">${view.text('fields.none')}</p>` : nothing}
      <ul class="rows">${model.fields.map((field) => fieldRow(view, model, field))}</ul>
      ${actionSection(view, model)}`,
    };
  },
};

function fieldRow(
  view: View,
  { items }: FieldsModel,
  { id, from }: FieldsModel['fields'][number],
): Html {
  const own = items.get(id) ?? [];
  const record = fieldRecord(view, id);
  return html`<li class="row"${record === undefined ? nothing : html` id="${record.id}"`}>
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h2>${fieldName(view, id)}</h2>
      <p class="row-facts">${own.length === 0 ? view.text('fields.nothing') : kindCounts(view, own)}</p>
      ${record === undefined ? nothing : html`<p>${view.words(record.content.covers)} ${sampleMark(view, record)}</p>`}
      ${record === undefined ? nothing : awaitedLine(view, record.joint)}
    </div>
    <p class="row-status">${fromTag(view, from, record)}</p>
  </li>`;
}

/** What the charter lists needs no word. */
function fromTag(
  view: View,
  from: FieldsModel['fields'][number]['from'],
  record: ReturnType<typeof fieldRecord>,
): Html {
  switch (from) {
    case 'charter':
      return nothing;
    case 'adopted': {
      const { texts = [], inForce } = record?.joint ?? {};
      const signedOn = texts.find(({ hash }) => hash === inForce)?.signedOn ?? '';
      return statusTag('done', view.html('fields.adopted', { day: view.date(signedOn) }));
    }
    case 'proposed':
      return statusTag('waiting', view.text('fields.proposed'));
    case 'named':
      return statusTag('planned', view.text('fields.not-in-charter'));
  }
}

function kindCounts(view: View, items: readonly FieldItem[]): Html {
  return html`${fieldKinds.map((kind) => {
    const count = items.filter((one) => one.kind === kind).length;
    return count === 0
      ? nothing
      : html`<span>${view.text(kindKeys[kind].count, { count })}</span> `;
  })}`;
}

function actionSection(view: View, { actions }: FieldsModel): Html {
  if (actions.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    actions.map(({ state }) => state),
  );
  return html`<section aria-labelledby="actions">
    <h2 id="actions">${view.text('fields.actions')} ${marks.all}</h2>
    <p class="quiet">${view.text('fields.actions.lead')}</p>
    <ul class="rows">${actions.map((one) => actionRow(view, one, marks))}</ul>
  </section>`;
}

function actionRow(view: View, one: RecordView<ActionState>, marks: SampleMarks): Html {
  const { id, state, history } = one;
  const { title, content } = state;
  const { number, what, field, owner, projects = [], source } = content;
  const line = history.at(-1);
  const parties =
    state.basis === 'own'
      ? [state.party]
      : (state.joint.texts.at(-1)?.signatories.map(({ party }) => party) ?? []);
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h3>${number === undefined ? nothing : html`${number}. `}${title === undefined ? html`<span class="quiet">${view.text('fields.action.not-named')}</span>` : view.words(title)} ${marks.of(state)}</h3>
      <p class="row-facts">${parties.map((party) => partyMark(view, party))}
        ${field === undefined ? nothing : html`<span>${fieldName(view, field)}</span>`}
        ${owner === undefined ? nothing : html`<span>${recordLink(view, owner)}</span>`}
        ${projects.length === 0 ? nothing : html`<span>${recordLinks(view, projects)}</span>`}
        ${line === undefined ? nothing : verifyLink(view, line)}</p>
      ${what === undefined ? nothing : html`<p>${view.words(what)}</p>`}
      ${source === undefined ? nothing : html`<p class="source">${sourceLink(view, source)}</p>`}
      ${state.basis === 'joint' ? awaitedLine(view, state.joint) : nothing}
    </div>
    <p class="row-status">${actionTag(view, state)}</p>
  </li>`;
}

function actionTag(view: View, state: ActionState): Html {
  if (state.basis === 'own') {
    if (state.closedOn === undefined) return nothing;
    return statusTag(
      'planned',
      view.html('fields.action.closed', { day: view.date(state.closedOn) }),
    );
  }
  return state.joint.inForce === undefined
    ? statusTag('waiting', view.text('fields.action.proposed'))
    : statusTag('done', view.text('fields.action.agreed'));
}
