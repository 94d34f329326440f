// Healing from a peer: what must be there before anything is touched. The whole journey is in test/e2e.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  type Peer,
  peerKeys,
  peerProgramme,
  signClaim,
  signEntries,
  someEntries,
  startPeer,
} from '../../test/support/peer.ts';
import { SimulatedDisk } from '../../test/support/simulated-disk.ts';
import { toHex } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import type { Mark, Origin, PartyId } from '../base/ids.ts';
import { leafHash } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { encodeBundle } from '../record/tile.ts';
import { openFilesLog } from '../store/files-log.ts';
import { openLastSigned } from '../store/last-signed.ts';
import type { NewEntry } from '../store/log-store.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { stateDirOf } from './config.ts';
import { healLog, healNode } from './heal.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import type { TrustedNode } from './identity.ts';
import { initNode } from './init.ts';
import { readKeys } from './keys.ts';
import { encodePayloadBundle } from './payload-bundle.ts';
import { openTrust } from './trust.ts';

const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };
let dir = '';
let peer: Peer;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-heal-'));
  peer = await startPeer();
});
afterEach(async () => {
  await peer[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

async function initTrusting() {
  const dataDir = join(dir, 'node');
  const own = {
    party: 'north' as PartyId,
    mark: 'NO' as Mark,
    zone: 'Asia/Hong_Kong',
    origin: 'log.north.invalid/two-towns' as Origin,
  };
  const input = {
    programme: peerProgramme,
    own,
    name: { en: 'North' },
    witnessName: 'witness.north.invalid',
    port: 0,
    stateDir: '../state',
    privateAddresses: true,
  };
  const config = await initNode(dataDir, input, world);
  const trust = await openTrust(dataDir, nodeCrypto);
  await trust.add(peer.note, peer.node);
  const keys = await readKeys(stateDirOf(dataDir, config), config, nodeCrypto.sha256);
  return { dataDir, logKey: keys.signing('log', Date.now())[0] };
}

describe('healNode', () => {
  it('has nothing to heal by when no witness knows the log: server.heal.no-note', async () => {
    const { dataDir } = await initTrusting();
    expect(await healNode(dataDir, Date.now).catch(codeOf)).toBe('server.heal.no-note');
  });

  it('leaves the folder alone when no mirror holds what was cosigned: server.heal.no-mirror', async () => {
    const { dataDir, logKey } = await initTrusting();
    if (logKey === undefined) throw new Error('a party has a log key');
    const claim = await signClaim(logKey, { size: 9, root: new Uint8Array(32).fill(9) });
    peer.misbehave = (path, { response }) => {
      if (!path.startsWith('/witness/')) return false;
      response.end(printNote(claim.note));
      return true;
    };
    expect(await healNode(dataDir, Date.now).catch(codeOf)).toBe('server.heal.no-mirror');
    // Nothing was swapped: the next attempt finds the same log.
    expect(await healNode(dataDir, Date.now).catch(codeOf)).toBe('server.heal.no-mirror');
  });

  it('is not for witnesses: server.heal.no-log', async () => {
    const dataDir = join(dir, 'witness');
    const input = {
      programme: peerProgramme,
      name: { en: 'Archive' },
      witnessName: 'archive.invalid/witness',
      port: 0,
      stateDir: '../witness-state',
    };
    await initNode(dataDir, input, world);
    expect(await healNode(dataDir, Date.now).catch(codeOf)).toBe('server.heal.no-log');
  });
});

describe('healLog', () => {
  const keys = peerKeys('north', 40);
  const origin = keys.log.key.name as Origin;
  const identity = {
    origin,
    party: 'north' as PartyId,
    zone: 'Asia/Hong_Kong',
    visibility: 'shared',
  } as const;
  let disk: SimulatedDisk;
  let client: HttpClient;
  beforeEach(() => {
    disk = new SimulatedDisk();
    client = createHttpClient({ privateAddresses: true });
  });
  afterEach(() => client.close());

  const heal = (trusted: readonly TrustedNode[] = [peer.node]) =>
    healLog({
      ...{ client, crypto: testCrypto, clock: Date.now, random: randomBytes, files: disk, trusted },
      ...{ dir: '/log', own: { identity, keys: () => [{ key: keys.log.key }] } },
      lastSigned: openLastSigned('/state', disk),
    });
  const openLog = () =>
    openFilesLog({ dir: '/log', origin, sha256: testCrypto.sha256, files: disk });
  const record = async (entries: readonly NewEntry[]) => {
    await using closing = new AsyncDisposableStack();
    const log = await openLog();
    closing.defer(() => log.close());
    await log.append(entries);
  };
  const leavesNow = async () => {
    const log = await openLog();
    const leaves = await log.leaves(0, log.head().size);
    await log.close();
    return leaves.map(toHex);
  };
  const leavesOf = (entries: readonly NewEntry[]) =>
    entries.map(({ bytes }) => toHex(leafHash(testCrypto.sha256, bytes)));
  const signed = async (entries: readonly NewEntry[]) => {
    const { size, root } = await signEntries(keys.log, entries);
    await openLastSigned('/state', disk).set(origin, { size, root });
  };
  /** The peer has mirrored these entries, and cosigned so many of them. */
  const mirrored = async (entries: readonly NewEntry[], cosignedSize = entries.length) => {
    const [note, cosigned] = await Promise.all(
      [entries.length, cosignedSize].map((size) => signEntries(keys.log, entries.slice(0, size))),
    );
    const slots = entries.map(({ payloads: [payload] }) =>
      payload === undefined
        ? { status: 'not-held' as const }
        : { status: 'held' as const, ...payload },
    );
    peer.misbehave = (path, { response }) => {
      if (path.startsWith('/witness/')) response.end(printNote(cosigned?.note ?? note.note));
      else if (path.endsWith('checkpoint.pending')) response.end(printNote(note.note));
      else if (path.includes('/tile/entries/'))
        response.end(encodeBundle(entries.map(({ bytes }) => bytes)));
      else if (path.includes('payloads/0')) response.end(encodePayloadBundle(slots));
      else return false;
      return true;
    };
  };

  it('keeps all that was recorded over a restored backup, however little that is', async () => {
    const all = someEntries(10);
    const after = someEntries(4, 'after the restore');
    await signed(all);
    await record([...all.slice(0, 3), ...after]);
    await mirrored(all);
    expect(await heal()).toMatchObject({ restored: 10, followed: 4 });
    expect(await leavesNow()).toEqual(leavesOf([...all, ...after]));
  });

  it('takes back a tree that was signed and mirrored and not yet cosigned', async () => {
    const all = someEntries(10);
    await signed(all);
    await record(all.slice(0, 3));
    await mirrored(all, 7);
    expect(await heal()).toMatchObject({ restored: 10, followed: 0 });
  });

  it('signs over no tree that nobody has any more: server.heal.lost', async () => {
    const all = someEntries(10);
    await signed(all);
    await record(all.slice(0, 3));
    await mirrored(all.slice(0, 7));
    expect(await heal().catch(codeOf)).toBe('server.heal.lost');
    expect(await leavesNow()).toEqual(leavesOf(all.slice(0, 3)));
    expect((await openLastSigned('/state', disk).get(origin))?.size).toBe(10);
  });

  it('waits for a party that may hold the payloads which are lacking: server.heal.payloads', async () => {
    await using away = await startPeer({ party: 'away', mark: 'AW', seed: 90 });
    away.misbehave = (_path, { response }) => {
      response.destroy();
      return true;
    };
    const all = someEntries(6);
    await signed(all);
    await mirrored(all.map(({ bytes }) => ({ bytes, payloads: [] })));
    expect(await heal([peer.node, away.node]).catch(codeOf)).toBe('server.heal.payloads');
    expect(await heal()).toMatchObject({ restored: 6 });
  });
});
