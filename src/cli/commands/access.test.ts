// docs/spec/access.md AC15: `comity access` on a node of one party that does not run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import type { JsonObject } from '../../base/json.ts';
import { createControl } from '../../server/control.ts';
import { exitCodes, type Options } from '../command.ts';
import { accessCommands } from './access.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-access-cli-'));
const data = join(dir, 'data');
const officer = 'no8b1e6f02';

beforeAll(async () => {
  await initNorth(data);
  const node = await openNorth(data);
  const give = async (command: JsonObject, more: JsonObject = {}) => {
    const done = await createControl(node)('command', { kind: 'person-role', command, ...more });
    if (!done.ok) throw new Error(JSON.stringify(done.error));
  };
  const words = { name: { en: 'A. Person' }, post: { en: 'Officer' } };
  await give({ act: 'appoint', pseudonym: officer, ...words, from: '2020-01-01' });
  await give({ act: 'grant', roles: ['editor'] }, { about: 'NO-U001' });
  await node.close();
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function use(command: string, args: readonly string[], options: Options = {}) {
  const found = accessCommands.find(({ path }) => path === `access ${command}`);
  if (found === undefined) throw new Error(command);
  return runCommand(found, args, { data, ...options });
}

describe('comity access', () => {
  it('says its usage where something is missing or too much', async () => {
    const wrong: readonly (readonly [string, readonly string[], Options, string])[] = [
      ['new-credential', [], {}, 'usage'],
      ['new-credential', ['x'], { person: officer }, 'usage'],
      ['revoke', [], {}, 'usage'],
      ['revoke', ['a', 'b'], {}, 'usage'],
      ['acts', [], { last: '0' }, 'usage'],
      ['acts', ['x'], {}, 'no-argument'],
      ['credentials', ['x'], {}, 'no-argument'],
    ];
    for (const [command, args, options, said] of wrong) {
      const ran = await use(command, args, options);
      expect([ran.code, ran.said], command).toEqual([exitCodes.usage, [`cli.access.${said}`]]);
    }
  });

  it('lists who did what, newest first, by person, record and day', async () => {
    const acts = async (options: Options = {}) => {
      const ran = await use('acts', [], { json: true, ...options });
      return JSON.parse(ran.out[0] ?? '') as readonly JsonObject[];
    };
    const all = await acts({ record: 'NO-U001' });
    expect(all.map(({ kind, act, id }) => [kind, act, id])).toEqual([
      ['person-role', 'grant', 'NO-U001'],
      ['person-role', 'appoint', 'NO-U001'],
    ]);
    expect(await acts({ person: String(all[0]?.person) })).toEqual(
      expect.arrayContaining([...all]),
    );
    expect(await acts({ person: officer })).toEqual([]);
    expect(await acts({ from: '2999-01-01' })).toEqual([]);
    expect(await acts({ last: '1' })).toHaveLength(1);
    const shown = await use('acts', [], { record: 'NO-U001' });
    expect(shown.out.join('\n')).toMatch(/person-role grant +NO-U001/);
    expect((await use('acts', [], { person: officer })).out).toEqual(['cli.access.no-acts']);
    const odd = await use('acts', [], { from: '2026-13-01' });
    expect([odd.code, odd.said]).toEqual([
      ...[exitCodes.refused, [expect.stringMatching(/“from”.*YYYY-MM-DD/)]],
    ]);
    const wrong = await use('acts', [], { from: 'yesterday' });
    expect(wrong).toMatchObject({ code: exitCodes.refused });
  });

  it('makes, lists and revokes credentials of persons; a token is shown once', async () => {
    expect((await use('credentials', [])).out).toEqual(['cli.access.no-credentials']);
    const nobody = await use('new-credential', [], { person: 'no1a2b3c4d' });
    expect(nobody.said.join()).toContain('server.commands.person');
    const made = await use('new-credential', [], { person: officer, until: '2099-12-31' });
    expect([made.code, made.said]).toEqual([exitCodes.ok, ['cli.access.made']]);
    const [token = ''] = made.out;
    const id = /^comity_(pe[0-9a-f]{12})_/.exec(token)?.[1] ?? '';
    const listed = await use('credentials', []);
    expect(listed.out.join('\n')).toMatch(new RegExp(`${id} +${officer} .* 2099-12-31`));
    expect(listed.out.join()).not.toContain(token.slice(-43));
    expect(await use('revoke', [id])).toMatchObject({ code: exitCodes.ok });
    const after = await use('credentials', [], { json: true });
    expect(JSON.parse(after.out[0] ?? '')).toMatchObject([{ id, revoked: expect.any(String) }]);
    expect((await use('revoke', ['pe000000000000'])).said.join()).toContain(
      'server.commands.no-credential',
    );
  });
});
