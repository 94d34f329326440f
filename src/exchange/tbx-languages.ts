// Which language of the programme the language of a file is: `zh-HK` is zh-Hant, `en-GB` is en (BCP 47, likely subtags).

/** Returns a language of the programme by a tag as a file has it, or undefined where it is none of them. */
export type LanguageMatch = (tag: string) => string | undefined;

/** Letters of a tag that is looked at. */
const tagLettersMax = 35;

/**
 * Returns the match for the languages of a programme. A bare `zh` is none of them where the programme has both scripts: which
 * of the two is meant nobody can tell.
 */
export function createLanguageMatch(languages: readonly string[]): LanguageMatch {
  const known = languages.map((tag) => ({ tag, own: localeOf(tag), likely: likelyOf(tag) }));
  const answers = new Map<string, string | undefined>();
  const find = (given: string): string | undefined => {
    const exact = known.find(({ tag }) => tag.toLowerCase() === given);
    if (exact !== undefined) return exact.tag;
    const likely = likelyOf(given);
    const same = known.filter(
      (one) => likely !== undefined && one.likely?.language === likely.language,
    );
    const isBare = !given.includes('-');
    if (isBare && same.length > 1) return undefined;
    const written = same.filter((one) => one.likely?.script === likely?.script);
    const here = written.find(({ own }) => own?.region === likely?.region);
    const anywhere = written.find(({ own }) => isBare || own?.region === undefined);
    return (here ?? anywhere)?.tag;
  };
  return (given) => {
    const tag = given.trim().replaceAll('_', '-').toLowerCase();
    if (tag.length > tagLettersMax) return undefined;
    if (answers.has(tag)) return answers.get(tag);
    const found = find(tag);
    if (answers.size < answersMax) answers.set(tag, found);
    return found;
  };
}

/** Tags that are remembered. */
const answersMax = 1_000;

/** Undefined for what is no tag. */
function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}

function likelyOf(tag: string): Intl.Locale | undefined {
  return localeOf(tag)?.maximize();
}
