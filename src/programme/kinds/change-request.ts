// Change requests: what is to change in a schedule, a project or an agreement, why, what of, and by how many days and how
// much money; who accepted or rejected it with which reasons. The version that follows names the request (changes.ts).
import { z } from 'zod';
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
import { type PartyId, parseRecordId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { type AmountFault, amount, findAmountFault, type StatedAmount } from '../amount.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs, isOwnId } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  languageMapUpTo,
  type Place,
  type Placed,
  recordIdOf,
} from '../statement.ts';

/** Why something is to change. */
export const changeCauses = [
  'works',
  'approval',
  'funding',
  'other-side',
  'external-event',
  'scope',
] as const;
const outcomes = ['accepted', 'rejected'] as const;
const daysMax = 36_600;

const acts = {
  request: {
    /** The record that is to change. */
    of: recordIdOf('P', 'S', 'A'),
    title: languageMapUpTo(500),
    what: languageMap,
    why: languageMap,
    cause: z.enum(changeCauses),
    effect: z.looseObject({
      /** Calendar days later; fewer than none is earlier. */
      days: z.int().min(-daysMax).max(daysMax).optional(),
      /** More of each currency; less than nothing is saved. Currencies are never added up. */
      money: z.array(amount).max(20).optional(),
    }),
  },
  decide: {
    outcome: z.enum(outcomes),
    /** Who decided, by post or body. */
    decidedBy: languageMapUpTo(500),
    reasons: languageMap,
    happened: civilDate,
  },
  withdraw: { why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Request = Extract<Statement, { act: 'request' }>;

/** A change that was asked for, as its owner says. */
export interface ChangeRequestState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  /** A project, a schedule or an agreement. */
  readonly of: string;
  readonly title: LanguageMap;
  readonly what: LanguageMap;
  readonly why: LanguageMap;
  readonly cause: (typeof changeCauses)[number];
  readonly days?: number;
  readonly money: readonly StatedAmount[];
  readonly standing: 'open' | (typeof outcomes)[number] | 'withdrawn';
  /** Where its newest wording stands. */
  readonly place: Place;
  readonly decision?: {
    readonly decidedBy: LanguageMap;
    readonly reasons: LanguageMap;
    readonly on: CivilDate;
    readonly place: Place;
  };
  readonly withdrawn?: { readonly why: LanguageMap; readonly place: Place };
}

function decide(
  who: Actor,
  state: ChangeRequestState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (state === undefined && act !== 'request') {
    return refusal('programme.record.missing', { kind: 'change-request' });
  }
  const found = checkStanding(state) ?? checkCommand(who, state, command);
  if (found !== undefined) return { ok: false, error: found };
  const about = state?.id ?? who.nextId;
  const fields = ownFields(command);
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'change-request', about, act, fields, sample })]);
}

/** What is decided or withdrawn stays so: another change is another request. */
function checkStanding(state: ChangeRequestState | undefined): Refusal | undefined {
  if (state?.decision !== undefined) {
    const params = { id: state.id, date: state.decision.on };
    return refusal('programme.change-request.already-decided', params).error;
  }
  if (state?.withdrawn === undefined) return undefined;
  const params = { id: state.id, date: state.withdrawn.place.day };
  return refusal('programme.change-request.withdrawn', params).error;
}

function checkCommand(
  who: Actor,
  state: ChangeRequestState | undefined,
  command: Command,
): Refusal | undefined {
  if (command.act === 'request') return checkRequest(who, state, command);
  if (command.act === 'withdraw' || state === undefined) return undefined;
  const { happened } = command;
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  if (happened > today) {
    return refusal('programme.change-request.future', { date: happened, today }).error;
  }
  const requested = state.place.day;
  if (happened >= requested) return undefined;
  const params = { date: happened, requested };
  return refusal('programme.change-request.decided-before-request', params).error;
}

const amountFaults = {
  'unknown-currency': 'programme.change-request.unknown-currency',
  'too-many-digits': 'programme.change-request.too-many-digits',
} as const satisfies Record<AmountFault['fault'], string>;

function checkRequest(
  who: Actor,
  state: ChangeRequestState | undefined,
  { of, effect }: Pick<Request, 'of' | 'effect'>,
): Refusal | undefined {
  if (state !== undefined && state.of !== of) {
    return refusal('programme.change-request.other-subject', { id: state.id, of: state.of }).error;
  }
  if (!isKnownAs(who, of, ['project', 'schedule', 'agreement'])) {
    return refusal('programme.change-request.unknown-record', { record: of }).error;
  }
  if (!isOwnId(who, of) && !isJoint(who, of)) {
    return refusal('programme.change-request.foreign-record', { record: of }).error;
  }
  const money = effect.money ?? [];
  const codes = money.map(({ currency }) => currency);
  const twice = codes.find((code, i) => codes.indexOf(code) !== i);
  if (twice !== undefined) {
    return refusal('programme.change-request.currency-twice', { currency: twice }).error;
  }
  for (const one of money) {
    const wrong = findAmountFault(one);
    if (wrong !== undefined) return refusal(amountFaults[wrong.fault], wrong.params).error;
  }
  return undefined;
}

/** Agreements are joint, and projects may be: of those either side may ask for a change. */
function isJoint(who: Actor, id: string): boolean {
  const parsed = parseRecordId(id);
  if (parsed.ok && parsed.value.letters === 'A') return true;
  const state = who.known?.get(id)?.state as { readonly basis?: string } | undefined;
  return state?.basis === 'joint';
}

/** The first request fixes the record. The first end by day stands, and the newest wording before it. */
function fold(input: FoldInput<Statement>): Folding<ChangeRequestState> {
  const { id, owner, sample, statements } = input;
  const opening = statements.find(({ statement }) => statement.act === 'request');
  if (opening?.statement.act !== 'request' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { of } = opening.statement;
  const ending = [...statements].sort(byDay).find(({ statement }) => statement.act !== 'request');
  // What was decided is what had been asked for by then.
  const wordings = statements.filter(
    (one): one is Placed<Request> =>
      one.statement.act === 'request' &&
      one.statement.of === of &&
      (one === opening || ending === undefined || byDay(one, ending) < 0),
  );
  const newest = [...wordings].sort(byDay).at(-1) ?? (opening as Placed<Request>);
  const { title, what, why, cause, effect } = newest.statement;
  const state: ChangeRequestState = {
    ...{ id, party: owner, sample, of, title, what, why, cause },
    ...(effect.days === undefined ? {} : { days: effect.days }),
    ...{ money: effect.money ?? [], standing: 'open', place: newest.place },
    ...(ending === undefined ? {} : endingOf(ending)),
  };
  const counted = wordings.length + (ending === undefined ? 0 : 1);
  return { state, invalid: statements.length - counted, pending: 0 };
}

function endingOf({ statement, place }: Placed<Statement>): Pick<
  ChangeRequestState,
  'decision' | 'withdrawn'
> & {
  readonly standing?: ChangeRequestState['standing'];
} {
  switch (statement.act) {
    case 'decide': {
      const { outcome, decidedBy, reasons } = statement;
      return { standing: outcome, decision: { decidedBy, reasons, on: place.day, place } };
    }
    case 'withdraw':
      return { standing: 'withdrawn', withdrawn: { why: statement.why, place } };
    default:
      return {};
  }
}

/** Change request, letters CR, own; bound to its first scope. Commands: request, decide, withdraw. */
export const changeRequest: Kind<Statement, ChangeRequestState, Command> = {
  name: 'change-request',
  letters: 'CR',
  writer: 'own',
  area: 'projects',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['request'],
  answers: [],
  parse: statementParser('change-request', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'change-request/1',
    act: 'request',
    by: 'hk3f9a2c7d',
    about: 'HK-CR001',
    of: 'HK-S001',
    title: { en: 'Piles by another method', 'zh-Hant': '改用另一打樁方法' },
    what: { en: 'Bored piles in the place of driven ones on the north bank.' },
    why: { en: 'Noise at night was not permitted.' },
    cause: 'approval',
    effect: { days: 45, money: [{ amount: '12500000', currency: 'HKD' }] },
    sample: true,
  } as unknown as Statement,
};
