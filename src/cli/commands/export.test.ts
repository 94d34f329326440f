// docs/spec/exchange.md X6: `comity export oc4ids` on a node of one party that does not run.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { createControl } from '../../server/control.ts';
import { type Command, exitCodes } from '../command.ts';
import { exportCommands } from './export.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-export-test-'));
const data = join(dir, 'data');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeAll(() => initNorth(data), 60_000);

const [run] = exportCommands as readonly [Command];
const projectOf = (text: string) =>
  (JSON.parse(text) as { readonly projects: readonly [Readonly<Record<string, string>>] })
    .projects[0];

describe('comity export oc4ids', () => {
  it('wants a language that there is, and no --json without --out', async () => {
    for (const options of [{ language: 'fr' }, { out: '' }, {}]) {
      const args = Object.keys(options).length === 0 ? ['x'] : [];
      const ran = await runCommand(run, args, { data, ...options });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.export.usage']]);
    }
    const ran = await runCommand(run, [], { data, json: true });
    expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.export.json']]);
  });

  it('writes nothing where no project is public', async () => {
    const out = join(dir, 'none.json');
    const ran = await runCommand(run, [], { data, out });
    expect([ran.code, ran.said]).toEqual([exitCodes.notFound, ['cli.export.empty']]);
    expect(existsSync(out)).toBe(false);
  }, 60_000);

  it('writes the package of a language to standard output or a file, and leaves what stood there when it cannot', async () => {
    const node = await openNorth(data);
    const title = { en: 'Pier', 'zh-Hant': '碼頭' };
    const control = createControl(node);
    const command = { act: 'open', title, sample: true };
    expect(await control('command', { kind: 'project', command })).toMatchObject({ ok: true });
    const hidden = { act: 'open', title: { en: 'Hidden' }, scope: 'programme' };
    expect(await control('command', { kind: 'project', command: hidden })).toMatchObject({
      ok: true,
    });
    const erasing = { ...node.party!, eraser: { ...node.party!.eraser, state: () => 'held' } };
    const held = createControl({ ...node, party: erasing } as typeof node);
    expect(await held('project-lines', { path: join(dir, 'held') })).toMatchObject({
      ...{ ok: false, error: { code: 'server.export.held' } },
    });
    await node.close();
    const printed = await runCommand(run, [], { data });
    const text = printed.out.join('\n');
    expect(projectOf(text)).toMatchObject({
      ...{ id: 'oc4ids-comity-two-towns-NO-P001', title: '[Sample] Pier', language: 'en' },
    });
    expect(text).not.toContain('Hidden');
    const out = join(dir, 'package.json');
    const ran = await runCommand(run, [], { data, out, language: 'zh-Hant', json: true });
    expect(JSON.parse(ran.out[0] ?? '')).toEqual({ file: out, projects: 1, language: 'zh-Hant' });
    expect(projectOf(readFileSync(out, 'utf8')).title).toBe('【示例】碼頭');
    writeFileSync(join(dir, 'file'), 'kept');
    const under = runCommand(run, [], { data, out: join(dir, 'file', 'x.json') });
    await expect(under).rejects.toMatchObject({ code: 'cli.file.unwritable' });
    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('kept');
    expect(readdirSync(dir).sort()).toEqual(['data', 'file', 'package.json', 'state']);
  }, 60_000);
});
