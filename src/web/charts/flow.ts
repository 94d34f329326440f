// How many cross, month by month, as a mean per day: bars, or an area where months are too many for bars. Lines across
// are what was promised, forecast or designed for; lines upright are openings; shaded times are closures.
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import { type CivilDate, daysBetween, lastDay } from '../../base/dates.ts';
import { formatDate, formatNumber } from '../../text/formats.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { numberAxis, timeAxis } from './axes.ts';
import { drawing, figure } from './figure.ts';
import { type FlowData, type FlowFrame, flowSize } from './flow-data.ts';
import { closureBands, columnsOf, levelLines, openingLines } from './flow-marks.ts';
import { flowLegend, flowTables } from './flow-words.ts';
import { endOf, startOf, timeScale } from './time-scale.ts';

/** Returns the chart of measured flow. Without rows it says that nothing has been measured. */
export function flowChart(view: View, data: FlowData): Html {
  const frame = frameOf(data);
  const summary = summaryOf(view, data, frame);
  const { left, right, top, bottom } = flowSize;
  return figure(view, {
    ...data,
    name: 'flow',
    summary,
    drawing: drawing(
      {
        id: data.id,
        class: 'flow',
        ...flowSize,
        width: widthOf(data),
        title: data.caption,
        description: summary,
        role: 'img',
      },
      html`<defs><pattern id="${data.id}-closed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="closed-line" d="M0,0V6"/></pattern></defs>
        ${closureBands(view, data, frame)}
        ${numberAxis(view, frame.y, { left, right, count: 5 })}
        ${timeAxis(view, frame.x, { top, bottom, labels: 'below' })}
        <text class="axis-name" x="4" y="14">${data.isFigure === true ? data.unit : view.text('chart.flow.axis', { unit: data.unit })}</text>
        ${columnsOf(view, data, frame)}${levelLines(view, data, frame)}${openingLines(view, data, frame)}
        ${data.rows.length > 0 ? nothing : html`<text class="empty" x="${(left + right) / 2}" y="${(top + bottom) / 2}" text-anchor="middle">${view.text('chart.flow.none')}</text>`}`,
    ),
    startAt: frame.x(lastSeen(data)),
    legend: flowLegend(view, data, frame),
    tables: flowTables(view, data, frame),
  });
}

/** Only words of levels and openings need the room at the right. */
function widthOf({ levels, openings }: FlowData): number {
  return levels.length + openings.length === 0 ? flowSize.right + 24 : flowSize.width;
}

/** A narrow window shows the latest figures first, not the empty time since. */
function lastSeen({ rows, today }: FlowData): number {
  return max(rows, ({ period }) => endOf(period)) ?? startOf(today);
}

function frameOf(data: FlowData): FlowFrame {
  const periods = data.rows.map(({ period, value }) => ({
    period,
    value,
    perDay: data.isFigure === true ? value : value / daysOf(period),
  }));
  const times = [
    ...data.rows.flatMap(({ period }) => [startOf(period), endOf(period)]),
    ...data.openings.map(({ on }) => startOf(on)),
    ...data.closures.flatMap(({ from, until }) => [
      startOf(from),
      ...(until === undefined ? [] : [endOf(until)]),
    ]),
  ];
  const highest = max([...periods, ...data.levels], ({ perDay }) => perDay) ?? 1;
  return {
    periods,
    x: timeScale([...times, startOf(data.today)], [flowSize.left, flowSize.right]),
    y: scaleLinear().domain([0, highest]).nice(5).range([flowSize.bottom, flowSize.top]),
  };
}

function daysOf(period: CivilDate): number {
  const first =
    period.length === 4 ? `${period}-01-01` : period.length === 7 ? `${period}-01` : period;
  return daysBetween(first, lastDay(period)) + 1;
}

function summaryOf(view: View, data: FlowData, { periods }: FlowFrame): string {
  const last = periods[periods.length - 1];
  if (last === undefined) return view.text('chart.flow.none');
  const key = data.isFigure === true ? 'chart.flow.figure.summary' : 'chart.flow.summary';
  return view.text(key, {
    count: periods.length,
    unit: data.unit,
    period: formatDate(view.language, last.period),
    value: formatNumber(view.language, Math.round(last.perDay)),
  });
}
