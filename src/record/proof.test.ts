// Files ending in `.tlog-proof`: docs/spec/record.md R18, and of limits docs/spec/record.md R20.
import { describe, expect, it } from 'vitest';
import { codesOf, leavesOf, testLog } from '../../test/support/tree.ts';
import { toBase64 } from '../base/bytes.ts';
import { noteBytesMax, proofExtraBytesMax, proofHashesMax } from './limits.ts';
import { parseTlogProof, printTlogProof } from './proof.ts';

const [a, b] = leavesOf(2);
const note = await testLog().note(3, a);
const head = 'c2sp.org/tlog-proof@v1';

describe('parseTlogProof', () => {
  it('reads what was printed, with and without extra data', () => {
    for (const extra of [{}, { extra: Uint8Array.of(1, 2, 3) }, { extra: new Uint8Array(0) }]) {
      const proof = { index: 2 ** 40, hashes: [a, b], checkpoint: note, ...extra };
      expect(parseTlogProof(printTlogProof(proof))).toEqual({ ok: true, value: proof });
    }
  });

  it('reads the proof of a tree with one entry: no hashes', () => {
    const text = printTlogProof({ index: 0, hashes: [], checkpoint: note });
    expect(text.startsWith(`${head}\nindex 0\n\n`)).toBe(true);
    expect(codesOf(parseTlogProof(text))).toEqual([]);
  });

  it.each([
    ['record.proof.header', `${head} \nindex 0\n\n${note}`],
    ['record.proof.header', ''],
    ['record.proof.no-checkpoint', `${head}\nindex 0\n`],
    ['record.proof.no-checkpoint', `${head}\nindex 0\n\n`],
    ['record.proof.index', `${head}\nindex 00\n\n${note}`],
    ['record.proof.index', `${head}\n${toBase64(a)}\n\n${note}`],
    ['record.proof.index', `${head}\n\n${note}`],
    ['record.proof.extra', `${head}\nextra ???\nindex 0\n\n${note}`],
    [
      'record.proof.extra',
      `${head}\nextra ${toBase64(new Uint8Array(proofExtraBytesMax + 1))}\nindex 0\n\n${note}`,
    ],
    ['record.proof.hash', `${head}\nindex 0\n${toBase64(a).slice(4)}\n\n${note}`],
    ['record.proof.too-long', `${head}\nindex 0\n\n${'x'.repeat(noteBytesMax + 1)}`],
    [
      'record.proof.too-many-hashes',
      `${head}\nindex 0\n${`${toBase64(a)}\n`.repeat(proofHashesMax + 1)}\n${note}`,
    ],
  ])('answers %s', (code, text) => {
    expect(codesOf(parseTlogProof(text))).toEqual([code]);
  });

  it('names every fault with its line', () => {
    const parsed = parseTlogProof(`${head}\nextra ?\nindex x\n${toBase64(a)}\nbad\n\n${note}`);
    expect(!parsed.ok && parsed.error.map((found) => found.line)).toEqual([2, 3, 5]);
  });
});
