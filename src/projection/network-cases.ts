// Cases with what they are measured by: the version of their procedure, the authority's calendar, the clocks on a day.
// Each matter once, by its owner's record; as another party reports it only while its owner has none.
import type { CivilDate } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import { type Issue, issue } from '../base/result.ts';
import type { Calendar } from '../plan/calendar.ts';
import { caseClocks } from '../programme/case-clocks.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import { type CalendarState, resolveCalendar } from '../programme/kinds/calendar.ts';
import { type ProcedureState, versionFor } from '../programme/kinds/procedure.ts';
import type { ReportState } from '../programme/kinds/report.ts';
import type { NetworkCase } from '../programme/network-input.ts';
import { reportedCase } from './plan-records.ts';
import type { AsOf, ProgrammeView, Queries, RecordView } from './queries.ts';

/** What cases are measured by. */
export interface CaseSetting {
  readonly sha256: Sha256;
  readonly procedures: ReadonlyMap<string, ProcedureState>;
  readonly calendars: ReadonlyMap<string, CalendarState>;
  /** Those of the calendars that can be resolved. */
  readonly working: ReadonlyMap<string, Calendar>;
  readonly parties: ProgrammeView['parties'];
  /** The day on which clocks are read. */
  readonly asOf: CivilDate;
}

/** A case with why its clocks cannot be run, where they cannot. */
export interface MeasuredCase extends NetworkCase {
  /** programme.procedure.unknown, and those of `caseClocks`. */
  readonly problems: readonly Issue[];
}

/** Returns every matter once: own records, then reports on matters whose owner has no record. */
export function networkCases(
  setting: CaseSetting,
  cases: readonly RecordView<ApprovalCaseState>[],
  reports: readonly RecordView<ReportState>[],
): readonly MeasuredCase[] {
  const own = cases.map(({ id, state }) => ({
    ...{ id, owner: state.party, disputed: false, state },
    ...measured(setting, state, state.party),
  }));
  const reported = reports.flatMap(({ id, state }) => {
    const subject = reportedCase(state);
    if (subject === undefined || recordOf(cases, state) !== undefined) return [];
    const owner = setting.parties.find((one) => one.mark === state.owner)?.party ?? state.reporter;
    const disputed = state.standing === 'disputed';
    const about = { id, owner, reportedBy: state.reporter, disputed, state: subject };
    return [{ ...about, ...measured(setting, subject, owner) }];
  });
  return [...own, ...reported];
}

/** Returns the owner's record of a reported matter, where it is here: one that may not be seen speaks for nothing. */
export function recordOf(
  cases: readonly RecordView<ApprovalCaseState>[],
  { record }: ReportState,
): string | undefined {
  return cases.find((one) => one.id === record)?.id;
}

/** Returns the calendars that can be resolved, ready for schedules; the others are told where they are needed. */
export function workingCalendars(
  calendars: ReadonlyMap<string, CalendarState>,
  sha256: Sha256,
): ReadonlyMap<string, Calendar> {
  const found = new Map<string, Calendar>();
  for (const id of calendars.keys()) {
    const resolved = resolveCalendar(calendars, id, sha256);
    if (resolved.ok) found.set(id, resolved.value.working);
  }
  return found;
}

/** Returns every case and report on one as they stand on a day, by id. */
export async function readCases(
  queries: Queries,
  sha256: Sha256,
  when: AsOf & { readonly day: CivilDate },
): Promise<readonly MeasuredCase[]> {
  const { day, ...past } = when;
  const [programme, procedures, calendars] = await Promise.all([
    queries.programme(),
    queries.records('procedure'),
    queries.records('calendar'),
  ]);
  const [cases, reports] = await Promise.all([
    queries.records('approval-case', past),
    queries.records('report', past),
  ]);
  const states = new Map(calendars.map((one) => [one.id, one.state]));
  const setting: CaseSetting = {
    sha256,
    procedures: new Map(procedures.map((one) => [one.id, one.state])),
    calendars: states,
    working: workingCalendars(states, sha256),
    parties: programme.parties,
    asOf: day,
  };
  return networkCases(setting, cases, reports);
}

function measured(
  setting: CaseSetting,
  state: ApprovalCaseState,
  owner: PartyId,
): Pick<MeasuredCase, 'version' | 'calendar' | 'answer' | 'problems'> {
  const { procedures, calendars, working, asOf, sha256 } = setting;
  const named = procedures.get(state.procedure);
  // One side's authority does not act under the other's procedure.
  const procedure = named?.party === owner ? named : undefined;
  const received = state.events.find((event) => event.code === 'received')?.happened;
  const version = procedure && versionFor(procedure, received ?? asOf);
  if (version === undefined) {
    const sentence = 'the procedure is not known here';
    return { problems: issue('programme.procedure.unknown', state.procedure, sentence).error };
  }
  const calendar = working.get(version.calendar);
  const answer = caseClocks({ state, version, calendars, asOf, sha256 });
  return {
    version,
    ...(calendar === undefined ? {} : { calendar }),
    ...(answer.ok ? { answer: answer.value, problems: [] } : { problems: answer.error }),
  };
}
