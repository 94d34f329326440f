// docs/spec/model.md M1 to M4, M26: payloads parse by schema, folds are total, what is unknown is kept and counted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entry, given, hk, place, sz } from '../../test/support/given.ts';
import { utf8 } from '../base/bytes.ts';
import { canonicalBytes, canonicalJson, type Json, parseCanonicalJson } from '../base/json.ts';
import { payloadBytesMax } from '../base/limits.ts';
import { foldSubject, parsePayload } from './fold.ts';
import { type KindName, kinds } from './kinds.ts';
import type { Placed, Scope, StatementHead } from './statement.ts';

const names = Object.keys(kinds) as readonly KindName[];
const codeOf = (payload: Uint8Array | Json, scope: Scope = 'public') => {
  const parsed = parsePayload(payload, scope);
  return parsed.ok ? 'ok' : parsed.error[0].code;
};

describe('the example of every kind', () => {
  for (const name of names) {
    const { example, scopes } = kinds[name];
    const bytes = canonicalBytes(example as unknown as Json);

    it(`of ${name} parses from canonical bytes and comes back the same`, () => {
      const parsed = parsePayload(bytes, scopes[0]);
      expect(parsed).toEqual({ ok: true, value: example });
      expect(parseCanonicalJson(bytes)).toEqual({ ok: true, value: example });
      expect(parsed.ok && canonicalJson(parsed.value as unknown as Json)).toBe(
        canonicalJson(example as unknown as Json),
      );
    });

    it(`of ${name} folds`, () => {
      const party = example.about.startsWith('SZ') ? sz : hk;
      const statement = name === 'log' ? { ...example, about: `log.${hk}.invalid/joint` } : example;
      const at = '2026-11-23T08:00:00Z';
      const folded = given([{ party, at, statement }]).fold(name, statement.about);
      expect(folded).toMatchObject({ invalid: 0, state: expect.anything() });
    });
  }
});

describe('parsePayload', () => {
  const { example } = kinds.organization;

  it('keeps unknown fields', () => {
    const later = { ...example, opened: '1986' } as unknown as Json;
    expect(parsePayload(later, 'public')).toEqual({ ok: true, value: later });
  });

  it('keeps statements of unknown kinds, versions and acts', () => {
    expect(codeOf({ ...example, schema: 'timetable/1' } as Json)).toBe('ok');
    expect(codeOf({ ...example, schema: 'organization/2' } as Json)).toBe('ok');
    expect(codeOf({ ...example, act: 'merge' } as Json)).toBe('ok');
  });

  it('refuses bytes that are too many or not canonical', () => {
    expect(codeOf(new Uint8Array(payloadBytesMax + 1))).toBe('programme.payload.too-large');
    expect(codeOf(utf8('{"b":1,"a":2}'))).toBe('base.json.not-canonical');
  });

  it('refuses a scope that the kind does not take', () => {
    expect(codeOf(kinds['person-role'].example as unknown as Json)).toBe('programme.payload.scope');
    expect(codeOf(example as unknown as Json, 'internal')).toBe('programme.payload.scope');
  });

  it('tells a kind’s statements from those of another', () => {
    expect(kinds.party.parse(example)).toMatchObject({
      ok: false,
      error: [{ code: 'programme.statement.schema', path: 'schema' }],
    });
  });

  it('refuses a head or fields of another shape, with the path', () => {
    expect(codeOf({ ...example, by: 'A Name' } as Json)).toBe('programme.statement.shape');
    expect(parsePayload({ ...example, name: 'plain' } as Json, 'public')).toMatchObject({
      ok: false,
      error: [{ code: 'programme.statement.shape', path: 'name' }],
    });
    expect(codeOf('text')).toBe('programme.statement.shape');
  });
});

describe('foldSubject', () => {
  it('keeps statements of unknown kinds and acts as pending', () => {
    const about = 'HK-OR001';
    const later = entry(hk, { kind: 'organization', about, act: 'merge' });
    const described = entry(hk, {
      kind: 'organization',
      about,
      act: 'describe',
      name: { en: 'A' },
    });
    expect(given([described, later]).fold('organization', about)).toMatchObject({
      pending: 1,
      invalid: 0,
    });
    const unknown = entry(hk, { kind: 'timetable', about: 'HK-TT001', act: 'draw' });
    expect(given([unknown]).fold('timetable', 'HK-TT001')).toMatchObject({
      state: undefined,
      pending: 1,
    });
  });

  it('counts statements of another version as pending and malformed ones as invalid', () => {
    const about = 'HK-OR001';
    const context = { sha256: (data: Uint8Array) => data, clockOf: new Map(), zoneOf: new Map() };
    const statements = place([
      entry(hk, { kind: 'organization', about, act: 'describe', name: 'plain' }),
      entry(hk, { kind: 'organization', about, act: 'describe', name: { en: 'A' } }),
    ]);
    const newer = { ...statements[1].statement, schema: 'organization/2' };
    const all = [...statements, { ...statements[1], statement: newer }];
    expect(
      foldSubject({ kind: 'organization', id: about, statements: all, context }),
    ).toMatchObject({
      invalid: 1,
      pending: 1,
      state: { name: { en: 'A' } },
    });
  });

  it('treats every statement on a sample subject as sample', () => {
    const about = 'HK-G001';
    const { example } = kinds.meeting;
    const opened = { party: hk, at: '2026-11-23T08:00:00Z', statement: { ...example, about } };
    expect(given([opened]).state('meeting', about)).toMatchObject({ sample: true });
  });

  it('never throws, whatever a log holds', () => {
    const statement = fc.record({
      schema: fc.constantFrom(...names.map((name) => `${name}/1`)),
      act: fc.constantFrom(
        'propose',
        'sign',
        'rectify',
        'retract',
        'publish',
        'state',
        'hold',
        'agree',
      ),
      by: fc.constant('hk3f9a2c7d'),
      about: fc.constant('HK-A001'),
      of: fc.constantFrom('ab'.repeat(32), 'x', ['ab'.repeat(32)]),
      text: fc.anything(),
      content: fc.anything(),
      why: fc.constantFrom({ en: 'why' }, 'why'),
    });
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 6 }),
        fc.constantFrom(...names),
        (list, kind) => {
          const entries = list.map((one, index) => ({
            one: one as unknown as StatementHead,
            index,
          }));
          const statements = entries.map(({ one, index }): Placed<StatementHead> => {
            const [{ place: where }] = place([entry(hk, { kind, about: 'HK-A001', act: 'x' })]);
            return { statement: one, place: { ...where, index, leaf: `${index}` } };
          });
          const context = {
            sha256: (data: Uint8Array) => data,
            clockOf: new Map(),
            zoneOf: new Map(),
          };
          foldSubject({ kind, id: 'HK-A001', statements, context });
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});
