// Exchange rates: how much of one currency another one was worth on a day or over a period, and who says so. One that two
// amounts of one sentence imply is a record too; it is shown with its range and converts nothing (docs/spec/model.md 8).
import { z } from 'zod';
import { type CivilDate, civilDateIn, lastDay } from '../../base/dates.ts';
import { compareDecimals } from '../../base/decimals.ts';
import type { PartyId } from '../../base/ids.ts';
import { digitsOf } from '../../base/money.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  decimal,
  type LanguageMap,
  languageMap,
  type Place,
  partialDate,
  type Source,
  source,
} from '../statement.ts';

/** Codes of a later table still parse: the form is checked here, the currency where we write. */
const currency = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code');
const positive = decimal.refine(
  (text) => text !== '0' && !text.startsWith('-'),
  'expected more than 0',
);
const stated = z.looseObject({
  amount: positive,
  /** In which steps the sentence counts: `10000000` where it says 11.18 billion. Absent: exact. */
  roundedTo: positive.optional(),
});

const acts = {
  state: {
    base: currency,
    quote: currency,
    /** A day, a month, a year, or from one to another. */
    period: z.looseObject({ from: partialDate, to: partialDate.optional() }),
    /** 1 `base` is so much `quote`. */
    rate: positive.optional(),
    /** The same sum in both currencies, as one sentence has it. */
    implied: z.looseObject({ base: stated, quote: stated }).optional(),
    source,
    note: languageMap.optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** Two amounts of one sentence. */
export type ImpliedRate = Readonly<NonNullable<Statement['implied']>>;

interface Common {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly base: string;
  readonly quote: string;
  readonly period: { readonly from: CivilDate; readonly to?: CivilDate };
  readonly source: Source;
  readonly note?: LanguageMap;
  /** Where the newest statement stands. */
  readonly place: Place;
}

/** A rate as its owner stated it last: given, or implied by two amounts. */
export type ExchangeRateState = Common &
  ({ readonly rate: string } | { readonly implied: ImpliedRate });

function decide(
  who: Actor,
  state: ExchangeRateState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { base, quote, period, rate, implied } = command;
  const unknown = [base, quote].find((code) => digitsOf(code) === undefined);
  if (unknown !== undefined) {
    return refusal('programme.exchange-rate.unknown-currency', { currency: unknown });
  }
  if (base === quote) return refusal('programme.exchange-rate.one-currency', { currency: base });
  if ((rate === undefined) === (implied === undefined)) {
    return refusal('programme.exchange-rate.rate-or-implied');
  }
  const wide = [implied?.base, implied?.quote].find(isAllRounding);
  if (wide !== undefined) {
    const params = { amount: wide.amount, step: wide.roundedTo ?? '' };
    return refusal('programme.exchange-rate.all-rounding', params);
  }
  const { from, to = from } = period;
  if (lastDay(to) < from) return refusal('programme.exchange-rate.ends-before-start', { from, to });
  if (lastDay(to) > civilDateIn(who.zone ?? 'UTC', who.now)) {
    return refusal('programme.exchange-rate.future', { date: to });
  }
  if (state !== undefined && !isSamePair(state, command)) {
    return refusal('programme.exchange-rate.other-pair', { id: state.id });
  }
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  const parts = { kind: 'exchange-rate', about, act: 'state', fields, sample };
  return ok([draft(who, command, parts)]);
}

/** Whether an amount may be nothing but rounding: no rate comes of it. */
function isAllRounding(one: ImpliedRate['base'] | undefined): boolean {
  return one?.roundedTo !== undefined && compareDecimals(one.roundedTo, one.amount) > 0;
}

type Pair = Pick<Statement, 'base' | 'quote' | 'period'>;

function isSamePair(a: Pair | ExchangeRateState, b: Pair): boolean {
  return (
    a.base === b.base &&
    a.quote === b.quote &&
    a.period.from === b.period.from &&
    a.period.to === b.period.to
  );
}

/** The first statement fixes currencies and period; one of others is invalid. The newest by day stands as a whole. */
function fold(input: FoldInput<Statement>): Folding<ExchangeRateState> {
  const { id, owner, sample, statements } = input;
  const [opening] = statements.filter(({ statement }) => statement.act === 'state');
  if (opening === undefined || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const fitting = statements.filter(
    ({ statement }) => isSamePair(opening.statement, statement) && isOneOf(statement),
  );
  const invalid = statements.length - fitting.length;
  const newest = [...fitting].sort(byDay).at(-1);
  if (newest === undefined) return { state: undefined, invalid, pending: 0 };
  const { base, quote, period, rate, implied, note, source: from } = newest.statement;
  const value = rate === undefined ? implied && { implied } : { rate };
  if (value === undefined) return { state: undefined, invalid, pending: 0 };
  const state: ExchangeRateState = {
    ...{ id, party: owner, sample, base, quote, source: from, ...value },
    period: { from: period.from, ...(period.to === undefined ? {} : { to: period.to }) },
    ...(note === undefined ? {} : { note }),
    place: newest.place,
  };
  return { state, invalid, pending: 0 };
}

function isOneOf({ base, quote, rate, implied }: Statement): boolean {
  return base !== quote && (rate === undefined) !== (implied === undefined);
}

/** Exchange rate, letters XR, own. Command: state. */
export const exchangeRate: Kind<Statement, ExchangeRateState, Command> = {
  name: 'exchange-rate',
  letters: 'XR',
  writer: 'own',
  area: 'money',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['state'],
  answers: [],
  parse: statementParser('exchange-rate', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'exchange-rate/1',
    act: 'state',
    by: 'sz5e0d1b7a',
    about: 'SZ-XR001',
    base: 'USD',
    quote: 'CNY',
    period: { from: '2019-04-02' },
    implied: {
      base: { amount: '11180000000', roundedTo: '10000000' },
      quote: { amount: '75000000000' },
    },
    source: {
      url: 'https://news.example.invalid/report',
      title: 'Report of the conference',
      accessed: '2026-11-23',
    },
    sample: true,
  } as unknown as Statement,
};
