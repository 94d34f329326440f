// Canonical JSON: what a log may hold, spelled in one way only.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes.ts';
import {
  canonicalBytes,
  canonicalJson,
  findJsonIssues,
  isJsonObject,
  type Json,
  parseCanonicalJson,
  parseJson,
} from './json.ts';
import { jsonErrorPlace } from './json-syntax.ts';

const codesOf = (result: ReturnType<typeof parseCanonicalJson>) =>
  result.ok ? [] : result.error.map((issue) => issue.code);

describe('canonicalJson', () => {
  it('sorts keys by UTF-16 code units and writes no white space (RFC 8785 section 3.2.3)', () => {
    const value = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\u{1f600}': 5,
      '\u0080': 6,
      '\u00f6': 7,
    };
    expect(Object.keys(JSON.parse(canonicalJson(value))).sort()).toEqual(Object.keys(value).sort());
    expect(canonicalJson({ b: [1, true, null], a: '深港' })).toBe('{"a":"深港","b":[1,true,null]}');
    expect(canonicalJson(value).indexOf('"1"')).toBeLessThan(canonicalJson(value).indexOf('"ö"'));
  });

  it('leaves members out whose value is undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it('is read back as the same value, whatever the value', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
    );
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        const parsed = parseCanonicalJson(canonicalBytes(json));
        expect(parsed).toEqual({ ok: true, value: JSON.parse(JSON.stringify(json)) });
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('parseCanonicalJson', () => {
  it('refuses another spelling of the same value', () => {
    for (const text of [
      '{"b":1,"a":2}',
      '{ "a":1}',
      '{"a":1,"a":1}',
      '"\\u0061"',
      '1.0',
      '1e2',
      '-0',
    ]) {
      expect(codesOf(parseCanonicalJson(utf8(text)))).toEqual(['base.json.not-canonical']);
    }
  });

  it('refuses what is no UTF-8', () => {
    expect(codesOf(parseCanonicalJson(new Uint8Array([0x22, 0xff, 0x22])))).toEqual([
      'base.json.not-utf8',
    ]);
  });

  it('refuses fractions and integers beyond 2^53', () => {
    expect(codesOf(parseCanonicalJson(utf8('{"a":1.5}')))).toEqual(['base.json.number']);
    expect(codesOf(parseCanonicalJson(utf8('9007199254740993')))).toEqual(['base.json.number']);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void parseCanonicalJson(bytes)),
      { seed: 8 },
    );
  });
});

describe('parseJson', () => {
  it('names the line of a syntax error', () => {
    const parsed = parseJson('{\n"a": 1,\n"b": oops\n}');
    expect(parsed.ok ? undefined : parsed.error[0]).toMatchObject({
      code: 'base.json.syntax',
      line: 3,
    });
  });

  it('takes any spacing and order of keys', () => {
    expect(parseJson(' { "b" : 1, "a": [ 2 ] } ')).toEqual({ ok: true, value: { b: 1, a: [2] } });
  });
});

describe('jsonErrorPlace', () => {
  it('agrees with the engine on what is JSON, whatever the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      'true',
      'nul',
      '\n',
      ' ',
      '01',
      '"\\x"',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(jsonErrorPlace(text) === undefined).toBe(valid);
      }),
      { seed: 9, numRuns: 3_000 },
    );
  });

  it('names the line and column at which the text stops too soon', () => {
    const places = ['{', '{"a":1,\n}', '[1,\n2\n', '[1]\n]', '[1,\n  2 x]'].map(jsonErrorPlace);
    expect(places.map((place) => `${place?.line}:${place?.column}`)).toEqual([
      '1:2',
      '2:1',
      '3:1',
      '2:1',
      '2:5',
    ]);
  });
});

describe('findJsonIssues', () => {
  it('collects every issue with its path', () => {
    const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as Json;
    const issues = findJsonIssues({ n: [1, 0.5], 'e\u0301': 1, s: '\ud800', deep });
    expect(issues.map((issue) => issue.code).sort()).toEqual([
      'base.json.depth',
      'base.json.key',
      'base.json.number',
      'base.json.surrogate',
    ]);
    expect(issues.find((issue) => issue.code === 'base.json.number')?.path).toBe('n[1]');
  });
});

describe('isJsonObject', () => {
  it('tells objects from arrays and null', () => {
    expect([{}, [], null, 'a', undefined].map((value) => isJsonObject(value))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
