// Pairings as pages show them: which services both sides signed to serve the same need, and where these differ.
import { html } from 'hono/html';
import { currentText } from '../../programme/joint.ts';
import type { TextState } from '../../programme/joint-kind.ts';
import type { PairingContent } from '../../programme/kinds/pairing.ts';
import type { ServiceState } from '../../programme/kinds/service.ts';
import type { RecordView } from '../../projection/queries.ts';
import { type Html, nothing } from '../html.ts';
import type { Site, Visit } from '../site.ts';
import type { View } from '../view.ts';
import { verifyLink } from './history.ts';
import { awaitedLine } from './joint.ts';
import { partyMark } from './mark.ts';
import { eventText } from './services.ts';
import { type SampleMarks, sampleMarks, statusTag } from './status.ts';

/** A pairing with its services, in the order of its text. */
export interface Pairing {
  readonly state: TextState<PairingContent>;
  readonly services: readonly RecordView<ServiceState>[];
}

/** Returns the pairings on that day that are agreed or proposed, of services that are all on record and given; agreed ones first. */
export async function pairingsOf(
  site: Site,
  visit: Visit,
  services: readonly RecordView<ServiceState>[],
): Promise<readonly Pairing[]> {
  const { when, day } = visit;
  const given = new Map(
    services
      .filter(({ state: { closedOn } }) => closedOn === undefined || closedOn > day)
      .map((one) => [one.id, one]),
  );
  const all = await site.queries.records('pairing', when);
  const found = all.flatMap(({ state }): readonly Pairing[] => {
    const { content, standing } = state;
    const own = content.services.flatMap((id) => given.get(id) ?? []);
    const isShown = standing === 'agreed' || standing === 'proposed';
    return isShown && own.length === content.services.length ? [{ state, services: own }] : [];
  });
  return found.toSorted((a, b) => Number(isAgreed(b)) - Number(isAgreed(a)));
}

/** Returns whether every side has signed that the services serve the same need. */
export function isAgreed({ state }: Pairing): boolean {
  return state.standing === 'agreed';
}

/** Returns a list of pairings. On the page of one of the services that one is not named again, but the life event is. */
export function pairingList(
  view: View,
  pairings: readonly Pairing[],
  given: { readonly without?: string; readonly marks?: SampleMarks } = {},
): Html {
  const marks = given.marks ?? pairingMarks(view, pairings);
  return html`<ul class="cases">${pairings.map((one) => pairingItem(view, one, { ...given, marks }))}</ul>`;
}

/** Returns how a section marks its pairings as samples. */
export function pairingMarks(view: View, pairings: readonly Pairing[]): SampleMarks {
  return sampleMarks(
    view,
    pairings.map(({ state }) => state),
  );
}

function pairingItem(
  view: View,
  { state, services }: Pairing,
  { marks, without }: { readonly marks: SampleMarks; readonly without?: string },
): Html {
  const { id, content, joint } = state;
  const { need, lifeEvent, differences, note } = content;
  const text = currentText(joint);
  return html`<li class="case" id="${id}">
    <p class="case-head"><span class="record-id">${id}</span> ${standingTag(view, state)} ${marks.of(state)} ${text === undefined ? nothing : verifyLink(view, { place: text.proposed })}</p>
    <p class="case-title">${view.words(need)}</p>
    <ul class="plain">${services
      .filter((one) => one.id !== without)
      .map((one) => html`<li>${serviceLink(view, one)}</li>`)}</ul>
    ${differences === undefined ? nothing : html`<p>${view.html('pairing.differences', { words: view.words(differences) })}</p>`}
    ${note === undefined ? nothing : html`<p>${view.words(note)}</p>`}
    ${without === undefined ? nothing : html`<p>${view.text('pairing.event', { event: eventText(view, lifeEvent) })}</p>`}
    ${awaitedLine(view, joint)}
  </li>`;
}

function serviceLink(view: View, { id, state }: RecordView<ServiceState>): Html {
  return html`${partyMark(view, state.party)} <a href="${view.href(`/services/${id}`)}">${view.words(state.name)}</a>`;
}

function standingTag(view: View, { joint, standing }: Pairing['state']): Html {
  if (standing !== 'agreed') return statusTag('waiting', view.text('pairing.proposed'));
  const signedOn = joint.texts.find(({ hash }) => hash === joint.inForce)?.signedOn ?? '';
  return statusTag('done', view.html('pairing.agreed', { day: view.date(signedOn) }));
}
