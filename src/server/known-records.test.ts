// What a command is decided on beside its subject: records of a fold, with whether everybody may read them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entry, hk } from '../../test/support/given.ts';
import {
  applyAll,
  held,
  openRig,
  type ProjectionRig,
  tell,
} from '../../test/support/projection.ts';
import { recordsOf } from './known-records.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

it('says of a record of the parties that not everybody may read it', async () => {
  const describe = (about: string) =>
    entry(hk, { kind: 'organization', about, act: 'describe', name: { en: about } });
  const few = describe('HK-OR002');
  const setting = rig.setting();
  await applyAll(
    setting,
    tell([describe('HK-OR001'), { ...few, payloads: { programme: held(few.statement) } }]),
  );
  const found = await recordsOf(setting, 'programme', ['HK-OR001', 'HK-OR002', 'HK-OR003']);
  expect([...found].map(([id, { kind, isPublic }]) => [id, kind, isPublic]).sort()).toEqual([
    ['HK-OR001', 'organization', true],
    ['HK-OR002', 'organization', false],
  ]);
});
