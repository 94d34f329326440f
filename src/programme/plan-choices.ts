// What could be done about the approvals of a joint network: the changes whose effect on the opening is asked
// (docs/spec/joint-schedule.md 5). A choice is data; the plan computes what it is worth.
import type { PartyId } from '../base/ids.ts';
import type { Policy } from '../plan/policy.ts';
import type { JointNetwork, NetworkActivity } from './joint-network.ts';

/** What is done: the applicant answers at once; the authority needs less; the other side's approval is recognised. */
export type ChoiceKind = 'answer' | 'faster' | 'recognised' | 'authority-faster';

/** One change, with what it is about. */
export interface Choice {
  readonly kind: ChoiceKind;
  readonly policy: Policy;
  /** The party that would have to act. */
  readonly party: PartyId;
  /** Of one case: its record; of an authority: its id. */
  readonly record: string;
  /** The activity in the network, where there is one. */
  readonly activity?: NetworkActivity;
  /** Of faster: by how many per cent. */
  readonly percent?: number;
  /** The cases whose time changes. */
  readonly cases: readonly string[];
}

/** By how much an approval is sped up in the ranking: a third. */
const fasterPercent = 33;

/**
 * Returns the changes that are ranked: for each approval that is not over yet a faster decision, its recognition, and
 * an answer at once where the applicant has the papers; for each authority with several, all of them faster.
 */
export function choicesOf(network: JointNetwork): readonly Choice[] {
  const open = openApprovals(network);
  const choices: Choice[] = [];
  const ofAuthority = new Map<string, NetworkActivity[]>();
  for (const activity of open) {
    const record = activity.case?.id;
    if (record === undefined) continue;
    // The applicant's part asks; whoever's matter it is decides.
    const isWaiting = activity.kind === 'waiting';
    const party = isWaiting ? activity.party : (activity.case?.owner ?? activity.party);
    const about = { party, record, activity, cases: [record] };
    if (isWaiting) {
      const policy = policyOf(`answer:${record}`, [activity.id], { type: 'recognised' });
      choices.push({ kind: 'answer', policy, ...about });
      continue;
    }
    const faster = { type: 'faster', percent: fasterPercent } as const;
    const recognised = policyOf(`recognised:${record}`, [activity.id], { type: 'recognised' });
    choices.push(
      {
        kind: 'faster',
        policy: policyOf(`faster:${record}`, [activity.id], faster),
        ...about,
        percent: fasterPercent,
      },
      { kind: 'recognised', policy: recognised, ...about },
    );
    const authority = activity.case?.version?.authority;
    if (authority === undefined) continue;
    ofAuthority.set(authority, [...(ofAuthority.get(authority) ?? []), activity]);
  }
  for (const [authority, activities] of ofAuthority) {
    if (activities.length < 2) continue;
    const ids = activities.map((one) => one.id);
    const change = { type: 'faster', percent: fasterPercent } as const;
    choices.push({
      kind: 'authority-faster',
      policy: policyOf(`authority-faster:${authority}`, ids, change),
      party: activities[0].case?.owner ?? activities[0].party,
      record: authority,
      percent: fasterPercent,
      cases: activities.flatMap((one) => one.case?.id ?? []),
    });
  }
  return choices;
}

/** Returns the approvals whose work is not over, and the waiting for applicants. */
export function openApprovals(network: JointNetwork): readonly NetworkActivity[] {
  const [project] = network.schedule?.projects ?? [];
  const isOver = new Map(
    project?.activities.map((one) => [one.id, one.actualFinish !== undefined]),
  );
  return network.activities.filter(({ id, kind }) => {
    return (kind === 'approval' || kind === 'waiting') && isOver.get(id) === false;
  });
}

function policyOf(name: string, activities: readonly string[], change: Policy['change']): Policy {
  return { name, activities, change };
}

/** What somebody would like to try on one approval. */
export interface Trial {
  /** Id of the case, or of the report on one. */
  readonly record: string;
  readonly fasterPercent?: number;
  /** Days of the authority's effort that it takes at most, from receipt. */
  readonly limitDays?: number;
  readonly isRecognised?: boolean;
  /** The applicant answers at once. */
  readonly isAnswered?: boolean;
}

/** Returns the policies of some trials; those on cases that are not open approvals of the network are left out. */
export function policiesOf(network: JointNetwork, trials: readonly Trial[]): readonly Policy[] {
  const open = openApprovals(network);
  return trials.flatMap((trial) => {
    const mine = open.filter((one) => one.case?.id === trial.record);
    const approval = mine.find((one) => one.kind === 'approval');
    const waiting = mine.find((one) => one.kind === 'waiting');
    const policies: Policy[] = [];
    const add = (name: string, activity: NetworkActivity, change: Policy['change']) =>
      policies.push(policyOf(`${name}:${trial.record}`, [activity.id], change));
    if (waiting !== undefined && trial.isAnswered === true) {
      add('answer', waiting, { type: 'recognised' });
    }
    if (approval === undefined) return policies;
    if (trial.isRecognised === true) add('recognised', approval, { type: 'recognised' });
    else {
      // Without its calendar nobody can say what a day of it is.
      if (trial.limitDays !== undefined && approval.dayMinutes !== undefined) {
        const minutes = trial.limitDays * approval.dayMinutes;
        add('limit', approval, { type: 'limit', minutes });
      }
      if (trial.fasterPercent !== undefined && trial.fasterPercent > 0) {
        add('faster', approval, { type: 'faster', percent: trial.fasterPercent });
      }
    }
    return policies;
  });
}
