// Asking a witness to cosign, and what it last cosigned: the client's side of c2sp.org/tlog-witness.
import { utf8ToString } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { verifyCosignature } from '../record/cosignature.ts';
import { type DatedKey, type NoteSource, openLogNote } from '../record/log-keys.ts';
import { consistencyProof } from '../record/merkle.ts';
import { type NoteSignature, parseSignatures, printNote } from '../record/note.ts';
import { tileHashReader } from '../record/tile.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import type { LogStore } from '../store/log-store.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import { checkpointBytesMax, compareMilliseconds } from './limits.ts';

/** What a witness answered. */
export type CosignAnswer =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature; readonly timeSeconds: number }
  /** It last cosigned another size than we thought. */
  | { readonly kind: 'other-size'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string };

/**
 * Posts an add-checkpoint for the newest published tree of a log. Failures: those of the client, and
 * server.witness.answer when a 200 carries no valid cosignature.
 */
export async function askCosignature(
  world: { readonly client: HttpClient; readonly crypto: Crypto },
  witness: TrustedNode,
  asked: {
    readonly store: LogStore;
    readonly checkpoint: SignedCheckpoint;
    readonly oldSize: number;
  },
): Promise<CosignAnswer> {
  const { checkpoint, oldSize } = asked;
  const reader = tileHashReader(checkpoint.size, (path) => asked.store.resource(path));
  const proof =
    oldSize === 0 || oldSize === checkpoint.size
      ? []
      : await consistencyProof(world.crypto.sha256, { from: oldSize, to: checkpoint.size }, reader);
  const answer = await world.client.ask({
    url: `${witness.identity.url}/witness/add-checkpoint`,
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: printAddCheckpoint({ oldSize, proof, note: printNote(checkpoint.note) }),
    bytesMax: checkpointBytesMax,
    idleMilliseconds: 8_000,
  });
  const text = utf8ToString(answer.bytes) ?? '';
  if (answer.status === 409) {
    const size = Number(/^(\d{1,15})\n$/.exec(text)?.[1] ?? Number.NaN);
    if (Number.isSafeInteger(size)) return { kind: 'other-size', size };
  }
  if (answer.status !== 200)
    return { kind: 'refused', status: answer.status, detail: text.slice(0, 300) };
  const lines = parseSignatures(text);
  const line = lines.ok
    ? lines.value.find(
        (s) => s.name === witness.witnessKey.name && s.keyId === witness.witnessKey.keyId,
      )
    : undefined;
  if (line !== undefined) {
    const note = { text: checkpoint.note.text, signatures: [...checkpoint.note.signatures, line] };
    const result = await verifyCosignature(world.crypto, witness.witnessKey, note);
    if (result.status === 'valid') {
      return { kind: 'cosigned', signature: line, timeSeconds: result.timeSeconds };
    }
  }
  throw new ComityError(
    'server.witness.answer',
    `${witness.identity.url}: 200 without a valid cosignature`,
  );
}

/**
 * Returns the newest note of a log that the witness cosigned, checked under the log's keys; undefined when it
 * never cosigned any (404). Failures: those of the client; server.witness.note when what it serves is no note
 * of this log.
 */
export async function lastCosigned(
  world: { readonly client: HttpClient; readonly crypto: Crypto },
  witness: TrustedNode,
  log: {
    readonly originHash: string;
    readonly keys: readonly DatedKey[];
    /** Another party's log: what its old keys may sign counts. Absent: an own log. */
    readonly source?: NoteSource;
  },
): Promise<SignedCheckpoint | undefined> {
  const answer = await world.client.ask({
    url: `${witness.identity.url}/witness/${log.originHash}/checkpoint`,
    bytesMax: checkpointBytesMax,
    idleMilliseconds: compareMilliseconds,
    totalMilliseconds: 2 * compareMilliseconds,
  });
  if (answer.status === 404) return undefined;
  const text = utf8ToString(answer.bytes) ?? '';
  const opened = await openLogNote(world.crypto, log.keys, { text, source: log.source ?? 'kept' });
  if (answer.status === 200 && opened.ok) return opened.value;
  throw new ComityError(
    'server.witness.note',
    `${witness.identity.url}: ${answer.status}, no note of this log`,
  );
}
