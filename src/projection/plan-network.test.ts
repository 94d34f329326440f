// docs/spec/joint-schedule.md N3, N5, N18, N19: from records to a joint network, the same on every node.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Entry, entry, hk, mo, place, sha256, sz } from '../../test/support/given.ts';
import {
  adopt,
  agreed,
  allHeld,
  hashOf,
  held,
  linkEntries,
  reportEntry,
  storyEntries,
} from '../../test/support/joint-story.ts';
import { caseEntries } from '../../test/support/network.ts';
import {
  applyAll,
  openRig,
  type ProjectionRig,
  queriesOf,
  tell,
} from '../../test/support/projection.ts';
import { readCases } from './network-cases.ts';
import { buildNetwork, type NetworkWorld } from './plan-network.ts';
import { readPlanRecords } from './plan-records.ts';

let rig: ProjectionRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

async function questions(entries: readonly Entry[]) {
  const setting = rig.setting();
  await applyAll(setting, tell(entries));
  return queriesOf(setting);
}

async function build(entries: readonly Entry[], scheduleOf: NetworkWorld['scheduleOf'] = allHeld) {
  const queries = await questions(entries);
  const records = await readPlanRecords(queries, 'HK-P009');
  if (records === undefined) throw new Error('no records');
  const { parties } = await queries.programme();
  return buildNetwork({ sha256, scheduleOf }, records, parties);
}

const story = storyEntries();
const codesOf = ({
  issues,
}: {
  readonly issues: readonly { code: string; members: readonly string[] }[];
}) => issues.map(({ code, members }) => [code, ...members]);
/** The story without the owner's own record of the matter. */
const unrecorded = story.filter(({ statement }) => statement.about !== 'SZ-K001');
const reportLeaf = (entries: readonly Entry[]) =>
  place(entries).findLast(({ statement }) => statement.about === 'HK-R001')?.place.leaf ?? '';

describe('a joint network of records', () => {
  it('has both parts, the case in the place of its activity, the link, and the opening', async () => {
    const network = await build(story);
    expect(network).toMatchObject({ target: 'SZ-P001/C', dataDate: '2026-03-02', issues: [] });
    expect(network.activities.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      ...['HK-P001/A work', 'HK-P001/D work'],
      ...['SZ-P001/A work', 'SZ-P001/B approval', 'SZ-P001/C milestone'],
    ]);
    const [project] = network.schedule?.projects ?? [];
    expect(project?.links.at(-1)).toMatchObject({ from: 'SZ-P001/B', to: 'HK-P001/D' });
    const calendars = network.schedule?.calendars.map(({ id }) => id);
    expect(calendars).toEqual(['HK-P001/week', 'SZ-CA001', 'SZ-P001/week']);
  });

  it('draws a case from the programme’s own past once five matters of its procedure have ended', async () => {
    const matters = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        caseEntries(
          [
            ['2026-01-05', 'open'],
            [`2026-02-0${i + 2}`, 'decide', { outcome: 'approved' }],
          ],
          { about: `SZ-K10${i}`, project: 'SZ-P077', sample: true },
        ),
      ).flat();
    const lawOf = async (entries: readonly Entry[]) => {
      const { schedule, activities, dataDate } = await build(entries);
      const at = activities.findIndex((one) => one.kind === 'approval');
      const activity = schedule?.projects[0]?.activities[at];
      return { ...activity?.distribution, dataDate, sample: activities[at]?.sample };
    };
    const few = await lawOf([...story, ...matters(4)]);
    expect(few).toEqual(await lawOf(story));
    const enough = await lawOf([...story, ...matters(5)]);
    expect(enough).toMatchObject({ type: 'log-normal', cases: 5, sample: true });
    const queries = await questions([...story, ...matters(5)]);
    const records = await readPlanRecords(queries, 'HK-P009');
    const heads = records?.heads.map((one) => one.record) ?? [];
    expect(heads).toEqual(expect.arrayContaining(['SZ-K100', 'SZ-K104']));
    expect(records?.cases.map((one) => one.id)).toEqual(['SZ-K001']);
  });

  it('is the same whichever log arrives first', async () => {
    const turned = [...story].sort((a, b) => (a.party < b.party ? 1 : a.party > b.party ? -1 : 0));
    expect(await build(turned)).toEqual(await build(story));
  });

  it('reads versions from the newest down to the first that can be used', async () => {
    const asked: string[] = [];
    const reading = (scheduleOf: NetworkWorld['scheduleOf']) => async (hash: string) => {
      asked.push(hash);
      return scheduleOf(hash);
    };
    await build(story, reading(allHeld));
    expect(asked.sort()).toEqual([hashOf('north'), hashOf('south')].sort());
    const network = await build(story, held('south', 'before'));
    expect(codesOf(network)).toEqual([
      ['network.not-held', 'SZ-P001'],
      ['network.case-without-activity', 'SZ-K001', 'SZ-P001/B'],
      ['network.link-without-end', 'SZ-L001'],
    ]);
    expect(network.activities.map(({ id }) => id)).toContain('SZ-P001/C');
  });

  it('has of two versions of one day the later', async () => {
    const more = { at: '2026-02-11T02:00:00Z', dataDate: '2026-02-10' };
    const network = await build([...story, adopt('SZ-S001', 'before', more)]);
    expect(network.activities.map(({ id }) => id)).not.toContain('SZ-P001/B');
  });

  it('draws a link that one side has only proposed', async () => {
    const proposed = story.filter(({ party, statement }) => {
      return !(party === hk && statement.about === 'SZ-L001');
    });
    const network = await build(proposed);
    expect(network.unscheduled).toMatchObject([{ link: { id: 'SZ-L001' }, why: 'proposed' }]);
    expect(network.schedule?.projects[0]?.links).toHaveLength(3);
  });

  it('keeps the link of a case whose record came after the report on it', async () => {
    const content = {
      ...{ from: { case: 'HK-R001', stage: 'all' }, to: { project: 'HK-P001', code: 'D' } },
      ...{ type: 'FS', lagMinutes: 0 },
    };
    const links = agreed('link', 'HK-L001', content, '2026-03-02T04:00:00Z');
    const match = entry(hk, { kind: 'report', about: 'HK-R001', act: 'match', record: 'SZ-K001' });
    const told = [...story, reportEntry({}, '2026-03-02T03:00:00Z'), ...links];
    const twice = await build(told);
    expect(codesOf(twice)).toEqual([
      ['network.two-cases', 'SZ-K001', 'HK-R001'],
      ['network.link-without-end', 'HK-L001'],
    ]);
    const matched = await build([...told, { ...match, at: '2026-03-02T05:00:00Z' }]);
    expect(codesOf(matched)).toEqual([]);
    expect(
      matched.schedule?.projects[0]?.links.filter(({ to }) => to === 'HK-P001/D'),
    ).toHaveLength(3);
  });
});

describe('a matter that another party reports', () => {
  const reported = [...unrecorded, reportEntry({}, '2026-03-02T03:00:00Z')];

  it('is scheduled by the report, marked as such, while its owner has no record', async () => {
    const network = await build(reported);
    expect(network.activities.find(({ id }) => id === 'SZ-P001/B')).toMatchObject({
      ...{ kind: 'approval', party: sz },
      case: { id: 'HK-R001', owner: sz, reportedBy: hk, disputed: false },
    });
  });

  it('is scheduled by the report still, where the record that it names is not to be seen here', async () => {
    const match = entry(hk, { kind: 'report', about: 'HK-R001', act: 'match', record: 'SZ-K009' });
    const network = await build([...reported, { ...match, at: '2026-03-02T05:00:00Z' }]);
    expect(network.activities.find(({ id }) => id === 'SZ-P001/B')?.case?.id).toBe('HK-R001');
  });

  it('is scheduled once, by its owner’s record, once that is there', async () => {
    const [planned, received] = caseEntries([['2026-02-26', 'open']], {
      activity: { project: 'SZ-P001', code: 'B' },
    });
    const confirm = entry(
      sz,
      {
        ...{ kind: 'report', about: 'HK-R001', act: 'confirm', record: 'SZ-K001' },
        of: [reportLeaf(reported)],
      },
      '2026-03-02T06:00:00Z',
    );
    const network = await build([...reported, planned!, received!, confirm]);
    expect(codesOf(network)).toEqual([]);
    expect(network.activities.find(({ id }) => id === 'SZ-P001/B')?.case).toMatchObject({
      ...{ id: 'SZ-K001', owner: sz },
    });
    expect(network.listed).toEqual([]);
  });

  it('is drawn, not scheduled, once its owner disputes it', async () => {
    const dispute = entry(
      sz,
      {
        ...{ kind: 'report', about: 'HK-R001', act: 'dispute', why: { en: 'No such application' } },
        of: [reportLeaf(reported)],
      },
      '2026-03-02T06:00:00Z',
    );
    const network = await build([...reported, dispute]);
    expect(codesOf(network)).toContainEqual(['network.case-disputed', 'HK-R001']);
    expect(network.listed).toMatchObject([{ id: 'HK-R001', disputed: true }]);
  });

  it('is of its reporter where nobody has the mark of its owner', async () => {
    const queries = await questions([...unrecorded, reportEntry({ owner: 'MO' })]);
    const when = { day: '2026-03-12' };
    const [found] = await readCases(queries, sha256, when);
    expect(found).toMatchObject({ id: 'HK-R001', owner: hk, reportedBy: hk });
    expect(mo).not.toBe(found?.owner);
  });
});

describe('readCases', () => {
  it('gives own cases, then reports, each with its clocks on a day, or why there are none', async () => {
    const other = caseEntries([['2026-03-02', 'open']], {
      about: 'SZ-K002',
      procedure: 'SZ-PR009',
    });
    const told = [...story, ...other, reportEntry({}, '2026-03-02T03:00:00Z')];
    const found = await readCases(await questions(told), sha256, { day: '2026-03-12' });
    expect(found.map(({ id }) => id)).toEqual(['SZ-K001', 'SZ-K002', 'HK-R001']);
    expect(found[0]).toMatchObject({ answer: { asOf: '2026-03-12', holder: 'authority' } });
    expect(found[0]).toMatchObject({ calendar: { id: 'SZ-CA001' }, problems: [] });
    expect(found[1]).toMatchObject({ problems: [{ code: 'programme.procedure.unknown' }] });
    expect(found[1]).not.toHaveProperty('version');
  });

  it('are not measured by the other side’s procedure', async () => {
    const foreign = entry(hk, {
      ...{ kind: 'approval-case', about: 'HK-K001', act: 'plan', procedure: 'SZ-PR001' },
      ...{ project: 'HK-P001', title: { en: 'Not theirs' } },
    });
    const queries = await questions([...story, { ...foreign, at: '2026-03-02T06:00:00Z' }]);
    const cases = await readCases(queries, sha256, { day: '2026-03-12' });
    const found = cases.find(({ id }) => id === 'HK-K001');
    expect(found).toMatchObject({ problems: [{ code: 'programme.procedure.unknown' }] });
    expect(found).not.toHaveProperty('version');
  });

  it('gives them as they stood on a day', async () => {
    const queries = await questions([...story, ...linkEntries('2026-03-03T02:00:00Z')]);
    const before = await readCases(queries, sha256, { day: '2026-03-01', asof: '2026-03-01' });
    expect(before[0]?.state.planned).toBe(true);
  });
});
