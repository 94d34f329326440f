// What an event does to a clock that runs (docs/spec/clocks.md 5, columns running to excluded): stops, referrals,
// extensions, ends. Each answers the run as it is afterwards, and what is odd about the event.
import type { DayNumber } from './civil-time.ts';
import type { DayCalendar } from './clock-calendar.ts';
import { dueOf, type Period, type Span } from './clock-count.ts';
import type { ClockIssue, Step } from './clock-event.ts';
import type { ClockRule } from './clock-rule.ts';

/** What a clock is run with. */
export interface ClockSetting {
  readonly rule: ClockRule;
  /** The day that the rule's limitDate names. */
  readonly fixed?: DayNumber;
  readonly dayCalendar?: DayCalendar;
  readonly rollCalendar?: DayCalendar;
}

/** One time that a clock ran: a new receipt after returned papers begins another. */
export interface Run {
  /** Day of the event that started it. */
  readonly started: DayNumber;
  /** Where the count begins: later than `started` after a restart. */
  readonly zero: DayNumber;
  /** Days or months added, by how many extensions. */
  readonly extended: number;
  readonly extensions: number;
  readonly spans: readonly Span[];
  /** The day on which it ended, or from which silence counts as an answer. */
  readonly ended?: DayNumber;
  /** Of returned papers: the day on which they came back or were no longer waited for. */
  readonly answered?: DayNumber;
}

/** What is odd about an event. */
export interface Complaint {
  readonly code: string;
  readonly params: ClockIssue['params'];
  /** The clock was not running: the event may well be another clock's. */
  readonly isIdle?: true;
}

/** What an event came to. */
export interface Act {
  readonly run?: Run;
  readonly phase?: 'ended' | 'returned';
  readonly complaints: readonly Complaint[];
  /** The clock used the event. */
  readonly isApplied: boolean;
}

/** Returns the act of an event that did nothing here. */
export function refused(code: string, params: Complaint['params'] = {}): Act {
  return { complaints: [{ code, params }], isApplied: false };
}

/** Returns the act of an event that came when the clock was not running. */
export function idle(code: string): Act {
  return { complaints: [{ code, params: {}, isIdle: true }], isApplied: false };
}

/** Returns the act of a recorded `deemed` before the law deems anything; a clock without expiry leaves it to others. */
export function deemedTooSoon(rule: ClockRule): Act {
  return rule.onExpiry === 'nothing'
    ? idle('clock.deemed-not-due')
    : refused('clock.deemed-not-due');
}

/** An event that does not concern the clock. */
export const noAct: Act = { complaints: [], isApplied: false };

/** Returns the act of an event that was used, changing the run or not. */
export function applied(changed: Omit<Act, 'complaints' | 'isApplied'> = {}): Act {
  return { ...changed, complaints: [], isApplied: true };
}

/** Returns the period of a run, to be counted. */
export function periodOf(setting: ClockSetting, run: Run): Period {
  const { zero, extended, spans } = run;
  return { ...setting, zero, extended, spans };
}

/** Returns whether a calendar or date that the rule names is missing, so that nothing can be counted. */
export function isLacking({ rule, fixed, dayCalendar, rollCalendar }: ClockSetting): boolean {
  if (rule.dayCalendar !== undefined && dayCalendar === undefined) return true;
  if (rule.rollCalendar !== undefined && rollCalendar === undefined) return true;
  return rule.limitDate !== undefined && fixed === undefined;
}

/**
 * Returns what an event does to a running clock. Complaints: clock.already-started, clock.already-stopped,
 * clock.nothing-to-resume, clock.request-stops-nothing, clock.kind-not-excluded, clock.already-referred,
 * clock.nothing-to-end, clock.extension-not-allowed, clock.extension-too-many, clock.extension-too-long,
 * clock.extension-too-late, clock.extension-without-reason, clock.deemed-not-due, clock.appeal-before-decision.
 */
export function actOnRunning(setting: ClockSetting, run: Run, step: Step): Act {
  const { rule } = setting;
  const { code } = step.event;
  if (rule.endsAt.includes(code)) {
    const phase = code === 'information-requested' ? 'returned' : 'ended';
    return applied({ run: { ...run, ended: step.day }, phase });
  }
  switch (code) {
    case 'information-requested':
      return stop(rule, run, step);
    case 'information-received':
      return resume(rule, run, step);
    case 'referred':
      return refer(rule, run, step);
    case 'referral-ended':
      return endReferral(rule, run, step);
    case 'extended':
      return extend(setting, run, step);
    case 'deemed':
      return deemedTooSoon(rule);
    case 'appealed':
      return idle('clock.appeal-before-decision');
    case 'received':
    case 'accepted':
    case 'decided':
    case 'issued':
    case 'withdrawn':
      return rule.startsAt.includes(code) ? refused('clock.already-started') : noAct;
  }
}

function stop(rule: ClockRule, run: Run, step: Step): Act {
  if (rule.stops === 'none') return refused('clock.request-stops-nothing');
  if (openSpan(run, isApplicants) !== undefined) return refused('clock.already-stopped');
  const span: Span = { claim: 'applicant', from: step.day };
  return applied({ run: { ...run, spans: [...run.spans, span] } });
}

function resume(rule: ClockRule, run: Run, step: Step): Act {
  const isOwn = rule.stops !== 'none' || rule.startsAt.includes('information-received');
  // It answers a request that stopped nothing: looked at, so that no other clock wonders at it.
  if (!isOwn) return applied();
  const resumed = closeSpan(run, isApplicants, step.day);
  if (resumed === undefined) return refused('clock.nothing-to-resume');
  return applied({ run: rule.stops === 'restart' ? { ...resumed, zero: step.day } : resumed });
}

function refer(rule: ClockRule, run: Run, step: Step): Act {
  const kind = step.event.kind ?? '';
  if (!rule.excludedKinds.includes(kind)) return refused('clock.kind-not-excluded', { kind });
  if (openSpan(run, (span) => span.kind === kind) !== undefined) {
    return refused('clock.already-referred', { kind });
  }
  const span: Span = { claim: 'excluded', from: step.day, kind };
  return applied({ run: { ...run, spans: [...run.spans, span] } });
}

/** Without a kind it ends the oldest referral. */
function endReferral(rule: ClockRule, run: Run, step: Step): Act {
  const { kind } = step.event;
  if (kind !== undefined && !rule.excludedKinds.includes(kind)) {
    return refused('clock.kind-not-excluded', { kind });
  }
  const isIt = (span: Span) =>
    span.claim === 'excluded' && (kind === undefined || span.kind === kind);
  const ended = closeSpan(run, isIt, step.day);
  return ended === undefined ? refused('clock.nothing-to-end') : applied({ run: ended });
}

function extend(setting: ClockSetting, run: Run, step: Step): Act {
  const allowed = setting.rule.extensions;
  if (allowed === undefined) return refused('clock.extension-not-allowed');
  const days = step.event.days ?? allowed.days;
  if (run.extensions >= allowed.max) {
    return refused('clock.extension-too-many', { max: allowed.max });
  }
  if (!Number.isInteger(days) || days < 1 || days > allowed.days) {
    return refused('clock.extension-too-long', { days, max: allowed.days });
  }
  const due = isLacking(setting) ? undefined : dueOf(periodOf(setting, run));
  if (due !== undefined && step.day > due) return refused('clock.extension-too-late');
  const { extended, extensions } = run;
  const act = applied({
    run: { ...run, extended: extended + days, extensions: extensions + 1 },
  });
  if (allowed.reason !== 'required' || step.event.reason !== undefined) return act;
  // The days are added all the same: the reason is owed to the applicant, the law does not make it a condition.
  return { ...act, complaints: [{ code: 'clock.extension-without-reason', params: {} }] };
}

function isApplicants(span: Span): boolean {
  return span.claim === 'applicant';
}

function openSpan(run: Run, isIt: (span: Span) => boolean): Span | undefined {
  return run.spans.find((span) => span.to === undefined && isIt(span));
}

/** The run with the oldest open span that fits closed; undefined when there is none. */
function closeSpan(run: Run, isIt: (span: Span) => boolean, day: DayNumber): Run | undefined {
  const open = openSpan(run, isIt);
  if (open === undefined) return undefined;
  const spans = run.spans.map((span) => (span === open ? { ...span, to: day } : span));
  return { ...run, spans };
}
