// Commands on the keys of a node: key show, rotate, replace, new.
import { basename, dirname, resolve } from 'node:path';
import type { KeyLine } from '../../server/key-desk.ts';
import { makeKeyFile } from '../../server/own-keys.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  listOption,
  printResult,
  stringOption,
} from '../command.ts';
import { languageMapOf } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { tableOf } from '../table.ts';

const changeOptions = { ...nodeOptions, key: { type: 'string' } } as const;

/** Commands on keys. */
export const keyCommands: readonly Command[] = [
  { path: 'key show', usage: '[--data DIR] [--json]', options: nodeOptions, run: runShow },
  {
    path: 'key rotate',
    usage: 'log|witness|request [--overlap-days N] [--key VKEY] [--data DIR]',
    options: { ...changeOptions, 'overlap-days': { type: 'string' } },
    run: runRotate,
  },
  {
    path: 'key replace',
    usage: 'log|witness|request --why TEXT [--key VKEY] [--data DIR]',
    options: { ...changeOptions, why: { type: 'string', multiple: true } },
    run: runReplace,
  },
  {
    path: 'key new',
    usage: 'NAME.key --key-name NAME [--cosigner]',
    options: {
      json: { type: 'boolean' },
      'key-name': { type: 'string' },
      cosigner: { type: 'boolean' },
    },
    run: runNew,
  },
];

async function runShow(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'keys');
  if (!called.ok) return sayRefusal(context, called.error);
  const keys = called.value as readonly KeyLine[];
  const heads = ['use', 'signs', 'since', 'until', 'kept'] as const;
  const rows = keys.map((key) => [
    key.use,
    context.text(key.signs ? 'cli.key.signs' : 'cli.key.ended'),
    key.since,
    key.until ?? '–',
    key.kept === '' ? context.text('cli.key.not-here') : key.kept,
  ]);
  const table = tableOf([heads.map((head) => context.text(headKeys[head])), ...rows]);
  const lines = [
    table[0],
    ...keys.flatMap((key, i) => [table[i + 1], `  ${key.vkey}`, `  ${key.fingerprint}`]),
  ];
  printResult(context, keys, lines);
  return exitCodes.ok;
}

const headKeys = {
  use: 'cli.key.head.use',
  signs: 'cli.key.head.signs',
  since: 'cli.key.head.since',
  until: 'cli.key.head.until',
  kept: 'cli.key.head.kept',
} as const;

async function runRotate(context: Context): Promise<ExitCode> {
  const days = stringOption(context.options, 'overlap-days');
  return change(context, days === undefined ? {} : { overlapDays: Number(days) });
}

async function runReplace(context: Context): Promise<ExitCode> {
  const why = listOption(context.options, 'why');
  if (why.length === 0) {
    context.say(context.text('cli.key.why'));
    return exitCodes.usage;
  }
  return change(context, { why: languageMapOf(why) });
}

async function change(
  context: Context,
  fields: { readonly overlapDays?: number; readonly why?: ReturnType<typeof languageMapOf> },
): Promise<ExitCode> {
  const [key] = context.args;
  if (key === undefined) {
    context.say(context.text('cli.key.which'));
    return exitCodes.usage;
  }
  const after = stringOption(context.options, 'key');
  const params = { key, ...fields, ...(after === undefined ? {} : { after }) };
  const called = await callNode(context, 'change-key', params);
  if (!called.ok) return sayRefusal(context, called.error);
  const changed = called.value as {
    readonly after: string;
    readonly until?: string;
    readonly size?: number;
  };
  const said = { key, after: changed.after, until: changed.until ?? '', size: changed.size ?? 0 };
  const text = changed.until === undefined ? 'cli.key.replaced' : 'cli.key.rotated';
  printResult(context, called.value, [context.text(text, said)]);
  return exitCodes.ok;
}

/** Needs no node: the file can be made on a machine that is on no network. */
async function runNew(context: Context): Promise<ExitCode> {
  const [file] = context.args;
  const name = stringOption(context.options, 'key-name');
  if (
    file === undefined ||
    !/^[a-z][a-z0-9-]{0,60}\.key$/.test(basename(file)) ||
    name === undefined
  ) {
    context.say(context.text('cli.key.file'));
    return exitCodes.usage;
  }
  const path = resolve(file);
  const use = context.options.cosigner === true ? 'witness' : 'log';
  const made = await makeKeyFile({ dir: dirname(path), file: basename(path, '.key'), name, use });
  printResult(context, { file: path, vkey: made }, [made]);
  return exitCodes.ok;
}
