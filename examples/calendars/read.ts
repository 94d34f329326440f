// Reads the calendars and clock rules of this folder, for tests and for whoever builds a procedure from them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/base/json.ts';
import type { DayCalendar } from '../../src/plan/clock-calendar.ts';
import { readCalendarFile } from '../../src/plan/clock-calendar-file.ts';
import type { ClockRule } from '../../src/plan/clock-rule.ts';

/** A file of clock rules. */
export interface ClockFile {
  readonly format: 'comity-clocks/1';
  readonly title: Readonly<Record<string, string>>;
  readonly procedures: Readonly<Record<string, readonly ClockRule[]>>;
}

/** The calendars, a base before what builds on it. */
export const calendarIds = ['cn-working-days', 'hk-general-holidays', 'hk-office-days'] as const;

const sha256 = (data: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(data).digest());

/** Returns a file of this folder as JSON. */
export function readJsonFile(path: string): JsonObject {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

/** Returns every calendar by its id; throws when one cannot be read. */
export function readCalendars(): Readonly<Record<string, DayCalendar>> {
  const calendars: Record<string, DayCalendar> = {};
  for (const id of calendarIds) {
    const result = readCalendarFile(readJsonFile(`${id}.json`), sha256, calendars);
    if (!result.ok) throw new Error(`${id}: ${JSON.stringify(result.error)}`);
    calendars[id] = result.value;
  }
  return calendars;
}

/** Returns a file of clock rules: `prc-licensing-law` or `hong-kong`. */
export function readClocks(name: string): ClockFile {
  return readJsonFile(`clocks/${name}.json`) as unknown as ClockFile;
}
