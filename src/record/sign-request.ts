// What a log's signer is asked and how it decides: the request of c2sp.org/tlog-witness, with the bare text of
// the checkpoint in the place of the note. Pure: the caller keeps the last signed tree, stores the new one before
// it signs, and lets nothing in between.
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { findGrowthIssue, parseAddCheckpoint } from './witness.ts';

//     old <size>\n
//     <base64 hash>\n ...        0 to 63, consistency proof from the old size to the checkpoint's
//     \n
//     <checkpoint text, without signatures>

/**
 * Returns the checkpoint that may be signed, or the code of why not: those of parseAddCheckpoint and
 * parseCheckpoint; record.signing.other-origin, record.signing.extensions (the log signs none),
 * record.signing.old-size (not the size signed last); those of findGrowthIssue.
 * @param given Untrusted: `body`, whoever asks. `last`: the tree signed last.
 */
export function judgeSignRequest(
  sha256: Sha256,
  given: {
    readonly body: string;
    readonly origin: Origin;
    readonly last: { readonly size: number; readonly root: Uint8Array } | undefined;
  },
): Result<Checkpoint, string> {
  const { origin, last } = given;
  const request = parseAddCheckpoint(given.body);
  if (!request.ok) return err(request.error[0].code);
  const checkpoint = parseCheckpoint(request.value.note);
  if (!checkpoint.ok) return err(checkpoint.error[0].code);
  if (checkpoint.value.origin !== origin) return err('record.signing.other-origin');
  if (checkpoint.value.extensions.length > 0) return err('record.signing.extensions');
  if (request.value.oldSize !== (last?.size ?? 0)) return err('record.signing.old-size');
  // A smaller tree has no proof from a larger one: verifying fails.
  const asked = { request: request.value, checkpoint: checkpoint.value, last };
  const code = findGrowthIssue(sha256, asked);
  return code === undefined ? ok(checkpoint.value) : err(code);
}
