// Healing from a peer: what must be there before anything is touched. The whole journey is in test/e2e.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Peer, peerProgramme, signClaim, startPeer } from '../../test/support/peer.ts';
import { codeOf } from '../base/errors.ts';
import type { Mark, Origin, PartyId } from '../base/ids.ts';
import { printNote } from '../record/note.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { stateDirOf } from './config.ts';
import { healNode } from './heal.ts';
import { initNode } from './init.ts';
import { readKeys } from './keys.ts';
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
