// Actions: lines of a programme above its projects ("seven actions"), of one party or joint by a text. A source may count
// more of them than it names: an action without a title says which source counts it.
import { z } from 'zod';
import type { CivilDate } from '../../base/dates.ts';
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
  type LanguageMap,
  languageMap,
  partId,
  recordIdOf,
  source,
} from '../statement.ts';

const details = {
  /** Absent where the source counts it and does not name it. */
  title: languageMap.optional(),
  what: languageMap.optional(),
  /** Which one it is in the list of its source. */
  number: z.int().min(1).max(1_000).optional(),
  /** Id of one of the charter's fields. */
  field: partId.optional(),
  /** The organization that answers for it. */
  owner: recordIdOf('OR').optional(),
  /** As many as are looked up beside a command (base/limits.ts). */
  projects: z.array(recordIdOf('P')).max(50).optional(),
  source: source.optional(),
};
const actionContent = z.looseObject(details);
/** What is said of an action; its whole is replaced by what is said next. */
type ActionContent = z.infer<typeof actionContent>;
type Text = ProposedText<ActionContent>;

const ownActs = {
  state: details,
  close: { happened: civilDate, why: languageMap.optional() },
} as const;
const joinedActs = jointActs(actionContent);
const joinedCommands = jointCommands(actionContent);
const acts = { ...ownActs, ...joinedActs };
const commands = { ...ownActs, ...joinedCommands };

type OwnStatement = StatementOf<typeof ownActs>;
type Statement = JointStatement<typeof actionContent> | OwnStatement;
type OwnCommand = CommandOf<typeof ownActs>;
type Command = CommandOf<typeof commands>;

interface Common {
  readonly id: string;
  readonly sample: boolean;
  /** Absent: not named in the source. */
  readonly title?: LanguageMap;
  readonly content: ActionContent;
}

/** An action of one party, as it states it last. */
export interface OwnActionState extends Common {
  readonly basis: 'own';
  readonly party: PartyId;
  readonly closedOn?: CivilDate;
}

/** An action of several parties, as the text in force says, else the newest open one, else the newest. */
export interface JointActionState extends Common {
  readonly basis: 'joint';
  readonly joint: JointState<ActionContent>;
}

/** An action. Its basis is fixed by the owner's first opening statement, for ever. */
export type ActionState = OwnActionState | JointActionState;

/** An amendment needs everyone who signed its base. */
function required(_text: Text, base: Text | undefined): readonly PartyId[] {
  return base === undefined ? [] : base.signatories.map((line) => line.party);
}

type Checked = Pick<ActionContent, 'title' | 'source' | 'projects' | 'owner'>;

function checkContent(who: Actor, content: Checked): Refusal | undefined {
  const { title, projects = [], owner } = content;
  if (title === undefined && content.source === undefined) {
    return refusal('programme.action.nothing-named').error;
  }
  const twice = projects.find((project, i) => projects.indexOf(project) !== i);
  if (twice !== undefined)
    return refusal('programme.action.project-twice', { project: twice }).error;
  const unknown = projects.find((project) => !isKnownAs(who, project, ['project']));
  if (unknown !== undefined) {
    return refusal('programme.action.unknown-project', { project: unknown }).error;
  }
  if (owner === undefined || isKnownAs(who, owner, ['organization'])) return undefined;
  return refusal('programme.action.unknown-owner', { owner }).error;
}

const rules: JointRules<ActionContent> = {
  kind: 'action',
  required,
  checkContent: (who, { content }) => checkContent(who, content),
};

function isOwnCommand(command: Command): command is OwnCommand {
  return Object.hasOwn(ownActs, command.act);
}

function decide(
  who: Actor,
  state: ActionState | undefined,
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
  state: OwnActionState | undefined,
  command: OwnCommand,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (act === 'close' && state === undefined) {
    return refusal('programme.record.missing', { kind: 'action' });
  }
  if (state?.closedOn !== undefined) {
    return refusal('programme.action.already-closed', { id: state.id, date: state.closedOn });
  }
  if (command.act === 'state') {
    const found = checkContent(who, command);
    if (found !== undefined) return { ok: false, error: found };
  }
  const about = state?.id ?? who.nextId;
  const fields = ownFields(command);
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'action', about, act, fields, sample })]);
}

function fold(input: FoldInput<Statement>): Folding<ActionState> {
  const { owner, statements } = input;
  if (owner === undefined) return { state: undefined, invalid: 0, pending: statements.length };
  switch (basisOf(action, owner, statements)) {
    case 'joint':
      return foldJoined(input);
    case 'own':
      return foldOwn({ ...input, owner });
    case undefined:
      return { state: undefined, invalid: 0, pending: statements.length };
  }
}

function foldJoined(input: FoldInput<Statement>): Folding<JointActionState> {
  const { state: joint, ...tally } = foldJoint<ActionContent>(input, required);
  const text = joint && currentText(joint);
  if (joint === undefined || text === undefined) return { state: undefined, ...tally };
  const { content } = text;
  return { state: { ...commonOf(input, content), basis: 'joint', joint }, ...tally };
}

/** The newest statement by day stands as a whole; so does the newest end. */
function foldOwn(
  input: FoldInput<Statement> & { readonly owner: PartyId },
): Folding<OwnActionState> {
  const dated = [...input.statements].sort(byDay);
  const newest = dated.findLast(({ statement }) => statement.act === 'state')?.statement;
  const closed = dated.findLast(({ statement }) => statement.act === 'close');
  if (newest?.act !== 'state') return { state: undefined, invalid: 0, pending: dated.length };
  const content = Object.fromEntries(
    Object.entries(newest).filter(([name]) => Object.hasOwn(details, name)),
  ) as ActionContent;
  const state: OwnActionState = {
    ...{ ...commonOf(input, content), basis: 'own', party: input.owner },
    ...(closed === undefined ? {} : { closedOn: closed.place.day }),
  };
  return { state, invalid: 0, pending: 0 };
}

function commonOf({ id, sample }: FoldInput<Statement>, content: ActionContent): Common {
  const { title } = content;
  return { id, sample, ...(title === undefined ? {} : { title }), content };
}

/**
 * Action, letters AC, own or joint. Commands: state, close on one's own; propose, counter-propose, amend, sign, decline on a
 * joint one.
 */
export const action: Kind<Statement, ActionState, Command> = {
  name: 'action',
  letters: 'AC',
  writer: 'own-or-joint',
  area: 'agreements',
  scopes: ['public', 'programme'],
  publication: textPublication,
  acts: Object.keys(acts),
  opens: ['state', 'propose'],
  answers: Object.keys(joinedActs),
  parse: statementParser('action', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'action/1',
    act: 'state',
    by: 'hk3f9a2c7d',
    about: 'HK-AC001',
    title: { en: 'Laboratories for both sides', 'zh-Hant': '共享實驗室', 'zh-Hans': '共享实验室' },
    number: 2,
    field: 'innovation',
    projects: ['HK-P001'],
    sample: true,
  } as unknown as Statement,
};
