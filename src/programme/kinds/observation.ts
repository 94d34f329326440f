// Observations: the value of an indicator in one period, as one party measured it and from where. A later statement on the
// same record revises the value; indicator and period are fixed by the first.
import { type CivilDate, civilDateIn, lastDay } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  decimal,
  type LanguageMap,
  languageMap,
  type Place,
  type Placed,
  partialDate,
  recordIdOf,
  type Source,
  source,
} from '../statement.ts';

const acts = {
  observe: {
    indicator: recordIdOf('IN'),
    /** A day, a month or a year. */
    period: partialDate,
    /** In the unit of the indicator. */
    value: decimal,
    source: source.optional(),
    method: languageMap.optional(),
    note: languageMap.optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** One value of an indicator, as its observer stated it last. */
export interface ObservationState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly indicator: string;
  readonly period: CivilDate;
  /** A decimal in the unit of the indicator. */
  readonly value: string;
  readonly source?: Source;
  readonly method?: LanguageMap;
  readonly note?: LanguageMap;
  /** Where the newest statement stands. */
  readonly place: Place;
}

function decide(
  who: Actor,
  state: ObservationState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { indicator, period } = command;
  if (state !== undefined && !isSameFigure(state, command)) {
    const params = { id: state.id, indicator: state.indicator, period: state.period };
    return refusal('programme.observation.other-figure', params);
  }
  if (!isKnownAs(who, indicator, ['indicator'])) {
    return refusal('programme.observation.unknown-indicator', { indicator });
  }
  if (command.source === undefined && command.method === undefined) {
    return refusal('programme.observation.nothing-behind');
  }
  if (lastDay(period) > civilDateIn(who.zone ?? 'UTC', who.now)) {
    return refusal('programme.observation.period-not-over', { period });
  }
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'observation', about, act: 'observe', fields, sample })]);
}

type Figure = Readonly<Record<'indicator' | 'period', string>>;

function isSameFigure(a: Figure, b: Figure): boolean {
  return a.indicator === b.indicator && a.period === b.period;
}

/** The first statement fixes indicator and period; one of another is invalid. The newest by day stands as a whole. */
function fold(input: FoldInput<Statement>): Folding<ObservationState> {
  const { id, owner, sample, statements } = input;
  const observed = statements.filter(({ statement }) => statement.act === 'observe');
  const [opening] = observed;
  if (opening === undefined || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const fitting: readonly Placed<Statement>[] = observed
    .filter(({ statement }) => isSameFigure(opening.statement, statement))
    .sort(byDay);
  const { statement: newest, place } = fitting.at(-1) ?? opening;
  const { indicator, period, value, source: from, method, note } = newest;
  const state: ObservationState = {
    ...{ id, party: owner, sample, indicator, period, value },
    ...(from === undefined ? {} : { source: from }),
    ...(method === undefined ? {} : { method }),
    ...(note === undefined ? {} : { note }),
    place,
  };
  return { state, invalid: observed.length - fitting.length, pending: 0 };
}

/** Observation, letters OB, own. Command: observe. */
export const observation: Kind<Statement, ObservationState, Command> = {
  name: 'observation',
  letters: 'OB',
  writer: 'own',
  area: 'agreements',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['observe'],
  answers: [],
  parse: statementParser('observation', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'observation/1',
    act: 'observe',
    by: 'hk3f9a2c7d',
    about: 'HK-OB001',
    indicator: 'HK-IN001',
    period: '2026-06',
    value: '28.4',
    method: { en: 'Two hundred passengers timed on three working days', 'zh-Hant': '抽樣計時' },
    sample: true,
  } as unknown as Statement,
};
