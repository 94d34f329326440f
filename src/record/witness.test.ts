// The witness's judgement, one row of c2sp.org/tlog-witness after another: docs/spec/record.md R16.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { codesOf, leavesOf, referenceTree, testLog } from '../../test/support/tree.ts';
import { toBase64 } from '../base/bytes.ts';
import { noteBytesMax, proofHashesMax } from './limits.ts';
import { emptyRoot } from './merkle.ts';
import {
  type AddCheckpoint,
  judgeAddCheckpoint,
  parseAddCheckpoint,
  printAddCheckpoint,
} from './witness.ts';

const log = testLog();
const leaves = leavesOf(9);
const tree = referenceTree(leaves);
const fork = referenceTree(leaves.with(0, leaves[8]));
const empty = emptyRoot(testCrypto.sha256);
const root = (size: number) => tree.root(0, size);
const last = (size: number) => ({ size, root: root(size) });
const logKeys = [testLog('other.example').key, log.key];

async function grow(from: number, to: number): Promise<AddCheckpoint> {
  const proof = from === 0 || from === to ? [] : tree.proof(from, to);
  return { oldSize: from, proof, note: await log.note(to, root(to)) };
}

async function judge(request: AddCheckpoint, state?: { size: number; root: Uint8Array }) {
  const given = { request, logKeys, ...(state === undefined ? {} : { last: state }) };
  const verdict = await judgeAddCheckpoint(testCrypto, given);
  if (verdict.status === 200) return [200, verdict.checkpoint.size];
  return [verdict.status, verdict.code, verdict.checkpoint?.size, verdict.lastSize];
}

describe('parseAddCheckpoint', () => {
  it('reads what was printed', async () => {
    for (const request of [await grow(3, 8), await grow(0, 5)]) {
      expect(parseAddCheckpoint(printAddCheckpoint(request))).toEqual({ ok: true, value: request });
    }
  });

  it('reads 63 hashes and refuses 64', async () => {
    const request = await grow(0, 5);
    const body = (count: number) =>
      `old 1\n${`${toBase64(leaves[0])}\n`.repeat(count)}\n${request.note}`;
    expect(codesOf(parseAddCheckpoint(body(proofHashesMax)))).toEqual([]);
    const codes = codesOf(parseAddCheckpoint(body(proofHashesMax + 1)));
    expect(codes).toEqual(['record.witness.too-many-hashes']);
  });

  it.each([
    ['record.witness.no-blank-line', 'old 3\n'],
    ['record.witness.old', '\n\nnote\n'],
    ['record.witness.old', 'old 03\n\nnote\n'],
    ['record.witness.old', 'old -1\n\nnote\n'],
    ['record.witness.old', 'new 3\n\nnote\n'],
    ['record.witness.hash', 'old 3\nAAAA\n\nnote\n'],
    ['record.witness.too-long', `old 3\n\n${'x'.repeat(2 * noteBytesMax)}`],
  ])('answers %s', (code, body) => {
    expect(codesOf(parseAddCheckpoint(body))).toContain(code);
  });
});

describe('judgeAddCheckpoint', () => {
  it('answers 200 to a first checkpoint, to growth, and to the same tree again', async () => {
    expect(await judge(await grow(0, 5))).toEqual([200, 5]);
    expect(await judge(await grow(0, 0))).toEqual([200, 0]);
    expect(await judge(await grow(3, 8), last(3))).toEqual([200, 8]);
    expect(await judge(await grow(8, 8), last(8))).toEqual([200, 8]);
    expect(await judge(await grow(0, 8), { size: 0, root: empty })).toEqual([200, 8]);
  });

  it('answers 400 to a malformed note or checkpoint', async () => {
    const request = await grow(0, 5);
    const note = 'rubbish';
    expect(await judge({ ...request, note })).toEqual([
      400,
      'record.note.no-signatures',
      undefined,
      undefined,
    ]);
    const sizeless = request.note.replace('\n5\n', '\n05\n');
    const code = 'record.checkpoint.size-not-canonical';
    expect(await judge({ ...request, note: sizeless })).toEqual([400, code, undefined, undefined]);
  });

  it('answers 400 when the old size is beyond the new', async () => {
    const request = { ...(await grow(0, 5)), oldSize: 6 };
    expect(await judge(request, last(6))).toEqual([
      400,
      'record.witness.old-beyond-new',
      5,
      undefined,
    ]);
  });

  it('answers 404 to a log that it does not know', async () => {
    const unknown = testLog('unknown.example');
    const request = { oldSize: 0, proof: [], note: await unknown.note(5, root(5)) };
    expect(await judge(request)).toEqual([
      404,
      'record.witness.unknown-origin',
      undefined,
      undefined,
    ]);
  });

  it('answers 403 without a signature of the log, or with a wrong one', async () => {
    const stranger = await testLog(log.origin, 9).note(5, root(5));
    const request = await grow(0, 5);
    const unsigned = [403, 'record.checkpoint.not-signed', undefined, undefined];
    expect(await judge({ ...request, note: stranger })).toEqual(unsigned);
    const changed = request.note.replace('\n5\n', '\n6\n');
    const wrong = [403, 'record.checkpoint.signature-invalid', undefined, undefined];
    expect(await judge({ ...request, note: changed })).toEqual(wrong);
  });

  it('answers 409 with the size cosigned last, 0 if never', async () => {
    const code = 'record.witness.old-size';
    expect(await judge(await grow(3, 8))).toEqual([409, code, 8, 0]);
    expect(await judge(await grow(3, 8), last(5))).toEqual([409, code, 8, 5]);
    expect(await judge(await grow(0, 3), last(5))).toEqual([409, code, 3, 5]);
  });

  it('answers 422 to a proof that does not hold', async () => {
    const forked = {
      oldSize: 3,
      proof: fork.proof(3, 8),
      note: await log.note(8, fork.root(0, 8)),
    };
    expect(await judge(forked, last(3))).toEqual([422, 'record.witness.proof', 8, undefined]);
    const honest = await grow(3, 8);
    const cut = { ...honest, proof: honest.proof.slice(1) };
    expect(await judge(cut, last(3))).toEqual([422, 'record.witness.proof', 8, undefined]);
    const none = { ...honest, proof: [] };
    expect(await judge(none, last(3))).toEqual([422, 'record.witness.proof', 8, undefined]);
  });

  it('answers 422 to a proof where none is asked for', async () => {
    const code = 'record.witness.proof-unasked';
    const first = { ...(await grow(0, 5)), proof: [leaves[0]] };
    expect(await judge(first)).toEqual([422, code, 5, undefined]);
    const same = { ...(await grow(5, 5)), proof: [leaves[0]] };
    expect(await judge(same, last(5))).toEqual([422, code, 5, undefined]);
  });

  it('answers 422 to another root of the size it cosigned', async () => {
    const request = { oldSize: 5, proof: [], note: await log.note(5, fork.root(0, 5)) };
    expect(await judge(request, last(5))).toEqual([422, 'record.witness.other-root', 5, undefined]);
  });

  it('answers 422 to size 0 with a root other than the empty one', async () => {
    const request = { oldSize: 0, proof: [], note: await log.note(0, root(1)) };
    expect(await judge(request)).toEqual([422, 'record.witness.empty-root', 0, undefined]);
  });
});
