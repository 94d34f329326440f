// Terms: what one concept of the programme is called in each of its languages, with a definition. A draft may lack a language; an
// approved term has them all. One record per concept.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  languageMapUpTo,
  partId,
  type Source,
  source,
} from '../statement.ts';

const acts = {
  define: {
    /** A word of its own for the concept, in no language: `boundary-crossing`. */
    concept: partId,
    term: languageMapUpTo(200),
    definition: languageMapUpTo(2_000),
    /** Id of one of the charter's fields. */
    field: partId.optional(),
    source: source.optional(),
    status: z.enum(['draft', 'approved']),
  },
  retire: { happened: civilDate, why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Definition = Extract<Statement, { act: 'define' }>;

/** A concept as its owner defined it last. */
export interface TermState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly concept: string;
  readonly term: LanguageMap;
  readonly definition: LanguageMap;
  readonly field?: string;
  readonly source?: Source;
  readonly status: 'draft' | 'approved' | 'retired';
  readonly retiredOn?: CivilDate;
  readonly retiredWhy?: LanguageMap;
}

function decide(
  who: Actor,
  state: TermState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (state === undefined && act !== 'define') {
    return refusal('programme.record.missing', { kind: 'term' });
  }
  if (state?.retiredOn !== undefined) {
    return refusal('programme.term.retired', { id: state.id, date: state.retiredOn });
  }
  if (command.act === 'define') {
    if (state !== undefined && state.concept !== command.concept) {
      const params = { id: state.id, concept: state.concept };
      return refusal('programme.term.other-concept', params);
    }
    const found = checkLanguages(who, command);
    if (found !== undefined) return err(found);
  }
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  const parts = { kind: 'term', about, act, fields: ownFields(command), sample };
  return ok([draft(who, command, parts)]);
}

/** Its languages are the programme's; once approved, it has them all. */
function checkLanguages(
  who: Actor,
  { term: called, definition, status }: Pick<Definition, 'term' | 'definition' | 'status'>,
): Refusal | undefined {
  const foreign = [...Object.keys(called), ...Object.keys(definition)].find(
    (language) => !who.languages.includes(language),
  );
  if (foreign !== undefined) {
    return refusal('programme.term.language-not-of-programme', { language: foreign }).error;
  }
  const missing = who.languages.find((language) => called[language] === undefined);
  if (status === 'draft' || missing === undefined) return undefined;
  return refusal('programme.term.missing-language', { language: missing }).error;
}

/** The first definition of the log fixes the concept; the newest by day stands as a whole. */
function fold(input: FoldInput<Statement>): Folding<TermState> {
  const { id, owner, sample, statements } = input;
  const first = statements.find(({ statement }) => statement.act === 'define')?.statement;
  if (first?.act !== 'define' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { concept } = first;
  let newest: Definition = first;
  let [invalid, retired]: [number, { day: CivilDate; why: LanguageMap } | undefined] = [
    0,
    undefined,
  ];
  for (const { statement, place } of [...statements].sort(byDay)) {
    if (statement.act === 'retire') retired = { day: place.day, why: statement.why };
    else if (statement.concept === concept) newest = statement;
    else invalid++;
  }
  const { term: called, definition, field, source: from, status } = newest;
  const state: TermState = {
    ...{ id, party: owner, sample, concept, term: called, definition },
    ...(field === undefined ? {} : { field }),
    ...(from === undefined ? {} : { source: from }),
    status: retired === undefined ? status : 'retired',
    ...(retired === undefined ? {} : { retiredOn: retired.day, retiredWhy: retired.why }),
  };
  return { state, invalid, pending: 0 };
}

/** Term, letter T, own. Commands: define, retire. */
export const term: Kind<Statement, TermState, Command> = {
  name: 'term',
  letters: 'T',
  writer: 'own',
  area: 'texts',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['define'],
  answers: [],
  parse: statementParser('term', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'define' ? checkLanguages(who, statement) : undefined,
  fold,
  example: {
    schema: 'term/1',
    act: 'define',
    by: 'hk3f9a2c7d',
    about: 'HK-T001',
    concept: 'land-boundary-crossing',
    term: { en: 'boundary crossing', 'zh-Hant': '口岸', 'zh-Hans': '口岸' },
    definition: { en: 'A place at which people and goods may pass the boundary.' },
    status: 'approved',
    sample: true,
  } as unknown as Statement,
};
