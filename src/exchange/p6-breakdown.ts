// What the WBS summaries of a P6 file span: the work in their part of the work breakdown, which no link says.
import { type PlanIssue, planWarning } from '../plan/plan-issue.ts';
import { breakdownDepthMax, spannedMax } from './limits.ts';
import type { P6Row } from './p6-rows.ts';
import { activityTypes } from './p6-words.ts';

/** Ids of what a WBS summary spans, by its id. */
export type SpansOf = (summary: string) => readonly string[] | undefined;

/**
 * Returns what the WBS summaries among the rows of TASK span: every activity of the same element of the work breakdown or of
 * one below it that has dates of its own (Oracle, P6 Professional help, «activity type»: from the earliest start to the latest
 * finish of the activities that share a WBS code). Without a breakdown there are none. Warning: exchange.p6-spans (more are
 * spanned than {@link spannedMax}). Cost: activities times the depth of the breakdown.
 * @param breakdown Rows with `wbs_id` and `parent_wbs_id`.
 */
export function spansByBreakdown(
  tasks: readonly P6Row[],
  breakdown: readonly P6Row[],
  issues: PlanIssue[],
): SpansOf {
  const isSummary = (row: P6Row) => row.text('task_type').toLowerCase() === 'tt_wbs';
  const summaries = tasks.filter(isSummary);
  const none: SpansOf = () => undefined;
  if (breakdown.length === 0 || summaries.length === 0) return none;
  const parents = new Map(breakdown.map((row) => [row.text('wbs_id'), row.text('parent_wbs_id')]));
  // Several summaries of one element of one project span the same.
  const keyOf = (row: P6Row, wbs: string) => `${row.text('proj_id')} ${wbs}`;
  const lists = new Map(summaries.map((row) => [keyOf(row, row.text('wbs_id')), [] as string[]]));
  let count = 0;
  for (const row of tasks) {
    const type = activityTypes.get(row.text('task_type').toLowerCase());
    if (type === 'summary' || type === 'level-of-effort') continue;
    const id = row.text('task_id');
    let wbs: string | undefined = row.text('wbs_id');
    for (let depth = 0; wbs !== undefined && depth < breakdownDepthMax; depth++) {
      const list = lists.get(keyOf(row, wbs));
      if (list !== undefined) {
        count += 1;
        list.push(id);
      }
      wbs = parents.get(wbs);
    }
    if (count > spannedMax) {
      const sentence = `WBS summaries span more than ${spannedMax} activities: what they span is left out`;
      issues.push(planWarning('exchange.p6-spans', sentence, row.at('wbs_id')));
      return none;
    }
  }
  const found = new Map(
    summaries.map((row) => [row.text('task_id'), lists.get(keyOf(row, row.text('wbs_id')))]),
  );
  return (summary) => found.get(summary);
}
