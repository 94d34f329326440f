// An own check of a JSON-LD document of services against the shapes of CPSV-AP 3.2.0: mandatory properties, how many
// values, of which type and class; and that the document stands alone. It knows nothing of how documents are written.

type Members = Readonly<Record<string, unknown>>;

/** What is wrong, and where: `tag:…/HK-SV001 dct:title missing`. */
export type Finding = string;

const prefixes: Readonly<Record<string, string>> = {
  cpsv: 'http://purl.org/vocab/cpsv#',
  cv: 'http://data.europa.eu/m8g/',
  dct: 'http://purl.org/dc/terms/',
  dcat: 'http://www.w3.org/ns/dcat#',
  adms: 'http://www.w3.org/ns/adms#',
  atu: 'http://data.europa.eu/88u/dataset/',
  eli: 'http://data.europa.eu/eli/ontology#',
  foaf: 'http://xmlns.com/foaf/0.1/',
  org: 'http://www.w3.org/ns/org#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

/** A property: least and most values, and what they are: words, a plain text, an xsd type, or nodes of a class. */
type Rule = readonly [min: number, max: number, kind: string];
const many = Number.POSITIVE_INFINITY;
const title: Rule = [1, many, 'words'];
const identifier: Rule = [1, 1, 'text'];
const marks: Rule = [0, many, 'skos:Concept'];

/** Classes with the properties of the profile, then those that documents of services have beside it. */
const classes: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  'cpsv:PublicService': {
    ...{ 'dct:identifier': identifier, 'dct:title': title, 'dct:description': title },
    'cv:hasCompetentAuthority': [1, many, 'cv:PublicOrganisation'],
    'cv:hasChannel': [0, many, 'cv:Channel'],
    'cv:contactPoint': [0, many, 'cv:ContactPoint'],
    'cv:hasCost': [0, many, 'cv:Cost'],
    'cv:hasLegalResource': [0, many, 'eli:LegalResource'],
    'cv:holdsRequirement': [0, many, 'cv:Requirement'],
    'cv:isClassifiedBy': marks,
    'cv:isGroupedBy': [0, many, 'cv:Event'],
    'cv:processingTime': [0, 1, 'xsd:duration'],
    'cv:relatedService': [0, many, 'cpsv:PublicService'],
    'cpsv:hasInput': [0, many, 'cv:Evidence'],
    'dct:isPartOf': [0, many, 'dcat:Dataset'],
    'dct:language': [0, many, 'dct:LinguisticSystem'],
    'dct:spatial': [0, many, 'dct:Location'],
    'adms:status': [0, 1, 'skos:Concept'],
    ...{ 'skos:note': [0, many, 'words'], 'dct:modified': [0, 1, 'xsd:dateTime'] },
    ...{ 'dct:provenance': [0, many, 'dct:ProvenanceStatement'] },
    ...{ 'dct:relation': [0, many, 'foaf:Document'], 'foaf:page': [0, many, 'foaf:Document'] },
    'dcat:landingPage': [0, many, 'foaf:Document'],
  },
  'dcat:Dataset': {
    ...{ 'dct:identifier': [0, many, 'text'], 'dct:title': title, 'dct:description': title },
    'dct:publisher': [1, 1, 'foaf:Agent'],
    'dct:hasPart': [0, many, 'cpsv:PublicService'],
    'dcat:landingPage': [0, many, 'foaf:Document'],
    ...{ 'dct:conformsTo': [1, 1, 'dct:Standard'], 'cv:isClassifiedBy': marks },
    'dct:language': [1, many, 'dct:LinguisticSystem'],
    'dct:modified': [0, 1, 'xsd:dateTime'],
  },
  'foaf:Agent': { 'dct:identifier': identifier, 'dct:title': title },
  'cv:PublicOrganisation': {
    'skos:prefLabel': title,
    'dct:spatial': [1, many, 'atu:atu-type'],
  },
  'org:Organization': {
    ...{ 'dct:identifier': identifier, 'skos:prefLabel': title },
    ...{ 'dct:spatial': [0, many, 'atu:atu-type'], 'cv:isClassifiedBy': marks },
    'foaf:homepage': [0, many, 'foaf:Document'],
  },
  'cv:Event': { 'dct:identifier': identifier, 'dct:title': title },
  'cv:LifeEvent': {},
  'cv:BusinessEvent': {},
  'cv:Channel': {
    ...{ 'dct:identifier': identifier, 'dct:type': [0, 1, 'skos:Concept'] },
    'cv:ownedBy': [0, many, 'org:Organization'],
  },
  'cv:ContactPoint': {
    ...{ 'cv:email': [0, many, 'text'], 'cv:telephone': [0, many, 'text'] },
    'cv:contactPage': [0, many, 'foaf:Document'],
    ...{ 'dct:identifier': identifier, 'dct:language': [0, many, 'dct:LinguisticSystem'] },
  },
  'cv:Evidence': { 'dct:identifier': identifier, 'dct:title': title },
  'cv:Requirement': {
    ...{ 'dct:identifier': identifier, 'dct:title': title },
    'dct:type': [0, many, 'skos:Concept'],
  },
  'cv:Cost': {
    ...{ 'dct:identifier': identifier, 'dct:description': [0, many, 'words'] },
    ...{ 'cv:hasValue': [0, 1, 'xsd:double'], 'cv:currency': [0, 1, 'skos:Concept'] },
    'cv:isDefinedBy': [0, many, 'org:Organization'],
    'dct:provenance': [1, 1, 'dct:ProvenanceStatement'],
  },
  'eli:LegalResource': { 'dct:title': title },
  'dct:ProvenanceStatement': {
    ...{ 'dct:description': title, 'dct:date': [1, 1, 'xsd:date'] },
    ...{ 'dct:source': [0, 1, 'foaf:Document'], 'dct:bibliographicCitation': [1, 1, 'text'] },
    'dct:type': [0, 1, 'skos:Concept'],
  },
  'skos:Concept': { 'skos:notation': [1, 1, 'text'], 'skos:prefLabel': [0, many, 'words'] },
  'dct:LinguisticSystem': { 'dct:identifier': [1, 1, 'tag'] },
  'dct:Location': { 'dct:identifier': identifier, 'skos:prefLabel': title },
  'dct:Standard': { 'dct:title': title },
  'atu:atu-type': {},
  'foaf:Document': {
    ...{ 'dct:identifier': [0, 1, 'text'], 'dct:title': [0, many, 'words'] },
    ...{ 'dct:description': [0, many, 'words'], 'skos:note': [0, many, 'words'] },
    ...{ 'cv:isGroupedBy': [0, many, 'cv:Event'], 'cv:isClassifiedBy': marks },
    ...{ 'dct:references': [0, many, 'cpsv:PublicService'], 'dct:issued': [0, 1, 'xsd:date'] },
    'dct:language': [0, 1, 'dct:LinguisticSystem'],
    'dcat:landingPage': [0, many, 'foaf:Document'],
  },
};

const tagForm = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const iriForm = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i;
const lexical: Readonly<Record<string, RegExp>> = {
  text: /\S/,
  tag: tagForm,
  'xsd:date': /^\d{4}-\d\d-\d\d$/,
  'xsd:dateTime': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  'xsd:double': /^-?\d+(\.\d+)?$/,
  'xsd:duration': /^-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
};

/** Returns all that is wrong with a document; nothing where it conforms and stands alone. */
export function checkServices(document: unknown): readonly Finding[] {
  const { '@context': context, '@graph': graph } = document as Members;
  if (typeof context !== 'object' || context === null) return ['@context is not inline'];
  if (!Array.isArray(graph)) return ['@graph is no list'];
  const nodes = graph as readonly Members[];
  const byId = new Map(nodes.map((node) => [String(node['@id']), node]));
  const twice = byId.size === nodes.length ? [] : ['an @id stands twice'];
  return [
    ...twice,
    ...prefixFindings(context as Members),
    ...nodes.flatMap((node) => nodeFindings(node, context as Members, byId)),
    ...unreached(nodes, byId),
  ];
}

function prefixFindings(context: Members): readonly Finding[] {
  const terms = Object.entries(context).filter(([name]) => !name.includes(':'));
  return terms.flatMap(([name, iri]) => (prefixes[name] === iri ? [] : [`prefix ${name}`]));
}

function nodeFindings(node: Members, context: Members, byId: ReadonlyMap<string, Members>) {
  const id = String(node['@id']);
  const types = (node['@type'] ?? []) as readonly string[];
  const found: Finding[] = [];
  if (!iriForm.test(id)) found.push(`${id} is no IRI`);
  if (types.length === 0) found.push(`${id} has no type`);
  const known = types.flatMap((type) => Object.entries(classes[type] ?? { [type]: undefined }));
  for (const [name, rule] of known) {
    if (rule === undefined) found.push(`${id} class ${name} unknown`);
    else found.push(...valueFindings({ id, name, value: node[name], rule }, context, byId));
  }
  const names = new Set(known.map(([name]) => name));
  for (const name of Object.keys(node)) {
    if (!name.startsWith('@') && !names.has(name)) found.push(`${id} ${name} unknown`);
  }
  return found;
}

interface Said {
  readonly id: string;
  readonly name: string;
  readonly value: unknown;
  readonly rule: Rule;
}

function valueFindings(
  { id, name, value, rule: [min, max, kind] }: Said,
  context: Members,
  byId: ReadonlyMap<string, Members>,
): readonly Finding[] {
  const where = `${id} ${name}`;
  const term = (context[name] ?? {}) as Members;
  if (kind === 'words') {
    const texts = Object.entries((value ?? {}) as Members);
    if (texts.length < min) return [`${where} missing`];
    if (texts.length > 0 && term['@container'] !== '@language') return [`${where} not as words`];
    const isGood = ([tag, text]: readonly [string, unknown]) =>
      tagForm.test(tag) && typeof text === 'string' && text.trim() !== '';
    return texts.every(isGood) ? [] : [`${where} words`];
  }
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (values.length < min) return [`${where} missing`];
  if (values.length > max) return [`${where} more than ${max}`];
  if (values.length === 0) return [];
  const form = lexical[kind];
  if (form !== undefined) {
    const type = kind.startsWith('xsd:') ? kind : undefined;
    if (term['@type'] !== type) return [`${where} type`];
    const isText = (one: unknown) => typeof one === 'string' && form.test(one);
    return values.every(isText) ? [] : [`${where} value`];
  }
  if (term['@type'] !== '@id') return [`${where} not as ids`];
  return values.flatMap((one: unknown) => {
    const types = byId.get(String(one))?.['@type'] as readonly string[] | undefined;
    if (types === undefined) return [`${where} leads nowhere`];
    return types.includes(kind) ? [] : [`${where} leads to no ${kind}`];
  });
}

/** A node that nothing leads to says nothing. */
function unreached(nodes: readonly Members[], byId: ReadonlyMap<string, Members>) {
  const root = nodes.find((node) => (node['@type'] as readonly string[]).includes('dcat:Dataset'));
  if (root === undefined) return ['no dataset'];
  const reached = new Set<string>();
  const open = [String(root['@id'])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const values = Object.entries(byId.get(id) ?? {}).filter(([name]) => !name.startsWith('@'));
    for (const one of values.flatMap(([, value]) => value)) {
      if (typeof one === 'string' && byId.has(one)) open.push(one);
    }
  }
  return [...byId.keys()].filter((id) => !reached.has(id)).map((id) => `${id} is not reached`);
}
