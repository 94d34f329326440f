// What every service of a node stands on: configuration, keys, trust, logs, alarms, the client and the database.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/ports.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { openLastSigned } from '../store/last-signed.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { openPglite } from '../store/pglite.ts';
import type { ProjectionDatabase } from '../store/projection-database.ts';
import { type Alarms, openAlarms } from './alarms.ts';
import { type Config, signerSocketOf, stateDirOf } from './config.ts';
import type { CosignedFile } from './cosigned-file.ts';
import type { HttpClient } from './http-client.ts';
import { ownLogs } from './init.ts';
import { type NodeKeys, readKeys } from './keys.ts';
import { type LogPlace, openLogPlace } from './log-place.ts';
import { type HeldLog, type Logs, openLogs, originHash } from './logs.ts';
import { createNodeBlobs, type NodeBlobs } from './node-blobs.ts';
import { createPeerClient } from './peer-client.ts';
import { databaseUrl, markOf, schemaOf } from './projection-place.ts';
import { signerBehind } from './signer-socket.ts';
import { createStandby, type Standby } from './standby.ts';
import { createSignerDesk, signerInProcess, type TreeSigner } from './tree-signer.ts';
import { openTrust, type TrustList } from './trust.ts';

const watchdogMilliseconds = 60_000;

/** How to open a node. */
export interface NodeOptions {
  readonly dataDir: string;
  /** Without the network a node records, and neither signs nor listens: for commands while no node runs. */
  readonly network: 'on' | 'off';
  /** `skip` is the dishonest operator of `demo cheat`: it signs whatever its folder holds. No configuration reaches it. */
  readonly startCheck: 'ask-witnesses' | 'skip';
  /** A closed database with tables, to copy instead of making one. */
  readonly projectionTemplate?: string;
  readonly clock?: Clock;
}

/** The parts. */
export interface Parts {
  readonly options: NodeOptions;
  readonly config: Config;
  readonly keys: NodeKeys;
  readonly clock: Clock;
  readonly trust: TrustList;
  readonly place: LogPlace;
  readonly standby: Standby;
  readonly logs: Logs;
  readonly alarms: Alarms;
  readonly client: HttpClient;
  readonly blobs: NodeBlobs;
  readonly cosignedFileOf: (log: HeldLog) => CosignedFile;
  /** Who signs the own log. Undefined on a witness. */
  readonly signer: TreeSigner | undefined;
}

/** Opens keys, trust and logs. Failures: theirs. */
export async function openParts(options: NodeOptions, config: Config): Promise<Parts> {
  const clock = options.clock ?? Date.now;
  const keys = await readKeys(stateDirOf(options.dataDir, config), config, nodeCrypto.sha256);
  const trust = await openTrust(options.dataDir, nodeCrypto);
  const place = await openLogPlace(options.dataDir, config);
  const logs = await openLogs({
    place,
    crypto: nodeCrypto,
    ...ownLogs(config, keys),
    peers: trust.all(),
    keysOf: (peer) => trust.keysOf(peer).log,
  }).catch(async (error: unknown) => {
    await place.close();
    throw error;
  });
  const files = new Map<string, CosignedFile>();
  const cosignedFileOf = (log: HeldLog) => {
    const hash = originHash(nodeCrypto, log.identity.origin);
    const { origin } = log.identity;
    const file = files.get(hash) ?? place.cosigned({ origin, hash, keys: log.keys });
    files.set(hash, file);
    return file;
  };
  const client = createPeerClient({ privateAddresses: config.privateAddresses });
  const alarms = await openAlarms(options.dataDir, clock);
  const blobs = createNodeBlobs(place.blobs(nodeCrypto.sha256));
  const standby = createStandby(place.database);
  const signer = signerOf({ options, config, keys, clock });
  return {
    ...{ options, config, keys, clock, trust, place, standby, logs, alarms, client, blobs },
    ...{ cosignedFileOf, signer },
  };
}

/** The signer behind the configured socket, else one in this process. */
function signerOf(
  given: Pick<Parts, 'options' | 'config' | 'keys' | 'clock'>,
): TreeSigner | undefined {
  const { options, config, keys, clock } = given;
  if (config.own === undefined) return undefined;
  const socket = signerSocketOf(options.dataDir, config);
  if (socket !== undefined) return signerBehind(socket, nodeCrypto);
  const desk = createSignerDesk({
    origin: config.own.origin,
    sha256: nodeCrypto.sha256,
    lastSigned: openLastSigned(stateDirOf(options.dataDir, config)),
    keys: async () => keys.signing('log', clock()),
  });
  return signerInProcess(desk);
}

/** Opens the projection's database, made when missing. Failures: those of its driver. */
export async function openDatabase(
  options: NodeOptions,
  config: Config,
): Promise<ProjectionDatabase> {
  const dir = join(options.dataDir, 'projection');
  mkdirSync(options.dataDir, { recursive: true });
  const url = databaseUrl();
  if (url !== undefined) {
    // Loaded here: a node with PGlite needs nothing of it.
    const { openPostgres } = await import('../store/postgres.ts');
    return openPostgres({ url, schema: schemaOf(config), mark: markOf(dir), watchdogMilliseconds });
  }
  const template = options.projectionTemplate;
  return openPglite({ dir, watchdogMilliseconds, ...(template === undefined ? {} : { template }) });
}

/** Returns what reading and applying needs of a node. */
export function settingOf(parts: Parts, db: ProjectionDatabase): ProjectionSetting {
  const marks = () => {
    const { own } = parts.config;
    const others = parts.trust
      .all()
      .flatMap((node) => (node.identity.own === undefined ? [] : [node.identity.own]));
    return [...(own === undefined ? [] : [own]), ...others].map(
      (one) => [one.party, one.mark] as const,
    );
  };
  return {
    db,
    programme: parts.config.programme,
    sha256: nodeCrypto.sha256,
    logs: () => parts.logs.all().map((log) => log.identity),
    marks: () => new Map(marks()),
  };
}
