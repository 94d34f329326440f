// docs/spec/projection.md J14: rows are gone on with only where they were made from the logs that lie here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hk } from '../../test/support/given.ts';
import { logOf, openRig, type ProjectionRig } from '../../test/support/projection.ts';
import { utf8 } from '../base/bytes.ts';
import { appliedSize, applyEntries } from '../projection/apply.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import type { LogStore } from '../store/log-store.ts';
import { createMemoryLog } from '../store/memory-log.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { ensureTables } from './projection-tables.ts';

const { sha256 } = nodeCrypto;
const log = logOf(hk);
const at = '2019-04-01T02:00:00Z';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
}, 60_000);
afterAll(() => rig.close());

async function storeOf(...entries: readonly string[]): Promise<LogStore> {
  const store = createMemoryLog({ origin: log.origin, sha256 });
  if (entries.length > 0)
    await store.append(entries.map((text) => ({ bytes: utf8(text), payloads: [] })));
  return store;
}

/** Applies a log, looks at the tables with another in its place, and returns how far that is applied. */
async function appliedAfter(setting: ProjectionSetting, before: LogStore, after: LogStore) {
  const leaves = await before.leaves(0, before.head().size);
  const entries = leaves.map((leaf, index) => ({ index, leaf, at, slots: {} }));
  await applyEntries(setting, log, entries);
  await ensureTables(setting, { byOrigin: () => ({ store: after }) });
  return appliedSize(setting, log.origin);
}

describe('ensureTables', () => {
  it('goes on with rows of this log, also when the log has grown since', async () => {
    const before = await storeOf('a', 'b');
    expect(await appliedAfter(rig.setting(), before, before)).toBe(2);
    expect(await appliedAfter(rig.setting(), before, await storeOf('a', 'b', 'c'))).toBe(2);
    expect(await appliedAfter(rig.setting(), await storeOf(), await storeOf('a'))).toBe(0);
  });

  it('makes the tables anew when rows are ahead of their log, or of another past of it', async () => {
    const before = await storeOf('a', 'b');
    expect(await appliedAfter(rig.setting(), before, await storeOf('a'))).toBe(0);
    expect(await appliedAfter(rig.setting(), before, await storeOf('a', 'x', 'c'))).toBe(0);
  });

  it('keeps the rows of a log that is not here', async () => {
    const setting = rig.setting();
    await appliedAfter(setting, await storeOf('a'), await storeOf('a'));
    await ensureTables(setting, { byOrigin: () => undefined });
    expect(await appliedSize(setting, log.origin)).toBe(1);
  });
});
