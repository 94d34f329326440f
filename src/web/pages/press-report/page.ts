// Every element of the press report of 2 April 2019, and how it stands here: real, sample, not in the source, not built.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { Html } from '../../html.ts';
import { nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { type Look, statusTag } from '../../parts/status.ts';
import type { ElementState, ReportElement } from '../../site.ts';
import type { View } from '../../view.ts';

interface Model {
  readonly counts: Readonly<Record<ElementState, number>>;
  readonly shown: readonly ReportElement[];
  readonly total: number;
  readonly filter: ElementState | undefined;
}

const states: readonly ElementState[] = ['real', 'sample', 'not-in-source', 'not-built'];

/** The page `/about/report`, of a programme that has a report. `?state=` filters; a state that is none shows all. */
export const pressReportPage: Page<Model> = {
  path: '/about/report',
  dated: false,
  model: async (site, visit) => {
    const filter = states.find((state) => state === visit.query.state);
    const count = (state: ElementState) => site.report.filter((one) => one.state === state).length;
    return ok({
      filter,
      total: site.report.length,
      shown: site.report.filter((one) => filter === undefined || one.state === filter),
      counts: {
        real: count('real'),
        sample: count('sample'),
        'not-in-source': count('not-in-source'),
        'not-built': count('not-built'),
      },
    });
  },
  render: (model, view) => ({
    title: view.text('press.title'),
    sample: false,
    body: html`<header class="page-head">
        <h1>${view.text('press.title')}</h1>
        <p class="lead">${view.text('press.lead')}</p>
      </header>
      ${filters(view, model)}${elements(view, model)}`,
  }),
};

function filters(view: View, model: Model): Html {
  const item = (state: ElementState | undefined, count: number, word: Html) => {
    const query = state === undefined ? '' : `?state=${state}`;
    const current = model.filter === state ? html` aria-current="true"` : '';
    return html`<li><a href="${view.href('/about/report')}${query}"${current}><b>${count}</b> ${word}</a></li>`;
  };
  return html`<nav class="filters" aria-label="${view.text('press.filter')}"><ul>
    ${item(undefined, model.total, html`${view.text('press.all')}`)}
    ${states.map((state) => item(state, model.counts[state], stateTag(view, state)))}
  </ul></nav>`;
}

function elements(view: View, model: Model): Html {
  const sectionOf = (element: ReportElement) => view.plain(element.section);
  const sections = [...new Set(model.shown.map(sectionOf))];
  return html`${sections.map(
    (section) => html`<section><h2>${section}</h2>
    <ul class="rows">${model.shown
      .filter((element) => sectionOf(element) === section)
      .map((element) => elementRow(view, element))}</ul></section>`,
  )}`;
}

function elementRow(view: View, element: ReportElement): Html {
  const words = view.words(element.text);
  return html`<li class="row" id="element-${element.id}">
    <p class="row-id">${element.id}</p>
    <div class="row-main">
      <p class="element">${element.link === undefined ? words : html`<a href="${view.href(element.link)}">${words}</a>`}</p>
      ${element.note === undefined ? nothing : html`<p class="quiet">${view.words(element.note)}</p>`}
    </div>
    <p class="row-status">${stateTag(view, element.state)}</p>
  </li>`;
}

function stateTag(view: View, state: ElementState): Html {
  return statusTag(looks[state].look, view.text(looks[state].key));
}

const looks: Readonly<Record<ElementState, { readonly look: Look; readonly key: string }>> = {
  real: { look: 'done', key: 'press.state.real' },
  sample: { look: 'progress', key: 'press.state.sample' },
  'not-in-source': { look: 'planned', key: 'press.state.not-in-source' },
  'not-built': { look: 'waiting', key: 'press.state.not-built' },
};
