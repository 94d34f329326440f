// Cryptography for tests of the pure layers: SHA-256, Ed25519 and ML-DSA-44 by node:crypto, and signers with known
// seeds. Apart from src/store/node-crypto.ts on purpose: two ways to the same answers.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
} from 'node:crypto';
import type { Crypto, Signer } from '../../src/base/ports.ts';

/** SHA-256, Ed25519 and ML-DSA-44. */
export const testCrypto: Crypto = {
  sha256: (data) => new Uint8Array(hash('sha256', data, 'buffer')),
  ed25519: {
    verify: async (publicKey, message, signature) => {
      if (publicKey.length !== 32) return false;
      const x = Buffer.from(publicKey).toString('base64url');
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      return verify(null, message, key, signature);
    },
  },
  mlDsa44: {
    verify: async (publicKey, message, signature) => {
      const pub = Buffer.from(publicKey).toString('base64url');
      const key = createPublicKey({ key: { kty: 'AKP', alg: 'ML-DSA-44', pub }, format: 'jwk' });
      return verify(null, message, key, signature);
    },
  },
};

/** Returns the signer of a 32-byte seed, or of a seed of 32 equal bytes. */
export function testSigner(seed: Uint8Array | number): Signer {
  const bytes = typeof seed === 'number' ? new Uint8Array(32).fill(seed) : seed;
  // PKCS #8 of an Ed25519 private key (RFC 8410 section 7), then the seed.
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([prefix, bytes]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    publicKey: new Uint8Array(Buffer.from(jwk.x ?? '', 'base64url')),
    sign: async (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** Returns a signer with a new ML-DSA-44 key. */
export function testMlDsaSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ml-dsa-44');
  const { pub } = publicKey.export({ format: 'jwk' });
  return {
    publicKey: new Uint8Array(Buffer.from(String(pub), 'base64url')),
    sign: async (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}
