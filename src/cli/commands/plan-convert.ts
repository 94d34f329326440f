// `comity plan convert FILE OUT`: a schedule in another format, with what gets lost said; no node, no network.
import { writeFileSync } from 'node:fs';
import { codeOf, messageOf } from '../../base/errors.ts';
import { printComityJson } from '../../exchange/comity-json.ts';
import { printMspdi } from '../../exchange/mspdi-writer.ts';
import { printXer, type WrittenSchedule } from '../../exchange/xer-writer.ts';
import { type PlanIssue, planError } from '../../plan/plan-issue.ts';
import type { ProfileName } from '../../plan/profile.ts';
import type { Schedule } from '../../plan/schedule.ts';
import { findScheduleErrors } from '../../plan/validation.ts';
import { type Command, type Context, type ExitCode, exitCodes, stringOption } from '../command.ts';
import { readScheduleFile, sayIssues } from './plan-inputs.ts';

type Writer = (schedule: Schedule, profile: ProfileName) => WrittenSchedule;

const writers: Readonly<Record<string, Writer>> = {
  '.json': (schedule) => ({ text: printComityJson(schedule), issues: [] }),
  '.xer': printXer,
  '.xml': printMspdi,
};

/** The command that writes a schedule in another format. */
export const planConvert: Command = {
  path: 'plan convert',
  usage: 'FILE OUT.json|OUT.xer|OUT.xml [--project CODE] [--json]',
  options: { json: { type: 'boolean' }, project: { type: 'string' } },
  run: runConvert,
};

async function runConvert(context: Context): Promise<ExitCode> {
  const [file, out, ...more] = context.args;
  const writer = writers[/\.[a-z]+$/i.exec(out ?? '')?.[0].toLowerCase() ?? ''];
  if (file === undefined || out === undefined || more.length > 0 || writer === undefined) {
    context.say(
      context.text('cli.plan.convert.usage', { endings: Object.keys(writers).join(', ') }),
    );
    return exitCodes.usage;
  }
  const asked = { file, out, project: stringOption(context.options, 'project') };
  const { issues, schedule } = await convert(asked, writer);
  const isWritten = !hasError(issues);
  sayIssues(context, issues);
  if (context.options.json === true)
    context.print(JSON.stringify({ written: isWritten ? out : null, issues }));
  else if (isWritten && schedule !== undefined) {
    const activities = schedule.projects.reduce(
      (sum, project) => sum + project.activities.length,
      0,
    );
    context.print(
      context.text('cli.plan.convert.done', {
        file: out,
        projects: schedule.projects.length,
        activities,
      }),
    );
  }
  return isWritten ? exitCodes.ok : exitCodes.failed;
}

interface Converted {
  readonly issues: readonly PlanIssue[];
  readonly schedule?: Schedule;
}

interface Asked {
  readonly file: string;
  readonly out: string;
  /** Code of the only project to write. */
  readonly project: string | undefined;
}

/** Errors beside those of reading: exchange.project-unknown, exchange.file-exists, exchange.file-unwritable. */
async function convert({ file, out, project }: Asked, writer: Writer): Promise<Converted> {
  const read = await readScheduleFile(file);
  if (!read.ok) return { issues: read.error };
  const { schedule: whole, format, inputs } = read.value;
  const projects = whole.projects.filter((one) => project === undefined || one.code === project);
  if (projects.length === 0) {
    const sentence = `the file has no project ${project ?? ''}`.trimEnd();
    return { issues: [planError('exchange.project-unknown', sentence)] };
  }
  const schedule = { ...whole, projects };
  const found = [...read.value.issues, ...findScheduleErrors(schedule)];
  if (hasError(found)) return { issues: found };
  const { text, issues } = writer(schedule, inputs?.profile ?? format.profile);
  if (hasError(issues)) return { issues };
  try {
    writeFileSync(out, text, { flag: 'wx' });
  } catch (error) {
    const code = codeOf(error) === 'EEXIST' ? 'exchange.file-exists' : 'exchange.file-unwritable';
    return { issues: [planError(code, messageOf(error))] };
  }
  return { issues: [...found, ...issues], schedule };
}

function hasError(issues: readonly PlanIssue[]): boolean {
  return issues.some((issue) => issue.severity === 'error');
}
