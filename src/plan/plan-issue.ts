// Problems and warnings of a schedule: all of them at once, each with its members.
import { issuesOfCodeMin, membersShownMax, planIssuesMax } from './limits.ts';

/** An error keeps a schedule from being computed; a warning does not. */
export interface PlanIssue {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Ids of the activities, links (`A -> B`) or calendars concerned. */
  readonly members: readonly string[];
  /** 1-based line of the file, where it has lines. */
  readonly line?: number;
  /** 1-based place in that line, where the reader can tell. */
  readonly column?: number;
}

/** What an issue concerns. */
interface IssuePlace {
  readonly members?: readonly string[];
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Returns an error; the members are named after its sentence. */
export function planError(code: string, sentence: string, where: IssuePlace = {}): PlanIssue {
  return madeOf(
    { code, severity: 'error', message: sentence, members: where.members ?? [] },
    where,
  );
}

/** Returns a warning; the members are named after its sentence. */
export function planWarning(code: string, sentence: string, where: IssuePlace = {}): PlanIssue {
  return madeOf(
    { code, severity: 'warning', message: sentence, members: where.members ?? [] },
    where,
  );
}

function madeOf(found: PlanIssue, { line, column }: IssuePlace): PlanIssue {
  const shown = found.members.slice(0, membersShownMax).join(', ');
  const more = found.members.length - membersShownMax;
  const tail = shown === '' ? '' : `: ${shown}${more > 0 ? ` and ${more} more` : ''}`;
  const issue = { ...found, message: found.message + tail };
  if (line === undefined) return issue;
  return column === undefined ? { ...issue, line } : { ...issue, line, column };
}

/**
 * Returns the first issues up to the limit, the first few of every code among them, and one more that counts the rest:
 * plan.issues-cut.
 */
export function cutIssues(issues: readonly PlanIssue[]): readonly PlanIssue[] {
  if (issues.length <= planIssuesMax) return issues;
  const countByCode = new Map<string, number>();
  const isFirst = issues.map(({ code }) => {
    const count = (countByCode.get(code) ?? 0) + 1;
    countByCode.set(code, count);
    return count <= issuesOfCodeMin;
  });
  let room = planIssuesMax - isFirst.filter(Boolean).length;
  const kept = issues.filter((_, i) => isFirst[i] || room-- > 0);
  const rest = issues.length - kept.length;
  const last = planError('plan.issues-cut', `${rest} more problems of ${issues.length}`);
  return [...kept, last];
}
