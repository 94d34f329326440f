// What a document of services is made with, its context, and how ids and words are written in it. Names of classes and
// properties are those of CPSV-AP 3.2.0 (https://semiceu.github.io/CPSV-AP/releases/3.2.0/), under their prefixes.
import type { CivilDate, Instant } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { ContactState } from '../programme/kinds/contact.ts';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import type { LanguageMap } from '../programme/statement.ts';
import type { ProgrammeView } from '../projection/queries.ts';
import { defaultLanguage, type Language, languageOfTag } from '../text/languages.ts';
import type { MessageParams } from '../text/messages.ts';
import type { LinkedContext, LinkedNode } from './json-ld.ts';

/** What the document is made with, beside the services. */
export interface ServicesSetting {
  /** Scheme and host of the node whose pages the document leads to. */
  readonly base: string;
  readonly programme: Pick<ProgrammeView, 'id' | 'title' | 'parties'>;
  /** The day for which it is said what is given and what may be out of date. */
  readonly day: CivilDate;
  /** Host in the log origin of each party: ids rest on it. */
  readonly hosts: ReadonlyMap<PartyId, string>;
  /** The party of the node that publishes. Absent: the programme itself. */
  readonly publisher?: PartyId;
  /** Jurisdiction of a party as it describes itself: `HK`. */
  readonly jurisdictions: ReadonlyMap<PartyId, string>;
  readonly organizations: ReadonlyMap<string, OrganizationState>;
  /** Public ones. */
  readonly contacts: ReadonlyMap<string, ContactState>;
  /** Languages in which messages are. */
  readonly languages: readonly Language[];
  readonly text: (language: Language, key: string, params?: MessageParams) => string;
  /** Key of the message that names a need, a life event or a channel; undefined where there is none. */
  readonly keyOf: (sort: 'need' | 'event' | 'channel', word: string) => string | undefined;
}

const ids = { '@type': '@id', '@container': '@set' };
const words = { '@container': '@language' };
const xsd = 'http://www.w3.org/2001/XMLSchema#';

/** The context: prefixes, which properties hold ids and which hold words, and types of values. */
export const servicesContext: LinkedContext = {
  ...{ cpsv: 'http://purl.org/vocab/cpsv#', cv: 'http://data.europa.eu/m8g/' },
  ...{ dct: 'http://purl.org/dc/terms/', dcat: 'http://www.w3.org/ns/dcat#' },
  ...{ adms: 'http://www.w3.org/ns/adms#', atu: 'http://data.europa.eu/88u/dataset/' },
  ...{ eli: 'http://data.europa.eu/eli/ontology#', foaf: 'http://xmlns.com/foaf/0.1/' },
  ...{ org: 'http://www.w3.org/ns/org#', skos: 'http://www.w3.org/2004/02/skos/core#', xsd },
  ...Object.fromEntries(
    ['dct:title', 'dct:description', 'skos:prefLabel', 'skos:note'].map((name) => [name, words]),
  ),
  ...Object.fromEntries(
    [
      ...['cpsv:hasInput', 'cv:hasChannel', 'cv:hasCompetentAuthority', 'cv:hasCost'],
      ...['cv:hasLegalResource', 'cv:holdsRequirement', 'cv:isClassifiedBy', 'cv:isGroupedBy'],
      ...['cv:contactPoint', 'cv:contactPage', 'cv:isDefinedBy', 'cv:ownedBy'],
      ...['cv:relatedService', 'dct:conformsTo', 'dct:hasPart', 'dct:isPartOf', 'dct:language'],
      ...['dct:provenance', 'dct:references', 'dct:relation', 'dct:source', 'dct:spatial'],
      ...['dcat:landingPage', 'foaf:homepage', 'foaf:page'],
    ].map((name) => [name, ids]),
  ),
  ...Object.fromEntries(
    ['adms:status', 'cv:currency', 'dct:publisher', 'dct:type'].map((name) => [
      name,
      { '@type': '@id' },
    ]),
  ),
  'cv:email': { '@container': '@set' },
  'cv:telephone': { '@container': '@set' },
  'cv:hasValue': { '@type': 'xsd:double' },
  'cv:processingTime': { '@type': 'xsd:duration' },
  'dct:date': { '@type': 'xsd:date' },
  'dct:issued': { '@type': 'xsd:date' },
  'dct:modified': { '@type': 'xsd:dateTime' },
};

/** Profile to which the document conforms. */
export const profileNode: LinkedNode = {
  '@id': 'http://data.europa.eu/m8g/cpsvap/3.2.0',
  '@type': ['dct:Standard'],
  'dct:title': { en: 'CPSV-AP 3.2.0' },
};

/**
 * Returns the id of something of a party: a tag URI (RFC 4151), the same on every node. What belongs to no party has the
 * host of the first.
 */
export function iriOf(setting: ServicesSetting, path: string, party?: PartyId): string {
  const { hosts, programme } = setting;
  const first = programme.parties[0]?.party;
  const host = hosts.get(party ?? first ?? ('' as PartyId)) ?? `${programme.id}.invalid`;
  return `tag:${host},2000-01-01:${programme.id}/${path}`;
}

/** Returns a message in every language that there is. */
export function messageIn(
  { languages, text }: Pick<ServicesSetting, 'languages' | 'text'>,
  key: string,
  paramsIn: (language: Language) => MessageParams = () => ({}),
): LanguageMap {
  return Object.fromEntries(
    languages.map((one) => [one.tag, text(one, key, paramsIn(one))]),
  ) as LanguageMap;
}

/** Returns a title, marked in words of its own language where the record is sample data. */
export function markedTitle(
  { text }: Pick<ServicesSetting, 'text'>,
  { title, sample }: { readonly title: LanguageMap; readonly sample: boolean },
): LanguageMap {
  if (!sample) return title;
  const marked = Object.entries(title).map(([tag, one]) => {
    const language = languageOfTag(tag) ?? defaultLanguage;
    return [tag, text(language, 'data.sample-title', { title: one })];
  });
  return Object.fromEntries(marked) as LanguageMap;
}

/** Returns a concept of this programme under its label; a word that no message names is its own label, in no language. */
export function conceptOf(
  setting: ServicesSetting,
  { path, word, key }: { readonly path: string; readonly word: string; readonly key?: string },
): LinkedNode {
  return {
    '@id': iriOf(setting, path),
    '@type': ['skos:Concept'],
    'skos:notation': word,
    'skos:prefLabel': labelOf(setting, word, key),
  };
}

/** Returns what a word of the record is called. */
export function labelOf(setting: ServicesSetting, word: string, key?: string): LanguageMap {
  return key === undefined ? ({ und: word } as LanguageMap) : messageIn(setting, key);
}

/** Returns the mark of sample data; nothing for what is real. */
export function sampleConcepts(
  setting: ServicesSetting,
  { sample }: { readonly sample: boolean },
): readonly LinkedNode[] {
  return sample ? [conceptOf(setting, { path: 'sample', word: 'sample', key: 'data.sample' })] : [];
}

/** Returns languages as nodes, by their BCP 47 tags. */
export function languageNodes(setting: ServicesSetting, tags: readonly string[]) {
  return tags.map(
    (tag): LinkedNode => ({
      '@id': iriOf(setting, `language/${tag}`),
      '@type': ['dct:LinguisticSystem'],
      'dct:identifier': tag,
    }),
  );
}

/** Returns the page of a record in each language, with those languages. */
export function pagesOf(setting: ServicesSetting, path: string) {
  const { base, languages } = setting;
  const named = languageNodes(
    setting,
    languages.map(({ tag }) => tag),
  );
  const pages = languages.map(
    ({ address }, place): LinkedNode => ({
      '@id': `${base}/${address}${path}`,
      '@type': ['foaf:Document'],
      'dct:language': idsOf(named.slice(place, place + 1)),
    }),
  );
  return { pages, nodes: [...pages, ...named] };
}

/** Returns an address of others as a document; nothing where it is none of the web. */
export function outsidePage(url: string | undefined): readonly LinkedNode[] {
  if (url === undefined || !/^https?:/i.test(url) || !URL.canParse(url)) return [];
  return [{ '@id': new URL(url).href, '@type': ['foaf:Document'] }];
}

/** Returns the ids of nodes. */
export function idsOf(nodes: readonly LinkedNode[]): readonly string[] {
  return nodes.map((node) => node['@id']);
}

/** Returns when something was last said of a record, in the whole of some histories; undefined where there is none. */
export function newestOf(
  histories: readonly {
    readonly history: readonly { readonly place: { readonly at: Instant } }[];
  }[],
): Instant | undefined {
  const all = histories.flatMap(({ history }) => history.map(({ place }) => place.at));
  return all.sort().at(-1);
}
