// The list of meetings, newest first.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { MeetingState } from '../../../programme/kinds/meeting.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import type { Html } from '../../html.ts';
import type { Page } from '../../page.ts';
import { partyMark } from '../../parts/mark.ts';
import { sampleMark } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { minutesTag } from '../meeting/minutes.ts';

/** A meeting with its history. */
type Meeting = RecordView<MeetingState>;

/** The page `/meetings`. */
export const meetingsPage: Page<readonly Meeting[]> = {
  path: '/meetings',
  dated: true,
  model: async (site, visit) => {
    const meetings = await site.queries.meetings(visit.when);
    return ok([...meetings].sort((a, b) => (a.state.date < b.state.date ? 1 : -1)));
  },
  render: (meetings, view) => ({
    title: view.text('meetings.title'),
    sample: meetings.length > 0 && meetings.every((meeting) => meeting.state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('meetings.title')}</h1>
        <p class="lead">${view.text('meetings.lead')}</p>
      </header>
      ${dayForm(view)}
      ${meetings.length === 0 ? html`<p class="quiet">${view.text('meetings.none')}</p>` : ''}
      <ul class="rows">${meetings.map((meeting) => meetingRow(view, meeting))}</ul>`,
  }),
};

function meetingRow(view: View, meeting: Meeting): Html {
  const { state } = meeting;
  return html`<li class="row">
    <p class="row-id">${meeting.id}</p>
    <div class="row-main">
      <h2><a href="${view.href(`/meetings/${meeting.id}`)}">${view.words(state.title)}</a> ${sampleMark(view, state)}</h2>
      <p class="row-facts"><span>${view.date(state.date)}</span>
        ${state.place === undefined ? '' : html`<span>${view.words(state.place)}</span>`}
        <span class="marks">${state.chairs.map((chair) => partyMark(view, chair.party))}</span>
        <span>${view.text('meetings.decisions', { count: state.decisions.length })}</span></p>
    </div>
    <p class="row-status">${minutesTag(view, state)}</p>
  </li>`;
}
