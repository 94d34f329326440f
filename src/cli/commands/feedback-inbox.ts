// `comity feedback inbox|take|discard`: what the public wrote on pages waits outside the record; an editor puts it on record, in
// its words or in words without names, or discards it.
import type { CommandOutcome } from '../../server/commands.ts';
import type { WaitingFeedback } from '../../server/feedback-inbox.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';

/** Commands on what the public wrote. */
export const feedbackInboxCommands: readonly Command[] = [
  {
    path: 'feedback inbox',
    usage: '[--data DIR] [--json]',
    options: nodeOptions,
    run: runInbox,
  },
  {
    path: 'feedback take',
    usage: 'ID [--words TEXT] [--due DATE] [--scope SCOPE] [--as PSEUDONYM] [--data DIR] [--json]',
    options: {
      ...{ ...nodeOptions, words: { type: 'string' }, due: { type: 'string' } },
      ...{ scope: { type: 'string' }, as: { type: 'string' } },
    },
    run: runTake,
  },
  {
    path: 'feedback discard',
    usage: 'ID [--data DIR] [--json]',
    options: nodeOptions,
    run: runDiscard,
  },
];

async function runInbox(context: Context): Promise<ExitCode> {
  const { args, text } = context;
  if (args.length > 0) return usageOf(context, 'inbox');
  const called = await callNode(context, 'feedback-inbox');
  if (!called.ok) return sayRefusal(context, called.error);
  const all = called.value as readonly WaitingFeedback[];
  const lines = all.flatMap(({ id, at, record, topic, language, text: words }) => [
    `${id}  ${at}  ${record}  ${topic}  ${language}`,
    ...words.split('\n').map((line) => `  ${plain(line)}`),
    '',
  ]);
  printResult(context, all, all.length === 0 ? [text('cli.feedback.none')] : lines);
  return exitCodes.ok;
}

/** What a stranger wrote moves no cursor of a terminal. */
function plain(line: string): string {
  return line.replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

async function runTake(context: Context): Promise<ExitCode> {
  const { args, options, text } = context;
  const [id, ...more] = args;
  if (id === undefined || more.length > 0) return usageOf(context, 'take');
  const given = Object.entries({ text: 'words', due: 'due', scope: 'scope', as: 'as' }).flatMap(
    ([name, option]) => {
      const value = stringOption(options, option);
      return value === undefined ? [] : [[name, value] as const];
    },
  );
  const called = await callNode(context, 'feedback-take', { id, ...Object.fromEntries(given) });
  if (!called.ok) return sayRefusal(context, called.error);
  const [record = ''] = (called.value as CommandOutcome).ids;
  printResult(context, called.value, [text('cli.feedback.taken', { id, record })]);
  return exitCodes.ok;
}

async function runDiscard(context: Context): Promise<ExitCode> {
  const [id, ...more] = context.args;
  if (id === undefined || more.length > 0) return usageOf(context, 'discard');
  const called = await callNode(context, 'feedback-discard', { id });
  if (!called.ok) return sayRefusal(context, called.error);
  printResult(context, called.value, [context.text('cli.feedback.discarded', { id })]);
  return exitCodes.ok;
}

function usageOf(context: Context, command: string): ExitCode {
  const found = feedbackInboxCommands.find(({ path }) => path === `feedback ${command}`);
  const line = `comity feedback ${command} ${found?.usage ?? ''}`;
  context.say(context.text('cli.feedback.usage', { line }));
  return exitCodes.usage;
}
