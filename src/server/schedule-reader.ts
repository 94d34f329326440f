// Reading schedule files in a thread of its own, within half a minute and a bound of memory: whatever somebody sent, the
// rest of the process goes on, and nothing of a file that was not read to its end is used.
import { Worker } from 'node:worker_threads';
import { codeOf, messageOf } from '../base/errors.ts';
import { err } from '../base/result.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import { readerMegabytesMax, readerSecondsMax } from './limits.ts';
import type { ReaderAnswer } from './schedule-reader-worker.ts';

/** Reads files one after another. */
export interface ScheduleReader {
  /**
   * Reads a file as `readSchedule` does. Errors: the same; exchange.too-slow, exchange.too-much-memory,
   * exchange.reader (the thread ended without an answer).
   */
  read(bytes: Uint8Array): Promise<ReaderAnswer>;
  /** Starts the thread before there is a file. It keeps no process alive. */
  start(): void;
  close(): Promise<void>;
}

/** How much one file may take; else `readerSecondsMax` and `readerMegabytesMax`. */
export interface ReaderBounds {
  readonly secondsMax?: number;
  readonly megabytesMax?: number;
}

/** Returns a reader. Its thread starts with the first file, and again after one that broke its bounds. */
export function openScheduleReader(bounds: ReaderBounds = {}): ScheduleReader {
  const { secondsMax = readerSecondsMax, megabytesMax = readerMegabytesMax } = bounds;
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const end = async () => {
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };
  const start = () => {
    if (worker !== undefined) return worker;
    const resourceLimits = { maxOldGenerationSizeMb: megabytesMax };
    const started = new Worker(entry, { resourceLimits });
    // A thread that fails while nobody waits for it is started anew with the next file.
    started.on('error', () => undefined);
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    worker = started;
    return started;
  };
  const readNow = async (bytes: Uint8Array): Promise<ReaderAnswer> => {
    const thread = start();
    thread.ref();
    const answered = Promise.withResolvers<ReaderAnswer>();
    const fail = (issue: PlanIssue) => answered.resolve(err([issue]));
    const onError = (error: unknown) => fail(faultOf(error, megabytesMax));
    const onExit = (code: number) => fail(ended(`a thread that read a file ended with ${code}`));
    const timer = setTimeout(() => {
      const sentence = `reading the file took more than ${secondsMax} seconds`;
      fail(planError('exchange.too-slow', sentence));
    }, secondsMax * 1_000);
    let isWhole = false;
    thread.once('message', (answer: ReaderAnswer) => {
      isWhole = true;
      answered.resolve(answer);
    });
    thread.once('error', onError);
    thread.once('exit', onExit);
    thread.postMessage(bytes);
    const answer = await answered.promise;
    clearTimeout(timer);
    thread.removeAllListeners('message').off('error', onError).off('exit', onExit);
    if (isWhole) thread.unref();
    else await end();
    return answer;
  };
  return {
    read(bytes) {
      const mine = last.then(() => readNow(bytes));
      last = mine.catch(() => undefined);
      return mine;
    },
    start: () => start().unref(),
    close: end,
  };
}

/** Reads one file, `bytes` as somebody sent them, in a thread that ends with it. Errors: those of a reader. */
export async function readScheduleApart(
  bytes: Uint8Array,
  bounds: ReaderBounds = {},
): Promise<ReaderAnswer> {
  const reader = openScheduleReader(bounds);
  try {
    return await reader.read(bytes);
  } finally {
    await reader.close();
  }
}

const entry = new URL('./schedule-reader-worker.ts', import.meta.url);

function faultOf(error: unknown, megabytesMax: number): PlanIssue {
  if (codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY') {
    const sentence = `reading the file took more than ${megabytesMax} MB of memory`;
    return planError('exchange.too-much-memory', sentence);
  }
  return ended(`a thread that read a file failed: ${messageOf(error)}`);
}

function ended(sentence: string): PlanIssue {
  return planError('exchange.reader', sentence);
}
