// The thread on which plans are computed: tasks in, answers out, one after another. Started by plan-desk.ts.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import type { PlanSaid } from './plan-desk.ts';
import { type PlanTask, workPlan } from './plan-work.ts';

const say = (said: PlanSaid) => parentPort?.postMessage(said);

parentPort?.on('message', (task: PlanTask) => {
  try {
    say({ answer: workPlan(task) });
  } catch (error) {
    say({ fault: messageOf(error) });
  }
});
