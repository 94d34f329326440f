// One sheet of an XLSX file, the first where none is named, (ECMA-376, SpreadsheetML) as a grid: texts, numbers and truth
// values. Formulas are not computed and their kept results not taken; styles, macros, links and other sheets are not looked at.
import { SaxesParser } from 'saxes';
import type { CivilDate } from '../base/dates.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { columnOfName, type GridCell, type GridRow } from './grid.ts';
import { gridCellMax, gridColumnsMax, xlsxElementsMax, xlsxTextsMax } from './limits.ts';
import { readZip, type ZipParts } from './zip-parts.ts';

/** What is told of an XML part: names without prefix, texts of an element as it ends. */
interface Listener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string, text: string): void;
}

/** Which sheet, where it is not the first, and how many columns where it is not the usual number. */
export interface SheetWanted {
  /** Name as its tab shows it. */
  readonly sheet?: string | undefined;
  readonly columnsMax?: number;
}

/**
 * Returns the rows of a sheet that hold anything, at most so many. Refusals: exchange.xlsx-unreadable, exchange.xlsx-too-large,
 * exchange.xlsx-no-sheet.
 * @param bytes Untrusted.
 */
export function gridOfXlsx(
  bytes: Uint8Array,
  rowsMax: number,
  { sheet, columnsMax = gridColumnsMax }: SheetWanted = {},
): Result<readonly GridRow[], Refusal> {
  const zip = readZip(bytes);
  if (!zip.ok) return zip;
  const book = readBook(zip.value, sheet);
  if (!book.ok) return book;
  const texts = readTexts(zip.value);
  if (!texts.ok) return texts;
  return readSheet(zip.value, { ...book.value, texts: texts.value, rowsMax, columnsMax });
}

interface Book {
  readonly sheet: string;
  /** Days to add to what a cell counts: files of old Macintosh programs begin in 1904. */
  readonly shift: number;
}

function readBook(zip: ZipParts, wanted: string | undefined): Result<Book, Refusal> {
  let first: string | undefined;
  const names: string[] = [];
  let shift = 0;
  const book = readXml(zip, 'xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'sheet') {
        names.push(attributes.name ?? '');
        const isIt = wanted === undefined || attributes.name === wanted;
        if (isIt) first ??= attributes['r:id'] ?? attributes.id;
      }
      if (name === 'workbookPr' && /^(1|true)$/.test(attributes.date1904 ?? '')) shift = 1_462;
    },
  });
  if (!book.ok) return book;
  if (wanted !== undefined && first === undefined) {
    const sheets = names.slice(0, 20).join(', ').slice(0, 400);
    return refuse('exchange.xlsx-no-sheet', { given: wanted.slice(0, 60), sheets });
  }
  let target: string | undefined;
  const links = readXml(zip, 'xl/_rels/workbook.xml.rels', {
    open: (name, attributes) => {
      if (name === 'Relationship' && attributes.Id === first) target ??= attributes.Target;
    },
  });
  if (!links.ok) return links;
  if (target === undefined) return refuse('exchange.xlsx-unreadable', { cause: 'xl/workbook.xml' });
  return ok({ sheet: target.startsWith('/') ? target.slice(1) : `xl/${target}`, shift });
}

/** Texts that cells name by number. A file may have none. */
function readTexts(zip: ZipParts): Result<readonly string[], Refusal> {
  const part = zip.names.find((name) => /^xl\/sharedStrings\.xml$/i.test(name));
  if (part === undefined) return ok([]);
  const texts: string[] = [];
  let text = '';
  let sounds = 0;
  const read = readXml(zip, part, {
    open: (name) => {
      if (name === 'rPh') sounds++;
      if (name === 'si') text = '';
    },
    close: (name, inside) => {
      if (name === 'rPh') sounds--;
      if (name === 't' && sounds === 0) text += inside;
      if (name === 'si' && texts.length < xlsxTextsMax) texts.push(text);
    },
  });
  return read.ok ? ok(texts) : read;
}

interface Wanted extends Book {
  readonly texts: readonly string[];
  readonly rowsMax: number;
  readonly columnsMax: number;
}

function readSheet(zip: ZipParts, wanted: Wanted): Result<readonly GridRow[], Refusal> {
  const rows: GridRow[] = [];
  let number = 0;
  let column = -1;
  let cells = new Map<number, GridCell>();
  let cell = { type: '', value: '', isFormula: false };
  const read = readXml(zip, wanted.sheet, {
    open: (name, attributes) => {
      if (name === 'row') {
        number = Number(attributes.r ?? number + 1);
        column = -1;
        cells = new Map();
      } else if (name === 'c') {
        column = columnOfName(attributes.r ?? '') ?? column + 1;
        cell = { type: attributes.t ?? 'n', value: '', isFormula: false };
      } else if (name === 'f') cell.isFormula = true;
    },
    close: (name, text) => {
      if (name === 'v' || (name === 't' && cell.type === 'inlineStr')) cell.value += text;
      else if (name === 'c' && column < wanted.columnsMax) {
        const made = toCell(cell, wanted);
        if (made !== undefined) cells.set(column, made);
      } else if (name === 'row' && cells.size > 0 && rows.length < wanted.rowsMax) {
        rows.push({ number, cells });
      }
    },
  });
  return read.ok ? ok(rows) : read;
}

function toCell(
  { type, value, isFormula }: { type: string; value: string; isFormula: boolean },
  { texts, shift }: Wanted,
): GridCell | undefined {
  if (isFormula) return { text: '', isFormula: true };
  const isNumber = type === 'n' && Number.isFinite(Number(value)) && value.trim() !== '';
  const shown = type === 's' ? (texts[Number(value)] ?? '') : isNumber ? toFigures(value) : value;
  const text = shown.slice(0, gridCellMax + 1).trim();
  if (text === '') return undefined;
  if (!isNumber) return { text };
  const day = dayOf(Number(value) + shift);
  return { text, ...(day === undefined ? {} : { day }) };
}

/** The day that a number stands for: whole days, of which 25,569 lie before 1970; up to the year 9999. */
function dayOf(days: number): CivilDate | undefined {
  if (!Number.isInteger(days) || days < 61 || days > 2_958_465) return undefined;
  return new Date((days - 25_569) * 86_400_000).toISOString().slice(0, 10);
}

/** Spreadsheets show 15 digits of a number and keep more: 0.1 + 0.2 is 0.3 there. */
function toFigures(value: string): string {
  return String(Number(Number(value).toPrecision(15)));
}

/** Tells a part, element by element. Document types are refused; entities but the five of XML are faults. */
function readXml(zip: ZipParts, part: string, listener: Listener): Result<undefined, Refusal> {
  const bytes = zip.read(part);
  if (!bytes.ok) return bytes;
  const parser = new SaxesParser();
  let fault: Result<undefined, Refusal> | undefined;
  let elements = 0;
  let text = '';
  const broken = () => {
    fault ??= refuse('exchange.xlsx-unreadable', { cause: part });
  };
  parser.on('error', broken);
  parser.on('doctype', broken);
  parser.on('opentag', ({ name, attributes }) => {
    elements++;
    if (elements > xlsxElementsMax) {
      fault ??= refuse('exchange.xlsx-too-large', { part, max: xlsxElementsMax });
    }
    text = '';
    if (fault === undefined) listener.open?.(bare(name), attributes as Record<string, string>);
  });
  const add = (piece: string) => {
    if (text.length <= gridCellMax) text += piece;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', ({ name }) => {
    if (fault === undefined) listener.close?.(bare(name), text);
    text = '';
  });
  const all = new TextDecoder().decode(bytes.value);
  // Piece by piece, so that a fault ends the work early.
  for (let from = 0; from < all.length && fault === undefined; from += 65_536) {
    parser.write(all.slice(from, from + 65_536));
  }
  if (fault === undefined) parser.close();
  return fault ?? ok(undefined);
}

function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
