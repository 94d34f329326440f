// Whether something passes a crossing at a moment: what each side says of openings, closures and hours, and what follows for
// both together. Nothing is assumed: without hours on record the answer is that they are not known.
import { civilTimeIn, type Instant } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { CrossingState } from './kinds/crossing.ts';
import {
  type Closure,
  type CrossingSide,
  closureOn,
  type HoursBand,
  weekdays,
} from './kinds/crossing-sides.ts';

/** Why a mode passes on one side at a moment, or why not. */
export type SidePassage =
  | {
      readonly party: PartyId;
      readonly is: 'open';
      /** A time of this day or of the next; absent where it is open beyond that. */
      readonly until?: string;
      readonly sample: boolean;
    }
  | { readonly party: PartyId; readonly is: 'outside-hours'; readonly sample: boolean }
  | { readonly party: PartyId; readonly is: 'closed'; readonly closure: Closure }
  | { readonly party: PartyId; readonly is: 'not-open-yet'; readonly on: string }
  | { readonly party: PartyId; readonly is: 'hours-unknown' | 'no-opening' };

/** A crossing at a moment: `closed` when one side does not let it pass, `unknown` when none says so but one says too little. */
export interface Passage {
  readonly is: 'open' | 'closed' | 'unknown';
  readonly sides: readonly SidePassage[];
}

/**
 * Returns whether a mode passes a crossing at a moment. Undefined where the crossing has no such mode.
 * @param zoneOf IANA zone of a party, in which its hours are.
 */
export function passageAt(
  { modes, sides }: Pick<CrossingState, 'modes' | 'sides'>,
  mode: string,
  at: { readonly instant: Instant; readonly zoneOf: (party: PartyId) => string },
): Passage | undefined {
  if (!modes.includes(mode)) return undefined;
  const found = sides.map((side) =>
    sideAt(side, mode, civilTimeIn(at.zoneOf(side.party), at.instant)),
  );
  const open = found.every(({ is }) => is === 'open');
  const shut = found.some(({ is }) => shutting.has(is));
  return { is: open && found.length > 0 ? 'open' : shut ? 'closed' : 'unknown', sides: found };
}

const shutting: ReadonlySet<SidePassage['is']> = new Set([
  'closed',
  'not-open-yet',
  'outside-hours',
]);

/** @param time Civil, of that side: `2026-11-27T22:30`. */
function sideAt(side: CrossingSide, mode: string, time: string): SidePassage {
  const { party } = side;
  const [day = '', minute = ''] = time.split('T');
  const opening = side.opened.find((one) => one.mode === mode);
  if (opening !== undefined && opening.on > day) {
    return { party, is: 'not-open-yet', on: opening.on };
  }
  const closure = closureOn(side, mode, day);
  if (closure !== undefined) return { party, is: 'closed', closure };
  const passing = side.passing.find((one) => one.mode === mode);
  // Who states hours says that it is in use: old crossings opened long before there was a record.
  if (passing?.hours === undefined) {
    return { party, is: opening === undefined ? 'no-opening' : 'hours-unknown' };
  }
  const { hours, sample } = passing;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % weekdays.length;
  const [today, tomorrow] = [bandsOn(hours, weekday), bandsOn(hours, weekday + 1)];
  const now = today.find(({ from, to }) => from <= minute && minute < to);
  if (now === undefined) return { party, is: 'outside-hours', sample };
  const until = endAcross(today, tomorrow, now.to);
  return { party, is: 'open', ...(until === undefined ? {} : { until }), sample };
}

type Bands = readonly HoursBand[];

/** Those of a day of the week, counted from Monday on. */
function bandsOn(hours: Bands, weekday: number): Bands {
  const name = weekdays[weekday % weekdays.length];
  return hours.filter(({ days }) => name !== undefined && days.includes(name));
}

/** Hours that go on after midnight end on the next day; undefined where they do not end there either. */
function endAcross(today: Bands, tomorrow: Bands, to: string): string | undefined {
  const end = endOf(today, to);
  if (end !== '24:00') return end;
  const next = endOf(tomorrow, '00:00');
  if (next === '00:00') return end;
  return next === '24:00' ? undefined : next;
}

/** Hours that follow one another without a gap are one. */
function endOf(bands: Bands, to: string): string {
  const next = bands.find((one) => one.from <= to && one.to > to);
  return next === undefined ? to : endOf(bands, next.to);
}
