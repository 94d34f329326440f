// What a slip chart is told, and where its parts stand: types only.
import type { CivilDate } from '../../base/dates.ts';
import type { ChartHead, Texts } from './figure.ts';
import type { TimeScale } from './time-scale.ts';

/** Causes that a new date may give. */
export type SlipCause =
  | 'works'
  | 'approval'
  | 'funding'
  | 'other-side'
  | 'external-event'
  | 'scope'
  | 'not-stated';

/** One saying of one speaker. */
export interface Saying {
  readonly said: CivilDate;
  /** Who said it: a party, an office, a newspaper. */
  readonly speaker: Texts;
  readonly promised: { readonly from: CivilDate; readonly to: CivilDate; readonly words: Texts };
  readonly cause?: SlipCause;
  readonly source?: { readonly url: string; readonly title: Texts };
  /** Address of the record. */
  readonly href?: string;
  readonly recorded: CivilDate;
  /** Whether it was recorded long after it was said, from a source. */
  readonly backEntered: boolean;
  readonly sample: boolean;
}

/** Everything said about one milestone. */
export interface SlipData extends ChartHead {
  readonly sayings: readonly Saying[];
  readonly actual?: CivilDate;
  /** Whether all that is on record of the actual day was said before it. */
  readonly isAnnounced?: boolean;
  readonly forecast?: {
    readonly made: CivilDate;
    readonly p50: CivilDate;
    readonly p80: CivilDate;
  };
  readonly today: CivilDate;
}

/** Frame of the drawing and its scales. */
export interface SlipFrame {
  readonly x: TimeScale;
  readonly y: TimeScale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A saying in the drawing. */
export interface PlacedSaying {
  readonly saying: Saying;
  /** Number of its speaker, by first appearance. */
  readonly speaker: number;
  readonly x: number;
  readonly y: number;
  /** Where the bracket of its range begins; `y` where it ends. */
  readonly yFrom: number;
  /** How far right of the point the letter of its cause stands. */
  readonly codeDx: number;
}
