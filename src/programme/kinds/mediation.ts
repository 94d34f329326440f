// Mediation: that a party refers a matter to a mediator, when, and with which outcome. A pointer only, for the party's own work: the
// private log alone, never shared and never shown; what is said in a mediation stands in no record (docs/spec/model.md 7).
import { z } from 'zod';
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { ownFields, privateDraft } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { civilDate, recordId, recordIdOf } from '../statement.ts';

const outcomes = ['settled', 'not-settled', 'withdrawn'] as const;

const acts = {
  refer: {
    /** The record that the sides differ about: an introduction, an obstacle, a contract … */
    matter: recordId,
    /** The organization that mediates. */
    mediator: recordIdOf('OR'),
    /** Under which the mediator keeps it. */
    reference: z.string().min(1).max(100),
    /** The day on which it was opened. */
    happened: civilDate,
  },
  close: { outcome: z.enum(outcomes), happened: civilDate },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Referral = Pick<Extract<Statement, { act: 'refer' }>, 'matter' | 'mediator'>;

/** A matter before a mediator. */
export interface MediationState {
  readonly id: string;
  readonly sample: boolean;
  readonly matter: string;
  readonly mediator: string;
  readonly reference: string;
  readonly openedOn: CivilDate;
  /** Absent while it goes on. */
  readonly closed?: { readonly on: CivilDate; readonly outcome: (typeof outcomes)[number] };
}

function decide(
  who: Actor,
  state: MediationState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const found =
    command.act === 'refer'
      ? checkRefer(who, state, command)
      : checkClose(state, String(command.happened));
  if (found !== undefined) return err(found);
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  if (command.happened > today) {
    return refusal('programme.mediation.future', { date: command.happened, today });
  }
  const about = state?.id ?? who.nextId;
  const { act } = command;
  const parts = { kind: 'mediation', about, act, fields: ownFields(command) };
  return ok([privateDraft(who, command, { ...parts, sample: state?.sample ?? false })]);
}

function checkRefer(
  who: Actor,
  state: MediationState | undefined,
  referral: Referral,
): Refusal | undefined {
  if (state === undefined) return checkReferral(who, referral);
  return refusal('programme.record.exists', { id: state.id }).error;
}

function checkReferral(who: Actor, { matter, mediator }: Referral): Refusal | undefined {
  if (who.known?.has(matter) === false) {
    return refusal('programme.mediation.unknown-matter', { record: matter }).error;
  }
  if (isKnownAs(who, mediator, ['organization'])) return undefined;
  return refusal('programme.mediation.unknown-mediator', { organization: mediator }).error;
}

function checkClose(state: MediationState | undefined, day: CivilDate): Refusal | undefined {
  if (state === undefined) {
    return refusal('programme.record.missing', { kind: 'mediation' }).error;
  }
  const { id, openedOn, closed } = state;
  if (closed !== undefined) {
    return refusal('programme.mediation.already-closed', { id, date: closed.on }).error;
  }
  if (day >= openedOn) return undefined;
  const params = { date: day, opened: openedOn };
  return refusal('programme.mediation.closed-before-opened', params).error;
}

/** The first referral stands, and the first end; a mistake in either is rectified. */
function fold(input: FoldInput<Statement>): Folding<MediationState> {
  const { id, sample, statements } = input;
  const referred = statements.find(({ statement }) => statement.act === 'refer');
  const ended = statements.find(({ statement }) => statement.act === 'close');
  if (referred?.statement.act !== 'refer') {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { matter, mediator, reference } = referred.statement;
  const state: MediationState = {
    ...{ id, sample, matter, mediator, reference, openedOn: referred.place.day },
    ...(ended?.statement.act === 'close'
      ? { closed: { on: ended.place.day, outcome: ended.statement.outcome } }
      : {}),
  };
  const counted = ended === undefined ? 1 : 2;
  return { state, invalid: statements.length - counted, pending: 0 };
}

/** Mediation, letters ME, private. Commands: refer, close. */
export const mediation: Kind<Statement, MediationState, Command> = {
  name: 'mediation',
  letters: 'ME',
  writer: 'private',
  area: 'agreements',
  scopes: ['internal'],
  acts: Object.keys(acts),
  opens: ['refer'],
  answers: [],
  parse: statementParser('mediation', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'refer' ? checkReferral(who, statement) : undefined,
  fold,
  example: {
    schema: 'mediation/1',
    act: 'refer',
    by: 'hk3f9a2c7d',
    about: 'HK-ME001',
    matter: 'HK-N001',
    mediator: 'HK-OR001',
    reference: 'MH-2026-014',
    happened: '2026-11-02',
    sample: true,
  } as unknown as Statement,
};
