// docs/spec/federation.md F107: `comity case-events` on a node of one party that does not run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCaseSetting, trackerMapping } from '../../../test/support/case-node.ts';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { exitCodes, type Options } from '../command.ts';
import { caseEventCommands } from './case-events.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-case-events-cli-'));
const data = join(dir, 'data');
const mapping = join(dir, 'mapping.json');
const bound = { authority: 'NO-OR001', mapping };

beforeAll(async () => {
  await initNorth(data);
  const node = await openNorth(data);
  await recordCaseSetting(node);
  await node.close();
  writeFileSync(mapping, JSON.stringify(trackerMapping));
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function use(command: string, args: readonly string[], options: Options = {}) {
  const found = caseEventCommands.find(({ path }) => path === `case-events ${command}`);
  if (found === undefined) throw new Error(command);
  return runCommand(found, args, { data, ...options });
}

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

describe('comity case-events', () => {
  it('says its usage where the file, the authority or the mapping is missing', async () => {
    const wrong: readonly (readonly [string, readonly string[], Options])[] = [
      ['import', [], bound],
      ['import', ['a', 'b'], bound],
      ['import', ['a'], { mapping }],
      ['import', ['a'], { authority: 'NO-OR001' }],
      ['new-credential', ['x'], bound],
      ['new-credential', [], { mapping }],
      ['credentials', ['x'], {}],
      ['revoke', [], {}],
    ];
    for (const [command, args, options] of wrong) {
      const ran = await use(command, args, options);
      expect([ran.code, ran.said], command).toEqual([exitCodes.usage, ['cli.case-events.usage']]);
    }
  });

  it('shows what a file would come to, records it once, and says why each other row was not', async () => {
    const rows = [
      'case,event,code,day,Applicant',
      'A1,1,RCV,2026-03-02,x',
      'A1,2,XXX,2026-03-03,x',
    ];
    const events = file('events.csv', rows.join('\r\n'));
    const counts = {
      recorded: [{ row: 2 }],
      known: [],
      rejected: [{ row: 3 }],
      unread: ['applicant'],
    };
    for (const [mode, options] of [
      ['preview', { 'dry-run': true }],
      ['record', {}],
    ] as const) {
      const ran = await use('import', [events], { ...bound, ...options, json: true });
      expect(ran.code).toBe(exitCodes.refused);
      expect(JSON.parse(ran.out[0] ?? '')).toMatchObject({ mode, ...counts });
    }
    const again = await use('import', [events], bound);
    expect(again.out.join('\n')).toContain(
      'The mapping does not say what the code “XXX” means. [exchange.case-event-code]',
    );
    expect(again.out.slice(-2)).toEqual(['cli.case-events.unread', 'cli.case-events.done']);
    const json = file(
      'events.json',
      JSON.stringify([{ case: 'A1', event: 3, code: 'DEC', day: '2026-03-04' }]),
    );
    const clean = await use('import', [json], bound);
    expect([clean.code, clean.out]).toEqual([exitCodes.ok, ['cli.case-events.done']]);
  }, 60_000);

  it('refuses a mapping that is none, and an authority that is not there', async () => {
    const events = file('one.csv', 'case,event,code,day\n');
    const odd = file('odd.json', '{"format":"x"}');
    const ran = await use('import', [events], { ...bound, mapping: odd, json: true });
    expect(ran.code).toBe(exitCodes.refused);
    expect(ran.out[0]).toContain('exchange.case-mapping');
    const large = file(
      'large.json',
      JSON.stringify({ ...(trackerMapping as object), system: 'x'.repeat(70_000) }),
    );
    const long = await use('new-credential', [], { ...bound, mapping: large, json: true });
    expect(long.out[0]).toContain('exchange.case-mapping');
    const away = await use('new-credential', [], { ...bound, authority: 'NO-OR009', json: true });
    expect(away.out[0]).toContain('server.case-events.authority');
  }, 60_000);

  it('makes a credential that is printed once, lists it without, and ends it', async () => {
    expect((await use('credentials', [])).out).toEqual(['cli.case-events.none']);
    const made = await use('new-credential', [], bound);
    expect(made.code).toBe(exitCodes.ok);
    expect(made.said).toEqual(['cli.case-events.made']);
    const [token = ''] = made.out;
    const id = /^comity_(ce[0-9a-f]{12})_[\w-]{43}$/.exec(token)?.[1] ?? '';
    expect(id).not.toBe('');
    const listed = await use('credentials', []);
    expect(listed.out.join('\n')).toContain(id);
    expect(listed.out.join('\n')).toContain('cli.case-events.state.valid');
    const json = (await use('credentials', [], { json: true })).out.join('\n');
    expect(json).not.toContain(token.slice(-43));
    expect(json).not.toContain('hash');
    expect((await use('revoke', [id])).out).toEqual(['cli.case-events.revoked']);
    expect((await use('credentials', [])).out.join('\n')).toContain(
      'cli.case-events.state.revoked',
    );
    const none = await use('revoke', ['ce000000000000'], { json: true });
    expect(none.code).toBe(exitCodes.refused);
    expect(none.out[0]).toContain('server.case-events.no-credential');
  }, 60_000);
});
