// What a joint network is made of: the parts with their schedules, the matters before authorities, the links.
import type { CivilDate } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Calendar } from '../plan/calendar.ts';
import type { CaseAnswer } from '../plan/clock-case.ts';
import type { PastCase } from '../plan/past-cases.ts';
import type { Schedule } from '../plan/schedule.ts';
import type { ApprovalCaseState } from './kinds/approval-case.ts';
import type { LinkState } from './kinds/link.ts';
import type { ProcedureVersion } from './kinds/procedure.ts';
import type { LanguageMap } from './statement.ts';

/** One side's part: an own project with the schedule that is in force. */
export interface NetworkPart {
  /** Id of the own project. */
  readonly part: string;
  readonly party: PartyId;
  readonly title: LanguageMap;
  readonly sample: boolean;
  /** The versions of its schedule, newest first; `schedule` is absent where the file is not held here or unreadable. */
  readonly versions: readonly NetworkVersion[];
}

/** One version of a part's schedule. */
export interface NetworkVersion {
  readonly hash: string;
  readonly dataDate: CivilDate;
  readonly sample: boolean;
  readonly schedule?: Schedule;
}

/** One matter before an authority, by its owner's record or as another party reports it. */
export interface NetworkCase {
  /** Id of the record: `SZ-K001`, or `HK-R004` of a report. */
  readonly id: string;
  readonly owner: PartyId;
  /** Who reports it; absent for the owner's own record. */
  readonly reportedBy?: PartyId;
  /** The owner disputes the report: drawn, not scheduled. */
  readonly disputed: boolean;
  readonly state: ApprovalCaseState;
  readonly version?: ProcedureVersion;
  /** The authority's calendar, where the procedure's can be resolved. */
  readonly calendar?: Calendar;
  /** Its clocks on the data date. */
  readonly answer?: CaseAnswer;
}

/** Matters before one authority under one procedure. */
export interface PastMatters {
  readonly cases: readonly PastCase[];
  /** Whether any of them is sample data. */
  readonly sample: boolean;
}

/** All that a joint network is made of. */
export interface NetworkInput {
  readonly project: string;
  /** Activity code of the opening milestone, with the part that has it. */
  readonly target?: { readonly part: string; readonly code: string };
  readonly parts: readonly NetworkPart[];
  readonly cases: readonly NetworkCase[];
  /** Reports whose matter is scheduled by the owner's record: a link to the report is one to the record. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** Matters of the whole programme by procedure: how long its next one may take. */
  readonly past?: ReadonlyMap<string, PastMatters>;
  readonly links: readonly LinkState[];
  /** Calendars that links name, by record id. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly dataDate: CivilDate;
}
