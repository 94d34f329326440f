// Founding a programme and changing its charter: programme propose, amend, accept, show.
import type { ProgrammeView } from '../../projection/queries.ts';
import type { CharterOutcome } from '../../server/founding.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { readJson } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';

const byOptions = { ...nodeOptions, as: { type: 'string' } } as const;

/** Commands on the programme. */
export const programmeCommands: readonly Command[] = [
  {
    path: 'programme propose',
    usage: 'CHARTER.json [--as PSEUDONYM] [--data DIR]',
    options: byOptions,
    run: runPropose,
  },
  {
    path: 'programme amend',
    usage: 'CHANGES.json [--as PSEUDONYM] [--data DIR]',
    options: byOptions,
    run: runAmend,
  },
  {
    path: 'programme accept',
    usage: '[PROGRAMME] [--as PSEUDONYM] [--data DIR]',
    options: byOptions,
    run: runAccept,
  },
  { path: 'programme show', usage: '[--data DIR] [--json]', options: nodeOptions, run: runShow },
];

function byOf({ options }: Context): { readonly as?: string } {
  const as = stringOption(options, 'as');
  return as === undefined ? {} : { as };
}

async function runPropose(context: Context): Promise<ExitCode> {
  const [file] = context.args;
  if (file === undefined) {
    context.say(context.text('cli.programme.file'));
    return exitCodes.usage;
  }
  return report(
    context,
    await callNode(context, 'propose', { charter: readJson(file), ...byOf(context) }),
    'cli.programme.proposed',
  );
}

async function runAmend(context: Context): Promise<ExitCode> {
  const [file] = context.args;
  if (file === undefined) {
    context.say(context.text('cli.programme.file'));
    return exitCodes.usage;
  }
  return report(
    context,
    await callNode(context, 'amend', { charter: readJson(file), ...byOf(context) }),
    'cli.programme.proposed',
  );
}

async function runAccept(context: Context): Promise<ExitCode> {
  const [programme] = context.args;
  const params = { ...(programme === undefined ? {} : { programme }), ...byOf(context) };
  return report(context, await callNode(context, 'accept', params), 'cli.programme.accepted');
}

function report(
  context: Context,
  called: Awaited<ReturnType<typeof callNode>>,
  key: string,
): ExitCode {
  if (!called.ok) return sayRefusal(context, called.error);
  const { charter, text, isSigned } = called.value as CharterOutcome;
  const said = isSigned ? key : 'cli.programme.unsigned';
  printResult(context, called.value, [context.text(said, { charter, text })]);
  return exitCodes.ok;
}

async function runShow(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'list', { kind: 'charter' });
  if (!called.ok) return sayRefusal(context, called.error);
  const programme = called.value as ProgrammeView;
  const tag = context.language.tag;
  const lines = [
    programme.title[tag] ?? programme.id,
    ...programme.parties.map(
      (party) => `  ${party.mark.padEnd(6)} ${party.name[tag] ?? party.party}`,
    ),
    context.text(
      programme.charter?.concluded === undefined ? 'cli.programme.open' : 'cli.programme.concluded',
      {
        on: programme.charter?.concluded?.on ?? '–',
      },
    ),
  ];
  printResult(context, programme, lines);
  return exitCodes.ok;
}
