// The stored vectors, valid and invalid, in full: docs/spec/record.md R21.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import { codesOf } from '../../test/support/tree.ts';
import invalid from '../../test/vectors/record/invalid.json' with { type: 'json' };
import { fromHex, toBase64, toHex, utf8, utf8ToString } from '../base/bytes.ts';
import type { Issue, Result } from '../base/result.ts';
import { openCheckpoint, parseCheckpoint, printCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, cosignatureMessage, verifyCosignature } from './cosignature.ts';
import {
  cosignatureKeyType,
  noteKeyType,
  parseVerifierKey,
  printVerifierKey,
  verifierKey,
} from './key.ts';
import {
  appendLeaf,
  type CompactRange,
  consistencyProof,
  emptyRange,
  inclusionProof,
  leafHash,
  rangeRoot,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import { parseNote, printNote } from './note.ts';
import { parseTlogProof, printTlogProof } from './proof.ts';
import { decodeBundle, encodeBundle, parseTilePath, tileHashReader } from './tile.ts';
import { verifyEntry } from './verify.ts';
import { judgeAddCheckpoint, parseAddCheckpoint, printAddCheckpoint } from './witness.ts';

const { sha256 } = testCrypto;
const folder = new URL('../../test/vectors/record/', import.meta.url);
const text = readFileSync(new URL('vectors.json', folder), 'utf8');
const vectors = JSON.parse(text);
const bytes = (hex: string) => fromHex(hex)!;
const entries: Uint8Array[] = vectors.entries_hex.map(bytes);
const leaves = entries.map((entry) => leafHash(sha256, entry));
const rootAt = (size: number) => bytes(vectors.roots[size]);
const [logSigner, witnessSigner] = [vectors.log, vectors.witness].map((k) =>
  testSigner(bytes(k.seed)),
);
const logKey = verifierKey(sha256, {
  name: vectors.log.name,
  type: noteKeyType,
  publicKey: bytes(vectors.log.pub),
});
const witnessKey = verifierKey(sha256, {
  name: vectors.witness.name,
  type: cosignatureKeyType,
  publicKey: bytes(vectors.witness.pub),
});
const readTile = async (path: string) => {
  const tile = parseTilePath(path);
  return tile.ok ? new Uint8Array(Buffer.concat(leaves.slice(0, tile.value.width))) : undefined;
};
const reader = tileHashReader(5, readTile);

describe('vectors.json', () => {
  it('has our keys, key ids and printed keys', () => {
    expect(toHex(logSigner.publicKey)).toBe(vectors.log.pub);
    expect(toHex(witnessSigner.publicKey)).toBe(vectors.witness.pub);
    expect([logKey.keyId, witnessKey.keyId]).toEqual([
      vectors.log.keyid_01,
      vectors.witness.keyid_04,
    ]);
    for (const [key, vkey] of [
      [logKey, vectors.log.vkey],
      [witnessKey, vectors.witness.vkey],
    ]) {
      expect(printVerifierKey(key)).toBe(vkey);
      expect(parseVerifierKey(sha256, vkey)).toEqual({ ok: true, value: key });
    }
  });

  it('has our leaf hashes and roots of every size', () => {
    expect(leaves.map(toHex)).toEqual(vectors.leaf);
    let range: CompactRange = emptyRange;
    for (let size = 0; size <= 5; size++) {
      expect(toHex(rangeRoot(sha256, range))).toBe(vectors.roots[size]);
      expect(toHex(rootOf(sha256, leaves.slice(0, size)))).toBe(vectors.roots[size]);
      expect(toBase64(rootAt(size))).toBe(vectors.roots_b64[size]);
      if (size < 5) range = appendLeaf(sha256, range, leaves[size]);
    }
  });

  it('has our inclusion proofs', async () => {
    for (const index of [2, 4]) {
      const proof = await inclusionProof(sha256, { index, size: 5 }, reader);
      expect(proof.map(toBase64)).toEqual(vectors[`inclusion_${index}_in_5`]);
      const claim = { index, size: 5, leaf: leaves[index], root: rootAt(5), proof };
      expect(verifyInclusion(sha256, claim)).toBe(true);
    }
  });

  it('has our consistency proofs', async () => {
    for (const from of [2, 3, 4]) {
      const proof = await consistencyProof(sha256, { from, to: 5 }, reader);
      expect(proof.map(toBase64)).toEqual(vectors[`consistency_${from}_to_5`]);
      const claim = { from, fromRoot: rootAt(from), to: 5, toRoot: rootAt(5), proof };
      expect(verifyConsistency(sha256, claim)).toBe(true);
    }
  });

  it('has our bundle and our tile', async () => {
    const hex = vectors['bundle_hex (tile/entries/000.p/5)'];
    expect(toHex(encodeBundle(entries))).toBe(hex);
    expect(decodeBundle(bytes(hex), 5)).toEqual({ ok: true, value: entries });
    const tile = await readTile('tile/0/000.p/5');
    expect(toHex(sha256(tile!))).toBe(vectors['tile (tile/0/000.p/5) sha256']);
  });

  it('has our checkpoint and cosignature, byte for byte', async () => {
    const checkpoint = { origin: vectors.log.name, size: 5, root: rootAt(5), extensions: [] };
    const checkpointText = printCheckpoint(checkpoint);
    const timeSeconds = 1767225600;
    expect(utf8ToString(cosignatureMessage(timeSeconds, checkpointText))).toBe(
      vectors.cosigned_message,
    );
    const signatures = [
      await signCheckpoint(logKey, logSigner, checkpoint),
      await cosign({ key: witnessKey, signer: witnessSigner, timeSeconds, checkpointText }),
    ];
    expect(printNote({ text: checkpointText, signatures })).toBe(vectors.checkpoint);
    const opened = await openCheckpoint(testCrypto, logKey, vectors.checkpoint);
    expect(opened.ok && opened.value.root).toEqual(rootAt(5));
    const note = opened.ok ? opened.value.note : { text: '', signatures: [] };
    const result = await verifyCosignature(testCrypto, witnessKey, note);
    expect(result).toEqual({ status: 'valid', timeSeconds });
  });

  it('has our request to a witness, which accepts it', async () => {
    const parsed = parseAddCheckpoint(vectors.add_checkpoint_body_3_to_5);
    expect(codesOf(parsed)).toEqual([]);
    if (!parsed.ok) return;
    expect(printAddCheckpoint(parsed.value)).toBe(vectors.add_checkpoint_body_3_to_5);
    const last = { size: 3, root: rootAt(3) };
    const given = { request: parsed.value, logKeys: [logKey], last };
    expect((await judgeAddCheckpoint(testCrypto, given)).status).toBe(200);
  });

  it('has our `.tlog-proof`, which verifies, also from files', async () => {
    const stored = readFileSync(new URL('two.tlog-proof', folder), 'utf8');
    expect(stored).toBe(vectors.tlog_proof_entry2);
    const proof = parseTlogProof(stored);
    expect(proof.ok && printTlogProof(proof.value)).toBe(stored);
    if (!proof.ok) return;
    const entry = new Uint8Array(readFileSync(new URL('two.entry', folder)));
    const given = { entry, proof: proof.value, logKey, witnesses: [witnessKey] };
    const verified = await verifyEntry(testCrypto, given);
    expect([verified.ok, ...verified.steps.map((step) => step.ok)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('has our origin hash', () => {
    expect(toHex(sha256(utf8(vectors.log.name)))).toBe(vectors.origin_hash);
  });

  const shared = new URL('../../../shared/data/record/vectors.json', import.meta.url);
  it.skipIf(!existsSync(shared))(
    'equals the file it was taken from (skipped where that is not at hand)',
    () => {
      expect(vectors).toEqual(JSON.parse(readFileSync(shared, 'utf8')));
    },
  );
});

const parsers: Readonly<Record<string, (input: string) => Result<unknown, readonly Issue[]>>> = {
  vkey: (input) => parseVerifierKey(sha256, input),
  note: parseNote,
  checkpoint: parseCheckpoint,
  'tile path': parseTilePath,
  'tlog-proof': parseTlogProof,
  'add-checkpoint': parseAddCheckpoint,
};

describe('invalid.json', () => {
  it.each(invalid)('is refused: $parser, $what', ({ parser, input, code }) => {
    expect(codesOf(parsers[parser](input))).toContain(code);
  });
});
