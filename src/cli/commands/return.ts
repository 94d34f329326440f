// `comity return …`: a month's return as a grid, CSV or XLSX: written, filled in elsewhere, checked cell by cell, handed in
// whole; and who has reported. Other words of the kind (show, correct, withdraw) are those of every kind (record.ts).
import { readFileSync, writeFileSync } from 'node:fs';
import { ComityError, messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../../base/result.ts';
import { columnOfName, type GridRow, gridOfCsv, gridToCsv } from '../../exchange/grid.ts';
import { returnsBytesMax } from '../../exchange/limits.ts';
import { returnColumns, returnWords } from '../../exchange/returns-columns.ts';
import {
  type CellFault,
  cellOfRefusal,
  type ReadReturn,
  type ReturnHead,
  readReturnGrid,
  readReturnHead,
  returnGridRowsMax,
} from '../../exchange/returns-file.ts';
import { type ReturnGrid, returnGridRows } from '../../exchange/returns-grid.ts';
import { gridOfXlsx } from '../../exchange/xlsx-reader.ts';
import { gridToXlsx } from '../../exchange/xlsx-writer.ts';
import type { ReturnAnswer } from '../../server/return-desk.ts';
import { languageOfAddress, languageOfTag } from '../../text/languages.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { answerLines, listLines } from './return-print.ts';

const fileOptions = {
  ...nodeOptions,
  month: { type: 'string' },
  language: { type: 'string' },
} as const;

/** Commands on monthly returns beside those of every kind. */
export const returnCommands: readonly Command[] = [
  {
    path: 'return grid',
    usage: 'FILE [--month YYYY-MM] [--xlsx|--csv] [--data DIR] [--json]',
    options: {
      ...{ ...nodeOptions, month: { type: 'string' } },
      ...{ xlsx: { type: 'boolean' }, csv: { type: 'boolean' } },
    },
    run: runGrid,
  },
  {
    path: 'return check',
    usage: 'FILE [--month YYYY-MM] [--language TAG] [--data DIR] [--json]',
    options: fileOptions,
    run: (context) => runFile(context, 'check'),
  },
  {
    path: 'return submit',
    usage:
      'FILE [--month YYYY-MM] [--language TAG] [--scope SCOPE] [--sample] [--as PSEUDONYM] [--data DIR] [--json]',
    options: {
      ...{ ...fileOptions, scope: { type: 'string' } },
      ...{ sample: { type: 'boolean' }, as: { type: 'string' } },
    },
    run: (context) => runFile(context, 'submit'),
  },
  {
    path: 'return list',
    usage: '[--month YYYY-MM] [--data DIR] [--json]',
    options: { ...nodeOptions, month: { type: 'string' } },
    run: runList,
  },
];

async function runGrid(context: Context): Promise<ExitCode> {
  const { args, options, text } = context;
  const [file, ...more] = args;
  const asked = [options.xlsx, options.csv].filter((one) => one === true).length;
  if (file === undefined || more.length > 0 || asked > 1) return usage(context, 'grid');
  const called = await callNode(context, 'return-grid', monthOf(context));
  if (!called.ok) return sayRefusal(context, called.error);
  const grid = called.value as ReturnGrid;
  const rows = returnGridRows(grid, context);
  const isXlsx = options.csv !== true && (options.xlsx === true || /\.xlsx$/i.test(file));
  const bytes = isXlsx ? await gridToXlsx(grid.month, returnColumns, rows) : gridToCsv(rows);
  try {
    // A file that somebody has filled in is not written over.
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch (error) {
    throw new ComityError('cli.file.unwritable', `${file}: ${messageOf(error)}`, error);
  }
  const { party, month, due } = grid;
  const form = isXlsx ? 'xlsx' : 'csv';
  const written = { file, form, party, month, due, rows: rows.length - 1 };
  const said = text('cli.return.written', { file, month, due, count: written.rows });
  printResult(context, written, [said]);
  return exitCodes.ok;
}

/** A filled grid, read against what is on record. */
interface Filled {
  readonly grid: ReturnGrid;
  readonly head: ReturnHead;
  readonly read: ReadReturn;
}

async function runFile(context: Context, mode: 'check' | 'submit'): Promise<ExitCode> {
  const [file, ...more] = context.args;
  const { options } = context;
  if (file === undefined || more.length > 0) return usage(context, mode);
  const asked = stringOption(options, 'language');
  const language = asked === undefined ? undefined : await languageNamed(context, asked);
  if (asked !== undefined && language === undefined) return usage(context, mode);
  const rows = await readRows(file);
  if (!rows.ok) return sayRefusal(context, rows.error);
  const filled = await readFilled(context, rows.value, language);
  if (!filled.ok) return sayRefusal(context, filled.error);
  if ('faults' in filled.value) return sayFaults(context, filled.value.faults);
  const { grid, head, read } = filled.value;
  const params = {
    ...{ month: grid.month, rows: read.rows.map(({ content }) => content) as unknown as Json },
    missing: read.missing.map(({ project, why }) => ({ project, why })),
    ...(mode === 'check' || read.faults.length > 0 ? { preview: true } : {}),
    ...(options.sample === true ? { sample: true } : {}),
    ...optional(context, 'scope'),
    ...optional(context, 'as'),
  };
  const called = await callNode(context, 'return', params);
  if (!called.ok) return sayRefusal(context, called.error);
  const answer = called.value as ReturnAnswer;
  const refused = answer.refused.map(({ index, ...refusal }) =>
    cellOfRefusal(head, read.rows[index]?.row ?? 1, refusal),
  );
  const faults = [...read.faults, ...refused];
  if (faults.length > 0) return sayFaults(context, faults);
  if (answer.whole !== undefined) return sayRefusal(context, answer.whole);
  const rowsSaid = read.rows.map(({ row, content }) => ({ row, ...content }));
  const { refused: _, ...outcome } = answer;
  const result = { ...outcome, faults: [], rows: rowsSaid, missing: read.missing, left: read.left };
  printResult(context, result, answerLines(context, { answer, grid, read }));
  return exitCodes.ok;
}

function optional({ options }: Context, name: 'scope' | 'as' | 'month') {
  const value = stringOption(options, name);
  return value === undefined ? {} : { [name]: value };
}

function monthOf(context: Context): Json {
  return optional(context, 'month');
}

/** By what the file begins with, not by its name. */
async function readRows(file: string): Promise<Result<readonly GridRow[], Refusal>> {
  const bytes = readBytes(file);
  if (bytes.length > returnsBytesMax) {
    return refuse('exchange.returns-too-long', { bytes: bytes.length, max: returnsBytesMax });
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip) return gridOfXlsx(bytes, returnGridRowsMax);
  return gridOfCsv(new TextDecoder().decode(bytes), returnGridRowsMax);
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new ComityError('cli.file.unreadable', `${file}: ${messageOf(error)}`, error);
  }
}

/** The month is the file's own; where it names none, the option says it. */
async function readFilled(
  context: Context,
  rows: readonly GridRow[],
  asked: string | undefined,
): Promise<Result<Filled | { readonly faults: readonly CellFault[] }, Refusal>> {
  const words = returnWords(context.messages);
  const head = readReturnHead(rows, words);
  if (head.faults.length > 0) return ok({ faults: head.faults });
  const month = stringOption(context.options, 'month') ?? head.month;
  const called = await callNode(context, 'return-grid', month === undefined ? {} : { month });
  if (!called.ok) return called;
  const grid = called.value as ReturnGrid;
  const language = asked ?? languageTyped(context, grid);
  return ok({ grid, head, read: readReturnGrid(rows, head, { grid, words, language }) });
}

/** A language of the pages, or one of the charter: texts may be in languages that pages are not written in. */
async function languageNamed(context: Context, asked: string): Promise<string | undefined> {
  const known = languageOfTag(asked) ?? languageOfAddress(asked);
  if (known !== undefined) return known.tag;
  const called = await callNode(context, 'return-grid', {});
  if (!called.ok) return undefined;
  return (called.value as ReturnGrid).textLanguages.find((tag) => tag === asked);
}

/** The command's own language where the charter has it, else that in which the party writes. */
function languageTyped({ language }: Context, { textLanguages }: ReturnGrid): string {
  return textLanguages.includes(language.tag) ? language.tag : (textLanguages[0] ?? language.tag);
}

/** Row by row, from left to right. */
function byCell(a: CellFault, b: CellFault): number {
  const rowOf = ({ cell }: CellFault) => Number(cell.replace(/^[A-Z]+/, ''));
  return rowOf(a) - rowOf(b) || (columnOfName(a.cell) ?? 0) - (columnOfName(b.cell) ?? 0);
}

/** Every fault with its cell; nothing was recorded. */
function sayFaults(context: Context, faults: readonly CellFault[]): ExitCode {
  const { language, messages, text } = context;
  const said = [...faults]
    .sort(byCell)
    .map((one) => ({ ...one, sentence: sentenceOf(messages, language, one) }));
  for (const { cell, sentence, code } of said) context.say(`${cell}: ${sentence} [${code}]`);
  context.say(text('cli.return.faults', { count: faults.length }));
  if (context.options.json === true) context.print(JSON.stringify({ faults: said }));
  return exitCodes.refused;
}

async function runList(context: Context): Promise<ExitCode> {
  if (context.args.length > 0) return usage(context, 'list');
  const called = await callNode(context, 'return-list', monthOf(context));
  if (!called.ok) return sayRefusal(context, called.error);
  const grids = called.value as readonly ReturnGrid[];
  printResult(context, grids, listLines(context, grids));
  return exitCodes.ok;
}

function usage(context: Context, command: string): ExitCode {
  const found = returnCommands.find(({ path }) => path === `return ${command}`);
  const line = `comity return ${command} ${found?.usage ?? ''}`;
  context.say(context.text('cli.return.usage', { line }));
  return exitCodes.usage;
}
