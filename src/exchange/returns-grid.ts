// The grid of a party's return of one month as it goes out: a row for each project that is not reported yet, with what is on
// record, and the cells to fill in.

import type { CivilDate } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import { printMoney } from '../base/money.ts';
import type { ReturnRow } from '../programme/kinds/return.ts';
import type { ReturnLine } from '../programme/returns.ts';
import type { LanguageMap } from '../programme/statement.ts';
import { pickText } from '../text/language-map.ts';
import type { Language } from '../text/languages.ts';
import type { Messages } from '../text/messages.ts';
import { type ReturnColumn, returnColumns, statusKeys } from './returns-columns.ts';

/** What is on record of one project, as plain JSON: what a filled row is read against. */
export interface ReturnGridLine {
  readonly project: string;
  readonly title: LanguageMap;
  /** The first 16 figures of the newest leaf hash that the row rests on: it moves when that is said anew. */
  readonly prev: string;
  /** As last reported or stated, whichever is newer. */
  readonly status?: ReturnRow['status'];
  readonly percent?: number;
  readonly next?: ReturnRow['next'];
  /** Month of the newest row before. */
  readonly lastMonth?: string;
  /** `31500000 CNY`, by returns. */
  readonly spentToDate: readonly string[];
  /** In which money of the project is on record. */
  readonly currencies: readonly string[];
  readonly standing: ReturnLine['standing'];
  readonly lateDays: number;
  readonly reported?: CivilDate;
  readonly sample: boolean;
}

/** A party's return of a month, as plain JSON. */
export interface ReturnGrid {
  readonly party: PartyId;
  readonly month: string;
  readonly due: CivilDate;
  /** Charter tags in the order in which the node's party writes: in which titles are shown and texts typed. Empty without a charter. */
  readonly textLanguages: readonly string[];
  /** The record, once anything is handed in. */
  readonly record?: string;
  readonly lines: readonly ReturnGridLine[];
}

/** Returns what is on record of one line. */
export function toGridLine(line: ReturnLine, currencies: readonly string[]): ReturnGridLine {
  const { project, before, row, standing, lateDays, spentToDate } = line;
  const stated = project.status;
  const last = before?.row;
  const isNewer = stated !== undefined && (last === undefined || stated.place.at > last.place.at);
  const status = isNewer ? stated.status : last?.status;
  const places = [project.opening, stated?.place, last?.place].flatMap((one) => one ?? []);
  const [newest] = places.sort((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : b.index - a.index));
  return {
    ...{ project: project.id, title: project.title, sample: project.sample },
    prev: (newest?.leaf ?? '').slice(0, 16),
    ...(status === undefined ? {} : { status }),
    ...(last?.percent === undefined ? {} : { percent: last.percent }),
    ...(last?.next === undefined ? {} : { next: last.next }),
    ...(before === undefined ? {} : { lastMonth: before.month }),
    spentToDate: spentToDate.map((one) => Object.values(printMoney(one)).join(' ')),
    ...{ currencies, standing, lateDays },
    ...(row === undefined ? {} : { reported: row.reported }),
  };
}

/** Returns the rows of the grid, the titles first. */
export function returnGridRows(
  grid: ReturnGrid,
  words: { readonly messages: Messages; readonly language: Language },
): readonly (readonly string[])[] {
  const titles = returnColumns.map(({ key }) => words.messages.text(words.language, key));
  const open = grid.lines.filter(({ reported }) => reported === undefined);
  return [titles, ...open.map((line) => rowOf(grid, line, words))];
}

function rowOf(
  { month, textLanguages }: ReturnGrid,
  line: ReturnGridLine,
  { messages, language }: { readonly messages: Messages; readonly language: Language },
): readonly string[] {
  const { project, prev, title, status, percent, next, spentToDate, currencies } = line;
  const [currency, ...more] = currencies;
  const known: Partial<Record<ReturnColumn, string>> = {
    ...{ id: project, prev, month, title: pickText(title, language, textLanguages).text },
    'last-status': status === undefined ? '' : messages.text(language, statusKeys[status]),
    'last-percent': percent === undefined ? '' : String(percent),
    'spent-to-date': spentToDate.join('; '),
    'last-next': next === undefined ? '' : pickText(next.milestone, language, textLanguages).text,
    'last-expected': next?.expected ?? '',
    currency: more.length === 0 ? (currency ?? '') : '',
  };
  return returnColumns.map(({ name }) => known[name] ?? '');
}
