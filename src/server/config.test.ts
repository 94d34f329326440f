// The configuration file: what it may hold, and that every fault is named with its place.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../base/ids.ts';
import { type ConfigInput, readConfig, stateDirOf, writeConfig } from './config.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-config-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const input: ConfigInput = {
  format: 1,
  programme: 'two-towns' as ProgrammeId,
  own: {
    party: 'north' as PartyId,
    mark: 'NO' as Mark,
    zone: 'Asia/Hong_Kong',
    origin: 'log.north.invalid/two-towns' as Origin,
  },
  name: { en: 'Town North' },
  witnessName: 'witness.north.invalid',
  port: 8801,
  stateDir: '../state',
};

function failureOf(work: () => unknown): { readonly code: string; readonly message: string } {
  try {
    work();
  } catch (error) {
    return { code: codeOf(error), message: messageOf(error) };
  }
  return { code: 'none', message: '' };
}
const reading = (text: string) => {
  writeFileSync(join(dir, 'comity.json'), text);
  return failureOf(() => readConfig(dir));
};

describe('writeConfig and readConfig', () => {
  it('come back the same, with the defaults written out', async () => {
    const written = await writeConfig(dir, input);
    expect(readConfig(dir)).toEqual(written);
    expect(written).toMatchObject({
      host: '127.0.0.1',
      privateAddresses: false,
      demonstration: false,
      pullSeconds: 30,
      mirrorBytesMax: 4 * 1024 ** 3,
    });
    expect(JSON.parse(readFileSync(join(dir, 'comity.json'), 'utf8'))).toEqual(written);
  });

  it('say that there is no node in a folder without the file', () => {
    const failure = failureOf(() => readConfig(dir));
    expect(failure.code).toBe('server.config.absent');
    expect(failure.message).toContain('comity init');
  });

  it('say what is no JSON', () => {
    for (const text of ['', '{', 'null', '[]'])
      expect(reading(text).code).toBe('server.config.invalid');
  });

  it.each([
    ['format', { format: 2 }],
    ['programme', { programme: 'Two Towns' }],
    ['own.party', { own: { ...input.own, party: '../x' } }],
    ['own.mark', { own: { ...input.own, mark: 'no' } }],
    ['own.zone', { own: { ...input.own, zone: 'Nowhere' } }],
    ['own.origin', { own: { ...input.own, origin: 'a b' } }],
    ['own', { own: 'north' }],
    ['name', { name: {} }],
    ['witnessName', { witnessName: 'x' }],
    ['host', { host: 7 }],
    ['port', { port: 65_536 }],
    ['url', { url: 'no address' }],
    ['stateDir', { stateDir: '' }],
    ['privateAddresses', { privateAddresses: 'yes' }],
    ['demonstration', { demonstration: 1 }],
    ['operator', { operator: 'Ms Chan' }],
    ['pullSeconds', { pullSeconds: 0 }],
    ['mirrorBytesMax', { mirrorBytesMax: -1 }],
    ['unheard', { unheard: true }],
  ])('name the fault at %s', async (path, change) => {
    const text = JSON.stringify({ ...input, ...change });
    const failure = reading(text);
    expect(failure.code).toBe('server.config.invalid');
    expect(failure.message).toContain(path);
    const written = await writeConfig(dir, { ...input, ...change } as ConfigInput).catch(codeOf);
    expect(written).toBe('server.init.invalid');
    expect(readFileSync(join(dir, 'comity.json'), 'utf8')).toBe(text);
  });

  it('name every fault at once', () => {
    const { message } = reading(JSON.stringify({ ...input, port: -1, pullSeconds: 0, name: {} }));
    for (const path of ['port', 'pullSeconds', 'name']) expect(message).toContain(path);
  });
});

describe('stateDirOf', () => {
  it('is relative to the data folder unless it is absolute', async () => {
    const config = await writeConfig(dir, input);
    expect(stateDirOf(join(dir, 'data'), config)).toBe(join(dir, 'state'));
    const absolute = await writeConfig(dir, { ...input, stateDir: join(dir, 'keys') });
    expect(stateDirOf(join(dir, 'data'), absolute)).toBe(join(dir, 'keys'));
  });
});
