// The list of trusted nodes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { peerIdentity, peerKeys, peerProgramme, trustedPeer } from '../../test/support/peer.ts';
import { codeOf } from '../base/errors.ts';
import type { ProgrammeId } from '../base/ids.ts';
import type { Config } from './config.ts';
import type { Identity } from './identity.ts';
import { trustExport } from './introduce.ts';
import type { Node } from './node.ts';
import { folderAddress, openTrust } from './trust.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-trust-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const export_ = (party: string, seed: number, change: Partial<Identity> = {}) => {
  const keys = peerKeys(party, seed);
  const mark = `M${party.slice(-2).toUpperCase()}`;
  const identity = peerIdentity(keys, { party, mark, url: `https://${party}.invalid` });
  return trustedPeer(keys, { ...identity, ...change });
};

describe('openTrust', () => {
  it('has after a restart whom it was given, and the newer export of one it had', async () => {
    const trust = await openTrust(dir, testCrypto);
    const first = await export_('north', 10);
    await trust.add(first.note, first.node);
    const moved = await export_('north', 10, { url: 'https://moved.invalid' });
    await trust.add(moved.note, moved.node);
    const again = await openTrust(dir, testCrypto);
    expect(again.all().map((node) => node.identity.url)).toEqual(['https://moved.invalid']);
  });

  it('asks a node in a folder when its address was entered, also after a restart, until it is not', async () => {
    const trust = await openTrust(dir, testCrypto);
    const { note, node } = await export_('north', 10);
    const address = folderAddress('/media/my stick', node);
    expect((await trust.add(note, node, address)).identity.url).toBe(address);
    const again = await openTrust(dir, testCrypto);
    expect(again.all()[0]?.identity.url).toBe('file:///media/my%20stick/north/');
    await again.add(note, node);
    const last = await openTrust(dir, testCrypto);
    expect(last.all()[0]?.identity.url).toBe('https://north.invalid');
  });

  it('does not start over a file that was altered', async () => {
    mkdirSync(join(dir, 'trust'));
    const { note } = await export_('north', 10);
    writeFileSync(
      join(dir, 'trust', 'party-north.note'),
      note.replace('north.invalid', 'x.invalid'),
    );
    await expect(openTrust(dir, testCrypto)).rejects.toMatchObject({
      code: 'server.trust.unreadable',
    });
  });

  it('takes 32 nodes, no more, and still the newer export of one it has', async () => {
    const trust = await openTrust(dir, testCrypto);
    const parties = Array.from(
      { length: 33 },
      (_, i) => `p${String.fromCharCode(97 + (i % 26))}${i < 26 ? 'a' : 'b'}`,
    );
    const exports = await Promise.all(parties.map((party, i) => export_(party, 4 * i + 1)));
    for (const { note, node } of exports.slice(0, 32)) await trust.add(note, node);
    const last = exports[32];
    const refused = await trust.add(last?.note ?? '', last?.node ?? expect.fail()).catch(codeOf);
    expect(refused).toBe('server.trust.full');
    const first = exports[0] ?? expect.fail();
    await trust.add(first.note, first.node);
    expect(trust.all()).toHaveLength(32);
  });
});

describe('trustExport', () => {
  const keys = peerKeys('south', 40);
  const own = peerIdentity(keys, { party: 'south', mark: 'SO', url: 'https://south.invalid' });

  async function openHere() {
    const followed: string[] = [];
    const trust = await openTrust(dir, testCrypto);
    const config = { programme: peerProgramme, own: own.own } as unknown as Config;
    const follow: Node['follow'] = async (node) => void followed.push(node.identity.url);
    const node = { config, keys, trust, follow } as unknown as Node;
    const enter = async (
      given: { note: string; node: { fingerprint: string } },
      words?: string,
    ) => {
      const fingerprint = words ?? given.node.fingerprint;
      const answer = await trustExport(node, { note: given.note, fingerprint });
      return answer.ok
        ? 'ok'
        : [answer.error.code, answer.error.params.code].filter(Boolean).join(' ');
    };
    return { enter, trust, followed };
  }

  it('enters an export whose words are right, and follows it', async () => {
    const { enter, trust, followed } = await openHere();
    expect(await enter(await export_('north', 10))).toBe('ok');
    expect(trust.all()).toHaveLength(1);
    expect(followed).toEqual(['https://north.invalid']);
  });

  it('refuses words that are not of this key', async () => {
    const { enter, trust } = await openHere();
    const north = await export_('north', 10);
    expect(await enter(north, '')).toBe('server.trust.no-fingerprint');
    const other = await export_('north', 20);
    expect(await enter(north, other.node.fingerprint)).toBe('server.trust.fingerprint');
    expect(trust.all()).toHaveLength(0);
  });

  it('refuses what is no export, another programme and itself', async () => {
    const { enter } = await openHere();
    const north = await export_('north', 10);
    expect(await enter({ ...north, note: 'x' })).toMatch(/^server\.trust\.invalid record\.note/);
    const programme = 'other-towns' as ProgrammeId;
    expect(await enter(await export_('north', 10, { programme }))).toBe('server.trust.programme');
    expect(await enter(await trustedPeer(keys, own))).toBe('server.trust.self');
  });

  it('refuses a mark that is another party’s, and another mark for a party', async () => {
    const { enter } = await openHere();
    const north = await export_('north', 10);
    const marked = (mark: string) => ({ ...north.node.identity.own, mark }) as Identity['own'];
    expect(await enter(await export_('north', 10, { own: marked('SO') }))).toBe(
      'server.trust.mark',
    );
    expect(await enter(north)).toBe('ok');
    expect(await enter(await export_('north', 10, { own: marked('XX') }))).toBe(
      'server.trust.mark',
    );
  });

  it('refuses an export that claims the log or a key of another', async () => {
    const { enter } = await openHere();
    const north = await export_('north', 10);
    expect(await enter(north)).toBe('ok');
    const taken = 'server.trust.invalid server.identity.taken';
    const east = (await export_('east', 20)).node.identity;
    for (const of of [own, north.node.identity]) {
      const origin = { ...east.own, origin: of.own?.origin } as Identity['own'];
      expect(await enter(await export_('east', 20, { own: origin }))).toBe(taken);
      expect(await enter(await export_('east', 20, { witnessKey: of.witnessKey }))).toBe(taken);
      expect(await enter(await export_('east', 20, { requestKey: of.requestKey }))).toBe(taken);
    }
    expect(await enter(await export_('east', 20))).toBe('ok');
    expect(await enter(await export_('north', 10, { url: 'https://moved.invalid' }))).toBe('ok');
  });
});
