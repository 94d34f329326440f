// A list of projects in a spreadsheet, read row by row below its headings: what each row would have recorded, or what is wrong, cell
// by cell. Reading goes on after a fault: all of them are told at once. Rows of sums, notes and nothing are left out and named.
import { type CivilDate, lastDay } from '../base/dates.ts';
import type { Refusal, Result } from '../base/result.ts';
import type { StatedAmount } from '../programme/amount.ts';
import type { LanguageMap } from '../programme/statement.ts';
import type { Messages } from '../text/messages.ts';
import { cellName, type GridCell, type GridRow } from './grid.ts';
import { gridCellMax, sheetRowsMax } from './limits.ts';
import { plainName, quotable } from './plain-name.ts';
import { currencyOf, readAmount } from './project-sheet-amount.ts';
import {
  columnOf,
  compared,
  type SheetField,
  type SheetHead,
  sheetFields,
} from './project-sheet-columns.ts';
import { type DateOrder, readDate } from './project-sheet-dates.ts';
import {
  blankWords,
  noteWords,
  sectorWords,
  statusWords,
  totalWords,
  typeWords,
} from './project-sheet-words.data.ts';
import { folded, returnWords, type statusKeys } from './returns-columns.ts';
import type { CellFault } from './returns-file.ts';

/** What one row says of a project. Texts by charter tag; absent is what the list does not say. */
export interface SheetProject {
  readonly row: number;
  /** The owner's own number for it. */
  readonly reference?: string;
  readonly title: LanguageMap;
  readonly description?: LanguageMap;
  readonly sectors: readonly string[];
  /** As the list has it, where it is none of the codes. */
  readonly otherSector?: string;
  readonly status?: keyof typeof statusKeys;
  readonly type?: keyof typeof typeWords;
  readonly purpose?: string;
  readonly start?: CivilDate;
  readonly end?: CivilDate;
  readonly budget?: StatedAmount;
  readonly location?: string;
  readonly authority?: string;
}

/** A row that is no project, and why. */
export interface LeftRow {
  readonly row: number;
  readonly why: 'total' | 'note' | 'heading' | 'empty';
  /** Of a heading: its words. */
  readonly text?: string;
}

/** What a list says. */
export interface ReadSheet {
  readonly projects: readonly SheetProject[];
  readonly left: readonly LeftRow[];
  /** Of rows with a fault there is no project. */
  readonly faults: readonly CellFault[];
}

/** How a list is to be read. */
export interface SheetReading {
  readonly messages: Messages;
  readonly dates?: DateOrder;
  /** Of amounts that name none themselves. */
  readonly currency?: string;
}

/**
 * Returns the rows below the headings. Faults: exchange.projects-rows, exchange.projects-needed, exchange.projects-formula,
 * exchange.projects-text-long, exchange.projects-word, exchange.projects-date, exchange.projects-date-ambiguous,
 * programme.investment.ends-before-start, exchange.projects-twice, and those of an amount.
 */
export function readSheet(rows: readonly GridRow[], head: SheetHead, how: SheetReading): ReadSheet {
  const words = choiceWords(how.messages);
  const below = rows.filter(({ number }) => number > head.row);
  const faults: CellFault[] = [];
  const left: LeftRow[] = [];
  const projects: SheetProject[] = [];
  const seen = new Map<string, number>();
  if (below.length > sheetRowsMax) {
    const cell = cellName(0, below[sheetRowsMax]?.number ?? 1);
    faults.push({ cell, code: 'exchange.projects-rows', params: { max: sheetRowsMax } });
  }
  for (const row of below.slice(0, sheetRowsMax)) {
    const reading = readingOf(row, { head, how, words, faults });
    const why = whyLeft(row, reading);
    if (why !== undefined) {
      const [only] = row.cells.values();
      const text = why === 'heading' ? { text: quotable(only?.text ?? '') } : {};
      left.push({ row: row.number, why, ...text });
      continue;
    }
    const before = faults.length;
    const project = readRow(reading, row.number);
    if (project !== undefined && faults.length === before) {
      if (isFirst(project, seen, reading)) projects.push(project);
    }
  }
  return { projects, left, faults };
}

interface Reading {
  readonly head: SheetHead;
  readonly how: SheetReading;
  readonly words: Choices;
  readonly cell: (field: SheetField) => GridCell | undefined;
  /** Text of a cell; '' where it is empty or says that nothing is known. */
  readonly text: (field: SheetField) => string;
  readonly fault: (field: SheetField, refusal: Refusal) => undefined;
}

function readingOf(
  { number, cells }: GridRow,
  given: Pick<Reading, 'head' | 'how' | 'words'> & { readonly faults: CellFault[] },
): Reading {
  const { head, faults } = given;
  const cell = (field: SheetField) => cells.get(columnOf(head, field)?.column ?? -1);
  return {
    ...given,
    cell,
    text: (field) => {
      const text = cell(field)?.text ?? '';
      if (blankWords.has(folded(text))) return '';
      // A description may have several lines.
      return /^description/.test(field) ? text : (plainName(text) ?? '');
    },
    fault: (field, { code, params }) => {
      faults.push({ cell: cellName(columnOf(head, field)?.column ?? 0, number), code, params });
      return undefined;
    },
  };
}

/** A row of sums, a note below the list, a heading within it, or one that says nothing in a column that is taken over. */
function whyLeft({ cells }: GridRow, { head, cell }: Reading): LeftRow['why'] | undefined {
  const [first] = [...cells.entries()].sort(([a], [b]) => a - b);
  const text = first?.[1].text ?? '';
  const titles = titleFields.flatMap((field) => cell(field)?.text ?? []);
  const plain = (one: string) => compared(one.normalize('NFKC').replace(/[:(].*$/u, ''));
  if ([text, ...titles.slice(0, 1)].some((one) => totalWords.has(plain(one)))) return 'total';
  if (cells.size === 1 && noteWords.test(text)) return 'note';
  if (cells.size === 1 && isHeading(text, head, titles.length > 0)) return 'heading';
  const isSaid = head.columns.some(
    ({ field, column }) => field !== undefined && field !== 'contact' && cells.has(column),
  );
  return isSaid ? undefined : 'empty';
}

/**
 * A line alone between the projects, such as `A. Sewerage` across all columns: one that is counted, or words where no title stands. A
 * list of titles alone has no such lines.
 */
function isHeading(text: string, { columns }: SheetHead, isTitle: boolean): boolean {
  if (columns.filter(({ field }) => field !== undefined).length < 3) return false;
  const isCounted =
    /^(?:[A-Z]|[IVX]{1,4})\s*[.)\u3001]\s*\p{L}|^[(\uff08]?[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}[)\uff09\u3001.]/u;
  return isCounted.test(text) || (!isTitle && /\p{L}{2,}\s+\p{L}|\p{Script=Han}{2}/u.test(text));
}

const titleFields = sheetFields.filter((field) => /^title(\.|$)/.test(field));

function readRow(reading: Reading, row: number): SheetProject | undefined {
  const { head, cell, text, fault } = reading;
  for (const { field } of head.columns) {
    if (field === undefined || field === 'contact') continue;
    const here = cell(field);
    if (here === undefined) continue;
    // In CSV what begins like a formula is one for the spreadsheet that wrote it.
    if (here.isFormula === true || /^=/.test(here.text)) {
      fault(field, { code: 'exchange.projects-formula', params: {} });
    } else if (here.text.length > gridCellMax) {
      const params = { max: gridCellMax };
      fault(field, { code: 'exchange.projects-text-long', params });
    }
  }
  const title = textsOf(reading, 'title');
  const description = textsOf(reading, 'description');
  if (title === undefined) {
    const at = titleFields.find((field) => columnOf(head, field) !== undefined) ?? 'title';
    if (!titleFields.some((field) => cell(field)?.isFormula)) {
      fault(at, { code: 'exchange.projects-needed', params: {} });
    }
  }
  const reference = text('identifier');
  if (reference.length > referenceMax) {
    fault('identifier', { code: 'exchange.projects-text-long', params: { max: referenceMax } });
  }
  const start = dateOf(reading, 'start');
  const end = dateOf(reading, 'end');
  if (start !== undefined && end !== undefined && lastDay(end) < start) {
    const params = { from: start, to: end };
    fault('end', { code: 'programme.investment.ends-before-start', params });
  }
  const status = wordOf(reading, 'status', reading.words.statuses);
  const type = wordOf(reading, 'type', reading.words.types);
  const budget = budgetOf(reading);
  if (title === undefined) return undefined;
  return {
    ...{ row, title, ...sectorsOf(reading) },
    ...(reference === '' ? {} : { reference }),
    ...(description === undefined ? {} : { description }),
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(budget === undefined ? {} : { budget }),
    ...Object.fromEntries(
      (['purpose', 'location', 'authority'] as const).flatMap((name) =>
        text(name) === '' ? [] : [[name, text(name)] as const],
      ),
    ),
  };
}

/** Letters of an own number. */
const referenceMax = 100;

function textsOf({ head, text }: Reading, name: 'title' | 'description'): LanguageMap | undefined {
  const own = text(name) === '' ? [] : [[head.language ?? 'en', text(name)] as const];
  const named = (['en', 'zh-Hant', 'zh-Hans'] as const).flatMap((tag) => {
    const said = text(`${name}.${tag}`);
    return said === '' ? [] : [[tag, said] as const];
  });
  const all = [...own, ...named];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function take<Value>(
  { fault }: Reading,
  field: SheetField,
  read: Result<Value, Refusal>,
): Value | undefined {
  return read.ok ? read.value : fault(field, read.error);
}

function dateOf(reading: Reading, field: 'start' | 'end'): CivilDate | undefined {
  const cell = reading.cell(field);
  if (cell === undefined || reading.text(field) === '') return undefined;
  return take(reading, field, readDate(cell, reading.how.dates));
}

function budgetOf(reading: Reading): StatedAmount | undefined {
  const { head, how, text, fault } = reading;
  const given = text('budget');
  if (given === '') return undefined;
  const named = text('currency');
  const inColumn = named === '' ? undefined : currencyOf(named);
  if (named !== '' && inColumn === undefined) {
    const params = { given: quotable(named), words: 'CNY, HKD, EUR …' };
    return fault('currency', { code: 'exchange.projects-word', params });
  }
  const column = columnOf(head, 'budget');
  const currency = inColumn ?? column?.currency ?? how.currency;
  return take(
    reading,
    'budget',
    readAmount(given, {
      ...(column?.power === undefined ? {} : { power: column.power }),
      ...(currency === undefined ? {} : { currency }),
    }),
  );
}

interface Choices {
  readonly statuses: ReadonlyMap<string, keyof typeof statusWords>;
  readonly types: ReadonlyMap<string, keyof typeof typeWords>;
  readonly sectors: ReadonlyMap<string, keyof typeof sectorWords>;
}

/** The words of our pages stand over those of other lists. */
function choiceWords(messages: Messages): Choices {
  const { statuses } = returnWords(messages);
  return {
    statuses: new Map([...entriesOf(statusWords), ...statuses]),
    types: new Map(entriesOf(typeWords)),
    sectors: new Map(entriesOf(sectorWords)),
  };
}

function entriesOf<Code extends string>(
  words: Readonly<Record<Code, readonly string[]>>,
): readonly (readonly [string, Code])[] {
  return (Object.keys(words) as Code[]).flatMap((code) =>
    [code, ...words[code]].map((word) => [folded(word), code] as const),
  );
}

function wordOf<Code extends string>(
  { text, fault }: Reading,
  field: SheetField,
  words: ReadonlyMap<string, Code>,
): Code | undefined {
  const given = text(field);
  if (given === '') return undefined;
  const code = words.get(folded(given));
  if (code !== undefined) return code;
  const codes = [...new Set(words.values())].join(', ');
  const params = { given: quotable(given), words: codes };
  return fault(field, { code: 'exchange.projects-word', params });
}

/** The list of sectors is open: a word that is not in it is kept as the list has it. */
function sectorsOf({ text, words }: Reading): Pick<SheetProject, 'sectors' | 'otherSector'> {
  const given = text('sector');
  if (given === '') return { sectors: [] };
  const whole = words.sectors.get(folded(given));
  const pieces = whole === undefined ? given.split(/[,;/\u3001\uff0c\uff1b]/u) : [given];
  const codes = pieces.map((one) => words.sectors.get(folded(one)));
  const known = codes.flatMap((code) => code ?? []);
  const withParents = known.flatMap((code) => [code.split('.')[0] ?? code, code]);
  return {
    sectors: [...new Set(withParents)],
    ...(known.length === codes.length ? {} : { otherSector: given }),
  };
}

/** One project may stand in a list once: by its own number, or by its title where one of the two rows has no number. */
function isFirst(project: SheetProject, seen: Map<string, number>, { fault }: Reading): boolean {
  const { reference, row } = project;
  const titles = Object.entries(project.title).map(([tag, one]) => `${tag} ${folded(one)}`);
  const byNumber = reference === undefined ? [] : [`# ${folded(reference)}`];
  const without = titles.map((one) => `- ${one}`);
  const withAny = titles.map((one) => `+ ${one}`);
  const before = [...byNumber, ...without, ...(reference === undefined ? withAny : [])].find(
    (key) => seen.has(key),
  );
  for (const key of [...byNumber, ...withAny, ...(reference === undefined ? without : [])]) {
    if (!seen.has(key)) seen.set(key, row);
  }
  if (before === undefined) return true;
  const field = before.startsWith('#') ? 'identifier' : titleFieldOf(before);
  fault(field, { code: 'exchange.projects-twice', params: { row: String(seen.get(before)) } });
  return false;
}

function titleFieldOf(key: string): SheetField {
  const tag = key.split(' ')[1] ?? '';
  return titleFields.find((field) => field === `title.${tag}`) ?? 'title';
}
