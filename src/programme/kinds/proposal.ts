// Proposals: an idea of one party that the others explore with it or decline with reasons, and what became of it: records
// that adopt it (a project, an agreement, a mechanism), or nothing. What was adopted is what those records say and who signed them.
import { z } from 'zod';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
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
  type Placed,
  partId,
  recordIdOf,
  type Said,
} from '../statement.ts';

/** What an idea may be adopted as, by the letters of the record. */
const adoptingKinds = { A: 'agreement', M: 'mechanism', P: 'project' } as const;
const wanted = z.enum(Object.values(adoptingKinds));
const adopting = recordIdOf(...Object.keys(adoptingKinds));

const details = {
  title: languageMap,
  /** What is to be done, and what for. */
  what: languageMap,
  /** Id of one of the charter's fields. */
  field: partId.optional(),
  wanted: wanted.optional(),
  /** The meeting at which it came up. */
  meeting: recordIdOf('G').optional(),
};
const acts = {
  open: details,
  /** Fields given replace those said before; the others stay. */
  describe: { ...details, title: languageMap.optional(), what: languageMap.optional() },
  note: { text: languageMap },
  adopt: { records: z.array(adopting).min(1).max(20), why: languageMap.optional() },
  withdraw: { why: languageMap },
  join: { note: languageMap.optional() },
  contribute: { text: languageMap },
  decline: { reasons: languageMap },
} as const;
const otherActs = ['join', 'contribute', 'decline'] as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Word = Extract<Statement, { act: 'note' | (typeof otherActs)[number] }>;

/** A proposal as its opener keeps it, with what the others say. */
export interface ProposalState {
  readonly id: string;
  /** The opener, whose idea it is. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly title: LanguageMap;
  readonly what: LanguageMap;
  readonly field?: string;
  readonly wanted?: z.infer<typeof wanted>;
  readonly meeting?: string;
  readonly said?: Said;
  readonly opened: Place;
  /**
   * Idea: nobody else has said yet. Explored: another explores it too. Declined: some others declined, none explores it;
   * whoever joins later makes it explored. Adopted and withdrawn: its opener says so.
   */
  readonly standing: 'idea' | 'explored' | 'declined' | 'adopted' | 'withdrawn';
  /** The other parties by their newest word of day: who explores it and who declined. Sorted. */
  readonly exploredBy: readonly PartyId[];
  readonly declinedBy: readonly PartyId[];
  /** Notes of the opener and words of the others, by day. */
  readonly words: readonly {
    readonly party: PartyId;
    readonly act: Word['act'];
    readonly text?: LanguageMap;
    readonly place: Place;
  }[];
  readonly ended?: {
    /** Ids of the records that adopt it; none when withdrawn. */
    readonly records: readonly string[];
    readonly why?: LanguageMap;
    readonly place: Place;
  };
}

function decide(
  who: Actor,
  state: ProposalState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  if (act === 'open') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    const parts = { kind: 'proposal', about: who.nextId, act, fields, sample: false };
    return ok([draft(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'proposal' });
  const found = check(who, state, command);
  if (found !== undefined) return found;
  const { id, sample } = state;
  return ok([draft(who, command, { kind: 'proposal', about: id, act, fields, sample })]);
}

function check(who: Actor, state: ProposalState, command: Command) {
  const { id, party } = state;
  if (isOtherAct(command.act) && party === who.party) {
    return refusal('programme.proposal.own-proposal', { id });
  }
  if (state.ended !== undefined) {
    return refusal('programme.proposal.ended', { id, date: state.ended.place.day });
  }
  if (command.act === 'join' && state.exploredBy.includes(who.party)) {
    return refusal('programme.proposal.already-joined', { id });
  }
  if (command.act === 'decline' && state.declinedBy.includes(who.party)) {
    return refusal('programme.proposal.already-declined', { id });
  }
  if (command.act !== 'adopt') return undefined;
  if (state.exploredBy.length === 0) return refusal('programme.proposal.not-explored', { id });
  const record = command.records.find((one) => !isKnownAs(who, one, Object.values(adoptingKinds)));
  return record && refusal('programme.proposal.unknown-record', { record });
}

function isOtherAct(act: string): act is (typeof otherActs)[number] {
  return (otherActs as readonly string[]).includes(act);
}

/** The first `open` of the owner's log stands, and by day the first end; what else opens or ends it is invalid. */
function fold(input: FoldInput<Statement>): Folding<ProposalState> {
  const { id, owner, sample, statements } = input;
  const opening = statements.find(({ statement }) => statement.act === 'open');
  if (opening?.statement.act !== 'open' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { title, what, said } = opening.statement;
  let state: ProposalState = {
    ...{ id, party: owner, sample, title, what, ...detailsOf(opening.statement) },
    ...(said === undefined ? {} : { said }),
    ...{ opened: opening.place, standing: 'idea', exploredBy: [], declinedBy: [], words: [] },
  };
  let invalid = 0;
  for (const placed of [...statements].sort(byDay)) {
    if (placed === opening) continue;
    const next = apply(state, placed);
    if (next === undefined) invalid++;
    else state = next;
  }
  return { state: { ...state, standing: standingOf(state) }, invalid, pending: 0 };
}

/** Returns the state with one statement more, or undefined when it counts for nothing. */
function apply(
  state: ProposalState,
  { statement, place }: Placed<Statement>,
): ProposalState | undefined {
  switch (statement.act) {
    case 'open':
      return undefined;
    case 'describe':
      return { ...state, ...detailsOf(statement) };
    case 'adopt':
    case 'withdraw': {
      if (state.ended !== undefined) return undefined;
      const records = statement.act === 'adopt' ? [...new Set(statement.records)] : [];
      const { why } = statement;
      const ended = { records, ...(why === undefined ? {} : { why }), place };
      return { ...state, standing: statement.act === 'adopt' ? 'adopted' : 'withdrawn', ended };
    }
    case 'note':
    case 'join':
    case 'contribute':
    case 'decline':
      return withWord(state, statement, place);
  }
}

function withWord(state: ProposalState, statement: Word, place: Place): ProposalState {
  const { party } = place;
  const { act } = statement;
  const text = textOf(statement);
  const word = { party, act, ...(text === undefined ? {} : { text }), place };
  const words = [...state.words, word];
  if (act !== 'join' && act !== 'decline') return { ...state, words };
  const [joined, declined] = act === 'join' ? [[party], []] : [[], [party]];
  const others = (parties: readonly PartyId[]) => parties.filter((one) => one !== party);
  const exploredBy = [...others(state.exploredBy), ...joined].sort();
  return {
    ...state,
    words,
    exploredBy,
    declinedBy: [...others(state.declinedBy), ...declined].sort(),
  };
}

function textOf(statement: Word): LanguageMap | undefined {
  switch (statement.act) {
    case 'join':
      return statement.note;
    case 'decline':
      return statement.reasons;
    case 'note':
    case 'contribute':
      return statement.text;
  }
}

function standingOf(state: ProposalState): ProposalState['standing'] {
  if (state.ended !== undefined) return state.standing;
  if (state.exploredBy.length > 0) return 'explored';
  return state.declinedBy.length > 0 ? 'declined' : 'idea';
}

type Details = Extract<Statement, { act: 'open' | 'describe' }>;

function detailsOf({ title, what, field, wanted: as, meeting }: Details) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(what === undefined ? {} : { what }),
    ...(field === undefined ? {} : { field }),
    ...(as === undefined ? {} : { wanted: as }),
    ...(meeting === undefined ? {} : { meeting }),
  };
}

/** Proposal, letters I, answered. Commands: open, describe, note, adopt, withdraw; join, contribute, decline by the others. */
export const proposal: Kind<Statement, ProposalState, Command> = {
  name: 'proposal',
  letters: 'I',
  writer: 'answered',
  area: 'agreements',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['open'],
  answers: otherActs,
  parse: statementParser('proposal', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'proposal/1',
    act: 'open',
    by: 'hk3f9a2c7d',
    about: 'HK-I001',
    title: {
      en: 'One card for both libraries',
      'zh-Hant': '兩地圖書館一證通',
      'zh-Hans': '两地图书馆一证通',
    },
    what: { en: 'A reader of one side borrows on the other.' },
    field: 'culture',
    wanted: 'project',
    sample: true,
  } as unknown as Statement,
};
