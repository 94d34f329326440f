// A folder that stands for a node: what it answers, and what in it is refused.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { keyPair, signClaim } from '../../test/support/peer.ts';
import { toHex, utf8, utf8ToString } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { cosign } from '../record/cosignature.ts';
import { cosignatureKeyType } from '../record/key.ts';
import { printNote } from '../record/note.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import { cosignedPath, createFolderClient } from './folder-client.ts';

const client = createFolderClient(testCrypto.sha256);
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-folder-client-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const put = (path: string, text: string) => {
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const url = (path: string) => `${pathToFileURL(dir).href}/${path}`;
const ask = async (path: string, bytesMax = 1_000) => {
  const { status, bytes } = await client.ask({ url: url(path), bytesMax });
  return `${status} ${utf8ToString(bytes)}`;
};
const code = (path: string) => ask(path, 5).catch(codeOf);

describe('a folder in the place of a node', () => {
  it('answers with its files, the scope being a part of the path, and 404 for what is not there', async () => {
    put('log/p/checkpoint', 'note');
    put('log/p/payloads/public/0', 'open');
    put('log/p/payloads/programme/0', 'parties');
    put('log/p/blob/public/abc', 'blob');
    expect(await ask('/log/p/checkpoint')).toBe('200 note');
    expect(await ask('/log/p/payloads/0?scope=public')).toBe('200 open');
    expect(await ask('/log/p/payloads/0?scope=programme')).toBe('200 parties');
    expect(await ask('/log/p/blob/abc')).toBe('200 blob');
    expect(await ask('/log/p/blob/abc?scope=programme')).toBe('404 ');
    expect(await ask('/log/p/checkpoint/below')).toBe('404 ');
  });

  it('is away when it is not there: server.peer.unreachable, and no address of its own: server.peer.folder', async () => {
    rmSync(dir, { recursive: true });
    expect(await code('/log/p/checkpoint')).toBe('server.peer.unreachable');
    for (const address of ['file:///one/two', 'file://host/one//two', `${url('/a')}%00`]) {
      const failed = client.ask({ url: address, bytesMax: 5 }).catch(codeOf);
      expect(await failed, address).toBe('server.peer.folder');
    }
  });

  it('follows no link, to a file or through a folder: server.peer.link', async () => {
    put('inside', 'secret');
    mkdirSync(join(dir, 'log'));
    symlinkSync(join(dir, 'inside'), join(dir, 'log/checkpoint'));
    symlinkSync('/etc', join(dir, 'log/tile'));
    expect(await code('/log/checkpoint')).toBe('server.peer.link');
    expect(await code('/log/tile/passwd')).toBe('server.peer.link');
  });

  it('reads no pipe, no folder, and no more than was asked: server.peer.no-file, server.peer.too-long', async () => {
    mkdirSync(join(dir, 'log/tile'), { recursive: true });
    execFileSync('mkfifo', [join(dir, 'log/checkpoint')]);
    expect(await code('/log/checkpoint')).toBe('server.peer.no-file');
    expect(await code('/log/tile')).toBe('server.peer.no-file');
    put('log/long', 'longer');
    expect(await code('/log/long')).toBe('server.peer.too-long');
  });

  it('leads nowhere else by any path', async () => {
    for (const path of ['/..%2f..%2fetc/passwd', '/log/.%2e%2fx', '/log\\x'])
      expect(await code(path)).toMatch(/^(server\.peer\.folder|404 )$/);
  });
});

describe('a witness in a folder', () => {
  const logKey = keyPair(5, 'log.north.invalid/p');
  const witness = keyPair(6, 'witness.south.invalid', cosignatureKeyType);
  const note = (size: number, fill = size) =>
    signClaim(logKey, { size, root: new Uint8Array(32).fill(fill) });
  const post = async (of: Awaited<ReturnType<typeof note>>) => {
    const body = printAddCheckpoint({ oldSize: 0, proof: [], note: printNote(of.note) });
    const address = url('/witness/add-checkpoint');
    const answer = await client.ask({ url: address, method: 'POST', body, bytesMax: 5_000 });
    return `${answer.status} ${utf8ToString(answer.bytes)}`;
  };

  it('gives its lines for the very note it cosigned, and else the size it stands at', async () => {
    mkdirSync(join(dir, 'witness'));
    expect(await post(await note(3))).toBe('409 0\n');
    const there = await note(3);
    const line = await cosign({ ...witness, timeSeconds: 7, checkpointText: there.note.text });
    const signatures = [...there.note.signatures, line];
    const hash = toHex(testCrypto.sha256(utf8('log.north.invalid/p')));
    put(cosignedPath(hash), printNote({ text: there.note.text, signatures }));
    expect(await post(there)).toContain('witness.south.invalid');
    expect(await post(await note(9))).toBe('409 3\n');
    expect(await post(await note(3, 4))).toBe('422 server.witness.contradiction\n');
  });
});
