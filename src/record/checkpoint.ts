// Checkpoints: c2sp.org/tlog-checkpoint. The text of a note that says how many entries a log has
// and what they are. A checkpoint is believed only when opened with the log's key.
import { equalBytes, toBase64, utf8 } from '../base/bytes.ts';
import { assert } from '../base/errors.ts';
import { type Origin, parseOrigin } from '../base/ids.ts';
import type { Crypto, Signer } from '../base/ports.ts';
import { err, type Issue, issue, ok, type Result } from '../base/result.ts';
import { hashBytes, parseDecimal, parseHash, quote } from './fields.ts';
import { noteKeyType, type VerifierKey } from './key.ts';
import { checkpointExtensionsMax } from './limits.ts';
import { type Note, type NoteSignature, parseNote, verifyNote } from './note.ts';

//     <origin>\n
//     <size, decimal, no leading zeros>\n
//     <base64 of the 32-byte root>\n
//     [<extension line>\n ...]

/** What a log says of itself: its size and the root over its entries. */
export interface Checkpoint {
  readonly origin: Origin;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Lines after the root; we write none and give them no meaning. */
  readonly extensions: readonly string[];
}

/** A checkpoint whose log's signature was verified, with the note it came in. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note;
}

/**
 * Parses the text of a checkpoint's note (without signatures).
 * Issues: record.checkpoint.no-final-newline, record.checkpoint.too-few-lines, and with a line
 * record.checkpoint.origin, record.checkpoint.size-not-canonical, record.checkpoint.root,
 * record.checkpoint.extension-empty, record.checkpoint.too-many-extensions.
 * @param text Untrusted: comes from logs.
 */
export function parseCheckpoint(text: string): Result<Checkpoint, readonly Issue[]> {
  if (!text.endsWith('\n')) {
    return issue('record.checkpoint.no-final-newline', '', 'expected a newline at the end');
  }
  const lines = text.slice(0, -1).split('\n');
  if (lines.length < 3) {
    const message = `expected origin, size and root, got ${lines.length} lines`;
    return issue('record.checkpoint.too-few-lines', '', message);
  }
  const [originLine, sizeLine, rootLine, ...extensions] = lines;
  const issues: Issue[] = [];
  const add = (code: string, path: string, line: number, message: string) =>
    issues.push({ code, path, line, message });
  const origin = parseOrigin(originLine);
  if (!origin.ok) add('record.checkpoint.origin', 'origin', 1, origin.error[0]?.message ?? '');
  const size = parseDecimal(sizeLine);
  if (size === undefined) {
    const message = `expected a decimal below 2^53 without leading zeros, got ${quote(sizeLine)}`;
    add('record.checkpoint.size-not-canonical', 'size', 2, message);
  }
  const root = parseHash(rootLine);
  if (root === undefined) {
    add('record.checkpoint.root', 'root', 3, `expected 32 bytes in base64, got ${quote(rootLine)}`);
  }
  if (extensions.length > checkpointExtensionsMax) {
    const message = `at most ${checkpointExtensionsMax} extensions, got ${extensions.length}`;
    add('record.checkpoint.too-many-extensions', '', 4 + checkpointExtensionsMax, message);
  }
  const empty = extensions.indexOf('');
  if (empty >= 0) {
    const message = 'expected no empty line in the text';
    add('record.checkpoint.extension-empty', '', 4 + empty, message);
  }
  if (issues.length > 0 || !origin.ok || size === undefined || root === undefined)
    return err(issues);
  return ok({ origin: origin.value, size, root, extensions });
}

/**
 * Returns the text that a log signs (c2sp.org/tlog-checkpoint, section "Note text"), with its final
 * newline. Throws a Fault for a size beyond 2^53-1 and a root that has not 32 bytes.
 */
export function printCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  assert(Number.isSafeInteger(size) && size >= 0, `size of a tree, got ${size}`);
  assert(root.length === hashBytes, `root of ${hashBytes} bytes, got ${root.length}`);
  return [origin, String(size), toBase64(root), ...extensions, ''].join('\n');
}

/**
 * Returns the log's signature line. The key belongs to the signer and bears the origin as its name.
 */
export async function signCheckpoint(
  key: VerifierKey,
  signer: Signer,
  checkpoint: Checkpoint,
): Promise<NoteSignature> {
  assert(key.type === noteKeyType, `a log signs with type ${noteKeyType}, got ${key.type}`);
  assert(key.name === checkpoint.origin, `the key of ${checkpoint.origin}, got ${key.name}`);
  assert(equalBytes(key.publicKey, signer.publicKey), 'the verifier key is the signer’s');
  const signature = await signer.sign(utf8(printCheckpoint(checkpoint)));
  return { name: key.name, keyId: key.keyId, signature };
}

/**
 * Parses a note, checks that it is of the key's log and verifies the log's signature. Lines of
 * other keys are kept and not looked at. Issues: those of {@link parseNote} and {@link
 * parseCheckpoint}, record.checkpoint.other-origin, record.checkpoint.not-signed,
 * record.checkpoint.signature-invalid.
 * @param noteText Untrusted: comes from logs, witnesses and files.
 */
export async function openCheckpoint(
  crypto: Crypto,
  logKey: VerifierKey,
  noteText: string,
): Promise<Result<SignedCheckpoint, readonly Issue[]>> {
  const note = parseNote(noteText);
  if (!note.ok) return note;
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return checkpoint;
  const signed = { ...checkpoint.value, note: note.value };
  const problem = await findSignatureIssue(crypto, [logKey], signed);
  return problem === undefined ? ok(signed) : err([problem]);
}

/**
 * Returns why a checkpoint is not its log's, or undefined when it is: signed by at least one of the
 * keys, and by none of them wrongly. While a key is changed a log has two. Issues as in {@link
 * openCheckpoint}.
 */
export async function findSignatureIssue(
  crypto: Crypto,
  logKeys: readonly VerifierKey[],
  signed: SignedCheckpoint,
): Promise<Issue | undefined> {
  const { origin, note } = signed;
  const own = logKeys.filter((key) => key.name === origin);
  if (own.length === 0) {
    const names = logKeys.map((key) => key.name).join(' or ');
    const message = `expected the origin ${names}, got ${origin}`;
    return { code: 'record.checkpoint.other-origin', path: 'origin', line: 1, message };
  }
  const status = await verifyNote(crypto, own, note);
  if (status === 'valid') return undefined;
  const ids = own.map((key) => key.keyId).join(' or ');
  if (status === 'absent') {
    const message = `expected a signature of ${origin} with key ${ids}`;
    return { code: 'record.checkpoint.not-signed', path: 'signature', message };
  }
  const message = `the signature of ${origin} with key ${ids} does not fit the text`;
  return { code: 'record.checkpoint.signature-invalid', path: 'signature', message };
}
