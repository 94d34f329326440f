// What each side of a crossing says in its own log: which modes are open since when, how they pass, and closures. One side's
// slice is folded from its own statements alone, so that the order between logs never matters (docs/spec/model.md 2).
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { Refusal } from '../../base/result.ts';
import { dateToDay, dayToDate } from '../../plan/civil-time.ts';
import { byDay } from '../days.ts';
import { refusal } from '../refusals.ts';
import type { CommandOf, StatementOf } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  type Place,
  type Placed,
  partId,
  type Said,
} from '../statement.ts';

const modes = z.array(partId).min(1).max(20);

/** Days of a week from Monday on. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours of some days, in the local time of the side: open from the minute `from` until before the minute `to`. */
const band = z.looseObject({
  days: z.array(z.enum(weekdays)).min(1).max(weekdays.length),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 06:30'),
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time such as 22:30'),
});

/** Who controls where: each side apart, both in one hall, or one procedure of both. */
const clearances = ['two-stop', 'co-located', 'collaborative'] as const;

/** What somebody may know of how a mode passes; what is not known is left out, never guessed. */
const passing = {
  hours: z.array(band).max(14).optional(),
  /** What it was designed for, a day and in both directions. */
  capacityPerDay: z.int().min(1).max(1_000_000_000).optional(),
  clearance: z.enum(clearances).optional(),
  /** What somebody needs to pass. */
  permit: languageMap.optional(),
  note: languageMap.optional(),
};

/** Acts of each signatory in its own log. */
export const sideActs = {
  /** In use for this mode from that day on. */
  'open-mode': { mode: partId, happened: civilDate },
  /** Closed from `happened`; `until` is the last day closed, where that is known. */
  close: {
    modes,
    happened: civilDate,
    until: civilDate.optional(),
    cause: z.enum(['external-event', 'works', 'weather', 'other']),
    why: languageMap,
  },
  /** How a mode passes on this side: the newest by day stands as a whole. */
  describe: { mode: partId, ...passing },
  /** Open again from that day on. */
  reopen: { modes, happened: civilDate },
} as const;

type SideStatement = StatementOf<typeof sideActs>;
/** A command of one side. */
export type SideCommand = CommandOf<typeof sideActs>;

/** A closure of some modes on one side. */
export interface Closure {
  readonly modes: readonly string[];
  readonly from: CivilDate;
  /** The last day closed; absent while it lasts. */
  readonly until?: CivilDate;
  readonly cause: 'external-event' | 'works' | 'weather' | 'other';
  readonly why: LanguageMap;
  readonly place: Place;
}

/** Hours of some days. */
export type HoursBand = Readonly<z.infer<typeof band>>;

/** How a mode passes on one side. */
export interface ModePassing {
  readonly mode: string;
  readonly hours?: readonly HoursBand[];
  readonly capacityPerDay?: number;
  readonly clearance?: (typeof clearances)[number];
  readonly permit?: LanguageMap;
  readonly note?: LanguageMap;
  readonly said?: Said;
  /** Whether what is said here is invented, whatever the crossing is. */
  readonly sample: boolean;
  readonly place: Place;
}

/** A crossing as one side says it is. */
export interface CrossingSide {
  readonly party: PartyId;
  /** By day; the earliest of each mode. */
  readonly opened: readonly {
    readonly mode: string;
    readonly on: CivilDate;
    readonly place: Place;
  }[];
  /** One for each mode that was described: the newest by day. */
  readonly passing: readonly ModePassing[];
  /** By first day. Modes that reopened on different days stand apart. */
  readonly closures: readonly Closure[];
}

/** Returns one side, from its own statements; and how many of them count for nothing. */
export function foldSide(
  party: PartyId,
  statements: readonly Placed<SideStatement>[],
): { readonly side: CrossingSide; readonly invalid: number } {
  let side: CrossingSide = { party, opened: [], passing: [], closures: [] };
  let invalid = 0;
  for (const { statement, place } of [...statements].sort(byDay)) {
    if (statement.act === 'close') {
      const { modes, happened: from, until, cause, why } = statement;
      const last = until === undefined ? {} : { until };
      if (until !== undefined && until < from) invalid++;
      else
        side = {
          ...side,
          closures: [...side.closures, { modes, from, ...last, cause, why, place }],
        };
    } else if (statement.act === 'open-mode') {
      const { mode, happened: on } = statement;
      if (side.opened.some((one) => one.mode === mode)) invalid++;
      else side = { ...side, opened: [...side.opened, { mode, on, place }] };
    } else if (statement.act === 'describe') {
      const others = side.passing.filter(({ mode }) => mode !== statement.mode);
      side = { ...side, passing: [...others, passingOf(statement, place)] };
    } else {
      const { modes, happened: day } = statement;
      if (!modes.some((mode) => isClosed(side, mode, day))) invalid++;
      side = { ...side, closures: side.closures.flatMap((one) => cutShort(one, modes, day)) };
    }
  }
  return { side, invalid };
}

function passingOf(
  statement: Extract<SideStatement, { act: 'describe' }>,
  place: Place,
): ModePassing {
  const { mode, hours, capacityPerDay, clearance, permit, note, said } = statement;
  return {
    ...{ mode, sample: statement.sample === true, place },
    ...(hours === undefined ? {} : { hours }),
    ...(capacityPerDay === undefined ? {} : { capacityPerDay }),
    ...(clearance === undefined ? {} : { clearance }),
    ...(permit === undefined ? {} : { permit }),
    ...(note === undefined ? {} : { note }),
    ...(said === undefined ? {} : { said }),
  };
}

/** Returns the closure of a mode that lasts on a day, if any; a closure's last day counts as closed. */
export function closureOn(
  { closures }: Pick<CrossingSide, 'closures'>,
  mode: string,
  day: CivilDate,
): Closure | undefined {
  return closures.find((one) => one.modes.includes(mode) && lasts(one, day));
}

function isClosed(side: CrossingSide, mode: string, day: CivilDate): boolean {
  return closureOn(side, mode, day) !== undefined;
}

function lasts(closure: Closure, day: CivilDate): boolean {
  return closure.from <= day && (closure.until === undefined || closure.until >= day);
}

/** The modes that reopen end the day before, or on the day itself where they closed on it. */
function cutShort(
  closure: Closure,
  reopened: readonly string[],
  day: CivilDate,
): readonly Closure[] {
  const ending = closure.modes.filter((mode) => reopened.includes(mode));
  if (ending.length === 0 || !lasts(closure, day)) return [closure];
  const before = dayToDate(dateToDay(day) - 1);
  const ended = { ...closure, modes: ending, until: before < closure.from ? closure.from : before };
  const lasting = closure.modes.filter((mode) => !reopened.includes(mode));
  return lasting.length === 0 ? [ended] : [ended, { ...closure, modes: lasting }];
}

/** Returns why one side may not say that now, where it may not. `known` are the crossing's modes by its text. */
export function checkSide(
  side: CrossingSide,
  known: readonly string[],
  command: SideCommand,
): Refusal | undefined {
  const named = 'mode' in command ? [command.mode] : command.modes;
  const strange = named.find((mode) => !known.includes(mode));
  if (strange !== undefined) {
    return refusal('programme.crossing.unknown-mode', { mode: strange }).error;
  }
  if (command.act === 'describe') return checkPassing(command);
  const { happened } = command;
  switch (command.act) {
    case 'open-mode': {
      const before = side.opened.find((one) => one.mode === command.mode);
      if (before === undefined) return undefined;
      return refusal('programme.crossing.mode-open', { mode: before.mode, date: before.on }).error;
    }
    case 'close': {
      const { until } = command;
      if (until !== undefined && until < happened) {
        return refusal('programme.crossing.ends-before-start', { from: happened, until }).error;
      }
      const closed = named.find((mode) => isClosed(side, mode, happened));
      if (closed === undefined) return undefined;
      return refusal('programme.crossing.already-closed', { mode: closed, date: happened }).error;
    }
    case 'reopen': {
      const open = named.find((mode) => !isClosed(side, mode, happened));
      if (open === undefined) return undefined;
      return refusal('programme.crossing.not-closed', { mode: open, date: happened }).error;
    }
  }
}

type DescribeCommand = Extract<SideCommand, { act: 'describe' }>;

function checkPassing(command: DescribeCommand): Refusal | undefined {
  const { mode, hours } = command;
  const known = Object.keys(passing) as (keyof typeof passing)[];
  if (known.every((name) => command[name] === undefined)) {
    return refusal('programme.crossing.nothing-said', { mode }).error;
  }
  const odd = hours?.find(({ from, to }) => from >= to);
  if (odd === undefined) return undefined;
  return refusal('programme.crossing.hours', { from: odd.from, to: odd.to }).error;
}
