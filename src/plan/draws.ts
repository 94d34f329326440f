// What one activity is drawn from, four runs at a time; a run's number is found without those before it
// (docs/spec/plan.md 11).
import type { InverseDistribution } from './distribution.ts';
import { blockRuns, fillBlock, numberOf, type Stream } from './random.ts';

/** One activity whose duration is drawn. */
export interface Draw {
  /** Its position in the network. */
  readonly at: number;
  readonly inverse: InverseDistribution;
  readonly stream: Stream;
}

/** Which four runs: those from 4 block on. */
export interface DrawnBlock {
  readonly seed: number;
  readonly block: number;
  /** Overwritten: the words of the block. */
  readonly words: Uint32Array;
  /** Where the four durations are written, from `index` on. */
  readonly into: Float64Array;
  readonly index: number;
}

/** Writes the durations of four runs, in whole minutes. */
export function drawBlock({ inverse, stream }: Draw, of: DrawnBlock): void {
  const { seed, block, words, into, index } = of;
  fillBlock(words, { seed, block, stream });
  for (let word = 0; word < blockRuns; word++) into[index + word] = inverse(numberOf(words[word]));
}

/** Writes the durations of runs 0 to the array's length into it: what those runs were computed with. */
export function drawAgain(draw: Draw, seed: number, into: Float64Array): void {
  const words = new Uint32Array(blockRuns);
  const four = new Float64Array(blockRuns);
  for (let run = 0; run < into.length; run += blockRuns) {
    drawBlock(draw, { seed, block: run / blockRuns, words, into: four, index: 0 });
    into.set(four.subarray(0, Math.min(blockRuns, into.length - run)), run);
  }
}
