// The one table of languages: tags of the charter, forms in addresses, `lang` and Intl. BCP 47 tags; a fourth
// language is one more line here and one more folder of locales. Conversion between scripts is not done here.

/** A language that pages are written in. */
export interface Language {
  /** Key of language maps and folder of locales, as the charter has it. */
  readonly tag: string;
  /** First part of an address, lower case. */
  readonly address: string;
  /** Value of `lang` and locale of Intl: it decides which glyphs a browser draws. */
  readonly lang: string;
  /** Value of `hreflang` and of `link rel=alternate`. */
  readonly hreflang: string;
  /** What stands around the title of a document in running text, if anything. */
  readonly titleMarks?: readonly [before: string, after: string];
}

const english: Language = {
  tag: 'en',
  address: 'en',
  lang: 'en-GB',
  hreflang: 'en',
};

/** Languages in the order in which pages offer them. The first is the one for readers who name none of them. */
export const languages: readonly Language[] = [
  english,
  {
    tag: 'zh-Hant',
    address: 'zh-hant',
    lang: 'zh-Hant-HK',
    hreflang: 'zh-Hant',
    titleMarks: ['《', '》'],
  },
  {
    tag: 'zh-Hans',
    address: 'zh-hans',
    lang: 'zh-Hans-CN',
    hreflang: 'zh-Hans',
    titleMarks: ['《', '》'],
  },
];

/** The language for readers who name none of those offered. */
export const defaultLanguage = english;

/** Returns the language of an address's first part, or undefined. Case counts: one page has one address. */
export function languageOfAddress(part: string): Language | undefined {
  return languages.find((language) => language.address === part);
}

/** Returns the language of a charter tag, or undefined when pages are not written in it. */
export function languageOfTag(tag: string): Language | undefined {
  return languages.find((language) => language.tag === tag);
}

/** Returns the `lang` attribute for text of a charter tag: the tag itself when pages are not written in it. */
export function langOfTag(tag: string): string {
  return languageOfTag(tag)?.lang ?? tag;
}

/** Returns a document's title as text of that charter tag sets it: 《》 around Chinese ones, unless they have them. */
export function setTitle(tag: string, title: string): string {
  const marks = languageOfTag(tag)?.titleMarks;
  if (marks === undefined || title === '' || title.startsWith(marks[0])) return title;
  return `${marks[0]}${title}${marks[1]}`;
}
