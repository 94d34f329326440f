// The public services of a programme as CPSV-AP 3.2.0 (https://semiceu.github.io/CPSV-AP/releases/3.2.0/), as one JSON-LD
// document in all languages: a dataset, its services, what they lead to, and which of them every side signed to be for one need.
import { parseRecordId } from '../base/ids.ts';
import type { TextState } from '../programme/joint-kind.ts';
import type { PairingContent } from '../programme/kinds/pairing.ts';
import type { ServiceState } from '../programme/kinds/service.ts';
import type { RecordView } from '../projection/queries.ts';
import { formatDate } from '../text/formats.ts';
import { pickText } from '../text/language-map.ts';
import {
  idsOf,
  iriOf,
  languageNodes,
  markedTitle,
  messageIn,
  newestOf,
  pagesOf,
  profileNode,
  type ServicesSetting,
  sampleConcepts,
  servicesContext,
} from './cpsv-ap-context.ts';
import { eventNode, partyNode } from './cpsv-ap-parts.ts';
import { serviceIri, toPublicService } from './cpsv-ap-service.ts';
import { type LinkedNode, mergeNodes, writeGraph } from './json-ld.ts';

type Service = RecordView<ServiceState>;
type Pairing = RecordView<TextState<PairingContent>>;

/** What the document is about, by id. */
export interface ServiceRecords {
  readonly services: readonly Service[];
  readonly pairings: readonly Pairing[];
}

/** Yields the text of the document. Without a service it is a dataset that has no part. Cost: services times pairings in force. */
export function writeServices(
  setting: ServicesSetting,
  { services, pairings }: ServiceRecords,
): Iterable<string> {
  const dataset = iriOf(setting, 'services');
  const agreed = agreedPairings(setting, services, pairings);
  const nodes = services.flatMap((service) => {
    const naming = agreed.filter((one) => one.services.includes(service));
    const others = naming.flatMap((one) => one.services).filter((one) => one !== service);
    return toPublicService(setting, service, {
      dataset,
      related: [...new Set(others.map(({ state }) => serviceIri(setting, state)))],
      pairings: naming.map(({ pairing }) => pairingIri(setting, pairing.id)),
    });
  });
  const texts = agreed.flatMap((one) => pairingNodes(setting, one));
  const head = datasetNodes(setting, { dataset, services, pairings });
  return writeGraph(servicesContext, mergeNodes([...head, ...nodes, ...texts]));
}

interface Agreed {
  readonly pairing: Pairing;
  readonly services: readonly Service[];
}

/** Those in force of services that are all public and given on the day. */
function agreedPairings(
  { day }: ServicesSetting,
  services: readonly Service[],
  pairings: readonly Pairing[],
): readonly Agreed[] {
  const given = new Map(
    services
      .filter(({ state: { closedOn } }) => closedOn === undefined || closedOn > day)
      .map((one) => [one.id, one]),
  );
  return pairings.flatMap((pairing): readonly Agreed[] => {
    const { content, standing } = pairing.state;
    const named = content.services.flatMap((id) => given.get(id) ?? []);
    const isShown = standing === 'agreed' && named.length === content.services.length;
    return isShown ? [{ pairing, services: named }] : [];
  });
}

function pairingIri(setting: ServicesSetting, id: string): string {
  const parsed = parseRecordId(id);
  const mark = parsed.ok ? parsed.value.mark : '';
  const owner = setting.programme.parties.find((one) => one.mark === mark);
  return iriOf(setting, id, owner?.party);
}

/** The text by which every side said that its service is for that need, and where they differ. */
function pairingNodes(setting: ServicesSetting, { pairing, services }: Agreed) {
  const { id, content, joint, sample } = pairing.state;
  const { need, lifeEvent, differences, note } = content;
  const event = eventNode(setting, lifeEvent);
  const marks = sampleConcepts(setting, pairing.state);
  const [first] = services;
  const own = pagesOf(setting, `/services/${first?.id ?? ''}#${id}`);
  const node: LinkedNode = {
    '@id': pairingIri(setting, id),
    '@type': ['foaf:Document'],
    'dct:identifier': id,
    'dct:title': markedTitle(setting, { title: need, sample }),
    'dct:description': differences,
    'skos:note': note,
    'cv:isGroupedBy': [event['@id']],
    'cv:isClassifiedBy': idsOf(marks),
    'dct:references': services.map(({ state }) => serviceIri(setting, state)),
    'dct:issued': joint.texts.find(({ hash }) => hash === joint.inForce)?.signedOn,
    'dcat:landingPage': idsOf(own.pages),
  };
  return [node, event, ...marks, ...own.nodes];
}

function datasetNodes(
  setting: ServicesSetting,
  { dataset, services, pairings }: ServiceRecords & { readonly dataset: string },
): readonly LinkedNode[] {
  const { day, languages, programme, publisher } = setting;
  const sample = services.some(({ state }) => state.sample);
  const marks = sampleConcepts(setting, { sample });
  const agent = publisher === undefined ? programmeNode(setting) : partyNode(setting, publisher);
  const own = pagesOf(setting, '/services');
  const named = languageNodes(
    setting,
    languages.map(({ tag }) => tag),
  );
  const params = (language: (typeof languages)[number]) => ({
    programme: pickText(programme.title, language).text,
    day: formatDate(language, day),
  });
  const key = sample ? 'data.services.description.sample' : 'data.services.description';
  const node: LinkedNode = {
    '@id': dataset,
    '@type': ['dcat:Dataset'],
    'dct:identifier': dataset,
    'dct:title': markedTitle(setting, {
      title: messageIn(setting, 'data.services.title', params),
      sample,
    }),
    'dct:description': messageIn(setting, key, params),
    'dct:conformsTo': [profileNode['@id']],
    'dct:publisher': agent['@id'],
    'dct:language': idsOf(named),
    'dct:modified': newestOf([...services, ...pairings]),
    'cv:isClassifiedBy': idsOf(marks),
    'dcat:landingPage': idsOf(own.pages),
    'dct:hasPart': services.map(({ state }) => serviceIri(setting, state)),
  };
  return [node, profileNode, agent, ...marks, ...own.nodes, ...named];
}

function programmeNode(setting: ServicesSetting): LinkedNode {
  const { id, title } = setting.programme;
  return {
    '@id': iriOf(setting, 'programme'),
    '@type': ['foaf:Agent'],
    'dct:identifier': id,
    'dct:title': title,
  };
}
