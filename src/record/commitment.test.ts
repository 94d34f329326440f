// Salted commitments: docs/spec/record.md R14.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import vectors from '../../test/vectors/record/commitments.json' with { type: 'json' };
import { fromHex, toHex, utf8 } from '../base/bytes.ts';
import { commit, saltBytes } from './commitment.ts';

const { sha256 } = testCrypto;

describe('commit', () => {
  it.each(vectors)('agrees with the stored value: $what', ({ salt, payload, commitment }) => {
    expect(toHex(commit(sha256, fromHex(salt)!, fromHex(payload)!))).toBe(commitment);
  });

  it('changes with any bit of salt or payload', () => {
    const salt = new Uint8Array(saltBytes);
    const commitments = [
      commit(sha256, salt, utf8('yes')),
      commit(sha256, salt, utf8('no')),
      commit(sha256, salt.with(31, 1), utf8('yes')),
    ];
    expect(new Set(commitments.map(toHex)).size).toBe(3);
  });

  it('takes salts of 32 bytes only, so that no bytes can pass from salt to payload', () => {
    for (const length of [0, 31, 33]) {
      expect(() => commit(sha256, new Uint8Array(length), utf8('x'))).toThrow('32 bytes');
    }
  });
});
