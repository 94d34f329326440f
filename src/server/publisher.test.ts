// Signing, asking for cosignatures and confirming, against witnesses on loopback.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import {
  heldMirror,
  type Peer,
  peerIdentity,
  peerKeys,
  signEntries,
  someEntries,
  startPeer,
  trustedPeer,
} from '../../test/support/peer.ts';
import { until } from '../../test/support/processes.ts';
import { ComityError, codeOf } from '../base/errors.ts';
import type { Signer } from '../base/ports.ts';
import { type LastSigned, openLastSigned } from '../store/last-signed.ts';
import { type Alarms, openAlarms } from './alarms.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import type { HeldLog } from './logs.ts';
import { type Publisher, startPublisher } from './publisher.ts';
import { createSignerDesk, signerInProcess, type TreeSigner } from './tree-signer.ts';

const keys = peerKeys('south', 40);
let dir = '';
let log: HeldLog;
let witness: Peer;
let client: HttpClient;
let alarms: Alarms;
let lastSigned: LastSigned;
let publisher: Publisher | undefined;
let kept: string[];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-publish-'));
  const said = { party: 'south', mark: 'SO', url: 'http://x.invalid' };
  const { peer: _peer, ...held } = heldMirror(
    (await trustedPeer(keys, peerIdentity(keys, said))).node,
  );
  log = held;
  witness = await startPeer({ party: 'north', mark: 'NO', seed: 10 });
  client = createHttpClient({ privateAddresses: true });
  alarms = await openAlarms(dir, Date.now);
  lastSigned = openLastSigned(dir);
  kept = [];
});
afterEach(async () => {
  client.close();
  await publisher?.close();
  publisher = undefined;
  await witness[Symbol.asyncDispose]();
  await alarms.settle();
  rmSync(dir, { recursive: true, force: true });
});

function start(
  given: { signer?: Signer; away?: TreeSigner; held?: () => Promise<string | undefined> } = {},
): Publisher {
  const pair = { key: keys.log.key, signer: given.signer ?? keys.log.signer };
  const desk = createSignerDesk({
    origin: log.identity.origin,
    sha256: testCrypto.sha256,
    lastSigned,
    keys: async () => [pair],
  });
  publisher = startPublisher({
    log,
    signer: given.away ?? signerInProcess(desk),
    crypto: testCrypto,
    clock: Date.now,
    client,
    alarms,
    cosignedFile: {
      append: async (note) => void kept.push(note),
      firstHolding: async () => undefined,
    },
    witnesses: () => [witness.node],
    required: () => [[witness.keys.witness.key]],
    held: given.held ?? (async () => undefined),
    onMoved: () => undefined,
  });
  return publisher;
}
const refused = () => alarms.refused().map(({ code }) => code);

describe('startPublisher', () => {
  it('signs nothing before it is released', async () => {
    await log.store.append(someEntries(3));
    const held = start();
    expect(held.signing()).toEqual({ allowed: false, reason: 'server.signing.starting' });
    await new Promise((done) => setTimeout(done, 100));
    expect([log.pending, await log.store.checkpoint('checkpoint.pending')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await lastSigned.get(log.identity.origin)).toBeUndefined();
  });

  it('publishes, is cosigned and confirms, and goes on when the log grows', async () => {
    await log.store.append(someEntries(3));
    const running = start();
    running.release();
    await running.waitConfirmed(5_000);
    await log.store.append(someEntries(4, 'more'));
    running.kick();
    await running.waitConfirmed(5_000);
    expect(log.confirmed?.size).toBe(7);
    expect(kept).toHaveLength(2);
    expect(running.cosigned().get(witness.keys.witness.key.keyId)?.size).toBe(7);
    expect((await lastSigned.get(log.identity.origin))?.size).toBe(7);
  });

  it('shows what it signed and confirms nothing while a required witness is away', async () => {
    witness.misbehave = (_path, { response }) => {
      response.destroy();
      return true;
    };
    await log.store.append(someEntries(3));
    const running = start();
    running.release();
    expect(await running.waitConfirmed(300).catch(codeOf)).toBe('server.confirm.late');
    expect(log.pending?.size).toBe(3);
    expect(log.confirmed).toBeUndefined();
    expect(refused()).toEqual(['server.peer.unreachable']);
    witness.misbehave = () => false;
    await running.waitConfirmed(5_000);
  });

  it('says so when a confirmed note cannot be written, and goes on: nobody waits for it in vain', async () => {
    const { putCheckpoint } = log.store;
    let failures = 2;
    log.store.putCheckpoint = async (name, note, size) => {
      if (name === 'checkpoint' && failures-- > 0)
        throw new ComityError('server.test.full', 'the disk is full');
      await putCheckpoint(name, note, size);
    };
    await log.store.append(someEntries(3));
    const running = start();
    running.release();
    await running.waitConfirmed(10_000);
    expect(refused()).toEqual(['server.test.full']);
  });

  it('takes the size that a witness names, and asks again from there', async () => {
    let answers = 0;
    witness.misbehave = (path, { response }) => {
      if (path !== '/witness/add-checkpoint' || ++answers > 1) return false;
      response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end('2\n');
      return true;
    };
    await log.store.append(someEntries(3));
    start().release();
    await publisher?.waitConfirmed(5_000);
    expect(answers).toBe(2);
    expect(alarms.all()).toEqual([]);
  });

  it.each([
    [403, 'server.alarm.same-size', 1],
    [422, 'record.witness.proof', 1],
    [409, '9', 1],
    [404, 'server.witness.unknown-origin', 0],
    [429, 'server.witness.busy', 0],
    [500, 'oops', 0],
  ])(
    'shows a %i as refused; only an answer that accuses raises an alarm',
    async (status, body, count) => {
      witness.misbehave = (_path, { response }) => {
        response.writeHead(status).end(`${body}\n`);
        return true;
      };
      await log.store.append(someEntries(3));
      start().release();
      await until('refused', () => refused().includes('server.cosign.refused'));
      expect(alarms.all().map(({ code }) => code)).toEqual(
        Array.from({ length: count }, () => 'server.alarm.reported'),
      );
    },
  );

  it('confirms nothing on a 200 without a valid cosignature', async () => {
    witness.misbehave = (_path, { response }) => {
      response.end('— witness.north.invalid AAAA\n');
      return true;
    };
    await log.store.append(someEntries(3));
    start().release();
    await until('refused', () => refused().includes('server.witness.answer'));
    expect(log.confirmed).toBeUndefined();
  });

  it('stops signing when the log no longer holds what it signed', async () => {
    await log.store.append(someEntries(3));
    const { size, root } = await signEntries(keys.log, someEntries(2, 'other'));
    await lastSigned.set(log.identity.origin, { size, root });
    const running = start();
    running.release();
    await until('held', () => !running.signing().allowed);
    expect(running.signing().reason).toBe('server.signing.not-growing');
    expect(log.pending).toBeUndefined();
  });

  it('stops signing when two computations of the root differ', async () => {
    await log.store.append(someEntries(3));
    const { store } = log;
    log = { ...log, store: { ...store, head: () => ({ size: 3, root: new Uint8Array(32) }) } };
    const running = start();
    running.release();
    await until('held', () => !running.signing().allowed);
    expect(running.signing().reason).toBe('server.signing.root-mismatch');
  });

  it('waits for a signer that is away or refuses, says so, and goes on when it is back', async () => {
    await log.store.append(someEntries(3));
    let code: string | undefined = 'server.signer.away';
    const desk = createSignerDesk({
      origin: log.identity.origin,
      sha256: testCrypto.sha256,
      lastSigned,
      keys: async () => [keys.log],
    });
    const back = signerInProcess(desk);
    const away: TreeSigner = {
      last: back.last,
      sign: async (body) => {
        if (code !== undefined) throw new ComityError(code, 'a test');
        return back.sign(body);
      },
    };
    const running = start({ away });
    running.release();
    await until('said', () => running.signing().reason === 'server.signer.away');
    await log.store.append(someEntries(1, 'recorded all the same'));
    expect([log.store.head().size, log.pending]).toEqual([4, undefined]);
    code = 'server.signer.refused';
    running.kick();
    await until('said', () => running.signing().reason === code);
    code = undefined;
    running.kick();
    await running.waitConfirmed(10_000);
    expect(running.signing()).toEqual({ allowed: true });
  });

  it('signs nothing while it is held for another reason, and goes on when that is over', async () => {
    await log.store.append(someEntries(3));
    let code: string | undefined = 'server.signing.clock';
    const running = start({ held: async () => code });
    running.release();
    await until('said', () => running.signing().reason === code);
    expect(log.pending).toBeUndefined();
    code = undefined;
    running.kick();
    await running.waitConfirmed(10_000);
    expect(running.signing()).toEqual({ allowed: true });
  });

  it('proves growth to the signer over many checkpoints, from tiles and from leaves', async () => {
    const running = start();
    running.release();
    for (const count of [1, 255, 1, 300, 7]) {
      await log.store.append(someEntries(count, `of ${count}`));
      running.kick();
      await running.waitConfirmed(10_000);
    }
    expect(log.confirmed?.size).toBe(564);
  });

  it('stops signing when its signature does not verify', async () => {
    await log.store.append(someEntries(3));
    const { publicKey } = keys.log.signer;
    const running = start({ signer: { publicKey, sign: testSigner(99).sign } });
    running.release();
    await until('held', () => !running.signing().allowed);
    expect(running.signing().reason).toBe('server.signing.self-check');
    expect(log.pending).toBeUndefined();
  });
});
