// Which crossing lets something pass at a moment: a form whose address is all its state, and the answer for each crossing
// with the words of each side.

import { html } from 'hono/html';
import { civilTimeIn, type Instant, instantAt } from '../../../base/dates.ts';
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import { type Passage, passageAt, type SidePassage } from '../../../programme/passage.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { type Html, nothing } from '../../html.ts';
import { partyMark } from '../../parts/mark.ts';
import { modeWord } from '../../parts/modes.ts';
import { sampleMark, statusTag } from '../../parts/status.ts';
import type { Visit } from '../../site.ts';
import type { View } from '../../view.ts';

type Crossing = RecordView<StateOf['crossing']>;

/** What is asked: of which mode, at which moment. */
export interface Asked {
  readonly mode: string;
  readonly instant: Instant;
}

/**
 * Returns what an address asks; the present and the first mode of the first crossing where it asks nothing. Undefined where no
 * crossing is on record. Refusals: web.crossings.moment, web.crossings.mode.
 */
export function askedOf(
  visit: Visit,
  crossings: readonly Crossing[],
): Result<Asked | undefined, Refusal> {
  const modes = modesOf(crossings);
  const { at = '', mode = '' } = visit.query;
  const instant = at === '' ? momentOf(visit) : instantAt(visit.zone, at);
  if (instant === undefined) return refuse('web.crossings.moment', { value: at.slice(0, 40) });
  if (mode !== '' && !modes.includes(mode)) {
    return refuse('web.crossings.mode', { value: mode.slice(0, 40) });
  }
  const [first] = modes;
  return ok(first === undefined ? undefined : { mode: mode === '' ? first : mode, instant });
}

/** Of a page about another day its noon, else now. */
function momentOf({ when, day, zone, now }: Visit): Instant | undefined {
  return when.asof === undefined && when.known === undefined
    ? now
    : instantAt(zone, `${day}T12:00`);
}

function modesOf(crossings: readonly Crossing[]): readonly string[] {
  return [...new Set(crossings.flatMap(({ state }) => state.modes))];
}

/** Returns the section. */
export function passableSection(view: View, crossings: readonly Crossing[], asked: Asked): Html {
  const rows = crossings.flatMap((crossing) => {
    const passage = passageAt(crossing.state, asked.mode, {
      instant: asked.instant,
      zoneOf: (party) => view.party(party).zone,
    });
    return passage === undefined ? [] : [{ crossing, passage }];
  });
  const caption = view.text('crossings.passable.caption');
  return html`<section aria-labelledby="passable">
    <h2 id="passable">${view.text('crossings.passable')}</h2>
    ${form(view, crossings, asked)}
    <p>${view.html('crossings.passable.asked', { mode: modeWord(view, asked.mode), at: view.instant(asked.instant) })}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed">
      <caption class="hidden">${caption}</caption>
      <thead><tr><th scope="col">${view.text('crossings.passable.crossing')}</th>
        <th scope="col">${view.text('crossings.passable.verdict')}</th>
        <th scope="col">${view.text('crossings.passable.sides')}</th></tr></thead>
      <tbody>${rows.map(
        ({ crossing, passage }) => html`<tr>
        <th scope="row"><a href="#${crossing.id}">${view.words(crossing.state.name)}</a> ${sampleMark(view, crossing.state)}</th>
        <td>${verdict(view, passage)}</td>
        <td><ul class="plain">${passage.sides.map((side) => html`<li>${sideLine(view, side)}</li>`)}</ul></td>
      </tr>`,
      )}</tbody>
    </table></div>
    <p class="quiet">${view.text('crossings.passable.note')}</p>
  </section>`;
}

/** Keeps the days that the page is about. */
function form(view: View, crossings: readonly Crossing[], asked: Asked): Html {
  const { asof, known } = view.when;
  const kept = [['asof', asof] as const, ['known', known] as const].map(([name, value]) =>
    value === undefined ? nothing : html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="ask" method="get" action="/${view.language.address}/crossings#passable">
    ${kept}<div class="field"><label for="passable-mode">${view.text('crossings.mode')}</label>
      <select id="passable-mode" name="mode">${modesOf(crossings).map(
        (mode) =>
          html`<option value="${mode}"${mode === asked.mode ? html` selected` : nothing}>${modeWord(view, mode)}</option>`,
      )}</select></div>
    <div class="field"><label for="passable-at">${view.text('crossings.passable.at')}</label>
      <input type="datetime-local" id="passable-at" name="at" value="${civilTimeIn(view.zone, asked.instant)}"></div>
    <button type="submit">${view.text('crossings.passable.show')}</button>
  </form>`;
}

function verdict(view: View, { is }: Passage): Html {
  if (is === 'open') return statusTag('done', view.text('crossings.passable.open'));
  if (is === 'closed') return statusTag('waiting', view.text('crossings.passable.closed'));
  return statusTag('planned', view.text('crossings.passable.unknown'));
}

function sideLine(view: View, side: SidePassage): Html {
  const mark = partyMark(view, side.party);
  switch (side.is) {
    case 'open':
      return html`${mark} ${side.until === undefined ? view.text('crossings.side.open-on') : view.text('crossings.side.open', { until: side.until })} ${sampleMark(view, side)}`;
    case 'outside-hours':
      return html`${mark} ${view.text('crossings.side.outside-hours')} ${sampleMark(view, side)}`;
    case 'closed':
      return html`${mark} ${view.html('crossings.side.closed', { day: view.date(side.closure.from) })} ${view.words(side.closure.why)}`;
    case 'not-open-yet':
      return html`${mark} ${view.html('crossings.opens', { day: view.date(side.on) })}`;
    case 'hours-unknown':
      return html`${mark} ${view.text('crossings.side.hours-unknown')}`;
    case 'no-opening':
      return html`${mark} ${view.text('crossings.unknown')}`;
  }
}
