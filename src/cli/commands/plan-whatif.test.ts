// `comity plan whatif`: changes as they are typed, their one JSON line, a table for people, exit codes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import type { Options } from '../command.ts';
import { planForecast } from './plan-forecast.ts';
import { planWhatif } from './plan-whatif.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-whatif-'));
afterAll(() => rmSync(folder, { recursive: true }));

const inputs = fileURLToPath(
  new URL('../../../docs/schema/comity-forecast-inputs-1.example.json', import.meta.url),
);

async function run(args: readonly string[], options: Options, command = planWhatif) {
  const ran = await runCommand(command, args, options);
  return { ...ran, json: options.json === true && ran.out[0] ? JSON.parse(ran.out[0]) : null };
}

// Two approvals of 10 days of 8 hours side by side, then works of 5; the codes are not the ids.
const office = ['08:00-12:00', '13:00-17:00'];
const week = { mon: office, tue: office, wed: office, thu: office, fri: office };
const activities = [
  { id: '1', code: 'A', calendar: 'week', durationMinutes: 4_800 },
  { id: '2', code: 'B:1', calendar: 'week', durationMinutes: 4_800 },
  { id: '3', code: 'W', calendar: 'week', durationMinutes: 2_400 },
];
const links = [
  { from: '1', to: '3' },
  { from: '2', to: '3' },
];
const project = { code: 'P', dataDate: '2026-06-01T08:00', activities, links };
const fixed = join(folder, 'fixed.json');
writeFileSync(
  fixed,
  JSON.stringify({
    schema: 'comity-schedule/1',
    calendars: [{ id: 'week', week }],
    projects: [project],
  }),
);
const asked = { runs: '20', seed: '1', json: true };

async function gained(changes: Options): Promise<Readonly<Record<string, number | null>>> {
  const { code, json } = await run([fixed], { ...asked, ...changes });
  expect(code).toBe(0);
  const effects: readonly { policy: string; meanMinutes: number }[] = json.effects;
  const found = effects.map((one) => [one.policy, one.meanMinutes] as const);
  return { ...Object.fromEntries(found), together: json.together?.meanMinutes ?? null };
}

describe('comity plan whatif', () => {
  it('prints one line with exactly the fields promised', async () => {
    const { code, out, said, json } = await run([inputs], {
      ...asked,
      limit: ['A=8', 'B=4500m'],
      date: ['2026-10-20'],
    });
    expect([code, out.length, said]).toEqual([0, 1, []]);
    expect(Object.keys(json).join()).toBe('base,changed,effects,together,runs,seed,inputsHash');
    for (const part of [json.base, json.changed]) {
      expect(Object.keys(part).join()).toBe('p10,p50,p80,p90,probability');
    }
    const numbers = 'meanMinutes,standardErrorMinutes,p50,p80,p80ShiftMinutes,probability';
    for (const effect of json.effects) expect(Object.keys(effect).join()).toBe(`policy,${numbers}`);
    expect(Object.keys(json.together).join()).toBe(numbers);
    // With all changes together the quantiles are those of the comparison.
    expect([json.changed.p50, json.changed.p80]).toEqual([json.together.p50, json.together.p80]);
    const forecast = await run([inputs], { ...asked, date: ['2026-10-20'] }, planForecast);
    const { p10, p50, p80, p90, probability, inputsHash } = forecast.json;
    expect(json.base).toEqual({ p10, p50, p80, p90, probability: probability['2026-10-20'] });
    expect(json.inputsHash).toBe(inputsHash);
  });

  it('finds that two equal approvals are worth something together only', async () => {
    // Ten working days from Monday the 1st end on Friday the 12th: without them the works begin 11 days and 9 hours
    // earlier on the clock, and end on the 5th instead of the 19th.
    expect(await gained({ recognise: ['A', 'B:1'] })).toEqual({
      'recognise A': 0,
      'recognise B:1': 0,
      together: 14 * 1_440,
    });
  });

  it('tries changes two by two where asked, alike on threads', async () => {
    const changes = { ...asked, recognise: ['A', 'B:1', 'W'], pairs: true };
    const { json, out } = await run([fixed], changes);
    expect(Object.keys(json).join()).toBe(
      'base,changed,effects,together,pairs,runs,seed,inputsHash',
    );
    const [best] = json.pairs;
    expect(Object.keys(best).join()).toBe(
      'policies,meanMinutes,standardErrorMinutes,p50,p80,p80ShiftMinutes,probability,surplusMinutes',
    );
    expect([best.policies, best.meanMinutes, best.surplusMinutes]).toEqual([
      ['recognise A', 'recognise B:1'],
      14 * 1_440,
      14 * 1_440,
    ]);
    expect(json.pairs).toHaveLength(3);
    expect((await run([fixed], { ...changes, threads: '2' })).out).toEqual(out);
    const alone = await run([fixed], { ...asked, recognise: ['A'], pairs: true });
    expect(alone.json.pairs).toEqual([]);
    const { out: lines } = await run([fixed], { ...changes, json: false });
    expect(lines.at(-4)).toContain('cli.plan.whatif.pairs');
    expect(lines.at(-3)).toMatch(/14\.0 +14\.0 +recognise A \+ recognise B:1$/);
  });

  it('reads limits in days of the calendar and in minutes, shares, and links by code', async () => {
    const chain = { limit: ['W=3', 'W=3d', 'W=1440m'], faster: ['W=40', 'W=40%'] };
    expect(await gained({ ...chain, recognise: ['W'] })).toMatchObject({
      'limit W=3': 2 * 1_440,
      'limit W=3d': 2 * 1_440,
      'limit W=1440m': 2 * 1_440,
      'faster W=40': 2 * 1_440,
      'faster W=40%': 2 * 1_440,
    });
    // The works end with the approvals once they wait for neither.
    const parallel = ['A:W', 'B:1:W'];
    const found = await gained({ parallel, recognise: ['3'] });
    expect(found['parallel B:1:W']).toBe(0);
    expect(await gained({ parallel })).toMatchObject({ together: 7 * 1_440 });
    expect((await gained({ recognise: ['W'] })).together).toBe(null);
  });

  it('prints the same bytes on threads', async () => {
    const changes = { ...asked, faster: ['B=30'], recognise: ['C'], parallel: ['A:C'] };
    const alone = await run([inputs], changes);
    expect((await run([inputs], { ...changes, threads: '3' })).out).toEqual(alone.out);
  });

  it('shows both finishes and every change to people', async () => {
    const { out } = await run([inputs], { runs: '20', seed: '1', recognise: ['C', 'B'] });
    const first = out.map((line) => line.trim().split(' ')[0]);
    expect(first.slice(0, 6)).toEqual([
      'cli.plan.whatif.head',
      'P10',
      'P50',
      'P80',
      'P90',
      'cli.plan.whatif.effects',
    ]);
    expect(out.slice(6).map((line) => line.split('  ').at(-1))).toEqual([
      'recognise B',
      'recognise C',
      'cli.plan.whatif.together',
    ]);
  });

  it('exits with 1 and says every problem, those of the file too', async () => {
    const wrong = join(folder, 'wrong.json');
    const cyclic = [...links, { from: '3', to: '1' }];
    const content = { schema: 'comity-schedule/1', projects: [{ ...project, links: cyclic }] };
    writeFileSync(wrong, JSON.stringify(content));
    const { code, out, said } = await run([wrong], {
      ...asked,
      limit: ['Q=8'],
      faster: ['A=0'],
      parallel: ['W:B:1'],
    });
    expect([code, out]).toEqual([1, []]);
    expect(said.map((line) => line.replace('cli.plan.error ', ''))).toEqual([
      ...Array(3).fill('network.no-calendar'),
      'network.cycle',
      'policy.unknown-activity',
      'policy.percent',
      'policy.unknown-link',
    ]);
    const absent = await run([join(folder, 'absent')], { ...asked, recognise: ['A'] });
    expect([absent.code, absent.said]).toEqual([1, ['cli.plan.error exchange.file-unreadable']]);
  });

  it('exits with 2 for wrong use', async () => {
    const wrong: readonly Options[] = [
      asked,
      { ...asked, limit: ['A'] },
      { ...asked, limit: ['A=1.5'] },
      { ...asked, faster: ['A=x'] },
      { ...asked, parallel: ['A'] },
      { ...asked, recognise: ['A'], date: ['2026-02-30'] },
      { ...asked, recognise: ['A'], date: ['2026-02-03', '2026-02-04'] },
      { ...asked, recognise: ['A'], runs: 'x' },
    ];
    for (const options of wrong) expect((await run([fixed], options)).code).toBe(2);
    expect((await run([fixed], { ...asked, limit: ['A=1', 'A'] })).said).toEqual([
      'cli.plan.change',
    ]);
    expect((await run([fixed], { ...asked, runs: '0' })).said).toEqual(['cli.plan.number']);
    expect((await run([], { ...asked, recognise: ['A'] })).code).toBe(2);
  });
});
