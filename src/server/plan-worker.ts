// The thread on which plans are computed: tasks in, answers out, one after another. Started by plan-desk.ts.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import { type PlanTask, workPlan } from './plan-work.ts';

parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task: PlanTask }) => {
  try {
    parentPort?.postMessage({ id, answer: workPlan(task) });
  } catch (error) {
    parentPort?.postMessage({ id, fault: messageOf(error) });
  }
});
