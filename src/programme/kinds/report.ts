// Reports on another party's matter (docs/spec/model.md 6): one record per matter. The reporter states any number
// of times, in the words of the nested kind, whose own fold builds the subject. The owner answers in its own log
// by leaf hash; confirming or correcting yields its own record in the same command.
import { z } from 'zod';
import { type Mark, type PartyId, parseRecordId } from '../../base/ids.ts';
import type { FoldInput, Folding, Kind } from '../kind.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  hash,
  headShape,
  type LanguageMap,
  languageMap,
  mark,
  type Place,
  type Placed,
  partialDate,
  recordId,
  type StatementHead,
  said,
} from '../statement.ts';
import { reportableKind } from './reportable.ts';

/** A statement of the nested kind, less author, subject and predecessor: those are the report's. */
const nested = z.looseObject({
  schema: headShape.schema,
  act: headShape.act,
  happened: partialDate.optional(),
  said: said.optional(),
});
/** Leaf hashes of the reporter's statements. */
const of = z.array(hash).min(1).max(100);

const acts = {
  state: { owner: mark, of: recordId.optional(), statement: nested },
  match: { record: recordId },
  confirm: { of, record: recordId },
  correct: { of, record: recordId },
  dispute: { of, why: languageMap },
} as const;

/** Commands: `correct` carries what is true instead; `record` defaults to the next id of the nested kind. */
const reportCommands = {
  state: acts.state,
  match: acts.match,
  confirm: { of, record: recordId.optional() },
  correct: {
    of,
    record: recordId.optional(),
    statements: z
      .array(z.looseObject({ act: headShape.act }))
      .min(1)
      .max(100),
  },
  dispute: acts.dispute,
} as const;

/** A statement of a report. */
export type ReportStatement = StatementOf<typeof acts>;

/** One party's record on a matter of another, with that other's answers. */
export interface ReportState {
  readonly id: string;
  readonly reporter: PartyId;
  /** Mark of the party whose matter it is: a charter may expect it before it joins. */
  readonly owner: Mark;
  readonly sample: boolean;
  /** State that the nested kind's own fold makes of what is reported; the matter's owner is in `owner`. */
  readonly subject?: unknown;
  readonly nestedKind: string;
  /** Id of the owner's record, where the reporter knew it. */
  readonly of?: string;
  readonly statements: readonly ReportedStatement[];
  /** All answers; per named leaf the newest counts, and the newest of all gives the standing. */
  readonly answers: readonly {
    readonly act: 'confirm' | 'correct' | 'dispute';
    readonly of: readonly string[];
    readonly record?: string;
    readonly why?: LanguageMap;
    readonly place: Place;
  }[];
  readonly standing: 'unanswered' | 'confirmed' | 'corrected' | 'disputed' | 'matched';
  /** Id of the owner's own record of the matter. */
  readonly record?: string;
}

/** One statement as reported: without author, subject and predecessor. */
export interface ReportedStatement {
  readonly leaf: string;
  readonly place: Place;
  readonly statement: Readonly<Record<string, unknown>>;
}

type Answer = ReportState['answers'][number];

function fold(input: FoldInput<ReportStatement>): Folding<ReportState> {
  const { id, owner: reporter, sample, statements } = input;
  const first = statements.find(({ statement }) => statement.act === 'state')?.statement;
  if (first?.act !== 'state' || reporter === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const nestedKind = kindName(first.statement.schema);
  const stated: Placed<ReportStatement>[] = [];
  const answers: Answer[] = [];
  let matched: string | undefined;
  let invalid = 0;
  for (const placed of statements) {
    const { statement } = placed;
    if (statement.act === 'state') {
      const same = statement.owner === first.owner && fits(placed, nestedKind, id);
      if (same) stated.push(placed);
      else invalid++;
    } else if (statement.act === 'match') {
      if (carries(statement.record, first.owner)) matched = statement.record;
      else invalid++;
    } else if (mayAnswer(input, placed, first.owner)) answers.push(toAnswer(placed));
    else invalid++;
  }
  const leaves = new Set(stated.map(({ place }) => place.leaf));
  const pending = answers.filter((answer) => !answer.of.some((leaf) => leaves.has(leaf))).length;
  const counting = answers.filter((answer) => answer.of.some((leaf) => leaves.has(leaf)));
  const known = stated.map(({ statement }) =>
    statement.act === 'state' ? statement.of : undefined,
  );
  const state: ReportState = {
    ...{ id, reporter, owner: first.owner, sample },
    ...nestedState(input, stated, nestedKind),
    nestedKind,
    ...firstDefined('of', known),
    statements: stated.map(toReported),
    answers,
    ...standingOf(counting, matched),
  };
  return { state, invalid, pending };
}

function standingOf(
  answers: readonly Answer[],
  matched: string | undefined,
): Pick<ReportState, 'standing' | 'record'> {
  const newest = answers.at(-1);
  const record = answers.findLast((answer) => answer.record !== undefined)?.record ?? matched;
  const named = record === undefined ? {} : { record };
  switch (newest?.act) {
    case undefined:
      return { standing: matched === undefined ? 'unanswered' : 'matched', ...named };
    case 'confirm':
      return { standing: 'confirmed', ...named };
    case 'correct':
      return { standing: 'corrected', ...named };
    case 'dispute':
      return { standing: 'disputed', ...named };
  }
}

/** The party with the owner's mark answers; where marks are not known here, any party but the reporter. */
function mayAnswer(
  input: FoldInput<ReportStatement>,
  { statement, place }: Placed<ReportStatement>,
  owner: Mark,
): boolean {
  const { markOf } = input.context;
  if (markOf !== undefined && markOf.get(place.party) !== owner) return false;
  if (place.party === input.owner) return false;
  if (statement.act !== 'confirm' && statement.act !== 'correct') return true;
  return carries(statement.record, owner);
}

/** Returns whether a record's id carries the mark. */
export function carries(record: string, owner: Mark): boolean {
  const parsed = parseRecordId(record);
  return parsed.ok && parsed.value.mark === owner;
}

/** Returns the kind of a schema: `organization` of `organization/1`. */
export function kindName(schema: string): string {
  return schema.slice(0, schema.indexOf('/'));
}

/** Returns the whole statement that a reported one would be under the given id. */
export function wholeStatement(
  statement: Readonly<Record<string, unknown>>,
  given: { readonly by: string; readonly about: string },
): StatementHead {
  return { ...statement, ...given } as unknown as StatementHead;
}

/** A nested statement is of the report's kind, parses, and is no act of another party than its owner. */
function fits(placed: Placed<ReportStatement>, nestedKind: string, id: string): boolean {
  const { statement } = placed;
  if (statement.act !== 'state' || kindName(statement.statement.schema) !== nestedKind)
    return false;
  const kind = reportableKind(nestedKind);
  if (kind === undefined) return true;
  const whole = wholeStatement(statement.statement, { by: statement.by, about: id });
  return kind.parse(whole).ok && !kind.answers.includes(whole.act);
}

function nestedState(
  input: FoldInput<ReportStatement>,
  stated: readonly Placed<ReportStatement>[],
  nestedKind: string,
): { readonly subject?: unknown } {
  const kind = reportableKind(nestedKind);
  if (kind === undefined) return {};
  const statements = stated.flatMap(({ statement, place }) => {
    if (statement.act !== 'state') return [];
    const whole = wholeStatement(statement.statement, { by: statement.by, about: input.id });
    return [{ statement: whole, place }];
  });
  const { state } = kind.fold({ ...input, statements });
  return state === undefined ? {} : { subject: state };
}

function toReported({ statement, place }: Placed<ReportStatement>): ReportedStatement {
  const reported = statement.act === 'state' ? statement.statement : {};
  return { leaf: place.leaf, place, statement: reported };
}

function toAnswer({ statement, place }: Placed<ReportStatement>): Answer {
  switch (statement.act) {
    case 'confirm':
    case 'correct':
      return { act: statement.act, of: statement.of, record: statement.record, place };
    default:
      return {
        act: 'dispute',
        of: statement.act === 'dispute' ? statement.of : [],
        ...(statement.act === 'dispute' ? { why: statement.why } : {}),
        place,
      };
  }
}

function firstDefined<Name extends string, Value>(
  name: Name,
  values: readonly (Value | undefined)[],
): { readonly [key in Name]?: Value } {
  const value = values.find((one) => one !== undefined);
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: Value };
}

/** A command on a report. */
export type ReportCommand = CommandOf<typeof reportCommands>;

/** Everything of the kind but its commands, which report-decide.ts adds. */
export const reportShape: Omit<Kind<ReportStatement, ReportState, ReportCommand>, 'decide'> = {
  name: 'report',
  letters: 'R',
  writer: 'answered',
  area: 'agreements',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['state'],
  answers: ['confirm', 'correct', 'dispute'],
  parse: statementParser('report', acts),
  parseCommand: commandParser(reportCommands),
  fold,
  example: {
    schema: 'report/1',
    act: 'state',
    by: 'hk3f9a2c7d',
    about: 'HK-R001',
    owner: 'SZ',
    statement: {
      schema: 'organization/1',
      act: 'describe',
      name: {
        en: 'Development and Reform Commission of Shenzhen',
        'zh-Hans': '深圳市发展和改革委员会',
      },
    },
  } as unknown as ReportStatement,
};
