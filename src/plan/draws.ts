// What one activity is drawn from, four runs at a time; a run's number is found without those before it
// (docs/spec/plan.md 11).
import type { InverseDistribution } from './distribution.ts';
import { blockRuns, fillBlock, numberOf, type Stream } from './random.ts';
import {
  absentWork,
  type CompiledUncertainty,
  type DrawnBlock,
  exposeBlock,
} from './uncertainty.ts';

/** One activity whose duration is drawn. */
export interface Draw {
  /** Its position in the network. */
  readonly at: number;
  readonly inverse: InverseDistribution;
  readonly stream: Stream;
  readonly uncertainty?: CompiledUncertainty | undefined;
  /** What policies make of a duration. */
  readonly change?: ((minutes: number) => number) | undefined;
}

/** Writes the durations of four runs, in whole minutes; `absentWork` for work that does not exist. */
export function drawBlock(draw: Draw, of: DrawnBlock): void {
  const { inverse, stream, uncertainty, change } = draw;
  const { seed, block, words, into, index } = of;
  fillBlock(words, { seed, block, stream });
  for (let word = 0; word < blockRuns; word++) into[index + word] = inverse(numberOf(words[word]));
  if (uncertainty !== undefined) exposeBlock(uncertainty, of);
  if (change === undefined) return;
  for (let i = index; i < index + blockRuns; i++) {
    if (into[i] !== absentWork) into[i] = change(into[i]);
  }
}

/** Writes the durations of runs 0 to the array's length into it, as those runs were computed: 0 for absent work. */
export function drawAgain(draw: Draw, seed: number, into: Float64Array): void {
  const words = new Uint32Array(blockRuns);
  const four = new Float64Array(blockRuns);
  for (let run = 0; run < into.length; run += blockRuns) {
    drawBlock(draw, { seed, block: run / blockRuns, words, into: four, index: 0 });
    for (let i = 0; i < blockRuns; i++) four[i] = Math.max(0, four[i]);
    into.set(four.subarray(0, Math.min(blockRuns, into.length - run)), run);
  }
}
