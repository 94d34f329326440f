// The tables of a Primavera XER file: `%T` names one, `%F` its columns, `%R` is a row; cells stand between tabs. Names of
// tables and columns count in any case, as do words in cells. Rows know their line.
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import { xerCellsMax, xerRowsMax } from './limits.ts';
import type { P6Row } from './p6-rows.ts';

/** One table. */
interface XerTable {
  /** Of its columns. */
  readonly line: number;
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly P6Row[];
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
  readonly rows: P6Row[];
}

/**
 * Returns the tables of a text. Issues: exchange.xer-row (a row of another number of cells than columns, or outside a
 * table), exchange.xer-line (a line that is none of these; it is left out), exchange.xer-columns (a table twice),
 * exchange.xer-too-large, exchange.xer-cut (it ends within a line), exchange.xer-end (without `%E`; a warning).
 */
export function readXerTables(text: string, issues: PlanIssue[]): XerFile {
  const tables = new Map<string, XerTable>();
  const odd: number[] = [];
  let open: Open | undefined;
  let name = '';
  let rowCount = 0;
  let currency = '';
  let line = 0;
  let hasEnd = false;
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
    } else if (mark === '%E') hasEnd = true;
    else if (whole.trim() !== '') odd.push(line);
  }
  if (!hasEnd) tellEnd(text, line, issues);
  if (odd.length > 0) {
    const sentence = `${odd.length} lines are no row of a table and were left out`;
    issues.push(planWarning('exchange.xer-line', sentence, { line: odd[0] }));
  }
  return { tables, currency };
}

/** P6 ends a file with `%E`, other programs with a whole line; what ends within one is the beginning of a file. */
function tellEnd(text: string, line: number, issues: PlanIssue[]): void {
  if (issues.some(({ code }) => code === 'exchange.xer-too-large')) return;
  if (/\n\s*$/.test(text.slice(-8))) {
    const sentence = 'the file does not end with %E, as those of P6 do: rows may be missing';
    issues.push(planWarning('exchange.xer-end', sentence, { line }));
  } else {
    const sentence = 'the file ends within a line: the rest of it is missing';
    issues.push(planError('exchange.xer-cut', sentence, { line }));
  }
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
  const rows: P6Row[] = [];
  tables.set(name, { line, columns: new Set(columns), rows });
  return { columns, places: new Map(columns.map((column, place) => [column, place])), rows };
}

/** Where a cell begins in its line, behind `%R`, a tab and the cells before it; 1-based. */
function columnOf(cells: readonly string[], place: number): number {
  return cells.slice(0, place).reduce((at, cell) => at + cell.length + 1, '%R\t'.length + 1);
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
    const column = columnOf(cells, columns.length);
    issues.push(planError('exchange.xer-row', sentence, { line, column }));
    return;
  }
  rows.push({
    line,
    text(column) {
      const place = places.get(column);
      return place === undefined ? '' : (cells[place] ?? '').trim();
    },
    at(column) {
      const place = places.get(column);
      return { line, column: place === undefined ? undefined : columnOf(cells, place) };
    },
  });
}
