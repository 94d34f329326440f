// What a node may sign after a start, and how it tells (docs/decisions/0011).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  heldMirror,
  keyPair,
  type Peer,
  peerIdentity,
  peerKeys,
  signClaim,
  signEntries,
  someEntries,
  startPeer,
  trustedPeer,
} from '../../test/support/peer.ts';
import { equalBytes } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { printNote } from '../record/note.ts';
import { encodeBundle } from '../record/tile.ts';
import { type LastSigned, openLastSigned } from '../store/last-signed.ts';
import type { NewEntry } from '../store/log-store.ts';
import { randomBytes } from '../store/node-crypto.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import type { HeldLog } from './logs.ts';
import { originHash } from './logs.ts';
import { fetchMirrored } from './mirror-client.ts';
import { encodePayloadBundle } from './payload-bundle.ts';
import { checkBeforeSigning } from './startup.ts';
import { askCosignature, lastCosigned } from './witness-client.ts';

const keys = peerKeys('south', 40);
let dir = '';
let log: HeldLog;
let witness: Peer;
let second: Peer;
let client: HttpClient;
let lastSigned: LastSigned;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-start-'));
  lastSigned = openLastSigned(dir);
  const said = { party: 'south', mark: 'SO', url: 'http://x.invalid' };
  const { peer: _peer, ...held } = heldMirror(
    (await trustedPeer(keys, peerIdentity(keys, said))).node,
  );
  log = held;
  witness = await startPeer({ party: 'north', mark: 'NO', seed: 10 });
  second = await startPeer({ party: 'third', mark: 'TH', seed: 80 });
  client = createHttpClient({ privateAddresses: true });
  witnesses = () => [witness.node, second.node];
});
afterEach(async () => {
  client.close();
  await witness[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const inFolder = (peer: Peer) => ({
  ...peer.node,
  identity: { ...peer.node.identity, url: 'file:///media/stick/north/' },
});

let witnesses: () => readonly (typeof witness.node)[];
const world = () => ({
  crypto: testCrypto,
  clock: Date.now,
  random: randomBytes,
  client,
  lastSigned,
  witnesses: witnesses(),
  patience: 'wait' as const,
});
const check = async () => {
  const answer = await checkBeforeSigning(world(), log);
  return answer.kind === 'release' ? 'release' : `${answer.kind} ${answer.reason}`;
};

/** Lets a peer hold a mirror of our log, and the note it last cosigned of it. */
async function holding(peer: Peer, entries: readonly NewEntry[], forged = entries) {
  const note = await signEntries(keys.log, entries);
  const base = `/mirror/${originHash(testCrypto, log.identity.origin)}/`;
  peer.misbehave = (path, { response }) => {
    if (path.startsWith('/witness/')) response.end(printNote(note.note));
    else if (path.includes('/tile/entries/'))
      response.end(encodeBundle(forged.map(({ bytes }) => bytes)));
    else if (path.startsWith(`${base}payloads/0`)) {
      const slots = entries.map(({ payloads: [payload] }) =>
        payload === undefined
          ? { status: 'not-held' as const }
          : { status: 'held' as const, ...payload },
      );
      response.end(encodePayloadBundle(slots));
    } else return false;
    return true;
  };
  return note;
}
const silent = (peer: Peer) => {
  peer.misbehave = (_path, { response }) => {
    response.destroy();
    return true;
  };
};
const remember = async (entries: readonly NewEntry[]) => {
  const { size, root } = await signEntries(keys.log, entries);
  await lastSigned.set(log.identity.origin, { size, root });
};

describe('checkBeforeSigning', () => {
  it('releases at once when no witness is configured', async () => {
    const alone = { ...world(), witnesses: [] };
    expect(await checkBeforeSigning(alone, log)).toEqual({ kind: 'release' });
  });

  it('waits for every witness when the state is missing, for one when it matches', async () => {
    await log.store.append(someEntries(5));
    await holding(witness, someEntries(3));
    expect(await check()).toBe('release');
    silent(second);
    expect(await check()).toBe('wait server.signing.no-state');
    await remember(someEntries(4));
    expect(await check()).toBe('release');
    silent(witness);
    expect(await check()).toBe('wait server.signing.no-witness');
  });

  it('takes what a folder says beside what was signed, not in its place: it may be old', async () => {
    await log.store.append(someEntries(5));
    witnesses = () => [inFolder(witness)];
    const asked = client;
    client = {
      ...asked,
      ask: async (request) => asked.ask({ ...request, url: `${witness.url}/none` }),
    };
    expect(await check()).toBe('wait server.signing.no-state');
    await remember(someEntries(4));
    expect(await check()).toBe('release');
  });

  it('says that it is behind while it lacks what it signed and somebody is away', async () => {
    await log.store.append(someEntries(2));
    await remember(someEntries(5));
    silent(witness);
    expect(await check()).toBe('wait server.signing.behind');
  });

  it('completes a log that is behind from a mirror, with payloads, and then releases', async () => {
    await log.store.append(someEntries(2));
    await remember(someEntries(5));
    const note = await holding(witness, someEntries(6));
    expect(await check()).toBe('release');
    expect(equalBytes(log.store.head().root, note.root)).toBe(true);
    expect((await log.store.payload(5, 'public')).status).toBe('held');
  });

  it('waits for a party that is away and may hold payloads which the others lack, and not for ever', async () => {
    const bare = someEntries(6).map(({ bytes }) => ({ bytes, payloads: [] }));
    await holding(witness, bare);
    silent(second);
    expect(await check()).toBe('wait server.signing.payloads');
    expect(log.store.head().size).toBe(0);
    await holding(second, someEntries(6));
    expect(await check()).toBe('release');
    expect((await log.store.payload(5, 'public')).status).toBe('held');
  });

  it('goes on without them when patience has ended', async () => {
    await holding(
      witness,
      someEntries(6).map(({ bytes }) => ({ bytes, payloads: [] })),
    );
    silent(second);
    await remember(someEntries(6));
    const answer = await checkBeforeSigning({ ...world(), patience: 'go-on' }, log);
    expect(answer).toEqual({ kind: 'release' });
    expect(log.store.head().size).toBe(6);
  });

  it('signs nothing when what is missing cannot be had, or a mirror forges it', async () => {
    await log.store.append(someEntries(2));
    await holding(witness, someEntries(6), someEntries(6, 'forged'));
    expect(await check()).toBe('contradiction server.signing.behind');
    expect(log.store.head().size).toBe(2);
  });

  it('signs nothing when its log is not what was cosigned', async () => {
    await log.store.append(someEntries(5, 'forked'));
    await holding(witness, someEntries(5));
    expect(await check()).toBe('contradiction server.signing.contradicted');
    await holding(witness, someEntries(4));
    expect(await check()).toBe('contradiction server.signing.contradicted');
    await holding(witness, someEntries(7));
    expect(await check()).toBe('contradiction server.signing.behind');
    expect(log.store.head().size).toBe(5);
  });

  it('signs nothing when its log is not what it signed itself', async () => {
    await log.store.append(someEntries(3));
    await remember(someEntries(5));
    expect(await check()).toBe('contradiction server.signing.state');
    await log.store.append(someEntries(3, 'other'));
    expect(await check()).toBe('contradiction server.signing.state');
  });

  it('takes rubbish, notes by other keys and bare numbers for no answer', async () => {
    await log.store.append(someEntries(5));
    const forger = keyPair(99, log.identity.origin);
    const made = await signClaim(forger, { size: 9, root: new Uint8Array(32) });
    for (const body of ['', '9\n', 'rubbish', printNote(made.note)]) {
      witness.misbehave = (_path, { response }) => {
        response.end(body);
        return true;
      };
      expect(await check()).toBe('wait server.signing.no-state');
    }
  });
});

describe('lastCosigned and askCosignature', () => {
  it('say server.witness.note and server.witness.answer when a witness answers rubbish', async () => {
    witness.misbehave = (_path, { response }) => {
      response.end('rubbish');
      return true;
    };
    const of = { originHash: 'ab'.repeat(32), keys: [{ key: keys.log.key }] };
    expect(await lastCosigned(world(), witness.node, of).catch(codeOf)).toBe('server.witness.note');
    await log.store.append(someEntries(2));
    const checkpoint = await signEntries(keys.log, someEntries(2));
    const asked = { store: log.store, checkpoint, oldSize: 0 };
    const answer = await askCosignature(world(), witness.node, asked).catch(codeOf);
    expect(answer).toBe('server.witness.answer');
  });
});

describe('fetchMirrored', () => {
  it('says server.mirror.bundle and server.mirror.root for what is absent and what is forged', async () => {
    const note = await signEntries(keys.log, someEntries(4));
    const fetched = () => fetchMirrored(world(), witness.node, { log, note }).catch(codeOf);
    expect(await fetched()).toBe('server.mirror.bundle');
    await holding(witness, someEntries(4), someEntries(3));
    expect(await fetched()).toBe('server.mirror.bundle');
    await holding(witness, someEntries(4), someEntries(4, 'forged'));
    expect(await fetched()).toBe('server.mirror.root');
  });
});
