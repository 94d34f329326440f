// SHA-256, Ed25519, ML-DSA-44 and chance by node:crypto, behind the ports of base/ports.ts.
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
// The same for ML-DSA-44 (RFC 9881): a private key as its 32-byte seed, a public key of 1,312 bytes.
const mlDsaPrivatePrefix = present(fromHex('3034020100300b060960864801650304031104228020'), 'hex');
const mlDsaPublicPrefix = present(fromHex('30820532300b06096086480165030403110382052100'), 'hex');
const mlDsaPublicBytes = 1_312;

/** Whether this Node has ML-DSA-44: from 24.6 on, built with OpenSSL 3.5. */
const hasMlDsa44 = publicKeyOf(mlDsaPublicPrefix, new Uint8Array(mlDsaPublicBytes)) !== undefined;

/**
 * What verification needs, by node:crypto. Signatures are verified on the thread pool; a malformed key verifies
 * nothing. ML-DSA-44 is there where Node has it.
 */
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
    verify: (publicKey, message, signature) => {
      const isWhole = publicKey.length === ed25519KeyBytes;
      const key = isWhole ? publicKeyOf(publicKeyPrefix, publicKey) : undefined;
      return verifyOnPool(key, message, signature);
    },
  },
  ...(hasMlDsa44 && {
    mlDsa44: {
      verify: (publicKey, message, signature) => {
        const isWhole = publicKey.length === mlDsaPublicBytes;
        const key = isWhole ? publicKeyOf(mlDsaPublicPrefix, publicKey) : undefined;
        return verifyOnPool(key, message, signature);
      },
    },
  }),
};

function publicKeyOf(prefix: Uint8Array, bytes: Uint8Array): KeyObject | undefined {
  try {
    const key = Buffer.from(concat(prefix, bytes));
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

async function verifyOnPool(
  key: KeyObject | undefined,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (key === undefined) return false;
  return new Promise((resolve) => {
    verify(null, message, key, signature, (error, valid) => resolve(error === null && valid));
  });
}

/** Returns that many unpredictable bytes. */
export const randomBytes: RandomBytes = (count) => new Uint8Array(nodeRandomBytes(count));

/** Returns a signer with a new key that is kept nowhere. */
export function generateSigner(): Signer {
  return signerFromSeed(randomBytes(ed25519KeyBytes));
}

/** Returns the signer of a 32-byte Ed25519 seed. */
export function signerFromSeed(seed: Uint8Array): Signer {
  return signerOf(privateKeyPrefix, publicKeyPrefix, seed);
}

/** Returns the signer of a 32-byte ML-DSA-44 seed (FIPS 204 section 5.1). Throws where Node has no ML-DSA-44. */
export function mlDsaSignerFromSeed(seed: Uint8Array): Signer {
  return signerOf(mlDsaPrivatePrefix, mlDsaPublicPrefix, seed);
}

function signerOf(privatePrefix: Uint8Array, publicPrefix: Uint8Array, seed: Uint8Array): Signer {
  assert(seed.length === ed25519KeyBytes, `seed of ${ed25519KeyBytes} bytes, got ${seed.length}`);
  const der = Buffer.from(concat(privatePrefix, seed));
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(publicPrefix.length)),
    sign: (message) =>
      new Promise((resolve, reject) => {
        sign(null, message, privateKey, (error, signature) => {
          if (error !== null) reject(error);
          else resolve(new Uint8Array(signature));
        });
      }),
  };
}
