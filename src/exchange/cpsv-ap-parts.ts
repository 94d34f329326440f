// What a service of CPSV-AP 3.2.0 leads to: authority, territory, event, channel, contact point, evidence, requirement, legal
// resource, cost, and on which day somebody checked what it costs and how long it takes.
import type { PartyId } from '../base/ids.ts';
import { parseMoney } from '../base/money.ts';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import { factsOn, type ServiceState } from '../programme/kinds/service.ts';
import type { LanguageMap } from '../programme/statement.ts';
import { formatDate } from '../text/formats.ts';
import {
  conceptOf,
  idsOf,
  iriOf,
  labelOf,
  languageNodes,
  markedTitle,
  messageIn,
  outsidePage,
  type ServicesSetting,
  sampleConcepts,
} from './cpsv-ap-context.ts';
import type { LinkedNode } from './json-ld.ts';

type Fact = NonNullable<ReturnType<typeof factsOn>['time']>;

/** Life events that begin or mark a business, and those of a person; of others it is not known. */
const eventClasses: ReadonlyMap<string, string> = new Map([
  ['falling-ill', 'cv:LifeEvent'],
  ['having-a-child', 'cv:LifeEvent'],
  ['moving', 'cv:LifeEvent'],
  ['starting-a-business', 'cv:BusinessEvent'],
  ['working', 'cv:LifeEvent'],
]);

/** Returns the id of the territory of a party. */
export function territoryIri(setting: ServicesSetting, party: PartyId): string {
  return iriOf(setting, `party/${party}/territory`, party);
}

/** Returns a party as an agent that publishes. */
export function partyNode(setting: ServicesSetting, party: PartyId): LinkedNode {
  return {
    '@id': iriOf(setting, `party/${party}`, party),
    '@type': ['foaf:Agent'],
    'dct:identifier': party,
    'dct:title': partyName(setting, party),
  };
}

function partyName({ programme }: ServicesSetting, party: PartyId): LanguageMap {
  const found = programme.parties.find((one) => one.party === party);
  return found?.name ?? ({ und: party } as LanguageMap);
}

/**
 * Returns who is responsible for a service: its office where that is a public authority, else its party. An office that
 * says nothing of its roles counts as one.
 */
export function authorityNodes(setting: ServicesSetting, { office, party }: ServiceState) {
  const found = setting.organizations.get(office);
  const territory: LinkedNode = {
    '@id': territoryIri(setting, party),
    '@type': ['dct:Location', 'atu:atu-type'],
    'dct:identifier': setting.jurisdictions.get(party) ?? party,
    'skos:prefLabel': partyName(setting, party),
  };
  const own = found === undefined ? [] : officeNodes(setting, found);
  const isAuthority = found !== undefined && isPublic(found);
  const government: LinkedNode = {
    '@id': iriOf(setting, `party/${party}/government`, party),
    '@type': ['cv:PublicOrganisation', 'org:Organization'],
    'dct:identifier': party,
    'skos:prefLabel': partyName(setting, party),
    'dct:spatial': [territory['@id']],
  };
  const competent = isAuthority ? own.slice(0, 1) : [government];
  return { competent, nodes: [...competent, ...own, territory] };
}

function isPublic({ roles }: OrganizationState): boolean {
  return roles === undefined || roles.includes('publicAuthority');
}

function officeNodes(setting: ServicesSetting, state: OrganizationState): readonly LinkedNode[] {
  const { id, party, name, sample, url } = state;
  const marks = sampleConcepts(setting, state);
  const pages = outsidePage(url);
  const node: LinkedNode = {
    '@id': iriOf(setting, id, party),
    '@type': [...(isPublic(state) ? ['cv:PublicOrganisation'] : []), 'org:Organization'],
    'dct:identifier': id,
    'skos:prefLabel': markedTitle(setting, { title: name, sample }),
    'dct:spatial': [territoryIri(setting, party)],
    'cv:isClassifiedBy': idsOf(marks),
    'foaf:homepage': idsOf(pages),
  };
  return [node, ...marks, ...pages];
}

/** Returns what services are grouped by: a life event, a business event, or an event of which neither is known. */
export function eventNode(setting: ServicesSetting, event: string): LinkedNode {
  const narrower = eventClasses.get(event);
  return {
    '@id': iriOf(setting, `event/${event}`),
    '@type': ['cv:Event', ...(narrower === undefined ? [] : [narrower])],
    'dct:identifier': event,
    'dct:title': labelOf(setting, event, setting.keyOf('event', event)),
  };
}

/** Returns the ways in which a service is given, each with its type; all are those of its office. */
export function channelNodes(setting: ServicesSetting, state: ServiceState) {
  const { id, party, office, channels } = state;
  const types = channels.map((word) =>
    conceptOf(setting, { path: `channel/${word}`, word, key: setting.keyOf('channel', word) }),
  );
  const owner = setting.organizations.get(office);
  const own = channels.map(
    (word, place): LinkedNode => ({
      '@id': iriOf(setting, `${id}/channel/${word}`, party),
      '@type': ['cv:Channel'],
      'dct:identifier': `${id}/channel/${word}`,
      'dct:type': types[place]?.['@id'],
      'cv:ownedBy': owner === undefined ? [] : [iriOf(setting, owner.id, owner.party)],
    }),
  );
  return { own, types };
}

/** Returns how the contact of a service can be reached; nobody is named. Nothing where the contact is not public or is closed. */
export function contactNodes(setting: ServicesSetting, { contact }: ServiceState) {
  const found = contact === undefined ? undefined : setting.contacts.get(contact);
  const isClosed = found?.closedOn !== undefined && found.closedOn <= setting.day;
  if (found === undefined || isClosed) return { own: [], pages: [] };
  const valuesOf = (type: string) =>
    found.channels.filter((channel) => channel.type === type).map(({ value }) => value);
  const pages = valuesOf('web').flatMap(outsidePage);
  const languages = languageNodes(setting, found.languages);
  const own: LinkedNode = {
    '@id': iriOf(setting, found.id, found.party),
    '@type': ['cv:ContactPoint'],
    'dct:identifier': found.id,
    'cv:email': valuesOf('email'),
    'cv:telephone': valuesOf('telephone'),
    'cv:contactPage': idsOf(pages),
    'dct:language': idsOf(languages),
  };
  return { own: [own], pages: [...pages, ...languages] };
}

/** Returns the documents that a service accepts. */
export function evidenceNodes(setting: ServicesSetting, { id, party, documents }: ServiceState) {
  return documents.map((title, place): LinkedNode => {
    const path = `${id}/document/${place + 1}`;
    return {
      '@id': iriOf(setting, path, party),
      '@type': ['cv:Evidence'],
      'dct:identifier': path,
      'dct:title': title,
    };
  });
}

/** Returns the checklist of a service. Whether a line is for everybody or depends on answers is its type. */
export function requirementNodes(setting: ServicesSetting, state: ServiceState) {
  const { id, party, items, questions } = state;
  const named = new Set(
    questions.flatMap((one) => one.answers.flatMap((answer) => answer.items ?? [])),
  );
  const types = {
    always: conceptOf(setting, {
      ...{ path: 'requirement/always', word: 'always', key: 'data.services.always' },
    }),
    depends: conceptOf(setting, {
      ...{ path: 'requirement/depends', word: 'depends', key: 'data.services.depends' },
    }),
  };
  const typeOf = (item: string) => (named.has(item) ? types.depends : types.always);
  const own = items.map(
    (item): LinkedNode => ({
      '@id': iriOf(setting, `${id}/item/${item.id}`, party),
      '@type': ['cv:Requirement'],
      'dct:identifier': `${id}/item/${item.id}`,
      'dct:title': item.text,
      'dct:type': typeOf(item.id)['@id'],
    }),
  );
  return { own, types: items.map((item) => typeOf(item.id)) };
}

/** Returns the law on which a service rests, by its name. */
export function lawNodes(setting: ServicesSetting, { id, party, legalBasis }: ServiceState) {
  return legalBasis.map(
    (title, place): LinkedNode => ({
      '@id': iriOf(setting, `${id}/legal-basis/${place + 1}`, party),
      '@type': ['eli:LegalResource'],
      'dct:title': title,
    }),
  );
}

/** Returns what a service costs with its source, the cost first; nothing where that is not known. */
export function costNodes(setting: ServicesSetting, state: ServiceState): readonly LinkedNode[] {
  const { fee } = factsOn(state, setting.day);
  if (fee === undefined) return [];
  const { id, party, office } = state;
  const checks = checkNodes(setting, state, { fact: fee, path: 'fee' });
  const sum = fee.amount !== undefined && parseMoney(fee.amount).ok ? fee.amount : undefined;
  const currencies = sum === undefined ? [] : [currencyNode(sum.currency)];
  const owner = setting.organizations.get(office);
  const cost: LinkedNode = {
    '@id': iriOf(setting, `${id}/fee`, party),
    '@type': ['cv:Cost'],
    'dct:identifier': `${id}/fee`,
    'dct:description': fee.words,
    'cv:hasValue': sum?.amount,
    'cv:currency': currencies[0]?.['@id'],
    'cv:isDefinedBy': owner === undefined ? [] : [iriOf(setting, owner.id, owner.party)],
    'dct:provenance': idsOf(checks.slice(0, 1)),
  };
  return [cost, ...checks, ...currencies];
}

function currencyNode(code: string): LinkedNode {
  return {
    '@id': `http://publications.europa.eu/resource/authority/currency/${code}`,
    '@type': ['skos:Concept'],
    'skos:notation': code,
  };
}

/** Returns where a fee or a time stands and when somebody looked, that statement first; what may be out of date says so. */
export function checkNodes(
  setting: ServicesSetting,
  { id, party }: ServiceState,
  { fact, path }: { readonly fact: Fact; readonly path: 'fee' | 'time' },
): readonly LinkedNode[] {
  const { checked, mayBeOutdated, source } = fact;
  const pages = outsidePage(source.url);
  const marks = mayBeOutdated
    ? [conceptOf(setting, { path: 'outdated', word: 'outdated', key: 'service.outdated' })]
    : [];
  const key = mayBeOutdated ? 'data.services.checked.outdated' : 'data.services.checked';
  const node: LinkedNode = {
    '@id': iriOf(setting, `${id}/${path}/check`, party),
    '@type': ['dct:ProvenanceStatement'],
    'dct:description': messageIn(setting, key, (language) => ({
      day: formatDate(language, checked),
    })),
    'dct:date': checked,
    'dct:source': idsOf(pages),
    'dct:bibliographicCitation': source.title,
    'dct:type': marks[0]?.['@id'],
  };
  return [node, ...marks, ...pages];
}

/** Returns how long a service takes, as a sentence: the profile's own property takes a duration only. */
export function timeWords({ text, languages }: ServicesSetting, words: LanguageMap): LanguageMap {
  const said = Object.entries(words).map(([tag, one]) => {
    const language = languages.find((known) => known.tag === tag);
    return [
      tag,
      language === undefined ? one : text(language, 'data.services.time', { words: one }),
    ];
  });
  return Object.fromEntries(said) as LanguageMap;
}

/** Returns whether a service is given on the day of the document. */
export function statusNode(setting: ServicesSetting, { closedOn }: ServiceState): LinkedNode {
  const isGiven = closedOn === undefined || closedOn > setting.day;
  const word = isGiven ? 'given' : 'closed';
  const key = isGiven ? 'data.services.given' : 'data.services.closed';
  return conceptOf(setting, { path: `status/${word}`, word, key });
}
