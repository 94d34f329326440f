// `comity fsck`: reads everything this node holds back from disk and checks it: every leaf, both notes, every
// payload against its commitment, every blob against its name.
import { equalBytes, toHex } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Issue } from '../base/result.ts';
import type { Scope } from '../programme/statement.ts';
import { parseEnvelope } from '../record/envelope.ts';
import { leafHash, rootOf, treeRoot } from '../record/merkle.ts';
import { tileHashReader, tileWidth } from '../record/tile.ts';
import { verifyPayload } from '../record/verify.ts';
import type { PayloadSlot } from '../store/log-store.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { HeldLog } from './logs.ts';
import type { Node } from './node.ts';

/** What was read and what was wrong. */
export interface FsckReport {
  readonly logs: readonly {
    readonly origin: string;
    readonly entries: number;
    readonly payloads: number;
    /** Payloads that were erased: their entries and proofs stand. */
    readonly erased: number;
    readonly root: string;
  }[];
  /** Blobs read. */
  readonly blobs: number;
  readonly issues: readonly Issue[];
}

/** Checks every log and every blob. Cost: linear in all that is held. */
export async function fsckNode(node: Pick<Node, 'logs' | 'blobs' | 'party'>): Promise<FsckReport> {
  const issues: Issue[] = [];
  const logs = [];
  const asked = (await node.party?.eraser.list()) ?? [];
  for (const log of node.logs.all()) {
    const own = asked.filter(({ origin }) => origin === log.identity.origin);
    const gone = new Set(own.map(({ index }) => index));
    logs.push(await fsckLog(log, gone, issues));
  }
  const blobs = await fsckBlobs(node.blobs, issues);
  return { logs, blobs, issues };
}

async function fsckBlobs(blobs: Node['blobs'], issues: Issue[]): Promise<number> {
  const hashes = await blobs.list();
  for (const hash of hashes) {
    try {
      await blobs.get(hash);
    } catch (error) {
      issues.push({ code: 'server.fsck.blob', path: `blobs/${hash}`, message: codeOf(error) });
    }
  }
  return hashes.length;
}

async function fsckLog(log: HeldLog, gone: ReadonlySet<number>, issues: Issue[]) {
  const { sha256 } = nodeCrypto;
  const { origin, visibility } = log.identity;
  const payload: PayloadHolder['payload'] = (index, scope) => log.store.payload(index, scope);
  const holder = { origin, visibility, payload };
  const head = log.store.head();
  const leaves: Uint8Array[] = [];
  let [payloads, erased] = [0, 0];
  for (let from = 0; from < head.size; from += tileWidth) {
    const to = Math.min(from + tileWidth, head.size);
    const entries = await log.store.entries(from, to).catch((error: unknown) => {
      if (!(error instanceof ComityError)) throw error;
      issues.push({ code: error.code, path: origin, message: error.message });
    });
    // What cannot be read is known by its hashes; nothing else is told of it.
    if (entries === undefined) leaves.push(...(await log.store.leaves(from, to)));
    for (const [i, entry] of entries?.entries() ?? []) {
      leaves.push(leafHash(sha256, entry));
      const index = from + i;
      const found = await checkPayloads(holder, { index, entry }, issues);
      payloads += found.held;
      erased += found.erased;
      if (found.held === 0 || !gone.has(index)) continue;
      const message = 'its owner asked to erase it, and its payload is held';
      issues.push({ code: 'server.fsck.not-erased', path: `${origin} entry ${index}`, message });
    }
  }
  const root = rootOf(sha256, leaves);
  const add = (code: string, message: string) => issues.push({ code, path: origin, message });
  if (!equalBytes(root, head.root))
    add('server.fsck.root', `entries give another root than recorded at ${head.size}`);
  for (const note of [log.confirmed, log.pending]) {
    if (note === undefined || note.size === 0) continue;
    const fromTiles = tileHashReader(note.size, (path) => log.store.resource(path));
    const tileRoot = await treeRoot(sha256, note.size, fromTiles).catch(() => undefined);
    if (tileRoot === undefined || !equalBytes(tileRoot, note.root)) {
      add('server.fsck.tiles', `tiles do not give the signed root of size ${note.size}`);
    }
    if (
      note.size > head.size ||
      !equalBytes(rootOf(sha256, leaves.slice(0, note.size)), note.root)
    ) {
      add('server.fsck.checkpoint', `entries do not give the signed root of size ${note.size}`);
    }
  }
  return { origin, entries: head.size, payloads, erased, root: toHex(root) };
}

/** Payloads of an entry, by what is held of them. */
export interface PayloadCounts {
  readonly held: number;
  readonly absent: number;
  readonly erased: number;
}

/** Whatever holds the payloads of a log: a store, or a folder that is only read. */
export interface PayloadHolder {
  readonly origin: string;
  readonly visibility: 'shared' | 'private';
  payload(index: number, scope: Scope): Promise<PayloadSlot>;
}

/** Checks an entry's envelope and every payload that is held of it; adds to the issues what is wrong. */
export async function checkPayloads(
  holder: PayloadHolder,
  at: { readonly index: number; readonly entry: Uint8Array },
  issues: Issue[],
): Promise<PayloadCounts> {
  const envelope = parseEnvelope(at.entry, holder.visibility);
  const path = `${holder.origin} entry ${at.index}`;
  const counts = { held: 0, absent: 0, erased: 0 };
  if (!envelope.ok) {
    issues.push({ code: 'server.fsck.envelope', path, message: envelope.error[0]?.code ?? '' });
    return counts;
  }
  for (const [scope, commitment] of Object.entries(envelope.value.commitments)) {
    const slot = await holder.payload(at.index, scope as Scope);
    counts[slot.status === 'not-held' ? 'absent' : slot.status] += 1;
    if (slot.status !== 'held') continue;
    const { salt, bytes: payload } = slot;
    if (verifyPayload(nodeCrypto, { commitment, salt, payload })) continue;
    const message = `the ${scope} payload is not what the entry commits to`;
    issues.push({ code: 'server.fsck.payload', path, message });
  }
  return counts;
}
