// `comity plan convert FILE OUT`: a schedule in another format, with what gets lost said; no node, no network.
import { writeFileSync } from 'node:fs';
import { codeOf, messageOf } from '../../base/errors.ts';
import { printComityJson } from '../../exchange/comity-json.ts';
import { readSchedule } from '../../exchange/formats.ts';
import { printXer, type WrittenSchedule } from '../../exchange/xer-writer.ts';
import { type PlanIssue, planError } from '../../plan/plan-issue.ts';
import type { ProfileName } from '../../plan/profile.ts';
import type { Schedule } from '../../plan/schedule.ts';
import { findScheduleErrors } from '../../plan/validation.ts';
import { type Command, type Context, type ExitCode, exitCodes } from '../command.ts';
import { readFileBytes, sayIssues } from './plan-inputs.ts';

const writers: Readonly<
  Record<string, (schedule: Schedule, profile: ProfileName) => WrittenSchedule>
> = {
  '.json': (schedule) => ({ text: printComityJson(schedule), issues: [] }),
  '.xer': printXer,
};

/** The command that writes a schedule in another format. */
export const planConvert: Command = {
  path: 'plan convert',
  usage: 'FILE OUT.json|OUT.xer [--json]',
  options: { json: { type: 'boolean' } },
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
  const { issues, schedule } = convert(file, out, writer);
  const isWritten = issues.every((issue) => issue.severity !== 'error');
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

/** A file that is there is not written over: exchange.file-exists. */
function convert(file: string, out: string, writer: (typeof writers)[string]): Converted {
  const bytes = readFileBytes(file);
  if (!bytes.ok) return { issues: bytes.error };
  const read = readSchedule(bytes.value);
  if (!read.ok) return { issues: read.error };
  const { schedule, format, inputs } = read.value;
  const found = [...read.value.issues, ...findScheduleErrors(schedule)];
  if (found.some((issue) => issue.severity === 'error')) return { issues: found };
  const { text, issues } = writer(schedule, inputs?.profile ?? format.profile);
  try {
    writeFileSync(out, text, { flag: 'wx' });
  } catch (error) {
    const code = codeOf(error) === 'EEXIST' ? 'exchange.file-exists' : 'exchange.file-unwritable';
    return { issues: [planError(code, messageOf(error))] };
  }
  return { issues: [...found, ...issues], schedule };
}
