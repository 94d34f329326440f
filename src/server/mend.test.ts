// Spec: docs/spec/store.md S29, S30. Bundles that changed on the disk: found by reading, told, and taken back from copies.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  heldMirror,
  type PeerKeys,
  peerIdentity,
  peerKeys,
  signEntries,
  someEntries,
  trustedPeer,
} from '../../test/support/peer.ts';
import { toHex } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { printNote } from '../record/note.ts';
import { type FilesLogStore, openFilesLog } from '../store/files-log.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { startAudit } from './audit.ts';
import { fsckNode } from './fsck.ts';
import type { HttpClient } from './http-client.ts';
import type { HeldLog, Logs } from './logs.ts';
import { mendBundles } from './mend.ts';
import type { NodeBlobs } from './node-blobs.ts';

const { sha256 } = nodeCrypto;
const keys: PeerKeys = peerKeys('north', 10);
const entries = someEntries(600);
const blobs = { list: async () => [] } as unknown as NodeBlobs;
let dir = '';
let log: HeldLog;
let store: FilesLogStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-mend-'));
  const identity = peerIdentity(keys, { party: 'north', mark: 'NO', url: 'http://x.invalid' });
  const mirror = heldMirror((await trustedPeer(keys, identity)).node);
  const { origin } = mirror.store;
  store = await openFilesLog({ dir, origin, sha256, rotateEntries: 256 });
  await store.append(entries);
  const pending = await signEntries(keys.log, entries);
  await store.putCheckpoint('checkpoint.pending', printNote(pending.note), pending.size);
  // Waits for the rotation.
  await store.putCheckpoint('checkpoint.pending', printNote(pending.note), pending.size);
  log = { ...mirror, store, pending };
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const pathOf = (name: string) => join(dir, 'tile', name);
const damage = (name: string) => writeFileSync(pathOf(name), 'changed');

/** Answers with the bytes of each address that it has. */
function clientWith(copies: Readonly<Record<string, Uint8Array>>): HttpClient {
  return {
    ask: async ({ url }) => {
      const bytes = copies[url];
      return {
        status: bytes === undefined ? 404 : 200,
        headers: {},
        bytes: bytes ?? entries[0].bytes,
      };
    },
    close: () => undefined,
  };
}

describe('mendBundles', () => {
  it('takes a damaged bundle from the first copy that is genuine, and leaves the others alone', async () => {
    const whole = readFileSync(pathOf('entries/001'));
    const other = readFileSync(pathOf('entries/000'));
    damage('entries/001');
    const copies = {
      'http://a.invalid/mirror/tile/entries/001': other,
      'http://b.invalid/mirror/tile/entries/001': whole,
    };
    const bases = ['http://a.invalid/mirror', 'http://b.invalid/mirror'];
    expect(await mendBundles({ client: clientWith(copies) }, store, bases)).toBe(1);
    expect(toHex(readFileSync(pathOf('entries/001')))).toBe(toHex(whole));
    expect(await mendBundles({ client: clientWith({}) }, store, bases)).toBe(0);
  });

  it('says so when no copy has it: server.heal.no-bundle', async () => {
    damage('entries/000');
    const mending = mendBundles({ client: clientWith({}) }, store, ['http://a.invalid/mirror']);
    expect(await mending.catch(codeOf)).toBe('server.heal.no-bundle');
  });
});

describe('startAudit', () => {
  it('tells of a damaged bundle, and makes a damaged tile again', async () => {
    const told: string[] = [];
    const alarms = { refuse: (item: { code: string }) => void told.push(item.code) };
    await startAudit({ logs: [log], alarms }).done;
    expect(told).toEqual([]);
    const tile = readFileSync(pathOf('0/001'));
    damage('0/001');
    damage('entries/000');
    await startAudit({ logs: [log], alarms }).done;
    expect(told).toEqual(['store.bundle.damaged']);
    expect(toHex(readFileSync(pathOf('0/001')))).toBe(toHex(tile));
  });

  it('ends at once when the node stops', async () => {
    const audit = startAudit({ logs: [log, log, log], alarms: { refuse: () => undefined } });
    await audit.close();
    await audit.done;
  });
});

describe('fsckNode', () => {
  it('names a damaged bundle and goes on with the rest', async () => {
    damage('entries/001');
    const report = await fsckNode({ logs: { all: () => [log] } as unknown as Logs, blobs });
    expect(report.issues.map(({ code }) => code)).toEqual(['store.bundle.damaged']);
    expect(report.logs[0]).toMatchObject({ entries: 600, payloads: 344 });
  });
});
