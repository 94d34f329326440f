// Dates, times, ages, numbers and lists as each language writes them. Dates are long in text and ISO in data,
// never 2/4/2019: the two sides read that differently. Formatters are kept: making one costs more than using it.
import type { CivilDate, Instant } from '../base/dates.ts';
import type { Language } from './languages.ts';

/** Returns `2 April 2019`, `2019年4月2日`; a month as `April 2019`, a year as `2019`, `2019年`. */
export function formatDate(language: Language, date: CivilDate): string {
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric' };
  if (date.length > 4) options.month = 'long';
  if (date.length > 7) options.day = 'numeric';
  const first = date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date;
  return dateFormat(language, options).format(Date.parse(`${first}T00:00:00Z`));
}

/** Returns `Saturday`, `星期六`. */
export function formatWeekday(language: Language, date: CivilDate): string {
  const format = dateFormat(language, { timeZone: 'UTC', weekday: 'long' });
  return format.format(Date.parse(`${date}T00:00:00Z`));
}

/** Returns date, time of day and offset of an instant in an IANA zone: `24 November 2026 at 09:30 UTC+8`. What is no instant stays as it is. */
export function formatInstant(language: Language, instant: Instant, zone: string): string {
  if (Number.isNaN(Date.parse(instant))) return instant;
  const options: Intl.DateTimeFormatOptions = {
    timeZone: zone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  };
  const offset = dateFormat(language, { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(Date.parse(instant))
    .find((part) => part.type === 'timeZoneName')?.value;
  const text = dateFormat(language, options).format(Date.parse(instant));
  return offset === undefined ? text : `${text} ${offset.replace('GMT', 'UTC')}`;
}

/** Returns how long ago an instant was, in its greatest whole unit: `3 minutes ago`, `3 日前`. The future counts as now. */
export function formatAge(language: Language, instant: Instant, now: Instant): string {
  const seconds = Math.max(0, (Date.parse(now) - Date.parse(instant)) / 1000);
  const format = relativeFormat(language);
  if (seconds < 60) return format.format(-Math.floor(seconds), 'second');
  if (seconds < 3_600) return format.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3_600), 'hour');
  return format.format(-Math.floor(seconds / 86_400), 'day');
}

/** Returns a number with the language's grouping. */
export function formatNumber(language: Language, value: number): string {
  return kept(`number ${language.lang}`, () => new Intl.NumberFormat(language.lang)).format(value);
}

/** Returns an exact decimal (base/money.ts) with the language's grouping, every digit of it; a minus is one, not a hyphen. */
export function formatDecimal(language: Language, decimal: string): string {
  const make = () => new Intl.NumberFormat(language.lang, { maximumFractionDigits: 40 });
  return kept(`decimal ${language.lang}`, make)
    .format(decimal as `${number}`)
    .replace('-', '\u2212');
}

/** Returns `A, B and C`, `A、B及C`, `A、B和C`; '' for an empty list. */
export function formatList(language: Language, items: readonly string[]): string {
  const make = () => new Intl.ListFormat(language.lang, { type: 'conjunction' });
  return kept(`list ${language.lang}`, make).format(items);
}

/** Returns the name of a language by its tag: `German`, `德文`. A tag that Intl has no name for, or that is none, stays. */
export function formatLanguageName(language: Pick<Language, 'lang'>, tag: string): string {
  const make = () => new Intl.DisplayNames(language.lang, { type: 'language' });
  try {
    return kept(`language ${language.lang}`, make).of(tag) ?? tag;
  } catch (error) {
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

function dateFormat(language: Language, options: Intl.DateTimeFormatOptions) {
  const key = `date ${language.lang} ${JSON.stringify(options)}`;
  return kept(key, () => new Intl.DateTimeFormat(language.lang, options));
}

function relativeFormat(language: Language): Intl.RelativeTimeFormat {
  return kept(`relative ${language.lang}`, () => new Intl.RelativeTimeFormat(language.lang));
}

const formatters = new Map<string, unknown>();

/** Returns the formatter of that key, made once. Keys are few: languages times a handful of forms and zones. */
function kept<Formatter>(key: string, make: () => Formatter): Formatter {
  const known = formatters.get(key);
  if (known !== undefined) return known as Formatter;
  const made = make();
  formatters.set(key, made);
  return made;
}
