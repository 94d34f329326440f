// `comity plan check`: exactly the fields promised, exit codes, and a baseline.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { healthPoints } from '../../plan/health-check.ts';
import type { Options } from '../command.ts';
import { planCheck } from './plan-check.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-check-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = (args: readonly string[], options: Options = {}) =>
  runCommand(planCheck, args, options);

const bands = ['08:00-16:00'];
function file(name: string, dataDate: string, lagMinutes = 0): string {
  const week = { mon: bands, tue: bands, wed: bands, thu: bands, fri: bands };
  const activities = [
    { id: 'S', code: 'S', type: 'start-milestone', calendar: 'week', durationMinutes: 0 },
    { id: 'A', code: 'A', calendar: 'week', durationMinutes: 480 },
    { id: 'F', code: 'F', type: 'finish-milestone', calendar: 'week', durationMinutes: 0 },
  ];
  const links = [
    { from: 'S', to: 'A', type: 'FS' },
    { from: 'A', to: 'F', type: 'FS', lagMinutes },
  ];
  const projects = [{ id: '1', code: 'P', dataDate, activities, links }];
  const calendars = [{ id: 'week', week }];
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ schema: 'comity-schedule/1', calendars, projects }));
  return path;
}

describe('comity plan check', () => {
  it('prints one line with exactly the fields promised, and exits with 0 where every point is met', async () => {
    const found = await run([file('good.json', '2026-06-01T08:00')], { json: true });
    expect([found.code, found.out.length]).toEqual([0, 1]);
    const { profile, projects, issues } = JSON.parse(found.out[0]!);
    expect([profile, projects.length, projects[0].code]).toEqual(['comity', 1, 'P']);
    expect(issues.map(({ code }: { code: string }) => code)).toEqual([
      'network.open-start',
      'network.open-end',
    ]);
    expect(projects[0].points.map(({ point }: { point: string }) => point)).toEqual([
      ...healthPoints,
    ]);
    expect(projects[0].points[1]).toEqual({
      point: 'leads',
      state: 'pass',
      value: 0,
      limit: { kind: 'at-most', value: 0 },
      of: 2,
      members: [],
    });
    expect(projects[0].points[9]).toMatchObject({ state: 'not-applicable', value: null });
  });

  it('exits with 4 where a point is not met, and names who fails it', async () => {
    const found = await run([file('lead.json', '2026-06-01T08:00', -60)]);
    expect(found.code).toBe(4);
    expect(found.out).toContain('cli.plan.check.members');
    expect(
      found.out.some((line) => /2\. cli\S+leads +cli\S+fail +50\.0 % +≤ 0\.0 % +2/.test(line)),
    ).toBe(true);
  });

  it('counts missed tasks by a baseline', async () => {
    const [now, before] = [
      file('now.json', '2026-06-03T08:00'),
      file('base.json', '2026-06-01T08:00'),
    ];
    const found = await run([now], { json: true, baseline: before });
    const points = JSON.parse(found.out[0]!).projects[0].points;
    expect([found.code, points[10].members, points[13].value]).toEqual([4, ['A'], 0]);
  });

  it('says what is wrong with the file, the baseline or the way it was asked', async () => {
    writeFileSync(join(folder, 'rubbish'), 'rubbish');
    const good = file('good.json', '2026-06-01T08:00');
    expect((await run([join(folder, 'rubbish')])).code).toBe(1);
    expect((await run([good], { baseline: join(folder, 'rubbish') })).code).toBe(1);
    expect((await run([])).said).toEqual(['cli.plan.check.usage']);
    expect((await run([good], { profile: 'x' })).said).toEqual(['cli.plan.profile']);
    expect((await run([good], { project: 'Z' })).said).toEqual(['cli.plan.project Z']);
  });
});
