// `comity plan check FILE`: the 14 points of a schedule's health, and what to know about its logic; no node, no network.

import { scheduleFile } from '../../plan/critical-path.ts';
import type { HealthFinding } from '../../plan/health-check.ts';
import { checkHealth } from '../../plan/health-check.ts';
import type { PlanIssue } from '../../plan/plan-issue.ts';
import { isProfileName, type ProfileName } from '../../plan/profile.ts';
import type { Project, Schedule } from '../../plan/schedule.ts';
import { type Command, type Context, type ExitCode, exitCodes, stringOption } from '../command.ts';
import { tableOf } from '../table.ts';
import { sayIssues } from './plan-inputs.ts';
import { projectPairs, readVersion } from './plan-versions.ts';

/** The command that assesses a schedule. */
export const planCheck: Command = {
  path: 'plan check',
  usage: 'FILE [--baseline FILE] [--profile comity|p6|msproject] [--project CODE] [--json]',
  options: {
    baseline: { type: 'string' },
    json: { type: 'boolean' },
    profile: { type: 'string' },
    project: { type: 'string' },
  },
  run: runCheck,
};

interface Checked {
  readonly profile: ProfileName | null;
  readonly projects: readonly {
    readonly code: string;
    readonly points: readonly HealthFinding[];
  }[];
  readonly issues: readonly PlanIssue[];
}

async function runCheck(context: Context): Promise<ExitCode> {
  const [file, ...more] = context.args;
  const profile = stringOption(context.options, 'profile');
  if (file === undefined || more.length > 0) {
    context.say(context.text('cli.plan.check.usage'));
    return exitCodes.usage;
  }
  if (profile !== undefined && !isProfileName(profile)) {
    context.say(context.text('cli.plan.profile', { profile }));
    return exitCodes.usage;
  }
  const code = stringOption(context.options, 'project');
  const baseline = stringOption(context.options, 'baseline');
  const checked = await check({ file, baseline, profile, code });
  if (checked === 'no-project') {
    context.say(context.text('cli.plan.project', { code: code ?? '' }));
    return exitCodes.usage;
  }
  sayIssues(context, checked.issues);
  if (context.options.json === true) context.print(JSON.stringify(jsonOf(checked)));
  else for (const one of checked.projects) printProject(context, one);
  if (checked.issues.some(({ severity }) => severity === 'error')) return exitCodes.failed;
  const fails = checked.projects.some(({ points }) => points.some(({ state }) => state === 'fail'));
  return fails ? exitCodes.badProof : exitCodes.ok;
}

/** Errors: those of reading and scheduling the file or its baseline. */
async function check(asked: {
  readonly file: string;
  readonly baseline: string | undefined;
  readonly profile: ProfileName | undefined;
  readonly code: string | undefined;
}): Promise<Checked | 'no-project'> {
  const now = await readVersion(asked.file);
  const before = asked.baseline === undefined ? undefined : await readVersion(asked.baseline);
  const profile = asked.profile ?? now.profile ?? null;
  const issues = [...now.issues, ...(before?.issues ?? [])];
  const { schedule } = now;
  if (schedule === undefined || profile === null || issues.length > 0)
    return { profile, projects: [], issues };
  const chosen = schedule.projects.filter(({ code }) => (asked.code ?? code) === code);
  if (chosen.length === 0) return 'no-project';
  const computed = scheduleFile({ ...schedule, projects: chosen }, profile);
  if (!computed.ok) return { profile, projects: [], issues: computed.error };
  const projects: { readonly code: string; readonly points: readonly HealthFinding[] }[] = [];
  for (const project of chosen) {
    const baseline = baselineOf(before?.schedule, schedule, project);
    const found = checkHealth({ schedule, project }, profile, baseline);
    if (!found.ok) return { profile, projects: [], issues: found.error };
    projects.push({ code: project.code, points: found.value });
  }
  return { profile, projects, issues: computed.value.warnings };
}

function baselineOf(before: Schedule | undefined, now: Schedule, project: Project) {
  if (before === undefined) return undefined;
  const [pair] = projectPairs(before, now, undefined).filter(([, one]) => one === project);
  return pair === undefined ? undefined : { schedule: before, project: pair[0] };
}

/** Exactly the fields of docs/manual/plan.md. */
function jsonOf({ profile, projects, issues }: Checked) {
  return {
    profile,
    projects: projects.map(({ code, points }) => ({
      code,
      points: points.map(({ value, ...rest }) => ({ ...rest, value: value ?? null })),
    })),
    issues: issues.map(({ code, severity, message, line, column }) => {
      return { code, severity, message, line: line ?? null, column: column ?? null };
    }),
  };
}

const membersShownMax = 20;

function printProject(context: Context, { code, points }: Checked['projects'][number]): void {
  context.print(context.text('cli.plan.check.head', { code }));
  const titles = ['point', 'state', 'value', 'limit', 'of'].map((column) =>
    context.text(`cli.plan.check.column.${column}`),
  );
  const rows = points.map((finding, i) => [
    `${i + 1}. ${context.text(`cli.plan.check.point.${finding.point}`)}`,
    context.text(`cli.plan.check.state.${finding.state}`),
    figure(finding, finding.value),
    `${finding.limit.kind === 'at-most' ? '≤' : '≥'} ${figure(finding, finding.limit.value)}`,
    finding.of === 0 ? '' : String(finding.of),
  ]);
  for (const line of tableOf([titles, ...rows])) context.print(line);
  for (const finding of points) {
    if (finding.state !== 'fail' || finding.members.length === 0) continue;
    const shown = finding.members.slice(0, membersShownMax).join(', ');
    const rest = finding.members.length > membersShownMax ? ` … (${finding.members.length})` : '';
    const point = context.text(`cli.plan.check.point.${finding.point}`);
    context.print(context.text('cli.plan.check.members', { point, codes: `${shown}${rest}` }));
  }
}

/** Shares as per cent, indices and days as they are. */
function figure({ point }: HealthFinding, value: number | undefined): string {
  if (value === undefined) return '–';
  if (point === 'critical-path-test') return value.toFixed(0);
  return point.endsWith('-index') ? value.toFixed(2) : `${(value * 100).toFixed(1)} %`;
}
