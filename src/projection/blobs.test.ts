// docs/spec/federation.md F27: a blob is named by held statements only, and in the scope of their payloads.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, hk, sz } from '../../test/support/given.ts';
import {
  applyAll,
  held,
  logOf,
  openRig,
  type ProjectionRig,
  type Told,
  tell,
  toApplied,
} from '../../test/support/projection.ts';
import { applyEntries } from './apply.ts';
import { blobsOfLog, isBlobNamed } from './blobs.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const hashOf = (letter: string) => letter.repeat(64);
const adopt = (letter: string, number = 1): Told =>
  entry(hk, {
    kind: 'schedule',
    about: `HK-S00${number}`,
    act: 'adopt',
    project: 'HK-P001',
    blob: { hash: hashOf(letter), bytes: 100 },
    format: 'comity-schedule/1',
    dataDate: '2026-03-31',
  });
const programmeOnly = (told: Told): Told => {
  return { ...told, payloads: { programme: held(told.statement) } };
};
const mention = entry(hk, {
  kind: 'organization',
  about: 'HK-OR001',
  act: 'describe',
  name: { en: hashOf('e') },
});
/** A note that has a hash in it names nothing. */
const noted: Told = {
  ...adopt('d'),
  statement: { ...adopt('d').statement, note: { en: hashOf('f') } },
};
const story = [adopt('a'), programmeOnly(adopt('b')), mention, noted];
const log = logOf(hk);

async function told(entries: readonly Told[] = story) {
  const setting = rig.setting();
  const written = tell(entries);
  await applyAll(setting, written);
  return { setting, written };
}

describe('isBlobNamed', () => {
  it('tells what a public statement names from what only the parties read', async () => {
    const { setting } = await told();
    const asked = async (letter: string, scope: 'public' | 'programme') =>
      isBlobNamed(setting, log, { hash: hashOf(letter), scope });
    expect(await asked('a', 'public')).toBe(true);
    expect(await asked('a', 'programme')).toBe(true);
    expect(await asked('b', 'public')).toBe(false);
    expect(await asked('b', 'programme')).toBe(true);
    for (const letter of ['c', 'e', 'f']) {
      expect(await asked(letter, 'public')).toBe(false);
      expect(await asked(letter, 'programme')).toBe(false);
    }
  });

  it('looks at one log: what another party names is not served as ours', async () => {
    const { setting } = await told();
    const asked = { hash: hashOf('a'), scope: 'public' } as const;
    expect(await isBlobNamed(setting, logOf(sz), asked)).toBe(false);
  });

  it('forgets what an erased payload named', async () => {
    const { setting, written } = await told();
    const erased = toApplied(written[0]!, { public: { status: 'erased' } });
    await applyEntries(setting, log, [erased]);
    expect(await isBlobNamed(setting, log, { hash: hashOf('a'), scope: 'public' })).toBe(false);
  });
});

describe('blobsOfLog', () => {
  it('lists by entry what is named, in pages, and what is public as such', async () => {
    const { setting } = await told();
    const shown: string[] = [];
    const { named, next } = await blobsOfLog(setting, log, { from: 0, limit: 100 });
    for (const { hash, index, scope } of named) shown.push(`${index} ${hash[0]} ${scope}`);
    expect(shown).toEqual([
      '0 a public',
      '0 a programme',
      '1 b programme',
      '3 d public',
      '3 d programme',
    ]);
    expect(next).toBeUndefined();
    const first = await blobsOfLog(setting, log, { from: 0, limit: 3 });
    expect(first.next).toBe(3);
    const rest = await blobsOfLog(setting, log, { from: 3, limit: 3 });
    expect(rest.named.map(({ hash }) => hash[0])).toEqual(['d', 'd']);
  });

  it('looks at some entries where told so', async () => {
    const { setting } = await told();
    const { named } = await blobsOfLog(setting, log, { indices: [1, 2, 7], limit: 10 });
    expect(named.map(({ index }) => index)).toEqual([1]);
    expect(await blobsOfLog(setting, logOf(sz), { from: 0, limit: 10 })).toEqual({
      named: [],
      next: undefined,
    });
  });
});
