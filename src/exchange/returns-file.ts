// A filled grid of returns, read against what is on record: rows and reasons to hand in, or what is wrong, cell by cell. An
// empty cell means as last reported, a dash means nothing any more. Reading goes on after a fault: all of them are told at once.
import { isPartialDate } from '../base/dates.ts';
import type { Refusal } from '../base/result.ts';
import { type ReturnRowContent, returnRowsMax } from '../programme/kinds/return-content.ts';
import { cellName, type GridCell, type GridRow } from './grid.ts';
import { folded, type ReturnColumn, type ReturnWords, returnColumns } from './returns-columns.ts';
import type { ReturnGrid, ReturnGridLine } from './returns-grid.ts';

/** What is wrong in one cell: `C7`, and a code with parameters that has a text in every language. */
export interface CellFault extends Refusal {
  readonly cell: string;
}

/** Where which column stands, from 0, and the month that the rows name. */
export interface ReturnHead {
  readonly columns: ReadonlyMap<ReturnColumn, number>;
  /** Absent where none is named. */
  readonly month?: string;
  readonly faults: readonly CellFault[];
}

/** What a filled grid would have recorded. */
export interface ReadReturn {
  readonly rows: readonly { readonly row: number; readonly content: ReturnRowContent }[];
  readonly missing: readonly {
    readonly row: number;
    readonly project: string;
    readonly why: Readonly<Record<string, string>>;
  }[];
  /** Projects whose rows say nothing, and of which nothing was reported before: they stay open. */
  readonly left: readonly string[];
  readonly faults: readonly CellFault[];
}

/** Rows of a file that are looked at: one more than may be, for the titles and one that is too many. */
export const returnGridRowsMax = returnRowsMax + 2;

const needed: readonly ReturnColumn[] = ['id', 'prev', 'status'];

/**
 * Returns where the columns of a grid stand. Faults: exchange.returns-column (not known, or there twice), exchange.returns-columns
 * (needed ones are not there), exchange.returns-rows.
 */
export function readReturnHead(rows: readonly GridRow[], words: ReturnWords): ReturnHead {
  const columns = new Map<ReturnColumn, number>();
  const faults: CellFault[] = [];
  const [titles, ...others] = rows;
  const line = titles?.number ?? 1;
  for (const [column, { text }] of titles?.cells ?? []) {
    const name = words.columns.get(folded(text));
    if (name === undefined || columns.has(name)) {
      faults.push({
        ...{ cell: cellName(column, line), code: 'exchange.returns-column' },
        params: { given: shortened(text) },
      });
    } else columns.set(name, column);
  }
  const absent = needed.filter((name) => !columns.has(name));
  if (absent.length > 0) {
    const params = { columns: absent.join(', ') };
    faults.push({ cell: cellName(0, line), code: 'exchange.returns-columns', params });
  }
  if (others.length > returnRowsMax) {
    const cell = cellName(0, others[returnRowsMax]?.number ?? 1);
    faults.push({ cell, code: 'exchange.returns-rows', params: { max: returnRowsMax } });
  }
  const at = columns.get('month');
  const month = at === undefined ? undefined : others.find(({ cells }) => cells.has(at));
  const named = month?.cells.get(at ?? 0)?.text;
  return { columns, faults, ...(named === undefined ? {} : { month: named }) };
}

/** One row with its line, and where to say what is wrong with it. */
interface Reading {
  readonly line: ReturnGridLine;
  readonly words: ReturnWords;
  /** Tag of the language in which texts are typed. */
  readonly language: string;
  /** Text of a cell; '' where it is empty. */
  readonly text: (column: ReturnColumn) => string;
  readonly day: (column: ReturnColumn) => string | undefined;
  readonly fault: (column: ReturnColumn, code: string, params?: Refusal['params']) => undefined;
}

/**
 * Returns what a filled grid says. Faults: exchange.returns-unknown-project, exchange.returns-twice, exchange.returns-moved,
 * exchange.returns-other-month, exchange.returns-formula, exchange.returns-text-long, exchange.returns-word, exchange.returns-percent,
 * exchange.returns-amount, exchange.returns-date, exchange.returns-needed, exchange.returns-missing-and-values.
 */
export function readReturnGrid(
  rows: readonly GridRow[],
  head: ReturnHead,
  given: { readonly grid: ReturnGrid; readonly words: ReturnWords; readonly language: string },
): ReadReturn {
  const faults: CellFault[] = [];
  const read = { rows: [], missing: [], left: [] } as {
    readonly rows: ReadReturn['rows'][number][];
    readonly missing: ReadReturn['missing'][number][];
    readonly left: string[];
  };
  const seen = new Map<string, number>();
  for (const row of rows.slice(1, returnRowsMax + 1)) {
    const reading = readingOf(row, head, { ...given, seen, faults });
    if (reading === undefined) continue;
    const before = faults.length;
    const said = readRow(reading);
    if (faults.length > before || said === undefined) continue;
    if (said === 'left') read.left.push(reading.line.project);
    else if ('why' in said) read.missing.push({ row: row.number, ...said });
    else read.rows.push({ row: row.number, content: said });
  }
  return { ...read, faults };
}

/** Returns the row where its project is known and stands as it did when the grid was made. */
function readingOf(
  { number, cells }: GridRow,
  { columns }: ReturnHead,
  given: {
    readonly grid: ReturnGrid;
    readonly words: ReturnWords;
    readonly language: string;
    readonly seen: Map<string, number>;
    readonly faults: CellFault[];
  },
): Reading | undefined {
  const { grid, seen, faults } = given;
  const cellAt = (name: ReturnColumn): GridCell | undefined => cells.get(columns.get(name) ?? -1);
  const text = (name: ReturnColumn) => cellAt(name)?.text ?? '';
  const fault: Reading['fault'] = (name, code, params = {}) => {
    faults.push({ cell: cellName(columns.get(name) ?? 0, number), code, params });
    return undefined;
  };
  const formulas = returnColumns.filter(({ name }) => cellAt(name)?.isFormula === true);
  for (const { name } of formulas) fault(name, 'exchange.returns-formula');
  const id = text('id');
  const line = grid.lines.find(({ project }) => project === id);
  if (line === undefined) {
    return fault('id', 'exchange.returns-unknown-project', { given: shortened(id) });
  }
  const first = seen.get(id);
  if (first !== undefined)
    return fault('id', 'exchange.returns-twice', { project: id, row: first });
  seen.set(id, number);
  if (text('prev') !== line.prev) return fault('prev', 'exchange.returns-moved', { project: id });
  if (text('month') !== '' && text('month') !== grid.month) {
    const params = { given: shortened(text('month')), month: grid.month };
    return fault('month', 'exchange.returns-other-month', params);
  }
  if (formulas.length > 0) return undefined;
  const { words, language } = given;
  return { line, words, language, text, day: (name) => cellAt(name)?.day, fault };
}

/** Columns that say something when they are filled: a currency alone does not. */
const telling = returnColumns.filter(
  ({ name, isOpen }) => isOpen && name !== 'currency' && name !== 'missing',
);

type Gap = Pick<ReadReturn['missing'][number], 'project' | 'why'>;

function readRow(reading: Reading): ReturnRowContent | Gap | 'left' | undefined {
  const { line, text, fault } = reading;
  const project = line.project as ReturnRowContent['project'];
  const isFilled = telling.some(({ name }) => text(name) !== '');
  if (text('missing') !== '') {
    if (isFilled) return fault('missing', 'exchange.returns-missing-and-values');
    const why = textOf(reading, 'missing', 2_000);
    return why === undefined ? undefined : { project, why };
  }
  const { status, percent, next } = line;
  if (!isFilled) {
    // A project of which nothing was ever reported has nothing that could be unchanged.
    if (line.lastMonth === undefined || status === undefined) return 'left';
    const kept = { ...(percent === undefined ? {} : { percent }), ...(next && { next }) };
    return { project, status, ...kept, unchanged: true };
  }
  const said = statusOf(reading);
  const spent = spentOf(reading);
  const share = percentOf(reading);
  const milestone = nextOf(reading);
  const changed = textOf(reading, 'changed', 2_000);
  const cause = wordOf(reading, 'cause', reading.words.causes);
  const note = textOf(reading, 'note', 2_000);
  if (said === undefined) return undefined;
  return {
    ...{ project, status: said },
    ...(share === undefined ? {} : { percent: share }),
    ...(spent === undefined ? {} : { spent }),
    ...(milestone === undefined ? {} : { next: milestone }),
    ...(changed === undefined ? {} : { changed }),
    ...(cause === undefined ? {} : { cause }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Typed where something is to be there no more. */
const isCleared = (text: string) => /^[-–—]$/.test(text);

function statusOf(reading: Reading): ReturnRowContent['status'] | undefined {
  if (reading.text('status') !== '') return wordOf(reading, 'status', reading.words.statuses);
  return reading.line.status ?? reading.fault('status', 'exchange.returns-needed', {});
}

function wordOf<Code extends string>(
  { text, fault }: Reading,
  column: ReturnColumn,
  words: ReadonlyMap<string, Code>,
): Code | undefined {
  const given = text(column);
  if (given === '') return undefined;
  const code = words.get(folded(given));
  if (code !== undefined) return code;
  const codes = [...new Set(words.values())].join(', ');
  return fault(column, 'exchange.returns-word', { given: shortened(given), words: codes });
}

function percentOf({ text, line, fault }: Reading): number | undefined {
  const given = text('percent');
  if (given === '') return line.percent;
  if (isCleared(given)) return undefined;
  const figures = /^(\d{1,3})\s*[%％]?$/.exec(given)?.[1];
  if (figures !== undefined && Number(figures) <= 100) return Number(figures);
  return fault('percent', 'exchange.returns-percent', { given: shortened(given) });
}

/** Never carried over: an amount is of its own month. Commas and spaces may part thousands. */
function spentOf({ text, line, fault }: Reading): ReturnRowContent['spent'] {
  const given = text('spent');
  if (given === '' || isCleared(given)) return undefined;
  const parted = /^(\d{1,3}([, ]\d{3})+|\d{1,30})(\.\d{1,8})?$/.exec(given);
  if (parted === null)
    return fault('spent', 'exchange.returns-amount', { given: shortened(given) });
  const [whole = '', fraction = ''] = given.replace(/[, ]/g, '').split('.');
  const decimals = fraction.replace(/0+$/, '');
  const figures = whole.replace(/^0+(?=\d)/, '');
  const [only, ...more] = line.currencies;
  const currency = text('currency').toUpperCase() || (more.length === 0 ? only : undefined);
  if (currency === undefined) return fault('currency', 'exchange.returns-needed', {});
  if (!/^[A-Z]{3}$/.test(currency)) {
    const params = { given: shortened(currency), words: 'CNY, HKD, EUR …' };
    return fault('currency', 'exchange.returns-word', params);
  }
  return { amount: decimals === '' ? figures : `${figures}.${decimals}`, currency };
}

/** As last reported where neither is filled in; what is filled in alone goes with the other as it was. */
function nextOf(reading: Reading): ReturnRowContent['next'] {
  const { text, day, line, fault } = reading;
  if (text('next') === '' && text('expected') === '') return line.next;
  if (isCleared(text('next'))) return undefined;
  const milestone = text('next') === '' ? line.next?.milestone : textOf(reading, 'next', 500);
  const given = text('expected');
  const typed = given.replace(/^(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?$/, (_, y, m, d) =>
    [y, m, d].flatMap((one) => (one === undefined ? [] : [String(one).padStart(2, '0')])).join('-'),
  );
  const expected = given === '' ? line.next?.expected : (day('expected') ?? typed);
  if (expected !== undefined && !isPartialDate(expected)) {
    return fault('expected', 'exchange.returns-date', { given: shortened(given) });
  }
  if (milestone === undefined) {
    return text('next') === '' ? fault('next', 'exchange.returns-needed', {}) : undefined;
  }
  if (expected === undefined) return fault('expected', 'exchange.returns-needed', {});
  return { milestone, expected };
}

function textOf({ text, fault, language }: Reading, column: ReturnColumn, max: number) {
  const given = text(column);
  if (given === '' || isCleared(given)) return undefined;
  if (given.length > max) {
    return fault(column, 'exchange.returns-text-long', { count: given.length, max });
  }
  return { [language]: given };
}

const columnOfCode: Readonly<Record<string, ReturnColumn>> = {
  'programme.return.other-currency': 'currency',
  'programme.return.unknown-currency': 'currency',
  'programme.return.too-many-digits': 'spent',
  'programme.return.cause-alone': 'cause',
  'programme.return.expected-before-month': 'expected',
};

/** Returns the cell that a refusal of the row of a project is about. */
export function cellOfRefusal(head: ReturnHead, row: number, refusal: Refusal): CellFault {
  const column = head.columns.get(columnOfCode[refusal.code] ?? 'id') ?? 0;
  return { ...refusal, cell: cellName(column, row) };
}

/** What came, as far as a sentence may quote it. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
