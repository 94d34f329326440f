// Founding a node: folders, keys, configuration, and entry 0 of its logs, the genesis (docs/decisions/0010).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, utf8ToString } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Clock, Crypto, RandomBytes } from '../base/ports.ts';
import type { StatementHead } from '../programme/statement.ts';
import { printVerifierKey } from '../record/key.ts';
import { emptyRoot } from '../record/merkle.ts';
import { checkFormat, lockFolder } from '../store/folder.ts';
import { openLastSigned } from '../store/last-signed.ts';
import { type Config, type ConfigInput, checkConfig, stateDirOf, writeConfig } from './config.ts';
import { createKeys, datedKeysOf, type NodeKeys, readKeys } from './keys.ts';
import { openLogPlace } from './log-place.ts';
import { type HeldLog, type Logs, openLogs } from './logs.ts';
import { createRecorder } from './recorder.ts';

/** What `init` is given: the configuration less what it makes itself. */
export type InitInput = Omit<ConfigInput, 'format'>;

/**
 * Makes a node in an empty folder. Failures: server.init.exists, server.init.invalid,
 * server.init.log-exists (in its database, with other keys), and those of folder, keys and log.
 */
export async function initNode(dataDir: string, input: InitInput, world: World): Promise<Config> {
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
  if (config.own !== undefined) {
    await writeGenesis(dataDir, config, world);
    await writeNothingSigned(stateDirOf(dataDir, config), config.own.origin, world.crypto);
  }
  return writeConfig(dataDir, draft);
}

type World = { readonly clock: Clock; readonly random: RandomBytes; readonly crypto: Crypto };

/** A new node is one that has signed nothing; one whose state is lost has to ask everybody what it signed. */
async function writeNothingSigned(stateDir: string, origin: Origin, crypto: Crypto) {
  const lastSigned = await openLastSigned(stateDir);
  if ((await lastSigned.get(origin)) !== undefined) return;
  await lastSigned.set(origin, { size: 0, root: emptyRoot(crypto.sha256) });
}

async function writeGenesis(dataDir: string, config: Config, world: World): Promise<void> {
  const keys = await readKeys(stateDirOf(dataDir, config), config, world.crypto.sha256);
  const place = await openLogPlace(dataDir, config);
  try {
    const logs = await openLogs({
      place,
      crypto: world.crypto,
      ...ownLogs(config, keys),
      peers: [],
      keysOf: () => [],
    });
    await recordGenesis(logs, { config, keys }, world);
    await logs.close();
  } finally {
    await place.close();
  }
}

async function recordGenesis(
  logs: Logs,
  { config, keys }: { readonly config: Config; readonly keys: NodeKeys },
  world: World,
): Promise<void> {
  const recorder = createRecorder({ logs, ...world });
  const noPrev = async () => undefined;
  for (const log of [logs.own, logs.private]) {
    if (log === undefined) continue;
    const scope = log.identity.visibility === 'shared' ? 'public' : 'internal';
    if (log.store.head().size > 0) {
      await requireOurs(log, keys, scope);
      continue;
    }
    const genesis = genesisOf(config, keys, log.identity.origin);
    await recorder.record(log, [{ payloads: { [scope]: genesis } }], noPrev);
  }
}

/** A log is there already: of an `init` that was interrupted, or, in a database, of a node with other keys. */
async function requireOurs(
  log: HeldLog,
  keys: NodeKeys,
  scope: 'public' | 'internal',
): Promise<void> {
  const slot = await log.store.payload(0, scope);
  const text = slot.status === 'held' ? utf8ToString(slot.bytes) : undefined;
  const key = keys.log === undefined ? '' : printVerifierKey(keys.log.key);
  if (text?.includes(JSON.stringify(key))) return;
  throw new ComityError(
    'server.init.log-exists',
    `the log ${log.identity.origin} is there already, with another key: a second process of a node is given the keys and the comity.json of the first`,
  );
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
