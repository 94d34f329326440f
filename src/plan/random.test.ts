// Random numbers by counter: published vectors, and what a forecast relies on.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { fillBlock, philox, purpose, streamOf, uniform } from './random.ts';

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0'));
const ones = 0xffffffff;

describe('philox', () => {
  it('gives the words that its authors published', () => {
    expect(hex(philox([0, 0, 0, 0], [0, 0]))).toEqual([
      '6627e8d5',
      'e169c58d',
      'bc57ac4c',
      '9b00dbd8',
    ]);
    expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toEqual([
      '408f276d',
      '41c83b0e',
      'a20bc7c6',
      '6d5451fd',
    ]);
  });
});

describe('a number of a run', () => {
  const stream = streamOf(testCrypto.sha256, 'P/A');

  it('depends on seed, run and activity, and stays the same', () => {
    const zero = { low: 0, high: 0 };
    expect(uniform(0, 0, zero)).toBe((0x6627e8d5 + 0.5) / 2 ** 32);
    expect(uniform(0, 3, zero)).toBe((0x9b00dbd8 + 0.5) / 2 ** 32);
    const other = streamOf(testCrypto.sha256, 'P/B');
    const all = [uniform(7, 0, stream), uniform(8, 0, stream), uniform(7, 1, stream)];
    const far = [uniform(7 + 2 ** 32, 0, stream), uniform(7, 0, other)];
    expect(new Set([...all, ...far]).size).toBe(5);
  });

  it('has its purpose and round in the counter', () => {
    const words = new Uint32Array(4);
    const { low, high } = stream;
    fillBlock(words, { seed: 7, block: 9, stream, purpose: purpose.driver });
    expect([...words]).toEqual(philox([9, 5, low, high], [7, 0]));
    const secondRound = purpose.duration + 2 * purpose.roundStep;
    fillBlock(words, { seed: 2 ** 32 + 7, block: 9, stream, purpose: secondRound });
    expect([...words]).toEqual(philox([9, 512, low, high], [7, 1]));
  });

  it('is spread evenly between 0 and 1', () => {
    const counts = new Array<number>(10).fill(0);
    for (let run = 0; run < 20_000; run++) counts[Math.floor(uniform(1, run, stream) * 10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});
