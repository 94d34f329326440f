// The rule of a statutory clock as data: what starts and ends it, how days are counted, what stops it, what
// happens at its end, and the law that says so. The words are those of docs/spec/clocks.md 3.
import type { CivilDate } from '../base/dates.ts';
import type { Issue } from '../base/result.ts';

/** What can happen to an application, the same words in every log. */
export const clockCodes = [
  'received',
  'accepted',
  'information-requested',
  'information-received',
  'referred',
  'referral-ended',
  'extended',
  'decided',
  'issued',
  'deemed',
  'withdrawn',
  'appealed',
] as const;
export type ClockCode = (typeof clockCodes)[number];

/** What the law makes of silence at the end of a period. */
export type Expiry =
  | 'nothing'
  | 'deemedAccepted'
  | 'deemedApproved'
  | 'deemedRefused'
  | 'deemedRenewed';

/** The official name and article of a law, and where it can be read. */
export interface LegalBasis {
  readonly law: string;
  readonly article: string;
  readonly url?: string;
}

/** One clock of a procedure. */
export interface ClockRule {
  /** Its name within the procedure: `decision`. */
  readonly clock: string;
  /** Who has to act before it ends; absent: the authority. */
  readonly runsAgainst?: 'authority' | 'applicant';
  readonly unit: 'working' | 'calendar' | 'month';
  /** Id of the calendar whose days count; absent: every day counts. */
  readonly dayCalendar?: string;
  /** Id of the calendar of days on which a period can end; absent: all. */
  readonly rollCalendar?: string;
  /** What starts it; empty: it always runs, as the time to apply before a permit expires does. */
  readonly startsAt: readonly ClockCode[];
  /** The outcome without which it does not start, where the event names one: a refusal leads to no certificate. */
  readonly startsOutcome?: 'approved' | 'refused';
  readonly endsAt: readonly ClockCode[];
  /** Whether the day of the event is the first that counts. */
  readonly dayZero: 'excluded' | 'included';
  /** Days or months; absent with a limitDate that is itself the last day. */
  readonly limit?: number;
  /** Name of the date of the case by which the period ends: a permit's expiry. */
  readonly limitDate?: string;
  /** The limit is counted back from the limitDate: "n days before". */
  readonly countBack?: true;
  /** Periods whose enacted limit is at most max days count only the days of the rollCalendar. */
  readonly shortPeriod?: { readonly max: number };
  readonly roll: 'next-working' | 'none';
  readonly extensions?: {
    /** How many there may be, and the days (or months) of each. */
    readonly max: number;
    readonly days: number;
    /** The post that approves them. */
    readonly by?: string;
    readonly reason?: 'required';
  };
  /** What a request for information does. */
  readonly stops: 'suspend' | 'restart' | 'none';
  /** Kinds of referral whose days do not count: hearing, inspection, expert-review. */
  readonly excludedKinds: readonly string[];
  readonly onExpiry: Expiry;
  readonly legalBasis: readonly LegalBasis[];
  readonly effective: { readonly from: CivilDate; readonly until?: CivilDate };
}

/**
 * Returns what is wrong with a rule beyond its shape. Issues: clock.rule-limit (neither limit nor limitDate, both
 * without countBack, or no whole number above 0), clock.rule-count-back (lacks a limit and a limitDate, or rolls),
 * clock.rule-roll (rolls without a rollCalendar, or counts working days, which never roll), clock.rule-working-days
 * (counts working days of no calendar), clock.rule-short-period, clock.rule-fixed-end (stops or extensions cannot
 * move a date that the case itself states), clock.rule-extensions, clock.rule-ends (nothing ends it).
 */
export function findRuleIssues(rule: ClockRule): readonly Issue[] {
  const issues: Issue[] = [];
  const add = (code: string, path: string, message: string) => issues.push({ code, path, message });
  const { limit, limitDate, countBack, roll, shortPeriod, extensions } = rule;
  const isFixed = limitDate !== undefined;
  if (countBack === true && (limit === undefined || !isFixed || roll !== 'none')) {
    add('clock.rule-count-back', 'countBack', 'needs limit and limitDate, and does not roll');
  } else if (countBack !== true && (limit === undefined) !== isFixed) {
    add('clock.rule-limit', 'limit', 'expected either limit or limitDate');
  }
  if (limit !== undefined && !isCount(limit)) {
    add('clock.rule-limit', 'limit', `expected a whole number above 0, not ${limit}`);
  }
  if (roll === 'next-working' && (rule.rollCalendar === undefined || rule.unit === 'working')) {
    add('clock.rule-roll', 'roll', 'needs a rollCalendar and a unit other than working');
  }
  if (rule.unit === 'working' && rule.dayCalendar === undefined) {
    add('clock.rule-working-days', 'dayCalendar', 'expected the calendar of working days');
  }
  if (shortPeriod !== undefined) {
    const canBeShort = rule.unit === 'calendar' && rule.rollCalendar !== undefined;
    if (!canBeShort || !isCount(shortPeriod.max)) {
      add('clock.rule-short-period', 'shortPeriod', 'needs calendar days and a rollCalendar');
    }
  }
  if (isFixed && (rule.stops !== 'none' || extensions !== undefined || rule.excludedKinds.length)) {
    add('clock.rule-fixed-end', 'limitDate', 'nothing moves a date that the case states');
  }
  if (extensions !== undefined && !(isCount(extensions.max) && isCount(extensions.days))) {
    add('clock.rule-extensions', 'extensions', 'expected whole numbers above 0');
  }
  if (rule.endsAt.length === 0) add('clock.rule-ends', 'endsAt', 'expected what ends it');
  return issues;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
