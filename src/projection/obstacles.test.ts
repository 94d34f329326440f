// docs/spec/model.md M127: obstacles with the clocks of the procedure that they name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Entry, entry, hk, sha256, sz } from '../../test/support/given.ts';
import { calendarEntries, procedureEntry } from '../../test/support/network.ts';
import {
  applyAll,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
} from '../../test/support/projection.ts';
import { readObstacles } from './obstacles.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const text = { en: 'Two permits for one sample.' };
const file = { act: 'file', title: text, what: text, flows: ['goods'], happened: '2026-03-02' };
const filed = (about: string, procedure: string, party = sz) =>
  entry(party, { kind: 'obstacle', about, ...file, procedure });
const assessed = entry(sz, {
  ...{ kind: 'obstacle', about: 'SZ-O001', act: 'assess', happened: '2026-03-20' },
  ...{ finding: 'obstacle', reasons: text },
});

describe('obstacles', () => {
  const on = async (day: string, more: readonly Entry[] = []) => {
    const setting = rig.setting();
    const acceptance = { clock: 'acceptance', endsAt: ['accepted'] };
    const [rule] = procedureEntry().statement.clocks as readonly object[];
    const entries = [
      ...calendarEntries,
      procedureEntry({ clocks: [{ ...rule, ...acceptance }] }),
      filed('SZ-O001', 'SZ-PR001'),
      filed('SZ-O002', 'SZ-PR077'),
      filed('HK-O001', 'SZ-PR001', hk),
      ...more,
    ];
    await applyAll(setting, tell(entries));
    const found = await readObstacles(queriesOf(setting), sha256, { day });
    return found.map(({ id, answer }) => {
      const clock = answer?.clocks[0];
      return `${id} ${clock?.due ?? '–'} ${clock?.state ?? '–'} ${clock?.ended ?? ''}`.trim();
    });
  };

  it('are due by the clocks of the procedure that they name, on the day asked', async () => {
    // Ten working days from 2 March, Thursday 5 March a holiday.
    expect(await on('2026-03-10')).toEqual([
      'HK-O001 – –',
      'SZ-O001 2026-03-17 running',
      'SZ-O002 – –',
    ]);
    expect((await on('2026-03-18'))[1]).toBe('SZ-O001 2026-03-17 overdue');
    expect((await on('2026-03-30', [assessed]))[1]).toContain('2026-03-20');
  });
});
