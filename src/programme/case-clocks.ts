// The clocks of an approval case on a day: its events under the version of the procedure that counts for it, on the
// calendars of records (docs/spec/clocks.md 6). Nothing of this is stored. The counting itself is plan/clock-case.ts.
import { type CivilDate, civilDateIn } from '../base/dates.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, type Issue, ok, type Result } from '../base/result.ts';
import { dateToDay } from '../plan/civil-time.ts';
import { type DayCalendar, dayKind } from '../plan/clock-calendar.ts';
import { type CaseAnswer, clocksOn, type StatedDue } from '../plan/clock-case.ts';
import type { ApprovalCaseState, CaseEvent } from './kinds/approval-case.ts';
import { type CalendarState, exceptionsOf, resolveCalendar } from './kinds/calendar.ts';
import type { ProcedureVersion } from './kinds/procedure.ts';

/** A case, what it is counted by, and the day for which is asked. */
export interface CaseQuestion {
  readonly state: Pick<ApprovalCaseState, 'events' | 'stated' | 'sample' | 'dates'>;
  /** Valid when it was received: `versionFor` (kinds/procedure.ts). */
  readonly version: ProcedureVersion;
  /** By record id; those that the version's clocks name and what they build on are used. */
  readonly calendars: ReadonlyMap<string, CalendarState>;
  /** A full date. */
  readonly asOf: CivilDate;
  readonly sha256: Sha256;
}

/**
 * Returns the clocks of a case on a day; of what happened or was stated later nothing is looked at. Sample if the case,
 * an event, the version, a calendar or an exception is. Issues, when a calendar cannot be had: those of
 * `resolveCalendar`; what is odd about the events stands in the answer's own issues.
 */
export function caseClocks(question: CaseQuestion): Result<CaseAnswer, readonly Issue[]> {
  const { state, version, calendars, asOf, sha256 } = question;
  const days: Record<string, DayCalendar> = {};
  const issues: Issue[] = [];
  const ids = calendarIds(version);
  for (const id of ids) {
    const resolved = resolveCalendar(calendars, id, sha256);
    if (resolved.ok) days[id] = resolved.value.days;
    else issues.push(...resolved.error);
  }
  if (issues.length > 0) return err(issues);
  const answer = clocksOn({
    rules: version.clocks,
    events: state.events,
    calendars: days,
    exceptions: exceptionsOf(calendars).filter(({ calendar }) => ids.includes(calendar)),
    ...(state.dates === undefined ? {} : { fields: state.dates }),
    stated: newestStated(state, asOf),
    asOf,
  });
  const used = ids.map((id) => calendars.get(id)?.sample === true);
  const isSample = [answer.isSample, state.sample, version.sample === true, ...used].includes(true);
  return ok({ ...answer, isSample });
}

function calendarIds(version: ProcedureVersion): readonly string[] {
  const named = version.clocks.flatMap(({ dayCalendar, rollCalendar }) => [
    dayCalendar,
    rollCalendar,
  ]);
  return [...new Set(named.filter((id) => id !== undefined))].sort();
}

/** Of several dates that the authority stated for one clock the newest by that day. */
function newestStated(state: CaseQuestion['state'], asOf: CivilDate): readonly StatedDue[] {
  const newest = new Map<string, StatedDue>();
  for (const { clock, due, legalBasis, place } of state.stated) {
    if (place.day <= asOf) newest.set(clock, { clock, due, legalBasis });
  }
  return [...newest.values()];
}

/**
 * Returns whether an event was entered more than one working day after it happened: on the day or on the next day that
 * the calendar counts is in time. The day of entry is that of `at` in the zone of the party that entered it. Cost: the
 * days between until the second that counts.
 */
export function isEnteredLate(
  event: Pick<CaseEvent, 'happened' | 'place'>,
  calendar: { readonly days: DayCalendar; readonly zone: string },
): boolean {
  const entered = dateToDay(civilDateIn(calendar.zone, event.place.at));
  let counted = 0;
  for (let day = dateToDay(event.happened) + 1; day <= entered && counted < 2; day += 1) {
    if (dayKind(calendar.days, day).counts) counted += 1;
  }
  return counted > 1;
}
