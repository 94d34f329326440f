// The tables of a Primavera XER file: `%T` names one, `%F` its columns, `%R` is a row; cells stand between tabs. Names of
// tables and columns count in any case, as do words in cells. Rows know their line.
import { textToMinute } from '../plan/civil-time.ts';
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import { xerCellsMax, xerRowsMax } from './limits.ts';

/** One row: a cell by the name of its column in small letters. */
export interface XerRow {
  readonly line: number;
  /** Returns the cell without spaces at its ends; empty where there is none. */
  text(column: string): string;
}

/** One table. */
interface XerTable {
  /** Of its columns. */
  readonly line: number;
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly XerRow[];
}

/** A file in tables, by name in capital letters. */
export interface XerFile {
  readonly tables: ReadonlyMap<string, XerTable>;
  /** The short name of the currency that the file was written in, as its first line has it. */
  readonly currency: string;
}

interface Open {
  readonly columns: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  readonly rows: XerRow[];
}

/**
 * Returns the tables of a text. Issues: exchange.xer-row (a row of another number of cells than columns, or outside a
 * table), exchange.xer-line (a line that is none of these; it is left out), exchange.xer-columns (a table twice),
 * exchange.xer-too-large.
 */
export function readXerTables(text: string, issues: PlanIssue[]): XerFile {
  const tables = new Map<string, XerTable>();
  const odd: number[] = [];
  let open: Open | undefined;
  let name = '';
  let rowCount = 0;
  let currency = '';
  let line = 0;
  for (const whole of linesOf(text)) {
    line += 1;
    const [mark, ...cells] = whole.split('\t');
    if (cells.length > xerCellsMax) {
      const sentence = `expected at most ${xerCellsMax} cells in a line, got ${cells.length}`;
      issues.push(planError('exchange.xer-too-large', sentence, { line }));
      break;
    }
    if (mark === 'ERMHDR') currency = cells[7]?.trim() ?? '';
    else if (mark === '%T') {
      name = (cells[0] ?? '').trim().toUpperCase();
      open = undefined;
    } else if (mark === '%F') {
      open = openTable(tables, { name, cells, line }, issues);
    } else if (mark === '%R') {
      rowCount += 1;
      if (rowCount > xerRowsMax) {
        const sentence = `expected at most ${xerRowsMax} rows`;
        issues.push(planError('exchange.xer-too-large', sentence, { line }));
        break;
      }
      addRow(open, { cells, line, name }, issues);
    } else if (whole.trim() !== '' && mark !== '%E') odd.push(line);
  }
  if (odd.length > 0) {
    const sentence = `${odd.length} lines are no row of a table and were left out`;
    issues.push(planWarning('exchange.xer-line', sentence, { line: odd[0] }));
  }
  return { tables, currency };
}

function* linesOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    yield text.slice(from, text[to - 1] === '\r' ? to - 1 : to);
    from = to + 1;
  }
}

function openTable(
  tables: Map<string, XerTable>,
  given: { readonly name: string; readonly cells: readonly string[]; readonly line: number },
  issues: PlanIssue[],
): Open {
  const { name, line } = given;
  const columns = given.cells.map((cell) => cell.trim().toLowerCase());
  if (name === '' || tables.has(name)) {
    const sentence = name === '' ? 'columns without a table' : `the table ${name} stands twice`;
    issues.push(planError('exchange.xer-columns', sentence, { line }));
  }
  const rows: XerRow[] = [];
  tables.set(name, { line, columns: new Set(columns), rows });
  return { columns, places: new Map(columns.map((column, place) => [column, place])), rows };
}

/** A file may leave out empty cells at the end of a row, and put tabs there. */
function addRow(
  open: Open | undefined,
  given: { readonly cells: readonly string[]; readonly line: number; readonly name: string },
  issues: PlanIssue[],
): void {
  const { cells, line, name } = given;
  if (open === undefined) {
    issues.push(planError('exchange.xer-row', 'a row stands outside a table', { line }));
    return;
  }
  const { columns, places, rows } = open;
  if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
    const sentence = `expected ${columns.length} cells in a row of ${name}, got ${cells.length}`;
    issues.push(planError('exchange.xer-row', sentence, { line }));
    return;
  }
  rows.push({
    line,
    text(column) {
      const place = places.get(column);
      return place === undefined ? '' : (cells[place] ?? '').trim();
    },
  });
}

/** Reads the cells of one file, and says of each that it cannot read where it stands. */
export interface XerCells {
  /** Returns hours as whole minutes. Undefined for an empty cell and one that is no number: exchange.xer-number. */
  minutes(row: XerRow, column: string): number | undefined;
  /** Returns a time without its seconds. Undefined for an empty cell and one that is no time: exchange.xer-time. */
  time(row: XerRow, column: string): number | undefined;
}

/** Returns the reader of cells of a file, whose numbers have the decimal sign of its currency. */
export function xerCells(file: XerFile, issues: PlanIssue[]): XerCells {
  const currencies = file.tables.get('CURRTYPE')?.rows ?? [];
  const own = currencies.find((row) => sameWord(row.text('curr_short_name'), file.currency));
  const hasComma = (own ?? currencies[0])?.text('decimal_symbol') === ',';
  const fault = (row: XerRow, column: string, code: string) => {
    const sentence = `expected ${code === 'exchange.xer-time' ? 'a time YYYY-MM-DD HH:MM' : 'a number'} in ${column}`;
    const got = `${sentence}, got ${row.text(column).slice(0, 40)}`;
    issues.push(planError(code, got, { line: row.line }));
    return undefined;
  };
  return {
    minutes(row, column) {
      const cell = row.text(column);
      if (cell === '') return undefined;
      const hours = numberOf(cell, hasComma);
      if (hours === undefined) return fault(row, column, 'exchange.xer-number');
      return Math.round(hours * 60);
    },
    time(row, column) {
      const cell = row.text(column);
      if (cell === '') return undefined;
      const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::\d\d)?)?$/.exec(cell);
      const minute =
        match === null ? undefined : textToMinute(`${match[1]}T${match[2] ?? '00:00'}`);
      return minute ?? fault(row, column, 'exchange.xer-time');
    },
  };
}

/** Grouping signs are left out; a single comma or point is a decimal sign unless the file's currency says otherwise. */
function numberOf(text: string, hasComma: boolean): number | undefined {
  const groups = hasComma ? /\.(?=\d{3}(\D|$))/g : /,(?=\d{3}(\D|$))/g;
  const plain = text.replaceAll(groups, '').replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain) ? Number(plain) : undefined;
}

/** Words of a file count in any case. */
export function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
