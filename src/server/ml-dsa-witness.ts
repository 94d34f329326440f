// The second key of a witness: ML-DSA-44 (c2sp.org/tlog-cosignature, type 0x06), under the same name as its Ed25519 key.
// Readers that do not know it pass its lines over.
import { join } from 'node:path';
import { utf8 } from '../base/bytes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import { mlDsaKeyType, printVerifierKey, verifierKey } from '../record/key.ts';
import { nodeFiles, replaceFile } from '../store/files.ts';
import { openKeys } from '../store/key-store.ts';
import type { KeyPair } from './keys.ts';

const name = 'witness-ml-dsa';

/**
 * Returns the pair, made when it is not there yet. Its verifier key is written beside it, into
 * `witness-ml-dsa.vkey`, for those who are to know it. Failures: server.witness.ml-dsa where this Node has no
 * ML-DSA-44; those of the key store.
 */
export async function openMlDsaWitness(
  stateDir: string,
  witnessName: string,
  crypto: Crypto,
): Promise<KeyPair> {
  if (crypto.mlDsa44 === undefined) {
    const message = `mlDsaWitness needs Node 24.6 or newer, this is ${process.versions.node}`;
    throw new ComityError('server.witness.ml-dsa', message);
  }
  const keys = openKeys(stateDir);
  const signer = await keys.signer(name).catch((error: unknown) => {
    if (codeOf(error) === 'store.key.missing') return keys.create(name, 'ml-dsa-44');
    throw error;
  });
  const { publicKey } = signer;
  const key = verifierKey(crypto.sha256, { name: witnessName, type: mlDsaKeyType, publicKey });
  const bytes = utf8(`${printVerifierKey(key)}\n`);
  await replaceFile(nodeFiles, { path: join(stateDir, `${name}.vkey`), bytes, kind: 'durable' });
  return { key, signer };
}
