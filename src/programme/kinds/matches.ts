// Which offers fit which needs on a day, and why. Computed from what both sides stated, never recorded: whoever wants more asks
// for an introduction. It compares codes, so that the languages of the two teasers do not matter.
import type { CivilDate } from '../../base/dates.ts';
import { type AnnouncedState, standingOn } from './offer-content.ts';

/** One thing in which an offer and a need agree. */
export type MatchReason =
  | { readonly reason: 'type'; readonly type: AnnouncedState['type'] }
  | { readonly reason: 'field'; readonly field: string }
  | { readonly reason: 'terms'; readonly terms: AnnouncedState['terms'] }
  | { readonly reason: 'readiness'; readonly reached: number; readonly wanted: number };

/** An offer that fits a need. */
export interface Match {
  readonly offer: string;
  readonly need: string;
  readonly reasons: readonly MatchReason[];
  /** Whether either is sample data. */
  readonly sample: boolean;
}

/**
 * Returns the pairs of an offer and a need of different parties that are open that day, have type and field in common, and
 * differ neither in terms nor in readiness where both state them. Most reasons first, then by ids: the same whatever order they
 * come in. Cost: linear in offers and needs, and in the pairs of one type and field.
 */
export function matches(
  offers: readonly AnnouncedState[],
  needs: readonly AnnouncedState[],
  day: CivilDate,
): readonly Match[] {
  const open = offers.filter((offer) => standingOn(offer, day) === 'open');
  const offersByKey = Map.groupBy(open, keyOf);
  const found = needs
    .filter((need) => standingOn(need, day) === 'open')
    .flatMap((need) =>
      (offersByKey.get(keyOf(need)) ?? []).flatMap((offer): readonly Match[] => {
        const reasons = offer.party === need.party ? undefined : reasonsOf(offer, need);
        if (reasons === undefined) return [];
        const sample = offer.sample || need.sample;
        return [{ offer: offer.id, need: need.id, reasons, sample }];
      }),
    );
  return found.sort(byReasons);
}

function keyOf({ type, field }: AnnouncedState): string {
  return `${type} ${field}`;
}

/** Undefined where they differ in something that both state. */
function reasonsOf(offer: AnnouncedState, need: AnnouncedState) {
  const { type, field } = need;
  const reasons: MatchReason[] = [
    { reason: 'type', type },
    { reason: 'field', field },
  ];
  if (offer.terms.length > 0 && need.terms.length > 0) {
    const terms = offer.terms.filter((term) => need.terms.includes(term));
    if (terms.length === 0) return undefined;
    reasons.push({ reason: 'terms', terms });
  }
  const [reached, wanted] = [offer.readiness, need.readiness];
  if (reached !== undefined && wanted !== undefined) {
    if (reached < wanted) return undefined;
    reasons.push({ reason: 'readiness', reached, wanted });
  }
  return reasons;
}

function byReasons(a: Match, b: Match): number {
  if (a.reasons.length !== b.reasons.length) return b.reasons.length - a.reasons.length;
  if (a.offer !== b.offer) return a.offer < b.offer ? -1 : 1;
  return a.need < b.need ? -1 : 1;
}
