// iCalendar (RFC 5545): whole days as events. Lines end in CRLF and are folded at 75 octets (section 3.1), texts are
// escaped (3.3.11). No times of day, alarms or recurrence: records have days.
import type { CivilDate, Instant } from '../base/dates.ts';

/** One whole day. */
export interface CalendarEvent {
  /** Unique for ever, and the same in every language. */
  readonly uid: string;
  readonly day: CivilDate;
  readonly title: string;
  readonly description?: string;
  readonly place?: string;
  readonly url: string;
  readonly categories: readonly string[];
  /** When what the event says was recorded. */
  readonly stamp: Instant;
}

/** What a calendar says of itself. */
export interface CalendarHead {
  readonly name: string;
  /** BCP 47 tag of its texts. Absent: they are in several languages, and none is claimed. */
  readonly lang?: string | undefined;
}

const octetsMax = 75;

/** Yields a calendar, event by event. */
export function* writeCalendar(
  { name, lang }: CalendarHead,
  events: Iterable<CalendarEvent>,
): Generator<string> {
  yield fold([
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Comity//Comity//EN', 'CALSCALE:GREGORIAN'],
    ...['METHOD:PUBLISH', `X-WR-CALNAME${languageOf(lang)}:${escapeText(name)}`],
  ]);
  for (const event of events) yield fold(linesOf(event, lang));
  yield fold(['END:VCALENDAR']);
}

function languageOf(lang: string | undefined): string {
  return lang === undefined ? '' : `;LANGUAGE=${lang}`;
}

function linesOf(event: CalendarEvent, lang: string | undefined): readonly string[] {
  const { uid, day, title, description, place, url, categories, stamp } = event;
  const text = (name: string, value: string | undefined) =>
    value === undefined || value === '' ? [] : [`${name}${languageOf(lang)}:${escapeText(value)}`];
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(uid)}`,
    `DTSTAMP:${stamp.slice(0, 19).replace(/[-:]/g, '')}Z`,
    `DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`,
    ...text('SUMMARY', title),
    ...text('DESCRIPTION', description),
    ...text('LOCATION', place),
    `URL:${url}`,
    `CATEGORIES:${categories.map(escapeText).join(',')}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function escapeText(text: string): string {
  return text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|[\r\n]/g, '\\n')
    .replace(/[\p{Cc}]/gu, ' ');
}

/** Breaks lines so that none has more than 75 octets, never inside a character; what goes on begins with a space. */
function fold(lines: readonly string[]): string {
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

function foldLine(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > octetsMax) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
