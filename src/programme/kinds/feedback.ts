// Feedback: what somebody outside says about a record, put on record by the party whose node received it, with the day by which
// it is to be answered. Who said it is never part of a payload; words that name a person are rectified first and then erased.
import { z } from 'zod';
import { type CivilDate, civilDateIn, daysBetween } from '../../base/dates.ts';
import { type PartyId, parseRecordId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMapUpTo,
  type Place,
  type Placed,
  recordId,
} from '../statement.ts';

/** What feedback may be. */
export const feedbackTopics = ['error', 'question', 'suggestion', 'complaint', 'praise'] as const;
const words = languageMapUpTo(4_000);

const acts = {
  receive: {
    happened: civilDate,
    /** What it is about; whoever's mark it carries is to answer. */
    record: recordId,
    topic: z.enum(feedbackTopics),
    text: words,
    /** The last day for the answer. */
    due: civilDate,
  },
  answer: { text: words },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Receipt = Extract<Statement, { act: 'receive' }>;

/** Feedback as it was received, with the answers. */
export interface FeedbackState {
  readonly id: string;
  /** Whose node received it. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly record: string;
  readonly topic: (typeof feedbackTopics)[number];
  readonly text: LanguageMap;
  readonly received: CivilDate;
  readonly due: CivilDate;
  /** The mark of the party that is to answer: the record's. */
  readonly addressed: string;
  /** The day of its first answer; the answers of others do not meet the due day. */
  readonly answeredOn?: CivilDate;
  /** The newest of each party, by party. */
  readonly answers: readonly {
    readonly party: PartyId;
    readonly text: LanguageMap;
    readonly place: Place;
  }[];
}

/** Returns whether feedback is answered on a day, and how many days late it is or was answered: 0 on the due day. */
export function feedbackOn(
  { due, answeredOn }: Pick<FeedbackState, 'due' | 'answeredOn'>,
  day: CivilDate,
): { readonly standing: 'open' | 'late' | 'answered'; readonly lateDays: number } {
  const isAnswered = answeredOn !== undefined && answeredOn <= day;
  const lateDays = Math.max(0, daysBetween(due, isAnswered ? answeredOn : day));
  return { standing: isAnswered ? 'answered' : lateDays > 0 ? 'late' : 'open', lateDays };
}

function decide(
  who: Actor,
  state: FeedbackState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  if (command.act === 'receive') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    const found = checkReceipt(who, command);
    if (found !== undefined) return err(found);
    const parts = { kind: 'feedback', about: who.nextId, act, fields, sample: false };
    return ok([draft(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'feedback' });
  const { id, sample } = state;
  return ok([draft(who, command, { kind: 'feedback', about: id, act, fields, sample })]);
}

/** It is about a record that is here, was received on a day that has come, and is due no earlier. */
function checkReceipt(
  who: Actor,
  { record, happened, due }: Pick<Receipt, 'record' | 'happened' | 'due'>,
): Refusal | undefined {
  if (who.known !== undefined && !who.known.has(record)) {
    return refusal('programme.feedback.unknown-record', { record }).error;
  }
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  if (happened > today) {
    return refusal('programme.feedback.received-ahead', { date: happened, today }).error;
  }
  if (due >= happened) return undefined;
  return refusal('programme.feedback.due-before-receipt', { due, received: happened }).error;
}

/** The first receipt of the owner's log stands; a later one is invalid, as is one that is due before it came. */
function fold(input: FoldInput<Statement>): Folding<FeedbackState> {
  const { id, owner, sample, statements, context } = input;
  const receipts = statements.filter(({ statement }) => statement.act === 'receive');
  const first = receipts.find(({ statement }) => isInOrder(statement))?.statement;
  if (first?.act !== 'receive' || owner === undefined) {
    const invalid = owner === undefined ? 0 : receipts.length;
    return { state: undefined, invalid, pending: statements.length - invalid };
  }
  const { record, topic, text, happened, due } = first;
  const parsed = parseRecordId(record);
  const addressed = parsed.ok ? parsed.value.mark : '';
  const said = statements.flatMap(({ statement, place }) =>
    statement.act === 'answer' ? [{ statement, place }] : [],
  );
  const answeredOn = [...said]
    .sort(byDay)
    .find(({ place }) => context.markOf?.get(place.party) === addressed)?.place.day;
  const state: FeedbackState = {
    ...{ id, party: owner, sample, record, topic, text, received: happened, due, addressed },
    ...(answeredOn === undefined ? {} : { answeredOn }),
    answers: newestOfEach(said),
  };
  return { state, invalid: receipts.length - 1, pending: 0 };
}

function isInOrder(statement: Statement): boolean {
  return statement.act === 'receive' && statement.happened <= statement.due;
}

type Answer = Extract<Statement, { act: 'answer' }>;

function newestOfEach(said: readonly Placed<Answer>[]): FeedbackState['answers'] {
  const newest = new Map<PartyId, FeedbackState['answers'][number]>();
  for (const { statement, place } of said) {
    newest.set(place.party, { party: place.party, text: statement.text, place });
  }
  return [...newest.values()].sort((a, b) => (a.party < b.party ? -1 : 1));
}

/** Feedback, letter Q, answered. Commands: receive by the party that it reached; answer by every party. */
export const feedback: Kind<Statement, FeedbackState, Command> = {
  name: 'feedback',
  letters: 'Q',
  writer: 'answered',
  area: 'texts',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['receive'],
  answers: [],
  either: ['answer'],
  keeps: ['receive'],
  parse: statementParser('feedback', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'receive' ? checkReceipt(who, statement) : undefined,
  fold,
  example: {
    schema: 'feedback/1',
    act: 'receive',
    by: 'hk3f9a2c7d',
    about: 'HK-Q001',
    happened: '2026-11-02',
    record: 'SZ-P001',
    topic: 'question',
    text: {
      en: 'Will the second pier have a lift?',
      'zh-Hant': '第二個碼頭會設升降機嗎？',
      'zh-Hans': '第二个码头会设电梯吗？',
    },
    due: '2026-11-30',
    sample: true,
  } as unknown as Statement,
};
