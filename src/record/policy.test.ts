// Trust policies: docs/spec/record.md R19.
import { describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import { codesOf, testLog } from '../../test/support/tree.ts';
import { cosignatureKeyType, printVerifierKey, verifierKey } from './key.ts';
import { policyCharactersMax, policyItemsMax } from './limits.ts';
import { meetsQuorum, parsePolicy, printPolicy } from './policy.ts';

const { sha256 } = testCrypto;
const log = printVerifierKey(testLog().key);

function witness(seed: number): string {
  const { publicKey } = testSigner(seed);
  const key = { name: `w${seed}.example`, type: cosignatureKeyType, publicKey };
  return printVerifierKey(verifierKey(sha256, key));
}
const parse = (text: string) => parsePolicy(sha256, text);
const example = `# our peers, and one archive
log ${log} https://a.example/log

\twitness X1 ${witness(1)}
witness  X2\t${witness(2)} https://x2.example/witness
witness X3 ${witness(3)}
group X 2 X1 X2 X3
witness Y1 ${witness(4)}
witness Y2 ${witness(5)}
group Y any Y1 Y2
group XY all X Y
quorum XY
`;

describe('parsePolicy', () => {
  it('reads logs, witnesses, groups and the quorum, and prints them again to the same meaning', () => {
    const policy = parse(example);
    expect(codesOf(policy)).toEqual([]);
    if (!policy.ok) return;
    expect(policy.value.logs[0].url).toBe('https://a.example/log');
    expect(policy.value.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'X3', 'Y1', 'Y2']);
    expect(policy.value.groups.map(({ threshold }) => threshold)).toEqual([2, 'any', 'all']);
    expect(parse(printPolicy(policy.value))).toEqual(policy);
  });

  it('reads 32 logs, witnesses and groups, as the specification asks', () => {
    const ids = Array.from({ length: 32 }, (_, i) => i + 10);
    const lines = ids.flatMap((id) => [
      `log ${printVerifierKey(testLog('a.example', id).key)}`,
      `witness w${id} ${witness(id)}`,
      `group g${id} any w${id}`,
    ]);
    expect(codesOf(parse(`${lines.join('\n')}\nquorum g12\n`))).toEqual([]);
  });

  it.each([
    ['record.policy.keyword', 'logs x\nquorum none\n'],
    ['record.policy.control-character', '\r\nquorum none\n'],
    ['record.policy.arguments', 'log\nquorum none\n'],
    ['record.policy.arguments', 'witness a\nquorum none\n'],
    ['record.policy.arguments', 'group a all\nquorum none\n'],
    ['record.policy.arguments', 'quorum a b\n'],
    ['record.key.shape', 'log nothing\nquorum none\n'],
    ['record.policy.key-type', `witness a ${log}\nquorum none\n`],
    ['record.policy.key-type', `log ${witness(1)}\nquorum none\n`],
    ['record.policy.key-twice', `log ${log}\nlog ${log}\nquorum none\n`],
    [
      'record.policy.key-twice',
      `log ${log}\nlog ${printVerifierKey(testLog('other.example').key)}\nquorum none\n`,
    ],
    ['record.policy.name-taken', `witness a ${witness(1)}\nwitness a ${witness(2)}\nquorum none\n`],
    ['record.policy.name-taken', `witness none ${witness(1)}\nquorum none\n`],
    ['record.policy.name-unknown', 'quorum a\n'],
    ['record.policy.name-unknown', `group g all a\nwitness a ${witness(1)}\nquorum none\n`],
    ['record.policy.name-unknown', 'group g all none\nquorum none\n'],
    ['record.policy.member-twice', `witness a ${witness(1)}\ngroup g all a a\nquorum g\n`],
    [
      'record.policy.member-twice',
      `witness a ${witness(1)}\ngroup g all a\ngroup h any a\nquorum g\n`,
    ],
    ['record.policy.threshold', `witness a ${witness(1)}\ngroup g 0 a\nquorum g\n`],
    ['record.policy.threshold', `witness a ${witness(1)}\ngroup g 2 a\nquorum g\n`],
    ['record.policy.threshold', `witness a ${witness(1)}\ngroup g 01 a\nquorum g\n`],
    ['record.policy.quorum-twice', 'quorum none\nquorum none\n'],
    ['record.policy.quorum-missing', '# nothing\n'],
    ['record.policy.too-long', '#'.repeat(policyCharactersMax + 1)],
  ])('answers %s', (code, text) => {
    expect(codesOf(parse(text))).toContain(code);
  });

  it('refuses more of a kind than the limit', () => {
    const lines = [`witness w ${witness(1)}`, 'group g0 any w'];
    for (let i = 1; i <= policyItemsMax; i++) lines.push(`group g${i} any g${i - 1}`);
    expect(codesOf(parse(`${lines.join('\n')}\nquorum none\n`))).toEqual([
      'record.policy.too-many',
    ]);
  });

  it('names the line of every fault', () => {
    const parsed = parse('what\nlog nothing\nquorum x\n');
    expect(!parsed.ok && parsed.error.map((found) => found.line)).toEqual([1, 2, 3]);
  });
});

describe('meetsQuorum', () => {
  const policy = parse(example);
  const meets = (...names: string[]) => policy.ok && meetsQuorum(policy.value, new Set(names));

  it('needs two of three and one of two', () => {
    expect(meets('X1', 'X3', 'Y2')).toBe(true);
    expect(meets('X1', 'X2', 'X3')).toBe(false);
    expect(meets('X1', 'Y1', 'Y2')).toBe(false);
    expect(meets()).toBe(false);
  });

  it('counts no names that are not witnesses: neither groups nor strangers', () => {
    expect(meets('XY', 'X', 'Y', 'stranger')).toBe(false);
  });

  it('asks for nothing with the quorum none', () => {
    const none = parse('quorum none\n');
    expect(none.ok && meetsQuorum(none.value, new Set())).toBe(true);
  });
});
