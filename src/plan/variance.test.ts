// docs/spec/plan.md P150: days off a baseline, by code, in calendar days and in working days of the activity's calendar.
import { describe, expect, it } from 'vitest';
import { link, minute, schedule, task, week } from '../../test/support/schedules.ts';
import { minuteToText } from './civil-time.ts';
import { type ScheduledActivity, scheduleFile } from './critical-path.ts';
import type { Schedule } from './schedule.ts';
import { varianceOf } from './variance.ts';

function datesOf(given: Schedule): readonly ScheduledActivity[] {
  const computed = scheduleFile(given, 'comity');
  return computed.ok ? computed.value.projects[0]!.activities : expect.fail();
}

function compare(before: Schedule, after: Schedule) {
  const current = datesOf(after).map((dates) => ({ code: dates.activity.code, dates }));
  return varianceOf(datesOf(before), current, [week]);
}

const links = [link('A FS B'), link('B FS C')];
// From Monday, 1 June 2026: a week and a day, three days, a day.
const plain = schedule([task('A', 48), task('B', 24), task('C', 8)], links);

describe('the variance of a project', () => {
  it('is how many days later or earlier each activity starts and ends than in the baseline', () => {
    const later = schedule([task('A', 32), task('B', 64), task('C', 8)], links);
    const { activities } = compare(plain, later);
    expect(
      activities.map((one) => [one.code, one.startDays, one.finishDays, one.finishWorkingDays]),
    ).toEqual([
      ['A', 0, -4, -2],
      ['B', -4, 5, 3],
      ['C', 5, 5, 3],
    ]);
    const [, b] = activities;
    expect([b!.baseline.finish, b!.current.finish].map(minuteToText)).toEqual([
      '2026-06-11T17:00',
      '2026-06-16T17:00',
    ]);
    expect(compare(plain, plain).activities.every((one) => one.finishDays === 0)).toBe(true);
  });

  it('takes the actual dates of what has begun or ended', () => {
    const done = {
      actualStart: minute('2026-06-03T08:00'),
      actualFinish: minute('2026-06-09T00:00'),
    };
    const now = schedule([task('A', 48, done), task('B', 24), task('C', 8)], links, {
      dataDate: minute('2026-06-10T08:00'),
    });
    const [a] = compare(plain, now).activities;
    // What ended at midnight was still going on the day before: Monday, 8 June, as in the baseline.
    expect(a).toMatchObject({
      startDays: 2,
      finishDays: 0,
      current: { finish: done.actualFinish },
    });
  });

  it('knows activities by their codes, and names those that only one of the two has', () => {
    const renumbered = schedule([task('7', 48, { code: 'A' }), task('8', 8, { code: 'D' })]);
    const { activities, added, removed } = compare(plain, renumbered);
    expect(activities.map(({ code, finishDays }) => [code, finishDays])).toEqual([['A', 0]]);
    expect([added, removed.map(({ code }) => code)]).toEqual([['D'], ['B', 'C']]);
  });
});
