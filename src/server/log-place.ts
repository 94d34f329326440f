// Where a node's logs live, and what belongs to them: in its data folder, or in the PostgreSQL that
// COMITY_LOG_DATABASE_URL names, in a schema of the node's own that several processes may open (docs/decisions/0033).
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { DatedKey } from '../record/log-keys.ts';
import { type BlobFiles, openBlobFiles } from '../store/blob-files.ts';
import type { Files } from '../store/files.ts';
import { openFilesLog } from '../store/files-log.ts';
import type { LogStore } from '../store/log-store.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { LogDatabase } from '../store/postgres-log-database.ts';
import { openWitnessState, type WitnessState } from '../store/witness-state.ts';
import { type Config, stateDirOf } from './config.ts';
import { type CosignedFile, cosignedInRows, openCosignedFile } from './cosigned-file.ts';
import { schemaOf } from './projection-place.ts';

/** A log on its way in: its origin, and its folder where it is kept as files. */
export interface LogToOpen {
  readonly origin: Origin;
  /** Within the data folder. */
  readonly folder: string;
}

/** The place of a node's logs. */
export interface LogPlace {
  /** Opens a log, made when missing. Failures: those of its driver. */
  open(log: LogToOpen): Promise<LogStore>;
  blobs(sha256: Sha256): BlobFiles;
  witnessState(): WitnessState;
  /** Returns the cosigned notes of a log; `hash` is that of its origin. */
  cosigned(log: {
    readonly origin: Origin;
    readonly hash: string;
    readonly keys: () => readonly DatedKey[];
  }): CosignedFile;
  /** Returns the bytes that a log takes, where it takes none of the data folder. */
  readonly bytesOf?: (origin: Origin) => Promise<number>;
  /** Absent where only one process can have the logs open. */
  readonly database?: LogDatabase;
  close(): Promise<void>;
}

/**
 * Opens the place that the configuration names. Failures: server.config.log-database (no address is given), and those of
 * the database.
 */
export async function openLogPlace(dataDir: string, config: Config): Promise<LogPlace> {
  return config.logStore === 'files'
    ? openFilesPlace({ dataDir, stateDir: stateDirOf(dataDir, config) })
    : inPostgres(config);
}

/** Returns the place of logs that are files in the data folder, with what was cosigned in the state folder. */
export function openFilesPlace(setting: {
  readonly dataDir: string;
  readonly stateDir: string;
  /** The disk; the machine's own unless something else is handed in. */
  readonly files?: Files;
}): LogPlace {
  const { dataDir, stateDir, files } = setting;
  const disk = files === undefined ? {} : { files };
  return {
    open: ({ origin, folder }) => {
      const dir = join(dataDir, folder);
      return openFilesLog({ dir, origin, sha256: nodeCrypto.sha256, ...disk });
    },
    blobs: (sha256) => openBlobFiles(join(dataDir, 'blobs'), { sha256, ...disk }),
    witnessState: () => openWitnessState(stateDir, { ...disk, before: join(dataDir, 'witness') }),
    cosigned: ({ hash, keys }) => {
      const path = join(dataDir, 'cosigned', `${hash}.notes`);
      return openCosignedFile(path, { crypto: nodeCrypto, keys, ...disk });
    },
    close: async () => undefined,
  };
}

async function inPostgres(config: Config): Promise<LogPlace> {
  const url = process.env.COMITY_LOG_DATABASE_URL ?? '';
  if (url === '') {
    throw new ComityError(
      'server.config.log-database',
      'the logs of this node are on PostgreSQL (logStore): COMITY_LOG_DATABASE_URL must name it',
    );
  }
  // Loaded here: a node with files needs nothing of it.
  const { openLogDatabase } = await import('../store/postgres-log-database.ts');
  const { openPostgresLog } = await import('../store/postgres-log.ts');
  const { openPostgresBlobs } = await import('../store/postgres-blobs.ts');
  const notes = await import('../store/postgres-notes.ts');
  const name = `${hostname()}:${config.port} (${process.pid})`;
  const schema = `${schemaOf(config)}_log`;
  const database = await openLogDatabase({ url, schema, process: name });
  const { sha256 } = nodeCrypto;
  return {
    database,
    open: ({ origin }) => openPostgresLog({ database, origin, sha256, process: name }),
    blobs: () => {
      const log = config.own?.origin ?? (config.witnessName as Origin);
      return openPostgresBlobs({ database, log, sha256 });
    },
    witnessState: () => notes.openPostgresWitnessState(database),
    cosigned: ({ origin, keys }) =>
      cosignedInRows(notes.openCosignedRows(database, origin), { crypto: nodeCrypto, keys }),
    bytesOf: (origin) => notes.bytesOfLog(database, origin),
    close: () => database.close(),
  };
}
