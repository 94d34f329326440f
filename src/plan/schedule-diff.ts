// What differs between two versions of a project: activities, links, calendars, dates, and which group of changes moved
// the finish. Activities are matched by code, which no two of a project share: a program that writes a file anew may
// number them anew.
import { ok, type Result } from '../base/result.ts';
import { alwaysCalendar, type Bands, bandsOn, type Calendar } from './calendar.ts';
import type { Minute } from './civil-time.ts';
import { type ScheduledActivity, type ScheduledProject, scheduleFile } from './critical-path.ts';
import type { PlanIssue } from './plan-issue.ts';
import type { ProfileName } from './profile.ts';
import type { Activity, Link, Project, Schedule } from './schedule.ts';
import { compileCalendar, type WorkingTime, workBetween } from './working-time.ts';

/** The groups in which changes are made, one after the other, from the earlier version to the later. */
export const diffSteps = ['calendars', 'logic', 'durations', 'constraints', 'progress'] as const;
export type DiffStep = (typeof diffSteps)[number];

/** One field that differs; values as the schedule has them, undefined where there is none. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A link as people read it: codes of activities, type. Two of one type between the same two have numbers. */
export interface LinkChange {
  readonly link: string;
  readonly before?: Link;
  readonly after?: Link;
}

/** A calendar that both versions have under one id, with days of the week or single days that differ. */
export interface CalendarChange {
  readonly id: string;
  /** 0 is Monday. */
  readonly weekdays: readonly number[];
  /** Day numbers that are an exception in either version and have other bands. */
  readonly days: readonly number[];
}

/** Dates of an activity that both versions have, where start, finish or total float differ. */
export interface MovedActivity {
  readonly code: string;
  readonly before: ScheduledActivity;
  readonly after: ScheduledActivity;
  /** Working minutes on the later version's calendar of the activity, later is more. */
  readonly startMinutes: number;
  readonly finishMinutes: number;
}

/** What differs between two versions of one project. */
export interface ProjectDiff {
  readonly before: ScheduledProject;
  readonly after: ScheduledProject;
  readonly project: readonly FieldChange[];
  /** Codes. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly code: string; readonly fields: readonly FieldChange[] }[];
  readonly links: readonly LinkChange[];
  readonly calendars: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly CalendarChange[];
  };
  readonly moved: readonly MovedActivity[];
  readonly critical: { readonly entered: readonly string[]; readonly left: readonly string[] };
  /**
   * The finish with the changes up to and with each step; undefined where such a state cannot be computed. Another order
   * would share the movement out otherwise; the last is that of the later version.
   */
  readonly steps: readonly { readonly step: DiffStep; readonly finish: Minute | undefined }[];
}

/** One version: a schedule and which of its projects. */
export interface ProjectVersion {
  readonly schedule: Schedule;
  readonly project: Project;
}

/**
 * Compares two versions of a project under one profile. Errors: those of {@link scheduleFile}, of either version.
 * Time: linear in both versions, six schedulings.
 */
export function diffProjects(
  before: ProjectVersion,
  after: ProjectVersion,
  profile: ProfileName,
): Result<ProjectDiff, readonly PlanIssue[]> {
  const first = scheduleFile(alone(before), profile);
  if (!first.ok) return first;
  const last = scheduleFile(alone(after), profile);
  if (!last.ok) return last;
  const [early] = first.value.projects;
  const [late] = last.value.projects;
  const pairs = pairsOf(early, late);
  const [here, there] = [before, after].map(({ project }) => new Set(codesOf(project).values()));
  const critical =
    (isAfter: boolean) =>
    ({ before: a, after: b }: Pair) =>
      a.isCritical !== b.isCritical && b.isCritical === isAfter;
  return ok({
    before: early,
    after: late,
    project: fieldChanges(before.project, after.project, projectFields),
    added: [...there].filter((code) => !here.has(code)),
    removed: [...here].filter((code) => !there.has(code)),
    changed: pairs.flatMap(({ code, before: a, after: b }) => {
      const fields = fieldChanges(a.activity, b.activity, activityFields);
      return fields.length === 0 ? [] : [{ code, fields }];
    }),
    links: linkChanges(before.project, after.project),
    calendars: calendarChanges(before.schedule.calendars, after.schedule.calendars),
    moved: movedOf(pairs, after.schedule.calendars),
    critical: {
      entered: pairs.filter(critical(true)).map(({ code }) => code),
      left: pairs.filter(critical(false)).map(({ code }) => code),
    },
    steps: stepsOf(before, after, profile),
  });
}

interface Pair {
  readonly code: string;
  readonly before: ScheduledActivity;
  readonly after: ScheduledActivity;
}

/** Returns the schedule with that project alone. */
export function alone({ schedule, project }: ProjectVersion): Schedule {
  return { ...schedule, projects: [project] };
}

/** Codes by id. */
function codesOf({ activities }: Project): ReadonlyMap<string, string> {
  return new Map(activities.map(({ id, code }) => [id, code]));
}

function pairsOf(early: ScheduledProject, late: ScheduledProject): readonly Pair[] {
  const there = new Map(late.activities.map((one) => [one.activity.code, one]));
  return early.activities.flatMap((before) => {
    const { code } = before.activity;
    const after = there.get(code);
    return after === undefined ? [] : [{ code, before, after }];
  });
}

const projectFields = ['name', 'dataDate', 'mustFinishBy', 'fromFinish', 'options'] as const;
const durationFields = [
  'type',
  'calendar',
  'durationMinutes',
  'distribution',
  'uncertainty',
] as const;
const constraintFields = [
  ...['constraints', 'expectedFinish', 'externalEarlyStart', 'externalLateFinish'],
  ...['delayMinutes', 'pauseMinutes', 'placed', 'joins'],
] as readonly (keyof Activity)[];
const progressFields = ['remainingMinutes', 'actualStart', 'actualFinish', 'resume'] as const;
const activityFields: readonly (keyof Activity)[] = [
  'name',
  ...durationFields,
  ...constraintFields,
  ...progressFields,
];

function fieldChanges<Thing>(
  before: Thing,
  after: Thing,
  fields: readonly (keyof Thing)[],
): readonly FieldChange[] {
  return fields.flatMap((field) => {
    const [a, b] = [before[field], after[field]];
    return same(a, b) ? [] : [{ field: String(field), before: a, after: b }];
  });
}

/** Plain data is the same where it is written the same, whatever the order of its members. */
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]),
  );
}

/** Links by codes of activities, since ids may have changed. */
function linksByName(project: Project): ReadonlyMap<string, Link> {
  const codes = codesOf(project);
  const named = new Map<string, Link>();
  for (const link of project.links) {
    const name = `${codes.get(link.from) ?? link.from} -> ${codes.get(link.to) ?? link.to} ${link.type}`;
    let number = 1;
    while (named.has(number === 1 ? name : `${name} (${number})`)) number += 1;
    named.set(number === 1 ? name : `${name} (${number})`, link);
  }
  return named;
}

function linkChanges(before: Project, after: Project): readonly LinkChange[] {
  const [here, there] = [linksByName(before), linksByName(after)];
  const names = new Set([...here.keys(), ...there.keys()]);
  return [...names].flatMap((link) => {
    const [a, b] = [here.get(link), there.get(link)];
    const isSame =
      a !== undefined &&
      b !== undefined &&
      a.lagMinutes === b.lagMinutes &&
      same(a.lagCalendar, b.lagCalendar);
    if (isSame) return [];
    return [
      { link, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) },
    ];
  });
}

function calendarChanges(before: readonly Calendar[], after: readonly Calendar[]) {
  const here = new Map(before.map((one) => [one.id, one]));
  const there = new Map(after.map((one) => [one.id, one]));
  const changed = [...here.values()].flatMap((a) => {
    const b = there.get(a.id);
    if (b === undefined) return [];
    const weekdays = a.week.flatMap((bands, day) => (sameBands(bands, b.week[day]) ? [] : [day]));
    const exceptions = [...new Set([...a.exceptions.keys(), ...b.exceptions.keys()])];
    const days = exceptions
      .filter((day) => !sameBands(bandsOn(a, day), bandsOn(b, day)))
      .sort((x, y) => x - y);
    return weekdays.length + days.length === 0 ? [] : [{ id: a.id, weekdays, days }];
  });
  return {
    added: [...there.keys()].filter((id) => !here.has(id)),
    removed: [...here.keys()].filter((id) => !there.has(id)),
    changed,
  };
}

function sameBands(a: Bands, b: Bands): boolean {
  return (
    a.length === b.length && a.every((band, i) => band.from === b[i].from && band.to === b[i].to)
  );
}

function movedOf(pairs: readonly Pair[], calendars: readonly Calendar[]): readonly MovedActivity[] {
  const byId = new Map(calendars.map((one) => [one.id, one]));
  const compiled = new Map<string | undefined, WorkingTime>();
  // Only those that are used: a calendar that nobody works by may have no work.
  const timeOf = (id: string | undefined) => {
    const time = compiled.get(id) ?? compileCalendar(byId.get(id ?? '') ?? alwaysCalendar);
    compiled.set(id, time);
    return time;
  };
  return pairs.flatMap(({ code, before, after }) => {
    const isStill =
      startOf(before) === startOf(after) &&
      finishOf(before) === finishOf(after) &&
      before.totalFloatMinutes === after.totalFloatMinutes;
    if (isStill) return [];
    const time = timeOf(after.activity.calendar);
    const startMinutes = workBetween(time, startOf(before), startOf(after));
    const finishMinutes = workBetween(time, finishOf(before), finishOf(after));
    return [{ code, before, after, startMinutes, finishMinutes }];
  });
}

/** The start that people see: the actual one of started work, of other work the early one. */
export function startOf({ activity, earlyStart }: ScheduledActivity): Minute {
  return activity.actualStart ?? earlyStart;
}

/** The finish that people see: the actual one of completed work, of other work the early one. */
export function finishOf({ activity, earlyFinish }: ScheduledActivity): Minute {
  return activity.actualFinish ?? earlyFinish;
}

/** From the earlier version's ids to the later one's, by code; those of removed activities stay apart from all others. */
function renumbered({ project }: ProjectVersion, after: Project): Project {
  const there = new Map([...codesOf(after)].map(([id, code]) => [code, id]));
  const ids = new Map(
    [...codesOf(project)].map(([id, code]) => [id, there.get(code) ?? `removed ${id}`]),
  );
  const idOf = (id: string) => ids.get(id) ?? id;
  return {
    ...project,
    activities: project.activities.map((one) => ({ ...one, id: idOf(one.id) })),
    links: project.links.map((link) => ({ ...link, from: idOf(link.from), to: idOf(link.to) })),
  };
}

function stepsOf(before: ProjectVersion, after: ProjectVersion, profile: ProfileName) {
  const { project: later } = after;
  let project = renumbered(before, later);
  let calendars = withMissing(before.schedule.calendars, after.schedule.calendars);
  const earlier = new Map(project.activities.map((one) => [one.id, one]));
  // Fields of the later version that each step has brought so far.
  const brought = new Set<keyof Activity>();
  const make: Readonly<Record<DiffStep, () => void>> = {
    calendars: () => {
      calendars = withMissing(after.schedule.calendars, before.schedule.calendars);
    },
    logic: () => {
      project = { ...project, activities: later.activities.map(mixed), links: later.links };
    },
    durations: () => bring(durationFields),
    constraints: () => {
      bring(constraintFields);
      const { mustFinishBy: _, fromFinish: __, ...rest } = project;
      const { mustFinishBy, fromFinish } = later;
      project = {
        ...rest,
        ...(mustFinishBy === undefined ? {} : { mustFinishBy }),
        ...(fromFinish === undefined ? {} : { fromFinish }),
      };
    },
    progress: () => {
      project = later;
    },
  };
  function mixed(one: Activity): Activity {
    const was = earlier.get(one.id);
    if (was === undefined) return one;
    const kept = Object.entries(was).filter(([field]) => !brought.has(field as keyof Activity));
    const come = Object.entries(one).filter(([field]) => brought.has(field as keyof Activity));
    return Object.fromEntries([...kept, ...come]) as unknown as Activity;
  }
  function bring(fields: readonly (keyof Activity)[]): void {
    for (const field of fields) brought.add(field);
    project = { ...project, activities: later.activities.map(mixed) };
  }
  return diffSteps.map((step) => {
    make[step]();
    const computed = scheduleFile({ calendars, projects: [project] }, profile);
    return { step, finish: computed.ok ? computed.value.projects[0].finish : undefined };
  });
}

/** The first version's calendars, and those that only the second has. */
function withMissing(first: readonly Calendar[], second: readonly Calendar[]): readonly Calendar[] {
  const ids = new Set(first.map(({ id }) => id));
  return [...first, ...second.filter(({ id }) => !ids.has(id))];
}
