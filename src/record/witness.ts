// What a witness is asked and how it decides: c2sp.org/tlog-witness, `add-checkpoint`. Pure: the
// caller keeps the last cosigned checkpoint, stores the new one in the same breath as it compares
// (the spec spells out the race), and only then answers. Extension lines pass: Ed25519 cosignatures
// cover them.
import { equalBytes, toBase64 } from '../base/bytes.ts';
import { assert } from '../base/errors.ts';
import type { Crypto, Sha256 } from '../base/ports.ts';
import { err, type Issue, issue, ok, type Result } from '../base/result.ts';
import {
  type Checkpoint,
  findSignatureIssue,
  parseCheckpoint,
  type SignedCheckpoint,
} from './checkpoint.ts';
import { parseDecimal, parseHash, quote } from './fields.ts';
import type { VerifierKey } from './key.ts';
import { noteBytesMax, proofHashesMax } from './limits.ts';
import { emptyRoot, verifyConsistency } from './merkle.ts';
import { parseNote } from './note.ts';

//     old <size>\n
//     <base64 hash>\n ...        0 to 63, consistency proof from the old size to the checkpoint's
//     \n
//     <checkpoint note with the log's signature>

/** A request to cosign a checkpoint. */
export interface AddCheckpoint {
  /** The size that the log believes the witness cosigned last. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The whole note. */
  readonly note: string;
}

/**
 * The witness's decision, as the status of its HTTP answer. `checkpoint` is there whenever the log
 * did sign it.
 */
export type WitnessVerdict =
  | { readonly status: 200; readonly checkpoint: SignedCheckpoint }
  | {
      readonly status: 400 | 403 | 404 | 409 | 422;
      readonly code: string;
      /** With 409: the size cosigned last, 0 if never; the body of the answer. */
      readonly lastSize?: number;
      readonly checkpoint?: SignedCheckpoint;
    };

/**
 * Parses the body of a request; the note in it is left to {@link judgeAddCheckpoint}. Any issue is
 * status 400. Issues: record.witness.old, record.witness.hash, record.witness.too-many-hashes,
 * record.witness.no-blank-line, record.witness.too-long.
 * @param body Untrusted: anybody may post.
 */
export function parseAddCheckpoint(body: string): Result<AddCheckpoint, readonly Issue[]> {
  const charactersMax = noteBytesMax + 64 * (proofHashesMax + 1);
  if (body.length > charactersMax) {
    const message = `expected at most ${charactersMax} characters, got ${body.length}`;
    return issue('record.witness.too-long', '', message);
  }
  const split = body.indexOf('\n\n');
  if (split < 0) {
    return issue('record.witness.no-blank-line', '', 'expected a blank line before the checkpoint');
  }
  const [first, ...lines] = body.slice(0, split).split('\n');
  const issues: Issue[] = [];
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined;
  if (oldSize === undefined) {
    const message = `expected "old" and a decimal without leading zeros, got ${quote(first)}`;
    issues.push({ code: 'record.witness.old', path: 'old', line: 1, message });
  }
  if (lines.length > proofHashesMax) {
    const message = `expected at most ${proofHashesMax} hashes, got ${lines.length}`;
    issues.push({ code: 'record.witness.too-many-hashes', path: 'proof', message });
  }
  const proof: Uint8Array[] = [];
  for (const [i, line] of lines.slice(0, proofHashesMax).entries()) {
    const hash = parseHash(line);
    if (hash !== undefined) proof.push(hash);
    else {
      const message = `expected 32 bytes in base64, got ${quote(line)}`;
      issues.push({ code: 'record.witness.hash', path: 'proof', line: i + 2, message });
    }
  }
  if (issues.length > 0 || oldSize === undefined) return err(issues);
  return ok({ oldSize, proof, note: body.slice(split + 2) });
}

/**
 * Returns the body of a request, as drawn above (c2sp.org/tlog-witness, section "add-checkpoint").
 * Throws a Fault for a size beyond 2^53-1 and for more than 63 hashes.
 */
export function printAddCheckpoint(request: AddCheckpoint): string {
  const { oldSize, proof, note } = request;
  assert(Number.isSafeInteger(oldSize) && oldSize >= 0, `size of a tree, got ${oldSize}`);
  assert(proof.length <= proofHashesMax, `at most ${proofHashesMax} hashes, got ${proof.length}`);
  return [`old ${oldSize}`, ...proof.map(toBase64), '', note].join('\n');
}

/**
 * Returns what a witness answers. In the order of the specification: 400 a malformed note (with the
 * first issue of note or checkpoint), 404 record.witness.unknown-origin, 403
 * record.checkpoint.not-signed or record.checkpoint.signature-invalid, 400
 * record.witness.old-beyond-new, 409 record.witness.old-size, 422 record.witness.empty-root,
 * record.witness.other-root, record.witness.proof-unasked, record.witness.proof; else 200.
 * @param given Untrusted: `request`. `logKeys`: every trusted key of every known log. `last`: the
 * size and root that this witness cosigned last for the note's origin.
 */
export async function judgeAddCheckpoint(
  crypto: Crypto,
  given: {
    readonly request: AddCheckpoint;
    readonly logKeys: readonly VerifierKey[];
    readonly last?: { readonly size: number; readonly root: Uint8Array };
  },
): Promise<WitnessVerdict> {
  const { request, logKeys, last } = given;
  const note = parseNote(request.note);
  if (!note.ok) return { status: 400, code: firstCode(note.error) };
  const parsed = parseCheckpoint(note.value.text);
  if (!parsed.ok) return { status: 400, code: firstCode(parsed.error) };
  const checkpoint: SignedCheckpoint = { ...parsed.value, note: note.value };
  if (!logKeys.some((key) => key.name === checkpoint.origin)) {
    return { status: 404, code: 'record.witness.unknown-origin' };
  }
  const unsigned = await findSignatureIssue(crypto, logKeys, checkpoint);
  if (unsigned !== undefined) return { status: 403, code: unsigned.code };
  if (request.oldSize > checkpoint.size) {
    return { status: 400, code: 'record.witness.old-beyond-new', checkpoint };
  }
  const lastSize = last?.size ?? 0;
  if (request.oldSize !== lastSize) {
    return { status: 409, code: 'record.witness.old-size', lastSize, checkpoint };
  }
  const code = findGrowthIssue(crypto.sha256, { request, checkpoint, last });
  return code === undefined ? { status: 200, checkpoint } : { status: 422, code, checkpoint };
}

/**
 * Returns why the checkpoint does not grow from the last one, or undefined when it does:
 * record.witness.empty-root, .other-root, .proof-unasked, .proof.
 * @param given Untrusted: `request` and `checkpoint`.
 */
export function findGrowthIssue(
  sha256: Sha256,
  given: {
    readonly request: Pick<AddCheckpoint, 'proof'>;
    readonly checkpoint: Pick<Checkpoint, 'size' | 'root'>;
    readonly last: { readonly size: number; readonly root: Uint8Array } | undefined;
  },
): string | undefined {
  const { proof } = given.request;
  const { size, root } = given.checkpoint;
  const from = given.last ?? { size: 0, root: emptyRoot(sha256) };
  if (size === 0 && !equalBytes(root, emptyRoot(sha256))) return 'record.witness.empty-root';
  if (from.size === size && !equalBytes(from.root, root)) return 'record.witness.other-root';
  if ((from.size === 0 || from.size === size) && proof.length > 0) {
    return 'record.witness.proof-unasked';
  }
  const claim = { from: from.size, fromRoot: from.root, to: size, toRoot: root, proof };
  return verifyConsistency(sha256, claim) ? undefined : 'record.witness.proof';
}

function firstCode(issues: readonly Issue[]): string {
  assert(issues.length > 0, 'a refused parse names an issue');
  return issues[0].code;
}
