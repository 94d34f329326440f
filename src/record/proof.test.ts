// Files ending in `.tlog-proof`: docs/spec/record.md R18, and of limits docs/spec/record.md R20.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { codesOf, leavesOf, referenceTree, testLog } from '../../test/support/tree.ts';
import { toBase64 } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { openCheckpoint } from './checkpoint.ts';
import { noteBytesMax, proofExtraBytesMax, proofHashesMax } from './limits.ts';
import { parseTlogProof, printTlogProof, proveEntry } from './proof.ts';
import { tileHashReader } from './tile.ts';

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

describe('proveEntry', () => {
  it('makes a proof that verifies, and none over tiles that were changed', async () => {
    const { sha256 } = testCrypto;
    const leaves = leavesOf(300);
    const tree = referenceTree(leaves);
    const log = testLog();
    const text = await log.note(300, tree.root(0, 300));
    const checkpoint = await openCheckpoint(testCrypto, log.key, text);
    if (!checkpoint.ok) throw new Error('a checkpoint');
    const given = { index: 7, leaf: leaves[7], checkpoint: checkpoint.value };
    const proof = await proveEntry(sha256, {
      ...given,
      reader: tileHashReader(300, tree.readTile),
    });
    expect(proof.checkpoint).toBe(text);
    expect(proof.hashes).toEqual(tree.path(7, 300));
    const forged = tileHashReader(300, async (path) => {
      const bytes = await tree.readTile(path);
      bytes?.fill(0, 0, 32);
      return bytes;
    });
    const rejected = proveEntry(sha256, { ...given, reader: forged });
    await expect(rejected).rejects.toSatisfy((e) => codeOf(e) === 'record.proof.unproven');
  });
});
