// Erasures: what was asked to be erased, on what ground, and which parties say that they have done it.
import { html } from 'hono/html';
import type { ErasureStatus } from '../../projection/queries.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';
import { partyMark } from './mark.ts';
import { statusTag } from './status.ts';

/** Returns how far an erasure has come: `erased, 2 of 2 parties confirmed`; with the parties that are missing. */
export function erasureLine(view: View, erasure: ErasureStatus): Html {
  const { done, parties } = erasure;
  const counts = { done: done.length, parties: parties.length };
  if (done.length >= parties.length)
    return statusTag('done', view.text('erasure.confirmed', counts));
  const missing = parties.filter((party) => !done.includes(party));
  return html`${statusTag('progress', view.text('erasure.partly', counts))}
    ${view.text('erasure.missing', { parties: view.partyNames(missing) })}`;
}

/** Returns the erasures as a list, newest first; says so when there is none. */
export function erasureList(view: View, erasures: readonly ErasureStatus[]): Html {
  if (erasures.length === 0) return html`<p>${view.text('erasure.none')}</p>`;
  return html`<ul class="rows">${erasures.map((erasure) => erasureRow(view, erasure))}</ul>`;
}

function erasureRow(view: View, erasure: ErasureStatus): Html {
  const { party, index, record, leaf, asked, ground } = erasure;
  const entry = view.text('erasure.entry', { party: view.partyName(party), index });
  return html`<li class="row">
    <div class="row-main">
      <h3>${partyMark(view, party)} <a href="${view.href(`/verify?entry=${leaf}`)}">${entry}</a>${record === undefined ? '' : html` <span class="record-id">${record}</span>`}</h3>
      <p class="row-facts"><span>${view.html('erasure.asked', { at: view.instant(asked) })}</span></p>
      <p>${view.html('erasure.ground', { ground: view.words(ground) })}</p>
    </div>
    <p class="row-status">${erasureLine(view, erasure)}</p>
  </li>`;
}
