// Procedures: how an authority decides one sort of application (CPSV-AP PublicService, Rule). A version for each day
// from which it is valid; cases are counted by the version valid when they were received.
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { type ClockRule, findRuleIssues } from '../../plan/clock-rule.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import { civilDate, type LanguageMap, languageMap, type Place } from '../statement.ts';
import { procedureVersion } from './procedure-content.ts';

const acts = {
  state: procedureVersion,
  /** The authority's own words on how long it takes, for those who read the figures. */
  reply: { happened: civilDate, text: languageMap },
  withdraw: { happened: civilDate, why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;

/** A three-point estimate in whole days: at the least, most likely, at the most. */
export interface DaysEstimate {
  readonly low: number;
  readonly mode: number;
  readonly high: number;
}

/** How a procedure runs from a day on. */
export interface ProcedureVersion {
  readonly name: LanguageMap;
  /** Id of the organization that decides. */
  readonly authority: string;
  /** Id of its calendar: effort is counted on it. */
  readonly calendar: string;
  /** In the order in which one leads to the next; their calendars are record ids. */
  readonly clocks: readonly ClockRule[];
  readonly stages: readonly {
    readonly key: string;
    readonly name: LanguageMap;
    /** Names of clocks. */
    readonly clocks: readonly string[];
  }[];
  readonly validFrom: CivilDate;
  /** Id of the mechanism that this version puts in force. */
  readonly mechanism?: string;
  readonly inputs?: LanguageMap;
  /** Authority days from received to decision or issue. */
  readonly durationDays?: DaysEstimate;
  /** Calendar days that the applicant takes to answer a request. */
  readonly applicantDays?: DaysEstimate;
  readonly estimateBasis?: LanguageMap;
  readonly sample?: true;
  readonly place: Place;
}

/** A procedure with all its versions. */
export interface ProcedureState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  /** By validFrom, each once. Never empty. */
  readonly versions: readonly ProcedureVersion[];
  /** What the authority says of its decision times, the newest by day. */
  readonly reply?: { readonly text: LanguageMap; readonly place: Place; readonly sample: boolean };
  readonly withdrawnOn?: CivilDate;
}

/**
 * Returns the version valid on a day: the newest whose validFrom is not later, else the first. For a case that is the
 * day of receipt. Undefined only where there is no version.
 */
export function versionFor(state: ProcedureState, day: CivilDate): ProcedureVersion | undefined {
  return state.versions.findLast(({ validFrom }) => validFrom <= day) ?? state.versions[0];
}

function decide(
  who: Actor,
  state: ProcedureState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  if (state === undefined && command.act !== 'state') {
    return refusal('programme.record.missing', { kind: 'procedure' });
  }
  // What was decided under it stays a figure, to which its authority may reply.
  if (state?.withdrawnOn !== undefined && command.act !== 'reply') {
    const params = { id: state.id, date: state.withdrawnOn };
    return refusal('programme.procedure.already-withdrawn', params);
  }
  const found = command.act === 'state' ? checkVersion(command) : undefined;
  if (found !== undefined) return found;
  const { act } = command;
  const fields = ownFields(command);
  const about = state?.id ?? who.nextId;
  const sample = state?.sample ?? false;
  return ok([draft(who, command, { kind: 'procedure', about, act, fields, sample })]);
}

function checkVersion({ clocks, stages }: Extract<Command, { readonly act: 'state' }>) {
  const names = clocks.map(({ clock }) => clock);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return refusal('programme.procedure.clock-twice', { clock: twice });
  for (const rule of clocks) {
    const [wrong] = findRuleIssues(rule);
    if (wrong === undefined) continue;
    const { code, path, message } = wrong;
    const params = { clock: rule.clock, path, cause: code, problem: message };
    return refusal('programme.procedure.rule-unsound', params);
  }
  const keys = stages.map(({ key }) => key);
  const again = keys.find((key, i) => keys.indexOf(key) !== i);
  if (again !== undefined) return refusal('programme.procedure.stage-twice', { stage: again });
  for (const stage of stages) {
    const unknown = stage.clocks.find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    return refusal('programme.procedure.unknown-clock', { stage: stage.key, clock: unknown });
  }
  return undefined;
}

function fold(input: FoldInput<Statement>): Folding<ProcedureState> {
  const { id, owner, sample, statements } = input;
  const versions = new Map<CivilDate, ProcedureVersion>();
  // In log order: what is said again of one day is meant to replace, whenever either is said to have happened.
  for (const { statement, place } of statements) {
    if (statement.act === 'state') {
      versions.set(statement.validFrom, toVersion(statement, place));
    }
  }
  if (versions.size === 0 || owner === undefined) {
    return { state: undefined, invalid: 0, pending: statements.length };
  }
  const withdrawn = [...statements]
    .sort(byDay)
    .find(({ statement }) => statement.act === 'withdraw');
  const state: ProcedureState = {
    ...{ id, party: owner, sample },
    versions: [...versions.values()].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1)),
    ...replyOf(input),
    ...(withdrawn === undefined ? {} : { withdrawnOn: withdrawn.place.day }),
  };
  return { state, invalid: 0, pending: 0 };
}

function replyOf({ sample, statements }: FoldInput<Statement>): Pick<ProcedureState, 'reply'> {
  const newest = [...statements].sort(byDay).findLast((one) => one.statement.act === 'reply');
  if (newest?.statement.act !== 'reply') return {};
  const { statement, place } = newest;
  return {
    reply: { text: statement.text, place, sample: sample || statement.sample === true },
  };
}

function toVersion(
  statement: Extract<Statement, { readonly act: 'state' }>,
  place: Place,
): ProcedureVersion {
  const { name, authority, calendar, clocks, stages, validFrom } = statement;
  const { mechanism, inputs, durationDays, applicantDays, estimateBasis } = statement;
  return {
    ...{ name, authority, calendar, clocks, stages, validFrom },
    ...(mechanism === undefined ? {} : { mechanism }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(durationDays === undefined ? {} : { durationDays }),
    ...(applicantDays === undefined ? {} : { applicantDays }),
    ...(estimateBasis === undefined ? {} : { estimateBasis }),
    ...(statement.sample === true ? { sample: true } : {}),
    place,
  };
}

/** Procedure, letters PR, own. Commands: state, reply, withdraw. */
export const procedure: Kind<Statement, ProcedureState, Command> = {
  name: 'procedure',
  letters: 'PR',
  writer: 'own',
  area: 'approvals',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['state'],
  answers: [],
  parse: statementParser('procedure', acts),
  parseCommand: commandParser(acts),
  decide,
  fold,
  example: {
    schema: 'procedure/1',
    act: 'state',
    by: 'hk3f9a2c7d',
    about: 'HK-PR001',
    name: { en: 'Works permit', 'zh-Hant': '工程許可證', 'zh-Hans': '工程许可证' },
    authority: 'HK-OR001',
    calendar: 'HK-CA001',
    clocks: [
      {
        clock: 'decision',
        unit: 'calendar',
        startsAt: ['received'],
        endsAt: ['decided'],
        dayZero: 'excluded',
        limit: 28,
        roll: 'none',
        stops: 'none',
        excludedKinds: [],
        onExpiry: 'nothing',
        legalBasis: [{ law: 'Sample Works Ordinance', article: 's. 1' }],
        effective: { from: '2026-01-01' },
      },
    ],
    stages: [{ key: 'decision', name: { en: 'Decision' }, clocks: ['decision'] }],
    validFrom: '2026-01-01',
    sample: true,
  } as unknown as Statement,
};
