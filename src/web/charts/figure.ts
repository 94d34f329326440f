// The frame of every chart: caption, the drawing in a box that scrolls sideways by keyboard too, legend, and the same
// figures as a table. No inline styles: the content policy forbids them; looks are classes in charts.css.
import { html } from 'hono/html';
import { langOfTag } from '../../text/languages.ts';
import { type Html, nothing, type Part } from '../html.ts';
import { sampleMark } from '../parts/status.ts';
import type { View } from '../view.ts';
import { fitText, px, wrapText } from './text-fit.ts';

/** Text of a record by charter tag. */
export type Texts = Readonly<Record<string, string>>;

/** What every chart is told. */
export interface ChartHead {
  /** Prefix of ids: letters, digits and hyphens, once per page. */
  readonly id: string;
  /** Caption in the reader's language. */
  readonly caption: string;
}

/** A column of a table: numbers are aligned at their end, `wide` ones break into lines late. */
export interface ChartColumn {
  readonly name: string;
  readonly look?: 'number' | 'wide';
}

/** A table beneath a chart; `cells` begin with the header of the row. */
export interface ChartTable {
  readonly caption: string;
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly { readonly cells: readonly Part[] }[];
}

/** An entry of the legend: a small drawing and its word. */
export interface LegendItem {
  readonly sign: Html;
  readonly word: string;
}

/** The parts of a figure. */
export interface Figure extends ChartHead {
  /** Class of the chart: `gantt`. */
  readonly name: string;
  /** One sentence or two saying what the drawing shows, for everybody. */
  readonly summary: Part;
  readonly sample: boolean;
  readonly drawing: Html;
  /** Distance in pixels of what a narrow screen shows first. */
  readonly startAt?: number;
  readonly legend: readonly LegendItem[];
  readonly tables: readonly ChartTable[];
}

/** Returns the whole figure. */
export function figure(view: View, parts: Figure): Html {
  const { id, caption, legend, tables } = parts;
  return html`<figure class="chart chart-${parts.name}" id="${id}">
    <figcaption><span class="chart-title">${caption}</span> ${sampleMark(view, parts)}
      <span class="chart-summary">${parts.summary}</span></figcaption>
    <div class="chart-scroll" tabindex="0" role="region" aria-label="${view.text('chart.region', { caption })}">${parts.drawing}${parts.startAt === undefined ? nothing : startMark(parts.startAt)}</div>
    ${legend.length === 0 ? nothing : html`<ul class="legend" aria-label="${view.text('chart.legend', { caption })}">${legend.map(({ sign, word }) => html`<li>${sign}<span>${word}</span></li>`)}</ul>`}
    <details class="chart-data"><summary>${view.text('chart.table.open')}</summary>
      ${tables.map((table) => dataTable(table))}
    </details>
  </figure>`;
}

/** An empty spot in the drawing to which browsers that know `scroll-initial-target` scroll first, without a script. */
function startMark(startAt: number): Html {
  return html`<span class="chart-start" aria-hidden="true"><svg width="${px(startAt)}" height="1"></svg><span></span></span>`;
}

function dataTable(table: ChartTable): Html {
  const look = (i: number) => {
    const name = table.columns[i]?.look;
    return name === undefined ? '' : html` class="${name}"`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${table.caption}"><table>
    <caption>${table.caption}</caption>
    <thead><tr>${table.columns.map(({ name }, i) => html`<th scope="col"${look(i)}>${name}</th>`)}</tr></thead>
    <tbody>${table.rows.map(
      ({ cells }) =>
        html`<tr>${cells.map((cell, i) =>
          i === 0
            ? html`<th scope="row"${look(i)}>${cell ?? ''}</th>`
            : html`<td${look(i)}>${cell ?? ''}</td>`,
        )}</tr>\n`,
    )}</tbody>
  </table></div>`;
}

/** The drawing of a chart: its size in pixels, its name and its description. */
export interface Drawing {
  readonly id: string;
  readonly class: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  /** `group` where parts of it can be reached by keyboard; assistive technology sees an `img` as one thing. */
  readonly role: 'img' | 'group';
}

/** Returns an SVG that is named and described. */
export function drawing(shape: Drawing, content: Part | readonly Part[]): Html {
  const { id, width, height } = shape;
  return html`<svg class="${shape.class}" role="${shape.role}" aria-labelledby="${id}-title" aria-describedby="${id}-desc"
    width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" fill="none"><title id="${id}-title">${shape.title}</title><desc id="${id}-desc">${shape.description}</desc>
    ${content}</svg>`;
}

/** Where a text of a record goes. */
export interface TextSpot {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly sizePx: number;
  readonly class: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** Returns a text in the reader's language in a drawing, cut to its room with the whole of it as title. */
export function plainText(text: string, spot: TextSpot): Html {
  const fitted = fitText(text, spot.widthPx, spot.sizePx);
  if (fitted.text === '') return nothing;
  const title = fitted.isCut ? html`<title>${text}</title>` : nothing;
  return html`<text class="${spot.class}" x="${spot.x}" y="${spot.y}" text-anchor="${spot.anchor ?? 'start'}">${title}${fitted.text}</text>`;
}

/** Returns a small drawing for the legend, 28 by 16. */
export function sign(content: Html): Html {
  return html`<svg class="sign-of" aria-hidden="true" width="28" height="16" viewBox="0 0 28 16" fill="none">${content}</svg>`;
}

/** Returns a text of a record in up to two lines (or `linesMax`) around the middle `y`, cut where they are not enough. */
export function recordLines(
  view: View,
  texts: Texts,
  spot: TextSpot & { readonly lineHeight: number; readonly linesMax?: number },
): Html {
  const picked = view.picked(texts);
  const { x, widthPx, sizePx, lineHeight } = spot;
  const { lines, isCut } = wrapText(picked.text, { widthPx, sizePx, linesMax: spot.linesMax ?? 2 });
  const first = spot.y - (lineHeight * (lines.length - 1)) / 2;
  const lang = picked.own ? nothing : html` lang="${langOfTag(picked.tag)}"`;
  return html`<text class="${spot.class}" text-anchor="${spot.anchor ?? 'start'}"${lang}>${
    isCut ? html`<title>${picked.text}</title>` : nothing
  }${lines.map((line, i) => html`<tspan x="${x}" y="${px(first + i * lineHeight)}">${line}</tspan>`)}</text>`;
}

/** Returns whole sentences one after the other, as the language sets them: Chinese without a space between. */
export function sentences({ language }: View, all: readonly string[]): string {
  return all.join(language.tag.startsWith('zh') ? '' : ' ');
}
