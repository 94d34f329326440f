// The operator's socket: where it is, what comes back, and what is not there.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ComityError, codeOf } from '../base/errors.ts';
import { blobBytesMax } from '../base/limits.ts';
import { ok, refuse } from '../base/result.ts';
import { callControl, listenControl, socketPathOf } from './control-socket.ts';
import { controlBytesMax } from './limits.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-socket-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('the operator’s socket', () => {
  it('carries values, refusals and failures, for the owner of the folder only', async () => {
    const socket = await listenControl(dir, async (method, params) => {
      if (method === 'fail') throw new ComityError('store.log.closed', 'the disk is full');
      return method === 'echo' ? ok(params) : refuse('server.control.method', { method });
    });
    expect(statSync(socketPathOf(dir)).mode & 0o777).toBe(0o600);
    expect(await callControl(dir, { method: 'echo', params: { a: '深' } })).toEqual(
      ok({ a: '深' }),
    );
    expect(await callControl(dir, { method: 'x', params: {} })).toMatchObject({
      ok: false,
      error: { code: 'server.control.method' },
    });
    const failed = await callControl(dir, { method: 'fail', params: {} }).catch(codeOf);
    expect(failed).toBe('store.log.closed');
    await socket.close();
  });

  it('is undefined when no node listens, and server.control.unreachable when there can be none', async () => {
    expect(await callControl(dir, { method: 'status', params: {} })).toBeUndefined();
    writeFileSync(join(dir, 'file'), '');
    const code = await callControl(join(dir, 'file'), { method: 'status', params: {} }).catch(
      codeOf,
    );
    expect(code).toBe('server.control.unreachable');
  });

  it('refuses a request beyond the limit: server.control.too-long', async () => {
    const socket = await listenControl(dir, async () => ok(1));
    const send = (length: number) =>
      callControl(dir, { method: 'echo', params: { long: 'x'.repeat(length) } }).catch(codeOf);
    expect(await send(controlBytesMax)).toBe('server.control.too-long');
    // The largest blob, in base64.
    expect(await send(Math.ceil(blobBytesMax / 3) * 4)).toEqual(ok(1));
    await socket.close();
  });

  it('moves to the folder for temporary files when its path would be too long', () => {
    const long = join(dir, 'a'.repeat(120));
    expect(socketPathOf(dir)).toBe(join(dir, 'socket'));
    expect(socketPathOf(long).length).toBeLessThan(100);
    expect(socketPathOf(long)).not.toBe(socketPathOf(`${long}b`));
  });
});
