// XML files as records: the elements that a format calls records are handed over one by one as they end, so that a file
// is never held as a tree. Document types are refused, and everything that can grow has a limit.
import { SaxesParser } from 'saxes';
import { messageOf } from '../base/errors.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import { xmlAttributesMax, xmlDepthMax, xmlElementsMax, xmlTextMax } from './limits.ts';

/** An element with its text and what it holds, without records inside it. Names have no prefix. */
export interface XmlElement {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based place at which its start tag ends. */
  readonly column: number;
  readonly text: string;
  /** By name as the file has it, prefix included: `xml:lang`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

/** A record and the records that it stands in, the innermost last; of those only what came before it is there. */
export type OnRecord = (record: XmlElement, inside: readonly XmlElement[]) => void;

interface Open {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  // tidy-allow readonly-fields: text comes in pieces
  text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  readonly isRecord: boolean;
}

/** What of a format is read, and how its texts are written. */
interface XmlRecordNames {
  readonly records: ReadonlySet<string>;
  /** Elements inside a text, such as emphasis: what they hold is part of the text around them. */
  readonly inline?: ReadonlySet<string>;
  /** Whether blanks before an element's first letter are left out: between records they say nothing, however many. */
  readonly isIndented?: boolean;
  /** Whether of a text that is too long the beginning counts: only notes are, and pictures in them. */
  readonly isCut?: boolean;
}

const noAttributes: XmlElement['attributes'] = {};

/**
 * Reads a text. Errors, with line and column: exchange.xml (not well-formed), exchange.xml-doctype,
 * exchange.xml-too-large (depth, elements or attributes). Of a longer text the first {@link xmlTextMax} letters count; letters
 * that XML does not allow become spaces.
 */
export function readXmlRecords(
  text: string,
  records: ReadonlySet<string>,
  onRecord: OnRecord,
): Result<undefined, PlanIssue> {
  return readXmlTexts(text, { records, isCut: true }, onRecord);
}

/** Reads a text of a format whose texts count whole. Errors: those of `readXmlRecords`, and exchange.xml-too-large for such a text. */
export function readXmlTexts(
  text: string,
  names: XmlRecordNames,
  onRecord: OnRecord,
): Result<undefined, PlanIssue> {
  const { records, inline, isIndented = false, isCut } = names;
  const parser = new SaxesParser({ position: true, xmlns: false });
  const open: Open[] = [];
  let elements = 0;
  let fault: PlanIssue | undefined;
  const refuse = (code: string, sentence: string) => {
    const { line, column } = parser;
    fault ??= planError(code, sentence, { line, column });
  };
  parser.on('error', (error) => refuse('exchange.xml', withoutPlace(messageOf(error))));
  parser.on('doctype', () => refuse('exchange.xml-doctype', 'a document type is not taken'));
  parser.on('opentag', (tag) => {
    elements += 1;
    const what: readonly (readonly [string, number, number])[] = [
      ['elements', elements, xmlElementsMax],
      ['elements in each other', open.length + 1, xmlDepthMax],
      ['attributes', Object.keys(tag.attributes).length, xmlAttributesMax],
    ];
    for (const [name, found, most] of what) {
      if (found > most) refuse('exchange.xml-too-large', `expected at most ${most} ${name}`);
    }
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    const isRecord = records.has(name);
    const { line, column } = parser;
    const attributes = Object.keys(tag.attributes).length === 0 ? noAttributes : tag.attributes;
    open.push({ name, line, column, text: '', attributes, children: [], isRecord });
  });
  const addText = (piece: string) => {
    const element =
      inline === undefined ? open.at(-1) : open.findLast(({ name }) => !inline.has(name));
    if (element === undefined) return;
    if (isIndented && element.text === '' && piece.trim() === '') return;
    const room = xmlTextMax - element.text.length;
    if (piece.length > room && isCut !== true)
      refuse('exchange.xml-too-large', `expected at most ${xmlTextMax} letters in an element`);
    else element.text += piece.slice(0, room);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element === undefined || fault !== undefined) return;
    if (element.isRecord)
      onRecord(
        element,
        open.filter((one) => one.isRecord),
      );
    // What stands in no record is nobody's.
    else if (open.some((one) => one.isRecord)) open.at(-1)?.children.push(element);
  });
  const clean = text.replace(disallowed, ' ');
  for (let from = 0; from < clean.length && fault === undefined; from += pieceLetters) {
    parser.write(clean.slice(from, from + pieceLetters));
  }
  if (fault === undefined) parser.close();
  return fault === undefined ? ok(undefined) : err(fault);
}

/**
 * Letters that XML 1.0 (section 2.2) does not allow, as they stand and as numbers: Microsoft Project writes them where somebody has
 * pasted them into a name or a note.
 */
const disallowed =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&#(?:x0{0,8}(?:[0-8bcef]|1[\da-f]|d[89a-f][\da-f]{2}|fff[ef])|0{0,8}(?:[0-8]|1[124-9]|2\d|3[01]));/gi;

/** Letters handed over at once: a file with a fault at its beginning is not read to its end. */
const pieceLetters = 65_536;

/** The parser's sentence begins with its place, which stands beside it here. */
function withoutPlace(message: string): string {
  return message.replace(/^\d+:\d+: /, '');
}

/** Returns the text of the first child of that name, without spaces at its ends; empty where there is none. */
export function textOf(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

/** Returns the first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** Returns where the first child of that name stands, else the element itself. */
export function placeOf(element: XmlElement, name: string) {
  const { line, column } = childOf(element, name) ?? element;
  return { line, column };
}

/** Returns every child of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}
