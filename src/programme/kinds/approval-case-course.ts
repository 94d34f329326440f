// The course of an approval case: what its recorded events came to, one after another. Silence is no event here: what
// the law makes of it is computed for a day by case-clocks.ts.
import type { CivilDate } from '../../base/dates.ts';
import type { ClockCode } from '../../plan/clock-rule.ts';

/** Where a case stands by what is recorded: silence is no record. */
export type CaseStanding =
  | 'planned'
  | 'open'
  | 'stopped'
  | 'referred'
  | 'decided'
  | 'issued'
  | 'withdrawn'
  | 'deemed';

/** What the course looks at of an event. */
export interface CourseEvent {
  readonly code: ClockCode;
  readonly happened: CivilDate;
  readonly kind?: string;
  readonly outcome?: 'accepted' | 'approved' | 'refused' | 'renewed';
}

/** What the events of a case came to. */
export interface CaseCourse {
  readonly received?: CivilDate;
  readonly accepted: boolean;
  readonly stopped: boolean;
  /** Kinds of referral that have not ended. */
  readonly referrals: readonly string[];
  readonly outcome?: 'approved' | 'refused' | 'renewed';
  readonly decidedBy?: 'decided' | 'deemed';
  readonly issued: boolean;
  readonly withdrawn: boolean;
  /** Since the decision. */
  readonly appealed: boolean;
  /** Events that lack a predecessor, which may still become known. */
  readonly pending: number;
}

const beginning: CaseCourse = {
  ...{ accepted: false, stopped: false, referrals: [], issued: false, withdrawn: false },
  ...{ appealed: false, pending: 0 },
};

/** Returns what events in their order came to. Total: an event without its predecessor counts as pending. */
export function courseOf(events: readonly CourseEvent[]): CaseCourse {
  return events.reduce((course, event) => {
    const next = after(course, event);
    return lacksPredecessor(course, event) ? { ...next, pending: course.pending + 1 } : next;
  }, beginning);
}

function after(
  course: CaseCourse,
  { code, happened, kind = '', outcome }: CourseEvent,
): CaseCourse {
  switch (code) {
    case 'received':
      return { ...course, received: course.received ?? happened };
    case 'accepted':
      return { ...course, accepted: true };
    case 'information-requested':
      return { ...course, stopped: true };
    case 'information-received':
      return { ...course, stopped: false };
    case 'referred':
      return { ...course, referrals: [...course.referrals, kind] };
    case 'referral-ended':
      return { ...course, referrals: course.referrals.filter((one) => one !== kind) };
    case 'extended':
      return course;
    case 'decided':
    case 'deemed':
      // Silence that accepts an application decides nothing yet.
      if (outcome === 'accepted' || outcome === undefined) return { ...course, accepted: true };
      return { ...course, outcome, decidedBy: code, issued: false, appealed: false };
    case 'issued':
      return { ...course, issued: true };
    case 'withdrawn':
      return { ...course, withdrawn: true };
    case 'appealed':
      return { ...course, appealed: true };
  }
}

function lacksPredecessor(course: CaseCourse, { code, kind = '' }: CourseEvent): boolean {
  if (code === 'received') return false;
  if (course.received === undefined) return true;
  if (code === 'information-received') return !course.stopped;
  if (code === 'referral-ended') return !course.referrals.includes(kind);
  return (code === 'issued' || code === 'appealed') && course.outcome === undefined;
}

/** Returns where a case stands. Of several, what ends it goes first, then who is waited for. */
export function standingOf(course: CaseCourse): CaseStanding {
  if (course.withdrawn) return 'withdrawn';
  if (course.issued) return 'issued';
  if (course.decidedBy !== undefined) return course.decidedBy;
  if (course.received === undefined) return 'planned';
  if (course.stopped) return 'stopped';
  return course.referrals.length > 0 ? 'referred' : 'open';
}
