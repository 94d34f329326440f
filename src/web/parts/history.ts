// The history of records along the spine: each party's statements on its own side, the day on the other.
import { html } from 'hono/html';
import type { HistoryLine } from '../../projection/queries.ts';
import type { Html } from '../html.ts';
import { statementPath } from '../records.ts';
import type { View } from '../view.ts';
import { actKey } from './acts.ts';
import { partyMark, sideOf } from './mark.ts';
import { threeDates } from './sources.ts';
import { sampleMark, standingTag } from './status.ts';

/** Returns the history of one record, oldest first, with all three dates of each statement. */
export function historyOf(view: View, lines: readonly HistoryLine[]): Html {
  if (lines.length === 0) return html`<p class="quiet">${view.text('history.none')}</p>`;
  return html`<ol class="ledger">${lines.map((line) => historyItem(view, line))}</ol>`;
}

/** Returns what is new across records, newest first: what, about which record, how long ago. */
export function newsOf(view: View, lines: readonly HistoryLine[]): Html {
  if (lines.length === 0) return html`<p class="quiet">${view.text('history.none')}</p>`;
  return html`<ol class="ledger">${lines.map((line) => newsItem(view, line))}</ol>`;
}

/** Returns one statement as a sentence: `Hong Kong signed a text.` Acts that pages do not know are quoted. */
export function actSentence(view: View, line: HistoryLine): Html {
  const { statement, place } = line;
  const party = html`<b>${view.partyName(place.party)}</b>`;
  const key = actKey(statement.schema, statement.act);
  return view.html(key, { party, act: statement.act, schema: statement.schema });
}

function historyItem(view: View, line: HistoryLine): Html {
  const { place, statement, standing, struck } = line;
  const sentence = actSentence(view, line);
  return html`<li class="${sideOf(view, place.party)}">
    <p class="day">${view.date(place.day)}</p>
    <div class="entry">
      <p class="act">${partyMark(view, place.party)} ${struck === undefined ? sentence : html`<s>${sentence}</s>`} ${sampleMark(view, statement)}</p>
      ${struck === undefined ? '' : html`<p class="struck">${struckReason(view, struck.why)}</p>`}
      ${threeDates(view, line)}
      <p class="proof">${standingTag(view, standing)} ${verifyLink(view, line)}</p>
    </div>
  </li>`;
}

function newsItem(view: View, line: HistoryLine): Html {
  const { place, statement, standing, struck } = line;
  const sentence = actSentence(view, line);
  const path = statementPath(statement);
  const about =
    path === undefined
      ? statement.about
      : html`<a href="${view.href(path)}">${statement.about}</a>`;
  return html`<li class="${sideOf(view, place.party)}">
    <p class="day">${view.text('history.recorded-ago', { age: view.age(place.at) })}</p>
    <div class="entry">
      <p class="act">${partyMark(view, place.party)} ${struck === undefined ? sentence : html`<s>${sentence}</s>`} ${sampleMark(view, statement)}</p>
      ${struck === undefined ? '' : html`<p class="struck">${struckReason(view, struck.why)}</p>`}
      <p class="proof"><span class="record-id">${about}</span> ${standingTag(view, standing)} ${verifyLink(view, line)}</p>
    </div>
  </li>`;
}

/** Returns the link to the verification of one statement. */
export function verifyLink(
  view: View,
  line: { readonly place: { readonly leaf: string; readonly index: number } },
): Html {
  const { leaf, index } = line.place;
  return html`<a class="verify" href="${view.href(`/verify?entry=${leaf}`)}">${view.text('verify.link')}<span
    class="hidden"> ${view.text('verify.link.entry', { index })}</span></a>`;
}

function struckReason(view: View, why: string | Readonly<Record<string, string>>): Html {
  const reason = typeof why === 'string' ? html`${why}` : view.words(why);
  return view.html('history.struck', { reason });
}
