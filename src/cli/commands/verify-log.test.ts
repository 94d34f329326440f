// `comity verify` on whole logs: folders and addresses, what is remembered, exit codes, and that it agrees with
// tlogcheck, a verifier that is not ours, on good and on damaged folders.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/command-run.ts';
import { fixtureKey } from '../../../test/support/kept-entry.ts';
import { fileLog, type LogFiles, withFlip, writeLog } from '../../../test/support/log-folder.ts';
import { hasTlogcheck, tlogcheckPath } from '../../../test/support/processes.ts';
import { testLog } from '../../../test/support/tree.ts';
import { printVerifierKey } from '../../record/key.ts';
import type { Options } from '../command.ts';
import { verifyCommands } from './verify.ts';

const [verify] = verifyCommands;
const log = testLog();
const vkey = printVerifierKey(log.key);
let root: string;
let count = 0;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'comity-verify-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes files into a new folder. */
function folderOf(files: LogFiles): string {
  const dir = join(root, String(count++));
  writeLog(dir, files);
  return dir;
}

async function run(what: string, options: Options = { vkey }) {
  const { code, out } = await runCommand(verify!, [what], { json: true, ...options });
  return { code, answer: out.length === 0 ? undefined : JSON.parse(out[0]!) };
}

describe('a folder', () => {
  it('of a good log passes, and says what was read', async () => {
    const made = await fileLog(300);
    const { code, answer } = await run(folderOf(made.files));
    expect(code).toBe(0);
    expect(answer.logs).toMatchObject([
      {
        passed: true,
        equivocation: false,
        origin: log.origin,
        size: 300,
        entries: 300,
        tiles: 3,
        issues: [],
      },
    ]);
  });

  it('fails with 4 under another key, without a cosignature asked for, and for any fault', async () => {
    const made = await fileLog(300);
    const dir = folderOf(made.files);
    expect((await run(dir, { vkey: fixtureKey('b.example/log', 'log') })).code).toBe(4);
    expect((await run(dir, { vkey, witness: [fixtureKey('w.example', 'witness')] })).code).toBe(4);
    const forged = await run(folderOf(withFlip(made.files, 'tile/0/000', 165)));
    expect([forged.code, forged.answer.logs[0].issues[0].code]).toEqual([4, 'record.log.tile']);
  });

  it('is decided by the quorum of a policy', async () => {
    const dir = folderOf((await fileLog(3)).files);
    const policy = join(root, 'policy');
    writeFileSync(policy, `log ${vkey}\nquorum none\n`);
    expect((await run(dir, { policy })).code).toBe(0);
    writeFileSync(
      policy,
      `log ${vkey}\nwitness w ${fixtureKey('w.example', 'witness')}\nquorum w\n`,
    );
    expect((await run(dir, { policy })).code).toBe(4);
    await expect(run(dir, { policy, vkey })).rejects.toMatchObject({ code: 'cli.verify.policy' });
    writeFileSync(policy, 'quorum\n');
    await expect(run(dir, { policy })).rejects.toMatchObject({ code: 'cli.verify.policy' });
  });

  it('without a log, and of no log that the keys are for, is cli.verify.no-log', async () => {
    const empty = join(root, 'empty');
    mkdirSync(empty);
    await expect(run(empty)).rejects.toMatchObject({ code: 'cli.verify.no-log' });
    for (const name of ['log', 'mirrors/ab'])
      writeLog(join(root, 'node', name), (await fileLog(2)).files);
    const other = { vkey: fixtureKey('b.example/log', 'log') };
    await expect(run(join(root, 'node'), other)).rejects.toMatchObject({
      code: 'cli.verify.no-log',
    });
  });

  it('of a node or a stick is looked through for the logs that the keys are for', async () => {
    const theirs = testLog('b.example/log', 2);
    writeLog(join(root, 'node', 'log'), (await fileLog(5)).files);
    writeLog(join(root, 'node', 'mirrors', 'ab'), (await fileLog(7, { log: theirs })).files);
    const found = await run(join(root, 'node'), { vkey: printVerifierKey(theirs.key) });
    expect([found.code, found.answer.logs.length, found.answer.logs[0].size]).toEqual([0, 1, 7]);
  });

  it('with a file that is no text or too long says which', async () => {
    const made = await fileLog(3);
    const dir = folderOf(new Map([...made.files, ['checkpoint', new Uint8Array([0xff])] as const]));
    await expect(run(dir)).rejects.toMatchObject({ code: 'cli.verify.not-text' });
    const long = folderOf(
      new Map([...made.files, ['checkpoint', new Uint8Array(2 ** 25)] as const]),
    );
    await expect(run(long)).rejects.toMatchObject({ code: 'cli.verify.too-long' });
  });

  it('needs to be told whom to believe', async () => {
    expect((await run(folderOf((await fileLog(3)).files), {})).code).toBe(2);
    expect((await run('http://127.0.0.1:1', {})).code).toBe(2);
  });
});

describe('a state file', () => {
  it('is made by the first check, and the log must have grown from it', async () => {
    const state = join(root, 'state');
    const dir = folderOf((await fileLog(300)).files);
    expect((await run(dir, { vkey, state })).code).toBe(0);
    expect(readFileSync(state, 'utf8').split('\n')[1]).toBe('300');
    expect((await run(folderOf((await fileLog(600)).files), { vkey, state })).code).toBe(0);
    expect(readFileSync(state, 'utf8').split('\n')[1]).toBe('600');
    // Rolled back: no contradiction, and nothing to rely on.
    expect((await run(dir, { vkey, state })).code).toBe(4);
    expect(readFileSync(state, 'utf8').split('\n')[1]).toBe('600');
  });

  it('shows another past with 5, at the same size and behind a larger one', async () => {
    const state = join(root, 'state');
    expect((await run(folderOf((await fileLog(300)).files), { vkey, state })).code).toBe(0);
    for (const size of [300, 400]) {
      const forked = await fileLog(size, { word: (i) => (i === 100 ? 'another' : `entry ${i}`) });
      const { code, answer } = await run(folderOf(forked.files), { vkey, state });
      expect([code, answer.logs[0].equivocation], String(size)).toEqual([5, true]);
    }
    expect(readFileSync(state, 'utf8').split('\n')[1]).toBe('300');
  });

  it('that is not of this log fails with 4', async () => {
    const state = join(root, 'state');
    writeFileSync(state, 'rubbish');
    expect((await run(folderOf((await fileLog(3)).files), { vkey, state })).code).toBe(4);
  });
});

describe('two notes of one log', () => {
  it('that contradict each other are 5; a pending one that grew is checked too', async () => {
    const small = await fileLog(300);
    const large = await fileLog(600, { partialSizes: [300] });
    const note = (made: typeof small) => made.files.get('checkpoint')!;
    const both = (files: LogFiles, pending: Uint8Array, checkpoint: Uint8Array) =>
      folderOf(new Map([...files, ['checkpoint', checkpoint], ['checkpoint.pending', pending]]));
    expect((await run(both(large.files, note(large), note(small)))).code).toBe(0);
    const other = await fileLog(300, { word: (i) => `other ${i}` });
    expect((await run(both(large.files, note(large), note(other)))).code).toBe(5);
    expect((await run(both(small.files, note(other), note(small)))).code).toBe(5);
  });
});

describe('a log whose key was changed', () => {
  it('passes under a policy with both keys, an older note under the older one, and not under the older key alone', async () => {
    const after = testLog(log.origin, 2);
    const small = await fileLog(300);
    const large = await fileLog(600, { log: after, partialSizes: [300] });
    const state = join(root, 'state');
    writeFileSync(state, small.files.get('checkpoint')!);
    const policy = join(root, 'policy');
    const lines = [log.key, after.key].map((key) => `log ${printVerifierKey(key)}\n`);
    writeFileSync(policy, `${lines.join('')}quorum none\n`);
    const dir = folderOf(large.files);
    expect((await run(dir, { policy, state })).code).toBe(0);
    expect(readFileSync(state, 'utf8').split('\n')[1]).toBe('600');
    expect((await run(dir)).code).toBe(4);
  });
});

describe('an address', () => {
  async function serving(files: LogFiles, run: (url: string) => Promise<void>): Promise<void> {
    const server = createServer((request, response) => {
      const found = files.get((request.url ?? '').replace(/^\/log\//, ''));
      if (request.url?.includes('/broken/') === true) response.statusCode = 500;
      else if (found === undefined) response.statusCode = 404;
      response.end(found);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('is checked in the same way', async () => {
    const made = await fileLog(600);
    await serving(made.files, async (url) => {
      expect((await run(`${url}/log/`)).answer.logs[0]).toMatchObject({
        passed: true,
        entries: 600,
      });
    });
    await serving(withFlip(made.files, 'tile/entries/001', 105), async (url) => {
      expect((await run(`${url}/log`)).code).toBe(4);
    });
  });

  it('with no log is cli.verify.no-log, with another answer cli.verify.http, without one unreachable', async () => {
    await serving(new Map(), async (url) => {
      await expect(run(`${url}/log`)).rejects.toMatchObject({ code: 'cli.verify.no-log' });
      await expect(run(`${url}/broken`)).rejects.toMatchObject({ code: 'cli.verify.http' });
    });
    await expect(run('http://127.0.0.1:1/log')).rejects.toMatchObject({
      code: 'server.peer.unreachable',
    });
  });

  it('that stops answering in between is not a log at fault', async () => {
    const made = await fileLog(300);
    const files = new Map(made.files);
    const lame = { get: (path: string) => files.get(path) } as unknown as LogFiles;
    const server = createServer((request, response) => {
      const path = (request.url ?? '').slice(1);
      if (path.startsWith('tile/entries')) response.statusCode = 503;
      const found = lame.get(path);
      if (found === undefined) response.statusCode = 404;
      response.end(found);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { code } = await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.closeAllConnections();
    server.close();
    expect(code).toBe(6);
  });
});

describe.skipIf(!hasTlogcheck)('beside tlogcheck', () => {
  const theirs = (dir: string) =>
    spawnSync(tlogcheckPath, ['-log', dir, '-vkey', vkey, '-seed', '7'], { timeout: 60_000 })
      .status === 0;

  it('accepts and refuses the same folders, forged tiles at the sizes of CVE-2026-56865 among them', async () => {
    const verdicts: string[] = [];
    for (const size of [0, 1, 256, 257, 300, 512, 768, 1_000]) {
      const made = await fileLog(size);
      const cases: [string, LogFiles][] = [['good', made.files]];
      for (const path of made.files.keys()) {
        const bytes = made.files.get(path)!;
        if (bytes.length > 0)
          cases.push([path, withFlip(made.files, path, Math.floor(bytes.length / 3))]);
        cases.push([`no ${path}`, new Map([...made.files].filter(([one]) => one !== path))]);
      }
      for (const [what, files] of cases) {
        const dir = folderOf(files);
        const ours = await run(dir).then(
          ({ code }) => code === 0,
          () => false,
        );
        expect(ours, `${size}: ${what}`).toBe(theirs(dir));
        verdicts.push(`${what === 'good'} ${ours}`);
      }
    }
    expect([...new Set(verdicts)].sort()).toEqual(['false false', 'true true']);
    expect(verdicts.length).toBeGreaterThan(80);
  });
});
