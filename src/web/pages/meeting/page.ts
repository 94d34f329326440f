// One meeting: who chaired, what is known of it and from where, what was decided, and the answers to its minutes.
import { html } from 'hono/html';
import { ok, refuse } from '../../../base/result.ts';
import type { MeetingState } from '../../../programme/kinds/meeting.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { historyOf, verifyLink } from '../../parts/history.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { recordLink, recordLinks } from '../../parts/record-link.ts';
import { saidLine, sourceLink } from '../../parts/sources.ts';
import { sampleMark, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { minutesTag } from './minutes.ts';

/** The page `/meetings/:id`. Refusal: web.meeting.unknown. */
export const meetingPage: Page<RecordView<MeetingState>> = {
  path: '/meetings/:id',
  dated: true,
  model: async (site, visit) => {
    const id = visit.params.id ?? '';
    const meeting = await site.queries.meeting(id, visit.when);
    return meeting === undefined ? refuse('web.meeting.unknown', { id }) : ok(meeting);
  },
  render: (meeting, view) => ({
    title: view.plain(meeting.state.title),
    sample: meeting.state.sample,
    body: html`${meetingHead(view, meeting)}
      ${chairSpine(view, meeting.state)}
      ${dayForm(view)}
      ${factSection(view, meeting.state)}
      ${agendaSection(view, meeting.state)}
      ${decisionSection(view, meeting.state)}
      ${minutesSection(view, meeting.state)}
      ${documentSection(view, meeting.state)}
      <section aria-labelledby="history">
        <h2 id="history">${view.text('history.title')}</h2>
        <p class="quiet">${view.text('history.lead')}</p>
        ${historyOf(view, meeting.history)}
      </section>`,
  }),
};

function meetingHead(view: View, { id, state }: RecordView<MeetingState>): Html {
  const place = state.place === undefined ? undefined : view.words(state.place);
  const day = view.date(state.date);
  return html`<header class="page-head">
    <p class="kicker"><span class="record-id">${id}</span> ${view.text('meeting.kind')} ${sampleMark(view, state)}</p>
    <h1>${view.words(state.title)}</h1>
    <p class="lead">${place === undefined ? view.html('meeting.when', { day }) : view.html('meeting.when-where', { day, place })}</p>
    ${state.body === undefined ? nothing : html`<p>${view.html('meeting.body', { body: recordLink(view, state.body) })}</p>`}
    ${state.said === undefined ? nothing : html`<p>${saidLine(view, state.said)}</p>`}
  </header>`;
}

function chairSpine(view: View, state: MeetingState): Html {
  return html`<section class="spine" aria-labelledby="chairs">
    <h2 id="chairs" class="hidden">${view.text('meeting.chairs')}</h2>
    ${state.chairs.map(
      (chair) => html`<div class="${sideOf(view, chair.party)} signatory">
      <h3>${partyMark(view, chair.party)} ${view.words(view.party(chair.party).name)}</h3>
      ${chair.name === undefined ? '' : html`<p class="person">${view.words(chair.name)}</p>`}
      ${chair.post === undefined ? '' : html`<p class="post">${view.words(chair.post)}</p>`}
    </div>`,
    )}
    <p class="joint">${view.html('meeting.kept-by', { party: view.partyName(state.party), status: minutesTag(view, state) })}</p>
  </section>`;
}

function factSection(view: View, state: MeetingState): Html {
  if (state.facts.length === 0) return nothing;
  return html`<section aria-labelledby="facts">
    <h2 id="facts">${view.text('meeting.facts')}</h2>
    <ul class="quotes">${state.facts.map(
      (fact) => html`<li id="fact-${fact.id}"><p>${view.words(fact.text)}</p>
      <p class="source">${fact.said === undefined ? view.text('meeting.fact-unsourced') : saidLine(view, fact.said)}</p></li>`,
    )}</ul>
  </section>`;
}

function agendaSection(view: View, state: MeetingState): Html {
  if (state.agenda.length === 0) return nothing;
  return html`<section aria-labelledby="agenda">
    <h2 id="agenda">${view.text('meeting.agenda')}</h2>
    <ol class="agenda">${state.agenda.map((item) => html`<li>${view.words(item.text)}</li>`)}</ol>
  </section>`;
}

function decisionSection(view: View, state: MeetingState): Html {
  return html`<section aria-labelledby="decisions">
    <h2 id="decisions">${view.text('meeting.decisions')}</h2>
    ${state.decisions.length === 0 ? html`<p class="quiet">${view.text('meeting.decisions.none')}</p>` : ''}
    <ul class="rows">${state.decisions.map(
      (decision) => html`<li class="row" id="decision-${decision.id}">
      <p class="row-id">${decision.id}</p>
      <div class="row-main"><p>${view.words(decision.text)}</p></div>
      <p class="row-status">${recordLinks(view, decision.records)}</p>
    </li>`,
    )}</ul>
  </section>`;
}

function minutesSection(view: View, state: MeetingState): Html {
  return html`<section aria-labelledby="minutes">
    <h2 id="minutes">${view.text('meeting.minutes')}</h2>
    <p>${view.text(state.minutes === 'kept' ? 'meeting.minutes.kept.text' : 'meeting.minutes.none.text')}</p>
    ${state.answers.map((line) => {
      const agreed = line.answer === 'agreed';
      const key = agreed ? 'meeting.answer.agreed' : 'meeting.answer.disputed';
      const sentence = view.html(key, {
        party: view.partyName(line.party),
        day: view.date(line.place.day),
      });
      return html`<p>${partyMark(view, line.party)} ${statusTag(agreed ? 'done' : 'risk', sentence)}
        ${line.why === undefined ? '' : view.words(line.why)} ${verifyLink(view, line)}</p>`;
    })}
  </section>`;
}

function documentSection(view: View, state: MeetingState): Html {
  if (state.documents.length === 0) return nothing;
  return html`<section aria-labelledby="documents">
    <h2 id="documents">${view.text('meeting.documents')}</h2>
    <ul>${state.documents.map((source) => html`<li>${sourceLink(view, source)}</li>`)}</ul>
  </section>`;
}
