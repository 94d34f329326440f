// Founding a node: folders, keys, configuration, and entry 0 of its logs, the genesis (docs/decisions/0010).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Clock, Crypto, RandomBytes } from '../base/ports.ts';
import type { StatementHead } from '../programme/statement.ts';
import { printVerifierKey } from '../record/key.ts';
import { checkFormat, lockFolder } from '../store/folder.ts';
import { type Config, type ConfigInput, checkConfig, stateDirOf, writeConfig } from './config.ts';
import { createKeys, datedKeysOf, type NodeKeys, readKeys } from './keys.ts';
import { openLogs } from './logs.ts';
import { createRecorder } from './recorder.ts';

/** What `init` is given: the configuration less what it makes itself. */
export type InitInput = Omit<ConfigInput, 'format'>;

/**
 * Makes a node in an empty folder. Failures: server.init.exists, server.init.invalid, and those of folder, keys and log.
 */
export async function initNode(
  dataDir: string,
  input: InitInput,
  world: { readonly clock: Clock; readonly random: RandomBytes; readonly crypto: Crypto },
): Promise<Config> {
  if (existsSync(join(dataDir, 'comity.json'))) {
    throw new ComityError('server.init.exists', `${dataDir} already holds a node`);
  }
  // Random per person and programme; the person behind it stands in the private log.
  const operator = input.operator ?? toHex(world.random(8));
  const draft = { format: 1 as const, ...input, ...(input.own === undefined ? {} : { operator }) };
  // Before anything is written: a fault in what was typed leaves no folder and no keys behind.
  const config = checkConfig(draft);
  await using _lock = await lockFolder(dataDir);
  await checkFormat(dataDir);
  // The configuration comes last: a folder without it is no node, and `init` can be run again.
  await createKeys(stateDirOf(dataDir, config), config, { ...world, sha256: world.crypto.sha256 });
  if (config.own !== undefined) await writeGenesis(dataDir, config, world);
  return writeConfig(dataDir, draft);
}

async function writeGenesis(
  dataDir: string,
  config: Config,
  world: { readonly clock: Clock; readonly random: RandomBytes; readonly crypto: Crypto },
): Promise<void> {
  const keys = await readKeys(stateDirOf(dataDir, config), config, world.crypto.sha256);
  const { own, operator } = config;
  if (own === undefined || keys.log === undefined || operator === undefined) return;
  const logs = await openLogs({
    dataDir,
    crypto: world.crypto,
    ...ownLogs(config, keys),
    peers: [],
    keysOf: () => [],
  });
  const recorder = createRecorder({ logs, ...world });
  const noPrev = async () => undefined;
  for (const log of [logs.own, logs.private]) {
    if (log === undefined || log.store.head().size > 0) continue;
    const scope = log.identity.visibility === 'shared' ? 'public' : 'internal';
    const genesis = genesisOf(config, keys, log.identity.origin);
    await recorder.record(log, [{ payloads: { [scope]: genesis } }], noPrev);
  }
  await logs.close();
}

function genesisOf(config: Config, keys: NodeKeys, about: Origin): StatementHead {
  const { own } = config;
  return {
    schema: 'log/1',
    act: 'genesis',
    by: config.operator ?? '',
    about,
    format: 1,
    programme: config.programme,
    party: own?.party,
    mark: own?.mark,
    origin: about,
    zone: own?.zone,
    name: config.name,
    keys: {
      root: printVerifierKey(keys.root.key),
      log: keys.log === undefined ? undefined : printVerifierKey(keys.log.key),
      witness: printVerifierKey(keys.witness.key),
      request: printVerifierKey(keys.request.key),
    },
  } as StatementHead;
}

/** Returns the identities of the own shared and private log, for `openLogs`. */
export function ownLogs(config: Config, keys: NodeKeys) {
  const { own } = config;
  if (own === undefined || keys.log === undefined) return {};
  const { party, zone } = own;
  const logKeys = () => datedKeysOf(keys, 'log');
  return {
    own: {
      identity: { origin: own.origin, party, zone, visibility: 'shared' as const },
      keys: logKeys,
    },
    privateLog: {
      identity: {
        origin: `${own.origin}/private` as Origin,
        party,
        zone,
        visibility: 'private' as const,
      },
      keys: logKeys,
    },
  };
}
