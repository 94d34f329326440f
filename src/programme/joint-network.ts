// The joint network: the schedules of every side's part, their approval cases in the place of activities, and the links
// that both sides accepted, as one project of one schedule (docs/spec/joint-schedule.md). The same on every node that
// holds the same statements. Nothing is computed here but what stands where; dates are the plan's.
import type { CivilDate } from '../base/dates.ts';
import { daysBetween } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Calendar } from '../plan/calendar.ts';
import { dateToDay, minutesPerDay } from '../plan/civil-time.ts';
import { findActivityErrors } from '../plan/runs-asked.ts';
import type { Activity, Link, Schedule } from '../plan/schedule.ts';
import { findScheduleErrors, isSpan } from '../plan/validation.ts';
import { type CaseWork, caseWork } from './case-work.ts';
import { joinLinks, type NetworkIssue, type UnscheduledLink } from './joint-links.ts';
import type { ApprovalCaseState } from './kinds/approval-case.ts';
import type { NetworkCase, NetworkInput, NetworkPart, NetworkVersion } from './network-input.ts';
import type { LanguageMap } from './statement.ts';

/** What is known of an activity beyond its dates. */
export interface NetworkActivity {
  /** `<part>/<code>`. */
  readonly id: string;
  readonly part: string;
  readonly party: PartyId;
  readonly code: string;
  readonly name: LanguageMap;
  readonly kind: 'work' | 'approval' | 'waiting' | 'milestone' | 'span';
  readonly sample: boolean;
  /** The case that stands for it. */
  readonly case?: NetworkCase;
  /** Minutes of one day of the authority's effort. */
  readonly dayMinutes?: number;
}

/** The joint network. */
export interface JointNetwork {
  /** One project; undefined while no part has a schedule that can be used. */
  readonly schedule?: Schedule;
  readonly target?: string;
  readonly dataDate: CivilDate;
  /** In the order of the schedule's activities. */
  readonly activities: readonly NetworkActivity[];
  readonly unscheduled: readonly UnscheduledLink[];
  /** Cases that stand for no activity here: listed, not scheduled. */
  readonly listed: readonly NetworkCase[];
  readonly issues: readonly NetworkIssue[];
}

/** What grows while parts and cases are put together. */
interface Assembly {
  readonly calendars: Map<string, Calendar>;
  readonly activities: Map<string, { activity: Activity; about: NetworkActivity }>;
  readonly links: Link[];
  readonly issues: NetworkIssue[];
}

/** Characters of a code or a calendar's id: with the part's id before it an inputs document still takes it. */
const nameLengthMax = 160;

/** A part older than this is told. */
const staleDays = 30;

/** Returns the joint network. Total: what cannot be used is left out and told. Cost: linear in activities and links. */
export function joinNetwork(input: NetworkInput): JointNetwork {
  const joint: Assembly = { calendars: new Map(), activities: new Map(), links: [], issues: [] };
  for (const part of input.parts) addPart(joint, part, input.dataDate);
  const placed = new Set(
    [...input.cases].sort(byClaim).filter((one) => addCase(joint, one, input)),
  );
  const listed = input.cases.filter((one) => !placed.has(one));
  const { target } = input;
  const targetId = target === undefined ? undefined : `${target.part}/${target.code}`;
  const known = targetId !== undefined && joint.activities.has(targetId);
  if (targetId !== undefined && !known && joint.activities.size > 0) {
    joint.issues.push({ code: 'network.target-missing', members: [targetId] });
  }
  const { links, unscheduled, issues } = joinLinks({
    links: input.links,
    within: joint.links,
    activities: [...joint.activities.keys()],
    spans: spansOf(joint),
    cases: caseActivities(joint, input.aliases ?? new Map()),
    calendars: input.calendars,
  });
  for (const { calendar } of links.flatMap((one) => lagCalendarOf(one.lagCalendar))) {
    const found = input.calendars.get(calendar);
    if (found !== undefined) joint.calendars.set(calendar, found);
  }
  const entries = [...joint.activities.values()];
  const shared = {
    dataDate: input.dataDate,
    ...(known ? { target: targetId } : {}),
    activities: entries.map((one) => one.about),
    unscheduled,
    listed,
    issues: [...joint.issues, ...issues],
  };
  if (entries.length === 0) return shared;
  const { project } = input;
  const schedule: Schedule = {
    calendars: [...joint.calendars.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    projects: [
      {
        ...{ id: project, code: project },
        dataDate: dateToDay(input.dataDate) * minutesPerDay,
        activities: entries.map((one) => one.activity),
        links: [...joint.links, ...links],
      },
    ],
  };
  return { ...shared, schedule };
}

/** Why the newest version of a part is not the one that is used. */
function whyNot({ schedule, dataDate: day }: NetworkVersion, dataDate: CivilDate): string {
  if (schedule === undefined) return 'network.not-held';
  // It states progress of days that have not come.
  return day > dataDate ? 'network.version-ahead' : 'network.version-unusable';
}

/** Adds the newest version of a part that can be scheduled by itself. */
function addPart(joint: Assembly, part: NetworkPart, dataDate: CivilDate): void {
  const usable = part.versions.find(({ schedule, dataDate: day }) => {
    return schedule !== undefined && day <= dataDate && isUsable(schedule);
  });
  const [newest] = part.versions;
  if (newest === undefined) {
    joint.issues.push({ code: 'network.no-schedule', members: [part.part] });
    return;
  }
  if (usable !== newest) {
    joint.issues.push({ code: whyNot(newest, dataDate), members: [part.part] });
  }
  if (usable?.schedule === undefined) return;
  if (daysBetween(usable.dataDate, dataDate) > staleDays) {
    joint.issues.push({ code: 'network.stale', members: [part.part] });
  }
  const { calendars, projects } = usable.schedule;
  const nameOf = (id: string) => `${part.part}/${id}`;
  for (const calendar of calendars) {
    joint.calendars.set(nameOf(calendar.id), { ...calendar, id: nameOf(calendar.id) });
  }
  const [project] = projects;
  const codeOf = new Map(project.activities.map((one) => [one.id, one.code]));
  for (const { line: _, ...activity } of project.activities) {
    const id = nameOf(activity.code);
    const calendar = activity.calendar === undefined ? {} : { calendar: nameOf(activity.calendar) };
    const spanned = activity.spans?.map((one) => nameOf(codeOf.get(one) ?? one));
    const spans = spanned === undefined ? {} : { spans: spanned };
    joint.activities.set(id, {
      activity: { ...activity, id, code: id, ...calendar, ...spans },
      about: {
        ...{ id, part: part.part, party: part.party, code: activity.code },
        name: activity.names ?? { en: activity.name ?? activity.code },
        kind: kindOf(activity),
        sample: part.sample || usable.sample,
      },
    });
  }
  for (const { line: _, ...link } of project.links) {
    const ends = {
      from: nameOf(codeOf.get(link.from) ?? link.from),
      to: nameOf(codeOf.get(link.to) ?? link.to),
    };
    // What a part leaves to the profile stays as the part's own tools have it: the successor's calendar.
    const lag = link.lagCalendar;
    const own = typeof lag === 'object' ? { lagCalendar: { calendar: nameOf(lag.calendar) } } : {};
    joint.links.push({ ...link, ...ends, ...own });
  }
}

/** A schedule never changes: it is looked through once. */
const knownUsable = new WeakMap<Schedule, boolean>();

/** Returns whether a schedule can be computed by itself: only then does it enter the network of others. */
export function isUsable(schedule: Schedule): boolean {
  const known = knownUsable.get(schedule) ?? canStandAlone(schedule);
  knownUsable.set(schedule, known);
  return known;
}

function canStandAlone(schedule: Schedule): boolean {
  const { projects } = schedule;
  const [project] = projects;
  if (projects.length !== 1 || project === undefined) return false;
  const isSound = (activity: Activity) => findActivityErrors(activity).length === 0;
  const names = [
    ...project.activities.map((one) => one.code),
    ...schedule.calendars.map((one) => one.id),
  ];
  if (names.some((name) => name.length > nameLengthMax)) return false;
  return findScheduleErrors(schedule).length === 0 && project.activities.every(isSound);
}

function kindOf({ type }: Activity): NetworkActivity['kind'] {
  switch (type) {
    case 'task':
      return 'work';
    case 'start-milestone':
    case 'finish-milestone':
      return 'milestone';
    case 'level-of-effort':
    case 'summary':
      return 'span';
  }
}

/** Whether a case came to nothing: what it was for has to be applied for again. */
function isSpent({ state }: NetworkCase): boolean {
  return state.standing === 'withdrawn' || state.outcome === 'refused';
}

/** Of several cases for one activity those that came to nothing stand back, then reports, then the later received. */
function byClaim(a: NetworkCase, b: NetworkCase): number {
  if (isSpent(a) !== isSpent(b)) return isSpent(a) ? 1 : -1;
  const [mine, theirs] = [a, b].map((one) => one.reportedBy === undefined);
  if (mine !== theirs) return mine ? -1 : 1;
  const [x, y] = [a, b].map(({ state }) => receivedOf(state));
  // Among those that came to nothing the newest says how it stands.
  if (x !== y) return (x < y ? -1 : 1) * (isSpent(a) ? -1 : 1);
  return a.id < b.id ? -1 : 1;
}

/** A case that is only planned comes after every one that was filed. */
function receivedOf(state: ApprovalCaseState): string {
  return state.events.find((event) => event.code === 'received')?.happened ?? '9999-12-31';
}

/** Puts a case in the place of its activity. Returns whether it stands there now. */
function addCase(joint: Assembly, given: NetworkCase, input: NetworkInput): boolean {
  const { dataDate } = input;
  const { state, version, calendar, answer } = given;
  const { activity } = state;
  if (activity === undefined) return false;
  const id = `${activity.project}/${activity.code}`;
  const there = joint.activities.get(id);
  if (there === undefined) {
    joint.issues.push({ code: 'network.case-without-activity', members: [given.id, id] });
    return false;
  }
  // Each side's approvals stand for its own activities: none decides for the other.
  if (given.owner !== there.about.party) {
    joint.issues.push({ code: 'network.case-foreign', members: [given.id, id] });
    return false;
  }
  if (given.disputed) {
    joint.issues.push({ code: 'network.case-disputed', members: [given.id] });
    return false;
  }
  if (there.about.case !== undefined) {
    // What was refused or withdrawn gives way to what was applied for again, without a word.
    if (isSpent(given)) return false;
    const members = [there.about.case.id, given.id];
    joint.issues.push({ code: 'network.two-cases', members });
    return false;
  }
  const about = { ...there.about, kind: 'approval' as const, case: given };
  const past = input.past?.get(state.procedure);
  const isSample = [state.sample, version?.sample === true, answer?.isSample === true];
  const sample = there.about.sample || past?.sample === true || isSample.includes(true);
  const work =
    version === undefined || calendar === undefined
      ? undefined
      : caseWork({ state, version, calendar, answer, dataDate, past: past?.cases });
  if (version === undefined || calendar === undefined || work === undefined) {
    joint.issues.push({ code: 'network.estimate-missing', members: [given.id] });
    joint.activities.set(id, { activity: there.activity, about: { ...about, sample } });
    return true;
  }
  joint.calendars.set(calendar.id, calendar);
  for (const note of work.notes)
    joint.issues.push({ code: `network.${note}`, members: [given.id] });
  joint.activities.set(id, {
    activity: withWork(there.activity, calendar.id, work),
    about: { ...about, sample, dayMinutes: work.dayMinutes },
  });
  if (work.applicant !== undefined) addWaiting(joint, id, work.applicant);
  return true;
}

/** The activity keeps its name, code and constraints; duration, progress and calendar are the case's. */
function withWork(activity: Activity, calendar: string, work: CaseWork): Activity {
  const { actualStart: _, actualFinish: __, remainingMinutes: ___, ...plain } = activity;
  const { distribution: ____, resume: _____, expectedFinish: ______, ...rest } = plain;
  const { uncertainty: _______, ...kept } = rest;
  const { durationMinutes, remainingMinutes, distribution, actualStart, actualFinish } = work;
  return {
    ...kept,
    ...{ type: 'task', calendar, durationMinutes },
    ...(remainingMinutes === undefined ? {} : { remainingMinutes }),
    ...(distribution === undefined ? {} : { distribution }),
    ...(actualStart === undefined ? {} : { actualStart }),
    ...(actualFinish === undefined ? {} : { actualFinish }),
  };
}

/** While the applicant has the papers its time comes first: an activity of its own, on every day. */
function addWaiting(
  joint: Assembly,
  id: string,
  applicant: NonNullable<CaseWork['applicant']>,
): void {
  const there = joint.activities.get(id);
  if (there === undefined) return;
  const { minutes, distribution } = applicant;
  const waiting = waitingId(joint, id);
  joint.activities.set(waiting, {
    activity: {
      ...{ id: waiting, code: waiting, type: 'task', durationMinutes: minutes },
      ...(distribution === undefined ? {} : { distribution }),
    },
    about: {
      ...there.about,
      ...{ id: waiting, code: waiting.slice(there.about.part.length + 1), kind: 'waiting' },
    },
  });
  joint.links.push({ from: waiting, to: id, type: 'FS', lagMinutes: 0 });
}

/** A part may have a code like that of a wait: nothing of it is overwritten. */
function waitingId(joint: Assembly, id: string): string {
  const wanted = `${id}/applicant`;
  return joint.activities.has(wanted) ? waitingId(joint, wanted) : wanted;
}

function spansOf(joint: Assembly): ReadonlySet<string> {
  const all = [...joint.activities.values()].map((one) => one.activity);
  return new Set(all.filter(isSpan).map((one) => one.id));
}

function caseActivities(
  joint: Assembly,
  aliases: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const all = [...joint.activities.values()].map((one) => one.about);
  const found = all.filter(({ kind }) => kind === 'approval');
  const own = new Map(found.map((about) => [about.case?.id ?? '', about.id]));
  const reports = [...aliases].flatMap(([report, record]) => {
    const id = own.get(record);
    return id === undefined || own.has(report) ? [] : [[report, id] as const];
  });
  return new Map([...own, ...reports]);
}

function lagCalendarOf(lag: Link['lagCalendar']): readonly { readonly calendar: string }[] {
  return typeof lag === 'object' ? [lag] : [];
}
