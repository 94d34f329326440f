// Stories: what a party tells about the programme, in several languages, with its source, the post that edited it, and links to
// records (schema.org NewsArticle). What was told stays; a correction says why and replaces what it names.
import { z } from 'zod';
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
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
  type Place,
  type Placed,
  recordId,
  type Source,
  source,
} from '../statement.ts';

/** Three languages of a whole text, two of them Chinese, fit one payload. */
const textCharactersMax = 8_000;

const title = languageMapUpTo(200);
const text = languageMapUpTo(textCharactersMax);
const records = z.array(recordId).max(50);

const acts = {
  tell: {
    title,
    text,
    /** Where it was told before, or what it rests on. */
    source: source.optional(),
    /** The post that answers for it; no names. */
    editor: languageMapUpTo(200),
    published: civilDate,
    /** The records that it is about. */
    records: records.optional(),
  },
  /** Fields given replace those told before; the others stay. */
  correct: {
    title: title.optional(),
    text: text.optional(),
    source: source.optional(),
    records: records.optional(),
    why: languageMap,
  },
  withdraw: { happened: civilDate, why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Correction = Extract<Statement, { act: 'correct' }>;
const corrigible = ['title', 'text', 'source', 'records'] as const;

/** A story as it reads now. */
export interface StoryState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly title: LanguageMap;
  readonly text: LanguageMap;
  readonly source?: Source;
  readonly editor: LanguageMap;
  readonly published: CivilDate;
  readonly records: readonly string[];
  readonly told: Place;
  /** By day, then log order. */
  readonly corrections: readonly {
    readonly day: CivilDate;
    readonly why: LanguageMap;
    /** What it replaced. */
    readonly fields: readonly (typeof corrigible)[number][];
    readonly place: Place;
  }[];
  readonly withdrawnOn?: CivilDate;
  readonly withdrawnWhy?: LanguageMap;
}

function decide(
  who: Actor,
  state: StoryState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  const fields = ownFields(command);
  if (command.act === 'tell') {
    if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
    const today = civilDateIn(who.zone ?? 'UTC', who.now);
    if (command.published > today) {
      return refusal('programme.story.published-ahead', { date: command.published, today });
    }
    const found = checkTold(who, command);
    if (found !== undefined) return err(found);
    const parts = { kind: 'story', about: who.nextId, act, fields, sample: false };
    return ok([draft(who, command, parts)]);
  }
  if (state === undefined) return refusal('programme.record.missing', { kind: 'story' });
  const { id, sample, withdrawnOn } = state;
  if (withdrawnOn !== undefined) {
    return refusal('programme.story.withdrawn', { id, date: withdrawnOn });
  }
  if (command.act === 'correct') {
    if (replacedBy(command).length === 0) return refusal('programme.story.nothing-corrected');
    const found = checkTold(who, {
      title: command.title ?? state.title,
      text: command.text ?? state.text,
      records: command.records,
    });
    if (found !== undefined) return err(found);
  }
  return ok([draft(who, command, { kind: 'story', about: id, act, fields, sample })]);
}

/** Title and text are in the same languages, of the programme; what it is about is here, each record once. */
function checkTold(
  who: Actor,
  told: {
    readonly title: LanguageMap;
    readonly text: LanguageMap;
    readonly records?: readonly string[] | undefined;
  },
): Refusal | undefined {
  const [titled, written] = [Object.keys(told.title), Object.keys(told.text)];
  const half = [...titled, ...written].find(
    (language) => !(titled.includes(language) && written.includes(language)),
  );
  if (half !== undefined) {
    return refusal('programme.story.half-in-language', { language: half }).error;
  }
  const foreign = titled.find((language) => !who.languages.includes(language));
  if (foreign !== undefined) {
    return refusal('programme.story.language-not-of-programme', { language: foreign }).error;
  }
  const { records: named = [] } = told;
  const twice = named.find((record, place) => named.indexOf(record) !== place);
  if (twice !== undefined) return refusal('programme.story.record-twice', { record: twice }).error;
  const unknown = who.known && named.find((record) => who.known?.has(record) === false);
  if (unknown === undefined) return undefined;
  return refusal('programme.story.unknown-record', { record: unknown }).error;
}

function replacedBy(correction: Pick<Correction, (typeof corrigible)[number]>) {
  return corrigible.filter((name) => correction[name] !== undefined);
}

/** The first `tell` of the log stands; a later one is invalid, as is a correction that corrects nothing. */
function fold(input: FoldInput<Statement>): Folding<StoryState> {
  const { id, owner, sample, statements } = input;
  const tellings = statements.filter(({ statement }) => statement.act === 'tell');
  const [first] = tellings;
  if (first?.statement.act !== 'tell' || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { editor, published } = first.statement;
  const told = first.statement;
  let state: StoryState = {
    ...{ id, party: owner, sample, title: told.title, text: told.text },
    ...(told.source === undefined ? {} : { source: told.source }),
    ...{ editor, published, records: told.records ?? [], told: first.place, corrections: [] },
  };
  let invalid = tellings.length - 1;
  for (const placed of [...statements].sort(byDay)) {
    if (placed.statement.act === 'tell') continue;
    const next = apply(state, placed);
    if (next === undefined) invalid++;
    else state = next;
  }
  return { state, invalid, pending: 0 };
}

function apply(state: StoryState, { statement, place }: Placed<Statement>): StoryState | undefined {
  switch (statement.act) {
    case 'tell':
      return state;
    case 'withdraw':
      return { ...state, withdrawnOn: place.day, withdrawnWhy: statement.why };
    case 'correct': {
      const fields = replacedBy(statement);
      if (fields.length === 0) return undefined;
      const { why } = statement;
      const replaced = Object.fromEntries(fields.map((name) => [name, statement[name]]));
      const corrections = [...state.corrections, { day: place.day, why, fields, place }];
      return { ...state, ...replaced, corrections };
    }
  }
}

/** Story, letters ST, own. Commands: tell, correct, withdraw. */
export const story: Kind<Statement, StoryState, Command> = {
  name: 'story',
  letters: 'ST',
  writer: 'own',
  area: 'texts',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['tell'],
  answers: [],
  parse: statementParser('story', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'tell' ? checkTold(who, statement) : undefined,
  fold,
  example: {
    schema: 'story/1',
    act: 'tell',
    by: 'hk3f9a2c7d',
    about: 'HK-ST001',
    title: { en: 'A shorter crossing', 'zh-Hant': '通關更快', 'zh-Hans': '通关更快' },
    text: {
      en: 'Mrs Example now crosses in ten minutes.',
      'zh-Hant': '示例女士現在十分鐘便可通關。',
      'zh-Hans': '示例女士现在十分钟即可通关。',
    },
    editor: { en: 'Editor of the harbour office' },
    published: '2026-11-02',
    records: ['HK-X001'],
    sample: true,
  } as unknown as Statement,
};
