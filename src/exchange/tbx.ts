// TBX files as concepts: v3 (ISO 30042:2019, root `tbx`) and v2 (root `martif`). What is not of the programme's languages, or has no
// place in a record, is left out and told with its place. Document types and entities are not taken; nothing is looked up.
import type { Refusal } from '../base/result.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { tbxBytesMax, tbxConceptsMax, tbxIssuesMax } from './limits.ts';
import { plainName, quotable } from './plain-name.ts';
import { readTbxConcept } from './tbx-concept.ts';
import { createLanguageMatch } from './tbx-languages.ts';
import type { ReadTbx, TbxConcept, TbxIssue } from './tbx-shape.ts';
import { xmlText } from './text-encoding.ts';
import { readXmlTexts, type XmlElement } from './xml-records.ts';

const entries: ReadonlySet<string> = new Set(['conceptEntry', 'termEntry']);
const roots: ReadonlySet<string> = new Set(['martif', 'tbx']);
const names = {
  records: new Set([...entries, ...roots]),
  inline: new Set(['foreign', 'hi']),
  isIndented: true,
};

/** Problems as they come, no more than are told. */
interface Notes {
  readonly add: (at: XmlElement, issue: Refusal) => void;
  /** A language that is none of the programme's: told once, where it comes first, with how often. */
  readonly addForeign: (at: XmlElement, tag: string) => void;
  readonly all: () => readonly TbxIssue[];
}

/**
 * Reads a file. Refused as a whole: exchange.tbx-too-long, -encoding, -xml, -ampersand, -doctype, -too-large, -root, -none, -too-many. Issues:
 * those of `readTbxConcept`, exchange.tbx-id-twice, exchange.tbx-language, exchange.tbx-more. Time is linear in the size of the file.
 * @param bytes Untrusted: come from a file.
 * @param languages Charter tags of the programme.
 */
export function readTbx(bytes: Uint8Array, languages: readonly string[]): ReadTbx {
  if (bytes.length > tbxBytesMax) {
    return refused({ code: 'exchange.tbx-too-long', params: { max: tbxBytesMax } });
  }
  const text = xmlText(bytes);
  if (text === undefined) return refused({ code: 'exchange.tbx-encoding', params: {} });
  const notes = createNotes();
  const match = createLanguageMatch(languages);
  const concepts: TbxConcept[] = [];
  const seen = new Set<string>();
  let [count, root]: [number, string | undefined] = [0, undefined];
  const read = readXmlTexts(text, names, (element, inside) => {
    const outermost = inside[0] ?? element;
    if (inside.length === 0 && roots.has(element.name)) root = element.name;
    if (!entries.has(element.name) || !roots.has(outermost.name)) return;
    count += 1;
    if (count > tbxConceptsMax) return;
    const concept = readTbxConcept(element, {
      ...{ match, language: outermost.attributes['xml:lang'] ?? outermost.attributes.lang ?? '' },
      issue: (at, code, params) => notes.add(at, { code, params }),
      foreign: notes.addForeign,
    });
    if (concept === undefined) return;
    if (seen.has(concept.id)) {
      const params = { id: quotable(concept.id) };
      notes.add(element, { code: 'exchange.tbx-id-twice', params });
    } else concepts.push(concept);
    seen.add(concept.id);
  });
  if (!read.ok) return refused(loneAmpersand(text, read.error) ?? faultOf(read.error));
  if (root === undefined) return refused({ code: 'exchange.tbx-root', params: {} });
  if (count > tbxConceptsMax) {
    return refused({ code: 'exchange.tbx-too-many', params: { max: tbxConceptsMax } });
  }
  if (count === 0) return refused({ code: 'exchange.tbx-none', params: {} });
  return { concepts, dropped: count - concepts.length, issues: notes.all() };
}

function refused(fault: TbxIssue): ReadTbx {
  return { concepts: [], dropped: 0, issues: [], refused: fault };
}

/** What a text editor does to XML most often. A reader notices it far below: what follows is read as the name of an entity. */
function loneAmpersand(text: string, { code, line }: PlanIssue): TbxIssue | undefined {
  const at = code === 'exchange.xml' ? text.search(/&(?!#?[\w.-]{1,40};)/) : -1;
  if (at < 0) return undefined;
  const before = text.slice(0, at).split('\n');
  if (line !== undefined && before.length > line) return undefined;
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return { code: 'exchange.tbx-ampersand', params: {}, ...place };
}

/** What the reader of XML says, with its place. */
function faultOf({ code, message, line, column }: PlanIssue): TbxIssue {
  const place = {
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
  const detail = plainName(message.slice(0, detailLettersMax)) ?? '';
  if (code === 'exchange.xml-doctype')
    return { code: 'exchange.tbx-doctype', params: {}, ...place };
  if (code === 'exchange.xml-too-large') {
    return { code: 'exchange.tbx-too-large', params: { detail }, ...place };
  }
  return { code: 'exchange.tbx-xml', params: { detail }, ...place };
}

const detailLettersMax = 200;

function createNotes(): Notes {
  const issues: TbxIssue[] = [];
  const places = new Map<string, Pick<TbxIssue, 'line' | 'column'>>();
  const counts = new Map<string, number>();
  let left = 0;
  return {
    add: ({ line, column }, issue) => {
      if (issues.length < tbxIssuesMax) issues.push({ ...issue, line, column });
      else left += 1;
    },
    addForeign: ({ line, column }, tag) => {
      const quoted = quotable(tag) || '–';
      if (!places.has(quoted) && places.size >= tbxIssuesMax) return;
      if (!places.has(quoted)) places.set(quoted, { line, column });
      counts.set(quoted, (counts.get(quoted) ?? 0) + 1);
    },
    all: () => {
      const foreign = [...places].map(([language, place]): TbxIssue => {
        const params = { language, count: counts.get(language) ?? 0 };
        return { code: 'exchange.tbx-language', params, ...place };
      });
      const sorted = [...issues, ...foreign].sort(
        (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
      );
      if (left === 0) return sorted;
      return [...sorted, { code: 'exchange.tbx-more', params: { count: left } }];
    },
  };
}
