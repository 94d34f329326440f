// What can be had of the record as files: each with what it holds and what it is for, in the reader's language.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import { apiPath } from '../../api/operations.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import type { View } from '../../view.ts';

interface Offer {
  readonly path: string;
  readonly name: string;
  readonly key: string;
}

const offers: readonly Offer[] = [
  { path: '/data/oc4ids.json', name: 'data.oc4ids', key: 'data.oc4ids.text' },
  { path: '/data/services.jsonld', name: 'data.services', key: 'data.services.text' },
  { path: '/data/projects.csv', name: 'data.projects', key: 'data.projects.text' },
  { path: '/data/approvals.csv', name: 'data.approvals', key: 'data.approvals.text' },
  { path: '/data/codebook.csv', name: 'data.codebook', key: 'data.codebook.text' },
  { path: '/data/terms.tbx', name: 'data.terms', key: 'data.terms.text' },
  { path: '/calendar.ics', name: 'data.calendar', key: 'data.calendar.text' },
  { path: '/feed.atom', name: 'data.feed', key: 'data.feed.text' },
];

/** Files that cannot be empty, with what is said while there is nothing to put into them. */
const absences: ReadonlyMap<string, string> = new Map([
  ['/data/oc4ids.json', 'data.oc4ids.none'],
  ['/data/terms.tbx', 'data.terms.none'],
]);

/** Which of the files that cannot be empty there are. */
interface DataModel {
  readonly absent: ReadonlySet<string>;
}

/** The page `/data`. */
export const dataPage: Page<DataModel> = {
  path: '/data',
  dated: false,
  model: async ({ queries }) => {
    const absent = new Set(absences.keys());
    for await (const _ of queries.projectFiles()) {
      absent.delete('/data/oc4ids.json');
      break;
    }
    if ((await queries.records('term')).length > 0) absent.delete('/data/terms.tbx');
    return ok({ absent });
  },
  render: ({ absent }, view) => ({
    title: view.text('data.title'),
    sample: false,
    body: html`<header class="page-head">
        <h1>${view.text('data.title')}</h1>
        <p class="lead">${view.text('data.lead')}</p>
      </header>
      <section><ul class="rows">${offers.map((offer) => offerRow(view, offer, absent))}${apiRow(view)}</ul></section>
      <section aria-labelledby="use">
        <h2 id="use">${view.text('data.use')}</h2>
        <p>${view.text('data.sample-note')}</p>
        <p>${view.text('data.licence')}</p>
        <p><a href="${view.href('/verify')}">${view.text('data.verify')}</a></p>
      </section>`,
  }),
};

const apiFormat = 'json';

/** One document for programs in every language: its address has none. */
function apiRow(view: View): Html {
  return html`<li class="row">
    <p class="row-id"><span class="record-id">${apiFormat}</span></p>
    <div class="row-main">
      <h2><a href="${apiPath}/openapi.json">${view.text('data.api')}</a></h2>
      <p>${view.text('data.api.text')}</p>
    </div>
  </li>`;
}

/** A package of OC4IDS without a project is not valid, nor is TBX without a term: then there is none to have. */
function offerRow(view: View, { path, name, key }: Offer, absent: DataModel['absent']): Html {
  const isThere = !absent.has(path);
  return html`<li class="row">
    <p class="row-id"><span class="record-id">${path.slice(path.lastIndexOf('.') + 1)}</span></p>
    <div class="row-main">
      <h2>${isThere ? html`<a href="${view.href(path)}">${view.text(name)}</a>` : view.text(name)}</h2>
      <p>${view.text(key)}</p>
      ${isThere ? nothing : html`<p class="quiet">${view.text(absences.get(path) ?? '')}</p>`}
    </div>
  </li>`;
}
