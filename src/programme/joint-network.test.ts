// docs/spec/joint-schedule.md N2, N3, N4, N10, N12, N14, N17, N19, N25: the schedules, cases and links of all sides as one project.
import { describe, expect, it } from 'vitest';
import { hk, sz } from '../../test/support/given.ts';
import {
  type CaseAsked,
  caseOn,
  crossLink,
  type Events,
  partOf,
  partSchedule,
} from '../../test/support/network.ts';
import { link, minute, task, week } from '../../test/support/schedules.ts';
import { scheduleFile } from '../plan/critical-path.ts';
import type { Activity, Schedule } from '../plan/schedule.ts';
import { joinNetwork } from './joint-network.ts';
import type { NetworkCase, NetworkInput } from './network-input.ts';

const north = partSchedule(
  [
    task('A', 16, { names: { en: 'Works' } }),
    task('B', 40, { name: 'Permit' }),
    { ...task('C', 0), type: 'finish-milestone' },
  ],
  [link('A FS B'), link('B FS C', { lagCalendar: 'successor' })],
);
const south = partSchedule([task('A', 24), task('D', 8)], [link('A FS D')]);
const parts = [partOf('HK-P001', hk, [south]), partOf('SZ-P001', sz, [north])];
const base: NetworkInput = {
  ...{ project: 'HK-P009', target: { part: 'SZ-P001', code: 'C' }, parts },
  ...{
    cases: [],
    links: [],
    calendars: new Map([['SZ-CA001', { ...week, id: 'SZ-CA001' }]]),
    dataDate: '2026-03-12',
  },
};
const permit = { activity: { project: 'SZ-P001', code: 'B' } };
const received: Events = [['2026-03-02', 'open']];

function permitOn(events: Events, asked: CaseAsked = {}): NetworkCase {
  return caseOn(events, { ...asked, fields: { ...permit, ...asked.fields } });
}

function join(more: Partial<NetworkInput>) {
  const network = joinNetwork({ ...base, ...more });
  const [project] = network.schedule?.projects ?? [];
  const activities = new Map(project?.activities.map((one) => [one.id, one]));
  const about = new Map(network.activities.map((one) => [one.id, one]));
  const codes = network.issues.map(({ code, members }) => [code, ...members]);
  return { ...network, project, found: activities, about, codes };
}

describe('a joint network', () => {
  it('is one project of all parts, by part and code, with the links between them', () => {
    const network = join({ links: [crossLink('SZ-L001', 'SZ-P001/A FS HK-P001/D')] });
    expect([...network.found.keys()]).toEqual([
      ...['HK-P001/A', 'HK-P001/D'],
      ...['SZ-P001/A', 'SZ-P001/B', 'SZ-P001/C'],
    ]);
    expect(network).toMatchObject({ target: 'SZ-P001/C', listed: [], issues: [], unscheduled: [] });
    expect(network.project).toMatchObject({
      code: 'HK-P009',
      dataDate: minute('2026-03-12T00:00'),
    });
    expect(network.project?.links.map(({ from, to }) => `${from} ${to}`)).toEqual([
      ...['HK-P001/A HK-P001/D', 'SZ-P001/A SZ-P001/B', 'SZ-P001/B SZ-P001/C'],
      'SZ-P001/A HK-P001/D',
    ]);
    expect(network.schedule?.calendars.map(({ id }) => id)).toEqual([
      'HK-P001/week',
      'SZ-P001/week',
    ]);
    const dates = scheduleFile(network.schedule!, 'comity');
    expect(dates.ok).toBe(true);
    expect(network.about.get('SZ-P001/A')).toMatchObject({
      ...{ party: sz, kind: 'work', name: { en: 'Works' }, sample: false },
    });
    expect(network.about.get('SZ-P001/C')).toMatchObject({ kind: 'milestone', name: { en: 'C' } });
  });

  it('has the calendar on which an accepted link counts its lag', () => {
    const links = [crossLink('SZ-L001', 'SZ-P001/A FS HK-P001/D', { calendar: 'SZ-CA001' })];
    const { schedule, project } = join({ links });
    expect(schedule?.calendars.map(({ id }) => id)).toContain('SZ-CA001');
    expect(project?.links.at(-1)).toMatchObject({ lagCalendar: { calendar: 'SZ-CA001' } });
  });

  it('counts lags inside a part on the part’s own calendars', () => {
    const own = partSchedule(
      [task('A', 8), task('B', 8)],
      [link('A FS B 8', { lagCalendar: { calendar: 'week' } })],
    );
    const { project } = join({ parts: [partOf('SZ-P001', sz, [own])] });
    expect(project?.links).toMatchObject([{ lagCalendar: { calendar: 'SZ-P001/week' } }]);
  });

  it('keeps the mark of what is sample, of whatever it is made', () => {
    const sampleOf = (one: NetworkCase) => join({ cases: [one] }).about.get('SZ-P001/B')?.sample;
    expect(sampleOf(permitOn(received))).toBe(false);
    expect(sampleOf(permitOn(received, { fields: { sample: true } }))).toBe(true);
    expect(sampleOf(permitOn(received, { procedure: { sample: true } }))).toBe(true);
    const made = permitOn(received);
    expect(sampleOf({ ...made, answer: { ...made.answer!, isSample: true } })).toBe(true);
    const marked = { ...parts[1]!, sample: true };
    expect(join({ parts: [parts[0]!, marked] }).activities.map((one) => one.sample)).toEqual([
      ...[false, false],
      ...[true, true, true],
    ]);
  });

  it('is nothing without a part that can be scheduled', () => {
    expect(join({ parts: [] })).toMatchObject({ activities: [], issues: [] });
    expect(join({ parts: [] }).schedule).toBeUndefined();
  });
});

describe('a part of a joint network', () => {
  const broken = partSchedule([task('A', 8)], [link('A FS Q')]);
  const of = (...schedules: (Schedule | undefined)[]) =>
    join({ target: undefined, parts: [partOf('SZ-P001', sz, schedules)] });

  it('is told where it has no schedule: network.no-schedule', () => {
    expect(of().codes).toEqual([['network.no-schedule', 'SZ-P001']]);
  });

  it('is told where its newest version is not held, and the one before counts: network.not-held', () => {
    expect(of(undefined, south).codes).toEqual([['network.not-held', 'SZ-P001']]);
    expect([...of(undefined, south).found.keys()]).toEqual(['SZ-P001/A', 'SZ-P001/D']);
    expect(of(undefined).schedule).toBeUndefined();
  });

  it('keeps its previous version while the newest cannot be scheduled: network.version-unusable', () => {
    const { codes, found } = of(broken, south);
    expect(codes).toEqual([['network.version-unusable', 'SZ-P001']]);
    expect([...found.keys()]).toEqual(['SZ-P001/A', 'SZ-P001/D']);
    expect(of(broken).codes).toEqual([['network.version-unusable', 'SZ-P001']]);
  });

  it.each<[string, Schedule]>([
    ['two projects', { ...south, projects: [...south.projects, ...south.projects] }],
    ['a cycle', partSchedule([task('A', 8), task('B', 8)], [link('A FS B'), link('B FS A')])],
    ['one code twice', partSchedule([task('A', 8), { ...task('B', 8), code: 'A' }])],
    [
      'a distribution that cannot be drawn',
      partSchedule([task('A', 8, { distribution: { type: 'pert', low: 9, mode: 1, high: 2 } })]),
    ],
    [
      'a distribution of what is no task',
      partSchedule([
        {
          ...task('A', 0, { distribution: { type: 'fixed', minutes: 9 } }),
          type: 'start-milestone',
        },
      ]),
    ],
    [
      'an uncertainty that cannot be drawn',
      partSchedule([task('A', 8, { uncertainty: { existsPermille: 1_001 } })]),
    ],
    ['a code too long for an inputs document', partSchedule([task('A'.repeat(161), 8)])],
  ])('enters nobody’s network with %s', (_what, schedule) => {
    expect(of(schedule, south).codes).toEqual([['network.version-unusable', 'SZ-P001']]);
  });

  it('waits for a data date that has not come, and the version before counts: network.version-ahead', () => {
    const part = partOf('SZ-P001', sz, [north, south]);
    const versions = part.versions.map((one, i) =>
      i === 0 ? { ...one, dataDate: '2027-06-30' } : one,
    );
    const { codes, found } = join({ target: undefined, parts: [{ ...part, versions }] });
    expect(codes).toEqual([['network.version-ahead', 'SZ-P001']]);
    expect([...found.keys()]).toEqual(['SZ-P001/A', 'SZ-P001/D']);
  });

  it('is told once it is older than thirty days: network.stale', () => {
    expect(join({ dataDate: '2026-04-01' }).codes).toEqual([]);
    expect(join({ dataDate: '2026-04-02' }).codes).toEqual([
      ['network.stale', 'HK-P001'],
      ['network.stale', 'SZ-P001'],
    ]);
  });

  it('is told where the opening is no activity of it: network.target-missing', () => {
    const network = join({ target: { part: 'SZ-P001', code: 'Z' } });
    expect(network.codes).toEqual([['network.target-missing', 'SZ-P001/Z']]);
    expect(network.target).toBeUndefined();
  });
});

describe('a case in a joint network', () => {
  it('takes the place of its activity’s duration, progress and calendar; name, code and links stay', () => {
    const { found, about, schedule, project } = join({ cases: [permitOn(received)] });
    const work = found.get('SZ-P001/B');
    expect(work).toMatchObject({
      ...{ code: 'SZ-P001/B', name: 'Permit', type: 'task', calendar: 'SZ-CA001' },
      actualStart: minute('2026-03-02T09:00'),
      distribution: { type: 'triangular', elapsedMinutes: 6 * 480 },
    });
    expect(about.get('SZ-P001/B')).toMatchObject({ kind: 'approval', dayMinutes: 480 });
    expect(schedule?.calendars.map(({ id }) => id)).toContain('SZ-CA001');
    expect(project?.links).toHaveLength(3);
  });

  it('keeps the constraints of its activity, drops its progress, and takes the place of a milestone', () => {
    const constraints: Activity['constraints'] = [
      { type: 'finish-no-later-than', at: minute('2026-05-01T17:00') },
    ];
    const stated = partSchedule([
      task('B', 40, {
        ...{ constraints, resume: minute('2026-03-20T09:00'), remainingMinutes: 60 },
        ...{ actualStart: minute('2026-01-05T09:00'), distribution: { type: 'fixed', minutes: 9 } },
        expectedFinish: minute('2026-03-30T09:00'),
        uncertainty: { existsPermille: 500 },
      }),
      { ...task('M', 0), type: 'start-milestone' },
    ]);
    const network = join({
      ...{ target: undefined, parts: [partOf('SZ-P001', sz, [stated])] },
      cases: [
        permitOn([]),
        permitOn([], { fields: { about: 'SZ-K002', activity: { project: 'SZ-P001', code: 'M' } } }),
      ],
    });
    const work = network.found.get('SZ-P001/B');
    expect(work).toMatchObject({ constraints, distribution: { type: 'triangular' } });
    const dropped = ['resume', 'actualStart', 'remainingMinutes', 'expectedFinish', 'uncertainty'];
    for (const name of dropped) {
      expect(work).not.toHaveProperty(name);
    }
    expect(network.found.get('SZ-P001/M')).toMatchObject({ type: 'task', calendar: 'SZ-CA001' });
    expect(scheduleFile(network.schedule!, 'comity').ok).toBe(true);
  });

  it('that is stopped waits behind an activity of the applicant', () => {
    const stopped: Events = [...received, ['2026-03-03', 'stop', { why: { en: 'Survey' } }]];
    const { found, about, project } = join({ cases: [permitOn(stopped)] });
    expect(found.get('SZ-P001/B/applicant')).toMatchObject({
      distribution: { type: 'triangular' },
    });
    expect(found.get('SZ-P001/B/applicant')).not.toHaveProperty('calendar');
    expect(about.get('SZ-P001/B/applicant')).toMatchObject({
      kind: 'waiting',
      code: 'B/applicant',
    });
    expect(project?.links.at(-1)).toMatchObject({ from: 'SZ-P001/B/applicant', to: 'SZ-P001/B' });
  });

  it('overwrites no activity that has the code of such a wait', () => {
    const named = partSchedule([task('B', 40), task('B/applicant', 8)]);
    const stopped: Events = [...received, ['2026-03-03', 'stop', { why: { en: 'Survey' } }]];
    const asked = { target: undefined, parts: [partOf('SZ-P001', sz, [named])] };
    const { found, about } = join({ ...asked, cases: [permitOn(stopped)] });
    expect(found.get('SZ-P001/B/applicant')?.durationMinutes).toBe(480);
    expect(about.get('SZ-P001/B/applicant/applicant')?.kind).toBe('waiting');
  });

  it('tells what a person should know of it', () => {
    const why = { en: 'Survey' };
    const codesOf = (events: Events, procedure: object = {}) =>
      join({ cases: [permitOn([...received, ...events], { procedure })] }).codes.map(
        ([code]) => code,
      );
    expect(codesOf([['2026-03-03', 'decide', { outcome: 'refused' }]])).toEqual([
      'network.case-refused',
    ]);
    expect(codesOf([['2026-03-03', 'withdraw', { why }]])).toEqual(['network.case-withdrawn']);
    const hearing = { to: why, kind: 'hearing' };
    expect(codesOf([['2026-03-03', 'refer', hearing]])).toEqual(['network.referral-open']);
    const unknown = { applicantDays: undefined };
    expect(codesOf([['2026-03-03', 'stop', { why }]], unknown)).toEqual([
      'network.applicant-estimate-missing',
    ]);
  });

  it('keeps the schedule’s own duration without an estimate: network.estimate-missing', () => {
    const procedure = { durationDays: undefined, clocks: [] };
    const { version: _, calendar: __, ...unmeasured } = permitOn(received);
    for (const one of [permitOn(received, { procedure }), unmeasured]) {
      const { codes, found, about } = join({ cases: [one] });
      expect(codes).toEqual([['network.estimate-missing', 'SZ-K001']]);
      expect(found.get('SZ-P001/B')).toMatchObject({ durationMinutes: 2_400 });
      expect(about.get('SZ-P001/B')).toMatchObject({ kind: 'approval', case: { id: 'SZ-K001' } });
    }
  });

  it('is listed, not scheduled, where it stands for no activity here: network.case-without-activity', () => {
    const gone = permitOn(received, { fields: { activity: { project: 'SZ-P001', code: 'Z' } } });
    const network = join({ cases: [gone, caseOn(received)] });
    expect(network.codes).toEqual([['network.case-without-activity', 'SZ-K001', 'SZ-P001/Z']]);
    expect(network.listed).toHaveLength(2);
  });

  it('is the first of two that stand for one activity: network.two-cases', () => {
    const second = permitOn([], { fields: { about: 'SZ-K002' } });
    const network = join({ cases: [permitOn(received), second] });
    expect(network.codes).toEqual([['network.two-cases', 'SZ-K001', 'SZ-K002']]);
    expect(network.listed.map(({ id }) => id)).toEqual(['SZ-K002']);
    expect(network.about.get('SZ-P001/B')?.case?.id).toBe('SZ-K001');
  });

  it('gives way, once refused or withdrawn, to what is applied for again', () => {
    const refusal: Events = [...received, ['2026-03-03', 'decide', { outcome: 'refused' }]];
    const withdrawal: Events = [...received, ['2026-03-03', 'withdraw', { why: { en: 'Other' } }]];
    const again = permitOn([['2026-03-09', 'open']], { fields: { about: 'SZ-K002' } });
    for (const spent of [permitOn(refusal), permitOn(withdrawal)]) {
      const network = join({ cases: [spent, again] });
      expect(network.codes).toEqual([]);
      expect(network.listed.map(({ id }) => id)).toEqual(['SZ-K001']);
      expect(network.about.get('SZ-P001/B')?.case?.id).toBe('SZ-K002');
    }
    expect(join({ cases: [permitOn(refusal)] }).about.get('SZ-P001/B')?.case?.id).toBe('SZ-K001');
  });

  it('decides nothing for the other side: network.case-foreign', () => {
    const approved: Events = [...received, ['2026-03-03', 'decide', { outcome: 'approved' }]];
    const foreign = { ...permitOn(approved), id: 'HK-K001', owner: hk };
    const { codes, about, found, listed } = join({ cases: [foreign] });
    expect(codes).toEqual([['network.case-foreign', 'HK-K001', 'SZ-P001/B']]);
    expect(listed).toHaveLength(1);
    expect(about.get('SZ-P001/B')).not.toHaveProperty('case');
    expect(found.get('SZ-P001/B')?.actualFinish).toBeUndefined();
  });

  it('that another party reports is scheduled, with who reports it', () => {
    const reported = { ...permitOn(received), id: 'HK-R001', reportedBy: hk };
    const { about, codes } = join({ cases: [reported] });
    expect(codes).toEqual([]);
    expect(about.get('SZ-P001/B')).toMatchObject({ kind: 'approval', case: { reportedBy: hk } });
  });

  it('that its owner disputes is not scheduled: network.case-disputed', () => {
    const reported = { ...permitOn(received), id: 'HK-R001', reportedBy: hk, disputed: true };
    const { about, codes, listed } = join({ cases: [reported] });
    expect(codes).toEqual([['network.case-disputed', 'HK-R001']]);
    expect(listed).toHaveLength(1);
    expect(about.get('SZ-P001/B')).not.toHaveProperty('case');
  });

  it('is an end of links, by its own id and by that of a report on it', () => {
    const links = [
      crossLink('SZ-L001', 'SZ-K001 FS HK-P001/D'),
      crossLink('HK-L001', 'HK-R001 FS HK-P001/D'),
    ];
    const aliases = new Map([['HK-R001', 'SZ-K001']]);
    const { project, codes } = join({ cases: [permitOn(received)], links, aliases });
    expect(codes).toEqual([]);
    expect(project?.links.slice(-2).map(({ from }) => from)).toEqual(['SZ-P001/B', 'SZ-P001/B']);
  });
});

describe('links that close a cycle over two parts', () => {
  it('leave a network that can be scheduled without them: network.cycle', () => {
    const links = [
      crossLink('SZ-L001', 'SZ-P001/B FS HK-P001/A'),
      crossLink('HK-L001', 'HK-P001/D FS SZ-P001/A'),
    ];
    const network = join({ links, cases: [permitOn(received)] });
    expect(network.codes).toEqual([['network.cycle', 'HK-L001', 'SZ-L001']]);
    expect(scheduleFile(network.schedule!, 'comity').ok).toBe(true);
  });
});
