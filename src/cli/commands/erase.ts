// Erasing contents: `comity erase LEAF --ground TEXT` asks every party and erases here at once, `comity erase list`
// says how far each erasure has come.
import type { ErasureStatus } from '../../projection/queries.ts';
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

const eraseOptions = {
  ...nodeOptions,
  ground: { type: 'string', multiple: true },
  as: { type: 'string' },
} as const;

/** Commands on erasure. */
export const eraseCommands: readonly Command[] = [
  {
    path: 'erase',
    usage: 'LEAF --ground "[LANG=]TEXT" [--data DIR] [--json]',
    options: eraseOptions,
    run: runErase,
  },
  { path: 'erase list', usage: '[LEAF] [--data DIR] [--json]', options: nodeOptions, run: runList },
];

async function runErase(context: Context): Promise<ExitCode> {
  const [leaf, ...more] = context.args;
  const grounds = listOption(context.options, 'ground');
  const isUsed = leaf !== undefined && /^[0-9a-f]{64}$/.test(leaf) && more.length === 0;
  if (!isUsed || grounds.every((ground) => ground.trim() === '')) {
    context.say(context.text(isUsed ? 'cli.erase.ground' : 'cli.erase.which'));
    return exitCodes.usage;
  }
  const as = stringOption(context.options, 'as');
  const ground = languageMapOf(grounds);
  const called = await callNode(context, 'erase', { leaf, ground, ...(as && { as }) });
  if (!called.ok) return sayRefusal(context, called.error);
  const { leaves } = called.value as { readonly leaves: readonly string[] };
  const listed = await callNode(context, 'erasures');
  if (!listed.ok) return sayRefusal(context, listed.error);
  const erasures = (listed.value as readonly ErasureStatus[]).filter((one) => one.leaf === leaf);
  const count = leaves.length;
  const lines = [...erasures.map((one) => lineOf(context, one))];
  if (count > 1) lines.push(context.text('cli.erase.again', { count: count - 1 }));
  printResult(context, { requests: leaves, erasures }, lines);
  context.say(context.text('cli.erase.next'));
  return exitCodes.ok;
}

async function runList(context: Context): Promise<ExitCode> {
  const [leaf] = context.args;
  const called = await callNode(context, 'erasures');
  if (!called.ok) return sayRefusal(context, called.error);
  const all = called.value as readonly ErasureStatus[];
  const erasures = leaf === undefined ? all : all.filter((one) => one.leaf === leaf);
  const lines = erasures.map((one) => lineOf(context, one));
  printResult(context, erasures, lines.length > 0 ? lines : [context.text('erasure.none')]);
  return leaf !== undefined && erasures.length === 0 ? exitCodes.notFound : exitCodes.ok;
}

/** `9f3a… hong-kong 812 HK-OR003: Erased, 2 of 2 parties confirmed`. */
function lineOf(context: Context, erasure: ErasureStatus): string {
  const { leaf, party, index, record = '', done, parties } = erasure;
  const isDone = done.length >= parties.length;
  const counts = { done: done.length, parties: parties.length };
  const state = context.text(isDone ? 'erasure.confirmed' : 'erasure.partly', counts);
  return `${leaf} ${party} ${index} ${record}`.trimEnd().concat(`: ${state}`);
}
