// How a command reaches its node: by the socket, else by the folder, and what it does while another process holds that.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../base/result.ts';
import { listenControl } from '../server/control-socket.ts';
import { initNode } from '../server/init.ts';
import { lockFolder } from '../store/folder.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { defaultLanguage } from '../text/languages.ts';
import type { Context } from './command.ts';
import { readMessages } from './locales.ts';
import { callNode, openToServe } from './node-access.ts';

let folder = '';
let data = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comity-access-'));
  data = join(folder, 'node');
  const world = { clock: () => Date.UTC(2026, 2, 2), random: randomBytes, crypto: nodeCrypto };
  const witness = { name: { en: 'Archive' }, witnessName: 'archive.invalid/witness' };
  const input = { programme: 'towns', ...witness, port: 0, stateDir: '../state' };
  await initNode(data, input, world);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function contextOf(stop = new AbortController().signal) {
  const said: string[] = [];
  const context: Context = {
    ...{ args: [], options: { data }, messages: readMessages(), language: defaultLanguage, stop },
    print: (line) => void said.push(line),
    say: (line) => void said.push(line),
    text: (key) => key,
  };
  return { context, said };
}

describe('callNode', () => {
  it('opens the folder itself where no node runs', async () => {
    const { context, said } = contextOf();
    expect(await callNode(context, 'head')).toEqual(ok({ witness: 'archive.invalid/witness' }));
    expect(said).toEqual([]);
  });

  it('waits for a node that holds the folder and is still starting, and says so once', async () => {
    const { context, said } = contextOf();
    await using _lock = await lockFolder(data);
    const called = callNode(context, 'echo', { a: 1 });
    await new Promise((done) => setTimeout(done, 500));
    const socket = await listenControl(data, async (_method, params) => ok(params));
    expect(await called).toEqual(ok({ a: 1 }));
    expect(said).toEqual(['cli.node.waiting']);
    await socket.close();
  });

  it('waits for a command that holds the folder, and then opens it', async () => {
    const { context, said } = contextOf();
    const lock = await lockFolder(data);
    const called = callNode(context, 'head');
    await new Promise((done) => setTimeout(done, 300));
    await lock.release();
    expect(await called).toMatchObject({ ok: true });
    expect(said).toEqual(['cli.node.waiting']);
  });

  it('waits no longer once it is to stop', async () => {
    const stop = new AbortController();
    const { context } = contextOf(stop.signal);
    await using _lock = await lockFolder(data);
    const called = callNode(context, 'head');
    stop.abort();
    await expect(called).rejects.toMatchObject({ code: 'store.folder.locked' });
  });
});

describe('openToServe', () => {
  it('waits for a command that holds the folder for a moment', async () => {
    const { context, said } = contextOf();
    const lock = await lockFolder(data);
    const opened = openToServe(context);
    await new Promise((done) => setTimeout(done, 300));
    await lock.release();
    await (await opened).close();
    expect(said).toEqual(['cli.node.waiting']);
  });

  it('does not wait where a node answers', async () => {
    const { context, said } = contextOf();
    await using _lock = await lockFolder(data);
    const socket = await listenControl(data, async () => ok({}));
    await expect(openToServe(context)).rejects.toMatchObject({ code: 'store.folder.locked' });
    expect(said).toEqual([]);
    await socket.close();
  });
});
