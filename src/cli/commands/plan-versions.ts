// Two files that are versions of one schedule: reading them, and which of their projects belong together.
import type { PlanIssue } from '../../plan/plan-issue.ts';
import type { ProfileName } from '../../plan/profile.ts';
import type { Project, Schedule } from '../../plan/schedule.ts';
import { readScheduleFile } from './plan-inputs.ts';

/** A file that was read; without schedule where it has faults. */
interface ReadVersion {
  readonly schedule?: Schedule;
  readonly profile?: ProfileName;
  /** Errors, each with the name of the file. */
  readonly issues: readonly PlanIssue[];
}

/** Reads one version of a schedule. */
export async function readVersion(file: string): Promise<ReadVersion> {
  const named = (issues: readonly PlanIssue[]) =>
    issues.map((issue) => ({ ...issue, message: `${file}: ${issue.message}` }));
  const found = await readScheduleFile(file);
  if (!found.ok) return { issues: named(found.error) };
  const { schedule, issues, inputs, format } = found.value;
  const errors = issues.filter(({ severity }) => severity === 'error');
  const profile = inputs?.profile ?? format.profile;
  return errors.length > 0 ? { issues: named(errors), profile } : { schedule, issues: [], profile };
}

/** Pairs projects of two files: two files of one project each are two versions of it whatever they are called; else codes say which are. */
export function projectPairs(
  before: Schedule,
  after: Schedule,
  code: string | undefined,
): readonly (readonly [Project, Project])[] {
  const [a, b] = [before.projects, after.projects];
  if (code === undefined && a.length === 1 && b.length === 1) return [[a[0], b[0]]];
  const there = new Map(b.map((one) => [one.code, one]));
  return a.flatMap((one): [Project, Project][] => {
    const other = there.get(one.code);
    return other === undefined || (code !== undefined && one.code !== code) ? [] : [[one, other]];
  });
}
