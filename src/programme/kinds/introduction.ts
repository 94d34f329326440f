// Introductions: the party of an offer or a need asks the party of the other to bring the two together. The other accepts or
// refuses in its own log; what came of it either of them says, and both sayings are shown (docs/spec/model.md 7).
import { z } from 'zod';
import { civilDateIn } from '../../base/dates.ts';
import { type PartyId, parseRecordId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind, OutsideRule } from '../kind.ts';
import { isKnownAs, isOwnId } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  type LanguageMap,
  languageMap,
  languageMapUpTo,
  type Place,
  type Placed,
  recordId,
  recordIdOf,
} from '../statement.ts';
import { type AnnouncedState, standingOn } from './offer-content.ts';

const outcomes = ['agreement', 'licence', 'project', 'none'] as const;
type OutcomeName = (typeof outcomes)[number];
/** Kind and letters of the record that an outcome may name. A licence is agreed. */
const recordOf = {
  agreement: { kind: 'agreement', letters: 'A' },
  licence: { kind: 'agreement', letters: 'A' },
  project: { kind: 'project', letters: 'P' },
  none: undefined,
} as const satisfies Record<OutcomeName, unknown>;

const acts = {
  ask: {
    offer: recordIdOf('OF'),
    need: recordIdOf('NE'),
    /** Why they fit, in words. */
    reasons: languageMapUpTo(2_000),
  },
  accept: { note: languageMap.optional() },
  refuse: { why: languageMap },
  outcome: {
    outcome: z.enum(outcomes),
    record: recordId.optional(),
    /** Needed where nothing came of it. */
    why: languageMap.optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Ask = Extract<Statement, { act: 'ask' }>;
type Outcome = Extract<Statement, { act: 'outcome' }>;

/** An introduction as its asker asked for it, with the answer and what each side says came of it. */
export interface IntroductionState {
  readonly id: string;
  /** Who asks. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly offer: string;
  readonly need: string;
  readonly reasons: LanguageMap;
  readonly asked: Place;
  /** The mark of the party that is asked: of whichever of the two is not the asker's. */
  readonly other: string;
  readonly standing: 'asked' | 'accepted' | 'refused';
  /** The acceptance, else the newest refusal. */
  readonly answer?: { readonly why?: LanguageMap; readonly place: Place };
  /** The newest of each of the two parties, by party. */
  readonly outcomes: readonly {
    readonly party: PartyId;
    readonly outcome: OutcomeName;
    readonly record?: string;
    readonly why?: LanguageMap;
    readonly place: Place;
  }[];
}

/** An organization's people ask for, answer and conclude introductions of what is its own. */
const outside: OutsideRule = {
  member: ['ask', 'accept', 'refuse', 'outcome'],
  administrator: [],
  organizationsOf: ({ state, statement, mark, known }) => {
    const { offer, need } = (state ?? statement ?? {}) as Partial<Pick<Ask, 'offer' | 'need'>>;
    const own = [offer, need].find((id) => id?.startsWith(`${mark}-`));
    const announced = known.get(own ?? '')?.state as AnnouncedState | undefined;
    return [announced?.organization];
  },
};

function decide(
  who: Actor,
  state: IntroductionState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  if (command.act === 'ask') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    const found = checkAsk(who, command);
    if (found !== undefined) return err(found);
    const parts = { kind: 'introduction', about: who.nextId, act, fields, sample: false };
    return ok([draft(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'introduction' });
  const found = command.act === 'outcome' ? checkOutcome(who, command) : undefined;
  const refused = checkAnswer(who, state, command.act) ?? found;
  if (refused !== undefined) return err(refused);
  const { id, sample } = state;
  return ok([draft(who, command, { kind: 'introduction', about: id, act, fields, sample })]);
}

/** One of the two is the asker's, both are here, and both are open today. */
function checkAsk(who: Actor, { offer, need }: Pick<Ask, 'offer' | 'need'>): Refusal | undefined {
  if (isOwnId(who, offer) === isOwnId(who, need)) {
    return refusal('programme.introduction.not-one-own', { offer, need, mark: who.mark }).error;
  }
  if (!isKnownAs(who, offer, ['offer'])) {
    return refusal('programme.introduction.unknown-offer', { offer }).error;
  }
  if (!isKnownAs(who, need, ['need'])) {
    return refusal('programme.introduction.unknown-need', { need }).error;
  }
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  for (const id of [offer, need]) {
    const record = who.known?.get(id);
    if (record === undefined) continue;
    if (standingOn(record.state as AnnouncedState, today) !== 'open') {
      return refusal('programme.introduction.not-open', { id }).error;
    }
  }
  return undefined;
}

/** Only the party that is asked answers, until it has accepted; what came of it only the two say, once it has. */
function checkAnswer(
  who: Actor,
  { id, party, other, standing }: IntroductionState,
  act: Exclude<Statement['act'], 'ask'>,
): Refusal | undefined {
  const isAsker = party === who.party;
  if (!isAsker && who.mark !== other) {
    return refusal('programme.introduction.not-asked', { id, mark: other }).error;
  }
  if (act === 'outcome') {
    if (standing === 'accepted') return undefined;
    return refusal('programme.introduction.not-accepted', { id }).error;
  }
  if (isAsker) return refusal('programme.introduction.own-request', { id }).error;
  if (standing !== 'accepted') return undefined;
  return refusal('programme.introduction.already-accepted', { id }).error;
}

function checkOutcome(who: Actor, outcome: Checked): Refusal | undefined {
  const { record } = outcome;
  const named = recordOf[outcome.outcome];
  if (outcome.outcome === 'none' && outcome.why === undefined) {
    return refusal('programme.introduction.reason-missing').error;
  }
  if (record === undefined) return undefined;
  if (isOfKind(outcome) && named !== undefined && isKnownAs(who, record, [named.kind])) {
    return undefined;
  }
  const params = { record, outcome: outcome.outcome };
  return refusal('programme.introduction.record-unfit', params).error;
}

type Checked = Pick<Outcome, 'outcome' | 'record' | 'why'>;

function isOfKind({ outcome, record }: Checked): boolean {
  if (record === undefined) return true;
  const parsed = parseRecordId(record);
  return parsed.ok && parsed.value.letters === recordOf[outcome]?.letters;
}

function isSound(outcome: Checked): boolean {
  return isOfKind(outcome) && (outcome.outcome !== 'none' || outcome.why !== undefined);
}

/**
 * The first request of the owner's log that brings one of its own and one of another party together stands. Acceptance is not
 * taken back by a later refusal. What came of it counts once it is accepted.
 */
function fold(input: FoldInput<Statement>): Folding<IntroductionState> {
  const { id, owner, sample, statements } = input;
  const requests = statements.filter(({ statement }) => statement.act === 'ask');
  const asked = requests.find(({ statement }) => otherMark(id, statement) !== undefined);
  const other = asked && otherMark(id, asked.statement);
  if (asked?.statement.act !== 'ask' || other === undefined || owner === undefined) {
    const waiting = owner === undefined ? statements.length : statements.length - requests.length;
    return { state: undefined, invalid: statements.length - waiting, pending: waiting };
  }
  const sides = readSides(input, { owner, other });
  const { answer, outcomes: said } = sides;
  const { offer, need, reasons } = asked.statement;
  const why = answer?.statement.act === 'refuse' ? answer.statement.why : undefined;
  const accepted = answer?.statement.act === 'accept';
  const state: IntroductionState = {
    ...{ id, party: owner, sample, offer, need, reasons, asked: asked.place, other },
    standing: answer === undefined ? 'asked' : accepted ? 'accepted' : 'refused',
    ...(answer === undefined
      ? {}
      : { answer: { ...(why === undefined ? {} : { why }), place: answer.place } }),
    outcomes: accepted ? newestOfEach(said) : [],
  };
  return {
    state,
    invalid: requests.length - 1 + sides.invalid,
    pending: sides.pending + (accepted ? 0 : said.length),
  };
}

/** Returns the mark of the one that is not the asker's; undefined where both or neither are. */
function otherMark(id: string, statement: Statement): string | undefined {
  if (statement.act !== 'ask') return undefined;
  const [asker, ...two] = [id, statement.offer, statement.need].map((one) => {
    const parsed = parseRecordId(one);
    return parsed.ok ? parsed.value.mark : undefined;
  });
  const others = two.filter((mark) => mark !== asker);
  return others.length === 1 ? others[0] : undefined;
}

/** What the two sides say after the request; others say nothing here, and who the other is may not be known yet. */
function readSides(
  { statements, context }: FoldInput<Statement>,
  { owner, other }: { readonly owner: PartyId; readonly other: string },
) {
  const asked = [...(context.markOf ?? [])].find(([, mark]) => mark === other)?.[0];
  const outcomesSaid: Placed<Outcome>[] = [];
  let answer: Placed<Statement> | undefined;
  let [invalid, pending] = [0, 0];
  for (const placed of statements) {
    const { statement, place } = placed;
    if (statement.act === 'ask') continue;
    if (place.party !== owner && asked === undefined) pending++;
    else if (place.party !== owner && place.party !== asked) invalid++;
    else if (statement.act === 'outcome') {
      if (isSound(statement)) outcomesSaid.push({ statement, place });
      else invalid++;
    } else if (answer?.statement.act === 'accept') invalid++;
    else answer = placed;
  }
  return { answer, outcomes: outcomesSaid, invalid, pending };
}

function newestOfEach(said: readonly Placed<Outcome>[]): IntroductionState['outcomes'] {
  const newest = new Map<PartyId, IntroductionState['outcomes'][number]>();
  for (const { statement, place } of said) {
    const { outcome, record, why } = statement;
    newest.set(place.party, {
      ...{ party: place.party, outcome },
      ...(record === undefined ? {} : { record }),
      ...(why === undefined ? {} : { why }),
      place,
    });
  }
  return [...newest.values()].sort((a, b) => (a.party < b.party ? -1 : 1));
}

/** Introduction, letter N, answered. Commands: ask by one side; accept, refuse by the other; outcome by either. */
export const introduction: Kind<Statement, IntroductionState, Command> = {
  name: 'introduction',
  letters: 'N',
  writer: 'answered',
  area: 'services',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['ask'],
  answers: ['accept', 'refuse'],
  either: ['outcome'],
  outside,
  parse: statementParser('introduction', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'outcome' ? checkOutcome(who, statement) : undefined,
  fold,
  example: {
    schema: 'introduction/1',
    act: 'ask',
    by: 'sz5e0d1b7a',
    about: 'SZ-N001',
    offer: 'HK-OF001',
    need: 'SZ-NE001',
    reasons: {
      en: 'The membrane is ready enough for the plant.',
      'zh-Hant': '該濾膜的成熟度足以供該廠使用。',
      'zh-Hans': '该滤膜的成熟度足以供该厂使用。',
    },
    sample: true,
  } as unknown as Statement,
};
