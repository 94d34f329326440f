// Another node as tests need it: genuine keys, a genuine log, a server on loopback that answers as a node does,
// until a test tells it to misbehave. And honest counterparts: trusted identities, held mirrors, signed trees.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Instant, instantOf } from '../../src/base/dates.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../../src/base/ids.ts';
import { canonicalBytes, type Json } from '../../src/base/json.ts';
import {
  openCheckpoint,
  printCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
} from '../../src/record/checkpoint.ts';
import { commit } from '../../src/record/commitment.ts';
import { cosign } from '../../src/record/cosignature.ts';
import { printEnvelope } from '../../src/record/envelope.ts';
import {
  cosignatureKeyType,
  noteKeyType,
  printVerifierKey,
  verifierKey,
} from '../../src/record/key.ts';
import { leafHash, rootOf } from '../../src/record/merkle.ts';
import { printNote, printSignature } from '../../src/record/note.ts';
import { parseAddCheckpoint } from '../../src/record/witness.ts';
import {
  type Identity,
  parseIdentity,
  printIdentity,
  type TrustedNode,
} from '../../src/server/identity.ts';
import type { KeyPair } from '../../src/server/keys.ts';
import type { HeldLog } from '../../src/server/logs.ts';
import { encodePayloadBundle } from '../../src/server/payload-bundle.ts';
import type { LogStore, NewEntry } from '../../src/store/log-store.ts';
import { createMemoryLog } from '../../src/store/memory-log.ts';
import { testCrypto, testSigner } from './crypto.ts';

const { sha256 } = testCrypto;

/** The programme that test peers take part in. */
export const peerProgramme = 'two-towns' as ProgrammeId;

/** Keys of a made-up node; every seed gives other ones. */
export interface PeerKeys {
  readonly root: KeyPair;
  readonly log: KeyPair;
  readonly witness: KeyPair;
  readonly request: KeyPair;
}

/** Returns the key pair of a seed byte. */
export function keyPair(seed: number, name: string, type = noteKeyType): KeyPair {
  const signer = testSigner(seed);
  return { signer, key: verifierKey(sha256, { name, type, publicKey: signer.publicKey }) };
}

/** Returns keys for a party of that name. */
export function peerKeys(party: string, seed: number): PeerKeys {
  const origin = `log.${party}.invalid/${peerProgramme}`;
  return {
    root: keyPair(seed, `${origin}/root`),
    log: keyPair(seed + 1, origin),
    witness: keyPair(seed + 2, `witness.${party}.invalid`, cosignatureKeyType),
    request: keyPair(seed + 3, `${origin}/request`),
  };
}

/** Returns what a node of these keys says of itself. */
export function peerIdentity(
  keys: PeerKeys,
  said: { readonly party: string; readonly mark: string; readonly url: string },
): Identity {
  return {
    kind: 'party',
    name: { en: `Town of ${said.party}` },
    programme: peerProgramme,
    url: said.url,
    rootKey: printVerifierKey(keys.root.key),
    witnessKey: printVerifierKey(keys.witness.key),
    requestKey: printVerifierKey(keys.request.key),
    own: {
      party: said.party as PartyId,
      mark: said.mark as Mark,
      zone: 'Asia/Hong_Kong',
      origin: keys.log.key.name as Origin,
      logKey: printVerifierKey(keys.log.key),
    },
  };
}

/** Signs an export and reads it back. */
export async function trustedPeer(
  keys: PeerKeys,
  identity: Identity,
): Promise<{ readonly note: string; readonly node: TrustedNode }> {
  const note = await printIdentity(identity, keys.root);
  const parsed = await parseIdentity(testCrypto, note);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return { note, node: parsed.value };
}

/** Returns a mirror of a peer's log in memory, as a node holds it. */
export function heldMirror(peer: TrustedNode): HeldLog {
  const { own } = peer.identity;
  if (own === undefined || peer.logKey === undefined) throw new Error('a party keeps a log');
  const { origin, party, zone } = own;
  return {
    identity: { origin, party, zone, visibility: 'shared' },
    store: createMemoryLog({ origin, sha256 }),
    keys: () => peer.keys.log,
    peer,
  };
}

/** Returns the signed note of a tree that is only claimed. */
export async function signClaim(
  pair: KeyPair,
  tree: { readonly size: number; readonly root: Uint8Array },
): Promise<SignedCheckpoint> {
  const checkpoint = { origin: pair.key.name as Origin, ...tree, extensions: [] };
  const signature = await signCheckpoint(pair.key, pair.signer, checkpoint);
  const text = printNote({ text: printCheckpoint(checkpoint), signatures: [signature] });
  const opened = await openCheckpoint(testCrypto, pair.key, text);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

/** Returns the signed note of the tree over some entries. */
export function signEntries(
  pair: KeyPair,
  entries: readonly NewEntry[],
): Promise<SignedCheckpoint> {
  const root = rootOf(
    sha256,
    entries.map((entry) => leafHash(sha256, entry.bytes)),
  );
  return signClaim(pair, { size: entries.length, root });
}

const at: Instant = instantOf(Date.UTC(2026, 10, 24, 8));

/** Returns an entry that commits to one public payload. */
export function publicEntry(payload: Json, salt = new Uint8Array(32).fill(7)): NewEntry {
  const bytes = canonicalBytes(payload);
  const commitments = { public: commit(sha256, salt, bytes) };
  return {
    bytes: printEnvelope({ v: 1, at, seen: [], commitments }),
    payloads: [{ scope: 'public', salt, bytes }],
  };
}

/** Returns distinct entries; another word makes other ones. */
export function someEntries(count: number, word = 'entry'): readonly NewEntry[] {
  return Array.from({ length: count }, (_, i) => publicEntry({ about: 'X', word, i }));
}

/** Returns entries of one byte or two and no payloads. */
export function tinyEntries(count: number): readonly NewEntry[] {
  return Array.from({ length: count }, (_, i) => ({
    bytes: Uint8Array.of(i % 251, Math.floor(i / 251) % 251),
    payloads: [],
  }));
}

/** Appends in pieces that a store takes, and publishes the whole under a signed note. */
export async function publishEntries(
  store: LogStore,
  pair: KeyPair,
  entries: readonly NewEntry[],
): Promise<SignedCheckpoint> {
  for (let from = 0; from < entries.length; from += 1_024)
    await store.append(entries.slice(from, from + 1_024));
  const note = await signClaim(pair, store.head());
  for (const name of ['checkpoint.pending', 'checkpoint'] as const)
    await store.putCheckpoint(name, printNote(note.note), note.size);
  return note;
}

/** Answers one request, or leaves it to the honest answer by returning false. */
export type Misbehaviour = (
  path: string,
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
) => boolean | Promise<boolean>;

/** A peer that listens. */
export interface Peer extends AsyncDisposable {
  readonly url: string;
  readonly keys: PeerKeys;
  readonly note: string;
  readonly node: TrustedNode;
  readonly origin: string;
  /** Every path asked for, in order. */
  readonly asked: string[];
  /** What it shows as its log; replace it to show another. */
  log: LogStore;
  misbehave: Misbehaviour;
  /** Publishes these entries, and nothing before them. */
  show(entries: readonly NewEntry[]): Promise<SignedCheckpoint>;
}

/** Starts a peer on a free port of loopback. */
export async function startPeer(
  said: { readonly party?: string; readonly mark?: string; readonly seed?: number } = {},
): Promise<Peer> {
  const { party = 'rogue', mark = 'RO', seed = 60 } = said;
  const keys = peerKeys(party, seed);
  const origin = keys.log.key.name as Origin;
  const emptyLog = () => createMemoryLog({ origin, sha256 });
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    void answer(peer, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}`;
  const { note, node } = await trustedPeer(keys, peerIdentity(keys, { party, mark, url }));
  const peer: Peer = {
    url,
    keys,
    note,
    node,
    origin,
    asked: [],
    log: emptyLog(),
    misbehave: () => false,
    show: (entries) => {
      peer.log = emptyLog();
      return publishEntries(peer.log, keys.log, entries);
    },
    [Symbol.asyncDispose]: async () => {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return peer;
}

async function answer(peer: Peer, request: IncomingMessage, response: ServerResponse) {
  const path = request.url ?? '/';
  peer.asked.push(path);
  try {
    if (await peer.misbehave(path, { request, response })) return;
    const body = await honestAnswer(peer, path, request);
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body);
  } catch {
    response.destroy();
  }
}

async function honestAnswer(peer: Peer, path: string, request: IncomingMessage) {
  const base = `/log/${peerProgramme}/`;
  if (path === '/witness/add-checkpoint') return cosigned(peer, await textOf(request));
  if (!path.startsWith(base)) return undefined;
  const name = path.slice(base.length);
  if (name === 'checkpoint' || name === 'checkpoint.pending') return peer.log.checkpoint(name);
  const bundle = /^payloads\/(\d+)\?scope=public$/.exec(name)?.[1];
  if (bundle === undefined) return peer.log.resource(name);
  const slots = [];
  const from = Number(bundle) * 256;
  for (let i = from; i < Math.min(from + 256, peer.log.head().size); i++)
    slots.push(await peer.log.payload(i, 'public'));
  return encodePayloadBundle(slots);
}

/** Cosigns whatever it is given. */
async function cosigned(peer: Peer, body: string): Promise<string | undefined> {
  const parsed = parseAddCheckpoint(body);
  if (!parsed.ok) return undefined;
  const checkpointText = `${parsed.value.note.split('\n\n')[0]}\n`;
  const timeSeconds = Math.floor(Date.now() / 1_000);
  return printSignature(await cosign({ ...peer.keys.witness, timeSeconds, checkpointText }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
