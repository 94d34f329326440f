// Signed notes: c2sp.org/signed-note, section "Format". A text, a blank line, and signature lines. Parsing here says
// nothing about who signed; {@link verifyNote} does.
import { concat, fromBase64, fromHex, toBase64, toHex, utf8 } from '../base/bytes.ts';
import { assert, present } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import { err, type Issue, issue, ok, type Result } from '../base/result.ts';
import { quote } from './fields.ts';
import { isKeyName, noteKeyType, type VerifierKey } from './key.ts';
import { noteBytesMax, noteSignaturesMax } from './limits.ts';

//     text, any number of lines, ends with \n
//     \n                              <- the LAST blank line separates text and signatures
//     — <key name> <base64( key id (4) | signature )>\n

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** Eight lower-case hex digits. */
  readonly keyId: string;
  /** The bytes after the key id. */
  readonly signature: Uint8Array;
}

/** A note as it stands: text and lines, nothing verified. */
export interface Note {
  /** What was signed, with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const ed25519SignatureBytes = 64;

/**
 * Parses a note. Everything accepted prints again to the same characters.
 * Issues: record.note.too-long, record.note.not-unicode, record.note.control-character,
 * record.note.no-signatures, and those of {@link parseSignatures}.
 * @param text Untrusted: comes from logs, witnesses and files.
 */
export function parseNote(text: string): Result<Note, readonly Issue[]> {
  const unfit = findTextIssue(text);
  if (unfit !== undefined) return err([unfit]);
  const split = text.lastIndexOf('\n\n');
  if (split < 0 || split + 2 === text.length) {
    return issue('record.note.no-signatures', '', 'expected a blank line and signature lines');
  }
  const body = text.slice(0, split + 1);
  const linesBefore = body.split('\n').length;
  const signatures = parseLines(text.slice(split + 2), linesBefore);
  return signatures.ok ? ok({ text: body, signatures: signatures.value }) : signatures;
}

/**
 * Returns the note's text, a blank line and the signature lines. Throws a Fault for a text without
 * final newline and for lines that no parser would take.
 */
export function printNote(note: Note): string {
  assert(note.text.endsWith('\n'), 'the text of a note ends with a newline');
  return `${note.text}\n${note.signatures.map(printSignature).join('')}`;
}

/**
 * Parses signature lines alone, as a witness answers (c2sp.org/tlog-witness). Issues:
 * record.note.too-long, record.note.not-unicode, record.note.control-character,
 * record.note.no-signatures, record.note.too-many-signatures, record.note.no-final-newline, and
 * with a line record.note.signature-line, record.note.key-name, record.note.signature-base64.
 * @param text Untrusted: comes from witnesses.
 */
export function parseSignatures(text: string): Result<readonly NoteSignature[], readonly Issue[]> {
  const unfit = findTextIssue(text);
  if (unfit !== undefined) return err([unfit]);
  if (text === '') return issue('record.note.no-signatures', '', 'expected a signature line');
  return parseLines(text, 0);
}

/** Returns one signature line with its newline. */
export function printSignature(signature: NoteSignature): string {
  assert(isKeyName(signature.name), 'a signature has the name of a key');
  const keyId = present(fromHex(signature.keyId), 'a key id is hex');
  assert(keyId.length === 4, 'a key id has four bytes');
  return `— ${signature.name} ${toBase64(concat(keyId, signature.signature))}\n`;
}

/**
 * Returns 'valid' when the note has a line of one of the keys and every line of these keys is
 * right, 'invalid' when any of them is not (the whole note is then worth nothing), 'absent' when it
 * has none. Lines of other keys are ignored. Keys of another type than {@link noteKeyType} verify
 * nothing.
 */
export async function verifyNote(
  crypto: Crypto,
  keys: readonly VerifierKey[],
  note: Note,
): Promise<'valid' | 'absent' | 'invalid'> {
  const message = utf8(note.text);
  let found = false;
  for (const key of keys) {
    for (const { signature } of signaturesOf(key, note)) {
      found = true;
      if (key.type !== noteKeyType || signature.length !== ed25519SignatureBytes) return 'invalid';
      if (!(await crypto.ed25519.verify(key.publicKey, message, signature))) return 'invalid';
    }
  }
  return found ? 'valid' : 'absent';
}

/** Returns the note's lines of one key: same name and same id. */
export function signaturesOf(key: VerifierKey, note: Note): readonly NoteSignature[] {
  return note.signatures.filter((line) => line.name === key.name && line.keyId === key.keyId);
}

/** UTF-8 of bounded length, without control characters below U+0020 but newline. */
function findTextIssue(text: string): Issue | undefined {
  // Characters first: they bound the bytes, and a text of a gigabyte is not encoded only to be
  // refused.
  const bytes = text.length > noteBytesMax ? text.length : utf8(text).length;
  if (bytes > noteBytesMax) {
    const message = `expected at most ${noteBytesMax} bytes, got at least ${bytes}`;
    return { code: 'record.note.too-long', path: '', message };
  }
  if (!text.isWellFormed()) {
    return { code: 'record.note.not-unicode', path: '', message: 'expected well-formed Unicode' };
  }
  const found = /[\x00-\x09\x0b-\x1f]/.exec(text);
  if (found === null) return undefined;
  const line = text.slice(0, found.index).split('\n').length;
  const message = `expected no control character, got ${quote(found[0])}`;
  return { code: 'record.note.control-character', path: '', line, message };
}

function parseLines(
  text: string,
  linesBefore: number,
): Result<readonly NoteSignature[], readonly Issue[]> {
  if (!text.endsWith('\n')) {
    return issue('record.note.no-final-newline', '', 'expected a newline after the last signature');
  }
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > noteSignaturesMax) {
    const message = `expected at most ${noteSignaturesMax} signatures, got ${lines.length}`;
    return issue('record.note.too-many-signatures', '', message);
  }
  const signatures: NoteSignature[] = [];
  const issues: Issue[] = [];
  for (const [i, line] of lines.entries()) {
    const parsed = parseSignature(line);
    if ('code' in parsed) issues.push({ ...parsed, line: linesBefore + i + 1 });
    else signatures.push(parsed);
  }
  return issues.length > 0 ? err(issues) : ok(signatures);
}

function parseSignature(line: string): NoteSignature | Issue {
  const path = 'signature';
  const match = /^— ([^ ]*) ([^ ]*)$/.exec(line);
  if (match === null) {
    const message = `expected "— name base64", got ${quote(line)}`;
    return { code: 'record.note.signature-line', path, message };
  }
  const [, name, encoded] = match;
  if (!isKeyName(name)) {
    const message = `expected a name without white space and plus sign, got ${quote(name)}`;
    return { code: 'record.note.key-name', path, message };
  }
  const bytes = fromBase64(encoded);
  if (bytes === undefined || bytes.length < 5) {
    const message = `expected base64 of a key id and a signature, got ${quote(encoded)}`;
    return { code: 'record.note.signature-base64', path, message };
  }
  return { name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}
