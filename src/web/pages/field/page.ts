// One field of the programme: everything of the record that names it, by kind, and how much began in each year.
import { html } from 'hono/html';
import { ok, refuse } from '../../../base/result.ts';
import type { TextState } from '../../../programme/joint-kind.ts';
import type { FieldContent } from '../../../programme/kinds/field.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { fieldRecord, fieldWords } from '../../parts/fields.ts';
import { historyOf } from '../../parts/history.ts';
import { awaitedLine } from '../../parts/joint.ts';
import { recordLink } from '../../parts/record-link.ts';
import { sampleMark, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { type FieldItem, fieldKinds, fieldsModel } from '../fields/model.ts';
import { kindKeys } from '../fields/words.ts';

/** What the page of a field shows. */
export interface FieldModel {
  readonly id: string;
  readonly items: readonly FieldItem[];
  /** The record of the field, where it has one beside the charter. */
  readonly record: RecordView<TextState<FieldContent>> | undefined;
}

/** The page `/fields/:field`. Refusal: web.field.unknown, where neither charter nor record names it. */
export const fieldPage: Page<FieldModel> = {
  path: '/fields/:field',
  dated: true,
  model: async (site, visit) => {
    const id = visit.params.field ?? '';
    const { fields, items } = await fieldsModel(site, visit);
    if (!fields.some((field) => field.id === id)) {
      return refuse('web.field.unknown', { id: id.slice(0, 60) });
    }
    const named = fieldRecord(visit, id)?.id ?? '';
    const record = named === '' ? undefined : await site.queries.record('field', named, visit.when);
    return ok({ id, items: items.get(id) ?? [], record });
  },
  render: ({ id, items, record }, view) => {
    const marks = sampleMarks(view, items);
    const name = fieldWords(view, id);
    return {
      title: name === undefined ? id : view.plain(name),
      sample: items.length > 0 && items.every(({ sample }) => sample),
      body: html`<header class="page-head">
        <p class="kicker"><a href="${view.href('/fields')}">${view.text('fields.title')}</a></p>
        <h1>${name === undefined ? id : view.words(name)} ${marks.all}</h1>
        <p class="lead">${view.text('field.lead')}</p>
      </header>
      ${dayForm(view)}
      ${recordSection(view, record)}
      ${items.length === 0 ? html`<p class="quiet">${view.text('fields.nothing')}</p>` : yearTable(view, items)}
      ${fieldKinds.map((kind) => kindSection(view, kind, items))}`,
    };
  },
};

/** What it covers, who signed that, and the history of its text. */
function recordSection(view: View, record: FieldModel['record']): Html {
  if (record === undefined) return nothing;
  const { id, state, history } = record;
  const { covers, sectors = [] } = state.content;
  return html`<section aria-labelledby="covers">
    <h2 id="covers">${view.text('field.covers')} ${sampleMark(view, state)}</h2>
    <p>${view.words(covers)}</p>
    ${sectors.length === 0 ? nothing : html`<p>${view.text('field.sectors', { codes: view.list(sectors) })}</p>`}
    ${awaitedLine(view, state.joint)}
    <details><summary>${view.text('history.title')} <span class="record-id">${id}</span></summary>${historyOf(view, history)}</details>
  </section>`;
}

const yearOf = ({ day }: FieldItem) => day.slice(0, 4);

function yearTable(view: View, items: readonly FieldItem[]): Html {
  const years = [...new Set(items.map(yearOf))].sort();
  const kinds = fieldKinds.filter((kind) => items.some((one) => one.kind === kind));
  const caption = view.text('field.years');
  const cell = (found: readonly FieldItem[]) => html`<td class="number">${found.length}</td>`;
  return html`<section aria-labelledby="years">
    <h2 id="years">${caption}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${view.text('field.years.table')}"><table class="listed">
      <thead><tr><th scope="col">${view.text('field.kind')}</th>${years.map((year) => html`<th scope="col" class="number">${year}</th>`)}<th scope="col" class="number">${view.text('field.all-years')}</th></tr></thead>
      <tbody>${kinds.map((kind) => {
        const own = items.filter((one) => one.kind === kind);
        return html`<tr><th scope="row"><a href="#${kind}">${view.text(kindKeys[kind].title)}</a></th>${years.map((year) => cell(own.filter((one) => yearOf(one) === year)))}${cell(own)}</tr>`;
      })}</tbody>
    </table></div>
  </section>`;
}

/** Newest first. */
function kindSection(view: View, kind: FieldItem['kind'], items: readonly FieldItem[]): Html {
  const own = items
    .filter((one) => one.kind === kind)
    .sort((a, b) => (a.day === b.day ? a.id.localeCompare(b.id) : a.day < b.day ? 1 : -1));
  if (own.length === 0) return nothing;
  // The whole page has one mark where all of it is sample.
  const marks = sampleMarks(view, items);
  return html`<section aria-labelledby="${kind}">
    <h2 id="${kind}">${view.text(kindKeys[kind].title)}</h2>
    <ul class="rows">${own.map(
      (one) => html`<li class="row">
      <p class="row-id">${recordLink(view, one.id)}</p>
      <div class="row-main"><h3>${one.title === undefined ? view.text('fields.action.not-named') : view.words(one.title)} ${marks.of(one)}</h3></div>
      <p class="row-status">${view.date(one.day)}</p>
    </li>`,
    )}</ul>
  </section>`;
}
