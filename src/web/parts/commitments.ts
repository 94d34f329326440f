// Commitments as a task list: what was promised, by whom to whom, by when, and how it stands on the day shown.
import { html } from 'hono/html';
import type { CivilDate } from '../../base/dates.ts';
import {
  type CommitmentAct,
  type CommitmentOnDay,
  type CommitmentState,
  commitmentOn,
} from '../../programme/kinds/commitment.ts';
import type { RecordView } from '../../projection/queries.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { verifyLink } from './history.ts';
import { partyMark } from './mark.ts';
import { sourceLink } from './sources.ts';
import { type Look, type SampleMarks, sampleMarks, statusTag } from './status.ts';

/** Returns the task list; a sentence where there is none. `marks` where the page has said already that all is sample. */
export function commitmentList(
  view: View,
  commitments: readonly RecordView<CommitmentState>[],
  marks = sampleMarks(view, []),
): Html {
  if (commitments.length === 0) return html`<p class="quiet">${view.text('commitments.none')}</p>`;
  return html`<ul class="rows tasks">${commitments.map((record) => task(view, record.state, marks))}</ul>`;
}

/** How a commitment stands on the day shown, as shape and words: `late by 41 days`. */
function commitmentStatus(view: View, state: CommitmentState): Html {
  const on = commitmentOn(state, view.day);
  const { look, key } = looks[on.standing];
  return statusTag(look, view.text(key, { count: on.daysLate }));
}

const looks: Readonly<
  Record<CommitmentOnDay['standing'], { readonly look: Look; readonly key: string }>
> = {
  pending: { look: 'planned', key: 'commitment.status.pending' },
  open: { look: 'progress', key: 'commitment.status.open' },
  late: { look: 'late', key: 'commitment.status.late' },
  kept: { look: 'done', key: 'commitment.status.kept' },
  'kept-late': { look: 'done', key: 'commitment.status.kept-late' },
  withdrawn: { look: 'planned', key: 'commitment.status.withdrawn' },
};

function task(view: View, state: CommitmentState, marks: SampleMarks): Html {
  const { measure, due } = state;
  return html`<li class="row" id="${state.id}">
    <p class="row-id"><span class="record-id">${state.id}</span></p>
    <div class="row-main">
      <h3>${measure === undefined ? view.text('commitment.unknown') : view.words(measure)} ${marks.of(state)}</h3>
      <p class="row-facts"><span class="marks">${state.debtors.map((party) => partyMark(view, party))}</span>
        <span>${owedBy(view, state)}</span>
        ${due === undefined ? '' : html`<span>${view.html('commitment.due', { day: view.date(due) })}</span>`}
        ${clauseLink(view, state)}</p>
      ${state.acts.length === 0 ? nothing : html`<ul class="acts">${state.acts.map((act) => actLine(view, act))}</ul>`}
      ${answers(view, state)}
    </div>
    <p class="row-status">${commitmentStatus(view, state)}</p>
  </li>`;
}

function owedBy(view: View, state: CommitmentState): Html {
  const debtors = view.partyNames(state.debtors);
  if (state.creditors.length === 0) return view.html('commitment.by', { debtors });
  return view.html('commitment.by-to', { debtors, creditors: view.partyNames(state.creditors) });
}

function clauseLink(view: View, state: CommitmentState): Html {
  if (state.agreement === undefined) return nothing;
  const path = `/agreements/${state.agreement}#clause-${state.clause ?? ''}`;
  const params = { agreement: state.agreement, clause: state.clause ?? '' };
  return html`<a href="${view.href(path)}">${view.text('commitment.clause', params)}</a>`;
}

function actLine(view: View, act: CommitmentAct): Html {
  const sentence = view.html(actKeys[act.act], {
    party: html`<b>${view.partyName(act.party)}</b>`,
    day: view.date(act.day as CivilDate),
  });
  return html`<li>${sentence} ${act.note === undefined ? '' : view.words(act.note)}
    ${(act.evidence ?? []).map((source) => html`${sourceLink(view, source)} `)} ${verifyLink(view, act)}</li>`;
}

const actKeys: Readonly<Record<CommitmentAct['act'], string>> = {
  progress: 'commitment.act.progress',
  'claim-kept': 'commitment.act.claim-kept',
  withdraw: 'commitment.act.withdraw',
  accept: 'commitment.act.accept',
  dispute: 'commitment.act.dispute',
};

/** Who accepted or disputed the newest claim; and that a withdrawal still waits for the creditors. */
function answers(view: View, state: CommitmentState): Html {
  const { acceptedBy, disputedBy, standing } = state;
  return html`${standing === 'withdrawn-claimed' ? html`<p class="reason">${view.text('commitment.withdrawn-claimed')}</p>` : ''}
    ${acceptedBy.length === 0 ? '' : html`<p>${view.text('commitment.accepted-by', { parties: view.partyNames(acceptedBy) })}</p>`}
    ${disputedBy.length === 0 ? '' : html`<p class="reason">${view.text('commitment.disputed-by', { parties: view.partyNames(disputedBy) })}</p>`}`;
}
