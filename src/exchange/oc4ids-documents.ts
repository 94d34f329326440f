// Documents of the record as documents of OC4IDS: the newest version of each, with its digest beside it.
import type { DocumentState } from '../programme/kinds/document.ts';
import type { ExactObject } from './exact-json.ts';
import { dayToDateTime, filled, type Oc4idsSetting, titleOf, wordsOf } from './oc4ids-setting.ts';

/** Returns the document. Its address is that of the file where this node keeps it, else the one that its version names. */
export function toDocument(setting: Oc4idsSetting, state: DocumentState): ExactObject {
  const { id, sample, title, documentType, format, languages, published, modified } = state;
  const { author, note, blob, digest, pages, version, versions } = state;
  const dateOf = (day: string | undefined) => (day === undefined ? undefined : dayToDateTime(day));
  return filled({
    ...{ id, documentType, format },
    title: titleOf(setting, { words: title, sample }),
    description: note && wordsOf(setting, note),
    url: blob === undefined ? state.url : `${setting.base}/documents/${id}/${blob.hash}`,
    datePublished: dateOf(published),
    dateModified: dateOf(modified),
    language: languages[0],
    author: author && wordsOf(setting, author),
    x_comity: filled({
      id,
      sample,
      sha256: digest,
      pages,
      version,
      versions: versions.length,
      languages,
    }),
  });
}
