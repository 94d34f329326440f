// Cosignatures of witnesses: c2sp.org/tlog-cosignature, `cosignature/v1` with Ed25519. "At that
// time this was the largest tree of this log that I had seen, and it grew from every earlier one."
// ML-DSA-44 is not done here.
import { bytesToUint, concat, equalBytes, uintToBytes, utf8 } from '../base/bytes.ts';
import { assert } from '../base/errors.ts';
import type { Crypto, Signer } from '../base/ports.ts';
import { cosignatureKeyType, type VerifierKey } from './key.ts';
import { type Note, type NoteSignature, signaturesOf } from './note.ts';

//     message   = "cosignature/v1\n" "time <seconds>\n" <whole checkpoint text>
//     signature = seconds since 1970 (8, big-endian) | Ed25519 signature (64)

const timeBytes = 8;
const signatureBytes = timeBytes + 64;

/** What became of a witness's lines on a note. Invalid means: present, and not right. */
export type CosignatureStatus =
  | { readonly status: 'valid'; readonly timeSeconds: number }
  | { readonly status: 'absent' }
  | { readonly status: 'invalid' };

/**
 * Returns the bytes that a witness signs. The text is the checkpoint's with its final newline,
 * without signatures.
 */
export function cosignatureMessage(timeSeconds: number, checkpointText: string): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timeSeconds}\n${checkpointText}`);
}

/** Returns the witness's signature line. The time is of the witness's own clock and not 0. */
export async function cosign(request: {
  readonly key: VerifierKey;
  readonly signer: Signer;
  readonly timeSeconds: number;
  readonly checkpointText: string;
}): Promise<NoteSignature> {
  const { key, signer, timeSeconds, checkpointText } = request;
  assert(key.type === cosignatureKeyType, `a witness signs with type 4, got ${key.type}`);
  assert(equalBytes(key.publicKey, signer.publicKey), 'the verifier key is the signer’s');
  assert(timeSeconds > 0, `a time after 1970, got ${timeSeconds}`);
  assert(checkpointText.endsWith('\n'), 'the text of a checkpoint ends with a newline');
  const signature = await signer.sign(cosignatureMessage(timeSeconds, checkpointText));
  const timed = concat(uintToBytes(timeSeconds, timeBytes), signature);
  return { name: key.name, keyId: key.keyId, signature: timed };
}

/**
 * Returns whether the witness cosigned the note. Of several right lines the earliest time counts;
 * one wrong line of the witness makes the answer invalid, as does a time of 0 or beyond 2^53.
 */
export async function verifyCosignature(
  crypto: Crypto,
  key: VerifierKey,
  note: Note,
): Promise<CosignatureStatus> {
  let earliest: number | undefined;
  for (const { signature } of signaturesOf(key, note)) {
    if (key.type !== cosignatureKeyType || signature.length !== signatureBytes) {
      return { status: 'invalid' };
    }
    const timeSeconds = bytesToUint(signature.subarray(0, timeBytes));
    if (timeSeconds === undefined || timeSeconds === 0) return { status: 'invalid' };
    const message = cosignatureMessage(timeSeconds, note.text);
    const valid = await crypto.ed25519.verify(key.publicKey, message, signature.slice(timeBytes));
    if (!valid) return { status: 'invalid' };
    earliest = Math.min(earliest ?? timeSeconds, timeSeconds);
  }
  return earliest === undefined ? { status: 'absent' } : { status: 'valid', timeSeconds: earliest };
}
