// What is tried, as the file of a command that proposes it to the other side: a mechanism. A procedure takes one change,
// and it holds for every approval under it, so the effect that the title claims is that of the file, not of the trial.

import { dayOfMinute, minuteToText } from '../../../plan/civil-time.ts';
import type { Forecast } from '../../../plan/forecast.ts';
import { openApprovals, policiesOf, type Trial } from '../../../programme/plan-choices.ts';
import type { Plans, WhatIf } from '../../../projection/plan.ts';
import type { View } from '../../view.ts';

/** One change as a mechanism holds it. */
type Change =
  | { readonly procedure: string; readonly limit: number }
  | { readonly procedure: string; readonly percent: number };

/** A file that can be proposed, or why there is none. */
export type Proposal =
  | { readonly changes: readonly Change[]; readonly found: WhatIf; readonly forecast: Forecast }
  | { readonly why: keyof typeof noneKeys };

const noneKeys = {
  other: 'whatif.propose.none.other',
  choose: 'whatif.propose.none.choose',
  zero: 'whatif.propose.none.zero',
} as const;

/** Returns the proposal of what is tried; undefined while nothing is. */
export async function proposalOf(
  plans: Pick<Plans, 'whatIf'>,
  found: WhatIf,
  trials: readonly Trial[],
): Promise<Proposal | undefined> {
  if (found.changes.length === 0 || found.changed === undefined) return undefined;
  if (found.changes.some(({ change }) => change.type === 'recognised')) return { why: 'other' };
  const wanted = changesOf(found, trials);
  if (wanted.some((one) => 'limit' in one && one.limit < 1)) return { why: 'zero' };
  const changes = [...new Map(wanted.map((one) => [JSON.stringify(one), one])).values()];
  const procedures = new Set(changes.map(({ procedure }) => procedure));
  if (procedures.size < changes.length) return { why: 'choose' };
  const { plan } = found;
  const policies = policiesOf(plan.network, asTrials(found, changes));
  const held = await plans.whatIf(plan.records.project.id, policies);
  const forecast = held?.changed;
  return forecast === undefined ? undefined : { changes, found, forecast };
}

/** One for each number that is tried on an open approval. */
function changesOf({ plan }: WhatIf, trials: readonly Trial[]): readonly Change[] {
  const open = approvalsOf(plan.network);
  return trials.flatMap(({ record, fasterPercent, limitDays }): readonly Change[] => {
    const procedure = open.find((one) => one.id === record)?.state.procedure;
    if (procedure === undefined) return [];
    return [
      ...(limitDays === undefined ? [] : [{ procedure, limit: limitDays }]),
      ...(fasterPercent === undefined || fasterPercent === 0
        ? []
        : [{ procedure, percent: fasterPercent }]),
    ];
  });
}

/** The changes on every open approval under their procedures. */
function asTrials({ plan }: WhatIf, changes: readonly Change[]): readonly Trial[] {
  return approvalsOf(plan.network).flatMap(({ id, state }): readonly Trial[] => {
    const change = changes.find((one) => one.procedure === state.procedure);
    if (change === undefined) return [];
    return 'limit' in change
      ? [{ record: id, limitDays: change.limit }]
      : [{ record: id, fasterPercent: change.percent }];
  });
}

function approvalsOf(network: WhatIf['plan']['network']) {
  return openApprovals(network).flatMap((one) => (one.kind === 'approval' ? (one.case ?? []) : []));
}

/** A proposal in words: the file with what it would do, or why there is none. */
export type ProposalWords =
  | { readonly file: string; readonly effect: string }
  | { readonly none: string };

/** Returns a proposal in words. */
export function proposalWords(view: View, proposal: Proposal): ProposalWords {
  if ('why' in proposal) return { none: view.text(noneKeys[proposal.why]) };
  const { changes, found, forecast } = proposal;
  const { computed, records } = found.plan;
  const project = records.project.id;
  const count = dayOfMinute(computed?.forecast.p80 ?? forecast.p80) - dayOfMinute(forecast.p80);
  const key = count > 0 ? 'whatif.mechanism' : 'whatif.mechanism.plain';
  const { tag } = view.language;
  const content = { title: { [tag]: view.text(key, { project, count }) }, changes, project };
  const signatories = view.programme.parties.map(({ party }) => {
    return { party, post: { [tag]: view.text('whatif.mechanism.post') } };
  });
  const sample = computed?.sample === true ? { sample: true } : {};
  const p80 = view.plainDate(minuteToText(forecast.p80).slice(0, 10));
  return {
    file: JSON.stringify({ ...sample, signatories, content }, null, 2),
    effect: view.text('whatif.propose.effect', { p80 }),
  };
}
