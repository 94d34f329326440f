// docs/spec/federation.md F110: `comity case-events watch` on a node of one party that does not run.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordCaseSetting, trackerMapping } from '../../../test/support/case-node.ts';
import { runCommand } from '../../../test/support/command-run.ts';
import { initNorth, openNorth } from '../../../test/support/one-node.ts';
import { caseEventsBytesMax } from '../../exchange/limits.ts';
import type { CaseEventsAnswer } from '../../server/case-event-desk.ts';
import { type Command, exitCodes, type Options } from '../command.ts';
import { caseEventWatchCommands } from './case-events-watch.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-case-watch-'));
const data = join(dir, 'data');
const mapping = join(dir, 'mapping.json');
const bound = { authority: 'NO-OR001', mapping, data };
const [command] = caseEventWatchCommands as readonly [Command];
let folder = '';
let count = 0;

beforeAll(async () => {
  await initNorth(data);
  const node = await openNorth(data);
  await recordCaseSetting(node);
  await node.close();
  writeFileSync(mapping, JSON.stringify(trackerMapping));
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeEach(() => {
  folder = join(dir, `in-${++count}`);
  mkdirSync(folder);
});

const once = (options: Options = {}) =>
  runCommand(command, [folder], { ...bound, once: true, json: true, ...options });
const leave = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text);
const csv = (...rows: readonly string[]) => `case,event,code,day\n${rows.join('\n')}\n`;
const answerOf = (name: string) =>
  JSON.parse(readFileSync(join(folder, `${name}.answer.json`), 'utf8')) as CaseEventsAnswer & {
    readonly refused?: { readonly code: string; readonly sentence: string };
  };
const list = (name: string) => readdirSync(join(folder, name)).sort();

describe('a watched folder', () => {
  it('has its files taken in by name, moved away, and answered beside them', async () => {
    leave('2.csv', csv('W1,2,ACC,2026-03-03', 'W1,3,XXX,2026-03-04'));
    leave('1.json', JSON.stringify([{ case: 'W1', event: 1, code: 'RCV', day: '2026-03-02' }]));
    leave('.hidden.csv', 'x');
    leave('3.csv.part', 'x');
    mkdirSync(join(folder, '4.csv'));
    const ran = await once();
    expect(ran.code).toBe(exitCodes.refused);
    expect(ran.out.map((line) => JSON.parse(line) as object)).toEqual([
      { file: '1.json', became: 'done', recorded: 1, rejected: 0 },
      { file: '2.csv', became: 'done', recorded: 1, rejected: 1 },
    ]);
    expect(list('.')).toEqual(['.hidden.csv', '3.csv.part', '4.csv', 'done', 'refused']);
    expect(list('done')).toEqual(['1.json', '1.json.answer.json', '2.csv', '2.csv.answer.json']);
    expect(answerOf('done/2.csv')).toMatchObject({
      recorded: [{ row: 2, case: 'W1' }],
      rejected: [{ row: 3, code: 'exchange.case-event-code', sentence: expect.any(String) }],
    });
  }, 60_000);

  it('takes in again what a kill left unmoved, records nothing twice, and writes over no file of that name', async () => {
    leave('a.csv', csv('X1,1,RCV,2026-03-02'));
    expect((await once()).code).toBe(exitCodes.ok);
    copyFileSync(join(folder, 'done', 'a.csv'), join(folder, 'a.csv'));
    const ran = await once();
    expect(JSON.parse(ran.out[0] ?? '')).toMatchObject({
      file: 'a-2.csv',
      recorded: 0,
      rejected: 0,
    });
    expect(answerOf('done/a-2.csv').known).toHaveLength(1);
    expect(answerOf('done/a.csv').recorded).toHaveLength(1);
  }, 60_000);

  it('puts apart what is no file of events, with the reason', async () => {
    leave('bytes.csv', new Uint8Array([0xff, 0xfe, 0x00]));
    leave('columns.csv', 'a,b\n1,2\n');
    leave('long.csv', 'x'.repeat(caseEventsBytesMax + 1));
    const ran = await once();
    expect(ran.code).toBe(exitCodes.refused);
    const codes = ['bytes', 'columns', 'long'].map(
      (name) => answerOf(`refused/${name}.csv`).refused?.code,
    );
    expect(codes).toEqual([
      ...['exchange.case-events-encoding', 'exchange.case-events-columns'],
      'exchange.case-events-too-long',
    ]);
    expect(list('done')).toEqual([]);
  }, 60_000);

  it('keeps a file where the node cannot take it for now, and says why', async () => {
    leave('a.csv', csv('Y1,1,RCV,2026-03-02'));
    const ran = await once({ authority: 'NO-OR099' });
    expect([ran.code, ran.said.length]).toEqual([exitCodes.refused, 1]);
    expect(ran.said[0]).toContain('NO-OR099');
    expect(list('.')).toEqual(['a.csv', 'done', 'refused']);
  }, 60_000);

  it('reads no file that a link points at, and writes into no folder behind one', async () => {
    const secret = join(dir, `secret-${count}.json`);
    writeFileSync(secret, 'a secret of the node');
    symlinkSync(secret, join(folder, 'link.json'));
    leave('a.csv', csv('L1,1,RCV,2026-03-02'));
    expect((await once()).code).toBe(exitCodes.ok);
    expect(list('refused')).toEqual([]);
    expect(readFileSync(secret, 'utf8')).toContain('secret');
    const elsewhere = join(dir, `in-${++count}`);
    mkdirSync(elsewhere);
    symlinkSync(join(folder, 'done'), join(elsewhere, 'done'));
    folder = elsewhere;
    await expect(once()).rejects.toMatchObject({ code: 'cli.file.unwritable' });
  }, 60_000);

  it('takes long names, leaves names that would begin a line or turn it round, and goes on past what it may not read', async () => {
    const long = 'é'.repeat(120);
    leave(`${long}.csv`, csv('N1,1,RCV,2026-03-02'));
    const hostile = ['\nb.csv', '\u001b[2Jc.csv', '\u202ed.csv'];
    for (const name of hostile) leave(name, 'x');
    leave('0.csv', 'x');
    chmodSync(join(folder, '0.csv'), 0);
    const mayRead = process.getuid?.() === 0;
    const ran = await once();
    expect(ran.code).toBe(exitCodes.refused);
    expect(list('done')).toEqual([
      ...[`${'é'.repeat(100)}.csv`, `${'é'.repeat(100)}.csv.answer.json`],
    ]);
    for (const name of [...hostile, ...(mayRead ? [] : ['0.csv'])])
      expect(list('.')).toContain(name);
    expect([...ran.out, ...ran.said].join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  }, 60_000);

  it('takes a file that took the place of another while that one was taken in', async () => {
    leave('a.csv', csv('P1,1,RCV,2026-03-02'));
    let isNew = false;
    const options = { ...bound, once: true, json: true };
    // Asked for once the first file has been read.
    Object.defineProperty(options, 'as', {
      get: () => {
        if (isNew) return undefined;
        isNew = true;
        leave('new', csv('P1,1,RCV,2026-03-02', 'P1,2,ACC,2026-03-03'));
        renameSync(join(folder, 'new'), join(folder, 'a.csv'));
        return undefined;
      },
    });
    const ran = await runCommand(command, [folder], options);
    expect([ran.code, isNew]).toEqual([exitCodes.ok, true]);
    expect(list('.')).toEqual(['done', 'refused']);
    const { recorded, known } = answerOf('done/a.csv');
    expect([recorded.length, known.length]).toEqual([1, 1]);
  }, 60_000);

  it('is looked for where it is said to be, and a mapping is looked at before any file', async () => {
    const missing = join(folder, 'mistyped');
    await expect(runCommand(command, [missing], { ...bound, once: true })).rejects.toMatchObject({
      code: 'cli.file.unreadable',
    });
    expect(list('.')).toEqual([]);
    const odd = join(dir, 'odd.json');
    const codes = { RCV: { act: 'acept' } };
    writeFileSync(odd, JSON.stringify({ ...(trackerMapping as object), codes }));
    leave('a.csv', csv('Y1,1,RCV,2026-03-02'));
    const ran = await once({ mapping: odd });
    expect([ran.code, ran.said.length, list('.')]).toEqual([exitCodes.refused, 1, ['a.csv']]);
    expect(ran.said[0]).toMatch(/codes\.RCV.*act: one of open, accept/);
  });

  it('waits for a file that still grows, goes on until it is stopped, and wants its options', async () => {
    const stop = new AbortController();
    leave('slow.csv', 'case,event,code,day\n');
    const rows = ['Z1,1,RCV,2026-03-02\n', 'Z1,2,ACC,2026-03-03\n', 'Z1,3,DEC,2026-03-20\n'];
    let text = 'case,event,code,day\n';
    const writing = setInterval(() => {
      text += rows.shift() ?? '';
      if (rows.length === 0) clearInterval(writing);
      leave('slow.csv', text);
    }, 900);
    const options = { ...bound, json: true };
    const running = runCommand(command, [folder], options, undefined, stop.signal);
    for (let looked = 0; list('.').includes('slow.csv') && looked < 200; looked++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    stop.abort();
    expect((await running).code).toBe(exitCodes.ok);
    expect(answerOf('done/slow.csv').recorded).toHaveLength(3);
    const wrong = [[], [folder, folder]].map((args) => runCommand(command, args, bound));
    for (const ran of await Promise.all(wrong)) expect(ran.code).toBe(exitCodes.usage);
    expect((await runCommand(command, [folder], { data })).code).toBe(exitCodes.usage);
    const nowhere = runCommand(command, [join(mapping, 'x')], { ...bound, once: true });
    await expect(nowhere).rejects.toMatchObject({ code: 'cli.file.unreadable' });
  }, 60_000);
});
