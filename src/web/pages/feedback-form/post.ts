// What the form of feedback hands in: checked, and given to the node's inbox. A fault brings the form back as it was filled in.
import type { Context } from 'hono';
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { feedbackTopics } from '../../../programme/kinds/feedback.ts';
import { kindOfId } from '../../../programme/kinds.ts';
import type { Language } from '../../../text/languages.ts';
import { recordPath } from '../../records.ts';
import type { Site } from '../../site.ts';
import type { FeedbackForm } from './page.ts';

/** Letters of one message. */
const textMax = 4_000;

/** What became of it: handed in, or the form again. */
export type Posted = { readonly form: FeedbackForm } | undefined;

/** Returns undefined where the message waits for an editor now, or where a program filled in what no person sees. */
export async function postFeedback(
  c: Context,
  given: { readonly site: Site; readonly language: Language },
): Promise<Posted> {
  const { site, language } = given;
  const body = await c.req.parseBody();
  const textOf = (name: string) => {
    const value = body[name];
    // A form has CRLF at the end of each line, which its own count of letters takes for one.
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  };
  if (textOf('website') !== '') return undefined;
  const form = {
    record: textOf('record').slice(0, 60),
    topic: textOf('topic'),
    text: textOf('text'),
  };
  const back = (field: 'record' | 'topic' | 'text', refusal: Refusal, status: 400 | 503 = 400) => ({
    form: { ...form, fault: { field, refusal }, status },
  });
  if (isFromElsewhere(c)) return back('text', { code: 'web.feedback.elsewhere', params: {} });
  const record = await checkRecord(site, form.record);
  if (!record.ok) return back('record', record.error);
  const topic = feedbackTopics.find((one) => one === form.topic);
  if (topic === undefined) return back('topic', { code: 'web.feedback.topic', params: {} });
  if (form.text === '' || form.text.length > textMax)
    return back('text', { code: 'web.feedback.text', params: { max: textMax } });
  const message = { record: form.record, topic, language: language.tag, text: form.text };
  const left = await site.feedback?.leave(message, c);
  if (left === undefined || left.ok) return undefined;
  return back('text', left.error, 503);
}

/** A page of another site may not have its readers write here. Browsers say so in one of two headers. */
function isFromElsewhere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  try {
    return new URL(origin).host !== new URL(c.req.url).host;
  } catch {
    return true;
  }
}

/** It is on the public record, and has a page on which the feedback will stand. */
async function checkRecord(site: Site, id: string): Promise<Result<undefined, Refusal>> {
  const kind = recordPath(id) === undefined ? undefined : kindOfId(id);
  const found =
    kind === undefined ? undefined : await site.queries.record(kind.name as 'project', id);
  return found === undefined ? refuse('web.feedback.record', { record: id }) : ok(undefined);
}
