// From drafts to entries.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  heldMirror,
  peerIdentity,
  peerKeys,
  publishEntries,
  someEntries,
  trustedPeer,
} from '../../test/support/peer.ts';
import { equalBytes, toHex } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import { type JsonObject, parseCanonicalJson } from '../base/json.ts';
import type { Draft } from '../programme/kind.ts';
import type { Scope, StatementHead } from '../programme/statement.ts';
import { commit } from '../record/commitment.ts';
import { parseEnvelope } from '../record/envelope.ts';
import type { HeldLog, Logs } from './logs.ts';
import { createRecorder } from './recorder.ts';

let drawn = 0;
const random = (count: number) => new Uint8Array(count).fill(++drawn);
const noPrev = async () => undefined;

async function openHere(visibility: 'shared' | 'private' = 'shared') {
  const ourKeys = peerKeys('south', 40);
  const theirKeys = peerKeys('north', 10);
  const said = (party: string, mark: string) => ({ party, mark, url: 'http://x.invalid' });
  const ours = await trustedPeer(ourKeys, peerIdentity(ourKeys, said('south', 'SO')));
  const theirs = await trustedPeer(theirKeys, peerIdentity(theirKeys, said('north', 'NO')));
  const { peer: _peer, ...held } = heldMirror(ours.node);
  const own: HeldLog = { ...held, identity: { ...held.identity, visibility } };
  const mirror = heldMirror(theirs.node);
  mirror.pending = await publishEntries(mirror.store, theirKeys.log, someEntries(3));
  const logs = { own, shared: () => [own, mirror] } as unknown as Logs;
  const times = [Date.UTC(2026, 10, 24, 8)];
  const clock = () => times.at(-1) ?? 0;
  return {
    own,
    mirror,
    times,
    recorder: createRecorder({ logs, clock, random, crypto: testCrypto }),
  };
}

const draft = (about: string, more: JsonObject = {}, scope: Scope = 'public'): Draft => ({
  payloads: {
    [scope]: { schema: 'x/1', act: 'a', by: 'p', about, ...more } as unknown as StatementHead,
  },
});

async function entryAt(log: HeldLog, index: number, scope: Scope = 'public') {
  const [bytes] = await log.store.entries(index, index + 1);
  const envelope = parseEnvelope(bytes ?? new Uint8Array(), log.identity.visibility);
  const slot = await log.store.payload(index, scope);
  if (!envelope.ok || slot.status !== 'held') return expect.fail('an entry with its payload');
  const payload = parseCanonicalJson(slot.bytes);
  const fits = commit(testCrypto.sha256, slot.salt, slot.bytes);
  expect(equalBytes(fits, envelope.value.commitments[scope] ?? fits.slice(1))).toBe(true);
  return {
    envelope: envelope.value,
    payload: (payload.ok ? payload.value : {}) as JsonObject,
    slot,
  };
}

describe('createRecorder', () => {
  it('names what the entry follows: the newest before the command, then the ones inside it', async () => {
    const { own, recorder } = await openHere();
    const prevOf = async (subject: string) => (subject === 'X' ? 'ab'.repeat(32) : undefined);
    const recorded = await recorder.record(
      own,
      [draft('X'), draft('Y'), draft('X'), draft('Y')],
      prevOf,
    );
    const prevs = [];
    for (const index of [0, 1, 2, 3]) prevs.push((await entryAt(own, index)).payload.prev);
    expect(prevs).toEqual(['ab'.repeat(32), undefined, recorded.leaves[0], recorded.leaves[1]]);
    expect(recorded.firstIndex).toBe(0);
  });

  it('commits each payload under a salt of its own, and says what of others it had seen', async () => {
    const { own, mirror, recorder } = await openHere();
    await recorder.record(own, [draft('X'), draft('Y')], noPrev);
    const [first, second] = [await entryAt(own, 0), await entryAt(own, 1)];
    expect(toHex(first.slot.salt)).not.toBe(toHex(second.slot.salt));
    const { size, root } = mirror.store.head();
    expect(first.envelope.seen).toEqual([{ origin: mirror.identity.origin, size, root }]);
  });

  it('says nothing of other logs in the private one', async () => {
    const { own, recorder } = await openHere('private');
    await recorder.record(own, [draft('X', {}, 'internal')], noPrev);
    expect((await entryAt(own, 0, 'internal')).envelope.seen).toEqual([]);
  });

  it('never goes back in time, also by a clock that does', async () => {
    const { own, times, recorder } = await openHere();
    const first = await recorder.record(own, [draft('X')], noPrev);
    times.push(Date.UTC(2025, 0, 1));
    expect((await recorder.record(own, [draft('X')], noPrev)).at).toBe(first.at);
  });

  it('refuses more than one journal record holds, and records none of it', async () => {
    const { own, recorder } = await openHere();
    const many = Array.from({ length: 1_025 }, (_, i) => draft(`${i}`));
    expect(await recorder.record(own, many, noPrev).catch(codeOf)).toBe('server.record.too-many');
    const long = [draft('X'), draft('Y', { text: 'x'.repeat(65_536) })];
    expect(await recorder.record(own, long, noPrev).catch(codeOf)).toBe('server.record.too-long');
    const odd = [draft('X'), draft('Y', { number: Number.NaN } as unknown as JsonObject)];
    expect(await recorder.record(own, odd, noPrev).catch(codeOf)).toBe('server.record.not-json');
    expect(own.store.head().size).toBe(0);
    expect((await recorder.record(own, many.slice(1), noPrev)).leaves).toHaveLength(1_024);
  });

  it('goes on from the last entry of an earlier run when the clock has gone back since', async () => {
    const { own, times, recorder } = await openHere();
    const first = await recorder.record(own, [draft('A')], noPrev);
    const logs = { own, shared: () => [own] } as unknown as Logs;
    const clock = () => (times.at(-1) ?? 0) - 3_600_000;
    const restarted = createRecorder({ logs, clock, random, crypto: testCrypto });
    const second = await restarted.record(own, [draft('A')], noPrev);
    expect(second.at).toBe(first.at);
  });

  it('records nothing after a freeze, whoever asks at once and after a restart: server.record.frozen', async () => {
    const { own, recorder } = await openHere();
    const { origin } = own.identity;
    const freeze = draft(origin, { schema: 'log/1', act: 'freeze' });
    const late = () => recorder.record(own, [draft('A')], noPrev).catch(codeOf);
    const [closed, after] = await Promise.all([recorder.record(own, [freeze], noPrev), late()]);
    expect([closed.firstIndex, after, await late()]).toEqual([
      0,
      'server.record.frozen',
      'server.record.frozen',
    ]);
    const logs = { own, shared: () => [own] } as unknown as Logs;
    const restarted = createRecorder({ logs, clock: Date.now, random, crypto: testCrypto });
    expect(await restarted.isFrozen(own)).toBe(true);
    expect(await restarted.record(own, [draft('A')], noPrev).catch(codeOf)).toBe(
      'server.record.frozen',
    );
    expect(own.store.head().size).toBe(1);
  });

  it('sees what another process has recorded, and asks again after a read that failed', async () => {
    const { own, recorder } = await openHere();
    await recorder.record(own, [draft('A')], noPrev);
    const logs = { own, shared: () => [own] } as unknown as Logs;
    const other = createRecorder({ logs, clock: Date.now, random, crypto: testCrypto });
    const freeze = draft(own.identity.origin, { schema: 'log/1', act: 'freeze' });
    await other.record(own, [freeze], noPrev);
    const { entries } = own.store;
    own.store.entries = () => Promise.reject(Object.assign(new Error('away'), { code: 'EIO' }));
    expect(await recorder.isFrozen(own).catch(codeOf)).toBe('EIO');
    own.store.entries = entries;
    expect(await recorder.isFrozen(own)).toBe(true);
    expect(await recorder.record(own, [draft('B')], noPrev).catch(codeOf)).toBe(
      'server.record.frozen',
    );
  });
});
