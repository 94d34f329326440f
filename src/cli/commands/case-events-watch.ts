// `comity case-events watch FOLDER`: an authority's system that can only write files leaves them in a folder; each is taken in once
// it is whole, moved away, and answered by a file beside it (docs/manual/case-events.md 4). A file that was taken in and not moved is
// taken in again: what is on record is not recorded twice.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { utf8, utf8ToString } from '../../base/bytes.ts';
import { ComityError, codeOf, messageOf } from '../../base/errors.ts';
import type { Refusal } from '../../base/result.ts';
import { parseCaseMapping } from '../../exchange/case-mapping.ts';
import { caseEventsBytesMax } from '../../exchange/limits.ts';
import type { CaseEventsAnswer } from '../../server/case-event-desk.ts';
import { writeDurably } from '../../store/folder.ts';
import { sentenceOf } from '../../text/refusal-words.ts';
import { type Command, type Context, type ExitCode, exitCodes, printResult } from '../command.ts';
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
  /** When its bytes, and when its rights were changed last. */
  readonly changed: string;
  /** Another file of the same name has another. */
  readonly node: number;
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
  const unread: Seen[] = [];
  while (!context.stop.aborted) {
    await rest(lookMilliseconds, context.stop);
    const now = filesOf(folder).filter((one) => !unread.some((other) => isSame(one, other)));
    const whole = now.filter((one) => before.some((other) => isSame(one, other)));
    before = now;
    let isAllMoved = true;
    for (const seen of whole) {
      if (context.stop.aborted) break;
      const outcome = await takeFile(context, { folder, seen, bound });
      if (outcome === 'changed') isAllMoved = false;
      if (outcome === 'unread') {
        unread.push(seen);
        isAllTaken = false;
      }
      if (typeof outcome === 'string') continue;
      sayOutcome(context, outcome);
      if (outcome.became !== 'done' || outcome.rejected > 0) isAllTaken = false;
      if (outcome.became !== 'waits') continue;
      if (once) return exitCodes.refused;
      await rest(waitMilliseconds, context.stop);
      break;
    }
    // Files that are still being written are waited for.
    if (once && isAllMoved && whole.length === now.length)
      return isAllTaken ? exitCodes.ok : exitCodes.refused;
  }
  return exitCodes.ok;
}

function openFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new ComityError('cli.file.unwritable', `${path}: ${messageOf(error)}`, error);
  }
  if (!lstatSync(path).isDirectory())
    throw new ComityError('cli.file.unwritable', `${path}: expected a folder, not a link to one`);
}

// A name is shown on terminals and in logs: nothing in it may begin a line, or turn one round.
const nameForm = /^(?!\.)[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*\.(csv|json)$/iu;

/** Files that a register leaves, by name: no hidden ones, no folders or links, nothing but CSV and JSON. */
function filesOf(folder: string): readonly Seen[] {
  try {
    return readdirSync(folder)
      .filter((name) => nameForm.test(name))
      .sort()
      .flatMap((name) => {
        const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
        return found?.isFile() === true ? [seenOf(name, found)] : [];
      });
  } catch (error) {
    throw new ComityError('cli.file.unreadable', `${folder}: ${messageOf(error)}`, error);
  }
}

function seenOf(name: string, found: Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>): Seen {
  const changed = `${found.mtimeMs} ${found.ctimeMs}`;
  return { name, size: found.size, changed, node: found.ino };
}

function isSame(one: Seen, other: Seen): boolean {
  const isOne = one.name === other.name && one.node === other.node;
  return isOne && one.size === other.size && one.changed === other.changed;
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

interface Given {
  readonly folder: string;
  readonly seen: Seen;
  readonly bound: NonNullable<ReturnType<typeof boundOf>>;
}

/** `changed`: it is no more the file that was seen, and is looked at anew. `unread`: this process may not read it. */
async function takeFile(context: Context, given: Given): Promise<Outcome | 'changed' | 'unread'> {
  const { seen, bound } = given;
  const { name } = seen;
  const text = readText(given);
  if ('failed' in text) {
    if (['ENOENT', 'ELOOP'].includes(codeOf(text.failed))) return 'changed';
    context.say(`${name}: ${messageOf(text.failed)}`);
    return 'unread';
  }
  if (!('text' in text)) return await putAway(context, given, { refused: text.refused });
  if (!isSame(text.seen, seen)) return 'changed';
  const taken = await handInText(context, bound, text.text);
  if (taken.ok) return await putAway(context, given, { answer: taken.value });
  if (ofTheMoment.has(taken.error.code) || taken.error.code.startsWith('programme.access.')) {
    context.say(`${name}: ${sentenceOf(context.messages, context.language, taken.error)}`);
    return { file: name, recorded: 0, rejected: 0, became: 'waits' };
  }
  return await putAway(context, given, { refused: taken.error });
}

type Read =
  | { readonly text: string; readonly seen: Seen }
  | { readonly refused: Refusal }
  | { readonly failed: unknown };

/** Reads the file that lies there and none that a link points at: what is refused is quoted in an answer. */
function readText({ folder, seen }: Given): Read {
  let file: number;
  try {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    file = openSync(join(folder, seen.name), flags);
  } catch (error) {
    return { failed: error };
  }
  try {
    const found = fstatSync(file);
    const { size } = found;
    if (size > caseEventsBytesMax)
      return {
        refused: {
          code: 'exchange.case-events-too-long',
          params: { bytes: size, max: caseEventsBytesMax },
        },
      };
    const text = utf8ToString(readFileSync(file));
    return text === undefined
      ? { refused: { code: 'exchange.case-events-encoding', params: {} } }
      : { text, seen: seenOf(seen.name, found) };
  } catch (error) {
    return { failed: error };
  } finally {
    closeSync(file);
  }
}

/**
 * The answer is written before the file is moved: whoever sees the file gone finds what became of it. A file that took its place
 * meanwhile stays, and is taken in by itself.
 */
async function putAway(
  context: Context,
  { folder, seen }: Given,
  what: { readonly answer: CaseEventsAnswer } | { readonly refused: Refusal },
): Promise<Outcome | 'changed'> {
  const { name } = seen;
  const lies = lstatSync(join(folder, name), { throwIfNoEntry: false });
  if (lies === undefined || !isSame(seenOf(name, lies), seen)) return 'changed';
  const became = 'answer' in what ? 'done' : 'refused';
  const beside = join(folder, folders[became]);
  openFolder(beside);
  const place = freePlace(beside, name);
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

/** Bytes of a name, so that the name of its answer, and of the file that becomes it, still fit into what file systems allow. */
const stemBytesMax = 200;

/** A register may use a name again: nothing that lies there is written over. */
function freePlace(folder: string, name: string): string {
  const dot = name.lastIndexOf('.');
  let stem = name.slice(0, dot);
  while (utf8(stem).length > stemBytesMax) stem = [...stem].slice(0, -1).join('');
  for (let number = 1; ; number++) {
    const place = join(folder, `${stem}${number === 1 ? '' : `-${number}`}${name.slice(dot)}`);
    const isTaken = [place, `${place}.answer.json`].some(
      (one) => lstatSync(one, { throwIfNoEntry: false }) !== undefined,
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
