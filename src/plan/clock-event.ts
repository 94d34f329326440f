// What happens to an application, what a person should look at, and how events are put in order
// (docs/spec/clocks.md 5).
import { type CivilDate, isCivilDate } from '../base/dates.ts';
import type { DayNumber } from './civil-time.ts';
import { dateToDay } from './civil-time.ts';
import { caseEventsMax } from './clock-limits.ts';
import type { ClockCode } from './clock-rule.ts';

/** Something that happened to an application. */
export interface ClockEvent {
  readonly code: ClockCode;
  /** A full date in the authority's zone. */
  readonly happened: CivilDate;
  /** Of referred and referral-ended: hearing, inspection, expert-review. */
  readonly kind?: string;
  /** Of extended: days or months; absent: what the rule gives. */
  readonly days?: number;
  /** Of extended: why, in any language. */
  readonly reason?: string | Readonly<Record<string, string>>;
  /** Of decided and deemed: as what. */
  readonly outcome?: 'accepted' | 'approved' | 'refused' | 'renewed';
  readonly sample?: boolean;
}

/** Something about a case that a person should look at. Texts are in locales, by code. */
export interface ClockIssue {
  readonly code: string;
  /** Name of the clock; absent when it concerns the case. */
  readonly clock?: string;
  /** Index of the event, as handed in. */
  readonly event?: number;
  readonly params: Readonly<Record<string, string | number>>;
}

/** An event in its place. */
export interface Step {
  readonly event: ClockEvent;
  /** Index as handed in; -1 for what follows from the law without anybody's act. */
  readonly index: number;
  readonly day: DayNumber;
}

/**
 * Returns the events up to a day in the order in which they count: by day, and on one day as handed in, which is the
 * order of the owner's log. Issues: clock.day-not-a-date, clock.too-many-events (those beyond the limit are left out).
 */
export function stepsOf(
  events: readonly ClockEvent[],
  asOf: CivilDate,
): { readonly steps: readonly Step[]; readonly issues: readonly ClockIssue[] } {
  const issues: ClockIssue[] = [];
  const steps: Step[] = [];
  for (const [index, event] of events.slice(0, caseEventsMax).entries()) {
    if (!isCivilDate(event.happened)) {
      issues.push({ code: 'clock.day-not-a-date', event: index, params: { day: event.happened } });
    } else if (event.happened <= asOf) {
      steps.push({ event, index, day: dateToDay(event.happened) });
    }
  }
  if (events.length > caseEventsMax) {
    const params = { count: events.length, max: caseEventsMax };
    issues.push({ code: 'clock.too-many-events', params });
  }
  return { steps: steps.sort((a, b) => a.day - b.day || a.index - b.index), issues };
}
