// `comity plan convert`: another format, nothing written over, and what is lost said.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import type { Options } from '../command.ts';
import { planConvert } from './plan-convert.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-convert-'));
afterAll(() => rmSync(folder, { recursive: true }));
const example = new URL('../../../docs/schema/comity-schedule-1.example.json', import.meta.url)
  .pathname;

const run = (args: readonly string[], options: Options = {}) =>
  runCommand(planConvert, args, options);
const path = (name: string) => join(folder, name);

describe('comity plan convert', () => {
  it('writes XER and Comity JSON, and reads its own files again', async () => {
    const first = await run([example, path('a.xer')]);
    expect([first.code, first.out]).toEqual([0, ['cli.plan.convert.done']]);
    expect(readFileSync(path('a.xer'), 'utf8').startsWith('ERMHDR\t')).toBe(true);
    const back = await run([path('a.xer'), path('b.json')], { json: true });
    expect([back.code, JSON.parse(back.out[0]!).written]).toEqual([0, path('b.json')]);
    expect(JSON.parse(readFileSync(path('b.json'), 'utf8')).schema).toBe('comity-schedule/1');
  });

  it('says what is lost, and writes nothing for a file with faults or over one that is there', async () => {
    const drawn = JSON.parse(readFileSync(example, 'utf8'));
    drawn.projects[0].activities[0].distribution = { type: 'fixed', minutes: 60 };
    writeFileSync(path('drawn.json'), JSON.stringify(drawn));
    const lost = await run([path('drawn.json'), path('drawn.xer')], { json: true });
    const codes = JSON.parse(lost.out[0]!).issues.map((one: { code: string }) => one.code);
    expect([lost.code, codes.includes('exchange.lost-distribution')]).toEqual([0, true]);
    const again = await run([path('drawn.json'), path('drawn.xer')]);
    expect([again.code, again.said]).toEqual([1, ['cli.plan.error exchange.file-exists']]);
    const nowhere = await run([example, path('no/such/folder.xer')]);
    expect(nowhere.said).toEqual(['cli.plan.error exchange.file-unwritable']);
    drawn.projects[0].links = [{ from: 'none', to: 'none' }];
    writeFileSync(path('bad.json'), JSON.stringify(drawn));
    const bad = await run([path('bad.json'), path('bad.xer')]);
    expect([bad.code, existsSync(path('bad.xer'))]).toEqual([1, false]);
    expect((await run([path('absent'), path('c.xer')])).said).toEqual([
      'cli.plan.error exchange.file-unreadable',
    ]);
    writeFileSync(path('rubbish'), 'rubbish');
    expect((await run([path('rubbish'), path('c.xer')])).code).toBe(1);
  });

  it('writes Microsoft Project XML for one project, chosen by its code', async () => {
    expect((await run([example, path('m.xml')])).code).toBe(0);
    expect(readFileSync(path('m.xml'), 'utf8')).toContain('schemas.microsoft.com/project');
    const two = JSON.parse(readFileSync(example, 'utf8'));
    const { code } = two.projects[0];
    two.projects.push({ ...two.projects[0], id: 'Q', code: 'Q' });
    writeFileSync(path('two.json'), JSON.stringify(two));
    const both = await run([path('two.json'), path('two.xml')]);
    expect([both.code, both.said]).toEqual([1, ['cli.plan.error exchange.one-project']]);
    expect((await run([path('two.json'), path('two.xml')], { project: code })).code).toBe(0);
    const none = await run([path('two.json'), path('three.xml')], { project: 'none' });
    expect(none.said).toEqual(['cli.plan.error exchange.project-unknown']);
  });

  it('exits with 2 for wrong use', async () => {
    for (const args of [
      [],
      [example],
      [example, path('a.mpp')],
      [example, path('x.xer'), 'more'],
    ]) {
      const { code, said } = await run(args);
      expect([code, said]).toEqual([2, ['cli.plan.convert.usage']]);
    }
  });
});
