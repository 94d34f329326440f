// Every record that a project's joint network is made of: its parts with their schedules, the cases before authorities,
// their procedures and calendars, the links, and the other side's matters as reported. Nothing is computed here.
import { type CivilDate, civilDateIn } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import { pastCasesMin } from '../programme/case-work.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import { courseOf } from '../programme/kinds/approval-case-course.ts';
import type { CalendarState } from '../programme/kinds/calendar.ts';
import type { ForecastState } from '../programme/kinds/forecast.ts';
import type { LinkState } from '../programme/kinds/link.ts';
import type { ProcedureState } from '../programme/kinds/procedure.ts';
import type { OwnProjectState, ProjectState } from '../programme/kinds/project.ts';
import type { ReportState } from '../programme/kinds/report.ts';
import type { ScheduleState } from '../programme/kinds/schedule.ts';
import type { Place } from '../programme/statement.ts';
import type { AsOf, HistoryLine, Queries, RecordView } from './queries.ts';

/** As of which day, and which day the data date is at least. */
export interface PlanAsked extends AsOf {
  readonly day?: CivilDate;
}

/** The newest statement about a record in one log. */
export interface Head {
  readonly record: string;
  readonly leaf: string;
}

/** The records of one project's plan. */
export interface PlanRecords {
  readonly project: RecordView<ProjectState>;
  /** Own projects that are its parts, by id; for an own project itself alone. */
  readonly parts: readonly RecordView<OwnProjectState>[];
  readonly schedules: readonly RecordView<ScheduleState>[];
  readonly cases: readonly RecordView<ApprovalCaseState>[];
  readonly reports: readonly RecordView<ReportState>[];
  /** Cases of other projects under the procedures used, where enough have ended to tell how long the next may take. */
  readonly past: readonly RecordView<ApprovalCaseState>[];
  readonly procedures: ReadonlyMap<string, ProcedureState>;
  readonly calendars: ReadonlyMap<string, CalendarState>;
  readonly links: readonly RecordView<LinkState>[];
  /** Forecasts of the project, by every party. */
  readonly forecasts: readonly RecordView<ForecastState>[];
  /** The party that records its forecasts: owner, or proposer of a joint one. */
  readonly lead: PartyId;
  readonly zone: string;
  /** By record, then leaf. */
  readonly heads: readonly Head[];
  /** Every statement about these records, by leaf hash. */
  readonly lines: ReadonlyMap<string, HistoryLine>;
  /** The civil day, in the lead's zone, of the newest of them: no work that is left lies before it. */
  readonly dataDate: CivilDate;
}

/**
 * Returns what a project's plan is made of, or undefined where there is no such project or it is a part of another.
 * With `asof` schedules, cases and reports are those of that day, from all that is known now; what the project,
 * its procedures and links are is taken as it stands.
 */
export async function readPlanRecords(
  queries: Queries,
  id: string,
  asked: PlanAsked = {},
): Promise<PlanRecords | undefined> {
  const { day, ...when } = asked;
  const project = await queries.record('project', id);
  if (project === undefined || isPart(project.state)) return undefined;
  const [programme, projects] = await Promise.all([
    queries.programme(),
    queries.records('project'),
  ]);
  const parts = partsOf(project, projects);
  const ids = new Set([id, ...parts.map((part) => part.id)]);
  const [schedules, cases, reports] = await Promise.all([
    queries.records('schedule', when),
    queries.records('approval-case', when),
    queries.records('report', when),
  ]);
  const [procedures, calendars, links, forecasts] = await Promise.all([
    queries.records('procedure'),
    queries.records('calendar'),
    queries.records('link'),
    queries.records('forecast'),
  ]);
  const own = {
    schedules: schedules.filter(({ state }) => ids.has(state.project)),
    cases: cases.filter(({ state }) => ids.has(state.project)),
    reports: reports.filter(({ state }) => ids.has(reportedCase(state)?.project ?? '')),
  };
  const matters = new Set([...own.cases, ...own.reports].map((one) => one.id));
  const used = usedProcedures(own, procedures);
  const past = pastOf(used, cases).filter((one) => !own.cases.includes(one));
  const mine = links.filter(({ state }) => touches(state, ids, matters));
  const linked = mine.flatMap(({ state }) => state.calendar ?? []);
  const days = usedCalendars(used, calendars, linked);
  const made = forecasts.filter(({ state }) => state.project === id);
  const inputs = [project, ...parts, ...own.schedules, ...own.cases, ...own.reports, ...past];
  const all = [...new Set<RecordView<unknown>>([...inputs, ...used, ...days, ...mine])];
  const leads = leadOf(project, programme.parties);
  const zone = programme.parties.find((one) => one.party === leads)?.zone ?? 'UTC';
  const newest = newestLines(all);
  const lines = all.flatMap(({ history }) =>
    history.flatMap(withCorrection).map((line) => [line.place.leaf, line] as const),
  );
  return {
    ...{ project, parts, ...own, past, links: mine, forecasts: made, lead: leads, zone },
    procedures: new Map(used.map((one) => [one.id, one.state])),
    calendars: new Map(days.map((one) => [one.id, one.state])),
    heads: [...newest.values()].map(toHead).sort(byRecord),
    lines: new Map(lines),
    dataDate: when.asof ?? newestDay({ newest, zone, made, leads, day }),
  };
}

/** Returns whether an own project is a part of a joint one: its plan is the joint one's. */
export function isPart(state: ProjectState): state is OwnProjectState {
  return state.basis === 'own' && state.partOf !== undefined;
}

const overStatuses: ReadonlySet<string> = new Set([
  'completed',
  'maintenance',
  'decommissioning',
  'cancelled',
]);

/** Returns whether every part is over: nothing of the project is forecast any more. */
export function isOver({ parts }: Pick<PlanRecords, 'parts'>): boolean {
  return (
    parts.length > 0 && parts.every(({ state }) => overStatuses.has(state.status?.status ?? ''))
  );
}

/** Returns the case that a report speaks of, where it speaks of one. */
export function reportedCase(state: ReportState): ApprovalCaseState | undefined {
  return state.nestedKind === 'approval-case' ? (state.subject as ApprovalCaseState) : undefined;
}

/** Returns the projects, parts left out, that have a schedule, their own or one of a part: of the others nothing is forecast. */
export function scheduledProjects(
  projects: readonly RecordView<ProjectState>[],
  schedules: readonly RecordView<ScheduleState>[],
): readonly RecordView<ProjectState>[] {
  const scheduled = new Set(schedules.map(({ state }) => state.project));
  return projects.filter(
    (one) => !isPart(one.state) && partsOf(one, projects).some((part) => scheduled.has(part.id)),
  );
}

/** Those that the joint text lists, each by the party that it names; of several with one key the first by id. */
function partsOf(
  project: RecordView<ProjectState>,
  projects: readonly RecordView<ProjectState>[],
): readonly RecordView<OwnProjectState>[] {
  if (project.state.basis === 'own') return [project as RecordView<OwnProjectState>];
  const listed = project.state.content?.parts ?? [];
  return listed
    .flatMap(({ party, key }) => projects.find(({ state }) => isPartFor(state, party, key)) ?? [])
    .sort((a, b) => (a.id < b.id ? -1 : 1)) as RecordView<OwnProjectState>[];
  function isPartFor(state: ProjectState, party: string, key: string): boolean {
    if (!isPart(state) || state.party !== party) return false;
    return state.partOf?.project === project.id && state.partOf.key === key;
  }
}

interface Matters {
  readonly cases: readonly RecordView<ApprovalCaseState>[];
  readonly reports: readonly RecordView<ReportState>[];
}

function usedProcedures(
  { cases, reports }: Matters,
  procedures: readonly RecordView<ProcedureState>[],
): readonly RecordView<ProcedureState>[] {
  const named = new Set([
    ...cases.map(({ state }) => state.procedure),
    ...reports.map(({ state }) => reportedCase(state)?.procedure ?? ''),
  ]);
  return procedures.filter((one) => named.has(one.id));
}

/** All cases of procedures of which at least `pastCasesMin` have ended. */
function pastOf(
  procedures: readonly RecordView<ProcedureState>[],
  cases: readonly RecordView<ApprovalCaseState>[],
): readonly RecordView<ApprovalCaseState>[] {
  return procedures.flatMap(({ id }) => {
    const mine = cases.filter(({ state }) => state.procedure === id);
    const ended = mine.filter(({ state }) => {
      const { decidedBy, issued, withdrawn } = courseOf(state.events);
      return !withdrawn && (issued || decidedBy !== undefined);
    });
    return ended.length < pastCasesMin ? [] : mine;
  });
}

/** Those that procedures and links name, and the ones that they build on. */
function usedCalendars(
  procedures: readonly RecordView<ProcedureState>[],
  calendars: readonly RecordView<CalendarState>[],
  named: readonly string[],
): readonly RecordView<CalendarState>[] {
  const wanted = new Set(named);
  for (const { state } of procedures) {
    for (const version of state.versions) {
      wanted.add(version.calendar);
      for (const { dayCalendar, rollCalendar } of version.clocks) {
        for (const id of [dayCalendar, rollCalendar]) if (id !== undefined) wanted.add(id);
      }
    }
  }
  const baseOf = new Map(calendars.map((one) => [one.id, one.state.base]));
  // A set is walked to its end, what is added on the way included: the bases of bases too.
  for (const id of wanted) {
    const base = baseOf.get(id);
    if (base !== undefined) wanted.add(base);
  }
  return calendars.filter((one) => wanted.has(one.id));
}

function touches(
  state: LinkState,
  projects: ReadonlySet<string>,
  matters: ReadonlySet<string>,
): boolean {
  return [state.from, state.to].some((end) =>
    'case' in end ? matters.has(end.case) : projects.has(end.project),
  );
}

/** The owner of an own project; of a joint one the party whose mark its id carries. */
function leadOf(
  project: RecordView<ProjectState>,
  parties: readonly { readonly party: PartyId; readonly mark: string }[],
): PartyId {
  if (project.state.basis === 'own') return project.state.party;
  const mark = project.id.slice(0, project.id.indexOf('-'));
  const found = parties.find((one) => one.mark === mark)?.party;
  return found ?? project.history[0].place.party;
}

/** A statement that was rectified or retracted, and the statement that did so: it is news about the record as well. */
function withCorrection(line: HistoryLine): readonly HistoryLine[] {
  const { struck, statement, standing } = line;
  if (struck === undefined) return [line];
  const { schema, by, about, sample } = statement;
  const act = struck.was === undefined ? 'retract' : 'rectify';
  const mark = sample === undefined ? {} : { sample };
  const correction = { schema, act, by, about, ...mark, why: struck.why };
  return [line, { statement: correction, place: struck.by, standing }];
}

/** By leaf. Of each record the newest statement in each log. */
function newestLines(records: readonly RecordView<unknown>[]): ReadonlyMap<string, HistoryLine> {
  const found = new Map<string, HistoryLine>();
  for (const { history } of records) {
    const byLog = new Map<string, HistoryLine>();
    for (const line of history.flatMap(withCorrection)) {
      const before = byLog.get(line.place.origin);
      if (before === undefined || line.place.index > before.place.index) {
        byLog.set(line.place.origin, line);
      }
    }
    for (const line of byLog.values()) found.set(line.place.leaf, line);
  }
  return found;
}

function toHead({ statement, place }: HistoryLine): Head {
  return { record: statement.about, leaf: place.leaf };
}

function byRecord(a: Head, b: Head): number {
  if (a.record !== b.record) return a.record < b.record ? -1 : 1;
  return a.leaf < b.leaf ? -1 : 1;
}

/** The day of the lead's recorded forecast counts too: the daily one moves the data date on while nothing else happens. */
function newestDay(given: {
  readonly newest: ReadonlyMap<string, HistoryLine>;
  readonly zone: string;
  readonly made: readonly RecordView<ForecastState>[];
  readonly leads: PartyId;
  readonly day: CivilDate | undefined;
}): CivilDate {
  const { newest, zone, made, leads, day } = given;
  const recordedOn = (place: Place) => civilDateIn(zone, place.at);
  const days = [
    ...(day === undefined ? [] : [day]),
    ...[...newest.values()].map(({ place }) => recordedOn(place)),
    // A forecast of a day that had not come when it was recorded is nobody's present.
    ...made
      .filter(({ state }) => state.party === leads)
      .flatMap(({ state }) => state.makes)
      .filter(({ dataDate, place }) => dataDate <= recordedOn(place))
      .map(({ dataDate }) => dataDate),
  ];
  return days.reduce((latest, one) => (one > latest ? one : latest), '1970-01-01');
}
