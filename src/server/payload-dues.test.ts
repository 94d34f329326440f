// Which bundles of a mirror are asked for again, and how often.
import { describe, expect, it } from 'vitest';
import { lateBundleMilliseconds, lateBundlesMax } from './limits.ts';
import { createPayloadDues } from './payload-dues.ts';

function open() {
  const time = { now: 0 };
  const dues = createPayloadDues(() => time.now);
  /** Looks through all that is due until nothing older is, and tells which bundles that were. */
  const lookThrough = (last: number, lacking: readonly number[] = []) => {
    const seen = new Set<number>();
    for (let due = dues.due(last); due.length > 2 || seen.size === 0; due = dues.due(last)) {
      expect(due.length).toBeLessThanOrEqual(2 + lateBundlesMax);
      for (const bundle of due) {
        seen.add(bundle);
        dues.settle(bundle, lacking.includes(bundle) ? 'lacking' : 'whole');
      }
    }
    return seen.size;
  };
  return { time, dues, lookThrough };
}

describe('createPayloadDues', () => {
  it('looks through every bundle after a start, a few in each pull, then the newest two only', () => {
    const { dues, lookThrough } = open();
    expect(lookThrough(20)).toBe(21);
    expect(dues.due(20)).toEqual([20, 19]);
  });

  it('asks again for an old bundle that lacked payloads, not at once, until it is whole', () => {
    const { time, dues, lookThrough } = open();
    lookThrough(9, [3]);
    expect(dues.due(9)).toEqual([9, 8]);
    time.now += lateBundleMilliseconds;
    expect(dues.due(9)).toEqual([9, 8, 3]);
    dues.settle(3, 'lacking');
    time.now += lateBundleMilliseconds;
    expect(dues.due(9)).toEqual([9, 8, 3]);
    dues.settle(3, 'whole');
    time.now += lateBundleMilliseconds;
    expect(dues.due(9)).toEqual([9, 8]);
  });

  it('does not wait for a time that only a clock which was ahead has named', () => {
    const { time, dues, lookThrough } = open();
    time.now = 86_400_000;
    lookThrough(9, [3]);
    time.now = 0;
    expect(dues.due(9)).toEqual([9, 8, 3]);
  });

  it('looks through bundles that a pull brought many of, and the one that was newest before', () => {
    const { dues, lookThrough } = open();
    lookThrough(0);
    expect(dues.due(5).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('has the only bundle of a short log due in every pull', () => {
    const { dues } = open();
    expect(dues.due(0)).toEqual([0]);
    dues.settle(0, 'lacking');
    expect(dues.due(0)).toEqual([0]);
  });
});
