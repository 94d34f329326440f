// Commands of a witness: witness run, witness status. A witness is a node without a log of its own; `witness run` is
// `serve` for such a folder, and refuses a party's.
import type { RefusedItem } from '../../projection/queries.ts';
import { readConfig } from '../../server/config.ts';
import type { Cosigned } from '../../server/witness-desk.ts';
import { type Command, type Context, type ExitCode, exitCodes, printResult } from '../command.ts';
import { callNode, dataDirOf, nodeOptions, sayRefusal } from '../node-access.ts';
import { runServe } from './node.ts';
import { refusedLine } from './sync.ts';

/** Commands on what a node cosigns of others. */
export const witnessCommands: readonly Command[] = [
  { path: 'witness run', usage: '[--data DIR] [--json]', options: nodeOptions, run: runWitness },
  { path: 'witness status', usage: '[--data DIR] [--json]', options: nodeOptions, run: runStatus },
];

async function runWitness(context: Context): Promise<ExitCode> {
  const { own } = readConfig(dataDirOf(context));
  if (own === undefined) return runServe(context);
  context.say(context.text('cli.witness.party', { party: own.party }));
  return exitCodes.usage;
}

async function runStatus(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'witness-status');
  if (!called.ok) return sayRefusal(context, called.error);
  const { witness, logs, refused } = called.value as {
    readonly witness: string;
    readonly logs: readonly Cosigned[];
    readonly refused: readonly RefusedItem[];
  };
  const { text } = context;
  const lines = [
    text('cli.witness.of', { witness, logs: logs.length }),
    ...logs.map(({ origin, size, at }) =>
      size === undefined || at === undefined
        ? text('cli.witness.never', { origin })
        : text('cli.witness.cosigned', { origin, size, at }),
    ),
    ...refused.map((item) => refusedLine(context, item)),
  ];
  printResult(context, called.value, lines);
  return exitCodes.ok;
}
