// Bundles that changed on the disk after they became the only copy of their entries come back from a mirror, one by one:
// the tree says which bytes are genuine, so it matters nothing who gives them (docs/spec/store.md S30).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ComityError, codeOf } from '../base/errors.ts';
import { bundlePath, tileWidth } from '../record/tile.ts';
import { type FilesLogStore, openFilesLog } from '../store/files-log.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import { bundleBytesMax } from './limits.ts';
import { originHash } from './logs.ts';

interface MendWorld {
  readonly client: HttpClient;
}

/**
 * Reads every full bundle of a log and mends the damaged ones from the first copy that has them; returns how many.
 * Rejects with server.heal.no-bundle when no copy does, and as the store does.
 * @param copies Addresses of the log or mirrors of it, without trailing slash.
 */
export async function mendBundles(
  world: MendWorld,
  store: FilesLogStore,
  copies: readonly string[],
): Promise<number> {
  let mended = 0;
  for (let index = 0; (index + 1) * tileWidth <= store.head().size; index++) {
    if (await isReadable(store, index)) continue;
    if (!(await mendFrom(world, store, { index, copies }))) {
      const path = bundlePath({ index, width: tileWidth });
      const message = `${store.origin}: ${path} is damaged, and no mirror that answers has it`;
      throw new ComityError('server.heal.no-bundle', message);
    }
    mended += 1;
  }
  return mended;
}

/** Mends the mirrors of others that a node keeps, each from the log itself or another mirror; returns how many bundles. */
export async function mendMirrors(
  world: MendWorld,
  node: {
    readonly dataDir: string;
    readonly programme: string;
    readonly trusted: readonly TrustedNode[];
  },
): Promise<number> {
  let mended = 0;
  for (const peer of node.trusted) {
    const origin = peer.identity.own?.origin;
    if (origin === undefined) continue;
    const dir = join(node.dataDir, 'mirrors', originHash(nodeCrypto, origin));
    if (!existsSync(dir)) continue;
    const store = await openFilesLog({ dir, origin, sha256: nodeCrypto.sha256 });
    try {
      const source = `${peer.identity.url}/log/${node.programme}`;
      const others = node.trusted.filter((other) => other !== peer);
      mended += await mendBundles(world, store, [source, ...mirrorsOf(origin, others)]);
    } finally {
      await store.close();
    }
  }
  return mended;
}

/** Returns where the nodes keep their mirrors of a log. */
export function mirrorsOf(origin: string, nodes: readonly TrustedNode[]): readonly string[] {
  const hash = originHash(nodeCrypto, origin);
  return nodes.map((node) => `${node.identity.url}/mirror/${hash}`);
}

async function isReadable(store: FilesLogStore, index: number): Promise<boolean> {
  try {
    await store.entries(index * tileWidth, (index + 1) * tileWidth);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'store.bundle.damaged') throw error;
    return false;
  }
}

async function mendFrom(
  world: MendWorld,
  store: FilesLogStore,
  asked: { readonly index: number; readonly copies: readonly string[] },
): Promise<boolean> {
  for (const base of asked.copies) {
    const url = `${base}/${bundlePath({ index: asked.index, width: tileWidth })}`;
    const answer = await world.client.ask({ url, bytesMax: bundleBytesMax }).catch(() => undefined);
    if (answer?.status === 200 && (await store.mendBundle(asked.index, answer.bytes))) return true;
  }
  return false;
}
