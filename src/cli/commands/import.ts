// `comity import oc4ids FILE`: reads a package of OC4IDS, shows what would be recorded, and records each project that is
// not there yet by ordinary commands. A file with an error records nothing.
import type { Json } from '../../base/json.ts';
import { type ImportedProject, readOc4ids } from '../../exchange/oc4ids-import.ts';
import type { ProjectState } from '../../programme/kinds/project.ts';
import type { RecordView } from '../../projection/queries.ts';
import type { ImportOutcome } from '../../server/project-import.ts';
import { languageOfAddress, languageOfTag } from '../../text/languages.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { readInput } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { tableOf } from '../table.ts';
import { sayIssues } from './plan-inputs.ts';

/** Commands that take records out of the formats of others. */
export const importCommands: readonly Command[] = [
  {
    path: 'import oc4ids',
    usage: 'FILE [--language TAG] [--dry-run] [--sample] [--as PSEUDONYM] [--data DIR] [--json]',
    options: {
      ...nodeOptions,
      language: { type: 'string' },
      'dry-run': { type: 'boolean' },
      sample: { type: 'boolean' },
      as: { type: 'string' },
    },
    run: runImport,
  },
];

/** Projects that are handed to the node at once. */
const atOnce = 50;

async function runImport(context: Context): Promise<ExitCode> {
  const { options, text } = context;
  const [file, ...more] = context.args;
  const asked = stringOption(options, 'language');
  const language =
    asked === undefined ? context.language : (languageOfTag(asked) ?? languageOfAddress(asked));
  if (file === undefined || more.length > 0 || language === undefined) {
    context.say(text('cli.import.usage'));
    return exitCodes.usage;
  }
  const sample = options.sample === true;
  const { projects, issues } = readOc4ids(readInput(file), { language: language.tag, sample });
  sayIssues(context, issues);
  if (issues.some(({ severity }) => severity === 'error')) {
    if (options.json === true) context.print(JSON.stringify({ issues, projects: [] }));
    return exitCodes.failed;
  }
  const listed = await callNode(context, 'list', { kind: 'project' });
  if (!listed.ok) return sayRefusal(context, listed.error);
  const there = recordsByOc4idsId(listed.value as readonly RecordView<ProjectState>[]);
  const rows = projects.map((project) => ({ project, record: there.get(project.id) }));
  const isDry = options['dry-run'] === true;
  if (isDry) {
    printResult(context, { issues, projects: rows.map(toRow) }, previewOf(context, rows));
    return exitCodes.ok;
  }
  const fresh = projects.filter(({ id }) => !there.has(id));
  return record(context, { fresh, rows, issues });
}

interface Row {
  readonly project: ImportedProject;
  /** Id of the record that has it already, or has it now. */
  readonly record: string | undefined;
}

async function record(
  context: Context,
  given: {
    readonly fresh: readonly ImportedProject[];
    readonly rows: readonly Row[];
    readonly issues: readonly unknown[];
  },
): Promise<ExitCode> {
  const { fresh, rows, issues } = given;
  const as = stringOption(context.options, 'as');
  const ids: string[] = [];
  for (let from = 0; from < fresh.length; from += atOnce) {
    const some = fresh.slice(from, from + atOnce).map(({ commands }) => commands as Json);
    const params = { projects: some, ...(as === undefined ? {} : { as }) };
    const called = await callNode(context, 'import-projects', params);
    if (!called.ok) return sayRefusal(context, called.error);
    const { ids: recorded, refusal } = called.value as ImportOutcome;
    ids.push(...recorded);
    if (refusal === undefined) continue;
    context.say(context.text('cli.import.stopped', { count: ids.length }));
    return sayRefusal(context, refusal);
  }
  const idOf = new Map(fresh.map(({ id }, i) => [id, ids[i]]));
  const done = rows.map(({ project, record: before }) => ({
    ...{ project, record: before ?? idOf.get(project.id) },
  }));
  const lines = [
    ...tableOf(done.map(({ project, record: id }) => [id ?? '', project.id, project.title])),
    context.text('cli.import.done', { count: ids.length }),
  ];
  printResult(context, { issues, recorded: ids.length, projects: done.map(toRow) }, lines);
  return exitCodes.ok;
}

function recordsByOc4idsId(
  records: readonly RecordView<ProjectState>[],
): ReadonlyMap<string, string> {
  return new Map(
    records.flatMap(({ id, state }) => {
      const kept = state.basis === 'own' ? state.oc4ids?.project.id : undefined;
      return kept === undefined ? [] : [[kept, id] as const];
    }),
  );
}

function toRow({ project, record: id }: Row) {
  const { commands, ...about } = project;
  return { ...about, commands: commands.length, record: id ?? null };
}

function previewOf({ text }: Context, rows: readonly Row[]): readonly string[] {
  const head = [
    text('cli.import.column.id'),
    text('cli.import.column.title'),
    text('cli.import.column.status'),
    text('cli.import.column.what'),
  ];
  const lines = rows.map(({ project, record: id }) => [
    project.id,
    project.title,
    project.status ?? '–',
    id === undefined
      ? text('cli.import.new', { count: project.commands.length })
      : text('cli.import.there', { id }),
  ]);
  return [...tableOf([head, ...lines]), text('cli.import.dry-run')];
}
