// The rules of docs/spec/plan.md one by one, on schedules small enough to be computed by hand.
import { describe, expect, it } from 'vitest';
import {
  link,
  minute,
  monday,
  schedule,
  scheduled,
  task,
  week,
} from '../../test/support/schedules.ts';
import { intersectCalendars } from './calendar.ts';
import { minuteToText } from './civil-time.ts';
import { type ScheduledActivity, scheduleFile } from './critical-path.ts';
import { isProfileName } from './profile.ts';
import type { Activity, Link, Project } from './schedule.ts';

function early(one: ScheduledActivity | undefined): string {
  if (one === undefined) return '';
  return `${minuteToText(one.earlyStart).slice(5)} ${minuteToText(one.earlyFinish).slice(5)}`;
}

function late(one: ScheduledActivity | undefined): string {
  if (one === undefined) return '';
  return `${minuteToText(one.lateStart).slice(5)} ${minuteToText(one.lateFinish).slice(5)}`;
}

function earlyOf(
  activities: readonly Activity[],
  links: readonly Link[] = [],
  more: Partial<Project> = {},
) {
  const all = scheduled(schedule(activities, links, more));
  return Object.values(all).map((one) => `${one.activity.id} ${early(one)}`);
}

describe('links', () => {
  const two = [task('A', 16), task('B', 8)];
  it.each([
    ['A FS B', '06-03T08:00 06-03T17:00'],
    ['A FS B 8', '06-04T08:00 06-04T17:00'],
    ['A FS B -4', '06-02T13:00 06-03T12:00'],
    ['A SS B 4', '06-01T13:00 06-02T12:00'],
    ['A FF B 4', '06-02T13:00 06-03T12:00'],
    ['A SF B 12', '06-01T13:00 06-02T12:00'],
  ])('%s place the successor at %s', (text, expected) => {
    expect(early(scheduled(schedule(two, [link(text)])).B)).toBe(expected);
  });

  it('count a lag on the calendar that they name, else on the profile’s', () => {
    const around = { ...task('B', 8), calendar: undefined as unknown as string };
    const at = (more: Partial<Link>, profile: 'p6' | 'comity') =>
      early(scheduled(schedule([task('A', 40), around], [link('A FS B 24', more)]), profile).B);
    expect(at({}, 'p6')).toBe('06-10T17:00 06-11T01:00');
    expect(at({}, 'comity')).toBe('06-06T17:00 06-07T01:00');
    expect(at({ lagCalendar: '24h' }, 'p6')).toBe('06-06T17:00 06-07T01:00');
    expect(at({ lagCalendar: { calendar: 'week' } }, 'comity')).toBe('06-10T17:00 06-11T01:00');
  });
});

describe('constraints', () => {
  const on = (type: NonNullable<Activity['constraints']>[number]['type'], at: string) =>
    ({ constraints: [{ type, at: minute(at) }] }) as const;

  it('hold starts and finishes back, and never pull early dates', () => {
    const at = '2026-06-03T13:00';
    expect(earlyOf([task('A', 8, on('start-no-earlier-than', at))])).toEqual([
      'A 06-03T13:00 06-04T12:00',
    ]);
    expect(earlyOf([task('A', 8, on('finish-no-earlier-than', at))])).toEqual([
      'A 06-02T13:00 06-03T12:00',
    ]);
    expect(earlyOf([task('A', 40, on('finish-no-later-than', at))])).toEqual([
      'A 06-01T08:00 06-05T17:00',
    ]);
  });

  it('no later than a date make negative float', () => {
    const bound = on('start-no-later-than', '2026-06-02T08:00');
    const all = scheduled(schedule([task('A', 16), task('B', 8, bound)], [link('A FS B')]));
    expect([all.B?.totalFloatMinutes, all.A?.totalFloatMinutes]).toEqual([-480, -480]);
    expect(late(all.B)).toBe('06-02T08:00 06-02T17:00');
  });

  it('that are mandatory override links, before the data date too', () => {
    const start = on('mandatory-start', '2026-05-29T10:00');
    const finish = on('mandatory-finish', '2026-06-01T12:00');
    const links = [link('A FS B'), link('A FS C')];
    const all = scheduled(
      schedule([task('A', 80), task('B', 8, start), task('C', 8, finish)], links),
    );
    expect(early(all.B)).toBe('05-29T10:00 06-01T10:00');
    expect([early(all.C), late(all.C)]).toEqual([
      '05-29T13:00 06-01T12:00',
      '05-29T13:00 06-01T12:00',
    ]);
  });

  it('as late as possible use up free float and move nothing else', () => {
    const alap = { constraints: [{ type: 'as-late-as-possible' }] } as const;
    const all = scheduled(
      schedule([task('A', 8, alap), task('B', 24), task('C', 8)], [link('A FS C'), link('B FS C')]),
      'comity',
    );
    expect([early(all.A), all.A?.freeFloatMinutes]).toEqual(['06-03T08:00 06-03T17:00', 0]);
    expect([all.A?.isCritical, all.B?.isCritical, all.C?.isCritical]).toEqual([false, true, true]);
  });

  it('a finish milestone may stand at the end of a band, another milestone may not', () => {
    const friday = on('finish-on', '2026-06-05T17:00');
    const snet = on('start-no-earlier-than', '2026-06-05T17:00');
    const of = (more: Partial<Activity>) => earlyOf([task('A', 0, more)]);
    expect(of({ type: 'finish-milestone', ...friday })).toEqual(['A 06-05T17:00 06-05T17:00']);
    expect(of({ type: 'finish-milestone', ...snet })).toEqual(['A 06-05T17:00 06-05T17:00']);
    expect(of({ type: 'start-milestone', ...snet })).toEqual(['A 06-08T08:00 06-08T08:00']);
  });

  it('an expected finish sets the remaining duration and leaves no free float', () => {
    const due = { expectedFinish: minute('2026-06-04T12:00') };
    const all = scheduled(schedule([task('A', 8, due), task('B', 80)]));
    expect([early(all.A), all.A?.freeFloatMinutes]).toEqual(['06-01T08:00 06-04T12:00', 0]);
  });
});

describe('progress', () => {
  const done = (finish: string) =>
    task('A', 8, { actualStart: minute('2026-04-01T08:00'), actualFinish: minute(finish) });

  it('counts the lag after completed work from its actual finish', () => {
    const place = (finish: string) =>
      early(scheduled(schedule([done(finish), task('B', 8)], [link('A FS B 80')])).B);
    expect(place('2026-05-20T17:00')).toBe('06-04T08:00 06-04T17:00');
    expect(place('2026-04-01T17:00')).toBe('06-01T08:00 06-01T17:00');
  });

  it('shows completed work as a point at the data date, without float', () => {
    const { A } = scheduled(schedule([done('2026-05-20T17:00')]));
    expect([early(A), A?.totalFloatMinutes, A?.status]).toEqual([
      '06-01T08:00 06-01T08:00',
      undefined,
      'completed',
    ]);
  });

  it('counts down the lag after the start of work that goes on', () => {
    const begun = task('A', 40, {
      actualStart: minute('2026-05-28T08:00'),
      remainingMinutes: 24 * 60,
    });
    expect(earlyOf([begun, task('B', 8)], [link('A SS B 24')])).toEqual([
      'A 06-01T08:00 06-03T17:00',
      'B 06-02T08:00 06-02T17:00',
    ]);
  });

  it('keeps links into started work under retained logic and drops them under override', () => {
    const begun = task('B', 16, { actualStart: minute('2026-05-28T08:00'), remainingMinutes: 480 });
    const at = (progress: 'retained-logic' | 'progress-override') =>
      earlyOf([task('A', 16), begun], [link('A FS B')], { options: { progress } })[1];
    expect(at('retained-logic')).toBe('B 06-03T08:00 06-03T17:00');
    expect(at('progress-override')).toBe('B 06-01T08:00 06-01T17:00');
  });

  it('out of sequence, leads and open ends are warned of with their members', () => {
    const late1 = { actualStart: minute('2026-06-02T08:00'), remainingMinutes: 480 };
    const forced = { constraints: [{ type: 'mandatory-start', at: monday }] } as const;
    const given = schedule(
      [task('A', 16), task('B', 16, late1), task('C', 8, forced)],
      [link('A FS B -8')],
    );
    const empty = { ...given.projects[0]!, code: 'E', activities: [], links: [] };
    const result = scheduleFile({ ...given, projects: [...given.projects, empty] }, 'comity');
    const warnings = result.ok ? result.value.warnings : [];
    expect(warnings.map((one) => `${one.code}: ${one.members.join(', ')}`)).toEqual([
      'progress.out-of-sequence: A -> B',
      'progress.after-data-date: B',
      'network.lead: A -> B',
      'network.open-start: A, C',
      'network.open-end: B, C',
      'network.mandatory: C',
      'network.no-activities: E',
    ]);
  });

  it('that rest on days not announced yet are named, for each calendar that says so: calendar.provisional', () => {
    const known = { ...week, announcedThrough: Math.floor(monday / 1_440) + 1 };
    const other = { ...week, id: 'other', announcedThrough: known.announcedThrough + 30 };
    const done = { actualStart: monday - 600, actualFinish: monday };
    const given = {
      calendars: [known, other, intersectCalendars('both', [known, other])],
      projects: schedule(
        [
          task('A', 16),
          task('B', 17),
          task('C', 80, { calendar: 'other' }),
          task('D', 80, { calendar: 'both' }),
          task('E', 80, done),
        ],
        [],
      ).projects,
    };
    const result = scheduleFile(given, 'p6');
    const found = (result.ok ? result.value.warnings : []).filter(
      ({ code }) => code === 'calendar.provisional',
    );
    expect(found.map(({ message }) => message)).toEqual([
      'calendar week is announced through 2026-06-02 only: later dates may move: B',
      'calendar both is announced through 2026-06-02 only: later dates may move: D',
    ]);
  });
});

describe('floats and paths', () => {
  it('total float is to the project’s finish, free float to the next start', () => {
    const links = [link('A FS B'), link('B FS C'), link('D FS C')];
    const all = scheduled(
      schedule([task('A', 8), task('B', 16), task('C', 8), task('D', 8), task('E', 8)], links),
    );
    const floats = Object.values(all).map((one) => [one.totalFloatMinutes, one.freeFloatMinutes]);
    expect(floats).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [960, 960],
      [1440, 1440],
    ]);
    expect(Object.values(all).map((one) => one.isOnLongestPath)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('the longest path stops at a bound before the data date, though no work lies between', () => {
    const all = scheduled(schedule([task('A', 8), task('B', 40)], [link('A FS B -8')]));
    expect([all.A?.isOnLongestPath, all.B?.isOnLongestPath]).toEqual([false, true]);
  });

  it('a finish that must be met takes the place of the project’s finish', () => {
    const all = scheduled(
      schedule([task('A', 8)], [], { mustFinishBy: minute('2026-05-29T17:00') }),
    );
    expect(all.A?.totalFloatMinutes).toBe(-480);
  });

  it('a level of effort spans what it is linked to and drives nothing', () => {
    const span = task('L', 400, { type: 'level-of-effort' });
    const all = scheduled(
      schedule(
        [task('A', 8), task('B', 8), span],
        [link('A FS B'), link('A SS L'), link('B FF L')],
      ),
    );
    expect(early(all.L)).toBe('06-01T08:00 06-02T17:00');
    expect([all.B?.totalFloatMinutes, all.B?.freeFloatMinutes]).toEqual([0, 0]);
  });

  it('a level of effort takes its dates from starts, but where both ends are finishes', () => {
    const span = task('L', 8, { type: 'level-of-effort' });
    const activities = [task('A', 8), task('B', 8), task('C', 16), span];
    const links = [link('A FS B'), link('A SF L'), link('L SF B')];
    // Start of A; end by the start of B, though the link ends at its finish; late finish by its late start.
    const all = scheduled(schedule(activities, links));
    expect(early(all.L)).toBe('06-01T08:00 06-01T17:00');
    expect(minuteToText(all.L!.lateFinish)).toBe('2026-06-01T17:00');
  });

  it('a completed level of effort stands at the data date', () => {
    const ended = { actualStart: monday - 960, actualFinish: monday };
    expect(earlyOf([task('L', 8, { type: 'summary', ...ended })])).toEqual([
      'L 06-01T08:00 06-01T08:00',
    ]);
  });
});

describe('profiles', () => {
  it('are three by name', () => {
    const names = ['comity', 'p6', 'msproject', 'other'];
    expect(names.map(isProfileName)).toEqual([true, true, true, false]);
  });
});
