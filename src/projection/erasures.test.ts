// docs/spec/federation.md F30, F31: whose word erases what.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, hk, sz } from '../../test/support/given.ts';
import {
  applyAll,
  logOf,
  openRig,
  type ProjectionRig,
  tell,
  toApplied,
} from '../../test/support/projection.ts';
import { applyEntries } from './apply.ts';
import { readErasures } from './erasures.ts';
import { findEntry, readKnownEntry } from './known-entry.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
}, 60_000);
afterAll(async () => {
  await rig?.close();
});

const ground = { en: 'Asked' };
const name = { en: 'Ms Chan' };
const described = (party = hk) => {
  const about = party === hk ? 'HK-OR001' : 'SZ-OR001';
  return entry(party, { kind: 'organization', about, act: 'describe', name });
};
const asks = (party: typeof hk, leaf: string, more: object = {}) =>
  entry(party, {
    kind: 'log',
    about: logOf(party).origin,
    act: 'erase-request',
    leaf,
    ground,
    ...more,
  });
const did = (party: typeof hk, leaf: string) =>
  entry(party, { kind: 'log', about: logOf(party).origin, act: 'erase-done', leaf });
const [hkOrigin, szOrigin] = [logOf(hk).origin, logOf(sz).origin];

/** What the logs tell one node whose own log is that of Hong Kong. */
async function erasuresOf(entries: Parameters<typeof tell>[0], own = [hkOrigin as string]) {
  const setting = rig.setting();
  const logs = tell(entries);
  await applyAll(setting, logs);
  return { setting, logs, erasures: await readErasures(setting, own) };
}
const [first] = tell([described()]);
const leaf = first?.leaf ?? '';

describe('readErasures', () => {
  it('tells what an owner asked, on what ground, and who has done it', async () => {
    const asked = asks(hk, leaf, { record: 'HK-OR001' });
    const { setting, logs, erasures } = await erasuresOf([described(), asked, did(sz, leaf)]);
    expect(erasures).toEqual([
      {
        leaf,
        ...{ origin: hkOrigin, party: hk, index: 0, isErased: false },
        request: { at: asked.at, ground, record: 'HK-OR001' },
        done: [sz],
      },
    ]);
    const gone = toApplied(logs[0]!, { public: { status: 'erased' } });
    await applyEntries(setting, logOf(hk), [gone]);
    expect(await readErasures(setting, [])).toMatchObject([{ leaf, isErased: true }]);
  });

  it('takes no request of another log, none before the entry, and none about another log’s origin', async () => {
    const foreign = await erasuresOf([described(), described(sz), asks(sz, leaf)]);
    expect(foreign.erasures).toEqual([]);
    const early = tell([asks(hk, leaf), described()]);
    const before = await erasuresOf([asks(hk, early[1]?.leaf ?? ''), described()]);
    expect(before.erasures).toEqual([]);
    const elsewhere = asks(hk, leaf);
    const about = { ...elsewhere, statement: { ...elsewhere.statement, about: szOrigin } };
    expect((await erasuresOf([described(), about])).erasures).toEqual([]);
  });

  it('takes this party’s own word that it has erased an entry for a request, and no other party’s', async () => {
    const [theirs] = tell([described(sz)]);
    const of = theirs?.leaf ?? '';
    const mine = await erasuresOf([described(sz), did(hk, of)]);
    expect(mine.erasures).toEqual([
      { leaf: of, origin: szOrigin, party: sz, index: 0, isErased: false, done: [hk] },
    ]);
    expect((await erasuresOf([described(), did(sz, leaf)])).erasures).toEqual([]);
  });
});

describe('an entry named by its leaf hash', () => {
  it('is known with all that its log says of the subject, and no other log', async () => {
    const again = entry(hk, {
      kind: 'organization',
      about: 'HK-OR001',
      act: 'close',
      happened: '2020-01-01',
    });
    const other = entry(sz, {
      kind: 'organization',
      about: 'HK-OR001',
      act: 'close',
      happened: '2020-01-01',
    });
    const { setting } = await erasuresOf([described(), again, other]);
    const known = await readKnownEntry(setting, leaf);
    expect(known).toMatchObject({
      origin: hkOrigin,
      party: hk,
      log: 'shared',
      rules: { writer: 'own' },
    });
    expect(known?.statements.map(({ statement }) => statement.act)).toEqual(['describe', 'close']);
    expect(await readKnownEntry(setting, 'ab'.repeat(32))).toBeUndefined();
    expect(await findEntry(setting, leaf)).toEqual({
      origin: hkOrigin,
      index: 0,
      about: 'HK-OR001',
    });
  });

  it('is known without statements where nothing of it can be read', async () => {
    const { setting, logs } = await erasuresOf([described()]);
    const gone = toApplied(logs[0]!, { public: { status: 'not-held' } });
    await applyEntries(setting, logOf(hk), [gone]);
    expect(await readKnownEntry(setting, leaf)).toMatchObject({ party: hk, statements: [] });
  });
});
