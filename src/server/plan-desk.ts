// Computes plans beside the event loop: one worker thread for the whole process, started when first asked, so that pages
// of all nodes stay quick while thousands of runs are made.
import { Worker } from 'node:worker_threads';
import { ComityError, messageOf } from '../base/errors.ts';
import type { Result } from '../base/result.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';
import { planWorkMilliseconds } from './limits.ts';
import type { PlanAnswer, PlanAnswers, PlanTask } from './plan-work.ts';

/** Computes tasks. */
export interface PlanDesk {
  /** Failures: server.plan.slow (given up after the limit), server.plan.failed (the worker broke). */
  work<Kind extends PlanTask['kind']>(
    task: Extract<PlanTask, { readonly kind: Kind }>,
  ): Promise<Result<PlanAnswers[Kind], readonly PlanIssue[]>>;
  close(): Promise<void>;
}

interface Waiting {
  readonly done: (answer: PlanAnswer) => void;
  readonly fail: (error: unknown) => void;
}

interface Said {
  readonly id: number;
  readonly answer?: PlanAnswer;
  readonly fault?: string;
}

/** Returns a desk. Its thread keeps no process alive; a task that takes too long ends it, and the next starts another. */
export function openPlanDesk(): PlanDesk {
  let worker: Worker | undefined;
  let next = 0;
  const waiting = new Map<number, Waiting>();
  const giveUp = (code: string, message: string) => {
    const gone = worker;
    worker = undefined;
    const all = [...waiting.values()];
    waiting.clear();
    for (const one of all) one.fail(new ComityError(code, message));
    return gone?.terminate();
  };
  const hired = () => {
    if (worker !== undefined) return worker;
    const fresh = new Worker(new URL('./plan-worker.ts', import.meta.url));
    fresh.unref();
    fresh.on('message', ({ id, answer, fault }: Said) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (answer !== undefined) one?.done(answer);
      else one?.fail(new ComityError('server.plan.failed', fault ?? 'no answer'));
    });
    fresh.on('error', (error) => {
      if (worker === fresh) void giveUp('server.plan.failed', messageOf(error));
    });
    worker = fresh;
    return fresh;
  };
  return {
    work: async (task) => {
      const id = next++;
      const { promise, resolve, reject } = Promise.withResolvers<PlanAnswer>();
      waiting.set(id, { done: resolve, fail: reject });
      hired().postMessage({ id, task });
      const timer = setTimeout(() => {
        void giveUp('server.plan.slow', `a plan takes more than ${planWorkMilliseconds} ms`);
      }, planWorkMilliseconds);
      try {
        return (await promise) as never;
      } finally {
        clearTimeout(timer);
      }
    },
    close: async () => {
      await giveUp('server.plan.failed', 'the node is stopping');
    },
  };
}
