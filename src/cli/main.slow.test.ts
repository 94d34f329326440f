// The command line as people meet it: each test starts `comity` as a process of its own.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openStage } from '../../test/support/processes.ts';
import { printTlogProof } from '../record/proof.ts';
import { version } from '../server/version.ts';
import { exitCodes } from './command.ts';
import { commands } from './commands.ts';

const stage = openStage();
afterAll(() => stage[Symbol.asyncDispose]());
const run = (...args: readonly string[]) => stage.run(...args);

describe('comity', () => {
  it('lists every command when asked for nothing, and says that this is no way to use it', async () => {
    const [nothing, help] = await Promise.all([run(), run('--help')]);
    expect(nothing.code).toBe(exitCodes.usage);
    expect(help.code).toBe(exitCodes.ok);
    for (const { path } of commands) expect(help.stdout).toContain(`\n  ${path} `);
  });

  it('keeps what Node made of its sources beside the package, for the next start', async () => {
    expect((await run('version')).code).toBe(exitCodes.ok);
    const kept = new URL('../../node_modules/.cache/comity', import.meta.url);
    expect(existsSync(kept)).toBe(process.env.NODE_COMPILE_CACHE === undefined);
  });

  it('explains a command in the language asked for', async () => {
    const [english, chinese] = await Promise.all([
      run('help', 'party', 'trust'),
      run('party', 'trust', '--help', '--lang', 'zh-hans'),
    ]);
    expect(english.code).toBe(exitCodes.ok);
    expect(english.stdout).toMatch(/^comity party trust FILE/);
    expect(english.stdout).toContain('compared by voice');
    expect(chinese.stdout).toContain('录入对方导出的资料');
  });

  it('suggests what a mistyped command may have meant, and never runs it', async () => {
    const [typo, group] = await Promise.all([run('stauts'), run('programme', 'found')]);
    expect(typo.code).toBe(exitCodes.usage);
    expect(typo.stdout).toBe('');
    expect(typo.stderr).toContain('"stauts"');
    expect(typo.stderr).toContain('  comity status');
    expect(group.code).toBe(exitCodes.usage);
    expect(group.stderr).toContain('  comity programme propose');
  });

  it('lists the commands of a group, with and without --help, and those beside a kind’s own acts', async () => {
    const [asked, bare, kind, help] = await Promise.all([
      run('case', '--help'),
      run('plan'),
      run('schedule', '--help', '--lang', 'zh-hant'),
      run('help', 'case', '--lang', 'zh-hans'),
    ]);
    expect([asked.code, kind.code, help.code, bare.code]).toEqual([0, 0, 0, exitCodes.usage]);
    for (const act of ['plan', 'withdraw', 'list', 'show']) {
      expect(asked.stdout).toContain(`\n  case ${act} `);
      expect(help.stdout).toContain(`\n  case ${act} `);
    }
    expect(asked.stdout).not.toContain('demo');
    expect(bare.stdout).toBe('');
    expect(bare.stderr).toContain('\n  plan whatif ');
    expect(kind.stdout).toContain('\n  schedule adopt ');
  });

  it('names a mistyped command without the values of its options', async () => {
    const { code, stderr } = await run('case', 'frob', '--data', '/somewhere/else');
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('"case frob"');
    expect(stderr).not.toContain('/somewhere/else');
    expect(stderr).toContain('  comity case withdraw');
  });

  it('says in the language chosen what is wrong with an option', async () => {
    const [dash, unknown, flag, bare] = await Promise.all([
      run('case', 'extend', 'NO-K001', '--days', '-5', '--why', 'en=More'),
      run('version', '--verbose', '--lang', 'zh-hant'),
      run('version', '--json=yes'),
      run('status', '--data', '--lang', 'zh-hans'),
    ]);
    for (const ended of [dash, unknown, flag, bare]) expect(ended.code).toBe(exitCodes.usage);
    expect(dash.stderr).toMatch(/^--days needs a value\..*--days=-/);
    expect(unknown.stderr).toMatch(/^此指令沒有選項--verbose/);
    expect(flag.stderr).toMatch(/^--json is a switch/);
    expect(bare.stderr).toMatch(/^--data须带有值/);
  });

  it('knows no help on a command that is none, and no language that it does not speak', async () => {
    const [help, language] = await Promise.all([
      run('help', 'stauts'),
      run('version', '--lang', 'fr'),
    ]);
    expect(help).toMatchObject({ code: exitCodes.usage, stdout: '' });
    expect(help.stderr).toContain('  comity status');
    expect(language).toMatchObject({ code: exitCodes.usage, stdout: '' });
    expect(language.stderr).toContain('zh-hant');
  });

  it('refuses an option that the command does not take, and one without its value', async () => {
    const [unknown, valueless] = await Promise.all([
      run('version', '--verbose'),
      run('status', '--data'),
    ]);
    for (const ended of [unknown, valueless]) expect(ended.code).toBe(exitCodes.usage);
    expect(unknown.stderr).toContain('--verbose');
    expect(unknown.stderr).toContain('comity version');
  });

  it('answers with one line of JSON where asked', async () => {
    const { code, stdout } = await run('version', '--json');
    expect(code).toBe(exitCodes.ok);
    expect(JSON.parse(stdout)).toEqual({ version, node: expect.stringMatching(/^v\d+/) });
  });

  it('exits with 3 where there is no node', async () => {
    const { code, stderr } = await run('status', '--data', stage.path('nowhere'));
    expect(stderr).toContain('server.config.absent');
    expect(code).toBe(exitCodes.notFound);
  });

  it('exits with 2 when something to work on is missing', async () => {
    const lines = [
      ['init'],
      ['verify'],
      ['party', 'trust'],
      ['programme', 'propose'],
      ['demo', 'cheat', 'twice'],
    ];
    const ended = await Promise.all(lines.map((line) => run(...line)));
    expect(ended.map(({ code }) => code)).toEqual(lines.map(() => exitCodes.usage));
    for (const { stderr } of ended) expect(stderr.trim()).not.toBe('');
  });

  it('names every fault of a JSON file with its line', async () => {
    writeFileSync(stage.path('charter.json'), '{\n  "title": 1.5,\n  "title" 2\n}');
    const { code, stderr } = await run('programme', 'propose', stage.path('charter.json'));
    expect(code).toBe(exitCodes.failed);
    expect(stderr).toContain('cli.file.json');
    expect(stderr).toMatch(/line 3/);
    const absent = await run('programme', 'propose', stage.path('absent.json'));
    expect(absent.stderr).toContain('cli.file.unreadable');
  });

  it('says that a proof does not hold with 4, and that a key is none', async () => {
    const key = 'log.example+0a1b2c3d+AVBeOEFoNrhgcb0kcAKzaDE5dW2sdWhIdCVFj2DMyjhW';
    const root = Buffer.alloc(32).toString('base64');
    const line = `\u2014 log.example ${Buffer.alloc(68, 7).toString('base64')}\n`;
    const checkpoint = `log.example\n1\n${root}\n\n${line}`;
    writeFileSync(stage.path('a.tlog-proof'), 'no proof');
    const proof = { index: 0, hashes: [], checkpoint };
    writeFileSync(stage.path('b.tlog-proof'), printTlogProof(proof));
    writeFileSync(stage.path('x.entry'), '{}');
    const entry = ['--entry', stage.path('x.entry')];
    const [bad, keyless] = await Promise.all([
      run('verify', stage.path('a.tlog-proof'), ...entry, '--vkey', key),
      run('verify', stage.path('b.tlog-proof'), ...entry, '--vkey', 'none'),
    ]);
    expect(bad.code).toBe(exitCodes.badProof);
    expect(keyless.code).toBe(exitCodes.failed);
    expect(keyless.stderr).toContain('[cli.verify.key]');
  });

  it('makes a node, records on it, and says refusals with 8', async () => {
    const data = ['--data', stage.path('node')];
    const who = [
      '--party',
      'north',
      '--mark',
      'NO',
      '--programme',
      'towns',
      '--zone',
      'Asia/Hong_Kong',
    ];
    const made = await run('init', ...who, ...data);
    expect(made.code, made.stderr).toBe(exitCodes.ok);
    const again = await run('init', ...who, ...data);
    expect(again.code).not.toBe(exitCodes.ok);
    expect(again.stderr).toContain('server.init.exists');
    const name = { en: 'Water', 'zh-Hant': '水務', 'zh-Hans': '水务' };
    const file = stage.json('fields.json', { name });
    const described = await run('organization', 'describe', '--file', file, ...data, '--json');
    expect(described.code, described.stderr).toBe(exitCodes.ok);
    expect(JSON.parse(described.stdout)).toMatchObject({ ids: ['NO-OR001'] });
    const listed = await run('organization', 'list', ...data, '--lang', 'zh-hant');
    expect(listed.stdout).toBe('NO-OR001     水務\n');
    const unknown = await run('organization', 'paint', ...data);
    expect(unknown.code).toBe(exitCodes.refused);
    expect(unknown.stderr).toContain('[programme.command.unknown]');
    const actor = await run('organization', 'describe', '--file', file, '--as', 'Ann', ...data);
    expect(actor.code).toBe(exitCodes.refused);
    expect(actor.stderr).toContain('[programme.command.malformed]');
    const absent = await run('organization', 'show', 'NO-OR009', ...data);
    expect(absent.code).toBe(exitCodes.notFound);
    const quiet = await run('party', 'export', ...data, '--quiet', '-o', stage.path('north.party'));
    expect(quiet).toMatchObject({ code: exitCodes.ok, stdout: '', stderr: '' });
  }, 60_000);

  it.skipIf(process.platform !== 'linux')(
    'runs a node under the number that was started, with a small young generation unless somebody chose',
    async () => {
      const data = stage.path('small');
      const who = ['--party', 'south', '--mark', 'SO', '--programme', 'towns'];
      await run('init', ...who, '--zone', 'Asia/Hong_Kong', '--port', '0', '--data', data);
      const flagsOf = async (on: typeof stage) => {
        const serving = await on.serve(data);
        const { pid } = await serving.firstLine(1_000);
        expect(pid).toBe(serving.pid);
        const args = readFileSync(`/proc/${serving.pid}/cmdline`, 'utf8').split('\0');
        expect((await serving.stop()).code).toBe(exitCodes.ok);
        return args.filter((arg) => arg.startsWith('--max'));
      };
      expect(await flagsOf(stage)).toEqual(['--max-semi-space-size=8']);
      await using chosen = openStage({ NODE_OPTIONS: '--max-semi-space-size=2' });
      expect(await flagsOf(chosen)).toEqual([]);
    },
    60_000,
  );
});
