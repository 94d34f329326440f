// Projects of one file that links join, as one project: for who opens them together (docs/spec/plan.md 10a).
import { type PlanIssue, planWarning } from './plan-issue.ts';
import type { Activity, Link, Project, Schedule } from './schedule.ts';

/** A schedule whose joined projects are one, and what to know about it. */
export interface JoinedSchedule {
  readonly schedule: Schedule;
  /** By id of a joined project those that it is made of, in the order of the file. */
  readonly parts: ReadonlyMap<string, readonly Project[]>;
  readonly issues: readonly PlanIssue[];
}

/**
 * Joins the projects between which links lead; others stay as they are. Activities keep their ids, which must be of one
 * project each; codes get the project's before them. The data date is the latest, options and must-finish-by date are
 * those of the first. Warnings: schedule.joined, for each group; schedule.joined-differ, where what they state differs.
 */
export function joinProjects(schedule: Schedule, between: readonly Link[]): JoinedSchedule {
  const { projects } = schedule;
  const projectOf = new Map(
    projects.flatMap((project) => project.activities.map(({ id }) => [id, project.id] as const)),
  );
  const usable = between.filter(({ from, to }) => projectOf.has(from) && projectOf.has(to));
  const groupOf = groupsOf(projects, usable, projectOf);
  const groups = [...Map.groupBy(projects, ({ id }) => groupOf.get(id) ?? id).values()];
  const parts = new Map<string, readonly Project[]>();
  const issues: PlanIssue[] = [];
  const joined = groups.map((group) => {
    const [first] = group;
    if (group.length === 1) return first;
    const ids = new Set(group.map(({ id }) => id));
    const links = usable.filter(({ from }) => ids.has(projectOf.get(from) ?? ''));
    const project = joinGroup(group, links);
    parts.set(project.id, group);
    const members = group.map(({ code }) => code);
    issues.push(planWarning('schedule.joined', 'projects are scheduled together', { members }));
    if (group.some((one) => differs(one, first))) {
      const sentence =
        'data dates, options or must-finish-by dates differ: the latest, and those of the first, count';
      issues.push(planWarning('schedule.joined-differ', sentence, { members }));
    }
    return project;
  });
  return { schedule: { ...schedule, projects: joined }, parts, issues };
}

/** By project the first of its group. */
function groupsOf(
  projects: readonly Project[],
  links: readonly Link[],
  projectOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const above = new Map(projects.map(({ id }) => [id, id]));
  const topOf = (id: string): string => {
    let top = id;
    for (let next = above.get(top); next !== undefined && next !== top; next = above.get(top)) {
      top = next;
    }
    return top;
  };
  for (const { from, to } of links) {
    const [a, b] = [topOf(projectOf.get(from) ?? ''), topOf(projectOf.get(to) ?? '')];
    if (a !== b) above.set(b, a);
  }
  return new Map(projects.map(({ id }) => [id, topOf(id)]));
}

function joinGroup(group: readonly Project[], between: readonly Link[]): Project {
  const [first] = group;
  const named = ({ code }: Project, activity: Activity): Activity => {
    return { ...activity, code: `${code}/${activity.code}` };
  };
  return {
    ...first,
    id: group.map(({ id }) => id).join('+'),
    code: group.map(({ code }) => code).join('+'),
    dataDate: Math.max(...group.map(({ dataDate }) => dataDate)),
    activities: group.flatMap((one) => one.activities.map((activity) => named(one, activity))),
    links: [...group.flatMap((one) => one.links), ...between],
  };
}

function differs(one: Project, first: Project): boolean {
  return (
    one.dataDate !== first.dataDate ||
    one.mustFinishBy !== first.mustFinishBy ||
    one.fromFinish !== first.fromFinish ||
    JSON.stringify(one.options) !== JSON.stringify(first.options)
  );
}
