// Proofs to keep: c2sp.org/tlog-proof, files ending in `.tlog-proof`. An index, the hashes from the
// leaf to the root and the checkpoint with its cosignatures, so that an entry can be verified
// offline. Verification of such a file with its entry is in verify.ts.
import { fromBase64, toBase64 } from '../base/bytes.ts';
import { assert, ComityError } from '../base/errors.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, type Issue, issue, issueAt, ok, type Result } from '../base/result.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { parseDecimal, parseHash, quote } from './fields.ts';
import { noteBytesMax, proofExtraBytesMax, proofHashesMax } from './limits.ts';
import { type HashReader, inclusionProof, verifyInclusion } from './merkle.ts';
import { printNote } from './note.ts';

//     c2sp.org/tlog-proof@v1\n
//     [extra <base64>\n]
//     index <decimal>\n
//     <base64 hash>\n ...                       leaf's sibling first, root's child last
//     \n
//     <checkpoint note with all signatures>

/** The proof that an entry stands in a log. Its parts are as they came; nothing is verified. */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The whole note. */
  readonly checkpoint: string;
  /** Bytes of the application's own, which no signature covers: never to be trusted. */
  readonly extra?: Uint8Array;
}

const header = 'c2sp.org/tlog-proof@v1';

/**
 * Parses the text of a `.tlog-proof` file; the note in it is left to be opened with the log's key.
 * Everything accepted prints again to the same characters. Issues: record.proof.header,
 * record.proof.too-long, record.proof.extra, record.proof.index, record.proof.hash,
 * record.proof.too-many-hashes, record.proof.no-checkpoint.
 * @param text Untrusted: comes from files that anybody may hand over.
 */
export function parseTlogProof(text: string): Result<TlogProof, readonly Issue[]> {
  if (!text.startsWith(`${header}\n`)) {
    const message = `expected ${header}, got ${quote(text.split('\n', 1)[0])}`;
    return issueAt(1, { code: 'record.proof.header', path: '', message });
  }
  const split = text.indexOf('\n\n');
  const checkpoint = split < 0 ? '' : text.slice(split + 2);
  if (checkpoint === '') {
    return issue('record.proof.no-checkpoint', '', 'expected a blank line and a checkpoint');
  }
  const charactersMax = noteBytesMax + 2 * proofExtraBytesMax;
  if (text.length > charactersMax || checkpoint.length > noteBytesMax) {
    const message = `at most ${noteBytesMax} bytes of checkpoint, got ${checkpoint.length}`;
    return issue('record.proof.too-long', '', message);
  }
  const lines = text.slice(0, split).split('\n');
  const issues: Issue[] = [];
  const hasExtra = lines[1]?.startsWith('extra ') ?? false;
  const extra = hasExtra ? readExtra(lines[1], issues) : undefined;
  const indexAt = hasExtra ? 2 : 1;
  const index = readIndex(lines[indexAt] ?? '', indexAt + 1, issues);
  const hashes = readHashes(lines.slice(indexAt + 1), indexAt + 2, issues);
  if (issues.length > 0 || index === undefined) return err(issues);
  return ok({ index, hashes, checkpoint, ...(extra === undefined ? {} : { extra }) });
}

/**
 * Makes the proof that a leaf stands at an index of a signed tree, and verifies it before it is
 * given out. The note goes in with all its lines. Rejects with ComityError record.proof.unproven
 * when what the reader gives does not lead to the signed root, and with those of the reader.
 */
export async function proveEntry(
  sha256: Sha256,
  given: {
    readonly index: number;
    readonly leaf: Uint8Array;
    readonly checkpoint: SignedCheckpoint;
    readonly reader: HashReader;
  },
): Promise<TlogProof> {
  const { index, leaf, checkpoint, reader } = given;
  const { size, root, note } = checkpoint;
  const hashes = await inclusionProof(sha256, { index, size }, reader);
  if (!verifyInclusion(sha256, { index, size, leaf, root, proof: hashes })) {
    const message = `entry ${index} of ${size}: the hashes read do not lead to the signed root`;
    throw new ComityError('record.proof.unproven', message);
  }
  return { index, hashes, checkpoint: printNote(note) };
}

/**
 * Returns the text of a `.tlog-proof` file, as drawn above. Throws a Fault for an index beyond
 * 2^53-1 and for more than 63 hashes.
 */
export function printTlogProof(proof: TlogProof): string {
  const { index, hashes, checkpoint, extra } = proof;
  assert(Number.isSafeInteger(index) && index >= 0, `index of an entry, got ${index}`);
  assert(hashes.length <= proofHashesMax, `at most ${proofHashesMax} hashes, got ${hashes.length}`);
  const lines = [header];
  if (extra !== undefined) lines.push(`extra ${toBase64(extra)}`);
  lines.push(`index ${index}`, ...hashes.map(toBase64), '', checkpoint);
  return lines.join('\n');
}

function readExtra(line: string, issues: Issue[]): Uint8Array | undefined {
  const extra = fromBase64(line.slice('extra '.length));
  if (extra !== undefined && extra.length <= proofExtraBytesMax) return extra;
  const message = `expected at most ${proofExtraBytesMax} bytes in base64, got ${quote(line)}`;
  issues.push({ code: 'record.proof.extra', path: 'extra', line: 2, message });
  return undefined;
}

function readIndex(line: string, lineNumber: number, issues: Issue[]): number | undefined {
  const index = line.startsWith('index ') ? parseDecimal(line.slice('index '.length)) : undefined;
  if (index !== undefined) return index;
  const message = `expected "index" and a decimal without leading zeros, got ${quote(line)}`;
  issues.push({ code: 'record.proof.index', path: 'index', line: lineNumber, message });
  return undefined;
}

function readHashes(lines: readonly string[], firstLine: number, issues: Issue[]): Uint8Array[] {
  if (lines.length > proofHashesMax) {
    const message = `expected at most ${proofHashesMax} hashes, got ${lines.length}`;
    const line = firstLine + proofHashesMax;
    issues.push({ code: 'record.proof.too-many-hashes', path: 'hashes', line, message });
    return [];
  }
  const hashes: Uint8Array[] = [];
  for (const [i, text] of lines.entries()) {
    const hash = parseHash(text);
    if (hash !== undefined) hashes.push(hash);
    else {
      const message = `expected 32 bytes in base64, got ${quote(text)}`;
      issues.push({ code: 'record.proof.hash', path: 'hashes', line: firstLine + i, message });
    }
  }
  return hashes;
}
