// The thread in which schedule files are read: one file after another, each answered once.
import { parentPort } from 'node:worker_threads';
import { ok, type Result } from '../base/result.ts';
import type { ReadSchedule, ScheduleFormat } from '../exchange/format.ts';
import { readSchedule } from '../exchange/formats.ts';
import type { PlanIssue } from '../plan/plan-issue.ts';

/** A file as read in a thread. Functions cannot be handed over: of its format there is what describes it. */
export interface ApartSchedule extends ReadSchedule {
  readonly format: Pick<ScheduleFormat, 'name' | 'profile'>;
}

/** What the thread answers. */
export type ReaderAnswer = Result<ApartSchedule, readonly PlanIssue[]>;

parentPort?.on('message', (bytes: Uint8Array) => {
  const read = readSchedule(bytes);
  const answer: ReaderAnswer = read.ok
    ? ok({
        ...read.value,
        format: { name: read.value.format.name, profile: read.value.format.profile },
      })
    : read;
  parentPort?.postMessage(answer);
});
