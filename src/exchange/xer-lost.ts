// What a XER file has no place for, told by name.
import { type PlanIssue, planWarning } from '../plan/plan-issue.ts';
import { optionsOf, type ProfileName, type ScheduleOptions } from '../plan/profile.ts';
import type { Activity, LagCalendar, Link, Project } from '../plan/schedule.ts';

/** The one that most lags of the project are counted on: XER has one for all. */
export function lagCalendarOf(
  { links }: Project,
  options: ScheduleOptions,
): ScheduleOptions['lagCalendar'] {
  const counts = { predecessor: 0, successor: 0, '24h': 0 };
  for (const link of links) {
    const on = link.lagCalendar ?? options.lagCalendar;
    if (link.lagMinutes !== 0 && typeof on === 'string') counts[on] += 1;
  }
  const most = Math.max(...Object.values(counts));
  const names = ['predecessor', 'successor', '24h'] as const;
  return most === 0
    ? options.lagCalendar
    : (names.find((name) => counts[name] === most) ?? options.lagCalendar);
}

/** Adds a warning for each kind of thing that a project has and the file will not have. */
export function tellLost(project: Project, profile: ProfileName, issues: PlanIssue[]): void {
  const tell = (code: string, sentence: string, lost: (activity: Activity) => boolean) => {
    const members = project.activities.filter(lost).map((one) => one.id);
    if (members.length > 0) issues.push(planWarning(code, sentence, { members }));
  };
  if (project.fromFinish !== undefined) {
    const sentence = 'a finish from which a project is scheduled back has no place there';
    issues.push(planWarning('exchange.lost-from-finish', sentence, { members: [project.code] }));
  }
  tell(
    'exchange.lost-alternative',
    'following any one predecessor has no place there',
    (one) => one.joins === 'any',
  );
  tell(
    'exchange.lost-distribution',
    'distributions have no place there',
    ({ distribution, uncertainty }) => (distribution ?? uncertainty) !== undefined,
  );
  tell(
    'exchange.lost-constraint',
    'only two constraints have a place there',
    (one) => (one.constraints?.length ?? 0) > 2,
  );
  tell(
    'exchange.lost-manual',
    'delays, pauses and dates given by hand have no place there',
    (one) => (one.delayMinutes ?? one.pauseMinutes ?? one.placed) !== undefined,
  );
  tell(
    'exchange.lost-names',
    'names in further languages have no place there',
    (one) => one.names !== undefined,
  );
  const options = optionsOf(profile, project.options);
  const onOne = lagCalendarOf(project, options);
  const other = (on: LagCalendar | undefined) => (on ?? options.lagCalendar) !== onOne;
  const members = project.links
    .filter((link) => link.lagMinutes !== 0 && other(link.lagCalendar))
    .map((link: Link) => `${link.from} -> ${link.to}`);
  if (members.length === 0) return;
  const sentence = `lags on another calendar than the ${onOne}’s have no place there`;
  issues.push(planWarning('exchange.lost-lag-calendar', sentence, { members }));
}
