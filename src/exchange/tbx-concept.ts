// One concept of a TBX file: conceptEntry of v3 in either style (DCA: categories are types; DCT: they are names), or termEntry
// of v2 with tig or ntig. Definitions stand at any level; of several terms of a language one is taken, the others are told.
import { type Source, source } from '../programme/statement.ts';
import { tbxTermsMax } from './limits.ts';
import { quotable } from './plain-name.ts';
import type { LanguageMatch } from './tbx-languages.ts';
import { inOneLine, sampleSubset, type TbxConcept, type TbxIssue } from './tbx-shape.ts';
import type { XmlElement } from './xml-records.ts';

/** What reading a concept needs. */
export interface ConceptSetting {
  readonly match: LanguageMatch;
  /** `xml:lang` of the document. */
  readonly language: string;
  readonly issue: (at: XmlElement, code: string, params: TbxIssue['params']) => void;
  /** A language that is none of the programme's: told once for all. */
  readonly foreign: (at: XmlElement, tag: string) => void;
}

/** Letters of a term and of a definition that a record takes. */
const lettersMax = { term: 200, definition: 2_000 } as const;

/** Elements that say by `type` what they hold; all others say it by their name. */
const typed: ReadonlySet<string> = new Set([
  ...['admin', 'adminNote', 'descrip', 'descripNote', 'ref', 'termNote', 'transac', 'xref'],
]);
const groups: ReadonlySet<string> = new Set(['adminGrp', 'descripGrp', 'termGrp', 'termNoteGrp']);
const languageSections: ReadonlySet<string> = new Set(['langSec', 'langSet']);
const termSections: ReadonlySet<string> = new Set(['ntig', 'termSec', 'tig']);

/** One piece of information, with those it is grouped with. */
interface Item {
  readonly element: XmlElement;
  readonly category: string;
  readonly text: string;
  readonly beside: readonly XmlElement[];
}

type Use = 'preferred' | 'unmarked' | 'admitted' | 'deprecated';
const uses: readonly Use[] = ['preferred', 'unmarked', 'admitted', 'deprecated'];

interface Term {
  readonly element: XmlElement;
  readonly text: string;
  readonly use: Use;
  readonly items: readonly Item[];
}

/** A language of the programme with all sections of the file that are in it. */
interface Section {
  readonly tag: string;
  readonly terms: Term[];
  readonly items: Item[];
}

/**
 * Returns a concept, or undefined where nothing of it can be taken. Issues: exchange.tbx-id, exchange.tbx-no-term,
 * exchange.tbx-terms, exchange.tbx-other-term, exchange.tbx-other-definition, exchange.tbx-term-long,
 * exchange.tbx-definition-long, exchange.tbx-status, exchange.tbx-source.
 */
export function readTbxConcept(entry: XmlElement, setting: ConceptSetting): TbxConcept | undefined {
  const id = (entry.attributes.id ?? entry.attributes['xml:id'] ?? '').trim();
  if (!/[A-Za-z0-9]/.test(id) || id.length > idLettersMax) {
    setting.issue(entry, 'exchange.tbx-id', { max: idLettersMax });
    return undefined;
  }
  const items = itemsOf(entry.children);
  const sections = sectionsOf(entry, setting, id);
  const chosen = sections.map((section) => ({ section, term: choose(section, setting, id) }));
  const taken = chosen.flatMap(({ section, term }) =>
    term === undefined ? [] : [[section.tag, term] as const],
  );
  if (taken.length === 0) {
    setting.issue(entry, 'exchange.tbx-no-term', { id: quotable(id) });
    return undefined;
  }
  const definitions = definitionsOf({ entry, items, chosen }, setting, id);
  const everywhere = [...items, ...sections.flatMap((one) => itemsIn(one))];
  const field = everywhere.find(({ category, text }) => category === 'subjectField' && text !== '');
  const from = sourceOf([...definitions.values()], everywhere, { setting, id });
  const used = taken.map(([, { use }]) => use);
  const status = statusOf(used);
  return {
    ...{ id, line: entry.line, column: entry.column },
    term: Object.fromEntries(taken.map(([tag, { text }]) => [tag, text])),
    definition: Object.fromEntries([...definitions].map(([tag, { text }]) => [tag, text])),
    ...(field === undefined ? {} : { field: field.text.slice(0, fieldLettersMax) }),
    ...(from === undefined ? {} : { source: from }),
    ...(status === undefined ? {} : { status }),
    sample: everywhere.some((one) => one.category === 'projectSubset' && one.text === sampleSubset),
  };
}

/** Letters of an id that is taken, and of a subject field that is looked for. */
const idLettersMax = 200;
const fieldLettersMax = 200;

function statusOf(used: readonly Use[]): TbxConcept['status'] {
  if (used.every((use) => use === 'preferred')) return 'approved';
  return used.every((use) => use === 'deprecated') ? 'retired' : undefined;
}

/** In the order of the file; sections of one language of the programme, such as en-GB and en-US, are one. */
function sectionsOf(entry: XmlElement, setting: ConceptSetting, id: string): readonly Section[] {
  const sections = new Map<string, Section>();
  let room = tbxTermsMax;
  for (const element of entry.children.filter(({ name }) => languageSections.has(name))) {
    const given = languageOf(element) ?? setting.language;
    const tag = setting.match(given);
    if (tag === undefined) {
      setting.foreign(element, given);
      continue;
    }
    const section = sections.get(tag) ?? { tag, terms: [], items: [] };
    sections.set(tag, section);
    for (const item of itemsOf(element.children)) section.items.push(item);
    const found = element.children.filter(({ name }) => termSections.has(name));
    if (found.length > room) {
      setting.issue(element, 'exchange.tbx-terms', { id: quotable(id), max: tbxTermsMax });
    }
    section.terms.push(...found.slice(0, room).flatMap((one) => termOf(one, setting, id)));
    room -= Math.min(room, found.length);
  }
  return [...sections.values()];
}

function termOf(element: XmlElement, setting: ConceptSetting, id: string): readonly Term[] {
  const items = itemsOf(element.children);
  const named = items.find(({ category }) => category === 'term');
  if (named === undefined || named.text === '') return [];
  const { text } = named;
  if (text.length > lettersMax.term) {
    const params = { id: quotable(id), term: quotable(text), max: lettersMax.term };
    setting.issue(named.element, 'exchange.tbx-term-long', params);
    return [];
  }
  return [{ element: named.element, text, use: useOf(items, setting, id), items }];
}

/** What of both versions says whether a term is to be used, its more common name first. */
const statusCategories = ['administrativeStatus', 'normativeAuthorization'] as const;

function useOf(items: readonly Item[], setting: ConceptSetting, id: string): Use {
  for (const name of statusCategories) {
    const said = items.find(({ category, text }) => category === name && text !== '');
    if (said === undefined) continue;
    if (/^(preferred|standardized|legal|regulated)/i.test(said.text)) return 'preferred';
    if (/^admitted/i.test(said.text)) return 'admitted';
    if (/^(deprecated|superseded|obsolete)/i.test(said.text)) return 'deprecated';
    const params = { id: quotable(id), given: quotable(said.text) };
    setting.issue(said.element, 'exchange.tbx-status', params);
  }
  return 'unmarked';
}

/** The term that is preferred, else the first still in use, else the first; the others are told. */
function choose(section: Section, setting: ConceptSetting, id: string): Term | undefined {
  const byUse = section.terms.toSorted((a, b) => uses.indexOf(a.use) - uses.indexOf(b.use));
  const [taken, ...others] = byUse;
  for (const { element, text } of taken === undefined ? [] : others) {
    if (text === taken?.text) continue;
    const params = { id: quotable(id), language: section.tag, term: quotable(text) };
    setting.issue(element, 'exchange.tbx-other-term', {
      ...params,
      taken: quotable(taken?.text ?? ''),
    });
  }
  return taken;
}

/** By charter tag, the nearest to the term first: of the language, of the term that is taken, of the concept. */
function definitionsOf(
  given: {
    readonly entry: XmlElement;
    readonly items: readonly Item[];
    readonly chosen: readonly { readonly section: Section; readonly term: Term | undefined }[];
  },
  setting: ConceptSetting,
  id: string,
): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  const take = (item: Item, around: string) => {
    if (item.category !== 'definition' || item.text === '') return;
    const own = languageOf(item.element);
    const tag = setting.match(own ?? around);
    if (tag === undefined) return setting.foreign(item.element, own ?? around);
    const params = { id: quotable(id), language: tag };
    if (item.text.length > lettersMax.definition) {
      const long = { ...params, max: lettersMax.definition };
      setting.issue(item.element, 'exchange.tbx-definition-long', long);
    } else if (!found.has(tag)) found.set(tag, item);
    else if (found.get(tag)?.text !== item.text) {
      setting.issue(item.element, 'exchange.tbx-other-definition', params);
    }
  };
  const { entry, items, chosen } = given;
  for (const { section, term } of chosen) {
    for (const item of section.items) take(item, section.tag);
    for (const item of term?.items ?? []) take(item, section.tag);
  }
  for (const item of items) take(item, languageOf(entry) ?? setting.language);
  return found;
}

/** Of the first definition that has one, else of the concept. A record takes it with an address and the day it was read. */
function sourceOf(
  definitions: readonly Item[],
  everywhere: readonly Item[],
  { setting, id }: { readonly setting: ConceptSetting; readonly id: string },
): Source | undefined {
  const grouped = definitions.flatMap(({ beside }) => beside.filter(isSource));
  const said = grouped[0] ?? everywhere.find(({ element }) => isSource(element))?.element;
  if (said === undefined || inOneLine(said.text) === '') return undefined;
  const around = definitions.find(({ beside }) => beside.includes(said))?.beside ?? [];
  const link = around.find((one) => categoryOf(one) === 'externalCrossReference');
  const found = sourceIn(inOneLine(said.text), link);
  if (found === undefined) {
    const params = { id: quotable(id), given: quotable(inOneLine(said.text)) };
    setting.issue(said, 'exchange.tbx-source', params);
  }
  return found;
}

function isSource(element: XmlElement): boolean {
  return categoryOf(element) === 'source';
}

/** `TITLE, ADDRESS (DAY)`; title and address may stand in the reference beside it. */
function sourceIn(text: string, link: XmlElement | undefined): Source | undefined {
  const accessed = /\((\d{4}(?:-\d\d){0,2})\)$/.exec(text)?.[1];
  const url = link?.attributes.target?.trim() ?? /https?:\/\/[^\s<>"]+/.exec(text)?.[0];
  if (accessed === undefined || url === undefined) return undefined;
  const before = text.slice(0, Math.max(text.indexOf(url), 0)).replace(/[\s,;:]+$/, '');
  const title = (link === undefined ? before : inOneLine(link.text)) || url;
  const checked = source.safeParse({ url, title, accessed });
  return checked.success ? checked.data : undefined;
}

function itemsIn({ items, terms }: Section): readonly Item[] {
  return [...items, ...terms.flatMap((term) => term.items)];
}

/** What stands in groups stands for itself, with the others of its group beside it. */
function itemsOf(
  children: readonly XmlElement[],
  beside: readonly XmlElement[] = [],
): readonly Item[] {
  return children.flatMap((element) => {
    if (groups.has(element.name)) return itemsOf(element.children, element.children);
    if (languageSections.has(element.name) || termSections.has(element.name)) return [];
    const text = inOneLine(element.text);
    return [{ element, category: categoryOf(element), text, beside }];
  });
}

function categoryOf({ name, attributes }: XmlElement): string {
  return typed.has(name) ? (attributes.type ?? '') : name;
}

function languageOf({ attributes }: XmlElement): string | undefined {
  return attributes['xml:lang'] ?? attributes.lang;
}
