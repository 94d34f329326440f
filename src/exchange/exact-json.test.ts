// docs/spec/exchange.md X8: no digit of a number is lost on the way into a log and out again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonIssues } from '../base/json.ts';
import { exactToKept, keptToExact, parseExactJson, printExactJson } from './exact-json.ts';

/** Through the form that a log can hold, and out again. */
function throughLog(text: string): string {
  const parsed = parseExactJson(text);
  if (!parsed.ok) return parsed.error.map(({ code }) => code).join();
  const kept = exactToKept(parsed.value);
  expect(findJsonIssues(kept.value)).toEqual([]);
  return printExactJson(keptToExact(JSON.parse(JSON.stringify(kept)) as typeof kept));
}

describe('exact JSON', () => {
  it('keeps every spelling of a number, and tells a text that looks like one from it', () => {
    const text = '{"a/b":[1.50,"1.50",-0,1e3,12345678901234567890,7,{"~":0.1}],"x":"2.5"}';
    expect(throughLog(text)).toBe(text);
    const parsed = parseExactJson(text);
    expect(parsed.ok && exactToKept(parsed.value).decimals).toEqual([
      '/a~1b/0',
      '/a~1b/2',
      '/a~1b/3',
      '/a~1b/4',
      '/a~1b/6/~0',
    ]);
  });

  it('prints whatever JSON it has read', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const parsed = parseExactJson(text);
        fc.pre(parsed.ok);
        expect(JSON.parse(throughLog(text))).toEqual(JSON.parse(text));
      }),
      { seed: 20261126, numRuns: 500 },
    );
  });

  it('ignores pointers to what is no number, and refuses what a log cannot hold', () => {
    const kept = { value: { a: 'x', b: '1,5' }, decimals: ['/a', '/b', '/c'] };
    expect(printExactJson(keptToExact(kept))).toBe('{"a":"x","b":"1,5"}');
    expect(throughLog('{"a":')).toBe('base.json.syntax');
    expect(throughLog('["\\ud800"]')).toBe('base.json.surrogate');
    expect(throughLog(`${'['.repeat(40)}${']'.repeat(40)}`)).toBe('base.json.depth');
    expect(throughLog('['.repeat(200_000))).toBe('base.json.syntax');
    expect(throughLog('['.repeat(200_000) + ']'.repeat(200_000))).toMatch(
      /^base\.json\.(syntax|depth)$/,
    );
  });
});
