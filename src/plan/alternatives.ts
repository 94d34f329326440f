// What follows any one of its predecessors: it is placed by each of its links alone, and the earliest place counts
// (docs/spec/plan.md 3b). Other links hold it no more, and it presses on a predecessor only where no other would do.
import type { Minute } from './civil-time.ts';
import type { Network } from './network.ts';
import type { EarlyPass } from './passes.ts';

interface Place {
  /** The link that alone gives it, in the table of predecessors. */
  readonly link: number;
  readonly start: Minute;
  readonly finish: Minute;
  readonly remaining: number;
}

/** Places one position by the rules for all of its links. */
type Placing = (pass: EarlyPass, at: number) => void;

/** Fills in the early dates of a position: the place with the earliest finish, then start, then the first. */
export function placeByAny(pass: EarlyPass, at: number, place: Placing): void {
  const places = placesAlone(pass, at, place);
  if (places.length === 0) {
    place(pass, at);
    return;
  }
  const best = places.reduce((least, one) => (isEarlier(one, least) ? one : least));
  keep(pass, at, best);
}

function isEarlier(one: Place, other: Place): boolean {
  return one.finish < other.finish || (one.finish === other.finish && one.start < other.start);
}

function keep({ early }: EarlyPass, at: number, place: Omit<Place, 'link'>): void {
  early.start[at] = place.start;
  early.finish[at] = place.finish;
  early.remaining[at] = place.remaining;
}

/** By each link alone; the early dates of the position are overwritten. */
function placesAlone({ network, early }: EarlyPass, at: number, place: Placing): readonly Place[] {
  const { first } = network.predecessors;
  const places: Place[] = [];
  for (let link = first[at]; link < first[at + 1]; link++) {
    place({ network: withOneLink(network, at, link), early }, at);
    const remaining = early.remaining[at];
    places.push({ link, start: early.start[at], finish: early.finish[at], remaining });
  }
  return places;
}

/** The network with one link alone into a position; of others it has no predecessors. */
function withOneLink(network: Network, at: number, link: number): Network {
  // Where links of a position begin and end is all that is asked of this list.
  const first = { [at]: link, [at + 1]: link + 1 } as unknown as Int32Array;
  const predecessors = { ...network.predecessors, first };
  return { ...network, predecessors, followsAny: none };
}

const none = new Uint8Array(0);

/**
 * Returns the places in the project of the links that hold a position to be no later than some dates: those that alone
 * would place it so, or where none does, its earliest; none of them where they leave from different predecessors, for then
 * each can be done without.
 */
export function needed(
  pass: EarlyPass,
  at: number,
  given: { readonly start: Minute; readonly finish: Minute; readonly place: Placing },
): ReadonlySet<number> {
  const { network, early } = pass;
  const { other, index } = network.predecessors;
  const kept = { start: early.start[at], finish: early.finish[at], remaining: early.remaining[at] };
  const places = placesAlone(pass, at, given.place);
  keep(pass, at, kept);
  const reaching = places.filter((one) => one.start <= given.start && one.finish <= given.finish);
  const earliest = places.filter((one) => !places.some((than) => isEarlier(than, one)));
  const links = (reaching.length > 0 ? reaching : earliest).map((one) => one.link);
  const isOne = new Set(links.map((link) => other[link])).size === 1;
  return new Set(isOne ? links.map((link) => index[link]) : []);
}
