// docs/spec/joint-schedule.md N1, N5, N6, N7, N8, N9: which records a project's plan is made of, and on which day.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Entry, entry, hk, mo, place, sz } from '../../test/support/given.ts';
import {
  adopt,
  agreed,
  at,
  forecastEntry,
  opened,
  reportEntry,
  storyEntries,
} from '../../test/support/joint-story.ts';
import { calendarEntries } from '../../test/support/network.ts';
import {
  applyAll,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
} from '../../test/support/projection.ts';
import { isOver, type PlanAsked, readPlanRecords } from './plan-records.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

async function read(entries: readonly Entry[], asked: PlanAsked & { id?: string } = {}) {
  const { id = 'HK-P009', ...when } = asked;
  const setting = rig.setting();
  await applyAll(setting, tell(entries));
  return readPlanRecords(queriesOf(setting), id, when);
}

async function found(entries: readonly Entry[], asked: PlanAsked & { id?: string } = {}) {
  const records = await read(entries, asked);
  if (records === undefined) throw new Error('no records');
  return records;
}
const idsOf = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);
const story = storyEntries();

describe('the records of a plan', () => {
  it('are those of all parts, with what their cases and links name', async () => {
    const records = await found(story);
    expect(idsOf(records.parts)).toEqual(['HK-P001', 'SZ-P001']);
    expect(idsOf(records.schedules)).toEqual(['HK-S001', 'SZ-S001']);
    expect(idsOf(records.cases)).toEqual(['SZ-K001']);
    expect(idsOf(records.links)).toEqual(['SZ-L001']);
    expect([...records.procedures.keys()]).toEqual(['SZ-PR001']);
    expect([...records.calendars.keys()]).toEqual(['SZ-CA001']);
    expect(records).toMatchObject({ lead: hk, zone: 'Asia/Hong_Kong' });
  });

  it('are of an own project alone; a part has no plan by itself', async () => {
    const more = [...story, opened('HK-P002'), opened('SZ-P002', {}, '2026-03-02T03:00:00Z')];
    expect(idsOf((await found(more, { id: 'SZ-P002' })).parts)).toEqual(['SZ-P002']);
    expect(await found(more, { id: 'SZ-P002' })).toMatchObject({ lead: sz, zone: 'Asia/Shanghai' });
    expect(await read(more, { id: 'SZ-P001' })).toBeUndefined();
    expect(await read(more, { id: 'SZ-P009' })).toBeUndefined();
  });

  it('are of no part that the joint text does not list for its party', async () => {
    const claims = (key: string) => ({ partOf: { project: 'HK-P009', key } });
    const macao = entry(mo, {
      ...{ kind: 'project', about: 'MO-P001', act: 'open', title: { en: 'X' } },
      ...claims('north'),
    });
    const late = '2026-03-02T03:00:00Z';
    const others = [
      opened('SZ-P002', claims('east'), late),
      opened('SZ-P003', claims('north'), late),
    ];
    expect(idsOf((await found([...story, macao, ...others])).parts)).toEqual([
      'HK-P001',
      'SZ-P001',
    ]);
  });

  it('have calendars with everything that they build on', async () => {
    const [first, second] = calendarEntries;
    const { file } = first!.statement as unknown as { file: object };
    const stated = (about: string, more: object) => {
      return { ...first, statement: { ...first?.statement, about, ...more } } as Entry;
    };
    const base = (about: string, of: string) =>
      stated(about, { base: of, file: { ...file, base: of } });
    const chained = [
      ...story.filter(({ statement }) => statement.about !== 'SZ-CA001'),
      base('SZ-CA001', 'SZ-CA003'),
      base('SZ-CA003', 'SZ-CA002'),
      stated('SZ-CA002', {}),
      { ...second, statement: { ...second?.statement, about: 'SZ-CA002' } } as Entry,
    ];
    const { calendars } = await found(chained);
    expect([...calendars.keys()]).toEqual(['SZ-CA001', 'SZ-CA002', 'SZ-CA003']);
  });

  it('have links to what is reported, as to the case itself', async () => {
    const content = {
      ...{ from: { case: 'HK-R001', stage: 'all' }, to: { project: 'HK-P077', code: 'D' } },
      ...{ type: 'FS', lagMinutes: 0 },
    };
    const links = agreed('link', 'HK-L001', content, '2026-03-02T03:00:00Z');
    const records = await found([...story, reportEntry({}, '2026-03-02T02:30:00Z'), ...links]);
    expect(idsOf(records.links)).toEqual(['HK-L001', 'SZ-L001']);
    expect(idsOf(records.reports)).toEqual(['HK-R001']);
  });
});

describe('the heads of a plan', () => {
  it('are the newest statement of each record in each log, in one order', async () => {
    const records = await found(story);
    const heads = records.heads.map(({ record }) => record);
    expect(heads).toEqual([
      ...['HK-P001', 'HK-P009', 'HK-P009', 'HK-S001', 'SZ-CA001', 'SZ-K001'],
      ...['SZ-L001', 'SZ-L001', 'SZ-P001', 'SZ-PR001', 'SZ-S001'],
    ]);
    const placed = place(story);
    const newest = placed.findLast(({ statement }) => statement.about === 'SZ-S001');
    expect(records.heads.at(-1)?.leaf).toBe(newest?.place.leaf);
    expect(records.lines.get(newest?.place.leaf ?? '')?.statement.act).toBe('adopt');
  });

  it('are the same whichever log arrives first', async () => {
    const turned = [...story].sort((a, b) => (a.party < b.party ? 1 : a.party > b.party ? -1 : 0));
    const [first, second] = [await found(story), await found(turned)];
    expect(second.heads).toEqual(first.heads);
    expect(second.dataDate).toBe(first.dataDate);
  });

  it('are of what was taken back as well: it changes the inputs, and says so', async () => {
    const told = storyEntries([['2026-03-02', 'open']]);
    const before = await found(told);
    const opening = place(told).findLast(({ statement }) => statement.act === 'open');
    const taken = entry(
      sz,
      {
        ...{ kind: 'approval-case', about: 'SZ-K001', act: 'retract' },
        ...{ of: opening?.place.leaf, why: { en: 'Entered by mistake' } },
      },
      '2026-03-02T05:00:00Z',
    );
    const after = await found([...told, taken]);
    const fresh = after.heads.filter(({ leaf }) => !before.heads.some((one) => one.leaf === leaf));
    expect(fresh.map(({ record }) => record)).toEqual(['SZ-K001']);
    expect(after.lines.get(fresh[0]?.leaf ?? '')?.statement.act).toBe('retract');
    expect(after.cases[0]?.state.planned).toBe(true);
  });

  it('are not of forecasts: a forecast on record changes no inputs', async () => {
    const { heads } = await found(story);
    const made = forecastEntry('HK', '2026-03-02T04:00:00Z', { dataDate: '2026-03-02' });
    expect((await found([...story, made])).heads).toEqual(heads);
  });
});

describe('the data date of a plan', () => {
  const dayOf = async (entries: readonly Entry[], asked: PlanAsked = {}) =>
    (await found(entries, asked)).dataDate;
  const later = (time: string) => adopt('HK-S001', 'south', { at: time, dataDate: '2026-03-01' });

  it('is the day of the newest statement where the lead is', async () => {
    expect(await dayOf(story)).toBe('2026-03-02');
    expect(await dayOf([...story, later('2026-03-05T15:59:00Z')])).toBe('2026-03-05');
    expect(await dayOf([...story, later('2026-03-05T16:00:00Z')])).toBe('2026-03-06');
  });

  it('is never one that had not come when it was recorded, of a schedule or of a forecast', async () => {
    const more = { at: '2026-03-03T02:00:00Z', dataDate: '2026-03-31' };
    const ahead = forecastEntry('HK', '2026-03-02T04:00:00Z', { dataDate: '2026-03-20' });
    expect(await dayOf([...story, adopt('SZ-S001', 'north', more)])).toBe('2026-03-03');
    expect(await dayOf([...story, ahead])).toBe('2026-03-02');
  });

  it('goes on with the forecasts of the lead, not of others, nor with those made later as if then', async () => {
    const made = (by: 'HK' | 'SZ', more: object = {}) =>
      forecastEntry(by, '2026-03-20T04:00:00Z', { dataDate: '2026-03-20', ...more });
    expect(await dayOf([...story, made('HK')])).toBe('2026-03-20');
    expect(await dayOf([...story, made('SZ')])).toBe('2026-03-02');
    expect(await dayOf([...story, made('HK', { backcast: true })])).toBe('2026-03-02');
  });

  it('is at least the day asked', async () => {
    expect(await dayOf(story, { day: '2026-03-09' })).toBe('2026-03-09');
    expect(await dayOf(story, { day: '2026-01-01' })).toBe('2026-03-02');
  });

  it('is the day as of which is asked, with schedules and cases of that day', async () => {
    const why = { en: 'Survey' };
    const told = storyEntries([
      ['2026-03-02', 'open'],
      ['2026-03-10', 'stop', { why }],
    ]);
    expect((await found(told)).cases[0]?.state.standing).toBe('stopped');
    const then = await found(told, { asof: '2026-02-10' });
    expect(then.dataDate).toBe('2026-02-10');
    expect(then.cases[0]?.state.planned ?? true).toBe(true);
    expect(then.schedules.flatMap(({ state }) => state.versions)).toHaveLength(2);
    expect((await found(told)).schedules.flatMap(({ state }) => state.versions)).toHaveLength(3);
  });
});

describe('a project', () => {
  it('is over once every part is', async () => {
    const status = (party: typeof hk, about: string, said: string) =>
      at(
        '2026-03-03T02:00:00Z',
        entry(party, {
          kind: 'project',
          about,
          act: 'status',
          happened: '2026-03-03',
          status: said,
        }),
      );
    const one = [...story, status(hk, 'HK-P001', 'completed')];
    expect(isOver(await found(one))).toBe(false);
    expect(isOver(await found([...one, status(sz, 'SZ-P001', 'maintenance')]))).toBe(true);
    expect(isOver(await found([...one, status(sz, 'SZ-P001', 'implementation')]))).toBe(false);
    expect(isOver({ parts: [] })).toBe(false);
  });
});
