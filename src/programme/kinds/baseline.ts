// Baselines: the version of a project's schedule that is set as the one to compare with, why, and who approved it. Set once; a later
// one of the same project replaces it, and a mistake is rectified. What differs since is computed (src/plan/variance.ts).
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
import { type PartyId, parseRecordId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { checkChange } from '../changes.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { findProjectFault, isKnownAs, type ProjectFault } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  hash,
  type LanguageMap,
  languageMapUpTo,
  type Place,
  recordIdOf,
} from '../statement.ts';
import type { ScheduleState } from './schedule.ts';

const acts = {
  set: {
    /** An own project, or an own part of a joint one. */
    project: recordIdOf('P'),
    schedule: recordIdOf('S'),
    /** Leaf hash of the statement that adopted the version. */
    version: hash,
    title: languageMapUpTo(500),
    reason: languageMapUpTo(4_000),
    /** The post or body that approved it. */
    approvedBy: languageMapUpTo(500),
    /** The day on which it was approved: it holds from then on. */
    happened: civilDate,
    /** The accepted request that it follows from. */
    change: recordIdOf('CR').optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** A baseline as its owner set it. */
export interface BaselineState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly project: string;
  readonly schedule: string;
  /** Leaf hash of the adoption of the version. */
  readonly version: string;
  readonly title: LanguageMap;
  readonly reason: LanguageMap;
  readonly approvedBy: LanguageMap;
  readonly change?: string;
  readonly day: CivilDate;
  readonly place: Place;
}

/**
 * Returns the baselines of a project, oldest first by day and then log order, as far as they hold by that day: the last is in force,
 * each other one was replaced by the one after it.
 */
export function baselinesOf(
  baselines: readonly BaselineState[],
  project: string,
  day: CivilDate,
): readonly BaselineState[] {
  return baselines.filter((one) => one.project === project && one.day <= day).sort(byDay);
}

function decide(
  who: Actor,
  state: BaselineState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (state !== undefined) return refusal('programme.record.exists', { id: state.id });
  const found = checkSet(who, command);
  if (found !== undefined) return err(found);
  const parts = { kind: 'baseline', about: who.nextId, act: 'set', sample: false };
  return ok([draft(who, command, { ...parts, fields: ownFields(command) })]);
}

const projectFaults = {
  'unknown-project': 'programme.baseline.unknown-project',
  'foreign-project': 'programme.baseline.foreign-project',
  'joint-project': 'programme.baseline.joint-project',
} as const satisfies Record<ProjectFault, string>;

type Setting = Pick<Command, 'project' | 'schedule' | 'version' | 'change' | 'happened'>;

/** It is a version of a schedule of that own project, approved on a day that has come and not before it was adopted. */
function checkSet(who: Actor, command: Setting): Refusal | undefined {
  const { project, schedule, version, change, happened } = command;
  const fault = findProjectFault(who, project);
  if (fault !== undefined) {
    return refusal(projectFaults[fault], { project, mark: who.mark }).error;
  }
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  if (happened > today) {
    return refusal('programme.baseline.approved-ahead', { day: happened, today }).error;
  }
  if (!isKnownAs(who, schedule, ['schedule'])) {
    return refusal('programme.baseline.unknown-schedule', { schedule }).error;
  }
  const known = who.known?.get(schedule)?.state as ScheduleState | undefined;
  if (known === undefined) return undefined;
  if (known.project !== project) {
    const params = { schedule, project: known.project };
    return refusal('programme.baseline.other-project', params).error;
  }
  const adopted = known.versions.find(({ place }) => place.leaf === version);
  if (adopted === undefined) {
    return refusal('programme.baseline.unknown-version', { schedule, version }).error;
  }
  if (happened < adopted.day) {
    const params = { day: happened, adopted: adopted.day };
    return refusal('programme.baseline.before-version', params).error;
  }
  return checkChange(who, change, [schedule, project]);
}

/** Project and schedule are of the party whose mark the id carries. */
function isOfOwner(id: string, { project, schedule }: Pick<Statement, 'project' | 'schedule'>) {
  const [own, ...named] = [id, project, schedule].map((one) => {
    const parsed = parseRecordId(one);
    return parsed.ok ? parsed.value.mark : undefined;
  });
  return own !== undefined && named.every((mark) => mark === own);
}

/** The first setting stands; a mistake in it is rectified. */
function fold(input: FoldInput<Statement>): Folding<BaselineState> {
  const { id, owner, sample, statements } = input;
  const set = statements.filter(({ statement }) => statement.act === 'set');
  const first = set.find(({ statement }) => isOfOwner(id, statement));
  if (first === undefined || owner === undefined) {
    const invalid = owner === undefined ? 0 : set.length;
    return { state: undefined, invalid, pending: statements.length - invalid };
  }
  const { project, schedule, version, title, reason, approvedBy, change } = first.statement;
  const state: BaselineState = {
    ...{ id, party: owner, sample, project, schedule, version, title, reason, approvedBy },
    ...(change === undefined ? {} : { change }),
    ...{ day: first.place.day, place: first.place },
  };
  return { state, invalid: statements.length - 1, pending: 0 };
}

/** Baseline, letters BL, own. Command: set. */
export const baseline: Kind<Statement, BaselineState, Command> = {
  name: 'baseline',
  letters: 'BL',
  writer: 'own',
  area: 'projects',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['set'],
  answers: [],
  parse: statementParser('baseline', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'set' ? checkSet(who, statement) : undefined,
  fold,
  example: {
    schema: 'baseline/1',
    act: 'set',
    by: 'hk3f9a2c7d',
    about: 'HK-BL001',
    project: 'HK-P001',
    schedule: 'HK-S001',
    version: 'ab'.repeat(32),
    title: { en: 'As first approved', 'zh-Hant': '首次核准版本', 'zh-Hans': '首次批准版本' },
    reason: { en: 'Contracts were let on these dates.' },
    approvedBy: { en: 'Works committee', 'zh-Hant': '工程委員會', 'zh-Hans': '工程委员会' },
    happened: '2026-10-31',
    sample: true,
  } as unknown as Statement,
};
