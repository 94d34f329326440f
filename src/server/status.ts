// What the status page and `comity status` show, gathered from every part of the node.
import { instantOf } from '../base/dates.ts';
import { codeOf } from '../base/errors.ts';
import type { Row } from '../projection/database.ts';
import type { LogStatus, NodeStatus, PeerStatus } from '../projection/queries.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { printVerifierKey } from '../record/key.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { erasuresOf } from './erasure-status.ts';
import type { TrustedNode } from './identity.ts';
import { readTail } from './log-tail.ts';
import { cosignersOf, type HeldLog } from './logs.ts';
import { type Node, nowOf } from './node.ts';
import { version } from './version.ts';

/** Returns the status of a node, for a page language or the CLI. */
export async function statusOf(node: Node): Promise<NodeStatus> {
  const { config, party } = node;
  const logs = await Promise.all(node.logs.shared().map((log) => logStatus(node, log)));
  return {
    ...(config.own === undefined ? {} : { party: config.own.party }),
    name: config.own?.party ?? config.witnessName,
    version,
    now: nowOf(node),
    signing: party?.publisher.signing() ?? { allowed: true },
    logs,
    peers: await Promise.all(node.trust.all().map((peer) => peerStatus(node, peer))),
    refused: node.alarms.refused(),
    alarms: node.alarms.all(),
    erasures: (await erasuresOrNone(node)).filter(({ isPrivate }) => !isPrivate),
    isHeld: party?.eraser.state() === 'held',
    projection: party?.projector.state() ?? { ready: true },
  };
}

async function logStatus(node: Node, log: HeldLog): Promise<LogStatus> {
  const counts = await countsOf(node, log).catch((error: unknown) => {
    // The log stands without its database: sizes are told, and that the pages are not ready.
    if (codeOf(error).startsWith('store.projection.')) return undefined;
    throw error;
  });
  return {
    party: log.identity.party,
    origin: log.identity.origin,
    own: log === node.logs.own,
    recordedSize: log.store.head().size,
    publishedSize: log.pending?.size ?? 0,
    confirmedSize: log.confirmed?.size ?? 0,
    payloads: {
      held: Number(counts?.held ?? 0),
      notHeld: Number(counts?.not_held ?? 0),
      erased: Number(counts?.erased ?? 0),
    },
    invalid: Number(counts?.invalid ?? 0),
    // A log that cannot be read just now is not known to be closed.
    frozen: await readTail(log).then(
      ({ isFrozen }) => isFrozen,
      () => false,
    ),
    keys: log.keys().map(({ key, until, sizeMax }) => ({
      vkey: printVerifierKey(key),
      ...(until === undefined ? {} : { until: instantOf(until) }),
      ...(sizeMax === undefined ? {} : { sizeMax }),
    })),
  };
}

/** The log stands without its database; what was erased is told again when it is back. */
async function erasuresOrNone(node: Node): Promise<Awaited<ReturnType<typeof erasuresOf>>> {
  try {
    return await erasuresOf(node);
  } catch (error) {
    if (codeOf(error).startsWith('store.projection.')) return [];
    throw error;
  }
}

/** Counting goes through every entry of the log, and every page asks: done once for each state of the rows. */
const counted = new WeakMap<
  HeldLog,
  { readonly revision: number; readonly counts: Promise<Row> }
>();

async function countsOf({ party }: Node, log: HeldLog): Promise<Row | undefined> {
  if (party === undefined) return undefined;
  const revision = party.projector.revision();
  const before = counted.get(log);
  if (before?.revision === revision) return before.counts;
  const counts = count(party.projection, log);
  counted.set(log, { revision, counts });
  counts.catch(() => counted.delete(log));
  return counts;
}

async function count(projection: ProjectionSetting, log: HeldLog): Promise<Row> {
  const [counts = {}] = await projection.db.query(
    `select count(*) filter (where public_slot = 'held' or programme_slot = 'held') as held,
       count(*) filter (where public_slot = 'not-held' or programme_slot = 'not-held') as not_held,
       count(*) filter (where public_slot = 'erased' or programme_slot = 'erased') as erased,
       count(*) filter (where invalid is not null) as invalid
     from entry where programme = $1 and origin = $2`,
    [projection.programme, log.identity.origin],
  );
  return counts;
}

async function peerStatus(node: Node, peer: TrustedNode): Promise<PeerStatus> {
  const { own, url } = peer.identity;
  const cosigned =
    node.party?.publisher.cosigned().get(peer.witnessKey.keyId) ??
    (await cosignedBefore(node, peer));
  const pull = own === undefined ? { lagEntries: 0 } : node.pulls.status(own.origin);
  const lastCosigned =
    cosigned === undefined
      ? {}
      : { lastCosigned: { at: instantOf(cosigned.at * 1_000), size: cosigned.size } };
  // A witness keeps no log to pull: its last cosignature is the last that was heard of it.
  const heard = own === undefined && lastCosigned.lastCosigned !== undefined;
  return {
    name: own?.party ?? peer.witnessKey.name,
    label: peer.identity.name,
    url,
    witnessOnly: own === undefined,
    ...pull,
    ...(heard ? { lastContact: lastCosigned.lastCosigned.at } : {}),
    ...lastCosigned,
  };
}

/** After a restart the confirmed note tells who had cosigned it, and when. */
async function cosignedBefore(node: Node, peer: TrustedNode) {
  const confirmed = node.logs.own?.confirmed;
  if (confirmed === undefined) return undefined;
  const times = await cosignersOf(nodeCrypto, confirmed, [peer.witnessKey]);
  const at = times.get(peer.witnessKey.keyId);
  return at === undefined ? undefined : { at, size: confirmed.size };
}
