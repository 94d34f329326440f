// Verifying an entry step by step, offline: the log's signature, the place in the tree, each
// witness, and payloads against their commitments. The command line and the verify page show these
// steps; neither decides anything else.
import { equalBytes } from '../base/bytes.ts';
import type { Origin } from '../base/ids.ts';
import type { Crypto } from '../base/ports.ts';
import type { Issue } from '../base/result.ts';
import { openCheckpoint } from './checkpoint.ts';
import { commit, saltBytes } from './commitment.ts';
import { type CosignatureStatus, verifyCosignature } from './cosignature.ts';
import type { VerifierKey } from './key.ts';
import { leafHash, verifyInclusion } from './merkle.ts';
import type { TlogProof } from './proof.ts';

/** One step and what came of it. */
export type EntryStep =
  | {
      readonly step: 'checkpoint';
      readonly ok: true;
      readonly origin: Origin;
      readonly size: number;
    }
  | { readonly step: 'checkpoint'; readonly ok: false; readonly issues: readonly Issue[] }
  | {
      readonly step: 'inclusion';
      readonly ok: boolean;
      readonly index: number;
      readonly size: number;
      /** 32 bytes. */
      readonly leaf: Uint8Array;
    }
  | {
      readonly step: 'cosignature';
      readonly ok: boolean;
      readonly witness: VerifierKey;
      readonly result: CosignatureStatus;
    };

/** All steps, in order. */
export interface EntryVerification {
  /** The log signed a tree with this entry, and no line of a known witness is wrong. */
  readonly ok: boolean;
  readonly steps: readonly EntryStep[];
}

/**
 * Verifies that a log holds an entry. A checkpoint that is not the log's ends it: nothing under it
 * means anything. A witness whose line is absent fails its own step, not the whole; how many are
 * needed is the reader's policy (policy.ts). Never rejects on wrong input.
 * @param given Untrusted: `entry` and `proof`.
 */
export async function verifyEntry(
  crypto: Crypto,
  given: {
    readonly entry: Uint8Array;
    readonly proof: TlogProof;
    readonly logKey: VerifierKey;
    readonly witnesses: readonly VerifierKey[];
  },
): Promise<EntryVerification> {
  const { entry, proof, logKey, witnesses } = given;
  const opened = await openCheckpoint(crypto, logKey, proof.checkpoint);
  if (!opened.ok) {
    return { ok: false, steps: [{ step: 'checkpoint', ok: false, issues: opened.error }] };
  }
  const { origin, size, root, note } = opened.value;
  const leaf = leafHash(crypto.sha256, entry);
  const { index, hashes } = proof;
  const isIncluded = verifyInclusion(crypto.sha256, { index, size, leaf, root, proof: hashes });
  const steps: EntryStep[] = [
    { step: 'checkpoint', ok: true, origin, size },
    { step: 'inclusion', ok: isIncluded, index, size, leaf },
  ];
  let isAnyWrong = false;
  for (const witness of witnesses) {
    const result = await verifyCosignature(crypto, witness, note);
    isAnyWrong ||= result.status === 'invalid';
    steps.push({ step: 'cosignature', ok: result.status === 'valid', witness, result });
  }
  return { ok: isIncluded && !isAnyWrong, steps };
}

/**
 * Returns whether the payload is the one that an envelope commits to.
 * @param given Untrusted: `salt` and `payload`.
 */
export function verifyPayload(
  crypto: Crypto,
  given: {
    readonly commitment: Uint8Array;
    readonly salt: Uint8Array;
    readonly payload: Uint8Array;
  },
): boolean {
  const { commitment, salt, payload } = given;
  return salt.length === saltBytes && equalBytes(commit(crypto.sha256, salt, payload), commitment);
}
