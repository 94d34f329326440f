// `comity verify FILE|DIR|URL`: checks a `.tlog-proof` with its entry, an evidence file, or a whole log in a folder or at
// an address. With no node, and but for an address with no network.
import { readFileSync, statSync } from 'node:fs';
import { ComityError, messageOf } from '../../base/errors.ts';
import { issuesToText } from '../../base/result.ts';
import type { Verification } from '../../projection/queries.ts';
import { parseEvidence, verifyEvidence } from '../../record/evidence.ts';
import { parseTlogProof } from '../../record/proof.ts';
import { areEnough, logKeyFor, type Trust } from '../../record/trust.ts';
import { type EntryStep, verifyEntry } from '../../record/verify.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { readInput } from '../input.ts';
import { isAddress, logFoldersIn, openLogAddress, openLogFolder } from '../log-place.ts';
import { keyOf, trustOfOptions, trustOptions } from '../trusted-keys.ts';
import { exitOf, type LogVerdict, verifyLog } from './verify-log.ts';

/** Commands that need no node. */
export const verifyCommands: readonly Command[] = [
  {
    path: 'verify',
    usage:
      'FILE|DIR|URL [--entry FILE] [--vkey KEY [--witness KEY …] | --policy FILE] [--state FILE] [--json]',
    options: {
      json: { type: 'boolean' },
      entry: { type: 'string' },
      state: { type: 'string' },
      ...trustOptions,
    },
    run: runVerify,
  },
];

async function runVerify(context: Context): Promise<ExitCode> {
  const [what] = context.args;
  if (what === undefined) {
    context.say(context.text('cli.verify.file'));
    return exitCodes.usage;
  }
  if (isAddress(what)) return verifyAddress(context, what);
  if (statSync(what, { throwIfNoEntry: false })?.isDirectory()) return verifyFolder(context, what);
  const text = readInput(what);
  if (text.startsWith('comity-evidence/')) return verifyEvidenceFile(context, text);
  return verifyProofFile(context, text);
}

async function verifyAddress(context: Context, address: string): Promise<ExitCode> {
  const trust = trustOfOptions(context);
  if (trust === undefined) return needsKeys(context);
  using place = openLogAddress(address);
  return printVerdicts(context, [await verifyLog(context, place, { trust })]);
}

/** The logs of a folder under a key that is known; a single log under whatever key was given, so that a wrong one shows. */
async function verifyFolder(context: Context, dir: string): Promise<ExitCode> {
  const trust = trustOfOptions(context);
  if (trust === undefined) return needsKeys(context);
  const folders = logFoldersIn(dir);
  if (folders.length === 0) throw new ComityError('cli.verify.no-log', `${dir}: no checkpoint`);
  const known = folders.length === 1 ? folders : folders.filter((one) => isOfKnownLog(one, trust));
  if (known.length === 0) {
    const names = trust.logs.map((key) => key.name).join(', ');
    throw new ComityError('cli.verify.no-log', `${dir}: no log of ${names}`);
  }
  if (known.length > 1 && stringOption(context.options, 'state') !== undefined) {
    context.say(context.text('cli.verify.one-state', { count: known.length }));
    return exitCodes.usage;
  }
  const verdicts: LogVerdict[] = [];
  for (const folder of known) {
    using place = openLogFolder(folder);
    verdicts.push(await verifyLog(context, place, { trust }));
  }
  return printVerdicts(context, verdicts);
}

/** By the first line of either note: which key to open it with, not whether to believe it. */
function isOfKnownLog(folder: string, trust: Trust): boolean {
  return ['checkpoint', 'checkpoint.pending'].some((name) => {
    try {
      const [origin] = readFileSync(`${folder}/${name}`, 'utf8').split('\n', 1);
      return trust.logs.some((key) => key.name === origin);
    } catch {
      return false;
    }
  });
}

function printVerdicts(context: Context, verdicts: readonly LogVerdict[]): ExitCode {
  const passed = verdicts.every((one) => one.passed);
  const lines = verdicts.flatMap((one) => [
    ...(verdicts.length > 1 ? [one.place] : []),
    ...one.lines,
  ]);
  const last = context.text(passed ? 'cli.verify.log-passed' : 'cli.verify.failed');
  const logs = verdicts.map(({ lines: _words, ...one }) => one);
  printResult(context, { passed, logs }, [...lines, last]);
  return exitOf(verdicts);
}

function needsKeys(context: Context): ExitCode {
  context.say(context.text('cli.verify.needs-keys'));
  return exitCodes.usage;
}

/** Evidence that holds is equivocation: the exit code says so. */
async function verifyEvidenceFile(context: Context, text: string): Promise<ExitCode> {
  const parsed = parseEvidence(text);
  if (!parsed.ok) return bad(context, issuesToText(parsed.error));
  const given = stringOption(context.options, 'vkey');
  if (given !== undefined && given !== parsed.value.vkey) {
    return bad(context, context.text('cli.verify.other-key', { theirs: parsed.value.vkey }));
  }
  const key = keyOf(parsed.value.vkey);
  const checked = await verifyEvidence(nodeCrypto, key, parsed.value);
  if (!checked.ok) return bad(context, issuesToText(checked.error));
  const { origin, sizes } = checked.value;
  const params = { origin, sizes: sizes.join(', '), vkey: parsed.value.vkey };
  printResult(context, { equivocation: true, ...params }, [
    context.text('cli.verify.equivocation', params),
  ]);
  return exitCodes.equivocation;
}

async function verifyProofFile(context: Context, text: string): Promise<ExitCode> {
  const entryFile = stringOption(context.options, 'entry');
  const isTrusting = ['vkey', 'policy'].some((name) => name in context.options);
  const proof = parseTlogProof(text);
  if (isTrusting && entryFile !== undefined && !proof.ok)
    return bad(context, issuesToText(proof.error));
  const trust = trustOfOptions(context);
  if (trust === undefined || entryFile === undefined || !proof.ok) {
    context.say(context.text('cli.verify.needs'));
    return exitCodes.usage;
  }
  const witnesses = trust.witnesses.map((witness) => witness.key);
  const logKey = logKeyFor(trust, proof.value.checkpoint);
  const given = { entry: readBytes(entryFile), proof: proof.value, logKey, witnesses };
  const verified = await verifyEntry(nodeCrypto, given);
  const valid = verified.steps.flatMap((step) =>
    step.step === 'cosignature' && step.ok ? [step.witness] : [],
  );
  const names = trust.witnesses.filter(({ key }) => valid.includes(key)).map(({ name }) => name);
  const isEnough = areEnough(trust, new Set(names));
  const passed = verified.ok && isEnough;
  const quorum = context.text(isEnough ? 'cli.verify.quorum' : 'cli.verify.quorum-bad', {
    count: names.length,
  });
  const lines = verified.steps.map((step) => lineOf(context, step, trust));
  if (trust.policy !== undefined) lines.push(quorum);
  const last = context.text(passed ? 'cli.verify.passed' : 'cli.verify.failed');
  printResult(context, { passed, steps: lines }, [...lines, last]);
  return passed ? exitCodes.ok : exitCodes.badProof;
}

function lineOf(context: Context, step: EntryStep, trust: Trust): string {
  switch (step.step) {
    case 'checkpoint':
      if (!step.ok)
        return context.text('cli.verify.checkpoint-bad', { issues: issuesToText(step.issues) });
      return context.text('cli.verify.checkpoint', { origin: step.origin, size: step.size });
    case 'inclusion': {
      const key = step.ok ? 'cli.verify.inclusion' : 'cli.verify.inclusion-bad';
      return context.text(key, { index: step.index, size: step.size });
    }
    case 'cosignature': {
      const { name } = step.witness;
      if (step.ok) return context.text('cli.verify.cosignature', { name });
      // Under a policy one that is absent is no fault by itself: the quorum decides.
      const isFault = trust.policy === undefined || step.result.status === 'invalid';
      return context.text(
        isFault ? 'cli.verify.cosignature-bad' : 'cli.verify.cosignature-absent',
        { name },
      );
    }
  }
}

/** Prints what a node has verified itself, step by step. */
export function printVerification(context: Context, value: unknown): ExitCode {
  const { steps, standing, about } = value as Verification;
  const failed = steps.some((step) => step.outcome === 'failed');
  const lines = steps.map((step) => `${step.check} ${step.outcome} ${JSON.stringify(step.params)}`);
  const last = context.text(failed ? 'cli.verify.failed' : 'cli.verify.passed');
  printResult(context, value, [`${about} ${standing}`, ...lines, last]);
  return failed ? exitCodes.badProof : exitCodes.ok;
}

function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new ComityError('cli.file.unreadable', `${path}: ${messageOf(error)}`, error);
  }
}

function bad(context: Context, why: string): ExitCode {
  context.say(context.text('cli.verify.bad', { why }));
  if (context.options.json === true) context.print(JSON.stringify({ passed: false, why }));
  return exitCodes.badProof;
}
