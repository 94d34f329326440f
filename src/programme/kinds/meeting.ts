// Meetings: agenda, decisions, facts heard, documents (OC4IDS Meeting). The opener keeps the record and the
// minutes; the other parties agree with the minutes or dispute them in their own logs.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
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
  partialDate,
  partyId,
  recordId,
  recordIdOf,
  type Said,
  type Source,
  said,
  source,
} from '../statement.ts';

const chair = z.looseObject({
  party: partyId,
  name: languageMap.optional(),
  post: languageMap.optional(),
});
const agendaItem = z.looseObject({ id: partId, text: languageMap });
const decision = z.looseObject({
  id: partId,
  text: languageMap,
  /** The records that carry the decision out. */
  records: z.array(recordId).max(100),
});
const fact = z.looseObject({ id: partId, text: languageMap, said: said.optional() });

const details = {
  title: languageMap,
  place: languageMap.optional(),
  date: partialDate,
  chairs: z.array(chair).max(16),
  agenda: z.array(agendaItem).max(100),
  /** The standing group whose meeting it is. */
  body: recordIdOf('B').optional(),
};
const facts = z.array(fact).max(200).optional();
const documents = z.array(source).max(100).optional();

const acts = {
  open: { ...details, facts, documents },
  /** Fields given replace those said before; the others stay. */
  amend: {
    title: details.title.optional(),
    place: details.place,
    date: details.date.optional(),
    chairs: details.chairs.optional(),
    agenda: details.agenda.optional(),
    body: details.body,
  },
  /** Minutes, once or in parts: decisions, facts and documents are added. */
  hold: { decisions: z.array(decision).max(200), facts, documents },
  agree: { why: languageMap.optional() },
  dispute: { why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** A meeting as its opener keeps it, with the other parties' answers to the minutes. */
export interface MeetingState {
  readonly id: string;
  /** The opener, who keeps the record. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly title: LanguageMap;
  readonly place?: LanguageMap;
  /** Id of the standing group whose meeting it is. */
  readonly body?: string;
  readonly date: CivilDate;
  readonly chairs: readonly {
    readonly party: PartyId;
    readonly name?: LanguageMap | undefined;
    readonly post?: LanguageMap | undefined;
  }[];
  readonly agenda: readonly { readonly id: string; readonly text: LanguageMap }[];
  readonly decisions: readonly {
    readonly id: string;
    readonly text: LanguageMap;
    /** Ids of the records that carry the decision out. */
    readonly records: readonly string[];
  }[];
  readonly facts: readonly {
    readonly id: string;
    readonly text: LanguageMap;
    readonly said?: Said | undefined;
  }[];
  readonly documents: readonly Source[];
  readonly minutes: 'none' | 'kept';
  /** The newest answer of each party, by party. */
  readonly answers: readonly {
    readonly party: PartyId;
    readonly answer: 'agreed' | 'disputed';
    readonly why?: LanguageMap;
    readonly place: Place;
  }[];
  readonly said?: Said;
  readonly opened: Place;
}

function decide(
  who: Actor,
  state: MeetingState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  const body = act === 'open' || act === 'amend' ? command.body : undefined;
  if (body !== undefined && !isKnownAs(who, body, ['body'])) {
    return refusal('programme.meeting.unknown-body', { body });
  }
  if (act === 'open') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    const found = firstTwice([], command.facts ?? []);
    if (found !== undefined) return refusal('programme.meeting.fact-twice', { fact: found });
    const parts = { kind: 'meeting', about: who.nextId, act, fields, sample: false };
    return ok([draft(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'meeting' });
  const { id, sample } = state;
  if (act === 'agree' || act === 'dispute') {
    if (state.party === who.party) return refusal('programme.meeting.own-meeting', { id });
    if (state.minutes === 'none') return refusal('programme.meeting.no-minutes', { id });
  }
  if (act === 'hold') {
    const decided = firstTwice(state.decisions, command.decisions);
    if (decided !== undefined) {
      return refusal('programme.meeting.decision-twice', { decision: decided });
    }
    const heard = firstTwice(state.facts, command.facts ?? []);
    if (heard !== undefined) return refusal('programme.meeting.fact-twice', { fact: heard });
  }
  return ok([draft(who, command, { kind: 'meeting', about: id, act, fields, sample })]);
}

type Named = { readonly id: string };

/** Returns the first id of the new ones that is there already. */
function firstTwice(before: readonly Named[], added: readonly Named[]): string | undefined {
  const ids = [...before, ...added].map((one) => one.id);
  return ids.find((id, i) => ids.indexOf(id) !== i);
}

/** The first `open` of the owner's log stands; a later one is invalid, as is an id that is there already. */
function fold(input: FoldInput<Statement>): Folding<MeetingState> {
  const { id, owner, sample, statements } = input;
  const opening = statements.find(({ statement }) => statement.act === 'open');
  if (opening?.statement.act !== 'open' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { title, place, body, date, chairs, agenda } = opening.statement;
  const { facts = [], documents = [] } = opening.statement;
  let state: MeetingState = {
    ...{ id, party: owner, sample, title, date, chairs, agenda },
    ...(place === undefined ? {} : { place }),
    ...(body === undefined ? {} : { body }),
    ...{ decisions: [], facts: [], documents, minutes: 'none', answers: [] },
    ...(opening.statement.said === undefined ? {} : { said: opening.statement.said }),
    opened: opening.place,
  };
  state = { ...state, facts: added([], facts) };
  let invalid = 0;
  for (const placed of statements) {
    if (placed === opening) continue;
    if (placed.statement.act === 'open') invalid++;
    else state = apply(state, placed);
  }
  return { state, invalid, pending: 0 };
}

function apply(state: MeetingState, { statement, place }: Placed<Statement>): MeetingState {
  switch (statement.act) {
    case 'open':
      return state;
    case 'amend': {
      const { title, place: where, body, date, chairs, agenda } = statement;
      return {
        ...state,
        ...(title === undefined ? {} : { title }),
        ...(where === undefined ? {} : { place: where }),
        ...(body === undefined ? {} : { body }),
        ...(date === undefined ? {} : { date }),
        ...(chairs === undefined ? {} : { chairs }),
        ...(agenda === undefined ? {} : { agenda }),
      };
    }
    case 'hold':
      return {
        ...state,
        decisions: added(state.decisions, statement.decisions),
        facts: added(state.facts, statement.facts ?? []),
        documents: [...state.documents, ...(statement.documents ?? [])],
        minutes: 'kept',
      };
    case 'agree':
    case 'dispute': {
      const answer = statement.act === 'agree' ? ('agreed' as const) : ('disputed' as const);
      const { why } = statement;
      const line = { party: place.party, answer, ...(why === undefined ? {} : { why }), place };
      const others = state.answers.filter((one) => one.party !== place.party);
      const answers = [...others, line].sort((a, b) => (a.party < b.party ? -1 : 1));
      return { ...state, answers };
    }
  }
}

/** The first with an id stands. */
function added<Item extends Named>(
  before: readonly Item[],
  items: readonly Item[],
): readonly Item[] {
  const seen = new Set(before.map((item) => item.id));
  return [...before, ...items.filter((item) => !seen.has(item.id) && seen.add(item.id))];
}

/** Meeting, letters G, answered. Commands: open, amend, hold by the opener; agree, dispute by the others. */
export const meeting: Kind<Statement, MeetingState, Command> = {
  name: 'meeting',
  letters: 'G',
  writer: 'answered',
  area: 'agreements',
  scopes: ['public', 'programme'],
  publication: { first: () => 'meetings' },
  acts: Object.keys(acts),
  opens: ['open'],
  answers: ['agree', 'dispute'],
  parse: statementParser('meeting', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'meeting/1',
    act: 'open',
    by: 'sz5e0d1b7a',
    about: 'SZ-G001',
    said: {
      on: '2019-04-02',
      by: { en: 'News report' },
      source: {
        url: 'https://news.example/2019-04-02',
        title: 'Conference reviews eight fields',
        accessed: '2026-11-23',
      },
    },
    title: { en: 'Cooperation conference', 'zh-Hant': '合作會議', 'zh-Hans': '合作会议' },
    date: '2019-04',
    chairs: [],
    agenda: [{ id: '1', text: { en: 'Review of eight fields' } }],
    sample: true,
  } as unknown as Statement,
};
