// The ring of keys: read back the same, never guessed when it is damaged.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { keyPair } from '../../test/support/peer.ts';
import { codeOf } from '../base/errors.ts';
import { nextFile, type RingKey, readRing, signingAt, withNewKey, writeRing } from './key-ring.ts';

const { sha256 } = testCrypto;
const first: RingKey = {
  use: 'log',
  file: 'log',
  key: keyPair(1, 'log.north.invalid/joint').key,
  since: '2026-01-01T00:00:00Z',
};
const second: RingKey = {
  use: 'log',
  file: 'log-2',
  key: keyPair(2, 'log.north.invalid/joint').key,
  since: '2026-11-01T00:00:00Z',
};
const until = '2026-12-01T00:00:00Z';
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-ring-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the ring of keys', () => {
  it('comes back as it was written, and only its owner can read it', async () => {
    expect(await readRing(dir, sha256)).toBeUndefined();
    const ring = withNewKey([first], second, { until });
    await writeRing(dir, ring);
    expect(await readRing(dir, sha256)).toEqual([{ ...first, until }, second]);
    expect(statSync(join(dir, 'ring.json')).mode & 0o777).toBe(0o600);
  });

  it('has two keys of a use sign until the older one ends, to the second', () => {
    const ring = withNewKey([first], second, { until });
    const files = (at: string) => signingAt(ring, 'log', Date.parse(at)).map(({ file }) => file);
    expect(files(until)).toEqual(['log', 'log-2']);
    expect(files('2026-12-01T00:00:01Z')).toEqual(['log-2']);
    expect(signingAt(ring, 'witness', 0)).toEqual([]);
    expect([nextFile([first], 'log'), nextFile(ring, 'log')]).toEqual(['log-2', 'log-3']);
  });

  it('is not taken for none when it is damaged: store.ring.malformed', async () => {
    const good = { use: 'log', file: 'log', vkey: 'x', since: first.since };
    const texts = [
      '',
      'x',
      '[]',
      '{"format":2,"keys":[]}',
      JSON.stringify({ format: 1, keys: [good] }),
    ];
    for (const text of texts) {
      writeFileSync(join(dir, 'ring.json'), text);
      expect(await readRing(dir, sha256).catch(codeOf)).toBe('store.ring.malformed');
    }
  });
});
