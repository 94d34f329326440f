// All feedback that is public: what waits for an answer first, then what was answered, each by its day.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import { type FeedbackState, feedbackOn } from '../../../programme/kinds/feedback.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { feedbackRows } from '../../parts/feedback.ts';
import { sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Feedback = RecordView<FeedbackState>;

/** The page `/feedback`. */
export const feedbackPage: Page<readonly Feedback[]> = {
  path: '/feedback',
  dated: true,
  model: async (site, visit) => {
    const all = await site.queries.records('feedback', visit.when);
    return ok([...all].sort((a, b) => (a.state.due < b.state.due ? -1 : 1)));
  },
  render: (all, view) => {
    const waiting = all.filter(({ state }) => feedbackOn(state, view.day).standing !== 'answered');
    const answered = all.filter((one) => !waiting.includes(one));
    return {
      title: view.text('feedback.title'),
      sample: all.length > 0 && all.every(({ state }) => state.sample),
      body: html`<header class="page-head">
        <h1>${view.text('feedback.title')}</h1>
        <p class="lead">${view.text('feedback.lead')}</p>
      </header>
      ${dayForm(view)}
      ${all.length === 0 ? html`<p class="quiet">${view.text('feedback.none')}</p>` : nothing}
      ${group(view, 'waiting', { title: view.text('feedback.waiting', { count: waiting.length }), shown: waiting })}
      ${group(view, 'answered', { title: view.text('feedback.answered', { count: answered.length }), shown: answered })}`,
    };
  },
};

function group(
  view: View,
  id: string,
  { title, shown }: { readonly title: string; readonly shown: readonly Feedback[] },
): Html {
  if (shown.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    shown.map(({ state }) => state),
  );
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title} ${marks.all}</h2>
    ${feedbackRows(view, shown, { marks, withRecord: true })}
  </section>`;
}
