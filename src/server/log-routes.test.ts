// What a node serves to others, path by path.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  heldMirror,
  type Peer,
  peerIdentity,
  peerKeys,
  peerProgramme,
  publishEntries,
  someEntries,
  startPeer,
  trustedPeer,
} from '../../test/support/peer.ts';
import { type WitnessWorld, watchPeer } from '../../test/support/witness-world.ts';
import { toHex, utf8 } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import { leafHash } from '../record/merkle.ts';
import { decodeBundle } from '../record/tile.ts';
import { randomBytes } from '../store/node-crypto.ts';
import { createLogRoutes } from './log-routes.ts';
import { type HeldLog, type Logs, originHash } from './logs.ts';
import { decodePayloadBundle } from './payload-bundle.ts';
import type { Prover } from './prover.ts';
import { signRequest } from './request-signature.ts';

const base = 'http://south.invalid:8801';
const keys = peerKeys('south', 40);
const entries = someEntries(300);
const leaf = (index: number) =>
  toHex(leafHash(testCrypto.sha256, entries[index]?.bytes ?? new Uint8Array()));
const schedule = utf8('{"schema":"comity-schedule/1"}');
const openHash = toHex(testCrypto.sha256(schedule));
const closedHash = 'cd'.repeat(32);
const unnamedHash = 'ef'.repeat(32);
let blobs: Map<string, Uint8Array>;
let dir = '';
let peer: Peer;
let world: WitnessWorld;
let own: HeldLog;
let app: ReturnType<typeof createLogRoutes>;
let isHeld = false;

beforeEach(async () => {
  isHeld = false;
  blobs = new Map([openHash, closedHash, unnamedHash].map((hash) => [hash, schedule]));
  dir = mkdtempSync(join(tmpdir(), 'comity-routes-'));
  peer = await startPeer();
  world = await watchPeer(peer);
  const said = { party: 'south', mark: 'SO', url: base };
  const { peer: _peer, ...held } = heldMirror(
    (await trustedPeer(keys, peerIdentity(keys, said))).node,
  );
  own = held;
  await publishEntries(own.store, keys.log, entries);
  await own.store.putPayload(1, {
    scope: 'programme',
    salt: new Uint8Array(32),
    bytes: Buffer.from('secret'),
  });
  app = createLogRoutes({
    logs: {
      own,
      byOriginHash: (hash) => (hash === hashOf(world.log) ? world.log : undefined),
    } as Logs,
    programme: peerProgramme,
    crypto: testCrypto,
    clock: () => world.now,
    desk: world.desk,
    evidence: world.evidence,
    prover: {
      entry: findEntry,
      tlogProof: async () => 'proof',
      verify: async () => undefined,
      kept: async () => undefined,
    } as Prover,
    isHeld: () => isHeld,
    readers: () => [peer.keys.request.key],
    blobs: { get: async (hash) => blobs.get(hash) },
    keyFile: async () => '',
    isBlobNamed: async (_log, { hash, scope }) =>
      hash === openHash || (hash === closedHash && scope === 'programme'),
    baseUrl: () => base,
  });
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const hashOf = (log: HeldLog) => originHash(testCrypto, log.identity.origin);
const findEntry: Prover['entry'] = async (log, wanted) => {
  const index = entries.findIndex((_, i) => leaf(i) === wanted);
  if (log === undefined || index < 0) return undefined;
  return { index, bytes: entries[index]?.bytes ?? new Uint8Array() };
};
const log = `/log/${peerProgramme}`;
const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(`${base}${path}`, { headers });
const statusOf = async (path: string) => (await get(path)).status;

describe('the log', () => {
  it('is a tlog-tiles folder: notes that pass, tiles that never change', async () => {
    const note = await get(`${log}/checkpoint`);
    expect(await note.text()).toBe(await own.store.checkpoint('checkpoint'));
    expect(note.headers.get('cache-control')).toBe('public, max-age=1');
    const again = await get(`${log}/checkpoint`, {
      'if-none-match': note.headers.get('etag') ?? '',
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const bundle = await get(`${log}/tile/entries/001.p/44`);
    const decoded = decodeBundle(new Uint8Array(await bundle.arrayBuffer()), 44);
    expect(decoded.ok && decoded.value).toEqual(entries.slice(256).map(({ bytes }) => bytes));
    expect(bundle.headers.get('cache-control')).toContain('immutable');
    expect(bundle.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await (await get(`${log}/tile/0/000`)).arrayBuffer()).byteLength).toBe(8_192);
  });

  it('answers 404 for other programmes, unpublished tiles and paths that are none', async () => {
    for (const path of [
      '/log/other/checkpoint',
      `${log}/tile/entries/002`,
      `${log}/tile/0/1`,
      `${log}/tile/../private/journal`,
      `${log}/tile/%2e%2e/private/journal`,
      `${log}/tile/0/000.p/999`,
      `/mirror/${'ab'.repeat(32)}/checkpoint`,
      `/mirror/..%2f..%2fprivate/checkpoint`,
      `${log}/payloads/2`,
      `${log}/payloads/-1`,
      `${log}/payloads/x`,
      `${log}/entry/${'ab'.repeat(32)}`,
      `${log}/proof/${'ab'.repeat(31)}.tlog-proof`,
      `/evidence/${'ab'.repeat(32)}/1.evidence`,
    ])
      expect([path, await statusOf(path)]).toEqual([path, 404]);
  });

  it('is served under its origin hash where it is mirrored', async () => {
    await peer.show(someEntries(3));
    await world.pull();
    const note = await get(`/mirror/${hashOf(world.log)}/checkpoint.pending`);
    expect(await note.text()).toBe(await world.log.store.checkpoint('checkpoint.pending'));
  });

  it('is never served when it is private', async () => {
    own = { ...own, identity: { ...own.identity, visibility: 'private' } };
    app = createLogRoutes({
      logs: { own } as Logs,
      programme: peerProgramme,
      crypto: testCrypto,
      clock: () => world.now,
      desk: world.desk,
      evidence: world.evidence,
      prover: { entry: async () => undefined } as unknown as Prover,
      isHeld: () => false,
      readers: () => [],
      blobs: { get: async () => utf8('{}') },
      keyFile: async () => '',
      isBlobNamed: async () => true,
      baseUrl: () => base,
    });
    for (const path of [
      'checkpoint',
      'checkpoint.pending',
      'tile/0/000',
      'payloads/0',
      `entry/${leaf(0)}`,
      `blob/${openHash}`,
    ])
      expect([path, await statusOf(`${log}/${path}`)]).toEqual([path, 404]);
  });
});

describe('payloads', () => {
  const path = `${log}/payloads/0?scope=programme`;
  const signedBy = async (pair: typeof keys.request, at = path) => {
    const signing = {
      sha256: testCrypto.sha256,
      nowSeconds: world.now / 1_000,
      random: randomBytes,
    };
    return signRequest({ method: 'GET', uri: `${base}${at}`, body: '' }, pair, signing);
  };

  it('of the public scope go to anybody, slot by slot', async () => {
    const answer = await get(`${log}/payloads/1`);
    const slots = decodePayloadBundle(new Uint8Array(await answer.arrayBuffer()));
    expect(slots.ok && slots.value.map(({ status }) => status)).toEqual(Array(44).fill('held'));
  });

  it('of the programme go to readers by a signed request, once', async () => {
    const headers = await signedBy(peer.keys.request);
    const answer = await get(path, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(Buffer.from(await answer.arrayBuffer()).includes('secret')).toBe(true);
    const replayed = await get(path, headers);
    expect([replayed.status, await replayed.text()]).toEqual([
      403,
      'server.payloads.out-of-scope\n',
    ]);
  });

  it('of the programme go to nobody else, with the same answer whether or not there are any', async () => {
    for (const headers of [
      {},
      await signedBy(keys.request),
      await signedBy(peer.keys.log),
      await signedBy(peer.keys.request, `${log}/payloads/1?scope=programme`),
    ])
      expect((await get(path, headers)).status).toBe(403);
    const answers = await Promise.all(
      [0, 1, 77].map((n) => get(`${log}/payloads/${n}?scope=programme`)),
    );
    const texts = await Promise.all(
      answers.map(async (one) => `${one.status} ${await one.text()}`),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('of no other scope can be asked for', async () => {
    for (const scope of ['internal', 'PUBLIC', '']) {
      const answer = await get(`${log}/payloads/0?scope=${scope}`);
      expect([answer.status, await answer.text()]).toEqual([400, 'server.payloads.scope\n']);
    }
  });

  it('singly are salt and bytes; erased ones say so, others are out of scope', async () => {
    const answer = await get(`${log}/payload/${leaf(2)}`);
    const [payload] = entries[2]?.payloads ?? [];
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(
      new Uint8Array(Buffer.concat([payload?.salt ?? [], payload?.bytes ?? []] as never)),
    );
    await own.store.erasePayload(2, 'public');
    const erased = await get(`${log}/payload/${leaf(2)}`);
    expect([erased.status, await erased.text()]).toEqual([410, 'server.payload.erased 2\n']);
    expect(await statusOf(`${log}/payload/xyz`)).toBe(404);
  });
});

describe('a node that does not know yet what was erased', () => {
  it('gives out no payload and no blob, and entries, proofs and notes as ever', async () => {
    isHeld = true;
    const path = `/mirror/${hashOf(world.log)}`;
    await peer.show(someEntries(3));
    await world.pull();
    for (const base of [log, path]) {
      for (const name of [`payload/${leaf(2)}`, 'payloads/0', `blob/${openHash}`]) {
        const answer = await get(`${base}/${name}`);
        const told = [answer.status, answer.headers.get('retry-after'), await answer.text()];
        expect(told, `${base}/${name}`).toEqual([503, '2', 'server.payloads.held\n']);
      }
      expect(await statusOf(`${base}/checkpoint.pending`)).toBe(200);
    }
    expect(await statusOf(`${log}/entry/${leaf(2)}`)).toBe(200);
    // Outsiders learn nothing by it.
    expect(await statusOf(`${log}/payloads/0?scope=programme`)).toBe(403);
  });
});

describe('blobs', () => {
  it('go to anybody where a public statement names them, for ever the same', async () => {
    const answer = await get(`${log}/blob/${openHash}`);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(schedule);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect((await get(`/mirror/${hashOf(world.log)}/blob/${openHash}`)).status).toBe(200);
  });

  it('are sent from where a download broke off, and not again to who has them', async () => {
    const path = `${log}/blob/${openHash}`;
    const etag = `"${openHash}"`;
    const whole = await get(path);
    expect([whole.headers.get('etag'), whole.headers.get('accept-ranges')]).toEqual([
      etag,
      'bytes',
    ]);
    const rest = await get(path, { range: 'bytes=4-', 'if-range': etag });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([
      206,
      `bytes 4-${schedule.length - 1}/${schedule.length}`,
    ]);
    expect(new Uint8Array(await rest.arrayBuffer())).toEqual(schedule.slice(4));
    const beyond = await get(path, { range: `bytes=${schedule.length}-` });
    expect([beyond.status, beyond.headers.get('content-range'), await beyond.text()]).toEqual([
      416,
      `bytes */${schedule.length}`,
      '',
    ]);
    const again = await get(path, { 'if-none-match': `"x", ${etag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('that no public statement names are like those that are not here', async () => {
    blobs.delete(openHash);
    for (const hash of [openHash, closedHash, unnamedHash, 'ab'.repeat(32), 'x', '..%2fkey']) {
      const answer = await get(`${log}/blob/${hash}`);
      expect([hash, answer.status, await answer.text()]).toEqual([hash, 404, '']);
    }
    expect(await statusOf(`/log/other/blob/${closedHash}`)).toBe(404);
    expect(await statusOf(`${log}/blob/${closedHash}?scope=internal`)).toBe(400);
  });

  it('of the programme go to readers by a signed request, and to nobody else', async () => {
    const path = `${log}/blob/${closedHash}?scope=programme`;
    const signing = {
      sha256: testCrypto.sha256,
      nowSeconds: world.now / 1_000,
      random: randomBytes,
    };
    const sign = (pair: typeof keys.request) =>
      signRequest({ method: 'GET', uri: `${base}${path}`, body: '' }, pair, signing);
    const answer = await get(path, await sign(peer.keys.request));
    expect([answer.status, await answer.text()]).toEqual([200, '{"schema":"comity-schedule/1"}']);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    for (const headers of [{}, await sign(keys.request)]) {
      expect((await get(path, headers)).status).toBe(403);
      const unnamed = await get(`${log}/blob/${unnamedHash}?scope=programme`, headers);
      expect(unnamed.status).toBe(403);
    }
  });

  it('are not served when the file has changed: store.blob.changed', async () => {
    const changed = new ComityError('store.blob.changed', 'other bytes');
    blobs.get = () => {
      throw changed;
    };
    const answer = await get(`${log}/blob/${openHash}`);
    expect([answer.status, await answer.text()]).toEqual([500, 'store.blob.changed\n']);
    expect(answer.headers.get('cache-control')).toBeNull();
  });

  it('are not for floods: 429 server.blob.busy, with Retry-After', async () => {
    for (let i = 0; i < 200; i++) expect(await statusOf(`${log}/blob/${openHash}`)).toBe(200);
    const told = await get(`${log}/blob/${openHash}`);
    expect([told.status, await told.text()]).toEqual([429, 'server.blob.busy\n']);
    expect(told.headers.get('retry-after')).toBe('1');
  });
});

describe('the witness', () => {
  const post = (body: string) =>
    app.request(`${base}/witness/add-checkpoint`, { method: 'POST', body });

  it('answers what its desk answers, and 413 for a body that no request has', async () => {
    expect((await post('x')).status).toBe(400);
    expect((await post('x'.repeat(200_000))).status).toBe(413);
    expect(await statusOf(`/witness/${hashOf(world.log)}/checkpoint`)).toBe(404);
  });

  it('tells a source that floods to wait: 429 server.witness.busy, with Retry-After', async () => {
    for (let i = 0; i < 100; i++) expect((await post('x')).status).toBe(400);
    const told = await post('x');
    expect([told.status, await told.text(), told.headers.get('retry-after')]).toEqual([
      429,
      'server.witness.busy\n',
      '1',
    ]);
    world.now += 1_000;
    for (let i = 0; i < 20; i++) expect((await post('x')).status).toBe(400);
    expect((await post('x')).status).toBe(429);
  });
});
