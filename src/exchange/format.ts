// What a reader of schedule files is. Readers turn text into plan's plain data and never into dates: what a file says
// its own dates are may not feed the engine.
import type { Result } from '../base/result.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import type { ProfileName } from '../plan/profile.ts';
import type { Link, Schedule } from '../plan/schedule.ts';
import type { ForecastInputs } from './forecast-inputs-shape.ts';
import type { Recorded } from './recorded.ts';

/** A file as read. Its issues may hold errors, which are told together with those of the schedule itself. */
export interface ReadSchedule {
  readonly schedule: Schedule;
  readonly issues: readonly PlanIssue[];
  /** Links between projects of the file, which schedules do not hold; ids are those of activities, each of one project. */
  readonly between?: readonly Link[];
  /** What the program that wrote the file had computed, where it says so: to be shown beside ours, never used. */
  readonly recorded?: Recorded;
  /** The document that the schedule was in, where it was in one. */
  readonly inputs?: ForecastInputs;
}

/** One format. */
export interface ScheduleFormat {
  /** As users name it: `PSPLIB`. */
  readonly name: string;
  /** Whose rules such files follow. */
  readonly profile: ProfileName;
  /** Which bytes are text: UTF-8 and nothing else, what an XML file declares, or what they look like. */
  readonly encoding: 'utf-8' | 'xml' | 'any';
  /** Whether a text is of this format, by how it begins. */
  readonly recognises: (text: string) => boolean;
  /** Errors: what makes the text unreadable as a whole. */
  readonly read: (text: string) => Result<ReadSchedule, readonly PlanIssue[]>;
}
