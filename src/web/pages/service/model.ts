// One service with those of the other side that serve the same need, and what the answers in the address lead to.
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { matchServices, type ServiceState } from '../../../programme/kinds/service.ts';
import { type Checklist, checklistFor } from '../../../programme/kinds/service-questions.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { type Contacts, contactsOf } from '../../parts/contacts.ts';
import { isAgreed, type Pairing, pairingsOf } from '../../parts/pairings.ts';
import type { Site, Visit } from '../../site.ts';

type Service = RecordView<ServiceState>;

/** One side: a service, the answers as far as they fit, and what they lead to. */
export interface Side {
  readonly service: Service;
  readonly checklist: Checklist;
  /** The open question was answered with what is none of its answers. */
  readonly isMistaken: boolean;
}

/** What the page of one service shows. */
export interface ServiceModel {
  /** The service asked for first, then those paired with it, then those that name the same need, by id. */
  readonly sides: readonly Side[];
  /** Services of other parties that share a life event only, with those events. */
  readonly related: readonly { readonly service: Service; readonly events: readonly string[] }[];
  /** Those that name the service, agreed ones first. */
  readonly pairings: readonly Pairing[];
  readonly offices: ReadonlyMap<string, LanguageMap>;
  readonly contacts: Contacts;
}

/** Returns the name of the field in which the answer to a question stands: `HK-SV001.who`. */
export function answerName(service: string, question: string): string {
  return `${service}.${question}`;
}

/** Returns the model of `/services/:id`. Refusal: web.service.unknown. */
export async function serviceModel(
  site: Site,
  visit: Visit,
): Promise<Result<ServiceModel, Refusal>> {
  const id = visit.params.id ?? '';
  const [services, organizations, contacts] = await Promise.all([
    site.queries.records('service', visit.when),
    site.queries.records('organization', visit.when),
    contactsOf(site, visit),
  ]);
  const byId = new Map(services.map((one) => [one.id, one]));
  const asked = byId.get(id);
  if (asked === undefined) return refuse('web.service.unknown', { id });
  const others = matchServices(
    services.map(({ state }) => state),
    visit.day,
  ).flatMap((pair) => {
    const [one, two] = pair.services;
    const other = one === id ? two : two === id ? one : undefined;
    const service = other === undefined ? undefined : byId.get(other);
    return service === undefined ? [] : [{ service, need: pair.need, events: pair.lifeEvents }];
  });
  const pairings = (await pairingsOf(site, visit, services)).filter((one) =>
    one.services.some((service) => service.id === id),
  );
  const paired = pairings.filter(isAgreed).flatMap((one) => one.services);
  const claimed = others.filter(({ need }) => need !== undefined).map(({ service }) => service);
  const sides = [...new Set([asked, ...paired, ...claimed])];
  return ok({
    sides: sides.map((service) => sideOf(service, visit.query)),
    related: others.filter(({ need, service }) => need === undefined && !sides.includes(service)),
    pairings,
    contacts,
    offices: new Map(organizations.map((one) => [one.id, one.state.name])),
  });
}

/** @param query Untrusted: from the address. */
function sideOf(service: Service, query: Readonly<Record<string, string>>): Side {
  const { id, state } = service;
  const answers = new Map(
    state.questions.flatMap((question): readonly (readonly [string, string])[] => {
      const answer = query[answerName(id, question.id)];
      return answer === undefined || answer === '' ? [] : [[question.id, answer]];
    }),
  );
  const checklist = checklistFor(state, answers);
  const open = checklist.next;
  return { service, checklist, isMistaken: open !== undefined && answers.has(open.id) };
}
