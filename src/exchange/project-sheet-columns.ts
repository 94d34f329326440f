// Which column of a list of projects holds what: the row of headings is looked for below titles, each heading matched by a table of
// words in every language, or as the reader is told. What matches nothing is named, never dropped in silence.
import type { Refusal } from '../base/result.ts';
import { cellName, type GridRow } from './grid.ts';
import { sheetColumnsMax, sheetHeaderRowsMax } from './limits.ts';
import { plainName, quotable } from './plain-name.ts';
import { moneyWordsIn } from './project-sheet-amount.ts';
import { unitAbove } from './project-sheet-around.ts';
import {
  headingWords,
  languageWords,
  scriptCharacters,
  wordsOnlyAlone,
} from './project-sheet-words.data.ts';
import type { CellFault } from './returns-file.ts';

/** Name of what a column can hold, stable in every language. Contacts are known so that nobody wonders: they are not taken over. */
export type SheetField =
  | keyof typeof headingWords
  | `${'title' | 'description'}.${'en' | 'zh-Hant' | 'zh-Hans'}`;

const perLanguage = ['title', 'description'] as const;
const tags = ['en', 'zh-Hant', 'zh-Hans'] as const;

/** Every field, and `ignore` beside them, as `--match` takes them. */
export const sheetFields: readonly SheetField[] = [
  ...(Object.keys(headingWords) as (keyof typeof headingWords)[]),
  ...perLanguage.flatMap((name) => tags.map((tag) => `${name}.${tag}` as const)),
];

/** How sure a match is: as told, a heading that is such a word, one that contains it, none; or left out as told. */
export type MatchCertainty = 'told' | 'exact' | 'likely' | 'none' | 'ignored';

/** One column with what it is taken for. */
export interface SheetColumn {
  /** From 0. */
  readonly column: number;
  readonly heading: string;
  readonly field?: SheetField;
  readonly certainty: MatchCertainty;
  /** Word of the table that the heading is or contains. */
  readonly word?: string;
  /** Of a budget: zeros of the unit in which its figures are. */
  readonly power?: number;
  /** Of a budget: as the heading names it. */
  readonly currency?: string;
  /** Of a budget: the unit stands in a title above the headings. */
  readonly isUnitAbove?: true;
}

/** Where the headings stand, and what they say. */
export interface SheetHead {
  /** Row of the headings, as a spreadsheet counts. */
  readonly row: number;
  readonly columns: readonly SheetColumn[];
  /** Charter tag of texts whose heading names no language; absent where nobody can tell. */
  readonly language?: string;
  readonly faults: readonly CellFault[];
}

/** `Heading=field`, taken apart. */
export interface SheetWish {
  readonly heading: string;
  readonly field: string;
}

/**
 * Returns the headings. Faults: exchange.projects-empty, exchange.projects-columns, exchange.projects-no-header (no title in the first
 * rows), exchange.projects-no-field and exchange.projects-no-column (a wish that cannot be met), exchange.projects-column-twice,
 * exchange.projects-units (several units above the headings, and none in that of the budget).
 */
export function readSheetHead(
  rows: readonly GridRow[],
  told: { readonly wishes: readonly SheetWish[]; readonly language?: string },
): SheetHead {
  const nowhere = (code: string, params: Refusal['params']): SheetHead => ({
    ...{ row: 1, columns: [], faults: [{ cell: 'A1', code, params }] },
  });
  if (rows.length === 0) return nowhere('exchange.projects-empty', {});
  const wrong = told.wishes.find(({ field }) => !isTakable(field));
  if (wrong !== undefined) {
    const params = { given: quotable(wrong.field), fields: [...sheetFields, 'ignore'].join(', ') };
    return nowhere('exchange.projects-no-field', params);
  }
  const candidates = rows
    .filter(({ number }) => number <= sheetHeaderRowsMax)
    .map((row) => ({ row, columns: columnsOf(row, told.wishes) }));
  const scored = candidates.map((one) => ({ ...one, score: scoreOf(one.columns) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), scored[0] ?? { score: 0 });
  if (!('row' in best) || best.score === 0) {
    const unmet = told.wishes.find((wish) => !candidates.some((one) => isMetBy(one, wish)));
    if (unmet !== undefined) {
      return nowhere('exchange.projects-no-column', { given: quotable(unmet.heading) });
    }
    return nowhere('exchange.projects-no-header', { max: sheetHeaderRowsMax });
  }
  const { row } = best;
  const columns = withUnitAbove(rows, row.number, withLanguages(rows, row.number, best.columns));
  const language = told.language ?? languageOf(rows, row.number, columns);
  return {
    ...{ row: row.number, columns },
    ...(language === undefined ? {} : { language }),
    faults: faultsOf({ rows, row, columns, wishes: told.wishes, language }),
  };
}

function isMetBy({ columns }: { readonly columns: readonly SheetColumn[] }, wish: SheetWish) {
  return columns.some(({ heading }) => compared(heading) === compared(wish.heading));
}

/** A list with titles in two languages side by side names the language of neither: each column is in that of its texts. */
function withLanguages(
  rows: readonly GridRow[],
  head: number,
  columns: readonly SheetColumn[],
): readonly SheetColumn[] {
  return perLanguage.reduce((all, name) => {
    const same = all.filter(({ field }) => field === name);
    if (same.length < 2) return all;
    const tagOf = new Map(same.map(({ column }) => [column, languageBelow(rows, head, column)]));
    const found = new Set([...tagOf.values()].filter((tag) => tag !== undefined));
    if (found.size < same.length || all.some(({ field }) => isTagged(field, name, found))) {
      return all;
    }
    return all.map((one) => {
      const tag = tags.find((known) => known === tagOf.get(one.column));
      return tag === undefined ? one : { ...one, field: `${name}.${tag}` as const };
    });
  }, columns);
}

function isTagged(field: SheetField | undefined, name: string, found: ReadonlySet<string>) {
  return [...found].some((tag) => field === `${name}.${tag}`);
}

/** Only of a budget whose heading names no unit itself. */
function withUnitAbove(
  rows: readonly GridRow[],
  head: number,
  columns: readonly SheetColumn[],
): readonly SheetColumn[] {
  const { power, currency } = unitAbove(rows, head);
  if (power === undefined) return columns;
  return columns.map((one): SheetColumn => {
    if (one.field !== 'budget' || one.power !== undefined) return one;
    const named = one.currency ?? currency;
    return { ...one, power, ...(named && { currency: named }), isUnitAbove: true };
  });
}

/** Returns the column of a field, from 0; undefined where there is none. */
export function columnOf({ columns }: SheetHead, field: SheetField): SheetColumn | undefined {
  return columns.find((one) => one.field === field);
}

/** Returns a heading or a word as it is compared: letters of any case and width, without spaces and punctuation. */
export function compared(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-–—/:;,.*#·'’"“”「」『』《》()[\]【】]+/g, '');
}

/** Returns which script a Chinese text is in; undefined for one that has no character of one script alone, or as many of each. */
function scriptOf(text: string): 'zh-Hant' | 'zh-Hans' | undefined {
  let hant = 0;
  let hans = 0;
  for (const one of text) {
    if (scriptCharacters['zh-Hant'].has(one)) hant++;
    if (scriptCharacters['zh-Hans'].has(one)) hans++;
  }
  return hant === hans ? undefined : hant > hans ? 'zh-Hant' : 'zh-Hans';
}

function isTakable(field: string): field is SheetField | 'ignore' {
  return field === 'ignore' || (sheetFields as readonly string[]).includes(field);
}

/** Only a row with a title can be that of the headings; what is told counts most. */
function scoreOf(columns: readonly SheetColumn[]): number {
  const weights = { told: 5, ignored: 3, exact: 2, likely: 1, none: 0 } as const;
  const fields = new Set(columns.flatMap(({ field }) => field ?? []));
  if (![...fields].some((field) => /^title/.test(field))) return 0;
  return columns.reduce((sum, { certainty }) => sum + weights[certainty], 0);
}

function columnsOf({ cells }: GridRow, wishes: readonly SheetWish[]): readonly SheetColumn[] {
  const wished = new Set(wishes.map(({ field }) => field));
  const matched = [...cells]
    .filter(([column]) => column < sheetColumnsMax)
    .map(([column, { text }]): SheetColumn => {
      const heading = plainName(text) ?? '';
      const about = { column, heading };
      const wish = wishes.find((one) => compared(one.heading) === compared(heading));
      if (wish?.field === 'ignore') return { ...about, certainty: 'ignored' };
      if (wish !== undefined) return made(about, wish.field as SheetField, 'told');
      const found = matchOf(heading);
      // What is told of one column takes the field from all others.
      if (found === undefined || wished.has(found.field)) return { ...about, certainty: 'none' };
      return { ...made(about, found.field, found.certainty), word: found.word };
    });
  // A heading that is a word takes the field from those that only contain one.
  const sure = new Set(matched.flatMap((one) => (one.certainty === 'exact' ? one.field : [])));
  return matched.map((one): SheetColumn => {
    if (one.certainty !== 'likely' || !sure.has(one.field)) return one;
    return { column: one.column, heading: one.heading, certainty: 'none' };
  });
}

function made(
  about: { readonly column: number; readonly heading: string },
  field: SheetField,
  certainty: MatchCertainty,
): SheetColumn {
  const { power, currency } = field === 'budget' ? moneyWordsIn(about.heading) : {};
  return {
    ...{ ...about, field, certainty },
    ...(power === undefined ? {} : { power }),
    ...(currency === undefined ? {} : { currency }),
  };
}

interface Match {
  readonly field: SheetField;
  readonly certainty: 'exact' | 'likely';
  readonly word: string;
}

type Words = readonly (readonly [word: string, field: keyof typeof headingWords])[];

const words: Words = Object.entries(headingWords).flatMap(([field, list]) =>
  [field, ...list].map((word) => [word, field as keyof typeof headingWords] as const),
);
const exactWords = new Map(words.map(([word, field]) => [compared(word), [word, field] as const]));
const exactNames = new Map(sheetFields.map((name) => [compared(name), name] as const));

const brackets = /[([\u3010].*?[)\]\u3011]/g;

/** What stands in brackets names a unit or a language; the rest is the heading proper. */
function matchOf(heading: string): Match | undefined {
  const named = exactNames.get(compared(heading));
  if (named !== undefined) return { field: named, certainty: 'exact', word: named };
  const bare = heading.normalize('NFKC').replace(brackets, ' ');
  const exact = exactWords.get(compared(bare)) ?? exactWords.get(compared(withoutLanguage(bare)));
  const found =
    exact === undefined ? likelyMatch(bare) : { word: exact[0], field: exact[1], at: 'exact' };
  if (found === undefined) return undefined;
  const field = found.field;
  const tag = field === 'title' || field === 'description' ? languageNamed(heading) : undefined;
  return {
    field: tag === undefined ? field : (`${field}.${tag}` as SheetField),
    certainty: exact === undefined ? 'likely' : 'exact',
    word: found.word,
  };
}

/** Letters of a heading in which a word is looked for. */
const headingLettersMax = 120;

/** The word that ends last says what is meant: the currency of a budget is a currency. Of those the longest. */
function likelyMatch(heading: string) {
  // A heading is short; what is longer is a text in the row above or below it.
  if (heading.length > headingLettersMax) return undefined;
  const plain = heading.normalize('NFKC').toLowerCase();
  const joined = compared(heading);
  const found = words.flatMap(([word, field]) => {
    if (wordsOnlyAlone.has(word)) return [];
    const end = /^[ -~]+$/.test(word) ? endOfLatin(plain, word) : endOfChinese(joined, word);
    return end === undefined ? [] : [{ word, field, end }];
  });
  const [last] = found.sort((a, b) => b.end - a.end || b.word.length - a.word.length);
  return last;
}

/** As a share of the heading, so that places in two spellings of it can be compared. */
function endOfLatin(plain: string, word: string): number | undefined {
  if (word.length < 4) return undefined;
  const pattern = new RegExp(`(?<![a-z])${word.replace(/[^a-z ]/g, '.')}(?![a-z])`, 'g');
  const last = [...plain.matchAll(pattern)].at(-1);
  return last === undefined ? undefined : (last.index + word.length) / plain.length;
}

function endOfChinese(joined: string, word: string): number | undefined {
  const at = word.length < 2 ? -1 : joined.lastIndexOf(word);
  return at < 0 ? undefined : (at + word.length) / joined.length;
}

/** Chinese of no script named is of the script of the heading. */
function languageNamed(heading: string): 'en' | 'zh-Hant' | 'zh-Hans' | undefined {
  const joined = compared(heading);
  const plain = heading.normalize('NFKC').toLowerCase();
  const inWords = plain.split(/[^\p{L}-]+/u).map(compared);
  const found = languageWords.find(([word]) =>
    /^[a-z]+$/.test(word)
      ? inWords.includes(word)
      : word.length > 1
        ? joined.includes(word)
        : new RegExp(`[([\u3010]${word}[)\\]\u3011]`).test(plain),
  );
  if (found?.[1] !== 'zh') return found?.[1];
  return scriptOf(heading.replace(/\u4e2d\u6587/g, ''));
}

function withoutLanguage(heading: string): string {
  const words = languageWords.map(([word]) => word).filter((word) => word.length > 1);
  const pieces = heading.split(/([\s_\-–—/.]+)/);
  const kept = pieces.filter((piece) => !words.includes(compared(piece)));
  return words
    .filter((word) => !/^[a-z]+$/.test(word))
    .reduce((text, word) => text.replaceAll(word, ''), kept.join(''));
}

/** By the texts whose heading names no language: English where few hold Chinese, else the script that most characters are of. */
function languageOf(
  rows: readonly GridRow[],
  head: number,
  columns: readonly SheetColumn[],
): string | undefined {
  const told = (['title', 'description', 'location', 'purpose'] as const).find((name) =>
    columns.some(({ field }) => field === name),
  );
  const spoken = columns.find(({ field }) => field !== undefined && field === told)?.column;
  const headings = columns.map(({ heading }) => heading).join('');
  return languageBelow(rows, head, spoken ?? -1, headings);
}

function languageBelow(rows: readonly GridRow[], head: number, column: number, headings = '') {
  const texts = rows
    .filter(({ number }) => number > head)
    .flatMap(({ cells }) => cells.get(column)?.text ?? []);
  const chinese = texts.filter((text) => /\p{Script=Han}/u.test(text));
  if (chinese.length * 2 < texts.length || texts.length === 0) return 'en';
  return scriptOf(chinese.join('')) ?? scriptOf(headings);
}

function faultsOf(given: {
  readonly rows: readonly GridRow[];
  readonly row: GridRow;
  readonly columns: readonly SheetColumn[];
  readonly wishes: readonly SheetWish[];
  readonly language: string | undefined;
}): readonly CellFault[] {
  const { rows, row, columns, wishes, language } = given;
  const faults: CellFault[] = [];
  const wide = rows.find(({ cells }) => Math.max(...cells.keys()) >= sheetColumnsMax);
  if (wide !== undefined) {
    const cell = cellName(sheetColumnsMax, wide.number);
    faults.push({ cell, code: 'exchange.projects-columns', params: { max: sheetColumnsMax } });
  }
  for (const { heading } of wishes) {
    if (columns.some((one) => compared(one.heading) === compared(heading))) continue;
    const cell = cellName(0, row.number);
    const params = { given: quotable(heading) };
    faults.push({ cell, code: 'exchange.projects-no-column', params });
  }
  const first = new Map<string, SheetColumn>();
  for (const one of columns) {
    if (one.field === undefined || one.field === 'contact') continue;
    // A title without a language is that of the file's language.
    const isText = one.field === 'title' || one.field === 'description';
    const key = isText && language !== undefined ? `${one.field}.${language}` : one.field;
    const before = first.get(key);
    if (before === undefined) first.set(key, one);
    else {
      faults.push({
        ...{ cell: cellName(one.column, row.number), code: 'exchange.projects-column-twice' },
        params: {
          ...{ field: key, given: quotable(one.heading), other: quotable(before.heading) },
        },
      });
    }
  }
  if (language === undefined) {
    faults.push({ cell: cellName(0, row.number), code: 'exchange.projects-language', params: {} });
  }
  const { several } = unitAbove(rows, row.number);
  const budget = columns.find(({ field, power }) => field === 'budget' && power === undefined);
  if (several !== undefined && budget !== undefined) {
    const cell = cellName(budget.column, row.number);
    faults.push({ cell, code: 'exchange.projects-units', params: several });
  }
  return faults;
}
