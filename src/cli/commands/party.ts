// Commands by which parties come to know each other: party export, party trust, party list, party describe.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { readInput } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';

/** Commands on parties. */
export const partyCommands: readonly Command[] = [
  {
    path: 'party export',
    usage: '[-o FILE] [--data DIR]',
    options: { ...nodeOptions, output: { type: 'string', short: 'o' } },
    run: runExport,
  },
  {
    path: 'party trust',
    usage: 'FILE [--fingerprint "WORDS"] [--address file:///DIR] [--data DIR]',
    options: {
      ...nodeOptions,
      fingerprint: { type: 'string' },
      address: { type: 'string' },
      'no-input': { type: 'boolean' },
    },
    run: runTrust,
  },
];

async function runExport(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'export');
  if (!called.ok) return sayRefusal(context, called.error);
  const { note, fingerprint } = called.value as {
    readonly note: string;
    readonly fingerprint: string;
  };
  const file = stringOption(context.options, 'output');
  if (context.options.json === true) context.print(JSON.stringify({ note, fingerprint }));
  else if (file === undefined || file === '-') context.print(note.trimEnd());
  else writeFileSync(file, note);
  context.say(context.text('cli.party.exported', { fingerprint }));
  return exitCodes.ok;
}

async function runTrust(context: Context): Promise<ExitCode> {
  const [file] = context.args;
  if (file === undefined) {
    context.say(context.text('cli.party.trust-file'));
    return exitCodes.usage;
  }
  const note = readInput(file);
  let fingerprint = stringOption(context.options, 'fingerprint') ?? '';
  if (fingerprint === '' && context.options['no-input'] !== true && process.stdin.isTTY) {
    fingerprint = await askFingerprint(context);
  }
  const address = stringOption(context.options, 'address');
  const params = { note, fingerprint, ...(address === undefined ? {} : { address }) };
  const called = await callNode(context, 'trust', params);
  if (!called.ok) return sayRefusal(context, called.error);
  const { trusted, url } = called.value as { readonly trusted: string; readonly url: string };
  printResult(context, called.value, [context.text('cli.party.trusted', { trusted, url })]);
  return exitCodes.ok;
}

/** Asks for the words as they were heard; the right ones are not shown, or people would copy them. */
async function askFingerprint(context: Context): Promise<string> {
  context.say(context.text('cli.party.compare'));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question('> ');
  } finally {
    terminal.close();
  }
}
