// The work breakdown of a XER file that is written: an element for each summary, with what it spans in it.
import { type PlanIssue, planWarning } from '../plan/plan-issue.ts';
import type { Project } from '../plan/schedule.ts';

/** One element of a work breakdown. */
interface BreakdownElement {
  readonly id: string;
  /** Empty for the top. */
  readonly parent: string;
  readonly name: string;
}

/** The work breakdown of one project. */
export interface Breakdown {
  /** The top first. */
  readonly elements: readonly BreakdownElement[];
  /** Returns the element that an activity belongs to. */
  readonly elementOf: (activity: string) => string;
}

/**
 * Returns a work breakdown in which each summary has an element of its own, so that it spans what it did. Summaries that share
 * a part of what they span have no place in a tree: exchange.lost-spans.
 * @param top Id of the element of the whole project.
 * @param nextId Returns an id that no element has.
 */
export function breakdownOf(
  project: Project,
  top: string,
  given: { readonly nextId: () => string; readonly issues: PlanIssue[] },
): Breakdown {
  const summaries = project.activities
    .filter((one) => one.type === 'summary')
    .map((one) => ({ one, spans: [...new Set(one.spans ?? [])], id: given.nextId() }))
    .sort((a, b) => b.spans.length - a.spans.length);
  // From the widest to the narrowest: each takes what it spans out of the element where it was.
  const elementOf = new Map<string, string>();
  const elements: BreakdownElement[] = [
    { id: top, parent: '', name: project.name ?? project.code },
  ];
  const lost: string[] = [];
  for (const { one, spans, id } of summaries) {
    const [parent = top, ...others] = new Set(spans.map((each) => elementOf.get(each) ?? top));
    if (others.length > 0) lost.push(one.id);
    for (const each of spans) elementOf.set(each, id);
    elementOf.set(one.id, id);
    elements.push({ id, parent, name: one.name ?? one.code });
  }
  if (lost.length > 0) {
    const sentence = 'summaries that share a part of what they span have no place there';
    given.issues.push(planWarning('exchange.lost-spans', sentence, { members: lost }));
  }
  return { elements, elementOf: (activity) => elementOf.get(activity) ?? top };
}
