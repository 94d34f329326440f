// Signatures of the simulation: a keyed hash that only who holds the secret can make, checked by a table of public
// keys. A hundred times faster than Ed25519, which the unit tests try; everything else runs as it is.
import { concat, equalBytes, toHex, utf8 } from '../../src/base/bytes.ts';
import type { Crypto, RandomBytes, Signer } from '../../src/base/ports.ts';
import { noteKeyType, verifierKey } from '../../src/record/key.ts';
import type { KeyPair } from '../../src/server/keys.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import type { Dice } from './timeline.ts';

const { sha256 } = nodeCrypto;
const secrets = new Map<string, Uint8Array>();

/** SHA-256 as it is, and signatures of the simulation. */
export const simulatedCrypto: Crypto = {
  sha256,
  ed25519: {
    verify: async (publicKey, message, signature) => {
      const secret = secrets.get(toHex(publicKey));
      return secret !== undefined && equalBytes(signatureOf(secret, message), signature);
    },
  },
};

function signatureOf(secret: Uint8Array, message: Uint8Array): Uint8Array {
  const half = sha256(concat(secret, message));
  return concat(half, sha256(concat(half, secret)));
}

/** Returns the key pair of a name. */
export function simulatedKeys(name: string, type = noteKeyType): KeyPair {
  const secret = sha256(utf8(`secret of ${name} ${type}`));
  const publicKey = sha256(secret);
  secrets.set(toHex(publicKey), secret);
  const signer: Signer = { publicKey, sign: async (message) => signatureOf(secret, message) };
  return { signer, key: verifierKey(sha256, { name, type, publicKey }) };
}

/** Returns random bytes of a seed. */
export function simulatedRandom(of: Dice): RandomBytes {
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(of.roll() * 256));
}
