// Keys and policies given on the command line: `--vkey`, `--witness` and `--policy`.
import { ComityError } from '../base/errors.ts';
import { issuesToText } from '../base/result.ts';
import { parseVerifierKey, type VerifierKey } from '../record/key.ts';
import { parseTrust, type Trust, trustOf } from '../record/trust.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { type Context, listOption, stringOption } from './command.ts';
import { readInput } from './input.ts';

/** Options of commands that need to know whom to believe. */
export const trustOptions = {
  vkey: { type: 'string' },
  witness: { type: 'string', multiple: true },
  policy: { type: 'string' },
} as const;

/**
 * Returns whom the options say to believe, or undefined where they name no log. A policy stands alone. Failures:
 * cli.verify.key, cli.verify.policy (also for a policy beside keys), cli.file.unreadable.
 */
export function trustOfOptions({ options }: Pick<Context, 'options'>): Trust | undefined {
  const policy = stringOption(options, 'policy');
  const vkey = stringOption(options, 'vkey');
  const witnesses = listOption(options, 'witness');
  if (policy === undefined) {
    return vkey === undefined ? undefined : trustOf([vkey, ...witnesses].map(keyOf));
  }
  if (vkey !== undefined || witnesses.length > 0) {
    throw new ComityError('cli.verify.policy', 'expected --policy alone, got keys beside it');
  }
  const parsed = parseTrust(nodeCrypto.sha256, readInput(policy));
  if (parsed.ok) return parsed.value;
  throw new ComityError('cli.verify.policy', `${policy}: ${issuesToText(parsed.error)}`);
}

/** Returns a key as given. Failure: cli.verify.key. */
export function keyOf(text: string): VerifierKey {
  const parsed = parseVerifierKey(nodeCrypto.sha256, text);
  if (parsed.ok) return parsed.value;
  throw new ComityError('cli.verify.key', issuesToText(parsed.error));
}
