// The nodes this node trusts: their exports, entered by `party trust`, one file each under trust/, and beside it the
// changes of keys that were believed since, under the root key of the export.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ComityError } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import { issuesToText } from '../base/result.ts';
import { type KeyChange, keyChangeText } from '../programme/kinds/log-life.ts';
import type { VerifierKey } from '../record/key.ts';
import { readText, writeDurably } from '../store/folder.ts';
import { parseIdentity, type TrustedNode } from './identity.ts';
import {
  keysAfter,
  type PartyKeys,
  parseKeyFile,
  printKeyFile,
  type RecordedChange,
  verifyChange,
} from './key-changes.ts';

const trustedMax = 32;

/** Trusted nodes, in memory and on disk. */
export interface TrustList {
  /** With the newest keys that are believed. */
  all(): readonly TrustedNode[];
  /**
   * Adds a node, or replaces the export of the same party or witness. Durable on return. Returns it as it is asked.
   * @param address Of a folder that stands for the node, entered here; it is asked there, and nowhere else.
   */
  add(note: string, node: TrustedNode, address?: string): Promise<TrustedNode>;
  /**
   * Believes a party's changes of keys, those of its log from the first; durable on return. Changes that the root key
   * has not signed count for nothing. Failure: server.keys.contradicted (others than were believed before).
   * @param changes Untrusted.
   */
  believe(peer: TrustedNode, changes: readonly RecordedChange[]): Promise<void>;
  /** What is believed by now of the keys of a peer. */
  keysOf(peer: TrustedNode): PartyKeys;
}

interface Kept {
  /** As its export says, at its address. */
  readonly exported: TrustedNode;
  readonly changes: readonly KeyChange[];
  readonly node: TrustedNode;
}

/** Returns the name of a node in folders that carry logs: the party's id, or the key id of a witness. */
export function folderNameOf(node: {
  readonly party?: string | undefined;
  readonly witnessKey: VerifierKey;
}): string {
  return node.party ?? `witness-${node.witnessKey.keyId}`;
}

/** Returns the address of the folder in which a node's log is carried on a stick or disk. */
export function folderAddress(dir: string, node: TrustedNode): string {
  const name = folderNameOf({ party: node.identity.own?.party, witnessKey: node.witnessKey });
  return `${pathToFileURL(join(dir, name)).href}/`;
}

/** Reads every trusted export. Failures: server.trust.unreadable, server.trust.full. */
export async function openTrust(dataDir: string, crypto: Crypto): Promise<TrustList> {
  const dir = join(dataDir, 'trust');
  const nodes = new Map<string, Kept>();
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.note')) : [];
  for (const name of names.sort()) {
    const parsed = await parseIdentity(crypto, readFileSync(join(dir, name), 'utf8'));
    if (!parsed.ok) {
      const message = `${join(dir, name)}: ${issuesToText(parsed.error)}`;
      throw new ComityError('server.trust.unreadable', message);
    }
    const address = await readText(join(dir, `${name}.address`));
    const exported = nodeAt(parsed.value, address?.trim());
    nodes.set(fileNameOf(exported), await withKept(crypto, dir, exported));
  }
  return {
    all: () => [...nodes.values()].map(({ node }) => node),
    add: async (note, node, address) => {
      if (nodes.size >= trustedMax && !nodes.has(fileNameOf(node))) {
        throw new ComityError('server.trust.full', `at most ${trustedMax} trusted nodes`);
      }
      mkdirSync(dir, { recursive: true });
      const path = join(dir, fileNameOf(node));
      // The address first: a node that is carried is never asked over the network, not even after a power cut.
      if (address === undefined) rmSync(`${path}.address`, { force: true });
      else await writeDurably(`${path}.address`, Buffer.from(`${address}\n`));
      await writeDurably(path, Buffer.from(note));
      const kept = await withKept(crypto, dir, nodeAt(node, address));
      nodes.set(fileNameOf(node), kept);
      return kept.node;
    },
    believe: async (peer, changes) => {
      const name = fileNameOf(peer);
      const kept = nodes.get(name);
      if (kept === undefined || kept.exported.rootKey.keyId !== peer.rootKey.keyId) return;
      const signed = await verifiedOf(crypto, kept.exported, changes);
      requireContinuing(peer, kept.changes, signed);
      if (signed.length <= kept.changes.length) return;
      await writeDurably(join(dir, keyFileOf(name)), Buffer.from(printKeyFile(changes)));
      nodes.set(name, keptOf(crypto, kept.exported, signed));
    },
    keysOf: (peer) => (nodes.get(fileNameOf(peer))?.node ?? peer).keys,
  };
}

/** The changes that were believed stand beside the export; those of another root key say nothing. */
async function withKept(crypto: Crypto, dir: string, exported: TrustedNode): Promise<Kept> {
  const path = join(dir, keyFileOf(fileNameOf(exported)));
  return keptWith(crypto, exported, existsSync(path) ? readFileSync(path, 'utf8') : '');
}

async function keptWith(crypto: Crypto, exported: TrustedNode, keyFile: string): Promise<Kept> {
  const changes = parseKeyFile(keyFile) ?? [];
  return keptOf(crypto, exported, await verifiedOf(crypto, exported, changes));
}

/** Returns an exported node with what its file of changes makes of its keys. @param keyFile Untrusted; '' for none. */
export async function withChanges(
  crypto: Crypto,
  exported: TrustedNode,
  keyFile: string,
): Promise<TrustedNode> {
  return (await keptWith(crypto, exported, keyFile)).node;
}

function keptOf(crypto: Crypto, exported: TrustedNode, changes: readonly KeyChange[]): Kept {
  const { logKey: log, witnessKey: witness, requestKey: request } = exported;
  const keys = keysAfter(crypto.sha256, { log, witness, request }, changes);
  const newest = {
    witnessKey: keys.witness.at(-1)?.key ?? witness,
    requestKey: keys.request.at(-1)?.key ?? request,
    ...(log === undefined ? {} : { logKey: keys.log.at(-1)?.key ?? log }),
  };
  return { exported, changes, node: { ...exported, ...newest, keys } };
}

async function verifiedOf(
  crypto: Crypto,
  node: TrustedNode,
  changes: readonly RecordedChange[],
): Promise<readonly KeyChange[]> {
  const { own } = node.identity;
  if (own === undefined) return [];
  const party = { rootKey: node.rootKey, origin: own.origin };
  const verified: KeyChange[] = [];
  for (const { payload } of changes) {
    const change = await verifyChange(crypto, party, payload);
    if (change !== undefined) verified.push(change);
  }
  return verified;
}

/** What was believed stays: fewer changes are an older answer, other ones a contradiction under the root key. */
function requireContinuing(
  peer: TrustedNode,
  before: readonly KeyChange[],
  after: readonly KeyChange[],
): void {
  const origin = peer.identity.own?.origin;
  if (origin === undefined) return;
  const differs = before.some(
    (change, i) =>
      after[i] !== undefined && keyChangeText(origin, change) !== keyChangeText(origin, after[i]),
  );
  if (!differs) return;
  const message = `${origin}: its root key has signed other changes of keys than were believed`;
  throw new ComityError('server.keys.contradicted', message);
}

/** Returns the name of the file of changes beside an export. */
export function keyFileOf(noteName: string): string {
  return noteName.replace(/\.note$/, '.keys');
}

/** Everything that asks a node asks at the address of its identity. */
function nodeAt(node: TrustedNode, address: string | undefined): TrustedNode {
  return address === undefined ? node : { ...node, identity: { ...node.identity, url: address } };
}

function fileNameOf(node: TrustedNode): string {
  const { own } = node.identity;
  return own === undefined ? `witness-${node.witnessKey.keyId}.note` : `party-${own.party}.note`;
}
