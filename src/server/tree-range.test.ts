// Spec: docs/spec/store.md S32.
import { beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  heldMirror,
  peerIdentity,
  peerKeys,
  signEntries,
  someEntries,
  trustedPeer,
} from '../../test/support/peer.ts';
import { leafHash, rangeRoot, rootOf } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import type { LogStore } from '../store/log-store.ts';
import type { HeldLog } from './logs.ts';
import { rangeOfLog, rangeOfTree } from './tree-range.ts';

const { sha256 } = testCrypto;
const keys = peerKeys('north', 10);
const entries = someEntries(600);
const rootAt = (size: number) =>
  rootOf(
    sha256,
    entries.slice(0, size).map(({ bytes }) => leafHash(sha256, bytes)),
  );
let log: HeldLog;
beforeEach(async () => {
  const identity = peerIdentity(keys, { party: 'north', mark: 'NO', url: 'http://x.invalid' });
  const mirror = heldMirror((await trustedPeer(keys, identity)).node);
  await mirror.store.append(entries);
  const pending = await signEntries(keys.log, entries.slice(0, 520));
  await mirror.store.putCheckpoint('checkpoint.pending', printNote(pending.note), 520);
  log = { ...mirror, pending };
});

describe('rangeOfLog', () => {
  it('gives the range of all that is recorded, published or not', async () => {
    const range = await rangeOfLog(sha256, log);
    expect(range.size).toBe(600);
    expect(rangeRoot(sha256, range)).toEqual(log.store.head().root);
    const { store, identity, keys: logKeys } = log;
    expect(await rangeOfLog(sha256, { ...{ identity, keys: logKeys }, store })).toEqual(range);
  });

  it('reads no leaf that is published', async () => {
    const read: number[] = [];
    const leaves: LogStore['leaves'] = (from, to) => {
      read.push(from);
      return log.store.leaves(from, to);
    };
    await rangeOfLog(sha256, { ...log, store: { ...log.store, leaves } });
    expect(read).toEqual([520]);
  });
});

describe('rangeOfTree', () => {
  it('gives the range of a signed tree, and none of another', async () => {
    const range = await rangeOfTree(sha256, log.store, { size: 300, root: rootAt(300) });
    expect(range?.size).toBe(300);
    expect(await rangeOfTree(sha256, log.store, { size: 300, root: rootAt(299) })).toBeUndefined();
    expect(await rangeOfTree(sha256, log.store, { size: 560, root: rootAt(560) })).toBeUndefined();
    expect(await rangeOfTree(sha256, log.store, { size: 601, root: rootAt(600) })).toBeUndefined();
  });
});
