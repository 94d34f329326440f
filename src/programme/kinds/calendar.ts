// Calendars of days as a party states them (docs/spec/clocks.md 2): a file with its sources, the hours worked on a day
// that counts, and days that turned out otherwise. Procedures, cases and links name them by record id.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Sha256 } from '../../base/ports.ts';
import { err, type Issue, issue, ok, type Refusal, type Result } from '../../base/result.ts';
import type { Bands, Calendar } from '../../plan/calendar.ts';
import {
  type DayCalendar,
  type DayException,
  scheduleCalendar,
  withExceptions,
} from '../../plan/clock-calendar.ts';
import { readCalendarFile } from '../../plan/clock-calendar-file.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  type Place,
  partId,
  recordId,
} from '../statement.ts';

const clockTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected HH:MM');
const hours = z
  .array(z.looseObject({ from: clockTime, to: clockTime }))
  .min(1)
  .max(12)
  .refine(areInOrder, 'expected bands in order that neither touch nor overlap');

const acts = {
  state: {
    name: languageMap,
    file: z.looseObject({ format: z.literal('comity-calendar/1'), id: z.string().min(1).max(100) }),
    /** The record that the file's own `base` means. */
    base: recordId.optional(),
    hours,
  },
  except: { day: civilDate, counts: z.boolean(), name: partId, note: languageMap.optional() },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** A calendar as its party stated it last, with the days that turned out otherwise. */
export interface CalendarState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  /** A `comity-calendar/1`, as stated; {@link resolveCalendar} reads it. */
  readonly file: JsonObject;
  readonly base?: string;
  /** Worked on a day that counts: `{from: '09:00', to: '18:00'}`, in order. */
  readonly hours: readonly { readonly from: string; readonly to: string }[];
  /** By day of recording, then log order: of two on one day the later holds. */
  readonly exceptions: readonly {
    readonly day: CivilDate;
    readonly counts: boolean;
    readonly name: string;
    readonly note?: LanguageMap;
    readonly sample: boolean;
    readonly place: Place;
  }[];
  /** Where the newest statement stands. */
  readonly stated: Place;
}

/** A calendar ready for use: for clocks, and for schedules. Both have the record's id. */
export interface ResolvedCalendar {
  /** Without exceptions: `clocksOn` applies them up to the day asked ({@link exceptionsOf}). */
  readonly days: DayCalendar;
  /** With all exceptions, its own and those of its base. */
  readonly working: Calendar;
}

/**
 * Returns a calendar of records ready for use, its base read first. Issues: programme.calendar.unknown (the id, or a
 * base on the way), programme.calendar.base-loop, and those of `readCalendarFile`. Cost: the days of the files.
 */
export function resolveCalendar(
  states: ReadonlyMap<string, CalendarState>,
  id: string,
  sha256: Sha256,
): Result<ResolvedCalendar, readonly Issue[]> {
  const known = alreadyResolved.get(states) ?? new Map<string, Resolved>();
  alreadyResolved.set(states, known);
  const found = known.get(id) ?? resolve(states, id, sha256);
  known.set(id, found);
  return found;
}

type Resolved = Result<ResolvedCalendar, readonly Issue[]>;
/** By the calendars of one reading, which stay as they are: a list asks for the same one for each of its cases. */
const alreadyResolved = new WeakMap<ReadonlyMap<string, CalendarState>, Map<string, Resolved>>();

function resolve(states: ReadonlyMap<string, CalendarState>, id: string, sha256: Sha256): Resolved {
  const chain = chainOf(states, id);
  if (!chain.ok) return chain;
  let days: DayCalendar | undefined;
  for (const state of chain.value.toReversed()) {
    const read = readOnce(state, days, sha256);
    if (!read.ok) return read;
    days = read.value;
  }
  const [own] = chain.value;
  if (days === undefined || own === undefined) return unknown(id);
  const excepted = withExceptions(days, exceptionsOf(states), forEver);
  return ok({ days, working: scheduleCalendar(excepted, bandsOf(own.hours)) });
}

/**
 * Returns every exception of the calendars, by calendar id. A calendar that builds on another shares its days, so it
 * has the exceptions of its base too; its own come last and hold.
 */
export function exceptionsOf(states: ReadonlyMap<string, CalendarState>): readonly DayException[] {
  return [...states.keys()].sort().flatMap((id) => {
    const chain = chainOf(states, id);
    if (!chain.ok) return [];
    return chain.value
      .toReversed()
      .flatMap((state) => state.exceptions)
      .map(({ day, counts, name, sample }): DayException => {
        return { calendar: id, day, counts, name, ...(sample ? { sample: true } : {}) };
      });
  });
}

const forEver: CivilDate = '9999-12-31';

type Read = Result<DayCalendar, readonly Issue[]>;
/** A state never changes, and a list asks for the same calendar for each case: its file is read and hashed once. */
const alreadyRead = new WeakMap<
  CalendarState,
  { readonly base: DayCalendar | undefined; readonly read: Read }
>();

function readOnce(state: CalendarState, base: DayCalendar | undefined, sha256: Sha256): Read {
  const known = alreadyRead.get(state);
  if (known !== undefined && known.base === base) return known.read;
  const found = readCalendarFile(state.file, sha256, basesOf(state.file, base));
  const read: Read = found.ok
    ? ok({ ...found.value, id: state.id })
    : err(found.error.map((one) => ({ ...one, path: `${state.id}.file.${one.path}` })));
  alreadyRead.set(state, { base, read });
  return read;
}

/** The calendar and what it builds on, itself first. */
function chainOf(
  states: ReadonlyMap<string, CalendarState>,
  id: string,
): Result<readonly CalendarState[], readonly Issue[]> {
  const chain: CalendarState[] = [];
  for (let next: string | undefined = id; next !== undefined; ) {
    const state: CalendarState | undefined = states.get(next);
    if (state === undefined) return unknown(next);
    if (chain.includes(state)) {
      return issue('programme.calendar.base-loop', next, 'expected a base that ends');
    }
    chain.push(state);
    next = state.base;
  }
  return ok(chain);
}

function unknown(id: string) {
  return issue('programme.calendar.unknown', id, `no calendar ${id} is known`);
}

function basesOf(file: JsonObject, days: DayCalendar | undefined) {
  return days === undefined || typeof file.base !== 'string' ? {} : { [file.base]: days };
}

function bandsOf(bands: CalendarState['hours']): Bands {
  return bands.map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }));
}

function minuteOf(text: string): number {
  const [hour, minute] = text.split(':').map(Number);
  return hour * 60 + minute;
}

function areInOrder(bands: readonly { readonly from: string; readonly to: string }[]): boolean {
  return bands.every(({ from, to }, i) => from < to && (i === 0 || bands[i - 1].to < from));
}

function decide(
  who: Actor,
  state: CalendarState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (command.act === 'except' && state === undefined) {
    return refusal('programme.record.missing', { kind: 'calendar' });
  }
  const about = state?.id ?? who.nextId;
  const found = command.act === 'state' ? checkFile(who, about, command) : undefined;
  if (found !== undefined) return found;
  const { act } = command;
  const fields = ownFields(command);
  const sample = state?.sample ?? false;
  return ok([
    draft(who, command, { kind: 'calendar', about, act, fields, sample, notes: ['note'] }),
  ]);
}

/** The days of a base are not at hand here: of a file with one, its own members are checked. */
function checkFile(
  who: Actor,
  about: string,
  command: Extract<Command, { readonly act: 'state' }>,
) {
  const { base } = command;
  const file = command.file as JsonObject;
  if ((file.base === undefined) !== (base === undefined)) {
    return refusal('programme.calendar.base-unclear', { file: String(file.base ?? '–') });
  }
  if (base === about) return refusal('programme.calendar.own-base', { id: about });
  const read = readCalendarFile(file, who.sha256, basesOf(file, noDays));
  if (read.ok) return undefined;
  const [{ code, path, message }] = read.error;
  return refusal('programme.calendar.unreadable-file', { cause: code, path, problem: message });
}

const noDays: DayCalendar = { id: '', rest: new Set(), days: new Map(), years: new Map() };

function fold(input: FoldInput<Statement>): Folding<CalendarState> {
  const { id, owner, sample, statements } = input;
  const dated = [...statements].sort(byDay);
  const newest = dated.findLast(({ statement }) => statement.act === 'state');
  if (newest?.statement.act !== 'state' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { name, file, base, hours } = newest.statement;
  const exceptions = dated.flatMap(({ statement, place }) => {
    if (statement.act !== 'except') return [];
    const { day, counts, name, note } = statement;
    const made = { day, counts, name, ...(note === undefined ? {} : { note }) };
    return [{ ...made, sample: statement.sample === true, place }];
  });
  const state: CalendarState = {
    ...{ id, party: owner, sample, name, file: file as JsonObject },
    ...(base === undefined ? {} : { base }),
    ...{ hours, exceptions, stated: newest.place },
  };
  return { state, invalid: 0, pending: 0 };
}

/** Calendar, letters CA, own. Commands: state, except. */
export const calendar: Kind<Statement, CalendarState, Command> = {
  name: 'calendar',
  letters: 'CA',
  writer: 'own',
  area: 'approvals',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['state'],
  answers: [],
  parse: statementParser('calendar', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'calendar/1',
    act: 'state',
    by: 'hk3f9a2c7d',
    about: 'HK-CA001',
    name: { en: 'Weekdays', 'zh-Hant': '平日', 'zh-Hans': '平日' },
    file: { format: 'comity-calendar/1', id: 'weekdays', rest: ['saturday', 'sunday'], years: [] },
    hours: [
      { from: '09:00', to: '13:00' },
      { from: '14:00', to: '18:00' },
    ],
  },
};
