// One service as a cpsv:PublicService of CPSV-AP 3.2.0, with all that it leads to. What the profile has no property for
// stands in properties of Dublin Core, FOAF and SKOS.
import { factsOn, type ServiceState } from '../programme/kinds/service.ts';
import type { RecordView } from '../projection/queries.ts';
import {
  conceptOf,
  idsOf,
  iriOf,
  languageNodes,
  markedTitle,
  newestOf,
  outsidePage,
  pagesOf,
  type ServicesSetting,
  sampleConcepts,
} from './cpsv-ap-context.ts';
import {
  authorityNodes,
  channelNodes,
  checkNodes,
  contactNodes,
  costNodes,
  eventNode,
  evidenceNodes,
  lawNodes,
  requirementNodes,
  statusNode,
  territoryIri,
  timeWords,
} from './cpsv-ap-parts.ts';
import type { LinkedNode } from './json-ld.ts';

/** What other records say of a service: ids in the document. */
export interface ServiceTies {
  /** The document as a dataset. */
  readonly dataset: string;
  /** Services that every side signed to serve the same need. */
  readonly related: readonly string[];
  /** The texts that say so. */
  readonly pairings: readonly string[];
}

/** Returns the id of a service in the document. */
export function serviceIri(
  setting: ServicesSetting,
  { id, party }: Pick<ServiceState, 'id' | 'party'>,
): string {
  return iriOf(setting, id, party);
}

/** Returns a service, then what it leads to. */
export function toPublicService(
  setting: ServicesSetting,
  service: RecordView<ServiceState>,
  ties: ServiceTies,
): readonly LinkedNode[] {
  const { id, state } = service;
  const { name, what, party, sample } = state;
  const given = givenNodes(setting, state);
  const fixed = checkedNodes(setting, state);
  const own = pagesOf(setting, `/services/${id}`);
  const official = outsidePage(state.url);
  const status = statusNode(setting, state);
  const node: LinkedNode = {
    '@id': serviceIri(setting, state),
    '@type': ['cpsv:PublicService'],
    'dct:identifier': id,
    'dct:title': markedTitle(setting, { title: name, sample }),
    // Mandatory: a service that says no more of itself is described by its name.
    'dct:description': what ?? name,
    'dct:isPartOf': [ties.dataset],
    ...given.properties,
    ...fixed.properties,
    'cv:relatedService': ties.related,
    'dct:relation': ties.pairings,
    'dct:spatial': [territoryIri(setting, party)],
    'adms:status': status['@id'],
    'dct:modified': newestOf([service]),
    'foaf:page': idsOf(official),
    'dcat:landingPage': idsOf(own.pages),
  };
  return [node, ...given.nodes, ...fixed.nodes, status, ...official, ...own.nodes];
}

/** By whom, how, for whom and in which languages it is given. */
function givenNodes(setting: ServicesSetting, state: ServiceState) {
  const authority = authorityNodes(setting, state);
  const events = state.lifeEvents.map((event) => eventNode(setting, event));
  const { need } = state;
  const kinds = [
    conceptOf(setting, { path: `need/${need}`, word: need, key: setting.keyOf('need', need) }),
    ...sampleConcepts(setting, state),
  ];
  const channels = channelNodes(setting, state);
  const contact = contactNodes(setting, state);
  const languages = languageNodes(setting, state.languages);
  return {
    properties: {
      'cv:hasCompetentAuthority': idsOf(authority.competent),
      'cv:isGroupedBy': idsOf(events),
      'cv:isClassifiedBy': idsOf(kinds),
      'cv:hasChannel': idsOf(channels.own),
      'cv:contactPoint': idsOf(contact.own),
      'dct:language': idsOf(languages),
    },
    nodes: [
      ...[...channels.own, ...contact.own, ...contact.pages, ...authority.nodes],
      ...[...events, ...kinds, ...channels.types, ...languages],
    ],
  };
}

/** What it asks for, on which ground, what it costs and how long it takes. */
function checkedNodes(setting: ServicesSetting, state: ServiceState) {
  const { time } = factsOn(state, setting.day);
  const evidence = evidenceNodes(setting, state);
  const requirements = requirementNodes(setting, state);
  const law = lawNodes(setting, state);
  const cost = costNodes(setting, state);
  const checks = time === undefined ? [] : checkNodes(setting, state, { fact: time, path: 'time' });
  return {
    properties: {
      'cpsv:hasInput': idsOf(evidence),
      'cv:holdsRequirement': idsOf(requirements.own),
      'cv:hasLegalResource': idsOf(law),
      'cv:hasCost': idsOf(cost.slice(0, 1)),
      'cv:processingTime': time?.duration,
      'skos:note': time && timeWords(setting, time.words),
      'dct:provenance': idsOf(checks.slice(0, 1)),
    },
    nodes: [
      ...[...evidence, ...requirements.own, ...law, ...cost, ...checks],
      ...requirements.types,
    ],
  };
}
