// Schedules as Primavera XER text: every project with its options, calendars, activities and links. What XER has no
// place for is told, never dropped in silence.
import { type Bands, type Calendar, wholeDay } from '../plan/calendar.ts';
import { dateToDay, type Minute, minuteToText } from '../plan/civil-time.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { optionsOf, type ProfileName } from '../plan/profile.ts';
import type { Activity, Project, Schedule } from '../plan/schedule.ts';
import { printBands } from './comity-json-calendars.ts';
import { activityTypes, constraintTypes, linkTypes } from './p6-words.ts';
import { plainName } from './plain-name.ts';
import { type Breakdown, breakdownOf } from './xer-breakdown.ts';
import { lagCalendarOf, tellLost } from './xer-lost.ts';

/** A schedule as text, and what was lost on the way. */
export interface WrittenSchedule {
  readonly text: string;
  readonly issues: readonly PlanIssue[];
}

interface Keys {
  readonly calendars: ReadonlyMap<string | undefined, string>;
  /** By project index and activity id. */
  readonly activities: readonly ReadonlyMap<string, string>[];
  readonly projects: readonly string[];
}

const alwaysId = 'comity:24h';

/**
 * Returns a schedule as a XER file in UTF-8. P6 takes numbers as keys: ids that are none are replaced, codes stay.
 * Warnings, each with its members: exchange.lost-alternative, exchange.lost-distribution, exchange.lost-constraint (more than two),
 * exchange.lost-lag-calendar, exchange.lost-manual (delays, pauses and dates given by hand), exchange.lost-from-finish, exchange.lost-names,
 * exchange.lost-spans (summaries that share a part of what they span).
 * @param profile Whose options count where a project states none.
 */
export function printXer(schedule: Schedule, profile: ProfileName): WrittenSchedule {
  const issues: PlanIssue[] = [];
  const keys = keysOf(schedule);
  let last = Math.max(0, ...keys.projects.map(Number));
  const nextId = () => {
    last += 1;
    return String(last);
  };
  const breakdowns = schedule.projects.map((project, i) =>
    breakdownOf(project, keys.projects[i], { nextId, issues }),
  );
  const tables = [
    table(
      'PROJECT',
      projectColumns,
      schedule.projects.map((project, i) =>
        projectRow(project, keys.projects[i], { keys, profile }),
      ),
    ),
    table(
      'CALENDAR',
      ['clndr_id', 'default_flag', 'clndr_name', 'clndr_type', 'day_hr_cnt', 'clndr_data'],
      calendarRows(schedule, keys),
    ),
    table(
      'SCHEDOPTIONS',
      optionColumns,
      schedule.projects.map((project, i) => optionRow(project, keys.projects[i], profile)),
    ),
    table(
      'PROJWBS',
      ['wbs_id', 'parent_wbs_id', 'proj_id', 'proj_node_flag', 'wbs_short_name', 'wbs_name'],
      schedule.projects.flatMap((project, i) =>
        breakdowns[i].elements.map(({ id, parent, name }) => [
          id,
          parent,
          keys.projects[i],
          parent === '' ? 'Y' : 'N',
          cell(parent === '' ? project.code : id),
          cell(name),
        ]),
      ),
    ),
    table(
      'TASK',
      taskColumns,
      schedule.projects.flatMap((project, i) =>
        project.activities.map((one) => taskRow(one, keys, { at: i, breakdown: breakdowns[i] })),
      ),
    ),
    table(
      'TASKPRED',
      [
        'task_pred_id',
        'task_id',
        'pred_task_id',
        'proj_id',
        'pred_proj_id',
        'pred_type',
        'lag_hr_cnt',
      ],
      linkRows(schedule, keys),
    ),
  ];
  for (const project of schedule.projects) tellLost(project, profile, issues);
  const [first] = schedule.projects;
  const day = minuteToText(first?.dataDate ?? 0).slice(0, 10);
  const head = ['ERMHDR', '23.12', day, 'Project', '', '', '', '', ''].join('\t');
  return { text: `${[head, ...tables.flat(), '%E', ''].join('\r\n')}`, issues };
}

function table(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return [
    `%T\t${name}`,
    `%F\t${columns.join('\t')}`,
    ...rows.map((row) => `%R\t${row.join('\t')}`),
  ];
}

function cell(text: string): string {
  return plainName(text) ?? '';
}

/** Ids stay where all of them are numbers and none stands twice; else they are counted from 1. */
function keysOf({ calendars, projects }: Schedule): Keys {
  const numbered = (ids: readonly string[], from: number): readonly string[] => {
    const areKeys =
      ids.every((id) => /^[1-9]\d{0,8}$/.test(id)) && new Set(ids).size === ids.length;
    return areKeys ? ids : ids.map((_, i) => String(from + i));
  };
  const all = projects.flatMap((project) => project.activities.map((one) => one.id));
  const tasks = numbered(all, 1_000);
  let at = 0;
  const activities = projects.map(
    (project) => new Map(project.activities.map((one) => [one.id, tasks[at++]])),
  );
  const ids: (string | undefined)[] = calendars.map((calendar) => calendar.id);
  const own = numbered(ids.map(String), 1);
  const free = String(Math.max(0, ...own.map(Number)) + 1);
  const calendarKeys = new Map<string | undefined, string>(ids.map((id, i) => [id, own[i]]));
  calendarKeys.set(undefined, free);
  return {
    calendars: calendarKeys,
    activities,
    projects: numbered(
      projects.map((one) => one.id),
      1,
    ),
  };
}

function time(minute: Minute | undefined): string {
  return minute === undefined ? '' : minuteToText(minute).replace('T', ' ');
}

/** Hours with as many decimals as a minute needs to come back. */
function hours(minutes: number): string {
  return String(Math.round((minutes / 60) * 1e6) / 1e6);
}

const projectColumns = [
  'proj_id',
  'proj_short_name',
  'clndr_id',
  'export_flag',
  'last_recalc_date',
  'plan_start_date',
  'plan_end_date',
  'critical_path_type',
  'critical_drtn_hr_cnt',
];

function projectRow(
  project: Project,
  key: string,
  { keys, profile }: { readonly keys: Keys; readonly profile: ProfileName },
): readonly string[] {
  const { critical, criticalMinutes } = optionsOf(profile, project.options);
  const [calendar] = [...keys.calendars.values()];
  const path = critical === 'longest-path' ? 'CT_DrivPath' : 'CT_TotFloat';
  const date = time(project.dataDate);
  return [
    key,
    cell(project.code),
    calendar,
    'Y',
    date,
    date,
    time(project.mustFinishBy),
    path,
    hours(criticalMinutes),
  ];
}

const optionColumns = [
  'schedoptions_id',
  'proj_id',
  'sched_float_type',
  'sched_calendar_on_relationship_lag',
  'sched_use_expect_end_flag',
  'sched_progress_override',
  'sched_retained_logic',
  'sched_lag_early_start_flag',
  'sched_open_critical_flag',
];
const floatWords = { finish: 'FT_FF', start: 'FT_SF', smaller: 'FT_MIN' } as const;
const lagWords = {
  predecessor: 'rcal_Predecessor',
  successor: 'rcal_Successor',
  '24h': 'rcal_24Hour',
} as const;

function optionRow(project: Project, key: string, profile: ProfileName): readonly string[] {
  const options = optionsOf(profile, project.options);
  const flag = (is: boolean) => (is ? 'Y' : 'N');
  const isOverride = options.progress === 'progress-override';
  return [
    key,
    key,
    floatWords[options.totalFloat],
    lagWords[lagCalendarOf(project, options)],
    flag(options.expectedFinish === 'used'),
    flag(isOverride),
    flag(!isOverride),
    flag(options.startLag === 'early-start'),
    flag(options.openEnds === 'own-finish'),
  ];
}

function calendarRows(
  { calendars, projects }: Schedule,
  keys: Keys,
): readonly (readonly string[])[] {
  const needsAlways = projects.some((project) =>
    project.activities.some((one) => one.calendar === undefined),
  );
  const always = {
    id: alwaysId,
    week: [0, 1, 2, 3, 4, 5, 6].map(() => wholeDay),
    exceptions: new Map(),
  };
  const rows = calendars.map(
    (calendar) => [keys.calendars.get(calendar.id) ?? '', calendar] as const,
  );
  const whole = needsAlways ? [[keys.calendars.get(undefined) ?? '', always] as const] : [];
  return [...rows, ...whole].map(([key, calendar]) => {
    const longest = Math.max(
      ...calendar.week.map((bands) => bands.reduce((sum, { from, to }) => sum + to - from, 0)),
    );
    return [key, 'N', cell(calendar.id), 'CA_Base', hours(longest), calendarText(calendar)];
  });
}

/** The tree of docs/spec/plan.md 10, in one line. */
function calendarText({ week, exceptions }: Calendar): string {
  const bandsText = (bands: Bands) =>
    printBands(bands)
      .map((band, i) => {
        const [start, finish] = band.split('-');
        return `(0||${i}(s|${start}|f|${finish.replace('24:00', '00:00')})())`;
      })
      .join('');
  const days = [1, 2, 3, 4, 5, 6, 7].map(
    (number) => `(0||${number}()(${bandsText(week[(number + 5) % 7])}))`,
  );
  const dayZero = dateToDay('1899-12-30');
  const changed = [...exceptions]
    .sort(([a], [b]) => a - b)
    .map(([day, bands], i) => `(0||${i}(d|${day - dayZero})(${bandsText(bands)}))`);
  return `(0||CalendarData()((0||DaysOfWeek()(${days.join('')}))(0||Exceptions()(${changed.join('')}))))`;
}

const taskColumns = [
  'task_id',
  'proj_id',
  'wbs_id',
  'clndr_id',
  'task_type',
  'status_code',
  'task_code',
  'task_name',
  'target_drtn_hr_cnt',
  'remain_drtn_hr_cnt',
  'act_start_date',
  'act_end_date',
  'cstr_type',
  'cstr_date',
  'cstr_type2',
  'cstr_date2',
  'expect_end_date',
  'resume_date',
  'external_early_start_date',
  'external_late_end_date',
];

function taskRow(
  activity: Activity,
  keys: Keys,
  project: { readonly at: number; readonly breakdown: Breakdown },
): readonly string[] {
  const { actualStart, actualFinish, constraints = [] } = activity;
  const statusCode =
    actualFinish !== undefined
      ? 'TK_Complete'
      : actualStart !== undefined
        ? 'TK_Active'
        : 'TK_NotStart';
  const [first, second] = constraints;
  return [
    keys.activities[project.at].get(activity.id) ?? '',
    keys.projects[project.at],
    project.breakdown.elementOf(activity.id),
    keys.calendars.get(activity.calendar) ?? '',
    wordFor(activityTypes, activity.type),
    statusCode,
    cell(activity.code),
    cell(activity.name ?? ''),
    hours(activity.durationMinutes),
    hours(actualFinish === undefined ? (activity.remainingMinutes ?? activity.durationMinutes) : 0),
    time(actualStart),
    time(actualFinish),
    ...[first, second].flatMap((one) =>
      one === undefined ? ['', ''] : [wordFor(constraintTypes, one.type), time(one.at)],
    ),
    time(activity.expectedFinish),
    time(activity.resume),
    time(activity.externalEarlyStart),
    time(activity.externalLateFinish),
  ];
}

/** The first word of a table that means it, as P6 writes it. */
function wordFor<Meaning>(words: ReadonlyMap<string, Meaning>, meaning: Meaning): string {
  const found = [...words].find(([, one]) => one === meaning)?.[0] ?? '';
  return p6Spelling[found] ?? found.toUpperCase();
}

const p6Spelling: Readonly<Record<string, string>> = {
  tt_task: 'TT_Task',
  tt_mile: 'TT_Mile',
  tt_finmile: 'TT_FinMile',
};

function linkRows({ projects }: Schedule, keys: Keys): readonly (readonly string[])[] {
  let key = 0;
  return projects.flatMap((project, i) =>
    project.links.map((link) => {
      key += 1;
      const end = (id: string) => keys.activities[i].get(id) ?? id;
      const own = keys.projects[i];
      return [
        String(key),
        end(link.to),
        end(link.from),
        own,
        own,
        wordFor(linkTypes, link.type),
        hours(link.lagMinutes),
      ];
    }),
  );
}
