// Chooses a language from an Accept-Language header (RFC 9110 §12.5.4). Total: a header that makes no sense
// (`zh_HK`, `*`, `i-klingon`, `;;q=`) is a header that names nothing, never an error.
import {
  defaultLanguage,
  type Language,
  languageOfAddress,
  languageOfTag,
  languages,
} from './languages.ts';

const headerLengthMax = 1_000;
const rangesMax = 20;

/** Returns the language a reader prefers among ours; the default when none is named.
 * @param header Untrusted: as the browser sent it; undefined when it sent none. */
export function negotiateLanguage(header: string | undefined): Language {
  const ranges = (header ?? '')
    .slice(0, headerLengthMax)
    .split(',')
    .slice(0, rangesMax)
    .map(parseRange)
    .filter((range) => range.quality > 0)
    // Sorting is stable: equal qualities keep the order of the header.
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of ranges) {
    if (tag === '*') return defaultLanguage;
    const wanted = scriptOf(tag);
    const found = languages.find((language) => scriptOf(language.lang) === wanted);
    if (wanted !== undefined && found !== undefined) return found;
  }
  return defaultLanguage;
}

/**
 * Returns the language of an answer that has no address of its own.
 * @param named Of the query (`lang=zh-hant`); untrusted. What is no language here counts as absent.
 * @param header The Accept-Language header.
 */
export function askedLanguage(named: string | undefined, header: string | undefined): Language {
  const asked = named ?? '';
  return languageOfTag(asked) ?? languageOfAddress(asked) ?? negotiateLanguage(header);
}

function parseRange(text: string): { readonly tag: string; readonly quality: number } {
  const [tag = '', ...params] = text.split(';').map((part) => part.trim());
  const weight = params.find((param) => /^q=/i.test(param));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { tag: tag.replaceAll('_', '-'), quality: Number.isFinite(quality) ? quality : 0 };
}

/** Returns language and script (`zh-Hant`) of a tag by CLDR's likely subtags, or undefined when it is no tag. */
function scriptOf(tag: string): string | undefined {
  // `zh-yue-HK` is an old way to write `yue-HK`, which Intl refuses.
  const modern = tag.replace(/^zh-(?=[a-z]{3}(-|$))/i, '');
  try {
    const locale = new Intl.Locale(modern).maximize();
    const language = chineseLanguages.has(locale.language) ? 'zh' : locale.language;
    return `${language}-${locale.script}`;
  } catch {
    return undefined;
  }
}

/** Written alike for our purpose: who reads these reads standard written Chinese in the script named. */
const chineseLanguages = new Set(['zh', 'cmn', 'yue', 'hak', 'nan', 'wuu']);
