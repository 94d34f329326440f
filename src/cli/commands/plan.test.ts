// `comity plan run`: its one JSON line, its table, its exit codes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultLanguage, languages } from '../../text/languages.ts';
import type { Options } from '../command.ts';
import { readMessages } from '../locales.ts';
import { planCommands } from './plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-plan-'));
const example = fileURLToPath(
  new URL('../../../docs/schema/comity-schedule-1.example.json', import.meta.url),
);
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function run(args: readonly string[], options: Options = { json: true }) {
  const out: string[] = [];
  const said: string[] = [];
  const messages = readMessages();
  const code = await planCommands[0]!.run({
    args,
    options,
    messages,
    language: defaultLanguage,
    print: (line) => void out.push(line),
    say: (line) => void said.push(line),
    text: (key) => key,
    stop: new AbortController().signal,
  });
  return { code, out, said, json: options.json === true && out[0] ? JSON.parse(out[0]) : null };
}

const activity = (id: string, more: object = {}) => ({ id, durationMinutes: 60, ...more });

function schedule(projects: readonly object[]) {
  return { schema: 'comity-schedule/1', projects };
}

const dataDate = '2026-06-01T08:00';

describe('comity plan run --recorded', () => {
  const written = ['08:00', '17:00', '08:00', '16:00'].map((time) => `2026-06-01 ${time}`);
  const xer = [
    'ERMHDR\t23.12',
    '%T\tPROJECT',
    '%F\tproj_id\tproj_short_name\tlast_recalc_date',
    '%R\t9\tP\t2026-06-01 08:00',
    '%T\tTASK',
    '%F\ttask_id\tproj_id\ttask_code\tstatus_code\ttarget_drtn_hr_cnt\tearly_start_date\tearly_end_date\tlate_start_date\tlate_end_date',
    `%R\t1\t9\tA\tTK_NotStart\t8\t${written.join('\t')}`,
    '%E',
  ].join('\n');

  it('adds what the file’s own program had computed, beside what is computed here', async () => {
    const path = file('recorded.xer', xer);
    const { code, json } = await run([path], { json: true, recorded: true });
    expect(code).toBe(0);
    expect(Object.keys(json).at(-1)).toBe('recorded');
    expect(json.recorded).toMatchObject({
      activities: { compared: 1, same: 0 },
      cells: { compared: 4, same: 3 },
      fields: { earlyFinish: { compared: 1, same: 0 }, freeFloatMinutes: { compared: 0, same: 0 } },
    });
    expect(json.recorded.differences).toEqual([
      {
        project: 'P',
        id: '1',
        code: 'A',
        field: 'earlyFinish',
        recorded: '2026-06-01T17:00',
        computed: '2026-06-01T16:00',
      },
    ]);
    expect((await run([path])).json.recorded).toBeUndefined();
    const { out } = await run([path], { recorded: true });
    expect(out.slice(-2)).toEqual([
      expect.stringContaining('cli.plan.recorded.column.activity'),
      'A                                  earlyFinish                     2026-06-01 17:00                   2026-06-01 16:00',
    ]);
  });

  it('says so where the file has no such dates or cannot be scheduled', async () => {
    const { out } = await run([example], { recorded: true });
    expect(out.at(-1)).toBe('cli.plan.recorded.none');
    const broken = await run([file('empty.json', '{}')], { json: true, recorded: true });
    expect([broken.code, broken.json.recorded]).toEqual([1, null]);
  });
});

describe('comity plan run --follow-links', () => {
  const two = [
    'ERMHDR\t19.12\t2026-06-01\tProject\tadmin\tadmin\tdb\tProject\tUSD',
    '%T\tPROJECT\n%F\tproj_id\tproj_short_name\texport_flag\tlast_recalc_date',
    '%R\t1\tP\tY\t2026-06-01 08:00\n%R\t2\tQ\tY\t2026-06-01 08:00',
    '%T\tCALENDAR\n%F\tclndr_id\tclndr_data\n%R\t1\t',
    '%T\tTASK\n%F\ttask_id\tproj_id\ttask_code\tclndr_id\ttask_type\tstatus_code\ttarget_drtn_hr_cnt\tremain_drtn_hr_cnt\tearly_end_date',
    '%R\t1\t1\tA\t1\tTT_Task\tTK_NotStart\t8\t8\t2026-06-01 16:00',
    '%R\t2\t2\tB\t1\tTT_Task\tTK_NotStart\t8\t8\t2026-06-02 16:00',
    '%T\tTASKPRED\n%F\ttask_pred_id\ttask_id\tpred_task_id\tproj_id\tpred_proj_id\tpred_type\tlag_hr_cnt',
    '%R\t1\t2\t1\t2\t1\tPR_FS\t0',
    '%E\n',
  ].join('\n');

  it('schedules projects that links join together, beside what the file records', async () => {
    const path = file('two.xer', two);
    const codesOf = (json: { issues: readonly { code: string }[] }) =>
      json.issues.map((one) => one.code);
    const alone = await run([path], { json: true, recorded: true });
    expect(codesOf(alone.json)).toContain('exchange.p6-project-link');
    expect(alone.json.recorded.cells).toEqual({ compared: 2, same: 1 });
    const { code, json } = await run([path], { json: true, recorded: true, 'follow-links': true });
    expect(code).toBe(0);
    expect(json.projects.map((one: { code: string }) => one.code)).toEqual(['P+Q']);
    expect(json.activities.map((one: { code: string }) => one.code)).toEqual(['P/A', 'Q/B']);
    expect(json.activities[1].earlyFinish).toBe('2026-06-02T16:00');
    expect(codesOf(json)).toContain('schedule.joined');
    expect(codesOf(json)).not.toContain('exchange.p6-project-link');
    expect(json.recorded.cells).toEqual({ compared: 2, same: 2 });
  });
});

describe('comity plan run --float-paths and --near-critical', () => {
  const asked = { json: true, 'float-paths': '5', 'near-critical': '15' };

  it('adds the paths to the finish or to a target, and what is nearly critical', async () => {
    const { code, json } = await run([example], asked);
    expect(code).toBe(0);
    expect(Object.keys(json).at(-1)).toBe('floatPaths');
    expect(json.floatPaths[0]).toMatchObject({ number: 1, floatMinutes: 0, joins: null });
    const near = json.activities.filter((one: { nearCritical: boolean }) => one.nearCritical);
    expect(near.map((one: { id: string }) => one.id)).toEqual(['B']);
    const to = await run([example], { ...asked, target: 'B' });
    expect(to.json.floatPaths[0].activities.at(-1)).toBe('B');
    const { out } = await run([example], { 'float-paths': '5', 'near-critical': '15' });
    expect(out).toContain('cli.plan.paths.head');
    expect(out.filter((line) => line.startsWith('~ B'))).toHaveLength(1);
  });

  it('say what they cannot do: paths.target, paths.projects', async () => {
    const unknown = await run([example], { ...asked, target: 'Z' });
    expect([unknown.code, unknown.json.issues.at(-1).code]).toEqual([1, 'paths.target']);
    expect(unknown.json.floatPaths).toBeUndefined();
    const one = { code: 'P', dataDate: '2026-01-01T00:00', activities: [{ id: 'A' }] };
    const both = { schema: 'comity-schedule/1', projects: [one, { ...one, code: 'Q' }] };
    const several = await run([file('two.json', JSON.stringify(both))], asked);
    expect([several.code, several.json.issues.at(-1).code]).toEqual([1, 'paths.projects']);
    for (const wrong of [
      { 'float-paths': '0' },
      { 'float-paths': 'x' },
      { 'near-critical': '' },
      { 'near-critical': '-1' },
      { target: 'B' },
    ]) {
      expect((await run([example], wrong)).code).toBe(2);
    }
  });
});

describe('comity plan run --json', () => {
  it('prints one line with exactly the fields promised', async () => {
    const { code, out, json } = await run([example]);
    expect([code, out.length]).toEqual([0, 1]);
    expect(Object.keys(json)).toEqual([
      'profile',
      'dataDate',
      'finish',
      'projects',
      'activities',
      'issues',
    ]);
    expect(json.projects).toEqual([
      { id: 'SAMPLE', code: 'SAMPLE', dataDate: '2026-09-28T09:00', finish: '2026-10-20T10:00' },
    ]);
    expect(json.activities[1]).toEqual({
      id: 'B',
      code: 'B',
      project: 'SAMPLE',
      name: 'Approval of the works',
      status: 'not-started',
      earlyStart: '2026-09-28T09:00',
      earlyFinish: '2026-10-12T17:30',
      lateStart: '2026-09-30T09:00',
      lateFinish: '2026-10-14T17:30',
      actualStart: null,
      actualFinish: null,
      totalFloatMinutes: 900,
      freeFloatMinutes: 900,
      critical: false,
      longestPath: false,
    });
    expect(json.issues[0]).toEqual({
      code: 'network.open-start',
      severity: 'warning',
      message: 'open work has no predecessor: A, B',
      line: null,
      column: null,
    });
  });

  it('gives no date for the whole when there are several projects, and one project when asked', async () => {
    const project = (code: string) => ({ code, dataDate, activities: [activity(code)] });
    const path = file('two.json', schedule([project('P'), project('Q')]));
    const both = await run([path]);
    expect([both.code, both.json.dataDate, both.json.finish, both.json.projects.length]).toEqual([
      0,
      null,
      null,
      2,
    ]);
    const one = await run([path], { json: true, project: 'Q' });
    expect([one.json.finish, one.json.activities.length]).toEqual(['2026-06-01T09:00', 1]);
    expect((await run([path], { json: true, project: 'R' })).code).toBe(2);
  });

  it('exits with 1 and every problem when a schedule is cyclic', async () => {
    const links = [
      { from: 'A', to: 'B' },
      { from: 'B', to: 'A' },
      { from: 'A', to: 'X' },
    ];
    const activities = [activity('A', { actualStart: 'soon' }), activity('B', { calendar: 'no' })];
    const path = file('bad.json', schedule([{ code: 'P', dataDate, activities, links }]));
    const { code, json } = await run([path]);
    expect([code, json.activities, json.profile]).toEqual([1, [], 'comity']);
    expect(json.issues.map((issue: { code: string }) => issue.code)).toEqual([
      'exchange.json-time',
      'network.no-calendar',
      'network.dangling-link',
      'network.cycle',
    ]);
  });

  it('exits with 1 for files that cannot be read or hold no project', async () => {
    const codeOf = async (path: string, options: Options = { json: true }) => {
      const { code, json } = await run([path], options);
      return [code, json.profile, json.issues[0].code];
    };
    expect(await codeOf(join(folder, 'none'))).toEqual([1, null, 'exchange.file-unreadable']);
    const project = file('a.xml', '<Project xmlns="http://schemas.microsoft.com/project">');
    expect(await codeOf(project)).toEqual([1, null, 'exchange.xml']);
    const empty = file('a.xer', 'ERMHDR\t23.12\n%E\n');
    expect(await codeOf(empty)).toEqual([1, 'p6', 'exchange.xer-table']);
    const bare = file('b.xer', 'ERMHDR\t23.12\n%T\tPROJECT\n%F\tproj_id\tlast_recalc_date\n%E\n');
    expect(await codeOf(bare)).toEqual([1, 'p6', 'exchange.no-project']);
  });

  it('exits with 2 when used wrongly', async () => {
    const codes = [await run([]), await run(['a', 'b']), await run([example], { profile: 'x' })];
    expect(codes.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(codes.map(({ said }) => said)).toEqual([
      ['cli.plan.file'],
      ['cli.plan.file'],
      ['cli.plan.profile'],
    ]);
  });
});

describe('comity plan run', () => {
  it('prints a table for people and says problems apart from it', async () => {
    const { code, out, said } = await run([example], {});
    expect([code, said.length]).toEqual([0, 2]);
    expect(out[0]).toBe('cli.plan.head');
    expect(out[2]?.split(/ {2,}/)).toEqual([
      '* A',
      '2026-09-28 09:00',
      '2026-10-15 18:00',
      '0.0',
      'Approval of the design',
    ]);
    const empty = file('none.json', schedule([{ code: 'P', dataDate, activities: [] }]));
    expect((await run([empty], {})).out).toEqual(['cli.plan.no-finish']);
  });

  it('has a text in every language for its help and its options', () => {
    const messages = readMessages();
    const keys = ['help.plan-run', 'option.json', 'option.profile', 'option.project'];
    const missing = languages.flatMap((language) =>
      keys.filter((key) => !messages.has(language, `cli.${key}`)),
    );
    expect(missing).toEqual([]);
  });
});
