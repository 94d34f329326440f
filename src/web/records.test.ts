// Where on the pages a statement can be seen.
import { describe, expect, it } from 'vitest';
import { statementPath } from './records.ts';

describe('statementPath', () => {
  it('leads to the page of the record where it has one', () => {
    expect(statementPath({ about: 'SZ-K001' })).toBe('/approvals/SZ-K001');
    expect(statementPath({ about: 'HK-C002' })).toBe('/commitments#HK-C002');
  });

  it('leads to the project or crossing that a record without a page names', () => {
    const forecast = { about: 'HK-FC001', project: 'HK-P001' };
    const promise = { about: 'HK-D001', subject: 'SZ-P002' };
    expect(statementPath(forecast)).toBe('/projects/HK-P001');
    expect(statementPath(promise)).toBe('/projects/SZ-P002');
    const flow = { about: 'HK-FL001', crossing: 'HK-X001' };
    expect(statementPath(flow)).toBe('/crossings#HK-X001');
    const said = { about: 'HK-D001', subject: 'HK-X001' };
    expect(statementPath(said)).toBe('/crossings#HK-X001');
  });

  it('leads nowhere for other subjects, and for what is no id', () => {
    for (const statement of [
      { about: 'HK-FC001', project: { 'HK-P001': 1 } },
      { about: 'HK-V001', project: 'javascript:HK-P001' },
      { about: 'HK-L001' },
    ]) {
      expect(statementPath(statement)).toBeUndefined();
    }
  });
});
