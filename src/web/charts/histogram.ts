// When the runs of a forecast finish: bars per month or quarter, P50 and P80 marked, the cumulative share as a line.
import { bin, max, sum } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { utcMonth } from 'd3-time';
import { html } from 'hono/html';
import type { CivilDate } from '../../base/dates.ts';
import { formatDate, formatNumber } from '../../text/formats.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { numberAxis, timeAxis, timeLine } from './axes.ts';
import {
  type ChartHead,
  type ChartTable,
  drawing,
  figure,
  type LegendItem,
  sentences,
  sign,
} from './figure.ts';
import { px, textWidth } from './text-fit.ts';
import { periodName, startOf, type TimeScale, timeScale } from './time-scale.ts';

/** Finishes of one forecast. */
export interface HistogramData extends ChartHead {
  /** Runs that finish on a day; days in any order, each once. */
  readonly finishes: readonly { readonly day: CivilDate; readonly runs: number }[];
  readonly p50: CivilDate;
  readonly p80: CivilDate;
  /** A promised day to compare with. */
  readonly promised?: CivilDate;
  readonly isCumulative: boolean;
  readonly sample: boolean;
}

interface Period {
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  /** Runs that finish by its end. */
  readonly until: number;
}

interface Frame {
  readonly x: TimeScale;
  readonly y: ScaleLinear<number, number>;
  readonly periods: readonly Period[];
  readonly unit: 'month' | 'quarter';
  readonly total: number;
}

const size = { width: 860, height: 366, left: 60, right: 800, top: 76, bottom: 324 };
/** Beyond so many months bars are quarters. */
const monthsMax = 40;

/** Returns the histogram. */
export function histogramChart(view: View, data: HistogramData): Html {
  const frame = frameOf(data);
  const summary = summaryOf(view, data, frame);
  return figure(view, {
    ...data,
    name: 'histogram',
    summary,
    drawing: drawing(
      {
        id: data.id,
        class: 'histogram',
        ...size,
        title: data.caption,
        description: summary,
        role: 'img',
      },
      html`${numberAxis(view, frame.y, { left: size.left, right: size.right, count: 5 })}
        ${timeAxis(view, frame.x, { top: size.top, bottom: size.bottom, labels: 'below' })}
        <text class="axis-name" x="4" y="14">${view.text(frame.unit === 'month' ? 'chart.histogram.axis.month' : 'chart.histogram.axis.quarter')}</text>
        ${frame.periods.map((period) => barOf(view, frame, period))}
        ${data.isCumulative ? cumulative(view, frame) : nothing}
        ${marks(view, data, frame)}`,
    ),
    legend: legendOf(view, data),
    tables: [tableOf(view, data, frame)],
  });
}

function frameOf(data: HistogramData): Frame {
  const days = data.finishes.map(({ day }) => startOf(day));
  const marked = [data.p50, data.p80, ...(data.promised === undefined ? [] : [data.promised])].map(
    startOf,
  );
  const x = timeScale([...days, ...marked], [size.left, size.right]);
  const [from, to] = x.domain();
  const unit = utcMonth.count(from, to) > monthsMax ? 'quarter' : 'month';
  const edges = utcMonth
    .range(from, utcMonth.offset(to, 1))
    .filter((_, i) => unit === 'month' || i % 3 === 0);
  const bins = bin<HistogramData['finishes'][number], number>()
    .value(({ day }) => startOf(day))
    .domain([from.getTime(), to.getTime()])
    .thresholds(edges.slice(1, -1).map((date) => date.getTime()))(data.finishes);
  let until = 0;
  const periods = bins.map((group, i) => {
    const runs = sum(group, (one) => one.runs);
    until += runs;
    return { from: group.x0 ?? 0, to: edges[i + 1]?.getTime() ?? group.x1 ?? 0, runs, until };
  });
  const y = scaleLinear()
    .domain([0, max(periods, ({ runs }) => runs) ?? 1])
    .nice(5)
    .range([size.bottom, size.top]);
  return { x, y, periods, unit, total: until };
}

function barOf(view: View, { x, y, unit, total }: Frame, period: Period): Html {
  if (period.runs === 0) return nothing;
  const [left, right, top] = [x(period.from), x(period.to), y(period.runs)];
  const words = view.text('chart.histogram.say', {
    period: periodName(view, period.from, unit),
    runs: period.runs,
    share: percent(view, period.runs, total),
  });
  return html`<rect class="column" x="${px(left + 1)}" y="${px(top)}" width="${px(Math.max(1, right - left - 2))}" height="${px(size.bottom - top)}"><title>${words}</title></rect>`;
}

/** The share of runs that have finished, on its own scale at the right. */
function cumulative(view: View, { x, periods, total }: Frame): Html {
  const share = scaleLinear().domain([0, 1]).range([size.bottom, size.top]);
  const points = periods.map(({ to, until }): [number, number] => [x(to), share(until / total)]);
  const path = line().digits(1)([[size.left, size.bottom], ...points]) ?? '';
  return html`<path class="cumulative" aria-hidden="true" d="${path}"/><g class="axis" aria-hidden="true">${[
    0, 0.25, 0.5, 0.8, 1,
  ].map(
    (value) =>
      html`<text class="tick-name" x="${size.right + 8}" y="${px(share(value) + 4)}">${percent(view, value, 1)}</text>`,
  )}</g>`;
}

/** Lines of P50, P80 and the promise, the earliest with its words on top, so that no line runs through words. */
function marks(view: View, data: HistogramData, { x }: Frame): Html {
  const days = [
    { key: 'chart.p50.on', class: 'p50', date: data.p50 },
    { key: 'chart.p80.on', class: 'p80', date: data.p80 },
    ...(data.promised === undefined
      ? []
      : [{ key: 'chart.promised.on', class: 'promised', date: data.promised }]),
  ];
  const inOrder = days.sort((a, b) => (a.date < b.date ? -1 : 1));
  return html`${inOrder.map(({ key, date, ...look }, i) => {
    const word = view.text(key, { date: formatDate(view.language, date) });
    const at = x(startOf(date));
    const side = at + textWidth(word, 11) + 8 > size.width ? 'left' : 'right';
    return timeLine({
      x: at,
      top: size.top,
      bottom: size.bottom,
      class: look.class,
      word,
      side,
      y: 32 + i * 16,
    });
  })}`;
}

function percent(view: View, part: number, whole: number): string {
  const value = whole === 0 ? 0 : (100 * part) / whole;
  return view.text('chart.percent', {
    value: formatNumber(view.language, Math.round(value * 10) / 10),
  });
}

function runsBy(data: HistogramData, day: CivilDate): number {
  return sum(
    data.finishes.filter((one) => one.day <= day),
    ({ runs }) => runs,
  );
}

function summaryOf(view: View, data: HistogramData, { total }: Frame): string {
  const day = (date: CivilDate) => formatDate(view.language, date);
  const summary = view.text('chart.histogram.summary', {
    count: total,
    half: day(data.p50),
    most: day(data.p80),
  });
  if (data.promised === undefined) return summary;
  const share = percent(view, runsBy(data, data.promised), total);
  return sentences(view, [
    summary,
    view.text('chart.histogram.promised', { share, promised: day(data.promised) }),
  ]);
}

function legendOf(view: View, data: HistogramData): readonly LegendItem[] {
  if (!data.isCumulative) return [];
  return [
    {
      sign: sign(html`<rect class="column" x="8" y="2" width="12" height="14"/>`),
      word: view.text('chart.histogram.legend.runs'),
    },
    {
      sign: sign(html`<path class="cumulative" d="M2,14L12,8L26,2"/>`),
      word: view.text('chart.histogram.legend.cumulative'),
    },
  ];
}

function tableOf(view: View, data: HistogramData, frame: Frame): ChartTable {
  const { periods, unit, total } = frame;
  return {
    caption: view.text('chart.histogram.table', { caption: data.caption }),
    columns: [
      { name: view.text(unit === 'month' ? 'chart.column.month' : 'chart.column.quarter') },
      { name: view.text('chart.histogram.column.runs'), look: 'number' },
      { name: view.text('chart.histogram.column.share'), look: 'number' },
      { name: view.text('chart.histogram.column.cumulative'), look: 'number' },
    ],
    rows: periods.map(({ from, runs, until }) => ({
      cells: [
        periodName(view, from, unit),
        formatNumber(view.language, runs),
        percent(view, runs, total),
        percent(view, until, total),
      ],
    })),
  };
}
