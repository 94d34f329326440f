// The approval cases that a node knows, each with its clocks on a day: what `comity case list` and `case show` print.
// Nothing is stored: the clocks are computed from the records of that moment.
import type { CivilDate } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { Issue } from '../base/result.ts';
import type { CaseAnswer, ClockAnswer, Holder } from '../plan/clock-case.ts';
import { isEnteredLate } from '../programme/case-clocks.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import { type CalendarState, resolveCalendar } from '../programme/kinds/calendar.ts';
import type { LanguageMap } from '../programme/statement.ts';
import { type MeasuredCase, readCases as readMeasured } from '../projection/network-cases.ts';
import type { Queries } from '../projection/queries.ts';

/** A case as a list shows it. */
export interface CaseRow {
  readonly id: string;
  readonly title: LanguageMap;
  readonly project: string;
  readonly procedure: string;
  readonly standing: ApprovalCaseState['standing'];
  /** Of a case that was decided. */
  readonly outcome?: ApprovalCaseState['outcome'];
  /** Mark of the party that reported it, where its owner has no record of it. */
  readonly reportedBy?: string;
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
 * Returns the cases that are asked for, each matter once: own records by id, then what one side reported of the other and
 * the other has no record of. Issues of a case whose clocks cannot be run:
 * programme.procedure.unknown, and those of `caseClocks`.
 */
export async function readCases(queries: Queries, wish: CaseWish): Promise<readonly CaseDetail[]> {
  const { asOf, sha256, id, project } = wish;
  const [measured, programme, calendars, projects] = await Promise.all([
    readMeasured(queries, sha256, { day: asOf }),
    queries.programme(),
    queries.records('calendar'),
    project === undefined ? [] : queries.records('project'),
  ]);
  const parts = projects.filter(({ state }) => {
    return state.basis === 'own' && state.partOf?.project === project;
  });
  const meant = new Set([project, ...parts.map((part) => part.id)]);
  const known: Known = {
    sha256,
    calendars: new Map(calendars.map((one) => [one.id, one.state])),
    zones: new Map(programme.parties.map(({ party, zone }) => [party, zone])),
    marks: new Map(programme.parties.map(({ party, mark }) => [party, mark])),
  };
  return measured
    .filter((one) => id === undefined || one.id === id)
    .filter((one) => project === undefined || meant.has(one.state.project))
    .map((one) => toDetail(known, one));
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
  readonly sha256: Sha256;
  readonly calendars: ReadonlyMap<string, CalendarState>;
  readonly zones: ReadonlyMap<PartyId, string>;
  readonly marks: ReadonlyMap<PartyId, string>;
}

function toDetail(known: Known, measured: MeasuredCase): CaseDetail {
  const { id, state, answer, problems, reportedBy } = measured;
  const { title, project, procedure, standing, outcome } = state;
  const enteredLate = lateEntries(known, measured);
  const head = {
    ...{ id, title, project, procedure, standing, state, enteredLate, problems },
    ...(outcome === undefined ? {} : { outcome }),
    ...(reportedBy === undefined
      ? {}
      : { reportedBy: known.marks.get(reportedBy) ?? String(reportedBy) }),
  };
  if (answer === undefined) return { ...head, daysLate: 0, sample: state.sample };
  const clock = clockThatMatters(answer);
  return {
    ...head,
    holder: answer.holder,
    ...(clock === undefined ? {} : { clock: clock.clock }),
    ...(clock?.due === undefined ? {} : { due: clock.due }),
    ...(clock?.left === undefined ? {} : { left: clock.left }),
    daysLate: clock?.daysLate ?? 0,
    sample: answer.isSample,
    answer,
  };
}

/** Nothing is late where the authority's calendar is not known. */
function lateEntries(
  { calendars, zones, sha256 }: Known,
  { state, version }: MeasuredCase,
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
