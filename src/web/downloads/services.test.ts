// docs/spec/exchange.md X40 to X44: services of the record as CPSV-AP 3.2.0, held to an own check of its shapes.
import { describe, expect, it } from 'vitest';
import { checkServices } from '../../../test/support/cpsv-ap.ts';
import { createSite } from '../../../test/support/web-fixture.ts';
import type { PartyId } from '../../base/ids.ts';
import type { ContactState } from '../../programme/kinds/contact.ts';
import type { OrganizationState } from '../../programme/kinds/organization.ts';
import type { ServiceState } from '../../programme/kinds/service.ts';
import { languages } from '../../text/languages.ts';
import { createPages } from '../routes.ts';
import { collectServices, type ServicesFile, servicesText } from './services.ts';

type Node = Readonly<Record<string, unknown>> & { readonly '@id': string };
interface Graph {
  readonly '@graph': readonly Node[];
}

const site = createSite();
const status = await site.node.status();
const { now, logs } = status;
const hongKong = status.party as PartyId;
const file = await collectServices(site.queries, {
  ...{ base: 'https://node.example', now, logs, party: hongKong },
});

const licence = file.services[0]?.state as ServiceState;
const fact = licence.time as NonNullable<ServiceState['time']>;

const textOf = (from: ServicesFile) => [...servicesText(from, site.messages)].join('');
const parse = (text: string) => JSON.parse(text) as Graph;
const documentOf = (changes: Partial<ServicesFile> = {}) => parse(textOf({ ...file, ...changes }));

const pathOf = (iri: string) => iri.slice(iri.indexOf('/') + 1);
const tail = (value: unknown) => (value as readonly string[]).map(pathOf);

/** The node of that path after the programme: `HK-SV001/fee`. */
function nodeOf(document: Graph, path: string): Node {
  const found = document['@graph'].find((node) => pathOf(node['@id']) === path);
  expect(found, path).toBeDefined();
  return found as Node;
}

/** The services with one of them changed. */
function servicesWith(id: string, changes: Partial<ServiceState>): ServicesFile['services'] {
  return file.services.map((one) =>
    one.id === id ? { ...one, state: { ...one.state, ...changes } } : one,
  );
}

describe('services as CPSV-AP', () => {
  it('have the mandatory properties, types and classes of the profile, and every id is in the document', () => {
    const document = documentOf();
    expect(checkServices(document)).toEqual([]);
    const types = new Set(document['@graph'].flatMap((node) => node['@type']));
    for (const type of ['cpsv:PublicService', 'cv:Cost', 'cv:Evidence', 'cv:Requirement']) {
      expect(types).toContain(type);
    }
    const listed = tail(nodeOf(document, 'services')['dct:hasPart']);
    expect(listed).toEqual(file.services.map(({ id }) => id));
    const { what: _, ...bare } = licence;
    const services = file.services.map((one) =>
      one.id === bare.id ? { ...one, state: bare } : one,
    );
    const undescribed = documentOf({ services });
    expect(checkServices(undescribed)).toEqual([]);
    expect(nodeOf(undescribed, bare.id)['dct:description']).toEqual(bare.name);
  });

  it('are held to a check that finds what is planted', () => {
    const planted = (path: string, changes: object) => {
      const document = documentOf();
      const node = nodeOf(document, path);
      const graph = document['@graph'].map((one) => (one === node ? { ...one, ...changes } : one));
      const found = checkServices({ ...document, '@graph': graph });
      return found.map((one) => one.slice(one.indexOf(' ') + 1));
    };
    const service = 'HK-SV001';
    expect(planted(service, { 'dct:title': {} })).toContain('dct:title missing');
    expect(planted(service, { 'dct:title': { en: ' ' } })).toContain('dct:title words');
    expect(planted(service, { 'dct:title': { 'in English': 'x' } })).toContain('dct:title words');
    expect(planted(service, { 'dct:identifier': ['a', 'b'] })).toContain(
      'dct:identifier more than 1',
    );
    expect(planted(service, { 'cv:hasChannel': ['tag:nobody'] })).toContain(
      'cv:hasChannel leads nowhere',
    );
    const cost = nodeOf(documentOf(), 'HK-SV001/fee')['@id'];
    expect(planted(service, { 'cv:hasChannel': [cost] })).toContain(
      'cv:hasChannel leads to no cv:Channel',
    );
    expect(planted(service, { 'cv:hasContactPoint': [] })).toContain('cv:hasContactPoint unknown');
    expect(planted(service, { 'cv:processingTime': '10 days' })).toContain(
      'cv:processingTime value',
    );
    expect(planted('HK-SV001/fee', { 'cv:hasValue': 590 })).toContain('cv:hasValue value');
    expect(planted('HK-SV001/fee', { 'dct:provenance': [] })).toContain('dct:provenance missing');
    const stray = { ...nodeOf(documentOf(), 'HK-SV001/fee'), '@id': 'tag:x,2000:y' };
    const graph = [...documentOf()['@graph'], stray];
    expect(checkServices({ ...documentOf(), '@graph': graph })).toEqual([
      'tag:x,2000:y is not reached',
    ]);
    const context = { cv: 'https://data.europa.eu/m8g/' };
    expect(checkServices({ ...documentOf(), '@context': context })).toContain('prefix cv');
    expect(checkServices({ ...documentOf(), '@context': 'https://x.example/' })).toEqual([
      '@context is not inline',
    ]);
  });

  it('have every text that the record has and no other, and labels in every language', () => {
    const german = { de: 'Führerschein', pl: 'Prawo jazdy' };
    const real = servicesWith('HK-SV001', { name: german, what: german, sample: false });
    const document = documentOf({ services: real });
    expect(nodeOf(document, 'HK-SV001')['dct:title']).toEqual(german);
    expect(nodeOf(document, 'HK-SV001')['dct:description']).toEqual(german);
    const timed = documentOf({
      services: servicesWith('HK-SV001', { time: { ...fact, words: german } }),
    });
    expect(nodeOf(timed, 'HK-SV001')['skos:note']).toEqual(german);
    const tags = languages.map(({ tag }) => tag);
    for (const path of ['event/moving', 'need/driving-licence', 'channel/online', 'status/given']) {
      const { 'skos:prefLabel': label, 'dct:title': title } = nodeOf(document, path);
      expect([path, Object.keys((label ?? title) as object)]).toEqual([path, tags]);
    }
    expect(nodeOf(document, 'event/grieving')['dct:title']).toEqual({ und: 'grieving' });
    expect(checkServices(document)).toEqual([]);
  });

  it('name a cost with its source and the day of its check, and say after 180 days that it may be out of date', () => {
    const document = documentOf();
    expect(nodeOf(document, 'HK-SV001/fee')).toMatchObject({
      'cv:hasValue': '590',
      'cv:currency': 'http://publications.europa.eu/resource/authority/currency/HKD',
      'dct:description': { en: '590 for the first year' },
    });
    const check = nodeOf(document, 'HK-SV001/fee/check');
    expect(check).toMatchObject({
      'dct:date': '2026-03-02',
      'dct:bibliographicCitation': 'Table of fees',
      'dct:description': {
        en: 'Checked on 2 March 2026. It may be out of date.',
        'zh-Hant': '於2026年3月2日查核，資料可能過時。',
      },
    });
    expect(String(check['dct:type'])).toMatch(/\/outdated$/);
    const time = nodeOf(document, 'HK-SV001/time/check');
    expect([time['dct:date'], time['dct:type']]).toEqual(['2026-11-02', undefined]);
    const earlier = nodeOf(documentOf({ day: '2026-08-29' }), 'HK-SV001/fee/check');
    expect(earlier['dct:type']).toBeUndefined();
    expect(JSON.stringify(earlier)).not.toContain('may be out of date');
    // What is not on record is not there, and words are no duration.
    expect(nodeOf(document, 'SZ-SV001')['cv:hasCost']).toBeUndefined();
    expect(nodeOf(document, 'HK-SV001')).not.toHaveProperty('cv:processingTime');
    const lasting = { time: { ...fact, duration: 'P60D' } };
    const long = documentOf({ services: servicesWith('HK-SV001', lasting) });
    expect(nodeOf(long, 'HK-SV001')['cv:processingTime']).toBe('P60D');
    expect(checkServices(long)).toEqual([]);
    const unsaid = documentOf({ services: servicesWith('HK-SV001', { fee: fact }) });
    expect(nodeOf(unsaid, 'HK-SV001/fee')).not.toHaveProperty('cv:hasValue');
    expect(nodeOf(unsaid, 'HK-SV001/fee')).not.toHaveProperty('cv:currency');
  });

  it('say of the checklist what everybody needs and what depends on answers', () => {
    const items = [...licence.items, { id: 'photo', text: { en: 'Photograph' } }];
    const document = documentOf({ services: servicesWith('HK-SV001', { items }) });
    const typeOf = (path: string) => String(nodeOf(document, path)['dct:type']);
    expect(typeOf('HK-SV001/item/photo')).toMatch(/\/requirement\/always$/);
    expect(typeOf('HK-SV001/item/eyes')).toMatch(/\/requirement\/depends$/);
    expect(checkServices(document)).toEqual([]);
  });

  it('are related by texts that every side signed, of services that are given', () => {
    const document = documentOf();
    const related = (id: string) => tail(nodeOf(document, id)['cv:relatedService'] ?? []);
    expect(related('HK-SV001')).toEqual(['SZ-SV001', 'SZ-SV002']);
    expect(related('SZ-SV001')).toEqual(['HK-SV001']);
    expect(related('HK-SV002')).toEqual([]);
    expect(tail(nodeOf(document, 'HK-SV001')['dct:relation'])).toEqual(['HK-SP001', 'HK-SP003']);
    expect(nodeOf(document, 'HK-SP001')).toMatchObject({
      'dct:description': { en: 'Only Hong Kong tests the eyes.' },
      'dct:issued': '2026-11-10',
    });
    for (const id of ['HK-SP002', 'HK-SP004', 'HK-SP005']) {
      expect(JSON.stringify(document).includes(id)).toBe(false);
    }
    expect(String(nodeOf(document, 'HK-SV002')['adms:status'])).toMatch(/\/status\/closed$/);
    const before = documentOf({ day: '2026-11-19' });
    expect(tail(nodeOf(before, 'HK-SV002')['cv:relatedService'])).toEqual(['SZ-SV002']);
    expect(String(nodeOf(before, 'HK-SV002')['adms:status'])).toMatch(/\/status\/given$/);
  });

  it('mark sample data in title, class and the description of the whole; what is real is not marked', () => {
    const document = documentOf();
    const service = nodeOf(document, 'HK-SV001');
    expect(service['dct:title']).toMatchObject({
      en: '[Sample] Driving licence without a test',
      'zh-Hant': '【示例】免試駕駛執照',
    });
    expect(tail(service['cv:isClassifiedBy'])).toContain('sample');
    const whole = nodeOf(document, 'services')['dct:description'] as Record<string, string>;
    expect(whole.en).toContain('invented sample data');
    expect(whole['zh-Hans']).toContain('虚构的示例数据');
    const unmarked = <State extends { readonly sample: boolean }>(state: State) => ({
      ...state,
      sample: false,
    });
    const real = textOf({
      ...file,
      services: file.services.map((one) => ({ ...one, state: unmarked(one.state) })),
      pairings: file.pairings.map((one) => ({ ...one, state: unmarked(one.state) })),
      organizations: file.organizations.map(unmarked),
    });
    expect(/\[Sample\]|【示例】|invented|"sample"/.exec(real)).toBeNull();
    expect(checkServices(parse(real))).toEqual([]);
  });

  it('are a dataset without parts where there is no service', () => {
    const document = documentOf({ services: [], pairings: [], organizations: [] });
    expect(checkServices(document)).toEqual([]);
    expect(nodeOf(document, 'services')).not.toHaveProperty('dct:hasPart');
    expect(nodeOf(document, 'services')).not.toHaveProperty('dct:modified');
    const { publisher: _, ...nobody } = { ...file, services: [] };
    expect(checkServices(parse(textOf(nobody)))).toEqual([]);
  });
});

describe('the authority and contact of a service', () => {
  const office = file.organizations[0] as OrganizationState;
  const contact: ContactState = {
    ...{ id: 'HK-CT009', party: hongKong, sample: true, name: { en: 'Chan Tai-man' } },
    channels: [
      { type: 'email', value: 'desk@office.example' },
      { type: 'telephone', value: '+852 2345 6789' },
      { type: 'web', value: 'https://office.example/ask' },
      { type: 'address', value: 'Room 3' },
    ],
    languages: ['yue'],
  };

  it('are its office, or its party where the office is no public authority or is not known', () => {
    const authorityIn = (organizations: readonly OrganizationState[]) => {
      const document = documentOf({ organizations });
      expect(checkServices(document)).toEqual([]);
      return tail(nodeOf(document, 'HK-SV001')['cv:hasCompetentAuthority']);
    };
    expect(authorityIn([office])).toEqual(['SZ-OR001']);
    expect(authorityIn([{ ...office, roles: ['publicAuthority'] }])).toEqual(['SZ-OR001']);
    expect(authorityIn([{ ...office, roles: ['firm'] }])).toEqual(['party/hong-kong/government']);
    expect(authorityIn([])).toEqual(['party/hong-kong/government']);
  });

  it('are ways to reach somebody who is not named, of contacts that are public and in use', () => {
    const services = servicesWith('HK-SV001', { contact: contact.id });
    const document = documentOf({ services, contacts: [contact] });
    expect(checkServices(document)).toEqual([]);
    expect(nodeOf(document, contact.id)).toMatchObject({
      '@type': ['cv:ContactPoint'],
      'cv:email': ['desk@office.example'],
      'cv:telephone': ['+852 2345 6789'],
      'cv:contactPage': ['https://office.example/ask'],
    });
    expect(/Chan Tai|Room 3/.exec(JSON.stringify(document))).toBeNull();
    const closed = { ...contact, closedOn: '2026-11-20' };
    for (const contacts of [[], [closed]]) {
      const text = textOf({ ...file, services, contacts });
      expect(/HK-CT009|office\.example/.exec(text)).toBeNull();
    }
  });
});

describe('the document of services', () => {
  it('is the same at the address of each language, and byte for byte when made again', async () => {
    const pages = createPages(site);
    const texts = await Promise.all(
      languages.map(async ({ address }) => {
        const path = `http://node.test/${address}/data/services.jsonld`;
        const response = await pages.request(path);
        expect(response.headers.get('Content-Type')).toBe('application/ld+json');
        expect(response.headers.get('Content-Language')).toBe('en-GB, zh-Hant-HK, zh-Hans-CN');
        return response.text();
      }),
    );
    expect(new Set(texts).size).toBe(1);
    expect(checkServices(JSON.parse(texts[0] ?? ''))).toEqual([]);
    expect(textOf(file)).toBe(textOf(structuredClone(file)));
  });

  it('has ids that are equal on every node', () => {
    const idsOf = (text: string) =>
      [...text.matchAll(/"@id":"(tag:[^"]*)"/g)].map(([, id]) => id).sort();
    const shenzhen = { ...file, base: 'https://other.example', publisher: 'shenzhen' as PartyId };
    const own = idsOf(textOf(file)).filter((id) => !id?.endsWith('/party/hong-kong'));
    const theirs = idsOf(textOf(shenzhen)).filter((id) => !id?.endsWith('/party/shenzhen'));
    expect(own.length).toBeGreaterThan(30);
    for (const id of [
      'tag:log.hong-kong.invalid,2000-01-01:shenzhen-hong-kong/HK-SV001',
      'tag:log.shenzhen.invalid,2000-01-01:shenzhen-hong-kong/SZ-SV001',
    ])
      expect(own).toContain(id);
    expect(theirs).toEqual(own);
  });

  it('takes no address that is none of the web, and words that every object has', () => {
    const source = { ...fact.source, url: 'javascript:alert(2)' };
    const services = servicesWith('HK-SV001', {
      ...{ url: 'javascript:alert(1)', need: 'constructor', lifeEvents: ['toString'] },
      time: { ...fact, source },
    });
    const document = documentOf({ services });
    expect(checkServices(document)).toEqual([]);
    expect(nodeOf(document, 'HK-SV001')).not.toHaveProperty('foaf:page');
    expect(JSON.stringify(document).includes('javascript')).toBe(false);
    expect(nodeOf(document, 'need/constructor')['skos:prefLabel']).toEqual({ und: 'constructor' });
  });

  it('is linked where services are listed', async () => {
    for (const { address } of languages) {
      const response = await createPages(site).request(`http://node.test/${address}/services`);
      expect(await response.text()).toContain(`href="/${address}/data/services.jsonld"`);
    }
  });
});
