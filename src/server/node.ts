// The composition root of one node: opens its folder under the lock, its logs, its projection, its witness and
// its loops, in the order in which they must come up (record.md 4.12), and takes them down again.
import { join } from 'node:path';
import { instantOf } from '../base/dates.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Clock } from '../base/ports.ts';
import type { LogState } from '../programme/kinds/log.ts';
import { blobsOfLog } from '../projection/blobs.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { readSubject } from '../projection/subject.ts';
import { openEvidenceFiles } from '../store/evidence-files.ts';
import { checkFormat, lockFolder } from '../store/folder.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import type { ProjectionDatabase } from '../store/projection-database.ts';
import { openWitnessState } from '../store/witness-state.ts';
import type { Alarms } from './alarms.ts';
import { type BlobFetcher, createBlobFetcher } from './blob-client.ts';
import { type ClockGuard, createClockGuard } from './clock-guard.ts';
import { type Commands, createCommands } from './commands.ts';
import { type Config, readConfig } from './config.ts';
import { createFederation, type Federation } from './federation.ts';
import type { TrustedNode } from './identity.ts';
import { createInvestigator } from './investigate.ts';
import { createKeyWatch } from './key-watch.ts';
import { type NodeKeys, requestPair } from './keys.ts';
import type { Logs } from './logs.ts';
import { createMirrorRoom, type MirrorRoom } from './mirror-room.ts';
import type { NodeBlobs } from './node-blobs.ts';
import { type NodeOptions, openDatabase, openParts, type Parts, settingOf } from './node-parts.ts';
import { syncRing } from './own-keys.ts';
import { type Projector, startProjector } from './projector.ts';
import { createProver, type Prover } from './prover.ts';
import { type Publisher, startPublisher } from './publisher.ts';
import { createPullLoops, type PullLoops } from './pull-loops.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { releaseWhenSafe } from './release.ts';
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
  /** Absent on a witness. */
  readonly party?: {
    readonly publisher: Publisher;
    readonly commands: Commands;
    readonly projector: Projector;
    readonly projection: ProjectionSetting;
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
  const db = config.own === undefined ? undefined : await openDatabase(options, config);
  try {
    return await assemble(parts, db, release);
  } catch (error) {
    // Its server would take this process for one that works on the schema.
    await db?.close().catch(() => undefined);
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
  const party = await openParty({ parts, federation, recorder: services.recorder, projection });
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
    ...services,
    ...(party === undefined ? {} : { party }),
    ...life,
    close: async () => {
      await life.close();
      await db?.close().catch(() => undefined);
      await alarms.settle();
      await logs.close();
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
  const investigator = createInvestigator({ ...common, programme, evidence });
  const prover = createProver({
    logs,
    crypto,
    programme,
    find: (leaf) => findLeaf(projection, leaf),
    cosigners: federation.cosigners,
    cosignedFileOf,
  });
  const room = createMirrorRoom({ dataDir, crypto, mirrorBytesMax: config.mirrorBytesMax });
  const blobFetcher = blobFetcherOf({ parts, room, projection, party: given.party });
  const keyWatch = createKeyWatch({ ...common, programme, trust });
  const pulls = createPullLoops({
    clock,
    alarms,
    pollMilliseconds: config.pullSeconds * 1_000,
    onPulled: () => given.party()?.projector.kick(),
    onReached: (log) => blobFetcher?.look(log),
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
        blobFetcher?.late(log, indices);
      },
    },
  });
  const desk = createWitnessDesk({
    ...common,
    logs,
    investigator,
    keyWatch,
    state: await openWitnessState(join(dataDir, 'witness')),
    keys: () => keys.signing('witness', clock()),
    witnesses: () => trust.all(),
    onGrown: (log) => pulls.kick(log.identity.origin),
  });
  const recorder = createRecorder({ logs, clock, random: randomBytes, crypto });
  const { blobs } = parts;
  const fetching = blobFetcher === undefined ? {} : { blobFetcher };
  return { evidence, desk, pulls, prover, recorder, blobs, ...fetching };
}

/** Fetches what mirrored logs name. A witness reads no statements, so it has no blobs. */
function blobFetcherOf(given: {
  readonly parts: Parts;
  readonly room: MirrorRoom;
  readonly projection: ProjectionSetting | undefined;
  readonly party: () => Node['party'];
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

/** What begins when the node listens, and ends before its stores are closed. */
function lifeOf(given: {
  readonly parts: Parts;
  readonly services: Services;
  readonly party: Node['party'];
}): Pick<Node, 'follow' | 'start' | 'close'> {
  const { parts, party } = given;
  const { desk, pulls, blobFetcher } = given.services;
  const { logs, client, options, alarms } = parts;
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  const { dataDir } = options;
  const syncKeys = () => syncRing({ ...parts, dataDir, ...(party === undefined ? {} : { party }) });
  return {
    follow: async (node) => {
      const log = await logs.addMirror(node);
      if (log !== undefined && options.network === 'on') pulls.follow(log);
      party?.publisher.kick();
    },
    start: () => {
      for (const log of logs.shared()) if (log !== logs.own) pulls.follow(log);
      if (party !== undefined) {
        releaseWhenSafe({ parts, party, syncKeys, isClosing: () => closing }).catch(
          (error: unknown) => {
            const from = logs.own?.identity.origin ?? '';
            alarms.refuse({ from, code: codeOf(error), detail: messageOf(error) });
          },
        );
      }
      const compare = () => void desk.compareAll().catch(() => undefined);
      timer = setInterval(compare, compareMillisecondsBetween);
      timer.unref();
    },
    close: async () => {
      closing = true;
      clearInterval(timer);
      client.close();
      await pulls.close();
      await blobFetcher?.close();
      await party?.publisher.close();
      await party?.projector.close();
    },
  };
}

async function openParty(given: {
  readonly parts: Parts;
  readonly federation: Federation;
  readonly recorder: Recorder;
  readonly projection: ProjectionSetting | undefined;
}): Promise<Node['party']> {
  const { parts, federation, recorder, projection } = given;
  const { logs, config, clock } = parts;
  if (projection === undefined || logs.own === undefined || parts.signer === undefined)
    return undefined;
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
    onRecorded: () => publisher.kick(),
  });
  return { publisher, commands, projector, projection, clockGuard };
}

/** The clock that the operator has last said to believe. */
async function clockAccepted(projection: ProjectionSetting, id: string) {
  // Without its rows nothing is known to be accepted.
  const found = await readSubject(projection, { fold: 'public', kind: 'log', id }).catch(
    () => undefined,
  );
  return (found?.folded.state as LogState | undefined)?.life.clockAccepted.at(-1)?.now;
}

async function findLeaf(projection: ProjectionSetting | undefined, leaf: string) {
  if (projection === undefined) return undefined;
  const [row] = await projection.db.query(
    `select e.origin, e.index, coalesce(s.subject, '') as about from entry e
     left join statement s on s.programme = e.programme and s.origin = e.origin and s.index = e.index and s.fold = 'public'
     where e.programme = $1 and e.leaf = $2 limit 1`,
    [projection.programme, leaf],
  );
  if (row === undefined) return undefined;
  return { origin: String(row.origin), index: Number(row.index), about: String(row.about) };
}

/** Returns the instant of the node's clock. */
export function nowOf(node: Node): string {
  return instantOf(node.clock());
}
