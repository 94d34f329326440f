// A run is made by its seed alone: the same trace whenever it is run.
import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted.data.ts';
import { runSeed } from './run.ts';

describe('runSeed', () => {
  it('gives the same trace for the same seed, and another for another', async () => {
    const [first, again, other] = [
      await runSeed({ seed: 3 }),
      await runSeed({ seed: 3 }),
      await runSeed({ seed: 4 }),
    ];
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });

  it('finds nothing wrong in its first seeds, though much goes wrong in them', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const outcome = await runSeed({ seed });
      expect([seed, outcome.violations]).toEqual([seed, []]);
      expect(outcome.steps).toBeGreaterThan(50);
    }
  });
});

describe('plantedBugs', () => {
  it('have names of their own, and are thirty at least', () => {
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
    expect(plantedBugs.length).toBeGreaterThanOrEqual(30);
  });
});
