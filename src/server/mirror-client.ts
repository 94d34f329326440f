// Fetching a log of our own back from a peer's mirror, with every payload the peer holds: how a node heals.
import { equalBytes } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import { issuesToText } from '../base/result.ts';
import type { SignedCheckpoint } from '../record/checkpoint.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { bundlePath, decodeBundle, tileWidth } from '../record/tile.ts';
import type { NewEntry } from '../store/log-store.ts';
import type { TrustedNode } from './identity.ts';
import { bundleBytesMax } from './limits.ts';
import { type HeldLog, originHash } from './logs.ts';
import { fetchPayloads, fitting, type PayloadWorld } from './payload-client.ts';

/** A whole log as a mirror holds it, verified against a note under the log's own signature. */
export interface Mirrored {
  readonly entries: readonly NewEntry[];
  readonly leaves: readonly Uint8Array[];
}

/**
 * Fetches entries [0, note.size) and checks that they give the note's root. Failures: those of the client;
 * server.mirror.bundle, server.mirror.root, server.mirror.unanswered.
 */
export async function fetchMirrored(
  world: PayloadWorld,
  from: TrustedNode,
  asked: { readonly log: HeldLog; readonly note: SignedCheckpoint },
): Promise<Mirrored> {
  const base = `${from.identity.url}/mirror/${originHash(world.crypto, asked.log.identity.origin)}`;
  const entries: NewEntry[] = [];
  const { size } = asked.note;
  for (let index = 0; index * tileWidth < size; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const url = `${base}/${bundlePath({ index, width })}`;
    const answer = await world.client.ask({ url, bytesMax: bundleBytesMax });
    const decoded = answer.status === 200 ? decodeBundle(answer.bytes, width) : undefined;
    if (decoded === undefined || !decoded.ok) {
      const why = decoded === undefined ? `answered ${answer.status}` : issuesToText(decoded.error);
      throw new ComityError('server.mirror.bundle', `${url}: ${why}`);
    }
    const payloads = await fetchPayloads(
      { ...world, onUnanswered: () => refuseUnanswered(base) },
      base,
      index,
    );
    for (const [slot, bytes] of decoded.value.entries()) {
      entries.push({ bytes, payloads: fitting(world.crypto, bytes, payloads.get(slot) ?? []) });
    }
  }
  const leaves = entries.map((entry) => leafHash(world.crypto.sha256, entry.bytes));
  if (!equalBytes(rootOf(world.crypto.sha256, leaves), asked.note.root)) {
    throw new ComityError('server.mirror.root', `${base}: its entries do not give the signed root`);
  }
  return { entries, leaves };
}

/** Entries of our own without their payloads would never get them again: it is asked later. */
function refuseUnanswered(base: string): never {
  throw new ComityError('server.mirror.unanswered', `${base}: gives out no payloads yet`);
}
