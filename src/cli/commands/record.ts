// Commands on records: `comity agreement sign HK-A001 --text HASH`, `comity meeting open --file F`, and so on for
// every kind. A command is its act, the fields of a JSON file, and the fields given as options.
import type { Json, JsonObject } from '../../base/json.ts';
import { isJsonObject } from '../../base/json.ts';
import { ok, type Refusal, type Result } from '../../base/result.ts';
import { type KindName, kindNamed, kinds } from '../../programme/kinds.ts';
import { partialDate } from '../../programme/statement.ts';
import type { RecordView } from '../../projection/queries.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  listOption,
  printResult,
  stringOption,
} from '../command.ts';
import { languageMapOf, readBytes, readJson } from '../input.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { wordsFor } from '../text-order.ts';
import { listLines } from './record-list.ts';

const fieldOptions = {
  ...nodeOptions,
  file: { type: 'string', short: 'f' },
  content: { type: 'string' },
  as: { type: 'string' },
  text: { type: 'string' },
  answers: { type: 'string' },
  happened: { type: 'string' },
  of: { type: 'string', multiple: true },
  scope: { type: 'string' },
  why: { type: 'string', multiple: true },
  sample: { type: 'boolean' },
  without: { type: 'string', multiple: true },
  role: { type: 'string', multiple: true },
} as const;

/** `programme show` shows the charter, `access list` the persons. */
const isListed = (kind: string) => kind !== 'charter' && kind !== 'person-role';
// Log-keeping is the node's own; a charter is proposed and accepted with its parties' keys (programme propose).
const named = Object.keys(kinds).filter((kind) => kind !== 'log');
const listed: ReadonlySet<string> = new Set(named.filter(isListed));

/** list, show and acts of every kind. */
export const recordCommands: readonly Command[] = named.map((kind) => ({
  path: kind,
  usage: `ACT|${listed.has(kind) ? 'list|' : ''}show [ID] [--file FILE.json]${kinds[kind as KindName].blob === undefined ? '' : ' [--content FILE]'} [--text HASH] [--of LEAF] [--happened DATE] [--data DIR]`,
  options: fieldOptions,
  run: (context) => runRecord(context, kind),
}));

async function runRecord(context: Context, kind: string): Promise<ExitCode> {
  const [act, id] = context.args;
  if (act === undefined || context.args.length > 2) {
    context.say(context.text('cli.record.act', { kind }));
    return exitCodes.usage;
  }
  if (act === 'list' && listed.has(kind)) return runList(context, kind);
  if (act === 'show') return runShow(context, kind, id);
  const given = commandOf(context, { kind, act });
  const fault = faultOf(context, given, { kind, act, id });
  if (fault !== undefined) {
    context.say(fault);
    return exitCodes.usage;
  }
  const content = await putContent(context, { kind, act });
  if (content !== undefined && !content.ok) return sayRefusal(context, content.error);
  const command = await withOpenText(context, id, { ...given, ...content?.value });
  const as = stringOption(context.options, 'as');
  const called = await callNode(context, 'command', {
    kind,
    command,
    ...(id === undefined ? {} : { about: id }),
    ...(as === undefined ? {} : { as }),
  });
  if (!called.ok) {
    const lacksOf = called.error.params.path === 'of' && given.of === undefined;
    const code = sayRefusal(context, called.error);
    if (lacksOf) context.say(context.text('cli.record.of', { kind, id: id ?? 'ID' }));
    return code;
  }
  const done = called.value as Done;
  const ids = done.ids.join(', ');
  const lines = [context.text('cli.record.done', { ids, leaf: done.leaves[0] ?? '' })];
  printResult(context, called.value, lines);
  sayNext(context, { kind, act }, done);
  return exitCodes.ok;
}

/** The file that `--content` names, handed to the node as a blob; as the field of the command that names it. */
async function putContent(
  context: Context,
  { kind, act }: { readonly kind: string; readonly act: string },
): Promise<Result<JsonObject, Refusal> | undefined> {
  const file = stringOption(context.options, 'content');
  const blob = kindNamed(kind)?.blob;
  if (file === undefined || blob?.act !== act) return undefined;
  const bytes = readBytes(file);
  const put = await callNode(context, 'put-blob', {
    base64: Buffer.from(bytes).toString('base64'),
  });
  return put.ok ? ok({ [blob.field]: put.value as JsonObject }) : put;
}

interface Done {
  readonly ids: readonly string[];
  readonly leaves: readonly string[];
}

/** A text waits for signatures. Proposing is not signing, but for links, whose proposal records both. */
function sayNext(
  context: Context,
  { kind, act }: { readonly kind: string; readonly act: string },
  { ids: [id], leaves }: Done,
): void {
  if (!proposals.has(act) || kindNamed(kind)?.acts.includes('propose') !== true) return;
  if (id === undefined) return;
  const key = leaves.length > 1 ? 'cli.record.others-sign' : 'cli.record.sign-next';
  context.say(context.text(key, { command: `comity ${kind} sign ${id}` }));
}

const corrections: ReadonlySet<string> = new Set(['rectify', 'retract']);
const proposals: ReadonlySet<string> = new Set(['propose', 'counter-propose', 'amend']);
/** Reports are answered by several leaves at once; every other `of` is one. */
const ofMany: ReadonlySet<string> = new Set(['confirm', 'correct', 'dispute']);

/** What is wrong with the use of the command, in words; what is wrong with the record the node says. */
function faultOf(
  { options, text }: Context,
  command: JsonObject,
  about: { readonly kind: string; readonly act: string; readonly id: string | undefined },
): string | undefined {
  const { kind, act, id = 'ID' } = about;
  const day = stringOption(options, 'happened');
  if (day !== undefined && !partialDate.safeParse(day).success) {
    return text('cli.record.day', { option: '--happened', given: day });
  }
  const takesFile = kindNamed(kind)?.blob?.act === act;
  if (stringOption(options, 'content') !== undefined && !takesFile) {
    return text('cli.record.no-content', { kind, act });
  }
  if (!corrections.has(act)) return undefined;
  const missing = ['of', 'why'].find((name) => command[name] === undefined);
  if (missing === undefined) return undefined;
  const needs = text('cli.record.needs', { kind, act, option: `--${missing}` });
  return missing === 'of' ? `${needs}\n${text('cli.record.of', { kind, id })}` : needs;
}

/** Options win over the file; `--why en=…` gives a text in a language. */
function commandOf(
  context: Context,
  { kind, act }: { readonly kind: string; readonly act: string },
): JsonObject {
  const { options } = context;
  const file = stringOption(options, 'file');
  const fromFile = file === undefined ? {} : readJson(file);
  const fields: Record<string, Json> = isJsonObject(fromFile)
    ? { ...(fromFile as JsonObject as Record<string, Json>) }
    : {};
  for (const name of ['text', 'answers', 'happened', 'scope'] as const) {
    const value = stringOption(options, name);
    if (value !== undefined) fields[name] = value;
  }
  const [of, ...more] = listOption(options, 'of');
  if (of !== undefined) {
    fields.of = (kind === 'report' && ofMany.has(act)) || more.length > 0 ? [of, ...more] : of;
  }
  const without = listOption(options, 'without');
  if (without.length > 0) fields.without = [...without];
  // `--role none` takes all roles away.
  const granted = listOption(options, 'role');
  if (granted.length > 0) fields.roles = granted.filter((role) => role !== 'none');
  const why = listOption(options, 'why');
  if (why.length > 0) fields.why = languageMapOf(why);
  if (options.sample === true) fields.sample = true;
  return { ...fields, act };
}

/** Signing or declining without naming a text means the only open one, and says which that is. */
async function withOpenText(
  context: Context,
  id: string | undefined,
  command: JsonObject,
): Promise<Json> {
  const needsText = command.act === 'sign' || command.act === 'decline';
  if (!needsText || command.text !== undefined || id === undefined) return command;
  const called = await callNode(context, 'show', { id });
  const state = called.ok ? (called.value as { readonly state: JsonObject }).state : {};
  // An agreement is its texts; other joint kinds hold them beside what they say of themselves.
  const holder = isJsonObject(state.joint) ? state.joint : state;
  const texts = Array.isArray(holder.texts) ? (holder.texts as readonly JsonObject[]) : [];
  const open = texts.filter((text) => text.state === 'open');
  const [only] = open;
  if (only === undefined || open.length > 1 || typeof only.hash !== 'string') return command;
  context.say(context.text('cli.record.only-text', { text: only.hash }));
  return { ...command, text: only.hash };
}

async function runList(context: Context, kind: string): Promise<ExitCode> {
  const called = await callNode(context, 'list', { kind });
  if (!called.ok) return sayRefusal(context, called.error);
  const records = called.value as readonly RecordView<unknown>[];
  printResult(context, records, listLines(await wordsFor(context, records), kind, records));
  return exitCodes.ok;
}

async function runShow(context: Context, kind: string, id: string | undefined): Promise<ExitCode> {
  if (id === undefined) {
    context.say(context.text('cli.record.which', { kind }));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'show', { id });
  if (!called.ok) return sayRefusal(context, called.error);
  printResult(context, called.value, [JSON.stringify(called.value, null, 2)]);
  return exitCodes.ok;
}
