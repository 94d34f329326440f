// What a pull takes from a peer, and what it refuses.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  keyPair,
  type Peer,
  publicEntry,
  signClaim,
  signEntries,
  someEntries,
  startPeer,
  tinyEntries,
} from '../../test/support/peer.ts';
import { type WitnessWorld, watchPeer } from '../../test/support/witness-world.ts';
import { equalBytes, utf8 } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import { cosign } from '../record/cosignature.ts';
import { cosignatureKeyType } from '../record/key.ts';
import { printNote } from '../record/note.ts';
import { encodeBundle } from '../record/tile.ts';
import { encodePayloadBundle } from './payload-bundle.ts';

let peer: Peer;
let world: WitnessWorld;
beforeEach(async () => {
  peer = await startPeer();
  world = await watchPeer(peer);
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

/** Answers paths that end so with these bytes, and all others honestly. */
const answering = (end: string, body: Uint8Array | string | undefined, status = 200) => {
  peer.misbehave = (path, { response }) => {
    if (!path.split('?')[0]?.endsWith(end)) return false;
    response.statusCode = status;
    response.end(body);
    return true;
  };
};
const held = () => world.log.store.head();

describe('pullLog', () => {
  it('brings entries, payloads, the signed note and the confirmed one', async () => {
    const note = await peer.show(someEntries(300));
    expect(await world.pull()).toBe('pulled');
    expect(equalBytes(held().root, note.root)).toBe(true);
    expect([world.log.pending?.size, world.log.confirmed?.size]).toEqual([300, 300]);
    expect((await world.log.store.payload(299, 'public')).status).toBe('held');
    expect(world.refused()).toEqual([]);
  });

  it('asks for nothing but the notes when nothing is new', async () => {
    await peer.show(someEntries(300));
    await world.pull();
    peer.asked.length = 0;
    await world.pull();
    expect(peer.asked.map((path) => path.split('/').at(-1))).toEqual([
      'checkpoint.pending',
      'checkpoint',
    ]);
  });

  it('asks for nothing that was erased here, and does not take it when it comes with what is new', async () => {
    await peer.show(someEntries(3));
    await world.pull();
    await world.log.store.erasePayload(1, 'public');
    peer.asked.length = 0;
    await world.pull();
    expect(peer.asked.filter((path) => path.includes('/payloads/'))).toEqual([]);
    await peer.show(someEntries(5));
    await world.pull();
    expect(peer.asked.filter((path) => path.includes('/payloads/'))).not.toEqual([]);
    const slots = [1, 2, 4].map((index) => world.log.store.payload(index, 'public'));
    expect((await Promise.all(slots)).map(({ status }) => status)).toEqual([
      'erased',
      'held',
      'held',
    ]);
  });

  it('says server.pull.note for garbage, another log’s note, a wrong key and an odd status', async () => {
    await peer.show(someEntries(3));
    const rogueKey = keyPair(99, peer.keys.log.key.name);
    const otherLog = keyPair(61, 'log.other.invalid/two-towns');
    const claim = { size: 3, root: new Uint8Array(32) };
    const bodies = [
      '',
      '\u0000\u0001 garbage',
      Buffer.from([0xff, 0xfe]),
      printNote((await signClaim(rogueKey, claim)).note),
      printNote((await signClaim(otherLog, claim)).note),
    ];
    for (const body of bodies) {
      answering('checkpoint.pending', body);
      expect(await world.pull()).toBe('server.pull.note');
    }
    answering('checkpoint.pending', 'x', 500);
    expect(await world.pull()).toBe('server.pull.note');
    expect(held().size).toBe(0);
  });

  it('says server.pull.bundle for bundles that are absent, too short, too long or of wrong lengths', async () => {
    const entries = someEntries(5);
    await peer.show(entries);
    const bundle = encodeBundle(entries.map((entry) => entry.bytes));
    const wrongLength = bundle.slice();
    wrongLength[0] = 0xff;
    const bodies = [undefined, bundle.subarray(1), bundle.subarray(0, -1), wrongLength];
    for (const body of [...bodies, Buffer.concat([bundle, bundle])]) {
      answering('.p/5', body, body === undefined ? 404 : 200);
      expect(await world.pull()).toBe('server.pull.bundle');
    }
    expect(held().size).toBe(0);
  });

  it('says server.pull.fork for entries that do not give the signed root, and keeps none', async () => {
    await peer.show(someEntries(5));
    answering('.p/5', encodeBundle(someEntries(5, 'forged').map((entry) => entry.bytes)));
    expect(await world.pull()).toBe('server.pull.fork');
    expect(held().size).toBe(0);
    // No evidence: anybody between us could have altered the answer.
    expect(world.alarms.all()).toEqual([]);
  });

  it('keeps no payload that its entry does not commit to', async () => {
    await peer.show(someEntries(2));
    const slot = { status: 'held', salt: new Uint8Array(32), bytes: utf8('{}') } as const;
    answering('payloads/0', encodePayloadBundle([slot, slot]));
    expect(await world.pull()).toBe('pulled');
    expect((await world.log.store.payload(0, 'public')).status).toBe('not-held');
    expect(world.refused()).toEqual(['server.pull.payload']);
    // Asked again, it comes honestly: payloads may arrive late.
    peer.misbehave = () => false;
    expect(await world.pull()).toBe('pulled');
    expect((await world.log.store.payload(0, 'public')).status).toBe('held');
  });

  it('stops a round that is full by bytes, and asks for room before the next', async () => {
    const large = Array.from({ length: 600 }, (_, i) =>
      publicEntry({ about: 'X', i, pad: 'x'.repeat(20_000) }),
    );
    await peer.show(large);
    let rounds = 0;
    let taken = 0;
    world.room = {
      require: async () => {
        rounds += 1;
      },
      took: (_log, entries) => {
        for (const { payloads } of entries) taken += payloads[0]?.bytes.length ?? 0;
      },
    };
    expect(await world.pull()).toBe('pulled');
    expect(held().size).toBe(600);
    expect(rounds).toBeGreaterThanOrEqual(3);
    expect(taken).toBeGreaterThan(600 * 20_000);
  });

  it('takes no more than its room, however large the log that is announced', async () => {
    await peer.show(tinyEntries(1_000));
    const claim = { size: 2 ** 40, root: new Uint8Array(32).fill(1) };
    const note = printNote((await signClaim(peer.keys.log, claim)).note);
    answering('checkpoint.pending', note);
    expect(await world.pull()).toMatch(/^server\.pull\.(bundle|fork)$|^record\.tile/);
    expect(held().size).toBe(0);
    world.room = {
      ...world.room,
      require: () => Promise.reject(new ComityError('server.pull.quota', 'full')),
    };
    peer.asked.length = 0;
    expect(await world.pull()).toBe('server.pull.quota');
    expect(peer.asked).toHaveLength(1);
  });

  it('waits for every required cosignature before it confirms', async () => {
    const note = await peer.show(someEntries(4));
    const third = keyPair(80, 'witness.third.invalid', cosignatureKeyType);
    world.required = [third.key];
    expect(await world.pull()).toBe('pulled');
    expect(world.log.confirmed).toBeUndefined();
    const line = await cosign({ ...third, timeSeconds: 1, checkpointText: note.note.text });
    const cosigned = { text: note.note.text, signatures: [...note.note.signatures, line] };
    answering('checkpoint', printNote(cosigned));
    expect(await world.pull()).toBe('pulled');
    expect(world.log.confirmed?.size).toBe(4);
  });

  it('keeps of a note only lines of known cosigners that verify, and each once', async () => {
    const note = await peer.show(someEntries(4));
    const known = keyPair(80, 'witness.known.invalid', cosignatureKeyType);
    const { text } = note.note;
    const line = await cosign({ ...known, timeSeconds: 1, checkpointText: text });
    const junk = Array.from({ length: 12 }, (_, i) => ({
      name: `nobody-${i}.invalid`,
      keyId: 'abababab',
      signature: new Uint8Array(3_000),
    }));
    const full = { text, signatures: [...note.note.signatures, ...junk, line, line] };
    world.cosigners = [known.key];
    answering('checkpoint', printNote(full));
    for (let i = 0; i < 3; i++) expect(await world.pull()).toBe('pulled');
    const lines = world.log.confirmed?.note.signatures.map(({ name }) => name);
    expect(lines).toEqual([peer.origin, known.key.name]);
    expect(world.kept).toHaveLength(1);
    expect(world.kept[0]?.length).toBeLessThan(600);
  });

  it('never frames an honest log: a replay of any older genuine note is no alarm', async () => {
    const all = someEntries(20);
    const old = await signEntries(peer.keys.log, all.slice(0, 7));
    await peer.show(all);
    await world.pull();
    for (const size of [0, 1, 7, 19]) {
      const note = size === 7 ? old : await signEntries(peer.keys.log, all.slice(0, size));
      answering('checkpoint.pending', printNote(note.note));
      expect(await world.pull()).toBe('pulled');
    }
    expect(held().size).toBe(20);
    expect([world.alarms.all(), world.refused()]).toEqual([[], []]);
  });
});

describe('a signed tree whose entries are not shown', () => {
  it('is "not shown to grow" after a minute, and no longer when they come', async () => {
    await peer.show(someEntries(6));
    await world.pull();
    await peer.show(someEntries(9));
    peer.misbehave = (path, { response }) => {
      if (!path.includes('/tile/')) return false;
      response.statusCode = 404;
      response.end();
      return true;
    };
    expect(await world.pull()).toBe('server.pull.bundle');
    world.now += 60_001;
    expect(await world.pull()).toBe('server.pull.bundle');
    expect(world.alarms.standing(peer.origin)?.state).toBe('unproven');
    peer.misbehave = () => false;
    expect(await world.pull()).toBe('pulled');
    expect(world.alarms.all()).toEqual([]);
  });
});

describe('a fork that a pull meets', () => {
  it.each([
    ['of the same size', 6, 'server.alarm.same-size'],
    ['that is shorter', 4, 'server.alarm.inconsistent'],
    ['that is longer', 9, 'server.alarm.inconsistent'],
  ])('%s is proven, refused and kept out', async (_what, size, code) => {
    await peer.show(someEntries(6));
    await world.pull();
    const before = held();
    await peer.show(someEntries(size, 'forked'));
    expect(await world.pull()).toBe('server.pull.fork');
    expect(world.alarms.standing(peer.origin)).toMatchObject({ state: 'proven', code });
    expect(held()).toEqual(before);
    expect(world.log.pending?.size).toBe(6);
  });

  it('is proven also when only its first entries were ever taken', async () => {
    // Rounds of one bundle each: the peer gives the first, and then shows another tree.
    const large = (word: string) =>
      Array.from({ length: 600 }, (_, i) =>
        publicEntry({ about: 'X', word, i, pad: 'x'.repeat(20_000) }),
      );
    await peer.show(large('one'));
    peer.misbehave = (path, { response }) => {
      if (!path.includes('tile/entries/001')) return false;
      response.destroy();
      return true;
    };
    expect(await world.pull()).toBe('server.peer.unreachable');
    expect([held().size, world.log.pending]).toEqual([256, undefined]);
    peer.misbehave = () => false;
    await peer.show(large('two').slice(0, 600));
    expect(await world.pull()).toBe('server.pull.fork');
    expect(world.alarms.standing(peer.origin)?.code).toBe('server.alarm.same-size');
  });
});
