// The approval cases that a node knows, each with its clocks on a day: what `comity case list` and `case show` print.
// Nothing is stored: the clocks are computed from the records of that moment.
import type { CivilDate } from '../base/dates.ts';
import type { Sha256 } from '../base/ports.ts';
import { type Issue, issue, type Result } from '../base/result.ts';
import type { CaseAnswer, ClockAnswer, Holder } from '../plan/clock-case.ts';
import { caseClocks } from '../programme/case-clocks.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import type { CalendarState } from '../programme/kinds/calendar.ts';
import { type ProcedureState, versionFor } from '../programme/kinds/procedure.ts';
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
  const [cases, procedures, calendars, projects] = await Promise.all([
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
  };
  return cases
    .map(({ state }) => state)
    .filter((state) => wish.id === undefined || state.id === wish.id)
    .filter((state) => wish.project === undefined || meant.has(state.project))
    .map((state) => toDetail(wish, known, state));
}

/** Returns the row of a case without its details. */
export function toRow(detail: CaseDetail): CaseRow {
  const { state: _state, answer: _answer, problems: _problems, ...row } = detail;
  return row;
}

interface Known {
  readonly procedures: ReadonlyMap<string, ProcedureState>;
  readonly calendars: ReadonlyMap<string, CalendarState>;
}

function toDetail(wish: CaseWish, known: Known, state: ApprovalCaseState): CaseDetail {
  const { id, title, project, procedure, standing } = state;
  const asked = answerFor(wish, known, state);
  const head = { id, title, project, procedure, standing };
  if (!asked.ok) {
    return { ...head, daysLate: 0, sample: state.sample, state, problems: asked.error };
  }
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
    ...{ state, answer, problems: [] },
  };
}

function answerFor(
  { asOf, sha256 }: CaseWish,
  { procedures, calendars }: Known,
  state: ApprovalCaseState,
): Result<CaseAnswer, readonly Issue[]> {
  const procedure = procedures.get(state.procedure);
  const received = state.events.find(({ code }) => code === 'received')?.happened;
  const version = procedure && versionFor(procedure, received ?? asOf);
  if (version === undefined) {
    return issue('programme.procedure.unknown', state.procedure, 'the procedure is not known here');
  }
  return caseClocks({ state, version, calendars, asOf, sha256 });
}

function clockThatMatters({ clocks }: CaseAnswer): ClockAnswer | undefined {
  const going = ['running', 'overdue', 'stopped', 'excluded', 'returned'];
  return clocks.find(({ state }) => going.includes(state));
}
