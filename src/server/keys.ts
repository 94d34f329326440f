// The keys of a node, by name, in its stateDir (docs/decisions/0020): root signs the party's export, log signs
// checkpoints, witness cosigns others, request signs requests for programme payloads.
import type { Sha256, Signer } from '../base/ports.ts';
import { cosignatureKeyType, noteKeyType, type VerifierKey, verifierKey } from '../record/key.ts';
import { openKeys } from '../store/key-store.ts';
import type { Config } from './config.ts';

/** A private key with its public description. */
export interface KeyPair {
  readonly key: VerifierKey;
  readonly signer: Signer;
}

/** Every key of a node. A witness has no log key. */
export interface NodeKeys {
  readonly root: KeyPair;
  readonly log?: KeyPair;
  readonly witness: KeyPair;
  readonly request: KeyPair;
}

/** The names of a node's keys. */
export const keyNames = ['root', 'log', 'witness', 'request'] as const;

/** Makes the keys that are not there yet. Used by `init` only. */
export async function createKeys(stateDir: string): Promise<void> {
  const keys = await openKeys(stateDir);
  for (const name of keyNames) await keys.create(name);
}

/** Reads the keys. Failures: those of the key store. */
export async function readKeys(
  stateDir: string,
  config: Config,
  sha256: Sha256,
): Promise<NodeKeys> {
  const keys = await openKeys(stateDir);
  const base = config.own?.origin ?? config.witnessName;
  const pair = async (name: (typeof keyNames)[number], keyName: string): Promise<KeyPair> => {
    const signer = await keys.signer(name);
    const type = name === 'witness' ? cosignatureKeyType : noteKeyType;
    return {
      signer,
      key: verifierKey(sha256, { name: keyName, type, publicKey: signer.publicKey }),
    };
  };
  return {
    root: await pair('root', `${base}/root`),
    ...(config.own === undefined ? {} : { log: await pair('log', config.own.origin) }),
    witness: await pair('witness', config.witnessName),
    request: await pair('request', `${base}/request`),
  };
}
