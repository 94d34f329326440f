// docs/spec/joint-schedule.md N60, N61: plans on a thread of their own, and an end to every one that breaks or takes too long.
import { afterEach, describe, expect, it } from 'vitest';
import { link, schedule, task } from '../../test/support/schedules.ts';
import { codeOf } from '../base/errors.ts';
import { type DeskSetting, openPlanDesk, type PlanDesk } from './plan-desk.ts';
import { type PlanTask, workPlan } from './plan-work.ts';

const opened: PlanDesk[] = [];
afterEach(async () => {
  for (const desk of opened.splice(0)) await desk.close();
});
function open(setting: DeskSetting = {}): PlanDesk {
  const desk = openPlanDesk(setting);
  opened.push(desk);
  return desk;
}

/** A thread that does what a line of code says with each task. */
const thread = (line: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort as port } from 'node:worker_threads'; let count = 0; port.on('message', (task) => { ${line} });`,
    )}`,
  );
const closed = new Map([[20_608, []]]);
const given = schedule(
  [
    task('A', 16, { distribution: { type: 'pert', low: 480, mode: 960, high: 4_800 } }),
    task('B', 40),
  ],
  [link('A FS B')],
);
const [week] = given.calendars;
const runs = {
  // A calendar holds its exceptions in a map: it reaches the thread as one.
  ...{ schedule: { ...given, calendars: [{ ...week!, exceptions: closed }] }, runs: 50, seed: 3 },
};
const asked = { kind: 'forecast', ...runs } as const;
const policies = [
  { name: 'a', activities: ['A'], change: { type: 'faster', percent: 50 } },
] as const;
const codesOf = async (...works: Promise<unknown>[]) =>
  (await Promise.allSettled(works)).map((one) => {
    return one.status === 'fulfilled' ? 'done' : codeOf(one.reason);
  });

describe('a plan on a thread', () => {
  it.each<PlanTask>([
    asked,
    { ...asked, target: 'A' },
    { kind: 'what-if', ...runs, changes: policies },
    { kind: 'rank', ...runs, policies },
    { kind: 'dates', schedule: runs.schedule },
  ])('is what it is without one: $kind', async (plan) => {
    expect(await open().work(plan as never)).toEqual(workPlan(plan));
  });

  it('knows the days of a calendar that are not worked', async () => {
    const free = await open().work({ ...asked, schedule: given });
    const kept = await open().work(asked);
    expect(kept).not.toEqual(free);
  });

  it('that cannot be computed is answered with its problems', async () => {
    const cyclic = schedule([task('A', 8)], [link('A FS A')]);
    const answer = await open().work({ ...asked, schedule: cyclic });
    expect(answer.ok ? [] : answer.error.map((one) => one.code)).toContain('network.cycle');
  });

  it('is one of several that are asked at once, each with its own answer', async () => {
    const desk = open();
    const seeds = [1, 2, 3, 4];
    const answers = await Promise.all(seeds.map((seed) => desk.work({ ...asked, seed })));
    expect(answers).toEqual(seeds.map((seed) => workPlan({ ...asked, seed })));
  });
});

describe('a thread that breaks', () => {
  it.each([
    ['by an exception', 'throw new Error("broken")'],
    ['by ending', 'process.exit(0)'],
    ['by saying nothing of use', 'port.postMessage({})'],
    ['by telling its fault', 'port.postMessage({ fault: "broken" })'],
  ])('%s is a failure, and the next task has another: server.plan.failed', async (_how, line) => {
    const desk = open({ entry: thread(line) });
    expect(await codesOf(desk.work(asked))).toEqual(['server.plan.failed']);
    expect(await codesOf(desk.work(asked))).toEqual(['server.plan.failed']);
  });

  it('is replaced although it breaks when nobody asks anything of it', async () => {
    const line =
      'port.postMessage({ answer: { ok: true, value: ++count } }); if (count === 1) setTimeout(() => process.exit(1), 5);';
    const desk = open({ entry: thread(line) });
    expect(await desk.work(asked)).toEqual({ ok: true, value: 1 });
    await new Promise((done) => setTimeout(done, 200));
    expect(await desk.work(asked)).toEqual({ ok: true, value: 1 });
  });

  it('takes no other task with it: server.plan.slow', async () => {
    const line =
      'if (task.seed === 3) for (;;); port.postMessage({ answer: { ok: true, value: task.seed } });';
    const desk = open({ entry: thread(line), milliseconds: 300 });
    const works = [3, 4, 5].map((seed) => desk.work({ ...asked, seed }));
    expect(await codesOf(...works)).toEqual(['server.plan.slow', 'done', 'done']);
  });

  it('is not given what cannot be handed over: server.plan.failed', async () => {
    const wrong = { ...asked, target: (() => 'A') as unknown as string };
    const desk = open();
    expect(await codesOf(desk.work(wrong), desk.work(asked))).toEqual([
      'server.plan.failed',
      'done',
    ]);
  });
});

describe('a desk', () => {
  it('takes so many tasks and no more: server.plan.busy', async () => {
    const line = 'setTimeout(() => port.postMessage({ answer: { ok: true, value: 1 } }), 20);';
    const desk = open({ entry: thread(line), tasksMax: 2 });
    const works = [1, 2, 3].map((seed) => desk.work({ ...asked, seed }));
    expect(await codesOf(...works)).toEqual(['done', 'done', 'server.plan.busy']);
    expect(await codesOf(desk.work(asked))).toEqual(['done']);
  });

  it('that closes ends what it is at, and takes nothing more', async () => {
    const desk = open({ entry: thread('') });
    const works = codesOf(desk.work(asked), desk.work(asked));
    await new Promise((done) => setTimeout(done, 50));
    await desk.close();
    expect(await works).toEqual(['server.plan.failed', 'server.plan.failed']);
    expect(await codesOf(desk.work(asked))).toEqual(['server.plan.failed']);
  });
});
