// The term base: what each concept of the programme is called in each of its languages, with definition and source.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { TermState } from '../../../programme/kinds/term.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { langOfTag } from '../../../text/languages.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { fieldName } from '../../parts/fields.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { sourceLink } from '../../parts/sources.ts';
import { type Look, type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Term = RecordView<TermState>;

/** What the term base shows. */
export interface TermsModel {
  /** Of every party together, by concept. */
  readonly terms: readonly Term[];
  /** Tags of the languages of the programme, in its order, then those that only terms have. */
  readonly languages: readonly string[];
}

const standings: Readonly<
  Record<TermState['status'], { readonly look: Look; readonly key: string }>
> = {
  draft: { look: 'progress', key: 'terms.standing.draft' },
  approved: { look: 'done', key: 'terms.standing.approved' },
  retired: { look: 'planned', key: 'terms.standing.retired' },
};

/** The page `/terms`. */
export const termsPage: Page<TermsModel> = {
  path: '/terms',
  dated: true,
  model: async (site, visit) => {
    const terms = await site.queries.records('term', visit.when);
    const named = terms.flatMap(({ state }) => Object.keys(state.term));
    const languages = [...new Set([...visit.programme.languages, ...named])];
    return ok({ languages, terms: [...terms].sort(byConcept) });
  },
  render: (model, view) => {
    const { terms } = model;
    const marks = sampleMarks(
      view,
      terms.map(({ state }) => state),
    );
    const inUse = terms.filter(({ state }) => state.status !== 'retired');
    const retired = terms.filter(({ state }) => state.status === 'retired');
    const table = (shown: readonly Term[], caption: string) =>
      termTable(view, model, { shown, caption, marks });
    return {
      title: view.text('terms.title'),
      sample: terms.length > 0 && terms.every(({ state }) => state.sample),
      body: html`<header class="page-head">
        <h1>${view.text('terms.title')} ${marks.all}</h1>
        <p class="lead">${view.text('terms.lead')}</p>
      </header>
      ${dayForm(view)}
      ${inUse.length === 0 ? html`<p class="quiet">${view.text('terms.none')}</p>` : table(inUse, view.text('terms.in-use'))}
      ${retired.length === 0 ? nothing : html`<details><summary>${view.text('terms.retired', { count: retired.length })}</summary>${table(retired, view.text('terms.retired', { count: retired.length }))}</details>`}
      ${terms.length === 0 ? nothing : html`<p><a href="${view.href('/data/terms.tbx')}">${view.text('terms.download')}</a></p>`}`,
    };
  },
};

interface Shown {
  readonly shown: readonly Term[];
  readonly caption: string;
  readonly marks: SampleMarks;
}

function termTable(view: View, { languages }: TermsModel, { shown, caption, marks }: Shown): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed">
    <caption class="hidden">${caption}</caption>
    <thead><tr>${languages.map((tag) => html`<th scope="col">${view.languageIn(tag)}</th>`)}
      <th scope="col">${view.text('terms.definition')}</th><th scope="col">${view.text('terms.standing')}</th></tr></thead>
    <tbody>${shown.map((one) => termRow(view, one, { languages, marks }))}</tbody>
  </table></div>`;
}

function termRow(
  view: View,
  { id, state, history }: Term,
  { languages, marks }: { readonly languages: readonly string[]; readonly marks: SampleMarks },
): Html {
  const { party, term, definition, field, source, status, retiredOn, retiredWhy } = state;
  const { look, key } = standings[status];
  const line = history.at(-1);
  return html`<tr id="${id}">
    ${languages.map((tag, i) => termCell(view, { text: term[tag], tag, isHead: i === 0 }))}
    <td>${view.words(definition)} ${marks.of(state)}
      ${source === undefined ? nothing : html`<p class="source">${sourceLink(view, source)}</p>`}
      ${retiredWhy === undefined ? nothing : html`<p>${view.html('terms.retired-why', { day: view.date(retiredOn ?? ''), why: view.words(retiredWhy) })}</p>`}</td>
    <td>${partyMark(view, party)} ${statusTag(look, view.text(key))}
      ${field === undefined ? nothing : html`<p>${fieldName(view, field)}</p>`}
      <p><span class="record-id">${id}</span> ${line === undefined ? nothing : verifyLink(view, line)}</p></td>
  </tr>`;
}

/** Each word stands in its own language, whichever the reader's is. */
function termCell(
  view: View,
  cell: { readonly text: string | undefined; readonly tag: string; readonly isHead: boolean },
): Html {
  const { text, tag, isHead } = cell;
  const words =
    text === undefined
      ? html`<span class="quiet">${view.text('terms.missing')}</span>`
      : html`<span lang="${langOfTag(tag)}">${text}</span>`;
  return isHead ? html`<th scope="row">${words}</th>` : html`<td>${words}</td>`;
}

/** By concept, so that what several parties call one thing stands together. */
function byConcept(a: Term, b: Term): number {
  if (a.state.concept !== b.state.concept) return a.state.concept < b.state.concept ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
