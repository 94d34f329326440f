// Every parser of the record against rubbish and against texts with one change: docs/spec/record.md R1,
// docs/spec/record.md R2.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { leavesOf, testLog } from '../../test/support/tree.ts';
import vectors from '../../test/vectors/record/vectors.json' with { type: 'json' };
import { fromHex, utf8, utf8ToString } from '../base/bytes.ts';
import type { Origin } from '../base/ids.ts';
import type { Issue, Result } from '../base/result.ts';
import { parseCheckpoint, printCheckpoint } from './checkpoint.ts';
import { parseEnvelope, printEnvelope } from './envelope.ts';
import { parseEvidence, printEvidence } from './evidence.ts';
import { parseVerifierKey, printVerifierKey } from './key.ts';
import { parseNote, parseSignatures, printNote, printSignature } from './note.ts';
import { parsePolicy, printPolicy } from './policy.ts';
import { parseTlogProof, printTlogProof } from './proof.ts';
import { bundlePath, decodeBundle, encodeBundle, parseTilePath, tilePath } from './tile.ts';
import { parseAddCheckpoint, printAddCheckpoint } from './witness.ts';

const { sha256 } = testCrypto;
const seed = 20261123;
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
const bundle = fromHex(vectors['bundle_hex (tile/entries/000.p/5)']) ?? new Uint8Array(0);

/** A parser, something it accepts, and how the accepted is printed; none where spellings may differ. */
interface Case {
  readonly parse: (text: string) => Result<unknown, readonly Issue[]>;
  readonly sample: string;
  readonly print?: (value: never) => string;
}

const cases: Readonly<Record<string, Case>> = {
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

/** One change to a text: some characters out, some in. */
function changed(sample: string): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      '\n',
      '\n\n',
      ' ',
      '—',
      '0',
      '9007199254740992',
      '\ud800',
      '\u0000',
      'old',
      '=',
    ),
  );
  return fc
    .tuple(fc.nat(sample.length), fc.nat(4), piece)
    .map(([at, out, text]) => sample.slice(0, at) + text + sample.slice(at + out));
}

function requireSound({ parse, print }: Case, text: string): void {
  const result = parse(text);
  if (!result.ok) {
    expect(result.error.length).toBeGreaterThan(0);
    for (const found of result.error) {
      expect(found.code).toMatch(/^(record|base)(\.[a-z0-9-]+)+$/);
      expect(found.message.length).toBeGreaterThan(0);
      expect(typeof found.path).toBe('string');
      if (found.line !== undefined) expect(found.line).toBeGreaterThan(0);
    }
  } else if (print !== undefined) {
    const again = print(result.value as never);
    if (again !== '') expect(again).toBe(text);
  }
}

describe.each(Object.entries(cases))('the parser of a %s', (_name, each) => {
  it('accepts its sample', () => {
    expect(each.parse(each.sample).ok).toBe(true);
  });

  it('answers rubbish with issues, and throws at nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) =>
        requireSound(each, text),
      ),
      { seed, numRuns: 300 },
    );
  });

  it('prints accepted text again to the same characters, and refuses the rest with issues', () => {
    fc.assert(
      fc.property(changed(each.sample), (text) => requireSound(each, text)),
      { seed, numRuns: 600 },
    );
  });
});

describe('printPolicy', () => {
  it('prints what every accepted policy means', () => {
    const { sample } = cases.policy;
    fc.assert(
      fc.property(changed(sample), (text) => {
        const policy = parsePolicy(sha256, text);
        if (policy.ok) expect(parsePolicy(sha256, printPolicy(policy.value))).toEqual(policy);
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('decodeBundle', () => {
  it('gives entries that encode to the same bytes, or issues, for any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.tuple(fc.nat(bundle.length - 1), fc.nat(255)).map(([at, byte]) => bundle.with(at, byte)),
    );
    fc.assert(
      fc.property(bytes, fc.nat(8), (untrusted, count) => {
        const decoded = decodeBundle(untrusted, count);
        if (decoded.ok) expect(encodeBundle(decoded.value)).toEqual(untrusted);
        else expect(decoded.error[0].code).toMatch(/^record\.bundle\./);
      }),
      { seed, numRuns: 500 },
    );
  });
});
