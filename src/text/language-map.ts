// Picks the text to show from a map of languages: the reader's own, else a named stand-in, never nothing.
import type { Language } from './languages.ts';

/** A text and the language it is in. */
export interface PickedText {
  readonly text: string;
  /** The charter tag of the text. */
  readonly tag: string;
  /** Whether it is in the reader's language; if not, a page says so. */
  readonly own: boolean;
}

/**
 * Returns the order in which texts are taken where there is none in the reader's language (decision 0038): those in which a
 * party writes first, as far as the charter has them, then the charter's.
 */
export function textOrder(
  written: readonly string[],
  charter: readonly string[],
): readonly string[] {
  return [...new Set([...written.filter((tag) => charter.includes(tag)), ...charter])];
}

/**
 * Returns the text in the reader's language, else in another script of the same language, else in the first of `order`
 * that there is, else the first. An empty map gives an empty text of the reader's own.
 */
export function pickText(
  map: Readonly<Record<string, string>>,
  language: Language,
  order: readonly string[] = [],
): PickedText {
  const own = map[language.tag];
  if (own !== undefined) return { text: own, tag: language.tag, own: true };
  const primary = `${language.tag.split('-')[0]}-`;
  const tags = Object.keys(map);
  const tag =
    tags.find((candidate) => candidate.startsWith(primary)) ??
    order.find((candidate) => map[candidate] !== undefined) ??
    tags[0];
  if (tag === undefined) return { text: '', tag: language.tag, own: true };
  return { text: map[tag] ?? '', tag, own: false };
}
