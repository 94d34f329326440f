// What is asked for ahead: in order, bounded, and settled before a pull ends.
import { describe, expect, it } from 'vitest';
import type { NewEntry } from '../store/log-store.ts';
import { bundlesAhead } from './bundles-ahead.ts';
import { pullAheadMax, pullBytesMax } from './limits.ts';

const bundle = (from: number, bytes: number): readonly NewEntry[] => [
  { bytes: new Uint8Array(bytes).fill(from % 256), payloads: [] },
];

describe('bundlesAhead', () => {
  it('gives bundles in order, whichever comes first, and asks for eight at most', async () => {
    const asked: { readonly from: number; readonly answer: () => void }[] = [];
    const ahead = bundlesAhead({ from: 300, size: 5_000 }, (from) => {
      const { promise, resolve } = Promise.withResolvers<readonly NewEntry[]>();
      asked.push({ from, answer: () => resolve(bundle(from, 9)) });
      return promise;
    });
    const first = ahead.next();
    expect(asked.map(({ from }) => from)).toEqual([300]);
    asked[0].answer();
    expect(await first).toEqual(bundle(300, 9));
    expect(asked.map(({ from }) => from).slice(1)).toEqual(
      Array.from({ length: pullAheadMax }, (_, i) => 512 + 256 * i),
    );
    const second = ahead.next();
    for (const { answer } of asked.toReversed()) answer();
    expect(await second).toEqual(bundle(512, 9));
  });

  it('asks for one at a time when bundles are large', async () => {
    let asked = 0;
    const ahead = bundlesAhead({ from: 0, size: 5_000 }, async (from) => {
      asked++;
      return bundle(from, pullBytesMax);
    });
    await ahead.next();
    expect(asked).toBe(2);
    await ahead.settle();
  });

  it('fails where a bundle fails, and leaves nothing under way', async () => {
    let open = 0;
    const ahead = bundlesAhead({ from: 0, size: 5_000 }, async (from) => {
      open++;
      await Promise.resolve();
      open--;
      if (from === 256) throw new RangeError('gone');
      return bundle(from, 9);
    });
    await ahead.next();
    await expect(ahead.next()).rejects.toThrow('gone');
    await ahead.settle();
    expect(open).toBe(0);
  });
});
