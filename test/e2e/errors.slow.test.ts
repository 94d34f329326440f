// What goes wrong at the command line: one clear sentence on standard error, a documented exit code
// (docs/manual/cli.md), never a stack trace.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ended } from '../support/processes.ts';
import { initTwo, type PartyNode, type TwoNodes } from '../support/two-nodes.ts';

const exit = {
  failed: 1,
  usage: 2,
  notFound: 3,
  badProof: 4,
  unreachable: 6,
  conflict: 7,
} as const;

let two: TwoNodes;
let a: PartyNode;

beforeAll(async () => {
  two = await initTwo();
  a = two.a;
});
afterAll(() => two[Symbol.asyncDispose]());

const run = (...args: readonly string[]) => two.stage.run(...args);

/** Takes a port and lets nobody speak on it. */
async function takePort(port: number) {
  const blocker = createServer((socket) => void socket.destroy());
  await new Promise<void>((done) => blocker.listen(port, '127.0.0.1', done));
  const address = blocker.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => blocker.close(() => done())),
  };
}

/** One sentence, no stack, nothing on standard output. */
function expectSentence(ended: Ended, given: { readonly code: number; readonly says: RegExp }) {
  expect(ended.code, ended.stderr).toBe(given.code);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).not.toMatch(/^ {4}at |node:internal/m);
  expect(ended.stderr).toMatch(given.says);
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
}

/** A sentence, then lines on how the command is used. */
function expectUsage(ended: Ended, says: RegExp) {
  expect(ended.code, ended.stderr).toBe(exit.usage);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).not.toMatch(/^ {4}at |node:internal/m);
  expect(ended.stderr).toMatch(says);
}

describe('serve', () => {
  it('says that the port is taken', async () => {
    await using taken = await takePort(Number(new URL(a.url).port));
    const { port } = taken;
    const ended = await run('serve', '--data', a.data);
    const says = new RegExp(`127\\.0\\.0\\.1:${port}.*\\[server\\.listen\\.port-taken\\]`);
    expectSentence(ended, { code: exit.conflict, says });
  });

  it('says that no node is in the folder', async () => {
    const ended = await run('serve', '--data', two.stage.path('nowhere'));
    expectSentence(ended, { code: exit.notFound, says: /comity init.*\[server\.config\.absent\]/ });
  });

  it('says that another process has the folder, and which', async () => {
    const serving = await two.stage.serve(a.data);
    const ended = await run('serve', '--data', a.data);
    const says = new RegExp(`${serving.pid}.*\\[store\\.folder\\.locked\\]`);
    expectSentence(ended, { code: exit.conflict, says });
    expect((await serving.stop()).code).toBe(0);
  });

  it('names every fault of the configuration', async () => {
    const dir = two.b.data;
    writeFileSync(`${dir}/comity.json`, '{"format":1,"port":"x","nonsense":true}');
    const ended = await run('serve', '--data', dir);
    const says = /comity\.json.*port.*nonsense.*\[server\.config\.invalid\]/;
    expectSentence(ended, { code: exit.failed, says });
  });
});

describe('init and demo', () => {
  const party = ['--party', 'east', '--mark', 'EA', '--zone', 'Asia/Macau', '--programme', 'p'];

  it('say that a folder cannot be made', async () => {
    const file = two.stage.json('a-file', {});
    const made = await run('init', ...party, '--data', `${file}/node`);
    expectSentence(made, { code: exit.failed, says: /a-file.*\[store\.folder\.unwritable\]/ });
    const demo = await run(
      'demo',
      '--ports',
      '0,0,0',
      '--json',
      '--quiet',
      '--data',
      `${file}/demo`,
    );
    expectSentence(demo, { code: exit.failed, says: /a-file.*\[store\.folder\.unwritable\]/ });
  });

  it('say that a node is there already', async () => {
    const ended = await run('init', ...party, '--data', a.data);
    expectSentence(ended, { code: exit.conflict, says: /\[server\.init\.exists\]/ });
  });

  it('say which of what was given is wrong', async () => {
    const data = two.stage.path('new');
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['--party', 'Not An Id', '--mark', 'EA', '--zone', 'Asia/Macau'], /party/],
      [['--party', 'east', '--mark', 'toolong', '--zone', 'Asia/Macau'], /mark/],
      [['--party', 'east', '--mark', 'EA', '--zone', 'Mars/Base'], /zone/],
      [['--party', 'east', '--mark', 'EA', '--zone', 'Asia/Macau', '--port', 'abc'], /port/],
    ];
    for (const [words, says] of wrong) {
      const ended = await run('init', ...words, '--programme', 'p', '--data', data);
      expectSentence(ended, { code: exit.usage, says });
    }
    expectUsage(await run('init', '--data', data), /--programme/);
    expectUsage(await run('demo', '--ports', '1,1,99999'), /port/i);
  });

  it('say that a port of the demonstration is taken', async () => {
    await using taken = await takePort(0);
    const { port } = taken;
    const words = ['--ports', `0,${port},0`, '--quiet', '--json', '--data', two.stage.path('d')];
    const ended = await run('demo', ...words);
    expectSentence(ended, { code: exit.conflict, says: new RegExp(`${port}.*port-taken`) });
  });
});

describe('commands', () => {
  it('that are unknown are answered with those that are near', async () => {
    expectUsage(await run('sreve'), /serve/);
    expectUsage(await run('demo', '--colour', 'red'), /colour/);
    expectUsage(await run('agreement'), /agreement/);
    expectUsage(await run('demo', 'cheat', 'nicely'), /backdate/);
  });

  it('that need a running demonstration say that none runs', async () => {
    const ended = await run('demo', 'heal', '--data', two.stage.path('none'));
    expectSentence(ended, { code: exit.unreachable, says: /\[cli\.demo\.not-running\]/ });
  });

  it('on a record that is not there say so', async () => {
    const ended = await run('agreement', 'show', 'NO-A404', '--data', a.data);
    expectSentence(ended, { code: exit.notFound, says: /NO-A404.*\[server\.command\.not-found\]/ });
    const act = await run('agreement', 'juggle', '--data', a.data);
    expect(act.code).toBe(8);
    expect(act.stderr).toMatch(/juggle/);
  });

  it('name the line of a file that is no JSON, and a file that is not there', async () => {
    const file = two.stage.path('broken.json');
    writeFileSync(file, '{\n  "title": {"en": "Water"},\n  "clauses": [,]\n}\n');
    const ended = await run('agreement', 'propose', '--file', file, '--data', a.data);
    expectSentence(ended, {
      code: exit.failed,
      says: /broken\.json: .*line 3.*\[cli\.file\.json\]/,
    });
    const absent = await run('agreement', 'propose', '--file', 'no.json', '--data', a.data);
    expectSentence(absent, { code: exit.failed, says: /no\.json.*\[cli\.file\.unreadable\]/ });
  });

  it('name every field of a draft that is wrong', async () => {
    const file = two.stage.json('wrong.json', { content: { type: 'song' }, signatories: 'all' });
    const ended = await run('agreement', 'propose', '--file', file, '--data', a.data);
    expect(ended.code).toBe(8);
    expect(ended.stderr).toMatch(/signatories/);
    expect(ended.stderr).toMatch(/content\.type/);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toMatch(/^ {4}at /m);
  });

  it('that verify say what does not hold', async () => {
    const file = two.stage.path('garbage.evidence');
    writeFileSync(file, 'comity-evidence/v1\nnonsense\n');
    expectSentence(await run('verify', file), { code: exit.badProof, says: /line|expected/i });
    const proof = two.stage.path('garbage.tlog-proof');
    writeFileSync(proof, 'nonsense\n');
    expectUsage(await run('verify', proof), /--vkey|--entry/);
    const words = ['--entry', file, '--vkey', 'x+00000000+AAAA'];
    const key = await run('verify', proof, ...words);
    expect(key.stderr).not.toMatch(/^ {4}at /m);
    expect(key.code).toBeGreaterThan(0);
  });
});
