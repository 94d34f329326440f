// What a chart of flow is told, and its scales: types and sizes only.
import type { ScaleLinear } from 'd3-scale';
import type { CivilDate } from '../../base/dates.ts';
import type { ChartHead, Texts } from './figure.ts';
import type { TimeScale } from './time-scale.ts';

/** A daily value that the flow is measured against. */
export interface FlowLevel {
  readonly kind: 'promised' | 'forecast' | 'design';
  readonly perDay: number;
}

/** Measured flow of one subject over one crossing. */
export interface FlowData extends ChartHead {
  /** What is counted, in the reader's language: `passengers`. */
  readonly unit: string;
  /** Values are figures of their periods as they stand, such as minutes waited: no totals, from which a mean per day is made. */
  readonly isFigure?: boolean;
  /** Totals of a month, a year or a day; periods ascend, each once. A period without measurement is left out. */
  readonly rows: readonly { readonly period: CivilDate; readonly value: number }[];
  readonly levels: readonly FlowLevel[];
  readonly openings: readonly {
    readonly mode: Texts;
    readonly on: CivilDate;
    /** Whether all that is on record of it was said before that day. */
    readonly isAnnounced?: boolean;
  }[];
  readonly closures: readonly {
    readonly from: CivilDate;
    readonly until?: CivilDate;
    readonly why: Texts;
  }[];
  readonly today: CivilDate;
  readonly sample: boolean;
}

/** A period with its mean per day; of a figure that stands as it is, `perDay` is that. */
export interface FlowPeriod {
  readonly period: CivilDate;
  readonly value: number;
  readonly perDay: number;
}

/** Frame of the drawing, its scales, and its periods. */
export interface FlowFrame {
  readonly x: TimeScale;
  readonly y: ScaleLinear<number, number>;
  readonly periods: readonly FlowPeriod[];
}

/** Sizes of the drawing in pixels; `band` is where words of openings and closures stand. */
export const flowSize = {
  width: 860,
  height: 420,
  left: 72,
  right: 690,
  band: 26,
  top: 96,
  bottom: 364,
};
