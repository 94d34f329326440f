// A contact that a record names: by its id alone, so that what identifies a person stands in one payload and goes with it.
import type { Refusal } from '../base/result.ts';
import type { Actor } from './kind.ts';
import { isKnownAs } from './known.ts';
import { refusal } from './refusals.ts';
import { recordIdOf } from './statement.ts';

/** How a statement names a contact. */
export const contactReference = recordIdOf('CT').optional();

/** Returns why a record may not name that contact: it is none that is here. Asked where we write. */
export function checkContact(who: Actor, contact: string | undefined): Refusal | undefined {
  if (contact === undefined || isKnownAs(who, contact, ['contact'])) return undefined;
  return refusal('programme.contact.unknown', { contact }).error;
}
