// What a mirror may take of the disk.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { heldMirror, peerIdentity, peerKeys, trustedPeer } from '../../test/support/peer.ts';
import { codeOf } from '../base/errors.ts';
import type { LogStore } from '../store/log-store.ts';
import { type HeldLog, originHash } from './logs.ts';
import { createMirrorRoom } from './mirror-room.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'comity-room-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function openHere(mirrorBytesMax: number, size = 0) {
  const keys = peerKeys('north', 10);
  const said = { party: 'north', mark: 'NO', url: 'http://x.invalid' };
  const { node } = await trustedPeer(keys, peerIdentity(keys, said));
  const held = heldMirror(node);
  const head = () => ({ size, root: new Uint8Array(32) });
  const log: HeldLog = { ...held, store: { ...held.store, head } as LogStore };
  const hash = originHash(testCrypto, log.identity.origin);
  const put = (bytes: number, ...path: readonly string[]) => {
    mkdirSync(join(dataDir, ...path.slice(0, -1)), { recursive: true });
    writeFileSync(join(dataDir, ...path), new Uint8Array(bytes));
  };
  let free = 1024 ** 4;
  const setFree = (bytes: number) => {
    free = bytes;
  };
  const room = createMirrorRoom({
    dataDir,
    crypto: testCrypto,
    mirrorBytesMax,
    freeBytes: async () => free,
  });
  const code = () => room.require(log).then(() => 'room', codeOf);
  return { log, hash, put, room, code, setFree };
}

const entry = (bytes: number) => ({ bytes: new Uint8Array(bytes), payloads: [] });

describe('createMirrorRoom', () => {
  it('counts the real bytes of the mirror’s files, wherever they lie, and of its cosigned notes', async () => {
    const { hash, put, code } = await openHere(1_000);
    expect(await code()).toBe('room');
    put(600, 'mirrors', hash, 'private', 'journal');
    put(300, 'mirrors', hash, 'tile', '0', '000');
    put(5_000, 'mirrors', 'another', 'private', 'journal');
    const again = await openHere(1_000);
    expect(await again.code()).toBe('room');
    put(101, 'cosigned', `${hash}.notes`);
    expect(await (await openHere(1_000)).code()).toBe('server.pull.quota');
  });

  it('adds up what comes, and counts again before it refuses', async () => {
    const { hash, log, put, room, code } = await openHere(10_000);
    expect(await code()).toBe('room');
    room.took(log, [entry(6_000)]);
    put(9_000, 'mirrors', hash, 'private', 'journal');
    // 12,000 estimated, 9,000 found.
    expect(await code()).toBe('room');
    put(10_001, 'mirrors', hash, 'private', 'journal');
    room.took(log, [entry(1_000)]);
    expect(await code()).toBe('server.pull.quota');
  });

  it('bounds the number of entries, each of which takes memory', async () => {
    expect(await (await openHere(1_000, 9_999_999)).code()).toBe('room');
    expect(await (await openHere(1_000, 10_000_000)).code()).toBe('server.pull.quota');
  });

  it('takes nothing from peers when little is free on the disk', async () => {
    const { code, setFree } = await openHere(1_000);
    setFree(512 * 1024 * 1024 - 1);
    expect(await code()).toBe('server.pull.disk');
    setFree(512 * 1024 * 1024);
    expect(await code()).toBe('room');
  });
});
