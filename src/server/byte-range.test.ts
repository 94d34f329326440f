// Parts of a body: the examples are those of RFC 9110, section 14.1.2, for a body of 10,000 bytes.
import { describe, expect, it } from 'vitest';
import { byteRange } from './byte-range.ts';

const body = { size: 10_000, tag: '"abc"' };
const asked = (range: string | undefined, ifRange?: string) => byteRange({ range, ifRange }, body);
const part = (from: number, to: number) => ({ send: 'part', from, to });

describe('byteRange', () => {
  it.each([
    ['bytes=0-499', 0, 500],
    ['bytes=500-999', 500, 1_000],
    ['bytes=-500', 9_500, 10_000],
    ['bytes=9500-', 9_500, 10_000],
    ['Bytes= 0-0 ', 0, 1],
    ['bytes=9999-20000', 9_999, 10_000],
    ['bytes=-20000', 0, 10_000],
  ] as const)('sends %s', (range, from, to) => {
    expect(asked(range)).toEqual(part(from, to));
  });

  it.each(['bytes=10000-', 'bytes=10000-10001', 'bytes=-0', 'bytes=99999999999999999999-'])(
    'has nothing to send for %s',
    (range) => {
      expect(asked(range)).toEqual({ send: 'none' });
    },
  );

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=0-1,3-4',
    'items=0-1',
    'bytes=a-b',
  ])('sends all for %s', (range) => {
    expect(asked(range)).toEqual({ send: 'all' });
  });

  it('sends a part only of the body that the reader began with', () => {
    expect(asked('bytes=0-0', '"abc"')).toEqual(part(0, 1));
    for (const other of ['"abd"', 'W/"abc"', 'Tue, 15 Nov 1994 12:45:26 GMT'])
      expect(asked('bytes=0-0', other)).toEqual({ send: 'all' });
  });
});
