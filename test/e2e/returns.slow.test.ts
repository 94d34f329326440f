// Thirty-one returns of the example's Shenzhen, by script: the grid out as XLSX, filled in, checked, handed in whole, listed. It
// prints how long that took; the aim is 30 minutes with a person at the keys.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readJson, type Step } from '../../examples/story.ts';
import { civilDateIn, instantOf } from '../../src/base/dates.ts';
import { type ReturnColumn, returnColumns } from '../../src/exchange/returns-columns.ts';
import { gridOfXlsx } from '../../src/exchange/xlsx-reader.ts';
import { lastMonthBy } from '../../src/programme/returns.ts';
import { call, openStage } from '../support/processes.ts';
import { type TestCell, xlsxOf } from '../support/xlsx.ts';

const stage = openStage();
afterAll(() => stage[Symbol.asyncDispose]());

const data = stage.path('node');
const month = lastMonthBy(civilDateIn('Asia/Shanghai', instantOf(Date.now())));

/** The 31 own projects with their required investment; none is over, so that a return of each is expected. */
const steps = readJson<readonly Step[]>(
  new URL('../../examples/shenzhen-hong-kong/story-projects.json', import.meta.url),
).filter(({ kind, command: { act, kind: of } }) =>
  kind === 'project' ? act === 'open' : kind === 'investment' && of === 'required',
);

/** Fills in what an office would type: figures as numbers, the rest as texts. */
function fill(row: readonly string[], i: number): readonly TestCell[] {
  const typed: Partial<Record<ReturnColumn, TestCell>> = {
    ...{ status: 'implementation', percent: 3 * i, spent: 1_000_000.5 + i },
    ...{ next: `Milestone ${i + 1} (sample)`, expected: '2099-03' },
    ...(i % 5 === 0 ? { changed: 'Rain (sample)', cause: 'works' } : {}),
  };
  return returnColumns.map(({ name }, at) => typed[name] ?? row[at]);
}

const timings: string[] = [];

async function timed<Value>(name: string, run: () => Promise<Value>): Promise<Value> {
  const start = performance.now();
  const value = await run();
  timings.push(`${name} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return value;
}

describe('31 returns', () => {
  it('are written out, filled in, checked, handed in as one and listed', async () => {
    const names = ['--party', 'shenzhen', '--mark', 'SZ', '--programme', 'towns'];
    const place = ['--zone', 'Asia/Shanghai', '--port', '0', '--data', data];
    const made = await stage.run('init', ...names, ...place);
    expect(made.code, made.stderr).toBe(0);
    await stage.serve(data);
    // Their ids: the example has three projects before them.
    const ids = new Map<string, string>();
    for (const { kind, command, expectId } of steps) {
      const { owner: _, project, ...fields } = command;
      const of = project === undefined ? {} : { project: ids.get(String(project)) ?? '' };
      const given = { kind, command: { ...fields, ...of } };
      const done = await call<{ readonly ids: readonly string[] }>(data, 'command', given);
      if (expectId !== undefined) ids.set(expectId, done.ids[0] ?? '');
    }
    expect(ids.size).toBe(31);

    const start = performance.now();
    const file = stage.path('returns.xlsx');
    const at = ['--data', data, '--json'];
    const grid = await timed('grid', () => stage.run('return', 'grid', file, ...at));
    expect(grid.code, grid.stderr).toBe(0);
    await timed('fill', async () => {
      const read = gridOfXlsx(readFileSync(file), 100);
      const rows = (read.ok ? read.value : []).map(({ cells }) =>
        returnColumns.map((_, column) => cells.get(column)?.text ?? ''),
      );
      expect(rows).toHaveLength(32);
      const [titles = [], ...lines] = rows;
      writeFileSync(file, xlsxOf([titles, ...lines.map(fill)]));
    });
    const check = await timed('check', () => stage.run('return', 'check', file, ...at));
    expect(check.code, check.stderr).toBe(0);
    expect(JSON.parse(check.stdout)).toMatchObject({ faults: [], left: [] });
    const submit = await timed('submit', () => stage.run('return', 'submit', file, ...at));
    expect(submit.code, submit.stderr).toBe(0);
    const { recorded } = JSON.parse(submit.stdout) as {
      readonly recorded: { readonly ids: readonly string[]; readonly leaves: readonly string[] };
    };
    expect(recorded.ids).toEqual([`SZ-RT${month.replace('-', '')}`]);
    expect(recorded.leaves).toHaveLength(32);
    const list = await timed('list', () => stage.run('return', 'list', ...at));
    const [listed] = JSON.parse(list.stdout) as readonly {
      readonly lines: readonly { readonly reported?: string }[];
    }[];
    expect(listed?.lines.filter(({ reported }) => reported !== undefined)).toHaveLength(31);
    const seconds = (performance.now() - start) / 1000;
    console.log(`31 returns in ${seconds.toFixed(1)} s: ${timings.join(', ')}`);
    expect(seconds).toBeLessThan(30 * 60);
  }, 240_000);
});
