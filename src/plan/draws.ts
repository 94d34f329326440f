// What one activity is drawn from, many runs at a time; a run's number is found without those before it
// (docs/spec/plan.md 11).
import type { InverseOfMany } from './distribution.ts';
import { blockRuns, fillNumbers, type Stream } from './random.ts';
import { absentWork, type CompiledUncertainty, exposeBlock } from './uncertainty.ts';

/** One activity whose duration is drawn. */
export interface Draw {
  /** Its position in the network. */
  readonly at: number;
  readonly inverse: InverseOfMany;
  readonly stream: Stream;
  readonly uncertainty?: CompiledUncertainty | undefined;
  /** What policies make of a duration. */
  readonly change?: ((minutes: number) => number) | undefined;
}

/** Which runs are drawn, and where. */
interface DrawnRuns {
  readonly seed: number;
  /** The first run is 4 times this. */
  readonly block: number;
  /** Scratch of one block. */
  readonly words: Uint32Array;
  /** A whole number of blocks. */
  readonly into: Float64Array;
}

/** Writes the durations of as many runs as the array holds, in whole minutes; `absentWork` for work that does not exist. */
export function drawRuns(draw: Draw, of: DrawnRuns): void {
  const { inverse, stream, uncertainty, change } = draw;
  const { seed, block, words, into } = of;
  fillNumbers(into, { seed, block, stream });
  inverse(into);
  if (uncertainty !== undefined) {
    for (let index = 0; index < into.length; index += blockRuns) {
      exposeBlock(uncertainty, { seed, block: block + index / blockRuns, words, into, index });
    }
  }
  if (change === undefined) return;
  for (let i = 0; i < into.length; i++) if (into[i] !== absentWork) into[i] = change(into[i]);
}

/** Writes the durations of runs 0 to the array's length into it, as those runs were computed: 0 for absent work. */
export function drawAgain(draw: Draw, seed: number, into: Float64Array): void {
  const words = new Uint32Array(blockRuns);
  const some = new Float64Array(drawnAtOnce);
  for (let run = 0; run < into.length; run += drawnAtOnce) {
    drawRuns(draw, { seed, block: run / blockRuns, words, into: some });
    for (let i = 0; i < drawnAtOnce; i++) some[i] = Math.max(0, some[i]);
    into.set(some.subarray(0, Math.min(drawnAtOnce, into.length - run)), run);
  }
}

const drawnAtOnce = 16 * blockRuns;
