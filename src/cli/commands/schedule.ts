// `comity schedule adopt`: checks a schedule file, hands it to the node as a blob and adopts it for a project. The other
// words of the kind (list, show) are those of every kind (record.ts).
import { toHex } from '../../base/bytes.ts';
import { isCivilDate } from '../../base/dates.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { minuteToText } from '../../plan/civil-time.ts';
import { cutIssues, type PlanIssue, planError } from '../../plan/plan-issue.ts';
import { findScheduleErrors } from '../../plan/validation.ts';
import { readScheduleApart } from '../../server/schedule-reader.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { readBytes, readJson } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { issueText } from './plan-inputs.ts';

/** Commands on schedules beside those of every kind. */
export const scheduleCommands: readonly Command[] = [
  {
    path: 'schedule adopt',
    usage:
      '[ID] --project P --schedule FILE.json --data-date DATE [--file FIELDS.json] [--happened DATE] [--data DIR]',
    options: {
      ...nodeOptions,
      project: { type: 'string' },
      schedule: { type: 'string' },
      'data-date': { type: 'string' },
      file: { type: 'string', short: 'f' },
      happened: { type: 'string' },
      scope: { type: 'string' },
      sample: { type: 'boolean' },
      as: { type: 'string' },
    },
    run: runAdopt,
  },
];

async function runAdopt(context: Context): Promise<ExitCode> {
  const { options } = context;
  const [id, ...more] = context.args;
  const file = stringOption(options, 'schedule');
  const dataDate = stringOption(options, 'data-date') ?? '';
  const isNew = id === undefined;
  const asked = stringOption(options, 'project');
  if (dataDate !== '' && !isCivilDate(dataDate)) {
    context.say(context.text('cli.case.day', { option: '--data-date', given: dataDate }));
    return exitCodes.usage;
  }
  if (file === undefined || dataDate === '' || more.length > 0 || (isNew && !asked)) {
    context.say(context.text('cli.schedule.usage'));
    return exitCodes.usage;
  }
  const bytes = readBytes(file);
  const problems = await problemsOf(bytes, dataDate);
  if (problems.length > 0) {
    sayProblems(context, problems);
    return exitCodes.failed;
  }
  const project = asked ?? (await projectOf(context, id));
  // Before the blob is handed over: what makes the fields unreadable leaves nothing behind.
  const fields = fieldsOf(context);
  const base64 = Buffer.from(bytes).toString('base64');
  const put = await callNode(context, 'put-blob', { base64 });
  if (!put.ok) return sayRefusal(context, put.error);
  const blob = { hash: toHex(nodeCrypto.sha256(bytes)), bytes: bytes.length };
  const adopted = { project, blob, format: 'comity-schedule/1', dataDate };
  const as = stringOption(options, 'as');
  const called = await callNode(context, 'command', {
    kind: 'schedule',
    command: { ...fields, ...adopted, act: 'adopt' } as Json,
    ...(isNew ? {} : { about: id }),
    ...(as === undefined ? {} : { as }),
  });
  if (!called.ok) return sayRefusal(context, called.error);
  const done = called.value as {
    readonly ids: readonly string[];
    readonly leaves: readonly string[];
  };
  const words = { id: done.ids.join(', '), hash: blob.hash, leaf: done.leaves[0] ?? '' };
  printResult(context, { ...done, blob }, [context.text('cli.schedule.adopted', words)]);
  return exitCodes.ok;
}

/** Everything that keeps the file from being the schedule of one project on that day, at once. */
async function problemsOf(bytes: Uint8Array, dataDate: string): Promise<readonly PlanIssue[]> {
  const read = await readScheduleApart(bytes);
  if (!read.ok) return cutIssues(read.error);
  const { schedule, issues, format, inputs } = read.value;
  const found = issues.filter((issue) => issue.severity === 'error');
  if (format.name !== 'Comity JSON' || inputs !== undefined) {
    const sentence = `expected a Comity JSON schedule, got ${format.name}`;
    found.push(planError('cli.schedule.format', sentence));
  }
  found.push(...findScheduleErrors(schedule));
  const { projects } = schedule;
  if (projects.length !== 1) {
    const sentence = `expected one project, got ${projects.length}`;
    const members = projects.map(({ code }) => code);
    found.push(planError('cli.schedule.one-project', sentence, { members }));
  }
  for (const project of projects) {
    const stated = minuteToText(project.dataDate).slice(0, 10);
    if (stated === dataDate) continue;
    const sentence = `expected the data date ${dataDate}, the file has ${stated}`;
    found.push(planError('cli.schedule.data-date', sentence, { members: [project.code] }));
  }
  return cutIssues(found);
}

/** As `comity plan run` says them. */
function sayProblems(context: Context, problems: readonly PlanIssue[]): void {
  if (context.options.json === true) context.print(JSON.stringify({ issues: problems }));
  for (const problem of problems) context.say(issueText(context, problem));
}

/** A later schedule is of the project that the record is of; the node refuses an id that is not there. */
async function projectOf(context: Context, id: string | undefined): Promise<string> {
  const called = await callNode(context, 'show', { id: id ?? '' });
  const state = called.ok ? (called.value as { readonly state: Json }).state : null;
  return isJsonObject(state) && typeof state.project === 'string' ? state.project : '';
}

/** What a file says beside the schedule (a note, who said it); options win over it. */
function fieldsOf(context: Context): Readonly<Record<string, Json>> {
  const { options } = context;
  const file = stringOption(options, 'file');
  const fromFile = file === undefined ? {} : readJson(file);
  const fields: Record<string, Json> = {};
  if (isJsonObject(fromFile)) {
    for (const [name, value] of Object.entries(fromFile))
      if (value !== undefined) fields[name] = value;
  }
  for (const name of ['happened', 'scope'] as const) {
    const value = stringOption(options, name);
    if (value !== undefined) fields[name] = value;
  }
  if (options.sample === true) fields.sample = true;
  return fields;
}
