// Pages about problems: an address that is none, a request that is refused, a fault of ours.
import { html } from 'hono/html';
import type { Refusal } from '../../../base/result.ts';
import type { ErasureStatus } from '../../../projection/queries.ts';
import { plainAddress } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Content } from '../../page.ts';
import { erasureLine } from '../../parts/erasure.ts';
import type { View } from '../../view.ts';

/** Returns the page for an address that is none. */
export function unknownAddress(view: View): Content {
  return {
    title: view.text('problem.unknown.title'),
    sample: false,
    status: 404,
    body: html`<h1>${view.text('problem.unknown.title')}</h1>
      <p class="lead">${view.text('problem.unknown.text')}</p>
      ${waysOn(view)}`,
  };
}

/** Returns the page of a witness for every address of records. */
export function noRecords(view: View): Content {
  const title = view.text('problem.unknown.title');
  const lead = view.text('problem.witness.text');
  return {
    title,
    sample: false,
    status: 404,
    body: html`<h1>${title}</h1><p class="lead">${lead}</p>${waysOn(view)}`,
  };
}

/** Returns the page for a request that is refused: the text of the refusal, and its code to quote. */
export function refusedContent(view: View, refusal: Refusal): Content {
  const title = view.text('problem.refused.title');
  return {
    title,
    sample: false,
    body: html`<h1>${title}</h1>
      <p class="lead">${refusalText(view, refusal)}</p>
      <p class="quiet">${codeLine(view, refusal.code)}</p>
      ${waysOn(view)}`,
  };
}

/** Returns the page for a record that was erased: by whom, and on what ground. */
export function erasedContent(view: View, erasure: ErasureStatus): Content {
  const title = view.text('problem.erased.title');
  const party = view.partyName(erasure.party);
  return {
    title,
    sample: false,
    body: html`<h1>${title}</h1>
      <p class="lead">${view.text('problem.erased.text', { id: erasure.record ?? '', party, index: erasure.index })}</p>
      <p>${erasureLine(view, erasure)}</p>
      ${waysOn(view)}`,
  };
}

/** Returns the page of a node that has started and does not know yet what it may show. */
export function heldContent(view: View): Content {
  const title = view.text('problem.held.title');
  return {
    title,
    sample: false,
    status: 503,
    body: html`<h1>${title}</h1><p class="lead">${view.text('problem.held.text')}</p>
      <ul class="ways"><li><a href="${view.href('/status')}">${view.text('nav.status')}</a></li></ul>`,
  };
}

/** Returns the page for a fault of ours. */
export function brokenContent(view: View): Content {
  const title = view.text('problem.broken.title');
  const body = html`<h1>${title}</h1><p class="lead">${view.text('problem.broken.text')}</p>`;
  return { title, sample: false, body };
}

/** Returns the text of a refusal in the reader's language; one of a newer release is shown by its code. */
export function refusalText(view: View, refusal: Refusal): string {
  const { code, params } = refusal;
  const { day } = params;
  const isThen = code.endsWith('.then.unknown') && typeof day === 'string';
  const shown = isThen ? { ...params, day: view.plainDate(day) } : params;
  if (view.canSay(code, shown)) return view.text(code, shown);
  return view.text('problem.refused.other', { code: refusal.code });
}

/** Returns a code in words where it has them without parameters, and the code itself. */
export function codeInWords(view: View, code: string): Html {
  const words = view.canSay(code, {}) ? view.text(code) : '';
  return html`${words} <code>${code}</code>`;
}

/** Returns the code of a refusal, which two people can quote to each other in any language. */
export function codeLine(view: View, code: string): Html {
  return view.html('problem.code', { code: html`<code>${code}</code>` });
}

function waysOn(view: View): Html {
  if (view.witness) {
    return html`<ul class="ways"><li><a href="${view.href('/status')}">${view.text('nav.status')}</a></li></ul>`;
  }
  const { asof, known } = view.when;
  const today = html`<li><a href="${plainAddress(view)}">${view.text('days.today')}</a></li>`;
  return html`<ul class="ways">
    ${asof === undefined && known === undefined ? nothing : today}
    <li><a href="${view.href('/')}">${view.text('problem.home')}</a></li>
    <li><a href="${view.href('/projects')}">${view.text('nav.projects')}</a></li>
    <li><a href="${view.href('/agreements')}">${view.text('nav.agreements')}</a></li>
    <li><a href="${view.href('/verify')}">${view.text('nav.verify')}</a></li>
  </ul>`;
}
