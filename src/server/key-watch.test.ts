// Keys of a party that change while it is watched: what is believed, on whose word, and what the old key may still do.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  keyPair,
  type Peer,
  publicEntry,
  publishEntries,
  signClaim,
  someEntries,
  startPeer,
} from '../../test/support/peer.ts';
import { type WitnessWorld, watchPeer } from '../../test/support/witness-world.ts';
import { instantOf } from '../base/dates.ts';
import type { Origin } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import { printVerifierKey } from '../record/key.ts';
import { consistencyProof, leafHash, rootOf } from '../record/merkle.ts';
import { printNote } from '../record/note.ts';
import { printAddCheckpoint } from '../record/witness.ts';
import type { NewEntry } from '../store/log-store.ts';
import { createMemoryLog } from '../store/memory-log.ts';
import { printKeyFile, signChange } from './key-changes.ts';
import type { KeyPair } from './keys.ts';
import { keyFileBytesMax, keyLooks } from './limits.ts';

const day = 86_400_000;
let peer: Peer;
let world: WitnessWorld;
let second: KeyPair;
let third: KeyPair;
let served: string;
beforeEach(async () => {
  peer = await startPeer();
  world = await watchPeer(peer);
  second = keyPair(91, peer.origin);
  third = keyPair(92, peer.origin);
  served = '';
  peer.misbehave = (path, { response }) => {
    if (!path.endsWith('/keys')) return false;
    response.end(served);
    return true;
  };
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

const idOf = (pair: KeyPair) => pair.key.keyId;
const known = () => world.log.keys().map(({ key }) => key.keyId);

/** The entry of a change, signed by a root key: the peer's own unless another is given. */
async function changing(
  [before, after]: readonly [KeyPair, KeyPair],
  end: { readonly until?: string; readonly size?: number; readonly root?: KeyPair },
): Promise<NewEntry> {
  const { until, size, root = peer.keys.root } = end;
  const change = {
    act: size === undefined ? ('key-rotate' as const) : ('key-replace' as const),
    key: 'log' as const,
    before: printVerifierKey(before.key),
    after: printVerifierKey(after.key),
    ...(size === undefined ? { until: until ?? '' } : { size, why: { en: 'Lost' } }),
  };
  const signature = await signChange(root.signer, peer.origin as Origin, change);
  return publicEntry({
    schema: 'log/1',
    by: 'a1b2c3d4',
    about: peer.origin,
    ...change,
    signature,
  } as Json);
}

/** Shows these entries under notes of these keys, and hands out the changes among them. */
async function show(
  entries: readonly NewEntry[],
  pairs: readonly KeyPair[],
  changes = entries.filter(({ payloads }) => Buffer.from(payloads[0].bytes).includes('"key-r')),
) {
  peer.log = createMemoryLog({ origin: peer.origin as Origin, sha256: testCrypto.sha256 });
  const [first] = pairs;
  await publishEntries(peer.log, first, entries);
  const notes = await Promise.all(pairs.map((pair) => signClaim(pair, peer.log.head())));
  const signatures = notes.flatMap(({ note }) => note.signatures);
  const note = printNote({ text: notes[0].note.text, signatures });
  for (const name of ['checkpoint.pending', 'checkpoint'] as const)
    await peer.log.putCheckpoint(name, note, entries.length);
  served = fileOf(entries, changes);
  return note;
}
const fileOf = (entries: readonly NewEntry[], changes: readonly NewEntry[]) =>
  printKeyFile(
    changes.map((entry) => ({
      index: entries.indexOf(entry),
      salt: entry.payloads[0].salt,
      payload: entry.payloads[0].bytes,
    })),
  );
const later = (days: number) => instantOf(world.now + days * day);

describe('a party that rotates its log key', () => {
  it('is believed on its root key’s word; both keys count, and the note keeps both lines', async () => {
    const { log } = peer.keys;
    await show(someEntries(3), [log]);
    expect(await world.pull()).toBe('pulled');
    const rotated = await changing([log, second], { until: later(30) });
    await show([...someEntries(3), rotated], [log, second]);
    expect(await world.pull()).toBe('pulled');
    expect(known()).toEqual([idOf(log), idOf(second)]);
    expect(world.log.pending?.note.signatures.map(({ keyId }) => keyId)).toEqual(known());
    await show([...someEntries(3), rotated, ...someEntries(1, 'new')], [second]);
    expect(await world.pull()).toBe('pulled');
    expect(world.refused()).toEqual([]);
  });

  it('has its old key refused for what is new once the overlap is over, and not for what is held', async () => {
    const { log } = peer.keys;
    const rotated = await changing([log, second], { until: later(30) });
    const entries = [...someEntries(3), rotated];
    await show(entries, [log, second]);
    await world.pull();
    world.now += 30 * day;
    await show([...entries, ...someEntries(1, 'in time')], [log]);
    expect(await world.pull()).toBe('pulled');
    world.now += 1_000;
    expect(await world.pull()).toBe('pulled');
    const more = [...entries, ...someEntries(1, 'in time'), ...someEntries(1, 'late')];
    const note = await show(more, [log]);
    expect(await world.pull()).toBe('server.pull.note');
    const asked = printAddCheckpoint({ oldSize: 0, proof: [], note });
    expect((await world.desk.addCheckpoint(asked)).status).toBe(403);
    await show(more, [second]);
    expect(await world.pull()).toBe('pulled');
  });

  it('is taken over by one who was away for all of it, before its first new entry', async () => {
    const { log } = peer.keys;
    await show(someEntries(3), [log]);
    await world.pull();
    const rotated = await changing([log, second], { until: later(1) });
    const again = await changing([second, third], { until: later(2) });
    world.now += 60 * day;
    await show([...someEntries(3), rotated, again], [third]);
    expect(await world.pull()).toBe('pulled');
    expect(known()).toEqual([log, second, third].map(idOf));
  });

  it('is not believed without its root key, for another log, or out of order', async () => {
    const { log, root } = peer.keys;
    for (const made of [
      await changing([log, second], { until: later(30), root: keyPair(99, root.key.name) }),
      await changing([second, third], { until: later(30) }),
    ]) {
      await show([...someEntries(3), made], [log, second]);
      expect(await world.pull()).toBe('pulled');
      expect(known()).toEqual([idOf(log)]);
      world.now += keyLooks.usualMilliseconds;
      await world[Symbol.asyncDispose]();
      world = await watchPeer(peer);
    }
    await show(
      someEntries(3),
      [second],
      [await changing([log, second], { until: later(30), root: log })],
    );
    expect(await world.pull()).toBe('server.pull.note');
  });

  it('is not believed where its log says nothing of it: server.keys.not-in-log', async () => {
    const { log } = peer.keys;
    const hidden = await changing([log, second], { until: later(30) });
    await show(someEntries(3), [log, second], []);
    served = fileOf([hidden], [hidden]);
    expect(await world.pull()).toBe('pulled');
    expect(world.refused()).toEqual(['server.keys.not-in-log']);
    expect(known()).toEqual([idOf(log)]);
  });

  it('cannot take back what was believed: server.keys.contradicted', async () => {
    const { log } = peer.keys;
    const rotated = await changing([log, second], { until: later(30) });
    await show([...someEntries(3), rotated], [log, second]);
    await world.pull();
    served = '';
    world.now += keyLooks.usualMilliseconds;
    await world.pull();
    expect(known()).toEqual([log, second].map(idOf));
    const other = await changing([log, third], { until: later(30) });
    served = fileOf([...someEntries(9), other], [other]);
    world.now += keyLooks.usualMilliseconds;
    await world.pull();
    expect(world.refused()).toEqual(['server.keys.contradicted']);
    expect(known()).toEqual([log, second].map(idOf));
  });

  it('is not believed for rubbish, and is not asked without end: server.keys.malformed', async () => {
    const line = '{"index":1,"payload":"x","salt":"AAAA"}\n';
    for (const text of ['x', '{}\n', line, '\n'.repeat(400)]) {
      served = text;
      await show(someEntries(3), [peer.keys.log, second], []);
      served = text;
      await world.pull();
    }
    expect(new Set(world.refused())).toEqual(new Set(['server.keys.malformed']));
    served = 'x'.repeat(keyFileBytesMax + 1);
    for (let i = 0; i < 20; i++) await world.pull();
    const looks = peer.asked.filter((path) => path.endsWith('/keys')).length;
    expect(looks).toBeLessThanOrEqual(keyLooks.unknownMax);
    expect(known()).toEqual([idOf(peer.keys.log)]);
  });
});

describe('a party that replaces a stolen log key', () => {
  it('is believed from the size it names; what the thief signs beyond it is refused everywhere', async () => {
    const { log } = peer.keys;
    const genuine = someEntries(5);
    await show(genuine, [log]);
    await world.pull();
    const replaced = await changing([log, second], { size: 5 });
    const note = await show([...genuine, replaced], [second]);
    // The witness learns of it when it is asked to cosign, and cosigns.
    const asked = printAddCheckpoint({ oldSize: 0, proof: [], note });
    expect((await world.desk.addCheckpoint(asked)).status).toBe(200);
    expect(await world.pull()).toBe('pulled');
    const stolen = [...genuine, replaced, ...someEntries(2, 'by the thief')];
    const forged = await show(stolen, [log], [replaced]);
    expect(await world.pull()).toBe('server.pull.note');
    const wanted = printAddCheckpoint({ oldSize: 6, proof: [], note: forged });
    expect((await world.desk.addCheckpoint(wanted)).status).toBe(403);
    expect([world.log.store.head().size, world.alarms.all()]).toEqual([6, []]);
  });

  it('stays cosigned up to where it was: the witness does not forget', async () => {
    const { log } = peer.keys;
    const note = await show(someEntries(7), [log]);
    const asked = printAddCheckpoint({ oldSize: 0, proof: [], note });
    expect((await world.desk.addCheckpoint(asked)).status).toBe(200);
    await world.pull();
    // The replacement names a smaller size than was cosigned: what was cosigned is still what must grow.
    const replaced = await changing([log, second], { size: 5 });
    const entries = [...someEntries(7), replaced];
    const grown = await show(entries, [second]);
    await world.pull();
    expect(known()).toEqual([log, second].map(idOf));
    const leaves = entries.map(({ bytes }) => leafHash(testCrypto.sha256, bytes));
    const reader = async (level: number, index: number) =>
      rootOf(testCrypto.sha256, leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
    const proof = await consistencyProof(testCrypto.sha256, { from: 7, to: 8 }, reader);
    const honest = printAddCheckpoint({ oldSize: 7, proof, note: grown });
    expect((await world.desk.addCheckpoint(honest)).status).toBe(200);
    const forked = await show([...someEntries(5), ...someEntries(1, 'forked')], [second], []);
    const wanted = printAddCheckpoint({ oldSize: 0, proof: [], note: forked });
    expect(await world.desk.addCheckpoint(wanted)).toMatchObject({ status: 409, body: '8\n' });
  });
});
