// `comity case …`: approval cases by options instead of a file of fields. Each command is one act of the kind
// approval-case (docs/manual/records.md); what an option leaves out may stand in the file. Printing: case-print.ts.
import { isCivilDate } from '../../base/dates.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { DecisionTimes } from '../../programme/decision-times.ts';
import { extensionDaysMax } from '../../programme/kinds/approval-case.ts';
import type { CaseDetail, CaseRow } from '../../server/case-list.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  listOption,
  printResult,
  stringOption,
} from '../command.ts';
import { languageMapOf, readJson } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { wordsFor } from '../text-order.ts';
import { caseLines, caseTable, timesTable } from './case-print.ts';

const commonOptions = {
  ...nodeOptions,
  as: { type: 'string' },
  file: { type: 'string', short: 'f' },
  sample: { type: 'boolean' },
  scope: { type: 'string' },
} as const;
const happened = { type: 'string' } as const;
const text = { type: 'string', multiple: true } as const;
const details = {
  activity: { type: 'string' },
  number: { type: 'string' },
  procedure: { type: 'string' },
  project: { type: 'string' },
  title: text,
} as const;

/** What is peculiar to one act. */
interface ActRules {
  readonly act: string;
  readonly usage: string;
  readonly options: Command['options'];
  /** Fields without which the act says nothing, by the option that gives them. */
  readonly needs: readonly string[];
  /** Whether it begins a record (`may`: or follows a plan), or acts on one. */
  readonly begins: 'never' | 'may' | 'always';
}

const beginning = '--procedure PR --project P [--activity CODE] --title en=TITLE [--number N]';
const acts: readonly ActRules[] = [
  {
    ...{ act: 'plan', usage: beginning, options: details },
    ...{ needs: ['procedure', 'project', 'title'], begins: 'always' },
  },
  {
    ...{ act: 'open', usage: `[ID] ${beginning} [--happened DATE]`, needs: [], begins: 'may' },
    options: { ...details, happened },
  },
  on('accept', {}, []),
  on('stop', { why: text, 'waiting-for': text }, ['why']),
  on('resume', {}, []),
  on('refer', { kind: { type: 'string' }, to: text }, ['to', 'kind']),
  on('end-referral', { kind: { type: 'string' } }, ['kind']),
  on('extend', { days: { type: 'string' }, why: text }, ['days', 'why']),
  on('decide', { outcome: { type: 'string' } }, ['outcome']),
  on('issue', { number: { type: 'string' } }, []),
  on('withdraw', { why: text }, ['why']),
];

/** An act on a case that is there. */
function on(act: string, own: Command['options'], needs: readonly string[]): ActRules {
  const named = Object.keys(own).map((name) => {
    const shown = `--${name} ${name.toUpperCase()}`;
    return needs.includes(name) ? shown : `[${shown}]`;
  });
  const usage = ['ID', ...named, '[--happened DATE]'].join(' ');
  return { act, usage, needs, begins: 'never', options: { ...own, happened } };
}

/** Commands on approval cases. */
export const caseCommands: readonly Command[] = [
  ...acts.map(
    (rules): Command => ({
      path: `case ${rules.act}`,
      usage: `${rules.usage} [--file F.json] [--data DIR]`,
      options: { ...commonOptions, ...rules.options },
      run: (context) => runAct(context, rules),
    }),
  ),
  {
    path: 'case list',
    usage: '[--project ID] [--data DIR]',
    options: { ...nodeOptions, project: { type: 'string' } },
    run: runList,
  },
  {
    path: 'case times',
    usage: '[PROCEDURE] [--since DATE] [--data DIR] [--json]',
    options: { ...nodeOptions, since: { type: 'string' } },
    run: runTimes,
  },
  { path: 'case show', usage: 'ID [--data DIR]', options: nodeOptions, run: runShow },
];

async function runTimes(context: Context): Promise<ExitCode> {
  const [procedure, ...more] = context.args;
  const since = stringOption(context.options, 'since');
  if (more.length > 0 || (since !== undefined && !isCivilDate(since))) {
    context.say(context.text('cli.case.times.usage'));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'case-times', since === undefined ? {} : { since });
  if (!called.ok) return sayRefusal(context, called.error);
  const all = called.value as readonly DecisionTimes[];
  const asked = all.filter((one) => procedure === undefined || one.procedure === procedure);
  printResult(context, asked, timesTable(context, asked));
  return exitCodes.ok;
}

async function runAct(context: Context, rules: ActRules): Promise<ExitCode> {
  const [id, ...more] = context.args;
  const { act, begins } = rules;
  const isOdd = begins === 'always' ? id !== undefined : begins === 'never' && id === undefined;
  if (isOdd || more.length > 0) {
    context.say(context.text('cli.case.which', { act }));
    return exitCodes.usage;
  }
  const command = commandOf(context, act);
  const needs = begins === 'may' && id === undefined ? acts[0].needs : rules.needs;
  const fault = faultOf(context, command, { act, needs });
  if (fault !== undefined) {
    context.say(fault);
    return exitCodes.usage;
  }
  const as = stringOption(context.options, 'as');
  const called = await callNode(context, 'command', {
    ...{ kind: 'approval-case', command, today: act !== 'plan' },
    ...(id === undefined ? {} : { about: id }),
    ...(as === undefined ? {} : { as }),
  });
  if (!called.ok) return sayRefusal(context, called.error);
  const done = called.value as Readonly<Record<'ids' | 'leaves', readonly string[]>>;
  const params = { ids: done.ids.join(', '), leaf: done.leaves[0] ?? '' };
  printResult(context, called.value, [context.text('cli.record.done', params)]);
  return exitCodes.ok;
}

const plain = ['happened', 'kind', 'number', 'outcome', 'procedure', 'project', 'scope'] as const;
const maps = { title: 'title', to: 'to', 'waiting-for': 'waitingFor', why: 'why' } as const;

/** Options win over the file. */
function commandOf({ options }: Context, act: string): JsonObject {
  const file = stringOption(options, 'file');
  const fromFile = file === undefined ? {} : readJson(file);
  const fields = new Map<string, Json>(
    isJsonObject(fromFile) ? (Object.entries(fromFile) as [string, Json][]) : [],
  );
  for (const name of plain) {
    const value = stringOption(options, name);
    if (value !== undefined) fields.set(name, value);
  }
  for (const [name, field] of Object.entries(maps)) {
    const values = listOption(options, name);
    if (values.length > 0) fields.set(field, languageMapOf(values));
  }
  const days = stringOption(options, 'days');
  if (days !== undefined) fields.set('days', isExtension(days) ? Number(days) : days);
  const code = stringOption(options, 'activity');
  const project = fields.get('project');
  if (code !== undefined)
    fields.set('activity', project === undefined ? { code } : { project, code });
  if (options.sample === true) fields.set('sample', true);
  return { ...Object.fromEntries(fields), act };
}

function isExtension(days: string): boolean {
  return /^[1-9]\d{0,4}$/.test(days) && Number(days) <= extensionDaysMax;
}

const choices: Readonly<Record<string, readonly string[]>> = {
  kind: ['hearing', 'inspection', 'expert-review', 'tender', 'quarantine', 'other'],
  outcome: ['approved', 'refused', 'renewed'],
};

/** What is wrong with the use of the command, in words; what is wrong with the case the node says. */
function faultOf(
  { options, text: say }: Context,
  command: JsonObject,
  { act, needs }: Pick<ActRules, 'act' | 'needs'>,
): string | undefined {
  const missing = needs.find((name) => command[name] === undefined);
  if (missing !== undefined) return say('cli.case.needs', { act, option: `--${missing}` });
  const isLoose = options.activity !== undefined && command.project === undefined;
  if (isLoose) return say('cli.case.needs', { act, option: '--project' });
  for (const [name, known] of Object.entries(choices)) {
    const given = stringOption(options, name);
    if (given === undefined || known.includes(given)) continue;
    return say('cli.case.choice', { option: `--${name}`, choices: known.join(', '), given });
  }
  const day = stringOption(options, 'happened');
  if (day !== undefined && !isCivilDate(day)) {
    return say('cli.case.day', { option: '--happened', given: day });
  }
  const days = stringOption(options, 'days');
  if (days !== undefined && typeof command.days !== 'number') {
    const max = String(extensionDaysMax);
    return say('cli.case.count', { option: '--days', max, given: days });
  }
  return undefined;
}

async function runList(context: Context): Promise<ExitCode> {
  const project = stringOption(context.options, 'project');
  if (context.args.length > 0) {
    context.say(context.text('cli.case.which', { act: 'show' }));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'cases', project === undefined ? {} : { project });
  if (!called.ok) return sayRefusal(context, called.error);
  const rows = called.value as readonly CaseRow[];
  printResult(context, rows, caseTable(await wordsFor(context, rows), rows));
  return exitCodes.ok;
}

async function runShow(context: Context): Promise<ExitCode> {
  const [id, ...more] = context.args;
  if (id === undefined || more.length > 0) {
    context.say(context.text('cli.case.which', { act: 'show' }));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'case', { id });
  if (!called.ok) return sayRefusal(context, called.error);
  const detail = called.value as CaseDetail;
  for (const { message, path } of detail.problems) {
    context.say(context.text('cli.case.unclear', { id, problem: `${path}: ${message}` }));
  }
  printResult(context, detail, caseLines(await wordsFor(context, detail), detail));
  return exitCodes.ok;
}
