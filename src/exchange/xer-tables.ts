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
  readonly name: string;
  readonly columns: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  readonly rows: P6Row[];
  /** Cells and line of each row, until the table ends: a row may go on in the next line. */
  readonly cells: { readonly cells: string[]; readonly line: number }[];
}

/** Tables in which a cell too many may have moved what dates are computed from. */
const scheduledTables: ReadonlySet<string> = new Set([
  'PROJECT',
  'SCHEDOPTIONS',
  'CALENDAR',
  'TASK',
  'TASKPRED',
]);

/**
 * Returns the tables of a text. Issues: exchange.xer-row (a row of more cells than columns, a warning in tables that hold
 * no dates, or outside a table), exchange.xer-joined (lines that go on with the row before them: P6 writes texts with their
 * line breaks), exchange.xer-line (a line that is none of these; it is left out), exchange.xer-columns (a table twice),
 * exchange.xer-too-large, exchange.xer-cut (it ends within a line), exchange.xer-end (without `%E`; a warning).
 */
export function readXerTables(text: string, issues: PlanIssue[]): XerFile {
  const tables = new Map<string, XerTable>();
  const odd: number[] = [];
  const joined: number[] = [];
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
      closeTable(open, issues);
      open = undefined;
    } else if (mark === '%F') {
      closeTable(open, issues);
      open = openTable(tables, { name, cells, line }, issues);
    } else if (mark === '%R') {
      rowCount += 1;
      if (rowCount > xerRowsMax) {
        const sentence = `expected at most ${xerRowsMax} rows`;
        issues.push(planError('exchange.xer-too-large', sentence, { line }));
        break;
      }
      addRow(open, { cells, line }, issues);
    } else if (mark === '%E') hasEnd = true;
    else if (whole.trim() !== '') (goesOn(open, whole) ? joined : odd).push(line);
  }
  closeTable(open, issues);
  if (!hasEnd) tellEnd(text, line, issues);
  tellLines(issues, { odd, joined });
  return { tables, currency };
}

function tellLines(
  issues: PlanIssue[],
  { odd, joined }: { readonly odd: readonly number[]; readonly joined: readonly number[] },
): void {
  if (joined.length > 0) {
    const sentence = `${joined.length} lines go on with the row before them`;
    issues.push(planWarning('exchange.xer-joined', sentence, { line: joined[0] }));
  }
  if (odd.length > 0) {
    const sentence = `${odd.length} lines are no row of a table and were left out`;
    issues.push(planWarning('exchange.xer-line', sentence, { line: odd[0] }));
  }
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
  const places = new Map(columns.map((column, place) => [column, place]));
  return { name, columns, places, rows, cells: [] };
}

/** Where a cell begins in its line, behind `%R`, a tab and the cells before it; 1-based. */
function columnOf(cells: readonly string[], place: number): number {
  return cells.slice(0, place).reduce((at, cell) => at + cell.length + 1, '%R\t'.length + 1);
}

/** A file may leave out empty cells at the end of a row, and put tabs there. */
function addRow(
  open: Open | undefined,
  given: { readonly cells: string[]; readonly line: number },
  issues: PlanIssue[],
): void {
  const { cells, line } = given;
  if (open === undefined) {
    issues.push(planError('exchange.xer-row', 'a row stands outside a table', { line }));
    return;
  }
  const { places, rows } = open;
  open.cells.push(given);
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

/**
 * Adds a line to the last row of a table, if it can be part of it: the row has cells to come, or ends with the text of a
 * calendar. Returns whether it was added.
 */
function goesOn(open: Open | undefined, whole: string): boolean {
  const cells = open?.cells.at(-1)?.cells;
  if (open === undefined || cells === undefined) return false;
  const { columns } = open;
  const [first, ...more] = whole.split('\t');
  const isText = cells.length === columns.length && columns.at(-1) === 'clndr_data';
  if (cells.length === 0 || (cells.length >= columns.length && !isText)) return false;
  if (cells.length + more.length > columns.length) return false;
  cells[cells.length - 1] += ` ${first}`;
  cells.push(...more);
  return true;
}

/** Once all rows of a table are whole: those with cells that no column names. */
function closeTable(open: Open | undefined, issues: PlanIssue[]): void {
  if (open === undefined) return;
  const { columns, name } = open;
  const isTooLong = (cells: readonly string[]) =>
    cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '');
  const long = open.cells.filter(({ cells }) => isTooLong(cells));
  if (long.length === 0) return;
  if (!scheduledTables.has(name)) {
    const sentence = `${long.length} rows of ${name} have more cells than ${columns.length} columns`;
    issues.push(planWarning('exchange.xer-row', sentence, { line: long[0].line }));
    return;
  }
  for (const { cells, line } of long) {
    const sentence = `expected ${columns.length} cells in a row of ${name}, got ${cells.length}`;
    const column = columnOf(cells, columns.length);
    issues.push(planError('exchange.xer-row', sentence, { line, column }));
  }
}
