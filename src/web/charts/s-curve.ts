// The S-curve of a project: what was planned, earned and spent from the beginning on, month by month, in hundredths of the budget.
// Planned is a line from the first month of the baseline to its last; earned and spent have a point for each month reported.
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { html } from 'hono/html';
import type { CivilDate } from '../../base/dates.ts';
import { formatNumber } from '../../text/formats.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { numberAxis, timeAxis } from './axes.ts';
import { type ChartHead, type ChartTable, drawing, figure, sign } from './figure.ts';
import { px } from './text-fit.ts';
import { endOf, startOf, type TimeScale, timeScale } from './time-scale.ts';

/** A share of the budget by a month's end, in hundredths; may go beyond 100. */
export interface CurvePoint {
  readonly month: CivilDate;
  readonly percent: number;
}

/** What the chart is told. */
export interface CurveData extends ChartHead {
  readonly summary: string;
  readonly planned: readonly CurvePoint[];
  readonly earned: readonly CurvePoint[];
  readonly spent: readonly CurvePoint[];
  readonly sample: boolean;
}

const size = { width: 860, height: 340, left: 56, right: 836, top: 30, bottom: 292 };

const curveKeys = {
  planned: 'earned.planned',
  earned: 'earned.earned',
  spent: 'earned.spent',
} as const;
type CurveName = keyof typeof curveKeys;
const names = Object.keys(curveKeys) as readonly CurveName[];

/** Returns the chart; some curve has a point. */
export function sCurve(view: View, data: CurveData): Html {
  const months = names.flatMap((name) => data[name]).map(({ month }) => month);
  const highest = max(
    names.flatMap((name) => data[name]),
    ({ percent }) => percent,
  );
  const x = timeScale(
    months.flatMap((month) => [startOf(month), endOf(month)]),
    [size.left, size.right],
  );
  const y = scaleLinear()
    .domain([0, Math.max(100, highest ?? 0)])
    .range([size.bottom, size.top]);
  const { left, right, top, bottom } = size;
  return figure(view, {
    ...data,
    name: 's-curve',
    drawing: drawing(
      {
        ...{ id: data.id, class: 's-curve', width: size.width, height: size.height },
        ...{ title: data.caption, description: data.summary, role: 'img' },
      },
      html`${numberAxis(view, y, { left, right, count: 5 })}
        ${timeAxis(view, x, { top, bottom, labels: 'below' })}
        <text class="axis-name" x="4" y="14">${view.text('earned.axis')}</text>
        ${names.map((name) => curve(view, data[name], { name, x, y }))}`,
    ),
    legend: names
      .filter((name) => data[name].length > 0)
      .map((name) => ({
        sign: sign(
          html`<g class="curve curve-${name}"><path d="M1,13L27,3"/>${name === 'planned' ? nothing : html`<circle cx="14" cy="8" r="3"/>`}</g>`,
        ),
        word: view.text(curveKeys[name]),
      })),
    tables: [tableOf(view, data)],
  });
}

function curve(
  view: View,
  points: readonly CurvePoint[],
  given: {
    readonly name: CurveName;
    readonly x: TimeScale;
    readonly y: (percent: number) => number;
  },
): Html {
  const { name, x, y } = given;
  const [first] = points;
  if (first === undefined) return nothing;
  const placed = points.map(({ month, percent }): [number, number] => [
    x(endOf(month)),
    y(percent),
  ]);
  // What was planned begins with nothing; what was reported begins with what was reported first.
  if (name === 'planned') placed.unshift([x(startOf(first.month)), y(0)]);
  const path = line().digits(1)(placed) ?? '';
  const marks =
    name === 'planned'
      ? nothing
      : html`${points.map((one, i) => {
          const [at, height] = placed[i] ?? [0, 0];
          const title = view.text('earned.say', {
            ...{ month: view.plainDate(one.month), what: view.text(curveKeys[name]) },
            percent: formatNumber(view.language, rounded(one.percent)),
          });
          return html`<circle cx="${px(at)}" cy="${px(height)}" r="3"><title>${title}</title></circle>`;
        })}`;
  return html`<g class="curve curve-${name}"><path d="${path}"/>${marks}</g>`;
}

function rounded(percent: number): number {
  return Math.round(percent * 10) / 10;
}

function tableOf(view: View, data: CurveData): ChartTable {
  const months = [...new Set(names.flatMap((name) => data[name]).map(({ month }) => month))].sort();
  const shown = names.filter((name) => data[name].length > 0);
  const values = new Map(
    shown.map((name) => [name, new Map(data[name].map(({ month, percent }) => [month, percent]))]),
  );
  return {
    caption: view.text('earned.curve.table'),
    columns: [
      { name: view.text('returns.column.month') },
      ...shown.map((name) => ({ name: view.text(curveKeys[name]), look: 'number' as const })),
    ],
    rows: months.map((month) => ({
      cells: [
        view.date(month),
        ...shown.map((name) => {
          const percent = values.get(name)?.get(month);
          return percent === undefined ? '–' : `${formatNumber(view.language, rounded(percent))}%`;
        }),
      ],
    })),
  };
}
