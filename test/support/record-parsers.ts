// Every parser of the record with a sample that it accepts, and what is asked of it whatever the text: for the tests
// that throw rubbish at them.

import { fromHex, utf8, utf8ToString } from '../../src/base/bytes.ts';
import type { Origin } from '../../src/base/ids.ts';
import type { Issue, Result } from '../../src/base/result.ts';
import { parseCheckpoint, printCheckpoint } from '../../src/record/checkpoint.ts';
import { parseEnvelope, printEnvelope } from '../../src/record/envelope.ts';
import { parseEvidence, printEvidence } from '../../src/record/evidence.ts';
import { parseVerifierKey, printVerifierKey } from '../../src/record/key.ts';
import { parseNote, parseSignatures, printNote, printSignature } from '../../src/record/note.ts';
import { parsePolicy } from '../../src/record/policy.ts';
import { parseTlogProof, printTlogProof } from '../../src/record/proof.ts';
import {
  bundlePath,
  decodeBundle,
  encodeBundle,
  parseTilePath,
  tilePath,
} from '../../src/record/tile.ts';
import { parseAddCheckpoint, printAddCheckpoint } from '../../src/record/witness.ts';
import vectors from '../vectors/record/vectors.json' with { type: 'json' };
import { testCrypto } from './crypto.ts';
import { leavesOf, testLog } from './tree.ts';

const { sha256 } = testCrypto;
const [root, commitment] = leavesOf(2);
const log = testLog();
const evidence = printEvidence(
  {
    kind: 'inconsistent',
    older: await log.note(1, root),
    newer: await log.note(2, root),
    root,
    proof: [root],
  },
  log.key,
);
const envelope = printEnvelope({
  v: 1,
  at: '2026-11-23T08:00:00Z',
  seen: [{ origin: 'b.example/x' as Origin, size: 4711, root }],
  commitments: { public: commitment },
});
/** A bundle of five entries. */
export const sampleBundle =
  fromHex(vectors['bundle_hex (tile/entries/000.p/5)']) ?? new Uint8Array(0);

/** A parser, something it accepts, and how the accepted is printed; none where spellings may differ. */
export interface ParserCase {
  readonly parse: (text: string) => Result<unknown, readonly Issue[]>;
  readonly sample: string;
  readonly print?: (value: never) => string;
}

/** Every parser of the record that reads text. */
export const parserCases: Readonly<Record<string, ParserCase>> = {
  'verifier key': {
    parse: (text) => parseVerifierKey(sha256, text),
    sample: vectors.witness.vkey,
    print: printVerifierKey,
  },
  note: { parse: parseNote, sample: vectors.checkpoint, print: printNote },
  signatures: {
    parse: parseSignatures,
    sample: vectors.checkpoint.slice(vectors.checkpoint.indexOf('—')),
    print: (lines: readonly Parameters<typeof printSignature>[0][]) =>
      lines.map(printSignature).join(''),
  },
  checkpoint: {
    parse: parseCheckpoint,
    sample: vectors.checkpoint.slice(0, vectors.checkpoint.indexOf('\n\n') + 1),
    print: printCheckpoint,
  },
  'tile path': {
    parse: parseTilePath,
    sample: 'tile/0/x001/234.p/17',
    print: (tile: { kind: string; level: number; index: number; width: number }) =>
      tile.kind === 'entries' ? bundlePath(tile) : tilePath(tile),
  },
  'tlog proof': { parse: parseTlogProof, sample: vectors.tlog_proof_entry2, print: printTlogProof },
  'add-checkpoint': {
    parse: parseAddCheckpoint,
    sample: vectors.add_checkpoint_body_3_to_5,
    print: printAddCheckpoint,
  },
  evidence: {
    parse: parseEvidence,
    sample: evidence,
    print: (value: Parameters<typeof printEvidence>[0] & { vkey: string }) => {
      const key = parseVerifierKey(sha256, value.vkey);
      // Whether the key in a file is one is asked when it is verified.
      return key.ok ? printEvidence(value, key.value) : '';
    },
  },
  policy: {
    parse: (text) => parsePolicy(sha256, text),
    sample: `log ${vectors.log.vkey}\nwitness w ${vectors.witness.vkey}\ngroup g all w\nquorum g\n`,
  },
  envelope: {
    parse: (text) => parseEnvelope(utf8(text), 'shared'),
    sample: utf8ToString(envelope) ?? '',
  },
};

/** Returns what is wrong with a parser's answer to a text: it throws, names no code, or prints something else. */
export function parserFault({ parse, print }: ParserCase, text: string): string | undefined {
  let result: Result<unknown, readonly Issue[]>;
  try {
    result = parse(text);
  } catch (error) {
    return `threw ${String(error)}`;
  }
  if (result.ok) {
    if (print === undefined) return undefined;
    const again = print(result.value as never);
    return again === '' || again === text ? undefined : `printed ${JSON.stringify(again)}`;
  }
  if (result.error.length === 0) return 'no issue';
  const odd = result.error.find(
    ({ code, message, path, line }) =>
      !/^(record|base)(\.[a-z0-9-]+)+$/.test(code) ||
      message.length === 0 ||
      typeof path !== 'string' ||
      (line !== undefined && !(line > 0)),
  );
  return odd === undefined ? undefined : `issue ${JSON.stringify(odd)}`;
}

/** Returns what is wrong with the answer to the bytes of a bundle. */
export function bundleFault(bytes: Uint8Array, count: number): string | undefined {
  try {
    const decoded = decodeBundle(bytes, count);
    if (!decoded.ok) {
      return /^record\.bundle\./.test(decoded.error[0].code) ? undefined : decoded.error[0].code;
    }
    return Buffer.compare(encodeBundle(decoded.value), bytes) === 0 ? undefined : 'other bytes';
  } catch (error) {
    return `threw ${String(error)}`;
  }
}
