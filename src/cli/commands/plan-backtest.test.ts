// `comity plan backtest`: its one JSON line, its tables, its exit codes, cases from CSV and JSON.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import type { Options } from '../command.ts';
import { planBacktest } from './plan-backtest.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const run = (args: readonly string[], options: Options) => runCommand(planBacktest, args, options);

/** Five cases of ten days, then one of twelve that is open on 1 February. */
const csv = file(
  'cases.csv',
  `class,received,ended
a/b,2026-01-02,2026-01-12
a/b,2026-01-03,2026-01-13
a/b,2026-01-04,2026-01-14
a/b,2026-01-05,2026-01-15
a/b,2026-01-06,2026-01-16
a/b,2026-01-29,2026-02-10
c,2026-01-30,2026-02-20
`,
);

describe('comity plan backtest', () => {
  it('prints one line with exactly the fields promised', async () => {
    const { code, out, said } = await run([csv], { json: true });
    expect([code, out.length, said]).toEqual([0, 1, []]);
    const json = JSON.parse(out[0]!);
    expect(Object.keys(json).join()).toBe('asOf,total,months,classes');
    const score = {
      forecasts: 1,
      unforecast: 1,
      scored: 1,
      crpsDays: expect.closeTo(2, 9),
      pinball50Days: expect.closeTo(1, 9),
      pinball80Days: expect.closeTo(1.6, 9),
      settled: 1,
      coverage80: 0,
    };
    expect(json.asOf).toBe('2026-02-20');
    expect(json.total).toEqual(score);
    expect(Object.keys(json.total)).toEqual(Object.keys(score));
    expect(json.months).toEqual([{ date: '2026-02-01', ...score }]);
    expect(json.classes[0]).toEqual({ class: ['a', 'b'], ...score, unforecast: 0 });
    expect(json.classes[1]).toMatchObject({ class: ['c'], forecasts: 0, crpsDays: null });
  });

  it('scores by what was known on the day asked', async () => {
    const { out } = await run([csv], { json: true, asof: '2026-02-05' });
    const json = JSON.parse(out[0]!);
    expect([json.asOf, json.total.forecasts, json.total.scored]).toEqual(['2026-02-05', 1, 0]);
  });

  it('shows tables by month and class to people, and says what was not forecast', async () => {
    const { code, out, said } = await run([csv], {});
    expect([code, said]).toEqual([0, ['cli.plan.backtest.unforecast']]);
    const cells = out.map((line) => line.split(/ {2,}/));
    expect(cells).toContainEqual(['2026-02-01', '1', '1', '2.0', '1.0', '1.6', '0 %']);
    expect(cells).toContainEqual(['a/b', '1', '1', '2.0', '1.0', '1.6', '0 %']);
    expect(cells.at(-1)?.[0]).toBe('cli.plan.backtest.total');
  });

  it('exits with 1 for files that hold no cases to score, and says every code', async () => {
    const codes = async (path: string) => {
      const { code, out, said } = await run([path], { json: true });
      return [code, out.length, ...said.map((line) => line.replace(/^cli.plan.error(-at)? /, ''))];
    };
    expect(await codes(join(folder, 'absent'))).toEqual([1, 0, 'exchange.file-unreadable']);
    const wrong = file('wrong.csv', 'class,received,ended\na,x,y\n');
    expect(await codes(wrong)).toEqual([1, 0, 'exchange.cases-date', 'exchange.cases-date']);
    const none = file('none.csv', 'class,received,ended\na,2026-01-02,2026-01-03\n');
    expect(await codes(none)).toEqual([1, 0, 'backtest.nothing']);
    const back = file('back.csv', 'class,received,ended\na,2026-01-02,2026-01-01\n');
    expect(await codes(back)).toEqual([1, 0, 'backtest.case']);
  });

  it('exits with 2 for wrong use', async () => {
    expect((await run([], {})).code).toBe(2);
    expect((await run([csv, csv], {})).code).toBe(2);
    expect((await run([csv], { asof: '2026-02-30' })).code).toBe(2);
  });
});
