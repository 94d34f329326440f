// The policies by which a node's own folder is audited: whom "confirmed" asks for, and where each log lies.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { heldMirror, peerIdentity, peerKeys, trustedPeer } from '../../test/support/peer.ts';
import { parseTrust } from '../record/trust.ts';
import type { Federation } from './federation.ts';
import { logKeysOf } from './log-keys.ts';
import { type HeldLog, type Logs, originHash } from './logs.ts';

const north = peerKeys('north', 10);
const south = peerKeys('south', 20);
const third = peerKeys('third', 30);

async function held(keys: typeof north, party: string): Promise<HeldLog> {
  const said = { party, mark: party.slice(0, 2).toUpperCase(), url: 'http://x.invalid' };
  return heldMirror((await trustedPeer(keys, peerIdentity(keys, said))).node);
}

describe('the keys of a node’s logs', () => {
  it('are policies that ask for those whose cosignature confirms, know the others, and ask a private log for none', async () => {
    const own = await held(north, 'north');
    const mirror = await held(south, 'south');
    const secret: HeldLog = { ...own, identity: { ...own.identity, visibility: 'private' } };
    const logs = { own, private: secret, all: () => [own, secret, mirror] } as unknown as Logs;
    const federation = {
      required: () => [[south.witness.key]],
      cosigners: () => [
        { name: 'south', key: south.witness.key },
        { name: 'third', key: third.witness.key },
      ],
    } as unknown as Federation;
    const found = logKeysOf({ logs, federation });
    expect(found.map(({ dir }) => dir)).toEqual([
      'log',
      'private',
      `mirrors/${originHash(testCrypto, mirror.identity.origin)}`,
    ]);
    const policies = found.map(({ policy }) => {
      const trust = parseTrust(testCrypto.sha256, policy);
      return trust.ok ? trust.value.policy : undefined;
    });
    expect(policies.map((policy) => policy?.quorum)).toEqual(['required', 'none', 'required']);
    expect(policies[0]?.witnesses.map(({ key }) => key.name)).toEqual([
      south.witness.key.name,
      third.witness.key.name,
    ]);
    expect(policies[0]?.groups[0]?.members).toEqual([south.witness.key.name]);
  });

  it('ask for either of two keys of one name, while one takes the place of the other', async () => {
    const own = await held(north, 'north');
    const later = peerKeys('south', 77);
    const both = [south.witness.key, later.witness.key];
    const keys = () => [...own.keys(), { key: later.log.key }];
    const logs = { own, all: () => [{ ...own, keys }] } as unknown as Logs;
    const federation = {
      required: () => [both],
      cosigners: () => both.map((key) => ({ name: 'south', key })),
    } as unknown as Federation;
    const [{ policy: text } = { policy: '' }] = logKeysOf({ logs, federation });
    const trust = parseTrust(testCrypto.sha256, text);
    const policy = trust.ok ? trust.value.policy : expect.fail(JSON.stringify(trust.error));
    expect(policy?.logs.map(({ key }) => key.keyId)).toEqual(keys().map(({ key }) => key.keyId));
    expect(policy?.witnesses.map(({ key }) => key.keyId)).toEqual(both.map(({ keyId }) => keyId));
    expect(policy?.groups.map(({ threshold, members }) => [threshold, members.length])).toEqual([
      ['any', 2],
      ['all', 1],
    ]);
  });
});
