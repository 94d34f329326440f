// What each side of a crossing says in its own log: which modes are open since when, and closures. One side's slice
// is folded from its own statements alone, so that the order between logs never matters (docs/spec/model.md 2).
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
} from '../statement.ts';

const modes = z.array(partId).min(1).max(20);

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

/** A crossing as one side says it is. */
export interface CrossingSide {
  readonly party: PartyId;
  /** By day; the earliest of each mode. */
  readonly opened: readonly {
    readonly mode: string;
    readonly on: CivilDate;
    readonly place: Place;
  }[];
  /** By first day. Modes that reopened on different days stand apart. */
  readonly closures: readonly Closure[];
}

/** Returns one side, from its own statements; and how many of them count for nothing. */
export function foldSide(
  party: PartyId,
  statements: readonly Placed<SideStatement>[],
): { readonly side: CrossingSide; readonly invalid: number } {
  let side: CrossingSide = { party, opened: [], closures: [] };
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
    } else {
      const { modes, happened: day } = statement;
      if (!modes.some((mode) => isClosed(side, mode, day))) invalid++;
      side = { ...side, closures: side.closures.flatMap((one) => cutShort(one, modes, day)) };
    }
  }
  return { side, invalid };
}

/** Returns whether a side says that a mode is closed on a day; a closure's last day counts as closed. */
function isClosed(side: CrossingSide, mode: string, day: CivilDate): boolean {
  return side.closures.some((one) => one.modes.includes(mode) && lasts(one, day));
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
  const named = command.act === 'open-mode' ? [command.mode] : command.modes;
  const strange = named.find((mode) => !known.includes(mode));
  if (strange !== undefined) {
    return refusal('programme.crossing.unknown-mode', { mode: strange }).error;
  }
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
