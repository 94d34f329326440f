// The approval cases that a node knows, each with its clocks on a day: what `comity case list` and `case show` print.
// Nothing is stored: the clocks are computed from the records of that moment.
import type { CivilDate } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import { type Issue, issue, type Result } from '../base/result.ts';
import type { CaseAnswer, ClockAnswer, Holder } from '../plan/clock-case.ts';
import { caseClocks, isEnteredLate } from '../programme/case-clocks.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import { type CalendarState, resolveCalendar } from '../programme/kinds/calendar.ts';
import {
  type ProcedureState,
  type ProcedureVersion,
  versionFor,
} from '../programme/kinds/procedure.ts';
import type { LanguageMap } from '../programme/statement.ts';
import type { Queries } from '../projection/queries.ts';

/** A case as a list shows it. */
export interface CaseRow {
  readonly id: string;
  readonly title: LanguageMap;
  readonly project: string;
  readonly procedure: string;
  readonly standing: ApprovalCaseState['standing'];
  /** Who has to act; absent where the clocks cannot be run. */
  readonly holder?: Holder;
  /** The clock that runs, waits or is overdue, the first of several. */
  readonly clock?: string;
  readonly due?: CivilDate;
  /** Counted days left of it. */
  readonly left?: number;
  readonly daysLate: number;
  readonly sample: boolean;
}

/** A case with everything known of it. */
export interface CaseDetail extends CaseRow {
  readonly state: ApprovalCaseState;
  readonly answer?: CaseAnswer;
  /** Leaf hashes of events entered more than one of the authority's working days after they happened. */
  readonly enteredLate: readonly string[];
  /** Why the clocks cannot be run: a calendar or the procedure is not known here. */
  readonly problems: readonly Issue[];
}

/** Which cases, and on which day. */
export interface CaseWish {
  readonly asOf: CivilDate;
  readonly sha256: Sha256;
  readonly id?: string;
  /** Id of a project; of a joint one the cases of its parts are meant too. */
  readonly project?: string;
}

/**
 * Returns the cases that are asked for, by id. Issues of a case whose clocks cannot be run: programme.procedure.unknown, and
 * those of `caseClocks`.
 */
export async function readCases(queries: Queries, wish: CaseWish): Promise<readonly CaseDetail[]> {
  const [programme, cases, procedures, calendars, projects] = await Promise.all([
    queries.programme(),
    queries.records('approval-case'),
    queries.records('procedure'),
    queries.records('calendar'),
    wish.project === undefined ? [] : queries.records('project'),
  ]);
  const meant = new Set([
    wish.project,
    ...projects.flatMap(({ id, state }) => {
      return state.basis === 'own' && state.partOf?.project === wish.project ? [id] : [];
    }),
  ]);
  const known = {
    procedures: new Map(procedures.map(({ id, state }) => [id, state])),
    calendars: new Map(calendars.map(({ id, state }) => [id, state])),
    zones: new Map(programme.parties.map(({ party, zone }) => [party, zone])),
  };
  return cases
    .map(({ state }) => state)
    .filter((state) => wish.id === undefined || state.id === wish.id)
    .filter((state) => wish.project === undefined || meant.has(state.project))
    .map((state) => toDetail(wish, known, state));
}

/** Returns the row of a case without its details. */
export function toRow(detail: CaseDetail): CaseRow {
  const {
    state: _state,
    answer: _answer,
    enteredLate: _late,
    problems: _problems,
    ...row
  } = detail;
  return row;
}

interface Known {
  readonly procedures: ReadonlyMap<string, ProcedureState>;
  readonly calendars: ReadonlyMap<string, CalendarState>;
  readonly zones: ReadonlyMap<PartyId, string>;
}

function toDetail(wish: CaseWish, known: Known, state: ApprovalCaseState): CaseDetail {
  const { id, title, project, procedure, standing } = state;
  const version = versionOf(wish, known, state);
  const asked = answerFor(wish, known, { state, version });
  const enteredLate = lateEntries(wish, known, { state, version });
  const head = { id, title, project, procedure, standing, state, enteredLate };
  if (!asked.ok) return { ...head, daysLate: 0, sample: state.sample, problems: asked.error };
  const answer = asked.value;
  const clock = clockThatMatters(answer);
  return {
    ...head,
    holder: answer.holder,
    ...(clock === undefined ? {} : { clock: clock.clock }),
    ...(clock?.due === undefined ? {} : { due: clock.due }),
    ...(clock?.left === undefined ? {} : { left: clock.left }),
    daysLate: clock?.daysLate ?? 0,
    sample: answer.isSample,
    ...{ answer, problems: [] },
  };
}

function versionOf(
  { asOf }: CaseWish,
  { procedures }: Known,
  state: ApprovalCaseState,
): ProcedureVersion | undefined {
  const procedure = procedures.get(state.procedure);
  const received = state.events.find(({ code }) => code === 'received')?.happened;
  return procedure && versionFor(procedure, received ?? asOf);
}

interface Matter {
  readonly state: ApprovalCaseState;
  readonly version: ProcedureVersion | undefined;
}

function answerFor(
  { asOf, sha256 }: CaseWish,
  { calendars }: Known,
  { state, version }: Matter,
): Result<CaseAnswer, readonly Issue[]> {
  if (version === undefined) {
    return issue('programme.procedure.unknown', state.procedure, 'the procedure is not known here');
  }
  return caseClocks({ state, version, calendars, asOf, sha256 });
}

/** Nothing is late where the authority's calendar is not known. */
function lateEntries(
  { sha256 }: CaseWish,
  { calendars, zones }: Known,
  { state, version }: Matter,
): readonly string[] {
  const calendar = version && resolveCalendar(calendars, version.calendar, sha256);
  if (calendar === undefined || !calendar.ok) return [];
  const by = { days: calendar.value.days, zone: zones.get(state.party) ?? 'UTC' };
  return state.events.filter((event) => isEnteredLate(event, by)).map(({ place }) => place.leaf);
}

function clockThatMatters({ clocks }: CaseAnswer): ClockAnswer | undefined {
  const going = ['running', 'overdue', 'stopped', 'excluded', 'returned'];
  return clocks.find(({ state }) => going.includes(state));
}
