// What fsck finds when what is held is not what was signed or committed to. Faults are put in at the store's port.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  heldMirror,
  peerIdentity,
  peerKeys,
  signEntries,
  someEntries,
  trustedPeer,
} from '../../test/support/peer.ts';
import { utf8 } from '../base/bytes.ts';
import { printNote } from '../record/note.ts';
import { openBlobFiles } from '../store/blob-files.ts';
import type { LogStore } from '../store/log-store.ts';
import { fsckNode } from './fsck.ts';
import type { HeldLog, Logs } from './logs.ts';
import type { Node } from './node.ts';
import { createNodeBlobs, type NodeBlobs } from './node-blobs.ts';

const keys = peerKeys('north', 10);
const none = { list: async () => [] } as unknown as NodeBlobs;
const entries = someEntries(5);

async function publishedLog(): Promise<HeldLog> {
  const { node } = await trustedPeer(
    keys,
    peerIdentity(keys, { party: 'north', mark: 'NO', url: 'http://x.invalid' }),
  );
  const log = heldMirror(node);
  await log.store.append(entries);
  const note = await signEntries(keys.log, entries);
  await log.store.putCheckpoint('checkpoint.pending', printNote(note.note), note.size);
  return { ...log, pending: note };
}

async function codesWith(log: HeldLog, faults: Partial<LogStore> = {}): Promise<readonly string[]> {
  const faulty = { ...log, store: { ...log.store, ...faults } };
  const report = await fsckNode({ logs: { all: () => [faulty] } as unknown as Logs, blobs: none });
  return [...new Set(report.issues.map((issue) => issue.code))].sort();
}

describe('fsckNode', () => {
  it('finds nothing in a log as it was written, and counts what it read', async () => {
    const log = await publishedLog();
    expect(await codesWith(log)).toEqual([]);
    const report = await fsckNode({ logs: { all: () => [log] } as unknown as Logs, blobs: none });
    expect(report.logs[0]).toMatchObject({ entries: 5, payloads: 5 });
  });

  it('counts what was erased, and finds what should have been: server.fsck.not-erased', async () => {
    const log = await publishedLog();
    await log.store.erasePayload(1, 'public');
    const { origin } = log.identity;
    const list = async () => [1, 3].map((index) => ({ origin, index }));
    const node = { logs: { all: () => [log] } as unknown as Logs, blobs: none };
    const party = { eraser: { list } } as unknown as NonNullable<Node['party']>;
    const report = await fsckNode({ ...node, party });
    expect(report.logs[0]).toMatchObject({ payloads: 4, erased: 1 });
    expect(report.issues).toMatchObject([
      { code: 'server.fsck.not-erased', path: `${origin} entry 3` },
    ]);
  });

  it('finds a changed entry: server.fsck.root, server.fsck.checkpoint, and that it is no envelope: server.fsck.envelope', async () => {
    const log = await publishedLog();
    const changed = async (from: number, to: number) => {
      const held = [...(await log.store.entries(from, to))];
      held[2] = utf8('not an envelope');
      return held;
    };
    expect(await codesWith(log, { entries: changed })).toEqual([
      'server.fsck.checkpoint',
      'server.fsck.envelope',
      'server.fsck.root',
    ]);
  });

  it('finds tiles that are not those of the signed tree: server.fsck.tiles', async () => {
    const log = await publishedLog();
    const resource = async (path: string) => {
      const tile = (await log.store.resource(path))?.slice();
      if (tile !== undefined) tile[0] = 255 - tile[0];
      return tile;
    };
    expect(await codesWith(log, { resource })).toEqual(['server.fsck.tiles']);
  });

  it('finds a payload that is not what its entry commits to: server.fsck.payload', async () => {
    const log = await publishedLog();
    const payload: LogStore['payload'] = async (index, scope) => {
      const slot = await log.store.payload(index, scope);
      return slot.status === 'held' ? { ...slot, bytes: utf8('{"another":1}') } : slot;
    };
    expect(await codesWith(log, { payload })).toEqual(['server.fsck.payload']);
  });

  it('says nothing of payloads that are not held', async () => {
    const log = await publishedLog();
    expect(await codesWith(log, { payload: async () => ({ status: 'not-held' }) })).toEqual([]);
  });

  it('finds a blob that is not what its name says: server.fsck.blob', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'comity-fsck-'));
    try {
      const blobs = createNodeBlobs(
        openBlobFiles(join(dir, 'blobs'), { sha256: testCrypto.sha256 }),
      );
      const [sound, changed] = await Promise.all([utf8('{}'), utf8('[]')].map(blobs.put));
      const logs = { all: () => [] } as unknown as Logs;
      expect(await fsckNode({ logs, blobs })).toMatchObject({ blobs: 2, issues: [] });
      writeFileSync(join(dir, 'blobs', changed ?? ''), '[1]');
      const { issues } = await fsckNode({ logs, blobs });
      expect(issues).toMatchObject([{ code: 'server.fsck.blob', path: `blobs/${changed}` }]);
      expect(sound).not.toBe(changed);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
