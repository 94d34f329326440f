// The chart of flow in words: its legend, its table of periods, and its table of openings, closures and levels.
import { html } from 'hono/html';
import { formatNumber } from '../../text/formats.ts';
import type { View } from '../view.ts';
import { type ChartTable, type LegendItem, sign } from './figure.ts';
import type { FlowData, FlowFrame } from './flow-data.ts';
import { isArea, levelKeys } from './flow-marks.ts';

/** Returns what occurs: bars, closures, openings, levels. */
export function flowLegend(view: View, data: FlowData, frame: FlowFrame): readonly LegendItem[] {
  const measured = isArea(frame)
    ? html`<path class="area" d="M2,15V9H10V5H18V7H26V15Z"/><path class="area-edge" d="M2,9H10V5H18V7H26"/>`
    : html`<rect class="column" x="8" y="2" width="12" height="14"/>`;
  return [
    ...(data.rows.length === 0
      ? []
      : [
          {
            sign: sign(measured),
            word: view.text('chart.flow.legend.measured', { unit: data.unit }),
          },
        ]),
    ...data.closures.map(({ why }, i) => ({
      sign: sign(
        html`<g class="closed"><rect class="closed-ground" x="2" y="1" width="24" height="14"/><rect x="2" y="1" width="24" height="14" fill="url(#${data.id}-closed)"/><text class="closed-number" x="14" y="12" text-anchor="middle">${i + 1}</text></g>`,
      ),
      word: view.text('chart.flow.legend.closed', { why: view.plain(why) }),
    })),
    ...(data.openings.length === 0
      ? []
      : [
          {
            sign: sign(html`<g class="line line-opening"><path d="M14,0V16"/></g>`),
            word: view.text('chart.flow.legend.opening'),
          },
        ]),
    ...data.levels.map(({ kind }) => ({
      sign: sign(html`<g class="level level-${kind}"><path class="level-line" d="M1,8H27"/></g>`),
      word: view.text(levelKeys[kind]),
    })),
  ];
}

/** Returns the periods, and whatever else the chart marks. */
export function flowTables(view: View, data: FlowData, frame: FlowFrame): readonly ChartTable[] {
  const marks = markRows(view, data);
  const measured: ChartTable = {
    caption: view.text('chart.flow.table', { caption: data.caption }),
    columns: [
      { name: view.text('chart.flow.column.period') },
      ...(data.isFigure === true
        ? ([{ name: data.unit, look: 'number' }] as const)
        : ([
            { name: view.text('chart.flow.column.total'), look: 'number' },
            { name: view.text('chart.flow.column.mean'), look: 'number' },
          ] as const)),
    ],
    rows: frame.periods.map(({ period, value, perDay }) => ({
      cells: [
        view.date(period),
        formatNumber(view.language, value),
        ...(data.isFigure === true ? [] : [formatNumber(view.language, Math.round(perDay))]),
      ],
    })),
  };
  if (marks.length === 0) return [measured];
  return [
    measured,
    {
      caption: view.text('chart.flow.marks', { caption: data.caption }),
      columns: [
        { name: view.text('chart.flow.column.what') },
        { name: view.text('chart.flow.column.when') },
        { name: view.text('chart.flow.column.value'), look: 'number' },
      ],
      rows: marks,
    },
  ];
}

function markRows(view: View, data: FlowData): ChartTable['rows'] {
  return [
    ...data.openings.map(({ mode, on, isAnnounced }) => {
      const key = isAnnounced === true ? 'chart.flow.row.announced' : 'chart.flow.row.opened';
      return { cells: [view.html(key, { mode: view.words(mode) }), view.date(on)] };
    }),
    ...data.closures.map(({ from, until, why }) => ({
      cells: [
        view.html('chart.flow.row.closed', { why: view.words(why) }),
        until === undefined
          ? view.html('chart.flow.since', { from: view.date(from) })
          : view.html('chart.flow.from-to', { from: view.date(from), to: view.date(until) }),
      ],
    })),
    ...data.levels.map(({ kind, perDay }) => ({
      cells: [view.text(levelKeys[kind]), undefined, formatNumber(view.language, perDay)],
    })),
  ].map(({ cells }) => ({ cells: [0, 1, 2].map((i) => cells[i]) }));
}
