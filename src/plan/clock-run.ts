// How the events of a case move one clock: a machine of eight phases (docs/spec/clocks.md 5, whose table is its test).
// Nothing is ever refused: an event that does not fit is an issue and moves nothing. Expiry is worked out before each
// event and on the day asked, never stored.
import type { CivilDate } from '../base/dates.ts';
import { assert } from '../base/errors.ts';
import { type DayNumber, dateToDay } from './civil-time.ts';
import {
  type Act,
  actOnRunning,
  applied,
  type ClockSetting,
  deemedTooSoon,
  idle,
  isLacking,
  noAct,
  periodOf,
  type Run,
  refused,
} from './clock-acts.ts';
import { dueOf } from './clock-count.ts';
import type { ClockEvent, ClockIssue, Step } from './clock-event.ts';
import type { ClockCode, ClockRule } from './clock-rule.ts';

/** Where a clock stands, without regard to whether it is late. */
export type Phase =
  | 'pending'
  | 'running'
  | 'stopped'
  | 'excluded'
  | 'returned'
  | 'ended'
  | 'deemed'
  | 'withdrawn';

/** A clock after its events. */
export interface Machine {
  readonly phase: Phase;
  readonly runs: readonly Run[];
  readonly issues: readonly (ClockIssue & { readonly isIdle?: true })[];
  /** Indexes of the events that this clock used. */
  readonly applied: ReadonlySet<number>;
}

/** A machine at work: between its events a clock that runs is `active`, whoever it waits for. */
interface Work {
  phase: 'pending' | 'active' | 'returned' | 'ended' | 'deemed' | 'withdrawn';
  readonly runs: Run[];
}

/**
 * Runs one clock over the events of a case. Issues: those of {@link actOnRunning}, clock.act-after-deemed,
 * clock.deemed-otherwise, clock.answer-missing, clock.after-withdrawal, clock.started-after-limit,
 * clock.rule-not-in-force; of clocks that do not run: clock.not-started, clock.already-ended.
 * @param steps In their order, none after asOf.
 */
export function runClock(setting: ClockSetting, steps: readonly Step[], asOf: CivilDate): Machine {
  const { rule, fixed } = setting;
  const last = dateToDay(asOf);
  const work: Work = { phase: 'pending', runs: [] };
  const issues: Machine['issues'][number][] = [];
  const used = new Set<number>();
  if (rule.startsAt.length === 0) begin(work, Math.min(fixed ?? last, last));
  for (const step of steps) {
    expire(setting, work, step.day);
    const act = actOn(setting, work, step);
    if (act.isApplied) used.add(step.index);
    for (const complaint of act.complaints) {
      issues.push({ ...complaint, clock: rule.clock, event: step.index });
    }
    if (act.run !== undefined) work.runs[work.runs.length - 1] = act.run;
    if (act.phase !== undefined) work.phase = act.phase;
  }
  expire(setting, work, last);
  return { phase: phaseOf(work), runs: work.runs, issues, applied: used };
}

/** Returns what a recorded `deemed` is called that confirms this rule's expiry. */
export function outcomeOf(rule: ClockRule): ClockEvent['outcome'] {
  const outcomes = {
    nothing: undefined,
    deemedAccepted: 'accepted',
    deemedApproved: 'approved',
    deemedRefused: 'refused',
    deemedRenewed: 'renewed',
  } as const;
  return outcomes[rule.onExpiry];
}

function phaseOf(work: Work): Phase {
  if (work.phase !== 'active') return work.phase;
  const open = lastRun(work).spans.filter((span) => span.to === undefined);
  if (open.some((span) => span.claim === 'applicant')) return 'stopped';
  return open.length > 0 ? 'excluded' : 'running';
}

function lastRun(work: Work): Run {
  const run = work.runs.at(-1);
  assert(run !== undefined, 'a clock that left pending has run');
  return run;
}

/** Silence speaks from the day after the last one. */
function expire(setting: ClockSetting, work: Work, day: DayNumber): void {
  if (work.phase !== 'active' || setting.rule.onExpiry === 'nothing' || isLacking(setting)) return;
  const run = lastRun(work);
  const due = dueOf(periodOf(setting, run));
  if (due === undefined || day <= due) return;
  work.runs[work.runs.length - 1] = { ...run, ended: due + 1 };
  work.phase = 'deemed';
}

function actOn(setting: ClockSetting, work: Work, step: Step): Act {
  const { rule } = setting;
  if (step.event.code === 'withdrawn') return withdraw(work, step);
  switch (work.phase) {
    case 'withdrawn':
      return refused('clock.after-withdrawal');
    case 'pending':
      return onPending(setting, work, step);
    case 'returned':
      return onReturned(setting, work, step);
    case 'active':
      return actOnRunning(setting, lastRun(work), step);
    case 'ended':
      return onEnded(rule, step);
    case 'deemed':
      return onDeemed(rule, step);
  }
}

function onPending(setting: ClockSetting, work: Work, step: Step): Act {
  const { rule } = setting;
  const { code } = step.event;
  // Further papers begin a period only where others were returned before.
  if (rule.startsAt.includes(code) && code !== 'information-received') {
    const { outcome } = step.event;
    const wanted = rule.startsOutcome;
    if (wanted !== undefined && outcome !== undefined && outcome !== wanted) return noAct;
    return start(setting, work, step);
  }
  return concerns(rule, code) ? idle('clock.not-started') : noAct;
}

function onReturned(setting: ClockSetting, work: Work, step: Step): Act {
  const { rule } = setting;
  const { code } = step.event;
  if (rule.startsAt.includes(code)) {
    work.runs[work.runs.length - 1] = { ...lastRun(work), answered: step.day };
    return start(setting, work, step);
  }
  if (code === 'information-requested') return refused('clock.already-stopped');
  if (rule.endsAt.includes(code)) {
    const complaints = [{ code: 'clock.answer-missing', params: {} }];
    const run = { ...lastRun(work), answered: step.day };
    return { run, phase: 'ended', complaints, isApplied: true };
  }
  return concerns(rule, code) ? idle('clock.not-started') : noAct;
}

function onEnded(rule: ClockRule, step: Step): Act {
  const { code } = step.event;
  if (code === 'appealed') return applied();
  if (code === 'deemed') return deemedTooSoon(rule);
  return concerns(rule, code) ? idle('clock.already-ended') : noAct;
}

function onDeemed(rule: ClockRule, step: Step): Act {
  const { code, outcome } = step.event;
  if (code === 'appealed') return applied();
  if (code === 'deemed') {
    const confirms = outcome === undefined || outcome === outcomeOf(rule);
    return confirms ? applied() : refused('clock.deemed-otherwise');
  }
  if (!concerns(rule, code)) return noAct;
  const isAct = rule.endsAt.includes(code) || code === 'extended';
  return isAct ? refused('clock.act-after-deemed') : idle('clock.already-ended');
}

function begin(work: Work, day: DayNumber): void {
  work.runs.push({ started: day, zero: day, extended: 0, extensions: 0, spans: [] });
  work.phase = 'active';
}

function start({ rule, fixed }: ClockSetting, work: Work, step: Step): Act {
  // Used, although it starts nothing: another clock's use of the event must not silence this.
  if (fixed !== undefined && step.day > fixed) {
    return { ...refused('clock.started-after-limit'), isApplied: true };
  }
  begin(work, step.day);
  const { from, until } = rule.effective;
  const { happened } = step.event;
  const isInForce = happened >= from && (until === undefined || happened <= until);
  const complaints = isInForce ? [] : [{ code: 'clock.rule-not-in-force', params: {} }];
  return { complaints, isApplied: true };
}

function withdraw(work: Work, step: Step): Act {
  if (work.phase === 'withdrawn') return refused('clock.after-withdrawal');
  if (work.phase === 'ended' || work.phase === 'deemed') return idle('clock.already-ended');
  const run = work.runs.at(-1);
  work.phase = 'withdrawn';
  if (run === undefined) return applied();
  const isReturned = run.ended !== undefined;
  return applied({ run: { ...run, [isReturned ? 'answered' : 'ended']: step.day } });
}

/** Whether an event can mean anything to a clock that is not running. */
function concerns(rule: ClockRule, code: ClockCode): boolean {
  if (rule.startsAt.includes(code) || rule.endsAt.includes(code)) return true;
  switch (code) {
    case 'information-requested':
    case 'information-received':
      return rule.stops !== 'none';
    case 'referred':
    case 'referral-ended':
      return rule.excludedKinds.length > 0;
    case 'extended':
      return rule.extensions !== undefined;
    case 'deemed':
    case 'withdrawn':
    case 'appealed':
      return true;
    case 'received':
    case 'accepted':
    case 'decided':
    case 'issued':
      return false;
  }
}
