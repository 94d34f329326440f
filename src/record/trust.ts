// What a reader believes: keys of logs and of witnesses, as a list of verifier keys or as a whole policy
// (c2sp.org/tlog-policy). The command line and the verify page read the same text.
import type { Sha256 } from '../base/ports.ts';
import { err, type Issue, issue, ok, type Result } from '../base/result.ts';
import { quote } from './fields.ts';
import { cosignatureKeyType, noteKeyType, parseVerifierKey, type VerifierKey } from './key.ts';
import { policyCharactersMax, policyItemsMax } from './limits.ts';
import { parseNote } from './note.ts';
import { meetsQuorum, type Policy, parsePolicy } from './policy.ts';

//     <vkey>\n ...            type 1: a log, type 4: a witness that must have cosigned
//   or
//     log <vkey> ...          a policy: who must have cosigned is its quorum

/** A witness, by a name that means something to this reader only. */
export interface TrustedWitness {
  readonly name: string;
  readonly key: VerifierKey;
}

/** Keys to believe. */
export interface Trust {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly TrustedWitness[];
  /** Undefined: every witness has to have cosigned. */
  readonly policy?: Policy;
}

/**
 * Parses keys, one a line, or a policy file. Empty lines and lines with `#` mean nothing. Issues: those of {@link
 * parsePolicy} and {@link parseVerifierKey}, record.trust.too-long, record.trust.key-twice, record.trust.no-log.
 * @param text Untrusted: typed or pasted by people.
 */
export function parseTrust(sha256: Sha256, text: string): Result<Trust, readonly Issue[]> {
  if (text.length > policyCharactersMax) {
    const message = `expected at most ${policyCharactersMax} characters, got ${text.length}`;
    return issue('record.trust.too-long', '', message);
  }
  if (!/^[ \t]*(log|witness|group|quorum)([ \t]|\r?$)/m.test(text)) return parseKeys(sha256, text);
  const policy = parsePolicy(sha256, text.replaceAll('\r\n', '\n'));
  if (!policy.ok) return policy;
  const { logs, witnesses } = policy.value;
  if (logs.length === 0) return noLog();
  return ok({ logs: logs.map((log) => log.key), witnesses, policy: policy.value });
}

function parseKeys(sha256: Sha256, text: string): Result<Trust, readonly Issue[]> {
  const issues: Issue[] = [];
  const keys: VerifierKey[] = [];
  for (const [i, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) continue;
    const parsed = parseVerifierKey(sha256, line);
    if (!parsed.ok) issues.push(...parsed.error.map((found) => ({ ...found, line: i + 1 })));
    else if (keys.some((key) => key.name === parsed.value.name && key.keyId === parsed.value.keyId))
      issues.push({
        code: 'record.trust.key-twice',
        path: '',
        line: i + 1,
        message: `expected each key once, got that of ${quote(parsed.value.name)} again`,
      });
    else keys.push(parsed.value);
  }
  if (keys.length > policyItemsMax) {
    const message = `expected at most ${policyItemsMax} keys, got ${keys.length}`;
    issues.push({ code: 'record.policy.too-many', path: '', message });
  }
  if (issues.length > 0) return err(issues);
  const trust = trustOf(keys);
  return trust.logs.length === 0 ? noLog() : ok(trust);
}

/** Returns the trust of someone who believes these keys, each by its type; every witness has to have cosigned. */
export function trustOf(keys: readonly VerifierKey[]): Trust {
  const witnesses = keys.filter((key) => key.type === cosignatureKeyType);
  return {
    logs: keys.filter((key) => key.type === noteKeyType),
    witnesses: witnesses.map((key) => ({ name: key.name, key })),
  };
}

function noLog() {
  return issue('record.trust.no-log', '', 'expected the key of a log');
}

/**
 * Returns the keys under which a note may be opened: those of the origin it names, else of the first, so that opening
 * it says what was expected. A log whose key was changed has several. The origin is not believed: the note is opened
 * under keys of that name only.
 */
export function logKeysFor(trust: Trust, note: string): readonly VerifierKey[] {
  const origin = note.slice(0, note.indexOf('\n'));
  const name = trust.logs.some((key) => key.name === origin) ? origin : trust.logs[0]?.name;
  return trust.logs.filter((key) => key.name === name);
}

/** Returns of {@link logKeysFor} the first that the note has a line by; without any, the first. */
export function logKeyFor(trust: Trust, note: string): VerifierKey {
  const keys = logKeysFor(trust, note);
  const parsed = parseNote(note);
  const lines = parsed.ok ? parsed.value.signatures : [];
  const isBy = (key: VerifierKey) =>
    lines.some((line) => line.name === key.name && line.keyId === key.keyId);
  return keys.find(isBy) ?? keys[0];
}

/** Returns whether the witnesses with a valid cosignature, by their names, are as many as the reader asks for. */
export function areEnough(trust: Trust, validNames: ReadonlySet<string>): boolean {
  if (trust.policy !== undefined) return meetsQuorum(trust.policy, validNames);
  return trust.witnesses.every((witness) => validNames.has(witness.name));
}
