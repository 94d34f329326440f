// What to know about a schedule that was computed: progress out of sequence, leads, open ends, overridden logic.
import { kind, type Network, ruleOf, status } from './network.ts';
import { type PlanIssue, planWarning } from './plan-issue.ts';
import type { Project } from './schedule.ts';

/**
 * Returns the warnings of a project, one for each kind with all its members: progress.out-of-sequence,
 * progress.after-data-date, network.lead, network.open-start, network.open-end, network.mandatory, network.no-activities.
 */
export function findWarnings(project: Project, network: Network): readonly PlanIssue[] {
  const found: PlanIssue[] = [];
  const add = (code: string, sentence: string, members: readonly string[]) => {
    if (members.length > 0) found.push(planWarning(code, sentence, { members }));
  };
  if (network.count === 0) {
    add('network.no-activities', 'a project has no activities', [project.code]);
  }
  add(
    'progress.out-of-sequence',
    'work began before its predecessor ended',
    outOfSequence(project),
  );
  add('progress.after-data-date', 'an actual date lies after the data date', tooLate(project));
  const leads = project.links.filter((link) => link.lagMinutes < 0);
  const named = leads.map((link) => `${link.from} -> ${link.to}`);
  add('network.lead', 'a lag is negative', named);
  add('network.open-start', 'open work has no predecessor', openEnds(project, network, 'from'));
  add('network.open-end', 'open work has no successor', openEnds(project, network, 'to'));
  const mandatory = positions(network).filter((at) => {
    const rule = ruleOf(network, at);
    return rule?.mandatoryStart !== undefined || rule?.mandatoryFinish !== undefined;
  });
  const overridden = mandatory.map((at) => project.activities[network.order[at]].id);
  add('network.mandatory', 'a mandatory date overrides links', overridden);
  return found;
}

function positions(network: Network): readonly number[] {
  return Array.from({ length: network.count }, (_, at) => at).filter(
    (at) => network.kind[at] !== kind.span && network.status[at] !== status.completed,
  );
}

/** Ids in the order of the project. */
function openEnds(project: Project, network: Network, end: 'from' | 'to'): readonly string[] {
  const { first } = end === 'from' ? network.predecessors : network.successors;
  return positions(network)
    .filter((at) => first[at] === first[at + 1])
    .map((at) => network.order[at])
    .sort((a, b) => a - b)
    .map((index) => project.activities[index].id);
}

function tooLate(project: Project): readonly string[] {
  const isAfter = (date: number | undefined) => date !== undefined && date > project.dataDate;
  return project.activities
    .filter((one) => isAfter(one.actualStart) || isAfter(one.actualFinish))
    .map((one) => one.id);
}

function outOfSequence(project: Project): readonly string[] {
  const byId = new Map(project.activities.map((activity) => [activity.id, activity]));
  return project.links
    .filter((link) => {
      if (link.type !== 'FS' || byId.get(link.to)?.actualStart === undefined) return false;
      return byId.get(link.from)?.actualFinish === undefined;
    })
    .map((link) => `${link.from} -> ${link.to}`);
}
