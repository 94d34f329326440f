// Small schedules for tests: Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00, from Monday 2026-06-01 08:00.
import type { Calendar } from '../../src/plan/calendar.ts';
import { textToMinute } from '../../src/plan/civil-time.ts';
import { type ScheduledActivity, scheduleFile } from '../../src/plan/critical-path.ts';
import type { ProfileName } from '../../src/plan/profile.ts';
import type { Activity, Link, Project, Schedule } from '../../src/plan/schedule.ts';

const office = [
  { from: 8 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 17 * 60 },
];

/** The calendar `week`. */
export const week: Calendar = {
  id: 'week',
  week: [office, office, office, office, office, [], []],
  exceptions: new Map(),
};

/** A minute that is there. */
export function minute(text: string): number {
  return textToMinute(text)!;
}

/** Monday, a working morning. */
export const monday = minute('2026-06-01T08:00');

/** A task of some hours on the working week. */
export function task(id: string, hours: number, more: Partial<Activity> = {}): Activity {
  return { id, code: id, type: 'task', calendar: 'week', durationMinutes: hours * 60, ...more };
}

/** A link, `A FS B` or `A SS B 8` with hours of lag. */
export function link(text: string, more: Partial<Link> = {}): Link {
  const [from, type, to, lag = '0'] = text.split(' ');
  return {
    from: from!,
    to: to!,
    type: type as Link['type'],
    lagMinutes: Number(lag) * 60,
    ...more,
  };
}

/** A file of one project. */
export function schedule(
  activities: readonly Activity[],
  links: readonly Link[] = [],
  more: Partial<Project> = {},
): Schedule {
  const project = { id: '1', code: 'P', dataDate: monday, activities, links, ...more };
  return { calendars: [week], projects: [project] };
}

/** Computed activities by id. */
export function scheduled(
  given: Schedule,
  profile: ProfileName = 'p6',
): Readonly<Record<string, ScheduledActivity>> {
  const result = scheduleFile(given, profile);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const all = result.value.projects.flatMap((project) => project.activities);
  return Object.fromEntries(all.map((one) => [one.activity.id, one]));
}
