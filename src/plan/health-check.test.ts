// The 14 points: a schedule that meets all of them, and for each point one that fails it.
import { describe, expect, it } from 'vitest';
import { link, minute, monday, schedule, task } from '../../test/support/schedules.ts';
import { checkHealth, type HealthPoint, healthPoints } from './health-check.ts';
import type { Activity, Link, Project, Schedule } from './schedule.ts';

const version = (of: Schedule) => ({ schedule: of, project: of.projects[0]! });

function check(given: Schedule, baseline?: Schedule) {
  const found = checkHealth(version(given), 'p6', baseline && version(baseline));
  return found.ok ? found.value : expect.fail(JSON.stringify(found.error));
}

const milestone = (id: string, type: Activity['type']): Activity => ({
  ...{ id, code: id, type, calendar: 'week', durationMinutes: 0 },
});

/** Start, forty tasks of a day each in one chain, finish. */
function chain(
  changes: Readonly<Record<string, Partial<Activity>>> = {},
  more: { readonly links?: readonly Link[]; readonly project?: Partial<Project> } = {},
): Schedule {
  const names = Array.from({ length: 40 }, (_, i) => `T${i + 1}`);
  const all = ['S', ...names, 'F'];
  const activities = [
    milestone('S', 'start-milestone'),
    ...names.map((name) => task(name, 8, changes[name])),
    milestone('F', 'finish-milestone'),
  ];
  const links = all.slice(1).map((name, i) => link(`${all[i]} FS ${name}`));
  return schedule(activities, more.links ?? links, more.project);
}

const chainLinks = chain().projects[0]!.links;
const failed = (given: Schedule, baseline?: Schedule) =>
  check(given, baseline)
    .filter(({ state }) => state === 'fail')
    .map(({ point }) => point);
/** The chain with some of its links changed. */
const linked = (change: (one: Link, i: number) => Link | undefined) =>
  chain({}, { links: chainLinks.flatMap((one, i) => change(one, i) ?? []) });

describe('checkHealth', () => {
  it('names all points in order; a sound schedule fails none', () => {
    const project = { mustFinishBy: minute('2026-07-24T17:00') };
    const found = check(chain({}, { project }), chain());
    expect(found.map(({ point }) => point)).toEqual([...healthPoints]);
    expect(found.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(
      found.filter(({ state }) => state === 'not-applicable').map(({ point }) => point),
    ).toEqual([
      'resources',
      // Nothing is due by the data date.
      'missed-tasks',
      'baseline-execution-index',
    ]);
    expect(found.find(({ point }) => point === 'critical-path-test')?.value).toBe(600);
  });

  const leads = linked((one, i) => (i === 5 ? { ...one, lagMinutes: -60 } : one));
  const lags = linked((one, i) => (i < 3 ? { ...one, lagMinutes: 60 } : one));
  const types = linked((one, i) => (i % 8 === 3 ? { ...one, type: 'SS' } : one));
  const date = { type: 'finish-no-later-than', at: minute('2026-12-31T17:00') } as const;
  const three = ['T1', 'T2', 'T3'];
  const each = (more: Partial<Activity>) => Object.fromEntries(three.map((name) => [name, more]));
  const long = { durationMinutes: 45 * 480 };
  const early = { project: { mustFinishBy: minute('2026-07-20T17:00') } };

  it.each<[HealthPoint, Schedule, HealthPoint[]]>([
    ['leads', leads, ['leads']],
    ['lags', lags, ['lags']],
    // The ends of tasks that only start together are open for the test of the path.
    ['link-types', types, ['link-types']],
    ['hard-constraints', chain(each({ constraints: [date] })), ['hard-constraints']],
    ['high-duration', chain(each(long)), ['high-duration']],
    ['negative-float', chain({}, early), ['negative-float', 'critical-path-length-index']],
    [
      'invalid-dates',
      chain({ T1: { actualStart: monday, actualFinish: monday + 20_000 } }),
      ['invalid-dates'],
    ],
  ])('finds %s', (_point, given, expected) => {
    expect(failed(given)).toEqual(expected);
  });

  it('finds open ends and high float, as shares of open tasks with their codes', () => {
    const loose = Array.from({ length: 3 }, (_, i) => task(`L${i}`, 8));
    const { activities, links } = chain(each(long)).projects[0]!;
    const found = check(schedule([...activities, ...loose], links));
    const of = (name: HealthPoint) => found.find(({ point }) => point === name);
    expect(of('logic')).toEqual({
      point: 'logic',
      state: 'fail',
      value: 3 / 43,
      limit: { kind: 'at-most', value: 0.05 },
      of: 43,
      members: ['L0', 'L1', 'L2'],
    });
    expect([of('high-float')?.state, of('high-float')?.members]).toEqual([
      'fail',
      ['L0', 'L1', 'L2'],
    ]);
  });

  it('finds a path that does not lead to the finish: a mandatory date breaks it', () => {
    const fixed = { type: 'mandatory-start', at: minute('2026-09-01T08:00') } as const;
    const given = chain({ T20: { constraints: [fixed] } });
    const broken = check({
      ...given,
      projects: [{ ...given.projects[0]!, dataDate: minute('2026-08-01T08:00') }],
    });
    // The longest path begins at the date, so the test is of what lies behind it.
    expect(broken.find(({ point }) => point === 'critical-path-test')?.state).toBe('pass');
    const late = { type: 'mandatory-finish', at: minute('2026-07-24T17:00') } as const;
    const pinned = chain({ T40: { constraints: [late] } });
    expect(check(pinned).find(({ point }) => point === 'critical-path-test')?.state).toBe('fail');
  });

  it('counts by a baseline what is due: missed tasks, and the share that is done', () => {
    const project = { dataDate: minute('2026-06-05T17:00') };
    const done = (day: number, late = 0) => ({
      actualStart: minute(`2026-06-0${day}T08:00`),
      actualFinish: minute(`2026-06-0${day + late}T17:00`),
    });
    const progress = { T1: done(1), T2: done(2, 1), T3: done(4) };
    const found = check(chain(progress, { project }), chain());
    const of = (name: HealthPoint) => found.find(({ point }) => point === name);
    // Five were due: the second ended a day late, the third too, the last two are open.
    expect(of('missed-tasks')).toMatchObject({
      state: 'fail',
      of: 5,
      members: ['T2', 'T3', 'T4', 'T5'],
    });
    expect(of('baseline-execution-index')).toMatchObject({
      state: 'fail',
      value: 0.6,
      members: ['T4', 'T5'],
    });
  });

  it('has nothing to say of a project without open tasks, and refuses one with faults', () => {
    const states = new Set(check(schedule([])).map(({ state }) => state));
    expect([...states]).toEqual(['not-applicable']);
    const cyclic = schedule([task('A', 8), task('B', 8)], [link('A FS B'), link('B FS A')]);
    const found = checkHealth(version(cyclic), 'p6');
    expect(!found.ok && found.error.map(({ code }) => code)).toEqual(['network.cycle']);
    expect(checkHealth(version(chain()), 'p6', version(cyclic)).ok).toBe(false);
  });
});
