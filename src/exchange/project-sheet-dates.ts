// Days, months and years as people type them into lists. What can be read in two ways is refused unless somebody says which.
import { type CivilDate, isPartialDate } from '../base/dates.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { GridCell } from './grid.ts';
import { quotable } from './plain-name.ts';
import { monthWords } from './project-sheet-words.data.ts';

/** Which comes first in `03/04/2019`: the day or the month. */
export type DateOrder = 'dmy' | 'mdy';

/**
 * Returns the day, month or year of a cell. Refusals: exchange.projects-date, exchange.projects-date-ambiguous.
 * @param order Absent where nobody said it: then only days that can be read in one way are taken.
 */
export function readDate(cell: GridCell, order?: DateOrder): Result<CivilDate, Refusal> {
  const given = quotable(cell.text);
  const text = cell.text.normalize('NFKC').trim().toLowerCase();
  const wrong = refuse('exchange.projects-date', { given });
  // A year and a month are numbers too: XLSX would take them for days of long ago or far ahead.
  const plain = yearOf(text);
  if (plain === undefined && cell.day !== undefined) {
    return cell.day < firstSerialDay ? wrong : checked(cell.day, wrong);
  }
  const other = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text);
  if (other === null) {
    const said = plain ?? byYear(text) ?? byMonthName(text) ?? bySerial(text);
    return said === undefined ? wrong : checked(said, wrong);
  }
  const [, first = '', second = '', year = ''] = other;
  const ways = new Set(
    (order === undefined ? (['dmy', 'mdy'] as const) : [order])
      .map((way) =>
        joined(year, ...(way === 'dmy' ? ([second, first] as const) : ([first, second] as const))),
      )
      .filter(isPartialDate),
  );
  const [only, ...more] = ways;
  if (more.length > 0) return refuse('exchange.projects-date-ambiguous', { given });
  return only === undefined ? wrong : checked(only, wrong);
}

/** Smaller numbers are counts of something else. */
const firstSerialDay = '1954-10-03';

/** From 1900 to 2199: what lies outside was never meant for a day. */
function checked(date: CivilDate, wrong: Result<never, Refusal>): Result<CivilDate, Refusal> {
  return isPartialDate(date) && /^(19|2[01])/.test(date) ? ok(date) : wrong;
}

function yearOf(text: string): CivilDate | undefined {
  if (/^(19|2[01])\d\d$/.test(text)) return text;
  const [, year, month, day] = /^((?:19|2[01])\d\d)(\d\d)(\d\d)?$/.exec(text) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const date = joined(year, month, day);
  return isPartialDate(date) ? date : undefined;
}

/** `2019-4-2`, `2019/4`, `2019.4.2`, with a time of day that says nothing; and with the words of years, months and days in Chinese. */
function byYear(text: string): CivilDate | undefined {
  const western =
    /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[t ]0?0:00(?::00(?:\.0+)?)?z?)?$/.exec(text);
  const chinese =
    /^(\d{4})\s*\u5e74(?:\s*(\d{1,2})\s*\u6708(?:\s*(\d{1,2})\s*[\u65e5\u53f7\u865f])?)?$/.exec(
      text,
    );
  const [, year, month, day] = western ?? chinese ?? [];
  return year === undefined ? undefined : joined(year, month, day);
}

/** `2 April 2019`, `2-Apr-2019`, `April 2, 2019`, `Apr 2019`; and `Apr-19`, as spreadsheets show a month: of 1970 to 2069. */
function byMonthName(given: string): CivilDate | undefined {
  const text = given.replace(/^([a-z]{3,9})(?:-|\s?['\u2019])(\d\d)$/, (_, name, year) =>
    Number(year) < 70 ? `${name} 20${year}` : `${name} 19${year}`,
  );
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})$/.exec(text);
  const monthFirst = /^([a-z]{3,9})\.?[\s-]+(?:(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+)?(\d{4})$/.exec(
    text,
  );
  const word = dayFirst?.[2] ?? monthFirst?.[1];
  const year = dayFirst?.[3] ?? monthFirst?.[3];
  if (word === undefined || year === undefined) return undefined;
  const month = monthWords.findIndex(
    (name) => name.startsWith(word) || word === `${name.slice(0, 3)}t`,
  );
  if (month < 0) return undefined;
  return joined(year, String(month + 1), dayFirst?.[1] ?? monthFirst?.[2]);
}

/** What a CSV file has where a spreadsheet lost its format: days, of which 25,569 lie before 1970; from 1954 to 2173. */
function bySerial(text: string): CivilDate | undefined {
  if (!/^[2-9]\d{4}$/.test(text)) return undefined;
  return new Date((Number(text) - 25_569) * 86_400_000).toISOString().slice(0, 10);
}

function joined(year: string, month?: string, day?: string): CivilDate {
  const parts = [month, day].flatMap((one) => (one === undefined ? [] : [one.padStart(2, '0')]));
  return [year, ...parts].join('-');
}
