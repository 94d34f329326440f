// The client's side of a witness, and its answers: c2sp.org/tlog-witness, section "add-checkpoint".
// Requests are parsed and judged in witness.ts. Bodies only; who carries them is others' business.
import type { Crypto, Sha256 } from '../base/ports.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { verifyCosignature } from './cosignature.ts';
import { parseDecimal } from './fields.ts';
import type { VerifierKey } from './key.ts';
import { consistencyProof, type HashReader } from './merkle.ts';
import { type NoteSignature, parseSignatures, printNote, printSignature } from './note.ts';
import type { AddCheckpoint } from './witness.ts';

//     200    — <witness name> <base64>\n ...       one or more cosignature lines
//     409    <size>\n                              what the witness cosigned last
//     else   a code and a newline, for people

/** An answer over HTTP. */
export interface WitnessAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/**
 * What an answer means. `unsigned`: status 200 without a right line of the witness, which is an
 * answer that no witness gives.
 */
export type WitnessReply =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature; readonly timeSeconds: number }
  | { readonly kind: 'other-size'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  | { readonly kind: 'unsigned' };

const plain = 'text/plain; charset=utf-8';
const detailCharactersMax = 300;

/**
 * Returns the request to cosign a checkpoint, with the proof that it grows from the size that the
 * witness is believed to have cosigned last: 0 for none, at most the checkpoint's. The proof is as
 * good as the reader; the witness verifies it.
 */
export async function addCheckpointFor(
  sha256: Sha256,
  given: {
    readonly oldSize: number;
    readonly checkpoint: SignedCheckpoint;
    readonly reader: HashReader;
  },
): Promise<AddCheckpoint> {
  const { oldSize, checkpoint, reader } = given;
  const proof = await consistencyProof(sha256, { from: oldSize, to: checkpoint.size }, reader);
  return { oldSize, proof, note: printNote(checkpoint.note) };
}

/** Returns the answer to a request that was judged: cosignature lines, the last size, or a code. */
export function printWitnessAnswer(
  answer:
    | { readonly status: 200; readonly lines: readonly NoteSignature[] }
    | { readonly status: 409; readonly lastSize: number }
    | { readonly status: 400 | 403 | 404 | 422 | 503; readonly code: string },
): WitnessAnswer {
  const { status } = answer;
  if (status === 200) {
    return { status, body: answer.lines.map(printSignature).join(''), contentType: plain };
  }
  if (status === 409) {
    return { status, body: `${answer.lastSize}\n`, contentType: 'text/x.tlog.size' };
  }
  return { status, body: `${answer.code}\n`, contentType: plain };
}

/**
 * Returns what an answer means, with the line of this witness verified over the checkpoint that it
 * was asked about. Lines of other keys are passed over. Never rejects on wrong input.
 * @param answer Untrusted: comes from a witness.
 */
export async function readWitnessAnswer(
  crypto: Crypto,
  witness: VerifierKey,
  given: {
    readonly checkpoint: SignedCheckpoint;
    readonly answer: Pick<WitnessAnswer, 'status' | 'body'>;
  },
): Promise<WitnessReply> {
  const { status, body } = given.answer;
  const size = status === 409 && body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : undefined;
  if (size !== undefined) return { kind: 'other-size', size };
  if (status !== 200) {
    return { kind: 'refused', status, detail: body.slice(0, detailCharactersMax) };
  }
  const lines = parseSignatures(body);
  if (!lines.ok) return { kind: 'unsigned' };
  const { name, keyId } = witness;
  const signature = lines.value.find((line) => line.name === name && line.keyId === keyId);
  if (signature === undefined) return { kind: 'unsigned' };
  const note = { text: given.checkpoint.note.text, signatures: [signature] };
  const result = await verifyCosignature(crypto, witness, note);
  if (result.status !== 'valid') return { kind: 'unsigned' };
  return { kind: 'cosigned', signature, timeSeconds: result.timeSeconds };
}
