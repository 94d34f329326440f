// `comity case-events watch FOLDER`: an authority's system that can only write files leaves them in a folder; each is taken in once
// it is whole, moved away, and answered by a file beside it (docs/manual/case-events.md 4). A file that was taken in and not moved is
// taken in again: what is on record is not recorded twice.
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { utf8, utf8ToString } from '../../base/bytes.ts';
import { ComityError, messageOf } from '../../base/errors.ts';
import type { Refusal } from '../../base/result.ts';
import { parseCaseMapping } from '../../exchange/case-mapping.ts';
import { caseEventsBytesMax } from '../../exchange/limits.ts';
import type { CaseEventsAnswer } from '../../server/case-event-desk.ts';
import { writeDurably } from '../../store/folder.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import { type Command, type Context, type ExitCode, exitCodes, printResult } from '../command.ts';
import { readBytes } from '../input.ts';
import { nodeOptions, sayRefusal } from '../node-access.ts';
import { boundOf, boundOptions, handInText } from './case-events.ts';

/** The command that watches. */
export const caseEventWatchCommands: readonly Command[] = [
  {
    path: 'case-events watch',
    usage: 'FOLDER --authority OR --mapping M.json [--once] [--as PSEUDONYM] [--data DIR] [--json]',
    options: {
      ...{ ...nodeOptions, ...boundOptions },
      ...{ as: { type: 'string' }, once: { type: 'boolean' } },
    },
    run: runWatch,
  },
];

/** Milliseconds between two looks at the folder; a file counts as whole once it has not changed between two. */
const lookMilliseconds = 2_000;
/** Milliseconds before a node that could not take a file is asked again. */
const waitMilliseconds = 10_000;

/** Where files go that were read, and those that are none. */
const folders = { done: 'done', refused: 'refused' } as const;

/** A file as it lay there at a look. */
interface Seen {
  readonly name: string;
  readonly size: number;
  readonly changed: number;
}

/** What became of a file. */
interface Outcome {
  readonly file: string;
  readonly became: 'done' | 'refused' | 'waits';
  readonly recorded: number;
  readonly rejected: number;
}

async function runWatch(context: Context): Promise<ExitCode> {
  const [folder, ...more] = context.args;
  const bound = folder === undefined || more.length > 0 ? undefined : boundOf(context);
  if (folder === undefined || bound === undefined) {
    const [{ usage } = { usage: '' }] = caseEventWatchCommands;
    context.say(
      context.text('cli.case-events.usage', { line: `comity case-events watch ${usage}` }),
    );
    return exitCodes.usage;
  }
  // A mistyped name is told at once, and no folder is made of it; nor is a file blamed for its mapping.
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const why = context.text('cli.case-events.no-folder');
    throw new ComityError('cli.file.unreadable', `${folder}: ${why}`);
  }
  const mapping = parseCaseMapping(bound.mapping);
  if (!mapping.ok) return sayRefusal(context, mapping.error);
  for (const name of Object.values(folders)) openFolder(join(folder, name));
  const once = context.options.once === true;
  if (!once) context.say(context.text('cli.case-events.watching', { folder }));
  let before: readonly Seen[] = filesOf(folder);
  let isAllTaken = true;
  while (!context.stop.aborted) {
    await rest(lookMilliseconds, context.stop);
    const now = filesOf(folder);
    const whole = now.filter((one) => before.some((other) => isSame(one, other)));
    before = now;
    for (const { name } of whole) {
      if (context.stop.aborted) break;
      const outcome = await takeFile(context, { folder, name, bound });
      sayOutcome(context, outcome);
      if (outcome.became !== 'done' || outcome.rejected > 0) isAllTaken = false;
      if (outcome.became !== 'waits') continue;
      if (once) return exitCodes.refused;
      await rest(waitMilliseconds, context.stop);
      break;
    }
    // Files that are still being written are waited for.
    if (once && whole.length === now.length) return isAllTaken ? exitCodes.ok : exitCodes.refused;
  }
  return exitCodes.ok;
}

function openFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new ComityError('cli.file.unwritable', `${path}: ${messageOf(error)}`, error);
  }
}

/** Files that a register leaves, by name: no hidden ones, no folders, nothing but CSV and JSON. */
function filesOf(folder: string): readonly Seen[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[^.].*\.(csv|json)$/i.test(name))
      .sort()
      .flatMap((name) => {
        const found = statSync(join(folder, name), { throwIfNoEntry: false });
        return found?.isFile() === true ? [{ name, size: found.size, changed: found.mtimeMs }] : [];
      });
  } catch (error) {
    throw new ComityError('cli.file.unreadable', `${folder}: ${messageOf(error)}`, error);
  }
}

function isSame(one: Seen, other: Seen): boolean {
  return one.name === other.name && one.size === other.size && one.changed === other.changed;
}

function rest(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    }
    stop.addEventListener('abort', done);
    if (stop.aborted) done();
  });
}

/** Refusals that are of the moment, not of the file: it stays where it is. */
const ofTheMoment: ReadonlySet<string> = new Set([
  'server.command.standby',
  'programme.log.frozen',
  'server.case-events.authority',
  'exchange.case-mapping',
]);

async function takeFile(
  context: Context,
  given: {
    readonly folder: string;
    readonly name: string;
    readonly bound: NonNullable<ReturnType<typeof boundOf>>;
  },
): Promise<Outcome> {
  const { folder, name, bound } = given;
  const outcome = { file: name, recorded: 0, rejected: 0 };
  const text = readText(join(folder, name));
  if (!('text' in text)) return await putAway(context, given, { refused: text.refused });
  const taken = await handInText(context, bound, text.text);
  if (taken.ok) return await putAway(context, given, { answer: taken.value });
  if (ofTheMoment.has(taken.error.code) || taken.error.code.startsWith('programme.access.')) {
    context.say(`${name}: ${sentenceOf(context.messages, context.language, taken.error)}`);
    return { ...outcome, became: 'waits' };
  }
  return await putAway(context, given, { refused: taken.error });
}

function readText(path: string): { readonly text: string } | { readonly refused: Refusal } {
  const size = statSync(path).size;
  if (size > caseEventsBytesMax)
    return {
      refused: {
        code: 'exchange.case-events-too-long',
        params: { bytes: size, max: caseEventsBytesMax },
      },
    };
  const text = utf8ToString(readBytes(path));
  return text === undefined
    ? { refused: { code: 'exchange.case-events-encoding', params: {} } }
    : { text };
}

/** The answer is written before the file is moved: whoever sees the file gone finds what became of it. */
async function putAway(
  context: Context,
  { folder, name }: { readonly folder: string; readonly name: string },
  what: { readonly answer: CaseEventsAnswer } | { readonly refused: Refusal },
): Promise<Outcome> {
  const became = 'answer' in what ? 'done' : 'refused';
  const place = freePlace(join(folder, folders[became]), name);
  const sentenced = (one: Refusal) => ({
    ...one,
    sentence: sentenceOf(context.messages, context.language, one),
  });
  const said =
    'answer' in what
      ? { ...what.answer, rejected: what.answer.rejected.map(sentenced) }
      : { refused: sentenced(what.refused) };
  await writeDurably(`${place}.answer.json`, utf8(`${JSON.stringify(said, null, 1)}\n`));
  try {
    renameSync(join(folder, name), place);
  } catch (error) {
    throw new ComityError('cli.file.unwritable', `${place}: ${messageOf(error)}`, error);
  }
  const counts =
    'answer' in what
      ? { recorded: what.answer.recorded.length, rejected: what.answer.rejected.length }
      : { recorded: 0, rejected: 0 };
  return { file: basename(place), became, ...counts };
}

/** A register may use a name again: nothing that lies there is written over. */
function freePlace(folder: string, name: string): string {
  const dot = name.lastIndexOf('.');
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
    const place = join(folder, tried);
    const isTaken = [place, `${place}.answer.json`].some(
      (one) => statSync(one, { throwIfNoEntry: false }) !== undefined,
    );
    if (!isTaken) return place;
  }
}

function sayOutcome(context: Context, outcome: Outcome): void {
  const { file, became, recorded, rejected } = outcome;
  if (became === 'waits') return;
  const line = context.text(`cli.case-events.file-${became}`, { file, count: recorded, rejected });
  printResult(context, { ...outcome }, [line]);
}
