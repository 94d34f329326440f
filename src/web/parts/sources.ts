// The three dates of a statement in words: when it happened, who said so when and where, when it was recorded.
import { html } from 'hono/html';
import type { Said, Source } from '../../programme/statement.ts';
import type { HistoryLine } from '../../projection/queries.ts';
import { type Html, outsideLink } from '../html.ts';
import type { View } from '../view.ts';

/** Returns `said on 2 April 2019 by …` with a link to where that can be looked up. */
export function saidLine(view: View, said: Said): Html {
  const params = {
    on: view.date(said.on),
    speaker: speakerOf(view, said),
    source: sourceLink(view, said.source),
  };
  return html`<span class="said">${view.html(said.on.length === 10 ? 'dates.said' : 'dates.said.in', params)}</span>`;
}

/** Returns a link to a source with the day on which it was read. */
export function sourceLink(view: View, source: Source): Html {
  const params = { source: sourceName(source), accessed: view.date(source.accessed) };
  return view.html('dates.source', params);
}

/** Returns a link to a source without that day. */
export function sourceName({ url, title }: Source): Html {
  return html`<cite>${outsideLink(url, title)}</cite>`;
}

/** Returns happened, said and recorded, each where known; a back-entered fact says what its proof covers. */
export function threeDates(view: View, line: HistoryLine): Html {
  const { statement, place } = line;
  const recorded = view.html('dates.recorded', {
    at: view.instant(place.at),
    party: view.partyName(place.party),
  });
  const backEntered =
    statement.said !== undefined && statement.said.on.slice(0, 10) < place.at.slice(0, 10);
  return html`<ul class="dates">
    ${statement.happened === undefined ? '' : html`<li>${view.html('dates.happened', { day: view.date(statement.happened) })}</li>`}
    ${statement.said === undefined ? '' : html`<li>${saidLine(view, statement.said)}</li>`}
    <li>${recorded}${backEntered ? html` ${view.text('dates.back-entered')}` : ''}</li>
  </ul>`;
}

function speakerOf(view: View, said: Said): Html {
  if (said.post === undefined) return view.words(said.by);
  return view.html('dates.speaker', { name: view.words(said.by), post: view.words(said.post) });
}
