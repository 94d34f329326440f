// `comity plan run FILE`: schedules a file and prints dates, with no node, no data folder and no network.
import type { ReadSchedule } from '../../exchange/format.ts';
import { compareRecorded, type RecordedComparison } from '../../exchange/recorded.ts';
import type { Calendar } from '../../plan/calendar.ts';
import { minuteToText } from '../../plan/civil-time.ts';
import {
  type ScheduledActivity,
  type ScheduledProject,
  scheduleFile,
} from '../../plan/critical-path.ts';
import { type FloatPath, findFloatPaths } from '../../plan/float-paths.ts';
import { joinProjects } from '../../plan/join-projects.ts';
import { cutIssues, type PlanIssue, planError } from '../../plan/plan-issue.ts';
import { isProfileName, type ProfileName } from '../../plan/profile.ts';
import type { Schedule } from '../../plan/schedule.ts';
import { findScheduleErrors } from '../../plan/validation.ts';
import { type Command, type Context, type ExitCode, exitCodes, stringOption } from '../command.ts';
import { ganttMarks, ganttOf } from '../gantt.ts';
import { tableOf } from '../table.ts';
import { planBacktest } from './plan-backtest.ts';
import { planCheck } from './plan-check.ts';
import { planConvert } from './plan-convert.ts';
import { planDiff } from './plan-diff.ts';
import { planForecast } from './plan-forecast.ts';
import { readScheduleFile, sayIssues } from './plan-inputs.ts';
import { isNearCritical, type PlanExtras, pathJson, printPaths, readExtras } from './plan-paths.ts';
import { printRecorded, recordedJson } from './plan-recorded.ts';
import { planWhatif } from './plan-whatif.ts';

/** Commands about schedules. */
export const planCommands: readonly Command[] = [
  {
    path: 'plan run',
    usage:
      'FILE [--profile comity|p6|msproject] [--project CODE] [--follow-links] [--recorded] [--near-critical HOURS] [--float-paths N [--target ID]] [--gantt] [--json]',
    options: {
      'float-paths': { type: 'string' },
      'follow-links': { type: 'boolean' },
      gantt: { type: 'boolean' },
      json: { type: 'boolean' },
      'near-critical': { type: 'string' },
      profile: { type: 'string' },
      project: { type: 'string' },
      recorded: { type: 'boolean' },
      target: { type: 'string' },
    },
    run: runPlan,
  },
  planForecast,
  planBacktest,
  planWhatif,
  planConvert,
  planDiff,
  planCheck,
];

interface Answer {
  readonly profile: ProfileName | null;
  readonly projects: readonly ScheduledProject[];
  readonly issues: readonly PlanIssue[];
  readonly calendars?: readonly Calendar[];
  /** Where they were asked for. */
  readonly paths?: readonly FloatPath[];
  /** Of a file that was scheduled: its own answers beside ours. */
  readonly recorded?: RecordedComparison;
}

async function runPlan(context: Context): Promise<ExitCode> {
  const [file, ...more] = context.args;
  const asked = stringOption(context.options, 'profile');
  if (file === undefined || more.length > 0) {
    context.say(context.text('cli.plan.file'));
    return exitCodes.usage;
  }
  if (asked !== undefined && !isProfileName(asked)) {
    context.say(context.text('cli.plan.profile', { profile: asked }));
    return exitCodes.usage;
  }
  const extras = readExtras(context.options);
  if (typeof extras === 'string') {
    context.say(context.text(extras));
    return exitCodes.usage;
  }
  const code = stringOption(context.options, 'project');
  const isFollowing = context.options['follow-links'] === true;
  const found = await answerFor(file, asked, { code, isFollowing });
  const answer = found === 'no-project' ? found : withPaths(found, extras);
  if (answer === 'no-project') {
    context.say(context.text('cli.plan.project', { code: code ?? '' }));
    return exitCodes.usage;
  }
  const withRecorded = context.options.recorded === true;
  if (context.options.json === true) {
    const { recorded } = answer;
    const compared = withRecorded ? { recorded: recorded ? recordedJson(recorded) : null } : {};
    const { nearMinutes } = extras;
    const paths = answer.paths === undefined ? {} : { floatPaths: answer.paths.map(pathJson) };
    context.print(JSON.stringify({ ...jsonOf(answer, nearMinutes), ...paths, ...compared }));
  } else {
    printForPeople(context, answer, extras.nearMinutes);
    if (answer.paths !== undefined) printPaths(context, answer.paths);
    if (withRecorded && answer.recorded !== undefined) printRecorded(context, answer.recorded);
  }
  return answer.issues.some((issue) => issue.severity === 'error')
    ? exitCodes.failed
    : exitCodes.ok;
}

/** Reads, chooses the project, computes. Errors of reader and schedule come together. */
async function answerFor(
  file: string,
  asked: ProfileName | undefined,
  chosenBy: { readonly code: string | undefined; readonly isFollowing: boolean },
): Promise<Answer | 'no-project'> {
  const { code, isFollowing } = chosenBy;
  const failed = (issues: readonly PlanIssue[], profile: ProfileName | null): Answer => {
    return { profile, projects: [], issues: cutIssues(issues) };
  };
  const read = await readScheduleFile(file);
  if (!read.ok) return failed(read.error, asked ?? null);
  const profile = asked ?? read.value.inputs?.profile ?? read.value.format.profile;
  const { schedule, issues, recorded: stated } = isFollowing ? followed(read.value) : read.value;
  if (schedule.projects.length === 0) {
    const none = planError('exchange.no-project', 'the file holds no project');
    return failed(issues.some((issue) => issue.severity === 'error') ? issues : [none], profile);
  }
  const chosen = schedule.projects.filter((one) => code === undefined || one.code === code);
  if (chosen.length === 0) return 'no-project';
  const wanted: Schedule = { ...schedule, projects: chosen };
  const errors = findScheduleErrors(wanted);
  if (errors.length > 0 || issues.some((issue) => issue.severity === 'error')) {
    return failed([...issues, ...errors], profile);
  }
  const result = scheduleFile(wanted, profile);
  if (!result.ok) return failed([...issues, ...result.error], profile);
  const { projects, warnings } = result.value;
  const recorded = compareRecorded(stated ?? new Map(), projects);
  const { calendars } = wanted;
  return { profile, projects, calendars, issues: [...issues, ...warnings], recorded };
}

/** The file with its joined projects as one; what was said of links that are followed now is left out. */
function followed({ schedule, issues, between = [], recorded }: ReadSchedule) {
  const joined = joinProjects(schedule, between);
  const others = issues.filter((issue) => issue.code !== 'exchange.p6-project-link');
  const stated = new Map(recorded);
  for (const [id, parts] of joined.parts) {
    stated.set(id, new Map(parts.flatMap((part) => [...(recorded?.get(part.id) ?? [])])));
  }
  return { schedule: joined.schedule, issues: [...others, ...joined.issues], recorded: stated };
}

/** Adds the paths of a file of one project, or why there are none. */
function withPaths(answer: Answer, { pathCount, target }: PlanExtras): Answer {
  const { projects, profile, calendars = [] } = answer;
  if (pathCount === undefined || projects.length === 0 || profile === null) return answer;
  const [only, ...others] = projects;
  if (others.length > 0) {
    const sentence = 'expected one project in the file, or --project';
    const members = projects.map(({ project }) => project.code);
    return {
      ...answer,
      issues: [...answer.issues, planError('paths.projects', sentence, { members })],
    };
  }
  const { project } = only;
  // People know codes, files have keys.
  const named = project.activities.find((one) => one.code === target)?.id ?? target;
  const asked = { project, calendars, profile, count: pathCount, target: named };
  const paths = findFloatPaths(asked);
  if (paths.ok) return { ...answer, paths: paths.value };
  return { ...answer, issues: [...answer.issues, ...paths.error] };
}

/** Exactly the fields of docs/manual/plan.md. */
function jsonOf({ profile, projects, issues }: Answer, nearMinutes: number | undefined) {
  const only = projects.length === 1 ? projects[0] : undefined;
  const time = (minute: number | undefined) => (minute === undefined ? null : minuteToText(minute));
  return {
    profile,
    dataDate: time(only?.project.dataDate),
    finish: time(only?.finish),
    projects: projects.map(({ project, finish }) => ({
      id: project.id,
      code: project.code,
      dataDate: time(project.dataDate),
      finish: time(finish),
    })),
    activities: projects.flatMap(({ project, activities }) =>
      activities.map((one) => ({
        id: one.activity.id,
        code: one.activity.code,
        project: project.code,
        name: one.activity.name ?? null,
        status: one.status,
        earlyStart: time(one.earlyStart),
        earlyFinish: time(one.earlyFinish),
        lateStart: time(one.lateStart),
        lateFinish: time(one.lateFinish),
        actualStart: time(one.activity.actualStart),
        actualFinish: time(one.activity.actualFinish),
        totalFloatMinutes: one.totalFloatMinutes ?? null,
        freeFloatMinutes: one.freeFloatMinutes ?? null,
        critical: one.isCritical,
        longestPath: one.isOnLongestPath,
        ...(nearMinutes === undefined ? {} : { nearCritical: isNearCritical(one, nearMinutes) }),
      })),
    ),
    issues: issues.map(({ code, severity, message, line, column }) => {
      return { code, severity, message, line: line ?? null, column: column ?? null };
    }),
  };
}

/** Problems go to standard error, dates to standard output: a table for each project. */
function printForPeople(
  context: Context,
  { projects, issues }: Answer,
  nearMinutes: number | undefined,
): void {
  sayIssues(context, issues);
  for (const project of projects) printProject(context, project, nearMinutes);
}

function printProject(
  context: Context,
  scheduled: ScheduledProject,
  nearMinutes: number | undefined,
): void {
  const { project, finish, activities } = scheduled;
  const when = (minute: number) => minuteToText(minute).replace('T', ' ');
  const hours = (minutes: number | undefined) =>
    minutes === undefined ? '' : (minutes / 60).toFixed(1);
  const head = { code: project.code, dataDate: when(project.dataDate) };
  if (finish === undefined) {
    context.print(context.text('cli.plan.no-finish', head));
    return;
  }
  context.print(context.text('cli.plan.head', { ...head, finish: when(finish) }));
  const titles = ['activity', 'start', 'finish', 'float'].map((column) =>
    context.text(`cli.plan.column.${column}`),
  );
  const rows = activities.map((one) => [
    `${markOf(one, nearMinutes)} ${one.activity.code}`,
    when(one.activity.actualStart ?? one.earlyStart),
    when(one.activity.actualFinish ?? one.earlyFinish),
    hours(one.totalFloatMinutes),
    one.activity.name ?? '',
  ]);
  if (nearMinutes !== undefined) {
    context.print(context.text('cli.plan.near', { hours: (nearMinutes / 60).toFixed(1) }));
  }
  const table = tableOf([[`  ${titles[0]}`, ...titles.slice(1), ''], ...rows]);
  for (const line of table) context.print(line);
  if (context.options.gantt === true) printGantt(context, scheduled);
}

function markOf(one: ScheduledActivity, nearMinutes: number | undefined): string {
  if (one.isCritical) return '*';
  return nearMinutes !== undefined && isNearCritical(one, nearMinutes) ? '~' : ' ';
}

const placesUnknown = 100;

function printGantt(context: Context, scheduled: ScheduledProject): void {
  const places = process.stdout.columns ?? (Number(process.env.COLUMNS) || placesUnknown);
  context.print('');
  for (const line of ganttOf(scheduled, places)) context.print(line);
  context.print(context.text('cli.plan.gantt', ganttMarks));
}
