// Statuses: always shape, word and colour together, so that none of the three is needed alone.
import { html, raw } from 'hono/html';
import type { Standing } from '../../projection/queries.ts';
import { type Html, nothing, type Part } from '../html.ts';
import type { View } from '../view.ts';

/** The six looks a status may have (docs/manual: reading the pages). */
export type Look = 'planned' | 'progress' | 'done' | 'risk' | 'late' | 'waiting';

/** Shapes on a square of 16; drawn in the current colour. */
const shapes: Readonly<Record<Look, string>> = {
  planned: '<circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" stroke-width="1.75"/>',
  progress:
    '<circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" stroke-width="1.75"/><path d="M8 2.75a5.25 5.25 0 0 1 0 10.5z" fill="currentColor"/>',
  done: '<path d="M2.5 8.5l3.7 3.8 7.3-8.6" fill="none" stroke="currentColor" stroke-width="2.25"/>',
  risk: '<path d="M8 2l6.5 12h-13z" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round"/><path d="M8 6.5v3.6M8 11.4v1.4" stroke="currentColor" stroke-width="1.6"/>',
  late: '<rect x="2" y="2" width="12" height="12" fill="currentColor"/><path class="cut" d="M8 4.4v4.8M8 10.4v1.8" stroke-width="2"/>',
  waiting: '<path d="M5.25 3v10M10.75 3v10" stroke="currentColor" stroke-width="2.75"/>',
};

/** Returns a shape alone, hidden from assistive technology: a word goes with it. */
export function shape(look: Look): Html {
  // The only raw HTML of the web layer: constants of this file.
  return html`<svg class="shape" aria-hidden="true" width="16" height="16" viewBox="0 0 16 16">${raw(shapes[look])}</svg>`;
}

/** Returns a status: shape, word, colour. */
export function statusTag(look: Look, word: Part): Html {
  return html`<span class="status status-${look}">${shape(look)}<span>${word}</span></span>`;
}

/** Returns how far an entry has come, in one word with its shape. */
export function standingTag(view: View, standing: Standing): Html {
  const { look, key } = standings[standing];
  return statusTag(look, view.text(key));
}

const standings: Readonly<Record<Standing, { readonly look: Look; readonly key: string }>> = {
  recorded: { look: 'planned', key: 'standing.recorded' },
  published: { look: 'progress', key: 'standing.published' },
  confirmed: { look: 'done', key: 'standing.confirmed' },
};

/** One mark for a whole section, or one at each of its records. */
export interface SampleMarks {
  /** For the heading: a mark where every record is sample. */
  readonly all: Html;
  /** For one record: a mark where some are and this one is. */
  of(record: { readonly sample?: boolean | undefined }): Html;
}

/** Returns how a section marks its records: once where all of them are sample, else each that is. */
export function sampleMarks(
  view: View,
  records: readonly { readonly sample?: boolean | undefined }[],
): SampleMarks {
  const isWhole = records.length > 0 && records.every((one) => one.sample === true);
  const mark = sampleMark(view, { sample: true });
  return {
    all: isWhole ? mark : nothing,
    of: (record) => (isWhole ? nothing : sampleMark(view, record)),
  };
}

/** Returns the mark that every sample record carries, or nothing. */
export function sampleMark(view: View, record: { readonly sample?: boolean | undefined }): Html {
  if (record.sample !== true) return nothing;
  return html`<span class="sample">${view.text('sample.mark')}</span>`;
}
