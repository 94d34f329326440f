// Commitments: what an agreement's text, once signed by all, obliges a party to do by a day (an IATI result, an
// OGP commitment). The text creates it and alone changes due and measure; debtors and creditors act on it in
// their own logs. Late is never stored: it is computed for a day.
import { z } from 'zod';
import { type CivilDate, daysBetween } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  hash,
  type LanguageMap,
  languageMap,
  type Place,
  type Placed,
  type Source,
  source,
} from '../statement.ts';
import { type CommitmentSeed, commitmentSeed } from './agreement-content.ts';

const note = languageMap.optional();
const evidence = z.array(source).max(40).optional();

const acts = {
  progress: { note: languageMap, evidence },
  'claim-kept': { happened: civilDate, evidence, note },
  withdraw: { why: languageMap },
  /** `of` names the claim or withdrawal that is answered. */
  accept: { of: hash, why: languageMap.optional() },
  dispute: { of: hash, why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** One act of a debtor or creditor. */
export interface CommitmentAct {
  readonly party: PartyId;
  readonly act: keyof typeof acts;
  readonly day: CivilDate;
  /** A note, or the reason of a withdrawal or answer. */
  readonly note?: LanguageMap;
  readonly evidence?: readonly Source[];
  /** Leaf hash of the claim or withdrawal that is answered. */
  readonly of?: string;
  readonly place: Place;
}

/** A commitment with what its parties did about it. */
export interface CommitmentState {
  readonly id: string;
  readonly sample: boolean;
  /** Absent while the agreement is not known or not signed by all: standing `pending`. */
  readonly agreement?: string;
  readonly text?: string;
  readonly clause?: string;
  readonly debtors: readonly PartyId[];
  readonly creditors: readonly PartyId[];
  readonly due?: CivilDate;
  readonly measure?: LanguageMap;
  /** By day, then log, then index. */
  readonly acts: readonly CommitmentAct[];
  /** `withdrawn-claimed`: by a debtor alone, until all creditors accept. */
  readonly standing: 'pending' | 'open' | 'kept' | 'withdrawn-claimed' | 'withdrawn';
  readonly keptOn?: CivilDate;
  /** Creditors whose newest answer to the newest claim or withdrawal accepts it. */
  readonly acceptedBy: readonly PartyId[];
  readonly disputedBy: readonly PartyId[];
}

/** How a commitment stands on a day. */
export interface CommitmentOnDay {
  readonly standing: 'pending' | 'open' | 'late' | 'kept' | 'kept-late' | 'withdrawn';
  /** Whole days past due: on that day when late, on the day kept when kept late, else 0. */
  readonly daysLate: number;
}

/**
 * Returns how a commitment stands on a day, from all that the state knows. Kept after that day counts as not
 * kept yet; due on that day is not late. Withdrawn by one party alone is withdrawn here; the state says by whom.
 */
export function commitmentOn(state: CommitmentState, day: CivilDate): CommitmentOnDay {
  const { standing, due, keptOn } = state;
  if (standing === 'pending' || due === undefined) return { standing: 'pending', daysLate: 0 };
  if (standing === 'withdrawn' || standing === 'withdrawn-claimed') {
    return { standing: 'withdrawn', daysLate: 0 };
  }
  if (keptOn !== undefined && keptOn <= day) {
    const daysLate = Math.max(0, daysBetween(due, keptOn));
    return { standing: daysLate > 0 ? 'kept-late' : 'kept', daysLate };
  }
  const daysLate = Math.max(0, daysBetween(due, day));
  return { standing: daysLate > 0 ? 'late' : 'open', daysLate };
}

function decide(
  who: Actor,
  state: CommitmentState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (state === undefined) return refusal('programme.record.missing', { kind: 'commitment' });
  const { id } = state;
  const found = check(who, state, command);
  if (found !== undefined) return found;
  const { act } = command;
  const fields = ownFields(command);
  const parts = { kind: 'commitment', about: id, act, fields, sample: state.sample };
  return ok([draft(who, command, { ...parts, notes: ['note'] })]);
}

function check(who: Actor, state: CommitmentState, command: Command) {
  const { id } = state;
  if (state.standing === 'pending') return refusal('programme.commitment.not-in-force', { id });
  if (state.standing === 'withdrawn') return refusal('programme.commitment.withdrawn', { id });
  if (command.act === 'accept' || command.act === 'dispute') {
    if (!state.creditors.includes(who.party)) {
      return refusal('programme.commitment.not-a-creditor', { party: who.party });
    }
    if (!decisive(state.acts, state.debtors).some((act) => act.place.leaf === command.of)) {
      return refusal('programme.commitment.nothing-to-answer', { id });
    }
    return undefined;
  }
  if (!state.debtors.includes(who.party)) {
    return refusal('programme.commitment.not-a-debtor', { party: who.party });
  }
  const [own] = decisive(state.acts, [who.party]);
  if (own?.act === command.act && !isAnsweredWithNo(state, own)) {
    return refusal('programme.commitment.already-claimed', { id, act: command.act });
  }
  return undefined;
}

/** A debtor may claim again once a creditor has disputed. */
function isAnsweredWithNo(state: CommitmentState, claim: CommitmentAct): boolean {
  return state.acts.some((act) => act.act === 'dispute' && act.of === claim.place.leaf);
}

function isAnswer(act: string): boolean {
  return act === 'accept' || act === 'dispute';
}

function fold(input: FoldInput<Statement>): Folding<CommitmentState> {
  const parsed = commitmentSeed.safeParse(input.context.seed);
  const seed = parsed.success ? parsed.data : undefined;
  if (seed === undefined && input.statements.length === 0) {
    return { state: undefined, invalid: 0, pending: 0 };
  }
  const may = input.statements.filter(({ statement, place }) => {
    if (seed === undefined) return true;
    const parties = isAnswer(statement.act) ? seed.creditors : seed.debtors;
    return parties.includes(place.party);
  });
  const folded = may.map(toAct);
  const leaves = new Set(folded.map((act) => act.place.leaf));
  const unanswered = folded.filter((act) => act.of !== undefined && !leaves.has(act.of)).length;
  return {
    state: toState(input, seed, folded),
    invalid: input.statements.length - may.length,
    // Without the agreement every act waits; with it, answers to claims not known yet.
    pending: seed === undefined ? may.length : unanswered,
  };
}

function toState(
  input: FoldInput<Statement>,
  seed: CommitmentSeed | undefined,
  inLogOrder: readonly CommitmentAct[],
): CommitmentState {
  const sample = input.sample || seed?.sample === true || allSample(input, seed);
  const common = { id: input.id, sample, acts: [...inLogOrder].sort(byDay) };
  if (seed === undefined) {
    const none = { debtors: [], creditors: [], acceptedBy: [], disputedBy: [] };
    return { ...common, ...none, standing: 'pending' };
  }
  const { agreement, text, clause, debtors, creditors, due, measure } = seed;
  const claims = decisive(inLogOrder, debtors);
  const answers = newestAnswers(inLogOrder, creditors, claims);
  const acceptedBy = answers.filter((act) => act.act === 'accept').map((act) => act.party);
  const disputedBy = answers.filter((act) => act.act === 'dispute').map((act) => act.party);
  const keptOn = claims
    .filter((act) => act.act === 'claim-kept')
    .map((act) => act.day)
    .sort()
    .at(-1);
  const released = creditors.length > 0 && creditors.every((party) => acceptedBy.includes(party));
  const standing = standingOf({ seed, claims, released });
  return {
    ...common,
    ...{ agreement, text, clause, debtors, creditors, due, measure },
    standing,
    ...(standing === 'kept' && keptOn !== undefined ? { keptOn } : {}),
    acceptedBy,
    disputedBy,
  };
}

function standingOf(given: {
  readonly seed: CommitmentSeed;
  readonly claims: readonly CommitmentAct[];
  readonly released: boolean;
}): CommitmentState['standing'] {
  if (given.seed.withdrawnBy !== undefined) return 'withdrawn';
  if (given.claims.some((act) => act.act === 'claim-kept')) return 'kept';
  if (given.claims.length === 0) return 'open';
  return given.released ? 'withdrawn' : 'withdrawn-claimed';
}

/** A commitment without its agreement is sample when everything said of it is. */
function allSample(input: FoldInput<Statement>, seed: CommitmentSeed | undefined): boolean {
  return seed === undefined && input.statements.every(({ statement }) => statement.sample === true);
}

/** Returns the newest claim or withdrawal of each debtor, by its own log. One debtor's claim is enough. */
function decisive(
  acts: readonly CommitmentAct[],
  debtors: readonly PartyId[],
): readonly CommitmentAct[] {
  return debtors.flatMap((party) => {
    const own = acts.filter(
      (act) => act.party === party && (act.act === 'claim-kept' || act.act === 'withdraw'),
    );
    return own.sort(byIndex).slice(-1);
  });
}

/** Returns each creditor's newest answer to one of the claims. */
function newestAnswers(
  acts: readonly CommitmentAct[],
  creditors: readonly PartyId[],
  claims: readonly CommitmentAct[],
): readonly CommitmentAct[] {
  const open = new Set(claims.map((claim) => claim.place.leaf));
  return creditors.flatMap((party) =>
    acts
      .filter((act) => act.party === party && act.of !== undefined && open.has(act.of))
      .sort(byIndex)
      .slice(-1),
  );
}

function toAct({ statement, place }: Placed<Statement>): CommitmentAct {
  const { act } = statement;
  const said = act === 'progress' || act === 'claim-kept' ? statement.note : statement.why;
  const proof = act === 'progress' || act === 'claim-kept' ? statement.evidence : undefined;
  return {
    party: place.party,
    act,
    day: place.day,
    ...(said === undefined ? {} : { note: said }),
    ...(proof === undefined ? {} : { evidence: proof }),
    ...(act === 'accept' || act === 'dispute' ? { of: statement.of } : {}),
    place,
  };
}

function byIndex(a: CommitmentAct, b: CommitmentAct): number {
  if (a.place.origin !== b.place.origin) return a.place.origin < b.place.origin ? -1 : 1;
  return a.place.index - b.place.index;
}

function byDay(a: CommitmentAct, b: CommitmentAct): number {
  return a.day === b.day ? byIndex(a, b) : a.day < b.day ? -1 : 1;
}

/** Commitment, letters C, answered. Commands: progress, claim-kept, withdraw; accept and dispute by creditors. */
export const commitment: Kind<Statement, CommitmentState, Command> = {
  name: 'commitment',
  letters: 'C',
  writer: 'answered',
  area: 'agreements',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: [],
  answers: Object.keys(acts),
  parse: statementParser('commitment', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  isSeeded: true,
  example: {
    schema: 'commitment/1',
    act: 'claim-kept',
    by: 'hk3f9a2c7d',
    about: 'HK-C001',
    happened: '2020-02-10',
    note: { en: 'The first call was published late.' },
    sample: true,
  },
};
