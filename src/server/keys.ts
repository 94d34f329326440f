// The keys of a node, in its stateDir (docs/decisions/0020, 0035): root signs the party's export and its changes of
// keys, log signs checkpoints, witness cosigns others, request signs requests for programme payloads.
import { equalBytes } from '../base/bytes.ts';
import { type Instant, instantOf } from '../base/dates.ts';
import { codeOf, present } from '../base/errors.ts';
import type { Clock, Sha256, Signer } from '../base/ports.ts';
import { cosignatureKeyType, noteKeyType, type VerifierKey, verifierKey } from '../record/key.ts';
import type { DatedKey } from '../record/log-keys.ts';
import {
  type KeyUse,
  keyFileTime,
  keyUses,
  type RingKey,
  readRing,
  signingAt,
  writeRing,
} from '../store/key-ring.ts';
import { openKeys } from '../store/key-store.ts';
import type { Config } from './config.ts';

/** A private key with its public description. */
export interface KeyPair {
  readonly key: VerifierKey;
  readonly signer: Signer;
}

/**
 * Every key of a node; of each use the newest whose private half is here, and which there were. They change while the
 * node runs.
 */
export interface NodeKeys {
  readonly root: KeyPair;
  /** Undefined on a witness. The private half may lie with a signer of its own. */
  readonly log: { readonly key: VerifierKey } | undefined;
  readonly witness: KeyPair;
  readonly request: KeyPair;
  /** All keys there ever were, oldest first. */
  ring(): readonly RingKey[];
  /** The pairs of a use that sign at that instant, of those whose private half is here. */
  signing(use: KeyUse, at: number): readonly KeyPair[];
  /** Whether the private half of that file is in the state folder. */
  isHere(file: string): boolean;
  /** Reads the folder again. */
  reload(): Promise<void>;
}

/** Returns the keys of a use with their limits, oldest first. */
export function datedKeysOf(keys: Pick<NodeKeys, 'ring'>, use: KeyUse): readonly DatedKey[] {
  const ring = keys.ring().filter((one) => one.use === use);
  return ring.map(({ key, until, sizeMax }) => ({
    key,
    ...(until === undefined ? {} : { until: Date.parse(until) }),
    ...(sizeMax === undefined ? {} : { sizeMax }),
  }));
}

/**
 * Returns the pair that signs requests, whatever it is at the moment: of two that sign the older, because the others
 * may not know the newer yet.
 */
export function requestPair(keys: NodeKeys, clock: Clock): KeyPair {
  const pair = () => keys.signing('request', clock())[0] ?? keys.request;
  return {
    get key() {
      return pair().key;
    },
    signer: {
      get publicKey() {
        return pair().signer.publicKey;
      },
      sign: (message) => pair().signer.sign(message),
    },
  };
}

/** Makes the keys that are not there yet, and the ring that names them. Used by `init` only. */
export async function createKeys(
  stateDir: string,
  config: Config,
  world: { readonly sha256: Sha256; readonly clock: Clock },
): Promise<void> {
  const keys = openKeys(stateDir);
  for (const name of keyUses) await keys.create(name);
  const since = instantOf(world.clock());
  await writeRing(stateDir, await firstRing(stateDir, config, { ...world, since: () => since }));
}

/** Reads the keys. Failures: those of the key store and of the ring. */
export async function readKeys(
  stateDir: string,
  config: Config,
  sha256: Sha256,
): Promise<NodeKeys> {
  let loaded = await load(stateDir, config, sha256);
  return {
    get root() {
      return loaded.newest('root');
    },
    get log() {
      return loaded.ring.findLast((one) => one.use === 'log');
    },
    get witness() {
      return loaded.newest('witness');
    },
    get request() {
      return loaded.newest('request');
    },
    ring: () => loaded.ring,
    signing: (use, at) =>
      signingAt(loaded.ring, use, at).flatMap(({ file }) => loaded.pairs.get(file) ?? []),
    isHere: (file) => loaded.pairs.has(file),
    reload: async () => {
      loaded = await load(stateDir, config, sha256);
    },
  };
}

async function load(stateDir: string, config: Config, sha256: Sha256) {
  const since = (file: string) => keyFileTime(stateDir, file);
  const ring =
    (await readRing(stateDir, sha256)) ?? (await firstRing(stateDir, config, { sha256, since }));
  // With a signer of its own the private keys of the log are not here.
  const here = config.signer === undefined ? ring : ring.filter(({ use }) => use !== 'log');
  const pairs = await readPairs(stateDir, here);
  const newest = (use: KeyUse): KeyPair => {
    const held = ring.findLast((one) => one.use === use && pairs.has(one.file));
    return present(pairs.get(held?.file ?? ''), `a key for ${use}`);
  };
  return { ring, pairs, newest };
}

/**
 * Reads the private halves that are here. Old ones may be gone; a new one may lie with the other process that made it; a
 * log key may be lost, and the node must start to say so ("comity key replace"). Of every other use one must be here.
 */
export async function readPairs(
  stateDir: string,
  ring: readonly RingKey[],
): Promise<ReadonlyMap<string, KeyPair>> {
  const keys = openKeys(stateDir);
  const pairs = new Map<string, KeyPair>();
  const missing = new Map<KeyUse, unknown>();
  for (const { use, file, key } of ring) {
    const signer = await keys.signer(file).catch((error: unknown) => {
      if (codeOf(error) !== 'store.key.missing') throw error;
      missing.set(use, error);
      return undefined;
    });
    // A file of that name that holds another key is not this one.
    if (signer !== undefined && equalBytes(signer.publicKey, key.publicKey))
      pairs.set(file, { key, signer });
  }
  const isHeld = (use: KeyUse) => ring.some((one) => one.use === use && pairs.has(one.file));
  for (const [use, error] of missing) if (use !== 'log' && !isHeld(use)) throw error;
  return pairs;
}

/** The ring of a folder that has none: the four keys that `init` made. A witness keeps no log. */
async function firstRing(
  stateDir: string,
  config: Config,
  world: { readonly sha256: Sha256; readonly since: (file: string) => Instant },
): Promise<readonly RingKey[]> {
  const keys = openKeys(stateDir);
  const uses = keyUses.filter((use) => use !== 'log' || config.own !== undefined);
  const ring = uses.map(async (use) => {
    const { publicKey } = await keys.signer(use);
    const type = use === 'witness' ? cosignatureKeyType : noteKeyType;
    const key = verifierKey(world.sha256, { name: keyNameOf(config, use), type, publicKey });
    return { use, file: use, key, since: world.since(use) };
  });
  return Promise.all(ring);
}

/** Returns the name under which the keys of a use sign; it stays when a key is changed. */
function keyNameOf(config: Config, use: KeyUse): string {
  if (use === 'witness') return config.witnessName;
  const base = config.own?.origin ?? config.witnessName;
  return use === 'log' ? base : `${base}/${use}`;
}
