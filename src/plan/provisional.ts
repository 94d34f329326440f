// Dates that rest on days which nobody has announced yet: holidays of a later year may still move them.
import type { Calendar } from './calendar.ts';
import { dayToDate, minutesPerDay } from './civil-time.ts';
import { type Network, status } from './network.ts';
import type { EarlyDates } from './passes.ts';
import { type PlanIssue, planWarning } from './plan-issue.ts';
import type { Project } from './schedule.ts';

/**
 * Returns for each calendar that is announced through some day a warning with the open activities on it that end later:
 * calendar.provisional. Members are in the order of the project.
 */
export function findProvisional(
  project: Project,
  calendars: readonly Calendar[],
  computed: { readonly network: Network; readonly early: EarlyDates },
): readonly PlanIssue[] {
  const limited = calendars.filter((one) => one.announcedThrough !== undefined);
  if (limited.length === 0) return [];
  const { network, early } = computed;
  const finishes = new Float64Array(project.activities.length).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < network.count; at++) {
    if (network.status[at] !== status.completed) finishes[network.order[at]] = early.finish[at];
  }
  return limited.flatMap(({ id, announcedThrough = 0 }) => {
    const end = (announcedThrough + 1) * minutesPerDay;
    const members = project.activities
      .filter((one, i) => one.calendar === id && finishes[i] > end)
      .map((one) => one.id);
    const sentence = `calendar ${id} is announced through ${dayToDate(announcedThrough)} only: later dates may move`;
    return members.length === 0 ? [] : [planWarning('calendar.provisional', sentence, { members })];
  });
}
