// `comity schedule adopt`: what it refuses before it asks a node for anything.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultLanguage } from '../../text/languages.ts';
import type { Options } from '../command.ts';
import { exitCodes } from '../command.ts';
import { readMessages } from '../locales.ts';
import { scheduleCommands } from './schedule.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-schedule-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** No node lies there: a command that asked one would fail, or make the folder. */
const data = join(folder, 'none');

const project = (code: string, more: object = {}) => ({
  code,
  dataDate: '2027-03-31T08:00',
  activities: [{ id: 'A', durationMinutes: 60 }],
  ...more,
});
function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const stars = '*'.repeat(30);
/** One job of PSPLIB between its two ends. */
const small = `${stars}
file with basedata            : small.bas
${stars}
projects                      :  1
jobs (incl. supersource/sink ):  3
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    7      1      0        4        0         4
${stars}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        1          1           3
   3        1          0
${stars}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
${'-'.repeat(30)}
  1      1     0       0
  2      1     4       9
  3      1     0       0
${stars}
`;
const scheduleOf = (...projects: readonly object[]) => ({ schema: 'comity-schedule/1', projects });

async function adopt(given: Options, args: readonly string[] = []) {
  const out: string[] = [];
  const said: string[] = [];
  const messages = readMessages();
  const code = await scheduleCommands[0]!.run({
    args,
    options: { data, project: 'NS-P001', 'data-date': '2027-03-31', ...given },
    messages,
    language: defaultLanguage,
    print: (line) => void out.push(line),
    say: (line) => void said.push(line),
    text: (key, params = {}) => `${key} ${params.code ?? ''}`.trim(),
    stop: new AbortController().signal,
  });
  return { code, out, said };
}

describe('comity schedule adopt', () => {
  it('needs a file, a whole data date, and a project for the first one', async () => {
    const schedule = file('good.json', scheduleOf(project('P')));
    for (const options of [
      {},
      { schedule, 'data-date': undefined },
      { schedule, project: undefined },
    ]) {
      const { code, said } = await adopt(options);
      expect([code, said]).toEqual([exitCodes.usage, ['cli.schedule.usage']]);
    }
    const vague = await adopt({ schedule, 'data-date': '2027-03' });
    expect([vague.code, vague.said]).toEqual([exitCodes.usage, ['cli.case.day']]);
    expect((await adopt({ schedule }, ['NS-S001', 'NS-S002'])).code).toBe(exitCodes.usage);
  });

  it('tells every problem of the file at once, and asks no node', async () => {
    const cyclic = {
      dataDate: '2027-06-30T08:00',
      activities: [{ id: 'A' }, { id: 'A' }],
      links: [{ from: 'A', to: 'B' }],
    };
    const schedule = file('bad.json', scheduleOf(project('P'), project('Q', cyclic)));
    const { code, said } = await adopt({ schedule });
    expect(code).toBe(exitCodes.failed);
    expect(said).toEqual([
      'cli.plan.error network.duplicate-id',
      'cli.plan.error network.dangling-link',
      'cli.plan.error cli.schedule.one-project',
      'cli.plan.error cli.schedule.data-date',
    ]);
    const json = await adopt({ schedule, json: true });
    expect(JSON.parse(json.out[0] ?? '').issues).toHaveLength(4);
    expect(existsSync(data)).toBe(false);
  });

  it('takes no file of another format, and none that is no schedule', async () => {
    const psplib = file('small.sm', small);
    const other = file('other.json', { schema: 'comity-calendar/1' });
    for (const schedule of [psplib, other, file('broken.json', '{ "schema": '), file('x', 'x')]) {
      const { code, said } = await adopt({ schedule });
      expect([schedule, code]).toEqual([schedule, exitCodes.failed]);
      expect(said.length).toBeGreaterThan(0);
    }
    const { said } = await adopt({ schedule: psplib });
    expect(said).toContain('cli.plan.error cli.schedule.format');
    expect(existsSync(data)).toBe(false);
  });

  it('says which file cannot be read', async () => {
    const absent = adopt({ schedule: join(folder, 'absent.json') });
    await expect(absent).rejects.toMatchObject({ code: 'cli.file.unreadable' });
  });
});
