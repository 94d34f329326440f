// `comity plan forecast`: its one JSON line, its exit codes, and a distribution read from a file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultLanguage } from '../../text/languages.ts';
import type { Options } from '../command.ts';
import { readMessages } from '../locales.ts';
import { planForecast } from './plan-forecast.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-forecast-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, distribution: object | undefined, space = 0): string {
  const activities = [
    { id: 'A', durationMinutes: 60, distribution },
    { id: 'B', type: 'finish-milestone' },
  ];
  const links = [{ from: 'A', to: 'B' }];
  const project = { code: 'P', dataDate: '2026-06-01T08:00', activities, links };
  const path = join(folder, name);
  const content = { schema: 'comity-schedule/1', projects: [project] };
  writeFileSync(path, JSON.stringify(content, null, space));
  return path;
}

async function run(args: readonly string[], options: Options) {
  const out: string[] = [];
  const said: string[] = [];
  const code = await planForecast.run({
    args,
    options,
    messages: readMessages(),
    language: defaultLanguage,
    print: (line) => void out.push(line),
    say: (line) => void said.push(line),
    text: (key, params) => (params?.code === undefined ? key : `${key} ${params.code}`),
    stop: new AbortController().signal,
  });
  return { code, out, said };
}

const drawn = file('drawn.json', { type: 'triangular', low: 60, mode: 600, high: 3_000 });
const asked = { runs: '500', seed: '7', json: true };

describe('comity plan forecast', () => {
  it('prints one line with exactly the fields promised', async () => {
    const { code, out, said } = await run([drawn], {
      ...asked,
      date: ['2026-06-01', '2026-06-04'],
    });
    expect([code, out.length, said]).toEqual([0, 1, []]);
    const json = JSON.parse(out[0]!);
    expect(Object.keys(json).join()).toBe(
      'p10,p50,p80,p90,probability,activities,runs,seed,inputsHash',
    );
    for (const name of ['p10', 'p50', 'p80', 'p90']) {
      expect(json[name]).toMatch(/^2026-06-0\dT\d\d:\d\d$/);
    }
    expect(json.p10 < json.p50 && json.p50 < json.p80 && json.p80 < json.p90).toBe(true);
    expect(json.probability['2026-06-04']).toBe(1);
    expect(json.probability['2026-06-01']).toBeLessThan(1);
    expect(json.activities.map((one: object) => Object.keys(one).join())).toEqual([
      'id,criticality,dragMinutes',
      'id,criticality,dragMinutes',
    ]);
    expect([json.runs, json.seed]).toEqual([500, 7]);
    expect(json.inputsHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('prints the same bytes again, and hashes what a file says, not how it is spaced', async () => {
    const first = await run([drawn], asked);
    expect((await run([drawn], asked)).out).toEqual(first.out);
    const wide = { type: 'triangular', low: 60, mode: 600, high: 3_000 };
    expect((await run([file('spaced.json', wide, 2)], asked)).out).toEqual(first.out);
    const other = await run([file('other.json', { ...wide, high: 3_001 })], asked);
    const hashOf = (line: string | undefined) => JSON.parse(line ?? '').inputsHash;
    expect(hashOf(other.out[0])).not.toBe(hashOf(first.out[0]));
  });

  it('says when nothing in the file is uncertain', async () => {
    const { code, said } = await run([file('fixed.json', undefined)], asked);
    expect([code, said]).toEqual([0, ['cli.plan.forecast.fixed']]);
  });

  it('shows quantiles, dates and activities to people', async () => {
    const { out } = await run([drawn], { runs: '50', seed: '1', date: ['2026-06-04'] });
    expect(out.map((line) => line.slice(0, 3).trim())).toEqual(
      ['P10', 'P50', 'P80', 'P90', '202', 'cli', '1', '1'].map((text) => text.slice(0, 3)),
    );
  });

  it('exits with 1 for files that cannot be forecast, and says every code', async () => {
    const wrong = file('wrong.json', { type: 'pert', low: 5, mode: 4, high: -1 });
    const { code, out, said } = await run([wrong], { ...asked, runs: '0' });
    expect([code, out]).toEqual([1, []]);
    expect(said).toEqual([
      'cli.plan.error forecast.distribution',
      'cli.plan.error forecast.distribution',
      'cli.plan.error forecast.runs',
    ]);
    const absent = await run([join(folder, 'absent')], asked);
    expect(absent.said).toEqual(['cli.plan.error exchange.file-unreadable']);
  });

  it('exits with 2 for wrong use', async () => {
    const wrong: readonly Options[] = [
      { json: true },
      { ...asked, seed: '-1' },
      { ...asked, runs: '1e3' },
      { ...asked, date: ['2026-02-30'] },
    ];
    for (const options of wrong) expect((await run([drawn], options)).code).toBe(2);
    expect((await run([], asked)).code).toBe(2);
    expect((await run([drawn, drawn], asked)).code).toBe(2);
  });
});
