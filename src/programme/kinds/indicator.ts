// Indicators: what is measured to see whether a field of the programme gets where it should, from a baseline to a target, of
// one party or joint by a text. What was measured since is observations; how far it has come is computed (progress.ts).
import { z } from 'zod';
import { type CivilDate, lastDay } from '../../base/dates.ts';
import { compareDecimals } from '../../base/decimals.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import { currentText, type JointState, type JointStatement, jointActs } from '../joint.ts';
import { decideJoint, type JointRules, jointCommands } from '../joint-decide.ts';
import { foldJoint, type ProposedText } from '../joint-fold.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { isKnownAs } from '../known.ts';
import { basisOf } from '../owner.ts';
import { textPublication } from '../publication-rule.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  decimal,
  type LanguageMap,
  languageMap,
  languageMapUpTo,
  partId,
  partialDate,
  recordIdOf,
  source,
} from '../statement.ts';

const details = {
  title: languageMapUpTo(500),
  /** What is counted, and how. */
  what: languageMap,
  /** Of every value: `days`. */
  unit: languageMapUpTo(80),
  /** In which direction it should go. */
  good: z.enum(['more', 'less']),
  /** Id of one of the charter's fields. */
  field: partId,
  baseline: z.looseObject({ value: decimal, on: partialDate }),
  target: z.looseObject({ value: decimal, by: partialDate }),
  /** What it belongs to, where it does. */
  project: recordIdOf('P').optional(),
  agreement: recordIdOf('A').optional(),
  source: source.optional(),
};
const indicatorContent = z.looseObject(details);
/** What is said of an indicator; its whole is replaced by what is said next. */
export type IndicatorContent = z.infer<typeof indicatorContent>;
type Text = ProposedText<IndicatorContent>;

const ownActs = {
  state: details,
  close: { happened: civilDate, why: languageMap.optional() },
} as const;
const joinedActs = jointActs(indicatorContent);
const joinedCommands = jointCommands(indicatorContent);
const acts = { ...ownActs, ...joinedActs };
const commands = { ...ownActs, ...joinedCommands };

type OwnStatement = StatementOf<typeof ownActs>;
type Statement = JointStatement<typeof indicatorContent> | OwnStatement;
type OwnCommand = CommandOf<typeof ownActs>;
type Command = CommandOf<typeof commands>;

interface Common {
  readonly id: string;
  readonly sample: boolean;
  readonly title: LanguageMap;
  readonly content: IndicatorContent;
}

/** An indicator of one party, as it states it last. */
export interface OwnIndicatorState extends Common {
  readonly basis: 'own';
  readonly party: PartyId;
  readonly closedOn?: CivilDate;
}

/** An indicator of several parties, as the text in force says, else the newest open one, else the newest. */
export interface JointIndicatorState extends Common {
  readonly basis: 'joint';
  readonly joint: JointState<IndicatorContent>;
}

/** An indicator. Its basis is fixed by the owner's first opening statement, for ever. */
export type IndicatorState = OwnIndicatorState | JointIndicatorState;

/** An amendment needs everyone who signed its base. */
function required(_text: Text, base: Text | undefined): readonly PartyId[] {
  return base === undefined ? [] : base.signatories.map((line) => line.party);
}

type Checked = Pick<IndicatorContent, 'good' | 'baseline' | 'target' | 'project' | 'agreement'>;

function checkContent(who: Actor, content: Checked): Refusal | undefined {
  const { good, baseline, target, project, agreement } = content;
  if (lastDay(target.by) <= lastDay(baseline.on)) {
    const params = { baseline: baseline.on, target: target.by };
    return refusal('programme.indicator.target-before-baseline', params).error;
  }
  const way = compareDecimals(target.value, baseline.value);
  if (good === 'more' ? way <= 0 : way >= 0) {
    const params = { baseline: baseline.value, target: target.value, good };
    return refusal('programme.indicator.wrong-direction', params).error;
  }
  if (project !== undefined && !isKnownAs(who, project, ['project'])) {
    return refusal('programme.indicator.unknown-project', { project }).error;
  }
  if (agreement === undefined || isKnownAs(who, agreement, ['agreement'])) return undefined;
  return refusal('programme.indicator.unknown-agreement', { agreement }).error;
}

const rules: JointRules<IndicatorContent> = {
  kind: 'indicator',
  required,
  checkContent: (who, { content }) => checkContent(who, content),
};

function isOwnCommand(command: Command): command is OwnCommand {
  return Object.hasOwn(ownActs, command.act);
}

function decide(
  who: Actor,
  state: IndicatorState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (isOwnCommand(command)) {
    if (state?.basis !== 'joint') return decideOwn(who, state, command);
    return refusal('programme.record.joint-basis', { id: state.id, act });
  }
  if (state?.basis !== 'own') return decideJoint(rules, who, { state: state?.joint, command });
  if (act === 'propose') return refusal('programme.record.exists', { id: state.id });
  return refusal('programme.record.own-basis', { id: state.id, act });
}

function decideOwn(
  who: Actor,
  state: OwnIndicatorState | undefined,
  command: OwnCommand,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (act === 'close' && state === undefined) {
    return refusal('programme.record.missing', { kind: 'indicator' });
  }
  if (state?.closedOn !== undefined) {
    return refusal('programme.indicator.already-closed', { id: state.id, date: state.closedOn });
  }
  if (command.act === 'state') {
    const found = checkContent(who, command);
    if (found !== undefined) return { ok: false, error: found };
  }
  const about = state?.id ?? who.nextId;
  const fields = ownFields(command);
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'indicator', about, act, fields, sample })]);
}

function fold(input: FoldInput<Statement>): Folding<IndicatorState> {
  const { owner, statements } = input;
  if (owner === undefined) return { state: undefined, invalid: 0, pending: statements.length };
  switch (basisOf(indicator, owner, statements)) {
    case 'joint':
      return foldJoined(input);
    case 'own':
      return foldOwn({ ...input, owner });
    case undefined:
      return { state: undefined, invalid: 0, pending: statements.length };
  }
}

function foldJoined(input: FoldInput<Statement>): Folding<JointIndicatorState> {
  const { state: joint, ...tally } = foldJoint<IndicatorContent>(input, required);
  const text = joint && currentText(joint);
  if (joint === undefined || text === undefined) return { state: undefined, ...tally };
  const { content } = text;
  return { state: { ...commonOf(input, content), basis: 'joint', joint }, ...tally };
}

/** The newest statement by day stands as a whole; so does the newest end. */
function foldOwn(
  input: FoldInput<Statement> & { readonly owner: PartyId },
): Folding<OwnIndicatorState> {
  const dated = [...input.statements].sort(byDay);
  const newest = dated.findLast(({ statement }) => statement.act === 'state')?.statement;
  const closed = dated.findLast(({ statement }) => statement.act === 'close');
  if (newest?.act !== 'state') return { state: undefined, invalid: 0, pending: dated.length };
  const content = Object.fromEntries(
    Object.entries(newest).filter(([name]) => Object.hasOwn(details, name)),
  ) as IndicatorContent;
  const state: OwnIndicatorState = {
    ...{ ...commonOf(input, content), basis: 'own', party: input.owner },
    ...(closed === undefined ? {} : { closedOn: closed.place.day }),
  };
  return { state, invalid: 0, pending: 0 };
}

function commonOf({ id, sample }: FoldInput<Statement>, content: IndicatorContent): Common {
  return { id, sample, title: content.title, content };
}

/**
 * Indicator, letters IN, own or joint. Commands: state, close on one's own; propose, counter-propose, amend, sign, decline on
 * a joint one.
 */
export const indicator: Kind<Statement, IndicatorState, Command> = {
  name: 'indicator',
  letters: 'IN',
  writer: 'own-or-joint',
  area: 'agreements',
  scopes: ['public', 'programme'],
  publication: textPublication,
  acts: Object.keys(acts),
  opens: ['state', 'propose'],
  answers: Object.keys(joinedActs),
  parse: statementParser('indicator', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'indicator/1',
    act: 'state',
    by: 'hk3f9a2c7d',
    about: 'HK-IN001',
    title: { en: 'Minutes to pass', 'zh-Hant': '通關所需時間', 'zh-Hans': '通关所需时间' },
    what: {
      en: 'Median wait of passengers on a working day',
      'zh-Hant': '工作天旅客輪候時間中位數',
    },
    unit: { en: 'minutes', 'zh-Hant': '分鐘', 'zh-Hans': '分钟' },
    good: 'less',
    field: 'crossings',
    baseline: { value: '32.5', on: '2025' },
    target: { value: '20', by: '2028' },
    sample: true,
  } as unknown as Statement,
};
