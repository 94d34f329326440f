// One document: what its newest version is, where it can be had and how its file is checked, and every version before it.
import { html } from 'hono/html';
import { ok, refuse } from '../../../base/result.ts';
import type { DocumentVersion } from '../../../programme/kinds/document.ts';
import { dayForm } from '../../days.ts';
import { factList, type Html, nothing, outsideLink, type Part } from '../../html.ts';
import type { Page } from '../../page.ts';
import {
  type DocumentView,
  documentFacts,
  documentFilePath,
  documentTypeText,
} from '../../parts/documents.ts';
import { historyOf, verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { recordLinks } from '../../parts/record-link.ts';
import { sampleMark, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** The page `/documents/:id`. Refusal: web.document.unknown. */
export const documentPage: Page<DocumentView> = {
  path: '/documents/:id',
  dated: true,
  model: async (site, visit) => {
    const id = visit.params.id ?? '';
    const found = await site.queries.record('document', id, visit.when);
    return found === undefined ? refuse('web.document.unknown', { id }) : ok(found);
  },
  render: (document, view) => {
    const { id, state } = document;
    return {
      title: view.plain(state.title),
      sample: state.sample,
      body: html`<header class="page-head">
        <p class="kicker"><span class="record-id">${id}</span> ${documentTypeText(view, state.documentType)} ${sampleMark(view, state)}</p>
        <h1>${view.words(state.title)}</h1>
        <p class="row-facts"><span>${partyMark(view, state.party)} ${view.partyName(state.party)}</span> ${documentFacts(view, state)}</p>
        ${withdrawal(view, document)}
      </header>
      ${dayForm(view)}
      ${contentSection(view, document)}
      ${versionSection(view, document)}
      <section aria-labelledby="history">
        <h2 id="history">${view.text('history.title')}</h2>
        ${historyOf(view, document.history)}
      </section>`,
    };
  },
};

function withdrawal(view: View, { state }: DocumentView): Html {
  const { withdrawnOn, withdrawnWhy } = state;
  if (withdrawnOn === undefined || withdrawnWhy === undefined) return nothing;
  const day = view.date(withdrawnOn);
  return html`<p>${statusTag('late', view.text('documents.withdrawn'))}
    ${view.html('document.withdrawn-why', { day, why: view.words(withdrawnWhy) })}</p>`;
}

/** What is not known has no row. */
function contentSection(view: View, { id, state }: DocumentView): Html {
  const { version, published, modified, author, note, digest, url } = state;
  const rows: readonly (readonly [string, Part])[] = [
    [view.text('document.of'), recordLinks(view, state.of)],
    [view.text('document.version'), version],
    [view.text('document.author'), author && view.words(author)],
    [view.text('document.published'), published && view.date(published)],
    [view.text('document.modified'), modified && view.date(modified)],
    [view.text('document.note'), note && view.words(note)],
    [view.text('document.address'), url && outsideLink(url, url)],
    [view.text('document.file'), fileLink(view, id, state)],
    [view.text('document.digest'), digest && html`<code class="hash">${digest}</code>`],
  ];
  return html`<section aria-labelledby="content">
    <h2 id="content">${view.text('document.content')}</h2>
    ${factList(rows.filter(([, value]) => value !== undefined))}
    <p class="quiet">${view.text(digest === undefined ? 'document.unchecked' : 'document.check')}</p>
  </section>`;
}

function fileLink(view: View, id: string, version: DocumentVersion): Html | undefined {
  const path = documentFilePath(id, version);
  if (path === undefined || version.blob === undefined) return undefined;
  const bytes = view.text('documents.bytes', { count: version.blob.bytes });
  return html`<a href="${path}" download>${view.text('document.download', { format: version.format })}</a> ${bytes}`;
}

function versionSection(view: View, { id, state }: DocumentView): Html {
  const caption = view.text('document.versions');
  return html`<section>
    <h2 id="versions">${caption}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed">
      <caption class="hidden">${caption}</caption>
      <thead><tr><th scope="col">${view.text('document.version')}</th><th scope="col">${view.text('document.since')}</th>
        <th scope="col">${view.text('document.published')}</th><th scope="col">${view.text('document.file')}</th>
        <th scope="col">${view.text('document.digest')}</th></tr></thead>
      <tbody>${[...state.versions.entries()].reverse().map(([i, one]) => versionRow(view, id, { number: i + 1, one }))}</tbody>
    </table></div>
  </section>`;
}

function versionRow(
  view: View,
  id: string,
  { number, one }: { readonly number: number; readonly one: DocumentVersion },
): Html {
  const { version, place, published, modified, url, digest } = one;
  const day = modified ?? published;
  const none = html`<span class="quiet">–</span>`;
  const where = fileLink(view, id, one) ?? (url === undefined ? none : outsideLink(url, url));
  return html`<tr><th scope="row">${version ?? view.text('document.number', { number })}</th>
    <td>${view.date(place.day)}</td>
    <td>${day === undefined ? none : view.date(day)}</td>
    <td>${where}</td>
    <td>${digest === undefined ? none : html`<code class="hash">${digest.slice(0, 12)}…</code>`} ${verifyLink(view, one)}</td></tr>`;
}
