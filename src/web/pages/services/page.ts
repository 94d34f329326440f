// The list of services: what each side gives for the same need, side by side, with the life events in which it is wanted.
import { html } from 'hono/html';
import type { PartyId } from '../../../base/ids.ts';
import { ok } from '../../../base/result.ts';
import type { ServiceState } from '../../../programme/kinds/service.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { dayForm } from '../../days.ts';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { partyMark, sideOf } from '../../parts/mark.ts';
import { type Pairing, pairingList, pairingMarks, pairingsOf } from '../../parts/pairings.ts';
import { channelText, eventText, isOutdated, needText, outdatedTag } from '../../parts/services.ts';
import { type SampleMarks, sampleMarks } from '../../parts/status.ts';
import type { View } from '../../view.ts';

type Service = RecordView<ServiceState>;

interface ServicesModel {
  /** Those given on the day shown, of the life event asked for. */
  readonly services: readonly Service[];
  readonly events: readonly string[];
  readonly event: string | undefined;
  /** Of the life event asked for. */
  readonly pairings: readonly Pairing[];
  readonly offices: ReadonlyMap<string, LanguageMap>;
}

/** The page `/services`. `?event=` filters by life event; one that no service names shows all. */
export const servicesPage: Page<ServicesModel> = {
  path: '/services',
  dated: true,
  model: async (site, visit) => {
    const [all, organizations] = await Promise.all([
      site.queries.records('service', visit.when),
      site.queries.records('organization', visit.when),
    ]);
    const given = all.filter(
      ({ state }) => state.closedOn === undefined || state.closedOn > visit.day,
    );
    const paired = await pairingsOf(site, visit, given);
    const named = [
      ...given.flatMap(({ state }) => state.lifeEvents),
      ...paired.map(({ state }) => state.content.lifeEvent),
    ];
    const events = [...new Set(named)].sort();
    const event = events.find((one) => one === visit.query.event);
    const services = given.filter(
      ({ state }) => event === undefined || state.lifeEvents.includes(event),
    );
    const pairings = paired.filter(
      ({ state }) => event === undefined || state.content.lifeEvent === event,
    );
    const offices = new Map(organizations.map(({ id, state }) => [id, state.name]));
    return ok({ services, events, event, pairings, offices });
  },
  render: (model, view) => {
    const marks = sampleMarks(
      view,
      model.services.map(({ state }) => state),
    );
    return {
      title: view.text('services.title'),
      sample: model.services.length > 0 && model.services.every(({ state }) => state.sample),
      body: html`<header class="page-head">
        <h1>${view.text('services.title')} ${marks.all}</h1>
        <p class="lead">${view.text('services.lead')}</p>
      </header>
      ${dayForm(view)}
      ${eventFilter(view, model)}
      ${model.services.length === 0 ? html`<p class="quiet">${view.text('services.none')}</p>` : nothing}
      ${[...Map.groupBy(model.services, ({ state }) => state.need)]
        .sort(([a], [b]) => (needText(view, a) < needText(view, b) ? -1 : 1))
        .map(([need, services]) => needSection(view, model, { need, services, marks }))}
      ${pairingsSection(view, model)}
      <section><p><a href="${view.href('/data/services.jsonld')}">${view.text('services.data')}</a></p></section>`,
    };
  },
};

function eventFilter(view: View, { events, event }: ServicesModel): Html {
  if (events.length === 0) return nothing;
  const address = view.href('/services');
  const link = (one: string | undefined, words: string) => {
    const gap = address.includes('?') ? '&' : '?';
    const to = one === undefined ? address : `${address}${gap}event=${encodeURIComponent(one)}`;
    return html`<li><a href="${to}"${one === event ? html` aria-current="true"` : ''}>${words}</a></li>`;
  };
  return html`<nav class="filters" aria-label="${view.text('services.filter')}"><ul>
    ${link(undefined, view.text('services.filter.all'))}
    ${events.map((one) => link(one, eventText(view, one)))}
  </ul></nav>`;
}

/** What both sides signed to be the same need, life event by life event. */
function pairingsSection(view: View, { pairings }: ServicesModel): Html {
  if (pairings.length === 0) return nothing;
  const marks = pairingMarks(view, pairings);
  const byEvent = [...Map.groupBy(pairings, ({ state }) => state.content.lifeEvent)];
  return html`<section aria-labelledby="pairings">
    <h2 id="pairings">${view.text('services.pairings')} ${marks.all}</h2>
    <p class="quiet">${view.text('services.pairings.lead')}</p>
    ${byEvent
      .sort(([a], [b]) => (eventText(view, a) < eventText(view, b) ? -1 : 1))
      .map(
        ([event, some]) =>
          html`<h3>${view.text('pairing.event', { event: eventText(view, event) })}</h3>${pairingList(view, some, { marks })}`,
      )}
  </section>`;
}

interface Need {
  readonly need: string;
  readonly services: readonly Service[];
  readonly marks: SampleMarks;
}

/** One need: a column for each party, also for one that has nothing for it. */
function needSection(view: View, model: ServicesModel, { need, services, marks }: Need): Html {
  const known = view.programme.parties.map(({ party }) => party);
  const others = services.map(({ state }) => state.party).filter((one) => !known.includes(one));
  const parties = [...new Set([...known, ...others])];
  return html`<section aria-labelledby="need-${need}">
    <h2 id="need-${need}">${needText(view, need)}</h2>
    <div class="spine spine-wide">${parties.map((party) =>
      partyColumn(view, model, {
        party,
        services: services.filter(({ state }) => state.party === party),
        marks,
      }),
    )}</div>
  </section>`;
}

function partyColumn(
  view: View,
  model: ServicesModel,
  given: {
    readonly party: PartyId;
    readonly services: readonly Service[];
    readonly marks: SampleMarks;
  },
): Html {
  const { party, services, marks } = given;
  return html`<div class="${sideOf(view, party)}">
    ${services.length === 0 ? html`<p class="quiet">${partyMark(view, party)} ${view.text('services.none-here', { party: view.partyName(party) })}</p>` : nothing}
    ${services.map((one) => serviceItem(view, model, { one, marks }))}
  </div>`;
}

function serviceItem(
  view: View,
  model: ServicesModel,
  { one, marks }: { readonly one: Service; readonly marks: SampleMarks },
): Html {
  const { id, state } = one;
  const office = model.offices.get(state.office);
  return html`<h3>${partyMark(view, state.party)} <a href="${view.href(`/services/${id}`)}">${view.words(state.name)}</a> ${marks.of(state)}</h3>
    <p>${office === undefined ? state.office : view.words(office)}</p>
    <p class="row-facts"><span>${channelText(view, state)}</span>
      <span>${view.list(state.lifeEvents.map((event) => eventText(view, event)))}</span>
      ${isOutdated(state, view.day) ? outdatedTag(view) : nothing}</p>`;
}
