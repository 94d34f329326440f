// docs/spec/exchange.md X75 to X77: `comity project import` on a node of one party: preview, faults, all or nothing, once however often
// it is asked, what a run that was cut off left undone, roles, rows that were refused as a file.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { checkPackage, countExtra, hasOc4ids } from '../../../test/support/oc4ids.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { xlsxOf } from '../../../test/support/xlsx.ts';
import type { Json } from '../../base/json.ts';
import { createControl } from '../../server/control.ts';
import { type Command, exitCodes } from '../command.ts';
import { exportCommands } from './export.ts';
import { projectImportCommands } from './project-import.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-sheet-test-'));
const data = join(dir, 'data');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeAll(() => initNorth(data), 60_000);

const [command] = projectImportCommands as readonly [Command];
const [exportRun] = exportCommands as readonly [Command];
const run = (file: string, options: Parameters<typeof runCommand>[2] = {}) =>
  runCommand(command, [file], { data, json: true, ...options });

function fileOf(name: string, ...lines: readonly string[]): string {
  const path = join(dir, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

async function call<Value>(method: string, params: Json): Promise<Value> {
  const node = await openNorth(data);
  try {
    const done = await createControl(node)(method, params);
    expect(done, JSON.stringify(done)).toMatchObject({ ok: true });
    return (done as { readonly value: Value }).value;
  } finally {
    await node.close();
  }
}

interface Listed {
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;
}

const list = (kind: string) => call<readonly Listed[]>('list', { kind });
/** What a command printed as JSON. */
const jsonOf = ({ out }: { readonly out: readonly string[] }) =>
  JSON.parse(out[0] ?? 'null') as {
    readonly projects: readonly { readonly open: Json; readonly what: string }[];
    readonly count: number;
  };

const headings =
  'Major works,,,,,,,\nRef no,Title,Status,Start date,End date,Budget (HK$m),Department,Remarks';
const pier = 'W-1,Pier,In progress,2019-04-02,2025,"1,200.5",Harbour Office,first';
const quay = 'W-2,Quay,,,,3,,';

describe('comity project import', () => {
  it('wants one file, and options that it knows', async () => {
    for (const [args, options] of [
      [[], {}],
      [['a', 'b'], {}],
      [['-'], { 'skip-faulty': true }],
    ] as const) {
      const ran = await runCommand(command, args, { data, ...options });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.sheet.usage']]);
    }
    for (const options of [
      ...[{ language: 'French' }, { dates: 'ymd' }, { currency: 'XXQ' }, { match: ['Title'] }],
    ]) {
      const ran = await runCommand(command, ['a'], { data, ...options });
      expect([ran.code, ran.said]).toEqual([
        ...[exitCodes.usage, ['cli.usage.value', 'cli.sheet.usage']],
      ]);
    }
    const bad = await run(fileOf('old.xls', '\u0000'));
    expect([bad.code, bad.said.join()]).toEqual([
      ...[exitCodes.refused, expect.stringContaining('exchange.projects-format')],
    ]);
  });

  it('shows which column is taken for what and what would be recorded, and records nothing', async () => {
    const file = fileOf('list.csv', headings, pier, quay, 'Total,,,,,1203.5,,');
    const ran = await run(file, { preview: true });
    expect(ran.code).toBe(exitCodes.ok);
    expect(jsonOf(ran)).toMatchObject({
      ...{ headings: 2, language: 'en', encoding: 'utf-8', isRecorded: false, count: 2, there: 0 },
      columns: [
        { column: 'A', field: 'identifier', certainty: 'exact' },
        ...['title', 'status', 'start', 'end'].map((field) => ({ field })),
        { column: 'F', field: 'budget', power: 6, currency: 'HKD' },
        { field: 'authority' },
        { column: 'H', heading: 'Remarks', field: null, certainty: 'none' },
      ],
      projects: [
        { row: 3, what: 'new' },
        { row: 4, what: 'new' },
      ],
      left: [{ row: 5, why: 'total' }],
      totals: [{ amount: '1203500000', currency: 'HKD', count: 2 }],
    });
    const shown = await run(file, { preview: true, json: false });
    const all = shown.out.join('\n');
    expect(all).toMatch(/H2 +Remarks +– +cli\.sheet\.certainty\.none/);
    expect(all).toMatch(/ {2}title\.en +Pier\n/);
    expect(all).toMatch(/ {2}budget +1,200,500,000 HKD\n/);
    expect(shown.out.slice(-5)).toEqual([
      ...['cli.sheet.total', 'cli.sheet.kept', 'cli.sheet.left.total', '', 'cli.sheet.foreseen'],
    ]);
    expect(await list('project')).toEqual([]);
  }, 60_000);

  it('says every fault by its cell, of the file and of the record, and records nothing', async () => {
    const file = fileOf('faulty.csv', headings, pier, 'W-2,,palace,03/04/2019,,lots,,');
    for (const preview of [true, false]) {
      const ran = await run(file, { preview });
      expect(ran.code).toBe(exitCodes.refused);
      expect(jsonOf(ran)).toMatchObject({
        faults: [
          { cell: 'B4', code: 'exchange.projects-needed', sentence: expect.any(String) },
          ...[
            { cell: 'C4' },
            { cell: 'D4', code: 'exchange.projects-date-ambiguous' },
            { cell: 'F4' },
          ],
        ],
      });
      expect(ran.said.at(-1)).toBe('cli.sheet.faults');
    }
    const same = Array.from({ length: 8 }, (_, i) => `W-${i},T${i},palace,03/0${i + 1}/2019,,,,`);
    const many = await run(fileOf('many.csv', headings, ...same));
    expect(many.said).toEqual([
      expect.stringMatching(/^cli\.sheet\.cells: .*exchange\.projects-word/),
      expect.stringMatching(/^cli\.sheet\.cells: .*date-ambiguous/),
      'cli.sheet.faults',
    ]);
    const twice = await run(fileOf('twice.csv', 'Title,Status,State,Stage', 'A,,,'), {
      'skip-faulty': true,
    });
    expect([twice.code, twice.said[0]]).toEqual([
      ...[exitCodes.refused, expect.stringMatching(/^D1: .*exchange\.projects-column-twice/)],
    ]);
    const scope = await run(fileOf('scope.csv', headings, pier), { scope: 'internal' });
    expect([scope.code, scope.said[0]]).toEqual([
      exitCodes.refused,
      expect.stringMatching(/^B3: /),
    ]);
    expect(await list('project')).toEqual([]);
  }, 60_000);

  it('records each project with status and budget, once however often it is asked', async () => {
    const file = fileOf('list.csv', headings, pier, quay, 'Total,,,,,1203.5,,');
    const ran = await run(file);
    expect(jsonOf(ran)).toMatchObject({ isRecorded: true, count: 2, there: 0, completed: 0 });
    const projects = await list('project');
    expect(projects).toMatchObject([
      {
        id: 'NO-P001',
        state: {
          ...{ title: { en: 'Pier' }, sample: false, status: { status: 'implementation' } },
          oc4ids: { project: { id: 'oc4ids-comity-north-W-1', identifiers: [{ id: 'W-1' }] } },
        },
      },
      { id: 'NO-P002', state: { title: { en: 'Quay' } } },
    ]);
    expect(await list('investment')).toMatchObject([
      {
        state: {
          ...{ project: 'NO-P001', kind: 'budget', period: { from: '2019-04-02', to: '2025' } },
          amount: { amount: '1200500000', currency: 'HKD' },
        },
      },
    ]);
    const again = await run(file, { json: false });
    expect([again.code, again.out]).toEqual([
      exitCodes.ok,
      [
        ...['cli.sheet.total', 'cli.sheet.kept', 'cli.sheet.there', 'cli.sheet.there'],
        ...['cli.sheet.left.total', '', 'cli.sheet.done'],
      ],
    ]);
    expect(jsonOf(await run(file))).toMatchObject({ count: 0, there: 2, completed: 0 });
    expect((await list('project')).length).toBe(2);
    expect((await list('investment')).length).toBe(1);
  }, 60_000);

  it('goes out again as OC4IDS, with number, authority and budget, as the schema has them', async () => {
    const out = await runCommand(exportRun, [], { data });
    const written = JSON.parse(out.out.join('\n')) as { readonly projects: readonly Json[] };
    expect(written.projects).toMatchObject([
      {
        ...{ id: 'oc4ids-comity-north-W-1', identifiers: [{ id: 'W-1' }], title: 'Pier' },
        ...{ publicAuthority: { name: 'Harbour Office' }, status: 'implementation' },
        budget: { amount: { amount: 1_200_500_000, currency: 'HKD' } },
      },
      { title: 'Quay', budget: { amount: { amount: 3_000_000, currency: 'HKD' } } },
    ]);
    if (!hasOc4ids) return;
    expect(checkPackage(written)).toEqual([]);
    expect(countExtra(written)).toMatchObject({ currency: 0, values: 0, references: 0 });
  }, 60_000);

  it('completes what a run that was cut off had begun, and opens nothing twice', async () => {
    const file = fileOf('cut.csv', headings, 'W-3,Shed,Completed,2019,2020,7,,', 'W-4,Crane,,,,,,');
    const foreseen = jsonOf(await run(file, { preview: true }));
    const open = foreseen.projects[0]?.open as { readonly oc4ids: { readonly project: object } };
    const project = { id: 'oc4ids-comity-north-W-3', ...open.oc4ids.project };
    // As far as a run comes that is killed after its first entry.
    const begun = { ...open, oc4ids: { ...open.oc4ids, project } } as unknown as Json;
    await call('command', { kind: 'project', command: begun });
    expect(jsonOf(await run(file))).toMatchObject({
      ...{ count: 1, completed: 1, there: 0 },
      projects: [
        { what: 'completed', record: 'NO-P003' },
        { what: 'new', record: 'NO-P004' },
      ],
    });
    const [, , shed] = await list('project');
    expect(shed?.state).toMatchObject({ title: { en: 'Shed' }, status: { status: 'completed' } });
    expect(await list('investment')).toMatchObject([{}, { state: { project: 'NO-P003' } }]);
    expect(jsonOf(await run(file))).toMatchObject({ count: 0, completed: 0, there: 2 });
    expect((await list('project')).length).toBe(4);
  }, 60_000);

  it('leaves a record of the same title as it is, whoever made it', async () => {
    await call('command', { kind: 'project', command: { act: 'open', title: { en: 'Ferry' } } });
    const file = fileOf('ferry.csv', headings, 'W-9,FERRY,Completed,2019,,5,,');
    expect(jsonOf(await run(file))).toMatchObject({
      ...{ count: 0, there: 1, projects: [{ what: 'there', record: 'NO-P005' }] },
    });
    expect((await list('project'))[4]?.state.status).toBeUndefined();
  }, 60_000);

  it('takes a sheet by name, columns as told, and marks as sample only what it is told to', async () => {
    const path = join(dir, 'book.xlsx');
    writeFileSync(
      path,
      xlsxOf([
        ['Works', 'Title', 'Start'],
        ['Slip', 'x', 43_557],
      ]),
    );
    const match = ['Works=title', 'Title=ignore'];
    const ran = await run(path, { sheet: 'S', match, sample: true });
    expect(jsonOf(ran)).toMatchObject({ encoding: 'xlsx', count: 1 });
    const [made] = (await list('project')).slice(-1);
    expect(made?.state).toMatchObject({ title: { en: 'Slip' }, sample: true });
    const absent = await run(path, { sheet: 'None' });
    expect([absent.code, absent.said.join()]).toEqual([
      ...[exitCodes.refused, expect.stringContaining('exchange.xlsx-no-sheet')],
    ]);
  }, 60_000);

  it('records what is right and writes the rest with reasons, never over a file that is there', async () => {
    const evil = '"=cmd|\'/C calc\'!A0",Bad,soon,,,,,';
    const file = fileOf('skip.csv', headings, 'W-5,Dock,,,,,,', evil, 'W-6,Basin,palace,,,,,');
    const ran = await run(file, { 'skip-faulty': true });
    expect(jsonOf(ran)).toMatchObject({ count: 1, refusedFile: `${file}.refused.csv` });
    const refused = readFileSync(`${file}.refused.csv`, 'utf8');
    expect(refused).not.toMatch(/(^|[,"\n])=/);
    expect(refused).toContain('Basin');
    expect(refused).not.toContain('Dock');
    await expect(run(file, { 'skip-faulty': true })).rejects.toMatchObject({
      code: 'cli.file.unwritable',
    });
    const right = fileOf('right.csv', headings, 'W-5,Dock,,,,,,');
    const shown = await run(right, { 'skip-faulty': true, json: false });
    expect(shown.out.at(-1)).toBe('cli.sheet.done');
    expect(existsSync(`${right}.refused.csv`)).toBe(false);
  }, 60_000);

  it('takes texts in any language of the programme and in no other, whichever pages are written in', async () => {
    const list = fileOf('foreign.csv', 'Title', 'Mole');
    const said = [expect.stringContaining('exchange.projects-language-foreign')];
    const foreign = await run(list, { language: 'pl' });
    expect(foreign).toMatchObject({ code: exitCodes.refused, said });
    const taken = await run(list, { language: 'zh-hans', preview: true });
    expect(jsonOf(taken).projects[0]?.open).toMatchObject({ title: { 'zh-Hans': 'Mole' } });
  }, 60_000);

  it('asks for the roles of the person before anything is recorded', async () => {
    const before = (await list('project')).length;
    const pseudonym = 'no8b1e6f02';
    const named = { name: { en: 'A. Person' }, post: { en: 'Officer' }, from: '2020-01-01' };
    const appointed = await call<{ readonly ids: readonly string[] }>('command', {
      ...{ kind: 'person-role', command: { act: 'appoint', pseudonym, ...named } },
    });
    const grant = { act: 'grant', roles: ['services-officer'] };
    await call('command', { kind: 'person-role', about: appointed.ids[0] ?? '', command: grant });
    const file = fileOf('roles.csv', headings, 'W-7,Lock,,,,,,', 'W-8,Weir,,,,,,');
    for (const options of [{ as: pseudonym }, {}, { as: pseudonym, preview: true }]) {
      const ran = await run(file, options);
      expect([ran.code, ran.said.length, ran.said.join()]).toEqual([
        ...[exitCodes.refused, 1, expect.stringContaining('programme.access.')],
      ]);
    }
    expect((await list('project')).length).toBe(before);
  }, 60_000);
});

describe('the node', () => {
  it('takes rows only as they are made here', async () => {
    const node = await openNorth(data);
    for (const rows of [
      [{}],
      [{ row: 1, title: { en: 'A' }, open: {} }],
      ['x'],
    ] as readonly Json[]) {
      expect(await createControl(node)('project-sheet', { rows })).toMatchObject({
        error: { code: 'programme.command.malformed' },
      });
    }
    await node.close();
  }, 60_000);
});
