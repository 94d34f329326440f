// SHA-256 in plain JavaScript against the vectors of FIPS 180-4 and, for every length around a block, node:crypto.
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from './bytes.ts';
import { createSha256 } from './sha256.ts';

const sha256 = createSha256();

describe('SHA-256 in plain JavaScript', () => {
  it('gives the digests of the published examples', () => {
    const examples = [
      ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
      [
        'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
        '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
      ],
      ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
    ] as const;
    for (const [message, digest] of examples) expect(toHex(sha256(utf8(message)))).toBe(digest);
  });

  it('agrees with node:crypto at every length from 0 to 300 and at 65,535', () => {
    for (const length of [...Array(301).keys(), 65_535]) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 131 + length * 7) % 256);
      expect(toHex(sha256(data)), `length ${length}`).toBe(hash('sha256', data, 'hex'));
    }
  });

  it('hashes a view by its own bytes, and hands out digests that later ones do not change', () => {
    const whole = Uint8Array.from({ length: 200 }, (_, i) => i);
    const first = sha256(whole.subarray(50, 150));
    const kept = toHex(first);
    sha256(whole);
    expect(toHex(first)).toBe(kept);
    expect(kept).toBe(hash('sha256', whole.slice(50, 150), 'hex'));
  });
});
