// A form by which anybody says something about a record. It works without scripts; nothing is asked of who writes.
import { html } from 'hono/html';
import { ok, type Refusal } from '../../../base/result.ts';
import { feedbackTopics } from '../../../programme/kinds/feedback.ts';
import { type Html, nothing } from '../../html.ts';
import type { Content, Page } from '../../page.ts';
import { topicKeys } from '../../parts/feedback.ts';
import type { View } from '../../view.ts';
import { refusalText } from '../problem/page.ts';

/** Where the form stands. */
export const feedbackFormPath = '/feedback/new';
/** Where it leads. */
export const feedbackSentPath = '/feedback/sent';

/** What stands in the form, and what is wrong with it. */
export interface FeedbackForm {
  readonly record: string;
  readonly topic: string;
  readonly text: string;
  readonly fault?: { readonly field: 'record' | 'topic' | 'text'; readonly refusal: Refusal };
  readonly status?: Content['status'];
}

/** The page `/feedback/new`; `?record=HK-P001` fills that in. */
export const feedbackFormPage: Page<FeedbackForm> = {
  path: feedbackFormPath,
  dated: false,
  model: async (_site, { query }) =>
    ok({ record: (query.record ?? '').slice(0, 60), topic: '', text: '' }),
  render: (form, view) => feedbackFormContent(form, view),
};

/** Returns the form as it was filled in. */
export function feedbackFormContent(form: FeedbackForm, view: View): Content {
  const title = view.text('feedback.form.title');
  return {
    title,
    sample: false,
    ...(form.status === undefined ? {} : { status: form.status }),
    body: html`<header class="page-head"><h1>${title}</h1>
        <p class="lead">${view.text('feedback.form.lead')}</p></header>
      ${faultOf(view, form)}
      <form method="post" action="${view.href(feedbackFormPath)}" class="feedback-form">
        ${recordField(view, form)}${topicField(view, form)}${textField(view, form)}
        <div class="hidden" aria-hidden="true"><label>${view.text('feedback.form.nothing')}
          <input name="website" tabindex="-1" autocomplete="off"></label></div>
        <p><button type="submit">${view.text('feedback.form.send')}</button></p>
      </form>`,
  };
}

function faultOf(view: View, { fault }: FeedbackForm): Html {
  if (fault === undefined) return nothing;
  const words = refusalText(view, fault.refusal);
  return html`<section class="error-summary" aria-labelledby="faults">
    <h2 id="faults">${view.text('feedback.form.fault')}</h2>
    <ul><li><a href="#${fault.field}">${words}</a></li></ul></section>`;
}

/** What a field that is at fault says to who hears the page. */
function marks({ fault }: FeedbackForm, field: 'record' | 'topic' | 'text'): Html {
  const isWrong = fault?.field === field;
  return html` aria-describedby="${field}-hint"${isWrong ? html` aria-invalid="true"` : nothing}`;
}

function recordField(view: View, form: FeedbackForm): Html {
  return html`<div class="field"><label for="record">${view.text('feedback.form.record')}</label>
    <p class="quiet" id="record-hint">${view.text('feedback.form.record.hint')}</p>
    <input id="record" name="record" value="${form.record}" maxlength="60" required autocomplete="off"${marks(form, 'record')}></div>`;
}

function topicField(view: View, form: FeedbackForm): Html {
  return html`<div class="field"><label for="topic">${view.text('feedback.form.topic')}</label>
    <p class="quiet" id="topic-hint">${view.text('feedback.form.topic.hint')}</p>
    <select id="topic" name="topic" required${marks(form, 'topic')}>${feedbackTopics.map(
      (one) =>
        html`<option value="${one}"${one === form.topic ? html` selected` : nothing}>${view.text(topicKeys[one])}</option>`,
    )}</select></div>`;
}

function textField(view: View, form: FeedbackForm): Html {
  return html`<div class="field"><label for="text">${view.text('feedback.form.text')}</label>
    <p class="quiet" id="text-hint">${view.text('feedback.form.text.hint')}</p>
    <textarea id="text" name="text" rows="8" maxlength="4000" required${marks(form, 'text')}>${form.text}</textarea></div>`;
}

/** The page `/feedback/sent`: what happens next. */
export const feedbackSentPage: Page<undefined> = {
  path: feedbackSentPath,
  dated: false,
  model: async () => ok(undefined),
  render: (_, view) => ({
    title: view.text('feedback.sent.title'),
    sample: false,
    body: html`<header class="page-head"><h1>${view.text('feedback.sent.title')}</h1>
      <p class="lead">${view.text('feedback.sent.lead')}</p></header>
      <p><a href="${view.href('/feedback')}">${view.text('feedback.all')}</a></p>`,
  }),
};
