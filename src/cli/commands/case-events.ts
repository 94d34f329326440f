// `comity case-events …`: what happened to cases, from an authority's own system: a file taken in once, and the credentials
// by which that system hands its events in by itself (docs/manual/case-events.md).
import type { Json } from '../../base/json.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import type { CaseCredential } from '../../server/case-credentials.ts';
import type { CaseEventsAnswer } from '../../server/case-event-desk.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { readInput, readJson } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { tableOf } from '../table.ts';

/** What both commands that take files in are told: for whom, and by which mapping. */
export const boundOptions = {
  ...nodeOptions,
  authority: { type: 'string' },
  mapping: { type: 'string' },
} as const;

/** Commands on events of cases. */
export const caseEventCommands: readonly Command[] = [
  {
    path: 'case-events import',
    usage:
      'FILE --authority OR --mapping M.json [--dry-run] [--as PSEUDONYM] [--data DIR] [--json]',
    options: { ...boundOptions, as: { type: 'string' }, 'dry-run': { type: 'boolean' } },
    run: runImport,
  },
  {
    path: 'case-events new-credential',
    usage: '--authority OR --mapping M.json [--data DIR] [--json]',
    options: boundOptions,
    run: runNew,
  },
  {
    path: 'case-events credentials',
    usage: '[--data DIR] [--json]',
    options: nodeOptions,
    run: runList,
  },
  {
    path: 'case-events revoke',
    usage: 'ID [--data DIR] [--json]',
    options: nodeOptions,
    run: runRevoke,
  },
];

/** For whom, and by which mapping; undefined where the command does not say. */
export function boundOf({
  options,
}: Context): { readonly authority: string; readonly mapping: Json } | undefined {
  const authority = stringOption(options, 'authority');
  const mapping = stringOption(options, 'mapping');
  if (authority === undefined || mapping === undefined) return undefined;
  return { authority, mapping: readJson(mapping) };
}

async function runImport(context: Context): Promise<ExitCode> {
  const { args, options } = context;
  const [file, ...more] = args;
  const bound = file === undefined || more.length > 0 ? undefined : boundOf(context);
  if (file === undefined || bound === undefined) return usage(context, 'import');
  const preview = options['dry-run'] === true ? { preview: true } : {};
  const taken = await handInText(context, { ...bound, ...preview }, readInput(file));
  return taken.ok ? printAnswer(context, taken.value) : sayRefusal(context, taken.error);
}

/** Hands a text to the node until none of its rows is left. Refusals: those of the node. */
export async function handInText(
  context: Context,
  given: { readonly authority: string; readonly mapping: Json; readonly preview?: boolean },
  text: string,
): Promise<Result<CaseEventsAnswer, Refusal>> {
  const as = stringOption(context.options, 'as');
  const params = {
    ...{ ...given, text, form: /^\s*[[{]/.test(text) ? 'json' : 'csv' },
    ...(as === undefined ? {} : { as }),
  };
  let all: CaseEventsAnswer | undefined;
  do {
    const only: Json = all === undefined ? {} : { only: all.left };
    const called = await callNode(context, 'case-events', { ...params, ...only });
    if (!called.ok) return called;
    all = joined(all, called.value as CaseEventsAnswer);
  } while (all.left.length > 0);
  return ok(all);
}

/** What became of all rows so far, the node having had time for some of them at once. */
function joined(before: CaseEventsAnswer | undefined, next: CaseEventsAnswer): CaseEventsAnswer {
  if (before === undefined) return next;
  return {
    ...next,
    recorded: [...before.recorded, ...next.recorded],
    known: [...before.known, ...next.known],
    ignored: [...before.ignored, ...next.ignored],
    rejected: [...before.rejected, ...next.rejected],
  };
}

function printAnswer(context: Context, answer: CaseEventsAnswer): ExitCode {
  const { language, messages, text } = context;
  const { recorded, known, ignored, rejected, unread, mode } = answer;
  const sentences = rejected.map((one) => ({
    ...one,
    sentence: sentenceOf(messages, language, one),
  }));
  const head = ['row', 'case', 'event', 'why'].map((name) =>
    text(`cli.case-events.column.${name}`),
  );
  const rows = sentences.map((one) => [
    ...[String(one.row), one.case ?? '–', one.event ?? '–', `${one.sentence} [${one.code}]`],
  ]);
  const done = mode === 'preview' ? 'cli.case-events.foreseen' : 'cli.case-events.done';
  const counts = { known: known.length, ignored: ignored.length, rejected: rejected.length };
  printResult(context, { ...answer, rejected: sentences }, [
    ...(rows.length === 0 ? [] : tableOf([head, ...rows])),
    ...(unread.length === 0
      ? []
      : [text('cli.case-events.unread', { columns: unread.join(', ') })]),
    text(done, { count: recorded.length, ...counts }),
  ]);
  return rejected.length > 0 ? exitCodes.refused : exitCodes.ok;
}

async function runNew(context: Context): Promise<ExitCode> {
  const bound = context.args.length > 0 ? undefined : boundOf(context);
  if (bound === undefined) return usage(context, 'new-credential');
  const called = await callNode(context, 'case-credential-new', bound);
  if (!called.ok) return sayRefusal(context, called.error);
  const { credential, token } = called.value as {
    readonly credential: CaseCredential;
    readonly token: string;
  };
  const { id, authority, mapping } = credential;
  const params = { id, authority, system: mapping.system };
  context.say(context.text('cli.case-events.made', params));
  printResult(context, { ...params, token }, [token]);
  return exitCodes.ok;
}

async function runList(context: Context): Promise<ExitCode> {
  if (context.args.length > 0) return usage(context, 'credentials');
  const called = await callNode(context, 'case-credentials');
  if (!called.ok) return sayRefusal(context, called.error);
  const all = called.value as readonly CaseCredential[];
  const { text } = context;
  const head = ['id', 'authority', 'system', 'made', 'state'].map((name) =>
    text(`cli.case-events.column.${name}`),
  );
  const rows = all.map(({ id, authority, mapping, created, revoked }) => [
    ...[id, authority, mapping.system, created],
    revoked === undefined
      ? text('cli.case-events.state.valid')
      : text('cli.case-events.state.revoked', { at: revoked }),
  ]);
  const lines = all.length === 0 ? [text('cli.case-events.none')] : tableOf([head, ...rows]);
  printResult(context, all, lines);
  return exitCodes.ok;
}

async function runRevoke(context: Context): Promise<ExitCode> {
  const [id, ...more] = context.args;
  if (id === undefined || more.length > 0) return usage(context, 'revoke');
  const called = await callNode(context, 'case-credential-revoke', { id });
  if (!called.ok) return sayRefusal(context, called.error);
  const { revoked = '' } = called.value as CaseCredential;
  const lines = [context.text('cli.case-events.revoked', { id, at: revoked })];
  printResult(context, called.value, lines);
  return exitCodes.ok;
}

function usage(context: Context, command: string): ExitCode {
  const found = caseEventCommands.find(({ path }) => path === `case-events ${command}`);
  const line = `comity case-events ${command} ${found?.usage ?? ''}`;
  context.say(context.text('cli.case-events.usage', { line }));
  return exitCodes.usage;
}
