// docs/spec/model.md M50: which records a command names.
import { describe, expect, it } from 'vitest';
import { namedRecordsMax } from '../base/limits.ts';
import { recordIdsIn } from './known.ts';

describe('recordIdsIn', () => {
  it('finds each id once, however deep, the outer ones first, then what the subject says of itself', () => {
    const command = {
      act: 'open',
      deep: [{ of: { project: 'SZ-P001' } }, 'HK-P001'],
      procedure: 'HK-PR001',
      title: { en: 'HK-P001 is meant' },
    };
    const state = { id: 'HK-K001', procedure: 'HK-PR002', events: [{ about: 'HK-A001' }] };
    expect(recordIdsIn(command, state)).toEqual([
      ...['HK-PR001', 'HK-P001', 'SZ-P001'],
      ...['HK-K001', 'HK-PR002'],
    ]);
  });

  it('takes any JSON, and nothing but ids', () => {
    for (const command of [null, 7, 'HK-P01', [], {}, { a: null, b: [true, 'hk-P001'] }]) {
      expect(recordIdsIn(command)).toEqual([]);
    }
    expect(recordIdsIn('HK-P001', null)).toEqual(['HK-P001']);
  });

  it('stops at a limit, and the outer ids are not crowded out by the inner ones', () => {
    const heads = Array.from({ length: 600 }, (_, i) => ({ record: `HK-S${100 + i}` }));
    const found = recordIdsIn({ heads, project: 'HK-P001' });
    expect(found).toHaveLength(namedRecordsMax);
    expect(found[0]).toBe('HK-P001');
  });
});
