// Cosignatures of witnesses: c2sp.org/tlog-cosignature v1.1, `cosignature/v1` with Ed25519 and
// `subtree/v1` with ML-DSA-44. "At that time this was the largest tree of this log that I had seen,
// and it grew from every earlier one."
import { bytesToUint, concat, equalBytes, uintToBytes, utf8 } from '../base/bytes.ts';
import { assert, present } from '../base/errors.ts';
import type { Crypto, Signer } from '../base/ports.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { hashBytes } from './fields.ts';
import { cosignatureKeyType, mlDsaKeyType, type VerifierKey } from './key.ts';
import { type Note, type NoteSignature, signaturesOf } from './note.ts';

//     Ed25519     message   = "cosignature/v1\n" "time <seconds>\n" <whole checkpoint text>
//     both        signature = seconds since 1970 (8, big-endian) | signature (64, or 2,420)

const timeBytes = 8;
const ed25519Bytes = 64;
const mlDsa44Bytes = 2_420;
const textBytesMax = 255;

/** What became of a witness's lines on a note. Invalid means: present, and not right. */
export type CosignatureStatus =
  | { readonly status: 'valid'; readonly timeSeconds: number }
  | { readonly status: 'absent' }
  | { readonly status: 'invalid' };

/** What an ML-DSA-44 cosigner states. For a checkpoint `start` is 0 and `end` its size. */
export interface SubtreeStatement {
  /** The cosigner's name: 1 to 255 bytes of UTF-8. */
  readonly cosigner: string;
  /** 0 says nothing of when, nor that the tree was the largest. */
  readonly timeSeconds: number;
  /** The log's origin: 1 to 255 bytes of UTF-8. */
  readonly origin: string;
  /** The leaves [start, end). */
  readonly start: number;
  readonly end: number;
  /** 32 bytes: the root over these leaves. */
  readonly hash: Uint8Array;
}

/**
 * Returns the bytes that a witness signs with Ed25519 (c2sp.org/tlog-cosignature, section "Ed25519
 * signed message"). The text is the checkpoint's with its final newline, without signatures.
 */
export function cosignatureMessage(timeSeconds: number, checkpointText: string): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timeSeconds}\n${checkpointText}`);
}

/**
 * Returns the bytes that a witness signs with ML-DSA-44 (c2sp.org/tlog-cosignature, section
 * "ML-DSA-44 signed message"). Extension lines of a checkpoint are not among them.
 *
 *     "subtree/v1\n" 0x00 | length (1) | cosigner's name | seconds (8) | length (1) | origin |
 *     start (8) | end (8) | hash (32)                        numbers are big-endian
 */
export function subtreeMessage(statement: SubtreeStatement): Uint8Array {
  const { cosigner, timeSeconds, origin, start, end, hash } = statement;
  assert(hash.length === hashBytes, `hash of ${hashBytes} bytes, got ${hash.length}`);
  assert(start === 0 || timeSeconds === 0, 'a subtree that begins later has no time');
  return concat(
    utf8('subtree/v1\n\0'),
    shortText(cosigner),
    uintToBytes(timeSeconds, 8),
    shortText(origin),
    uintToBytes(start, 8),
    uintToBytes(end, 8),
    hash,
  );
}

/**
 * Returns the witness's signature line: about 170 characters with Ed25519, 3,300 with ML-DSA-44, of
 * which a note of 64 KiB holds at least 16. The key decides which. The time is of the witness's own
 * clock and not 0. An ML-DSA-44 line says nothing of extension lines.
 */
export async function cosign(request: {
  readonly key: VerifierKey;
  readonly signer: Signer;
  readonly timeSeconds: number;
  readonly checkpointText: string;
}): Promise<NoteSignature> {
  const { key, signer, timeSeconds, checkpointText } = request;
  const isWitness = key.type === cosignatureKeyType || key.type === mlDsaKeyType;
  assert(isWitness, `a witness signs with type 4 or 6, got ${key.type}`);
  assert(equalBytes(key.publicKey, signer.publicKey), 'the verifier key is the signer’s');
  assert(timeSeconds > 0, `a time after 1970, got ${timeSeconds}`);
  assert(checkpointText.endsWith('\n'), 'the text of a checkpoint ends with a newline');
  const message = present(messageOf(key, timeSeconds, checkpointText), 'a text that can be signed');
  const timed = concat(uintToBytes(timeSeconds, timeBytes), await signer.sign(message));
  return { name: key.name, keyId: key.keyId, signature: timed };
}

/**
 * Returns whether the witness cosigned the note. Of several right lines the earliest time counts;
 * one wrong line of the witness makes the answer invalid, as does a time beyond 2^53, and 0 with
 * Ed25519. A right ML-DSA-44 line of time 0 states no time and is passed over. Lines of ML-DSA-44
 * keys are absent where `crypto` has no such algorithm.
 */
export async function verifyCosignature(
  crypto: Crypto,
  key: VerifierKey,
  note: Note,
): Promise<CosignatureStatus> {
  if (key.type === mlDsaKeyType && crypto.mlDsa44 === undefined) return { status: 'absent' };
  let earliest: number | undefined;
  for (const { signature } of signaturesOf(key, note)) {
    const timeSeconds = await signedTime(crypto, key, { signature, text: note.text });
    if (timeSeconds === undefined) return { status: 'invalid' };
    if (timeSeconds > 0) earliest = Math.min(earliest ?? timeSeconds, timeSeconds);
  }
  return earliest === undefined ? { status: 'absent' } : { status: 'valid', timeSeconds: earliest };
}

/** Returns the time of one right line, or undefined for a wrong one. */
async function signedTime(
  crypto: Crypto,
  key: VerifierKey,
  line: { readonly signature: Uint8Array; readonly text: string },
): Promise<number | undefined> {
  const timeSeconds = bytesToUint(line.signature.subarray(0, timeBytes));
  if (timeSeconds === undefined || line.signature.length < timeBytes) return undefined;
  const signature = line.signature.slice(timeBytes);
  const message = messageOf(key, timeSeconds, line.text);
  if (message === undefined) return undefined;
  if (key.type === mlDsaKeyType) {
    if (signature.length !== mlDsa44Bytes) return undefined;
    const isRight = await crypto.mlDsa44?.verify(key.publicKey, message, signature);
    return isRight === true ? timeSeconds : undefined;
  }
  if (signature.length !== ed25519Bytes || timeSeconds === 0) return undefined;
  const isRight = await crypto.ed25519.verify(key.publicKey, message, signature);
  return isRight ? timeSeconds : undefined;
}

/** Returns what the key signs; undefined when it cannot sign that text, or is no witness's key. */
function messageOf(
  key: VerifierKey,
  timeSeconds: number,
  checkpointText: string,
): Uint8Array | undefined {
  if (key.type === cosignatureKeyType) return cosignatureMessage(timeSeconds, checkpointText);
  if (key.type !== mlDsaKeyType || utf8(key.name).length > textBytesMax) return undefined;
  const checkpoint = parseCheckpoint(checkpointText);
  if (!checkpoint.ok) return undefined;
  const { origin, size, root } = checkpoint.value;
  const statement = { cosigner: key.name, timeSeconds, origin, start: 0, end: size, hash: root };
  return subtreeMessage(statement);
}

/** One byte of length, then the bytes. */
function shortText(text: string): Uint8Array {
  const bytes = utf8(text);
  const isShort = bytes.length >= 1 && bytes.length <= textBytesMax;
  assert(isShort, `text of 1 to ${textBytesMax} bytes, got ${bytes.length}`);
  return concat(new Uint8Array([bytes.length]), bytes);
}
