// Both sides of a witness's answer: docs/spec/record.md R23.
import { describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import { leavesOf, referenceTree, testLog } from '../../test/support/tree.ts';
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { cosignatureKeyType, verifierKey } from './key.ts';
import { judgeAddCheckpoint, parseAddCheckpoint, printAddCheckpoint } from './witness.ts';
import { addCheckpointFor, printWitnessAnswer, readWitnessAnswer } from './witness-answer.ts';

const { sha256 } = testCrypto;
const log = testLog();
const tree = referenceTree(leavesOf(600));
const signer = testSigner(9);
const witness = verifierKey(sha256, {
  name: 'w.example/1',
  type: cosignatureKeyType,
  publicKey: signer.publicKey,
});

async function checkpointOf(size: number): Promise<SignedCheckpoint> {
  const opened = await openCheckpoint(
    testCrypto,
    log.key,
    await log.note(size, tree.root(0, size)),
  );
  if (!opened.ok) throw new Error('a checkpoint');
  return opened.value;
}

async function lineFor(checkpoint: SignedCheckpoint, timeSeconds = 100) {
  return cosign({ key: witness, signer, timeSeconds, checkpointText: checkpoint.note.text });
}

describe('addCheckpointFor', () => {
  it('makes requests that a witness accepts, from nothing, from a smaller tree and from the same', async () => {
    const checkpoint = await checkpointOf(600);
    for (const oldSize of [0, 1, 256, 511, 600]) {
      const made = await addCheckpointFor(sha256, { oldSize, checkpoint, reader: tree.reader });
      const request = parseAddCheckpoint(printAddCheckpoint(made));
      if (!request.ok) throw new Error('a request');
      const verdict = await judgeAddCheckpoint(testCrypto, {
        request: request.value,
        logKeys: [log.key],
        ...(oldSize > 0 && { last: { size: oldSize, root: tree.root(0, oldSize) } }),
      });
      expect(verdict.status, `${oldSize}`).toBe(200);
    }
  });
});

describe('printWitnessAnswer and readWitnessAnswer', () => {
  const read = async (answer: { status: number; body: string }) =>
    readWitnessAnswer(testCrypto, witness, { checkpoint: await checkpointOf(5), answer });

  it('carry a cosignature, which is verified over the checkpoint that was asked about', async () => {
    const signature = await lineFor(await checkpointOf(5));
    const answer = printWitnessAnswer({ status: 200, lines: [signature] });
    expect(await read(answer)).toEqual({ kind: 'cosigned', signature, timeSeconds: 100 });
    const stranger = { ...signature, name: 'x.example' };
    const both = printWitnessAnswer({ status: 200, lines: [stranger, signature] });
    expect(await read(both)).toMatchObject({ kind: 'cosigned' });
  });

  it('never take a line over another tree, of another key, or no line at all', async () => {
    const other = await lineFor(await checkpointOf(6));
    const right = await lineFor(await checkpointOf(5));
    for (const lines of [[other], [{ ...right, keyId: '00000000' }]]) {
      expect(await read(printWitnessAnswer({ status: 200, lines }))).toEqual({ kind: 'unsigned' });
    }
    expect(await read({ status: 200, body: '' })).toEqual({ kind: 'unsigned' });
  });

  it('carry the last size with 409 and a code with other statuses', async () => {
    const conflict = printWitnessAnswer({ status: 409, lastSize: 2 ** 40 });
    expect(conflict.contentType).toBe('text/x.tlog.size');
    expect(await read(conflict)).toEqual({ kind: 'other-size', size: 2 ** 40 });
    for (const body of ['01\n', '5', '-1\n', '9007199254740992\n']) {
      expect(await read({ status: 409, body })).toMatchObject({ kind: 'refused', status: 409 });
    }
    const refused = printWitnessAnswer({ status: 422, code: 'record.witness.proof' });
    const detail = 'record.witness.proof\n';
    expect(await read(refused)).toEqual({ kind: 'refused', status: 422, detail });
    const long = await read({ status: 500, body: 'x'.repeat(1_000) });
    expect(long).toMatchObject({ kind: 'refused', detail: 'x'.repeat(300) });
  });
});
