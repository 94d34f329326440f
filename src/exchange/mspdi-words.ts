// The words and numbers of a Microsoft Project XML file, as plan has them: constraints, links, flags, durations.
import type { ConstraintType, LinkType } from '../plan/schedule.ts';
import { textOf, type XmlElement } from './xml-records.ts';

/** `ConstraintType`: 0 is as soon as possible. */
export const constraintTypes: readonly (ConstraintType | undefined)[] = [
  undefined,
  'as-late-as-possible',
  'mandatory-start',
  'mandatory-finish',
  'start-no-earlier-than',
  'start-no-later-than',
  'finish-no-earlier-than',
  'finish-no-later-than',
];

/** `Type` of a `PredecessorLink`. */
export const linkTypes: Readonly<Record<string, LinkType>> = {
  '0': 'FF',
  '1': 'FS',
  '2': 'SF',
  '3': 'SS',
};

/** Returns what a flag says: Project writes 0 and 1, others `false` and `true`; undefined where it says nothing. */
export function flagOf(element: XmlElement | undefined, name: string): boolean | undefined {
  const text = textOf(element, name).toLowerCase();
  if (text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : undefined;
}

const durations =
  /^P(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/;

/**
 * Returns a duration in minutes, rounded. Project writes `PT8H30M0S`; other programs leave out what is zero, or count days, of
 * 24 hours (XML Schema, xsd:duration without years and months). Undefined for any other text.
 */
export function minutesOfDuration(text: string): number | undefined {
  const match = text === 'P' ? null : durations.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return Math.round(days * 1_440 + hours * 60 + minutes + seconds / 60);
}
