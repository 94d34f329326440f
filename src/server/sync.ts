// `comity sync`: one round of pulling now, over the network or from a folder that was carried here, and what is
// outstanding. A folder is read on the same road as a peer's address; nothing is checked otherwise.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codeOf, messageOf } from '../base/errors.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { blobsOfLog } from '../projection/blobs.ts';
import type { PeerStatus, RefusedItem } from '../projection/queries.ts';
import type { TrustedNode } from './identity.ts';
import { blobStatementsMax } from './limits.ts';
import type { HeldLog } from './logs.ts';
import type { Node } from './node.ts';
import { statusOf } from './status.ts';
import { folderAddress } from './trust.ts';

/** What one round brought of one log. */
export interface SyncedLog {
  readonly party: string;
  readonly origin: string;
  /** Entries taken in this round. */
  readonly entries: number;
  readonly size: number;
  readonly confirmed: number;
  /** Entries of the newest tree that are still to come. */
  readonly lag: number;
  /** Why the round failed. */
  readonly failed?: { readonly code: string; readonly detail: string };
  /** What was turned away meanwhile, of this log. */
  readonly refused: readonly RefusedItem[];
}

/** What came of a round. */
export interface Synced {
  readonly logs: readonly SyncedLog[];
  /** Our own log, as the cosignatures that came have it. */
  readonly own?: { readonly origin: string; readonly size: number; readonly confirmed: number };
}

/** Pulls each mirrored log once, or one party's. Refusals: server.sync.party. */
export async function syncPull(node: Node, party?: string): Promise<Result<Synced, Refusal>> {
  const logs = mirrorsOf(node).filter(
    ({ identity }) => party === undefined || party === identity.party || party === identity.origin,
  );
  if (party !== undefined && logs.length === 0) return refuse('server.sync.party', { party });
  const synced = await Promise.all(logs.map((log) => pullOne(node, log)));
  return ok({ logs: synced, ...ownOf(node) });
}

/**
 * Reads a folder that others exported into: their logs, as from the network, and their cosignatures of ours. What
 * came of theirs is cosigned here; the next export carries that back. Refusals: server.import.nothing.
 */
export async function syncImport(node: Node, dir: string): Promise<Result<Synced, Refusal>> {
  const carried = node.trust.all().flatMap((peer) => {
    const address = folderAddress(dir, peer);
    return existsSync(fileURLToPath(address)) ? [{ peer, address }] : [];
  });
  if (carried.length === 0) return refuse('server.import.nothing', { dir });
  const logs: SyncedLog[] = [];
  for (const { peer, address } of carried) {
    const log = node.logs.byOrigin(peer.identity.own?.origin ?? '');
    if (log === undefined) continue;
    logs.push(await pullOne(node, log, address));
    await node.desk.cosignHeld(log);
  }
  for (const { peer, address } of carried) {
    // The folder may have said that the party has changed its witness key.
    const { witness } = node.trust.keysOf(peer);
    const witnessKey = witness.at(-1)?.key ?? peer.witnessKey;
    await askFolder(node, { peer: { ...peer, witnessKey }, address });
  }
  return ok({ logs, ...ownOf(node) });
}

/** What a folder answers is shown where refused things are, as from the network. */
async function askFolder(
  node: Node,
  from: { readonly peer: TrustedNode; readonly address: string },
): Promise<void> {
  const { peer, address } = from;
  const there = { ...peer, identity: { ...peer.identity, url: address } };
  await node.party?.publisher.askNow(there).catch((error: unknown) => {
    const [code, detail] = [codeOf(error), messageOf(error)];
    node.alarms.refuse({ from: peer.witnessKey.name, code, detail });
  });
}

async function pullOne(node: Node, log: HeldLog, from?: string): Promise<SyncedLog> {
  const { origin, party } = log.identity;
  const before = new Set(node.alarms.refused());
  const size = log.store.head().size;
  const pulled = await node.pulls.now(log, from).catch((error: unknown) => ({
    lag: 0,
    failed: { code: codeOf(error), detail: messageOf(error) },
  }));
  const after = log.store.head().size;
  return {
    ...{ party, origin, entries: after - size, size: after },
    confirmed: log.confirmed?.size ?? 0,
    lag: pulled.lag,
    ...('failed' in pulled ? { failed: pulled.failed } : {}),
    refused: node.alarms.refused().filter((item) => item.from === origin && !before.has(item)),
  };
}

function ownOf(node: Node): Pick<Synced, 'own'> {
  const { own } = node.logs;
  if (own === undefined) return {};
  const { origin } = own.identity;
  return { own: { origin, size: own.store.head().size, confirmed: own.confirmed?.size ?? 0 } };
}

function mirrorsOf(node: Node): readonly HeldLog[] {
  return node.logs.shared().filter((log) => log !== node.logs.own);
}

/** How a node stands towards one peer. */
export interface SyncStatus extends PeerStatus {
  /** Of the peer's log, where it keeps one. */
  readonly log?: {
    readonly origin: string;
    readonly size: number;
    readonly confirmed: number;
    /** Payloads that entries commit to and that are not here. */
    readonly payloadsOutstanding: number;
    /** Blobs that held statements name and that are not here. */
    readonly blobsOutstanding: number;
  };
  /** Seconds since the peer last cosigned our log. */
  readonly cosignedSecondsAgo?: number;
}

/** Returns how the node stands towards each peer. Cost: linear in the statements of mirrors that name blobs. */
export async function syncStatus(node: Node): Promise<readonly SyncStatus[]> {
  const status = await statusOf(node);
  return Promise.all(
    status.peers.map(async (peer): Promise<SyncStatus> => {
      const log = mirrorsOf(node).find(({ identity }) => identity.party === peer.name);
      const view = status.logs.find((one) => one.origin === log?.identity.origin);
      const at = peer.lastCosigned?.at;
      const ago =
        at === undefined ? undefined : Math.floor((node.clock() - Date.parse(at)) / 1_000);
      return {
        ...peer,
        ...(ago === undefined ? {} : { cosignedSecondsAgo: ago }),
        ...(log === undefined
          ? {}
          : {
              log: {
                origin: log.identity.origin,
                size: log.store.head().size,
                confirmed: log.confirmed?.size ?? 0,
                payloadsOutstanding: view?.payloads.notHeld ?? 0,
                blobsOutstanding: await blobsOutstanding(node, log),
              },
            }),
      };
    }),
  );
}

async function blobsOutstanding(node: Node, log: HeldLog): Promise<number> {
  const projection = node.party?.projection;
  if (projection === undefined) return 0;
  const missing = new Set<string>();
  for (let from: number | undefined = 0; from !== undefined; ) {
    const range = { from, limit: blobStatementsMax };
    const found = await blobsOfLog(projection, log.identity, range);
    for (const { hash } of found.named) if (!(await node.blobs.has(hash))) missing.add(hash);
    from = found.next;
  }
  return missing.size;
}
