// Promises: what somebody said about when a project is built or opened, with who said it and when. A saying belongs to
// the party that records it, whatever it is about; the others may dispute that it was said. One record per saying.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import { type PartyId, parseRecordId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
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
  recordId,
  type Said,
  said,
} from '../statement.ts';

const milestones = ['building-done', 'opened'] as const;
const causes = [
  'works',
  'approval',
  'funding',
  'other-side',
  'external-event',
  'scope',
  'not-stated',
] as const;

const subject = recordId.refine((id) => {
  const parsed = parseRecordId(id);
  return parsed.ok && ['P', 'X'].includes(parsed.value.letters);
}, 'expected the id of a project or a crossing');

const acts = {
  say: {
    subject,
    milestone: z.enum(milestones),
    mode: partId.optional(),
    /** "2022" is 2022-01-01 to 2022-12-31; slip is measured on `to`. */
    promised: z.looseObject({ from: civilDate, to: civilDate, words: languageMap }),
    /** Why this saying moved an earlier one, as far as it was said. */
    cause: z.enum(causes).optional(),
    note: languageMap.optional(),
    said,
  },
  dispute: { why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** One saying, as the recorder has it, with the others' objections. */
export interface PromiseState {
  readonly id: string;
  /** Who recorded it. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly subject: string;
  readonly milestone: (typeof milestones)[number];
  readonly mode?: string;
  readonly promised: {
    readonly from: CivilDate;
    readonly to: CivilDate;
    readonly words: LanguageMap;
  };
  readonly cause?: (typeof causes)[number];
  readonly note?: LanguageMap;
  readonly said: Said;
  /** The newest objection of each party, by party. */
  readonly disputes: readonly {
    readonly party: PartyId;
    readonly why: LanguageMap;
    readonly place: Place;
  }[];
  readonly place: Place;
}

function decide(
  who: Actor,
  state: PromiseState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  if (act === 'say') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    const { from, to } = command.promised;
    if (to < from) return refusal('programme.promise.ends-before-start', { from, to });
    const { subject: id } = command;
    if (!isKnownAs(who, id, ['project', 'crossing'])) {
      return refusal('programme.promise.unknown-subject', { id });
    }
    const parts = { kind: 'promise', about: who.nextId, act, fields, sample: false };
    return ok([draft(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'promise' });
  const { id, sample } = state;
  if (state.party === who.party) return refusal('programme.promise.own-promise', { id });
  return ok([draft(who, command, { kind: 'promise', about: id, act, fields, sample })]);
}

/** The first saying of the owner's log stands; a later one is invalid: another saying is another record. */
function fold(input: FoldInput<Statement>): Folding<PromiseState> {
  const { id, owner, sample, statements } = input;
  const sayings = statements.filter(({ statement }) => statement.act === 'say');
  const fits = sayings.find(({ statement }) => statement.act === 'say' && isInOrder(statement));
  if (fits?.statement.act !== 'say' || owner === undefined) {
    const invalid = sayings.length;
    return { state: undefined, invalid, pending: statements.length - invalid };
  }
  const { milestone, mode, promised, cause, note } = fits.statement;
  const disputes = new Map<PartyId, PromiseState['disputes'][number]>();
  for (const { statement, place } of statements) {
    if (statement.act !== 'dispute') continue;
    disputes.set(place.party, { party: place.party, why: statement.why, place });
  }
  const state: PromiseState = {
    ...{ id, party: owner, sample, subject: fits.statement.subject, milestone, promised },
    ...(mode === undefined ? {} : { mode }),
    ...(cause === undefined ? {} : { cause }),
    ...(note === undefined ? {} : { note }),
    said: fits.statement.said,
    disputes: [...disputes.values()].sort((a, b) => (a.party < b.party ? -1 : 1)),
    place: fits.place,
  };
  return { state, invalid: sayings.length - 1, pending: 0 };
}

function isInOrder(statement: Extract<Statement, { act: 'say' }>): boolean {
  return statement.promised.from <= statement.promised.to;
}

/** Promise, letter D, answered. Commands: say by the recorder; dispute by the others. */
export const promise: Kind<Statement, PromiseState, Command> = {
  name: 'promise',
  letters: 'D',
  writer: 'answered',
  area: 'projects',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['say'],
  answers: ['dispute'],
  parse: statementParser('promise', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'promise/1',
    act: 'say',
    by: 'hk3f9a2c7d',
    about: 'HK-D001',
    said: {
      on: '2019-04-02',
      by: { en: 'News report' },
      source: {
        url: 'https://news.example/2019-04-02',
        title: 'Crossing to open in 2019',
        accessed: '2026-11-23',
      },
    },
    subject: 'HK-X001',
    milestone: 'opened',
    mode: 'passengers',
    promised: { from: '2019-01-01', to: '2019-12-31', words: { en: 'in 2019' } },
    cause: 'not-stated',
    sample: true,
  } as unknown as Statement,
};
