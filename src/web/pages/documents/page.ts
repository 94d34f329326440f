// The list of documents, newest first, of every type or of one.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { type DocumentView, documentRows, documentTypeText } from '../../parts/documents.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

interface DocumentsModel {
  /** Of the type asked for, newest first. */
  readonly documents: readonly DocumentView[];
  readonly types: readonly string[];
  readonly type: string | undefined;
}

/** The page `/documents`. `?type=` asks for one type; one that no document has shows all. */
export const documentsPage: Page<DocumentsModel> = {
  path: '/documents',
  dated: true,
  model: async (site, visit) => {
    const all = await site.queries.records('document', visit.when);
    const types = [...new Set(all.map(({ state }) => state.documentType))].sort();
    const type = types.find((one) => one === visit.query.type);
    const shown = all.filter(({ state }) => type === undefined || state.documentType === type);
    return ok({ documents: [...shown].sort(byDay), types, type });
  },
  render: (model, view) => {
    const { documents } = model;
    const marks = sampleMarks(
      view,
      documents.map(({ state }) => state),
    );
    return {
      title: view.text('documents.title'),
      sample: documents.length > 0 && documents.every(({ state }) => state.sample),
      body: html`<header class="page-head">
        <h1>${view.text('documents.title')} ${marks.all}</h1>
        <p class="lead">${view.text('documents.lead')}</p>
      </header>
      ${dayForm(view)}
      ${typeFilter(view, model)}
      ${documents.length === 0 ? html`<p class="quiet">${view.text('documents.none')}</p>` : html`<section aria-label="${view.text('documents.title')}"><h2 class="hidden">${view.text('documents.list')}</h2>${documentRows(view, documents, { marks, withRecords: true })}</section>`}`,
    };
  },
};

function typeFilter(view: View, { types, type }: DocumentsModel): Html {
  if (types.length < 2) return nothing;
  const address = view.href('/documents');
  const link = (one: string | undefined, words: string) => {
    const gap = address.includes('?') ? '&' : '?';
    const to = one === undefined ? address : `${address}${gap}type=${encodeURIComponent(one)}`;
    return html`<li><a href="${to}"${one === type ? html` aria-current="true"` : ''}>${words}</a></li>`;
  };
  return html`<nav class="filters" aria-label="${view.text('documents.filter')}"><ul>
    ${link(undefined, view.text('documents.filter.all'))}
    ${types.map((one) => link(one, documentTypeText(view, one)))}
  </ul></nav>`;
}

/** The newest change or publication first; those without a day last, by id. */
function byDay(a: DocumentView, b: DocumentView): number {
  const [one, two] = [a, b].map(({ state }) => state.modified ?? state.published ?? '');
  if (one !== two) return (one ?? '') < (two ?? '') ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}
