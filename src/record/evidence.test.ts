// Evidence of two histories: docs/spec/record.md R17.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { codesOf, leavesOf, referenceTree, testLog } from '../../test/support/tree.ts';
import { toBase64 } from '../base/bytes.ts';
import { type Evidence, parseEvidence, printEvidence, verifyEvidence } from './evidence.ts';
import { printVerifierKey } from './key.ts';
import { evidenceBytesMax, proofHashesMax } from './limits.ts';

const log = testLog();
const leaves = leavesOf(80);
const tree = referenceTree(leaves);
const seed = 20261123;
const verify = (evidence: Evidence) => verifyEvidence(testCrypto, log.key, evidence);

/** What a log that rewrote leaf `at` gives away between the sizes m and n. */
async function inconsistent(at: number, m: number, n: number): Promise<Evidence> {
  const fork = referenceTree(leaves.slice(0, n).with(at, leavesOf(1, 'forged')[0]));
  return {
    kind: 'inconsistent',
    older: await log.note(m, tree.root(0, m)),
    newer: await log.note(n, fork.root(0, n)),
    root: fork.root(0, m),
    proof: fork.proof(m, n),
  };
}
const sameSize: Evidence = {
  kind: 'same-size',
  a: await log.note(5, tree.root(0, 5)),
  b: await log.note(5, leaves[7]),
};

const rewritten = await inconsistent(1, 6, 20);

describe('verifyEvidence', () => {
  it('proves two notes of one size with different roots', async () => {
    const value = { origin: log.origin, sizes: [5, 5] };
    expect(await verify(sameSize)).toEqual({ ok: true, value });
  });

  it('proves every rewritten earlier leaf, for trees up to 24 entries', async () => {
    for (let n = 2; n <= 24; n++) {
      for (let m = 1; m < n; m++) {
        const at = (m * 7 + n) % m;
        const found = await verify(await inconsistent(at, m, n));
        expect(codesOf(found), `leaf ${at}, ${m} to ${n}`).toEqual([]);
      }
    }
  });

  it('cannot frame an honest log, whatever root and proof are put beside its notes', async () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const sizes = fc.tuple(fc.integer({ min: 1, max: 79 }), fc.integer({ min: 1, max: 80 }));
    const forged = fc.tuple(sizes, fc.array(hash, { maxLength: 9 }), hash, fc.nat(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(forged, async ([[m, more], hashes, root, at, isHonestProof]) => {
        const n = m + 1 + (more % (80 - m));
        const honest = tree.proof(m, n);
        const changed = honest.map((h, i) => (i === at % honest.length ? root : h));
        const evidence: Evidence = {
          kind: 'inconsistent',
          older: await log.note(m, tree.root(0, m)),
          newer: await log.note(n, tree.root(0, n)),
          root,
          proof: isHonestProof ? honest : at % 2 === 0 ? changed : hashes,
        };
        expect(codesOf(await verify(evidence))).toEqual(['record.evidence.proof']);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('is not had from the true root and the true proof of an honest log', async () => {
    for (const [m, n] of [
      [1, 2],
      [4, 8],
      [5, 9],
      [64, 80],
    ]) {
      const evidence: Evidence = {
        kind: 'inconsistent',
        older: await log.note(m, tree.root(0, m)),
        newer: await log.note(n, tree.root(0, n)),
        root: tree.root(0, m),
        proof: tree.proof(m, n),
      };
      expect(codesOf(await verify(evidence))).toEqual(['record.evidence.root-agrees']);
    }
  });

  it('refuses notes of one size with one root, however they are signed again', async () => {
    const again = { ...sameSize, b: sameSize.a };
    expect(codesOf(await verify(again))).toEqual(['record.evidence.same-root']);
  });

  it('refuses notes of two sizes as notes of one', async () => {
    const evidence = { ...sameSize, b: await log.note(6, tree.root(0, 6)) };
    expect(codesOf(await verify(evidence))).toEqual(['record.evidence.sizes-differ']);
  });

  it('refuses sizes that do not grow, and the empty tree as the older', async () => {
    const evidence = await inconsistent(0, 3, 8);
    if (evidence.kind !== 'inconsistent') return;
    const swapped = { ...evidence, older: evidence.newer, newer: evidence.older };
    expect(codesOf(await verify(swapped))).toEqual(['record.evidence.sizes-order']);
    const zero = { ...evidence, older: await log.note(0, leaves[0]) };
    expect(codesOf(await verify(zero))).toEqual(['record.evidence.sizes-order']);
  });

  it('refuses notes that the log did not sign', async () => {
    const stranger = testLog(log.origin, 9);
    const evidence = { ...sameSize, b: await stranger.note(5, leaves[7]) };
    expect(codesOf(await verify(evidence))).toEqual(['record.checkpoint.not-signed']);
    const changed = { ...sameSize, a: sameSize.a.replace('\n5\n', '\n6\n') };
    expect(codesOf(await verify(changed))).toEqual(['record.checkpoint.signature-invalid']);
  });
});

describe('printEvidence and parseEvidence', () => {
  it('keep the notes, the proof and the log’s key, so that a file verifies alone', async () => {
    const vkey = printVerifierKey(log.key);
    for (const evidence of [sameSize, rewritten]) {
      const parsed = parseEvidence(printEvidence(evidence, log.key));
      expect(parsed).toEqual({ ok: true, value: { ...evidence, vkey } });
    }
  });

  it('cannot be made unreadable by what a cheating log signs as extension lines', async () => {
    const lines = ['second 3', 'comity-evidence/v1', 'newer 1'];
    const evidence = { ...sameSize, a: await log.note(5, leaves[3], lines) };
    const parsed = parseEvidence(printEvidence(evidence, log.key));
    expect(parsed.ok && codesOf(await verify(parsed.value))).toEqual([]);
  });

  const text = printEvidence(sameSize, log.key);
  const long = printEvidence(rewritten, log.key);
  const root = `root ${toBase64(leaves[0])}`;
  it.each([
    ['record.evidence.header', text.replace('/v1', '/v2')],
    ['record.evidence.header', ''],
    ['record.evidence.kind', text.replace('kind same-size', 'kind any')],
    ['record.evidence.kind', 'comity-evidence/v1\nsort same-size\n'],
    ['record.evidence.log', text.replace('\nlog ', '\nlogs ')],
    ['record.evidence.too-many-hashes', text.replace('\n\n', `\n${root}\n\n`)],
    [
      'record.evidence.too-many-hashes',
      long.replace('\n\n', `${`\n${root}`.repeat(proofHashesMax + 1)}\n\n`),
    ],
    ['record.evidence.root', long.replace(/root .*\n(hash .*\n)*/, '')],
    ['record.evidence.root', long.replace(/root .*\n/, '')],
    ['record.evidence.hash', long.replace('\nhash ', '\nhash x')],
    ['record.evidence.note', text.replace('first ', 'last ')],
    ['record.evidence.note', text.replace(/first \d+/, 'first 0')],
    ['record.evidence.note', text.replace(/second \d+/, 'second 99')],
    ['record.evidence.note', text.slice(0, -1)],
    ['record.evidence.note', `${text}more\n`],
    ['record.evidence.too-long', `${text}${'x'.repeat(evidenceBytesMax)}`],
  ])('answer %s', (code, changed) => {
    expect(codesOf(parseEvidence(changed))).toContain(code);
  });
});
