// Comity JSON schedules (`comity-schedule/1`, docs/schema): read and written. Nothing that a file says of computed dates
// has a place in it.
import { type Json, parseJson } from '../base/json.ts';
import { jsonErrorPlace } from '../base/json-syntax.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Calendar } from '../plan/calendar.ts';
import { dayToDate, type Minute, minuteToText, textToMinute } from '../plan/civil-time.ts';
import { type Distribution, findDistributionFaults, medianOf } from '../plan/distribution.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import type { Activity, Link, Project, Schedule } from '../plan/schedule.ts';
import { printBands, printWeek, resolveCalendars } from './comity-json-calendars.ts';
import {
  type ComityActivity,
  type ComityProject,
  type ComitySchedule,
  comityScheduleSchema,
  comityScheduleShape,
} from './comity-json-shape.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';

/** The reader of Comity JSON. */
export const comityJson: ScheduleFormat = {
  name: 'Comity JSON',
  profile: 'comity',
  encoding: 'utf-8',
  recognises: (text) => /^\s*\{/.test(text),
  read: readComityJson,
};

/**
 * Errors: base.json.*, exchange.json-schema, exchange.json-shape; as issues beside the schedule: exchange.json-time and
 * those of {@link resolveCalendars}.
 */
function readComityJson(text: string): Result<ReadSchedule, readonly PlanIssue[]> {
  const json = parseObject(text, comityScheduleSchema);
  if (!json.ok) return json;
  const parsed = comityScheduleShape.safeParse(json.value);
  if (!parsed.success) return err(shapeErrors(parsed.error.issues));
  return ok(toSchedule(parsed.data));
}

/** Parses a file whose field `schema` must hold a name. Errors: base.json.*, exchange.json-schema. */
export function parseObject(text: string, schema: string): Result<Json, readonly PlanIssue[]> {
  const json = parseJson(text);
  if (!json.ok) {
    return err(
      json.error.map(({ code, message, path, line }) => {
        const sentence = path === '' ? message : `${message}, at ${path}`;
        const column = code === 'base.json.syntax' ? jsonErrorPlace(text)?.column : undefined;
        return planError(code, sentence, { line, column });
      }),
    );
  }
  const found = json.value instanceof Object && 'schema' in json.value ? json.value.schema : null;
  if (found === schema) return json;
  const sentence = `expected the schema ${schema}, got ${JSON.stringify(found)}`;
  return err([planError('exchange.json-schema', sentence.slice(0, 200))]);
}

/** Returns what a shape finds wrong, each with its place: exchange.json-shape. */
export function shapeErrors(
  found: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[],
): readonly PlanIssue[] {
  return found.map(({ message, path }) =>
    planError('exchange.json-shape', `${message}, at ${path.map(String).join('.')}`),
  );
}

/** Returns a file of the right shape as plan's data. Issues: exchange.json-time, those of {@link resolveCalendars}. */
export function toSchedule({ calendars = [], projects }: ComitySchedule): ReadSchedule {
  const issues: PlanIssue[] = [];
  const schedule = {
    calendars: resolveCalendars(calendars, issues),
    projects: projects.map((project) => toProject(project, issues)),
  };
  return { schedule, issues };
}

function toProject(given: ComityProject, issues: PlanIssue[]): Project {
  const { code, name, dataDate, mustFinishBy, fromFinish, activities, links = [] } = given;
  const timeOf = timeReader(code, issues);
  return {
    id: given.id ?? code,
    code,
    ...definedOnly({
      name,
      mustFinishBy: timeOf(mustFinishBy),
      fromFinish: timeOf(fromFinish),
      options: given.options && definedOnly(given.options),
    }),
    dataDate: timeOf(dataDate) ?? 0,
    activities: activities.map((activity) => toActivity(activity, issues)),
    links: links.map(({ type = 'FS', lagMinutes = 0, ...link }) => {
      return { ...definedOnly(link), from: link.from, to: link.to, type, lagMinutes };
    }),
  };
}

function toActivity(given: ComityActivity, issues: PlanIssue[]): Activity {
  const timeOf = timeReader(given.id, issues);
  const { id, code = id, type = 'task', constraints } = given;
  const { durationMinutes = medianFor(given) } = given;
  const { name, names, calendar, remainingMinutes, distribution, uncertainty } = given;
  return {
    id,
    code,
    type,
    durationMinutes,
    ...definedOnly({
      name,
      names,
      calendar,
      remainingMinutes,
      distribution,
      uncertainty,
      actualStart: timeOf(given.actualStart),
      actualFinish: timeOf(given.actualFinish),
      resume: timeOf(given.resume),
      expectedFinish: timeOf(given.expectedFinish),
      externalEarlyStart: timeOf(given.externalEarlyStart),
      externalLateFinish: timeOf(given.externalLateFinish),
      spans: given.spans,
      joins: given.joins,
      delayMinutes: given.delayMinutes,
      pauseMinutes: given.pauseMinutes,
      placed: given.placed && {
        start: timeOf(given.placed.start) ?? 0,
        finish: timeOf(given.placed.finish) ?? 0,
      },
      constraints: constraints?.map((one) => ({
        type: one.type,
        ...definedOnly({ at: timeOf(one.at) }),
      })),
    }),
  };
}

/** What a task that states no duration is scheduled with. */
function medianFor({ type = 'task', distribution }: ComityActivity): number {
  if (distribution === undefined || type !== 'task') return 0;
  const given = definedOnly(distribution) as Distribution;
  return findDistributionFaults(given).length > 0 ? 0 : medianOf(given);
}

/** A time that is none is told, and counts as left out so that the rest can be checked. */
function timeReader(member: string, issues: PlanIssue[]) {
  return (text: string | undefined): Minute | undefined => {
    if (text === undefined) return undefined;
    const minute = textToMinute(text);
    if (minute === undefined) {
      const sentence = `expected a time YYYY-MM-DDTHH:MM that exists, got ${text.slice(0, 40)}`;
      issues.push(planError('exchange.json-time', sentence, { members: [member] }));
    }
    return minute;
  };
}

type Defined<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

function definedOnly<Fields extends object>(fields: Fields): Defined<Fields> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Defined<Fields>;
}

/** Returns a schedule as the text of a Comity JSON file. Reading it gives the same schedule. */
export function printComityJson(schedule: Schedule): string {
  return `${JSON.stringify(writeComityJson(schedule), null, 1)}\n`;
}

/** Returns a schedule as a Comity JSON file, calendars worked out in full. */
export function writeComityJson(schedule: Schedule): ComitySchedule {
  return {
    schema: comityScheduleSchema,
    calendars: schedule.calendars.map(printCalendar),
    projects: schedule.projects.map((project) => {
      const { id, code, name, dataDate, mustFinishBy, fromFinish, options } = project;
      return {
        id,
        code,
        ...definedOnly({
          name,
          mustFinishBy: printTime(mustFinishBy),
          fromFinish: printTime(fromFinish),
          options,
        }),
        dataDate: minuteToText(dataDate),
        activities: project.activities.map(printActivity),
        links: project.links.map(printLink),
      };
    }),
  };
}

function printCalendar({ id, week, exceptions, announcedThrough }: Calendar) {
  const days = [...exceptions].sort(([a], [b]) => a - b);
  return {
    id,
    week: printWeek(week),
    exceptions: days.map(([day, bands]) => ({ from: dayToDate(day), bands: printBands(bands) })),
    ...(announcedThrough === undefined ? {} : { announcedThrough: dayToDate(announcedThrough) }),
  };
}

function printActivity(activity: Activity): ComityActivity {
  const { line: _, constraints, placed, ...plain } = activity;
  return {
    ...plain,
    ...definedOnly({
      actualStart: printTime(activity.actualStart),
      actualFinish: printTime(activity.actualFinish),
      resume: printTime(activity.resume),
      expectedFinish: printTime(activity.expectedFinish),
      externalEarlyStart: printTime(activity.externalEarlyStart),
      externalLateFinish: printTime(activity.externalLateFinish),
      placed: placed && {
        start: minuteToText(placed.start),
        finish: minuteToText(placed.finish),
      },
      constraints: constraints?.map(({ type, at }) => ({
        type,
        ...definedOnly({ at: printTime(at) }),
      })),
    }),
  } as ComityActivity;
}

function printLink({ line: _, ...link }: Link) {
  return link;
}

function printTime(minute: Minute | undefined): string | undefined {
  return minute === undefined ? undefined : minuteToText(minute);
}
