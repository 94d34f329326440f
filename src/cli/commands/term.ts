// `comity term export` and `comity term import FILE`: the term base as TBX, and a TBX file as own terms: what would be new, changed
// or the same, what is left out and why; then each by a command of its own, all of them or none.
import { resolve } from 'node:path';
import type { Json } from '../../base/json.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { readTbx } from '../../exchange/tbx.ts';
import { planTerms, type TermPlan, type TermRow } from '../../exchange/tbx-import.ts';
import type { ReadTbx } from '../../exchange/tbx-shape.ts';
import { writeTbx } from '../../exchange/tbx-writer.ts';
import type { PublicTerms, TermGround, TermsAnswer } from '../../server/term-desk.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  sayWrongValue,
  stringOption,
} from '../command.ts';
import { readBytes } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { printPieces, writePieces } from '../pieces.ts';
import { byPlace, issueLine, planLines, planToJson, type ShownPlan } from './term-print.ts';

/** Commands on the term base beside those of every kind. */
export const termCommands: readonly Command[] = [
  {
    path: 'term export',
    usage: '[--party PARTY] [-o FILE|-] [--data DIR] [--json]',
    options: {
      ...{ ...nodeOptions, party: { type: 'string' } },
      output: { type: 'string', short: 'o' },
    },
    run: runExport,
  },
  {
    path: 'term import',
    usage:
      'FILE [--dry-run] [--status draft|approved] [--scope SCOPE] [--sample] [--as PSEUDONYM] [--data DIR] [--json]',
    options: {
      ...{ ...nodeOptions, 'dry-run': { type: 'boolean' }, status: { type: 'string' } },
      ...{ scope: { type: 'string' }, sample: { type: 'boolean' }, as: { type: 'string' } },
    },
    run: runImport,
  },
];

async function runExport(context: Context): Promise<ExitCode> {
  const { options, text, language } = context;
  const out = stringOption(options, 'output') ?? '-';
  const party = stringOption(options, 'party');
  // A document on standard output leaves no room there for a line about it.
  if (context.args.length > 0 || out === '' || (out === '-' && options.json === true)) {
    context.say(text('cli.term.export-usage'));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'public-terms', party === undefined ? {} : { party });
  if (!called.ok) return sayRefusal(context, called.error);
  const { programme, base, terms } = called.value as PublicTerms;
  if (terms.length === 0) {
    context.say(text('cli.term.export-none'));
    return exitCodes.notFound;
  }
  const words = (key: string, params = {}) => context.messages.text(language, key, params);
  const pieces = piecesOf(writeTbx({ base, language, programme, text: words }, terms));
  if (out === '-') {
    await printPieces(context, pieces);
    return exitCodes.ok;
  }
  const file = resolve(out);
  await writePieces(file, pieces);
  const said = text('cli.term.exported', { file, count: terms.length });
  printResult(context, { file, terms: terms.length }, [said]);
  return exitCodes.ok;
}

async function* piecesOf(pieces: Iterable<string>): AsyncGenerator<string> {
  yield* pieces;
}

/** Terms that are handed to the node at once. */
const atOnce = 50;

async function runImport(context: Context): Promise<ExitCode> {
  const { options, text } = context;
  const [file, ...more] = context.args;
  const status = stringOption(options, 'status');
  const isKnown = status === undefined || status === 'draft' || status === 'approved';
  if (file === undefined || more.length > 0 || !isKnown) {
    if (!isKnown) sayWrongValue(context, { option: 'status', values: 'draft, approved' });
    context.say(text('cli.term.import-usage'));
    return exitCodes.usage;
  }
  const bytes = readBytes(file);
  const called = await callNode(context, 'term-ground');
  if (!called.ok) return sayRefusal(context, called.error);
  const ground = called.value as TermGround;
  const read = readTbx(bytes, ground.languages);
  if (read.refused !== undefined) {
    context.say(issueLine(context, read.refused));
    const none = { issues: [...read.issues, read.refused], rows: [], refused: [], dropped: 0 };
    if (options.json === true) context.print(JSON.stringify(planToJson(context, none)));
    return exitCodes.failed;
  }
  const scope = stringOption(options, 'scope');
  const plan = planTerms(read.concepts, {
    ...{ ...ground, sample: options.sample === true },
    ...(status === undefined ? {} : { status }),
    ...(scope === undefined ? {} : { scope }),
  });
  return recordPlan(context, read, plan);
}

async function recordPlan(context: Context, read: ReadTbx, plan: TermPlan): Promise<ExitCode> {
  const { text, options } = context;
  const due = plan.rows.filter(({ command }) => command !== undefined);
  const foreseen = await askNode(context, due, true);
  if (!foreseen.ok) return sayRefusal(context, foreseen.error);
  // What a person may not do he may do with no term.
  const barred = foreseen.value.refused.find(({ code }) => code.startsWith('programme.access.'));
  if (barred !== undefined) {
    return sayRefusal(context, { code: barred.code, params: barred.params });
  }
  const issues = [...read.issues, ...plan.issues].sort(byPlace);
  const refused = foreseen.value.refused.flatMap(({ index, ...refusal }) => {
    const row = due[index];
    return row === undefined ? [] : [{ row, refusal }];
  });
  const shown: ShownPlan = { issues, rows: plan.rows, refused, dropped: read.dropped };
  for (const issue of issues) context.say(issueLine(context, issue));
  if (refused.length > 0 || options['dry-run'] === true) {
    printResult(context, planToJson(context, shown), planLines(context, shown));
    if (refused.length > 0) context.say(text('cli.term.refused', { count: refused.length }));
    return refused.length > 0 ? exitCodes.refused : exitCodes.ok;
  }
  const done = await askNode(context, due, false);
  if (!done.ok) return sayRefusal(context, done.error);
  const { ids, stopped } = done.value;
  if (stopped !== undefined) {
    context.say(text('cli.term.stopped', { count: ids.length }));
    return sayRefusal(context, stopped);
  }
  const records = new Map(due.slice(0, ids.length).map((row, i) => [row, ids[i]]));
  const recorded: ShownPlan = { ...shown, records };
  printResult(context, planToJson(context, recorded), planLines(context, recorded));
  return ids.length < due.length ? exitCodes.interrupted : exitCodes.ok;
}

/** Some terms at a time, so that a request is never long and a run can be stopped. */
async function askNode(
  context: Context,
  due: readonly TermRow[],
  isPreview: boolean,
): Promise<Result<TermsAnswer, Refusal>> {
  const as = stringOption(context.options, 'as');
  const ids: string[] = [];
  const refused: TermsAnswer['refused'][number][] = [];
  for (let from = 0; from < due.length; from += atOnce) {
    if (context.stop.aborted && !isPreview) break;
    const terms = due.slice(from, from + atOnce).map(({ command, record }) => ({
      command: command ?? null,
      ...(record === undefined ? {} : { about: record }),
    }));
    const params = { terms, preview: isPreview, ...(as === undefined ? {} : { as }) } as Json;
    const called = await callNode(context, 'import-terms', params);
    if (!called.ok) return from === 0 ? called : ok({ ids, refused, stopped: called.error });
    const answer = called.value as TermsAnswer;
    ids.push(...answer.ids);
    refused.push(...answer.refused.map((one) => ({ ...one, index: one.index + from })));
    if (answer.stopped !== undefined) return ok({ ids, refused, stopped: answer.stopped });
  }
  return ok({ ids, refused });
}
