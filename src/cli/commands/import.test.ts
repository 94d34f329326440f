// docs/spec/exchange.md X11: `comity import oc4ids` on a node of one party that does not run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth } from '../../../test/support/one-node.ts';
import { type Command, exitCodes } from '../command.ts';
import { exportCommands } from './export.ts';
import { importCommands } from './import.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-import-test-'));
const data = join(dir, 'data');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeAll(() => initNorth(data), 60_000);

const [run] = importCommands as readonly [Command];
const [exportRun] = exportCommands as readonly [Command];

function fileOf(name: string, projects: readonly object[]): string {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify({ version: '0.9', projects }));
  return path;
}

const pier = { id: 'oc4ids-aaaaaa-1', title: 'Pier', status: 'maintenance', x_depth: 4.25 };
const quay = { id: 'oc4ids-aaaaaa-2', title: 'Quay' };

describe('comity import oc4ids', () => {
  it('wants one file and a language that there is', async () => {
    for (const [args, options] of [
      [[], {}],
      [['a', 'b'], {}],
      [['a'], { language: 'fr' }],
    ] as const) {
      const ran = await runCommand(run, args, { data, ...options });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.import.usage']]);
    }
  });

  it('records nothing of a file with an error, and says why', async () => {
    const file = fileOf('bad.json', [pier, { title: 'no id' }]);
    const ran = await runCommand(run, [file], { data, json: true });
    expect(ran.code).toBe(exitCodes.failed);
    expect(ran.said.join()).toContain('exchange.oc4ids-id');
    expect(JSON.parse(ran.out[0] ?? '')).toMatchObject({
      ...{ projects: [], issues: [{ code: 'exchange.oc4ids-id', severity: 'error' }] },
    });
  });

  it('shows what would be recorded, records it once, and exports it as it was', async () => {
    const file = fileOf('one.json', [pier]);
    const dry = await runCommand(run, [file], { data, 'dry-run': true });
    expect(dry.code).toBe(exitCodes.ok);
    expect(dry.out.join('\n')).toMatch(
      /oc4ids-aaaaaa-1 +Pier +maintenance +cli\.import\.new\ncli\.import\.dry-run$/,
    );
    const done = await runCommand(run, [file], { data, json: true });
    expect(JSON.parse(done.out[0] ?? '')).toMatchObject({
      ...{ recorded: 1, projects: [{ id: pier.id, record: 'NO-P001', commands: 2 }] },
    });
    const both = fileOf('two.json', [pier, quay]);
    const shown = await runCommand(run, [both], { data, 'dry-run': true });
    expect(shown.out.join('\n')).toMatch(/Pier +maintenance +cli\.import\.there\n/);
    const more = await runCommand(run, [both], { data, json: true });
    expect(JSON.parse(more.out[0] ?? '')).toMatchObject({
      ...{ recorded: 1, projects: [{ record: 'NO-P001' }, { record: 'NO-P002' }] },
    });
    const out = await runCommand(exportRun, [], { data });
    const { projects } = JSON.parse(out.out.join('\n')) as { readonly projects: unknown };
    expect(projects).toEqual([pier, quay]);
  }, 60_000);

  it('says after how many projects it stopped', async () => {
    const file = fileOf('three.json', [{ ...quay, id: 'oc4ids-aaaaaa-3' }]);
    const ran = await runCommand(run, [file], { data, as: 'Not A Pseudonym' });
    expect(ran.code).toBe(exitCodes.refused);
    expect(ran.said[0]).toBe('cli.import.stopped');
  }, 60_000);
});
