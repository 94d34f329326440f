// A node of the simulation: the parts of src/store and src/server as src/server/node.ts puts them together, on a
// simulated disk, network, clock and timers. Without projection, pages, blobs and control socket.
import { toHex, utf8 } from '../../src/base/bytes.ts';
import type { Crypto, Signer } from '../../src/base/ports.ts';
import type { Draft } from '../../src/programme/kind.ts';
import type { Scope } from '../../src/programme/statement.ts';
import type { RefusedItem } from '../../src/projection/queries.ts';
import { type Alarms, openAlarms } from '../../src/server/alarms.ts';
import { type CosignedFile, openCosignedFile } from '../../src/server/cosigned-file.ts';
import { createFederation } from '../../src/server/federation.ts';
import { type Healed, healLog } from '../../src/server/heal.ts';
import type { Ask } from '../../src/server/http-client.ts';
import { ownLogs } from '../../src/server/init.ts';
import { createInvestigator } from '../../src/server/investigate.ts';
import type { KeyWatch } from '../../src/server/key-watch.ts';
import { openFilesPlace } from '../../src/server/log-place.ts';
import { createLogRoutes } from '../../src/server/log-routes.ts';
import { type HeldLog, type Logs, openLogs, originHash } from '../../src/server/logs.ts';
import { createProver } from '../../src/server/prover.ts';
import { type Publisher, startPublisher } from '../../src/server/publisher.ts';
import { createPullLoops } from '../../src/server/pull-loops.ts';
import { createRecorder, type Recorded, type Recorder } from '../../src/server/recorder.ts';
import { releaseWhenSafe } from '../../src/server/signing-gate.ts';
import { createSignerDesk, signerInProcess } from '../../src/server/tree-signer.ts';
import { createWitnessDesk, type WitnessDesk } from '../../src/server/witness-desk.ts';
import { type EvidenceFiles, openEvidenceFiles } from '../../src/store/evidence-files.ts';
import { openLastSigned } from '../../src/store/last-signed.ts';
import { openWitnessState } from '../../src/store/witness-state.ts';
import { simulatedCrypto } from './crypto.ts';
import type { Process } from './machine.ts';
import type { Network, Reply } from './network.ts';
import type { Participant } from './parties.ts';

/** Where a node keeps what is backed up, and what is not. */
export const folders = { data: '/data', state: '/state' } as const;
const pollMilliseconds = 5_000;
const compareMilliseconds = 30_000;

/** What a node is opened with. */
export interface NodeWorld {
  readonly who: Participant;
  readonly others: readonly Participant[];
  readonly process: Process;
  readonly network: Network;
  /** Told of every signature before it is made. */
  readonly onSign: (message: Uint8Array) => void;
  /** Told of each cosigned note that was kept, once it is durable. */
  readonly onKept: (origin: string, note: string) => void;
}

/** A running node. */
export interface SimulatedNode {
  readonly who: Participant;
  /** What this process has refused, without what was kept of earlier ones: their clocks may have been ahead. */
  refusedHere(): readonly RefusedItem[];
  readonly logs: Logs;
  readonly alarms: Alarms;
  readonly evidence: EvidenceFiles;
  readonly desk: WitnessDesk;
  readonly publisher?: Publisher;
  readonly cosignedFileOf: (log: HeldLog) => CosignedFile;
  /** Records payloads, one entry each, in the shared log or in the private one. */
  record(payloads: readonly Partial<Record<Scope, string>>[]): Promise<Recorded>;
  serve(ask: Ask): Promise<Reply>;
}

/** Opens a node's folders and starts its loops. Rejects as the stores do. */
export async function openSimulatedNode(world: NodeWorld): Promise<SimulatedNode> {
  const { who, others, process, network } = world;
  const { files, clock, after, random } = process;
  const crypto = simulatedCrypto;
  const trusted = others.map((other) => other.trusted);
  const own = ownLogs(who.config, who.keys);
  const logs = await openLogs({
    place: openFilesPlace({ dataDir: folders.data, stateDir: folders.state, files }),
    crypto,
    peers: trusted,
    keysOf: (peer) => peer.keys.log,
    ...(who.kind === 'party' ? own : {}),
  });
  const alarms = await openAlarms(folders.data, clock, { files, after });
  const before = new Set(alarms.refused());
  const refusedHere = () => alarms.refused().filter((item) => !before.has(item));
  const client = network.clientOf(who.name, process);
  const evidence = openEvidenceFiles(`${folders.data}/evidence`, files);
  const cosignedFileOf = cosignedFiles(world, crypto);
  const common = { crypto, clock, client, alarms };
  const { programme } = who.config;
  const investigator = createInvestigator({
    ...{ ...common, programme, evidence },
    onProven: (log, notes) => void desk.tellAll(log, notes),
  });
  const started: { publisher?: Publisher } = {};
  const federation = federationOf(world, logs, () => started.publisher);
  const request = { ...who.keys.request, signer: process.signerOf(who.keys.request.signer) };
  const requestKey = who.kind === 'party' ? { requestKey: request } : {};
  const pulls = createPullLoops({
    ...{ clock, alarms, pollMilliseconds, after },
    mayPull: () => true,
    onPulled: () => undefined,
    onReached: () => undefined,
    fetchBlobs: async () => undefined,
    pull: {
      ...common,
      ...requestKey,
      ...{ random, investigator, programme, cosignedFileOf, keyWatch },
      room: { require: async () => undefined, took: () => undefined },
      required: federation.required,
      cosigners: federation.cosigners,
      onLatePayloads: async () => undefined,
    },
  });
  const desk = createWitnessDesk({
    ...common,
    logs,
    investigator,
    keyWatch,
    state: openWitnessState(folders.state, { files }),
    keys: () => [{ ...who.keys.witness, signer: process.signerOf(who.keys.witness.signer) }],
    mayCosign: () => true,
    witnesses: () => trusted,
    onGrown: (log) => pulls.kick(log.identity.origin),
  });
  const publisher = publisherOf({ world, logs, alarms, federation, cosignedFileOf });
  if (publisher !== undefined) started.publisher = publisher;
  const recorder = createRecorder({ logs, clock, random, crypto });
  const serve = serverOf({ world, logs, desk, evidence, federation, cosignedFileOf });
  for (const log of logs.shared()) if (log !== logs.own) pulls.follow(log);
  compareEverySoOften(world, desk);
  const parts = publisher === undefined ? {} : { publisher };
  const record = recording({ logs, recorder, onRecorded: () => publisher?.kick() });
  const told = { alarms, refusedHere, evidence };
  return { who, logs, ...told, desk, cosignedFileOf, record, serve, ...parts };
}

function cosignedFiles(world: NodeWorld, crypto: Crypto) {
  const { files } = world.process;
  const open = new Map<string, CosignedFile>();
  return (log: HeldLog): CosignedFile => {
    const { origin } = log.identity;
    const hash = originHash(crypto, origin);
    const path = `${folders.data}/cosigned/${hash}.notes`;
    const there = open.get(hash);
    if (there !== undefined) return there;
    const file = openCosignedFile(path, { crypto, keys: log.keys, files });
    const told: CosignedFile = {
      firstHolding: file.firstHolding,
      append: async (note) => {
        await file.append(note);
        world.onKept(origin, note);
      },
    };
    open.set(hash, told);
    return told;
  };
}

/** Keys are not changed in a run. */
const keyWatch: KeyWatch = { look: async () => undefined, learn: async () => false };

type Federation = ReturnType<typeof createFederation>;

function federationOf(
  { who, others, process }: NodeWorld,
  logs: Logs,
  publisher: () => Publisher | undefined,
): Federation {
  const before = logs.own?.confirmed?.note.signatures.map((line) => line.keyId) ?? [];
  return createFederation({
    config: who.config,
    keys: who.keys,
    trust: {
      all: () => others.map((other) => other.trusted),
      add: async (_note, node) => node,
      believe: async () => undefined,
      keysOf: (peer) => peer.keys,
    },
    sha256: simulatedCrypto.sha256,
    clock: process.clock,
    projection: undefined,
    haveCosigned: () => new Set([...before, ...(publisher()?.cosigned().keys() ?? [])]),
  });
}

interface Assembled {
  readonly world: NodeWorld;
  readonly logs: Logs;
  readonly federation: Federation;
  readonly cosignedFileOf: (log: HeldLog) => CosignedFile;
}

function publisherOf(given: Assembled & { readonly alarms: Alarms }): Publisher | undefined {
  const { world, logs, alarms, federation, cosignedFileOf } = given;
  const { who, others, process, network } = world;
  const { files, clock, after, random } = process;
  const log = logs.own;
  if (log === undefined) return undefined;
  const crypto = simulatedCrypto;
  const client = network.clientOf(who.name, process);
  const witnesses = others.map((other) => other.trusted);
  const inner = process.signerOf(who.keys.log.signer);
  const told: Signer = {
    publicKey: inner.publicKey,
    sign: (message) => {
      world.onSign(message);
      return inner.sign(message);
    },
  };
  const lastSigned = openLastSigned(folders.state, files);
  const { origin } = log.identity;
  const pair = { key: who.keys.log.key, signer: told };
  const { sha256 } = crypto;
  const desk = createSignerDesk({ origin, sha256, lastSigned, keys: async () => [pair] });
  const signer = signerInProcess(desk);
  const publisher = startPublisher({
    ...{ log, signer, crypto, clock, client, alarms, after },
    held: async () => undefined,
    cosignedFile: cosignedFileOf(log),
    witnesses: () => witnesses,
    required: () => federation.required(log),
    onMoved: () => undefined,
  });
  const requestKey = who.keys.request;
  void releaseWhenSafe({
    ...{ log, publisher, alarms, after },
    start: () => ({ crypto, clock, random, client, requestKey, lastSigned, witnesses }),
    isClosing: () => !process.isAlive(),
  });
  return publisher;
}

function compareEverySoOften({ process }: NodeWorld, desk: WitnessDesk): void {
  process.after(compareMilliseconds, () => {
    desk.compareAll().catch(() => undefined);
    compareEverySoOften({ process } as NodeWorld, desk);
  });
}

function recording(given: {
  readonly logs: Logs;
  readonly recorder: Recorder;
  readonly onRecorded: () => void;
}): SimulatedNode['record'] {
  const { logs, recorder, onRecorded } = given;
  return async (payloads) => {
    const isInternal = payloads.some((payload) => payload.internal !== undefined);
    const log = isInternal ? logs.private : logs.own;
    if (log === undefined) throw new Error('a witness records nothing');
    const drafts = payloads.map((payload) => ({
      payloads: Object.fromEntries(
        Object.entries(payload).map(([scope, text]) => [scope, { about: 'X', text }]),
      ),
    })) as unknown as readonly Draft[];
    const recorded = await recorder.record(log, drafts, async () => undefined);
    onRecorded();
    return recorded;
  };
}

function serverOf(
  given: Assembled & { readonly desk: WitnessDesk; readonly evidence: EvidenceFiles },
): SimulatedNode['serve'] {
  const { world, logs, desk, evidence, federation, cosignedFileOf } = given;
  const { who, process } = world;
  const crypto = simulatedCrypto;
  const { programme } = who.config;
  const { cosigners } = federation;
  const find = async (leaf: string) => findLeaf(logs, leaf);
  const app = createLogRoutes({
    ...{ logs, programme, crypto, desk, evidence },
    clock: process.clock,
    prover: createProver({ logs, crypto, programme, find, cosigners, cosignedFileOf }),
    blobs: { get: async () => undefined },
    isBlobNamed: async () => false,
    isHeld: () => false,
    keyFile: async () => '',
    readers: federation.readers,
    baseUrl: () => who.url,
  });
  app.onError(() => new Response(null, { status: 500 }));
  return async ({ url, method = 'GET', headers = {}, body }) => {
    const sent = new Headers({ ...headers });
    if (body !== undefined) sent.set('content-length', String(utf8(body).length));
    const request = new Request(url, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body }),
    });
    const response = await app.fetch(request);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return process.whileAlive(Promise.resolve({ status: response.status, bytes }));
  };
}

async function findLeaf(logs: Logs, leaf: string) {
  for (const log of logs.shared()) {
    const leaves = await log.store.leaves(0, log.store.head().size);
    const index = leaves.findIndex((one) => toHex(one) === leaf);
    if (index >= 0) return { origin: log.identity.origin, index, about: 'X' };
  }
  return undefined;
}

/** Heals a node that does not run, as `comity heal` does. */
export async function healSimulatedNode(world: NodeWorld): Promise<Healed> {
  const { who, others, process, network } = world;
  const { own } = ownLogs(who.config, who.keys);
  if (own === undefined) throw new Error('a witness has nothing to heal');
  return healLog({
    client: network.clientOf(who.name, process),
    crypto: simulatedCrypto,
    clock: process.clock,
    random: process.random,
    requestKey: who.keys.request,
    dir: `${folders.data}/log`,
    own,
    trusted: others.map((other) => other.trusted),
    lastSigned: openLastSigned(folders.state, process.files),
    files: process.files,
  });
}
