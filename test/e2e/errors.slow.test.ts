// What goes wrong at the command line: one clear sentence on standard error, a documented exit code
// (docs/manual/cli.md), never a stack trace.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/base/errors.ts';
import { printTlogProof } from '../../src/record/proof.ts';
import { call, type Ended } from '../support/processes.ts';
import {
  charterFile,
  initTwo,
  namesOf,
  type PartyNode,
  type TwoNodes,
} from '../support/two-nodes.ts';

const exit = {
  failed: 1,
  usage: 2,
  notFound: 3,
  badProof: 4,
  unreachable: 6,
  conflict: 7,
  refused: 8,
} as const;

let two: TwoNodes;
let a: PartyNode;

beforeAll(async () => {
  two = await initTwo();
  a = two.a;
});
afterAll(() => two?.[Symbol.asyncDispose]());

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

interface Expected {
  readonly exit: number;
  /** The code in brackets at the sentence's end; absent where the sentence has none. */
  readonly code?: string;
  readonly says?: RegExp;
}

/** One sentence, no stack, nothing on standard output. */
function expectSentence(ended: Ended, expected: Expected) {
  expect(ended.code, ended.stderr).toBe(expected.exit);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).not.toMatch(/^ {4}at |node:internal/m);
  if (expected.says !== undefined) expect(ended.stderr).toMatch(expected.says);
  if (expected.code !== undefined) expect(ended.stderr).toContain(`[${expected.code}]`);
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
    const says = new RegExp(`127.0.0.1:${port}`);
    expectSentence(ended, { exit: exit.conflict, code: 'server.listen.port-taken', says });
  });

  it('says that no node is in the folder', async () => {
    const ended = await run('serve', '--data', two.stage.path('nowhere'));
    expectSentence(ended, {
      exit: exit.notFound,
      code: 'server.config.absent',
      says: /comity init/,
    });
  });

  it('says that another process has the folder, and which', async () => {
    const serving = await two.stage.serve(a.data);
    const ended = await run('serve', '--data', a.data);
    const says = new RegExp(String(serving.pid));
    expectSentence(ended, { exit: exit.conflict, code: 'store.folder.locked', says });
    expect((await serving.stop()).code).toBe(0);
  });

  it('names every fault of the configuration', async () => {
    const dir = two.b.data;
    writeFileSync(`${dir}/comity.json`, '{"format":1,"port":"x","nonsense":true}');
    const ended = await run('serve', '--data', dir);
    const says = /comity\.json.*port.*nonsense/;
    expectSentence(ended, { exit: exit.failed, code: 'server.config.invalid', says });
  });
});

describe('init and demo', () => {
  const party = ['--party', 'east', '--mark', 'EA', '--zone', 'Asia/Macau', '--programme', 'p'];

  it('say that a folder cannot be made', async () => {
    const file = two.stage.json('a-file', {});
    const made = await run('init', ...party, '--data', `${file}/node`);
    expectSentence(made, { exit: exit.failed, code: 'store.folder.unwritable', says: /a-file/ });
    const demo = await run(
      'demo',
      '--ports',
      '0,0,0',
      '--json',
      '--quiet',
      '--data',
      `${file}/demo`,
    );
    expectSentence(demo, { exit: exit.failed, code: 'store.folder.unwritable', says: /a-file/ });
  });

  it('say that a node is there already', async () => {
    const ended = await run('init', ...party, '--data', a.data);
    expectSentence(ended, { exit: exit.conflict, code: 'server.init.exists' });
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
      expectSentence(ended, { exit: exit.usage, code: 'server.init.invalid', says });
    }
    expectUsage(await run('init', '--data', data), /--programme/);
    expectUsage(await run('demo', '--ports', '1,1,99999'), /port/i);
  });

  it('say that a port of the demonstration is taken', async () => {
    await using taken = await takePort(0);
    const { port } = taken;
    const words = ['--ports', `0,${port},0`, '--quiet', '--json', '--data', two.stage.path('d')];
    const ended = await run('demo', ...words);
    const says = new RegExp(`${port}`);
    expectSentence(ended, { exit: exit.conflict, code: 'server.listen.port-taken', says });
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
    expectSentence(ended, { exit: exit.unreachable, code: 'cli.demo.not-running' });
  });

  it('on a record that is not there say so', async () => {
    const ended = await run('agreement', 'show', 'NO-A404', '--data', a.data);
    expectSentence(ended, {
      exit: exit.notFound,
      code: 'server.command.not-found',
      says: /NO-A404/,
    });
    const act = await run('agreement', 'juggle', '--data', a.data);
    expect(act.code).toBe(exit.refused);
    expect(act.stderr).toMatch(/juggle/);
  });

  it('name the line of a file that is no JSON, and a file that is not there', async () => {
    const file = two.stage.path('broken.json');
    writeFileSync(file, '{\n  "title": {"en": "Water"},\n  "clauses": [,]\n}\n');
    const ended = await run('agreement', 'propose', '--file', file, '--data', a.data);
    expectSentence(ended, {
      exit: exit.failed,
      code: 'cli.file.json',
      says: /broken\.json: .*line 3/,
    });
    const absent = await run('agreement', 'propose', '--file', 'no.json', '--data', a.data);
    expectSentence(absent, { exit: exit.failed, code: 'cli.file.unreadable', says: /no\.json/ });
  });

  it('name every field of a draft that is wrong', async () => {
    const file = two.stage.json('wrong.json', { content: { type: 'song' }, signatories: 'all' });
    const ended = await run('agreement', 'propose', '--file', file, '--data', a.data);
    expect(ended.code).toBe(exit.refused);
    expect(ended.stderr).toMatch(/signatories/);
    expect(ended.stderr).toMatch(/content\.type/);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toMatch(/^ {4}at /m);
  });

  it('that verify say what does not hold', async () => {
    const file = two.stage.path('garbage.evidence');
    writeFileSync(file, 'comity-evidence/v1\nnonsense\n');
    expectSentence(await run('verify', file), { exit: exit.badProof, says: /line|expected/i });
    const proof = two.stage.path('garbage.tlog-proof');
    writeFileSync(proof, 'nonsense\n');
    expectUsage(await run('verify', proof), /--vkey|--entry/);
    const words = ['--entry', file, '--vkey', 'x+00000000+AAAA'];
    const nonsense = await run('verify', proof, ...words);
    expectSentence(nonsense, { exit: exit.badProof, says: /line 1/ });
    writeFileSync(proof, printTlogProof({ index: 0, hashes: [], checkpoint: 'a\n1\n\n' }));
    const key = await run('verify', proof, ...words);
    expectSentence(key, { exit: exit.failed, code: 'cli.verify.key' });
  });

  it('on the log, on alarms and on the charter say what is missing', async () => {
    const at = ['--data', a.data];
    const leaf = await run('log', 'verify', 'ab'.repeat(32), ...at);
    expectSentence(leaf, { exit: exit.notFound, code: 'server.verify.not-found' });
    const alarm = await run('alarm', 'close', a.party, ...at);
    expectSentence(alarm, { exit: exit.refused, code: 'server.alarm.why' });
    const none = await run('programme', 'accept', ...at);
    expectSentence(none, { exit: exit.notFound, code: 'server.charter.none' });
    const list = await run('programme', 'propose', two.stage.json('list.json', []), ...at);
    expectSentence(list, { exit: exit.refused, code: 'server.charter.not-an-object' });
    const heal = await run('heal', ...at);
    expectSentence(heal, { exit: exit.failed, code: 'server.heal.no-note' });
  });

  it('that a witness cannot carry out say why', async () => {
    const data = two.stage.path('witness');
    const made = await run('init', '--witness', 'archive', '--programme', 'p', '--data', data);
    expect(made.code, made.stderr).toBe(0);
    const charter = two.stage.json('charter.json', charterFile);
    const proposed = await run('programme', 'propose', charter, '--data', data);
    expectSentence(proposed, { exit: exit.refused, code: 'server.charter.no-party' });
    const file = two.stage.json('office.json', { name: namesOf('Office') });
    const described = await run('organization', 'describe', '--file', file, '--data', data);
    expectSentence(described, { exit: exit.failed, code: 'server.command.no-log' });
    expectSentence(await run('heal', '--data', data), {
      exit: exit.failed,
      code: 'server.heal.no-log',
    });
  });
});

describe('the socket', () => {
  it('refuses methods and kinds that there are not, and a call that is too long', async () => {
    const serving = await two.stage.serve(a.data);
    await expect(call(a.data, 'juggle')).rejects.toThrow('server.control.method');
    const song = call(a.data, 'command', { kind: 'song', command: { act: 'sing' } });
    await expect(song).rejects.toThrow('server.command.kind');
    const long = call(a.data, 'trust', { note: 'x'.repeat(25 * 1024 * 1024) });
    expect(await long.catch(codeOf)).toBe('server.control.too-long');
    expect((await serving.stop()).code).toBe(0);
  });
});
