// Bytes and their spellings.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesToUint,
  concat,
  equalBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
  uintToBytes,
  utf8,
  utf8ToString,
} from './bytes.ts';

describe('hex and base64', () => {
  it('give the bytes back, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
      { seed: 1 },
    );
  });

  it('take one spelling only', () => {
    expect(['0', 'AB', 'g0', '0x'].map(fromHex)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    for (const text of ['QQ', 'QQ=', 'QR==', 'Q Q=', '-_==', 'QQ==\n'])
      expect(fromBase64(text)).toBeUndefined();
  });
});

describe('integers', () => {
  it('are big-endian and come back', () => {
    expect(toHex(uintToBytes(0x010203, 4))).toBe('00010203');
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(bytesToUint(uintToBytes(value, 8))).toBe(value);
      }),
      { seed: 2 },
    );
  });

  it('beyond 2^53 are no integers', () => {
    expect(bytesToUint(fromHex('ffffffffffffffff') ?? utf8(''))).toBeUndefined();
    expect(() => uintToBytes(256, 1)).toThrow('invariant broken');
    expect(() => uintToBytes(-1, 1)).toThrow('invariant broken');
  });
});

describe('utf8ToString', () => {
  it('gives undefined for bytes that are no UTF-8, and keeps a byte order mark', () => {
    expect(utf8ToString(new Uint8Array([0xc3, 0x28]))).toBeUndefined();
    expect(utf8ToString(new Uint8Array([0xef, 0xbb, 0xbf, 0x41]))).toBe('\ufeffA');
  });
});

describe('concat and equalBytes', () => {
  it('join and compare', () => {
    expect(concat(utf8('a'), utf8(''), utf8('bc'))).toEqual(utf8('abc'));
    expect(equalBytes(utf8('ab'), utf8('ab'))).toBe(true);
    expect(equalBytes(utf8('ab'), utf8('ac'))).toBe(false);
    expect(equalBytes(utf8('ab'), utf8('abc'))).toBe(false);
  });
});
