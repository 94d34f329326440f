// Verifier keys: docs/spec/record.md R3.
import { describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import { codesOf } from '../../test/support/tree.ts';
import { concat, toBase64 } from '../base/bytes.ts';
import {
  cosignatureKeyType,
  isKeyName,
  mlDsaKeyType,
  noteKeyType,
  parseVerifierKey,
  printVerifierKey,
  verifierKey,
} from './key.ts';

const { sha256 } = testCrypto;
const { publicKey } = testSigner(7);

describe('parseVerifierKey', () => {
  const parse = (text: string) => codesOf(parseVerifierKey(sha256, text));
  const printed = (name: string, type: number, bytes = publicKey) =>
    `${name}+00000000+${toBase64(concat(new Uint8Array([type]), bytes))}`;

  it('reads what was printed, of logs and of witnesses', () => {
    const large = new Uint8Array(1_312).fill(6);
    for (const [type, bytes] of [
      [noteKeyType, publicKey],
      [cosignatureKeyType, publicKey],
      [mlDsaKeyType, large],
    ] as const) {
      const key = verifierKey(sha256, { name: 'b.example/witness', type, publicKey: bytes });
      expect(parseVerifierKey(sha256, printVerifierKey(key))).toEqual({ ok: true, value: key });
    }
  });

  it('gives the same key another id under another name or type', () => {
    const ids = [
      { name: 'a', type: 1, publicKey },
      { name: 'b', type: 1, publicKey },
      { name: 'a', type: 4, publicKey },
    ].map((key) => verifierKey(sha256, key).keyId);
    expect(new Set(ids).size).toBe(3);
  });

  it('refuses a key id that belongs to another name', () => {
    const key = verifierKey(sha256, { name: 'a.example', type: 1, publicKey });
    expect(parse(printVerifierKey({ ...key, name: 'b.example' }))).toEqual(['record.key.id']);
  });

  it.each([
    ['record.key.shape', 'a.example'],
    ['record.key.shape', 'a.example+774DCE42+AQ=='],
    ['record.key.name', `a example+774dce42+AQ==`],
    ['record.key.name', `${'a'.repeat(257)}+774dce42+AQ==`],
    ['record.key.base64', 'a.example+774dce42+A'],
    ['record.key.base64', 'a.example+774dce42+'],
    ['record.key.type', printed('a.example', 7)],
    ['record.key.length', printed('a.example', 6)],
    ['record.key.length', printed('a.example', 4, new Uint8Array(1_312))],
    ['record.key.length', printed('a.example', 1, publicKey.slice(1))],
  ])('answers %s to %s', (code, text) => {
    expect(parse(text)).toEqual([code]);
  });
});

describe('isKeyName', () => {
  it('refuses white space of any script, plus signs, control characters and half characters', () => {
    for (const bad of ['', 'a b', 'a\u3000b', 'a\u0085b', 'a+b', 'a\u0001', 'a\ud800']) {
      expect(isKeyName(bad), JSON.stringify(bad)).toBe(false);
    }
    expect(isKeyName('深圳.example/記錄')).toBe(true);
  });
});
