// Keys that a reader believes: lists, policies, what is refused, and who is enough.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { fixtureKey } from '../../test/support/kept-entry.ts';
import { codesOf, testLog } from '../../test/support/tree.ts';
import { printVerifierKey } from './key.ts';
import { policyCharactersMax } from './limits.ts';
import { areEnough, logKeyFor, logKeysFor, parseTrust } from './trust.ts';

const { sha256 } = testCrypto;
const log = fixtureKey('a.example/log', 'log');
const other = fixtureKey('b.example/log', 'log');
const one = fixtureKey('one.example', 'witness');
const two = fixtureKey('two.example', 'witness');

function trusted(text: string) {
  const parsed = parseTrust(sha256, text);
  if (!parsed.ok) throw new Error(codesOf(parsed).join());
  return parsed.value;
}

describe('a list of keys', () => {
  it('is read with comments, empty lines and either end of line; each key by its type', () => {
    const trust = trusted(`# mine\r\n${log}\r\n\n  ${one}\n${two}\n`);
    expect(trust.logs.map((key) => key.name)).toEqual(['a.example/log']);
    expect(trust.witnesses.map(({ name }) => name)).toEqual(['one.example', 'two.example']);
  });

  it('asks for every witness', () => {
    const trust = trusted([log, one, two].join('\n'));
    expect(areEnough(trust, new Set(['one.example']))).toBe(false);
    expect(areEnough(trust, new Set(['one.example', 'two.example']))).toBe(true);
    expect(areEnough(trusted(log), new Set())).toBe(true);
  });

  it('is refused with the line of each fault', () => {
    const parsed = parseTrust(sha256, `${log}\nrubbish\n${one}\n${one}`);
    expect(codesOf(parsed)).toEqual(['record.key.shape', 'record.trust.key-twice']);
    expect(!parsed.ok && parsed.error.map((issue) => issue.line)).toEqual([2, 4]);
    expect(codesOf(parseTrust(sha256, ''))).toEqual(['record.trust.no-log']);
    expect(codesOf(parseTrust(sha256, one))).toEqual(['record.trust.no-log']);
    expect(codesOf(parseTrust(sha256, ' '.repeat(policyCharactersMax + 1)))).toEqual([
      'record.trust.too-long',
    ]);
    const many = Array.from({ length: 257 }, (_, i) => fixtureKey(`w${i}.example`, 'witness'));
    expect(codesOf(parseTrust(sha256, [log, ...many].join('\n')))).toEqual([
      'record.policy.too-many',
    ]);
  });
});

describe('a policy', () => {
  const policy = `log ${log}\nwitness w1 ${one}\nwitness w2 ${two}\ngroup g any w1 w2\nquorum g\n`;

  it('decides by its quorum, whatever the line ends', () => {
    for (const text of [policy, policy.replaceAll('\n', '\r\n')]) {
      const trust = trusted(text);
      expect(areEnough(trust, new Set(['w2']))).toBe(true);
      expect(areEnough(trust, new Set(['two.example']))).toBe(false);
    }
  });

  it('is refused without a log, and where it is no policy', () => {
    expect(codesOf(parseTrust(sha256, 'quorum none\n'))).toEqual(['record.trust.no-log']);
    expect(codesOf(parseTrust(sha256, `log ${log}\n`))).toEqual(['record.policy.quorum-missing']);
  });
});

describe('the key for a note', () => {
  it('is that of the origin which the note names, else the first', () => {
    const trust = trusted([log, other].join('\n'));
    expect(logKeyFor(trust, 'b.example/log\n5\n').name).toBe('b.example/log');
    expect(logKeyFor(trust, 'c.example/log\n5\n').name).toBe('a.example/log');
    expect(logKeyFor(trust, '').name).toBe('a.example/log');
  });

  it('is, of a log whose key was changed, one that the note has a line by, whichever stands first', async () => {
    const [first, second] = [testLog('a.example/log', 1), testLog('a.example/log', 2)];
    const vkeys = [first, second].map(({ key }) => printVerifierKey(key));
    const note = await second.note(5, new Uint8Array(32));
    for (const text of [vkeys, vkeys.toReversed()]) {
      const trust = trusted([...text, other].join('\n'));
      expect(logKeyFor(trust, note).keyId).toBe(second.key.keyId);
      expect(logKeysFor(trust, note).map((key) => key.name)).toEqual(
        Array(2).fill('a.example/log'),
      );
    }
  });
});
