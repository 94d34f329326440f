// Change requests of one record: what was asked for, of which effect, who decided, and the version that followed.
import { html } from 'hono/html';
import type { ChangeRequestState } from '../../programme/kinds/change-request.ts';
import type { Place } from '../../programme/statement.ts';
import type { RecordView } from '../../projection/queries.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { verifyLink } from './history.ts';
import { partyMark } from './mark.ts';
import { amountWords } from './money.ts';
import { type Look, type SampleMarks, sampleMarks, statusTag } from './status.ts';

/** A version that names a change request, in words. */
export interface ChangedVersion {
  readonly request: string;
  readonly words: Html;
  readonly place: Place;
}

type ChangeRequest = RecordView<ChangeRequestState>;

const standings: Readonly<
  Record<ChangeRequestState['standing'], { readonly look: Look; readonly key: string }>
> = {
  open: { look: 'waiting', key: 'changes.standing.open' },
  accepted: { look: 'done', key: 'changes.standing.accepted' },
  rejected: { look: 'risk', key: 'changes.standing.rejected' },
  withdrawn: { look: 'planned', key: 'changes.standing.withdrawn' },
};

const causeKeys: Readonly<Record<ChangeRequestState['cause'], string>> = {
  works: 'changes.cause.works',
  approval: 'changes.cause.approval',
  funding: 'changes.cause.funding',
  'other-side': 'changes.cause.other-side',
  'external-event': 'changes.cause.external-event',
  scope: 'changes.cause.scope',
};

/** Returns the section of change requests, or nothing where there is none. */
export function changesSection(
  view: View,
  requests: readonly ChangeRequest[],
  versions: readonly ChangedVersion[],
): Html {
  if (requests.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    requests.map(({ state }) => state),
  );
  return html`<section aria-labelledby="changes">
    <h2 id="changes">${view.text('changes.requests')} ${marks.all}</h2>
    <ul class="cases">${requests.map((one) => requestItem(view, one, { marks, versions }))}</ul>
  </section>`;
}

function requestItem(
  view: View,
  { id, state }: ChangeRequest,
  given: { readonly marks: SampleMarks; readonly versions: readonly ChangedVersion[] },
): Html {
  const { look, key } = standings[state.standing];
  const cause = view.text(causeKeys[state.cause]);
  const followed = given.versions.filter(({ request }) => request === id);
  return html`<li class="case" id="${id}">
    <p class="case-head">${partyMark(view, state.party)} <span class="record-id">${id}</span> ${statusTag(look, view.text(key))} ${given.marks.of(state)} ${verifyLink(view, state)}</p>
    <p class="case-title">${view.words(state.title)}</p>
    <p>${view.words(state.what)}</p>
    <p>${view.html('changes.why', { cause, why: view.words(state.why) })}</p>
    <ul class="plain"><li>${daysWords(view, state)}</li>${state.money.map((amount) => html`<li>${amount.amount.startsWith('-') ? nothing : '+'}${amountWords(view, amount)}</li>`)}</ul>
    ${decisionLine(view, state)}
    ${followed.map(({ words, place }) => html`<p>${words} ${verifyLink(view, { place })}</p>`)}
    ${state.standing === 'accepted' && followed.length === 0 ? html`<p class="quiet">${view.text('changes.no-version')}</p>` : nothing}
  </li>`;
}

function daysWords(view: View, { days }: ChangeRequestState): string {
  if (days === undefined || days === 0) return view.text('changes.days.none');
  return view.text(days > 0 ? 'changes.days.later' : 'changes.days.earlier', {
    count: Math.abs(days),
  });
}

function decisionLine(view: View, { decision, withdrawn, standing }: ChangeRequestState): Html {
  if (withdrawn !== undefined) {
    const day = view.date(withdrawn.place.day);
    const words = view.html('changes.withdrawn', { day, why: view.words(withdrawn.why) });
    return html`<p>${words} ${verifyLink(view, withdrawn)}</p>`;
  }
  if (decision === undefined) return nothing;
  const words = view.html(standing === 'accepted' ? 'changes.accepted' : 'changes.rejected', {
    by: view.words(decision.decidedBy),
    day: view.date(decision.on),
    reasons: view.words(decision.reasons),
  });
  return html`<p>${words} ${verifyLink(view, decision)}</p>`;
}
