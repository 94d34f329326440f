// Verifying an entry offline, step by step: docs/spec/record.md R18.
import { describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import { codesOf, referenceTree, testLog } from '../../test/support/tree.ts';
import { utf8 } from '../base/bytes.ts';
import { commit } from './commitment.ts';
import { cosign } from './cosignature.ts';
import { cosignatureKeyType, verifierKey } from './key.ts';
import { leafHash } from './merkle.ts';
import { parseNote, printNote } from './note.ts';
import { verifyEntry, verifyPayload } from './verify.ts';

const { sha256 } = testCrypto;
const log = testLog();
const entries = ['zero', 'one', 'two', 'three', 'four'].map(utf8);
const tree = referenceTree(entries.map((entry) => leafHash(sha256, entry)));
const witnesses = [5, 6].map((seed) => {
  const signer = testSigner(seed);
  const key = { name: `w${seed}.example`, type: cosignatureKeyType, publicKey: signer.publicKey };
  return { signer, key: verifierKey(sha256, key) };
});
const [present, away] = witnesses;

async function proofOf(index: number) {
  const note = parseNote(await log.note(5, tree.root(0, 5)));
  if (!note.ok) throw new Error('a note');
  const { text, signatures } = note.value;
  const line = await cosign({ ...present, timeSeconds: 1767225600, checkpointText: text });
  const checkpoint = printNote({ text, signatures: [...signatures, line] });
  return { index, hashes: tree.path(index, 5), checkpoint };
}
const given = { entry: entries[2], proof: await proofOf(2), logKey: log.key };

describe('verifyEntry', () => {
  it('shows checkpoint, inclusion and each witness; one that is absent fails only its own step', async () => {
    const keys = [present.key, away.key];
    const result = await verifyEntry(testCrypto, { ...given, witnesses: keys });
    expect(result.ok).toBe(true);
    expect(result.steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['checkpoint', true],
      ['inclusion', true],
      ['cosignature', true],
      ['cosignature', false],
    ]);
    expect(result.steps.at(-1)).toMatchObject({ witness: away.key, result: { status: 'absent' } });
  });

  it('refuses another entry and another index', async () => {
    const witnessKeys = { witnesses: [present.key] };
    const other = { ...given, ...witnessKeys, entry: entries[3] };
    expect((await verifyEntry(testCrypto, other)).ok).toBe(false);
    const moved = { ...given, ...witnessKeys, proof: { ...given.proof, index: 3 } };
    expect((await verifyEntry(testCrypto, moved)).ok).toBe(false);
  });

  it('ends at a checkpoint that is not the log’s, and says why', async () => {
    const logKey = testLog(log.origin, 9).key;
    const result = await verifyEntry(testCrypto, { ...given, logKey, witnesses: [] });
    expect(result.ok).toBe(false);
    const [first, ...rest] = result.steps;
    expect(rest).toEqual([]);
    const issues = first.step === 'checkpoint' && !first.ok ? first.issues : [];
    expect(codesOf({ ok: false, error: issues })).toEqual(['record.checkpoint.not-signed']);
  });

  it('fails as a whole when a witness’s line is wrong', async () => {
    const checkpoint = given.proof.checkpoint.replace(/(w5.example )\S+/, (_all, name: string) => {
      const key = Buffer.from(present.key.keyId, 'hex');
      return name + Buffer.concat([key, Buffer.alloc(72, 1)]).toString('base64');
    });
    const proof = { ...given.proof, checkpoint };
    const result = await verifyEntry(testCrypto, { ...given, proof, witnesses: [present.key] });
    expect([result.ok, result.steps.at(-1)?.ok]).toEqual([false, false]);
  });
});

describe('verifyPayload', () => {
  it('accepts the payload with its salt, and nothing else', () => {
    const [salt, payload] = [new Uint8Array(32).fill(3), utf8('{"title":"深港"}')];
    const commitment = commit(sha256, salt, payload);
    expect(verifyPayload(testCrypto, { commitment, salt, payload })).toBe(true);
    const other = utf8('{"title":"港深"}');
    expect(verifyPayload(testCrypto, { commitment, salt, payload: other })).toBe(false);
    expect(verifyPayload(testCrypto, { commitment, salt: salt.with(0, 0), payload })).toBe(false);
    expect(verifyPayload(testCrypto, { commitment, salt: salt.slice(1), payload })).toBe(false);
  });
});
