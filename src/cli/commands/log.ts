// Commands on the log: log head, show, verify, prove; audit is in log-audit.ts.
import { writeFileSync } from 'node:fs';
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
import { auditOptions, runAudit } from './log-audit.ts';
import { printVerification } from './verify.ts';

const whyOptions = { ...nodeOptions, why: { type: 'string', multiple: true } } as const;
const freezeOptions = { ...nodeOptions, reason: { type: 'string', multiple: true } } as const;
const proveOptions = { ...nodeOptions, output: { type: 'string', short: 'o' } } as const;

/** Commands on the log of a node. */
export const logCommands: readonly Command[] = [
  { path: 'log head', usage: '[--data DIR] [--json]', options: nodeOptions, run: runHead },
  { path: 'log show', usage: 'LEAF [--data DIR]', options: nodeOptions, run: runShow },
  { path: 'log verify', usage: 'LEAF [--data DIR]', options: nodeOptions, run: runVerify },
  { path: 'log prove', usage: 'LEAF -o NAME [--data DIR]', options: proveOptions, run: runProve },
  {
    path: 'log audit',
    usage: '[DIR --vkey KEY [--witness KEY …] | DIR --policy FILE | --data DIR] [--json]',
    options: auditOptions,
    run: runAudit,
  },
  {
    path: 'log freeze',
    usage: '--reason TEXT [--data DIR]',
    options: freezeOptions,
    run: runFreeze,
  },
  {
    path: 'log resume',
    usage: '--why TEXT [--data DIR]',
    options: whyOptions,
    run: (c) => runDecided(c, { method: 'resume', key: 'cli.log.resumed' }),
  },
  {
    path: 'clock accept',
    usage: '--why TEXT [--data DIR]',
    options: whyOptions,
    run: (c) => runDecided(c, { method: 'accept-clock', key: 'cli.clock.accepted' }),
  },
];

async function runHead(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'head');
  if (!called.ok) return sayRefusal(context, called.error);
  const head = called.value as {
    readonly origin?: string;
    readonly recorded?: number;
    readonly published?: number;
    readonly confirmed?: number;
    readonly checkpoint?: string | null;
  };
  const { origin = '–', recorded = 0, published = 0, confirmed = 0 } = head;
  const line = context.text('cli.log.head', { origin, recorded, published, confirmed });
  printResult(context, called.value, [line, '', head.checkpoint ?? '']);
  return exitCodes.ok;
}

/** Closes the log for ever: the reason is its last entry. */
async function runFreeze(context: Context): Promise<ExitCode> {
  const why = listOption(context.options, 'reason');
  if (why.length === 0) {
    context.say(context.text('cli.log.reason'));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'freeze', { why: languageMapOf(why) });
  if (!called.ok) return sayRefusal(context, called.error);
  const { size, confirmed } = called.value as {
    readonly size: number;
    readonly confirmed: boolean;
  };
  const key = confirmed ? 'cli.log.frozen' : 'cli.log.frozen-waiting';
  printResult(context, called.value, [context.text(key, { size })]);
  return exitCodes.ok;
}

/** What an operator takes upon himself, with his reason. */
async function runDecided(
  context: Context,
  asked: { readonly method: string; readonly key: string },
): Promise<ExitCode> {
  const why = listOption(context.options, 'why');
  if (why.length === 0) {
    context.say(context.text('server.alarm.why'));
    return exitCodes.usage;
  }
  const called = await callNode(context, asked.method, { why: languageMapOf(why) });
  if (!called.ok) return sayRefusal(context, called.error);
  printResult(context, called.value, [context.text(asked.key)]);
  return exitCodes.ok;
}

/** An entry as it lies in the log: the envelope's exact bytes, which are canonical JSON. */
async function runShow(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'proof', { leaf: context.args[0] ?? '' });
  if (!called.ok) return sayRefusal(context, called.error);
  const { entry, origin } = called.value as { readonly entry: string; readonly origin: string };
  const text = Buffer.from(entry, 'base64').toString('utf8');
  printResult(context, { origin, entry: text }, [text]);
  return exitCodes.ok;
}

async function runVerify(context: Context): Promise<ExitCode> {
  const called = await callNode(context, 'verify', { leaf: context.args[0] ?? '' });
  if (!called.ok) return sayRefusal(context, called.error);
  return printVerification(context, called.value);
}

/** Writes NAME.tlog-proof and NAME.entry, which any verifier of c2sp.org/tlog-proof can check offline. */
async function runProve(context: Context): Promise<ExitCode> {
  const name = stringOption(context.options, 'output');
  if (name === undefined) {
    context.say(context.text('cli.log.output'));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'proof', { leaf: context.args[0] ?? '' });
  if (!called.ok) return sayRefusal(context, called.error);
  const { proof, entry } = called.value as { readonly proof: string; readonly entry: string };
  const files = { proof: `${name}.tlog-proof`, entry: `${name}.entry` };
  writeFileSync(files.proof, proof);
  writeFileSync(files.entry, Buffer.from(entry, 'base64'));
  printResult(context, files, [context.text('cli.log.proved', files)]);
  return exitCodes.ok;
}
