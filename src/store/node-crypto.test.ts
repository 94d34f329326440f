// Node's cryptography behind our ports.
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from '../base/bytes.ts';
import {
  generateSigner,
  mlDsaSignerFromSeed,
  nodeCrypto,
  randomBytes,
  signerFromSeed,
} from './node-crypto.ts';

// RFC 8032 section 7.1, test 2.
const seed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')!;
const publicKey = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const signature =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
  '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

describe('nodeCrypto', () => {
  it('hashes the empty string to the empty tree of RFC 6962', () => {
    expect(toHex(nodeCrypto.sha256(new Uint8Array(0)))).toMatch(/^e3b0c442.*b855$/);
  });

  it('returns a plain byte array that owns its 32 bytes', () => {
    const digest = nodeCrypto.sha256(utf8('abc'));
    expect(digest.constructor).toBe(Uint8Array);
    expect(digest.length).toBe(32);
  });

  it('refuses a signature of other bytes, a short key and a short signature without rejecting', async () => {
    const key = fromHex(publicKey)!;
    const good = fromHex(signature)!;
    const { verify } = nodeCrypto.ed25519;
    expect(await verify(key, Uint8Array.of(0x72), good)).toBe(true);
    expect(await verify(key, Uint8Array.of(0x73), good)).toBe(false);
    expect(await verify(key.subarray(1), Uint8Array.of(0x72), good)).toBe(false);
    expect(await verify(key, Uint8Array.of(0x72), good.subarray(1))).toBe(false);
  });
});

describe('ML-DSA-44', () => {
  it('verifies what the signer of a seed signs, and no other bytes, keys or lengths', async () => {
    const signer = mlDsaSignerFromSeed(seed);
    expect(signer.publicKey.length).toBe(1_312);
    expect(mlDsaSignerFromSeed(seed).publicKey).toEqual(signer.publicKey);
    const signed = await signer.sign(utf8('a'));
    expect(signed.length).toBe(2_420);
    const { verify } = nodeCrypto.mlDsa44!;
    expect(await verify(signer.publicKey, utf8('a'), signed)).toBe(true);
    expect(await verify(signer.publicKey, utf8('b'), signed)).toBe(false);
    expect(await verify(signer.publicKey.subarray(1), utf8('a'), signed)).toBe(false);
    expect(await verify(signer.publicKey, utf8('a'), signed.subarray(1))).toBe(false);
  });
});

describe('signerFromSeed', () => {
  it('signs as RFC 8032 says', async () => {
    const signer = signerFromSeed(seed);
    expect(toHex(signer.publicKey)).toBe(publicKey);
    expect(toHex(await signer.sign(Uint8Array.of(0x72)))).toBe(signature);
  });
});

describe('generateSigner', () => {
  it('makes a new key each time, and signatures that verify', async () => {
    const [a, b] = [generateSigner(), generateSigner()];
    expect(toHex(a.publicKey)).not.toBe(toHex(b.publicKey));
    const signed = await a.sign(utf8('text'));
    expect(await nodeCrypto.ed25519.verify(a.publicKey, utf8('text'), signed)).toBe(true);
  });
});

describe('randomBytes', () => {
  it('returns as many bytes as asked for', () => {
    expect(randomBytes(33).length).toBe(33);
  });
});
