// The values of one indicator by period: baseline, every observation, target, and which share of the way each is.
import { html } from 'hono/html';
import type { IndicatorState } from '../../../programme/kinds/indicator.ts';
import type { Progress, ProgressRow } from '../../../programme/progress.ts';
import type { Place } from '../../../programme/statement.ts';
import { formatDecimal } from '../../../text/formats.ts';
import { type Html, nothing, type Part } from '../../html.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { sourceLink } from '../../parts/sources.ts';
import type { SampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

interface Shown {
  readonly state: IndicatorState;
  readonly progress: Progress;
  /** Where baseline and target were stated. */
  readonly stated: Place | undefined;
  readonly marks: SampleMarks;
}

/** Returns the table of an indicator; it scrolls by itself where it is wider than the screen. Titles may be equal, ids are not. */
export function progressTable(view: View, shown: Shown): Html {
  const { state, progress, stated } = shown;
  const title = view.plain(state.title);
  const caption = view.text('indicators.table', { title, unit: view.plain(state.content.unit) });
  const proof = stated === undefined ? nothing : verifyLink(view, { place: stated });
  const { baseline, target } = progress;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${state.id} ${caption}"><table class="listed">
    <caption>${caption}</caption>
    <thead><tr>
      <th scope="col">${view.text('indicators.column.period')}</th>
      <th scope="col">${view.text('indicators.column.figure')}</th>
      <th scope="col" class="number">${view.text('indicators.column.value')}</th>
      <th scope="col" class="number">${view.text('indicators.column.share')}</th>
      <th scope="col">${view.text('indicators.column.source')}</th>
    </tr></thead>
    <tbody>
      ${statedRow(view, { key: 'indicators.baseline', day: baseline.on, value: baseline.value, share: '0', proof })}
      ${progress.rows.map((row) => observedRow(view, shown, row))}
      ${statedRow(view, { key: 'indicators.target', day: target.by, value: target.value, share: '100', proof })}
    </tbody>
  </table></div>`;
}

function statedRow(
  view: View,
  given: Readonly<Record<'key' | 'day' | 'value' | 'share', string>> & { readonly proof: Part },
): Html {
  return html`<tr>
    <th scope="row" class="period">${view.date(given.day)}</th>
    <td>${view.text(given.key)}</td>
    <td class="number">${valueWords(view, given.value)}</td>
    <td class="number">${shareWords(view, given.share)}</td>
    <td>${given.proof}</td>
  </tr>`;
}

function observedRow(view: View, { state, marks }: Shown, row: ProgressRow): Html {
  const { observation, counts, percent } = row;
  const { id, party, period, value, method, note, source } = observation;
  const isForeign = state.basis === 'own' && party !== state.party;
  const beside = isForeign ? 'indicators.beside.foreign' : 'indicators.beside.restated';
  return html`<tr id="${id}">
    <th scope="row" class="period">${view.date(period)}</th>
    <td>${partyMark(view, party)} ${view.text('indicators.measured')} ${marks.of(observation)}
      ${counts ? nothing : html`<p class="quiet">${view.text(beside)}</p>`}</td>
    <td class="number">${valueWords(view, value)}</td>
    <td class="number">${percent === undefined ? '–' : shareWords(view, String(percent))}</td>
    <td>${method === undefined ? nothing : html`<p>${view.words(method)}</p>`}
      ${note === undefined ? nothing : html`<p class="quiet">${view.words(note)}</p>`}
      ${source === undefined ? nothing : sourceLink(view, source)} ${verifyLink(view, observation)}</td>
  </tr>`;
}

function valueWords(view: View, value: string): Html {
  return html`<data value="${value}">${formatDecimal(view.language, value)}</data>`;
}

function shareWords(view: View, percent: string): string {
  return view.text('indicators.percent', { percent: formatDecimal(view.language, percent) });
}
