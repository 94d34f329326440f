// Chance of a generated programme: numbers by counter from the seed and a name, so that a project is the same whatever
// comes before it and however many there are.
import { streamOf, uniform } from '../../src/plan/random.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';

/** Draws of one name, one after another. */
export interface Draws {
  /** Returns a whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** Returns one of the values. */
  one<Value>(values: readonly Value[]): Value;
  /** Whether something of that probability, 0 to 1, happens. */
  chance(probability: number): boolean;
}

/** Returns the draws of a name under a seed (an integer from 0 on). */
export function drawsOf(seed: number, name: string): Draws {
  const stream = streamOf(nodeCrypto.sha256, name);
  let drawn = 0;
  const next = () => uniform(seed, drawn++, stream);
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    one: <Value>(values: readonly Value[]) => values[whole(0, values.length - 1)] as Value,
    chance: (probability) => next() < probability,
  };
}
