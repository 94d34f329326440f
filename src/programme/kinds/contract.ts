// Contracts of a project, as OCDS has contracting processes: who delivers what for which amount and when, every modification
// with its reason and what it was before, and how it ended. Amounts are never added up here.
import { z } from 'zod';
import { type CivilDate, lastDay } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { type AmountFault, amount, findAmountFault, type StatedAmount } from '../amount.ts';
import { checkChange } from '../changes.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  languageMapUpTo,
  type Place,
  type Placed,
  partialDate,
  recordIdOf,
  type Source,
  source,
} from '../statement.ts';

const value = amount.refine((one) => !one.amount.startsWith('-'), 'expected nothing below 0');
const period = z.looseObject({ from: partialDate, to: partialDate.optional() });
/** A record, or a name where there is none. */
const supplier = z
  .looseObject({
    organization: recordIdOf('OR').optional(),
    name: z.string().min(1).max(500).optional(),
  })
  .refine(
    (one) => (one.organization === undefined) !== (one.name === undefined),
    'expected either organization or name',
  );

const acts = {
  state: {
    project: recordIdOf('P'),
    /** Open Contracting id: a registered prefix, and what the publisher makes of it. */
    ocid: z
      .string()
      .regex(/^ocds-[a-z0-9]{6}-\S{1,180}$/, 'expected ocds-, six letters or digits, -…'),
    title: languageMapUpTo(500),
    /** OC4IDS contractNature codes. */
    nature: z
      .array(z.enum(['design', 'construction', 'supervision']))
      .max(3)
      .optional(),
    suppliers: z.array(supplier).min(1).max(40),
    value,
    period: period.optional(),
    signed: civilDate.optional(),
    source: source.optional(),
  },
  modify: {
    happened: civilDate,
    rationale: languageMap,
    /** Of the whole contract from then on. */
    value: value.optional(),
    period: period.optional(),
    change: recordIdOf('CR').optional(),
  },
  end: {
    happened: civilDate,
    outcome: z.enum(['completed', 'terminated']),
    finalValue: value.optional(),
    why: languageMap.optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Stated = Extract<Statement, { act: 'state' }>;
type Terms = Pick<ContractState, 'value' | 'period'>;

/** From when to when. */
export interface ContractPeriod {
  readonly from: CivilDate;
  readonly to?: CivilDate;
}

/** One change of a contract, with what held before it. */
export interface ContractModification {
  readonly rationale: LanguageMap;
  readonly before: Terms;
  readonly after: Terms;
  /** Id of the change request that it names. */
  readonly change?: string;
  readonly place: Place;
}

/** A contract as its owner stated it last, and as modified since. */
export interface ContractState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly project: string;
  readonly ocid: string;
  readonly title: LanguageMap;
  readonly nature: readonly NonNullable<Stated['nature']>[number][];
  readonly suppliers: Stated['suppliers'];
  /** As modified last. */
  readonly value: StatedAmount;
  readonly period?: ContractPeriod;
  /** As first agreed. */
  readonly signedFor: Terms;
  readonly signed?: CivilDate;
  readonly source?: Source;
  /** By day. */
  readonly modifications: readonly ContractModification[];
  readonly ended?: {
    readonly outcome: 'completed' | 'terminated';
    readonly finalValue?: StatedAmount;
    readonly why?: LanguageMap;
    readonly on: CivilDate;
    readonly place: Place;
  };
  /** Where it was stated last. */
  readonly place: Place;
}

function decide(
  who: Actor,
  state: ContractState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (state === undefined && act !== 'state') {
    return refusal('programme.record.missing', { kind: 'contract' });
  }
  if (state?.ended !== undefined) {
    return refusal('programme.contract.already-ended', { id: state.id, date: state.ended.on });
  }
  const found =
    (command.act === 'state' ? checkStated(who, state, command) : undefined) ??
    checkTerms(state, command) ??
    (command.act === 'modify' && state !== undefined
      ? checkChange(who, command.change, [state.id, state.project])
      : undefined);
  if (found !== undefined) return { ok: false, error: found };
  const about = state?.id ?? who.nextId;
  const fields = ownFields(command);
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'contract', about, act, fields, sample })]);
}

function checkStated(
  who: Actor,
  state: ContractState | undefined,
  { project, ocid, suppliers }: Pick<Stated, 'project' | 'ocid' | 'suppliers'>,
): Refusal | undefined {
  if (state !== undefined && (state.project !== project || state.ocid !== ocid)) {
    const params = { id: state.id, ocid: state.ocid };
    return refusal('programme.contract.other-contract', params).error;
  }
  if (!isKnownAs(who, project, ['project'])) {
    return refusal('programme.contract.unknown-project', { project }).error;
  }
  const names = suppliers.map(({ organization, name }) => organization ?? name ?? '');
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  if (twice !== undefined) {
    return refusal('programme.contract.supplier-twice', { supplier: twice }).error;
  }
  const unknown = suppliers.find(
    ({ organization }) =>
      organization !== undefined && !isKnownAs(who, organization, ['organization']),
  );
  if (unknown === undefined) return undefined;
  const params = { organization: unknown.organization ?? '' };
  return refusal('programme.contract.unknown-organization', params).error;
}

const amountFaults = {
  'unknown-currency': 'programme.contract.unknown-currency',
  'too-many-digits': 'programme.contract.too-many-digits',
} as const satisfies Record<AmountFault['fault'], string>;

/** A contract has one currency: before and after a modification can be compared. */
function checkTerms(state: ContractState | undefined, command: Command): Refusal | undefined {
  const said = command.act === 'end' ? command.finalValue : command.value;
  const wrong = said && findAmountFault(said);
  if (wrong !== undefined) return refusal(amountFaults[wrong.fault], wrong.params).error;
  if (said !== undefined && state !== undefined && said.currency !== state.value.currency) {
    const params = { currency: said.currency, stated: state.value.currency };
    return refusal('programme.contract.other-currency', params).error;
  }
  if (command.act === 'end' || command.period?.to === undefined) return undefined;
  const { from, to } = command.period;
  if (lastDay(to) >= from) return undefined;
  return refusal('programme.contract.ends-before-start', { from, to }).error;
}

/** The first statement fixes project and ocid. The newest by day stands as a whole; then what modified it, by day, until its first end. */
function fold(input: FoldInput<Statement>): Folding<ContractState> {
  const { id, owner, sample, statements } = input;
  const opening = statements.find(({ statement }) => statement.act === 'state');
  if (opening?.statement.act !== 'state' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { project, ocid, value: first } = opening.statement;
  const dated = [...statements].sort(byDay);
  const stated = dated.filter(
    (one): one is Placed<Stated> =>
      one.statement.act === 'state' &&
      one.statement.project === project &&
      one.statement.ocid === ocid &&
      one.statement.value.currency === first.currency,
  );
  const newest = stated.at(-1) ?? (opening as Placed<Stated>);
  let state = stateOf({ id, party: owner, sample }, newest);
  let counted = stated.length;
  for (const placed of dated) {
    const next = apply(state, placed);
    if (next === undefined) continue;
    state = next;
    counted++;
  }
  return { state, invalid: statements.length - counted, pending: 0 };
}

function stateOf(
  common: Pick<ContractState, 'id' | 'party' | 'sample'>,
  { statement, place }: Placed<Stated>,
): ContractState {
  const { project, ocid, title, nature, suppliers, signed, source: from } = statement;
  const terms = termsOf(statement.value, statement.period);
  return {
    ...{ ...common, project, ocid, title, nature: nature ?? [], suppliers, ...terms },
    ...{ signedFor: terms, modifications: [], place },
    ...(signed === undefined ? {} : { signed }),
    ...(from === undefined ? {} : { source: from }),
  };
}

/** Returns the contract as it is after a modification or its end; undefined for what does not change it. */
function apply(state: ContractState, { statement, place }: Placed<Statement>) {
  if (statement.act === 'state' || state.ended !== undefined) return undefined;
  const said = statement.act === 'end' ? statement.finalValue : (statement.value as StatedAmount);
  if (said !== undefined && said.currency !== state.value.currency) return undefined;
  if (statement.act === 'modify') {
    const { rationale, change } = statement;
    const before = termsOf(state.value, state.period);
    const after = termsOf(said ?? state.value, statement.period ?? state.period);
    const named = change === undefined ? {} : { change };
    const line = { rationale, before, after, ...named, place };
    return { ...state, ...after, modifications: [...state.modifications, line] };
  }
  if (statement.act !== 'end') return undefined;
  const { outcome, why } = statement;
  const ended = {
    ...{ outcome, on: place.day, place },
    ...(said === undefined ? {} : { finalValue: said }),
    ...(why === undefined ? {} : { why }),
  };
  return { ...state, ended };
}

function termsOf(
  worth: StatedAmount,
  time: { readonly from: string; readonly to?: string | undefined } | undefined,
): Terms {
  if (time === undefined) return { value: worth };
  const { from, to } = time;
  return { value: worth, period: { from, ...(to === undefined ? {} : { to }) } };
}

/** Contract, letters CO, own; bound to its first scope. Commands: state, modify, end. */
export const contract: Kind<Statement, ContractState, Command> = {
  name: 'contract',
  letters: 'CO',
  writer: 'own',
  area: 'money',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['state'],
  answers: [],
  parse: statementParser('contract', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'contract/1',
    act: 'state',
    by: 'hk3f9a2c7d',
    about: 'HK-CO001',
    project: 'HK-P001',
    ocid: 'ocds-000000-example-1',
    title: { en: 'Piles of the north bank', 'zh-Hant': '北岸樁柱工程' },
    nature: ['construction'],
    suppliers: [{ name: 'Example Piling (sample)' }],
    value: { amount: '185000000', currency: 'HKD' },
    period: { from: '2026-03', to: '2027-09' },
    sample: true,
  } as unknown as Statement,
};
