// Crossings: which lets something pass at a moment, what each side calls them, what passes there on the day shown and how, what
// was closed when and why, and what was measured.

import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import { closureOn } from '../../../programme/kinds/crossing-sides.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { flowFigure, uniqueClosures } from '../../parts/flows.ts';
import { partyMark } from '../../parts/mark.ts';
import { modeWord } from '../../parts/modes.ts';
import { passingOf } from '../../parts/passing.ts';
import { sampleMark, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { type Asked, askedOf, passableSection } from './passable.ts';

type Crossing = RecordView<StateOf['crossing']>;
type Side = Crossing['state']['sides'][number];

interface CrossingsModel {
  readonly crossings: readonly Crossing[];
  readonly flows: readonly RecordView<StateOf['flow-observation']>[];
  /** Absent where no crossing is on record. */
  readonly asked?: Asked;
}

/** The page `/crossings`. */
export const crossingsPage: Page<CrossingsModel> = {
  path: '/crossings',
  dated: true,
  model: async (site, visit) => {
    const [crossings, flows] = await Promise.all([
      site.queries.records('crossing', visit.when),
      site.queries.records('flow-observation', visit.when),
    ]);
    const asked = askedOf(visit, crossings);
    if (!asked.ok) return asked;
    return ok({ crossings, flows, ...(asked.value === undefined ? {} : { asked: asked.value }) });
  },
  render: ({ crossings, flows, asked }, view) => ({
    title: view.text('crossings.title'),
    sample: crossings.length > 0 && crossings.every(({ state }) => state.sample),
    body: html`<header class="page-head">
        <h1>${view.text('crossings.title')}</h1>
        <p class="lead">${view.text('crossings.lead')}</p>
      </header>
      ${dayForm(view)}
      ${crossings.length === 0 ? html`<p class="quiet">${view.text('crossings.none')}</p>` : nothing}
      ${asked === undefined ? nothing : passableSection(view, crossings, asked)}
      ${crossings.map((one) => crossingSection(view, one, flows))}`,
  }),
};

const kindKeys: Readonly<Record<Crossing['state']['kind'], string>> = {
  land: 'crossings.kind.land',
  rail: 'crossings.kind.rail',
  sea: 'crossings.kind.sea',
  air: 'crossings.kind.air',
};

function crossingSection(
  view: View,
  { id, state }: Crossing,
  flows: CrossingsModel['flows'],
): Html {
  const measured = flows.filter((one) => one.state.crossing === id);
  const { names, place } = state;
  const closures = uniqueClosures(state.sides.flatMap((side) => side.closures));
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${view.words(state.name)} ${sampleMark(view, state)}</h2>
    <p class="row-facts"><span class="record-id">${id}</span> <span>${view.text(kindKeys[state.kind])}</span>
      ${place === undefined ? nothing : html`<span>${view.words(place)}</span>`}
      ${state.sides.map(({ party }) => {
        const name = names?.[party];
        return name === undefined
          ? nothing
          : html`<span>${partyMark(view, party)} ${view.words(name)}</span>`;
      })}</p>
    ${modesTable(view, state)}
    ${
      closures.length === 0
        ? nothing
        : html`<ul>${closures.map((one) => closureItem(view, one))}</ul>`
    }
    ${
      measured.length === 0
        ? html`<p class="quiet">${view.text('crossings.unmeasured')}</p>`
        : measured.map((flow) =>
            flowFigure(view, flow, { name: state.name, openings: [], closures }),
          )
    }
  </section>`;
}

function closureItem(view: View, { modes, from, until, why }: Side['closures'][number]): Html {
  const since = {
    modes: view.list(modes.map((mode) => modeWord(view, mode))),
    from: view.date(from),
  };
  const words =
    until === undefined
      ? view.html('crossings.closure.since', since)
      : view.html('crossings.closure', { ...since, until: view.date(until) });
  return html`<li>${words} ${view.words(why)}</li>`;
}

/** What passes on the day shown, as each side says. */
function modesTable(view: View, { modes, sides, name }: Crossing['state']): Html {
  const caption = view.text('crossings.modes', { crossing: view.plain(name) });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="listed">
    <caption class="hidden">${caption}</caption>
    <thead><tr><th scope="col">${view.text('crossings.mode')}</th>
      ${sides.map(({ party }) => html`<th scope="col">${partyMark(view, party)}</th>`)}</tr></thead>
    <tbody>${modes.map(
      (mode) => html`<tr><th scope="row">${modeWord(view, mode)}</th>
      ${sides.map((side) => html`<td>${modeOn(view, side, mode)}${passingOf(view, side, mode)}</td>`)}</tr>`,
    )}</tbody>
  </table></div>`;
}

function modeOn(view: View, side: Side, mode: string): Html {
  const { day } = view;
  const { opened } = side;
  const closed = closureOn(side, mode, day);
  if (closed !== undefined) {
    return statusTag('waiting', view.html('crossings.closed', { day: view.date(closed.from) }));
  }
  const opening = opened.find((one) => one.mode === mode);
  if (opening === undefined) return statusTag('planned', view.text('crossings.unknown'));
  const key = opening.on <= day ? 'crossings.open' : 'crossings.opens';
  const look = opening.on <= day ? 'done' : 'planned';
  return statusTag(look, view.html(key, { day: view.date(opening.on) }));
}
