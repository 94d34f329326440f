// The numbers of a Microsoft Project XML file for constraints and links, as plan has them.
import type { ConstraintType, LinkType } from '../plan/schedule.ts';

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
