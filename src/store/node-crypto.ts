// SHA-256, Ed25519 and chance by node:crypto, behind the ports of base/ports.ts.
import {
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  randomBytes as nodeRandomBytes,
  sign,
  verify,
} from 'node:crypto';
import { concat, fromHex } from '../base/bytes.ts';
import { assert, present } from '../base/errors.ts';
import type { Crypto, RandomBytes, Signer } from '../base/ports.ts';

/** Bytes of an Ed25519 seed (RFC 8032 section 5.1.5) and of a public key. */
export const ed25519KeyBytes = 32;
// DER of PKCS #8 and SubjectPublicKeyInfo for Ed25519 (RFC 8410), up to the 32 bytes of key.
const privateKeyPrefix = present(fromHex('302e020100300506032b657004220420'), 'hex');
const publicKeyPrefix = present(fromHex('302a300506032b6570032100'), 'hex');

/** What verification needs, by node:crypto. Ed25519 runs on the thread pool; a malformed key verifies nothing. */
export const nodeCrypto: Crypto = {
  sha256(data) {
    // By way of a string of one byte a character: twice as fast as a Buffer, which has memory of its own outside the
    // heap. Trees hash by the million.
    const text = hash('sha256', data, 'binary');
    const digest = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) digest[i] = text.charCodeAt(i);
    return digest;
  },
  ed25519: {
    async verify(publicKey, message, signature) {
      if (publicKey.length !== ed25519KeyBytes) return false;
      let key: KeyObject;
      try {
        const der = Buffer.from(concat(publicKeyPrefix, publicKey));
        key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      } catch {
        return false;
      }
      return new Promise((resolve) => {
        verify(null, message, key, signature, (error, valid) => resolve(error === null && valid));
      });
    },
  },
};

/** Returns that many unpredictable bytes. */
export const randomBytes: RandomBytes = (count) => new Uint8Array(nodeRandomBytes(count));

/** Returns a signer with a new key that is kept nowhere. */
export function generateSigner(): Signer {
  return signerFromSeed(randomBytes(ed25519KeyBytes));
}

/** Returns the signer of a 32-byte Ed25519 seed. */
export function signerFromSeed(seed: Uint8Array): Signer {
  assert(seed.length === ed25519KeyBytes, `seed of ${ed25519KeyBytes} bytes, got ${seed.length}`);
  const der = Buffer.from(concat(privateKeyPrefix, seed));
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(publicKeyPrefix.length)),
    sign: (message) =>
      new Promise((resolve, reject) => {
        sign(null, message, privateKey, (error, signature) => {
          if (error !== null) reject(error);
          else resolve(new Uint8Array(signature));
        });
      }),
  };
}
