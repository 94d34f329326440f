// Schedules of a project, as its owner adopts them: each a blob in Comity JSON, named by its hash. The newest is in
// force, all stay; one may be set as a baseline (baseline.ts). What a schedule says is not read here (src/plan, src/exchange).
import { z } from 'zod';
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { parseRecordId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { blobReference } from '../blob-reference.ts';
import { checkChange } from '../changes.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { findProjectFault, type ProjectFault } from '../known.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  type LanguageMap,
  languageMap,
  type Place,
  type Placed,
  recordId,
  recordIdOf,
} from '../statement.ts';

const acts = {
  adopt: {
    project: recordId,
    blob: blobReference,
    format: z.literal('comity-schedule/1'),
    /** Until when progress was known. */
    dataDate: civilDate,
    /** The accepted request that this version follows from. */
    change: recordIdOf('CR').optional(),
    note: languageMap.optional(),
  },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** One schedule that was adopted. */
export interface ScheduleVersion {
  /** Hex SHA-256 of the blob. */
  readonly hash: string;
  readonly bytes: number;
  readonly format: 'comity-schedule/1';
  readonly dataDate: CivilDate;
  /** Id of the change request that it names. */
  readonly change?: string;
  readonly note?: LanguageMap;
  readonly day: CivilDate;
  readonly place: Place;
}

/** The schedules of a project. */
export interface ScheduleState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  /** An own project, or an own part of a joint one. */
  readonly project: string;
  /** By day, then log order; the last is in force. Never empty. */
  readonly versions: readonly ScheduleVersion[];
}

function decide(
  who: Actor,
  state: ScheduleState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { project } = command;
  const about = state?.id ?? who.nextId;
  if (!isOfSameParty(about, project)) {
    return refusal('programme.schedule.foreign-project', { project, mark: who.mark });
  }
  if (state !== undefined && state.project !== project) {
    return refusal('programme.schedule.other-project', { id: state.id, project: state.project });
  }
  const found = checkAdoption(who, command) ?? checkChange(who, command.change, [about, project]);
  if (found !== undefined) return { ok: false, error: found };
  const fields = ownFields(command);
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'schedule', about, act: 'adopt', fields, sample })]);
}

const projectFaults = {
  'unknown-project': 'programme.schedule.unknown-project',
  'foreign-project': 'programme.schedule.foreign-project',
  'joint-project': 'programme.schedule.joint-project',
} as const satisfies Record<ProjectFault, string>;

/** It is of an own project that is there, as of a day that has come. */
function checkAdoption(
  who: Actor,
  { project, dataDate }: Pick<Command, 'project' | 'dataDate'>,
): Refusal | undefined {
  const fault = findProjectFault(who, project);
  if (fault !== undefined) {
    return refusal(projectFaults[fault], { project, mark: who.mark }).error;
  }
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  // Nobody knows progress of a day to come; a joint forecast would begin on that day.
  if (dataDate <= today) return undefined;
  return refusal('programme.schedule.data-date-ahead', { day: dataDate, today }).error;
}

/** A schedule hangs on a project of the party that adopts it. */
function isOfSameParty(id: string, project: string): boolean {
  const [own, named] = [parseRecordId(id), parseRecordId(project)];
  return own.ok && named.ok && own.value.mark === named.value.mark;
}

/** The first adoption fixes the project; one of another project is invalid. */
function fold(input: FoldInput<Statement>): Folding<ScheduleState> {
  const { id, owner, sample, statements } = input;
  const adopted = statements.filter(isAdoption);
  const fitting = adopted.filter(({ statement }) => isOfSameParty(id, statement.project));
  const [opening] = fitting;
  if (opening === undefined || owner === undefined) {
    const invalid = adopted.length - fitting.length;
    return { state: undefined, invalid, pending: statements.length - invalid };
  }
  const { project } = opening.statement;
  const versions = fitting.filter(({ statement }) => statement.project === project).sort(byDay);
  const state: ScheduleState = {
    ...{ id, party: owner, sample, project },
    versions: versions.map(toVersion),
  };
  return { state, invalid: statements.length - versions.length, pending: 0 };
}

type Adoption = Extract<Statement, { act: 'adopt' }>;

function isAdoption(placed: Placed<Statement>): placed is Placed<Adoption> {
  return placed.statement.act === 'adopt';
}

function toVersion({ statement, place }: Placed<Adoption>): ScheduleVersion {
  const { blob, format, dataDate, change, note } = statement;
  return {
    ...{ hash: blob.hash, bytes: blob.bytes, format, dataDate },
    ...(change === undefined ? {} : { change }),
    ...(note === undefined ? {} : { note }),
    ...{ day: place.day, place },
  };
}

/** Schedule, letter S, own. Command: adopt. */
export const schedule: Kind<Statement, ScheduleState, Command> = {
  name: 'schedule',
  letters: 'S',
  writer: 'own',
  area: 'projects',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['adopt'],
  answers: [],
  blob: { act: 'adopt', field: 'blob' },
  parse: statementParser('schedule', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'adopt' ? checkAdoption(who, statement) : undefined,
  fold,
  example: {
    schema: 'schedule/1',
    act: 'adopt',
    by: 'hk3f9a2c7d',
    about: 'HK-S001',
    project: 'HK-P001',
    blob: { hash: 'ab'.repeat(32), bytes: 48_211 },
    format: 'comity-schedule/1',
    dataDate: '2026-10-31',
    sample: true,
  } as unknown as Statement,
};
