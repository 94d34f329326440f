// Obstacles: a rule or practice that keeps talent, capital, goods, technology or data from crossing the boundary, filed by
// one party and answered for, shaped on Regulation (EU) 2025/925 art. 8 to 12. The neighbour takes note, contributes, or
// declines to act in parallel. Nothing legal is fixed here: its clocks are a procedure of the contact point.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import type { ClockCode } from '../../plan/clock-rule.ts';
import { checkContact, contactReference } from '../contacts.ts';
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
  type Place,
  partId,
  recordIdOf,
  type Said,
} from '../statement.ts';

/** What may be held up at the boundary. */
const flows = ['talent', 'capital', 'goods', 'technology', 'data'] as const;
const findings = ['obstacle', 'none', 'incomplete'] as const;
const ways = ['administrative', 'legislative'] as const;
const outcomes = ['resolved', 'launched', 'not-resolved'] as const;

const acts = {
  file: {
    title: languageMap,
    what: languageMap,
    flows: z.array(z.enum(flows)).min(1).max(flows.length),
    /** The rules that it rests on, as far as they are known. */
    legalBasis: z.array(languageMap).max(20).optional(),
    /** Who brought it forward; a person only by way of the contact point. */
    initiator: recordIdOf('OR').optional(),
    contactPoint: recordIdOf('OR').optional(),
    contact: contactReference,
    /** Id of a field of cooperation, as in the charter or adopted. */
    field: partId.optional(),
    /** By whose clocks it is handled. */
    procedure: recordIdOf('PR').optional(),
    /** Another file on the same obstacle. */
    sameAs: recordIdOf('O').optional(),
    crossing: recordIdOf('X').optional(),
  },
  'request-clarification': { happened: civilDate, what: languageMap },
  clarify: { happened: civilDate, text: languageMap.optional() },
  assess: { happened: civilDate, finding: z.enum(findings), reasons: languageMap },
  refer: { happened: civilDate, way: z.enum(ways), to: languageMap },
  answer: {
    happened: civilDate,
    outcome: z.enum(outcomes),
    reasons: languageMap,
    /** Until when it can be contested. */
    redressUntil: civilDate.optional(),
  },
  close: { happened: civilDate, why: languageMap.optional() },
  reopen: { happened: civilDate, why: languageMap },
  'take-note': { note: languageMap.optional() },
  contribute: { text: languageMap },
  'decline-parallel': { why: languageMap },
} as const;
const neighbourActs = ['take-note', 'contribute', 'decline-parallel'] as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type OwnAct = Exclude<keyof typeof acts, 'file' | (typeof neighbourActs)[number]>;

/** Where an obstacle stands by its last event. */
export type ObstacleStanding =
  | 'filed'
  | 'clarification-asked'
  | 'incomplete'
  | 'assessed'
  | 'no-obstacle'
  | 'referred'
  | 'answered'
  | 'closed';

/** Something that its owner did about it. */
export interface ObstacleEvent {
  readonly act: OwnAct;
  readonly happened: CivilDate;
  /** What was asked, said, or given as a reason. */
  readonly text?: LanguageMap;
  readonly finding?: (typeof findings)[number];
  readonly way?: (typeof ways)[number];
  readonly to?: LanguageMap;
  readonly outcome?: (typeof outcomes)[number];
  readonly redressUntil?: CivilDate;
  readonly place: Place;
}

/** An obstacle as its owner keeps it, with what the others say. */
export interface ObstacleState {
  readonly id: string;
  /** The owner, who has to answer. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly title: LanguageMap;
  readonly what: LanguageMap;
  readonly flows: readonly (typeof flows)[number][];
  readonly legalBasis: readonly LanguageMap[];
  readonly initiator?: string;
  readonly contactPoint?: string;
  /** Id of the contact; whom it names stands there alone. */
  readonly contact?: string;
  readonly field?: string;
  readonly procedure?: string;
  readonly sameAs?: string;
  readonly crossing?: string;
  readonly said?: Said;
  readonly filed: Place;
  /** By day, then log order. */
  readonly events: readonly ObstacleEvent[];
  readonly standing: ObstacleStanding;
  /** What the other parties said, in the order of their logs. */
  readonly neighbours: readonly {
    readonly party: PartyId;
    readonly act: (typeof neighbourActs)[number];
    readonly text?: LanguageMap;
    readonly place: Place;
  }[];
}

function decide(
  who: Actor,
  state: ObstacleState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  if (act === 'file') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    const { initiator } = command;
    if (initiator !== undefined && !isKnownAs(who, initiator, ['organization'])) {
      return refusal('programme.obstacle.unknown-initiator', { initiator });
    }
    const found = checkContact(who, command.contact);
    if (found !== undefined) return err(found);
    const parts = { kind: 'obstacle', about: who.nextId, act, fields, sample: false };
    return ok([draft(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'obstacle' });
  const { id, sample, standing } = state;
  if (isNeighbourAct(act)) {
    if (state.party === who.party) return refusal('programme.obstacle.own-file', { id });
  } else if (act === 'reopen' ? standing !== 'closed' : standing === 'closed') {
    const cause = act === 'reopen' ? 'not-closed' : 'closed';
    return refusal(`programme.obstacle.${cause}`, { id });
  } else if (act === 'clarify' && standing !== 'clarification-asked') {
    return refusal('programme.obstacle.nothing-asked', { id });
  }
  const { happened } = command;
  return ok([
    draft(who, { ...command, happened }, { kind: 'obstacle', about: id, act, fields, sample }),
  ]);
}

function isNeighbourAct(act: string): act is (typeof neighbourActs)[number] {
  return (neighbourActs as readonly string[]).includes(act);
}

/** The first `file` of the owner's log stands; a later one is invalid. */
function fold(input: FoldInput<Statement>): Folding<ObstacleState> {
  const { id, owner, sample, statements } = input;
  const filing = statements.find(({ statement }) => statement.act === 'file');
  if (filing?.statement.act !== 'file' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const events: ObstacleEvent[] = [];
  const neighbours: ObstacleState['neighbours'][number][] = [];
  let invalid = 0;
  for (const placed of [...statements].sort(byDay)) {
    const { statement, place } = placed;
    if (placed === filing) continue;
    if (statement.act === 'file') invalid++;
    else if (isNeighbourAct(statement.act)) {
      const text = textOf(statement);
      const said = text === undefined ? {} : { text };
      neighbours.push({ party: place.party, act: statement.act, ...said, place });
    } else events.push(toEvent(statement, place));
  }
  const { title, what, legalBasis = [], said } = filing.statement;
  const { initiator, contactPoint, procedure, sameAs, crossing, contact, field } = filing.statement;
  const state: ObstacleState = {
    ...{ id, party: owner, sample, title, what, flows: filing.statement.flows, legalBasis },
    ...(initiator === undefined ? {} : { initiator }),
    ...(contactPoint === undefined ? {} : { contactPoint }),
    ...(contact === undefined ? {} : { contact }),
    ...(field === undefined ? {} : { field }),
    ...(procedure === undefined ? {} : { procedure }),
    ...(sameAs === undefined ? {} : { sameAs }),
    ...(crossing === undefined ? {} : { crossing }),
    ...(said === undefined ? {} : { said }),
    ...{ filed: filing.place, events, standing: standingOf(events), neighbours },
  };
  return { state, invalid, pending: 0 };
}

type Later = Exclude<Statement, { readonly act: 'file' }>;

function textOf(statement: Later): LanguageMap | undefined {
  if ('reasons' in statement) return statement.reasons as LanguageMap;
  if ('why' in statement) return statement.why as LanguageMap | undefined;
  if ('what' in statement) return statement.what as LanguageMap;
  if ('text' in statement) return statement.text as LanguageMap | undefined;
  return 'note' in statement ? (statement.note as LanguageMap | undefined) : undefined;
}

function toEvent(statement: Later, place: Place): ObstacleEvent {
  const text = textOf(statement);
  const { finding, way, to, outcome, redressUntil } = statement as Partial<ObstacleEvent>;
  return {
    ...{ act: statement.act as OwnAct, happened: place.day },
    ...(text === undefined ? {} : { text }),
    ...(finding === undefined ? {} : { finding }),
    ...(way === undefined ? {} : { way }),
    ...(to === undefined ? {} : { to }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(redressUntil === undefined ? {} : { redressUntil }),
    place,
  };
}

function standingOf(events: readonly ObstacleEvent[]): ObstacleStanding {
  const last = events.at(-1);
  switch (last?.act) {
    case undefined:
    case 'clarify':
    case 'reopen':
      return 'filed';
    case 'request-clarification':
      return 'clarification-asked';
    case 'assess':
      if (last.finding === 'incomplete') return 'incomplete';
      return last.finding === 'none' ? 'no-obstacle' : 'assessed';
    case 'refer':
      return 'referred';
    case 'answer':
      return 'answered';
    case 'close':
      return 'closed';
  }
}

const clockCodes: Readonly<Partial<Record<OwnAct, ClockCode>>> = {
  'request-clarification': 'information-requested',
  clarify: 'information-received',
  assess: 'accepted',
  answer: 'decided',
};

/** Returns what its procedure's clocks look at: filed is received, assessed is accepted, answered is decided. */
export function obstacleClockEvents({ filed, events, sample }: ObstacleState) {
  const received = { code: 'received' as ClockCode, happened: filed.day, place: filed, sample };
  const later = events.flatMap(({ act, happened, place }) => {
    const code = clockCodes[act];
    return code === undefined ? [] : [{ code, happened, place, sample }];
  });
  return [received, ...later];
}

/** Obstacle, letter O, answered. Commands: file … reopen by the owner; take-note, contribute, decline-parallel by others. */
export const obstacle: Kind<Statement, ObstacleState, Command> = {
  name: 'obstacle',
  letters: 'O',
  writer: 'answered',
  area: 'approvals',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['file'],
  answers: neighbourActs,
  parse: statementParser('obstacle', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'obstacle/1',
    act: 'file',
    by: 'hk3f9a2c7d',
    about: 'HK-O001',
    happened: '2026-03-02',
    title: {
      en: 'Laboratory samples wait at the boundary',
      'zh-Hant': '實驗室樣本滯留口岸',
      'zh-Hans': '实验室样本滞留口岸',
    },
    what: { en: 'Each side asks for a permit of its own for the same sample.' },
    flows: ['technology', 'goods'],
    sample: true,
  } as unknown as Statement,
};
