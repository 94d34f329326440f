// One service with those of the other side that serve the same need, and what the answers in the address lead to.
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { matchServices, type ServiceState } from '../../../programme/kinds/service.ts';
import { type Checklist, checklistFor } from '../../../programme/kinds/service-questions.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { type Contacts, contactsOf } from '../../parts/contacts.ts';
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
  /** The service asked for first, then its counterparts by id. */
  readonly sides: readonly Side[];
  /** Services of other parties that share a life event only, with those events. */
  readonly related: readonly { readonly service: Service; readonly events: readonly string[] }[];
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
  const sides = [
    asked,
    ...others.filter(({ need }) => need !== undefined).map(({ service }) => service),
  ];
  return ok({
    sides: sides.map((service) => sideOf(service, visit.query)),
    related: others.filter(({ need }) => need === undefined),
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
