// What the witness cosigns, and how it answers everything else.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testCrypto, testMlDsaSigner } from '../../test/support/crypto.ts';
import {
  keyPair,
  type Peer,
  publishEntries,
  signEntries,
  someEntries,
  startPeer,
} from '../../test/support/peer.ts';
import { type WitnessWorld, watchPeer } from '../../test/support/witness-world.ts';
import type { Origin } from '../base/ids.ts';
import { verifyCosignature } from '../record/cosignature.ts';
import { printEvidence } from '../record/evidence.ts';
import { mlDsaKeyType, verifierKey } from '../record/key.ts';
import { consistencyProof } from '../record/merkle.ts';
import { parseNote, parseSignatures, printNote } from '../record/note.ts';
import { tileHashReader } from '../record/tile.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import { createMemoryLog } from '../store/memory-log.ts';
import { originHash } from './logs.ts';

let peer: Peer;
let third: Peer;
let world: WitnessWorld;
beforeEach(async () => {
  peer = await startPeer();
  third = await startPeer({ party: 'third', mark: 'TH', seed: 80 });
  world = await watchPeer(peer);
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
  await third[Symbol.asyncDispose]();
});

/** A genuine request to cosign the first `size` of some entries. */
async function request(
  size: number,
  given: { old?: number; word?: string; key?: typeof peer.keys.log } = {},
) {
  const { old = 0, word, key = peer.keys.log } = given;
  const { sha256 } = testCrypto;
  const log = createMemoryLog({ origin: peer.log.origin, sha256 });
  const note = await publishEntries(log, key, someEntries(size, word));
  const reader = tileHashReader(size, (path) => log.resource(path));
  const proof =
    old === 0 || old === size
      ? []
      : await consistencyProof(sha256, { from: old, to: size }, reader);
  return printAddCheckpoint({ oldSize: old, proof, note: printNote(note.note) });
}

const post = async (body: string) => {
  const { status, body: answer } = await world.desk.addCheckpoint(body);
  return `${status} ${answer.trim()}`;
};
const noteIn = (body: string) => body.slice(body.indexOf('\n\n') + 2);

describe('addCheckpoint', () => {
  it('cosigns what grows, and shows the note with both lines afterwards', async () => {
    const hash = originHash(testCrypto, peer.origin);
    expect(await world.desk.newest(hash)).toBeUndefined();
    for (const [old, size] of [
      [0, 3],
      [3, 3],
      [3, 10],
    ] as const) {
      const body = await request(size, { old });
      const answer = await world.desk.addCheckpoint(body);
      expect(answer.status).toBe(200);
      const lines = parseSignatures(answer.body);
      const note = parseNote(noteIn(body));
      if (!note.ok || !lines.ok) return expect.fail('a note and its cosignature');
      const signatures = [...note.value.signatures, ...lines.value];
      const cosigned = { text: note.value.text, signatures };
      const checked = await verifyCosignature(
        testCrypto,
        world.keys.witness.key,
        cosigned as never,
      );
      expect(checked).toEqual({ status: 'valid', timeSeconds: world.now / 1_000 });
      expect(await world.desk.newest(hash)).toBe(printNote(cosigned));
    }
  });

  it('cosigns with every key that it has, a line each, and keeps them all', async () => {
    const signer = testMlDsaSigner();
    const { name } = world.keys.witness.key;
    const { publicKey } = signer;
    const key = verifierKey(testCrypto.sha256, { name, type: mlDsaKeyType, publicKey });
    world.alsoCosigning = [{ key, signer }];
    const body = await request(3);
    const answer = await world.desk.addCheckpoint(body);
    const lines = parseSignatures(answer.body);
    const note = parseNote(noteIn(body));
    if (!note.ok || !lines.ok) return expect.fail('a note and its cosignatures');
    expect(lines.value.map((line) => line.name)).toEqual([name, name]);
    const signatures = [...note.value.signatures, ...lines.value];
    const cosigned = { text: note.value.text, signatures };
    for (const witness of [world.keys.witness.key, key]) {
      const checked = await verifyCosignature(testCrypto, witness, cosigned);
      expect(checked).toEqual({ status: 'valid', timeSeconds: world.now / 1_000 });
    }
    const hash = originHash(testCrypto, peer.origin);
    expect(await world.desk.newest(hash)).toBe(printNote(cosigned));
  });

  it('answers 400 for what is malformed, and for an old size beyond the new', async () => {
    for (const body of ['', 'old x\n\n', 'x'.repeat(200_000), 'old 0\n\nno note'])
      expect(await post(body)).toMatch(/^400 record\./);
    const body = await request(3);
    expect(await post(body.replace('old 0', 'old 4'))).toBe('400 record.witness.old-beyond-new');
  });

  it('answers 404 for a log that it does not know', async () => {
    const body = (await request(3)).replaceAll(peer.origin, 'log.else.invalid/x');
    expect(await post(body)).toBe('404 server.witness.unknown-origin');
  });

  it('answers 403 for another key and for an altered note, and shows that it refused', async () => {
    const key = keyPair(99, peer.origin);
    expect(await post(await request(3, { key }))).toBe('403 record.checkpoint.not-signed');
    const body = await request(3);
    const altered = body.replace('\n3\n', '\n4\n');
    expect(await post(altered)).toBe('403 record.checkpoint.signature-invalid');
    expect(world.refused()).toEqual([
      'record.checkpoint.not-signed',
      'record.checkpoint.signature-invalid',
    ]);
  });

  it('answers 409 with the size it stands at', async () => {
    await post(await request(3));
    expect(await post(await request(5))).toBe('409 3');
    expect(await post(await request(2))).toBe('409 3');
    expect(world.alarms.all()).toEqual([]);
  });

  it('answers 422 for a wrong proof by anybody, and frames nobody', async () => {
    await peer.show(someEntries(10));
    await world.pull();
    await post(await request(3));
    const genuine = await request(10, { old: 3 });
    const wrong = genuine.replace(/old 3\n.+\n/, `old 3\n${Buffer.alloc(32).toString('base64')}\n`);
    expect(await post(wrong)).toBe('422 record.witness.proof');
    expect(world.alarms.all()).toEqual([]);
    expect(await post(genuine)).toMatch(/^200 /);
  });

  it('refuses a fork, raises the alarm, and then refuses the log until the alarm is closed', async () => {
    await peer.show(someEntries(10));
    await world.pull();
    await post(await request(10));
    expect(await post(await request(10, { old: 10, word: 'forked' }))).toBe(
      '422 record.witness.other-root',
    );
    expect(world.alarms.standing(peer.origin)?.code).toBe('server.alarm.same-size');
    const growth = await request(12, { old: 10 });
    expect(await post(growth)).toBe('403 server.alarm.same-size');
    world.alarms.close(peer.origin, 'healed');
    expect(await post(growth)).toMatch(/^200 /);
  });

  it('looks into a fork that is larger than all it holds, by the peer’s tiles', async () => {
    await peer.show(someEntries(10));
    await world.pull();
    await post(await request(10));
    await peer.show(someEntries(14, 'forked'));
    expect(await post(await request(14, { old: 10, word: 'forked' }))).toBe(
      '422 record.witness.proof',
    );
    expect(world.alarms.standing(peer.origin)?.code).toBe('server.alarm.inconsistent');
  });

  it('takes one of two requests that come at once', async () => {
    const bodies = [await request(3), await request(3, { word: 'forked' })];
    const answers = await Promise.all(bodies.map(post));
    expect(answers.filter((answer) => answer.startsWith('200'))).toHaveLength(1);
    expect(answers.filter((answer) => /^(409 3|403|422)/.test(answer))).toHaveLength(1);
  });

  it('looks once at a time, however many post', async () => {
    await peer.show(someEntries(10));
    await world.pull();
    await post(await request(3));
    peer.asked.length = 0;
    let tiles = 0;
    let ended = 0;
    // The one look lasts until every other post has been answered, however busy the machine is.
    peer.misbehave = async (path) => {
      if (path.includes('/tile/')) tiles += 1;
      await vi.waitFor(() => expect(ended).toBeGreaterThanOrEqual(29), 10_000);
      return false;
    };
    const wrong = (await request(40, { old: 3 })).replace(/old 3\n.+\n/, 'old 3\n');
    const posts = Array.from({ length: 30 }, () => post(wrong).then(() => (ended += 1)));
    await Promise.all(posts);
    expect(tiles).toBeLessThanOrEqual(2);
  });
});

describe('comparing with other witnesses', () => {
  const holding = async (body: string) => {
    third.misbehave = (path, { response }) => {
      if (!path.startsWith('/witness/')) return false;
      response.end(noteIn(body));
      return true;
    };
    world.witnesses = [third.node];
  };

  it('refuses a tree that another witness knows otherwise, and tells it', async () => {
    await peer.show(someEntries(5));
    await world.pull();
    await holding(await request(5, { word: 'other' }));
    expect(await post(await request(5))).toBe('403 server.witness.contradiction');
    expect(world.alarms.standing(peer.origin)?.state).toBe('proven');
    await vi.waitFor(() => expect(third.asked).toContain('/witness/add-checkpoint'));
    expect(await post(await request(5))).toBe('403 server.alarm.same-size');
  });

  it('tells the other the two notes that prove it: the one of the mirror, which it had not seen, too', async () => {
    await post(await request(9, { word: 'cosigned' }));
    await peer.show(someEntries(5));
    await world.pull();
    // The other knows the past that was cosigned here, so that only the mirror's note is news to it.
    const bodies: string[] = [];
    const known = await request(12, { word: 'cosigned' });
    const log = createMemoryLog({ origin: peer.log.origin, sha256: testCrypto.sha256 });
    await publishEntries(log, peer.keys.log, someEntries(12, 'cosigned'));
    third.misbehave = async (path, { request: asked, response }) => {
      const tile = path.split(`/mirror/${originHash(testCrypto, peer.origin)}/`)[1];
      if (path === '/witness/add-checkpoint') {
        let body = '';
        for await (const piece of asked) body += String(piece);
        bodies.push(noteIn(body));
        response.statusCode = 409;
        response.end('12\n');
      } else if (tile !== undefined) response.end(await log.resource(tile));
      else if (path.startsWith('/witness/')) response.end(noteIn(known));
      else return false;
      return true;
    };
    world.witnesses = [third.node];
    await world.desk.compareAll();
    expect(world.alarms.standing(peer.origin)?.state).toBe('proven');
    await vi.waitFor(() => expect(bodies.map((note) => note.split('\n')[1])).toEqual(['5', '12']));
  });

  it('proves a fork from two notes that it is told of, and of which it has seen neither', async () => {
    await peer.show(someEntries(2));
    await world.pull();
    await post(await request(2));
    expect(await post(await request(5, { word: 'one' }))).toMatch(/^409/);
    expect(await post(await request(7, { word: 'other' }))).toMatch(/^409/);
    expect(world.alarms.all()).toEqual([]);
    await post(await request(5, { word: 'one' }));
    await post(await request(5, { word: 'other' }));
    expect(world.alarms.standing(peer.origin)?.code).toBe('server.alarm.same-size');
  });

  it('goes on when the other is away, silent, answers rubbish or holds an older tree', async () => {
    world.witnesses = [third.node];
    expect(await post(await request(2))).toMatch(/^200/);
    await holding('\n\nrubbish');
    expect(await post(await request(3, { old: 2 }))).toMatch(/^200/);
    await holding(await request(1));
    expect(await post(await request(4, { old: 3 }))).toMatch(/^200/);
    third.misbehave = () => true;
    const from = Date.now();
    expect(await post(await request(5, { old: 4 }))).toMatch(/^200/);
    expect(Date.now() - from).toBeLessThan(3_000);
    await third[Symbol.asyncDispose]();
    expect(await post(await request(6, { old: 5 }))).toMatch(/^200/);
    expect(world.alarms.all()).toEqual([]);
  });

  it('compares by itself what was cosigned at the same moment', async () => {
    await peer.show(someEntries(5));
    await world.pull();
    await post(await request(5));
    await holding(await request(5, { word: 'other' }));
    await world.desk.compareAll();
    expect(world.alarms.standing(peer.origin)?.code).toBe('server.alarm.same-size');
    const told = () => third.asked.filter((path) => path === '/witness/add-checkpoint').length;
    await vi.waitFor(() => expect(told()).toBe(2));
    const asked = third.asked.length;
    await world.desk.compareAll();
    expect(third.asked.length).toBe(asked);
  });

  it('raises no alarm again on two trees for which an operator closed it, and one on a third', async () => {
    await peer.show(someEntries(5));
    await world.pull();
    await post(await request(5));
    await holding(await request(5, { word: 'other' }));
    await world.desk.compareAll();
    expect(world.alarms.close(peer.origin, 'healed')).toBe(1);
    await world.desk.compareAll();
    expect(world.alarms.standing(peer.origin)).toBeUndefined();
    await holding(await request(5, { word: 'third' }));
    await world.desk.compareAll();
    expect(world.alarms.standing(peer.origin)?.code).toBe('server.alarm.same-size');
  });

  it('proves by itself that it cosigned another past than its mirror was shown', async () => {
    await post(await request(5, { word: 'cosigned' }));
    await peer.show(someEntries(3));
    await world.pull();
    await world.desk.compareAll();
    expect(world.alarms.all()).toEqual([]);
    await peer.show(someEntries(9));
    await world.pull();
    const { write } = world.evidence;
    world.evidence.write = () => Promise.reject(Object.assign(new Error('x'), { code: 'EIO' }));
    await world.desk.compareAll();
    expect(world.alarms.standing(peer.origin)).toMatchObject({ state: 'proven' });
    // What the disk did not take is written as soon as it does.
    world.evidence.write = write;
    await world.desk.compareAll();
    const { detail, evidence } = world.alarms.standing(peer.origin) ?? {};
    expect([detail, evidence]).toEqual([
      'sizes 5, 9',
      `/evidence/${originHash(testCrypto, peer.origin)}/1.evidence`,
    ]);
  });

  it('proves a fork that only the other was shown, larger than all it holds, by the tiles of its mirror', async () => {
    await peer.show(someEntries(5));
    await world.pull();
    await post(await request(5));
    const mirror = `/mirror/${originHash(testCrypto, peer.origin)}/`;
    third.log = createMemoryLog({ origin: peer.origin as Origin, sha256: testCrypto.sha256 });
    const forked = await publishEntries(third.log, peer.keys.log, someEntries(9, 'other'));
    third.misbehave = async (path, { response }) => {
      if (path.startsWith('/witness/')) response.end(printNote(forked.note));
      else if (path.startsWith(mirror))
        response.end(await third.log.resource(path.slice(mirror.length)));
      else return false;
      return true;
    };
    world.witnesses = [third.node];
    await world.desk.compareAll();
    expect(world.alarms.standing(peer.origin)?.code).toBe('server.alarm.inconsistent');
  });

  it('takes growth that it has not seen yet for no finding, however long it is not shown', async () => {
    await peer.show(someEntries(5));
    await world.pull();
    await post(await request(5));
    await holding(await request(9));
    peer.misbehave = (path, { response }) => {
      if (!path.includes('/tile/')) return false;
      response.destroy();
      return true;
    };
    for (let i = 0; i < 3; i++) {
      world.now += 61_000;
      await world.desk.compareAll();
    }
    expect(world.alarms.all()).toEqual([]);
  });

  it('takes the evidence of a node that was shown both pasts, and none that does not verify', async () => {
    await peer.show(someEntries(5));
    await world.pull();
    const notes = [await request(5), await request(5, { word: 'other' })].map(noteIn);
    const [a = '', b = ''] = notes;
    const evidence = printEvidence({ kind: 'same-size', a, b }, peer.keys.log.key);
    let shown = evidence.replace('size', 'sise');
    third.misbehave = (path, { response }) => {
      if (!path.endsWith('/1.evidence')) return false;
      response.end(shown);
      return true;
    };
    world.witnesses = [third.node];
    await world.desk.compareAll();
    shown = printEvidence({ kind: 'same-size', a, b: a }, peer.keys.log.key);
    await world.desk.compareAll();
    expect([world.alarms.all(), world.refused()]).toEqual([[], []]);
    shown = evidence;
    await world.desk.compareAll();
    expect(world.alarms.standing(peer.origin)?.state).toBe('proven');
    expect(await world.evidence.read(originHash(testCrypto, peer.origin), 1)).toBe(evidence);
  });

  it('is not fooled by a witness that makes up notes', async () => {
    await peer.show(someEntries(5));
    await world.pull();
    const forger = keyPair(99, peer.origin);
    const made = await signEntries(forger, someEntries(5, 'made up'));
    await holding(`\n\n${printNote(made.note)}`);
    expect(await post(await request(5))).toMatch(/^200/);
    expect(world.alarms.all()).toEqual([]);
  });
});
