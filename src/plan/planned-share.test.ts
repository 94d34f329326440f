// docs/spec/plan.md P151: which share of a baseline's work was to be done by the end of each month.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { link, minute, schedule, task, week } from '../../test/support/schedules.ts';
import { type ScheduledActivity, scheduleFile } from './critical-path.ts';
import { plannedShares } from './planned-share.ts';
import type { Schedule } from './schedule.ts';

function datesOf(given: Schedule): readonly ScheduledActivity[] {
  const computed = scheduleFile(given, 'comity');
  return computed.ok ? computed.value.projects[0]!.activities : expect.fail();
}

describe('the planned share', () => {
  it('is the working time until the end of the month by all working time', () => {
    // June 2026 has 22 working days; A takes 16 of them, B the last 6 and 10 of July's.
    const dates = datesOf(schedule([task('A', 128), task('B', 128)], [link('A FS B')]));
    expect(plannedShares(dates, [week])).toEqual([
      { month: '2026-06', share: 22 / 32 },
      { month: '2026-07', share: 1 },
    ]);
  });

  it('weighs a minute of any activity alike, whenever it is worked, and leaves out what has no work of its own', () => {
    const loe = { type: 'level-of-effort' } as const;
    const milestone = { type: 'finish-milestone' } as const;
    const dates = datesOf(
      schedule(
        [task('A', 8), task('B', 80), task('L', 400, loe), task('M', 0, milestone)],
        [link('A SS L'), link('B FF L'), link('B FS M')],
      ),
    );
    expect(plannedShares(dates, [week])).toEqual([{ month: '2026-06', share: 1 }]);
    // One long and one short, side by side: 176 hours of June for the one, 8 for the other.
    const long = datesOf(schedule([task('A', 8), task('B', 352)]));
    expect(plannedShares(long, [week])[0]).toEqual({ month: '2026-06', share: 184 / 360 });
  });

  it('has every month between the first and the last, and none where there is no work', () => {
    const far = task('B', 8, {
      constraints: [{ type: 'start-no-earlier-than', at: minute('2027-02-01T08:00') }],
    });
    const months = plannedShares(datesOf(schedule([task('A', 8), far])), [week]);
    expect(months.map(({ month }) => month)).toEqual([
      ...['2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12'],
      ...['2027-01', '2027-02'],
    ]);
    expect(months.slice(0, -1).every(({ share }) => share === 0.5)).toBe(true);
    expect(plannedShares([], [])).toEqual([]);
    const none = datesOf(schedule([task('M', 0, { type: 'start-milestone' })]));
    expect(plannedShares(none, [week])).toEqual([]);
  });

  it('never falls, ends with all of it, and stops after fifty years', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 6 }),
        (hours) => {
          const dates = datesOf(schedule(hours.map((one, i) => task(`T${i}`, one))));
          const shares = plannedShares(dates, [week]).map(({ share }) => share);
          expect(shares).toEqual([...shares].sort((a, b) => a - b));
          expect(shares.at(-1)).toBe(1);
        },
      ),
      { seed: 7, numRuns: 50 },
    );
    const at = minute('2126-06-01T08:00');
    const late = task('B', 8, { constraints: [{ type: 'start-no-earlier-than', at }] });
    expect(plannedShares(datesOf(schedule([task('A', 8), late])), [week])).toHaveLength(600);
  });
});
