// `comity plan run` as people meet it: a process whose output goes into a pipe.
import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openStage } from '../../../test/support/processes.ts';

const stage = openStage();
afterAll(() => stage[Symbol.asyncDispose]());

describe('comity plan run, in a process of its own', () => {
  it('hands over a line that is much longer than a pipe holds', async () => {
    const activities = Array.from({ length: 5_000 }, (_, i) => ({ id: `${i}` }));
    const project = { code: 'P', dataDate: '2026-06-01T08:00', activities };
    const path = stage.path('long.json');
    writeFileSync(path, JSON.stringify({ schema: 'comity-schedule/1', projects: [project] }));
    const { code, stdout } = await stage.run('plan', 'run', path, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).activities.length).toBe(5_000);
  });
});

describe('comity plan forecast, in a process of its own', () => {
  it('works on threads, and prints what another number of threads prints', async () => {
    const distribution = { type: 'triangular', low: 60, mode: 600, high: 3_000 };
    const activities = Array.from({ length: 200 }, (_, i) => ({ id: `${i}`, distribution }));
    const links = activities.slice(1).map(({ id }, i) => ({ from: `${i}`, to: id }));
    const project = { code: 'P', dataDate: '2026-06-01T08:00', activities, links };
    const path = stage.path('chain.json');
    writeFileSync(path, JSON.stringify({ schema: 'comity-schedule/1', projects: [project] }));
    const asked = ['plan', 'forecast', path, '--runs', '500', '--seed', '3', '--json'];
    const alone = await stage.run(...asked);
    const shared = await stage.run(...asked, '--threads', '3');
    expect([alone.code, shared.code]).toEqual([0, 0]);
    expect(shared.stdout).toBe(alone.stdout);
  });
});
