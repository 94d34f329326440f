// docs/spec/model.md M51: the list of cases, each with who has to act and until when, computed for the day asked.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, hk, sha256, sz } from '../../test/support/given.ts';
import {
  applyAll,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
} from '../../test/support/projection.ts';
import { readCases, toRow } from './case-list.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const name = { en: 'Sample' };
const title = { en: 'Sample permit' };
const file = {
  format: 'comity-calendar/1',
  id: 'weekdays',
  rest: ['saturday', 'sunday'],
  years: [],
};
const rule = {
  ...{ clock: 'decision', unit: 'working', dayCalendar: 'SZ-CA001', dayZero: 'excluded' },
  ...{ startsAt: ['received'], endsAt: ['decided'], limit: 10, roll: 'none', stops: 'suspend' },
  ...{ excludedKinds: [], onExpiry: 'nothing', legalBasis: [], effective: { from: '2020-01-01' } },
};
const records = [
  entry(sz, {
    ...{ kind: 'calendar', about: 'SZ-CA001', act: 'state', name, file },
    hours: [{ from: '09:00', to: '17:00' }],
  }),
  entry(sz, {
    ...{ kind: 'procedure', about: 'SZ-PR001', act: 'state', name, authority: 'SZ-OR001' },
    ...{ calendar: 'SZ-CA001', clocks: [rule], stages: [], validFrom: '2020-01-01' },
  }),
  entry(sz, {
    ...{ kind: 'project', about: 'SZ-P001', act: 'open', title },
    partOf: { project: 'HK-P001', key: 'north' },
  }),
];
const opened = (party: typeof hk, about: string, more: object = {}) =>
  entry(party, {
    ...{ kind: 'approval-case', about, act: 'open', happened: '2026-03-02', title },
    ...{ procedure: 'SZ-PR001', project: 'SZ-P001', ...more },
  });
const acted = (about: string, act: string, more: object) =>
  entry(sz, { kind: 'approval-case', about, act, ...more });

async function ask(wish: { asOf: string; id?: string; project?: string }, at?: string) {
  const setting = rig.setting();
  const cases = [
    opened(sz, 'SZ-K001'),
    opened(sz, 'SZ-K002', { project: 'SZ-P002' }),
    acted('SZ-K002', 'stop', { happened: '2026-03-06', why: name }),
    opened(sz, 'SZ-K003', { sample: true }),
    acted('SZ-K003', 'decide', { happened: '2026-03-10', outcome: 'approved' }),
    opened(hk, 'HK-K001', { procedure: 'HK-PR009' }),
  ];
  await applyAll(
    setting,
    tell([...records, ...cases.map((one) => (at === undefined ? one : { ...one, at }))]),
  );
  return readCases(queriesOf(setting), { ...wish, sha256 });
}

describe('readCases', () => {
  it('says of each case who has to act and until when', async () => {
    const found = await ask({ asOf: '2026-03-13' });
    const rows = found.map(({ id, standing, holder, due, left, daysLate, sample }) => {
      return { id, standing, holder, due, left, daysLate, sample };
    });
    const none = { due: undefined, left: undefined, daysLate: 0, sample: false };
    expect(rows).toEqual([
      { ...none, id: 'HK-K001', standing: 'open', holder: undefined },
      { ...none, id: 'SZ-K001', standing: 'open', holder: 'authority', due: '2026-03-16', left: 1 },
      { ...none, id: 'SZ-K002', standing: 'stopped', holder: 'applicant', left: 6 },
      { ...none, id: 'SZ-K003', standing: 'decided', holder: 'nobody', sample: true },
    ]);
  });

  it('counts how late a case is on the day asked', async () => {
    const [found] = await ask({ asOf: '2026-03-20', id: 'SZ-K001' });
    expect(found).toMatchObject({ clock: 'decision', due: '2026-03-16', daysLate: 4 });
    expect(found?.answer?.clocks[0]?.state).toBe('overdue');
    expect(toRow(found!)).not.toHaveProperty('state');
  });

  it('keeps to one project, and with a joint one to its parts', async () => {
    const idsOf = async (project: string) =>
      (await ask({ asOf: '2026-03-13', project })).map(({ id }) => id);
    expect(await idsOf('SZ-P002')).toEqual(['SZ-K002']);
    expect(await idsOf('HK-P001')).toEqual(['HK-K001', 'SZ-K001', 'SZ-K003']);
    expect(await idsOf('HK-P007')).toEqual([]);
  });

  it('names events that were entered more than one working day late', async () => {
    const found = await ask({ asOf: '2026-03-13', id: 'SZ-K002' });
    const [received, stopped] = found[0]!.state.events;
    // Entered on 2 April 2019, when neither had happened; and again long after.
    expect(found[0]?.enteredLate).toEqual([]);
    const late = await ask({ asOf: '2026-03-13', id: 'SZ-K002' }, '2026-03-09T02:00:00Z');
    expect(received!.happened < stopped!.happened).toBe(true);
    expect(late[0]?.enteredLate).toEqual([late[0]!.state.events[0]!.place.leaf]);
  });

  it('has what one side reported of the other, until the owner has a record of it', async () => {
    const statement = {
      ...{ schema: 'approval-case/1', act: 'open', happened: '2026-03-02', title },
      ...{ procedure: 'SZ-PR001', project: 'SZ-P001' },
    };
    const report = entry(hk, {
      ...{ kind: 'report', about: 'HK-R001', act: 'state', owner: 'SZ', statement },
    });
    const setting = rig.setting();
    const decided = acted('SZ-K001', 'decide', { happened: '2026-03-10', outcome: 'refused' });
    await applyAll(setting, tell([...records, report, opened(sz, 'SZ-K001'), decided]));
    const wish = { asOf: '2026-03-13', sha256 };
    const rows = (await readCases(queriesOf(setting), wish)).map(toRow);
    expect(rows).toMatchObject([
      { id: 'SZ-K001', standing: 'decided', outcome: 'refused' },
      { id: 'HK-R001', standing: 'open', reportedBy: hk },
    ]);
    expect(rows[0]).not.toHaveProperty('reportedBy');
    const [one] = await readCases(queriesOf(setting), { ...wish, id: 'HK-R001' });
    expect(one?.state.events).toHaveLength(1);
  });

  it('says why clocks cannot be run', async () => {
    const [found] = await ask({ asOf: '2026-03-13', id: 'HK-K001' });
    expect(found?.problems).toMatchObject([
      { code: 'programme.procedure.unknown', path: 'HK-PR009' },
    ]);
    expect(found).not.toHaveProperty('answer');
  });
});
