// A clock that goes back: warned of at once, and beyond two minutes nothing is published before an operator accepts it.
import { beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { heldMirror, peerIdentity, peerKeys, trustedPeer } from '../../test/support/peer.ts';
import { type Instant, instantOf } from '../base/dates.ts';
import { printEnvelope } from '../record/envelope.ts';
import { createClockGuard } from './clock-guard.ts';
import { clockBackMillisecondsMax } from './limits.ts';
import { readTail } from './log-tail.ts';
import type { HeldLog } from './logs.ts';

const last = Date.UTC(2026, 10, 24, 8);
const keys = peerKeys('south', 40);
let log: HeldLog;
let now: number;
let accepted: Instant | undefined;
let warned: string[];
beforeEach(async () => {
  const said = { party: 'south', mark: 'SO', url: 'http://x.invalid' };
  log = heldMirror((await trustedPeer(keys, peerIdentity(keys, said))).node);
  const commitments = { public: testCrypto.sha256(new Uint8Array(1)) };
  const bytes = printEnvelope({ v: 1, at: instantOf(last), seen: [], commitments });
  await log.store.append([{ bytes, payloads: [] }]);
  accepted = undefined;
  warned = [];
});
const guard = () =>
  createClockGuard({
    log,
    clock: () => now,
    alarms: { refuse: ({ code }) => void warned.push(code) },
    accepted: async () => accepted,
  });

describe('the clock of a node', () => {
  it('holds nothing while it runs forward', async () => {
    now = last;
    expect([await guard().held(), warned]).toEqual([undefined, []]);
  });

  it('is warned of when it went back, and up to two minutes nothing else happens: server.clock.behind', async () => {
    now = last - clockBackMillisecondsMax;
    expect([await guard().held(), warned]).toEqual([undefined, ['server.clock.behind']]);
  });

  it('holds back what is published beyond that, until it is accepted or has caught up: server.signing.clock', async () => {
    now = last - clockBackMillisecondsMax - 1_000;
    expect(await guard().held()).toBe('server.signing.clock');
    accepted = instantOf(now);
    expect(await guard().held()).toBeUndefined();
    // A second jump back is another one.
    now -= 1_000;
    expect(await guard().held()).toBe('server.signing.clock');
    now = last;
    expect(await guard().held()).toBeUndefined();
  });
});

describe('readTail', () => {
  it('reads an empty log, and one whose last payload is not held, as open', async () => {
    const { origin } = log.identity;
    expect(await readTail(log)).toEqual({ at: last, isFrozen: false });
    const empty = {
      ...log,
      store: { ...log.store, head: () => ({ size: 0, root: new Uint8Array(32) }) },
    };
    expect(await readTail(empty)).toEqual({ at: 0, isFrozen: false });
    expect(origin).toBe(log.store.origin);
  });
});
