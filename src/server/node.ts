// The composition root of one node: opens its folder under the lock, its logs, its projection, its witness and
// its loops, in the order in which they must come up (record.md 4.12), and takes them down again.
import { join } from 'node:path';
import { instantOf } from '../base/dates.ts';
import type { Clock } from '../base/ports.ts';
import type { LogState } from '../programme/kinds/log.ts';
import { findEntry } from '../projection/known-entry.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { readSubject } from '../projection/subject.ts';
import { openEvidenceFiles } from '../store/evidence-files.ts';
import { checkFormat, lockFolder } from '../store/folder.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import type { ProjectionDatabase } from '../store/projection-database.ts';
import { createAccessCheck } from './access-check.ts';
import type { Alarms } from './alarms.ts';
import { type Audit, startAudit } from './audit.ts';
import type { BlobFetcher } from './blob-client.ts';
import { type ClockGuard, createClockGuard } from './clock-guard.ts';
import { type Commands, createCommands } from './commands.ts';
import { type Config, readConfig, stateDirOf } from './config.ts';
import { createEraser, type Eraser } from './eraser.ts';
import { createFederation, type Federation } from './federation.ts';
import type { TrustedNode } from './identity.ts';
import { createInvestigator, type OnProven } from './investigate.ts';
import { createKeyWatch, type KeyWatch } from './key-watch.ts';
import { type KeyPair, type NodeKeys, requestPair } from './keys.ts';
import type { Logs } from './logs.ts';
import { createMirrorRoom, type MirrorRoom } from './mirror-room.ts';
import { openMlDsaWitness } from './ml-dsa-witness.ts';
import type { NodeBlobs } from './node-blobs.ts';
import { blobFetcherOf, fetchNow } from './node-fetching.ts';
import { type NodeOptions, openDatabase, openParts, type Parts, settingOf } from './node-parts.ts';
import { createRingKeeper } from './own-keys.ts';
import { type Projector, startProjector } from './projector.ts';
import { createProver, type Prover } from './prover.ts';
import { type Publisher, startPublisher } from './publisher.ts';
import { createPullLoops, type PullLoops } from './pull-loops.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { superviseRole } from './role.ts';
import type { Standby } from './standby.ts';
import type { TrustList } from './trust.ts';
import { createWitnessDesk, type WitnessDesk } from './witness-desk.ts';

/** An open node. */
export interface Node {
  readonly config: Config;
  readonly dataDir: string;
  readonly keys: NodeKeys;
  readonly trust: TrustList;
  readonly logs: Logs;
  readonly alarms: Alarms;
  readonly federation: Federation;
  readonly evidence: ReturnType<typeof openEvidenceFiles>;
  readonly desk: WitnessDesk;
  readonly pulls: PullLoops;
  readonly prover: Prover;
  readonly blobs: NodeBlobs;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly standby: Standby;
  /** Absent on a witness. */
  readonly party?: {
    readonly publisher: Publisher;
    readonly commands: Commands;
    readonly projector: Projector;
    readonly projection: ProjectionSetting;
    readonly eraser: Eraser;
    /** Whether the own log is shorter than what was signed: it comes from an older backup. */
    readonly isShort: boolean;
    readonly clockGuard: ClockGuard;
  };
  /** Follows a newly trusted node. */
  follow(node: TrustedNode): Promise<void>;
  /** Begins to pull and to sign; called once the node listens, so that two starting nodes never wait for each other. */
  start(): void;
  close(): Promise<void>;
}

const compareMillisecondsBetween = 30_000;

/** Opens a node. Failures: those of folder, configuration, keys, logs and projection. */
export async function openNode(options: NodeOptions): Promise<Node> {
  const { dataDir } = options;
  const config = readConfig(dataDir);
  const lock = await lockFolder(dataDir);
  try {
    await checkFormat(dataDir);
    return await compose(options, config, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function compose(
  options: NodeOptions,
  config: Config,
  release: () => Promise<void>,
): Promise<Node> {
  const parts = await openParts(options, config);
  let db: ProjectionDatabase | undefined;
  try {
    db = config.own === undefined ? undefined : await openDatabase(options, config);
    return await assemble(parts, db, release);
  } catch (error) {
    // Their servers would take this process for one that works on the schema, or sequences.
    await db?.close().catch(() => undefined);
    await parts.place.close().catch(() => undefined);
    throw error;
  }
}

async function assemble(
  parts: Parts,
  db: ProjectionDatabase | undefined,
  release: () => Promise<void>,
): Promise<Node> {
  const { options, config, keys, clock, trust, logs, alarms } = parts;
  const projection = db === undefined ? undefined : settingOf(parts, db);
  // The services tell the party's of what happened, and are there before it.
  const late: { party?: NonNullable<Node['party']> } = {};
  const federation = federationOf(parts, projection, () => late.party);
  const services = await openServices({ parts, federation, projection, party: () => late.party });
  const party = await openParty({ parts, federation, services, projection, db });
  if (party !== undefined) late.party = party;
  db?.whenLost(() => party?.projector.reconnect());
  const life = lifeOf({ parts, services, party });
  return {
    config,
    dataDir: options.dataDir,
    keys,
    trust,
    logs,
    alarms,
    federation,
    clock,
    standby: parts.standby,
    ...services,
    ...(party === undefined ? {} : { party }),
    ...life,
    close: async () => {
      await life.close();
      await db?.close().catch(() => undefined);
      await alarms.settle();
      await logs.close();
      await parts.place.close();
      await release();
    },
  };
}

function federationOf(
  parts: Parts,
  projection: ProjectionSetting | undefined,
  party: () => Node['party'],
): Federation {
  const { config, keys, trust, logs } = parts;
  const before = logs.own?.confirmed?.note.signatures.map((line) => line.keyId) ?? [];
  return createFederation({
    config,
    keys,
    trust,
    sha256: nodeCrypto.sha256,
    clock: parts.clock,
    projection,
    haveCosigned: () => new Set([...before, ...(party()?.publisher.cosigned().keys() ?? [])]),
  });
}

type Services = Pick<Node, 'evidence' | 'desk' | 'pulls' | 'prover' | 'recorder' | 'blobs'> & {
  readonly keyWatch: KeyWatch;
  /** Absent where there is no projection, which says what statements name. */
  readonly blobFetcher?: BlobFetcher;
};

async function openServices(given: {
  readonly parts: Parts;
  readonly federation: Federation;
  readonly projection: ProjectionSetting | undefined;
  readonly party: () => Node['party'];
}): Promise<Services> {
  const { parts, federation, projection } = given;
  const { config, clock, logs, alarms, client, keys, trust, cosignedFileOf } = parts;
  const { dataDir } = parts.options;
  const { programme } = config;
  const crypto = nodeCrypto;
  const evidence = openEvidenceFiles(join(dataDir, 'evidence'));
  const common = { crypto, clock, client, alarms };
  const onProven: OnProven = (log, notes) => void desk.tellAll(log, notes);
  const investigator = createInvestigator({ ...common, programme, evidence, onProven });
  const prover = createProver({
    logs,
    crypto,
    programme,
    find: async (leaf) => (projection === undefined ? undefined : findEntry(projection, leaf)),
    cosigners: federation.cosigners,
    cosignedFileOf,
  });
  const room = roomOf(parts);
  const openFetcher = () => blobFetcherOf({ parts, room, projection, party: given.party });
  const blobFetcher = openFetcher();
  const keyWatch = createKeyWatch({ ...common, programme, trust });
  const pulls = createPullLoops({
    clock,
    alarms,
    pollMilliseconds: config.pullSeconds * 1_000,
    mayPull: () => parts.standby.isSequencer(),
    onPulled: () => given.party()?.projector.kick(),
    onReached: (log) => blobFetcher?.look(log),
    fetchBlobs: (log) => fetchNow(openFetcher(), log),
    pull: {
      ...common,
      random: randomBytes,
      investigator,
      keyWatch,
      programme,
      room,
      ...(config.own === undefined ? {} : { requestKey: requestPair(keys, clock) }),
      required: federation.required,
      cosigners: federation.cosigners,
      cosignedFileOf,
      onLatePayloads: async (log, indices) => {
        await given.party()?.projector.reapply(log.identity.origin, indices);
        given.party()?.eraser.kick();
        blobFetcher?.late(log, indices);
      },
    },
  });
  const mlDsaKeys = await mlDsaKeysOf(parts);
  const desk = createWitnessDesk({
    ...common,
    logs,
    investigator,
    keyWatch,
    state: parts.place.witnessState(),
    mayCosign: () => parts.standby.isSequencer(),
    keys: () => [...keys.signing('witness', clock()), ...mlDsaKeys],
    witnesses: () => trust.all(),
    onGrown: (log) => pulls.kick(log.identity.origin),
  });
  const recorder = createRecorder({ logs, clock, random: randomBytes, crypto });
  const { blobs } = parts;
  const fetching = blobFetcher === undefined ? {} : { blobFetcher };
  return { evidence, desk, pulls, prover, recorder, blobs, keyWatch, ...fetching };
}

function roomOf({ config, options, place }: Parts): MirrorRoom {
  const { mirrorBytesMax } = config;
  const ofPlace = place.bytesOf === undefined ? {} : { bytesOf: place.bytesOf };
  return createMirrorRoom({
    dataDir: options.dataDir,
    crypto: nodeCrypto,
    mirrorBytesMax,
    ...ofPlace,
  });
}

/** The ML-DSA-44 key that this node cosigns with beside its Ed25519 ones, where the operator wants it. */
async function mlDsaKeysOf({ config, options }: Parts): Promise<readonly KeyPair[]> {
  if (!config.mlDsaWitness) return [];
  const stateDir = stateDirOf(options.dataDir, config);
  return [await openMlDsaWitness(stateDir, config.witnessName, nodeCrypto)];
}

/** What begins when the node listens, and ends before its stores are closed. */
function lifeOf(given: {
  readonly parts: Parts;
  readonly services: Services;
  readonly party: Node['party'];
}): Pick<Node, 'follow' | 'start' | 'close'> {
  const { parts, party } = given;
  const { desk, pulls, blobFetcher, keyWatch } = given.services;
  const { logs, client, options } = parts;
  let timer: NodeJS.Timeout | undefined;
  let audit: Audit | undefined;
  let closing = false;
  const { dataDir } = options;
  const syncKeys = createRingKeeper({
    ...{ ...parts, dataDir },
    ...(party === undefined ? {} : { party }),
  });
  return {
    follow: async (node) => {
      const log = await logs.addMirror(node);
      if (log !== undefined && options.network === 'on') pulls.follow(log);
      party?.publisher.kick();
    },
    start: () => {
      for (const log of logs.shared()) if (log !== logs.own) pulls.follow(log);
      superviseRole({ parts, party, pulls, syncKeys, keyWatch, isClosing: () => closing });
      const compare = () => void desk.compareAll().catch(() => undefined);
      timer = setInterval(compare, compareMillisecondsBetween);
      timer.unref();
      // A database checks its rows whenever they are read, and has no bundles.
      if (parts.place.database === undefined)
        audit = startAudit({ logs: logs.all(), alarms: parts.alarms });
    },
    close: async () => {
      closing = true;
      clearInterval(timer);
      client.close();
      await audit?.close();
      await pulls.close();
      await blobFetcher?.close();
      await party?.publisher.close();
      await party?.projector.close();
      await party?.eraser.close();
    },
  };
}

async function openParty(given: {
  readonly parts: Parts;
  readonly federation: Federation;
  readonly services: Services;
  readonly projection: ProjectionSetting | undefined;
  readonly db: ProjectionDatabase | undefined;
}): Promise<Node['party']> {
  const { parts, federation, services, projection, db } = given;
  const { logs, config, clock } = parts;
  const { recorder, blobFetcher } = services;
  if (projection === undefined || db === undefined) return undefined;
  if (logs.own === undefined || parts.signer === undefined) return undefined;
  const projector = await startProjector({
    logs,
    crypto: nodeCrypto,
    projection,
    onApplied: () => federation.refresh(),
  });
  await federation.refresh();
  const own = logs.own;
  const clockGuard = createClockGuard({
    log: own,
    clock,
    alarms: parts.alarms,
    accepted: () => clockAccepted(projection, own.identity.origin),
  });
  const publisher = startPublisher({
    log: own,
    held: clockGuard.held,
    signer: parts.signer,
    crypto: nodeCrypto,
    clock,
    client: parts.client,
    alarms: parts.alarms,
    cosignedFile: parts.cosignedFileOf(own),
    witnesses: () => parts.trust.all(),
    required: () => federation.required(own),
    onMoved: () => projector.kick(),
  });
  const commands = createCommands({
    config,
    clock,
    sha256: nodeCrypto.sha256,
    logs,
    recorder,
    projector,
    projection,
    federation,
    blobs: parts.blobs,
    standby: parts.standby,
    access: createAccessCheck({ config, clock, logs, projection, projector }),
    onRecorded: () => publisher.kick(),
  });
  const eraser = createEraser({
    ...{ logs, crypto: nodeCrypto, projection, database: db, projector, commands },
    ...{ blobs: parts.blobs, alarms: parts.alarms },
    mayErase: () => parts.standby.isSequencer(),
    forgetBlob: (hash) => blobFetcher?.forget(hash),
    ownDir: join(parts.options.dataDir, 'log'),
    marker: join(parts.options.dataDir, 'projection', 'erasing'),
  });
  // A signer that does not answer yet is asked again before anything is signed.
  const signed = await parts.signer.last(own.identity.origin).catch(() => undefined);
  const isShort = (signed?.size ?? 0) > own.store.head().size;
  return { publisher, commands, projector, projection, clockGuard, eraser, isShort };
}

/** The clock that the operator has last said to believe. */
async function clockAccepted(projection: ProjectionSetting, id: string) {
  // Without its rows nothing is known to be accepted.
  const found = await readSubject(projection, { fold: 'public', kind: 'log', id }).catch(
    () => undefined,
  );
  return (found?.folded.state as LogState | undefined)?.life.clockAccepted.at(-1)?.now;
}

/** Returns the instant of the node's clock. */
export function nowOf(node: Node): string {
  return instantOf(node.clock());
}
