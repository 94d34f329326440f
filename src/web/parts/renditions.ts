// A text of a record in the reader's language: as its owner wrote it, or its translation with how far that has come. What
// a tool drafted, and what was translated before the text changed, says so.
import { html } from 'hono/html';
import { createSha256 } from '../../base/sha256.ts';
import { type Rendition, type RenditionState, renditionsOf } from '../../programme/renditions.ts';
import type { CommonStatement } from '../../programme/shapes.ts';
import type { LanguageMap } from '../../programme/statement.ts';
import type { RecordView } from '../../projection/queries.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { type Look, statusTag } from './status.ts';

const sha256 = createSha256();

const states: Readonly<Record<RenditionState, { readonly look: Look; readonly key: string }>> = {
  source: { look: 'done', key: 'rendition.source' },
  approved: { look: 'done', key: 'rendition.approved' },
  reviewed: { look: 'progress', key: 'rendition.reviewed' },
  draft: { look: 'planned', key: 'rendition.draft' },
  stale: { look: 'risk', key: 'rendition.stale' },
};

/** Returns a text of a record in each language, from its own state and the translations in its history. */
export function renditionsOfRecord(
  record: RecordView<{ readonly party: string }>,
  field: { readonly name: string; readonly own: LanguageMap },
): readonly Rendition[] {
  const translations = record.history
    .filter(
      ({ statement, place, struck }) =>
        statement.act === 'translate' && struck === undefined && place.party === record.state.party,
    )
    .sort((a, b) => a.place.index - b.place.index)
    .map(({ statement }) => statement as Extract<CommonStatement, { act: 'translate' }>);
  return renditionsOf(field, translations, sha256);
}

/** Returns the texts of renditions as a map of languages, for `words`. */
export function textsOf(renditions: readonly Rendition[]): Readonly<Record<string, string>> {
  return Object.fromEntries(renditions.map(({ language, text }) => [language, text]));
}

/** Returns how a text stands in one language, in one word with its shape. */
export function renditionTag(view: View, { state }: Pick<Rendition, 'state'>): Html {
  const { look, key } = states[state];
  return statusTag(look, view.text(key));
}

/** Returns what a reader has to know of a translation that is not approved; nothing where it is, or for the original. */
export function renditionNote(view: View, { state, tool }: Rendition): Html {
  switch (state) {
    case 'stale':
      return html`<p class="note">${statusTag('risk', view.text('rendition.note.stale'))}</p>`;
    case 'draft':
      return html`<p class="note">${statusTag('planned', tool === undefined ? view.text('rendition.note.draft') : view.text('rendition.note.tool', { tool }))}</p>`;
    default:
      return nothing;
  }
}
