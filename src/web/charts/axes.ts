// Axes and lines that several charts share: years and quarters, round numbers, a day marked from top to bottom.
import type { ScaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import { formatNumber } from '../../text/formats.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { px, textWidth } from './text-fit.ts';
import { type TimeScale, type TimeTick, timeTicks } from './time-scale.ts';

const labelSize = 11;

/** Returns hairlines and names of years and their quarters or months between `top` and `bottom`. */
export function timeAxis(
  view: View,
  scale: TimeScale,
  box: {
    readonly top: number;
    readonly bottom: number;
    readonly labels: 'above' | 'below' | 'both';
    /** Where the rules end, if not with the scale. */
    readonly end?: number;
  },
): Html {
  const { top, bottom, labels } = box;
  const [left, last] = scale.range();
  const right = box.end ?? last;
  const ticks = timeTicks(view, scale, labelSize);
  const above = labels !== 'below';
  const below = labels !== 'above';
  const hasSmall = ticks.some(({ grade, label }) => grade !== 'year' && label !== undefined);
  const inside = ticks.filter(({ at }) => at > left);
  const lines = inside.map(({ at, grade }) => {
    const reach = grade === 'year' ? bottom : above ? top + 4 : bottom - 4;
    const from = grade === 'year' || above ? top : bottom;
    return html`<path class="tick tick-${grade}" d="M${px(at)},${from}V${reach}"/>`;
  });
  const yearAbove = hasSmall ? top - 20 : top - 7;
  return html`<g class="axis" aria-hidden="true">${lines}
    ${above ? names(ticks, { year: yearAbove, small: top - 6 }) : nothing}
    ${below ? names(ticks, { year: bottom + (hasSmall && !above ? 30 : 15), small: above ? undefined : bottom + 15 }) : nothing}
    <path class="rule" d="M${left},${above ? top : bottom}H${right}"/>${labels === 'both' ? html`<path class="rule" d="M${left},${bottom}H${right}"/>` : nothing}</g>`;
}

function names(
  ticks: readonly TimeTick[],
  heights: { readonly year: number; readonly small: number | undefined },
): Html {
  return html`${ticks.map(({ at, grade, label }) => {
    const y = grade === 'year' ? heights.year : heights.small;
    if (label === undefined || y === undefined) return nothing;
    return html`<text class="tick-name tick-name-${grade}" x="${px(at + 4)}" y="${y}">${label}</text>`;
  })}`;
}

/** Returns hairlines and round numbers from `left` to `right`. */
export function numberAxis(
  view: View,
  scale: ScaleLinear<number, number>,
  box: { readonly left: number; readonly right: number; readonly count: number },
): Html {
  const { left, right, count } = box;
  return html`<g class="axis" aria-hidden="true">${scale.ticks(count).map((value) => {
    const y = px(scale(value));
    return html`<path class="tick ${value === 0 ? 'rule' : 'tick-number'}" d="M${left},${y}H${right}"/><text class="tick-name" x="${left - 8}" y="${px(y + 4)}" text-anchor="end">${formatNumber(view.language, value)}</text>`;
  })}</g>`;
}

/** A day marked from top to bottom with its words above. */
export interface TimeLine {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  /** `data-date`, `today`, `mark`. */
  readonly class: string;
  readonly word: string;
  /** On which side of the line its words stand, room allowing. */
  readonly side: 'left' | 'right';
  /** Height of the words. */
  readonly y?: number;
}

/** Returns the line with its words. */
export function timeLine(line: TimeLine): Html {
  const { x, side, word } = line;
  const y = line.y ?? 12;
  const width = textWidth(word, labelSize) + 8;
  const toLeft = side === 'left' ? x - width > 0 : false;
  return html`<g class="line line-${line.class}"><path d="M${px(x)},${y - 9}V${line.bottom}"/><text x="${px(toLeft ? x - 5 : x + 5)}" y="${y}" text-anchor="${toLeft ? 'end' : 'start'}">${word}</text></g>`;
}
