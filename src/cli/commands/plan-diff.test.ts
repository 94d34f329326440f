// `comity plan diff`: two files of any format, exactly the fields promised, and every fault of either.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import type { Options } from '../command.ts';
import { planConvert } from './plan-convert.ts';
import { planDiff } from './plan-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);
const run = (args: readonly string[], options: Options = {}) => runCommand(planDiff, args, options);

const bands = ['08:00-16:00'];
const week = { mon: bands, tue: bands, wed: bands, thu: bands, fri: bands };
interface Shape {
  readonly minutes?: number;
  readonly code?: string;
  readonly floor?: string;
}
function file(name: string, { minutes = 480, code = 'P', floor }: Shape = {}): string {
  const constraints =
    floor === undefined ? {} : { constraints: [{ type: 'start-no-earlier-than', at: floor }] };
  const activities = [
    { id: 'A', code: 'A', calendar: 'week', durationMinutes: 480 },
    { id: 'B', code: 'B', calendar: 'week', durationMinutes: minutes, ...constraints },
  ];
  const links = [{ from: 'A', to: 'B', type: 'FS' }];
  const project = { id: '1', code, dataDate: '2026-06-01T08:00', activities, links };
  writeFileSync(
    path(name),
    JSON.stringify({
      schema: 'comity-schedule/1',
      calendars: [{ id: 'week', week }],
      projects: [project],
    }),
  );
  return path(name);
}

describe('comity plan diff', () => {
  it('prints one line with exactly the fields promised', async () => {
    const changed = { minutes: 960, floor: '2026-06-03T08:00' };
    const found = await run([file('a.json'), file('b.json', changed)], { json: true });
    expect([found.code, found.out.length]).toEqual([0, 1]);
    const answer = JSON.parse(found.out[0]!);
    expect(answer).toEqual({
      profile: 'comity',
      projects: [
        {
          code: 'P',
          finish: { before: '2026-06-02T16:00', after: '2026-06-04T16:00' },
          steps: [
            { step: 'calendars', finish: '2026-06-02T16:00' },
            { step: 'logic', finish: '2026-06-02T16:00' },
            { step: 'durations', finish: '2026-06-03T16:00' },
            { step: 'constraints', finish: '2026-06-04T16:00' },
            { step: 'progress', finish: '2026-06-04T16:00' },
          ],
          project: [],
          added: [],
          removed: [],
          changed: [
            {
              code: 'B',
              fields: [
                { field: 'durationMinutes', before: 480, after: 960 },
                {
                  field: 'constraints',
                  before: null,
                  after: [{ type: 'start-no-earlier-than', at: '2026-06-03T08:00' }],
                },
              ],
            },
          ],
          links: [],
          calendars: { added: [], removed: [], changed: [] },
          moved: [
            {
              code: 'A',
              start: { before: '2026-06-01T08:00', after: '2026-06-01T08:00' },
              finish: { before: '2026-06-01T16:00', after: '2026-06-01T16:00' },
              startMinutes: 0,
              finishMinutes: 0,
              totalFloatMinutes: { before: 0, after: 480 },
            },
            {
              code: 'B',
              start: { before: '2026-06-02T08:00', after: '2026-06-03T08:00' },
              finish: { before: '2026-06-02T16:00', after: '2026-06-04T16:00' },
              startMinutes: 480,
              finishMinutes: 960,
              totalFloatMinutes: { before: 0, after: 0 },
            },
          ],
          critical: { entered: [], left: ['A'] },
        },
      ],
      onlyBefore: [],
      onlyAfter: [],
      issues: [],
    });
  });

  it('compares files of two formats, and finds nothing where one was made from the other', async () => {
    await runCommand(planConvert, [file('a.json'), path('a.xer')], {});
    const found = await run([path('a.xer'), path('a.xer')]);
    expect([found.code, found.out]).toEqual([0, ['cli.plan.diff.head P', 'cli.plan.diff.same']]);
    const other = await run([path('a.json'), path('a.xer')], { json: true, profile: 'comity' });
    const [project] = JSON.parse(other.out[0]!).projects;
    expect([project.finish.before, project.moved, project.links]).toEqual([
      project.finish.after,
      [],
      [],
    ]);
  });

  it('shows people steps, fields and dates as tables', async () => {
    const found = await run([file('a.json'), file('b.json', { minutes: 960 })]);
    const tables = found.out.filter((line) => line.startsWith('cli.plan.diff.table'));
    expect(tables).toEqual([
      'cli.plan.diff.table.steps',
      'cli.plan.diff.table.fields',
      'cli.plan.diff.table.moved',
    ]);
    expect(
      found.out.some((line) => /B +2026-06-02 16:00 +2026-06-03 16:00 +\+8\.0/.test(line)),
    ).toBe(true);
  });

  it('pairs projects by code where a file has several, and names those that only one has', async () => {
    const projects = ['P', 'Q'].map((code) => {
      const activities = [{ id: code, code, durationMinutes: 60 }];
      return { id: code, code, dataDate: '2026-06-01T08:00', activities };
    });
    writeFileSync(path('two.json'), JSON.stringify({ schema: 'comity-schedule/1', projects }));
    const found = await run([path('two.json'), file('a.json')], { json: true });
    const answer = JSON.parse(found.out[0]!);
    expect([answer.onlyBefore, answer.onlyAfter, answer.projects.length]).toEqual([['Q'], [], 1]);
    const none = await run([path('two.json'), file('z.json', { code: 'Z' })]);
    expect([none.code, none.said]).toEqual([2, ['cli.plan.diff.project ']]);
  });

  it('says what is wrong with either file, and which it is', async () => {
    writeFileSync(path('rubbish'), 'rubbish');
    const found = await run([file('a.json'), path('rubbish')], { json: true });
    const answer = JSON.parse(found.out[0]!);
    expect([found.code, answer.projects]).toEqual([1, []]);
    expect(answer.issues[0].message).toContain('rubbish');
    expect((await run([file('a.json')])).said).toEqual(['cli.plan.diff.usage']);
    const wrong = await run([file('a.json'), file('b.json')], { profile: 'x' });
    expect([wrong.code, wrong.said]).toEqual([2, ['cli.plan.profile']]);
  });
});
