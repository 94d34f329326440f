// Computes plans beside the event loop, so that pages stay quick while thousands of runs are made: one worker thread,
// started when first asked, one task at a time. A thread that breaks or takes too long is ended, the next task has another.
import { Worker } from 'node:worker_threads';
import { ComityError, messageOf } from '../base/errors.ts';
import type { Result } from '../base/result.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { planTasksMax, planWorkMilliseconds } from './limits.ts';
import type { PlanAnswer, PlanAnswers, PlanTask } from './plan-work.ts';

/** Computes tasks. */
export interface PlanDesk {
  /**
   * Computes a task when those before it are done. Failures: server.plan.slow (given up after the limit, counted from
   * its turn), server.plan.busy (too many wait), server.plan.failed (the thread broke, or the desk is closed).
   */
  work<Kind extends PlanTask['kind']>(
    task: Extract<PlanTask, { readonly kind: Kind }>,
  ): Promise<Result<PlanAnswers[Kind], readonly PlanIssue[]>>;
  close(): Promise<void>;
}

/** How a desk works, unless as `limits.ts` has it. */
export interface DeskSetting {
  readonly milliseconds?: number;
  readonly tasksMax?: number;
  /** Module of the thread. */
  readonly entry?: URL;
}

/** What a thread says to a task. */
export interface PlanSaid {
  readonly answer?: PlanAnswer;
  readonly fault?: string;
}

/** Returns a desk. Its thread keeps no process alive. */
export function openPlanDesk(setting: DeskSetting = {}): PlanDesk {
  const { milliseconds = planWorkMilliseconds, tasksMax = planTasksMax } = setting;
  const entry = setting.entry ?? new URL('./plan-worker.ts', import.meta.url);
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isClosed = false;
  const dismiss = async () => {
    const gone = worker;
    worker = undefined;
    await gone?.terminate();
  };
  const turn = async (task: PlanTask): Promise<PlanAnswer> => {
    if (isClosed) throw failed('the desk is closed');
    worker ??= hire(entry, (gone) => {
      if (worker === gone) worker = undefined;
    });
    try {
      return await answerOf(worker, task, milliseconds);
    } catch (error) {
      await dismiss();
      throw error;
    }
  };
  return {
    work: async (task) => {
      if (waiting >= tasksMax) {
        throw new ComityError('server.plan.busy', `${waiting} plans wait to be computed`);
      }
      waiting += 1;
      const mine = last.then(() => turn(task));
      last = mine.catch(() => undefined).finally(() => (waiting -= 1));
      return (await mine) as never;
    },
    close: async () => {
      isClosed = true;
      await dismiss();
      await last;
    },
  };
}

function failed(why: string): ComityError {
  return new ComityError('server.plan.failed', why);
}

/** A thread that breaks while it has no task is replaced by the next one. */
function hire(entry: URL, onGone: (worker: Worker) => void): Worker {
  const worker = new Worker(entry);
  worker.unref();
  worker.on('error', () => onGone(worker)).on('exit', () => onGone(worker));
  return worker;
}

/** One task on a thread that has no other. */
async function answerOf(worker: Worker, task: PlanTask, milliseconds: number): Promise<PlanAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PlanAnswer>();
  const onMessage = ({ answer, fault }: PlanSaid) => {
    if (answer === undefined) reject(failed(fault ?? 'no answer'));
    else resolve(answer);
  };
  const onError = (error: unknown) => reject(failed(messageOf(error)));
  const onExit = () => reject(failed('the thread ended without an answer'));
  const timer = setTimeout(() => {
    const sentence = `a plan takes more than ${milliseconds} ms`;
    reject(new ComityError('server.plan.slow', sentence));
  }, milliseconds);
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  try {
    worker.postMessage(task);
    return await promise;
  } catch (error) {
    if (error instanceof ComityError) throw error;
    throw failed(messageOf(error));
  } finally {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  }
}
