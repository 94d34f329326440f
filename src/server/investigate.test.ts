// Replay, growth or contradiction: what a note that does not fit comes to.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  type Peer,
  signClaim,
  signEntries,
  someEntries,
  startPeer,
} from '../../test/support/peer.ts';
import { type WitnessWorld, watchPeer } from '../../test/support/witness-world.ts';
import { parseEvidence, verifyEvidence } from '../record/evidence.ts';
import { originHash } from './logs.ts';

let peer: Peer;
let world: WitnessWorld;
beforeEach(async () => {
  peer = await startPeer();
  world = await watchPeer(peer);
  await peer.show(someEntries(300));
  await world.pull();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

const signed = (count: number, word?: string) =>
  signEntries(peer.keys.log, someEntries(count, word));
const withhold = () => {
  peer.misbehave = (_path, { response }) => {
    response.statusCode = 404;
    response.end();
    return true;
  };
};
const standing = () => world.alarms.standing(peer.origin);

describe('look', () => {
  it('finds older genuine notes of any size consistent', async () => {
    for (const size of [0, 1, 2, 255, 256, 257, 299, 300])
      expect(await world.investigator.look(world.log, await signed(size))).toBe('consistent');
    expect(world.alarms.all()).toEqual([]);
  });

  it('finds growth consistent by the tiles of the peer', async () => {
    const grown = await peer.show(someEntries(700));
    expect(await world.investigator.look(world.log, grown)).toBe('consistent');
  });

  it.each([1, 255, 256, 299, 300, 301, 512, 700])(
    'proves a fork of size %i, and the evidence verifies alone',
    async (size) => {
      const forked = await peer.show(someEntries(size, 'forked'));
      expect(await world.investigator.look(world.log, forked)).toBe('proven');
      expect(standing()?.evidence).toBe(
        `/evidence/${originHash(testCrypto, peer.origin)}/1.evidence`,
      );
      const file = await world.evidence.read(originHash(testCrypto, peer.origin), 1);
      const evidence = parseEvidence(file ?? '');
      if (!evidence.ok) return expect.fail(JSON.stringify(evidence.error));
      const checked = await verifyEvidence(testCrypto, peer.keys.log.key, evidence.value);
      expect(checked.ok && [...checked.value.sizes].sort((a, b) => a - b)).toEqual(
        [size, 300].sort((a, b) => a - b),
      );
    },
  );

  it('proves a fork against what the witness cosigned, ahead of the mirror', async () => {
    const known = await signed(310);
    const forked = await signed(310, 'forked');
    expect(await world.investigator.look(world.log, forked, known)).toBe('proven');
    expect(standing()?.code).toBe('server.alarm.same-size');
  });

  it('raises the alarm when the disk takes no evidence', async () => {
    world.evidence.write = () =>
      Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    expect(await world.investigator.look(world.log, await signed(300, 'forked'))).toBe('proven');
    expect(standing()?.state).toBe('proven');
    expect(standing()?.evidence).toBeUndefined();
    expect(world.refused()).toEqual(['ENOSPC']);
  });

  it('raises an alarm again that was closed where the log itself shows the fork, and not where others tell of it', async () => {
    const forked = await signed(300, 'forked');
    expect(await world.investigator.look(world.log, forked)).toBe('proven');
    expect(world.alarms.close(world.log.identity.origin, 'healed')).toBe(1);
    expect(await world.investigator.look(world.log, forked)).toBe('proven');
    expect(world.alarms.standing(world.log.identity.origin)).toBeUndefined();
    expect(await world.investigator.lookAtShown(world.log, forked)).toBe('proven');
    expect(world.alarms.standing(world.log.identity.origin)?.state).toBe('proven');
  });

  it('writes the evidence when the disk takes it again, and says where it lies', async () => {
    const { write } = world.evidence;
    world.evidence.write = () =>
      Promise.reject(Object.assign(new Error('broken'), { code: 'EIO' }));
    await world.investigator.look(world.log, await signed(300, 'forked'));
    world.evidence.write = write;
    await world.investigator.look(world.log, await signed(300, 'forked'));
    const hash = originHash(testCrypto, peer.origin);
    expect(standing()?.evidence).toBe(`/evidence/${hash}/1.evidence`);
    expect(await world.evidence.list(hash)).toEqual([1]);
  });

  it('proves that a growing log leaves out a tree that the witness cosigned, ahead of the mirror', async () => {
    const known = await signed(310, 'cosigned');
    const grown = await peer.show(someEntries(700));
    expect(await world.investigator.look(world.log, grown)).toBe('consistent');
    expect(await world.investigator.look(world.log, grown, known)).toBe('proven');
    expect(standing()?.detail).toBe('sizes 310, 700');
  });

  it('writes one file of evidence however often the fork is shown', async () => {
    for (let i = 0; i < 3; i++)
      await world.investigator.look(world.log, await signed(300, `forked ${i}`));
    expect(await world.evidence.list(originHash(testCrypto, peer.origin))).toEqual([1]);
  });
});

describe('tiles that are withheld', () => {
  const minute = 60_000;

  it('are a state of their own after a minute: "not shown to grow", without evidence', async () => {
    const forked = await signed(700, 'forked');
    withhold();
    expect(await world.investigator.look(world.log, forked)).toBe('unproven');
    world.now += minute;
    await world.investigator.look(world.log, forked);
    expect(standing()).toBeUndefined();
    world.now += 1;
    await world.investigator.look(world.log, forked);
    expect(standing()).toMatchObject({
      state: 'unproven',
      code: 'server.alarm.unproven',
      detail: 'size 700',
    });
  });

  it('are counted from when a clock that was ahead was put right', async () => {
    const forked = await signed(700, 'forked');
    withhold();
    world.now += 60 * minute;
    await world.investigator.look(world.log, forked);
    world.now -= 60 * minute;
    await world.investigator.look(world.log, forked);
    world.now += minute + 1;
    await world.investigator.look(world.log, forked);
    expect(standing()?.state).toBe('unproven');
  });

  it('stay so when somebody replays an older genuine note in between', async () => {
    const forked = await signed(700, 'forked');
    withhold();
    for (let i = 0; i < 5; i++) {
      await world.investigator.look(world.log, forked);
      expect(await world.investigator.look(world.log, await signed(200))).toBe('consistent');
      world.now += minute / 2;
    }
    expect(standing()?.state).toBe('unproven');
  });

  it('are no growth where the note of what is held is lost: a power cut may come between the two', async () => {
    delete world.log.pending;
    const forked = await peer.show(someEntries(700, 'forked'));
    expect(await world.investigator.look(world.log, forked)).toBe('unproven');
    expect(await world.investigator.look(world.log, await signed(299, 'forked'))).toBe('unproven');
    withhold();
    expect(await world.investigator.look(world.log, forked)).toBe('unproven');
    peer.misbehave = () => false;
    const grown = await peer.show(someEntries(700));
    expect(await world.investigator.look(world.log, grown)).toBe('consistent');
    expect(await world.investigator.look(world.log, await signed(299))).toBe('consistent');
    // What the witness cosigned proves it all the same.
    const other = await peer.show(someEntries(700, 'forked'));
    expect(await world.investigator.look(world.log, other, await signed(200))).toBe('proven');
  });

  it('become proven as soon as they come', async () => {
    const forked = await peer.show(someEntries(700, 'forked'));
    withhold();
    await world.investigator.look(world.log, forked);
    world.now += minute + 1;
    await world.investigator.look(world.log, forked);
    peer.misbehave = () => false;
    expect(await world.investigator.look(world.log, forked)).toBe('proven');
    expect(world.alarms.all().map(({ state }) => state)).toEqual(['proven']);
  });

  it('are forgotten when an honest log that was away shows its growth', async () => {
    const grown = await peer.show(someEntries(700));
    withhold();
    await world.investigator.look(world.log, grown);
    world.now += minute + 1;
    await world.investigator.look(world.log, grown);
    expect(standing()?.state).toBe('unproven');
    peer.misbehave = () => false;
    expect(await world.pull()).toBe('pulled');
    expect(world.alarms.all()).toEqual([]);
  });
});

describe('tiles that are forged', () => {
  it('neither hide a fork nor make one (CVE-2026-56865)', async () => {
    // The fork's own level-0 tiles are swapped for ours, so that only levels disagree with each other.
    const genuine = await peer.show(someEntries(768));
    const honest = peer.log;
    const forked = await peer.show(someEntries(768, 'forked'));
    const lie = peer.log;
    peer.misbehave = async (path, { response }) => {
      const name = path.split('/two-towns/')[1] ?? '';
      const bytes = await (name.startsWith('tile/0/') ? honest : lie).resource(name);
      response.statusCode = bytes === undefined ? 404 : 200;
      response.end(bytes);
      return true;
    };
    expect(await world.investigator.look(world.log, forked)).not.toBe('consistent');
    peer.misbehave = async (path, { response }) => {
      const name = path.split('/two-towns/')[1] ?? '';
      const bytes = await (name.startsWith('tile/0/') ? lie : honest).resource(name);
      response.statusCode = bytes === undefined ? 404 : 200;
      response.end(bytes);
      return true;
    };
    expect(await world.investigator.look(world.log, genuine)).toBe('unproven');
    expect(world.alarms.all()).toEqual([]);
  });

  it('of no length, too long or of garbage prove nothing', async () => {
    const claim = await signClaim(peer.keys.log, {
      size: 2 ** 40,
      root: new Uint8Array(32).fill(3),
    });
    for (const body of ['', 'x', Buffer.alloc(8_192, 5), Buffer.alloc(1_000_000)]) {
      peer.misbehave = (_path, { response }) => {
        response.end(body);
        return true;
      };
      expect(await world.investigator.look(world.log, claim)).toBe('unproven');
    }
    expect(world.alarms.all()).toEqual([]);
  });
});
