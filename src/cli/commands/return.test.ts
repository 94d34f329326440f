// docs/spec/exchange.md X34: `comity return …` on a node of one party: grid out, filled, checked, handed in whole, listed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { xlsxOf } from '../../../test/support/xlsx.ts';
import { civilDateIn, instantOf } from '../../base/dates.ts';
import type { Json } from '../../base/json.ts';
import { gridOfCsv, gridToCsv } from '../../exchange/grid.ts';
import { returnsBytesMax } from '../../exchange/limits.ts';
import { type ReturnColumn, returnColumns } from '../../exchange/returns-columns.ts';
import { gridOfXlsx } from '../../exchange/xlsx-reader.ts';
import { lastMonthBy } from '../../programme/returns.ts';
import { createControl } from '../../server/control.ts';
import { type Command, exitCodes } from '../command.ts';
import { returnCommands } from './return.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-return-test-'));
const data = join(dir, 'data');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const [grid, check, submit, list] = returnCommands as unknown as readonly [
  ...[Command, Command, Command, Command],
];
const month = lastMonthBy(civilDateIn('Asia/Hong_Kong', instantOf(Date.now())));

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

beforeAll(async () => {
  await initNorth(data);
  const node = await openNorth(data);
  const control = createControl(node);
  const projects = ['Pier', 'Quay', 'Shed'].map((en) => ({
    kind: 'project',
    command: { act: 'open', title: { en }, happened: '2019', sample: true },
  }));
  const money = { act: 'state', kind: 'required', amount: { amount: '9', currency: 'HKD' } };
  const required = { ...money, project: 'NO-P001', period: { from: '2019' } };
  for (const one of [...projects, { kind: 'investment', command: required }]) {
    expect(await control('command', one)).toMatchObject({ ok: true });
  }
  await node.close();
}, 60_000);

type Cells = Partial<Record<ReturnColumn, string>>;

/** Writes the grid out, fills rows in by their order, and returns the path of the filled file. */
async function filled(name: string, ...fill: readonly Cells[]): Promise<string> {
  const file = join(dir, `${name}.csv`);
  expect((await runCommand(grid, [file], { data })).code).toBe(exitCodes.ok);
  const read = gridOfCsv(readFileSync(file, 'utf8'), 1_000);
  const rows = (read.ok ? read.value : []).map(({ cells }, i) =>
    returnColumns.map(({ name: column }, at) => fill[i - 1]?.[column] ?? cells.get(at)?.text ?? ''),
  );
  writeFileSync(file, gridToCsv(rows));
  return file;
}

const jsonOf = (out: readonly string[]) => JSON.parse(out[0] ?? 'null') as Json;

describe('comity return', () => {
  it('wants its arguments', async () => {
    for (const [command, args, options] of [
      [grid, [], {}],
      [grid, ['a'], { csv: true, xlsx: true }],
      [check, ['a', 'b'], {}],
      [submit, ['a'], { language: 'fr' }],
      [list, ['a'], {}],
    ] as const) {
      const ran = await runCommand(command, args, { data, ...options });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.return.usage']]);
    }
    const ran = await runCommand(list, [], { data, month: '2026-13' });
    expect([ran.code, ran.said.join()]).toEqual([
      ...[exitCodes.refused, expect.stringContaining('programme.command.malformed')],
    ]);
  });

  it('writes the grid as CSV or XLSX, and never over a file that is there', async () => {
    const file = join(dir, 'out.xlsx');
    const ran = await runCommand(grid, [file], { data, json: true });
    expect(jsonOf(ran.out)).toMatchObject({ form: 'xlsx', party: 'north', month, rows: 3 });
    const rows = gridOfXlsx(readFileSync(file), 100);
    expect(rows.ok && rows.value.map(({ cells }) => cells.get(3)?.text)).toEqual([
      ...['Title', 'Pier', 'Quay', 'Shed'],
    ]);
    await expect(runCommand(grid, [file], { data })).rejects.toMatchObject({
      code: 'cli.file.unwritable',
    });
    const missing = runCommand(check, [join(dir, 'none.csv')], { data });
    await expect(missing).rejects.toMatchObject({ code: 'cli.file.unreadable' });
  });

  it('says every fault by its cell, of the file and of the record, and records nothing', async () => {
    const file = await filled(
      'faults',
      { status: 'preparation', spent: '5', currency: 'CNY' },
      { status: 'preparation', cause: 'works' },
      { status: 'built' },
    );
    for (const command of [check, submit]) {
      const ran = await runCommand(command, [file], { data, json: true });
      expect(ran.code).toBe(exitCodes.refused);
      expect(jsonOf(ran.out)).toMatchObject({
        faults: [
          { cell: 'M2', code: 'programme.return.other-currency' },
          { cell: 'Q3', code: 'programme.return.cause-alone' },
          { cell: 'J4', code: 'exchange.returns-word', sentence: expect.any(String) },
        ],
      });
      expect(ran.said.at(-1)).toBe('cli.return.faults');
    }
    expect(await call('list', { kind: 'return' })).toEqual([]);
    const long = join(dir, 'long.csv');
    writeFileSync(long, 'a'.repeat(returnsBytesMax + 1));
    const ran = await runCommand(check, [long], { data });
    expect(ran.said.join()).toContain('exchange.returns-too-long');
    const bad = join(dir, 'bad.csv');
    writeFileSync(bad, 'Title\r\n');
    const headless = await runCommand(check, [bad], { data });
    expect([headless.code, headless.said[0]]).toEqual([
      ...[exitCodes.refused, expect.stringMatching(/^A1: /)],
    ]);
  });

  it('shows what it would record, records it as one command, and says who is late', async () => {
    const file = await filled(
      'good',
      { status: 'implementation', percent: '46', spent: '5', next: 'Roof', expected: '2099-03' },
      { missing: 'No site office' },
    );
    const shown = await runCommand(check, [file], { data, json: true });
    expect(jsonOf(shown.out)).toMatchObject({
      ...{ month, rows: [{ project: 'NO-P001', percent: 46 }], left: ['NO-P003'] },
      missing: [{ project: 'NO-P002' }],
    });
    expect(await call('list', { kind: 'return' })).toEqual([]);
    const done = await runCommand(submit, [file], { data, json: true });
    const id = `NO-RT${month.replace('-', '')}`;
    expect(jsonOf(done.out)).toMatchObject({ recorded: { ids: [id], leaves: [{}, {}] } });
    const [record] = await call<readonly { readonly state: object }[]>('list', { kind: 'return' });
    expect(record?.state).toMatchObject({ id, month, sample: true, rows: [{ percent: 46 }] });
    const listed = await runCommand(list, [], { data, json: true });
    expect(jsonOf(listed.out)).toMatchObject([
      {
        ...{ party: 'north', month, record: id },
        lines: [
          { project: 'NO-P001', reported: expect.any(String) },
          { project: 'NO-P002', standing: 'explained' },
          { project: 'NO-P003', standing: expect.stringMatching(/late|awaited/) },
        ],
      },
    ]);
    const again = await runCommand(submit, [file], { data, json: true });
    expect(jsonOf(again.out)).toMatchObject({
      faults: [{ cell: 'A2', code: 'programme.return.already-reported' }],
    });
    const words = await runCommand(list, [], { data });
    expect(words.out[0]).toBe('cli.return.party');
    expect(words.out.join('\n')).toMatch(/NO-P002 +Quay +– +returns\.standing\.explained/);
  });

  it('completes the return by a later file, and takes what was typed into a spreadsheet', async () => {
    const file = join(dir, 'later.xlsx');
    await runCommand(grid, [file], { data });
    const read = gridOfXlsx(readFileSync(file), 100);
    const [titles = [], row = []] = (read.ok ? read.value : []).flatMap(({ cells }) => {
      const texts = returnColumns.map((_, at) => cells.get(at)?.text);
      return texts[0] === 'NO-P002' ? [] : [texts];
    });
    const typed = [...row];
    writeFileSync(
      file,
      xlsxOf([
        titles,
        typed.map((cell, at) => ({ 9: 'Completed', 10: 100, 11: 2.5, 12: 'HKD' })[at] ?? cell),
      ]),
    );
    const shown = await runCommand(check, [file], { data });
    expect(shown.out.join('\n')).toMatch(
      /NO-P003 +Shed +project\.status\.completed +100% +2\.5 HKD/,
    );
    const done = await runCommand(submit, [file], { data, json: true });
    expect(jsonOf(done.out)).toMatchObject({ recorded: { leaves: [{}, {}] } });
    const next = await runCommand(grid, [join(dir, 'rest.csv')], { data, json: true });
    expect(jsonOf(next.out)).toMatchObject({ rows: 1 });
  });

  it('is opened once for a month, however many hand it in at the same time', async () => {
    const node = await openNorth(data);
    const control = createControl(node);
    const rows = [{ project: 'NO-P001', status: 'implementation' }];
    const command = { act: 'submit', month: '2020-01', rows, sample: true };
    const done = await Promise.all(
      [1, 2].map(() => control('command', { kind: 'return', command })),
    );
    await node.close();
    expect(done).toMatchObject([
      { ok: true, value: { ids: ['NO-RT202001'] } },
      { error: { code: 'programme.return.exists', params: { id: 'NO-RT202001' } } },
    ]);
  });
});
