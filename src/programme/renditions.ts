// How a text of a record stands in each language: as its owner wrote it, or translated, and whether the text that was
// translated is still the one that stands (docs/spec/model.md 1). A translation names its source by hash.
import { toHex, utf8 } from '../base/bytes.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Translation } from './acts.ts';
import type { LanguageMap } from './statement.ts';

/** How a text stands in one language. */
export type RenditionState = 'source' | 'approved' | 'reviewed' | 'draft' | 'stale';

/** A text in one language. */
export interface Rendition {
  readonly language: string;
  readonly text: string;
  readonly state: RenditionState;
  /** Of a translation: what made it, where a tool did. */
  readonly tool?: string;
}

/** Returns the hash by which a translation names its source: SHA-256 of the text in UTF-8, hex. */
export function sourceHashOf(text: string, sha256: Sha256): string {
  return toHex(sha256(utf8(text)));
}

/**
 * Returns a field in every language in which it is there, the owner's own texts first. Of several translations into one
 * language the last counts; it is stale once none of the owner's texts is the one that it was made from.
 * @param translations In log order.
 */
export function renditionsOf(
  field: { readonly name: string; readonly own: LanguageMap },
  translations: readonly Pick<
    Translation,
    'field' | 'language' | 'text' | 'state' | 'sourceHash' | 'tool'
  >[],
  sha256: Sha256,
): readonly Rendition[] {
  const own = Object.entries(field.own).flatMap(([language, text]) =>
    text === undefined ? [] : [{ language, text, state: 'source' as const }],
  );
  const hashes = new Set(own.map(({ text }) => sourceHashOf(text, sha256)));
  const newest = new Map(
    translations
      .filter((one) => one.field === field.name && field.own[one.language] === undefined)
      .map((one) => [one.language, one]),
  );
  const translated = [...newest.values()].map(
    ({ language, text, state, sourceHash, tool }): Rendition => ({
      ...{ language, text, state: hashes.has(sourceHash) ? state : 'stale' },
      ...(tool === undefined ? {} : { tool }),
    }),
  );
  return [...own, ...translated];
}
