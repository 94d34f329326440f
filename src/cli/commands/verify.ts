// `comity verify FILE`: checks a `.tlog-proof` with its entry, or an evidence file, with no node and no network.
import { readFileSync } from 'node:fs';
import { ComityError, messageOf } from '../../base/errors.ts';
import { issuesToText } from '../../base/result.ts';
import type { Verification } from '../../projection/queries.ts';
import { parseEvidence, verifyEvidence } from '../../record/evidence.ts';
import { parseVerifierKey, type VerifierKey } from '../../record/key.ts';
import { parseTlogProof } from '../../record/proof.ts';
import { type EntryStep, verifyEntry } from '../../record/verify.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  listOption,
  printResult,
  stringOption,
} from '../command.ts';
import { readInput } from '../input.ts';

/** Commands that need no node. */
export const verifyCommands: readonly Command[] = [
  {
    path: 'verify',
    usage: 'FILE [--entry FILE] [--vkey KEY] [--witness KEY …] [--json]',
    options: {
      json: { type: 'boolean' },
      entry: { type: 'string' },
      vkey: { type: 'string' },
      witness: { type: 'string', multiple: true },
    },
    run: runVerify,
  },
];

async function runVerify(context: Context): Promise<ExitCode> {
  const [file] = context.args;
  if (file === undefined) {
    context.say(context.text('cli.verify.file'));
    return exitCodes.usage;
  }
  const text = readInput(file);
  if (text.startsWith('comity-evidence/')) return verifyEvidenceFile(context, text);
  return verifyProofFile(context, text);
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
  const vkey = stringOption(context.options, 'vkey');
  const entryFile = stringOption(context.options, 'entry');
  if (vkey === undefined || entryFile === undefined) {
    context.say(context.text('cli.verify.needs'));
    return exitCodes.usage;
  }
  const proof = parseTlogProof(text);
  if (!proof.ok) return bad(context, issuesToText(proof.error));
  const witnesses = listOption(context.options, 'witness').map(keyOf);
  const given = { entry: readBytes(entryFile), proof: proof.value, logKey: keyOf(vkey), witnesses };
  const verified = await verifyEntry(nodeCrypto, given);
  const lines = verified.steps.map((step) => lineOf(context, step));
  const everyWitness = verified.steps.every((step) => step.step !== 'cosignature' || step.ok);
  const passed = verified.ok && everyWitness;
  const last = context.text(passed ? 'cli.verify.passed' : 'cli.verify.failed');
  printResult(context, { passed, steps: lines }, [...lines, last]);
  return passed ? exitCodes.ok : exitCodes.badProof;
}

function lineOf(context: Context, step: EntryStep): string {
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
      const key = step.ok ? 'cli.verify.cosignature' : 'cli.verify.cosignature-bad';
      return context.text(key, { name: step.witness.name });
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

function keyOf(text: string): VerifierKey {
  const parsed = parseVerifierKey(nodeCrypto.sha256, text);
  if (parsed.ok) return parsed.value;
  throw new ComityError('cli.verify.key', issuesToText(parsed.error));
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
