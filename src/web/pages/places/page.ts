// Places with rules of their own, such as pilot zones: which procedures hold there and which mechanisms change those.
import { html } from 'hono/html';
import { ok } from '../../../base/result.ts';
import type { MechanismState } from '../../../programme/kinds/mechanism.ts';
import type { PlaceState } from '../../../programme/kinds/place.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { factList, type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { verifyLink } from '../../parts/history.ts';
import { partyMark } from '../../parts/mark.ts';
import { sourceLink } from '../../parts/sources.ts';
import { type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type PlaceView = RecordView<PlaceState>;

/** What the page of places shows. */
export interface PlacesModel {
  readonly places: readonly PlaceView[];
  readonly mechanisms: readonly RecordView<MechanismState>[];
  /** Names of procedures by id, of the newest version. */
  readonly names: ReadonlyMap<string, LanguageMap>;
}

const standingKeys: Readonly<Record<MechanismState['standing'], string>> = {
  proposed: 'mechanism.standing.proposed',
  agreed: 'mechanism.standing.agreed',
  declined: 'mechanism.standing.declined',
  ended: 'mechanism.standing.ended',
};

/** The page `/places`. */
export const placesPage: Page<PlacesModel> = {
  path: '/places',
  dated: true,
  model: async (site, visit) => {
    const [places, mechanisms, procedures] = await Promise.all([
      site.queries.records('place', visit.when),
      site.queries.records('mechanism', visit.when),
      site.queries.records('procedure', visit.when),
    ]);
    const names = procedures.flatMap(({ id, state }): readonly [string, LanguageMap][] => {
      const newest = state.versions.at(-1);
      return newest === undefined ? [] : [[id, newest.name]];
    });
    return ok({ places, mechanisms, names: new Map(names) });
  },
  render: (model, view) => {
    const states = model.places.map(({ state }) => state);
    const marks = sampleMarks(view, states);
    return {
      title: view.text('places.title'),
      sample: states.length > 0 && states.every(({ sample }) => sample),
      body: html`<header class="page-head">
        <h1>${view.text('places.title')} ${marks.all}</h1>
        <p class="lead">${view.text('places.lead')}</p>
      </header>
      ${dayForm(view)}
      ${states.length === 0 ? html`<p class="quiet">${view.text('places.none')}</p>` : nothing}
      <ul class="rows">${model.places.map((one) => placeRow(view, model, { one, marks }))}</ul>`,
    };
  },
};

function placeRow(
  view: View,
  model: PlacesModel,
  { one, marks }: { readonly one: PlaceView; readonly marks: SampleMarks },
): Html {
  const { id, state, history } = one;
  const { party, name, what, since, source } = state;
  const line = history.at(-1);
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h2>${view.words(name)} ${marks.of(state)}</h2>
      <p class="row-facts">${partyMark(view, party)} ${line === undefined ? nothing : verifyLink(view, line)}</p>
      ${what === undefined ? nothing : html`<p>${view.words(what)}</p>`}
      ${factList([
        [view.text('places.since'), since && view.date(since)],
        [view.text('places.lies'), whereWords(view, state)],
        [view.text('places.rules'), ruleList(view, model, state)],
        [view.text('places.mechanisms'), mechanismList(view, model, state)],
        [view.text('places.source'), source && sourceLink(view, source)],
      ])}
    </div>
    <p class="row-status">${placeTag(view, state)}</p>
  </li>`;
}

function placeTag(view: View, { since, closedOn }: PlaceState): Html {
  if (closedOn !== undefined && closedOn <= view.day) {
    return statusTag('planned', view.html('places.closed', { day: view.date(closedOn) }));
  }
  if (since === undefined) return nothing;
  return since <= view.day
    ? statusTag('done', view.text('places.in-force'))
    : statusTag('waiting', view.text('places.not-yet'));
}

/** A point by its degrees; an outline by how many corners it has. */
function whereWords(view: View, { geometry }: PlaceState): string | undefined {
  if (geometry === undefined) return undefined;
  if (geometry.type === 'Point') {
    const [longitude, latitude] = geometry.coordinates;
    return view.text('places.point', { longitude, latitude });
  }
  const count = (geometry.coordinates[0]?.length ?? 1) - 1;
  return view.text('places.outline', { count });
}

function ruleList(view: View, { names }: PlacesModel, { rules }: PlaceState): Html | undefined {
  if (rules.length === 0) return undefined;
  return html`<ul class="plain">${rules.map(({ procedure, note }) => {
    const name = names.get(procedure);
    return html`<li>${name === undefined ? nothing : html`${view.words(name)} `}<span class="record-id">${procedure}</span>${note === undefined ? nothing : html`: ${view.words(note)}`}</li>`;
  })}</ul>`;
}

/** Those that change a procedure which holds there. */
function mechanismList(view: View, { mechanisms }: PlacesModel, { rules }: PlaceState): Html {
  const held = new Set(rules.map(({ procedure }) => procedure));
  const found = mechanisms.filter(({ state }) =>
    state.content.changes.some(({ procedure }) => held.has(procedure)),
  );
  if (found.length === 0) return html`${view.text('places.mechanisms.none')}`;
  return html`<ul class="plain">${found.map(({ id, state }) => {
    const { project } = state.content;
    const title = view.words(state.title);
    const name =
      project === undefined
        ? title
        : html`<a href="${view.href(`/projects/${project}#${id}`)}">${title}</a>`;
    return html`<li>${name} <span class="record-id">${id}</span> (${view.text(standingKeys[state.standing])})</li>`;
  })}</ul>`;
}
