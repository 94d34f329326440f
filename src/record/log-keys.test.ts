// Which keys of a log may sign which tree, and when.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { keyPair, signClaim } from '../../test/support/peer.ts';
import { hasUnknownLine, keysForSize, openLogNote } from './log-keys.ts';
import { printNote } from './note.ts';

const [first, second, third] = [1, 2, 3].map((seed) => keyPair(seed, 'log.south.invalid/joint'));
const keys = [
  { key: first.key, until: 1_000 },
  { key: second.key, sizeMax: 10 },
  { key: third.key },
];
const may = (size: number, source: Parameters<typeof keysForSize>[2]) =>
  keysForSize(keys, size, source).map((key) => keys.findIndex((one) => one.key === key));

describe('the keys of a log', () => {
  it('end by time for what is new, and by size for what is larger', () => {
    expect(may(10, { knownSize: 5, now: 1_000 })).toEqual([0, 1, 2]);
    expect(may(11, { knownSize: 5, now: 1_000 })).toEqual([0, 2]);
    expect(may(6, { knownSize: 5, now: 1_001 })).toEqual([1, 2]);
    expect(may(5, { knownSize: 5, now: 1_001 })).toEqual([0, 1, 2]);
    expect(may(99, 'kept')).toEqual([0, 1, 2]);
  });

  it('open a note under any that may sign it, and not under one that may not', async () => {
    const root = new Uint8Array(32);
    const open = async (pair: typeof first, size: number) => {
      const text = printNote((await signClaim(pair, { size, root })).note);
      const source = { knownSize: 5, now: 2_000 };
      const opened = await openLogNote(testCrypto, keys, { text, source });
      return opened.ok ? opened.value.size : opened.error[0].code;
    };
    expect(await open(first, 5)).toBe(5);
    expect(await open(first, 6)).toBe('record.checkpoint.not-signed');
    expect(await open(second, 10)).toBe(10);
    expect(await open(second, 11)).toBe('record.checkpoint.not-signed');
    expect(await open(third, 11)).toBe(11);
  });

  it('know when a note has a line under their name that is none of theirs', async () => {
    const { note } = await signClaim(second, { size: 1, root: new Uint8Array(32) });
    expect(hasUnknownLine(keys.slice(0, 1), printNote(note))).toBe(true);
    expect(hasUnknownLine(keys, printNote(note))).toBe(false);
    expect(hasUnknownLine(keys, 'rubbish')).toBe(false);
  });
});
