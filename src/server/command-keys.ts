// A command sent twice with the same key is recorded once. That it was begun is on the medium before it is given, and what it came to
// before the answer goes out; where a kill fell between the two nobody knows, and that is what is said.
import { utf8 } from '../base/bytes.ts';
import { type Json, parseJson } from '../base/json.ts';
import type { Clock } from '../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { type Files, nodeFiles } from '../store/files.ts';
import { readText, writeDurably } from '../store/folder.ts';
import { createSerial } from '../store/serial.ts';
import { commandKeyMilliseconds, commandKeysMax, requestListBytesMax } from './limits.ts';

/** A command as its sender names it. */
export interface KeyedCommand {
  readonly person: string;
  /** The sender's own, unlike any other of that person. */
  readonly key: string;
  /** Hash of what was sent, hex: another command under the same key is refused. */
  readonly hash: string;
}

/** What a keyed command came to. */
export interface KeyedOutcome {
  readonly outcome: Json;
  /** Whether it was given before: nothing was recorded now. */
  readonly repeated: boolean;
}

/** The keys of a node. */
export interface CommandKeys {
  /**
   * Gives a command once: later calls with its key get the same outcome for 24 hours. A refusal of `work` records nothing and frees
   * the key. Refusals: those of `work`, server.commands.key-reused (another command came with the key) and server.commands.unsettled
   * (the process died, or the work threw, before it was known what it came to).
   */
  once(
    command: KeyedCommand,
    work: () => Promise<Result<Json, Refusal>>,
  ): Promise<Result<KeyedOutcome, Refusal>>;
}

/** One line of the file: begun, and later how it ended. */
interface Line {
  readonly at: number;
  readonly person: string;
  readonly key: string;
  readonly hash: string;
  readonly outcome?: Json;
  /** Nothing was recorded. */
  readonly free?: true;
}

/** Returns the keys that lie in a file of the state folder. */
export function openCommandKeys(path: string, clock: Clock, files: Files = nodeFiles): CommandKeys {
  const turns = new Map<string, Promise<unknown>>();
  // One line after another: a line added while the file is written anew would be in the file that is no more.
  const inTurn = createSerial();
  // First, and after any trouble, as a whole: what an earlier process or a full disk left may have no name on the medium.
  let isSound = false;
  const append = (line: Line, all: ReadonlyMap<string, Line>) =>
    inTurn(async () => {
      const wasSound = isSound;
      isSound = false;
      if (!wasSound || !(await appendLine(files, path, line))) await writeLines(files, path, all);
      isSound = true;
    });
  let reading: Promise<Map<string, Line>> | undefined;
  const known = () => {
    reading ??= readLines(files, path, clock()).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
  const once = async (command: KeyedCommand, work: () => Promise<Result<Json, Refusal>>) => {
    const lines = await known();
    const id = idOf(command);
    const before = lines.get(id);
    if (before !== undefined && clock() - before.at < commandKeyMilliseconds) {
      if (before.hash !== command.hash)
        return refuse('server.commands.key-reused', { key: command.key });
      if (before.outcome === undefined)
        return refuse('server.commands.unsettled', { key: command.key });
      return ok({ outcome: before.outcome, repeated: true });
    }
    const begun = { at: clock(), ...command };
    keep(lines, id, begun);
    await append(begun, lines).catch((error: unknown) => {
      lines.delete(id);
      throw error;
    });
    const done = await work();
    if (!done.ok) {
      lines.delete(id);
      // Whether it is written or not, nothing was recorded: at worst the key is taken for one that nobody can settle.
      await append({ ...begun, free: true }, lines).catch(() => undefined);
      return done;
    }
    keep(lines, id, { ...begun, outcome: done.value });
    // What was recorded is recorded, also where this cannot be written.
    await append({ ...begun, outcome: done.value }, lines).catch(() => undefined);
    return ok({ outcome: done.value, repeated: false });
  };
  return {
    once: (command, work) => {
      const id = idOf(command);
      const turn = (turns.get(id) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => once(command, work));
      turns.set(id, turn);
      const leave = () => {
        if (turns.get(id) === turn) turns.delete(id);
      };
      turn.then(leave, leave);
      return turn;
    },
  };
}

const idOf = ({ person, key }: Pick<KeyedCommand, 'person' | 'key'>) => `${person} ${key}`;

/** The map's order is that of beginning: the oldest goes first, that of the same person before all others' that still count. */
function keep(lines: Map<string, Line>, id: string, line: Line): void {
  lines.delete(id);
  const [oldest] = lines;
  if (lines.size >= commandKeysMax && oldest !== undefined) {
    const isOver = line.at - oldest[1].at >= commandKeyMilliseconds;
    lines.delete((isOver ? undefined : oldestOf(lines, line.person)) ?? oldest[0]);
  }
  lines.set(id, line);
}

function oldestOf(lines: ReadonlyMap<string, Line>, person: string): string | undefined {
  for (const [id, line] of lines) if (line.person === person) return id;
  return undefined;
}

/** Returns true once the line is whole on the medium; false, and nothing is written, where the file has grown too long. */
async function appendLine(files: Files, path: string, line: Line): Promise<boolean> {
  const file = await files.open(path, 'write', 0o600);
  try {
    const size = await file.size();
    if (size > requestListBytesMax) return false;
    await file.write(size, utf8(`\n${JSON.stringify(line)}`));
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}

async function writeLines(
  files: Files,
  path: string,
  all: ReadonlyMap<string, Line>,
): Promise<void> {
  const text = [...all.values()].map((one) => `\n${JSON.stringify(one)}`).join('');
  await writeDurably(path, utf8(text), { files, permissions: 0o600 });
}

/** A line torn by a power cut is of a command that was not begun; the next one begins on a line of its own. */
async function readLines(files: Files, path: string, now: number): Promise<Map<string, Line>> {
  const lines = new Map<string, Line>();
  for (const text of ((await readText(path, files)) ?? '').split('\n')) {
    const parsed = parseJson(text);
    const line = parsed.ok ? (parsed.value as unknown as Line) : undefined;
    if (line === undefined || now - line.at >= commandKeyMilliseconds) continue;
    const id = idOf(line);
    if (line.free === true) lines.delete(id);
    else keep(lines, id, line);
  }
  return lines;
}
