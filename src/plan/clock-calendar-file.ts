// The file of a calendar of days, `comity-calendar/1`: a week, and per year its source, how far it can be relied on,
// the days off, the days on, and the hash of all that (docs/spec/clocks.md 2). A file may build on another.
import { toHex, utf8 } from '../base/bytes.ts';
import { isCivilDate, isPartialDate } from '../base/dates.ts';
import { canonicalJson, type Json, type JsonObject } from '../base/json.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, type Issue, ok, type Result } from '../base/result.ts';
import { type DayNumber, dateToDay } from './civil-time.ts';
import type { DayCalendar, DayKind, DayStatus } from './clock-calendar.ts';
import { calendarDaysMax } from './clock-limits.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const yearStatuses: readonly DayStatus[] = ['announced', 'computed', 'projected'];

/** What a list of days is read into. */
interface Days {
  readonly days: Map<DayNumber, DayKind>;
  readonly issues: Issue[];
}

/**
 * Reads a calendar file. With `base` in the file the days and years are those of the calendar of that id, which must be
 * handed in, and the week is its own. Issues, all at once: clock.calendar-format, clock.calendar-field,
 * clock.calendar-day (no date, or a range that ends before it begins), clock.calendar-too-large,
 * clock.calendar-hash (a year is not what its hash says), clock.calendar-base.
 * @param file Untrusted: from a file or another party's log.
 */
export function readCalendarFile(
  file: Json,
  sha256: Sha256,
  bases: Readonly<Record<string, DayCalendar>> = {},
): Result<DayCalendar, readonly Issue[]> {
  const issues: Issue[] = [];
  if (!isObject(file) || file.format !== 'comity-calendar/1') {
    return err([at('clock.calendar-format', 'format', 'expected a comity-calendar/1')]);
  }
  const id = typeof file.id === 'string' && file.id !== '' ? file.id : undefined;
  if (id === undefined) issues.push(at('clock.calendar-field', 'id', 'expected a name'));
  const rest = new Set<number>();
  for (const [i, name] of listOf(file.rest).entries()) {
    const weekday = weekdays.indexOf(String(name));
    if (weekday !== -1) rest.add(weekday);
    else issues.push(at('clock.calendar-field', `rest.${i}`, 'expected a weekday: saturday'));
  }
  const base = baseOf(file, bases, issues);
  const days = new Map(base?.days);
  const years = new Map(base?.years);
  for (const [i, year] of listOf(file.years).entries()) {
    const path = `years.${i}`;
    if (!isObject(year) || !Number.isInteger(year.year)) {
      issues.push(at('clock.calendar-field', path, 'expected a year'));
      continue;
    }
    const status = readYear({ year, path, sha256 }, { days, issues });
    if (status !== undefined) years.set(Number(year.year), status);
  }
  if (issues.length > 0 || id === undefined) return err(issues);
  return ok({ id, rest, days, years });
}

/** Returns the hash of a year of a calendar file: SHA-256 of its canonical JSON without the member `hash`, in hex. */
export function calendarYearHash(sha256: Sha256, year: JsonObject): string {
  return toHex(sha256(utf8(canonicalJson({ ...year, hash: undefined }))));
}

function baseOf(
  file: JsonObject,
  bases: Readonly<Record<string, DayCalendar>>,
  issues: Issue[],
): DayCalendar | undefined {
  if (file.base === undefined) return undefined;
  const base = Object.hasOwn(bases, String(file.base)) ? bases[String(file.base)] : undefined;
  if (base === undefined) {
    issues.push(at('clock.calendar-base', 'base', `no calendar ${JSON.stringify(file.base)}`));
  }
  return base;
}

/** Adds a year's days and returns its status; undefined when it has none that we know. */
function readYear(
  from: { readonly year: JsonObject; readonly path: string; readonly sha256: Sha256 },
  into: Days,
): DayStatus | undefined {
  const { year, path, sha256 } = from;
  const { issues } = into;
  const status = yearStatuses.find((one) => one === year.status);
  if (status === undefined) {
    const what = `expected ${yearStatuses.join(', ')}`;
    issues.push(at('clock.calendar-field', `${path}.status`, what));
    return undefined;
  }
  const sources = listOf(year.sources);
  if (sources.length === 0) {
    issues.push(at('clock.calendar-field', `${path}.sources`, 'expected who says so'));
  }
  for (const [i, source] of sources.entries()) {
    if (!isObject(source) || typeof source.title !== 'string') {
      issues.push(at('clock.calendar-field', `${path}.sources.${i}.title`, 'expected a title'));
    } else if (source.announcedOn !== undefined && !isPartialDate(String(source.announcedOn))) {
      const where = `${path}.sources.${i}.announcedOn`;
      issues.push(at('clock.calendar-day', where, 'expected YYYY-MM-DD, YYYY-MM or YYYY'));
    }
  }
  if (year.hash !== calendarYearHash(sha256, year)) {
    issues.push(at('clock.calendar-hash', `${path}.hash`, 'the year is not what its hash says'));
  }
  const off: DayKind = { counts: false, reason: 'holiday', status };
  const working: DayKind = { counts: true, reason: 'make-up-day', status };
  readRanges({ list: listOf(year.off), path: `${path}.off`, kind: off }, into);
  readRanges({ list: listOf(year.working), path: `${path}.working`, kind: working }, into);
  return status;
}

function readRanges(
  from: { readonly list: readonly Json[]; readonly path: string; readonly kind: DayKind },
  { days, issues }: Days,
): void {
  for (const [i, range] of from.list.entries()) {
    const path = `${from.path}.${i}`;
    const first = isObject(range) ? dayOf(range.from) : undefined;
    const last = isObject(range) ? dayOf(range.to) : undefined;
    if (!isObject(range) || first === undefined || last === undefined || last < first) {
      issues.push(at('clock.calendar-day', path, 'expected from and to as YYYY-MM-DD, in order'));
      continue;
    }
    if (days.size + last - first >= calendarDaysMax) {
      const what = `more than ${calendarDaysMax} days that differ from the week`;
      issues.push(at('clock.calendar-too-large', path, what));
      return;
    }
    const kind = typeof range.name === 'string' ? { ...from.kind, name: range.name } : from.kind;
    for (let day = first; day <= last; day += 1) days.set(day, kind);
  }
}

function dayOf(value: Json | undefined): DayNumber | undefined {
  return typeof value === 'string' && isCivilDate(value) ? dateToDay(value) : undefined;
}

function at(code: string, path: string, message: string): Issue {
  return { code, path, message };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
