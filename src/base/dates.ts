// Civil dates and instants. A civil date is `YYYY-MM-DD` (or `YYYY-MM`, `YYYY` where a source says no more);
// an instant is UTC `YYYY-MM-DDTHH:MM:SSZ`. No clock here: the present is handed in.

/** `YYYY-MM-DDTHH:MM:SSZ`, UTC, whole seconds. */
export type Instant = string;
/** `YYYY-MM-DD`; some fields also allow `YYYY-MM` and `YYYY`. */
export type CivilDate = string;

/** Returns the instant of a number of milliseconds since 1970, cut to whole seconds. */
export function instantOf(milliseconds: number): Instant {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** Returns milliseconds since 1970 of an instant, or undefined when it is not one. */
export function instantToMilliseconds(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const value = Date.parse(text);
  return Number.isNaN(value) || instantOf(value) !== text ? undefined : value;
}

/** Returns whether the text is a day that exists in the Gregorian calendar, as `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  // Asked of every day of every statement: by numbers, without a Date.
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  const year = Number(text.slice(0, 4));
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Returns whether the text is a civil date, a month or a year. */
export function isPartialDate(text: string): boolean {
  if (/^\d{4}$/.test(text)) return true;
  if (/^\d{4}-\d\d$/.test(text)) return isCivilDate(`${text}-01`);
  return isCivilDate(text);
}

/** Returns the last day of a date, month or year: partial dates are compared by it (docs/spec/model.md 1). */
export function lastDay(date: CivilDate): CivilDate {
  if (date.length === 4) return `${date}-12-31`;
  if (date.length === 10) return date;
  const [year, month] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns the civil date of an instant in an IANA zone. An unknown zone is a fault of configuration, checked where it is read. */
export function civilDateIn(zone: string, instant: Instant): CivilDate {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
    formats.set(zone, format);
  }
  return format.format(Date.parse(instant));
}

/** Returns whether the runtime knows the IANA zone. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Returns the whole days from one date to another, negative when the other is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** Returns the last whole second of a date (or of the last day of a month or year) in an IANA zone. */
export function lastInstantOf(zone: string, date: CivilDate): Instant {
  const day = lastDay(date);
  const noon = Date.parse(`${day}T12:00:00Z`) / 1000;
  // The zone's date is `day` at some second of these 52 hours and no longer at their end.
  let inside = noon - 26 * 3600;
  let outside = noon + 38 * 3600;
  while (outside - inside > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (civilDateIn(zone, instantOf(middle * 1000)) <= day) inside = middle;
    else outside = middle;
  }
  return instantOf(inside * 1000);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Returns the civil time of an instant in an IANA zone: `2026-11-27T22:30`. */
export function civilTimeIn(zone: string, instant: Instant): string {
  let format = clocks.get(zone);
  if (format === undefined) {
    const digits = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', ...digits });
    clocks.set(zone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(Date.parse(instant)).map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/**
 * Returns the instant at which clocks in an IANA zone show that minute (`2026-11-27T22:30`); the earlier one where they show
 * it twice, the one after the gap where they never do. Undefined for what is no date and time of day.
 */
export function instantAt(zone: string, time: string): Instant | undefined {
  const [, date = ''] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d$/.exec(time) ?? [];
  if (!isCivilDate(date)) return undefined;
  const near = Date.parse(`${time}:00Z`);
  // Between them the zone's clock passes that minute: no offset is larger than 26 hours.
  let before = near / 60_000 - 26 * 60;
  let after = near / 60_000 + 26 * 60;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (civilTimeIn(zone, instantOf(middle * 60_000)) < time) before = middle;
    else after = middle;
  }
  return instantOf(after * 60_000);
}
