// `comity plan forecast`: its one JSON line, the same on any number of threads, its exit codes, schedules and inputs
// documents read from files.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { testCrypto } from '../../../test/support/crypto.ts';
import { canonicalJson } from '../../base/json.ts';
import {
  forecastInputsHash,
  printForecastInputs,
  writeForecastInputs,
} from '../../exchange/forecast-inputs.ts';
import { readSchedule } from '../../exchange/formats.ts';
import type { Context, Options } from '../command.ts';
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

/** An inputs document with everything wrong that can be told together. */
function bad(name: string): string {
  const activities = [
    { id: 'A', durationMinutes: 60, actualStart: 'soon', calendar: 'no' },
    { id: 'B', durationMinutes: -60 },
    { id: 'C', distribution: { type: 'fixed', minutes: -1 } },
  ];
  const links = [
    { from: 'A', to: 'B' },
    { from: 'B', to: 'A' },
    { from: 'A', to: 'X' },
  ];
  const project = { code: 'P', dataDate: '2026-06-01T08:00', activities, links };
  const path = join(folder, name);
  const content = {
    ...JSON.parse(readFileSync(inputs, 'utf8')),
    model: 1,
    target: 'Q',
    schedule: { schema: 'comity-schedule/1', projects: [project] },
    policy: { name: 'p', activities: ['Y'], change: { type: 'recognised' } },
  };
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const inputs = fileURLToPath(
  new URL('../../../docs/schema/comity-forecast-inputs-1.example.json', import.meta.url),
);

const sayWhole: Context['text'] = (key, params) => `${key} ${JSON.stringify(params)}`;
const run = (args: readonly string[], options: Options, text?: Context['text']) =>
  runCommand(planForecast, args, options, text);

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
      'id,criticality,ssi,drag,dragMinutes',
      'id,criticality,ssi,drag,dragMinutes',
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

  it.each(['1', '2', '3', '7'])('prints the same bytes on %s threads', async (threads) => {
    const alone = await run([drawn], asked);
    expect(await run([drawn], { ...asked, threads })).toEqual(alone);
  });

  it('works on threads of its own accord when there is much to do', async () => {
    const activities = Array.from({ length: 3_000 }, (_, i) => ({
      id: `${i}`,
      durationMinutes: 1,
    }));
    const project = { code: 'P', dataDate: '2026-06-01T08:00', activities };
    const path = join(folder, 'wide.json');
    writeFileSync(path, JSON.stringify({ schema: 'comity-schedule/1', projects: [project] }));
    const { code, out } = await run([path], { runs: '2000', seed: '1', json: true });
    expect([code, JSON.parse(out[0]!).p90]).toEqual([0, '2026-06-01T08:01']);
  });

  it('takes an inputs document: its target, its policy and its hash', async () => {
    const whole = await run([inputs], asked);
    const json = JSON.parse(whole.out[0]!);
    const bytes = Buffer.from(canonicalJson(JSON.parse(readFileSync(inputs, 'utf8'))));
    expect(json.inputsHash).toBe(createHash('sha256').update(bytes).digest('hex'));
    const changed = async (fields: object) => {
      const path = join(folder, 'changed.json');
      writeFileSync(
        path,
        JSON.stringify({ ...JSON.parse(readFileSync(inputs, 'utf8')), ...fields }),
      );
      return JSON.parse((await run([path], asked)).out[0]!);
    };
    const toA = await changed({ target: 'A' });
    expect(toA.p50 < json.p50).toBe(true);
    expect(toA.activities.map((one: { criticality: number }) => one.criticality)).toEqual([
      1, 0, 0, 0,
    ]);
    const policy = { name: 'r', activities: ['C'], change: { type: 'recognised' } };
    const recognised = await changed({ policy });
    expect(recognised.p50 < json.p50).toBe(true);
    expect(recognised.inputsHash).not.toBe(json.inputsHash);
  });

  it('hashes a bare schedule as the public inputs of its project alone', async () => {
    const { out } = await run([drawn], asked);
    const read = readSchedule(readFileSync(drawn));
    const schedule = read.ok ? read.value.schedule : expect.fail();
    const given = { profile: 'comity', project: 'P', scope: 'public', records: [] } as const;
    const document = writeForecastInputs(schedule, given);
    expect(JSON.parse(out[0]!).inputsHash).toBe(forecastInputsHash(testCrypto.sha256, document));
    const path = join(folder, 'document.json');
    writeFileSync(path, printForecastInputs(document));
    expect((await run([path], asked)).out).toEqual(out);
  });

  it('adds with --details exactly the fields promised', async () => {
    const { out } = await run([drawn], { ...asked, details: true });
    const json = JSON.parse(out[0]!);
    expect(Object.keys(json).join()).toBe(
      'p10,p50,p80,p90,probability,activities,runs,seed,inputsHash,statedFinish,deciles,finishDays,finishShares,beyondExperience',
    );
    const plain = JSON.parse((await run([drawn], asked)).out[0]!);
    expect(json.p80).toBe(plain.p80);
    const [own] = plain.activities;
    const cruciality = { pearson: expect.closeTo(1, 9), spearman: expect.closeTo(1, 9) };
    expect(json.activities[0]).toEqual({ ...own, cruciality, p50: json.p50, p80: json.p80 });
    expect([own.drag, own.ssi]).toEqual([own.dragMinutes, expect.closeTo(1, 9)]);
    expect(Object.keys(json.deciles).join()).toBe('p10,p20,p30,p40,p50,p60,p70,p80,p90');
    expect([json.deciles.p10, json.deciles.p80]).toEqual([json.p10, json.p80]);
    expect(json.finishShares.at(-1)).toEqual([json.finishDays.at(-1)[0], 1]);
    expect(json.statedFinish).toBe('2026-06-01T09:00');
    const days: readonly [string, number][] = json.finishDays;
    expect(days.reduce((sum, [, runs]) => sum + runs, 0)).toBe(500);
  });

  it('says which work has lasted longer than its distribution knows', async () => {
    const old = { type: 'fixed', minutes: 60, elapsedMinutes: 60, capMinutes: 90 };
    const { code, said, out } = await run([file('old.json', old)], { ...asked, details: true });
    expect([code, said]).toEqual([0, ['cli.plan.forecast.beyond']]);
    expect(JSON.parse(out[0]!).beyondExperience).toEqual(['A']);
    expect(JSON.parse(out[0]!).p90).toBe('2026-06-01T08:30');
  });

  it('says when nothing in the file is uncertain', async () => {
    const { code, said } = await run([file('fixed.json', undefined)], asked);
    expect([code, said]).toEqual([0, ['cli.plan.forecast.fixed']]);
  });

  it('shows quantiles, dates, bars and activities to people', async () => {
    const { out } = await run([drawn], { runs: '50', seed: '1', date: ['2026-06-04'] });
    expect(out.slice(0, 4).map((line) => line.slice(0, 3))).toEqual(['P10', 'P50', 'P80', 'P90']);
    expect(out[4]).toBe('2026-06-04  100.0 %');
    const bars = out.filter((line) => /^ {2}2026-06-\d\d {2}#* +\d+\.\d %$/.test(line));
    expect(bars.length).toBeGreaterThan(1);
    expect(bars.at(-1)).toMatch(/ 100\.0 %$/);
    expect(bars.filter((line) => line.includes('#'.repeat(40))).length).toBeGreaterThan(0);
    expect(out.at(-2)).toMatch(/^ {2}100\.0 % +1\.000 +1\.0 +A$/);
    const detailed = await run([drawn], { runs: '50', seed: '1', details: true });
    expect(detailed.out.at(-2)).toMatch(/1\.000 +1\.000 +2026-06-0\d .* +2026-06-0\d .* A$/);
  });

  it('exits with 1 for files that cannot be forecast, and says every code', async () => {
    const wrong = file('wrong.json', { type: 'pert', low: 5, mode: 4, high: -1 });
    const { code, out, said } = await run([wrong], asked);
    expect([code, out]).toEqual([1, []]);
    expect(said).toEqual([
      'cli.plan.error forecast.distribution',
      'cli.plan.error forecast.distribution',
    ]);
    const all = await run([bad('both')], asked);
    expect(all.said.map((line) => line.replace('cli.plan.error ', ''))).toEqual([
      'exchange.json-time',
      'exchange.inputs-model',
      'network.no-calendar',
      'network.negative-duration',
      'network.dangling-link',
      'network.cycle',
      'forecast.distribution',
      'forecast.target-unknown',
      'policy.unknown-activity',
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
    for (const threads of ['0', '65', 'x']) {
      expect((await run([drawn], { ...asked, threads })).code).toBe(2);
    }
    expect((await run([], asked)).code).toBe(2);
    const named = async (options: Options) => {
      const { code, said } = await run([drawn], { ...asked, ...options }, sayWhole);
      return [code, ...said];
    };
    const number = (option: string, max: number, given: string) =>
      `cli.plan.number {"option":"${option}","min":"${option === '--seed' ? 0 : 1}","max":"${max}","given":"${given}"}`;
    expect(await named({ runs: '0' })).toEqual([2, number('--runs', 1_000_000, '0')]);
    expect(await named({ runs: '1000001' })).toEqual([2, number('--runs', 1_000_000, '1000001')]);
    expect(await named({ seed: 'x' })).toEqual([2, number('--seed', 2 ** 53 - 1, 'x')]);
    expect(await named({ threads: '65' })).toEqual([2, number('--threads', 64, '65')]);
    expect(await named({ date: ['2026-02-03', '2026-2-4'] })).toEqual([
      2,
      'cli.case.day {"option":"--date","given":"2026-2-4"}',
    ]);
    expect((await run([drawn, drawn], asked)).code).toBe(2);
  });
});
