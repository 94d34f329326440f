// The slip chart of a promise: across, the day on which something was said; upwards, the day it named. A point on the
// diagonal is a promise for the very day it was made; every step up is a delay. Filled points were recorded at the
// time, hollow ones entered later from a source.
import { utcYear } from 'd3-time';
import { html } from 'hono/html';
import type { CivilDate } from '../../base/dates.ts';
import { formatDate } from '../../text/formats.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { timeAxis } from './axes.ts';
import { drawing, figure } from './figure.ts';
import type { PlacedSaying, SlipData, SlipFrame } from './slip-data.ts';
import {
  actualMark,
  diagonal,
  forecastBand,
  sayingPoint,
  slipLegend,
  standing,
} from './slip-marks.ts';
import { slipTable } from './slip-words.ts';
import { px } from './text-fit.ts';
import { endOf, shortDate, startOf, timeScale } from './time-scale.ts';

const size = { width: 860, height: 500 };
/** Room for the forecast after the present day. */
const forecastDays = 240;

/** Returns the slip chart. */
export function slipChart(view: View, data: SlipData): Html {
  const frame = frameOf(data);
  const sayings = placeSayings(view, data, frame);
  return figure(view, {
    ...data,
    name: 'slip',
    summary: summaryOf(view, data),
    sample: data.sayings.some(({ sample }) => sample),
    drawing: drawing(
      {
        id: data.id,
        class: 'slip',
        ...size,
        title: data.caption,
        description: summaryOf(view, data),
        role: 'img',
      },
      html`${diagonal(view, frame)}${yearRows(view, frame)}
        ${timeAxis(view, frame.x, { top: frame.top, bottom: frame.bottom, labels: 'below' })}
        <text class="axis-name" x="${frame.left}" y="${size.height - 6}">${view.text('chart.slip.axis.said')}</text>
        <text class="axis-name" x="4" y="14">${view.text('chart.slip.axis.promised')}</text>
        ${data.forecast === undefined ? nothing : forecastBand(view, data.forecast, frame)}
        ${standing(sayings, frame, startOf(data.actual ?? data.today))}
        ${actualMark(view, data, frame)}
        ${sayings.map((placed) => sayingPoint(view, placed))}`,
    ),
    legend: slipLegend(view, data, sayings),
    tables: [slipTable(view, data)],
  });
}

function frameOf(data: SlipData): SlipFrame {
  const box = {
    left: 62,
    right: data.forecast === undefined ? 830 : 724,
    top: 44,
    bottom: size.height - 56,
  };
  const { sayings, actual, forecast, today } = data;
  const said = sayings.map((saying) => startOf(saying.said));
  const promised = sayings.flatMap(({ promised }) => [startOf(promised.from), endOf(promised.to)]);
  const outcome = [actual, forecast?.p50, forecast?.p80].flatMap((day) =>
    day === undefined ? [] : [startOf(day), endOf(day)],
  );
  const end = startOf(actual ?? today);
  const margin = forecast === undefined ? 0 : forecastDays * 86_400_000;
  return {
    ...box,
    x: timeScale([...said, end + margin], [box.left, box.right]),
    y: timeScale([...promised, ...outcome, ...said.slice(0, 1)], [box.bottom, box.top]),
  };
}

/** Sayings by day, each with where it stands and the number of its speaker; letters of close neighbours part. */
function placeSayings(view: View, data: SlipData, frame: SlipFrame): readonly PlacedSaying[] {
  const speakers = [...new Set(data.sayings.map(({ speaker }) => view.plain(speaker)))];
  const placed = [...data.sayings]
    .sort((a, b) => (a.said < b.said ? -1 : 1))
    .map((saying) => ({
      saying,
      speaker: speakers.indexOf(view.plain(saying.speaker)),
      x: frame.x(startOf(saying.said)),
      y: frame.y(endOf(saying.promised.to)),
      yFrom: frame.y(startOf(saying.promised.from)),
    }));
  return placed.map((one, i) => {
    const before = placed[i - 1];
    const isCrowded =
      before !== undefined && one.x - before.x < 24 && Math.abs(one.y - before.y) < 24;
    return { ...one, codeDx: isCrowded ? 11 : -11 };
  });
}

function yearRows(view: View, frame: SlipFrame): Html {
  const { y, left, right } = frame;
  const [from, to] = y.domain();
  const years = utcYear.range(utcYear.ceil(from), to);
  return html`<g class="axis" aria-hidden="true">${years.map((year) => {
    const at = px(y(year));
    return html`<path class="tick tick-year" d="M${left},${at}H${right}"/><text class="tick-name tick-name-year" x="${left - 8}" y="${at + 4}" text-anchor="end">${shortDate(view, String(year.getUTCFullYear()))}</text>`;
  })}<path class="rule" d="M${left},${frame.top}V${frame.bottom}"/></g>`;
}

function summaryOf(view: View, data: SlipData): string {
  const sorted = [...data.sayings].sort((a, b) => (a.said < b.said ? -1 : 1));
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  if (first === undefined || last === undefined) return view.text('chart.slip.none');
  const day = (date: CivilDate) => formatDate(view.language, date);
  return view.text('chart.slip.summary', {
    count: sorted.length,
    said: day(first.said),
    first: view.plain(first.promised.words),
    lastSaid: day(last.said),
    last: view.plain(last.promised.words),
  });
}
