// Asking a witness to cosign, and what it last cosigned: the client's side of c2sp.org/tlog-witness.
import { utf8ToString } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { type DatedKey, type NoteSource, openLogNote } from '../record/log-keys.ts';
import { tileHashReader } from '../record/tile.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import {
  addCheckpointFor,
  readWitnessAnswer,
  type WitnessReply,
} from '../record/witness-answer.ts';
import type { LogStore } from '../store/log-store.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import { checkpointBytesMax, compareMilliseconds } from './limits.ts';

/** What a witness answered. */
export type CosignAnswer = Exclude<WitnessReply, { readonly kind: 'unsigned' }>;

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
  const request = await addCheckpointFor(world.crypto.sha256, { oldSize, checkpoint, reader });
  const answer = await world.client.ask({
    url: `${witness.identity.url}/witness/add-checkpoint`,
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: printAddCheckpoint(request),
    bytesMax: checkpointBytesMax,
    idleMilliseconds: 8_000,
  });
  const { status } = answer;
  const reply = await readWitnessAnswer(world.crypto, witness.witnessKey, {
    checkpoint,
    answer: { status, body: utf8ToString(answer.bytes) ?? '' },
  });
  if (reply.kind !== 'unsigned') return reply;
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
