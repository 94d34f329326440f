// A file with a list of projects as a grid, by what it begins with and not by its name: XLSX, or CSV in the encodings that spreadsheet
// programs write. And the rows that were refused as CSV, to be mended and imported again.
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { partingOf } from './csv-lines.ts';
import { columnOfName, type GridRow, gridOfCsv, gridToCsv } from './grid.ts';
import { sheetBytesMax, sheetColumnsMax, sheetHeaderRowsMax, sheetRowsMax } from './limits.ts';
import type { SheetHead } from './project-sheet-columns.ts';
import type { CellFault } from './returns-file.ts';
import { type GuessedText, listText } from './text-encoding.ts';
import { gridOfXlsx } from './xlsx-reader.ts';

/** The rows of a file, and the encoding that they were read as. */
export interface SheetFile {
  readonly rows: readonly GridRow[];
  readonly encoding: GuessedText['encoding'] | 'xlsx';
}

/** One row and column more than may be, so that it is seen that there are too many. */
const rowsLooked = sheetHeaderRowsMax + sheetRowsMax + 1;
const columnsLooked = sheetColumnsMax + 1;

/**
 * Returns the rows of a file. Refusals: exchange.projects-too-long, exchange.projects-format, exchange.projects-csv-sheet (a sheet is
 * named, and CSV has none), exchange.xlsx-unreadable, exchange.xlsx-too-large, exchange.xlsx-no-sheet.
 * @param bytes Untrusted.
 */
export function readSheetFile(
  bytes: Uint8Array,
  sheet: string | undefined,
): Result<SheetFile, Refusal> {
  if (bytes.length > sheetBytesMax) {
    return refuse('exchange.projects-too-long', { bytes: bytes.length, max: sheetBytesMax });
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip) {
    const read = gridOfXlsx(bytes, rowsLooked, { sheet, columnsMax: columnsLooked });
    return read.ok ? ok({ rows: read.value, encoding: 'xlsx' }) : read;
  }
  // Old binary workbooks begin so (Compound File Binary Format).
  const isOldBook = bytes[0] === 0xd0 && bytes[1] === 0xcf;
  const text = isOldBook ? undefined : listText(bytes);
  if (text === undefined) return refuse('exchange.projects-format', {});
  if (sheet !== undefined) return refuse('exchange.projects-csv-sheet', {});
  const how = { columnsMax: columnsLooked, parting: partingOf(text.text) };
  const read = gridOfCsv(text.text, rowsLooked, how);
  return read.ok ? ok({ rows: read.value, encoding: text.encoding }) : read;
}

/** Returns the row of a cell's name, as a spreadsheet counts: 7 of `C7`. */
export function rowOfName(cell: string): number {
  return Number(cell.replace(/^[A-Z]+/, ''));
}

/** Compares two faults: row by row, from left to right. */
export function byCell(a: CellFault, b: CellFault): number {
  return (
    rowOfName(a.cell) - rowOfName(b.cell) ||
    (columnOfName(a.cell) ?? 0) - (columnOfName(b.cell) ?? 0)
  );
}

/**
 * Returns the rows of those faults as CSV, under their headings, with the reasons in a last column. A text that would be a formula is
 * written so that it is none (csv.ts); of a formula of XLSX there is no text.
 * @param words Heading of the last column, and a fault as a sentence.
 */
export function refusedRowsToCsv(
  rows: readonly GridRow[],
  given: { readonly head: SheetHead; readonly faults: readonly CellFault[] },
  words: { readonly heading: string; readonly sentence: (fault: CellFault) => string },
): string {
  const { head, faults } = given;
  const refused = new Set(faults.map(({ cell }) => rowOfName(cell)));
  const kept = rows.filter(({ number }) => refused.has(number));
  const titles = rows.find(({ number }) => number === head.row);
  const width = Math.max(
    ...[titles, ...kept].map((row) => Math.max(...(row?.cells.keys() ?? []), 0) + 1),
  );
  const dates = new Set(
    head.columns.flatMap(({ field, column }) =>
      field === 'start' || field === 'end' ? [column] : [],
    ),
  );
  const lineOf = (row: GridRow | undefined, last: string) => [
    ...Array.from({ length: width }, (_, column) => {
      const cell = row?.cells.get(column);
      // A day that XLSX keeps as a number is of use to nobody as that number.
      const isDay =
        dates.has(column) && row?.number !== head.row && !/^\d{4}$/.test(cell?.text ?? '');
      return (isDay ? cell?.day : undefined) ?? cell?.text ?? '';
    }),
    last,
  ];
  const reasons = (number: number) =>
    faults
      .filter(({ cell }) => rowOfName(cell) === number)
      .map((fault) => `${fault.cell}: ${words.sentence(fault)}`)
      .join(' ');
  // A unit that stands above the headings counts for these rows too.
  const above = head.columns.some(({ isUnitAbove }) => isUnitAbove)
    ? rows.filter(({ number }) => number < head.row)
    : [];
  return gridToCsv([
    ...above.map((row) => lineOf(row, '')),
    lineOf(titles, words.heading),
    ...kept.map((row) => lineOf(row, reasons(row.number))),
  ]);
}
