// All clocks of one application on a day: due dates, who has to act, and why each day counts (docs/spec/clocks.md 6).
// One clock can start the next: where silence means acceptance, the decision is due as if it had been accepted. Pure:
// the day asked is handed in, and nothing that happened after it is looked at.
import { type CivilDate, daysBetween, isCivilDate } from '../base/dates.ts';
import { assert } from '../base/errors.ts';
import { dateToDay, dayToDate } from './civil-time.ts';
import { type ClockSetting, isLacking, periodOf, type Run } from './clock-acts.ts';
import {
  type DayCalendar,
  type DayException,
  type DayStatus,
  weakerStatus,
  withExceptions,
} from './clock-calendar.ts';
import { dueOf, limitInDays, type Period, type PeriodDay, periodDays } from './clock-count.ts';
import { type ClockEvent, type ClockIssue, type Step, stepsOf } from './clock-event.ts';
import { type DaySums, type LedgerDay, ledgerOf, sumsOf } from './clock-ledger.ts';
import type { ClockRule, LegalBasis } from './clock-rule.ts';
import { type Machine, outcomeOf, type Phase, runClock } from './clock-run.ts';

/** An application, the clocks of its procedure, and the day for which is asked. */
export interface CaseInput {
  /** In the order in which one leads to the next. */
  readonly rules: readonly ClockRule[];
  readonly events: readonly ClockEvent[];
  readonly calendars: Readonly<Record<string, DayCalendar>>;
  readonly exceptions?: readonly DayException[];
  /** Dates of the case that rules name: `{expiry: '2026-12-31'}`. */
  readonly fields?: Readonly<Record<string, CivilDate>>;
  /** Due dates as the authority itself states them. */
  readonly stated?: readonly StatedDue[];
  /** A full date; {@link lastDay} makes one of a month or year. */
  readonly asOf: CivilDate;
}

/** A due date as the authority states it: shown beside ours, never instead. */
export interface StatedDue {
  readonly clock: string;
  readonly due: CivilDate;
  readonly legalBasis: LegalBasis;
}

/** Who has to act: `excluded` is a hearing, an inspection or the like, whose time is nobody's. */
export type Holder = 'authority' | 'applicant' | 'excluded' | 'nobody';

/** One clock on the day asked. */
export interface ClockAnswer {
  readonly clock: string;
  /** Late clocks are overdue whoever they wait for. */
  readonly state: Phase | 'overdue';
  readonly holder: Holder;
  /** How often it has started: 2 after papers were returned once and came back. */
  readonly rounds: number;
  readonly started?: CivilDate;
  /** The last day on which an act is in time; absent before the start and while a stop lasts. */
  readonly due?: CivilDate;
  /** Counted days left of the period; of a fixed date calendar days. */
  readonly left?: number;
  /** While it is stopped: the due date if what is waited for came on the day asked. */
  readonly dueIfResumed?: CivilDate;
  readonly ended?: CivilDate;
  /** Calendar days by which the end, or the day asked, lies after the due date. */
  readonly daysLate: number;
  readonly deemed?: { readonly outcome: string; readonly from: CivilDate };
  readonly stated?: StatedDue & { readonly daysLater: number };
  /** The period, each day with its reason. */
  readonly why: readonly PeriodDay[];
  /** The weakest status of the calendar days used. */
  readonly calendarStatus: DayStatus;
  readonly legalBasis: readonly LegalBasis[];
}

/** An application on the day asked. */
export interface CaseAnswer {
  readonly asOf: CivilDate;
  readonly clocks: readonly ClockAnswer[];
  readonly holder: Holder;
  /** Every day from receipt to the day asked, each once. */
  readonly ledger: readonly LedgerDay[];
  readonly days: DaySums;
  readonly issues: readonly ClockIssue[];
  /** An event or exception that was made up took part. */
  readonly isSample: boolean;
}

/** A clock with what it was run on. */
interface Ran {
  readonly setting: ClockSetting;
  readonly machine: Machine;
}

/**
 * Returns the clocks of an application on a day. Issues: those of {@link stepsOf} and {@link runClock} (an event that
 * one clock used is no issue of the others), clock.calendar-missing, clock.limit-date-missing, clock.period-too-long.
 */
export function clocksOn(input: CaseInput): CaseAnswer {
  assert(isCivilDate(input.asOf), 'the day asked is a full date');
  const { steps, issues } = stepsOf(input.events, input.asOf);
  const exceptions = (input.exceptions ?? []).filter((one) => isCivilDate(one.day));
  const ran = runAll(input, steps, exceptions);
  const clocks = ran.map((one) => answerOf(input, one));
  const ledger = ledgerOf({ clocks: ran, steps, asOf: dateToDay(input.asOf) });
  const used = exceptions.filter((one) => one.day <= input.asOf);
  return {
    asOf: input.asOf,
    clocks,
    holder: firstHolder(clocks),
    ledger,
    days: sumsOf(ledger),
    issues: [...issues, ...eventIssues(ran), ...ran.flatMap((one) => countingIssues(input, one))],
    isSample: [...steps.map(({ event }) => event), ...used].some((one) => one.sample === true),
  };
}

function runAll(
  input: CaseInput,
  steps: readonly Step[],
  exceptions: readonly DayException[],
): readonly Ran[] {
  const calendarOf = (id: string | undefined): DayCalendar | undefined => {
    if (id === undefined || !Object.hasOwn(input.calendars, id)) return undefined;
    return withExceptions(input.calendars[id], exceptions, input.asOf);
  };
  let next = steps;
  return input.rules.map((rule) => {
    const fixed = fixedDate(input, rule);
    const setting: ClockSetting = {
      rule,
      dayCalendar: calendarOf(rule.dayCalendar),
      rollCalendar: calendarOf(rule.rollCalendar),
      ...(fixed === undefined ? {} : { fixed: dateToDay(fixed) }),
    };
    const machine = runClock(setting, next, input.asOf);
    const run = machine.runs.at(-1);
    if (rule.onExpiry === 'deemedAccepted' && machine.phase === 'deemed' && run !== undefined) {
      next = withAcceptance(next, run);
    }
    return { setting, machine };
  });
}

function fixedDate({ fields }: CaseInput, { limitDate }: ClockRule): CivilDate | undefined {
  if (limitDate === undefined || fields === undefined) return undefined;
  const date = Object.hasOwn(fields, limitDate) ? fields[limitDate] : '';
  return isCivilDate(date) ? date : undefined;
}

/** Accepted as of the receipt, before anything else of that day; a later recorded acceptance has no effect. */
function withAcceptance(steps: readonly Step[], run: Run): readonly Step[] {
  const event: ClockEvent = { code: 'accepted', happened: dayToDate(run.started) };
  const others = steps.filter((step) => step.event.code !== 'accepted');
  const before = others.filter((step) => step.day < run.started);
  const after = others.filter((step) => step.day >= run.started);
  return [...before, { event, index: -1, day: run.started }, ...after];
}

function answerOf(input: CaseInput, { setting, machine }: Ran): ClockAnswer {
  const { rule } = setting;
  const { phase } = machine;
  const run = machine.runs.at(-1);
  const head = { clock: rule.clock, rounds: machine.runs.length, legalBasis: rule.legalBasis };
  const idleAnswer = { ...head, daysLate: 0, why: [], calendarStatus: 'announced' } as const;
  if (run === undefined) return { ...idleAnswer, state: phase, holder: 'nobody' };
  const started = rule.startsAt.length === 0 ? {} : { started: dayToDate(run.started) };
  const ended = run.ended === undefined ? {} : { ended: dayToDate(run.ended) };
  const holder = holderOf(rule, phase);
  if (isLacking(setting)) return { ...idleAnswer, state: phase, holder, ...started, ...ended };

  const period = periodOf(setting, run);
  const due = dueOf(period);
  const last = run.ended ?? dateToDay(input.asOf);
  const why = periodDays(period, last);
  const isOpen = ['running', 'stopped', 'excluded'].includes(phase);
  const daysLate = due === undefined || phase === 'deemed' ? 0 : Math.max(0, last - due);
  return {
    ...head,
    state: isOpen && daysLate > 0 ? 'overdue' : phase,
    holder,
    ...started,
    ...ended,
    ...(due === undefined ? {} : { due: dayToDate(due) }),
    ...(isOpen ? { left: daysLeft({ period, why, due, last }) } : {}),
    ...(isOpen && due === undefined ? dueIfResumed(period, last) : {}),
    daysLate,
    ...deemedOf(rule, phase, run),
    ...statedOf(input, rule.clock, due),
    why,
    calendarStatus: why.reduce<DayStatus>(
      (weakest, { status }) => weakerStatus(weakest, status ?? 'announced'),
      'announced',
    ),
  };
}

function holderOf(rule: ClockRule, phase: Phase): Holder {
  switch (phase) {
    case 'running':
      return rule.runsAgainst ?? 'authority';
    case 'stopped':
    case 'returned':
      return 'applicant';
    case 'excluded':
      return 'excluded';
    case 'pending':
    case 'ended':
    case 'deemed':
    case 'withdrawn':
      return 'nobody';
  }
}

/** In the order in which days are claimed: a clock that waits for the applicant goes before one that runs. */
function firstHolder(clocks: readonly ClockAnswer[]): Holder {
  const order: readonly Holder[] = ['applicant', 'excluded', 'authority'];
  return order.find((one) => clocks.some(({ holder }) => holder === one)) ?? 'nobody';
}

function daysLeft(at: {
  readonly period: Period;
  readonly why: readonly PeriodDay[];
  readonly due: number | undefined;
  readonly last: number;
}): number {
  const { period, why, due, last } = at;
  if (period.fixed !== undefined) return Math.max(0, (due ?? last) - last);
  const counted = why.filter(({ count, day }) => count !== undefined && dateToDay(day) <= last);
  return Math.max(0, limitInDays(period) - counted.length);
}

function dueIfResumed(period: Period, today: number): Pick<ClockAnswer, 'dueIfResumed'> {
  const isStopped = period.spans.some((span) => span.to === undefined);
  if (!isStopped) return {};
  const spans = period.spans.map((span) => ({ ...span, to: span.to ?? today }));
  const isAgain =
    period.rule.stops === 'restart' &&
    period.spans.some((span) => span.to === undefined && span.claim === 'applicant');
  const due = dueOf({ ...period, spans, ...(isAgain ? { zero: today } : {}) });
  return due === undefined ? {} : { dueIfResumed: dayToDate(due) };
}

/** Acceptance counts from the receipt, anything else from the day after the last one. */
function deemedOf(rule: ClockRule, phase: Phase, run: Run): Pick<ClockAnswer, 'deemed'> {
  const outcome = outcomeOf(rule);
  if (phase !== 'deemed' || outcome === undefined || run.ended === undefined) return {};
  const from = dayToDate(outcome === 'accepted' ? run.started : run.ended);
  return { deemed: { outcome, from } };
}

function statedOf(
  { stated }: CaseInput,
  clock: string,
  due: number | undefined,
): Pick<ClockAnswer, 'stated'> {
  const found = stated?.find((one) => one.clock === clock && isCivilDate(one.due));
  if (found === undefined) return {};
  const daysLater = due === undefined ? 0 : daysBetween(dayToDate(due), found.due);
  return { stated: { ...found, daysLater } };
}

/** What one clock used is no issue of the others; of those that were not running, the first speaks for all. */
function eventIssues(ran: readonly Ran[]): readonly ClockIssue[] {
  const all = ran.flatMap(({ machine }) => machine.issues);
  const usedBy = (event: number | undefined) =>
    ran.filter(({ machine }) => event !== undefined && machine.applied.has(event));
  const kept = all.filter((issue) => {
    const users = usedBy(issue.event).map(({ setting }) => setting.rule.clock);
    if (users.length > 0) return users.includes(issue.clock ?? '') && issue.isIdle !== true;
    const same = all.filter((other) => other.event === issue.event);
    if (issue.isIdle !== true) return true;
    return same.every((other) => other.isIdle === true) && same[0] === issue;
  });
  return kept.map(({ isIdle: _isIdle, ...issue }) => issue);
}

function countingIssues(input: CaseInput, { setting, machine }: Ran): readonly ClockIssue[] {
  const { rule, dayCalendar, rollCalendar, fixed } = setting;
  const { clock } = rule;
  const issues: ClockIssue[] = [];
  const missing = [
    dayCalendar === undefined ? rule.dayCalendar : undefined,
    rollCalendar === undefined ? rule.rollCalendar : undefined,
  ].filter((id) => id !== undefined);
  for (const calendar of new Set(missing)) {
    issues.push({ code: 'clock.calendar-missing', clock, params: { calendar } });
  }
  if (rule.limitDate !== undefined && fixed === undefined) {
    const params = { field: rule.limitDate };
    issues.push({ code: 'clock.limit-date-missing', clock, params });
  }
  const run = machine.runs.at(-1);
  if (issues.length > 0 || run === undefined) return issues;
  const isStopped = run.spans.some((span) => span.to === undefined);
  if (isStopped || dueOf(periodOf(setting, run)) !== undefined) return issues;
  const params = { asOf: input.asOf };
  return [{ code: 'clock.period-too-long', clock, params }];
}
