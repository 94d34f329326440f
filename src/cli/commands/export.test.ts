// docs/spec/exchange.md X6, X45: `comity export` on a node of one party that does not run.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { checkServices } from '../../../test/support/cpsv-ap.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { createControl } from '../../server/control.ts';
import { type Command, exitCodes } from '../command.ts';
import { exportCommands } from './export.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-export-test-'));
const data = join(dir, 'data');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeAll(() => initNorth(data), 60_000);

const [run, runServices] = exportCommands as readonly [Command, Command];
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

describe('comity export services', () => {
  it('wants no words, and no --json without --out', async () => {
    for (const [args, options] of [
      [['x'], {}],
      [[], { out: '' }],
    ] as const) {
      const ran = await runCommand(runServices, [...args], { data, ...options });
      expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.export.services.usage']]);
    }
    const ran = await runCommand(runServices, [], { data, json: true });
    expect([ran.code, ran.said]).toEqual([exitCodes.usage, ['cli.export.json']]);
  });

  it('writes a dataset without parts where no service is public', async () => {
    const ran = await runCommand(runServices, [], { data });
    expect(ran.code).toBe(exitCodes.ok);
    const document = JSON.parse(ran.out.join('\n')) as { readonly '@graph': object };
    expect(checkServices(document)).toEqual([]);
    expect(JSON.stringify(document['@graph'])).not.toContain('dct:hasPart');
  }, 60_000);

  it('writes what is public, and nothing of what the parties keep between them', async () => {
    const node = await openNorth(data);
    const control = createControl(node);
    const tell = async (kind: string, command: object) => {
      const told = await control('command', { kind, command: { sample: true, ...command } });
      expect(told).toMatchObject({ ok: true });
    };
    const hidden = { scope: 'programme' };
    await tell('organization', { act: 'describe', name: { en: 'Open desk' } });
    await tell('organization', { act: 'describe', name: { en: 'Hidden desk' }, ...hidden });
    const channels = [{ type: 'email', value: 'hidden@desk.example' }];
    await tell('contact', { act: 'describe', name: { en: 'Hidden person' }, channels });
    const service = {
      ...{ act: 'describe', url: 'https://berths.example/', need: 'berth', contact: 'NO-CT001' },
      ...{ channels: ['counter'], languages: ['en'], lifeEvents: ['moving'] },
    };
    const berth = { ...service, name: { en: 'Berth' }, office: 'NO-OR001' };
    await tell('service', berth);
    await tell('service', { ...service, name: { en: 'Mooring' }, office: 'NO-OR002' });
    await tell('service', { ...berth, name: { en: 'Hidden service' }, ...hidden });
    const erasing = { ...node.party!, eraser: { ...node.party!.eraser, state: () => 'held' } };
    const held = createControl({ ...node, party: erasing } as typeof node);
    expect(await held('services-file', { path: join(dir, 'held') })).toMatchObject({
      ...{ ok: false, error: { code: 'server.export.held' } },
    });
    await node.close();
    const out = join(dir, 'services.jsonld');
    const ran = await runCommand(runServices, [], { data, out, json: true });
    expect(JSON.parse(ran.out[0] ?? '')).toEqual({ file: out, services: 2 });
    const text = readFileSync(out, 'utf8');
    expect(checkServices(JSON.parse(text))).toEqual([]);
    for (const shown of ['[Sample] Berth', '[Sample] Mooring', '[Sample] Open desk']) {
      expect(text).toContain(shown);
    }
    expect(/hidden|NO-CT001|NO-OR002|NO-SV003/i.exec(text)).toBeNull();
    const printed = await runCommand(runServices, [], { data });
    expect(`${printed.out.join('\n')}\n`).toBe(text);
  }, 60_000);
});
