// What `plan forecast` and `plan whatif` share: reading a schedule or an inputs document, saying what is wrong with it,
// runs and seed as asked, threads and how far they are.
import { closeSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { concat } from '../../base/bytes.ts';
import { isCivilDate } from '../../base/dates.ts';
import { messageOf } from '../../base/errors.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { forecastInputsHash, writeForecastInputs } from '../../exchange/forecast-inputs.ts';
import type { ForecastInputs } from '../../exchange/forecast-inputs-shape.ts';
import { fileBytesMax } from '../../exchange/limits.ts';
import { forecastRunsMax } from '../../plan/limits.ts';
import { cutIssues, type PlanIssue, planError } from '../../plan/plan-issue.ts';
import type { RankingAsked } from '../../plan/policy.ts';
import { seedMax } from '../../plan/random.ts';
import type { ThreadWatch } from '../../server/forecast-workers.ts';
import { forecastThreadsMax } from '../../server/limits.ts';
import type { ReaderAnswer } from '../../server/schedule-reader-worker.ts';
import { nodeCrypto } from '../../store/node-crypto.ts';
import { type Context, listOption, type Options, stringOption } from '../command.ts';
import { planReader } from '../plan-reader.ts';

/** Options that every question about many runs takes. */
export const runsOptions = {
  date: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  threads: { type: 'string' },
} as const;

/** Runs, seed and threads as typed. */
export interface RunsTyped {
  readonly runs: number;
  readonly seed: number;
  /** Undefined where the work itself says how many. */
  readonly threads: number | undefined;
}

/** Returns what was typed, or undefined where something is missing or `findRunsFault` finds it wrong. */
export function runsTyped(options: Options): RunsTyped | undefined {
  const [runs, seed, threads] = ['runs', 'seed', 'threads'].map((name) =>
    stringOption(options, name),
  );
  if (runs === undefined || seed === undefined) return undefined;
  const typed = { runs: Number(runs), seed: Number(seed) };
  return { ...typed, threads: threads === undefined ? undefined : Number(threads) };
}

const ranges = {
  runs: [1, forecastRunsMax],
  seed: [0, seedMax],
  threads: [1, forecastThreadsMax],
} as const;

/** Returns what is wrong with an option that was given: number, range or date, in words; undefined for nothing. */
export function findRunsFault({ options, text }: Context): string | undefined {
  for (const [name, [min, max]] of Object.entries(ranges)) {
    const given = stringOption(options, name);
    if (given === undefined) continue;
    const value = /^\d{1,16}$/.test(given) ? Number(given) : -1;
    if (value >= min && value <= max) continue;
    const range = { min: String(min), max: String(max) };
    return text('cli.plan.number', { option: `--${name}`, ...range, given });
  }
  const wrong = listOption(options, 'date').find((date) => !isCivilDate(date));
  if (wrong === undefined) return undefined;
  return text('cli.case.day', { option: '--date', given: wrong });
}

/** A file as it goes into runs. */
export interface PlanInputs {
  readonly asked: Pick<RankingAsked, 'schedule' | 'profile' | 'target' | 'inForce' | 'sha256'>;
  /** Errors of reading, to be told with those of the schedule. */
  readonly errors: readonly PlanIssue[];
  /** Of a file without errors: what two forecasts must share to be comparable. */
  readonly hash: () => string;
}

/**
 * Reads a schedule file, `-` from standard input, in a thread of its own. Errors: exchange.file-unreadable, those of
 * `ScheduleReader`.
 */
export async function readScheduleFile(file: string): Promise<ReaderAnswer> {
  const bytes = readFileBytes(file);
  return bytes.ok ? planReader.read(bytes.value) : bytes;
}

/**
 * Reads a file, `-` from standard input, up to one byte more than a schedule may have, whatever it is.
 * Errors: exchange.file-unreadable.
 */
export function readFileBytes(file: string): Result<Uint8Array, readonly PlanIssue[]> {
  try {
    return ok(firstBytesOf(file));
  } catch (error) {
    return err([planError('exchange.file-unreadable', messageOf(error))]);
  }
}

function firstBytesOf(file: string): Uint8Array {
  const place = file === '-' ? 0 : openSync(file, 'r');
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    while (size <= fileBytesMax) {
      const piece = new Uint8Array(Math.min(pieceBytes, fileBytesMax + 1 - size));
      const count = readSync(place, piece);
      if (count === 0) break;
      pieces.push(piece.subarray(0, count));
      size += count;
    }
  } finally {
    if (file !== '-') closeSync(place);
  }
  return concat(...pieces);
}

const pieceBytes = 1 << 20;

/** Reads an inputs document, or any schedule as the public inputs of nothing but itself. */
export async function readPlanInputs(
  file: string,
): Promise<Result<PlanInputs, readonly PlanIssue[]>> {
  const read = await readScheduleFile(file);
  if (!read.ok) return read;
  const { schedule, issues, format, inputs } = read.value;
  const profile = inputs?.profile ?? format.profile;
  const { sha256 } = nodeCrypto;
  const { target, policy } = inputs ?? {};
  const bare = (): ForecastInputs => {
    const project = schedule.projects[0].code;
    return writeForecastInputs(schedule, { profile, project, scope: 'public', records: [] });
  };
  return ok({
    asked: { schedule, profile, target, sha256, inForce: policy === undefined ? [] : [policy] },
    errors: issues.filter((issue) => issue.severity === 'error'),
    hash: () => forecastInputsHash(sha256, inputs ?? bare()),
  });
}

/** Returns a problem as people read it, with its place in the file where it has one. */
export function issueText({ text }: Pick<Context, 'text'>, issue: PlanIssue): string {
  const { code, severity, message, line, column } = issue;
  if (severity === 'warning') return text('cli.plan.warning', { code, message });
  if (line === undefined) return text('cli.plan.error', { code, message });
  const at = { code, message, line: String(line), column: String(column ?? '') };
  return text(column === undefined ? 'cli.plan.error-at' : 'cli.plan.error-in', at);
}

/** Says every problem on standard error. */
export function sayIssues(context: Context, issues: readonly PlanIssue[]): void {
  for (const issue of cutIssues(issues)) context.say(issueText(context, issue));
}

/** From here on threads are worth starting, in activities placed. */
const threadedPlacements = 5_000_000;

/** Returns how many threads to work on; 0 is none beside this one. */
export function threadsFor(typed: RunsTyped, placements: number): number {
  if (typed.threads !== undefined) return typed.threads;
  return placements < threadedPlacements ? 0 : Math.min(availableParallelism(), forecastThreadsMax);
}

/** Returns what threads are told: when to stop, and on a terminal where to draw a bar. */
export function watchOf(context: Context): ThreadWatch {
  const { stop } = context;
  if (!process.stderr.isTTY || context.options.quiet === true) return { stop };
  return {
    stop,
    onProgress: (done, of) => {
      const full = Math.floor((done / of) * barPlaces);
      const bar = '#'.repeat(full).padEnd(barPlaces);
      process.stderr.write(done < of ? `\r[${bar}] ${done}/${of}` : '\r\u001b[K');
    },
  };
}

const barPlaces = 40;
