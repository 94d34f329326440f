// What the engine is given: calendars, projects, activities, links. Plain data, no file format. Times are civil minutes.
import type { Calendar } from './calendar.ts';
import type { Minute } from './civil-time.ts';
import type { Distribution } from './distribution.ts';
import type { StatedOptions } from './profile.ts';
import type { Uncertainty } from './uncertainty.ts';

/** Levels of effort and summaries span what they are linked to; they never drive. */
export type ActivityType =
  | 'task'
  | 'start-milestone'
  | 'finish-milestone'
  | 'level-of-effort'
  | 'summary';

/** A date that an activity must respect (docs/spec/plan.md 3). */
export interface Constraint {
  readonly type: ConstraintType;
  /** Every type but as-late-as-possible has a date. */
  readonly at?: Minute;
}

/** The mandatory two override logic in both passes. */
export type ConstraintType =
  | 'start-no-earlier-than'
  | 'start-no-later-than'
  | 'start-on'
  | 'finish-no-earlier-than'
  | 'finish-no-later-than'
  | 'finish-on'
  | 'mandatory-start'
  | 'mandatory-finish'
  | 'as-late-as-possible';

/** One piece of work. */
export interface Activity {
  /** The file's own key. */
  readonly id: string;
  /** The user's key. */
  readonly code: string;
  readonly name?: string;
  /** The name in further languages, by BCP 47 tag. */
  readonly names?: Readonly<Record<string, string>>;
  readonly type: ActivityType;
  /** Id of a calendar; none is every minute of every day. */
  readonly calendar?: string;
  readonly durationMinutes: number;
  /** Needed once started; before that it takes the place of the duration when given. */
  readonly remainingMinutes?: number;
  /** Of the remaining work of a task; a forecast draws from it, the critical path leaves it aside. */
  readonly distribution?: Distribution;
  /** What else makes a task longer in a forecast, or leaves it out. */
  readonly uncertainty?: Uncertainty;
  readonly actualStart?: Minute;
  readonly actualFinish?: Minute;
  readonly resume?: Minute;
  readonly expectedFinish?: Minute;
  readonly externalEarlyStart?: Minute;
  readonly externalLateFinish?: Minute;
  readonly constraints?: readonly Constraint[];
  /** Of a summary: ids of what it spans beside what it is linked to, from the earliest start to the latest finish. */
  readonly spans?: readonly string[];
  /**
   * Which of its links in hold it: all, where left out; or any, so that it follows whichever alone lets it be earliest
   * (docs/spec/plan.md 3b). Not under the rules of Microsoft Project.
   */
  readonly joins?: 'all' | 'any';
  /** Minutes on the clock by which unstarted work begins later than its links say (msproject: leveling delay). */
  readonly delayMinutes?: number;
  /** Minutes of work on its calendar within it in which it rests (msproject: a split task). Not part of its duration. */
  readonly pauseMinutes?: number;
  /** Dates that were given by hand and that nothing moves (msproject: manually scheduled). */
  readonly placed?: { readonly start: Minute; readonly finish: Minute };
  /** 1-based line of the file, where it has lines. */
  readonly line?: number;
}

/** From finish or start of the one to start or finish of the other. */
export type LinkType = 'FS' | 'SS' | 'FF' | 'SF';

/** The calendar on which a lag is counted. */
export type LagCalendar = 'predecessor' | 'successor' | '24h' | { readonly calendar: string };

/** One dependency; a negative lag is a lead. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly type: LinkType;
  readonly lagMinutes: number;
  /** None: the profile's. */
  readonly lagCalendar?: LagCalendar;
  readonly line?: number;
}

/** Activities that are scheduled together from one data date. */
export interface Project {
  readonly id: string;
  readonly code: string;
  readonly name?: string;
  /** No remaining work lies before it; under the rules of Microsoft Project the start of the project. */
  readonly dataDate: Minute;
  readonly mustFinishBy?: Minute;
  /**
   * The finish from which the project is scheduled back: it starts as late as its work allows (msproject; the others start
   * from the data date).
   */
  readonly fromFinish?: Minute;
  /** What the file states (`optionsOf` says which profile follows it). */
  readonly options?: StatedOptions;
  readonly activities: readonly Activity[];
  readonly links: readonly Link[];
}

/** A file once read: each project is scheduled by itself. */
export interface Schedule {
  readonly calendars: readonly Calendar[];
  readonly projects: readonly Project[];
}
