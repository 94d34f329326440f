// What an approval case is in a network: when it started and ended, what is left of it, on whose calendar. The case
// takes the place of the duration of the activity that it stands for (docs/spec/joint-schedule.md 2).
import type { CivilDate } from '../base/dates.ts';
import type { Calendar } from '../plan/calendar.ts';
import { bandsOn, isWorkingDay } from '../plan/calendar.ts';
import { type DayNumber, dateToDay, type Minute, minutesPerDay } from '../plan/civil-time.ts';
import type { CaseAnswer } from '../plan/clock-case.ts';
import { type Distribution, medianOf } from '../plan/distribution.ts';
import type { ApprovalCaseState } from './kinds/approval-case.ts';
import type { ProcedureVersion } from './kinds/procedure.ts';

/** Work of an approval, as an activity of a network needs it. */
export interface CaseWork {
  /** Minutes of a working day of the authority: what a day of its effort is in the network. */
  readonly dayMinutes: number;
  readonly durationMinutes: number;
  readonly remainingMinutes?: number;
  readonly distribution?: Distribution;
  readonly actualStart?: Minute;
  readonly actualFinish?: Minute;
  /** What the applicant has still to do before the authority goes on, in minutes of every day. */
  readonly applicant?: { readonly minutes: number; readonly distribution?: Distribution };
  /** Codes of what a person should know of it: texts in locales as `network.<code>`. */
  readonly notes: readonly CaseNote[];
}

/** Why a case is scheduled otherwise than its procedure says. */
export type CaseNote =
  | 'estimate-missing'
  | 'applicant-estimate-missing'
  | 'referral-open'
  | 'case-refused'
  | 'case-withdrawn';

/** A case with what it is measured by. */
export interface CaseGiven {
  readonly state: ApprovalCaseState;
  readonly version: ProcedureVersion;
  /** The authority's calendar: effort is counted on its days and hours. */
  readonly calendar: Calendar;
  /** The clocks on the data date, where they could be run. */
  readonly answer: CaseAnswer | undefined;
  /** No work that is left lies before it. */
  readonly dataDate: CivilDate;
}

/**
 * Returns the work of a case as it stands on the data date; what happened later counts for nothing. Undefined where
 * nothing tells how long the authority takes: then the schedule's own duration stays.
 */
export function caseWork(given: CaseGiven): CaseWork | undefined {
  const { state, version, calendar, dataDate } = given;
  const dayMinutes = minutesOfDay(calendar);
  const estimate = estimateOf(version);
  if (estimate === undefined) return undefined;
  const events = state.events.filter((event) => event.happened <= dataDate);
  const received = events.find((event) => event.code === 'received')?.happened;
  const whole = inMinutes(estimate, dayMinutes);
  const untouched = { dayMinutes, durationMinutes: medianOf(whole), distribution: whole };
  if (received === undefined) return { ...untouched, notes: [] };
  if (events.some((event) => event.code === 'withdrawn')) {
    return { ...untouched, notes: ['case-withdrawn'] };
  }
  const end = endOf(version, events);
  if (end === 'refused') return { ...untouched, notes: ['case-refused'] };
  const actualStart = startOfDay(calendar, dateToDay(received));
  if (end !== undefined) {
    const actualFinish = Math.max(endOfDay(calendar, dateToDay(end)), actualStart);
    const common = { dayMinutes, durationMinutes: actualFinish - actualStart, notes: [] };
    return { ...common, remainingMinutes: 0, actualStart, actualFinish };
  }
  const elapsedMinutes = elapsedDays(given, received) * dayMinutes;
  const deemed = deemedMinutes(given, dayMinutes, elapsedMinutes);
  const most = mostMinutes(whole.high, elapsedMinutes);
  const capMinutes = deemed === undefined ? most : Math.min(deemed, most);
  const rest: Distribution = { ...whole, elapsedMinutes, capMinutes };
  const waiting = waitingOf(given, events);
  return {
    dayMinutes,
    durationMinutes: medianOf(whole),
    remainingMinutes: medianOf(rest),
    distribution: rest,
    actualStart,
    ...(waiting.applicant === undefined ? {} : { applicant: waiting.applicant }),
    notes: waiting.notes,
  };
}

/** Minutes of the longest day of a week: what one day of effort is. */
function minutesOfDay(calendar: Calendar): number {
  const lengths = calendar.week.map((bands) =>
    bands.reduce((sum, band) => sum + band.to - band.from, 0),
  );
  return Math.max(1, ...lengths);
}

interface Days {
  readonly low: number;
  readonly mode: number;
  readonly high: number;
}

/** The procedure's own estimate, else the days that the law gives the authority, as a fixed duration. */
function estimateOf(version: ProcedureVersion): Days | undefined {
  if (version.durationDays !== undefined) return version.durationDays;
  const limits = version.clocks
    .filter((rule) => rule.runsAgainst !== 'applicant' && rule.unit !== 'month')
    .map((rule) => rule.limit ?? 0);
  const sum = limits.reduce((total, limit) => total + limit, 0);
  return sum === 0 ? undefined : { low: sum, mode: sum, high: sum };
}

/** A three-point estimate in minutes of work. */
type Estimate = Extract<Distribution, { readonly type: 'triangular' | 'pert' }>;

/**
 * Returns how long a matter lasts at most: a three-point estimate says nothing of what lies beyond it, so what has
 * outlasted it is taken to last three times as long as it has so far.
 */
function mostMinutes(high: number, elapsedMinutes: number): number {
  return 3 * Math.max(high, elapsedMinutes);
}

/** Returns an estimate in days as a distribution in minutes of work. */
function inMinutes({ low, mode, high }: Days, dayMinutes: number): Estimate {
  return {
    type: 'triangular',
    low: low * dayMinutes,
    mode: mode * dayMinutes,
    high: high * dayMinutes,
  };
}

/** The day of issue, or of the decision where nothing is issued after it; refused where that is the outcome. */
function endOf(
  version: ProcedureVersion,
  events: ApprovalCaseState['events'],
): CivilDate | 'refused' | undefined {
  const issued = events.findLast((event) => event.code === 'issued');
  if (issued !== undefined) return issued.happened;
  const decided = events.findLast((event) => event.code === 'decided' || event.code === 'deemed');
  if (decided === undefined || decided.outcome === 'accepted') return undefined;
  if (decided.outcome === 'refused') return 'refused';
  const isIssued = version.clocks.some((rule) => rule.endsAt.includes('issued'));
  return isIssued ? undefined : decided.happened;
}

/** Days of the authority's calendar before the data date that were neither the applicant's nor excluded. */
function elapsedDays(given: CaseGiven, received: CivilDate): number {
  const { answer, calendar, dataDate } = given;
  const first = dateToDay(received) + 1;
  const last = dateToDay(dataDate) - 1;
  const others = new Set(
    (answer?.ledger ?? [])
      .filter((one) => one.claim === 'applicant' || one.claim === 'excluded')
      .map((one) => dateToDay(one.day)),
  );
  let count = 0;
  for (let day = first; day <= last; day += 1) {
    if (isWorkingDay(calendar, day) && !others.has(day)) count += 1;
  }
  return count;
}

/** What the law makes of silence limits the whole: the work until the due date of a clock that deems. */
function deemedMinutes(
  given: CaseGiven,
  dayMinutes: number,
  elapsedMinutes: number,
): number | undefined {
  const { answer, version, calendar, dataDate } = given;
  const deeming = version.clocks.find(
    (rule) => rule.onExpiry === 'deemedApproved' || rule.onExpiry === 'deemedRenewed',
  );
  const due = answer?.clocks.find((clock) => clock.clock === deeming?.clock)?.due;
  if (due === undefined) return undefined;
  let days = 0;
  for (let day = dateToDay(dataDate); day <= dateToDay(due); day += 1) {
    if (isWorkingDay(calendar, day)) days += 1;
  }
  return elapsedMinutes + days * dayMinutes;
}

/** While the applicant has the papers nothing is left to the authority but to wait. */
function waitingOf(
  given: CaseGiven,
  events: ApprovalCaseState['events'],
): Pick<CaseWork, 'applicant' | 'notes'> {
  const last = events.findLast(({ code }) =>
    ['information-requested', 'information-received', 'referred', 'referral-ended'].includes(code),
  );
  if (last?.code === 'referred') return { notes: ['referral-open'] };
  if (last?.code !== 'information-requested') return { notes: [] };
  const days = given.version.applicantDays;
  if (days === undefined)
    return { applicant: { minutes: 0 }, notes: ['applicant-estimate-missing'] };
  const since = Math.max(0, dateToDay(given.dataDate) - 1 - dateToDay(last.happened));
  const elapsedMinutes = since * minutesPerDay;
  const estimate = inMinutes(days, minutesPerDay);
  const capMinutes = mostMinutes(estimate.high, elapsedMinutes);
  const distribution: Distribution = { ...estimate, elapsedMinutes, capMinutes };
  return { applicant: { minutes: medianOf(distribution), distribution }, notes: [] };
}

/** The first minute of work on a day; without work on it, its midnight. */
function startOfDay(calendar: Calendar, day: DayNumber): Minute {
  return day * minutesPerDay + (bandsOn(calendar, day)[0]?.from ?? 0);
}

/** The last minute of work on a day; without work on it, 24:00. */
function endOfDay(calendar: Calendar, day: DayNumber): Minute {
  return day * minutesPerDay + (bandsOn(calendar, day).at(-1)?.to ?? minutesPerDay);
}
