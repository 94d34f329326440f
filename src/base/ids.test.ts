// Ids are made and parsed in one place.
import { describe, expect, it } from 'vitest';
import {
  isRecordId,
  type Mark,
  parseMark,
  parseOrigin,
  parsePartyId,
  parseProgrammeId,
  parseRecordId,
  printRecordId,
} from './ids.ts';

const codeOf = (result: { ok: boolean; error?: readonly { code: string }[] }) =>
  result.error?.[0]?.code;

describe('record ids', () => {
  it('have at least three digits and no further leading zeros', () => {
    expect(printRecordId({ mark: 'HK' as Mark, letters: 'A', number: 7 })).toBe('HK-A007');
    expect(printRecordId({ mark: 'HK' as Mark, letters: 'CH', number: 1234 })).toBe('HK-CH1234');
    expect(parseRecordId('SZ-C031')).toEqual({
      ok: true,
      value: { mark: 'SZ', letters: 'C', number: 31 },
    });
    for (const text of [
      'HK-A01',
      'HK-A0001',
      'HK-A000',
      'hk-A001',
      'HK-A001 ',
      'H-A001',
      'HK-ABC001',
      'HKA001',
    ]) {
      expect(codeOf(parseRecordId(text))).toBe('base.id.record');
    }
    expect([isRecordId('HK-A001'), isRecordId('HK')]).toEqual([true, false]);
  });
});

describe('party and programme ids, marks and origins', () => {
  it('take what may stand in an address', () => {
    expect(
      parsePartyId('hong-kong').ok &&
        parseProgrammeId('shenzhen-hong-kong').ok &&
        parseMark('HK').ok,
    ).toBe(true);
    expect(parseOrigin('log.hong-kong.invalid/shenzhen-hong-kong').ok).toBe(true);
  });

  it('refuse everything else, with a code each', () => {
    for (const text of ['', 'Hong-Kong', '-a', 'a--b', 'a b', '深圳', 'a'.repeat(41)]) {
      expect(codeOf(parsePartyId(text))).toBe('base.id.party');
      expect(codeOf(parseProgrammeId(text))).toBe('base.id.programme');
    }
    for (const text of ['', 'H', 'hk', 'TOOLONGX', 'H1'])
      expect(codeOf(parseMark(text))).toBe('base.id.mark');
    for (const text of ['', 'https://a.example', 'a+b', 'a b', 'A.example', 'a.example/']) {
      expect(codeOf(parseOrigin(text))).toBe('base.id.origin');
    }
  });
});
