// What changed between two versions of a project: worked out by hand, and on generated pairs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { link, minute, monday, schedule, task, week } from '../../test/support/schedules.ts';
import type { Calendar } from './calendar.ts';
import { dateToDay, minutesPerDay, minuteToText } from './civil-time.ts';
import type { Schedule } from './schedule.ts';
import { type DiffStep, diffProjects, diffSteps, type ProjectDiff } from './schedule-diff.ts';

// Thursday, 30 December 9999, 08:00.
const lastPrintedDay = dateToDay('9999-12-30') * minutesPerDay + 8 * 60;

function diff(before: Schedule, after: Schedule): ProjectDiff {
  const version = (of: Schedule) => ({ schedule: of, project: of.projects[0]! });
  const found = diffProjects(version(before), version(after), 'comity');
  return found.ok ? found.value : expect.fail(JSON.stringify(found.error));
}

const finishAfter = ({ steps }: ProjectDiff, step: DiffStep) => {
  const at = steps.find((one) => one.step === step)?.finish;
  return at === undefined ? undefined : minuteToText(at);
};

const plain = schedule(
  [task('A', 8), task('B', 16), task('C', 8)],
  [link('A FS B'), link('B FS C')],
);

describe('diffProjects', () => {
  it('names activities, links and fields that differ, and no others', () => {
    const after = schedule(
      [task('A', 8), task('B', 24, { name: 'Longer' }), task('D', 8)],
      [link('A FS B 8'), link('B FF D')],
    );
    const found = diff(plain, after);
    expect([found.added, found.removed]).toEqual([['D'], ['C']]);
    expect(found.changed).toEqual([
      {
        code: 'B',
        fields: [
          { field: 'name', before: undefined, after: 'Longer' },
          { field: 'durationMinutes', before: 960, after: 1_440 },
        ],
      },
    ]);
    expect(
      found.links.map(({ link: name, before, after: b }) => [
        name,
        before?.lagMinutes,
        b?.lagMinutes,
      ]),
    ).toEqual([
      ['A -> B FS', 0, 480],
      ['B -> C FS', 0, undefined],
      ['B -> D FF', undefined, 0],
    ]);
  });

  it('knows an activity by its code where a program has numbered it anew', () => {
    const renumbered = schedule(
      [task('7', 8, { code: 'A' }), task('8', 16, { code: 'B' }), task('9', 8, { code: 'C' })],
      [link('7 FS 8'), link('8 FS 9')],
    );
    const found = diff(plain, renumbered);
    expect([found.added, found.removed, found.changed, found.links, found.moved]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  it('tells how far dates moved in working time, and what became critical', () => {
    const parallel = (hours: number) =>
      schedule([task('A', 8), task('B', 16), task('C', hours)], [link('A FS B'), link('A FS C')]);
    const found = diff(parallel(8), parallel(40));
    expect(
      found.moved.map(({ code, startMinutes, finishMinutes }) => [
        code,
        startMinutes,
        finishMinutes,
      ]),
    ).toEqual([
      // B has more float now, and no other dates.
      ['B', 0, 0],
      ['C', 0, 32 * 60],
    ]);
    expect(found.critical).toEqual({ entered: ['C'], left: ['B'] });
    // Friday 17:00 to the next Monday 17:00 is one working day.
    expect(minuteToText(found.after.finish ?? 0)).toBe('2026-06-08T17:00');
  });

  it('shares the movement of the finish out between groups of changes, in a stated order', () => {
    const holiday: Calendar = { ...week, exceptions: new Map([[dateToDay('2026-06-02'), []]]) };
    const after: Schedule = {
      calendars: [holiday],
      projects: [
        {
          ...schedule(
            [
              task('A', 8),
              task('B', 24),
              task('C', 8, {
                constraints: [{ type: 'start-no-earlier-than', at: minute('2026-06-15T08:00') }],
              }),
              task('D', 8),
            ],
            [link('A FS B'), link('B FS C'), link('C FS D')],
          ).projects[0]!,
          dataDate: minute('2026-06-16T08:00'),
        },
      ],
    };
    const found = diff(plain, after);
    expect(minuteToText(found.before.finish ?? 0)).toBe('2026-06-04T17:00');
    expect(diffSteps.map((step) => finishAfter(found, step))).toEqual([
      '2026-06-05T17:00',
      '2026-06-08T17:00',
      '2026-06-09T17:00',
      '2026-06-16T17:00',
      '2026-06-23T17:00',
    ]);
    expect(found.calendars.changed).toEqual([
      { id: 'week', weekdays: [], days: [dateToDay('2026-06-02')] },
    ]);
    expect(found.project.map(({ field }) => field)).toEqual(['dataDate']);
  });

  it('has no finish for a state between that cannot be computed', () => {
    const before = schedule([task('A', 8), task('B', 8)], [link('A FS B')]);
    const after = schedule([task('A', 8), task('B', 8)], [link('B FS A')], {
      dataDate: minute('2026-06-03T08:00'),
    });
    expect(diff(before, after).steps.at(-1)?.finish).toBe(minute('2026-06-04T17:00'));
    // As a start the last day that can be written, with the new duration before the new date.
    const last = { type: 'start-no-earlier-than', at: lastPrintedDay } as const;
    const found = diff(
      schedule([task('A', 4, { constraints: [last] })]),
      schedule([task('A', 80)]),
    );
    expect(found.steps.map(({ finish }) => finish === undefined)).toEqual([
      ...[false, false, true, false, false],
    ]);
  });

  it('refuses a version with faults: network.cycle', () => {
    const cyclic = schedule([task('A', 8), task('B', 8)], [link('A FS B'), link('B FS A')]);
    for (const [a, b] of [
      [plain, cyclic],
      [cyclic, plain],
    ] as const) {
      const found = diffProjects(
        { schedule: a, project: a.projects[0]! },
        { schedule: b, project: b.projects[0]! },
        'p6',
      );
      expect(!found.ok && found.error.map(({ code }) => code)).toEqual(['network.cycle']);
    }
  });

  const generated = fc
    .record({
      hours: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 8 }),
      lags: fc.array(fc.integer({ min: -8, max: 16 }), { minLength: 8, maxLength: 8 }),
      kinds: fc.array(fc.constantFrom('FS', 'SS', 'FF', 'SF'), { minLength: 8, maxLength: 8 }),
      late: fc.integer({ min: 0, max: 20 }),
    })
    .map(({ hours, lags, kinds, late }) =>
      schedule(
        hours.map((one, i) => task(`T${i}`, one)),
        hours
          .slice(1)
          .map((_, i) => link(`T${Math.floor(i / 2)} ${kinds[i]} T${i + 1} ${lags[i]}`)),
        { dataDate: monday + late * 480 },
      ),
    );

  it('finds nothing between a version and itself, and ends with the later version’s finish', () => {
    fc.assert(
      fc.property(generated, generated, (a, b) => {
        const none = diff(a, a);
        expect([
          none.added,
          none.removed,
          none.changed,
          none.links,
          none.moved,
          none.project,
        ]).toEqual(Array(6).fill([]));
        expect(none.steps.every(({ finish }) => finish === none.before.finish)).toBe(true);
        const found = diff(a, b);
        expect(found.steps.at(-1)?.finish).toBe(found.after.finish);
      }),
      { seed: 20261126, numRuns: 200 },
    );
  });
});
