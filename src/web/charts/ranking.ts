// Which change would help most: a bar per policy as long as the mean gain in days, a whisker of one standard error to
// either side, the gain of the P80 as a diamond. Longest first; each row leads to its what-if.
import { max, min } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import { formatNumber } from '../../text/formats.ts';
import { type Html, nothing, type Part } from '../html.ts';
import { sampleMark } from '../parts/status.ts';
import type { View } from '../view.ts';
import {
  type ChartHead,
  type ChartTable,
  drawing,
  figure,
  type LegendItem,
  recordLines,
  sentences,
  sign,
  type Texts,
} from './figure.ts';
import { px } from './text-fit.ts';

/** What one policy would change, against the forecast without it and with the same seeds. */
export interface RankedPolicy {
  readonly name: Texts;
  /** Days by which the finish comes earlier in the mean of all runs; negative is later. */
  readonly meanDays: number;
  /** Standard error of that mean, in days. */
  readonly errorDays: number;
  /** Days by which the P80 comes earlier. */
  readonly p80Days: number;
  /** Address of the what-if. */
  readonly href: string;
  readonly sample: boolean;
}

/** Policies in any order. */
export interface RankingData extends ChartHead {
  readonly policies: readonly RankedPolicy[];
}

interface Row {
  readonly policy: RankedPolicy;
  readonly number: number;
  readonly y: number;
}

const size = { width: 660, left: 40, right: 440, top: 34, row: 58, foot: 30 };

/** Returns the ranking. */
export function rankingChart(view: View, data: RankingData): Html {
  const rows = [...data.policies]
    .sort((a, b) => b.meanDays - a.meanDays || b.p80Days - a.p80Days)
    .map((policy, i) => ({ policy, number: i + 1, y: size.top + i * size.row + size.row / 2 }));
  const bottom = size.top + rows.length * size.row;
  const x = scaleOf(data.policies);
  const summary = summaryOf(view, rows);
  return figure(view, {
    ...data,
    name: 'ranking',
    summary,
    sample: data.policies.some(({ sample }) => sample),
    drawing: drawing(
      {
        id: data.id,
        class: 'ranking',
        width: size.width,
        height: bottom + size.foot,
        title: data.caption,
        description: summary,
        role: 'group',
      },
      html`${axis(view, x, rows)}${rows.map((row) => rowOf(view, data.id, { row, x }))}`,
    ),
    legend: legendOf(view),
    tables: [tableOf(view, data, rows)],
  });
}

function scaleOf(policies: readonly RankedPolicy[]): ScaleLinear<number, number> {
  const ends = policies.flatMap(({ meanDays, errorDays, p80Days }) => [
    meanDays - errorDays,
    meanDays + errorDays,
    p80Days,
  ]);
  return scaleLinear()
    .domain([Math.min(0, min(ends) ?? 0), Math.max(1, max(ends) ?? 1)])
    .nice(6)
    .range([size.left, size.right]);
}

/** Round numbers beneath; their hairlines only behind the bars, so that none runs through a name. */
function axis(view: View, x: ScaleLinear<number, number>, rows: readonly Row[]): Html {
  const bottom = size.top + rows.length * size.row;
  const ticks = x.ticks(6).map((value) => {
    const at = px(x(value));
    const hairs = rows.map(({ y }) => `M${at},${y}V${y + size.row / 2}`).join('');
    return html`<path class="tick ${value === 0 ? 'rule' : 'tick-number'}" d="${hairs}"/><text class="tick-name" x="${at}" y="${bottom + 16}" text-anchor="middle">${formatNumber(view.language, value)}</text>`;
  });
  return html`<g class="axis" aria-hidden="true">${ticks}<text class="axis-name" x="${size.left}" y="${size.top - 12}">${view.text('chart.ranking.axis')}</text></g>`;
}

function rowOf(
  view: View,
  id: string,
  given: { readonly row: Row; readonly x: ScaleLinear<number, number> },
): Html {
  const { row, x } = given;
  const { policy, number, y } = row;
  const { meanDays, errorDays, p80Days } = policy;
  const [zero, mean, low, high, p80] = [
    0,
    meanDays,
    meanDays - errorDays,
    meanDays + errorDays,
    p80Days,
  ].map((days) => px(x(days)));
  const label = `${id}-row-${number}`;
  const bar = y + 12;
  const words = `${gainOf(view, policy)} · ${view.text('chart.ranking.value.p80', { days: daysWord(view, p80Days) })}`;
  return html`<g class="policy ${isClear(policy) ? 'policy-clear' : 'policy-unclear'}"><path class="row-rule" d="M0,${y + size.row / 2}H${size.width}"/>
    <a class="policy-link" href="${policy.href}" aria-labelledby="${label}"><title id="${label}">${sentenceOf(view, row)}</title>
    <rect class="halo" x="2" y="${y - size.row / 2 + 2}" width="${size.width - 4}" height="${size.row - 4}" rx="2"/>
    ${recordLines(view, policy.name, { x: size.left, y: y - 8, widthPx: size.width - size.left - 8, sizePx: 13, class: 'policy-name', lineHeight: 15, linesMax: 1 })}</a>
    <g class="policy-figures" aria-hidden="true"><text class="rank" x="26" y="${y - 8}" text-anchor="end">${number}</text>
    <rect class="gain" x="${Math.min(zero, mean)}" y="${bar - 7}" width="${px(Math.abs(mean - zero))}" height="14"/>
    <path class="whisker" d="M${low},${bar}H${high}M${low},${bar - 5}V${bar + 5}M${high},${bar - 5}V${bar + 5}"/>
    <path class="p80" d="M${p80},${bar - 6}l6,6l-6,6l-6,-6Z"/>
    <text class="value" x="${px(Math.max(zero, high, p80) + 14)}" y="${bar + 4}">${words}</text></g></g>\n`;
}

/** Whether the gain is more than two standard errors: less cannot be told from none. */
function isClear({ meanDays, errorDays }: RankedPolicy): boolean {
  return Math.abs(meanDays) > 2 * errorDays;
}

function gainOf(view: View, policy: RankedPolicy): string {
  const { meanDays, errorDays } = policy;
  if (!isClear(policy)) return view.text('chart.ranking.unclear');
  return view.text('chart.ranking.value', {
    mean: daysWord(view, meanDays),
    error: daysWord(view, errorDays),
  });
}

/** One decimal at most; days beyond ten are whole. */
function days(value: number): number {
  return Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}

/** What would round to nothing and is something is less than a tenth. */
function daysWord(view: View, value: number): string {
  const rounded = days(value);
  if (rounded === 0 && value !== 0) return value > 0 ? '<0.1' : '>−0.1';
  return formatNumber(view.language, rounded);
}

function sentenceOf(view: View, { policy, number }: Row): string {
  const params = {
    rank: number,
    name: view.plain(policy.name),
    mean: daysWord(view, policy.meanDays),
    error: daysWord(view, policy.errorDays),
    gain: daysWord(view, policy.p80Days),
  };
  return sentences(view, [
    view.text('chart.ranking.say', params),
    ...(isClear(policy) ? [] : [view.text('chart.ranking.say.unclear')]),
    ...(policy.sample ? [view.text('chart.say.sample')] : []),
  ]);
}

function summaryOf(view: View, rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return view.text('chart.ranking.none');
  return view.text('chart.ranking.summary', {
    count: rows.length,
    name: view.plain(first.policy.name),
    mean: daysWord(view, first.policy.meanDays),
  });
}

function legendOf(view: View): readonly LegendItem[] {
  return [
    {
      sign: sign(html`<rect class="gain" x="2" y="3" width="24" height="10"/>`),
      word: view.text('chart.ranking.legend.mean'),
    },
    {
      sign: sign(html`<path class="whisker" d="M4,8H24M4,3V13M24,3V13"/>`),
      word: view.text('chart.ranking.legend.error'),
    },
    {
      sign: sign(html`<path class="p80" d="M14,2l6,6l-6,6l-6,-6Z"/>`),
      word: view.text('chart.ranking.legend.p80'),
    },
  ];
}

function tableOf(view: View, data: RankingData, rows: readonly Row[]): ChartTable {
  const number = (value: number): Part => daysWord(view, value);
  return {
    caption: view.text('chart.ranking.table', { caption: data.caption }),
    columns: [
      { name: view.text('chart.ranking.column.policy'), look: 'wide' },
      { name: view.text('chart.ranking.column.mean'), look: 'number' },
      { name: view.text('chart.ranking.column.error'), look: 'number' },
      { name: view.text('chart.ranking.column.p80'), look: 'number' },
      { name: view.text('chart.ranking.column.remark') },
    ],
    rows: rows.map(({ policy }) => ({
      cells: [
        html`<a href="${policy.href}">${view.words(policy.name)}</a> ${sampleMark(view, policy)}`,
        number(policy.meanDays),
        number(policy.errorDays),
        number(policy.p80Days),
        isClear(policy) ? nothing : view.text('chart.ranking.unclear'),
      ],
    })),
  };
}
