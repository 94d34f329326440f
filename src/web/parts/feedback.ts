// Feedback as pages show it: what was said of a record, by when it is to be answered, and what each party answered.
import { html } from 'hono/html';
import { type FeedbackState, feedbackOn } from '../../programme/kinds/feedback.ts';
import type { RecordView } from '../../projection/queries.ts';
import { type Html, nothing } from '../html.ts';
import { recordPath } from '../records.ts';
import type { View } from '../view.ts';
import { verifyLink } from './history.ts';
import { partyMark } from './mark.ts';
import { type SampleMarks, sampleMarks, statusTag } from './status.ts';

type Feedback = RecordView<FeedbackState>;

/** Words of each topic. */
export const topicKeys: Readonly<Record<FeedbackState['topic'], string>> = {
  error: 'feedback.topic.error',
  question: 'feedback.topic.question',
  suggestion: 'feedback.topic.suggestion',
  complaint: 'feedback.topic.complaint',
  praise: 'feedback.topic.praise',
};

/** Returns feedback as rows; with the record that each is about, unless they stand on its page. */
export function feedbackRows(
  view: View,
  all: readonly Feedback[],
  given: { readonly marks: SampleMarks; readonly withRecord: boolean },
): Html {
  return html`<ul class="rows">${all.map((one) => feedbackRow(view, one, given))}</ul>`;
}

/** Returns the section on the page of the record that the feedback is about, and a link to the form where `asking` names the record. */
export function feedbackSection(
  view: View,
  all: readonly Feedback[],
  asking?: { readonly record: string },
): Html {
  const ask =
    asking === undefined
      ? nothing
      : html`<p class="ask"><a href="${view.href(`/feedback/new?record=${asking.record}`)}">${view.text('feedback.ask')}</a></p>`;
  if (all.length === 0) return ask;
  const marks = sampleMarks(
    view,
    all.map(({ state }) => state),
  );
  return html`<section class="feedback" aria-labelledby="feedback">
    <h2 id="feedback">${view.text('feedback.section')} ${marks.all}</h2>
    <p class="quiet">${view.text('feedback.section.lead')} <a href="${view.href('/feedback')}">${view.text('feedback.all')}</a></p>
    ${feedbackRows(view, all, { marks, withRecord: false })}
    ${ask}
  </section>`;
}

function feedbackRow(
  view: View,
  { id, state }: Feedback,
  { marks, withRecord }: { readonly marks: SampleMarks; readonly withRecord: boolean },
): Html {
  const path = recordPath(state.record);
  const record =
    path === undefined ? state.record : html`<a href="${view.href(path)}">${state.record}</a>`;
  const [first] = state.answers;
  const received = view.html('feedback.received', {
    party: view.partyName(state.party),
    day: view.date(state.received),
  });
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h3>${view.text(topicKeys[state.topic])}${withRecord ? html` – ${record}` : nothing} ${marks.of(state)}</h3>
      <p class="row-facts">${partyMark(view, state.party)} <span>${received}</span>
        <span>${view.html('feedback.due', { day: view.date(state.due) })}</span></p>
      <blockquote class="feedback-words"><p>${view.words(state.text)}</p></blockquote>
      ${state.answers.map(
        ({
          party,
          text,
          place,
        }) => html`<p>${partyMark(view, party)} ${view.html('feedback.answered-by', { party: view.partyName(party), day: view.date(place.day) })}
        ${view.words(text)} ${verifyLink(view, { place })}</p>`,
      )}
      ${first === undefined ? html`<p class="quiet">${view.text('feedback.unanswered')}</p>` : nothing}
    </div>
    <p class="row-status">${feedbackTag(view, state)}</p>
  </li>`;
}

function feedbackTag(view: View, state: FeedbackState): Html {
  const { standing, lateDays } = feedbackOn(state, view.day);
  if (standing === 'open') return statusTag('waiting', view.text('feedback.standing.open'));
  if (standing === 'late') {
    return statusTag('late', view.text('feedback.standing.late', { count: lateDays }));
  }
  if (lateDays === 0) return statusTag('done', view.text('feedback.standing.answered'));
  return statusTag('risk', view.text('feedback.standing.answered-late', { count: lateDays }));
}
