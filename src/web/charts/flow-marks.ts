// What a chart of flow draws: bars or an area, levels across, openings upright, closures shaded.
import { area, curveStepAfter, line } from 'd3-shape';
import { html } from 'hono/html';
import { formatDate, formatNumber } from '../../text/formats.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';
import { timeLine } from './axes.ts';
import {
  type FlowData,
  type FlowFrame,
  type FlowLevel,
  type FlowPeriod,
  flowSize,
} from './flow-data.ts';
import { px, spreadApart, stackSpans, textWidth } from './text-fit.ts';
import { endOf, startOf } from './time-scale.ts';

/** Narrower bars than this in pixels become an area. */
const barWidthMin = 5;
const lineHeight = 16;

/** Returns whether bars would be too narrow, so that an area is drawn. */
export function isArea({ x, periods }: FlowFrame): boolean {
  return periods.some(({ period }) => x(endOf(period)) - x(startOf(period)) < barWidthMin);
}

/** Returns bars, or an area with steps where bars would be too narrow; a gap where nothing was measured. */
export function columnsOf(view: View, data: FlowData, frame: FlowFrame): Html {
  const { x, y, periods } = frame;
  if (isArea(frame)) return areaOf(frame);
  return html`${periods.map((one) => {
    const [left, right, top] = [x(startOf(one.period)), x(endOf(one.period)), y(one.perDay)];
    return html`<rect class="column" x="${px(left + 0.5)}" y="${px(top)}" width="${px(right - left - 1)}" height="${px(flowSize.bottom - top)}"><title>${sentence(view, data, one)}</title></rect>`;
  })}`;
}

function areaOf({ x, y, periods }: FlowFrame): Html {
  return html`${runsOf(periods).map((run) => {
    const points = run.map(({ period, perDay }): [number, number] => [
      x(startOf(period)),
      y(perDay),
    ]);
    const last = run[run.length - 1];
    points.push([x(endOf(last.period)), y(last.perDay)]);
    const fill = area().curve(curveStepAfter).y0(flowSize.bottom).digits(1)(points) ?? '';
    const edge = line().curve(curveStepAfter).digits(1)(points) ?? '';
    return html`<path class="area" d="${fill}"/><path class="area-edge" d="${edge}"/>`;
  })}`;
}

/** Periods that follow each other without a gap. */
function runsOf(periods: readonly FlowPeriod[]): readonly (readonly FlowPeriod[])[] {
  const runs: FlowPeriod[][] = [];
  for (const [i, one] of periods.entries()) {
    const before = periods[i - 1];
    if (before !== undefined && endOf(before.period) === startOf(one.period))
      runs.at(-1)?.push(one);
    else runs.push([one]);
  }
  return runs;
}

function sentence(view: View, data: FlowData, one: FlowPeriod): string {
  const key = data.isFigure === true ? 'chart.flow.figure.say' : 'chart.flow.say';
  return view.text(key, {
    period: formatDate(view.language, one.period),
    value: formatNumber(view.language, Math.round(one.perDay)),
    unit: data.unit,
  });
}

/** Words of each level. */
export const levelKeys: Readonly<Record<FlowLevel['kind'], string>> = {
  promised: 'chart.flow.level.promised',
  forecast: 'chart.flow.level.forecast',
  design: 'chart.flow.level.design',
};

/** Returns levels with their words at the right, moved apart where they are close. */
export function levelLines(view: View, data: FlowData, { y }: FlowFrame): Html {
  const heights = data.levels.map(({ perDay }) => y(perDay));
  const words = spreadApart(heights, { gap: 32, from: flowSize.top, to: flowSize.bottom - 14 });
  const { left, right } = flowSize;
  return html`${data.levels.map(({ kind, perDay }, i) => {
    const [at, word] = [px(heights[i]), px(words[i])];
    return html`<g class="level level-${kind}"><path class="level-line" d="M${left},${at}H${right}"/><path class="leader" d="M${right},${at}L${right + 8},${word}"/><text x="${right + 12}" y="${word + 1}">${view.text(levelKeys[kind])}</text><text class="level-value" x="${right + 12}" y="${word + 15}">${formatNumber(view.language, perDay)}</text></g>`;
  })}`;
}

/** Returns openings with their words above the drawing, one below the other where they are close. */
export function openingLines(view: View, data: FlowData, { x }: FlowFrame): Html {
  const marks = data.openings.map(({ mode, on, isAnnounced }) => {
    const key = isAnnounced === true ? 'chart.flow.announced' : 'chart.flow.opened';
    const word = view.text(key, {
      mode: view.plain(mode),
      date: formatDate(view.language, on),
    });
    const at = x(startOf(on));
    const width = textWidth(word, 11) + 12;
    const side = at + width > flowSize.width ? ('left' as const) : ('right' as const);
    return {
      at,
      word,
      side,
      from: side === 'left' ? at - width : at,
      to: side === 'left' ? at : at + width,
    };
  });
  const lines = stackSpans(marks);
  return html`${marks.map(({ at, word, side }, i) =>
    timeLine({
      x: at,
      top: flowSize.top,
      bottom: flowSize.bottom,
      class: 'opening',
      word,
      side,
      y: flowSize.band + 10 + lines[i] * lineHeight,
    }),
  )}`;
}

/** Returns closures as shaded times, each with its number: the legend has the reasons, uncut. */
export function closureBands(view: View, data: FlowData, { x }: FlowFrame): Html {
  const { top, bottom } = flowSize;
  const bands = data.closures.map(({ from, until, why }) => {
    const left = x(startOf(from));
    const right = until === undefined ? x.range()[1] : x(endOf(until));
    const width = Math.max(2, right - left);
    const middle = left + width / 2;
    return { left, width, why, middle, from: middle - 10, to: middle + 10 };
  });
  const lines = stackSpans(bands);
  return html`${bands.map(
    ({ left, width, why, middle }, i) =>
      html`<g class="closed"><title>${view.plain(why)}</title><rect class="closed-ground" x="${px(left)}" y="${top}" width="${px(width)}" height="${bottom - top}"/><rect x="${px(left)}" y="${top}" width="${px(width)}" height="${bottom - top}" fill="url(#${data.id}-closed)"/><text class="closed-number" x="${px(middle)}" y="${top + 16 + lines[i] * lineHeight}" text-anchor="middle">${i + 1}</text></g>`,
  )}`;
}
