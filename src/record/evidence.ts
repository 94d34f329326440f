// Evidence that a log showed two histories. Two kinds count (docs/decisions/0012): two signed notes
// of one size with different roots, or two signed notes and a consistency proof to the newer from
// another root of the older size. A failed proof alone proves nothing, for anybody can send one.
// Our own format; a file verifies alone:
import { equalBytes, toBase64 } from '../base/bytes.ts';
import { assert } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Crypto } from '../base/ports.ts';
import { err, type Issue, issue, issueAt, ok, type Result } from '../base/result.ts';
import { openCheckpoint } from './checkpoint.ts';
import { parseDecimal, parseHash, quote } from './fields.ts';
import { printVerifierKey, type VerifierKey } from './key.ts';
import { evidenceBytesMax, proofHashesMax } from './limits.ts';
import { verifyConsistency } from './merkle.ts';

//     comity-evidence/v1\n
//     kind same-size|inconsistent\n
//     log <vkey>\n
//     [root <base64>\n]          inconsistent: the root of the older size as the newer tree has it
//     [hash <base64>\n ...]      and the proof from there to the newer root
//     \n
//     <first|older> <count of lines>\n   <that many lines: a note>
//     <second|newer> <count of lines>\n  <that many lines: a note>

/** Two notes of one log that cannot both be true. Notes are whole, as text. */
export type Evidence =
  | { readonly kind: 'same-size'; readonly a: string; readonly b: string }
  | {
      readonly kind: 'inconsistent';
      readonly older: string;
      readonly newer: string;
      /** 32 bytes: the root at the older size of the tree that the newer note is of. */
      readonly root: Uint8Array;
      /** From that root to the newer note's. */
      readonly proof: readonly Uint8Array[];
    };

/** What verified evidence says: this log signed trees of these sizes that exclude each other. */
export interface Contradiction {
  readonly origin: Origin;
  readonly sizes: readonly [number, number];
}

const header = 'comity-evidence/v1';
const labelsOf = { 'same-size': ['first', 'second'], inconsistent: ['older', 'newer'] } as const;

/** Returns the text of an evidence file, with the key that both notes are to be verified with. */
export function printEvidence(evidence: Evidence, logKey: VerifierKey): string {
  const { kind } = evidence;
  const lines = [header, `kind ${kind}`, `log ${printVerifierKey(logKey)}`];
  if (evidence.kind === 'inconsistent') {
    lines.push(`root ${toBase64(evidence.root)}`);
    for (const hash of evidence.proof) lines.push(`hash ${toBase64(hash)}`);
  }
  const notes = notesOf(evidence);
  const parts = notes.map((note, i) => {
    assert(note.endsWith('\n'), 'a note ends with a newline');
    return `${labelsOf[kind][i]} ${note.split('\n').length - 1}\n${note}`;
  });
  return `${lines.join('\n')}\n\n${parts.join('')}`;
}

/**
 * Parses an evidence file. The `vkey` in it is only a claim of whose key it is: compare it with the
 * one that the log is known by. Everything accepted prints again to the same characters. Issues:
 * record.evidence.too-long, record.evidence.header, record.evidence.kind, record.evidence.log,
 * record.evidence.root, record.evidence.hash, record.evidence.too-many-hashes,
 * record.evidence.note.
 * @param text Untrusted: comes from files that anybody may hand over.
 */
export function parseEvidence(
  text: string,
): Result<Evidence & { readonly vkey: string }, readonly Issue[]> {
  if (text.length > evidenceBytesMax) {
    const message = `expected at most ${evidenceBytesMax} bytes, got at least ${text.length}`;
    return issue('record.evidence.too-long', '', message);
  }
  const split = text.indexOf('\n\n');
  const lines = (split < 0 ? text : text.slice(0, split)).split('\n');
  const [first, kindLine = '', logLine = '', ...rest] = lines;
  if (first !== header) {
    const message = `expected ${header}, got ${quote(first)}`;
    return issueAt(1, { code: 'record.evidence.header', path: '', message });
  }
  const kind = kindLine.slice('kind '.length);
  if (!kindLine.startsWith('kind ') || (kind !== 'same-size' && kind !== 'inconsistent')) {
    const message = `expected kind same-size or inconsistent, got ${quote(kindLine)}`;
    return issueAt(2, { code: 'record.evidence.kind', path: 'kind', message });
  }
  if (!/^log [^ ]+$/.test(logLine)) {
    const message = `expected log <vkey>, got ${quote(logLine)}`;
    return issueAt(3, { code: 'record.evidence.log', path: 'log', message });
  }
  const vkey = logLine.slice('log '.length);
  const body = split < 0 ? '' : text.slice(split + 2);
  const notes = readNotes(body, { labels: labelsOf[kind], firstLine: lines.length + 2 });
  const hashes = readHashes(rest, kind);
  const issues = [...(notes.ok ? [] : notes.error), ...(hashes.ok ? [] : hashes.error)];
  if (!notes.ok || !hashes.ok) return err(issues);
  const [older, newer] = notes.value;
  if (kind === 'same-size') return ok({ kind, vkey, a: older, b: newer });
  const [root, ...proof] = hashes.value;
  return ok({ kind, vkey, older, newer, root, proof });
}

/**
 * Returns what the evidence proves. An honest log's notes never verify, whatever is put beside
 * them: for (b) the proof must lead from a root that the older note does not have, which for a log
 * that only grew means a SHA-256 collision. Issues: those of {@link openCheckpoint},
 * record.evidence.sizes-differ, record.evidence.same-root, record.evidence.sizes-order,
 * record.evidence.root-agrees, record.evidence.proof.
 * @param evidence Untrusted.
 */
export async function verifyEvidence(
  crypto: Crypto,
  logKey: VerifierKey,
  evidence: Evidence,
): Promise<Result<Contradiction, readonly Issue[]>> {
  const [firstText, secondText] = notesOf(evidence);
  const first = await openCheckpoint(crypto, logKey, firstText);
  if (!first.ok) return first;
  const second = await openCheckpoint(crypto, logKey, secondText);
  if (!second.ok) return second;
  const [older, newer] = [first.value, second.value];
  const contradiction: Contradiction = { origin: older.origin, sizes: [older.size, newer.size] };
  if (evidence.kind === 'same-size') {
    if (older.size !== newer.size) {
      const message = `expected notes of one size, got ${older.size} and ${newer.size}`;
      return issue('record.evidence.sizes-differ', '', message);
    }
    if (!equalBytes(older.root, newer.root)) return ok(contradiction);
    return issue('record.evidence.same-root', '', 'expected different roots, got the same twice');
  }
  if (older.size === 0 || older.size >= newer.size) {
    const message = `expected sizes above 0 that grow, got ${older.size} and ${newer.size}`;
    return issue('record.evidence.sizes-order', '', message);
  }
  if (equalBytes(older.root, evidence.root)) {
    const message = 'expected another root than the older note has: these two notes agree';
    return issue('record.evidence.root-agrees', 'root', message);
  }
  const proven = verifyConsistency(crypto.sha256, {
    from: older.size,
    fromRoot: evidence.root,
    to: newer.size,
    toRoot: newer.root,
    proof: evidence.proof,
  });
  if (proven) return ok(contradiction);
  return issue('record.evidence.proof', 'hash', 'the proof does not lead to the newer root');
}

function notesOf(evidence: Evidence): readonly [string, string] {
  if (evidence.kind === 'same-size') return [evidence.a, evidence.b];
  return [evidence.older, evidence.newer];
}

/** Reads `root` and `hash` lines: one root, then the proof; none at all for notes of one size. */
function readHashes(
  lines: readonly string[],
  kind: Evidence['kind'],
): Result<Uint8Array[], readonly Issue[]> {
  const expectedMax = kind === 'same-size' ? 0 : 1 + proofHashesMax;
  if (lines.length > expectedMax) {
    const message = `expected at most ${expectedMax} lines of root and hash, got ${lines.length}`;
    return issue('record.evidence.too-many-hashes', 'hash', message);
  }
  if (kind === 'inconsistent' && lines.length === 0) {
    const message = 'expected a root line';
    return issueAt(4, { code: 'record.evidence.root', path: 'root', message });
  }
  const hashes: Uint8Array[] = [];
  const issues: Issue[] = [];
  for (const [i, line] of lines.entries()) {
    const label = i === 0 ? 'root' : 'hash';
    const hash = line.startsWith(`${label} `) ? parseHash(line.slice(5)) : undefined;
    if (hash !== undefined) hashes.push(hash);
    else {
      const message = `expected "${label}" and 32 bytes in base64, got ${quote(line)}`;
      const code = label === 'root' ? 'record.evidence.root' : 'record.evidence.hash';
      issues.push({ code, path: label, line: i + 4, message });
    }
  }
  return issues.length > 0 ? err(issues) : ok(hashes);
}

/**
 * Reads the two notes by their counted lines. A marker between them would not do: a cheating log
 * could sign it as an extension line of its checkpoint and so keep evidence of it from being read.
 */
function readNotes(
  body: string,
  given: { readonly labels: readonly [string, string]; readonly firstLine: number },
): Result<readonly [string, string], readonly Issue[]> {
  const lines = body.split('\n');
  const notes: string[] = [];
  let at = 0;
  for (const label of given.labels) {
    const heading = lines[at] ?? '';
    const count = heading.startsWith(`${label} `)
      ? parseDecimal(heading.slice(label.length + 1))
      : undefined;
    // The last of the split lines is what follows the last newline, not a line.
    if (count === undefined || count === 0 || at + 1 + count >= lines.length) {
      const message = `expected "${label}", a count and that many lines, got ${quote(heading)}`;
      const code = 'record.evidence.note';
      return issueAt(given.firstLine + at, { code, path: label, message });
    }
    notes.push(`${lines.slice(at + 1, at + 1 + count).join('\n')}\n`);
    at += 1 + count;
  }
  if (at === lines.length - 1 && lines[at] === '') return ok([notes[0], notes[1]]);
  const message = `expected nothing after the second note, got ${quote(lines[at] ?? '')}`;
  const path = given.labels[1];
  return issueAt(given.firstLine + at, { code: 'record.evidence.note', path, message });
}
