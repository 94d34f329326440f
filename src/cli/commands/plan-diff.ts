// `comity plan diff BEFORE AFTER`: what changed between two versions of a schedule, and which group of changes moved the
// finish; any two formats, no node, no network.
import { dayToDate, type Minute, minutesPerDay, minuteToText } from '../../plan/civil-time.ts';
import type { PlanIssue } from '../../plan/plan-issue.ts';
import { isProfileName, type ProfileName } from '../../plan/profile.ts';
import type { Project, Schedule } from '../../plan/schedule.ts';
import {
  diffProjects,
  type FieldChange,
  finishOf,
  type ProjectDiff,
  startOf,
} from '../../plan/schedule-diff.ts';
import { type Command, type Context, type ExitCode, exitCodes, stringOption } from '../command.ts';
import { tableOf } from '../table.ts';
import { sayIssues } from './plan-inputs.ts';
import { projectPairs, readVersion } from './plan-versions.ts';

/** Rows of one list that people are shown; `--json` has all. */
const rowsShownMax = 50;

/** The command that compares two versions. */
export const planDiff: Command = {
  path: 'plan diff',
  usage: 'BEFORE AFTER [--profile comity|p6|msproject] [--project CODE] [--json]',
  options: {
    json: { type: 'boolean' },
    profile: { type: 'string' },
    project: { type: 'string' },
  },
  run: runDiff,
};

interface Compared {
  readonly profile: ProfileName | null;
  readonly projects: readonly ProjectDiff[];
  /** Codes of projects that only one of the two has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  readonly issues: readonly PlanIssue[];
}

async function runDiff(context: Context): Promise<ExitCode> {
  const [before, after, ...more] = context.args;
  const profile = stringOption(context.options, 'profile');
  if (before === undefined || after === undefined || more.length > 0) {
    context.say(context.text('cli.plan.diff.usage'));
    return exitCodes.usage;
  }
  if (profile !== undefined && !isProfileName(profile)) {
    context.say(context.text('cli.plan.profile', { profile }));
    return exitCodes.usage;
  }
  const code = stringOption(context.options, 'project');
  const compared = await compare({ before, after, profile, code });
  if (compared === 'no-project') {
    context.say(context.text('cli.plan.diff.project', { code: code ?? '' }));
    return exitCodes.usage;
  }
  sayIssues(context, compared.issues);
  const failed = compared.issues.some(({ severity }) => severity === 'error');
  if (context.options.json === true) context.print(JSON.stringify(jsonOf(compared)));
  else if (!failed) printForPeople(context, compared);
  return failed ? exitCodes.failed : exitCodes.ok;
}

/** Errors: those of reading and scheduling either file. */
async function compare(asked: {
  readonly before: string;
  readonly after: string;
  readonly profile: ProfileName | undefined;
  readonly code: string | undefined;
}): Promise<Compared | 'no-project'> {
  const none = { projects: [], onlyBefore: [], onlyAfter: [] };
  const [first, last] = [await readVersion(asked.before), await readVersion(asked.after)];
  const issues = [...first.issues, ...last.issues];
  const profile = asked.profile ?? last.profile ?? null;
  if (first.schedule === undefined || last.schedule === undefined || profile === null)
    return { ...none, profile, issues };
  const [a, b] = [first.schedule, last.schedule];
  const pairs = projectPairs(a, b, asked.code);
  if (pairs.length === 0) return 'no-project';
  const projects: ProjectDiff[] = [];
  for (const [before, after] of pairs) {
    const found = diffProjects(
      { schedule: a, project: before },
      { schedule: b, project: after },
      profile,
    );
    if (!found.ok) return { ...none, profile, issues: [...issues, ...found.error] };
    projects.push(found.value);
  }
  const [paired, met] = [0, 1].map((i) => new Set(pairs.map((pair) => pair[i])));
  const rest = (of: Schedule, seen: ReadonlySet<Project | undefined>) =>
    asked.code === undefined
      ? of.projects.filter((one) => !seen.has(one)).map(({ code }) => code)
      : [];
  return { profile, projects, issues, onlyBefore: rest(a, paired), onlyAfter: rest(b, met) };
}

const time = (minute: Minute | undefined) => (minute === undefined ? null : minuteToText(minute));
const dateFields: ReadonlySet<string> = new Set([
  ...[
    'dataDate',
    'mustFinishBy',
    'fromFinish',
    'expectedFinish',
    'externalEarlyStart',
    'externalLateFinish',
  ],
  ...['actualStart', 'actualFinish', 'resume', 'at', 'start', 'finish'],
]);

/** Minutes that are dates as text, at any depth; null where there is nothing. */
function readable(field: string, value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'number' && dateFields.has(field)) return minuteToText(value);
  if (Array.isArray(value)) return value.map((one) => readable(field, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, readable(name, one)]),
  );
}

const fieldJson = ({ field, before, after }: FieldChange) => ({
  field,
  before: readable(field, before),
  after: readable(field, after),
});

/** Exactly the fields of docs/manual/plan.md. */
function jsonOf({ profile, projects, onlyBefore, onlyAfter, issues }: Compared) {
  return {
    profile,
    projects: projects.map((one) => ({
      code: one.after.project.code,
      finish: { before: time(one.before.finish), after: time(one.after.finish) },
      steps: one.steps.map(({ step, finish }) => ({ step, finish: time(finish) })),
      project: one.project.map(fieldJson),
      added: one.added,
      removed: one.removed,
      changed: one.changed.map(({ code, fields }) => ({ code, fields: fields.map(fieldJson) })),
      links: one.links.map(({ link, before, after }) => ({
        link,
        before: before === undefined ? null : { lagMinutes: before.lagMinutes },
        after: after === undefined ? null : { lagMinutes: after.lagMinutes },
      })),
      calendars: {
        ...one.calendars,
        changed: one.calendars.changed.map((calendar) => ({
          ...calendar,
          days: calendar.days.map(dayToDate),
        })),
      },
      moved: one.moved.map(({ code, before, after, startMinutes, finishMinutes }) => ({
        code,
        start: { before: time(startOf(before)), after: time(startOf(after)) },
        finish: { before: time(finishOf(before)), after: time(finishOf(after)) },
        startMinutes,
        finishMinutes,
        totalFloatMinutes: {
          before: before.totalFloatMinutes ?? null,
          after: after.totalFloatMinutes ?? null,
        },
      })),
      critical: one.critical,
    })),
    onlyBefore,
    onlyAfter,
    issues: issues.map(({ code, severity, message, line, column }) => {
      return { code, severity, message, line: line ?? null, column: column ?? null };
    }),
  };
}

function printForPeople(context: Context, compared: Compared): void {
  for (const one of compared.projects) printProject(context, one);
  const { onlyBefore, onlyAfter } = compared;
  if (onlyBefore.length > 0)
    context.print(context.text('cli.plan.diff.only-before', { codes: onlyBefore.join(', ') }));
  if (onlyAfter.length > 0)
    context.print(context.text('cli.plan.diff.only-after', { codes: onlyAfter.join(', ') }));
}

const when = (minute: Minute | undefined) =>
  minute === undefined ? '–' : minuteToText(minute).replace('T', ' ');
/** With its sign; nothing for no movement. */
const signed = (amount: number, digits = 1) =>
  amount === 0 ? '' : `${amount > 0 ? '+' : '−'}${Math.abs(amount).toFixed(digits)}`;
const days = (from: Minute | undefined, to: Minute | undefined) =>
  from === undefined || to === undefined ? '' : signed((to - from) / minutesPerDay);

function printProject(context: Context, one: ProjectDiff): void {
  const { before, after } = one;
  const head = { code: after.project.code, before: when(before.finish), after: when(after.finish) };
  context.print(
    context.text('cli.plan.diff.head', { ...head, days: days(before.finish, after.finish) || '0' }),
  );
  if (isSame(one)) {
    context.print(context.text('cli.plan.diff.same'));
    return;
  }
  printSteps(context, one);
  const codes = (key: string, list: readonly string[]) => {
    if (list.length > 0) context.print(context.text(key, { codes: shortened(list) }));
  };
  codes('cli.plan.diff.added', one.added);
  codes('cli.plan.diff.removed', one.removed);
  codes('cli.plan.diff.critical', one.critical.entered);
  codes('cli.plan.diff.uncritical', one.critical.left);
  codes('cli.plan.diff.calendars-added', one.calendars.added);
  codes('cli.plan.diff.calendars-removed', one.calendars.removed);
  const fields = [{ code: after.project.code, fields: one.project }, ...one.changed];
  printTable(
    context,
    'fields',
    fields.flatMap(({ code, fields: all }) => all.map(rowOf(code))),
  );
  printTable(
    context,
    'links',
    one.links.map(({ link, before: a, after: b }) => [link, lag(a), lag(b)]),
  );
  printTable(
    context,
    'calendars',
    one.calendars.changed.map(({ id, weekdays, days: changed }) => [
      id,
      String(weekdays.length),
      shortened(changed.map(dayToDate)),
    ]),
  );
  printTable(
    context,
    'moved',
    [...one.moved]
      .sort((a, b) => Math.abs(b.finishMinutes) - Math.abs(a.finishMinutes))
      .map((moved) => [
        moved.code,
        when(finishOf(moved.before)),
        when(finishOf(moved.after)),
        signed(moved.finishMinutes / 60),
        signed(((moved.after.totalFloatMinutes ?? 0) - (moved.before.totalFloatMinutes ?? 0)) / 60),
      ]),
  );
}

function isSame(one: ProjectDiff): boolean {
  const lists = [one.project, one.added, one.removed, one.changed, one.links, one.moved];
  const { added, removed, changed } = one.calendars;
  return [...lists, added, removed, changed].every((list) => list.length === 0);
}

function printSteps(context: Context, { before, steps }: ProjectDiff): void {
  const rows = steps.map(({ step, finish }, i) => [
    context.text(`cli.plan.diff.step.${step}`),
    when(finish),
    days(i === 0 ? before.finish : steps[i - 1].finish, finish),
  ]);
  printTable(context, 'steps', rows);
}

const columns = {
  steps: ['step', 'finish', 'days'],
  fields: ['code', 'field', 'before', 'after'],
  links: ['link', 'before', 'after'],
  calendars: ['calendar', 'weekdays', 'days-changed'],
  moved: ['code', 'before', 'after', 'hours', 'float'],
} as const;

/** Nothing for no rows. */
function printTable(
  context: Context,
  table: keyof typeof columns,
  rows: readonly (readonly string[])[],
): void {
  if (rows.length === 0) return;
  context.print('');
  context.print(context.text(`cli.plan.diff.table.${table}`));
  const titles = columns[table].map((column) => context.text(`cli.plan.diff.column.${column}`));
  for (const line of tableOf([titles, ...rows.slice(0, rowsShownMax)])) context.print(`  ${line}`);
  const more = rows.length - rowsShownMax;
  if (more > 0) context.print(context.text('cli.plan.diff.more', { more }));
}

function rowOf(code: string) {
  return (change: FieldChange): readonly string[] => {
    const { field, before, after } = fieldJson(change);
    return [code, field, textOf(before), textOf(after)];
  };
}

function textOf(value: unknown): string {
  if (value === null) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function lag(link: { readonly lagMinutes: number } | undefined): string {
  return link === undefined ? '–' : `${link.lagMinutes / 60} h`;
}

function shortened(list: readonly string[]): string {
  const shown = list.slice(0, 20).join(', ');
  return list.length > 20 ? `${shown} … (${list.length})` : shown;
}
