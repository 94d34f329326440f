// How long a procedure takes, small enough for a cell of a table that has the same figures: a bar to the median, a line
// from it to the P90. All bars of a table share one scale. Where the P90 is not known the line ends open.
import { html } from 'hono/html';
import type { Html } from '../html.ts';
import { px } from './text-fit.ts';

/** Days of an authority; a quantile that is not known is left out. */
export interface TimesBarData {
  readonly median?: number;
  readonly p90?: number;
  /** The longest of the table: the width of the drawing. */
  readonly daysMax: number;
}

const size = { width: 160, height: 16, bar: 8 };

/** Returns the drawing, hidden from those who are read the table. Without a median the bar is left out. */
export function timesBar({ median, p90, daysMax }: TimesBarData): Html {
  const x = (days: number) => px((days / Math.max(1, daysMax)) * (size.width - 4) + 2);
  const middle = size.height / 2;
  const to = p90 ?? daysMax;
  const from = median ?? 0;
  const end = p90 === undefined ? '' : `M${x(to)},${middle - 4}V${middle + 4}`;
  return html`<svg class="times-bar" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" aria-hidden="true" focusable="false"><rect class="median" x="2" y="${middle - size.bar / 2}" width="${px(Number(x(from)) - 2)}" height="${size.bar}"/><path class="${p90 === undefined ? 'reach reach-open' : 'reach'}" d="M${x(from)},${middle}H${x(to)}${end}"/></svg>`;
}
