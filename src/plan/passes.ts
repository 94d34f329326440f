// What both passes look at and fill in, by position in a network.
import type { Minute } from './civil-time.ts';
import type { Network } from './network.ts';

/** Early dates by position; those of spans are not known yet. */
export interface EarlyDates {
  readonly start: Float64Array;
  readonly finish: Float64Array;
  /** Remaining duration used: an expected finish changes it. */
  readonly remaining: Float64Array;
}

/** What the rules of the forward pass look at. */
export interface EarlyPass {
  readonly network: Network;
  readonly early: EarlyDates;
}

/** Late dates by position; those of spans are not known yet. */
export interface LateDates {
  readonly start: Float64Array;
  readonly finish: Float64Array;
}

/** What the rules of the backward pass look at. */
export interface LatePass extends EarlyPass {
  readonly late: LateDates;
  /** Late finish of what has no successor. */
  readonly horizon: Minute;
}
