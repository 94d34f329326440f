// What an approval case is in a network: when it started and ended, what is left of it, on whose calendar. The case
// takes the place of the duration of the activity that it stands for (docs/spec/joint-schedule.md 2).
import type { CivilDate } from '../base/dates.ts';
import type { Calendar } from '../plan/calendar.ts';
import { bandsOn, isWorkingDay } from '../plan/calendar.ts';
import { type DayNumber, dateToDay, type Minute, minutesPerDay } from '../plan/civil-time.ts';
import type { CaseAnswer } from '../plan/clock-case.ts';
import { type Distribution, medianOf } from '../plan/distribution.ts';
import { durationMinutesMax, yearMin } from '../plan/limits.ts';
import { estimateDuration, type PastCase } from '../plan/past-cases.ts';
import type { ApprovalCaseState } from './kinds/approval-case.ts';
import { type CaseCourse, courseOf } from './kinds/approval-case-course.ts';
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
  /** Matters of the same procedure, by {@link pastWork}. */
  readonly past?: readonly PastCase[];
}

type Events = ApprovalCaseState['events'];

/**
 * Returns the work of a case as it stands on the data date; what happened later counts for nothing. Undefined where
 * nothing tells how long the authority takes and it is not over: then the schedule's own duration stays.
 */
export function caseWork(given: CaseGiven): CaseWork | undefined {
  const { state, version, calendar, dataDate } = given;
  const dayMinutes = minutesOfDay(calendar);
  const estimate = estimateOf(version);
  const whole = lawOfPast(given) ?? (estimate && inMinutes(estimate, dayMinutes));
  const events = state.events.filter((event) => event.happened <= dataDate);
  const course = courseOf(events);
  const untouched = (notes: readonly CaseNote[]) => {
    if (whole === undefined) return undefined;
    return { dayMinutes, durationMinutes: medianOf(whole), distribution: whole, notes };
  };
  if (course.received === undefined) return untouched([]);
  if (course.withdrawn) return untouched(['case-withdrawn']);
  const end = endOf(given, events, course);
  if (end === 'refused') return untouched(['case-refused']);
  const received = course.received < earliestDay ? earliestDay : course.received;
  const actualStart = startOfDay(calendar, dateToDay(received));
  if (end !== undefined) {
    const day = end < earliestDay ? earliestDay : end;
    const actualFinish = Math.max(endOfDay(calendar, dateToDay(day)), actualStart);
    const durationMinutes = bounded(actualFinish - actualStart);
    const progress = { remainingMinutes: 0, actualStart, actualFinish };
    return { dayMinutes, durationMinutes, ...progress, notes: [] };
  }
  if (whole === undefined) return undefined;
  const until = dateToDay(dataDate) - 1;
  const elapsedMinutes = bounded(elapsedDays(given, events, { received, until }) * dayMinutes);
  const deemed = deemedMinutes(given, dayMinutes, elapsedMinutes);
  const most = whole.type === 'triangular' ? mostMinutes(whole.high, elapsedMinutes) : undefined;
  const capMinutes = deemed === undefined ? most : Math.min(deemed, most ?? deemed);
  const cap = capMinutes === undefined ? {} : { capMinutes };
  const rest: Distribution = { ...whole, elapsedMinutes, ...cap };
  const waiting = waitingOf(given, events, course);
  return {
    dayMinutes,
    durationMinutes: medianOf(whole),
    remainingMinutes: medianOf(rest),
    distribution: rest,
    actualStart,
    ...waiting,
  };
}

/** First day that a schedule can hold: what began before is taken to have begun on it. */
const earliestDay: CivilDate = `${yearMin}-01-01`;

/** What another party records may be any number: no duration of a network goes beyond what the plan takes. */
function bounded(minutes: number): number {
  return Math.min(durationMinutesMax, minutes);
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
  return bounded(3 * Math.max(high, elapsedMinutes));
}

/** Returns an estimate in days as a distribution in minutes of work. */
function inMinutes({ low, mode, high }: Days, dayMinutes: number): Estimate {
  return {
    type: 'triangular',
    low: bounded(low * dayMinutes),
    mode: bounded(mode * dayMinutes),
    high: bounded(high * dayMinutes),
  };
}

/**
 * The day of issue, or of the decision where nothing is issued after it; refused where that is the outcome. What the law
 * has made of silence by the data date decides as a decision does.
 */
function endOf(
  { version, answer }: CaseGiven,
  events: Events,
  { outcome, issued }: CaseCourse,
): CivilDate | 'refused' | undefined {
  const result = outcome ?? silenceOf(answer)?.outcome;
  // A certificate for what was refused is none.
  if (result === 'refused') return 'refused';
  if (issued) return events.findLast((event) => event.code === 'issued')?.happened;
  if (result === undefined) return undefined;
  if (version.clocks.some((rule) => rule.endsAt.includes('issued'))) return undefined;
  return decisionOf({ answer }, events);
}

/** The day of the decision, else that from which silence is one. */
function decisionOf({ answer }: Pick<CaseGiven, 'answer'>, events: Events): CivilDate | undefined {
  const decision = events.findLast((event) => {
    return event.outcome !== undefined && event.outcome !== 'accepted';
  });
  return decision?.happened ?? silenceOf(answer)?.from;
}

function silenceOf(answer: CaseAnswer | undefined) {
  return answer?.clocks.find((one) => {
    return one.deemed !== undefined && one.deemed.outcome !== 'accepted';
  })?.deemed;
}

/** Whose the days of a matter were until it was decided, or so far. */
export interface MatterDays {
  readonly received: CivilDate;
  /** In days of the authority's calendar, one at least. */
  readonly authority: number;
  /** Calendar days; undefined where no clock tells whose they were. */
  readonly applicant: number | undefined;
  readonly excluded: number | undefined;
  readonly isOpen: boolean;
}

/**
 * Returns whose the days of a matter were by the data date: until it was decided or issued, refusals too, else so far.
 * Undefined for what was not received or was withdrawn.
 */
export function matterDays(given: CaseGiven): MatterDays | undefined {
  const { state, version, answer, dataDate } = given;
  const events = state.events.filter((event) => event.happened <= dataDate);
  const course = courseOf(events);
  if (course.received === undefined || course.withdrawn) return undefined;
  const end = endOf(given, events, course);
  const decided = end === 'refused' ? decisionOf(given, events) : end;
  const received = course.received < earliestDay ? earliestDay : course.received;
  const until = decided === undefined ? dateToDay(dataDate) - 1 : dateToDay(decided);
  const ledger = version.clocks.length > 0 ? answer?.ledger : undefined;
  const daysOf = (claim: 'applicant' | 'excluded') =>
    ledger?.filter((one) => one.claim === claim && dateToDay(one.day) <= until).length;
  return {
    received,
    authority: Math.max(1, elapsedDays(given, events, { received, until })),
    applicant: daysOf('applicant'),
    excluded: daysOf('excluded'),
    isOpen: decided === undefined,
  };
}

/** Returns the same as a past case: its authority's days in minutes of its calendar. */
export function pastWork(given: CaseGiven): PastCase | undefined {
  const days = matterDays(given);
  if (days === undefined) return undefined;
  const minutes = bounded(days.authority * minutesOfDay(given.calendar));
  const { state, version } = given;
  return { path: [state.procedure, version.validFrom], minutes, isOpen: days.isOpen };
}

/** Cases that have ended from which on they say more than an estimate. */
export const pastCasesMin = 5;

/** What matters of the same version say, else of the same procedure; undefined where too few have ended. */
function lawOfPast({ state, version, past = [] }: CaseGiven): Distribution | undefined {
  for (const path of [[state.procedure, version.validFrom], [state.procedure]]) {
    const ended = past.filter(
      (one) => !one.isOpen && path.every((part, i) => one.path[i] === part),
    );
    if (ended.length < pastCasesMin) continue;
    const found = estimateDuration({ cases: past, path });
    if (found.ok) return found.value.distribution;
  }
  return undefined;
}

/** Days of the authority's calendar after receipt that were neither the applicant's nor excluded. */
function elapsedDays(
  given: CaseGiven,
  events: Events,
  of: { readonly received: CivilDate; readonly until: DayNumber },
): number {
  const { answer, version, calendar } = given;
  const first = dateToDay(of.received) + 1;
  const last = of.until;
  const isCounted = answer !== undefined && version.clocks.length > 0;
  const others = isCounted ? othersDays(answer) : waitedDays(events, last);
  let count = 0;
  for (let day = first; day <= last; day += 1) {
    if (isWorkingDay(calendar, day) && !others.has(day)) count += 1;
  }
  return count;
}

function othersDays({ ledger }: CaseAnswer): ReadonlySet<DayNumber> {
  const others = ledger.filter(({ claim }) => claim === 'applicant' || claim === 'excluded');
  return new Set(others.map((one) => dateToDay(one.day)));
}

/** Where no clock tells whose a day was: the days after each request, up to that of the answer. */
function waitedDays(events: Events, last: DayNumber): ReadonlySet<DayNumber> {
  const waited = new Set<DayNumber>();
  let since: DayNumber | undefined;
  const fill = (until: DayNumber) => {
    for (let day = (since ?? until) + 1; day <= until; day += 1) waited.add(day);
    since = undefined;
  };
  for (const { code, happened } of events) {
    if (code === 'information-requested') since ??= dateToDay(happened);
    else if (code === 'information-received') fill(dateToDay(happened));
  }
  fill(last);
  return waited;
}

/** What the law makes of silence limits the whole: the work until the due date of a clock that deems and still runs. */
function deemedMinutes(
  given: CaseGiven,
  dayMinutes: number,
  elapsedMinutes: number,
): number | undefined {
  const { answer, version, calendar, dataDate } = given;
  const deeming = new Set(
    version.clocks
      .filter(({ onExpiry }) => onExpiry === 'deemedApproved' || onExpiry === 'deemedRenewed')
      .map((rule) => rule.clock),
  );
  const running = answer?.clocks.filter(({ clock, ended }) => {
    return deeming.has(clock) && ended === undefined;
  });
  const dues = (running ?? []).flatMap(({ due }) => due ?? []).sort();
  const [due] = dues;
  if (due === undefined) return undefined;
  let days = 0;
  for (let day = dateToDay(dataDate); day <= dateToDay(due); day += 1) {
    if (isWorkingDay(calendar, day)) days += 1;
  }
  return bounded(elapsedMinutes + days * dayMinutes);
}

/** While the applicant has the papers nothing is left to the authority but to wait; a decision ends that. */
function waitingOf(
  given: CaseGiven,
  events: Events,
  { stopped, referrals, decidedBy }: CaseCourse,
): Pick<CaseWork, 'applicant' | 'notes'> {
  if (decidedBy !== undefined) return { notes: [] };
  const referred: readonly CaseNote[] = referrals.length > 0 ? ['referral-open'] : [];
  const asked = events.findLast(({ code }) => code === 'information-requested')?.happened;
  if (!stopped || asked === undefined) return { notes: referred };
  const days = given.version.applicantDays;
  if (days === undefined) {
    return { applicant: { minutes: 0 }, notes: [...referred, 'applicant-estimate-missing'] };
  }
  const since = Math.max(0, dateToDay(given.dataDate) - 1 - dateToDay(asked));
  const elapsedMinutes = bounded(since * minutesPerDay);
  const estimate = inMinutes(days, minutesPerDay);
  const capMinutes = mostMinutes(estimate.high, elapsedMinutes);
  const distribution: Distribution = { ...estimate, elapsedMinutes, capMinutes };
  return { applicant: { minutes: medianOf(distribution), distribution }, notes: referred };
}

/** The first minute of work on a day; without work on it, its midnight. */
function startOfDay(calendar: Calendar, day: DayNumber): Minute {
  return day * minutesPerDay + (bandsOn(calendar, day)[0]?.from ?? 0);
}

/** The last minute of work on a day; without work on it, 24:00. */
function endOfDay(calendar: Calendar, day: DayNumber): Minute {
  return day * minutesPerDay + (bandsOn(calendar, day).at(-1)?.to ?? minutesPerDay);
}
