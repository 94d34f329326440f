// What `comity project import` prints: which column is taken for what and why, the first projects as they would be recorded, sums,
// what is on record already, what was left out, and how it ended; for people and as JSON.
import { type Money, parseMoney, printMoney, sumMoney } from '../../base/money.ts';
import { cellName } from '../../exchange/grid.ts';
import { plainName } from '../../exchange/plain-name.ts';
import type { ReadSheet, SheetProject } from '../../exchange/project-sheet.ts';
import type { SheetColumn, SheetHead } from '../../exchange/project-sheet-columns.ts';
import type { SheetFile } from '../../exchange/project-sheet-file.ts';
import type { SheetCommands } from '../../exchange/project-sheet-record.ts';
import type { CellFault } from '../../exchange/returns-file.ts';
import type { SheetOutcome } from '../../server/project-sheet-desk.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import type { Context } from '../command.ts';
import { tableOf } from '../table.ts';

/** What is shown. */
export interface ShownSheet {
  readonly file: SheetFile;
  readonly head: SheetHead;
  readonly read: ReadSheet;
  readonly rows: readonly SheetCommands[];
  readonly faults: readonly CellFault[];
  readonly outcomes: readonly SheetOutcome[];
  /** Absent of what is only foreseen. */
  readonly isRecorded?: boolean;
  /** Where rows with faults were written to. */
  readonly refusedFile?: string;
}

/** Projects shown as they would be recorded. */
const shownMax = 5;

/** Returns all that is known of the list, for a program. */
export function sheetToJson(context: Context, shown: ShownSheet) {
  const { file, head, read, rows, outcomes, isRecorded = false, refusedFile } = shown;
  const outcomeOf = new Map(outcomes.map((one) => [one.row, one] as const));
  const columns = head.columns.map(({ column, ...one }) => ({
    ...{ column: cellName(column, 1).replace(/\d+$/, ''), field: null, ...one },
  }));
  return {
    ...{ encoding: file.encoding, headings: head.row, language: head.language ?? null, columns },
    projects: rows.map((one) => {
      const { what = null, record = null } = outcomeOf.get(one.row) ?? {};
      return { ...one, what, record };
    }),
    left: read.left,
    faults: shown.faults.map((one) => ({
      ...{ ...one, sentence: sentenceOf(context.messages, context.language, one) },
    })),
    ...{ totals: totalsOf(read.projects), isRecorded, ...countsOf(shown) },
    ...(refusedFile === undefined ? {} : { refusedFile }),
  };
}

/** Returns the same for people: everything before recording, the outcome after it. */
export function sheetLines(context: Context, shown: ShownSheet): readonly string[] {
  const { text } = context;
  const { faults, isRecorded, refusedFile } = shown;
  const said = faultLines(context, faults);
  return [
    ...(isRecorded === true ? [] : [...headLines(context, shown), ...firstLines(context, shown)]),
    ...restLines(context, shown),
    ...(said.length === 0 ? [] : ['', ...said]),
    ...(refusedFile === undefined
      ? []
      : [text('cli.sheet.refused-file', { file: refusedFile, count: rowsOf(faults) })]),
    '',
    text(endKey(shown), countsOf(shown)),
  ];
}

/** What is mended for a whole column at once is said of it once, with the first of its cells for an example. */
const faultsOfColumns: ReadonlySet<string> = new Set([
  ...['exchange.projects-currency', 'exchange.projects-date-ambiguous'],
]);

/** Cells named of one fault; the others are counted. */
const cellsNamedMax = 6;

/** Returns faults as lines: the same one of several cells of a column is said once, with its cells, in the order of the first. */
export function faultLines(context: Context, faults: readonly CellFault[]): readonly string[] {
  const { text, language, messages } = context;
  const groups = new Map<string, { cells: string[]; sentence: string; code: string }>();
  for (const { cell, code, params } of faults) {
    const sentence = sentenceOf(messages, language, { code, params });
    const column = cell.replace(/\d+$/, '');
    const key = [column, code, faultsOfColumns.has(code) ? '' : sentence].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cells: [cell], sentence, code });
    else group.cells.push(cell);
  }
  return [...groups.values()].map(({ cells, sentence, code }) => {
    const named = cells.slice(0, cellsNamedMax).join(', ');
    const count = cells.length - cellsNamedMax;
    const where = count > 0 ? text('cli.sheet.cells', { cells: named, count }) : named;
    return `${where}: ${sentence} [${code}]`;
  });
}

/** With a fault nothing would be recorded but by --skip-faulty. */
function endKey({ isRecorded, faults }: ShownSheet) {
  if (isRecorded === true) return 'cli.sheet.done';
  return faults.length === 0 ? 'cli.sheet.foreseen' : 'cli.sheet.foreseen-faulty';
}

function rowsOf(faults: readonly CellFault[]): number {
  return new Set(faults.map(({ cell }) => cell.replace(/^[A-Z]+/, ''))).size;
}

function countsOf({ outcomes, faults }: ShownSheet) {
  const faulty = new Set(faults.map(({ cell }) => Number(cell.replace(/^[A-Z]+/, ''))));
  const of = (what: SheetOutcome['what']) =>
    outcomes.filter((one) => one.what === what && !faulty.has(one.row)).length;
  return { count: of('new'), there: of('there'), completed: of('completed') };
}

const certaintyKeys = {
  told: 'cli.sheet.certainty.told',
  exact: 'cli.sheet.certainty.exact',
  likely: 'cli.sheet.certainty.likely',
  none: 'cli.sheet.certainty.none',
  ignored: 'cli.sheet.certainty.ignored',
} as const;

function headLines({ text }: Context, { file, head }: ShownSheet): readonly string[] {
  const titles = [
    ...[text('cli.sheet.column.column'), text('cli.sheet.column.heading')],
    ...[text('cli.sheet.column.field'), text('cli.sheet.column.why')],
  ];
  const lines = head.columns.map((one) => [
    ...[cellName(one.column, head.row), one.heading, one.field ?? '–'],
    one.field === 'contact' ? text('cli.sheet.contact') : whyOf(one, text),
  ]);
  const { encoding } = file;
  const params = { row: String(head.row), encoding, language: head.language ?? '' };
  return [text('cli.sheet.read', params), '', ...tableOf([titles, ...lines]), ''];
}

function whyOf(column: SheetColumn, text: Context['text']): string {
  const { certainty, word, power, currency, isUnitAbove } = column;
  const why = text(certaintyKeys[certainty], { word: word ?? '' });
  if (power === undefined && currency === undefined) return why;
  const unit = power === undefined ? '' : parted(`1${'0'.repeat(power)}`);
  const key = isUnitAbove === true ? 'cli.sheet.unit-above' : 'cli.sheet.unit';
  return text(key, { why, unit: [unit, currency].filter(Boolean).join(' ') });
}

/** Thousands parted by commas, as in all three languages: a budget of ten digits is read by nobody. */
function parted(amount: string): string {
  return amount.replace(/^\d+/, (whole) => whole.replace(/(?<=\d)(?=(?:\d{3})+$)/g, ','));
}

function firstLines(context: Context, { read, outcomes }: ShownSheet): readonly string[] {
  const { text } = context;
  const whatOf = new Map(outcomes.map((one) => [one.row, one] as const));
  const count = read.projects.length - shownMax;
  const more = count > 0 ? [text('cli.sheet.more', { count }), ''] : [];
  const first = read.projects.slice(0, shownMax).flatMap((project) => {
    const outcome = whatOf.get(project.row);
    const record = outcome?.record;
    const row = String(project.row);
    const title =
      record === undefined
        ? text('cli.sheet.row-new', { row })
        : text('cli.sheet.row-there', { row, id: record });
    return [title, ...tableOf(fieldsOf(project)).map((line) => `  ${line}`), ''];
  });
  return [...first, ...more];
}

function fieldsOf(project: SheetProject): readonly (readonly string[])[] {
  const { title, description = {}, budget, sectors, otherSector } = project;
  const texts = (name: string, map: Readonly<Record<string, string>>) =>
    Object.entries(map).map(([tag, one]) => [`${name}.${tag}`, cut(one)]);
  const { reference, status, type, purpose, start, end, location, authority } = project;
  const approx = budget?.approx === true ? '~' : '';
  const amount = budget && `${approx}${parted(budget.amount)} ${budget.currency}`;
  const sector = [...sectors, ...(otherSector === undefined ? [] : [`“${otherSector}”`])].join(
    ', ',
  );
  const plain = {
    identifier: reference,
    status,
    type,
    sector,
    purpose,
    start,
    end,
    budget: amount,
  };
  return [
    ...texts('title', title),
    ...texts('description', description),
    ...Object.entries({ ...plain, location, authority }).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, cut(value)]],
    ),
  ];
}

/** A line of a terminal holds no whole description. */
function cut(value: string): string {
  const line = plainName(value) ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function restLines(context: Context, shown: ShownSheet): readonly string[] {
  const { text } = context;
  const { read, rows, outcomes } = shown;
  const titles = new Map(
    rows.map(({ row, title }) => [row, Object.values(title)[0] ?? ''] as const),
  );
  const there = outcomes.filter(({ what }) => what !== 'new');
  const kept = rows.filter(({ budget }, i) => read.projects[i]?.budget && budget === undefined);
  const leftKeys = {
    total: 'cli.sheet.left.total',
    note: 'cli.sheet.left.note',
    heading: 'cli.sheet.left.heading',
    empty: 'cli.sheet.left.empty',
  } as const;
  return [
    ...totalsOf(read.projects).map(({ amount, currency, count }) =>
      text('cli.sheet.total', { amount: parted(amount), currency, count }),
    ),
    ...(kept.length === 0 ? [] : [text('cli.sheet.kept', { count: kept.length })]),
    ...there.map(({ row, record, what }) => {
      const key = what === 'there' ? 'cli.sheet.there' : 'cli.sheet.completed';
      return text(key, { row: String(row), title: cut(titles.get(row) ?? ''), id: record ?? '' });
    }),
    ...read.left.map(({ row, why, text: words = '' }) =>
      text(leftKeys[why], { row: String(row), text: words }),
    ),
  ];
}

/** Sums of what the list says, rows with faults aside; currencies are never added together. */
function totalsOf(projects: readonly SheetProject[]) {
  const amounts = projects.flatMap(({ budget }): Money[] => {
    if (budget === undefined) return [];
    const parsed = parseMoney({ amount: budget.amount, currency: budget.currency });
    return parsed.ok ? [parsed.value] : [];
  });
  return sumMoney(amounts).map((sum) => ({
    ...printMoney(sum),
    count: amounts.filter(({ currency }) => currency === sum.currency).length,
  }));
}
