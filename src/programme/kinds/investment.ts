// Investments: an amount required, budgeted, committed or spent for a project in its own period. Sums and the rate that
// two amounts of one sentence imply are computed where they are shown (docs/spec/model.md 8).
import { z } from 'zod';
import { type CivilDate, lastDay } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { type AmountFault, amount, findAmountFault, type StatedAmount } from '../amount.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  type LanguageMap,
  languageMap,
  type Place,
  partialDate,
  recordId,
  type Said,
} from '../statement.ts';

const investmentKinds = ['required', 'budget', 'committed', 'spent'] as const;
const sourceKinds = ['budget', 'loan', 'private'] as const;

const acts = {
  state: {
    project: recordId,
    kind: z.enum(investmentKinds),
    amount,
    /** The same sum in another currency, from the same sentence. */
    alsoStated: amount.optional(),
    period: z.looseObject({ from: partialDate, to: partialDate.optional() }),
    sourceKind: z.enum(sourceKinds).optional(),
    /** Organizations. */
    from: recordId.optional(),
    to: recordId.optional(),
    note: languageMap.optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** An amount with its period, as its owner stated it last. */
export interface InvestmentState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly project: string;
  readonly kind: (typeof investmentKinds)[number];
  readonly amount: StatedAmount;
  readonly alsoStated?: StatedAmount;
  readonly period: { readonly from: CivilDate; readonly to?: CivilDate };
  readonly sourceKind?: (typeof sourceKinds)[number];
  readonly from?: string;
  readonly to?: string;
  readonly note?: LanguageMap;
  readonly said?: Said;
  readonly place: Place;
}

const amountFaults = {
  'unknown-currency': 'programme.investment.unknown-currency',
  'too-many-digits': 'programme.investment.too-many-digits',
} as const satisfies Record<AmountFault['fault'], string>;

function decide(
  who: Actor,
  state: InvestmentState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { alsoStated, period, project } = command;
  if (!isKnownAs(who, project, ['project'])) {
    return refusal('programme.investment.unknown-project', { project });
  }
  for (const one of [command.amount, ...(alsoStated === undefined ? [] : [alsoStated])]) {
    const wrong = findAmountFault(one);
    if (wrong !== undefined) return refusal(amountFaults[wrong.fault], wrong.params);
  }
  if (alsoStated?.currency === command.amount.currency) {
    const { currency } = alsoStated;
    return refusal('programme.investment.currency-twice', { currency });
  }
  if (period.to !== undefined && lastDay(period.to) < period.from) {
    const { from, to } = period;
    return refusal('programme.investment.ends-before-start', { from, to });
  }
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'investment', about, act: 'state', fields, sample })]);
}

/** The newest statement by day stands as a whole. */
function fold(input: FoldInput<Statement>): Folding<InvestmentState> {
  const { id, owner, sample, statements } = input;
  const newest = [...statements].sort(byDay).findLast(({ statement }) => statement.act === 'state');
  if (newest?.statement.act !== 'state' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { project, kind, alsoStated, period, sourceKind, from, to, note } = newest.statement;
  const state: InvestmentState = {
    ...{ id, party: owner, sample, project, kind, amount: newest.statement.amount },
    ...(alsoStated === undefined ? {} : { alsoStated }),
    period: { from: period.from, ...(period.to === undefined ? {} : { to: period.to }) },
    ...(sourceKind === undefined ? {} : { sourceKind }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(note === undefined ? {} : { note }),
    ...(newest.statement.said === undefined ? {} : { said: newest.statement.said }),
    place: newest.place,
  };
  return { state, invalid: 0, pending: 0 };
}

/** Investment, letter V, own; bound to its first scope. Command: state. */
export const investment: Kind<Statement, InvestmentState, Command> = {
  name: 'investment',
  letters: 'V',
  writer: 'own',
  area: 'money',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['state'],
  answers: [],
  parse: statementParser('investment', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'investment/1',
    act: 'state',
    by: 'sz5e0d1b7a',
    about: 'SZ-V001',
    project: 'SZ-P001',
    kind: 'required',
    amount: { amount: '75000000000', currency: 'CNY', approx: true },
    alsoStated: { amount: '11180000000', currency: 'USD' },
    period: { from: '2019' },
    sample: true,
  } as unknown as Statement,
};
