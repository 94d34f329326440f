// A grid of cells as a spreadsheet has it, whichever file it comes from or goes to: CSV or XLSX. No formula is ever written or
// computed; one that comes in is marked, so that its reader can refuse it.
import type { CivilDate } from '../base/dates.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { csvRow, csvStart } from './csv.ts';
import { type CsvParting, csvLines } from './csv-lines.ts';
import { gridColumnsMax } from './limits.ts';

/** One cell that came in. */
export interface GridCell {
  /** Without white space around it. A day that XLSX keeps as a number is that number. */
  readonly text: string;
  /** Of a number of XLSX: the day that it stands for in a column of days. */
  readonly day?: CivilDate;
  readonly isFormula?: true;
}

/** One row that came in. */
export interface GridRow {
  /** As a spreadsheet counts, from 1. */
  readonly number: number;
  /** By column, from 0; absent where empty. */
  readonly cells: ReadonlyMap<number, GridCell>;
}

/** Returns the name of a cell: column 2 of row 7 is `C7`. */
export function cellName(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row}`;
}

/** Returns the column of a cell's name, from 0; undefined for what is no name. */
export function columnOfName(name: string): number | undefined {
  const letters = /^([A-Z]{1,3})[1-9]\d*$/.exec(name)?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Returns rows as CSV: what looks like a formula gets an apostrophe before it (csv.ts). */
export function gridToCsv(rows: readonly (readonly string[])[]): string {
  return csvStart + rows.map((row) => csvRow(row)).join('');
}

/**
 * Returns the rows of a CSV text, at most so many; empty ones are left out. Refusal: exchange.returns-format (not UTF-8).
 * @param text Untrusted.
 */
export function gridOfCsv(
  text: string,
  rowsMax: number,
  how: { readonly columnsMax?: number; readonly parting?: CsvParting } = {},
): Result<readonly GridRow[], Refusal> {
  if (text.includes('\0') || text.includes('\u{FFFD}'))
    return refuse('exchange.returns-format', {});
  const lines = csvLines(text.replace(/^\u{FEFF}/u, ''), rowsMax, how.parting);
  const rows = lines.map(({ cells }, i): GridRow => {
    const filled = cells.slice(0, how.columnsMax ?? gridColumnsMax).flatMap((cell, column) => {
      const shown = plain(cell).trim();
      return shown === '' ? [] : [[column, { text: shown }] as const];
    });
    return { number: i + 1, cells: new Map(filled) };
  });
  return ok(rows.filter(({ cells }) => cells.size > 0));
}

/** Without the apostrophe that keeps a spreadsheet from reading a formula. */
function plain(cell: string): string {
  return /^'\s*[=+\-@|\t\r]/.test(cell) ? cell.slice(1) : cell;
}
