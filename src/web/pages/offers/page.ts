// Offers and needs: which fit each other and why, what introductions came of it, and all that is open.
import { html } from 'hono/html';
import type { PartyId } from '../../../base/ids.ts';
import { ok } from '../../../base/result.ts';
import type { IntroductionState } from '../../../programme/kinds/introduction.ts';
import { type Match, matches } from '../../../programme/kinds/matches.ts';
import { type AnnouncedState, standingOn } from '../../../programme/kinds/offer-content.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { type Contacts, contactLine, contactsOf } from '../../parts/contacts.ts';
import { fieldName } from '../../parts/fields.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import {
  announcedTag,
  readinessText,
  reasonSentence,
  termsText,
  typeText,
} from '../../parts/offers.ts';
import { type SampleMarks, sampleMarks, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';
import { introductionRows, introductionTag } from './introductions.ts';

type Announced = RecordView<AnnouncedState>;

/** What the page of offers and needs shows. */
export interface OffersModel {
  readonly offers: readonly Announced[];
  readonly needs: readonly Announced[];
  /** Of those open on the day shown: most reasons first. */
  readonly matches: readonly Match[];
  readonly introductions: readonly RecordView<IntroductionState>[];
  readonly names: ReadonlyMap<string, LanguageMap>;
  readonly contacts: Contacts;
}

/** So many pairs are shown at most. */
const matchesMax = 60;

/** The page `/offers`. */
export const offersPage: Page<OffersModel> = {
  path: '/offers',
  dated: true,
  model: async (site, visit) => {
    const [offers, needs, introductions, organizations, contacts] = await Promise.all([
      site.queries.records('offer', visit.when),
      site.queries.records('need', visit.when),
      site.queries.records('introduction', visit.when),
      site.queries.records('organization', visit.when),
      contactsOf(site, visit),
    ]);
    const statesOf = (all: readonly Announced[]) => all.map(({ state }) => state);
    return ok({
      ...{ offers, needs, introductions, contacts },
      matches: matches(statesOf(offers), statesOf(needs), visit.day),
      names: new Map(organizations.map(({ id, state }) => [id, state.name])),
    });
  },
  render: (model, view) => {
    const { offers, needs } = model;
    const all = [...offers, ...needs];
    return {
      title: view.text('offers.title'),
      sample: all.length > 0 && all.every(({ state }) => state.sample),
      body: html`<header class="page-head">
        <h1>${view.text('offers.title')}</h1>
        <p class="lead">${view.text('offers.lead')}</p>
      </header>
      ${dayForm(view)}
      ${all.length === 0 ? html`<p class="quiet">${view.text('offers.none')}</p>` : counts(view, model)}
      ${matchSection(view, model)}
      ${introductionSection(view, model)}
      ${announcedSection(view, model, { id: 'offers', title: 'offers.offers', records: offers })}
      ${announcedSection(view, model, { id: 'needs', title: 'offers.needs', records: needs })}`,
    };
  },
};

function isOpen(view: View, { state }: Announced): boolean {
  return standingOn(state, view.day) === 'open';
}

function counts(view: View, { offers, needs, matches: found, introductions }: OffersModel): Html {
  const open = (all: readonly Announced[]) => all.filter((one) => isOpen(view, one)).length;
  const [offered, needed] = [open(offers), open(needs)];
  return html`<ul class="counts">
    <li><a href="#offers"><b>${offered}</b> ${view.text('offers.count.offers', { count: offered })}</a></li>
    <li><a href="#needs"><b>${needed}</b> ${view.text('offers.count.needs', { count: needed })}</a></li>
    <li><a href="#matches"><b>${found.length}</b> ${view.text('offers.count.matches', { count: found.length })}</a></li>
    <li><a href="#introductions"><b>${introductions.length}</b> ${view.text('offers.count.introductions', { count: introductions.length })}</a></li>
  </ul>`;
}

function matchSection(view: View, model: OffersModel): Html {
  const { matches: found } = model;
  if (model.offers.length + model.needs.length === 0) return nothing;
  const marks = sampleMarks(view, found);
  const byId = new Map([...model.offers, ...model.needs].map((one) => [one.id, one]));
  return html`<section aria-labelledby="matches">
    <h2 id="matches">${view.text('offers.matches')} ${marks.all}</h2>
    <p class="quiet">${view.text('offers.matches.lead')}</p>
    ${found.length === 0 ? html`<p class="quiet">${view.text('offers.matches.none')}</p>` : nothing}
    ${found.length > matchesMax ? html`<p>${view.text('offers.matches.first', { shown: matchesMax, count: found.length })}</p>` : nothing}
    <ul class="rows">${found.slice(0, matchesMax).map((match) => matchRow(view, model, { match, byId, marks }))}</ul>
  </section>`;
}

function rightward(view: View, party: PartyId): number {
  return sideOf(view, party) === 'right' ? 1 : 0;
}

function matchRow(
  view: View,
  { introductions }: OffersModel,
  given: {
    readonly match: Match;
    readonly byId: ReadonlyMap<string, Announced>;
    readonly marks: SampleMarks;
  },
): Html {
  const { match, byId, marks } = given;
  const asked = introductions.filter(
    ({ state }) => state.offer === match.offer && state.need === match.need,
  );
  // Left and right are the parties', as everywhere: an offer may stand on either side. In lanes the offer comes first.
  const ends = [match.offer, match.need]
    .flatMap((id) => byId.get(id) ?? [])
    .sort((a, b) => rightward(view, a.state.party) - rightward(view, b.state.party));
  return html`<li class="row">
    <div class="row-main match">
      <div class="spine spine-wide">${ends.map(
        ({ id, state }) => html`<div class="${sideOf(view, state.party)}">
        <p class="quiet">${partyMark(view, state.party)} ${view.text(id === match.offer ? 'offers.offer' : 'offers.need')}</p>
        <h3><a href="#${id}">${view.words(state.title)}</a> ${marks.of(match)}</h3>
      </div>`,
      )}</div>
      <ul class="reasons">${match.reasons.map((reason) => html`<li>${reasonSentence(view, reason)}</li>`)}</ul>
    </div>
    <p class="row-status">${
      asked.length === 0
        ? statusTag('planned', view.text('offers.not-asked'))
        : asked.map(({ id, state }) => html`<a href="#${id}">${introductionTag(view, state)}</a> `)
    }</p>
  </li>`;
}

function introductionSection(view: View, model: OffersModel): Html {
  const { introductions } = model;
  if (introductions.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    introductions.map(({ state }) => state),
  );
  const titles = new Map(
    [...model.offers, ...model.needs].map(({ id, state }) => [id, state.title]),
  );
  return html`<section aria-labelledby="introductions">
    <h2 id="introductions">${view.text('offers.introductions')} ${marks.all}</h2>
    <p class="quiet">${view.text('offers.introductions.lead')}</p>
    ${introductionRows(view, introductions, { titles, marks })}
  </section>`;
}

/** Open ones first; what has ended is folded away. */
function announcedSection(
  view: View,
  model: OffersModel,
  given: { readonly id: string; readonly title: string; readonly records: readonly Announced[] },
): Html {
  const { id, title, records } = given;
  if (records.length === 0) return nothing;
  const marks = sampleMarks(
    view,
    records.map(({ state }) => state),
  );
  const open = records.filter((one) => isOpen(view, one));
  const ended = records.filter((one) => !isOpen(view, one));
  const rows = (shown: readonly Announced[]) =>
    html`<ul class="rows">${shown.map((one) => announcedRow(view, model, { one, marks }))}</ul>`;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${view.text(title)} ${marks.all}</h2>
    ${open.length === 0 ? html`<p class="quiet">${view.text('offers.none-open')}</p>` : rows(open)}
    ${ended.length === 0 ? nothing : html`<details><summary>${view.text('offers.ended', { count: ended.length })}</summary>${rows(ended)}</details>`}
  </section>`;
}

function announcedRow(
  view: View,
  { names, contacts, matches: found }: OffersModel,
  { one, marks }: { readonly one: Announced; readonly marks: SampleMarks },
): Html {
  const { id, state } = one;
  const organization = names.get(state.organization);
  const fits = found.filter((match) => match.offer === id || match.need === id).length;
  const { readiness, ip } = state;
  return html`<li class="row" id="${id}">
    <p class="row-id">${id}</p>
    <div class="row-main">
      <h3>${view.words(state.title)} ${marks.of(state)}</h3>
      <p class="row-facts">${partyMark(view, state.party)}
        <span>${organization === undefined ? state.organization : view.words(organization)}</span>
        <span>${typeText(view, state.type)}</span>
        <span>${fieldName(view, state.field)}</span></p>
      <p>${view.words(state.teaser)}</p>
      ${contactLine(view, contacts, state.contact)}
      <ul class="reasons">
        ${readiness === undefined ? nothing : html`<li>${readinessText(view, readiness)}</li>`}
        ${ip === undefined ? nothing : html`<li>${view.text('offers.ip', { office: ip.office, number: ip.number })}</li>`}
        ${state.terms.length === 0 ? nothing : html`<li>${view.text('offers.terms', { terms: termsText(view, state.terms) })}</li>`}
        <li>${view.html('offers.valid-until', { day: view.date(state.validUntil) })}</li>
        ${state.endedWhy === undefined ? nothing : html`<li>${view.words(state.endedWhy)}</li>`}
        ${fits === 0 ? nothing : html`<li><a href="#matches">${view.text('offers.fits', { count: fits })}</a></li>`}
      </ul>
    </div>
    <p class="row-status">${announcedTag(view, state)}</p>
  </li>`;
}
