// What a slip chart draws: points with their brackets, the standing promise as steps, the diagonal, the forecast at
// the right, and the day on which it came true.
import { line, symbol, symbolCircle, symbolDiamond2, symbolSquare, symbolTriangle } from 'd3-shape';
import { html } from 'hono/html';
import type { CivilDate } from '../../base/dates.ts';
import { formatDate } from '../../text/formats.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { type LegendItem, sign } from './figure.ts';
import type { PlacedSaying, SlipData, SlipFrame } from './slip-data.ts';
import { causeCode, causeWord, sayingSentence } from './slip-words.ts';
import { px, spreadApart } from './text-fit.ts';
import { endOf, startOf } from './time-scale.ts';

const speakerShapes = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond2];

/** A speaker's sign around a point: the first have a shape each, all others a circle with their number in it. */
function speakerSign(speaker: number, x: number, y: number): Html {
  const shape = speakerShapes[speaker];
  const path = symbol(shape ?? symbolCircle, shape === undefined ? 200 : 90).digits(1)() ?? '';
  const point = html`<path class="point" transform="translate(${px(x)} ${px(y)})" d="${path}"/>`;
  if (shape !== undefined) return point;
  return html`${point}<text class="speaker-number" x="${px(x)}" y="${px(y + 3.5)}" text-anchor="middle">${speaker + 1}</text>`;
}

/** Returns a point, the bracket of its range, and the letter of its cause. */
export function sayingPoint(view: View, placed: PlacedSaying): Html {
  const { saying, x, y, yFrom, speaker } = placed;
  const { from, to } = saying.promised;
  const bracket =
    from === to
      ? nothing
      : html`<path class="bracket" d="M${px(x - 4)},${px(y)}H${px(x + 4)}M${px(x)},${px(y)}V${px(yFrom)}M${px(x - 4)},${px(yFrom)}H${px(x + 4)}"/>`;
  return html`<g class="saying ${saying.backEntered ? 'saying-later' : 'saying-then'}"><title>${sayingSentence(view, saying)}</title>${bracket}${speakerSign(speaker, x, y)}${
    saying.cause === undefined
      ? nothing
      : html`<text class="cause" x="${px(x + placed.codeDx)}" y="${px(y - 8)}" text-anchor="middle">${causeCode(view, saying.cause)}</text>`
  }</g>\n`;
}

/** Returns the promise as it stood: level until the next saying, then up or down to what that one named. */
export function standing(sayings: readonly PlacedSaying[], frame: SlipFrame, until: number): Html {
  if (sayings.length === 0) return nothing;
  const steps = sayings.flatMap(({ x, y }, i): [number, number][] => {
    const before = sayings[i - 1];
    return before === undefined
      ? [[x, y]]
      : [
          [x, before.y],
          [x, y],
        ];
  });
  const last = sayings[sayings.length - 1];
  const end = Math.min(frame.right, Math.max(last.x, frame.x(until)));
  return html`<path class="standing" aria-hidden="true" d="${line().digits(1)([...steps, [end, last.y]]) ?? ''}"/>`;
}

/** Returns the diagonal on which a promise is for the very day it is made. */
export function diagonal(view: View, frame: SlipFrame): Html {
  const [from, to] = [
    Math.max(+frame.x.domain()[0], +frame.y.domain()[0]),
    Math.min(+frame.x.domain()[1], +frame.y.domain()[1]),
  ];
  if (to <= from) return nothing;
  const [x1, y1, x2, y2] = [frame.x(from), frame.y(from), frame.x(to), frame.y(to)].map(px);
  const angle = px((Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI);
  const [midX, midY] = [px(x1 + (x2 - x1) * 0.5), px(y1 + (y2 - y1) * 0.5)];
  return html`<g class="diagonal"><path d="M${x1},${y1}L${x2},${y2}"/><text x="${midX}" y="${midY}" dy="15" text-anchor="middle" transform="rotate(${angle} ${midX} ${midY})">${view.text('chart.slip.diagonal')}</text></g>`;
}

/** Returns the forecast as a band from P50 to P80 at the right, both with their days. */
export function forecastBand(
  view: View,
  forecast: NonNullable<SlipData['forecast']>,
  frame: SlipFrame,
): Html {
  const x = Math.max(frame.x(startOf(forecast.made)), frame.x.range()[0]);
  const [y50, y80] = [frame.y(endOf(forecast.p50)), frame.y(endOf(forecast.p80))];
  const words = spreadApart([y80, y50], { gap: 30, from: frame.top + 6, to: frame.bottom - 20 });
  const name = (key: string, date: CivilDate, y: number) =>
    html`<text class="forecast-name" x="${frame.right + 10}" y="${px(y)}">${view.text(key)}</text><text class="forecast-day" x="${frame.right + 10}" y="${px(y + 14)}">${formatDate(view.language, date)}</text>`;
  return html`<g class="forecast"><rect class="forecast-band" x="${px(x)}" y="${px(y80)}" width="${px(Math.max(6, frame.right - x))}" height="${px(Math.max(1, y50 - y80))}"/>
    <path class="forecast-edge" d="M${px(x)},${px(y80)}H${frame.right + 5}M${px(x)},${px(y50)}H${frame.right + 5}M${frame.right},${px(y80)}V${px(y50)}"/>
    ${name('chart.p80', forecast.p80, words[0])}${name('chart.p50', forecast.p50, words[1])}</g>`;
}

/** Returns the day on which it came true: a diamond on the diagonal and a level line. */
export function actualMark(view: View, data: SlipData, frame: SlipFrame): Html {
  const { actual } = data;
  if (actual === undefined) return nothing;
  const [x, y] = [px(frame.x(startOf(actual))), px(frame.y(startOf(actual)))];
  const key = data.isAnnounced === true ? 'chart.slip.announced' : 'chart.slip.actual';
  const word = view.text(key, { date: formatDate(view.language, actual) });
  return html`<g class="actual"><path d="M${frame.left},${y}H${frame.right}"/><polygon points="${x},${y - 8} ${x + 8},${y} ${x},${y + 8} ${x - 8},${y}"/><text x="${frame.left + 8}" y="${y - 6}">${word}</text></g>`;
}

/** Returns speakers, hollow and filled, causes: what occurs. */
export function slipLegend(
  view: View,
  data: SlipData,
  placed: readonly PlacedSaying[],
): readonly LegendItem[] {
  const speakers = new Map(
    placed.map(({ saying, speaker }) => [speaker, view.plain(saying.speaker)]),
  );
  const causes = new Set(data.sayings.flatMap(({ cause }) => cause ?? []));
  const point = (look: string, speaker: number) =>
    sign(html`<g class="saying ${look}">${speakerSign(speaker, 14, 8)}</g>`);
  return [
    ...[...speakers]
      .sort(([a], [b]) => a - b)
      .map(([speaker, word]) => ({ sign: point('saying-speaker', speaker), word })),
    ...(['then', 'later'] as const)
      .filter((when) => data.sayings.some(({ backEntered }) => backEntered === (when === 'later')))
      .map((when) => ({
        sign: point(`saying-${when}`, 0),
        word: view.text(when === 'then' ? 'chart.slip.legend.then' : 'chart.slip.legend.later'),
      })),
    ...(data.sayings.some(({ promised }) => promised.from !== promised.to)
      ? [
          {
            sign: sign(html`<path class="bracket" d="M10,1H18M14,1V15M10,15H18"/>`),
            word: view.text('chart.slip.legend.range'),
          },
        ]
      : []),
    ...[...causes].map((cause) => ({
      sign: html`<span class="cause-code">${causeCode(view, cause)}</span>`,
      word: causeWord(view, cause),
    })),
  ];
}
