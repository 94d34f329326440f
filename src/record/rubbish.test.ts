// Every parser of the record against rubbish and against texts with one change: docs/spec/record.md R1,
// docs/spec/record.md R2. Many more, and many changes at once, in rubbish.slow.test.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  bundleFault,
  type ParserCase,
  parserCases,
  parserFault,
  sampleBundle,
} from '../../test/support/record-parsers.ts';
import { parsePolicy, printPolicy } from './policy.ts';

const { sha256 } = testCrypto;
const seed = 20261123;

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

function requireSound(parser: ParserCase, text: string): void {
  expect(parserFault(parser, text), JSON.stringify(text)).toBeUndefined();
}

describe.each(Object.entries(parserCases))('the parser of a %s', (_name, each) => {
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
    const { sample } = parserCases.policy;
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
    const { length } = sampleBundle;
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.tuple(fc.nat(length - 1), fc.nat(255)).map(([at, byte]) => sampleBundle.with(at, byte)),
    );
    fc.assert(
      fc.property(bytes, fc.nat(8), (untrusted, count) => {
        expect(bundleFault(untrusted, count)).toBeUndefined();
      }),
      { seed, numRuns: 500 },
    );
  });
});
