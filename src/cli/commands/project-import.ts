// `comity project import FILE`: a list of projects that somebody else made, CSV or XLSX: which column is taken for what, what would be
// recorded, what is wrong in which cell; then each project that is not on record yet, all of them or none.
import { writeFileSync } from 'node:fs';
import { ComityError, messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { digitsOf } from '../../base/money.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { cellName } from '../../exchange/grid.ts';
import { type ReadSheet, readSheet } from '../../exchange/project-sheet.ts';
import {
  columnOf,
  readSheetHead,
  type SheetField,
  type SheetHead,
  type SheetWish,
} from '../../exchange/project-sheet-columns.ts';
import {
  byCell,
  readSheetFile,
  refusedRowsToCsv,
  rowOfName,
  type SheetFile,
} from '../../exchange/project-sheet-file.ts';
import { type SheetCommands, sheetToCommands } from '../../exchange/project-sheet-record.ts';
import type { CellFault } from '../../exchange/returns-file.ts';
import { languageTag } from '../../programme/statement.ts';
import type { SheetAnswer, SheetOutcome } from '../../server/project-sheet-desk.ts';
import { languageOfAddress, languageOfTag } from '../../text/languages.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  listOption,
  printResult,
  sayWrongValue,
  stringOption,
} from '../command.ts';
import { readBytes } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { faultLines, sheetLines, sheetToJson } from './project-import-print.ts';

/** The import of lists of projects. */
export const projectImportCommands: readonly Command[] = [
  {
    path: 'project import',
    usage:
      'FILE [--preview] [--match HEADING=FIELD] [--sheet NAME] [--language TAG] [--dates dmy|mdy] [--currency CODE] [--skip-faulty] [--scope SCOPE] [--sample] [--as PSEUDONYM] [--data DIR] [--json]',
    options: {
      ...{ ...nodeOptions, preview: { type: 'boolean' }, sheet: { type: 'string' } },
      ...{ match: { type: 'string', multiple: true }, language: { type: 'string' } },
      ...{ dates: { type: 'string' }, currency: { type: 'string' } },
      ...{ 'skip-faulty': { type: 'boolean' }, scope: { type: 'string' } },
      ...{ sample: { type: 'boolean' }, as: { type: 'string' } },
    },
    run: runImport,
  },
];

/** Rows that are handed to the node at once. */
const atOnce = 50;

/** A file with what was read of it. */
interface Sheet {
  readonly path: string;
  readonly file: SheetFile;
  readonly head: SheetHead;
  readonly read: ReadSheet;
  readonly rows: readonly SheetCommands[];
}

interface Asked {
  readonly path: string;
  readonly wishes: readonly SheetWish[];
  readonly language?: string;
  readonly dates?: 'dmy' | 'mdy';
  readonly currency?: string;
}

async function runImport(context: Context): Promise<ExitCode> {
  const { options, text } = context;
  const asked = askedBy(context);
  if (asked === undefined) {
    sayWrongOptions(context);
    context.say(text('cli.sheet.usage'));
    return exitCodes.usage;
  }
  const file = readSheetFile(readBytes(asked.path), stringOption(options, 'sheet'));
  if (!file.ok) return sayRefusal(context, file.error);
  const sheet = readAll(context, file.value, asked);
  // What is wrong with the headings is wrong with every row: none can be left out for it.
  const isWhole = sheet.head.faults.length > 0 || sheet.read.faults.some(isOfAll);
  if (isWhole) return sayFaults(context, sheet, [...sheet.head.faults, ...sheet.read.faults]);
  const foreseen = await askNode(context, sheet.rows, true);
  if (!foreseen.ok) return sayRefusal(context, foreseen.error);
  const { refused, outcomes } = foreseen.value;
  // What a person may not do he may do in no row.
  const barred = refused.find(({ code }) => code.startsWith('programme.access.'));
  if (barred !== undefined) return sayRefusal(context, barred);
  const faults = [...sheet.read.faults, ...refused.map((one) => cellOf(sheet.head, one))];
  if (options.preview === true) {
    const shown = { ...sheet, faults: [...faults].sort(byCell), outcomes };
    printResult(context, sheetToJson(context, shown), sheetLines(context, shown));
    return faults.length === 0 ? exitCodes.ok : sayCount(context, faults);
  }
  if (faults.length > 0 && options['skip-faulty'] !== true)
    return sayFaults(context, sheet, faults);
  return record(context, sheet, faults);
}

function askedBy({ args, options }: Context): Asked | undefined {
  const [path, ...more] = args;
  const typed = stringOption(options, 'language');
  const language = typed === undefined ? undefined : tagOf(typed);
  const dates = stringOption(options, 'dates');
  const currency = stringOption(options, 'currency')?.toUpperCase();
  const wishes = listOption(options, 'match').map((one) => {
    const at = one.lastIndexOf('=');
    return { heading: one.slice(0, Math.max(at, 0)).trim(), field: one.slice(at + 1).trim() };
  });
  if (path === undefined || more.length > 0) return undefined;
  if (typed !== undefined && language === undefined) return undefined;
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy') return undefined;
  if (currency !== undefined && digitsOf(currency) === undefined) return undefined;
  if (wishes.some(({ heading, field }) => heading === '' || field === '')) return undefined;
  // There is no place beside standard input for the rows that are refused.
  if (path === '-' && options['skip-faulty'] === true) return undefined;
  return {
    ...{ path, wishes },
    ...(language === undefined ? {} : { language }),
    ...(dates === undefined ? {} : { dates }),
    ...(currency === undefined ? {} : { currency }),
  };
}

/** Says of each option with a value that is none what it takes. */
function sayWrongOptions(context: Context): void {
  const { options } = context;
  const [dates, language] = [stringOption(options, 'dates'), stringOption(options, 'language')];
  const currency = stringOption(options, 'currency')?.toUpperCase();
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy') {
    sayWrongValue(context, { option: 'dates', values: 'dmy, mdy' });
  }
  if (currency !== undefined && digitsOf(currency) === undefined) {
    sayWrongValue(context, { option: 'currency', values: 'CNY, HKD, EUR … (ISO 4217)' });
  }
  if (language !== undefined && tagOf(language) === undefined) {
    sayWrongValue(context, { option: 'language', values: 'en, zh-Hant, zh-Hans … (BCP 47)' });
  }
  for (const given of listOption(options, 'match')) {
    if (/^\s*[^=\s].*=\s*\S/.test(given)) continue;
    sayWrongValue(context, { option: 'match', values: 'HEADING=FIELD', given });
  }
}

/** Any language that a charter may have; ours also as addresses spell them. */
function tagOf(typed: string): string | undefined {
  const ours = languageOfTag(typed) ?? languageOfAddress(typed);
  return ours?.tag ?? (languageTag.safeParse(typed).success ? typed : undefined);
}

function readAll({ messages, options }: Context, file: SheetFile, asked: Asked): Sheet {
  const { path, wishes, language, dates, currency } = asked;
  const told = { wishes, ...(language === undefined ? {} : { language }) };
  const head = readSheetHead(file.rows, told);
  if (head.faults.length > 0) {
    return { path, file, head, read: { projects: [], left: [], faults: [] }, rows: [] };
  }
  const how = { ...(dates === undefined ? {} : { dates }), ...(currency && { currency }) };
  const read = readSheet(file.rows, head, { messages, ...how });
  const scope = stringOption(options, 'scope');
  const setting = {
    ...{ language: head.language ?? 'en', sample: options.sample === true },
    ...(scope === undefined ? {} : { scope }),
  };
  const rows = read.projects.map((one) => sheetToCommands(one, setting));
  return { path, file, head, read, rows };
}

/** A list that is too long is refused as a whole. */
function isOfAll({ code }: CellFault): boolean {
  return code === 'exchange.projects-rows';
}

/** Some rows at a time, so that a request is never long and a run can be watched and stopped. */
async function askNode(
  context: Context,
  rows: readonly SheetCommands[],
  isPreview: boolean,
): Promise<Result<SheetAnswer, Refusal>> {
  const as = stringOption(context.options, 'as');
  const outcomes: SheetOutcome[] = [];
  const refused: SheetAnswer['refused'][number][] = [];
  const show = progressOf(context, rows.length, isPreview);
  // Without rows the node is asked all the same: it says whether it is there.
  for (let from = 0; from === 0 || from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce) as unknown as Json;
    const params = { rows: some, preview: isPreview, ...(as === undefined ? {} : { as }) };
    const called = await callNode(context, 'project-sheet', params);
    if (!called.ok) return from === 0 ? called : ok({ outcomes, refused, stopped: called.error });
    const answer = called.value as SheetAnswer;
    outcomes.push(...answer.outcomes);
    refused.push(...answer.refused);
    if (answer.stopped !== undefined) return ok({ outcomes, refused, stopped: answer.stopped });
    show(Math.min(from + atOnce, rows.length));
    if (context.stop.aborted) break;
  }
  return ok({ outcomes, refused });
}

/** On a terminal, for lists that take more than one request. */
function progressOf(context: Context, all: number, isPreview: boolean): (done: number) => void {
  const isShown = process.stderr.isTTY && context.options.quiet !== true && all > atOnce;
  const key = isPreview ? 'cli.sheet.considering' : 'cli.sheet.recording';
  return (done) => {
    if (!isShown) return;
    const words = context.text(key, { done, all });
    process.stderr.write(done < all ? `\r${words}` : '\r\u001b[K');
  };
}

const fieldsOfPart = { open: 'title', status: 'status', budget: 'budget' } as const;

function cellOf(head: SheetHead, one: SheetAnswer['refused'][number]): CellFault {
  const { row, part, code, params } = one;
  const named: SheetField = fieldsOfPart[part];
  const found = columnOf(head, named) ?? head.columns.find(({ field }) => field?.startsWith(named));
  return { cell: cellName(found?.column ?? 0, row), code, params };
}

async function record(
  context: Context,
  sheet: Sheet,
  faults: readonly CellFault[],
): Promise<ExitCode> {
  const faulty = new Set(faults.map(({ cell }) => rowOfName(cell)));
  const refusedFile = faults.length === 0 ? undefined : writeRefused(context, sheet, faults);
  const good = sheet.rows.filter(({ row }) => !faulty.has(row));
  const done = await askNode(context, good, false);
  if (!done.ok) return sayRefusal(context, done.error);
  const { outcomes, stopped } = done.value;
  const shown = {
    ...{ ...sheet, faults: [...faults].sort(byCell), outcomes, isRecorded: true },
    ...(refusedFile === undefined ? {} : { refusedFile }),
  };
  if (stopped !== undefined) {
    const count = outcomes.filter(({ what }) => what !== 'there').length;
    context.say(context.text('cli.sheet.stopped', { count }));
    return sayRefusal(context, stopped);
  }
  printResult(context, sheetToJson(context, shown), sheetLines(context, shown));
  return outcomes.length < good.length ? exitCodes.interrupted : exitCodes.ok;
}

/** Written before anything is recorded: a file that is there is not written over, and then nothing is recorded. */
function writeRefused(
  { language, messages, text }: Context,
  { path, file, head }: Sheet,
  faults: readonly CellFault[],
): string {
  const refused = `${path}.refused.csv`;
  const csv = refusedRowsToCsv(
    file.rows,
    { head, faults },
    {
      heading: text('cli.sheet.reason'),
      sentence: (fault) => sentenceOf(messages, language, fault),
    },
  );
  try {
    writeFileSync(refused, csv, { flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const why = isThere ? text('cli.sheet.refused-there') : messageOf(error);
    throw new ComityError('cli.file.unwritable', `${refused}: ${why}`, error);
  }
  return refused;
}

/** Every fault with its cell; nothing was recorded. */
function sayFaults(context: Context, sheet: Sheet, faults: readonly CellFault[]): ExitCode {
  const shown = { ...sheet, faults: [...faults].sort(byCell), outcomes: [] };
  const said = sheetToJson(context, shown);
  for (const line of faultLines(context, shown.faults)) context.say(line);
  if (context.options.json === true) context.print(JSON.stringify(said));
  return sayCount(context, faults);
}

function sayCount({ text, say }: Context, faults: readonly CellFault[]): ExitCode {
  say(text('cli.sheet.faults', { count: faults.length }));
  return exitCodes.refused;
}
