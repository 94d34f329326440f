// Projects (an OC4IDS Project): a party's own, or joint by a text that lists a part for each party. A part is an own
// project that names the joint one; schedules, cases and money hang on own projects and parts (docs/spec/model.md 7).
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { checkChange } from '../changes.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import { currentText, type JointState, type JointStatement, jointActs } from '../joint.ts';
import { decideJoint, type JointRules, jointCommands } from '../joint-decide.ts';
import { foldJoint, type ProposedText } from '../joint-fold.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { basisOf } from '../owner.ts';
import { textPublication } from '../publication-rule.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import type { LanguageMap, Place, Placed, Said } from '../statement.ts';
import {
  type Oc4idsKept,
  ownProjectActs,
  type ProjectContent,
  projectContent,
} from './project-content.ts';

const joinedActs = jointActs(projectContent);
const joinedCommands = jointCommands(projectContent);
const acts = { ...ownProjectActs, ...joinedActs };
const commands = { ...ownProjectActs, ...joinedCommands };

type OwnStatement = StatementOf<typeof ownProjectActs>;
type Statement = JointStatement<typeof projectContent> | OwnStatement;
type OwnCommand = CommandOf<typeof ownProjectActs>;
type Command = CommandOf<typeof commands>;
type Text = ProposedText<ProjectContent>;

/** A project of one party, or one party's part of a joint one. */
export interface OwnProjectState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly basis: 'own';
  readonly title: LanguageMap;
  readonly summary?: LanguageMap;
  /** Id of one of the charter's fields. */
  readonly field?: string;
  /** The joint project of which it is a part. Whether that one's text lists the part is seen on reading. */
  readonly partOf?: { readonly project: string; readonly key: string };
  /** Id of the organization that answers for it. */
  readonly owner?: string;
  /** Activity of its schedule that is the opening. */
  readonly target?: { readonly code: string };
  readonly modes?: readonly string[];
  readonly location?: LanguageMap;
  /** As the OC4IDS file had it from which it was imported. */
  readonly oc4ids?: Oc4idsKept;
  /** The newest by day. */
  readonly status?: ProjectStatus;
  /** By day; the earliest of each mode. */
  readonly opened: readonly ModeOpened[];
  /** Descriptions that follow from a change request, by day. */
  readonly changes?: readonly { readonly request: string; readonly place: Place }[];
  readonly opening: Place;
}

/** How a project stood on a day, as its owner says: an OC4IDS projectStatus code. */
export interface ProjectStatus {
  readonly status: Extract<OwnStatement, { act: 'status' }>['status'];
  readonly day: CivilDate;
  readonly note?: LanguageMap;
  readonly place: Place;
}

/** From when something is in use for a mode of travel or transport. */
export interface ModeOpened {
  readonly mode: string;
  readonly on: CivilDate;
  readonly said?: Said;
  readonly place: Place;
}

/** A project of several parties: its status is the list of its parts'. */
export interface JointProjectState {
  readonly id: string;
  readonly sample: boolean;
  readonly basis: 'joint';
  /** Of the text in force, else of the newest open one, else of the newest. */
  readonly title: LanguageMap;
  /** Absent when no text is in force or open. */
  readonly content?: ProjectContent;
  readonly joint: JointState<ProjectContent>;
}

/** A project. Its basis is fixed by the owner's first opening statement, for ever. */
export type ProjectState = OwnProjectState | JointProjectState;

/** Each party of which the text lists a part signs, and everyone who signed its base. */
function required({ content }: Text, base: Text | undefined): readonly PartyId[] {
  const before = base?.signatories.map((line) => line.party) ?? [];
  return [...new Set([...content.parts.map((part) => part.party), ...before])];
}

function checkContent(who: Actor, { of, content }: Text): Refusal | undefined {
  const keys = content.parts.map((part) => part.key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) return refusal('programme.project.part-twice', { part: twice }).error;
  const { target } = content;
  if (target !== undefined && !keys.includes(target.part)) {
    return refusal('programme.project.unknown-part', { part: target.part }).error;
  }
  return checkChange(who, content.change, [of]);
}

const rules: JointRules<ProjectContent> = { kind: 'project', required, checkContent };

function isOwnCommand(command: Command): command is OwnCommand {
  return Object.hasOwn(ownProjectActs, command.act);
}

function decide(
  who: Actor,
  state: ProjectState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (isOwnCommand(command)) {
    if (state?.basis !== 'joint') return decideOwn(who, state, command);
    if (act === 'open') return refusal('programme.record.exists', { id: state.id });
    return refusal('programme.record.joint-basis', { id: state.id, act });
  }
  if (state?.basis !== 'own') return decideJoint(rules, who, { state: state?.joint, command });
  if (act === 'propose') return refusal('programme.record.exists', { id: state.id });
  return refusal('programme.record.own-basis', { id: state.id, act });
}

function decideOwn(
  who: Actor,
  state: OwnProjectState | undefined,
  command: OwnCommand,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (act === 'open' && state !== undefined) {
    return refusal('programme.record.exists', { id: state.id });
  }
  if (act !== 'open' && state === undefined) {
    return refusal('programme.record.missing', { kind: 'project' });
  }
  if (command.act === 'open-mode') {
    const before = state?.opened.find((one) => one.mode === command.mode);
    if (before !== undefined) {
      return refusal('programme.project.mode-open', { mode: before.mode, date: before.on });
    }
  }
  const about = state?.id ?? who.nextId;
  if (command.act === 'describe') {
    const found = checkChange(who, command.change, [about]);
    if (found !== undefined) return { ok: false, error: found };
  }
  const fields = ownFields(command);
  const parts = { kind: 'project', about, act, fields, sample: state?.sample ?? false };
  return ok([draft(who, command, { ...parts, notes: ['note'] })]);
}

function fold(input: FoldInput<Statement>): Folding<ProjectState> {
  const { owner, statements } = input;
  if (owner === undefined) return { state: undefined, invalid: 0, pending: statements.length };
  switch (basisOf(project, owner, statements)) {
    case 'joint':
      return foldJoined(input);
    case 'own':
      return foldOwn({ ...input, owner });
    case undefined:
      return { state: undefined, invalid: 0, pending: statements.length };
  }
}

function foldJoined(input: FoldInput<Statement>): Folding<JointProjectState> {
  const { state: joint, ...tally } = foldJoint<ProjectContent>(input, required);
  const text = joint && currentText(joint);
  if (joint === undefined || text === undefined) return { state: undefined, ...tally };
  const { id, sample } = input;
  const { title } = text.content;
  const content = text.state === 'dead' ? {} : { content: text.content };
  return { state: { id, sample, basis: 'joint', title, ...content, joint }, ...tally };
}

/** The first `open` of the owner's log opens it; the newest by day of what is said of each field stands. */
function foldOwn(
  input: FoldInput<Statement> & { readonly owner: PartyId },
): Folding<OwnProjectState> {
  const { id, owner: party, sample, statements } = input;
  const opening = statements.find((one) => one.statement.act === 'open');
  if (opening === undefined || opening.statement.act !== 'open') {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const { title, partOf } = opening.statement;
  let state: OwnProjectState = {
    ...{ id, party, sample, basis: 'own', title },
    ...(partOf === undefined ? {} : { partOf: { project: partOf.project, key: partOf.key } }),
    ...{ opened: [], opening: opening.place },
  };
  let invalid = 0;
  for (const placed of [...statements].sort(byDay)) {
    const next = apply(state, placed, opening);
    if (next === undefined) invalid++;
    else state = next;
  }
  return { state, invalid, pending: 0 };
}

/** Returns the state with one statement more, or undefined when it counts for nothing. */
function apply(
  state: OwnProjectState,
  placed: Placed<Statement>,
  opening: Placed<Statement>,
): OwnProjectState | undefined {
  const { statement, place } = placed;
  switch (statement.act) {
    case 'open':
      return placed === opening ? { ...state, ...detailsOf(statement) } : undefined;
    case 'describe':
      return { ...state, ...detailsOf(statement), ...changesWith(state, statement.change, place) };
    case 'status': {
      const { status, note } = statement;
      const noted = note === undefined ? {} : { note };
      return { ...state, status: { status, day: place.day, ...noted, place } };
    }
    case 'open-mode': {
      const { mode, happened: on, said } = statement;
      if (state.opened.some((one) => one.mode === mode)) return undefined;
      const line = { mode, on, ...(said === undefined ? {} : { said }), place };
      return { ...state, opened: [...state.opened, line] };
    }
    default:
      return undefined;
  }
}

function changesWith({ changes = [] }: OwnProjectState, request: string | undefined, place: Place) {
  return request === undefined ? {} : { changes: [...changes, { request, place }] };
}

type Details = Extract<OwnStatement, { act: 'open' | 'describe' }>;

function detailsOf({ title, summary, field, owner, target, modes, location, oc4ids }: Details) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(summary === undefined ? {} : { summary }),
    ...(field === undefined ? {} : { field }),
    ...(owner === undefined ? {} : { owner }),
    ...(target === undefined ? {} : { target: { code: target.code } }),
    ...(modes === undefined ? {} : { modes }),
    ...(location === undefined ? {} : { location }),
    ...(oc4ids === undefined ? {} : { oc4ids }),
  };
}

/**
 * Project, letters P, own or joint. Commands: open, describe, status, open-mode on one's own; propose,
 * counter-propose, amend, sign, decline on a joint one.
 */
export const project: Kind<Statement, ProjectState, Command> = {
  name: 'project',
  letters: 'P',
  writer: 'own-or-joint',
  area: 'projects',
  scopes: ['public', 'programme'],
  publication: textPublication,
  acts: Object.keys(acts),
  opens: ['open', 'propose'],
  answers: Object.keys(joinedActs),
  parse: statementParser('project', acts),
  parseCommand: commandParser(commands),
  decide,
  fold,
  example: {
    schema: 'project/1',
    act: 'open',
    by: 'hk3f9a2c7d',
    about: 'HK-P001',
    sample: true,
    title: { en: 'Harbour tunnel', 'zh-Hant': '海港隧道', 'zh-Hans': '海港隧道' },
    field: 'infrastructure',
    partOf: { project: 'SZ-P001', key: 'south' },
    target: { code: 'A900' },
    modes: ['passengers', 'goods'],
  } as unknown as Statement,
};
