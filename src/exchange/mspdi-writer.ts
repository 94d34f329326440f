// Schedules as Microsoft Project XML: one project, its calendars, tasks and links. What Project has no place for is
// told, never dropped in silence.
import type { Bands, Calendar } from '../plan/calendar.ts';
import { dayToDate, type Minute, minuteToText } from '../plan/civil-time.ts';
import { type PlanIssue, planError, planWarning } from '../plan/plan-issue.ts';
import { optionsOf, type ProfileName, type ScheduleOptions } from '../plan/profile.ts';
import type { Activity, Link, Project, Schedule } from '../plan/schedule.ts';
import { isSpan } from '../plan/validation.ts';
import { printBands } from './comity-json-calendars.ts';
import { constraintTypes, linkTypes } from './mspdi-words.ts';
import { plainName } from './plain-name.ts';
import type { WrittenSchedule } from './xer-writer.ts';

/** What writing one project needs beside it. */
interface Writing {
  readonly options: ScheduleOptions;
  /** UIDs of tasks by id, and of calendars. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly calendars: ReadonlyMap<string, string>;
  readonly linksTo: ReadonlyMap<string, readonly Link[]>;
  readonly byId: ReadonlyMap<string, Activity>;
}

/**
 * Returns the only project of a schedule as an MSPDI file. Work on no calendar has an elapsed duration there. Levels of effort and summaries are left out. Error:
 * exchange.one-project. Warnings, each with its members: exchange.lost-span, exchange.lost-distribution,
 * exchange.lost-constraint (more than one, or one that Project has not), exchange.lost-lag-calendar,
 * exchange.lost-pause, exchange.lost-dates (resume, expected finish, external start, must-finish-by), exchange.lost-names.
 * @param profile Whose lag calendar counts where links name none.
 */
export function printMspdi(schedule: Schedule, profile: ProfileName): WrittenSchedule {
  const [project, ...more] = schedule.projects;
  if (more.length > 0) {
    const members = schedule.projects.map((one) => one.code);
    const sentence = 'Microsoft Project XML holds one project: choose one';
    return { text: '', issues: [planError('exchange.one-project', sentence, { members })] };
  }
  const options = optionsOf(profile, project.options);
  const written = project.activities.filter((one) => !isSpan(one));
  const byId = new Map(written.map((one) => [one.id, one]));
  const tasks = uidsOf(written.map((one) => one.id));
  const calendars = uidsOf(schedule.calendars.map((one) => one.id));
  const linksTo = Map.groupBy(project.links, (link) => link.to);
  const writing: Writing = { options, tasks, calendars, linksTo, byId };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<Project xmlns="http://schemas.microsoft.com/project">',
    ...fields({
      SaveVersion: '14',
      UID: project.id,
      Name: project.code,
      Title: project.name,
      ScheduleFromStart: project.fromFinish === undefined ? '1' : '0',
      StartDate: time(project.dataDate),
      FinishDate: time(project.fromFinish),
      CalendarUID: calendars.values().next().value ?? '-1',
      MinutesPerDay: '1',
      CriticalSlackLimit: String(options.criticalMinutes),
      HonorConstraints: options.conflicts === 'links-first' ? '1' : undefined,
      MultipleCriticalPaths: options.openEnds === 'own-finish' ? '1' : undefined,
      ExtendedCreationDate: '1984-01-01T00:00:00',
    }),
    '<Calendars>',
    ...schedule.calendars.flatMap((calendar) => calendarLines(calendar, calendars)),
    '</Calendars>',
    '<Tasks>',
    ...written.flatMap((activity, i) => taskLines(activity, i + 1, writing)),
    '</Tasks>',
    '</Project>',
    '',
  ];
  return { text: lines.join('\n'), issues: lossesOf(project, writing) };
}

/** Numbers stay; where one is none, or stands twice, all are counted from 1. */
function uidsOf(ids: readonly string[]): Map<string, string> {
  const areNumbers = ids.every((id) => /^[1-9]\d{0,8}$/.test(id));
  return new Map(ids.map((id, i) => [id, areNumbers ? id : String(i + 1)]));
}

function fields(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(given).flatMap(([name, text]) =>
    text === undefined ? [] : [`<${name}>${escaped(plainName(text) ?? '')}</${name}>`],
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function time(minute: Minute | undefined): string | undefined {
  return minute === undefined ? undefined : `${minuteToText(minute)}:00`;
}

function duration(minutes: number): string {
  return `PT${Math.floor(minutes / 60)}H${minutes % 60}M0S`;
}

function calendarLines(calendar: Calendar, uids: Writing['calendars']): readonly string[] {
  const week = [1, 2, 3, 4, 5, 6, 7].flatMap((type) => [
    '<WeekDay>',
    ...fields({ DayType: String(type) }),
    ...workLines(calendar.week[(type + 5) % 7]),
    '</WeekDay>',
  ]);
  const days = [...calendar.exceptions].sort(([a], [b]) => a - b);
  const exceptions = days.flatMap(([day, bands]) => [
    '<Exception>',
    '<TimePeriod>',
    ...fields({ FromDate: `${dayToDate(day)}T00:00:00`, ToDate: `${dayToDate(day)}T23:59:00` }),
    '</TimePeriod>',
    ...fields({ Type: '1' }),
    ...workLines(bands),
    '</Exception>',
  ]);
  return [
    '<Calendar>',
    ...fields({
      UID: uids.get(calendar.id),
      Name: calendar.id,
      IsBaseCalendar: '1',
      BaseCalendarUID: '-1',
    }),
    '<WeekDays>',
    ...week,
    '</WeekDays>',
    '<Exceptions>',
    ...exceptions,
    '</Exceptions>',
    '</Calendar>',
  ];
}

function workLines(bands: Bands): readonly string[] {
  const times = printBands(bands).flatMap((band) => {
    const [FromTime, ToTime] = band
      .split('-')
      .map((clock) => `${clock.replace('24:00', '00:00')}:00`);
    return ['<WorkingTime>', ...fields({ FromTime, ToTime }), '</WorkingTime>'];
  });
  const working = fields({ DayWorking: bands.length === 0 ? '0' : '1' });
  return times.length === 0 ? working : [...working, '<WorkingTimes>', ...times, '</WorkingTimes>'];
}

function taskLines(activity: Activity, row: number, writing: Writing): readonly string[] {
  const { actualStart, actualFinish, placed, constraints = [] } = activity;
  const isElapsed = activity.calendar === undefined;
  const [constraint] = constraints.filter((one) => constraintTypes.includes(one.type));
  const isRow = /^[1-9]\d{0,8}$/.test(activity.code);
  const links = (writing.linksTo.get(activity.id) ?? []).filter((link) =>
    writing.byId.has(link.from),
  );
  return [
    '<Task>',
    ...fields({
      UID: writing.tasks.get(activity.id),
      ID: isRow ? activity.code : String(row),
      Name: activity.name ?? activity.code,
      WBS: activity.code,
      OutlineLevel: '1',
      Active: '1',
      Manual: placed === undefined ? '0' : '1',
      Duration: duration(activity.durationMinutes),
      DurationFormat: isElapsed ? '6' : '5',
      RemainingDuration: duration(
        actualFinish === undefined ? (activity.remainingMinutes ?? activity.durationMinutes) : 0,
      ),
      ManualStart: time(placed?.start),
      ManualFinish: time(placed?.finish),
      Milestone: activity.durationMinutes === 0 ? '1' : '0',
      CalendarUID: writing.calendars.get(activity.calendar ?? '') ?? '-1',
      ConstraintType:
        constraint === undefined ? '0' : String(constraintTypes.indexOf(constraint.type)),
      ConstraintDate: time(constraint?.at),
      Deadline: time(activity.externalLateFinish),
      LevelingDelay:
        activity.delayMinutes === undefined ? undefined : String(activity.delayMinutes * 10),
      ActualStart: time(actualStart),
      ActualFinish: time(actualFinish),
    }),
    ...links.flatMap((link) => [
      '<PredecessorLink>',
      ...fields({
        PredecessorUID: writing.tasks.get(link.from),
        Type: Object.keys(linkTypes).find((type) => linkTypes[type] === link.type),
        LinkLag: String(link.lagMinutes * 10),
        LagFormat: isOnClock(link, writing) ? '6' : '5',
      }),
      '</PredecessorLink>',
    ]),
    '</Task>',
  ];
}

function isOnClock(link: Link, { options }: Writing): boolean {
  return (link.lagCalendar ?? options.lagCalendar) === '24h';
}

/** Whether a lag is counted on the calendar that Project counts it on. */
function isKept(link: Link, writing: Writing): boolean {
  const { options, byId } = writing;
  const on = link.lagCalendar ?? options.lagCalendar;
  const calendarOf = (id: string) => byId.get(id)?.calendar;
  if (link.lagMinutes === 0 || on === '24h' || on === 'successor') return true;
  return (on === 'predecessor' ? calendarOf(link.from) : on.calendar) === calendarOf(link.to);
}

function lossesOf(project: Project, writing: Writing): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  const tell = (code: string, sentence: string, members: readonly string[]) => {
    if (members.length > 0) issues.push(planWarning(code, sentence, { members }));
  };
  const idsWhere = (test: (one: Activity) => boolean) =>
    project.activities.filter(test).map((one) => one.id);
  const has = (...names: readonly (keyof Activity)[]) =>
    idsWhere((one) => names.some((name) => one[name] !== undefined));
  tell(
    'exchange.lost-span',
    'levels of effort and summaries have no place there',
    idsWhere(isSpan),
  );
  tell(
    'exchange.lost-distribution',
    'distributions have no place there',
    has('distribution', 'uncertainty'),
  );
  const isLost = ({ constraints = [] }: Activity) =>
    constraints.length > 1 || constraints.some((one) => !constraintTypes.includes(one.type));
  tell(
    'exchange.lost-constraint',
    'only one constraint of eight kinds has a place there',
    idsWhere(isLost),
  );
  const dates = has('resume', 'expectedFinish', 'externalEarlyStart');
  const finish = project.mustFinishBy === undefined ? [] : [project.code];
  tell('exchange.lost-pause', 'pauses within a task have no place there', has('pauseMinutes'));
  tell('exchange.lost-dates', 'these dates have no place there', [...dates, ...finish]);
  tell(
    'exchange.lost-alternative',
    'following any one predecessor has no place there',
    idsWhere((one) => one.joins === 'any'),
  );
  tell('exchange.lost-names', 'names in further languages have no place there', has('names'));
  const lags = project.links
    .filter((link) => !isKept(link, writing))
    .map((link) => `${link.from} -> ${link.to}`);
  tell(
    'exchange.lost-lag-calendar',
    'lags on another calendar than the successor’s have no place there',
    lags,
  );
  return issues;
}
