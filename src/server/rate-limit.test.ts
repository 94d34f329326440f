// How often one source may ask.
import { describe, expect, it } from 'vitest';
import { createRateLimit, sourceOf } from './rate-limit.ts';

describe('createRateLimit', () => {
  it('answers a burst at once, then so many a second, and says how long to wait', () => {
    let now = 0;
    const limit = createRateLimit({ clock: () => now, burst: 3, perSecond: 0.5 });
    expect([1, 2, 3, 4].map(() => limit.secondsToWait('a'))).toEqual([0, 0, 0, 2]);
    now = 1_999;
    expect(limit.secondsToWait('a')).toBe(1);
    now = 2_000;
    expect(limit.secondsToWait('a')).toBe(0);
    expect(limit.secondsToWait('a')).toBe(2);
  });

  it('lets nobody wait for another source, nor fill beyond the burst', () => {
    let now = 0;
    const limit = createRateLimit({ clock: () => now, burst: 1, perSecond: 1 });
    expect([limit.secondsToWait('a'), limit.secondsToWait('a')]).toEqual([0, 1]);
    expect(limit.secondsToWait('b')).toBe(0);
    now = 3_600_000;
    expect([limit.secondsToWait('a'), limit.secondsToWait('a')]).toEqual([0, 1]);
    now = 0;
    expect(limit.secondsToWait('a')).toBe(1);
  });

  it('remembers ten thousand sources, and forgets the one that was quiet longest', () => {
    const limit = createRateLimit({ clock: () => 0, burst: 1, perSecond: 1 });
    limit.secondsToWait('quiet');
    limit.secondsToWait('busy');
    for (let i = 0; i < 9_998; i++) limit.secondsToWait(`${i}`);
    expect(limit.secondsToWait('busy')).toBe(1);
    limit.secondsToWait('one more');
    expect(limit.secondsToWait('busy')).toBe(1);
    expect(limit.secondsToWait('quiet')).toBe(0);
  });
});

describe('sourceOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    [undefined, 'unknown'],
  ])('of %s is %s', (address, source) => {
    expect(sourceOf(address)).toBe(source);
  });
});
