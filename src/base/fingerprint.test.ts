// Fingerprints as words.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes.ts';
import { fingerprint, sameFingerprint } from './fingerprint.ts';

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
const fixed = (bytes: readonly number[]) => () =>
  new Uint8Array([...bytes, ...new Array<number>(32 - bytes.length).fill(0)]);

describe('fingerprint', () => {
  it('spells 16 bits as a proquint: 127.0.0.1 is lusab-babad (Wilkerson 2009)', () => {
    expect(fingerprint(fixed([127, 0, 0, 1]), utf8('')).startsWith('lusab-babad-')).toBe(true);
    expect(fingerprint(fixed([63, 84, 220, 193]), utf8('')).startsWith('gutih-tugad-')).toBe(true);
  });

  it('is eight words of five letters', () => {
    expect(fingerprint(sha256, utf8('a key'))).toMatch(
      /^([bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz](-|$)){8}$/,
    );
  });
});

describe('sameFingerprint', () => {
  it('forgives spacing, hyphens and case, and nothing else', () => {
    const words = fingerprint(sha256, utf8('a key'));
    expect(sameFingerprint(words, words.replaceAll('-', ' ').toUpperCase())).toBe(true);
    expect(sameFingerprint(words, words.slice(0, -6))).toBe(false);
    expect(sameFingerprint('', '')).toBe(false);
    expect(sameFingerprint(words, fingerprint(sha256, utf8('another key')))).toBe(false);
  });
});
