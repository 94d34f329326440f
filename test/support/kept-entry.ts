// A real entry with its real proof: a log of 300 entries under known keys, cosigned, so that pages and saved files have
// something that verifies.
import { createHash } from 'node:crypto';
import { toHex, utf8 } from '../../src/base/bytes.ts';
import type { KeptEntry } from '../../src/projection/queries.ts';
import { commit } from '../../src/record/commitment.ts';
import { cosign } from '../../src/record/cosignature.ts';
import { printEnvelope } from '../../src/record/envelope.ts';
import {
  cosignatureKeyType,
  printVerifierKey,
  type VerifierKey,
  verifierKey,
} from '../../src/record/key.ts';
import { inclusionProof, leafHash } from '../../src/record/merkle.ts';
import { parseNote, printNote } from '../../src/record/note.ts';
import { printTlogProof } from '../../src/record/proof.ts';
import { testCrypto, testSigner } from './crypto.ts';
import { fileLog, type LogFiles } from './log-folder.ts';
import { referenceTree, testLog } from './tree.ts';

const { sha256 } = testCrypto;
const size = 300;

/** Returns a signer and its key of that name; the seed is made of the name. */
function signerOf(name: string, type: number) {
  const signer = testSigner(new Uint8Array(createHash('sha256').update(name).digest()));
  return { signer, key: verifierKey(sha256, { name, type, publicKey: signer.publicKey }) };
}

/** Returns the verifier key of a log or witness of these fixtures. */
export function fixtureKey(name: string, kind: 'log' | 'witness'): string {
  if (kind === 'log') return printVerifierKey(testLog(name).key);
  return printVerifierKey(signerOf(name, cosignatureKeyType).key);
}

/** An entry that can be verified, with what it is to be verified by. */
export interface RealEntry {
  readonly kept: KeptEntry & { readonly proof: string; readonly payload: Uint8Array };
  /** The whole log, by path. */
  readonly files: LogFiles;
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  readonly logKey: VerifierKey;
  readonly witnesses: readonly VerifierKey[];
}

/** Makes a log of that origin and returns entry 42 of it, cosigned by witnesses of those names. */
export async function realEntry(
  origin = 'log.hong-kong.invalid/shenzhen-hong-kong',
  witnessNames: readonly string[] = ['witness.shenzhen.invalid', 'witness.invalid'],
): Promise<RealEntry> {
  const index = 42;
  const log = testLog(origin);
  const word = (i: number) => Buffer.from(entryAt(i).bytes).toString('utf8');
  const { files, entries, root } = await fileLog(size, { log, word });
  const leaves = entries.map((entry) => leafHash(sha256, entry));
  const note = parseNote(await log.note(size, root));
  if (!note.ok) throw new Error('a note');
  const { text, signatures } = note.value;
  const witnesses = witnessNames.map((name) => signerOf(name, cosignatureKeyType));
  const lines = [];
  for (const [i, witness] of witnesses.entries()) {
    lines.push(await cosign({ ...witness, timeSeconds: 1_795_500_360 + i, checkpointText: text }));
  }
  const checkpoint = printNote({ text, signatures: [...signatures, ...lines] });
  const hashes = await inclusionProof(sha256, { index, size }, referenceTree(leaves).reader);
  const { bytes, salted } = entryAt(index);
  return {
    kept: { proof: printTlogProof({ index, hashes, checkpoint }), entry: bytes, payload: salted },
    files,
    leaf: toHex(leaves[index]!),
    index,
    size,
    logKey: log.key,
    witnesses: witnesses.map((one) => one.key),
  };
}

/** An envelope and the content it commits to. */
function entryAt(i: number) {
  const content = utf8(
    JSON.stringify({ schema: 'agreement/1', title: { en: `No. ${i}`, 'zh-Hant': '協議' } }),
  );
  const salt = new Uint8Array(createHash('sha256').update(`salt ${i}`).digest());
  const commitments = { public: commit(sha256, salt, content) };
  const bytes = printEnvelope({ v: 1, at: '2026-11-23T06:05:00Z', seen: [], commitments });
  return { bytes, salted: new Uint8Array([...salt, ...content]) };
}
