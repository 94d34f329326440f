// The fetcher of blobs put together from a node's parts: what mirrored logs name is asked of their parties.
import { blobsOfLog } from '../projection/blobs.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { type BlobFetcher, createBlobFetcher } from './blob-client.ts';
import { requestPair } from './keys.ts';
import type { HeldLog } from './logs.ts';
import type { MirrorRoom } from './mirror-room.ts';
import type { Parts } from './node-parts.ts';
import type { Projector } from './projector.ts';

/** By a fetcher of its own: what the standing one was refused elsewhere may lie here, and is not waited for. */
export async function fetchNow(fetcher: BlobFetcher | undefined, log: HeldLog): Promise<void> {
  fetcher?.look(log);
  await fetcher?.settle();
}

/** Fetches what mirrored logs name. A witness reads no statements, so it has no blobs. */
export function blobFetcherOf(given: {
  readonly parts: Parts;
  readonly room: MirrorRoom;
  readonly projection: ProjectionSetting | undefined;
  readonly party: () => { readonly projector: Projector } | undefined;
}): BlobFetcher | undefined {
  const { projection, room } = given;
  if (projection === undefined) return undefined;
  const { clock, client, alarms, blobs, keys, config } = given.parts;
  return createBlobFetcher({
    ...{ crypto: nodeCrypto, clock, random: randomBytes, client, alarms, blobs, room },
    programme: config.programme,
    requestKey: requestPair(keys, clock),
    bytesOfOneMax: config.mirrorBytesMax,
    namedBlobs: (log, range) => blobsOfLog(projection, log.identity, range),
    applied: async (log, size) => given.party()?.projector.waitFor(log.identity.origin, size),
  });
}
