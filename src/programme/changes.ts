// A version that follows from a change request names it: whether that request is there, of this record and accepted.
import type { Refusal } from '../base/result.ts';
import type { Actor } from './kind.ts';
import type { ChangeRequestState } from './kinds/change-request.ts';
import { refusal } from './refusals.ts';

/**
 * Returns why a version may not name a change request; undefined where it may, where it names none, and where nothing is
 * known of what the command names.
 * @param subjects Ids of the record that gets the version, and of what it hangs on.
 */
export function checkChange(
  who: Actor,
  change: string | undefined,
  subjects: readonly string[],
): Refusal | undefined {
  if (change === undefined || who.known === undefined) return undefined;
  const known = who.known.get(change);
  if (known?.kind !== 'change-request') {
    return refusal('programme.change-request.unknown', { id: change }).error;
  }
  const { of, standing } = known.state as ChangeRequestState;
  if (!subjects.includes(of)) {
    return refusal('programme.change-request.other-record', { id: change, of }).error;
  }
  if (standing === 'accepted') return undefined;
  return refusal('programme.change-request.not-accepted', { id: change }).error;
}
